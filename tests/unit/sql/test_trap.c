// SPDX-License-Identifier: Apache-2.0
// The engine over what somebody made to mislead it, and over what is damaged: nothing is lost in silence, and nothing
// of an attacker's is taken for evidence.
#include "engine_test.h"

#define HEAD(name) "-- artefact: " name "\n-- title: T\n-- from: a\n-- shows: s\n-- platform: ios\n"
#define MESSAGE HEAD("m") "SELECT i AS \"n\", x AS \"x:url\" FROM message"
#define TABLE "CREATE TABLE message(i INTEGER PRIMARY KEY, x TEXT);"
#define ROWS(count)                                                                         \
    "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < " #count ") " \
    "INSERT INTO message SELECT i, printf('http://host%d.example/%s', i, hex(zeroblob(40))) FROM c;"

static void run_over(struct examined *examined, const char *artefact, const char *script)
{
    examined_open(examined);
    examined_artefact(examined, artefact);
    examined_script(examined, script);
    examined_run(examined);
}

static void test_a_view_in_place_of_a_table(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    run_over(&examined, MESSAGE,
             "CREATE TABLE other(a, b); INSERT INTO other VALUES (1, 'planted'); "
             "CREATE VIEW message(i, x) AS SELECT a, b FROM other;");
    assert_came(&examined.records, "");
    assert_has(&examined.outcomes, "0 not-understood records=0 error=not a table: ");
    assert_has(&examined.findings, "0 weak tampered schema-replaced");
}

// A view that fails in itself does so with the words of a missing table.
static void test_a_broken_view_in_place_of_a_table(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    run_over(&examined, MESSAGE, "CREATE VIEW message(i, x) AS SELECT a, b FROM gone;");
    assert_has(&examined.outcomes, "0 not-understood records=0 error=");
    assert_has(&examined.findings, "0 weak tampered schema-replaced");
}

static void test_an_endless_view_in_place_of_a_table(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    run_over(&examined, MESSAGE,
             "CREATE VIEW message(i, x) AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i FROM c) "
             "SELECT i, i FROM c;");
    assert_came(&examined.records, "");
    assert_has(&examined.outcomes, "0 not-understood records=0 error=");
    assert_has(&examined.findings, "0 weak tampered schema-replaced");
}

static void test_generated_columns_in_place_of_a_table(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    run_over(&examined, MESSAGE,
             "CREATE TABLE message(i, x AS (zeroblob(900000000))); INSERT INTO message VALUES (1);");
    assert_came(&examined.records, "");
    assert_has(&examined.outcomes, "0 not-understood records=0 error=table message has generated columns");
    assert_has(&examined.findings, "0 weak tampered schema-replaced");
}

static void test_a_full_text_table_in_place_of_a_table(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    run_over(&examined, MESSAGE, "CREATE VIRTUAL TABLE message USING fts5(i, x); INSERT INTO message VALUES (1, 'x');");
    assert_came(&examined.records, "");
    assert_has(&examined.outcomes, "0 not-understood records=0 error=");
    assert_has(&examined.findings, "0 weak tampered schema-replaced");
}

static void test_a_table_named_like_our_function(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    run_over(&examined, HEAD("m") "SELECT e.value AS \"v\" FROM message AS m, plist_rows(m.x) AS e",
             TABLE "CREATE TABLE plist_rows(value); INSERT INTO plist_rows VALUES ('planted');" ROWS(3));
    assert_came(&examined.records, "");
    assert_has(&examined.outcomes, "0 not-understood records=0");
}

static void test_an_index_over_our_function(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    run_over(&examined, MESSAGE,
             TABLE ROWS(3) "CREATE INDEX i ON message(x); PRAGMA writable_schema=ON; UPDATE sqlite_schema "
                           "SET sql = 'CREATE INDEX i ON message(typedstream(x))' WHERE name = 'i';");
    assert_has(&examined.outcomes, "0 read variant=current records=3\n");
}

static void test_an_unknown_collation(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    run_over(&examined, HEAD("m") "SELECT i AS \"n\" FROM message ORDER BY x",
             TABLE "INSERT INTO message(x) VALUES ('b'), ('a'); PRAGMA writable_schema=ON; UPDATE sqlite_schema SET "
                   "sql = 'CREATE TABLE message(i INTEGER PRIMARY KEY, x TEXT COLLATE OWN)';");
    assert_came(&examined.records, "0.1:2\n0.2:1\n");
}

