// SPDX-License-Identifier: Apache-2.0
// Recovery from damaged pages: every row of an undamaged page is there, and none that wasn't there before.
#include "recover_compare.h"

#define MANY 4000
static struct page_info page_list[MANY];

static void test_leaves_overwritten(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER = database_make("PRAGMA page_size=1024; BEGIN;" SCHEMA FILL(2000) "COMMIT;");
    size_t count = pages_of(&main, "message", "leaf", page_list, MANY);
    assert_true(count > 50);
    uint64_t random = 17;
    for (unsigned zeros = 0; zeros < 2; zeros++) {
        struct buffer damaged CLEANUP_BUFFER = copy_of(&main);
        uint32_t lost = 0;
        for (size_t i = 3; i < count; i += 17) {
            page_overwrite(&damaged, 1024, page_list[i].number, zeros, &random);
            lost += page_list[i].cells;
        }
        struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(damaged));
        assert_int_equal(rows_in(recovered.database, "message"), 2000 - lost);
        assert_int_equal(rows_in(recovered.database, "handle"), 2000);
        assert_int_equal(rows_in(recovered.database, "pair"), 2000);
        assert_int_equal(recovered.report.pages_lost, (count - 3 + 16) / 17);
        assert_int_equal(recovered.report.cells_lost, 0);
        assert_nothing_invented(&recovered, &main);
    }
}

// Half a page: the cells in the other half are whole.
static void test_half_a_page(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER = database_make("PRAGMA page_size=4096; BEGIN;" SCHEMA FILL(500) "COMMIT;");
    size_t count = pages_of(&main, "handle", "leaf", page_list, MANY);
    assert_true(count > 2);
    struct buffer damaged CLEANUP_BUFFER = copy_of(&main);
    uint64_t random = 23;
    for (size_t i = 2048; i < 4096; i++)
        damaged.data[(page_list[1].number - (size_t)1) * 4096 + i] = (uint8_t)random_next(&random);
    struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(damaged));
    int64_t lost = 500 - rows_in(recovered.database, "handle");
    assert_true(lost > 0 && lost < page_list[1].cells);
    assert_int_equal(recovered.report.cells_lost, lost);
    assert_nothing_invented(&recovered, &main);
}

static void test_overflow_page_overwritten(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER = database_make("PRAGMA page_size=1024; BEGIN;" SCHEMA FILL(400) "COMMIT;");
    size_t count = pages_of(&main, "message", "overflow", page_list, MANY);
    assert_true(count >= 20);
    uint64_t random = 29;
    for (size_t i = 0; i < count; i++) {
        struct buffer damaged CLEANUP_BUFFER = copy_of(&main);
        page_overwrite(&damaged, 1024, page_list[i].number, i % 2, &random);
        struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(damaged));
        assert_int_equal(rows_in(recovered.database, "message"), 399);
        assert_int_equal(recovered.report.cells_lost, 1);
        assert_nothing_invented(&recovered, &main);
    }
}

static void interior_test(const char *start, const char *table, bool zeros)
{
    char sql[4096];
    (void)snprintf(sql, sizeof sql,
                   "%s BEGIN; %s %s DELETE FROM message WHERE id>4500; DELETE FROM handle WHERE count<700;"
                   "COMMIT;",
                   start, SCHEMA, FILL(5000));
    struct buffer main CLEANUP_BUFFER = database_make(sql);
    size_t count = pages_of(&main, table, "internal", page_list, MANY);
    assert_true(count > 3);
    uint64_t random = 31;
    for (size_t i = 0; i < count; i += 1 + count / 4) {
        struct buffer damaged CLEANUP_BUFFER = copy_of(&main);
        page_overwrite(&damaged, 512, page_list[i].number, zeros, &random);
        assert_all_recovered(slice_buffer(damaged), &main);
    }
    struct buffer damaged CLEANUP_BUFFER = copy_of(&main);
    for (size_t i = 0; i < count; i++)
        page_overwrite(&damaged, 512, page_list[i].number, zeros, &random);
    assert_all_recovered(slice_buffer(damaged), &main);
    memset(damaged.data, 0, 100); // the list of free pages is unknown then
    assert_all_recovered(slice_buffer(damaged), &main);
}

