// SPDX-License-Identifier: Apache-2.0
// Artefact, rule and list files: what a good one becomes, and that each mistake is answered with file, line and what is
// wrong.
#include "sql_test.h"

#include "mutation.h"
#include "sql/header.h"
#include "sql/scan.h"

#define HEAD "-- artefact: x\n-- title: T\n-- from: HomeDomain/a.db\n-- shows: s\n"
#define WORDS "forty letters that say nothing at all ("
#define RULE "-- rule: r\n-- on: x\n-- title: T\n-- grade: weak\n-- means: received\n-- benign: b\n"

static const char whole[] =
    "-- SPDX-License-Identifier: Apache-2.0\n"
    "-- artefact: ios_test\n"
    "-- title: A title that goes on\n"
    "--        over two lines\n"
    "-- from: HomeDomain/Library/a.db\n"
    "-- from: RootDomain/Library/*/a.db\n"
    "-- shows: a published trace\n"
    "-- means: iif(direction = 'in', 'received', 'contacted')\n"
    "-- platform: ios\n"
    "-- until: 27\n"
    "-- bounded: few rows\n"
    "-- source: one\n"
    "-- source: two\n"
    "-- table: m(date INTEGER, text TEXT,\n"
    "--   more BLOB)\n"
    "-- table: h(id TEXT)\n"
    "-- event: sent \"{direction} message\"\n"
    "-- when: SELECT 1\n"
    "-- variant: newest\n"
    "\n"
    "-- a comment of no key\n"
    "SELECT m.date AS \"sent:time\", h.id AS \"peer:phone|email\", m.text AS \"text:text\", m.a AS \"plain\",\n"
    "       d AS \"direction\", u AS \"link:url private\", f AS \"os:fact\"\n"
    "  FROM m;\n"
    "-- variant: older\n"
    "-- when: SELECT count(*) FROM t\n"
    "SELECT m.date AS \"sent:time\", m.only AS \"only:domain\", m.plain AS \"plain:person\" FROM m -- no semicolon\n"
    "-- when: SELECT 0\n"
    "SELECT 1 AS \"sent:time\"\n";

static void assert_text(struct slice text, const char *expected)
{
    if (!slice_equal(text, slice_text(expected)))
        fail_msg("\"%.*s\" is not \"%s\"", SLICE_PRINTF(text), expected);
}

static void test_a_whole_artefact_is_understood(UNUSED void **state)
{
    struct definitions definitions CLEANUP_DEFINITIONS;
    definitions_open(&definitions);
    parse_well(definition_parse_artefact, &definitions, whole);
    definitions_settle(&definitions);
    const struct artefact *artefact = definitions_artefact(&definitions, SLICE("ios_test"));
    assert_non_null(artefact);
    assert_text(artefact->file, "test.sql");
    assert_text(artefact->title, "A title that goes on over two lines");
    assert_int_equal(artefact->from.count, 2);
    assert_text(artefact->from.items[1], "RootDomain/Library/*/a.db");
    assert_text(artefact->shows, "a published trace");
    assert_text(artefact->means, "iif(direction = 'in', 'received', 'contacted')");
    assert_text(artefact->platform, "ios");
    assert_text(artefact->bounded, "few rows");
    assert_int_equal(artefact->until, 27);
    assert_int_equal(artefact->sources.count, 2);
    assert_int_equal(artefact->tables.count, 2);
    assert_text(artefact->tables.items[0], "CREATE TABLE m(date INTEGER, text TEXT, more BLOB)");
    assert_string_equal((const char *)artefact->tables.items[1].data, "CREATE TABLE h(id TEXT)");
    assert_int_equal(artefact->event_count, 1);
    assert_text(artefact->events[0].column, "sent");
    assert_text(artefact->events[0].text, "{direction} message");
    assert_false(artefact->document);
    assert_false(artefact->any_kind);
    assert_int_equal(artefact->column_count, 8);
    assert_int_equal(artefact_column(artefact, SLICE("only")), 7);
    assert_int_equal(artefact_column(artefact, SLICE("missing")), SIZE_MAX);
}

