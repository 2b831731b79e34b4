// SPDX-License-Identifier: Apache-2.0
#include "base/slice.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_part_stays_inside(void **state)
{
    (void)state;
    struct slice text = SLICE("abcdef");
    assert_true(slice_equal(slice_part(text, 1, 3), SLICE("bcd")));
    assert_true(slice_equal(slice_part(text, 4, SIZE_MAX), SLICE("ef")));
    assert_int_equal(slice_part(text, 6, 1).size, 0);
    assert_int_equal(slice_part(text, SIZE_MAX, SIZE_MAX).size, 0);
    assert_true(slice_equal(slice_from(text, 2), SLICE("cdef")));
    assert_int_equal(slice_from(SLICE_NONE, 0).size, 0);
}

static void test_text(void **state)
{
    (void)state;
    assert_int_equal(slice_text(NULL).size, 0);
    assert_int_equal(slice_text("abc").size, 3);
    assert_int_equal(SLICE("a\0b").size, 3);
}

static void test_equal_sees_past_a_nul(void **state)
{
    (void)state;
    assert_true(slice_equal(SLICE("a\0b"), SLICE("a\0b")));
    assert_false(slice_equal(SLICE("a\0b"), SLICE("a\0c")));
    assert_false(slice_equal(SLICE("a"), SLICE("a\0")));
    assert_true(slice_equal(SLICE_NONE, SLICE("")));
}

static void test_equal_fold_is_ascii(void **state)
{
    (void)state;
    assert_true(slice_equal_fold(SLICE("HomeDomain[@`{"), SLICE("hOMEdOMAIN[@`{")));
    assert_false(slice_equal_fold(SLICE("["), SLICE("{")));
    assert_false(slice_equal_fold(SLICE("\xc4"), SLICE("\xe4")));
    assert_false(slice_equal_fold(SLICE("ab"), SLICE("abc")));
}

static void test_compare(void **state)
{
    (void)state;
    assert_int_equal(slice_compare(SLICE("a"), SLICE("b")), -1);
    assert_int_equal(slice_compare(SLICE("b"), SLICE("a")), 1);
    assert_int_equal(slice_compare(SLICE("a"), SLICE("a")), 0);
    assert_int_equal(slice_compare(SLICE("a"), SLICE("ab")), -1);
    assert_int_equal(slice_compare(SLICE("ab"), SLICE("a")), 1);
    assert_int_equal(slice_compare(SLICE("\x80"), SLICE("\x7f")), 1); // bytes have no sign
    assert_int_equal(slice_compare(SLICE_NONE, SLICE_NONE), 0);
}

static void test_starts_and_ends(void **state)
{
    (void)state;
    struct slice text = SLICE("/private/var");
    assert_true(slice_starts(text, SLICE("/private")));
    assert_true(slice_starts(text, SLICE_NONE));
    assert_true(slice_starts(text, text));
    assert_false(slice_starts(text, SLICE("/private/var/")));
    assert_false(slice_starts(text, SLICE("private")));
    assert_true(slice_ends(text, SLICE("/var")));
    assert_true(slice_ends(text, SLICE_NONE));
    assert_false(slice_ends(text, SLICE("x/private/var")));
    assert_false(slice_ends(SLICE_NONE, SLICE("a")));
}

static void test_find(void **state)
{
    (void)state;
    struct slice text = SLICE("a\0bcbc");
    assert_int_equal(slice_find(text, SLICE("bc")), 2);
    assert_int_equal(slice_find(text, SLICE("cb")), 3);
    assert_true(slice_find(text, SLICE("x")) == SIZE_MAX);
    assert_int_equal(slice_find(text, SLICE_NONE), 0);
    assert_true(slice_find(SLICE_NONE, SLICE("a")) == SIZE_MAX);
    assert_int_equal(slice_find_byte(text, 'c'), 3);
    assert_int_equal(slice_find_last_byte(text, 'c'), 5);
    assert_true(slice_find_byte(text, 'x') == SIZE_MAX);
    assert_true(slice_find_last_byte(SLICE_NONE, 'x') == SIZE_MAX);
}

static void test_trim(void **state)
{
    (void)state;
    assert_true(slice_equal(slice_trim(SLICE(" \t\r\n\v\fa b \n")), SLICE("a b")));
    assert_int_equal(slice_trim(SLICE("  ")).size, 0);
    assert_int_equal(slice_trim(SLICE_NONE).size, 0);
}

static void test_line(void **state)
{
    (void)state;
    struct slice rest = SLICE("one\r\n\ntwo\rthree\r\nlast");
    const struct slice wanted[] = {
        SLICE_INIT("one"),
        SLICE_INIT(""),
        SLICE_INIT("two\rthree"),
        SLICE_INIT("last"),
    };
    struct slice line;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        assert_true(slice_line(&rest, &line));
        assert_true(slice_equal(line, wanted[i]));
    }
    assert_false(slice_line(&rest, &line));
    rest = SLICE("a\n");
    assert_true(slice_line(&rest, &line));
    assert_false(slice_line(&rest, &line)); // a newline ends a line and begins none
}

static void test_split(void **state)
{
    (void)state;
    struct slice rest = SLICE("a,,b,");
    const struct slice wanted[] = {SLICE_INIT("a"), SLICE_INIT(""), SLICE_INIT("b"), SLICE_INIT("")};
    struct slice part;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        assert_true(slice_split(&rest, ',', &part));
        assert_true(slice_equal(part, wanted[i]));
    }
    assert_false(slice_split(&rest, ',', &part));
}

static void test_decimal(void **state)
{
    (void)state;
    uint64_t value = 7;
    assert_true(slice_decimal(SLICE("0"), &value));
    assert_true(value == 0);
    assert_true(slice_decimal(SLICE("18446744073709551615"), &value));
    assert_true(value == UINT64_MAX);
    const struct slice wrong[] = {
        SLICE_INIT(""),
        SLICE_INIT("18446744073709551616"),
        SLICE_INIT("99999999999999999999"),
        SLICE_INIT("+1"),
        SLICE_INIT("-1"),
        SLICE_INIT(" 1"),
        SLICE_INIT("1 "),
        SLICE_INIT("1\0"),
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(slice_decimal(wrong[i], &value));
    assert_true(value == UINT64_MAX); // written on success alone
}

static void test_bytes(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 256; i++) {
        uint8_t byte = (uint8_t)i;
        bool upper = byte >= 'A' && byte <= 'Z';
        bool lower = byte >= 'a' && byte <= 'z';
        assert_int_equal(byte_is_alpha(byte), upper || lower);
        assert_int_equal(byte_lower(byte), upper ? byte + 32 : byte);
        assert_int_equal(byte_is_digit(byte), byte >= 0x30 && byte <= 0x39);
        assert_int_equal(byte_is_space(byte), byte != 0 && memchr(" \t\n\v\f\r", byte, 6) != NULL);
    }
    assert_int_equal(byte_hex('0'), 0);
    assert_int_equal(byte_hex('9'), 9);
    assert_int_equal(byte_hex('a'), 10);
    assert_int_equal(byte_hex('F'), 15);
    assert_int_equal(byte_hex('g'), -1);
    assert_int_equal(byte_hex('/'), -1);
    assert_int_equal(byte_hex(0xff), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_part_stays_inside),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_equal_sees_past_a_nul),
        cmocka_unit_test(test_equal_fold_is_ascii),
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_starts_and_ends),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_trim),
        cmocka_unit_test(test_line),
        cmocka_unit_test(test_split),
        cmocka_unit_test(test_decimal),
        cmocka_unit_test(test_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