static void test_a_raising_value_in_the_middle(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    run_over(&examined, HEAD("m") "SELECT abs(x) AS \"n\" FROM message",
             "CREATE TABLE message(i INTEGER PRIMARY KEY, x); INSERT INTO message(x) VALUES (-1), (-2), "
             "(-9223372036854775807 - 1), (-4), (-5);");
    // The row is lost, those behind it are not, and it is said.
    assert_has(&examined.outcomes, "0 partial variant=current records=4 lost=1row error=");
    assert_has(&examined.records, ":2\n");
    assert_has(&examined.records, ":4\n");
    assert_has(&examined.records, ":5\n");
}

static void test_a_value_that_cannot_be_decoded(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    run_over(&examined, HEAD("m") "SELECT i AS \"n\", typedstream(x) AS \"x\", pl(x, 'a') AS \"y\" FROM message",
             TABLE "INSERT INTO message(x) VALUES ('no typedstream'), (NULL), ('nor this');");
    assert_came(&examined.records, "0.1:1|-|-\n0.2:2|-|-\n0.3:3|-|-\n");
    assert_came(&examined.outcomes,
                "0 partial variant=current records=3 lost=2row error=some values could not be decoded\n");
}

static void test_every_column_null_and_of_the_wrong_type(UNUSED void **state)
{
    static const char artefact[] = HEAD(
        "m") "-- means: iif(a IS NULL, 'received', b)\nSELECT i AS \"t:time\", x AS \"a:phone|email\", x AS \"b:url\", "
             "x AS \"c:text\", x AS \"d:path\", x AS \"e:hash\", x AS \"f:ip\" FROM message";
    struct examined examined CLEANUP_EXAMINED;
    run_over(&examined, artefact,
             "CREATE TABLE message(i, x); INSERT INTO message VALUES (NULL, NULL), ('text', 1.5), "
             "(x'00', x'00ff'), (1e300, 9223372036854775807), (-1, ''), (5, zeroblob(100));");
    assert_has(&examined.outcomes, "0 read variant=current records=6 times=5-5\n");
}

static void assert_damaged(struct slice bytes, const char *outcome)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, MESSAGE);
    examined_database(&examined, bytes);
    examined_run(&examined);
    assert_has(&examined.outcomes, outcome);
    assert_came(&examined.records, "");
}

static void test_what_is_no_database(UNUSED void **state)
{
    static const uint8_t zeros[8192];
    static const uint8_t random[] =
        "what stands here is no database at all, whatever its name may say; sixty bytes and more";
    assert_damaged(SLICE_NONE, "0 damaged records=0 error=");
    assert_damaged(slice_of(zeros, sizeof zeros), "0 damaged records=0");
    assert_damaged(slice_of(random, sizeof random), "0 damaged records=0 error=");
    assert_damaged(SLICE("SQLite format 3"), "0 damaged records=0 error=");
}

static void test_pages_overwritten(UNUSED void **state)
{
    struct buffer bytes CLEANUP_BUFFER = database_make("PRAGMA page_size=1024;" TABLE ROWS(1000));
    assert_true(bytes.size > 60 * 1024);
    memset(bytes.data + 30 * 1024, 0xa5, 1024);
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, MESSAGE);
    examined_indicator(&examined, OBSERVABLE_DOMAIN, "host1000.example", 0);
    examined_database(&examined, buffer_slice(&bytes));
    examined_run(&examined);
    assert_int_equal(examined.restarts, 1);
    assert_has(&examined.outcomes, "0 partial variant=current records=9");
    assert_has(&examined.outcomes, "lost=1page error=the database is damaged: 1 of its pages");
    assert_has(&examined.findings, "value=http://host1000.example/"); // far behind the damage
    assert_has(&examined.records, "|'http://host1.example/");
}

static void test_a_database_cut_to_sixty_percent(UNUSED void **state)
{
    struct buffer bytes CLEANUP_BUFFER = database_make("PRAGMA page_size=1024;" TABLE ROWS(1000));
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, MESSAGE);
    examined_database(&examined, slice_part(buffer_slice(&bytes), 0, bytes.size * 6 / 10));
    examined_run(&examined);
    assert_has(&examined.outcomes, "0 partial variant=current records=");
    assert_has(&examined.records, "|'http://host1.example/");
    assert_has_not(&examined.records, "|'http://host1000.example/");
}

// Damage that no query comes upon is still said.
static void test_a_short_file_is_partial_although_all_rows_are_there(UNUSED void **state)
{
    struct buffer bytes CLEANUP_BUFFER = database_make(
        "PRAGMA page_size=1024;" TABLE ROWS(3) "CREATE TABLE z(a); INSERT INTO z VALUES (hex(zeroblob(9000)));");
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, MESSAGE);
    examined_database(&examined, slice_part(buffer_slice(&bytes), 0, bytes.size - 2048));
    examined_run(&examined);
    assert_came(&examined.outcomes,
                "0 partial variant=current records=3 lost=2048byte error=the file is shorter than its "
                "header says\n");
}