// A root page and pages between root and leaves, one after the other and all at once; free pages hold deleted rows.
static void test_interior_pages_overwritten(UNUSED void **state)
{
    interior_test("PRAGMA page_size=512; PRAGMA secure_delete=0;", "message", true);
    interior_test("PRAGMA page_size=512; PRAGMA secure_delete=0;", "handle", false);
    interior_test("PRAGMA page_size=512; PRAGMA secure_delete=0; PRAGMA auto_vacuum=INCREMENTAL;", "message", false);
}

// Tables of one shape: orphans go to the one that lost its root, and where both did, where the pointer map says.
static void test_orphans_of_twins(UNUSED void **state)
{
    static const char *const starts[] = {"PRAGMA page_size=512;", "PRAGMA page_size=512; PRAGMA auto_vacuum=1;"};
    for (size_t s = 0; s < ARRAY_SIZE(starts); s++) {
        char sql[2048];
        (void)snprintf(sql, sizeof sql,
                       "%s CREATE TABLE a(x TEXT, y INT); CREATE TABLE b(x TEXT, y INT); BEGIN; %s %s COMMIT;",
                       starts[s], NUMBERS(900) "INSERT INTO a SELECT 'in a '||i, i FROM c;",
                       NUMBERS(900) "INSERT INTO b SELECT 'in b '||i, i FROM c;");
        struct buffer main CLEANUP_BUFFER = database_make(sql);
        struct buffer damaged CLEANUP_BUFFER = copy_of(&main);
        uint64_t random = 1;
        for (size_t t = 0; t < 1 + s; t++) {
            assert_true(pages_of(&main, t ? "b" : "a", "internal", page_list, MANY) > 0);
            page_overwrite(&damaged, 512, page_list[0].number, true, &random);
            assert_all_recovered(slice_buffer(damaged), &main);
        }
    }
}

// The database, and behind it a page of an earlier state that holds rows deleted since.
static struct buffer stale_make(struct buffer *ret_main)
{
    struct folder folder CLEANUP_FOLDER;
    folder_make(&folder);
    sqlite3 *database = database_open(&folder, "main");
    database_run(database, "PRAGMA synchronous=OFF; PRAGMA secure_delete=0; PRAGMA page_size=512; BEGIN;" SCHEMA FILL(
                               6000) "COMMIT;");
    struct buffer before CLEANUP_BUFFER = file_read_whole(&folder, "main");
    database_run(database, "DELETE FROM handle WHERE count%2 OR count>5800;");
    (void)sqlite3_close(database);
    *ret_main = file_read_whole(&folder, "main");
    struct buffer stale = copy_of(ret_main);
    size_t count = pages_of(&before, "handle", "leaf", page_list, MANY);
    assert_true(count > 10);
    const uint32_t old[] = {page_list[3].number, page_list[count - 1].number};
    for (size_t i = 0; i < ARRAY_SIZE(old); i++)
        buffer_put(&stale, slice_part(slice_buffer(before), (old[i] - (size_t)1) * 512, 512));
    return stale;
}

// What is left of an old leaf comes back neither when a leaf is lost nor when a page above other leaves is.
static void test_old_page_stays_away(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER = {.limit = 0};
    struct buffer stale CLEANUP_BUFFER = stale_make(&main);
    uint64_t random = 59;
    assert_all_recovered(slice_buffer(stale), &main);
    size_t count = pages_of(&main, "handle", "internal", page_list, MANY);
    assert_true(count > 3);
    struct buffer damaged CLEANUP_BUFFER = copy_of(&stale);
    page_overwrite(&damaged, 512, page_list[2].number, false, &random); // a page in the middle
    assert_all_recovered(slice_buffer(damaged), &main);
    struct buffer elsewhere CLEANUP_BUFFER = copy_of(&stale);
    assert_true(pages_of(&main, "message", "internal", page_list, MANY) > 0);
    page_overwrite(&elsewhere, 512, page_list[0].number, false, &random);
    assert_all_recovered(slice_buffer(elsewhere), &main);
    count = pages_of(&main, "handle", "leaf", page_list, MANY);
    for (size_t i = 0; i < 6; i++) {
        struct buffer other CLEANUP_BUFFER = copy_of(&stale);
        page_overwrite(&other, 512, page_list[i].number, false, &random);
        struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(other));
        assert_int_equal(rows_in(recovered.database, "handle"), 2900 - page_list[i].cells);
        assert_nothing_invented(&recovered, &main);
    }
}

