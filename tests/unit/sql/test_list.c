// SPDX-License-Identifier: Apache-2.0
// Lists of indicators: which format reads a file, and what its rows become.
#include "sql_test.h"

#include "mutation.h"
#include "sql/list.h"

// One row a line: kind,value,state,platform,grade
#define CSV                                                                                                            \
    "-- list: csv\n-- title: Comma lists\n-- from: *.csv\n-- from: list-?.txt\n"                                       \
    "WITH l AS (SELECT n, line, instr(line, ',') AS c FROM lines()),\n"                                                \
    "     m AS (SELECT n, substr(line, 1, c - 1) AS kind, substr(line, c + 1) AS rest FROM l WHERE c > 0),\n"          \
    "     o AS (SELECT n, kind, rest, instr(rest || ';', ';') AS s FROM m)\n"                                          \
    "SELECT nullif(kind, '') AS kind, substr(rest, 1, s - 1) AS value, 'line ' || n AS id, input_name() AS malware,\n" \
    "       nullif(substr(rest, s + 1), '') AS state, '2024-01-02' AS date, 'a note' AS note,\n"                       \
    "       CASE n WHEN 1 THEN 'iOS' WHEN 2 THEN 'android' END AS platform,\n"                                         \
    "       CASE n WHEN 1 THEN 'weak' WHEN 2 THEN 'none' END AS grade, iif(n = 1, 'common', NULL) AS reason\n"         \
    "  FROM o;"
#define JSON                                                                                                        \
    "-- list: json\n-- title: JSON lists\n-- from: *.json\nSELECT json_extract(json, '$.v') AS value, 'domain' AS " \
    "kind FROM json_rows()"

struct rows {
    struct buffer text;
    uint64_t count;
};

static void note(void *context, const struct list_row *row)
{
    struct rows *rows = context;
    static const char *const states[] = {[LIST_USED] = "used", [LIST_KEPT] = "kept", [LIST_BROKEN] = "broken"};
    rows->count++;
    buffer_format(&rows->text, "%s:", states[row->state]);
    if (row->state == LIST_USED) {
        buffer_format(&rows->text, "%s=%.*s%s%s", observable_kind_name(row->indicator.kind),
                      SLICE_PRINTF(row->indicator.value), row->indicator.flags & INDICATOR_WEAK ? " weak" : "",
                      row->indicator.flags & INDICATOR_UNUSED ? " unused" : "");
        buffer_format(&rows->text, "%s",
                      row->indicator.platform == PLATFORM_IOS       ? " ios"
                      : row->indicator.platform == PLATFORM_ANDROID ? " android"
                                                                    : "");
        buffer_format(&rows->text, "%s", row->other_kind ? " other" : "");
    } else {
        buffer_format(&rows->text, "%.*s", SLICE_PRINTF(row->value));
    }
    buffer_put_text(&rows->text, "; ");
}

static void rows_release(struct rows *rows)
{
    buffer_release(&rows->text);
}

static enum error_code read_list(struct rows *rows, const char *format, struct slice bytes, struct error *error)
{
    struct definitions definitions CLEANUP_DEFINITIONS;
    struct source source = source_of_memory(bytes);
    *rows = (struct rows){0};
    buffer_init(&rows->text, 1U << 20);
    definitions_open(&definitions);
    parse_well(definition_parse_list, &definitions, format);
    definitions_settle(&definitions);
    error_clear(error);
    return list_read(&definitions.lists[0], &source, SLICE("name.csv"), note, rows, error);
}

static void assert_rows(const char *format, struct slice bytes, const char *expected)
{
    struct error error = {0};
    struct rows rows CLEANUP(rows_release);
    if (read_list(&rows, format, bytes, &error) != ERROR_NONE)
        fail_msg("%s", error.message);
    assert_string_equal(buffer_text(&rows.text), expected);
}

static void assert_refused(const char *format, struct slice bytes, enum error_code code, const char *message)
{
    struct error error = {0};
    struct rows rows CLEANUP(rows_release);
    assert_int_equal(read_list(&rows, format, bytes, &error), code);
    if (!strstr(error.message, message))
        fail_msg("%s, not %s", error.message, message);
}

static void test_rows_are_normalised(UNUSED void **state)
{
    assert_rows(CSV, SLICE("domain,A.Example.\nprocess,bh\nurl,hxxp://B[.]example/x\nemail,M@C.Example\npath,/var/x\n"),
                "used:domain=a.example weak ios; used:process=bh unused android; used:url=http://b.example/x; "
                "used:email=m@c.example; used:path=/private/var/x; ");
}

static void test_rows_that_cannot_be_used_say_so(UNUSED void **state)
{
    assert_rows(CSV,
                SLICE("x,y\ndomain,no domain at all!\nhash,zz\nnonsense,v\n,w\ndomain,a.example;kept\n"
                      "domain,b.example;error\ndomain,c.example;revoked\ndomain,d.example;used\n"),
                "broken:y; broken:no domain at all!; broken:zz; broken:v; kept:w; kept:a.example; broken:b.example; "
                "used:domain=d.example; ");
}

