// SPDX-License-Identifier: Apache-2.0
// Recovery from damaged databases: every row of an undamaged page is there, and none that wasn't there before.
#include "database_make.h"

#include "sql/layer/recover.h"

#define NUMBERS(n) "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM c WHERE i<" #n ") "
#define SCHEMA                                                                                                 \
    "CREATE TABLE message(id INTEGER PRIMARY KEY, guid TEXT UNIQUE NOT NULL, text TEXT, date REAL, body BLOB);" \
    "CREATE TABLE handle(name TEXT, country VARCHAR(10), count INT);"                                          \
    "CREATE INDEX handle_name ON handle(name);"                                                                \
    "CREATE TABLE pair(b INT, a TEXT, extra, PRIMARY KEY(a, b)) WITHOUT ROWID;"
#define FILL(n)                                                                                           \
    NUMBERS(n) "INSERT INTO message(guid,text,date,body) SELECT 'guid'||i, printf('text %d é %s', i,"      \
               "hex(zeroblob(i%90))), CASE WHEN i%2 THEN i ELSE i/8.0 END,"                                \
               "CASE WHEN i%40=0 THEN zeroblob(3000) || 'end' WHEN i%3 THEN NULL ELSE CAST(i AS BLOB) END FROM c;" \
    NUMBERS(n) "INSERT INTO handle SELECT 'name '||(i%50), 'de', i FROM c;"                               \
    NUMBERS(n) "INSERT INTO pair SELECT i, 'a'||(i%7), i*1000 FROM c;"

static struct buffer text_new(void)
{
    struct buffer text;
    buffer_init(&text, (size_t)1 << 30);
    return text;
}

// The database as it was before the damage.
static sqlite3 *original_open(struct buffer *main)
{
    sqlite3 *database = NULL;
    assert_int_equal(sqlite3_open(":memory:", &database), SQLITE_OK);
    assert_int_equal(sqlite3_deserialize(database, "main", main->data, (sqlite3_int64)main->size,
                                         (sqlite3_int64)main->size, SQLITE_DESERIALIZE_READONLY),
                     SQLITE_OK);
    return database;
}

struct recovered {
    struct layer *layer;
    sqlite3 *database; // NULL where nothing could be recovered
    struct recover_report report;
};

static struct recovered recovered_open(struct slice main)
{
    struct recovered recovered = {.layer = layer_over(main, SLICE_NONE, SLICE_NONE)};
    struct error error = {0};
    if (recover_connect(recovered.layer, &recovered.database, &recovered.report, &error))
        recovered.database = NULL;
    return recovered;
}

static void recovered_close(struct recovered *recovered)
{
    (void)sqlite3_close(recovered->database);
    layer_freep(&recovered->layer);
}
#define CLEANUP_RECOVERED CLEANUP(recovered_close)

static int64_t rows_in(sqlite3 *database, const char *table)
{
    char sql[128];
    (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    return database_number(database, sql);
}

// Each line of `part` stands in `whole`, both in the same order.
static void assert_lines_within(struct slice part, struct slice whole)
{
    struct slice line;
    struct slice candidate;
    while (slice_split(&part, '\n', &line)) {
        bool found = false;
        while (!found && slice_split(&whole, '\n', &candidate))
            found = slice_equal(line, candidate);
        if (!found)
            fail_msg("invented: %s", ERROR_QUOTE(line));
    }
}

// No row that the original doesn't have.
static void assert_nothing_invented(struct recovered *recovered, struct buffer *main)
{
    sqlite3 *original = original_open(main);
    struct buffer before CLEANUP_BUFFER = text_new();
    struct buffer after CLEANUP_BUFFER = text_new();
    database_dump(original, true, &before);
    database_dump(recovered->database, true, &after);
    assert_lines_within(slice_buffer(after), slice_buffer(before));
    (void)sqlite3_close(original);
}

static void assert_all_recovered(struct slice damaged, struct buffer *main)
{
    struct recovered recovered CLEANUP_RECOVERED = recovered_open(damaged);
    assert_non_null(recovered.database);
    sqlite3 *original = original_open(main);
    struct buffer before CLEANUP_BUFFER = text_new();
    struct buffer after CLEANUP_BUFFER = text_new();
    database_dump(original, true, &before);
    database_dump(recovered.database, true, &after);
    assert_lines_within(slice_buffer(after), slice_buffer(before));
    assert_int_equal(after.size, before.size);
    (void)sqlite3_close(original);
}

static void test_whole(UNUSED void **state)
{
    static const char *const starts[] = {
        "PRAGMA page_size=512;", "PRAGMA page_size=4096;", "PRAGMA page_size=65536;",
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
    struct buffer main CLEANUP_BUFFER = database_make("CREATE TABLE a(b); INSERT INTO a VALUES(1);"
                                                      "ALTER TABLE a ADD COLUMN c DEFAULT 5; INSERT INTO a VALUES(2,6);");
    struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(main));
    assert_int_equal(database_number(recovered.database, "SELECT count(*) FROM a WHERE b=1 AND c IS NULL"), 1);
    assert_int_equal(database_number(recovered.database, "SELECT c FROM a WHERE b=2"), 6);
}

static void test_generated_columns(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER = database_make(
        "CREATE TABLE a(id INTEGER PRIMARY KEY, v AS (b*2), b INT, s INT AS (b+1) STORED, c TEXT);"
        "INSERT INTO a(b,c) VALUES(10,'c');");
    struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(main));
    assert_int_equal(database_number(recovered.database, "SELECT b+s FROM a WHERE c='c' AND id=1"), 21);
    assert_int_equal(database_number(recovered.database, "SELECT v FROM a"), -1);
}

