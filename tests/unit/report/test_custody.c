// SPDX-License-Identifier: Apache-2.0
// A helper's file of "field: value" lines: known fields in the report's order, the rest as it stands, mistakes by line.
#include "report/custody.h"

#include "base/buffer.h"

#include "mutation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

struct parsed {
    struct arena *arena;
    struct custody custody;
    struct error error;
    enum error_code code;
};

static void parsed_free(struct parsed *parsed)
{
    parsed->arena = arena_free(parsed->arena);
}
#define CLEANUP_PARSED CLEANUP(parsed_free)

static struct parsed parse(struct slice text)
{
    struct parsed parsed = {.arena = arena_new(8U << 20)};
    assert_non_null(parsed.arena);
    error_clear(&parsed.error);
    parsed.code = custody_parse(text, parsed.arena, &parsed.custody, &parsed.error);
    return parsed;
}

static void assert_line(const struct parsed *parsed, size_t at, const char *field, const char *value)
{
    assert_true(at < parsed->custody.count);
    const struct custody_line *line = &parsed->custody.lines[at];
    if (!slice_equal(line->field, slice_text(field)) || !slice_equal(line->value, slice_text(value)))
        fail_msg("line %zu is \"%.*s: %.*s\"", at, SLICE_PRINTF(line->field), SLICE_PRINTF(line->value));
}

static void assert_mistake(struct slice text, const char *message)
{
    struct parsed parsed CLEANUP_PARSED = parse(text);
    char said[512];
    assert_int_equal(parsed.code, ERROR_USAGE);
    error_format(&parsed.error, said, sizeof said);
    assert_non_null(strstr(said, message));
}

static void test_known_fields_in_the_reports_order(void **state)
{
    (void)state;
    struct parsed parsed CLEANUP_PARSED = parse(
        SLICE("signature: S\nheld: A\nmy own: x\nReport: 12\nserial: 1\nheld: B\nIMEI: 2\nother: y\nitem: phone\n"));
    assert_int_equal(parsed.code, ERROR_NONE);
    assert_int_equal(parsed.custody.count, 9);
    assert_line(&parsed, 0, "Report", "12");
    assert_line(&parsed, 1, "item", "phone");
    assert_line(&parsed, 2, "serial", "1");
    assert_line(&parsed, 3, "IMEI", "2");
    assert_line(&parsed, 4, "held", "A");
    assert_line(&parsed, 5, "held", "B");
    assert_line(&parsed, 6, "signature", "S");
    assert_line(&parsed, 7, "my own", "x");
    assert_line(&parsed, 8, "other", "y");
    for (size_t i = 0; i < 9; i++) {
        assert_int_equal(parsed.custody.lines[i].label != NULL, i < 7);
        assert_int_equal(parsed.custody.lines[i].device, i == 2 || i == 3);
    }
}

static void test_comments_blanks_and_lines_that_go_on(void **state)
{
    (void)state;
    struct parsed parsed CLEANUP_PARSED =
        parse(SLICE("\xef\xbb\xbf# a comment: no field\r\n\r\nitem:  a phone \r\n  and its\r\n\tcase\r\n   \r\n"
                    "contact: https://example.org:8443/x\nstorage:"));
    assert_int_equal(parsed.code, ERROR_NONE);
    assert_int_equal(parsed.custody.count, 3);
    assert_line(&parsed, 0, "contact", "https://example.org:8443/x");
    assert_line(&parsed, 1, "item", "a phone and its case");
    assert_line(&parsed, 2, "storage", "");
}

static void test_nothing_is_no_mistake(void **state)
{
    (void)state;
    static const struct slice texts[] = {SLICE_INIT(""), SLICE_INIT("\n\n"), SLICE_INIT("# x"),
                                         SLICE_INIT("\xef\xbb\xbf")};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        struct parsed parsed CLEANUP_PARSED = parse(texts[i]);
        assert_int_equal(parsed.code, ERROR_NONE);
        assert_int_equal(parsed.custody.count, 0);
    }
}

static void test_mistakes_by_line(void **state)
{
    (void)state;
    assert_mistake(SLICE("item: x\nno colon\n"), "line 2: not of the form");
    assert_mistake(SLICE("\n: no field\n"), "line 2: not of the form");
    assert_mistake(SLICE("# x\n  goes on\n"), "line 2: a line that goes on from nothing");
}

static void test_limits(void **state)
{
    (void)state;
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, 1U << 20);
    for (size_t i = 0; i < CUSTODY_LINES_MOST; i++)
        buffer_put_text(&text, "held: x\n");
    struct parsed full CLEANUP_PARSED = parse(buffer_slice(&text));
    assert_int_equal(full.code, ERROR_NONE);
    assert_int_equal(full.custody.count, CUSTODY_LINES_MOST);
    buffer_put_text(&text, "held: x\n");
    assert_mistake(buffer_slice(&text), "line 501: too many lines");
    buffer_clear(&text);
    buffer_put_text(&text, "held: x\n");
    for (size_t i = 0; i < 700; i++)
        buffer_format(&text, " %0100d\n", 0);
    assert_mistake(buffer_slice(&text), "longer than 64 kB");
}

static void attempt(struct slice bytes, void *context)
{
    (void)context;
    struct parsed parsed CLEANUP_PARSED = parse(bytes);
    size_t size = 0;
    for (size_t i = 0; !parsed.code && i < parsed.custody.count; i++)
        size += parsed.custody.lines[i].field.size + parsed.custody.lines[i].value.size;
    assert_true(size <= bytes.size);
}

static void test_hostile_bytes(void **state)
{
    (void)state;
    mutation_all(SLICE("\xef\xbb\xbf# c\r\nitem: a\n  b\n\nheld: c:d\n\town: \n"), attempt, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_fields_in_the_reports_order),
        cmocka_unit_test(test_comments_blanks_and_lines_that_go_on),
        cmocka_unit_test(test_nothing_is_no_mistake),
        cmocka_unit_test(test_mistakes_by_line),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_hostile_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
