// SPDX-License-Identifier: Apache-2.0
#include "output.h"

#include "base/utf8.h"
#include "base/character.h"
#include "report/escape.h"

typedef void (*escaper)(struct writer *writer, struct slice text);

static void check(escaper escape, struct slice text, const char *expected)
{
    struct output output = output_begin();
    escape(&output.writer, text);
    assert_output(&output, expected);
}

static void test_terminal_keeps_what_is_printable(void **state)
{
    (void)state;
    check(escape_terminal, SLICE(""), "");
    check(escape_terminal, SLICE("plain ~ \\ text"), "plain ~ \\ text");
    check(escape_terminal, SLICE("Zo\xc3\xab \xe4\xb8\xad \xf0\x9f\x98\x80"),
          "Zo\xc3\xab \xe4\xb8\xad \xf0\x9f\x98\x80");
    // Persian needs the joiner between two letters of its own.
    check(escape_terminal, SLICE("\xd9\x85\xe2\x80\x8c\xd8\xae"), "\xd9\x85\xe2\x80\x8c\xd8\xae");
}

static void test_terminal_shows_controls(void **state)
{
    (void)state;
    check(escape_terminal, SLICE("\033[2J\007"), "\\x1b[2J\\x07");
    check(escape_terminal, SLICE("a\nb\rc\td"), "a\\x0ab\\x0dc\\x09d");
    check(escape_terminal, SLICE("a\0b"), "a\\x00b");
    check(escape_terminal, SLICE("\x7f"), "\\x7f");
    check(escape_terminal,
          SLICE("\xc2\x9b"
                "31m"),
          "\\u{9b}31m"); // CSI as one C1 character
    check(escape_terminal,
          SLICE("\x9b"
                "31m"),
          "\\x9b31m"); // and as a byte
}

static void test_terminal_shows_what_deceives(void **state)
{
    (void)state;
    check(escape_terminal, SLICE("\xe2\x80\xaegnp.exe"), "\\u{202e}gnp.exe");
    check(escape_terminal, SLICE("\xe2\x81\xa6x\xe2\x81\xa9"), "\\u{2066}x\\u{2069}");
    check(escape_terminal,
          SLICE("a\xe2\x80\x8b"
                "b\xef\xbb\xbf"),
          "a\\u{200b}b\\u{feff}");
    check(escape_terminal,
          SLICE("a\xe2\x80\x8c"
                "b"),
          "a\\u{200c}b");                                            // a joiner between ASCII letters
    check(escape_terminal, SLICE("\xf3\xa0\x81\x81"), "\\u{e0041}"); // a tag
    check(escape_terminal, SLICE("\xe2\x80\xa8"), "\\u{2028}");
    check(escape_terminal, SLICE("\xee\x80\x80"), "\\u{e000}");
}

static void test_terminal_limits_stacked_marks(void **state)
{
    (void)state;
    const char *mark = "\xcc\x81";
    char text[64] = "a";
    char expected[128] = "a";
    size_t used = 1;
    for (int i = 0; i < 7; i++, used += 2)
        memcpy(text + used, mark, 2);
    memcpy(expected, text, 1 + 6 * 2);
    memcpy(expected + 13, "\\u{301}", 8);
    check(escape_terminal, slice_of(text, used), expected);
    check(escape_terminal, SLICE("\xcc\x81"), "\\u{301}"); // on nothing
}

