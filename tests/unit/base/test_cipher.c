// SPDX-License-Identifier: Apache-2.0
// Decrypted as it is read, against the whole at once; what the end of a file says about its padding.
#include "base/cipher.h"

#include "base/buffer.h"

#include <nettle/cbc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define MOST 40000U // more than two of the chunks that are read at once

static const uint8_t key[CIPHER_KEY_SIZE] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18};

struct stored {
    uint8_t plain[MOST];
    uint8_t bytes[MOST]; // encrypted
    struct source source;
};

static void encrypt(struct stored *stored, size_t size)
{
    struct aes256_ctx context;
    uint8_t vector[CIPHER_BLOCK] = {0};
    aes256_set_encrypt_key(&context, key);
    cbc_encrypt(&context, (nettle_cipher_func *)aes256_encrypt, CIPHER_BLOCK, vector, size - size % CIPHER_BLOCK,
                stored->bytes, stored->plain);
    stored->source = source_of_memory(slice_of(stored->bytes, size));
}

// `size` bytes that no padding ends.
static void stored_make(struct stored *stored, size_t size)
{
    memset(stored, 0, sizeof *stored);
    for (size_t i = 0; i < size; i++)
        stored->plain[i] = (uint8_t)(i * 31 + i / 251 + 128);
    if (size)
        stored->plain[size - 1] = 0xee;
    encrypt(stored, size);
}

struct opened {
    struct cipher cipher;
    struct source source;
};

static void open_well(const struct stored *stored, struct opened *opened)
{
    struct error error = {0};
    assert_int_equal(cipher_open(&stored->source, key, &opened->cipher, &opened->source, &error), ERROR_NONE);
}

static void assert_reads(const struct stored *stored, const struct opened *opened, uint64_t offset, size_t size)
{
    uint8_t *got = malloc(size + 1);
    size_t count = SIZE_MAX;
    uint64_t whole = opened->source.size;
    size_t wanted = offset >= whole ? 0 : size < whole - offset ? size : (size_t)(whole - offset);
    assert_non_null(got);
    assert_int_equal(source_read(&opened->source, offset, got, size, &count, NULL), ERROR_NONE);
    assert_int_equal(count, wanted);
    if (wanted)
        assert_memory_equal(got, stored->plain + offset, wanted);
    free(got);
}

static void test_every_offset_and_length(UNUSED void **state)
{
    static struct stored stored;
    struct opened opened;
    stored_make(&stored, 1024);
    open_well(&stored, &opened);
    assert_int_equal(opened.source.size, 1024);
    for (uint64_t offset = 0; offset <= 1030; offset++)
        for (size_t size = 0; size <= 1030; size += offset % 7 ? 13 : 1)
            assert_reads(&stored, &opened, offset, size);
}

static void test_across_the_chunks(UNUSED void **state)
{
    static struct stored stored;
    static const size_t sizes[] = {1, 15, 16, 17, 16367, 16368, 16383, 16384, 16385, 32768, 32769, 39999, MOST};
    struct opened opened;
    stored_make(&stored, MOST);
    open_well(&stored, &opened);
    for (uint64_t offset = 0; offset<MOST; offset += offset % 16384> 16350 || offset % 16384 < 40 ? 1 : 509)
        for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
            assert_reads(&stored, &opened, offset, sizes[i]);
}

static void test_lengths(UNUSED void **state)
{
    static struct stored stored;
    for (size_t size = 0; size < 100; size++) {
        struct opened opened;
        stored_make(&stored, size);
        open_well(&stored, &opened);
        assert_int_equal(opened.source.size, size - size % CIPHER_BLOCK);
        assert_int_equal(opened.cipher.cut, size % CIPHER_BLOCK != 0);
        assert_false(opened.cipher.padded);
        assert_reads(&stored, &opened, 0, 100);
    }
}

static void test_padding_is_taken_off(UNUSED void **state)
{
    static struct stored stored;
    for (size_t size = 0; size < 70; size++) {
        struct opened opened;
        size_t padding = CIPHER_BLOCK - size % CIPHER_BLOCK;
        stored_make(&stored, size);
        memset(stored.plain + size, (int)padding, padding);
        encrypt(&stored, size + padding);
        open_well(&stored, &opened);
        assert_int_equal(opened.source.size, size);
        assert_true(opened.cipher.padded);
        assert_reads(&stored, &opened, 0, 100);
    }
}

static void test_padding_that_makes_no_sense_stays(UNUSED void **state)
{
    static struct stored stored;
    struct opened opened;
    // One of its bytes is another; more than a block; none.
    for (unsigned padding = 2; padding <= 16; padding++) {
        for (unsigned at = 2; at <= padding; at++) {
            stored_make(&stored, 64);
            memset(stored.plain + 64 - padding, (int)padding, padding);
            stored.plain[64 - at] ^= 0x80;
            encrypt(&stored, 64);
            open_well(&stored, &opened);
            assert_int_equal(opened.source.size, 64);
        }
    }
    static const uint8_t lasts[] = {0, 17, 32, 128, 255};
    for (size_t i = 0; i < ARRAY_SIZE(lasts); i++) {
        stored_make(&stored, 64);
        memset(stored.plain + 32, lasts[i], 32);
        encrypt(&stored, 64);
        open_well(&stored, &opened);
        assert_int_equal(opened.source.size, 64);
    }
}

