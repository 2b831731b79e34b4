// SPDX-License-Identifier: Apache-2.0
#include "base/cursor.h"

#include "mutation.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const uint8_t BYTES[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0xf9};

static void test_integers(void **state)
{
    (void)state;
    struct slice all = slice_of(BYTES, sizeof BYTES);
    struct cursor cursor = cursor_over(all);
    assert_int_equal(cursor_u8(&cursor), 0x01);
    assert_int_equal(cursor_u16be(&cursor), 0x0203);
    assert_int_equal(cursor_u16le(&cursor), 0x0504);
    cursor_seek(&cursor, 0);
    assert_true(cursor_u32be(&cursor) == 0x01020304);
    assert_true(cursor_u32le(&cursor) == 0x08070605);
    cursor_seek(&cursor, 1);
    assert_true(cursor_u64be(&cursor) == UINT64_C(0x02030405060708f9));
    cursor_seek(&cursor, 1);
    assert_true(cursor_u64le(&cursor) == UINT64_C(0xf908070605040302));
    assert_true(cursor_ok(&cursor));
    assert_true(cursor_end(&cursor));
}

static void test_uint_be_of_each_size(void **state)
{
    (void)state;
    uint64_t wanted = 0;
    for (size_t size = 1; size <= 8; size++) {
        struct cursor cursor = cursor_over(slice_of(BYTES, sizeof BYTES));
        wanted = wanted << 8 | size;
        assert_true(cursor_uint_be(&cursor, size) == wanted);
        assert_true(cursor_ok(&cursor));
        assert_int_equal(cursor.position, size);
    }
    for (size_t size = 0; size <= 9; size += 9) {
        struct cursor cursor = cursor_over(slice_of(BYTES, sizeof BYTES));
        assert_true(cursor_uint_be(&cursor, size) == 0);
        assert_false(cursor_ok(&cursor));
    }
}

static void test_failure_sticks(void **state)
{
    (void)state;
    struct cursor cursor = cursor_over(slice_of(BYTES, 6));
    assert_int_equal(cursor_u32be(&cursor), 0x01020304);
    assert_int_equal(cursor_u32be(&cursor), 0);
    assert_false(cursor_ok(&cursor));
    assert_int_equal(cursor.failed, 4);
    // Two bytes would still be there; a failed cursor gives none of them.
    assert_int_equal(cursor_u8(&cursor), 0);
    assert_int_equal(cursor_left(&cursor), 0);
    assert_true(cursor_end(&cursor));
    cursor_seek(&cursor, 0);
    assert_int_equal(cursor_bytes(&cursor, 1).size, 0);
    assert_true(cursor_varint_leb128(&cursor) == 0);
    assert_true(cursor_varint_sqlite(&cursor) == 0);
    assert_int_equal(cursor.failed, 4);
}

static void test_sizes_that_would_wrap(void **state)
{
    (void)state;
    const uint64_t sizes[] = {7, UINT64_MAX, UINT64_MAX - 3, SIZE_MAX, INT64_MAX};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct cursor cursor = cursor_over(slice_of(BYTES, 6));
        cursor_skip(&cursor, 4);
        assert_int_equal(cursor_bytes(&cursor, sizes[i]).size, 0);
        assert_false(cursor_ok(&cursor));
        cursor = cursor_over(slice_of(BYTES, 6));
        cursor_seek(&cursor, sizes[i]);
        assert_false(cursor_ok(&cursor));
    }
}

static void test_seek_to_the_end(void **state)
{
    (void)state;
    struct cursor cursor = cursor_over(slice_of(BYTES, 6));
    cursor_seek(&cursor, 6);
    assert_true(cursor_ok(&cursor));
    assert_true(cursor_end(&cursor));
    assert_int_equal(cursor_u8(&cursor), 0);
    assert_false(cursor_ok(&cursor));
}

static void test_sub_cannot_read_past_its_parent(void **state)
{
    (void)state;
    struct cursor cursor = cursor_over(slice_of(BYTES, sizeof BYTES));
    struct cursor sub = cursor_sub(&cursor, 2);
    assert_int_equal(cursor_u16be(&sub), 0x0102);
    assert_int_equal(cursor_u8(&sub), 0);
    assert_false(cursor_ok(&sub));
    assert_true(cursor_ok(&cursor));
    assert_int_equal(cursor_u8(&cursor), 0x03);
    sub = cursor_sub(&cursor, 100);
    assert_false(cursor_ok(&sub));
    assert_false(cursor_ok(&cursor));
}

