// SPDX-License-Identifier: Apache-2.0
// Rows that say that a line was not understood: counted, no records, and too many of them make the input partial.
#include "engine_test.h"

#define HEAD "-- artefact: x\n-- title: T\n-- from: a\n-- shows: s\n"
#define PARSER                                                                                                \
    HEAD "SELECT p.p1 AS \"number\", iif(p.p1 IS NULL, 1, 0) AS \"not_understood:unread\" FROM lines() AS l " \
         "LEFT JOIN parts(l.line, '^n (\\d+)$') AS p WHERE trim(l.line) <> ''"

static struct buffer lines_with(size_t good, size_t bad)
{
    struct buffer text;
    buffer_init(&text, 1U << 20);
    for (size_t i = 0; i < good + bad; i++)
        buffer_format(&text, i < bad ? "??? %zu\n\n" : "n %zu\n", i);
    return text;
}

static void assert_outcome(const char *artefact, struct slice input, const char *outcome)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, artefact);
    examined_document(&examined, input);
    examined_run(&examined);
    assert_came(&examined.outcomes, outcome);
}

static void test_a_share_of_a_hundredth_is_read(UNUSED void **state)
{
    static const struct {
        size_t good, bad;
        const char *outcome;
    } rows[] = {
        {200, 0, "0 read variant=current records=200\n"},
        {199, 1, "0 read variant=current records=199 lost=1line\n"},
        {99, 1, "0 read variant=current records=99 lost=1line\n"},
        {198, 2, "0 read variant=current records=198 lost=2line\n"},
        {98, 1, "0 partial variant=current records=98 lost=1line error=1 of 99 lines were not understood\n"},
        {197, 2, "0 partial variant=current records=197 lost=2line error=2 of 199 lines were not understood\n"},
        {95, 5, "0 partial variant=current records=95 lost=5line error=5 of 100 lines were not understood\n"},
        {0, 3, "0 not-understood variant=current records=0 lost=3line error=3 of 3 lines were not understood\n"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct buffer text CLEANUP_BUFFER;
        text = lines_with(rows[i].good, rows[i].bad);
        assert_outcome(PARSER, buffer_slice(&text), rows[i].outcome);
    }
}

// They have no number, and the case has no column for them.
static void test_records_are_numbered_without_them(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, PARSER);
    examined_document(&examined, SLICE("n 7\n?\nn 8\r\n"));
    examined_run(&examined);
    assert_came(&examined.records, "0.1:'7'|-\n0.2:'8'|-\n");
}

// Nothing of such a row is matched, asked by a rule or taken for a time or a fact.
static void test_nothing_else_comes_of_them(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, HEAD "SELECT line AS \"line:text\", n AS \"seen:time\", line AS \"os_version:fact\", "
                                      "n AS \"not_understood:unread\" FROM lines()");
    examined_rule(&examined, "-- rule: r\n-- on: x\n-- title: T\n-- grade: weak\n-- means: received\n-- benign: b\n1");
    examined_indicator(&examined, OBSERVABLE_DOMAIN, "evil.example", 0);
    examined_document(&examined, SLICE("https://evil.example/\n"));
    examined_run(&examined);
    assert_came(&examined.records, "");
    assert_came(&examined.findings, "");
    assert_came(&examined.facts, "");
}

static void test_one_and_nothing_else_says_so(UNUSED void **state)
{
    static const struct {
        const char *value;
        const char *outcome;
    } rows[] = {
        {"1", "0 not-understood variant=current records=0 lost=1line error=1 of 1 lines were not understood\n"},
        {"0", "0 read variant=current records=1\n"},
        {"NULL", "0 read variant=current records=1\n"},
        {"'1'", "0 read variant=current records=1\n"},
        {"1.0", "0 read variant=current records=1\n"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char text[300];
        (void)snprintf(text, sizeof text, HEAD "SELECT n AS \"n\", %s AS \"u:unread\" FROM lines()", rows[i].value);
        assert_outcome(text, SLICE("a\n"), rows[i].outcome);
    }
}

// Where nothing goes by lines the share is that of the rows.
static void test_rows_of_other_inputs(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, HEAD "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) "
                                      "SELECT i AS \"i\", i = 7 AS \"u:unread\" FROM n, t");
    examined_script(&examined, "CREATE TABLE t(a); INSERT INTO t VALUES (1)");
    examined_run(&examined);
    assert_came(&examined.outcomes, "0 read variant=current records=199 lost=1line\n");
}

// A query that looks at the input twice does not see twice as many lines.
static void test_the_share_is_of_each_line_once(UNUSED void **state)
{
    struct buffer text CLEANUP_BUFFER;
    text = lines_with(148, 2);
    assert_outcome(HEAD "SELECT p.p1 AS \"number\", (SELECT count(*) FROM lines()) AS \"whole\", "
                        "p.p1 IS NULL AS \"u:unread\" FROM lines() AS l LEFT JOIN parts(l.line, '^n (\\d+)$') AS p "
                        "WHERE l.line <> ''",
                   buffer_slice(&text),
                   "0 partial variant=current records=148 lost=2line error=2 of 150 lines were not understood\n");
}