// A leaf without parents that stands there twice, and a page whose cells lie over one another.
static void test_doubled_orphan_and_cells(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER = database_make("PRAGMA page_size=1024; BEGIN;" SCHEMA FILL(1000) "COMMIT;");
    uint64_t random = 61;
    struct buffer damaged CLEANUP_BUFFER = copy_of(&main);
    size_t count = pages_of(&main, "handle", "leaf", page_list, MANY);
    assert_true(count > 4);
    uint8_t *page = damaged.data + (page_list[2].number - (size_t)1) * 1024;
    struct buffer copy CLEANUP_BUFFER = copy_of(&damaged);
    memcpy(page + 8, page + 10, 2); // the first pointer leads to the second cell
    struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(damaged));
    assert_int_equal(rows_in(recovered.database, "handle"), 999);
    assert_int_equal(recovered.report.cells_lost, 1);
    assert_nothing_invented(&recovered, &main);
    buffer_put(&copy, slice_part(slice_buffer(main), (page_list[2].number - (size_t)1) * 1024, 1024));
    assert_true(pages_of(&main, "handle", "internal", page_list, MANY) == 1);
    page_overwrite(&copy, 1024, page_list[0].number, false, &random);
    assert_all_recovered(slice_buffer(copy), &main);
}

static size_t pages_reached(struct buffer *main, const char *table, uint32_t *ret_parent)
{
    assert_true(pages_of(main, table, "internal", page_list, MANY) == 1);
    *ret_parent = page_list[0].number;
    return pages_of(main, table, "leaf", page_list, MANY);
}

// A child pointer that leads into another table: each keeps its own rows.
static void test_wrong_child(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER =
        database_make("PRAGMA page_size=1024; CREATE TABLE a(x TEXT, y INT); CREATE TABLE b(x TEXT, y INT); "
                      "BEGIN;" NUMBERS(900) "INSERT INTO a(rowid,x,y) SELECT i,'in a '||i, i FROM c;" NUMBERS(
                          900) "INSERT INTO b(rowid,x,y) SELECT 5000+i,'in b '||i, i FROM c; COMMIT;");
    uint32_t parent_a;
    uint32_t parent_b;
    assert_true(pages_reached(&main, "a", &parent_a) > 5);
    assert_true(pages_reached(&main, "b", &parent_b) > 5);
    struct buffer damaged CLEANUP_BUFFER = copy_of(&main);
    uint8_t *page = damaged.data + (parent_a - (size_t)1) * 1024;
    size_t cell = (size_t)page[12] << 8 | page[13];
    page[cell + 2] = (uint8_t)(page_list[2].number >> 8);
    page[cell + 3] = (uint8_t)page_list[2].number;
    assert_all_recovered(slice_buffer(damaged), &main);
}

static void test_half_of_interior_pages(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER = database_make("PRAGMA page_size=512; BEGIN;" SCHEMA FILL(3000) "COMMIT;");
    size_t count = pages_of(&main, "message", "internal", page_list, MANY);
    uint64_t random = 53;
    struct buffer damaged CLEANUP_BUFFER = copy_of(&main);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 256; k < 512; k++)
            damaged.data[(page_list[i].number - (size_t)1) * 512 + k] = (uint8_t)random_next(&random);
    assert_all_recovered(slice_buffer(damaged), &main);
}