static void test_variants_keep_their_order_and_their_when(UNUSED void **state)
{
    struct definitions definitions CLEANUP_DEFINITIONS;
    definitions_open(&definitions);
    parse_well(definition_parse_artefact, &definitions, whole);
    const struct artefact *artefact = &definitions.artefacts[0];
    assert_int_equal(artefact->variant_count, 3);
    assert_text(artefact->variants[0].name, "newest");
    assert_text(artefact->variants[0].when, "SELECT 1");
    assert_int_equal(artefact->variants[0].line, 22);
    assert_true(slice_starts(artefact->variants[0].sql, SLICE("SELECT m.date")));
    assert_true(slice_ends(artefact->variants[0].sql, SLICE("FROM m;")));
    assert_text(artefact->variants[1].name, "older");
    assert_text(artefact->variants[1].when, "SELECT count(*) FROM t");
    assert_true(slice_ends(artefact->variants[1].sql, SLICE("FROM m -- no semicolon")));
    assert_text(artefact->variants[2].name, "current");
    assert_text(artefact->variants[2].when, "SELECT 0");
    assert_text(artefact->variants[2].sql, "SELECT 1 AS \"sent:time\"");
}

static const struct definition_column *column_of(const struct artefact *artefact, const char *name)
{
    size_t at = artefact_column(artefact, slice_text(name));
    assert_int_not_equal(at, SIZE_MAX);
    return &artefact->columns[at];
}

static void test_kinds_of_columns_decide_what_is_private(UNUSED void **state)
{
    struct definitions definitions CLEANUP_DEFINITIONS;
    definitions_open(&definitions);
    parse_well(definition_parse_artefact, &definitions, whole);
    const struct artefact *artefact = &definitions.artefacts[0];
    assert_int_equal(column_of(artefact, "sent")->kinds, KIND_TIME);
    assert_false(column_of(artefact, "sent")->is_private);
    assert_int_equal(column_of(artefact, "peer")->kinds, KIND_BIT(OBSERVABLE_PHONE) | KIND_BIT(OBSERVABLE_EMAIL));
    assert_true(column_of(artefact, "peer")->is_private);
    assert_true(column_of(artefact, "text")->is_private);
    assert_int_equal(column_of(artefact, "direction")->kinds, 0);
    assert_false(column_of(artefact, "direction")->is_private);
    assert_int_equal(column_of(artefact, "link")->kinds, KIND_BIT(OBSERVABLE_URL) | KIND_PRIVATE);
    assert_true(column_of(artefact, "link")->is_private);
    assert_int_equal(column_of(artefact, "os")->kinds, KIND_FACT);
    assert_false(column_of(artefact, "os")->is_private);
    assert_false(column_of(artefact, "only")->is_private);
    assert_true(column_of(artefact, "plain")->is_private); // a person in an older variant
}

static void test_private_kinds(UNUSED void **state)
{
    static const struct {
        const char *words;
        bool is_private;
    } rows[] = {
        {"phone", true},    {"email", true},       {"text", true},    {"person", true},  {"place", true},
        {"wifi", true},     {"visit", true},       {"url", false},    {"domain", false}, {"path", false},
        {"app", false},     {"url private", true}, {"", false},       {"time", false},   {"hash", false},
        {"process", false}, {"time local", false}, {"unread", false},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct definitions definitions CLEANUP_DEFINITIONS;
        char text[300];
        definitions_open(&definitions);
        (void)snprintf(text, sizeof text, HEAD "SELECT 1 AS \"a:%s\"", rows[i].words);
        parse_well(definition_parse_artefact, &definitions, text);
        if (definitions.artefacts[0].columns[0].is_private != rows[i].is_private)
            fail_msg("%s", rows[i].words);
    }
}

