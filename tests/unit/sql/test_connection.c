// SPDX-License-Identifier: Apache-2.0
// A connection over a hostile database: each trap of the set-up order by its name, and what an artefact's SQL may not
// do.
#include "sql_test.h"

#define MESSAGES                                                          \
    "CREATE TABLE message(id INTEGER PRIMARY KEY, text TEXT, body BLOB);" \
    "INSERT INTO message(text) VALUES ('one'),('two'),('three');"
// What SQLite itself would not take is written into the schema by hand.
#define BY_HAND(set, where) "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET " set " WHERE " where ";"
#define COUNT "SELECT count(*), max(text) FROM message"

static void test_an_ordinary_database_answers(UNUSED void **state)
{
    static const struct question questions[] = {
        {COUNT, "3|'two'", 0},
        {"SELECT icontains(text, 'TH') FROM message", "0;0;1", 0},
        {"WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 5) SELECT max(i) FROM c", "5", 0},
        {"SELECT json_extract('{\"a\":1}', '$.a'), (SELECT count(*) FROM json_each('[1,2]'))", "1|2", 0},
        {"SELECT group_concat(text) FROM message ORDER BY text", "'one,two,three'", 0},
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, MESSAGES, SLICE_NONE);
    assert_non_null(world.connection);
    ASK_ALL(&world, questions);
    assert_int_equal(world.connection->shadowed.size, 0);
}

static void test_an_index_that_names_our_function_hides_no_table(UNUSED void **state)
{
    struct world world CLEANUP_WORLD;
    world_open(&world,
               MESSAGES "CREATE INDEX i ON message(text);" BY_HAND(
                   "sql = 'CREATE INDEX i ON message(typedstream(text))'", "name = 'i'"),
               SLICE_NONE);
    assert_non_null(world.connection);
    assert_string_equal(answer(&world, COUNT), "3|'two'");
    assert_string_equal(answer(&world, "SELECT pl(body, 'x') FROM message LIMIT 1"), "NULL");
}

static void test_a_view_is_no_table(UNUSED void **state)
{
    struct world world CLEANUP_WORLD;
    world_open(&world, "CREATE TABLE real_message(text); CREATE VIEW message AS SELECT text FROM real_message;",
               SLICE_NONE);
    assert_non_null(world.connection);
    assert_string_equal(answer(&world, COUNT), "!access to view \"message\" prohibited");
    assert_int_equal(connection_error_kind(world.connection, SQLITE_ERROR), CONNECTION_REPLACED);
}

static void test_an_endless_view_does_not_run(UNUSED void **state)
{
    struct world world CLEANUP_WORLD;
    world_open(&world,
               "CREATE TABLE t(a); CREATE VIEW message(text) AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT "
               "i FROM c) SELECT i FROM c;",
               SLICE_NONE);
    assert_non_null(world.connection);
    (void)answer(&world, COUNT);
    assert_true(world.failed);
    assert_true(slice_equal(slice_trim(world.connection->views), SLICE("message")));
}

static void test_a_generated_column_is_seen(UNUSED void **state)
{
    struct world world CLEANUP_WORLD;
    world_open(&world,
               MESSAGES "CREATE TABLE big(a, b AS (zeroblob(900000000)) VIRTUAL); INSERT INTO big(a) VALUES (1);"
                        "CREATE TABLE kept(a, b AS (a + 1) STORED);",
               SLICE_NONE);
    assert_non_null(world.connection);
    assert_true(connection_is_generated(world.connection, SLICE("big")));
    assert_true(connection_is_generated(world.connection, SLICE("KEPT")));
    assert_false(connection_is_generated(world.connection, SLICE("message")));
    assert_false(connection_is_generated(world.connection, SLICE("")));
    (void)answer(&world, "SELECT length(b) FROM big");
    assert_true(world.failed);
}

static void test_an_unknown_collation_orders_by_bytes(UNUSED void **state)
{
    struct world world CLEANUP_WORLD;
    world_open(&world,
               "CREATE TABLE message(text TEXT); INSERT INTO message VALUES ('b'),('B'),('a');" BY_HAND(
                   "sql = 'CREATE TABLE message(text TEXT COLLATE APPLE_OWN)'", "name = 'message'"),
               SLICE_NONE);
    assert_non_null(world.connection);
    assert_string_equal(answer(&world, "SELECT text FROM message WHERE text > 'A' ORDER BY text"), "'B';'a';'b'");
}