static void test_fail_by_hand(void **state)
{
    (void)state;
    struct cursor cursor = cursor_over(slice_of(BYTES, sizeof BYTES));
    cursor_skip(&cursor, 3);
    cursor_fail(&cursor);
    assert_false(cursor_ok(&cursor));
    assert_int_equal(cursor.failed, 3);
}

struct varint {
    struct slice bytes;
    uint64_t value;
    bool ok;
};

static void varints_check(const struct varint *varints, size_t count, uint64_t (*read)(struct cursor *))
{
    for (size_t i = 0; i < count; i++) {
        struct cursor cursor = cursor_over(varints[i].bytes);
        assert_true(read(&cursor) == varints[i].value);
        assert_int_equal(cursor_ok(&cursor), varints[i].ok);
        assert_true(cursor_end(&cursor));
    }
}

static void test_varint_sqlite(void **state)
{
    (void)state;
    static const struct varint varints[] = {
        {SLICE_INIT("\x00"), 0, true},
        {SLICE_INIT("\x7f"), 127, true},
        {SLICE_INIT("\x81\x00"), 128, true},
        {SLICE_INIT("\x82\x00"), 256, true},
        {SLICE_INIT("\xff\x7f"), 16383, true},
        {SLICE_INIT("\x80\x80\x80\x80\x80\x80\x80\x80\x01"), 1, true},
        {SLICE_INIT("\xff\xff\xff\xff\xff\xff\xff\xff\xff"), UINT64_MAX, true},
        {SLICE_INIT("\x81"), 0, false},
        {SLICE_INIT("\xff\xff\xff\xff\xff\xff\xff\xff"), 0, false},
        {SLICE_INIT(""), 0, false},
    };
    varints_check(varints, sizeof varints / sizeof *varints, cursor_varint_sqlite);
}

static void test_varint_leb128(void **state)
{
    (void)state;
    static const struct varint varints[] = {
        {SLICE_INIT("\x00"), 0, true},
        {SLICE_INIT("\x7f"), 127, true},
        {SLICE_INIT("\x80\x01"), 128, true},
        {SLICE_INIT("\xac\x02"), 300, true},
        {SLICE_INIT("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), UINT64_MAX, true},
        {SLICE_INIT("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), 0, false}, // bit 64
        {SLICE_INIT("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"), 0, false},
        {SLICE_INIT("\x80"), 0, false},
        {SLICE_INIT(""), 0, false},
    };
    varints_check(varints, sizeof varints / sizeof *varints, cursor_varint_leb128);
}

// Every getter in turn, until the bytes are used up: no read goes beyond them (AddressSanitizer looks).
static void read_everything(struct slice bytes, void *context)
{
    (void)context;
    struct cursor cursor = cursor_over(bytes);
    for (unsigned turn = 0; !cursor_end(&cursor); turn++) {
        size_t before = cursor_left(&cursor);
        uint8_t size = cursor_u8(&cursor);
        (void)cursor_varint_leb128(&cursor);
        (void)cursor_varint_sqlite(&cursor);
        (void)cursor_uint_be(&cursor, size % 10U);
        struct cursor sub = cursor_sub(&cursor, size);
        (void)cursor_u64le(&sub);
        assert_true(cursor_left(&cursor) < before);
    }
}

static void test_mutations(void **state)
{
    (void)state;
    uint8_t bytes[96];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 37 % 11);
    mutation_all(slice_of(bytes, sizeof bytes), read_everything, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integers),        cmocka_unit_test(test_uint_be_of_each_size),
        cmocka_unit_test(test_failure_sticks),  cmocka_unit_test(test_sizes_that_would_wrap),
        cmocka_unit_test(test_seek_to_the_end), cmocka_unit_test(test_sub_cannot_read_past_its_parent),
        cmocka_unit_test(test_fail_by_hand),    cmocka_unit_test(test_varint_sqlite),
        cmocka_unit_test(test_varint_leb128),   cmocka_unit_test(test_mutations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