static void test_a_broken_schema_is_recovered(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    run_over(&examined, MESSAGE,
             TABLE ROWS(5) "CREATE TABLE bad(a); PRAGMA writable_schema=ON; "
                           "UPDATE sqlite_schema SET sql = 'CREATE TABLE bad(,' WHERE name = 'bad';");
    assert_int_equal(examined.restarts, 1);
    assert_has(&examined.outcomes, "0 partial variant=current records=5");
    assert_has(&examined.records, "0.5:5|'http://host5.example/");
}

static void test_a_second_artefact_after_damage(UNUSED void **state)
{
    struct buffer bytes CLEANUP_BUFFER =
        database_make("PRAGMA page_size=1024;" TABLE "CREATE TABLE small(a); INSERT INTO small VALUES (7);" ROWS(1000));
    memset(bytes.data + 30 * 1024, 0xa5, 1024);
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, MESSAGE);
    examined_artefact(&examined, HEAD("n") "SELECT a AS \"a\" FROM small");
    examined_database(&examined, buffer_slice(&bytes));
    examined_run(&examined);
    assert_has(&examined.outcomes, "1 partial variant=current records=1");
    assert_has(&examined.records, "1.1:7\n");
}

// Longer than a frame between worker and parent may be: cut and counted, and the rest goes on.
static void test_a_value_longer_than_a_frame(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    run_over(&examined, HEAD("m") "SELECT i AS \"n\", x AS \"x\" FROM message",
             TABLE "INSERT INTO message(x) VALUES (hex(zeroblob(10000000))), ('short');");
    assert_has(&examined.records, "\n0.2:2|'short'\n");
    assert_true(examined.records.size < (size_t)LIMIT_CELL_OUT + 1000);
    assert_has(&examined.outcomes, "0 partial variant=current records=2 lost=1row");
}

static void test_documents_that_cannot_be_read(UNUSED void **state)
{
    static const char *const inputs[] = {"", "bplist00", "<plist><dict>", "\xff\xfe"};
    for (size_t i = 0; i < ARRAY_SIZE(inputs); i++) {
        struct examined examined CLEANUP_EXAMINED;
        examined_open(&examined);
        examined_artefact(&examined, HEAD("m") "SELECT key AS \"k\" FROM plist_rows()");
        examined_document(&examined, slice_text(inputs[i]));
        examined_run(&examined);
        assert_came(&examined.records, "");
        if (strstr(buffer_text(&examined.outcomes), "0 read"))
            fail_msg("%s: %s", inputs[i], buffer_text(&examined.outcomes));
    }
}

static void test_lines_beyond_the_limit_are_counted(UNUSED void **state)
{
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, 8U << 20);
    buffer_put_text(&text, "short\n");
    uint8_t *room = buffer_extend(&text, 2U << 20);
    assert_non_null(room);
    memset(room, 'x', 2U << 20);
    buffer_put_text(&text, "\nend\n");
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, HEAD("m") "SELECT n AS \"n\" FROM lines()");
    examined_document(&examined, buffer_slice(&text));
    examined_run(&examined);
    assert_came(&examined.records, "0.1:1\n0.2:2\n0.3:3\n");
    assert_has(&examined.outcomes, "0 partial variant=current records=3 lost=1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_view_in_place_of_a_table),
        cmocka_unit_test(test_a_broken_view_in_place_of_a_table),
        cmocka_unit_test(test_an_endless_view_in_place_of_a_table),
        cmocka_unit_test(test_generated_columns_in_place_of_a_table),
        cmocka_unit_test(test_a_full_text_table_in_place_of_a_table),
        cmocka_unit_test(test_a_table_named_like_our_function),
        cmocka_unit_test(test_an_index_over_our_function),
        cmocka_unit_test(test_an_unknown_collation),
        cmocka_unit_test(test_a_raising_value_in_the_middle),
        cmocka_unit_test(test_a_value_that_cannot_be_decoded),
        cmocka_unit_test(test_every_column_null_and_of_the_wrong_type),
        cmocka_unit_test(test_what_is_no_database),
        cmocka_unit_test(test_pages_overwritten),
        cmocka_unit_test(test_a_database_cut_to_sixty_percent),
        cmocka_unit_test(test_a_short_file_is_partial_although_all_rows_are_there),
        cmocka_unit_test(test_a_broken_schema_is_recovered),
        cmocka_unit_test(test_a_second_artefact_after_damage),
        cmocka_unit_test(test_a_value_longer_than_a_frame),
        cmocka_unit_test(test_documents_that_cannot_be_read),
        cmocka_unit_test(test_lines_beyond_the_limit_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
