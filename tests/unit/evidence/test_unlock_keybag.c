// SPDX-License-Identifier: Apache-2.0
// From the bytes of a key bag to the keys of its files, with the bag cut at every byte and each byte changed: it opens
// with the key that it always had, or it does not open.
#include "evidence/unlock.h"

#include "base/buffer.h"
#include "mutation.h"

#include <nettle/nist-keywrap.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define PASSWORD SLICE("correct horse")
#define ROUNDS_TRIED 4096U // a changed count may ask for many millions
#define WRAPPED_FIRST 3U
#define WRAPPED_LAST 6U

static const uint8_t class_key[UNLOCK_KEY_SIZE] = {7, 1, 2};
static const uint8_t file_key[UNLOCK_KEY_SIZE] = {9, 3, 4};

struct trial {
    uint8_t derived[UNLOCK_KEY_SIZE];
    size_t parsed, opened, files;
};

static void put_u32(struct buffer *bag, uint32_t number)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buffer_put_byte(bag, (uint8_t)(number >> shift));
}

static void put_entry(struct buffer *bag, const char *tag, struct slice value)
{
    buffer_put_text(bag, tag);
    put_u32(bag, (uint32_t)value.size);
    buffer_put(bag, value);
}

static void put_number(struct buffer *bag, const char *tag, uint32_t number)
{
    buffer_put_text(bag, tag);
    put_u32(bag, 4);
    put_u32(bag, number);
}

static void wrap_key(const uint8_t *with, const uint8_t *key, uint8_t *ret_wrapped)
{
    static const uint8_t vector[8] = {0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6};
    struct aes256_ctx context;
    aes256_set_encrypt_key(&context, with);
    aes256_keywrap(&context, vector, KEYBAG_WRAPPED_SIZE, ret_wrapped, key);
}

// Four classes, the third of which the phone alone opens; their keys wrapped by `derived`.
static void put_bag(struct buffer *bag, const uint8_t *derived)
{
    uint8_t wrapped[KEYBAG_WRAPPED_SIZE];
    wrap_key(derived, class_key, wrapped);
    buffer_init(bag, 4096);
    put_number(bag, "VERS", 5);
    put_number(bag, "TYPE", KEYBAG_BACKUP);
    put_entry(bag, "UUID", SLICE("0123456789abcdef"));
    put_entry(bag, "SALT", SLICE("the salt"));
    put_number(bag, "ITER", 1);
    put_number(bag, "DPIC", 2);
    put_entry(bag, "DPSL", SLICE("the first salt"));
    for (uint32_t number = WRAPPED_FIRST; number <= WRAPPED_LAST; number++) {
        put_entry(bag, "UUID", SLICE("0123456789abcdef"));
        put_number(bag, "CLAS", number);
        put_number(bag, "WRAP", number == 5 ? 1 : 2);
        put_entry(bag, "WPKY", slice_of(wrapped, sizeof wrapped));
    }
    assert_false(bag->failed);
}

// Each class by its number: what opens is the file's key, whichever class a changed number gave it to.
static void try_files(struct unlock *unlock, struct trial *trial)
{
    uint8_t blob[UNLOCK_FILE_KEY_SIZE] = {0};
    uint8_t key[UNLOCK_KEY_SIZE];
    wrap_key(class_key, file_key, blob + 4);
    for (uint32_t number = WRAPPED_FIRST; number <= WRAPPED_LAST; number++) {
        struct error error = {0};
        blob[0] = (uint8_t)number;
        enum error_code code = unlock_file(unlock, blob, key, &error);
        assert_true(code == ERROR_NONE || code == ERROR_LOCKED);
        if (code)
            continue;
        assert_memory_equal(key, file_key, sizeof key);
        trial->files++;
    }
}

static void attempt(struct slice bytes, void *context)
{
    struct trial *trial = context;
    struct keybag bag;
    struct unlock *unlock = NULL;
    enum unlock_answer answer = UNLOCK_WRONG;
    uint8_t key[UNLOCK_KEY_SIZE];
    if (keybag_parse(bytes, &bag, NULL))
        return;
    trial->parsed++;
    enum error_code code = unlock_new(&bag, &unlock, NULL);
    assert_true(code == ERROR_NONE || code == ERROR_LIMIT);
    if (!code && bag.rounds <= ROUNDS_TRIED && bag.first_rounds <= ROUNDS_TRIED)
        assert_int_equal(unlock_password(unlock, PASSWORD.data, PASSWORD.size, NULL, &answer, NULL), ERROR_NONE);
    if (answer == UNLOCK_OPEN) {
        trial->opened++;
        unlock_derived(unlock, key);
        assert_memory_equal(key, trial->derived, sizeof key);
        assert_true(unlock_damaged(unlock) < bag.class_count);
        try_files(unlock, trial);
    }
    (void)unlock_free(unlock);
}

// The bag, and what the password derives by it.
static void trial_open(struct trial *trial, struct buffer *bag)
{
    static const uint8_t nothing[UNLOCK_KEY_SIZE] = {0};
    struct keybag parsed;
    struct unlock *unlock = NULL;
    enum unlock_answer answer = UNLOCK_OPEN;
    *trial = (struct trial){0};
    put_bag(bag, nothing);
    assert_int_equal(keybag_parse(buffer_slice(bag), &parsed, NULL), ERROR_NONE);
    assert_int_equal(unlock_new(&parsed, &unlock, NULL), ERROR_NONE);
    assert_int_equal(unlock_password(unlock, PASSWORD.data, PASSWORD.size, NULL, &answer, NULL), ERROR_NONE);
    assert_int_equal(answer, UNLOCK_WRONG);
    unlock_derived(unlock, trial->derived);
    (void)unlock_free(unlock);
    buffer_release(bag);
    put_bag(bag, trial->derived);
}

static void test_as_it_is(UNUSED void **state)
{
    struct buffer bag CLEANUP_BUFFER;
    struct trial trial;
    trial_open(&trial, &bag);
    attempt(buffer_slice(&bag), &trial);
    assert_int_equal(trial.opened, 1);
    assert_int_equal(trial.files, 3);
}

// Cut inside an entry it is refused; it opens once the first class's key is in it.
static void test_cut_at_every_byte(UNUSED void **state)
{
    struct buffer bag CLEANUP_BUFFER;
    struct trial trial;
    trial_open(&trial, &bag);
    struct slice whole = buffer_slice(&bag);
    size_t first_key = slice_find(whole, SLICE("WPKY")) + 8 + KEYBAG_WRAPPED_SIZE;
    mutation_truncate(slice_part(whole, 0, first_key), attempt, &trial);
    assert_int_equal(trial.opened, 0);
    mutation_truncate(whole, attempt, &trial);
    // At the end of the first class, and of each of the four entries of three more; of the last one it is whole.
    assert_int_equal(trial.opened, 1 + 3 * 4 - 1);
}

static void test_each_byte_changed(UNUSED void **state)
{
    struct buffer bag CLEANUP_BUFFER;
    struct trial trial;
    trial_open(&trial, &bag);
    mutation_flip(buffer_slice(&bag), attempt, &trial);
    // Each bit of its UUID, and of what belongs to one class alone, may be another one.
    assert_true(trial.opened > (16 + 4 * KEYBAG_WRAPPED_SIZE) * 8);
    assert_true(trial.files > trial.opened);
    assert_true(trial.parsed > trial.opened);
    mutation_replace(buffer_slice(&bag), attempt, &trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_it_is),
        cmocka_unit_test(test_cut_at_every_byte),
        cmocka_unit_test(test_each_byte_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
