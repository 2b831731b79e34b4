// SPDX-License-Identifier: Apache-2.0
// An artefact's query over the schema at hand: which variant wins, what each state means, and which rules take part.
#include "sql_test.h"

#include "sql/query.h"

#define HEAD "-- artefact: x\n-- title: T\n-- from: a\n-- shows: s\n"
#define RULE(name, text) \
    "-- rule: " name "\n-- on: x\n-- title: T\n-- grade: weak\n-- means: received\n-- benign: b\n" text
#define TABLES "CREATE TABLE t(a, b); INSERT INTO t VALUES (1, 2), (3, NULL);"

struct trial {
    struct world world;
    struct definitions definitions;
    struct query query;
    char message[256];
    struct buffer skipped;
    enum query_state state;
};

static void note_skipped(void *context, const struct rule *rule, struct slice why)
{
    struct trial *trial = context;
    buffer_format(&trial->skipped, "%.*s: %.*s; ", SLICE_PRINTF(rule->name), SLICE_PRINTF(why));
}

static void trial_close(struct trial *trial)
{
    query_release(&trial->query);
    definitions_close(&trial->definitions);
    world_close(&trial->world);
    buffer_release(&trial->skipped);
}
#define CLEANUP_TRIAL CLEANUP(trial_close)

static void trial_prepare(struct trial *trial, const bool *rules_off, bool listing)
{
    query_release(&trial->query);
    trial->state =
        query_prepare(&trial->query, trial->world.connection, &trial->definitions, &trial->definitions.artefacts[0],
                      rules_off, note_skipped, trial, listing, trial->message);
}

static void trial_open(struct trial *trial, const char *script, const char *artefact, const char *const *rules,
                       const bool *rules_off)
{
    memset(trial, 0, sizeof *trial);
    buffer_init(&trial->skipped, 65536);
    world_open(&trial->world, script, SLICE_NONE);
    assert_non_null(trial->world.connection);
    definitions_open(&trial->definitions);
    parse_well(definition_parse_artefact, &trial->definitions, artefact);
    for (; rules && *rules; rules++)
        parse_well(definition_parse_rule, &trial->definitions, *rules);
    definitions_settle(&trial->definitions);
    trial_prepare(trial, rules_off, false);
}

static void assert_state(const char *script, const char *sql, enum query_state state, const char *message)
{
    char text[1000];
    struct trial trial CLEANUP_TRIAL;
    (void)snprintf(text, sizeof text, HEAD "%s", sql);
    trial_open(&trial, script, text, NULL, NULL);
    if (trial.state != state || !strstr(trial.message, message))
        fail_msg("%s: %d \"%s\", not %d \"%s\"", sql, (int)trial.state, trial.message, (int)state, message);
}

static void test_each_state_has_its_cause(UNUSED void **state)
{
    assert_state(TABLES, "SELECT a AS \"a\" FROM t", QUERY_READY, "");
    assert_state(TABLES, "SELECT a AS \"a\" FROM t;  -- and a comment\n", QUERY_READY, "");
    assert_state(TABLES, "SELECT a AS \"a\" FROM t LIMIT 1", QUERY_READY, "");
    assert_state(TABLES, "SELECT c AS \"a\" FROM t", QUERY_UNKNOWN, "no such column: c");
    assert_state(TABLES, "SELECT \"c\" AS \"a\" FROM t", QUERY_UNKNOWN, "no such column: c");
    assert_state(TABLES, "SELECT a AS \"a\" FROM u", QUERY_UNKNOWN, "no such table: u");
    assert_state(TABLES, "SELECT uuid(a, a) AS \"a\" FROM t", QUERY_BROKEN, "wrong number of arguments");
    assert_state(TABLES, "SELECT a AS \"a\" FROM FROM t", QUERY_BROKEN, "syntax error");
    assert_state(TABLES, "SELECT a AS \"a\", b FROM t", QUERY_BROKEN, "column 2 has no AS");
    assert_state("CREATE TABLE u(a); CREATE VIEW t AS SELECT a FROM u;", "SELECT a AS \"a\" FROM t", QUERY_REPLACED,
                 "access to view");
    assert_state("CREATE TABLE t(a, b AS (a + 1));", "SELECT a AS \"a\" FROM t", QUERY_REPLACED, "generated columns");
    assert_state("CREATE VIRTUAL TABLE t USING fts5(a);", "SELECT a AS \"a\" FROM t", QUERY_REPLACED, "no such module");
    assert_state(TABLES "CREATE TABLE g(a, b AS (a + 1));", "SELECT a AS \"a\" FROM t", QUERY_READY, "");
}