static void test_means_is_a_word_or_an_expression(UNUSED void **state)
{
    static const struct {
        const char *header;
        const char *means;
        bool url_private;
    } rows[] = {
        {"", "'present'", false},
        {"-- means: received\n", "'received'", false},
        {"-- means: visited\n", "'visited'", true},
        {"-- means: iif(b, 'visited', 'received')\n", "iif(b, 'visited', 'received')", false},
        {"-- means: b\n", "b", false},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct definitions definitions CLEANUP_DEFINITIONS;
        char text[400];
        definitions_open(&definitions);
        (void)snprintf(text, sizeof text, HEAD "%sSELECT 1 AS \"u:url\", 2 AS \"b\"", rows[i].header);
        parse_well(definition_parse_artefact, &definitions, text);
        assert_text(definitions.artefacts[0].means, rows[i].means);
        assert_int_equal(definitions.artefacts[0].columns[0].is_private, rows[i].url_private);
    }
}

static void test_aliases_are_found_in_any_query(UNUSED void **state)
{
    static const struct {
        const char *sql;
        const char *names;
    } rows[] = {
        {"SELECT 'AS \"no:url\"' AS \"a:url\"", "a"},
        {"SELECT /* AS \"no:url\" */ 1 AS \"a:url\" -- AS \"no\"\n, 2 AS \"b\"", "a b"},
        {"SELECT (SELECT 1 AS \"no:url\") AS \"a\", max((2), (3)) AS \"b\" FROM (SELECT 4 AS \"no\")", "a b"},
        {"WITH c AS (SELECT 1 AS \"no\" FROM t), d(x) AS (SELECT 2) SELECT x AS \"a:domain\" FROM d", "a"},
        {"SELECT 1 AS \"a\" FROM t UNION ALL SELECT 2 AS \"no\" FROM t", "a"},
        {"SELECT CAST(x AS TEXT) AS \"a\"", "a"},
        {"select 1 as \"a\", 'it''s' as \"b\" from t", "a b"},
        {"SELECT x'4153' AS \"a\" FROM t AS \"no:time\"", "a"},
        {"SELECT substr(x, 1, 2) AS \"from_x\", from_y AS \"b\" FROM t", "from_x b"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct definitions definitions CLEANUP_DEFINITIONS;
        struct buffer names CLEANUP_BUFFER;
        char text[500];
        definitions_open(&definitions);
        buffer_init(&names, 500);
        (void)snprintf(text, sizeof text, HEAD "%s", rows[i].sql);
        parse_well(definition_parse_artefact, &definitions, text);
        for (size_t k = 0; k < definitions.artefacts[0].column_count; k++) {
            buffer_put_text(&names, k ? " " : "");
            buffer_put(&names, definitions.artefacts[0].columns[k].name);
        }
        assert_text(buffer_slice(&names), rows[i].names);
    }
}

static void test_a_document_is_told_from_a_database(UNUSED void **state)
{
    static const struct {
        const char *from;
        bool document;
    } rows[] = {
        {"lines()", true},
        {"json_lines() AS l", true},
        {"json_rows()", true},
        {"plist()", true},
        {"plist_rows()", true},
        {"plist_rows('key')", true},
        {"t, plist_rows(t.b)", false},
        {"lines", false},
        {"t -- lines()", false},
        {"t WHERE x = 'lines()'", false},
        {"blocks('^a')", true},
        {"blocks(t.p)", true},
        {"lines(t.a), t", false},
        {"parts(t.a, '(a)'), t", false},
        {"lines() AS l, parts(l.line, 'a') AS p", true},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct definitions definitions CLEANUP_DEFINITIONS;
        char text[300];
        definitions_open(&definitions);
        (void)snprintf(text, sizeof text, HEAD "SELECT 1 AS \"a\" FROM %s", rows[i].from);
        parse_well(definition_parse_artefact, &definitions, text);
        if (definitions.artefacts[0].document != rows[i].document)
            fail_msg("%s", rows[i].from);
    }
}

static void test_mistakes_in_an_artefact_are_named(UNUSED void **state)
{
    static const struct mistake mistakes[] = {
        {definition_parse_artefact, "", "line 1: the header has no \"-- artefact:\""},
        {definition_parse_artefact, "-- artefact: x\nSELECT 1 AS \"a\"", "line 1: the header has no \"-- title:\""},
        {definition_parse_artefact, "-- artefact: x\n-- title: T\n-- shows: s\nSELECT 1 AS \"a\"",
         "line 1: the header has no \"-- from:\""},
        {definition_parse_artefact, "-- artefact: x\n-- title: T\n-- from: a\nSELECT 1 AS \"a\"",
         "line 1: the header has no \"-- shows:\""},
        {definition_parse_artefact, "-- artefact: x\n-- wrong: T\n", "line 2: unknown key \"wrong\""},
        {definition_parse_artefact, "-- title: T\n-- artefact: No Name\n",
         "line 2: \"No Name\" is no name (lower-case letters, digits, _)"},
        {definition_parse_artefact, HEAD, "line 1: there is no query"},
        {definition_parse_artefact, HEAD "-- only a comment\n", "line 1: there is no query"},
        {definition_parse_artefact, HEAD "SELECT 1", "line 5: the query has no column named AS \"name:kind\""},
        {definition_parse_artefact, HEAD "SELECT 1 AS a", "line 5: the query has no column named AS \"name:kind\""},
        {definition_parse_artefact, HEAD "SELECT 1 AS \"a:urk\"", "line 5: unknown kind \"urk\" of column \"a\""},
        {definition_parse_artefact, HEAD "SELECT 1 AS \"A:url\"", "line 5: \"A\" is no column name"},
        {definition_parse_artefact, HEAD "SELECT 1 AS \":url\"", "line 5: \"\" is no column name"},
        {definition_parse_artefact, HEAD "SELECT 1 AS \"from\"", "line 5: the column name \"from\" is a word of SQL"},
        {definition_parse_artefact, HEAD "SELECT 1 AS \"record\"",
         "line 5: the column name \"record\" is the case's own"},
        {definition_parse_artefact, HEAD "SELECT 1 AS \"a\", 2 AS \"a:url\"", "line 5: two columns are named \"a\""},
        {definition_parse_artefact, HEAD "SELECT 1 AS \"a\"; DROP TABLE t",
         "line 5: the query is followed by something else"},
        {definition_parse_artefact, HEAD "-- means: recieved\nSELECT 1 AS \"a\"", "line 5: unknown means \"recieved\""},
        {definition_parse_artefact, HEAD "-- until: seven\nSELECT 1 AS \"a\"",
         "line 5: \"until\" is a version's first number"},
        {definition_parse_artefact, HEAD "-- table: a(b)\n-- table: a b\nSELECT 1 AS \"a\"",
         "line 6: a table is: name(column TYPE, column TYPE)"},
        {definition_parse_artefact, HEAD "-- table: a(b); DROP TABLE a\nSELECT 1 AS \"a\"",
         "line 5: a table is: name(column TYPE, column TYPE)"},
        {definition_parse_artefact, HEAD "-- store: a.b \"N\"\nSELECT 1 AS \"a\"",
         "line 5: a store is: bundle \"name\" what [domain/path or \"never\"]"},
        {definition_parse_artefact, HEAD "-- event: a\nSELECT 1 AS \"a\"", "line 5: an event is: column \"words\""},
        {definition_parse_artefact, HEAD "-- event: b \"w\"\nSELECT 1 AS \"a\"",
         "line 5: the event's column \"b\" is not in the query"},
        {definition_parse_artefact, HEAD "-- undecoded: logs\nSELECT 1 AS \"a\"",
         "line 1: what is undecoded has no query"},
        {definition_parse_artefact, HEAD "-- undecoded:\n", "line 1: there is no query"},
        {definition_parse_artefact, HEAD "-- undecoded: logs, and more\n",
         "line 5: what is undecoded is told in a few words, without a comma"},
        {definition_parse_artefact, HEAD "-- undecoded: logs; more\n",
         "line 5: what is undecoded is told in a few words, without a comma"},
        {definition_parse_artefact, HEAD "-- undecoded: " WORDS WORDS WORDS WORDS "x\n",
         "line 5: what is undecoded is told in a few words, without a comma"},
        {definition_parse_artefact, HEAD "-- undecoded: logs\n-- event: a \"b\"\n",
         "line 6: the event's column \"a\" is not in the query"},
        {definition_parse_artefact, HEAD "SELECT 1 AS \"a:local\"",
         "line 5: the kind \"local\" of column \"a\" stands beside \"time\" alone"},
        {definition_parse_artefact, HEAD "SELECT 1 AS \"a\";\n-- variant: v\nSELECT 1 AS \"b:nix\"",
         "line 7: unknown kind \"nix\" of column \"b\""},
    };
    struct definitions definitions CLEANUP_DEFINITIONS;
    definitions_open(&definitions);
    for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++)
        assert_mistake(&definitions, &mistakes[i]);
    assert_int_equal(definitions.artefact_count, 0);
}