static void test_keys_that_are_no_rowid(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER = database_make(
        "CREATE TABLE a(b INTEGER PRIMARY KEY DESC, c); INSERT INTO a VALUES(70,1),(60,2);"
        "CREATE TABLE d(e INT PRIMARY KEY, rowid TEXT); INSERT INTO d VALUES(50,'x');"
        "CREATE TABLE f(g INTEGER PRIMARY KEY AUTOINCREMENT, h); INSERT INTO f VALUES(90,'y');");
    assert_all_recovered(slice_buffer(main), &main);
    struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(main));
    assert_int_equal(database_number(recovered.database, "SELECT rowid FROM f WHERE g=90"), 90);
    assert_int_equal(database_number(recovered.database, "SELECT rowid FROM a WHERE b=60"), 2);
}

struct page_info {
    uint32_t number;
    uint32_t cells;
};

// The pages of a table's tree of one kind ("leaf", "internal"), by SQLite's own account.
static size_t pages_of(struct buffer *main, const char *table, const char *kind, struct page_info *pages, size_t room)
{
    sqlite3 *database = original_open(main);
    sqlite3_stmt *statement = NULL;
    size_t count = 0;
    assert_int_equal(sqlite3_prepare_v2(database,
                                        "SELECT pageno, ncell FROM dbstat WHERE name=?1 AND pagetype=?2 ORDER BY path",
                                        -1, &statement, NULL),
                     SQLITE_OK);
    (void)sqlite3_bind_text(statement, 1, table, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(statement, 2, kind, -1, SQLITE_STATIC);
    while (count < room && sqlite3_step(statement) == SQLITE_ROW) {
        pages[count].number = (uint32_t)sqlite3_column_int(statement, 0);
        pages[count++].cells = (uint32_t)sqlite3_column_int(statement, 1);
    }
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(database);
    return count;
}

static struct buffer copy_of(const struct buffer *main)
{
    struct buffer copy = text_new();
    buffer_put(&copy, slice_buffer(*main));
    return copy;
}

static void page_overwrite(struct buffer *bytes, uint32_t page_size, uint32_t number, bool zeros, uint64_t *random)
{
    for (size_t i = 0; i < page_size; i++)
        bytes->data[(number - (size_t)1) * page_size + i] = zeros ? 0 : (uint8_t)random_next(random);
}

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
    (void)snprintf(sql, sizeof sql, "%s BEGIN; %s %s DELETE FROM message WHERE id>4500; DELETE FROM handle WHERE count<700;"
                                    "COMMIT;", start, SCHEMA, FILL(5000));
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
        (void)snprintf(sql, sizeof sql, "%s CREATE TABLE a(x TEXT, y INT); CREATE TABLE b(x TEXT, y INT); BEGIN; %s %s COMMIT;",
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
    database_run(database, "PRAGMA synchronous=OFF; PRAGMA secure_delete=0; PRAGMA page_size=512; BEGIN;" SCHEMA
                           FILL(3000) "COMMIT;");
    struct buffer before CLEANUP_BUFFER = file_read_whole(&folder, "main");
    database_run(database, "DELETE FROM handle WHERE count%2;");
    (void)sqlite3_close(database);
    *ret_main = file_read_whole(&folder, "main");
    struct buffer stale = copy_of(ret_main);
    assert_true(pages_of(&before, "handle", "leaf", page_list, MANY) > 10);
    buffer_put(&stale, slice_part(slice_buffer(before), (page_list[3].number - (size_t)1) * 512, 512));
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
    assert_true(count > 2);
    struct buffer damaged CLEANUP_BUFFER = copy_of(&stale);
    page_overwrite(&damaged, 512, page_list[count - 1].number, false, &random);
    assert_all_recovered(slice_buffer(damaged), &main);
    count = pages_of(&main, "handle", "leaf", page_list, MANY);
    for (size_t i = 0; i < 6; i++) {
        struct buffer other CLEANUP_BUFFER = copy_of(&stale);
        page_overwrite(&other, 512, page_list[i].number, false, &random);
        struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(other));
        assert_int_equal(rows_in(recovered.database, "handle"), 1500 - page_list[i].cells);
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
    struct buffer main CLEANUP_BUFFER = database_make(
        "PRAGMA page_size=1024; CREATE TABLE a(x TEXT, y INT); CREATE TABLE b(x TEXT, y INT); BEGIN;"
        NUMBERS(900) "INSERT INTO a(rowid,x,y) SELECT i,'in a '||i, i FROM c;"
        NUMBERS(900) "INSERT INTO b(rowid,x,y) SELECT 5000+i,'in b '||i, i FROM c; COMMIT;");
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
    static const char *const starts[] = {"PRAGMA page_size=1024;", "PRAGMA page_size=1024; PRAGMA encoding='UTF-16le';"};
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

static void test_first_page_lost_with_the_schema(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER = database_make(SCHEMA FILL(1000));
    memset(main.data, 0, 4096);
    struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(main));
    assert_null(recovered.database);
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
    memcpy(main.data + (page_list[5].number - 1) * (size_t)1024, main.data + (page_list[15].number - 1) * (size_t)1024, 1024);
    struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(main));
    assert_int_equal(rows_in(recovered.database, "handle"), 2000 - page_list[5].cells);
    assert_int_equal(database_number(recovered.database, "SELECT count(DISTINCT rowid) FROM handle"),
                     2000 - page_list[5].cells);
}