// A file that lost some bytes ends with no padding, whatever its last whole block looks like.
static void test_what_is_cut_has_no_padding(UNUSED void **state)
{
    static struct stored stored;
    struct opened opened;
    stored_make(&stored, 64);
    memset(stored.plain + 48, 16, 16);
    encrypt(&stored, 64);
    stored.source.bytes.size = stored.source.size = 64 + 5;
    open_well(&stored, &opened);
    assert_true(opened.cipher.cut);
    assert_int_equal(opened.source.size, 64);
}

static void database_make(struct stored *stored, size_t page, size_t pages, size_t padding, bool add)
{
    size_t size = page * pages;
    stored_make(stored, size);
    memcpy(stored->plain, "SQLite format 3", 16);
    stored->plain[16] = (uint8_t)((page == 65536 ? 1 : page) >> 8);
    stored->plain[17] = (uint8_t)(page == 65536 ? 1 : page);
    memset(stored->plain + size - (add ? 0 : padding), (int)padding, padding);
    encrypt(stored, size + (add ? padding : 0));
}

// The last page of a database may end with bytes that look like padding: its page size tells.
static void test_database_that_ends_like_padding(UNUSED void **state)
{
    static struct stored stored;
    struct opened opened;
    for (size_t padding = 1; padding <= 16; padding++) {
        database_make(&stored, 4096, 3, padding, false);
        open_well(&stored, &opened);
        assert_int_equal(opened.source.size, 3 * 4096);
        assert_false(opened.cipher.padded);
    }
    database_make(&stored, 4096, 3, 16, true);
    open_well(&stored, &opened);
    assert_int_equal(opened.source.size, 3 * 4096);
    assert_true(opened.cipher.padded);
    // A page size that no database has says nothing.
    database_make(&stored, 64, 4, 16, false);
    open_well(&stored, &opened);
    assert_int_equal(opened.source.size, 4 * 64 - 16);
    // Of less than a header.
    stored_make(&stored, 16);
    memset(stored.plain, 16, 16);
    encrypt(&stored, 16);
    open_well(&stored, &opened);
    assert_int_equal(opened.source.size, 0);
    assert_reads(&stored, &opened, 0, 16);
}

static enum error_code read_nothing(UNUSED const struct source *source, UNUSED uint64_t offset, UNUSED void *buffer,
                                    UNUSED size_t size, size_t *ret_size, struct error *error)
{
    *ret_size = 0;
    return error_set(error, ERROR_IO, "test", ERROR_NO_OFFSET, "the medium is gone");
}

// A file that got shorter while it is read gives what is there; a medium that fails gives its error.
static void test_a_source_that_shrinks_or_fails(UNUSED void **state)
{
    static struct stored stored;
    struct opened opened;
    uint8_t got[256];
    size_t count = 0;
    stored_make(&stored, 256);
    open_well(&stored, &opened);
    for (size_t left = 0; left < 256; left++) {
        opened.cipher.stored.bytes.size = left;
        assert_int_equal(source_read(&opened.source, 0, got, sizeof got, &count, NULL), ERROR_NONE);
        assert_int_equal(count, left - left % CIPHER_BLOCK);
        assert_int_equal(source_read(&opened.source, 40, got, 100, &count, NULL), ERROR_NONE);
        assert_true(count <= 100);
        if (count)
            assert_memory_equal(got, stored.plain + 40, count);
    }
    stored.source.read = read_nothing;
    struct error error = {0};
    assert_int_equal(cipher_open(&stored.source, key, &opened.cipher, &opened.source, &error), ERROR_IO);
}

static void test_wiped(UNUSED void **state)
{
    static const struct cipher none;
    static struct stored stored;
    struct opened opened;
    stored_make(&stored, 64);
    open_well(&stored, &opened);
    assert_memory_not_equal(&opened.cipher, &none, sizeof none);
    cipher_wipe(&opened.cipher);
    assert_memory_equal(&opened.cipher, &none, sizeof none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_offset_and_length),
        cmocka_unit_test(test_across_the_chunks),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_padding_is_taken_off),
        cmocka_unit_test(test_padding_that_makes_no_sense_stays),
        cmocka_unit_test(test_what_is_cut_has_no_padding),
        cmocka_unit_test(test_database_that_ends_like_padding),
        cmocka_unit_test(test_a_source_that_shrinks_or_fails),
        cmocka_unit_test(test_wiped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
