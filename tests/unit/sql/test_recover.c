// SPDX-License-Identifier: Apache-2.0
// Recovery: tables of every kind come out as they were, and nothing of a hostile schema runs.
#include "recover_compare.h"

static void test_whole(UNUSED void **state)
{
    static const char *const starts[] = {
        "PRAGMA page_size=512;",    "PRAGMA page_size=4096;",      "PRAGMA page_size=65536;",
        "PRAGMA auto_vacuum=FULL;", "PRAGMA encoding='UTF-16le';", "PRAGMA encoding='UTF-16be';",
    };
    for (size_t i = 0; i < ARRAY_SIZE(starts); i++) {
        char sql[4096];
        (void)snprintf(sql, sizeof sql, "%s BEGIN; %s %s DELETE FROM message WHERE id BETWEEN 300 AND 500; COMMIT;",
                       starts[i], SCHEMA, FILL(1000));
        struct buffer main CLEANUP_BUFFER = database_make(sql);
        assert_all_recovered(slice_buffer(main), &main);
        struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(main));
        assert_int_equal(recovered.report.tables, 3);
        assert_int_equal(recovered.report.pages_lost, 0);
        assert_int_equal(recovered.report.cells_lost, 0);
        assert_false(recovered.report.schema_guessed);
    }
}

// Rows from before a column was added are shorter; its default isn't in them.
static void test_column_added(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER =
        database_make("CREATE TABLE a(b); INSERT INTO a VALUES(1);"
                      "ALTER TABLE a ADD COLUMN c DEFAULT 5; INSERT INTO a VALUES(2,6);");
    struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(main));
    assert_int_equal(database_number(recovered.database, "SELECT count(*) FROM a WHERE b=1 AND c IS NULL"), 1);
    assert_int_equal(database_number(recovered.database, "SELECT c FROM a WHERE b=2"), 6);
}

static void test_generated_columns(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER =
        database_make("CREATE TABLE a(id INTEGER PRIMARY KEY, v AS (b*2), b INT, s INT AS (b+1) STORED, c TEXT);"
                      "INSERT INTO a(b,c) VALUES(10,'c');");
    struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(main));
    assert_int_equal(database_number(recovered.database, "SELECT b+s FROM a WHERE c='c' AND id=1"), 21);
    assert_int_equal(database_number(recovered.database, "SELECT v FROM a"), -1);
}

static void test_keys_that_are_no_rowid(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER =
        database_make("CREATE TABLE a(b INTEGER PRIMARY KEY DESC, c); INSERT INTO a VALUES(70,1),(60,2);"
                      "CREATE TABLE d(e INT PRIMARY KEY, rowid TEXT); INSERT INTO d VALUES(50,'x');"
                      "CREATE TABLE f(g INTEGER PRIMARY KEY AUTOINCREMENT, h); INSERT INTO f VALUES(90,'y');");
    assert_all_recovered(slice_buffer(main), &main);
    struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(main));
    assert_int_equal(database_number(recovered.database, "SELECT rowid FROM f WHERE g=90"), 90);
    assert_int_equal(database_number(recovered.database, "SELECT rowid FROM a WHERE b=60"), 2);
}

static void test_hostile_schema(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER = database_make("CREATE TABLE \"we\"\"ird ' name\"(\"a\"\"b\" \"hidden x\", "
                                                      "\"from\" \"INT); DROP\", [select] TEXT CHECK(lower('a') > 1));"
                                                      "INSERT INTO \"we\"\"ird ' name\" VALUES(1,2,'three');");
    // A function that only the phone's own program knew.
    size_t at = slice_find(slice_buffer(main), SLICE("lower('a')"));
    memcpy(main.data + at, "l_w_r", 5);
    struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(main));
    assert_non_null(recovered.database);
    assert_int_equal(database_number(recovered.database,
                                     "SELECT \"a\"\"b\" + \"from\" FROM \"we\"\"ird ' name\" WHERE \"select\"='three'"),
                     3);
    assert_int_equal(database_number(recovered.database, "SELECT count(*) FROM pragma_table_info('we\"ird '' name')"),
                     3);
}