static void test_header_damaged(UNUSED void **state)
{
    static const char *const sizes[] = {"512", "1024", "4096", "8192"};
    for (size_t s = 0; s < ARRAY_SIZE(sizes); s++) {
        char sql[4096];
        (void)snprintf(sql, sizeof sql, "PRAGMA page_size=%s; BEGIN; %s %s COMMIT;", sizes[s], SCHEMA, FILL(3000));
        struct buffer main CLEANUP_BUFFER = database_make(sql);
        struct buffer damaged CLEANUP_BUFFER = copy_of(&main);
        damaged.data[0] = 's';
        assert_all_recovered(slice_buffer(damaged), &main);
        memset(damaged.data, 0, 100);
        assert_all_recovered(slice_buffer(damaged), &main);
        uint64_t random = 37;
        for (size_t i = 0; i < 100; i++)
            damaged.data[i] = (uint8_t)random_next(&random);
        assert_all_recovered(slice_buffer(damaged), &main);
        // The count of pages told too small.
        memcpy(damaged.data, main.data, 100);
        damaged.data[28] = damaged.data[29] = damaged.data[30] = 0;
        damaged.data[31] = 2;
        assert_all_recovered(slice_buffer(damaged), &main);
    }
}

// A header that tells another page size or text encoding than the file has.
static void test_header_lies(UNUSED void **state)
{
    static const char *const starts[] = {"PRAGMA page_size=4096;", "PRAGMA encoding='UTF-16le';",
                                         "PRAGMA encoding='UTF-16be';"};
    for (size_t s = 0; s < ARRAY_SIZE(starts); s++) {
        char sql[4096];
        (void)snprintf(sql, sizeof sql, "%s BEGIN; %s %s COMMIT;", starts[s], SCHEMA, FILL(2000));
        struct buffer main CLEANUP_BUFFER = database_make(sql);
        for (unsigned size = 512; size <= 32768; size *= 2) {
            struct buffer damaged CLEANUP_BUFFER = copy_of(&main);
            damaged.data[16] = (uint8_t)(size >> 8);
            assert_all_recovered(slice_buffer(damaged), &main);
            struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(damaged));
            assert_int_equal(recovered.report.header_wrong, size != 4096);
        }
        for (uint8_t encoding = 1; encoding <= 3; encoding++) {
            struct buffer damaged CLEANUP_BUFFER = copy_of(&main);
            damaged.data[59] = encoding;
            assert_all_recovered(slice_buffer(damaged), &main);
            struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(damaged));
            assert_int_equal(recovered.report.header_wrong, encoding != s + 1);
        }
    }
}

// Bytes reserved at each page's end, as some systems' SQLite does by itself.
static void test_reserved_bytes(UNUSED void **state)
{
    struct folder folder CLEANUP_FOLDER;
    folder_make(&folder);
    sqlite3 *database = database_open(&folder, "main");
    int reserve = 12;
    assert_int_equal(sqlite3_file_control(database, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve), SQLITE_OK);
    database_run(database, "PRAGMA synchronous=OFF; PRAGMA page_size=1024; BEGIN;" SCHEMA FILL(1000) "COMMIT;");
    (void)sqlite3_close(database);
    struct buffer main CLEANUP_BUFFER = file_read_whole(&folder, "main");
    assert_int_equal(main.data[20], 12);
    assert_all_recovered(slice_buffer(main), &main);
    struct buffer damaged CLEANUP_BUFFER = copy_of(&main);
    memset(damaged.data, 0, 100);
    assert_all_recovered(slice_buffer(damaged), &main);
}