static void test_a_virtual_table_of_the_evidence_is_replaced(UNUSED void **state)
{
    struct world world CLEANUP_WORLD;
    world_open(&world, "CREATE VIRTUAL TABLE message USING fts5(text); INSERT INTO message VALUES ('x');", SLICE_NONE);
    assert_non_null(world.connection);
    (void)answer(&world, COUNT);
    assert_true(world.failed);
    assert_int_equal(connection_error_kind(world.connection, SQLITE_ERROR), CONNECTION_REPLACED);
}

static void test_tables_named_like_our_functions(UNUSED void **state)
{
    static const char *const names[] = {"lines", "plist_rows", "json_each", "JSON_TREE", "stix_pattern"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        char sql[300];
        struct world world CLEANUP_WORLD;
        (void)snprintf(sql, sizeof sql, MESSAGES "CREATE TABLE \"%s\"(a);", names[i]);
        world_open(&world, sql, SLICE_NONE);
        assert_non_null(world.connection);
        assert_true(slice_equal(world.connection->shadowed, slice_text(names[i])));
        assert_string_equal(answer(&world, COUNT), "3|'two'");
        (void)snprintf(sql, sizeof sql, "SELECT 1 FROM %s('[]')", names[i]);
        (void)answer(&world, sql);
        assert_true(world.failed);
        assert_int_equal(connection_error_kind(world.connection, SQLITE_ERROR), CONNECTION_MISSING);
    }
}

static void test_a_trigger_never_fires_and_nothing_is_written(UNUSED void **state)
{
    static const char *const forbidden[] = {
        "INSERT INTO message(text) VALUES ('x')",
        "UPDATE message SET text = 'x'",
        "DELETE FROM message",
        "CREATE TABLE x(a)",
        "CREATE TEMP VIEW x AS SELECT 1",
        "DROP TABLE message",
        "PRAGMA table_info(message)",
        "PRAGMA writable_schema=ON",
        "ATTACH 'x' AS y",
        "DETACH main",
        "BEGIN",
        "VACUUM",
        "ANALYZE",
        "REINDEX",
        "SELECT random()",
        "SELECT randomblob(4)",
        "SELECT datetime('now')",
        "SELECT strftime('%s', 'now')",
        "SELECT date('2024-01-01', 'localtime')",
        "SELECT load_extension('x')",
        "SELECT readfile('/etc/passwd')",
        "SELECT zeroblob(5)",
        "SELECT sqlite_version()",
        "SELECT text LIKE 'o%' FROM message",
        "SELECT text GLOB 'o*' FROM message",
        "SELECT name FROM pragma_table_info('message')",
        "SELECT * FROM dbstat",
    };
    struct world world CLEANUP_WORLD;
    world_open(
        &world,
        MESSAGES
        "CREATE INDEX i ON message(text); CREATE TRIGGER g AFTER INSERT ON message BEGIN DELETE FROM message; END;",
        SLICE_NONE);
    assert_non_null(world.connection);
    for (size_t i = 0; i < ARRAY_SIZE(forbidden); i++) {
        const char *got = answer(&world, forbidden[i]);
        if (!world.failed)
            fail_msg("%s gives %s", forbidden[i], got);
    }
    assert_string_equal(answer(&world, COUNT), "3|'two'");
}

static void test_a_quoted_name_that_is_missing_is_no_text(UNUSED void **state)
{
    struct world world CLEANUP_WORLD;
    world_open(&world, MESSAGES "CREATE TABLE w(a PRIMARY KEY) WITHOUT ROWID; INSERT INTO w VALUES (1);", SLICE_NONE);
    assert_string_equal(answer(&world, "SELECT \"missing\" FROM message"), "!no such column: missing");
    assert_int_equal(connection_error_kind(world.connection, SQLITE_ERROR), CONNECTION_MISSING);
    assert_string_equal(answer(&world, "SELECT \"rowid\" FROM w"), "!no such column: rowid");
    assert_string_equal(answer(&world, "SELECT 1 FROM gone"), "!no such table: gone");
    assert_int_equal(connection_error_kind(world.connection, SQLITE_ERROR), CONNECTION_MISSING);
    (void)answer(&world, "SELECT nothing_like_this(1)");
    assert_int_equal(connection_error_kind(world.connection, SQLITE_ERROR), CONNECTION_OTHER);
    (void)answer(&world, "SELECT FROM");
    assert_int_equal(connection_error_kind(world.connection, SQLITE_ERROR), CONNECTION_OTHER);
}

