// SPDX-License-Identifier: Apache-2.0
#include "output.h"

#include "report/escape.h"

static struct cell number(int64_t value)
{
    return (struct cell){.type = CELL_INTEGER, .integer = value};
}

static struct cell text(struct slice bytes)
{
    return (struct cell){.type = CELL_TEXT, .bytes = bytes};
}

static const struct report_options options80 = {.width = 80};
static const struct report_options cutting80 = {.width = 80, .cut = true};

static void test_columns_fit(void **state)
{
    (void)state;
    const struct slice names[] = {SLICE("record"), SLICE("peer"), SLICE("note")};
    const struct cell rows[][3] = {
        {number(7), text(SLICE("\xe4\xb8\xad\xe6\x96\x87")), {.type = CELL_NULL}},
        {number(1234567), text(SLICE("fp:0123456789abcdef")), {.type = CELL_REAL, .real = 0.5}},
        {number(-1), text(SLICE("a\nb")), {.type = CELL_BLOB, .bytes = SLICE("\001\xff")}},
    };
    struct output output = output_begin();
    struct report_table *table = report_table_new(&options80, &output.writer, names, 3);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        report_table_row(table, rows[i]);
    assert_null(report_table_free(table));
    assert_output(&output, " record  peer        note\n"
                           "      7  \xe4\xb8\xad\xe6\x96\x87        -\n"
                           "1234567  (not kept)  0.5\n"
                           "     -1  a\\x0ab      x'01ff'\n");
}

static void test_no_rows(void **state)
{
    (void)state;
    const struct slice names[] = {SLICE("record"), SLICE("p\033eer")};
    struct output output = output_begin();
    struct report_table *table = report_table_new(&options80, &output.writer, names, 2);
    assert_null(report_table_free(table));
    assert_output(&output, "record  p\\x1beer\n");
    assert_null(report_table_free(NULL));
    report_table_row(NULL, NULL);
}

static void test_last_column_wraps(void **state)
{
    (void)state;
    const struct slice names[] = {SLICE("name"), SLICE("what it shows")};
    const struct cell row[] = {
        text(SLICE("ios_sms")),
        text(SLICE("links that were sent to the phone, and the threat notification that Apple sends"))};
    struct output output = output_begin();
    struct report_table *table = report_table_new(&options80, &output.writer, names, 2);
    report_table_row(table, row);
    assert_null(report_table_free(table));
    assert_output(&output, "name     what it shows\n"
                           "ios_sms  links that were sent to the phone, and the threat notification that\n"
                           "         Apple sends\n");
}

static void test_blocks(void **state)
{
    (void)state;
    const struct slice wide = SLICE("0123456789012345678901234567890123456789");
    const struct slice names[] = {SLICE("a"), SLICE("longer"), SLICE("c")};
    const struct cell row[] = {text(wide), text(wide), text(SLICE("x y"))};
    struct output output = output_begin();
    struct report_table *table = report_table_new(&options80, &output.writer, names, 3);
    report_table_row(table, row);
    report_table_row(table, row);
    assert_null(report_table_free(table));
    assert_output(&output, "a       0123456789012345678901234567890123456789\n"
                           "longer  0123456789012345678901234567890123456789\n"
                           "c       x y\n"
                           "\n"
                           "a       0123456789012345678901234567890123456789\n"
                           "longer  0123456789012345678901234567890123456789\n"
                           "c       x y\n");
}

static void assert_lines_fit(const char *output, size_t width)
{
    struct slice rest = slice_text(output);
    struct slice line;
    while (slice_line(&rest, &line))
        assert_true(text_columns(line) <= width);
}

static const char *later_rows(struct output *output, const struct report_options *options)
{
    const struct slice names[] = {SLICE("n"), SLICE("text"), SLICE("end")};
    struct report_table *table = report_table_new(options, &output->writer, names, 3);
    for (int i = 0; i < 1000; i++) {
        bool late = i > 500;
        const struct cell row[] = {number(late ? 1000000 : 1),
                                   text(late ? SLICE("much longer than before") : SLICE("short")), text(SLICE("."))};
        report_table_row(table, row);
    }
    assert_null(report_table_free(table));
    return output_end(output);
}

// Rows beyond those held back are fitted into the widths that those had; but half a number would be another number.
static void test_later_rows_are_cut(void **state)
{
    (void)state;
    struct output output CLEANUP_OUTPUT = output_begin();
    const char *written = later_rows(&output, &cutting80);
    assert_non_null(strstr(written, "\n1000000  much\xe2\x80\xa6  .\n"));
    assert_lines_fit(written, 80);
}

static void test_later_rows_are_whole_where_nothing_may_be_cut(void **state)
{
    (void)state;
    struct output output CLEANUP_OUTPUT = output_begin();
    assert_non_null(strstr(later_rows(&output, &options80), "\n1000000  much longer than before  .\n"));
}

// The widest give up columns first, the narrow ones none, a number none at all.
static void test_wide_cells_are_cut(void **state)
{
    (void)state;
    const struct slice names[] = {SLICE("number"), SLICE("short"), SLICE("a"), SLICE("b")};
    const struct slice wide = SLICE("0123456789012345678901234567890123456789");
    const struct cell row[] = {number(INT64_MIN), text(SLICE("fit")), text(wide), text(wide)};
    struct output output = output_begin();
    struct report_table *table = report_table_new(&cutting80, &output.writer, names, 4);
    report_table_row(table, row);
    assert_null(report_table_free(table));
    assert_output(
        &output,
        "              number  short  a                          b\n"
        "-9223372036854775808  fit    012345678901234567890123\xe2\x80\xa6  01234567890123456789012\xe2\x80\xa6\n");
}

static void test_blocks_where_cutting_would_leave_too_little(void **state)
{
    (void)state;
    const struct slice wide = SLICE("0123456789012345678901234567890123456789");
    struct slice names[7];
    struct cell row[7];
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        names[i] = SLICE("name");
        row[i] = text(wide);
    }
    struct output output CLEANUP_OUTPUT = output_begin();
    struct report_table *table = report_table_new(&cutting80, &output.writer, names, ARRAY_SIZE(names));
    report_table_row(table, row);
    assert_null(report_table_free(table));
    assert_int_equal(strncmp(output_end(&output), "name  0123456789012345678901234567890123456789\n", 47), 0);
}

static void test_long_values_are_cut(void **state)
{
    (void)state;
    char *value = malloc(100000);
    assert_non_null(value);
    memset(value, 'x', 100000);
    const struct slice names[] = {SLICE("value")};
    const struct cell row[] = {text(slice_of(value, 100000))};
    const struct cell blob[] = {{.type = CELL_BLOB, .bytes = slice_of(value, 100000)}};
    struct output output CLEANUP_OUTPUT = output_begin();
    struct report_table *table = report_table_new(&options80, &output.writer, names, 1);
    report_table_row(table, row);
    report_table_row(table, blob);
    assert_null(report_table_free(table));
    const char *written = output_end(&output);
    assert_true(output.size < 3000);
    assert_non_null(strstr(written, "x\xe2\x80\xa6\n"));
    assert_non_null(strstr(written, "\xe2\x80\xa6'\n"));
    assert_lines_fit(written, 80);
    free(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns_fit),
        cmocka_unit_test(test_no_rows),
        cmocka_unit_test(test_last_column_wraps),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_later_rows_are_cut),
        cmocka_unit_test(test_later_rows_are_whole_where_nothing_may_be_cut),
        cmocka_unit_test(test_wide_cells_are_cut),
        cmocka_unit_test(test_blocks_where_cutting_would_leave_too_little),
        cmocka_unit_test(test_long_values_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
