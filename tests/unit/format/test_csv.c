// SPDX-License-Identifier: Apache-2.0
// Comma-separated values: what is a record, what is none and says so, and that the reader goes on behind it.
#include "format/csv.h"

#include "format_test.h"
#include "mutation.h"

static void csv_closep(struct csv *csv)
{
    csv_close(csv);
}

// "1:a|b;2!what is wrong": the line, then the cells or the error.
static void assert_records(struct slice text, uint8_t separator, const char *expected)
{
    struct csv csv CLEANUP(csv_closep);
    struct csv_record record;
    struct buffer out CLEANUP_BUFFER;
    buffer_init(&out, 1U << 20);
    csv_open(&csv, text, separator);
    while (csv_next(&csv, &record)) {
        buffer_format(&out, "%s%llu%s", out.size ? ";" : "", (unsigned long long)record.line, record.error ? "!" : ":");
        buffer_put_text(&out, record.error ? record.error : "");
        for (size_t i = 0; i < record.count && i < CSV_CELLS; i++) {
            buffer_put_text(&out, i ? "|" : "");
            buffer_put(&out, record.cells[i]);
        }
    }
    const char *got = buffer_text(&out);
    assert_string_equal(got ? got : "", expected);
}

static void test_plain_records(UNUSED void **state)
{
    assert_records(SLICE("a,b\nc,d\n"), ',', "1:a|b;2:c|d");
    assert_records(SLICE("a,b\r\nc,d"), ',', "1:a|b;2:c|d");
    assert_records(SLICE("\xef\xbb\xbf"
                         "a\tb,c\n\n\r\nd\t\n"),
                   '\t', "1:a|b,c;4:d|");
    assert_records(SLICE(""), ',', "");
    assert_records(SLICE("\n\n"), ',', "");
    assert_records(SLICE(","), ',', "1:|");
    assert_records(SLICE("a\rb,c"), ',', "1:a\rb|c");
}

static void test_quotes(UNUSED void **state)
{
    assert_records(SLICE("\"a,b\",\"c\"\"d\"\n\"\",x\n"), ',', "1:a,b|c\"d;2:|x");
    assert_records(SLICE("\"two\nlines\",b\nc,d"), ',', "1:two\nlines|b;3:c|d");
    assert_records(SLICE("it's 5\" long,b"), ',', "1:it's 5\" long|b");
}

static void test_what_is_no_record_says_so(UNUSED void **state)
{
    assert_records(SLICE("a,b\nc\nd,e,f\ng,h"), ',',
                   "1:a|b;2!fewer fields than the first line has;3!more fields than the first line has;4:g|h");
    assert_records(SLICE("a,b\n\"c\"x,d\ne,f"), ',', "1:a|b;2!something stands behind the closing quote;3:e|f");
    assert_records(SLICE("a,b\n\"c,d\ne,f\ng,h\n"), ',', "1:a|b;2!a quote that nothing ends;3:e|f;4:g|h");
    // The whole of a record that has too few fields is passed over, not its first line alone.
    assert_records(SLICE("a,b\n\"x\ny\"\nc,d"), ',', "1:a|b;2!fewer fields than the first line has;4:c|d");
}

static void test_fields_beyond_the_last_cell_are_counted(UNUSED void **state)
{
    struct csv csv CLEANUP(csv_closep);
    struct csv_record record;
    csv_open(&csv, SLICE("0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,\"15\",\"16\",17\n"), ',');
    assert_true(csv_next(&csv, &record));
    assert_int_equal(record.count, 18);
    assert_true(slice_equal(record.cells[15], SLICE("15")));
    assert_false(csv_next(&csv, &record));
}

// Each line opens a quote that nothing ends.
static void test_broken_lines_cost_no_more_than_the_budget(UNUSED void **state)
{
    struct buffer text CLEANUP_BUFFER;
    struct csv csv CLEANUP(csv_closep);
    struct csv_record record;
    size_t count = 0;
    buffer_init(&text, 64U << 20);
    for (unsigned i = 0; i < 500000; i++)
        buffer_put_text(&text, "\"\"\"\n");
    csv_open(&csv, buffer_slice(&text), ',');
    while (csv_next(&csv, &record))
        count++;
    assert_in_range(count, 1, 500000);
}

static void attempt(struct slice bytes, UNUSED void *context)
{
    struct csv csv CLEANUP(csv_closep);
    struct csv_record record;
    size_t count = 0;
    csv_open(&csv, bytes, ',');
    while (csv_next(&csv, &record))
        assert_in_range(++count, 1, bytes.size);
}

static void test_mutated_texts_come_back(UNUSED void **state)
{
    mutation_all(SLICE("\xef\xbb\xbfname,value\r\n\"a \"\"b\"\"\",\"two\nlines\"\n\n\"x\"y,1\nlast,\"open"), attempt,
                 NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_records),
        cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_what_is_no_record_says_so),
        cmocka_unit_test(test_fields_beyond_the_last_cell_are_counted),
        cmocka_unit_test(test_broken_lines_cost_no_more_than_the_budget),
        cmocka_unit_test(test_mutated_texts_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