static void test_the_budget_of_steps_ends_a_query(UNUSED void **state)
{
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    world.connection->steps_limit = world.connection->steps + 100;
    assert_string_equal(
        answer(&world, "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) SELECT max(i) FROM c"),
        "!interrupted");
    assert_true(world.connection->over_steps);
    assert_int_equal(connection_error_kind(world.connection, SQLITE_INTERRUPT), CONNECTION_LIMIT);
}

static void test_a_value_over_the_limit_ends_the_statement(UNUSED void **state)
{
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    (void)answer(&world, "WITH RECURSIVE c(t) AS (SELECT 'xxxxxxxxxxxxxxxx' UNION ALL SELECT t || t FROM c) "
                         "SELECT max(length(t)) FROM c");
    assert_true(world.failed);
    assert_int_equal(connection_error_kind(world.connection, SQLITE_TOOBIG), CONNECTION_LIMIT);
    assert_string_equal(answer(&world, "SELECT 1"), "1");
}

static void test_what_a_query_reads_is_known(UNUSED void **state)
{
    struct world world CLEANUP_WORLD;
    world_open(&world, MESSAGES "CREATE TABLE other(a);", SLICE_NONE);
    world.connection->read_count = 0;
    (void)answer(&world, "SELECT m.text FROM message AS m WHERE m.id IN (SELECT a FROM other)");
    assert_int_equal(world.connection->read_count, 2);
    assert_true(slice_equal(world.connection->read[0], SLICE("other")) ||
                slice_equal(world.connection->read[1], SLICE("other")));
}

static void test_a_broken_schema_gives_no_connection(UNUSED void **state)
{
    struct world world CLEANUP_WORLD;
    world_open(&world, MESSAGES BY_HAND("sql = 'CREATE TABLE message(,'", "name = 'message'"), SLICE_NONE);
    assert_null(world.connection);
    assert_int_equal(world.error.code, ERROR_FORMAT);
    assert_non_null(strstr(world.error.message, "malformed database schema"));
}

static void test_the_schema_has_a_hash(UNUSED void **state)
{
    char one[65];
    char two[65];
    char same[65];
    struct world first CLEANUP_WORLD;
    struct world second CLEANUP_WORLD;
    struct world third CLEANUP_WORLD;
    world_open(&first, "CREATE TABLE a(x); CREATE TABLE b(y);", SLICE_NONE);
    world_open(&second, "CREATE TABLE a(x); CREATE TABLE b(z);", SLICE_NONE);
    world_open(&third, "CREATE TABLE b(y); CREATE TABLE a(x);", SLICE_NONE);
    connection_schema_hash(first.connection, one);
    connection_schema_hash(second.connection, two);
    connection_schema_hash(third.connection, same);
    assert_int_equal(strspn(one, "0123456789abcdef"), 64);
    assert_string_not_equal(one, two);
    assert_string_equal(one, same);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_ordinary_database_answers),
        cmocka_unit_test(test_an_index_that_names_our_function_hides_no_table),
        cmocka_unit_test(test_a_view_is_no_table),
        cmocka_unit_test(test_an_endless_view_does_not_run),
        cmocka_unit_test(test_a_generated_column_is_seen),
        cmocka_unit_test(test_an_unknown_collation_orders_by_bytes),
        cmocka_unit_test(test_a_virtual_table_of_the_evidence_is_replaced),
        cmocka_unit_test(test_tables_named_like_our_functions),
        cmocka_unit_test(test_a_trigger_never_fires_and_nothing_is_written),
        cmocka_unit_test(test_a_quoted_name_that_is_missing_is_no_text),
        cmocka_unit_test(test_the_budget_of_steps_ends_a_query),
        cmocka_unit_test(test_a_value_over_the_limit_ends_the_statement),
        cmocka_unit_test(test_what_a_query_reads_is_known),
        cmocka_unit_test(test_a_broken_schema_gives_no_connection),
        cmocka_unit_test(test_the_schema_has_a_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