// A schema of many pages: its leaves are found by their shape when page 1 is gone. UTF-16 is known by the rows alone.
static void test_first_page_overwritten(UNUSED void **state)
{
    static const char *const starts[] = {"PRAGMA page_size=1024;",
                                         "PRAGMA page_size=1024; PRAGMA encoding='UTF-16le';"};
    for (size_t s = 0; s < ARRAY_SIZE(starts); s++) {
        struct buffer sql CLEANUP_BUFFER = text_new();
        buffer_put_text(&sql, starts[s]);
        buffer_put_text(&sql, "BEGIN;" SCHEMA FILL(1000));
        for (unsigned i = 0; i < 60; i++)
            buffer_format(&sql, "CREATE TABLE t%u(a, b, c%u TEXT); INSERT INTO t%u VALUES(%u, 'x', 'y');", i, i, i, i);
        buffer_put_text(&sql, "COMMIT;");
        struct buffer main CLEANUP_BUFFER = database_make(buffer_text(&sql));
        struct buffer damaged CLEANUP_BUFFER = copy_of(&main);
        uint64_t random = 41;
        page_overwrite(&damaged, 1024, 1, s == 0, &random);
        assert_all_recovered(slice_buffer(damaged), &main);
        struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(damaged));
        assert_true(recovered.report.schema_guessed);
        assert_int_equal(recovered.report.tables, 63);
        assert_int_equal(recovered.report.pages_lost, 1);
    }
}

#define SHAPES                                                                                           \
    "CREATE TABLE message(id INTEGER PRIMARY KEY, guid TEXT NOT NULL, text TEXT, date REAL, body BLOB)", \
        "CREATE TABLE handle(name TEXT, country TEXT, count INT)"
static const char *const declared[] = {"CREATE TABLE handle(name TEXT, country TEXT)", SHAPES,
                                       "CREATE TABLE other(a INT, b INT, c INT, d INT)"};
static const struct recover_wish wish = {.shapes = declared, .shape_count = ARRAY_SIZE(declared)};

// The declared tables have the rows that they had.
static void assert_declared_recovered(struct recovered *recovered, struct buffer *main)
{
    static const char *const queries[] = {"SELECT * FROM message ORDER BY id",
                                          "SELECT rowid, * FROM handle ORDER BY rowid"};
    sqlite3 *original = original_open(main);
    assert_non_null(recovered->database);
    for (size_t i = 0; i < ARRAY_SIZE(queries); i++) {
        struct buffer before CLEANUP_BUFFER = text_new();
        struct buffer after CLEANUP_BUFFER = text_new();
        int last;
        (void)rows_dump(original, queries[i], &before, &last);
        (void)rows_dump(recovered->database, queries[i], &after, &last);
        assert_int_equal(last, SQLITE_DONE);
        assert_int_equal(after.size, before.size);
        assert_memory_equal(after.data, before.data, before.size);
    }
    (void)sqlite3_close(original);
}

// Nothing tells what a table is but the shape declared for it.
static void test_first_page_lost_with_the_schema(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER = database_make("BEGIN;" SCHEMA FILL(3000) "COMMIT;");
    struct buffer damaged CLEANUP_BUFFER = copy_of(&main);
    memset(damaged.data, 0, 4096);
    struct recovered alone CLEANUP_RECOVERED = recovered_open(slice_buffer(damaged));
    assert_null(alone.database);
    struct recovered recovered CLEANUP_RECOVERED = recovered_wish(slice_buffer(damaged), &wish);
    assert_declared_recovered(&recovered, &main);
    assert_int_equal(rows_in(recovered.database, "other"), 0); // declared, and nowhere
}

// One row of the schema lost, or its text: the other tables stay, this one is found.
static void test_schema_row_lost(UNUSED void **state)
{
    static const char *const tables[] = {"CREATE TABLE message", "CREATE TABLE handle"};
    struct buffer main CLEANUP_BUFFER = database_make("BEGIN;" SCHEMA FILL(1000) "COMMIT;");
    for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
        size_t at = slice_find(slice_buffer(main), slice_text(tables[i]));
        struct buffer text CLEANUP_BUFFER = copy_of(&main);
        text.data[at + 1] = 0xff;
        struct recovered by_tree CLEANUP_RECOVERED = recovered_wish(slice_buffer(text), &wish);
        assert_declared_recovered(&by_tree, &main);
        struct buffer row CLEANUP_BUFFER = copy_of(&main);
        memset(row.data + at - 30, 0xff, 40);
        struct recovered by_pages CLEANUP_RECOVERED = recovered_wish(slice_buffer(row), &wish);
        assert_declared_recovered(&by_pages, &main);
        assert_int_equal(rows_in(by_pages.database, "pair"), 1000);
        struct buffer name CLEANUP_BUFFER = copy_of(&main);
        name.data[at + 15] ^= 2; // "CREATE TABLE meqsage"
        struct recovered by_columns CLEANUP_RECOVERED = recovered_wish(slice_buffer(name), &wish);
        assert_declared_recovered(&by_columns, &main);
    }
}