static void test_mistakes_in_a_rule_or_list_are_named(UNUSED void **state)
{
    static const struct mistake mistakes[] = {
        {definition_parse_rule, "-- rule: r\n-- title: T\nx", "line 1: the header has no \"-- benign:\""},
        {definition_parse_rule, "-- rule: r\n-- title: T\n-- benign: b\n-- grade: sure\n-- means: received\nx",
         "line 4: unknown grade \"sure\""},
        {definition_parse_rule, "-- rule: r\n-- title: T\n-- benign: b\n-- grade: weak\n-- means: heard\nx",
         "line 5: unknown means \"heard\""},
        {definition_parse_rule, "-- rule: r\n-- title: T\n-- benign: b\n-- grade: weak\n-- means: received\nx",
         "line 1: the header needs either \"-- on:\" or \"-- reads:\""},
        {definition_parse_rule, RULE "-- reads: x\nx", "line 1: the header needs either \"-- on:\" or \"-- reads:\""},
        {definition_parse_rule, RULE, "line 1: there is no expression or query"},
        {definition_parse_rule, RULE "1; 2", "line 7: the query is followed by something else"},
        {definition_parse_rule, RULE "-- variant: v\n1", "line 7: unknown key \"variant\""},
        {definition_parse_list, "-- list: l\nSELECT 1", "line 1: the header has no \"-- title:\""},
        {definition_parse_list, "-- list: l\n-- title: T\n", "line 1: there is no query"},
        {definition_parse_list, "-- list: l\n-- title: T\nSELECT 1; SELECT 2",
         "line 3: the query is followed by something else"},
        {definition_parse_list, "-- list: l\n-- shows: T\n", "line 2: unknown key \"shows\""},
    };
    struct definitions definitions CLEANUP_DEFINITIONS;
    definitions_open(&definitions);
    for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++)
        assert_mistake(&definitions, &mistakes[i]);
}

