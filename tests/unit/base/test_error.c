// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_first_to_write_wins(void **state)
{
    (void)state;
    struct error error = {0};
    assert_int_equal(error_set(&error, ERROR_FORMAT, "bplist", 42, "bad marker %d", 7), ERROR_FORMAT);
    assert_int_equal(error_set(&error, ERROR_LIMIT, "later", 1, "over it"), ERROR_LIMIT);
    assert_int_equal(error.code, ERROR_FORMAT);
    assert_true(error.offset == 42);
    assert_string_equal(error.component, "bplist");
    assert_string_equal(error.message, "bad marker 7");
}

static void test_nowhere_to_write(void **state)
{
    (void)state;
    assert_int_equal(error_set(NULL, ERROR_LIMIT, "bplist", 1, "over it"), ERROR_LIMIT);
    errno = EACCES;
    assert_int_equal(error_system(NULL, "source", "cannot read"), ERROR_IO);
    error_path(NULL, SLICE("sms.db"));
    error_clear(NULL);
}

static void test_system(void **state)
{
    (void)state;
    struct error error = {0};
    errno = EACCES;
    assert_int_equal(error_system(&error, "source", "cannot read"), ERROR_IO);
    assert_int_equal(error.system, EACCES);
    assert_true(error.offset == ERROR_NO_OFFSET);
    assert_true(slice_starts(slice_text(error.message), SLICE("cannot read: ")));
    errno = ENOENT;
    assert_int_equal(error_system(&error, "source", "later"), ERROR_IO);
    assert_int_equal(error.system, EACCES);
    error_clear(&error);
    assert_int_equal(error.code, ERROR_NONE);
    errno = ENOMEM;
    assert_int_equal(error_system(&error, "source", "cannot map"), ERROR_MEMORY);
}

static void assert_name(struct slice text, const char *expected, size_t size)
{
    char buffer[64];
    memset(buffer, 'Z', sizeof buffer);
    assert_string_equal(error_name(text, buffer, size), expected);
    for (size_t i = size; i < sizeof buffer; i++)
        assert_int_equal(buffer[i], 'Z');
}

static void test_name(void **state)
{
    (void)state;
    assert_name(SLICE(""), "", 8);
    assert_name(SLICE("d\xc3\xa9j\xc3\xa0 vu"), "d\xc3\xa9j\xc3\xa0 vu", 64);
    assert_name(SLICE("a\\b\n\x7f"), "a\\x5cb\\x0a\\x7f", 64);
    assert_name(SLICE("\xe2\x80\xae\xff"), "\\xe2\\x80\\xae\\xff", 64);
    assert_name(SLICE("abcdefghijk"), "abcdefg...", 12);
    assert_name(SLICE("\xf0\x9f\x94\x91\xf0\x9f\x94\x91"), "\xf0\x9f\x94\x91...", 12);
    assert_name(SLICE("\xe2\x80\xae"), "...", 12);
}

static void test_path_is_filled_once(void **state)
{
    (void)state;
    struct error error = {0};
    error_path(&error, SLICE("early")); // nothing went wrong yet
    assert_string_equal(error.path, "");
    assert_int_equal(error_set(&error, ERROR_FORMAT, "bplist", 1, "bad marker"), ERROR_FORMAT);
    error_path(&error, SLICE("sms.db"));
    error_path(&error, SLICE("outer"));
    assert_string_equal(error.path, "sms.db");
}

static void test_long_parts_are_cut(void **state)
{
    (void)state;
    char text[2000];
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    struct error error = {0};
    assert_int_equal(error_set(&error, ERROR_FORMAT, "a_component_with_a_long_name", 1, "%s", text), ERROR_FORMAT);
    error_path(&error, slice_text(text));
    assert_int_equal(slice_text(error.message).size, sizeof error.message - 1);
    assert_int_equal(slice_text(error.path).size, sizeof error.path - 1);
    assert_string_equal(error.component, "a_component_wit");
}

static void test_quote_escapes(void **state)
{
    (void)state;
    char text[128];
    assert_string_equal(error_quote(SLICE("a b~\x1b[31m\n\x7f\0\xc3\xa9\\"), text, sizeof text),
                        "a b~\\x1b[31m\\x0a\\x7f\\x00\\xc3\\xa9\\x5c");
    assert_string_equal(error_quote(SLICE_NONE, text, sizeof text), "");
    assert_string_equal(ERROR_QUOTE(SLICE("sms.db")), "sms.db");
}

static void test_quote_is_cut_to_every_size(void **state)
{
    (void)state;
    struct slice text = SLICE("abc\ndef\x1bghi\xff");
    for (size_t size = 4; size < 40; size++) {
        char *buffer = malloc(size); // of exactly this size, for AddressSanitizer
        assert_non_null(buffer);
        struct slice quoted = slice_text(error_quote(text, buffer, size));
        assert_true(quoted.size < size);
        bool whole = slice_equal(quoted, SLICE("abc\\x0adef\\x1bghi\\xff"));
        assert_true(whole || slice_ends(quoted, SLICE("...")));
        free(buffer);
    }
}

static void test_format(void **state)
{
    (void)state;
    struct error error = {0};
    char text[600];
    assert_int_equal(error_set(&error, ERROR_FORMAT, "bplist", 42, "bad marker"), ERROR_FORMAT);
    error_format(&error, text, sizeof text);
    assert_string_equal(text, "at 42: bad marker");
    error_path(&error, SLICE("a\x1b[2J.db"));
    error_format(&error, text, sizeof text);
    assert_string_equal(text, "a\\x1b[2J.db: at 42: bad marker");
    error.offset = ERROR_NO_OFFSET;
    error_format(&error, text, sizeof text);
    assert_string_equal(text, "a\\x1b[2J.db: bad marker");
}

static void test_format_fits_every_size(void **state)
{
    (void)state;
    struct error error = {0};
    assert_int_equal(error_set(&error, ERROR_FORMAT, "bplist", 42, "bad marker"), ERROR_FORMAT);
    error_path(&error, SLICE("folder/sms.db"));
    for (size_t size = 1; size < 60; size++) {
        char *text = malloc(size);
        assert_non_null(text);
        memset(text, 'x', size);
        error_format(&error, text, size);
        assert_non_null(memchr(text, '\0', size));
        free(text);
    }
}

static void test_names(void **state)
{
    (void)state;
    for (int code = ERROR_NONE; code <= ERROR_KILLED; code++) {
        assert_non_null(error_code_name((enum error_code)code));
        assert_string_not_equal(error_code_name((enum error_code)code), "unknown");
    }
    assert_string_equal(error_code_name(ERROR_LIMIT), "limit");
    assert_string_equal(error_code_name((enum error_code)99), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_to_write_wins),
        cmocka_unit_test(test_nowhere_to_write),
        cmocka_unit_test(test_system),
        cmocka_unit_test(test_name),
        cmocka_unit_test(test_path_is_filled_once),
        cmocka_unit_test(test_long_parts_are_cut),
        cmocka_unit_test(test_quote_escapes),
        cmocka_unit_test(test_quote_is_cut_to_every_size),
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_format_fits_every_size),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