// Two tables of one shape over the same rowids: neither is believed. A table of another shape is not drawn in.
static void test_shape_of_two_tables(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER = database_make(
        "CREATE TABLE handle(name TEXT, country TEXT, count INT); CREATE TABLE rival(a TEXT, b TEXT, c INT);"
        "CREATE TABLE far(a INT, b TEXT, c TEXT, d TEXT); BEGIN;" NUMBERS(
            500) "INSERT INTO handle SELECT 'name', 'country', i FROM c;" NUMBERS(500) "INSERT INTO rival SELECT "
                                                                                       "'foreign', 'foreign', i FROM "
                                                                                       "c;" NUMBERS(500) "INSERT INTO "
                                                                                                         "far SELECT "
                                                                                                         "i, 'far', "
                                                                                                         "'far', 'far' "
                                                                                                         "FROM c; "
                                                                                                         "COMMIT;");
    memset(main.data, 0, 4096);
    struct recovered recovered CLEANUP_RECOVERED = recovered_wish(slice_buffer(main), &wish);
    assert_non_null(recovered.database);
    assert_int_equal(rows_in(recovered.database, "handle"), 0);
    assert_int_equal(rows_in(recovered.database, "message"), 0);
    assert_int_equal(rows_in(recovered.database, "other"), 0);
}

// A bit in a page's count of cells: the count is told by the page's bytes as well.
static void test_cell_count_wrong(UNUSED void **state)
{
    struct buffer sql CLEANUP_BUFFER = text_new();
    buffer_put_text(&sql, "PRAGMA page_size=1024; BEGIN;" SCHEMA FILL(300));
    for (unsigned i = 0; i < 60; i++)
        buffer_format(&sql, "CREATE TABLE t%u(a, b, c%u TEXT); INSERT INTO t%u VALUES(%u, 'x', 'y');", i, i, i, i);
    buffer_put_text(&sql, "COMMIT;");
    struct buffer main CLEANUP_BUFFER = database_make(buffer_text(&sql));
    struct layer *whole = layer_over(slice_buffer(main), SLICE_NONE, SLICE_NONE);
    assert_true(recover_schema_whole(whole));
    layer_free(whole);
    uint64_t pages[] = {1, 0, 0};
    pages[1] = pages_of(&main, "message", "leaf", page_list, MANY) ? page_list[1].number : 0;
    pages[2] = pages_of(&main, "message", "internal", page_list, MANY) ? page_list[0].number : 0;
    for (size_t i = 0; i < ARRAY_SIZE(pages); i++)
        for (unsigned bit = 0; bit < 16; bit++) {
            struct buffer damaged CLEANUP_BUFFER = copy_of(&main);
            damaged.data[(pages[i] - 1) * 1024 + (i == 0 ? 100 : 0) + 3 + bit / 8] ^= (uint8_t)(1U << (bit % 8));
            assert_all_recovered(slice_buffer(damaged), &main);
            struct layer *layer = layer_over(slice_buffer(damaged), SLICE_NONE, SLICE_NONE);
            assert_int_equal(recover_schema_whole(layer), i != 0);
            layer_free(layer);
        }
}