static void schema_insert(struct buffer *main, const char *values)
{
    struct folder folder CLEANUP_FOLDER;
    folder_make(&folder);
    file_write_whole(&folder, "main", slice_buffer(*main));
    sqlite3 *database = database_open(&folder, "main");
    char *sql = sqlite3_mprintf("PRAGMA writable_schema=1; INSERT INTO sqlite_schema VALUES%s;", values);
    database_run(database, sql);
    sqlite3_free(sql);
    (void)sqlite3_close(database);
    buffer_release(main);
    *main = file_read_whole(&folder, "main");
}

// Views, triggers, virtual tables, queries in place of columns: none of it runs, the ordinary table stays.
static void test_nothing_of_the_schema_runs(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER =
        database_make("CREATE TABLE good(a); INSERT INTO good VALUES(1);"
                      "CREATE VIEW v AS SELECT * FROM good;"
                      "CREATE TRIGGER t INSTEAD OF INSERT ON v BEGIN DELETE FROM good; END;");
    schema_insert(&main,
                  "('table','q','q',2,'CREATE TABLE q AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i FROM c)"
                  " SELECT i FROM c')");
    schema_insert(&main, "('table','q2','q2',2,'CREATE TABLE q2 AS SELECT 1 AS z')");
    schema_insert(&main, "('table','w','w',0,'CREATE VIRTUAL TABLE w USING fts5(a)')");
    schema_insert(&main, "('table','e','e',2,'CREATE TABLE e(a); ATTACH ''x'' AS y')");
    schema_insert(&main, "('table','sqlite_sequence','sqlite_sequence',2,'CREATE TABLE sqlite_sequence(name,seq)')");
    schema_insert(&main, "('table',NULL,x'00',-1,7)");
    struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(main));
    assert_non_null(recovered.database);
    assert_int_equal(rows_in(recovered.database, "good"), 1);
    assert_int_equal(rows_in(recovered.database, "v"), -1);
    assert_int_equal(rows_in(recovered.database, "q"), -1);
    assert_int_equal(rows_in(recovered.database, "q2"), -1);
    assert_int_equal(rows_in(recovered.database, "w"), -1);
    assert_int_equal(database_number(recovered.database, "SELECT count(*) FROM sqlite_schema WHERE type<>'table'"), 0);
    assert_int_equal(recovered.report.tables, 2);
}

// What stands in place of a table gives its name to the real one: by its words, or by the declared columns.
static void test_view_in_place_of_a_table(UNUSED void **state)
{
    static const char *const shapes[] = {"CREATE TABLE message(id INTEGER PRIMARY KEY, guid TEXT, body TEXT)"};
    static const struct slice names[] = {SLICE_INIT("message")};
    static const char *const views[] = {
        "CREATE VIEW message AS SELECT * FROM \"real\" WHERE 0",
        "CREATE VIEW message AS SELECT r.* FROM other o, \"real\" r",
        "CREATE VIRTUAL TABLE message USING rtree(id, a, b)",
        "CREATE VIEW message AS SELECT 1 AS id",
    };
    for (size_t i = 0; i < ARRAY_SIZE(views); i++) {
        char sql[1024];
        (void)snprintf(sql, sizeof sql,
                       "CREATE TABLE \"real\"(id INTEGER PRIMARY KEY, guid TEXT, body TEXT, extra AS (1));"
                       "CREATE TABLE other(x, guid TEXT); INSERT INTO other VALUES(1,'other');"
                       "INSERT INTO \"real\"(guid) VALUES('a'),('b'),('c'); %s;",
                       views[i]);
        struct buffer main CLEANUP_BUFFER = database_make(sql);
        const struct recover_wish shaped = {.shapes = shapes, .shape_count = 1};
        struct recovered recovered CLEANUP_RECOVERED = recovered_wish(slice_buffer(main), &shaped);
        assert_int_equal(database_number(recovered.database, "SELECT count(*) FROM message WHERE guid<'d'"), 3);
        assert_int_equal(rows_in(recovered.database, "\"real\""), 3);
        const struct recover_wish named = {.views = names, .view_count = 1};
        struct recovered by_words CLEANUP_RECOVERED = recovered_wish(slice_buffer(main), &named);
        int64_t expected = i == 0 ? 3 : i == 1 ? 1 : -1; // of several tables the first, without a shape to tell
        assert_int_equal(rows_in(by_words.database, "message"), expected);
    }
}

