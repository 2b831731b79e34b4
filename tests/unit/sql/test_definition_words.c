// SPDX-License-Identifier: Apache-2.0
// Definitions of what has no query, and regular expressions in queries: looked at when the file is loaded.
#include "sql_test.h"

#include "mutation.h"

#define HEAD "-- artefact: x\n-- title: T\n-- from: HomeDomain/a.db\n-- shows: s\n"
#define WORDS "forty letters that say nothing at all ("
#define RULE "-- rule: r\n-- on: x\n-- title: T\n-- grade: weak\n-- means: received\n-- benign: b\n"

// A regular expression that stands there as one literal is looked at before anything is read, in its own line.
static void test_a_pattern_that_is_none_is_named(UNUSED void **state)
{
#define LINE "SELECT line AS \"a\"\n  FROM lines()\n WHERE "
#define NONE "is none: missing closing parenthesis"
    static const struct mistake mistakes[] = {
        {definition_parse_artefact, HEAD LINE "matches(line, '(a')", "line 7: the regular expression \"(a\" " NONE},
        {definition_parse_artefact, HEAD LINE "Capture(line,\n'(a', 1) = 'b'",
         "line 8: the regular expression \"(a\" " NONE},
        {definition_parse_artefact, HEAD "SELECT p1 AS \"a\" FROM parts ( (a || ','), 'it''s (' )",
         "line 5: the regular expression \"it''s (\" " NONE},
        {definition_parse_artefact, HEAD "SELECT n AS \"a\" FROM blocks('(a', 'b')",
         "line 5: the regular expression \"(a\" " NONE},
        {definition_parse_artefact, HEAD "SELECT n AS \"a\" FROM blocks(NULL, '(a')",
         "line 5: the regular expression \"(a\" " NONE},
        {definition_parse_artefact, HEAD LINE "matches(capture(line, '[a'), 'b')",
         "line 7: the regular expression \"[a\" is none: missing terminating ] for character class"},
        {definition_parse_artefact, HEAD LINE "matches(line, '')",
         "line 7: the regular expression \"\" is none: it is empty"},
        {definition_parse_rule, RULE "matches(a, '*')",
         "line 7: the regular expression \"*\" is none: quantifier does not follow a repeatable item"},
        {definition_parse_list, "-- list: l\n-- title: T\nSELECT 1 WHERE matches('a', '(')",
         "line 3: the regular expression \"(\" " NONE},
        {definition_parse_artefact, HEAD LINE "matches(line, '(" WORDS WORDS WORDS "')",
         "line 7: the regular expression \"(forty letters that say nothing at all (forty letters that say "
         "nothi...\" " NONE},
    };
    static const char *const good[] = {
        "matches('(', line)",          "matches(line, '(' || 'a)')",
        "matches(line, x'28')",        "matches(line, ('('))",
        "matches(line, iif(1,'(',1))", "icontains(line, '(')",
        "line = 'matches(a, ''('')'",  "matches(line",
        "matches(line, 'a''(''?)')",   "1 -- matches(line, '(')",
        "matches(line, 'it''s')",      "capture(line, 'a', '(')",
    };
    struct definitions definitions CLEANUP_DEFINITIONS;
    definitions_open(&definitions);
    for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++)
        assert_mistake(&definitions, &mistakes[i]);
    for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
        char text[300];
        (void)snprintf(text, sizeof text,
                       "-- artefact: x%zu\n-- title: T\n-- from: HomeDomain/a.db\n-- shows: s\n" LINE "%s", i, good[i]);
        parse_well(definition_parse_artefact, &definitions, text);
    }
}

static void test_what_is_undecoded_has_words_alone(UNUSED void **state)
{
    struct definitions definitions CLEANUP_DEFINITIONS;
    definitions_open(&definitions);
    parse_well(definition_parse_artefact, &definitions, HEAD "-- undecoded: unified\n--   logs\n-- a comment\n");
    definitions_settle(&definitions);
    const struct artefact *artefact = &definitions.artefacts[0];
    assert_true(slice_equal(artefact->undecoded, SLICE("unified logs")));
    assert_true(artefact->document); // no log of a database is looked for beside it
    assert_int_equal(artefact->variant_count, 0);
    assert_int_equal(artefact->column_count, 0);
}

static void attempt(struct slice bytes, UNUSED void *context)
{
    struct definitions definitions CLEANUP_DEFINITIONS;
    definitions_open(&definitions);
    (void)(definition_parse_artefact(&definitions, SLICE("f"), bytes, NULL) || definitions_finish(&definitions, NULL));
}

static void test_mutated_files_come_back(UNUSED void **state)
{
    mutation_replace(SLICE(HEAD "SELECT capture(a,'(b'')',1) AS \"a\" FROM blocks(NULL,'c') AS x,parts(y,'(d)')"),
                     attempt, NULL);
    mutation_truncate(SLICE(HEAD "-- undecoded: the logs\n"), attempt, NULL);
    mutation_truncate(SLICE(HEAD "SELECT matches(a,'it''s (b)') AS \"a\" FROM lines()"), attempt, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_pattern_that_is_none_is_named),
        cmocka_unit_test(test_what_is_undecoded_has_words_alone),
        cmocka_unit_test(test_mutated_files_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
