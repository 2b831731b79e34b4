// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include "mutation.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_every_code_point_comes_back(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer buffer;
    buffer_init(&buffer, 16);
    for (uint32_t code_point = 0; code_point <= 0x10ffff; code_point++) {
        if (code_point >= 0xd800 && code_point <= 0xdfff)
            continue;
        size_t position = 0;
        buffer_clear(&buffer);
        utf8_put(&buffer, code_point);
        if (utf8_next(buffer_slice(&buffer), &position) != code_point || position != buffer.size)
            fail_msg("U+%04X", code_point);
    }
}

static void test_known_bytes(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer buffer;
    buffer_init(&buffer, 100);
    utf8_put(&buffer, 0x24);
    utf8_put(&buffer, 0xa3);
    utf8_put(&buffer, 0x20ac);
    utf8_put(&buffer, 0x10348);
    assert_true(slice_equal(buffer_slice(&buffer), SLICE("$\xc2\xa3\xe2\x82\xac\xf0\x90\x8d\x88")));
}

static void test_impossible_code_points(void **state)
{
    (void)state;
    const uint32_t wrong[] = {0xd800, 0xdfff, 0x110000, UINT32_MAX};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        CLEANUP_BUFFER struct buffer buffer;
        buffer_init(&buffer, 16);
        utf8_put(&buffer, wrong[i]);
        assert_true(slice_equal(buffer_slice(&buffer), SLICE("\xef\xbf\xbd")));
    }
}

static void test_invalid(void **state)
{
    (void)state;
    const struct slice wrong[] = {
        SLICE_INIT("\x80"),                 // continues nothing
        SLICE_INIT("\xbf"),                 //
        SLICE_INIT("\xc0\x80"),             // overlong NUL
        SLICE_INIT("\xc1\xbf"),             //
        SLICE_INIT("\xe0\x9f\xbf"),         // overlong U+07FF
        SLICE_INIT("\xf0\x8f\xbf\xbf"),     // overlong U+FFFF
        SLICE_INIT("\xed\xa0\x80"),         // surrogates
        SLICE_INIT("\xed\xbf\xbf"),         //
        SLICE_INIT("\xf4\x90\x80\x80"),     // above U+10FFFF
        SLICE_INIT("\xf8\x88\x80\x80\x80"), // five bytes
        SLICE_INIT("\xff"),                 //
        SLICE_INIT("\xc3"),                 // cut
        SLICE_INIT("\xe2\x82"),             //
        SLICE_INIT("\xf0\x90\x8d"),         //
        SLICE_INIT("\xc3("),                // not continued
        SLICE_INIT("\xe2\x28\xa1"),         //
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        size_t position = 0;
        assert_true(utf8_next(wrong[i], &position) == UTF8_INVALID);
        assert_int_equal(position, 1); // one byte alone is bad; the next may begin something
        assert_false(utf8_valid(wrong[i]));
    }
}

static void test_goes_on_behind_a_bad_byte(void **state)
{
    (void)state;
    struct slice text = SLICE("\xe2\xc3\xa9");
    size_t position = 0;
    assert_true(utf8_next(text, &position) == UTF8_INVALID);
    assert_int_equal(utf8_next(text, &position), 0xe9);
    assert_int_equal(position, 3);
}

static void test_valid(void **state)
{
    (void)state;
    assert_true(utf8_valid(SLICE_NONE));
    assert_true(utf8_valid(SLICE("a\0b")));
    assert_true(utf8_valid(SLICE("\xef\xbf\xbf\xf4\x8f\xbf\xbf")));
    assert_false(utf8_valid(SLICE("abc\xff")));
}

static void assert_utf16(struct slice text, bool big_endian, struct slice wanted)
{
    CLEANUP_BUFFER struct buffer buffer;
    buffer_init(&buffer, 100);
    utf8_from_utf16(&buffer, text, big_endian);
    assert_true(slice_equal(buffer_slice(&buffer), wanted));
}

static void test_utf16(void **state)
{
    (void)state;
    assert_utf16(SLICE("\0a\0\xe9\x20\xac\xd8\x00\xdf\x48"), true, SLICE("a\xc3\xa9\xe2\x82\xac\xf0\x90\x8d\x88"));
    assert_utf16(SLICE("a\0\xe9\0\xac\x20\x00\xd8\x48\xdf"), false, SLICE("a\xc3\xa9\xe2\x82\xac\xf0\x90\x8d\x88"));
    assert_utf16(SLICE("\xdb\xff\xdf\xff"), true, SLICE("\xf4\x8f\xbf\xbf"));
    assert_utf16(SLICE("\0\0\0a"), true, SLICE("\0a"));
    assert_utf16(SLICE_NONE, true, SLICE_NONE);
}

static void test_utf16_lone_surrogates(void **state)
{
    (void)state;
    assert_utf16(SLICE("\xd8\x00"), true, SLICE("\xef\xbf\xbd"));
    assert_utf16(SLICE("\xd8\x00\0a"), true,
                 SLICE("\xef\xbf\xbd"
                       "a"));
    assert_utf16(SLICE("\xdc\x00\0a"), true,
                 SLICE("\xef\xbf\xbd"
                       "a"));
    assert_utf16(SLICE("\xd8\x00\xe0\x00"), true, SLICE("\xef\xbf\xbd\xee\x80\x80"));
    assert_utf16(SLICE("\xd8\x00\xd8\x00\xdc\x00"), true, SLICE("\xef\xbf\xbd\xf0\x90\x80\x80"));
    assert_utf16(SLICE("\0a\0"), true, SLICE("a")); // half a unit
}

static void decode_everything(struct slice bytes, void *context)
{
    CLEANUP_BUFFER struct buffer buffer;
    (void)context;
    buffer_init(&buffer, 1000);
    utf8_from_utf16(&buffer, bytes, true);
    assert_true(utf8_valid(buffer_slice(&buffer))); // whatever came in
    for (size_t position = 0; position < bytes.size;) {
        size_t before = position;
        (void)utf8_next(bytes, &position);
        assert_true(position > before && position <= bytes.size);
    }
}

static void test_mutations(void **state)
{
    (void)state;
    mutation_all(SLICE("a\xc3\xa9\xe2\x82\xac\xf0\x90\x8d\x88\xd8\x00\xdf\x48z"), decode_everything, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_code_point_comes_back),
        cmocka_unit_test(test_known_bytes),
        cmocka_unit_test(test_impossible_code_points),
        cmocka_unit_test(test_invalid),
        cmocka_unit_test(test_goes_on_behind_a_bad_byte),
        cmocka_unit_test(test_valid),
        cmocka_unit_test(test_utf16),
        cmocka_unit_test(test_utf16_lone_surrogates),
        cmocka_unit_test(test_mutations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