// Joins by rowid and by any other column give what SQLite gives over the whole database.
static void test_lookups(UNUSED void **state)
{
    static const char *const queries[] = {
        "SELECT m.id, h.rowid, h.name FROM message m JOIN handle h ON h.rowid = m.id ORDER BY 1",
        "SELECT m.id, h.count FROM message m LEFT JOIN handle h ON h.count = m.id*2 ORDER BY 1, 2",
        "SELECT m.id, h.count FROM message m LEFT JOIN handle h ON h.count = m.date ORDER BY 1, 2",
        "SELECT m.id, h.count FROM message m LEFT JOIN handle h ON h.count = substr(m.guid, 5) ORDER BY 1, 2",
        "SELECT a.count, b.count FROM handle a, handle b ON a.name=b.name COLLATE NOCASE WHERE a.count<9 ORDER BY 1,2",
        "SELECT a.id, b.id FROM message a LEFT JOIN message b ON b.guid = upper(a.guid) COLLATE NOCASE ORDER BY 1, 2",
        "SELECT p.extra, m.guid FROM pair p LEFT JOIN message m ON m.id = p.extra/1000 ORDER BY 1",
        "SELECT m.id, p.a FROM message m LEFT JOIN pair p ON p.b = m.id AND p.a = 'a' || (m.id%7) ORDER BY 1",
        "SELECT a.id, b.id FROM message a JOIN message b ON a.body = b.body WHERE a.id<90 ORDER BY 1, 2",
        "SELECT * FROM message WHERE id IN (5, 7.0, '9', 10.5, NULL, 'x') ORDER BY 1",
        "SELECT * FROM message WHERE id = 5.5",
        "SELECT * FROM handle WHERE name IN ('name 3', 'NAME 4') ORDER BY count",
    };
    struct buffer main CLEANUP_BUFFER = database_make("PRAGMA page_size=1024; BEGIN;" SCHEMA FILL(1500) "COMMIT;");
    struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(main));
    sqlite3 *original = original_open(&main);
    for (size_t i = 0; i < ARRAY_SIZE(queries); i++) {
        struct buffer before CLEANUP_BUFFER = text_new();
        struct buffer after CLEANUP_BUFFER = text_new();
        int last;
        (void)rows_dump(original, queries[i], &before, &last);
        assert_int_equal(last, SQLITE_DONE);
        (void)rows_dump(recovered.database, queries[i], &after, &last);
        assert_int_equal(last, SQLITE_DONE);
        if (!slice_equal(slice_buffer(after), slice_buffer(before)))
            fail_msg("%s: %zu bytes, not %zu", queries[i], after.size, before.size);
    }
    (void)sqlite3_close(original);
}

static void test_no_database(UNUSED void **state)
{
    struct recovered empty CLEANUP_RECOVERED = recovered_open(SLICE_NONE);
    assert_null(empty.database);
    struct buffer noise CLEANUP_BUFFER = text_new();
    uint64_t random = 43;
    for (size_t i = 0; i < 200000; i++)
        buffer_put_byte(&noise, (uint8_t)random_next(&random));
    struct recovered random_bytes CLEANUP_RECOVERED = recovered_open(slice_buffer(noise));
    assert_null(random_bytes.database);
    memset(noise.data, 0, noise.size);
    struct recovered zeros CLEANUP_RECOVERED = recovered_open(slice_buffer(noise));
    assert_null(zeros.database);
}