static void test_a_value_of_another_kind_is_told(UNUSED void **state)
{
    assert_rows(CSV, SLICE("a,b\nc,d\ndomain,192.0.2.1\n"), "broken:b; broken:d; used:ip=192.0.2.1 other; ");
}

static void test_a_value_that_is_too_long_is_broken(UNUSED void **state)
{
    struct buffer text CLEANUP_BUFFER;
    struct error error = {0};
    struct rows rows CLEANUP(rows_release);
    buffer_init(&text, 1U << 20);
    buffer_put_text(&text, "process,");
    for (unsigned i = 0; i <= LIMIT_INDICATOR_SIZE; i++)
        buffer_put_byte(&text, 'x');
    assert_int_equal(read_list(&rows, CSV, buffer_slice(&text), &error), ERROR_NONE);
    assert_int_equal(rows.count, 1);
    assert_memory_equal(rows.text.data, "broken:", 7);
}

static void test_a_file_that_cannot_be_read_is_refused(UNUSED void **state)
{
    assert_refused(JSON, SLICE("{\"v\":"), ERROR_FORMAT, "nothing of it can be read as: JSON lists");
    assert_refused(JSON, SLICE_NONE, ERROR_FORMAT, "nothing of it can be read");
    assert_refused("-- list: l\n-- title: T\nSELECT abs(-9223372036854775807 - n) AS value, NULL AS kind FROM lines()",
                   SLICE("x\n"), ERROR_FORMAT, "integer overflow");
    assert_rows(JSON, SLICE("{\"v\":\"a.example\"}"), "used:domain=a.example; ");
    assert_rows(CSV, SLICE_NONE, "");
}

static void test_a_format_that_is_wrong_is_named(UNUSED void **state)
{
    assert_refused("-- list: l\n-- title: T\nSELECT missing FROM lines()", SLICE("x"), ERROR_USAGE,
                   "the format test.sql, line 3: no such column: missing");
    assert_refused("-- list: l\n-- title: T\nSELECT random() AS value", SLICE("x"), ERROR_USAGE, "not authorized");
}

static void test_columns_may_be_missing_and_stand_in_any_order(UNUSED void **state)
{
    assert_rows("-- list: l\n-- title: T\nSELECT 'x' AS unknown, line AS value, 'app' AS kind FROM lines()",
                SLICE("Com.Example.App\n"), "used:app=com.example.app; ");
    assert_rows("-- list: l\n-- title: T\nSELECT 1 AS other FROM lines()", SLICE("x\n"), "kept:; ");
}

static void test_a_format_is_found_by_the_files_name(UNUSED void **state)
{
    struct definitions definitions CLEANUP_DEFINITIONS;
    definitions_open(&definitions);
    parse_well(definition_parse_list, &definitions, JSON);
    parse_well(definition_parse_list, &definitions, CSV);
    definitions_settle(&definitions);
    assert_true(slice_equal(list_format_of(&definitions, SLICE("a.CSV"))->name, SLICE("csv")));
    assert_true(slice_equal(list_format_of(&definitions, SLICE("LIST-1.TXT"))->name, SLICE("csv")));
    assert_true(slice_equal(list_format_of(&definitions, SLICE("a.csv.json"))->name, SLICE("json")));
    assert_null(list_format_of(&definitions, SLICE("list-10.txt")));
    assert_null(list_format_of(&definitions, SLICE("dir/a.csv")));
    assert_null(list_format_of(&definitions, SLICE("csv")));
    assert_null(list_format_of(&definitions, SLICE_NONE));
}

static void attempt(struct slice bytes, UNUSED void *context)
{
    struct error error = {0};
    struct rows rows CLEANUP(rows_release);
    (void)(read_list(&rows, CSV, bytes, &error) == ERROR_NONE);
}

static void test_mutated_lists_come_back(UNUSED void **state)
{
    mutation_truncate(SLICE("domain,a.example\nip,192.0.2.1\n"), attempt, NULL);
    mutation_replace(SLICE("url,http://a.example/%41\n"), attempt, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_normalised),
        cmocka_unit_test(test_rows_that_cannot_be_used_say_so),
        cmocka_unit_test(test_a_value_of_another_kind_is_told),
        cmocka_unit_test(test_a_value_that_is_too_long_is_broken),
        cmocka_unit_test(test_a_file_that_cannot_be_read_is_refused),
        cmocka_unit_test(test_a_format_that_is_wrong_is_named),
        cmocka_unit_test(test_columns_may_be_missing_and_stand_in_any_order),
        cmocka_unit_test(test_a_format_is_found_by_the_files_name),
        cmocka_unit_test(test_mutated_lists_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