#define RAISES                                                                                                        \
    HEAD "SELECT p.p1 AS \"number\", json_extract(iif(l.line = 'raise', '{', '{}'), '$') AS \"j\", p.p1 IS NULL AND " \
         "l.line <> 'raise' AS \"u:unread\" FROM lines() AS l LEFT JOIN parts(l.line, '^n (\\d+)$') AS p"

// A row that ends the statement costs itself: what is behind it is neither left out nor counted twice.
static void test_a_row_that_raises_among_them(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, RAISES);
    examined_document(&examined, SLICE("n 1\n?\nraise\n?\nn 2\nraise\nn 3\n"));
    examined_run(&examined);
    assert_came(&examined.records, "0.1:'1'|'{}'|-\n0.2:'2'|'{}'|-\n0.3:'3'|'{}'|-\n");
    assert_came(&examined.outcomes,
                "0 partial variant=current records=3 lost=4row error=2 of 7 lines were not understood\n");
}

// Many rows that were not understood between two that raise are something new all the same.
static void test_they_are_no_reason_to_give_up(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, 1U << 20);
    for (int i = 0; i < 60; i++)
        buffer_put_text(&text, "?\nraise\n");
    buffer_put_text(&text, "n 1\n");
    examined_open(&examined);
    examined_artefact(&examined, RAISES);
    examined_document(&examined, buffer_slice(&text));
    examined_run(&examined);
    assert_came(&examined.records, "0.1:'1'|'{}'|-\n");
    assert_came(&examined.outcomes,
                "0 partial variant=current records=1 lost=120row error=60 of 121 lines were not understood\n");
}

// A line that was cut is a loss beside them.
static void test_a_line_that_is_too_long_is_lost(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, 4U << 20);
    for (int i = 0; i < 200; i++)
        buffer_format(&text, "n %d\n", i);
    uint8_t *room = buffer_extend(&text, LIMIT_LINE_SIZE + 1U);
    assert_non_null(room);
    memset(room, 'x', LIMIT_LINE_SIZE + 1U);
    buffer_put_text(&text, "\n");
    examined_open(&examined);
    examined_artefact(&examined, PARSER);
    examined_document(&examined, buffer_slice(&text));
    examined_run(&examined);
    assert_came(&examined.outcomes,
                "0 partial variant=current records=200 lost=2row error=some values could not be decoded\n");
}

static void test_a_pattern_that_is_none_is_the_artefacts_mistake(UNUSED void **state)
{
    assert_outcome(HEAD "SELECT capture(line, '(' || line) AS \"a\" FROM lines()", SLICE("secret\n"),
                   "0 partial variant=current records=1 lost=1row "
                   "error=a regular expression of the artefact is none: missing closing parenthesis\n");
    assert_outcome(HEAD "SELECT p.p1 AS \"a\" FROM lines() AS l, parts(l.line, '[' || l.line) AS p", SLICE("secret\n"),
                   "0 not-understood variant=current records=0 lost=1row "
                   "error=a regular expression of the artefact is none: missing terminating ] for character class\n");
}

// Each artefact of an input answers for itself.
static void test_a_mistake_is_one_artefacts_own(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, HEAD "SELECT matches(line, '(' || line) AS \"a\", 1 AS \"u:unread\" FROM lines()");
    examined_artefact(&examined, "-- artefact: y\n-- title: T\n-- from: a\n-- shows: s\n"
                                 "SELECT line AS \"a\", n = 1 AS \"u:unread\" FROM lines()");
    struct buffer text CLEANUP_BUFFER;
    text = lines_with(100, 0);
    examined_document(&examined, buffer_slice(&text));
    examined_run(&examined);
    assert_has(&examined.outcomes, "0 not-understood");
    assert_has(&examined.outcomes, "1 read variant=current records=99 lost=1line\n");
}

static void test_what_was_packed_and_is_cut_is_said(UNUSED void **state)
{
    static const struct {
        struct slice input;
        const char *outcome;
    } rows[] = {
        {SLICE_INIT("n 1\n"), "0 partial variant=current records=1 error=hurt\n"},
        {SLICE_INIT(""), "0 damaged variant=current records=0 error=hurt\n"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct examined examined CLEANUP_EXAMINED;
        examined_open(&examined);
        examined_artefact(&examined, PARSER);
        examined_document(&examined, rows[i].input);
        examined.input.hurt = "hurt";
        examined_run(&examined);
        assert_came(&examined.outcomes, rows[i].outcome);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_share_of_a_hundredth_is_read),
        cmocka_unit_test(test_records_are_numbered_without_them),
        cmocka_unit_test(test_nothing_else_comes_of_them),
        cmocka_unit_test(test_one_and_nothing_else_says_so),
        cmocka_unit_test(test_rows_of_other_inputs),
        cmocka_unit_test(test_the_share_is_of_each_line_once),
        cmocka_unit_test(test_a_row_that_raises_among_them),
        cmocka_unit_test(test_they_are_no_reason_to_give_up),
        cmocka_unit_test(test_a_line_that_is_too_long_is_lost),
        cmocka_unit_test(test_a_pattern_that_is_none_is_the_artefacts_mistake),
        cmocka_unit_test(test_a_mistake_is_one_artefacts_own),
        cmocka_unit_test(test_what_was_packed_and_is_cut_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