static void test_a_name_is_taken_once(UNUSED void **state)
{
    struct definitions definitions CLEANUP_DEFINITIONS;
    definitions_open(&definitions);
    parse_well(definition_parse_artefact, &definitions, HEAD "SELECT 1 AS \"a\"");
    parse_well(definition_parse_rule, &definitions, RULE "1");
    parse_well(definition_parse_list, &definitions, "-- list: l\n-- title: T\nSELECT 1");
    static const struct mistake mistakes[] = {
        {definition_parse_artefact, HEAD "SELECT 1 AS \"a\"", "line 1: there is another artefact named \"x\""},
        {definition_parse_rule, RULE "1", "line 1: there is another rule named \"r\""},
        {definition_parse_list, "-- list: l\n-- title: T\nSELECT 1", "line 1: there is another list named \"l\""},
    };
    for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++)
        assert_mistake(&definitions, &mistakes[i]);
}

static void test_binary_and_huge_files_are_refused(UNUSED void **state)
{
    struct definitions definitions CLEANUP_DEFINITIONS;
    struct buffer text CLEANUP_BUFFER;
    struct error error = {0};
    definitions_open(&definitions);
    assert_int_equal(definition_parse_artefact(&definitions, SLICE("f"), SLICE(HEAD "SELECT 1 AS \"a\"\0"), &error),
                     ERROR_USAGE);
    buffer_init(&text, 1U << 20);
    buffer_put_text(&text, HEAD);
    while (text.size <= LIMIT_DEFINITION_SIZE)
        buffer_put_text(&text, "-- a comment that fills\n");
    buffer_put_text(&text, "SELECT 1 AS \"a\"");
    error_clear(&error);
    assert_int_equal(definition_parse_artefact(&definitions, SLICE("f"), buffer_slice(&text), &error), ERROR_USAGE);
    assert_string_equal(error.message, "line 1: larger than 262144 bytes, or not a text");
    assert_int_equal(definitions.artefact_count, 0);
}

