// SPDX-License-Identifier: Apache-2.0
#include "base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_grows_to_its_limit(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer buffer;
    buffer_init(&buffer, 1000);
    for (unsigned i = 0; i < 1000; i++)
        buffer_put_byte(&buffer, (uint8_t)i);
    assert_false(buffer.failed);
    assert_int_equal(buffer.size, 1000);
    for (unsigned i = 0; i < 1000; i++)
        assert_int_equal(buffer.data[i], i & 0xffU);
    buffer_put_byte(&buffer, 1);
    assert_true(buffer.failed);
    assert_int_equal(buffer.size, 1000);
}

static void test_failure_sticks_and_keeps(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer buffer;
    buffer_init(&buffer, 4);
    buffer_put(&buffer, SLICE("ab"));
    buffer_put(&buffer, SLICE("cde")); // all or nothing
    assert_true(buffer.failed);
    buffer_put_byte(&buffer, 'c'); // would fit
    assert_null(buffer_extend(&buffer, 1));
    assert_true(slice_equal(buffer_slice(&buffer), SLICE("ab")));
    buffer_clear(&buffer);
    assert_false(buffer.failed);
    assert_int_equal(buffer.size, 0);
    buffer_put(&buffer, SLICE("abcd"));
    assert_false(buffer.failed);
    assert_true(slice_equal(buffer_slice(&buffer), SLICE("abcd")));
}

static void test_sizes_that_would_wrap(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer buffer;
    buffer_init(&buffer, 100);
    buffer_put_byte(&buffer, 1);
    assert_null(buffer_extend(&buffer, SIZE_MAX));
    assert_true(buffer.failed);
    buffer_clear(&buffer);
    assert_null(buffer_extend(&buffer, 101));
    assert_int_equal(buffer.size, 0);
}

static void test_numbers(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer buffer;
    buffer_init(&buffer, 100);
    buffer_put_u32le(&buffer, 0x01020304);
    buffer_put_u64le(&buffer, UINT64_C(0x1122334455667788));
    assert_true(slice_equal(buffer_slice(&buffer), SLICE("\x04\x03\x02\x01\x88\x77\x66\x55\x44\x33\x22\x11")));
}

static void test_format(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer buffer;
    buffer_init(&buffer, 5000);
    buffer_put_text(&buffer, "at ");
    buffer_format(&buffer, "%d: %s", 7, "word");
    assert_true(slice_equal(buffer_slice(&buffer), SLICE("at 7: word")));
    buffer_format(&buffer, "%2000d", 1); // longer than one format may be
    assert_true(buffer.failed);
    assert_true(slice_equal(buffer_slice(&buffer), SLICE("at 7: word")));
}

static void test_text(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer buffer;
    buffer_init(&buffer, 4);
    assert_string_equal(buffer_text(&buffer), "");
    buffer_put(&buffer, SLICE("abc"));
    assert_string_equal(buffer_text(&buffer), "abc");
    assert_int_equal(buffer.size, 3);
    buffer_put_byte(&buffer, 'd');
    assert_false(buffer.failed);
    assert_null(buffer_text(&buffer)); // no room for the NUL
}

static void test_extend(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer buffer;
    buffer_init(&buffer, 300);
    buffer_put(&buffer, SLICE("ab"));
    uint8_t *room = buffer_extend(&buffer, 298);
    assert_non_null(room);
    memset(room, 'c', 298);
    assert_int_equal(buffer.size, 300);
    assert_true(slice_starts(buffer_slice(&buffer), SLICE("abc")));
}

static void test_release_leaves_an_empty_one(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, 10);
    buffer_put(&buffer, SLICE("ab"));
    buffer_release(&buffer);
    assert_int_equal(buffer.size, 0);
    assert_null(buffer.data);
    buffer_put(&buffer, SLICE("0123456789")); // the limit stays
    assert_false(buffer.failed);
    buffer_release(&buffer);
    buffer_release(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grows_to_its_limit),
        cmocka_unit_test(test_failure_sticks_and_keeps),
        cmocka_unit_test(test_sizes_that_would_wrap),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_extend),
        cmocka_unit_test(test_release_leaves_an_empty_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