// With a log: its pages count, and the main file's page 1 may be anything.
static void test_with_log(UNUSED void **state)
{
    struct folder folder CLEANUP_FOLDER;
    folder_make(&folder);
    sqlite3 *database = database_open(&folder, "main");
    database_run(database, "PRAGMA synchronous=OFF; PRAGMA page_size=1024; PRAGMA journal_mode=WAL;"
                           "PRAGMA wal_autocheckpoint=0;" SCHEMA FILL(300) "PRAGMA wal_checkpoint;");
    database_run(database,
                 "BEGIN; UPDATE message SET text='new'; CREATE TABLE later(a); INSERT INTO later VALUES(1); COMMIT;");
    struct buffer main CLEANUP_BUFFER = file_read_whole(&folder, "main");
    struct buffer wal CLEANUP_BUFFER = file_read_whole(&folder, "main-wal");
    (void)sqlite3_close(database);
    memset(main.data, 0xee, 1024);
    struct layer *layer = layer_over(slice_buffer(main), slice_buffer(wal), SLICE_NONE);
    struct recover_report report;
    assert_int_equal(recover_connect(layer, NULL, &database, &report, NULL), ERROR_NONE);
    assert_int_equal(database_number(database, "SELECT count(*) FROM message WHERE text='new'"), 300);
    assert_int_equal(rows_in(database, "later"), 1);
    assert_int_equal(report.pages_lost, 0);
    (void)sqlite3_close(database);
    layer_free(layer);
}

static void everything_read(struct slice main)
{
    static const char *const shapes[] = {
        "CREATE TABLE message(id INTEGER PRIMARY KEY, guid TEXT, text TEXT, date REAL, b)",
        "CREATE TABLE handle(name TEXT, country TEXT, count INT)", "CREATE TABLE none(a INT, b INT, c INT, d INT)"};
    static const struct slice names[] = {SLICE_INIT("message"), SLICE_INIT("pair")};
    static const struct recover_wish wish = {shapes, ARRAY_SIZE(shapes), names, ARRAY_SIZE(names)};
    struct recovered recovered CLEANUP_RECOVERED = recovered_wish(main, &wish);
    struct buffer text CLEANUP_BUFFER = text_new();
    if (recovered.database)
        database_dump(recovered.database, false, &text);
}

static void test_truncated_everywhere(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER = database_make("PRAGMA page_size=512;" SCHEMA FILL(40));
    for (size_t size = 0; size <= main.size; size += 64)
        everything_read(slice_part(slice_buffer(main), 0, size));
}

static void test_mutations(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER =
        database_make("PRAGMA page_size=512; PRAGMA auto_vacuum=1;" SCHEMA FILL(40) "DELETE FROM handle;");
    uint64_t random = 47;
    for (unsigned i = 0; i < 3000; i++) {
        struct buffer damaged CLEANUP_BUFFER = copy_of(&main);
        for (unsigned k = 0; k <= random_next(&random) % 8; k++) {
            size_t page = (size_t)(random_next(&random) % (main.size / 512));
            size_t at = (size_t)(random_next(&random) % (i % 2 ? 512 : 24)); // page headers more often than the rest
            damaged.data[page * 512 + at] = (uint8_t)random_next(&random);
        }
        everything_read(slice_buffer(damaged));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_column_added),
        cmocka_unit_test(test_generated_columns),
        cmocka_unit_test(test_keys_that_are_no_rowid),
        cmocka_unit_test(test_hostile_schema),
        cmocka_unit_test(test_nothing_of_the_schema_runs),
        cmocka_unit_test(test_view_in_place_of_a_table),
        cmocka_unit_test(test_lookups),
        cmocka_unit_test(test_no_database),
        cmocka_unit_test(test_with_log),
        cmocka_unit_test(test_truncated_everywhere),
        cmocka_unit_test(test_mutations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