static void test_too_many_columns_and_variants_are_refused(UNUSED void **state)
{
    struct definitions definitions CLEANUP_DEFINITIONS;
    struct buffer text CLEANUP_BUFFER;
    struct error error = {0};
    definitions_open(&definitions);
    buffer_init(&text, 1U << 20);
    buffer_put_text(&text, HEAD "SELECT 0 AS \"c\"");
    for (unsigned i = 0; i < LIMIT_COLUMNS; i++)
        buffer_format(&text, ",%u AS \"c%u\"", i, i);
    assert_int_equal(definition_parse_artefact(&definitions, SLICE("f"), buffer_slice(&text), &error), ERROR_USAGE);
    assert_string_equal(error.message, "line 5: more than 64 columns");
    buffer_clear(&text);
    error_clear(&error);
    buffer_put_text(&text, HEAD);
    for (unsigned i = 0; i <= LIMIT_VARIANTS; i++)
        buffer_format(&text, "-- variant: v%u\nSELECT 1 AS \"a\";\n", i);
    assert_int_equal(definition_parse_artefact(&definitions, SLICE("f"), buffer_slice(&text), &error), ERROR_USAGE);
    assert_string_equal(error.message, "line 38: more than 16 variants");
}

static void test_windows_line_ends_are_taken(UNUSED void **state)
{
    struct definitions definitions CLEANUP_DEFINITIONS;
    definitions_open(&definitions);
    parse_well(definition_parse_artefact, &definitions,
               "-- artefact: x\r\n-- title: T\r\n-- from: a\r\n-- shows: s\r\nSELECT 1 AS \"a\"\r\n FROM t;\r\n");
    assert_text(definitions.artefacts[0].title, "T");
    assert_text(definitions.artefacts[0].variants[0].sql, "SELECT 1 AS \"a\"\r\n FROM t;");
}