static void assert_variant(const char *script, const char *text, const char *name)
{
    struct trial trial CLEANUP_TRIAL;
    trial_open(&trial, script, text, NULL, NULL);
    if (!name) {
        assert_int_equal(trial.state, QUERY_UNKNOWN);
        return;
    }
    if (trial.state != QUERY_READY)
        fail_msg("%s", trial.message);
    if (!slice_equal(trial.query.variant->name, slice_text(name)))
        fail_msg("%.*s won", SLICE_PRINTF(trial.query.variant->name));
}

static void test_the_newest_variant_that_fits_wins(UNUSED void **state)
{
    static const char three[] = HEAD "-- variant: new\nSELECT c AS \"a\" FROM t;\n-- variant: middle\n"
                                     "SELECT b AS \"a\" FROM t;\n-- variant: old\nSELECT a AS \"a\" FROM t;";
    assert_variant("CREATE TABLE t(a, b, c);", three, "new");
    assert_variant("CREATE TABLE t(a, b);", three, "middle");
    assert_variant("CREATE TABLE t(a);", three, "old");
    assert_variant("CREATE TABLE t(x);", three, NULL);
    assert_variant("CREATE TABLE u(a);", three, NULL);
}

static void test_when_decides_where_preparing_cannot(UNUSED void **state)
{
    static const char two[] = HEAD "-- variant: new\n-- when: SELECT count(*) > 1 FROM t\nSELECT a AS \"a\" FROM t;\n"
                                   "-- variant: old\n-- when: SELECT count(*) > 0 FROM t\nSELECT a AS \"a\" FROM t;";
    assert_variant("CREATE TABLE t(a); INSERT INTO t VALUES (1), (2);", two, "new");
    assert_variant("CREATE TABLE t(a); INSERT INTO t VALUES (1);", two, "old");
    assert_variant("CREATE TABLE t(a);", two, NULL);
    assert_variant("CREATE TABLE t(a);",
                   HEAD "-- when: SELECT 1 FROM missing\nSELECT a AS \"a\" FROM t;\n"
                        "-- variant: old\nSELECT a AS \"a\" FROM t",
                   "old");
    assert_state("CREATE TABLE t(a);",
                 "-- when: SELECT nonsense FROM\nSELECT a AS \"a\" FROM t;\n-- variant: old\n"
                 "SELECT a AS \"a\" FROM t",
                 QUERY_BROKEN, "");
}

static void test_a_mistake_does_not_fall_to_the_next_variant(UNUSED void **state)
{
    assert_state(TABLES, "SELECT uuid(a, a) AS \"a\" FROM t;\n-- variant: old\nSELECT a AS \"a\" FROM t", QUERY_BROKEN,
                 "wrong number of arguments");
}

static void test_columns_find_their_place(UNUSED void **state)
{
    struct trial trial CLEANUP_TRIAL;
    trial_open(&trial, TABLES,
               HEAD "-- variant: new\nSELECT c AS \"first\", a AS \"second\" FROM t;\n-- variant: old\n"
                    "SELECT b AS \"third\", a AS \"second\" FROM t;",
               NULL, NULL);
    assert_int_equal(trial.state, QUERY_READY);
    assert_int_equal(trial.query.column_count, 2);
    assert_int_equal(trial.query.columns[0], 2);
    assert_int_equal(trial.query.columns[1], 1);
    assert_int_equal(trial.query.means_column, 2);
}

static void test_rules_take_part_or_are_told(UNUSED void **state)
{
    static const char *const rules[] = {
        RULE("good", "a = 1 -- a comment at the end"),
        RULE("older", "missing = 1"),
        RULE("broken", "a ="),
        RULE("names_a", "EXISTS (SELECT 1 FROM gone)"),
        RULE("off", "a = 3"),
        RULE("quoted", "\"b\" IS NULL"),
        NULL,
    };
    // By name: broken, good, names_a, off, older, quoted
    static const bool rules_off[] = {false, false, false, true, false, false};
    struct trial trial CLEANUP_TRIAL;
    trial_open(&trial, TABLES, HEAD "SELECT a AS \"a:domain\", b AS \"b\" FROM t", rules, rules_off);
    assert_int_equal(trial.state, QUERY_READY);
    assert_int_equal(trial.query.rule_count, 2);
    assert_true(slice_equal(trial.query.rules[0].rule->name, SLICE("good")));
    assert_true(slice_equal(trial.query.rules[1].rule->name, SLICE("quoted")));
    const char *skipped = buffer_text(&trial.skipped);
    assert_non_null(strstr(skipped, "older: no such column: missing"));
    assert_non_null(strstr(skipped, "broken: "));
    assert_non_null(strstr(skipped, "names_a: no such table: gone"));
    assert_null(strstr(skipped, "off: "));
    assert_int_equal(sqlite3_step(trial.query.statement), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(trial.query.statement, trial.query.rules[0].column), 1);
    assert_int_equal(sqlite3_column_int(trial.query.statement, trial.query.rules[1].column), 0);
    assert_int_equal(sqlite3_step(trial.query.statement), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(trial.query.statement, trial.query.rules[0].column), 0);
    assert_int_equal(sqlite3_column_int(trial.query.statement, trial.query.rules[1].column), 1);
    assert_int_equal(sqlite3_step(trial.query.statement), SQLITE_DONE);
}