static void test_terminal_shows_invalid_utf8(void **state)
{
    (void)state;
    check(escape_terminal, SLICE("\xff\xc3("), "\\xff\\xc3(");
    check(escape_terminal, SLICE("\xc0\xaf"), "\\xc0\\xaf");          // overlong
    check(escape_terminal, SLICE("\xed\xa0\x80"), "\\xed\\xa0\\x80"); // a surrogate
    check(escape_terminal, SLICE("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
    check(escape_terminal, SLICE("\xe4\xb8"), "\\xe4\\xb8"); // cut
}

static void test_json(void **state)
{
    (void)state;
    check(escape_json, SLICE(""), "\"\"");
    check(escape_json, SLICE("a\"b\\c/d"), "\"a\\\"b\\\\c/d\"");
    check(escape_json, SLICE("\b\f\n\r\t\v"), "\"\\b\\f\\n\\r\\t\\u000b\"");
    check(escape_json, SLICE("a\0b"), "\"a\\u0000b\"");
    check(escape_json, SLICE("\x7f\xc2\x9b"), "\"\\u007f\\u009b\"");
    check(escape_json, SLICE("\xe2\x80\xae\xe2\x80\xa8"), "\"\\u202e\\u2028\"");
    check(escape_json, SLICE("\xf3\xa0\x81\x81"), "\"\\udb40\\udc41\"");
    check(escape_json, SLICE("Zo\xc3\xab \xf0\x9f\x98\x80"), "\"Zo\xc3\xab \xf0\x9f\x98\x80\"");
    check(escape_json, SLICE("\xff\xed\xa0\x80x"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdx\"");
}

static void test_csv(void **state)
{
    (void)state;
    check(escape_csv, SLICE(""), "");
    check(escape_csv, SLICE("plain"), "plain");
    check(escape_csv, SLICE("a,b"), "\"a,b\"");
    check(escape_csv, SLICE("say \"x\""), "\"say \"\"x\"\"\"");
    check(escape_csv, SLICE("two\nlines"), "\"two\nlines\"");
    check(escape_csv, SLICE(" edge"), "\" edge\"");
    check(escape_csv, SLICE("a\033[2Jb"), "a\\x1b[2Jb");
    check(escape_csv, SLICE("a\rb"), "\"a\\x0db\"");
    check(escape_csv, SLICE("\xff"), "\\xff");
    check(escape_csv, SLICE("\xe2\x80\xae"), "\\u{202e}");
}

static void test_csv_guards_formulas(void **state)
{
    (void)state;
    check(escape_csv, SLICE("=1+1"), "'=1+1");
    check(escape_csv, SLICE("+49 30 1234"), "'+49 30 1234");
    check(escape_csv, SLICE("-1"), "'-1");
    check(escape_csv, SLICE("@SUM(A1)"), "'@SUM(A1)");
    check(escape_csv, SLICE("\t=1"), "\"'\t=1\"");
    check(escape_csv, SLICE("\r=1"), "\"'\\x0d=1\"");
    check(escape_csv, SLICE("\n=1"), "\"'\n=1\"");
    check(escape_csv,
          SLICE("\xef\xbc\x9d"
                "1"),
          "'\xef\xbc\x9d"
          "1"); // full-width =
    check(escape_csv, SLICE("=HYPERLINK(\"http://x\",\"y\")"), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
    check(escape_csv, SLICE("1=1"), "1=1");
}

// A small generator of its own: the same bytes at each run.
static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

static void assert_harmless(const char *text, size_t size, bool lines)
{
    struct slice slice = slice_of(text, size);
    for (size_t i = 0; i < size;) {
        uint32_t code_point = utf8_next(slice, &i);
        assert_true(code_point != UTF8_INVALID);
        bool layout = lines && (code_point == '\n' || code_point == '\t');
        assert_true(layout || character_visible(code_point));
    }
}

// Whatever bytes come in, no sink lets out a control, a change of direction or a byte that is no UTF-8.
static void test_no_escaper_lets_anything_through(void **state)
{
    (void)state;
    static const char *const pieces[] = {"\033[31m",    "\xc2\x9b", "\xe2\x80\xae", "\xcc\x81", "\xf0\x9f\x98\x80",
                                         "http://a.b/", "=",        "\"",           "\xff",     "\n"};
    const escaper escapers[] = {escape_terminal, escape_json, escape_csv};
    uint32_t seed = 7;
    for (unsigned round = 0; round < 3000; round++) {
        struct buffer text CLEANUP_BUFFER;
        buffer_init(&text, 4096);
        for (unsigned i = 0; i < round % 40; i++) {
            if (next_random(&seed) % 2)
                buffer_put_byte(&text, (uint8_t)next_random(&seed));
            else
                buffer_put_text(&text, pieces[next_random(&seed) % ARRAY_SIZE(pieces)]);
        }
        for (size_t i = 0; i < ARRAY_SIZE(escapers); i++) {
            struct output output CLEANUP_OUTPUT = output_begin();
            escapers[i](&output.writer, buffer_slice(&text));
            (void)output_end(&output);
            assert_harmless(output.text, output.size, escapers[i] == escape_csv);
        }
    }
}

static void test_columns(void **state)
{
    (void)state;
    assert_int_equal(text_columns(SLICE("abc")), 3);
    assert_int_equal(text_columns(SLICE("\xe4\xb8\xad\xe6\x96\x87")), 4);
    assert_int_equal(text_columns(SLICE("e\xcc\x81")), 1);
    assert_int_equal(text_columns(SLICE("\xf0\x9f\x98\x80")), 2);
    assert_int_equal(text_start(SLICE("\xe4\xb8\xad\xe6\x96\x87"), 3).size, 3);
    assert_int_equal(text_start(SLICE("abc"), 3).size, 3);
    assert_int_equal(text_start(SLICE("e\xcc\x81x"), 1).size, 3);
    assert_int_equal(text_bytes(SLICE("a\xe4\xb8\xad"), 3).size, 1);
    assert_int_equal(text_bytes(SLICE("a\xe4\xb8\xad"), 4).size, 4);
    assert_int_equal(text_bytes(SLICE("\x80\x80\x80\x80\x80\x80"), 5).size, 5);
}

// A writer that failed stays quiet: nothing grows behind it.
static void test_failed_writer(void **state)
{
    (void)state;
    struct writer writer CLEANUP_WRITER;
    writer_init(&writer, -1);
    writer.failed = true;
    escape_terminal(&writer, SLICE("a"));
    escape_json(&writer, SLICE("a"));
    escape_csv(&writer, SLICE("a"));
    assert_int_equal(writer.buffer.size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terminal_keeps_what_is_printable),
        cmocka_unit_test(test_terminal_shows_controls),
        cmocka_unit_test(test_terminal_shows_what_deceives),
        cmocka_unit_test(test_terminal_limits_stacked_marks),
        cmocka_unit_test(test_terminal_shows_invalid_utf8),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_csv_guards_formulas),
        cmocka_unit_test(test_no_escaper_lets_anything_through),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_failed_writer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