static void test_a_rule_is_understood(UNUSED void **state)
{
    struct definitions definitions CLEANUP_DEFINITIONS;
    definitions_open(&definitions);
    parse_well(
        definition_parse_rule, &definitions,
        "-- rule: r\n-- reads: b, a,finding\n-- reads: c\n-- title: T\n-- message: M\n-- grade: strong\n"
        "-- means: tampered\n-- value: v\n-- time: t\n-- source: s\n-- benign: b\n-- advice: KEY\n-- fired: 0 of 7\n"
        "SELECT 1");
    const struct rule *rule = definitions_rule(&definitions, SLICE("r"));
    assert_non_null(rule);
    assert_int_equal(rule->on.size, 0);
    assert_int_equal(rule->reads.count, 4);
    assert_text(rule->reads.items[1], "a");
    assert_text(rule->reads.items[3], "c");
    assert_text(rule->message, "M");
    assert_int_equal(rule->grade, GRADE_STRONG);
    assert_int_equal(rule->means, MEANS_TAMPERED);
    assert_text(rule->value, "v");
    assert_text(rule->time, "t");
    assert_text(rule->advice, "KEY");
    assert_text(rule->fired, "0 of 7");
    assert_text(rule->sql, "SELECT 1");
    assert_int_equal(rule->line, 14);
    assert_null(definitions_rule(&definitions, SLICE("other")));
}

static void assert_unfinished(const char *rule, const char *message)
{
    struct definitions definitions CLEANUP_DEFINITIONS;
    struct error error = {0};
    definitions_open(&definitions);
    parse_well(definition_parse_artefact, &definitions, HEAD "SELECT 1 AS \"a\"");
    parse_well(definition_parse_rule, &definitions, rule);
    assert_int_equal(definitions_finish(&definitions, &error), ERROR_USAGE);
    assert_string_equal(error.message, message);
    assert_string_equal(error.path, "test.sql");
}

static void test_rules_name_what_exists(UNUSED void **state)
{
    assert_unfinished("-- rule: r\n-- on: y\n-- title: T\n-- grade: weak\n-- means: received\n-- benign: b\n1",
                      "\"-- on:\" names no artefact: \"y\"");
    assert_unfinished("-- rule: r\n-- reads: x,y\n-- title: T\n-- grade: weak\n-- means: received\n-- benign: b\n1",
                      "\"-- reads:\" names no artefact: \"y\"");
    assert_unfinished(RULE "-- value: b\n1", "\"-- value:\" names no column of the artefact: \"b\"");
    assert_unfinished(RULE "-- time: b\n1", "\"-- time:\" names no column of the artefact: \"b\"");
}

static void test_definitions_are_sorted_and_numbered(UNUSED void **state)
{
    struct definitions definitions CLEANUP_DEFINITIONS;
    definitions_open(&definitions);
    for (const char *name = "cab"; *name; name++) {
        char text[300];
        (void)snprintf(text, sizeof text, "-- artefact: %c\n-- title: T\n-- from: a\n-- shows: s\nSELECT 1 AS \"a\"",
                       *name);
        parse_well(definition_parse_artefact, &definitions, text);
        (void)snprintf(text, sizeof text,
                       "-- rule: %c\n-- on: a\n-- title: T\n-- grade: weak\n-- means: received\n-- benign: b\n1",
                       *name);
        parse_well(definition_parse_rule, &definitions, text);
        (void)snprintf(text, sizeof text, "-- list: %c\n-- title: T\n-- from: *.x\nSELECT 1", *name);
        parse_well(definition_parse_list, &definitions, text);
    }
    definitions_settle(&definitions);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(definitions.artefacts[i].name.data[0], 'a' + i);
        assert_int_equal(definitions.artefacts[i].number, i);
        assert_int_equal(definitions.rules[i].name.data[0], 'a' + i);
        assert_int_equal(definitions.rules[i].number, i);
        assert_int_equal(definitions.lists[i].name.data[0], 'a' + i);
        assert_int_equal(definitions.lists[i].number, i);
    }
}

static void test_a_header_line_has_one_form(UNUSED void **state)
{
    struct slice key;
    struct slice value;
    assert_true(header_line_parse(SLICE("-- key: a: b "), &key, &value));
    assert_text(key, "key");
    assert_text(value, "a: b");
    assert_true(header_line_parse(SLICE("-- reads-any-kind: yes"), &key, &value));
    assert_true(header_line_parse(SLICE("-- key:"), &key, &value));
    assert_int_equal(value.size, 0);
    assert_false(header_line_parse(SLICE("--key: v"), &key, &value));
    assert_false(header_line_parse(SLICE("-- Key: v"), &key, &value));
    assert_false(header_line_parse(SLICE("-- key v"), &key, &value));
    assert_false(header_line_parse(SLICE("-- http://x"), &key, &value));
    assert_false(header_line_parse(SLICE("-- : v"), &key, &value));
    assert_false(header_line_parse(SLICE("-- "), &key, &value));
}