// A value that several rules look at is worked out once a row.
static void count_calls(sqlite3_context *context, UNUSED int count, UNUSED sqlite3_value **values)
{
    unsigned *calls = sqlite3_user_data(context);
    ++*calls;
    sqlite3_result_int(context, 1);
}

static void test_each_column_is_evaluated_once_a_row(UNUSED void **state)
{
    static const char *const rules[] = {RULE("r1", "a = 1"), RULE("r2", "a > 0 AND a < 9"), RULE("r3", "a"), NULL};
    struct trial trial CLEANUP_TRIAL;
    unsigned calls = 0;
    trial_open(&trial, TABLES, HEAD "-- means: iif(a = 1, 'received', 'visited')\nSELECT uuid(b) AS \"a\" FROM t",
               rules, NULL);
    assert_int_equal(trial.state, QUERY_READY);
    query_release(&trial.query);
    assert_int_equal(sqlite3_create_function(trial.world.connection->database, "uuid", 1,
                                             SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, &calls,
                                             count_calls, NULL, NULL),
                     SQLITE_OK);
    trial_prepare(&trial, NULL, false);
    assert_int_equal(trial.state, QUERY_READY);
    assert_int_equal(trial.query.rule_count, 3);
    while (sqlite3_step(trial.query.statement) == SQLITE_ROW)
        (void)sqlite3_column_int(trial.query.statement, 0);
    assert_int_equal(calls, 2);
}

// A listing has the columns that list files, in their places, no rule, and calls nothing that the rest would need.
static void test_a_listing_gives_its_columns_alone(UNUSED void **state)
{
    static const char *const rules[] = {RULE("r", "size = 1"), NULL};
    struct trial trial CLEANUP_TRIAL;
    unsigned calls = 0;
    trial_open(
        &trial, "CREATE TABLE files(f, d, p, b); INSERT INTO files VALUES ('01', 'HomeDomain', 'x', x'00');",
        HEAD
        "-- lists: ios-backup\nSELECT uuid(b) AS \"size\", f AS \"file_id\", d AS \"domain\", uuid(b) AS \"mode\", "
        "p AS \"listed\" FROM files",
        rules, NULL);
    assert_int_equal(trial.query.rule_count, 1);
    query_release(&trial.query);
    assert_int_equal(sqlite3_create_function(trial.world.connection->database, "uuid", 1,
                                             SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, &calls,
                                             count_calls, NULL, NULL),
                     SQLITE_OK);
    trial_prepare(&trial, NULL, true);
    assert_int_equal(trial.state, QUERY_READY);
    assert_int_equal(trial.query.rule_count, 0);
    assert_int_equal(trial.query.column_count, 3);
    assert_int_equal(trial.query.columns[0], 1);
    assert_int_equal(trial.query.columns[1], 2);
    assert_int_equal(trial.query.columns[2], 4);
    assert_int_equal(sqlite3_step(trial.query.statement), SQLITE_ROW);
    assert_int_equal(sqlite3_column_count(trial.query.statement), 3);
    assert_string_equal((const char *)sqlite3_column_text(trial.query.statement, 2), "x");
    assert_int_equal(calls, 0);
}

static void test_means_is_worked_out_a_row(UNUSED void **state)
{
    struct trial trial CLEANUP_TRIAL;
    trial_open(&trial, TABLES, HEAD "-- means: iif(a = 1, 'received', 'visited')\nSELECT a AS \"a\" FROM t", NULL,
               NULL);
    assert_int_equal(sqlite3_step(trial.query.statement), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(trial.query.statement, trial.query.means_column), "received");
    assert_int_equal(sqlite3_step(trial.query.statement), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(trial.query.statement, trial.query.means_column), "visited");
    assert_state(TABLES, "-- means: iif(missing, 'received', 'visited')\nSELECT a AS \"a\" FROM t", QUERY_BROKEN,
                 "\"-- means:\" does not work");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_state_has_its_cause),
        cmocka_unit_test(test_the_newest_variant_that_fits_wins),
        cmocka_unit_test(test_when_decides_where_preparing_cannot),
        cmocka_unit_test(test_a_mistake_does_not_fall_to_the_next_variant),
        cmocka_unit_test(test_columns_find_their_place),
        cmocka_unit_test(test_rules_take_part_or_are_told),
        cmocka_unit_test(test_each_column_is_evaluated_once_a_row),
        cmocka_unit_test(test_a_listing_gives_its_columns_alone),
        cmocka_unit_test(test_means_is_worked_out_a_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