static void test_cut(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER = database_make("PRAGMA page_size=1024; BEGIN;" SCHEMA FILL(2000) "COMMIT;");
    size_t size = main.size * 6 / 10 / 1024 * 1024;
    size_t count = pages_of(&main, "message", "leaf", page_list, MANY);
    int64_t rows = 0;
    for (size_t i = 0; i < count; i++)
        rows += page_list[i].number <= size / 1024 ? page_list[i].cells : 0;
    struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_part(slice_buffer(main), 0, size));
    // A row's overflow pages may lie behind the cut.
    assert_int_equal(rows_in(recovered.database, "message") + (int64_t)recovered.report.cells_lost, rows);
    assert_true(recovered.report.cells_lost < 10);
    assert_int_equal(recovered.report.pages_lost, (main.size - size) / 1024);
    assert_nothing_invented(&recovered, &main);
}

// A leaf copied over another one of its table: its rows stand there twice and come out once.
static void test_doubled_page(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER = database_make("PRAGMA page_size=1024; BEGIN;" SCHEMA FILL(2000) "COMMIT;");
    size_t count = pages_of(&main, "handle", "leaf", page_list, MANY);
    assert_true(count > 20);
    memcpy(main.data + (page_list[5].number - 1) * (size_t)1024, main.data + (page_list[15].number - 1) * (size_t)1024,
           1024);
    struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(main));
    assert_int_equal(rows_in(recovered.database, "handle"), 2000 - page_list[5].cells);
    assert_int_equal(database_number(recovered.database, "SELECT count(DISTINCT rowid) FROM handle"),
                     2000 - page_list[5].cells);
}

// A write that stopped half-way, its journal gone: new leaves below an old parent, whose keys they don't fit.
static void test_new_leaves_below_old_parent(UNUSED void **state)
{
    struct folder folder CLEANUP_FOLDER;
    folder_make(&folder);
    sqlite3 *database = database_open(&folder, "main");
    database_run(database, "PRAGMA synchronous=OFF; PRAGMA secure_delete=1; PRAGMA page_size=1024; BEGIN;" SCHEMA FILL(
                               2000) "DROP INDEX handle_name; COMMIT; VACUUM;");
    struct buffer before CLEANUP_BUFFER = file_read_whole(&folder, "main");
    database_run(database, "BEGIN; DELETE FROM handle WHERE rowid BETWEEN 51 AND 1949;" NUMBERS(
                               400) "INSERT INTO handle(rowid,name,count) SELECT 600+i, 'new', i FROM c; COMMIT;");
    (void)sqlite3_close(database);
    struct buffer main CLEANUP_BUFFER = file_read_whole(&folder, "main");
    assert_true(pages_of(&before, "handle", "internal", page_list, MANY) == 1);
    size_t at = (page_list[0].number - (size_t)1) * 1024;
    struct buffer torn CLEANUP_BUFFER = copy_of(&main);
    memcpy(torn.data + at, before.data + at, 1024);
    struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(torn));
    assert_true(database_number(recovered.database, "SELECT count(*) FROM handle WHERE name='new'") > 300);
    assert_nothing_invented(&recovered, &main);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_leaves_overwritten),
        cmocka_unit_test(test_half_a_page),
        cmocka_unit_test(test_overflow_page_overwritten),
        cmocka_unit_test(test_interior_pages_overwritten),
        cmocka_unit_test(test_orphans_of_twins),
        cmocka_unit_test(test_old_page_stays_away),
        cmocka_unit_test(test_doubled_orphan_and_cells),
        cmocka_unit_test(test_wrong_child),
        cmocka_unit_test(test_half_of_interior_pages),
        cmocka_unit_test(test_header_damaged),
        cmocka_unit_test(test_header_lies),
        cmocka_unit_test(test_reserved_bytes),
        cmocka_unit_test(test_first_page_overwritten),
        cmocka_unit_test(test_first_page_lost_with_the_schema),
        cmocka_unit_test(test_schema_row_lost),
        cmocka_unit_test(test_shape_of_two_tables),
        cmocka_unit_test(test_cell_count_wrong),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_doubled_page),
        cmocka_unit_test(test_new_leaves_below_old_parent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