static void test_a_scan_sees_strings_and_comments(UNUSED void **state)
{
    assert_true(scan_is_blank(SLICE(" ; -- x\n /* y ; */ ;")));
    assert_true(scan_is_blank(SLICE("/* not ended")));
    assert_true(scan_is_blank(SLICE("")));
    assert_false(scan_is_blank(SLICE("; 1")));
    assert_false(scan_is_blank(SLICE("';'")));
    struct scan scan = {.rest = SLICE("a(\"b\"\"c\" 'd''e'")};
    struct slice text;
    assert_int_equal(scan_next(&scan, &text), SCAN_WORD);
    assert_int_equal(scan_next(&scan, &text), SCAN_OPEN);
    assert_int_equal(scan.depth, 1);
    assert_int_equal(scan_next(&scan, &text), SCAN_IDENTIFIER);
    assert_text(text, "b\"\"c");
    assert_int_equal(scan_next(&scan, &text), SCAN_STRING);
    assert_text(text, "d''e");
    assert_int_equal(scan_next(&scan, &text), SCAN_END);
    scan = (struct scan){.rest = SLICE("'")};
    assert_int_equal(scan_next(&scan, &text), SCAN_STRING);
    assert_int_equal(scan_next(&scan, &text), SCAN_END);
}

static void attempt(struct slice bytes, UNUSED void *context)
{
    struct definitions definitions CLEANUP_DEFINITIONS;
    definitions_open(&definitions);
    (void)(definition_parse_artefact(&definitions, SLICE("f"), bytes, NULL) ||
           definition_parse_rule(&definitions, SLICE("f"), bytes, NULL) ||
           definition_parse_list(&definitions, SLICE("f"), bytes, NULL) || definitions_finish(&definitions, NULL));
}

static void test_mutated_files_come_back(UNUSED void **state)
{
    mutation_truncate(SLICE(RULE "icontains(text, 'a')"), attempt, NULL);
    mutation_replace(SLICE(HEAD "SELECT 1 AS \"a:url\", 'x' AS \"b\";\n-- variant: v\nSELECT 2 AS \"a\""), attempt,
                     NULL);
    mutation_truncate(slice_text(whole), attempt, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_whole_artefact_is_understood),
        cmocka_unit_test(test_variants_keep_their_order_and_their_when),
        cmocka_unit_test(test_kinds_of_columns_decide_what_is_private),
        cmocka_unit_test(test_private_kinds),
        cmocka_unit_test(test_means_is_a_word_or_an_expression),
        cmocka_unit_test(test_aliases_are_found_in_any_query),
        cmocka_unit_test(test_a_document_is_told_from_a_database),
        cmocka_unit_test(test_mistakes_in_an_artefact_are_named),
        cmocka_unit_test(test_mistakes_in_a_rule_or_list_are_named),
        cmocka_unit_test(test_a_name_is_taken_once),
        cmocka_unit_test(test_binary_and_huge_files_are_refused),
        cmocka_unit_test(test_too_many_columns_and_variants_are_refused),
        cmocka_unit_test(test_windows_line_ends_are_taken),
        cmocka_unit_test(test_a_rule_is_understood),
        cmocka_unit_test(test_rules_name_what_exists),
        cmocka_unit_test(test_definitions_are_sorted_and_numbered),
        cmocka_unit_test(test_a_header_line_has_one_form),
        cmocka_unit_test(test_a_scan_sees_strings_and_comments),
        cmocka_unit_test(test_mutated_files_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