static void test_hostile_schema(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER = database_make(
        "CREATE TABLE \"we\"\"ird ' name\"(\"a\"\"b\" \"hidden x\", \"from\" \"INT); DROP\", [select] TEXT CHECK(lower('a') > 1));"
        "INSERT INTO \"we\"\"ird ' name\" VALUES(1,2,'three');");
    // A function that only the phone's own program knew.
    size_t at = slice_find(slice_buffer(main), SLICE("lower('a')"));
    memcpy(main.data + at, "l_w_r", 5);
    struct recovered recovered CLEANUP_RECOVERED = recovered_open(slice_buffer(main));
    assert_non_null(recovered.database);
    assert_int_equal(database_number(recovered.database,
                                     "SELECT \"a\"\"b\" + \"from\" FROM \"we\"\"ird ' name\" WHERE \"select\"='three'"), 3);
    assert_int_equal(database_number(recovered.database, "SELECT count(*) FROM pragma_table_info('we\"ird '' name')"), 3);
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
    struct buffer main CLEANUP_BUFFER = database_make("CREATE TABLE good(a); INSERT INTO good VALUES(1);"
                                                      "CREATE VIEW v AS SELECT * FROM good;"
                                                      "CREATE TRIGGER t INSTEAD OF INSERT ON v BEGIN DELETE FROM good; END;");
    schema_insert(&main, "('table','q','q',2,'CREATE TABLE q AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i FROM c)"
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

// Joins by rowid and by any other column give what SQLite gives over the whole database.
static void test_lookups(UNUSED void **state)
{
    static const char *const queries[] = {
        "SELECT m.id, h.rowid, h.name FROM message m JOIN handle h ON h.rowid = m.id ORDER BY 1",
        "SELECT m.id, h.count FROM message m LEFT JOIN handle h ON h.count = m.id*2 ORDER BY 1, 2",
        "SELECT m.id, h.count FROM message m LEFT JOIN handle h ON h.count = m.date ORDER BY 1, 2",
        "SELECT m.id, h.count FROM message m LEFT JOIN handle h ON h.count = substr(m.guid, 5) ORDER BY 1, 2",
        "SELECT a.count, b.count FROM handle a JOIN handle b ON a.name = b.name COLLATE NOCASE WHERE a.count<9 ORDER BY 1,2",
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
    database_run(database, "BEGIN; UPDATE message SET text='new'; CREATE TABLE later(a); INSERT INTO later VALUES(1); COMMIT;");
    struct buffer main CLEANUP_BUFFER = file_read_whole(&folder, "main");
    struct buffer wal CLEANUP_BUFFER = file_read_whole(&folder, "main-wal");
    (void)sqlite3_close(database);
    memset(main.data, 0xee, 1024);
    struct layer *layer = layer_over(slice_buffer(main), slice_buffer(wal), SLICE_NONE);
    struct recover_report report;
    assert_int_equal(recover_connect(layer, &database, &report, NULL), ERROR_NONE);
    assert_int_equal(database_number(database, "SELECT count(*) FROM message WHERE text='new'"), 300);
    assert_int_equal(rows_in(database, "later"), 1);
    assert_int_equal(report.pages_lost, 0);
    (void)sqlite3_close(database);
    layer_free(layer);
}

static void everything_read(struct slice main)
{
    struct recovered recovered CLEANUP_RECOVERED = recovered_open(main);
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
    struct buffer main CLEANUP_BUFFER = database_make("PRAGMA page_size=512; PRAGMA auto_vacuum=1;" SCHEMA FILL(40)
                                                      "DELETE FROM handle;");
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
        cmocka_unit_test(test_reserved_bytes),
        cmocka_unit_test(test_first_page_overwritten),
        cmocka_unit_test(test_first_page_lost_with_the_schema),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_doubled_page),
        cmocka_unit_test(test_hostile_schema),
        cmocka_unit_test(test_nothing_of_the_schema_runs),
        cmocka_unit_test(test_lookups),
        cmocka_unit_test(test_no_database),
        cmocka_unit_test(test_with_log),
        cmocka_unit_test(test_truncated_everywhere),
        cmocka_unit_test(test_mutations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
