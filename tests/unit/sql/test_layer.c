// SPDX-License-Identifier: Apache-2.0
// The read-only file layer against SQLite itself: what SQLite reads, the layer must give too, without a byte written.
#include "layer_compare.h"

static void test_plain(UNUSED void **state)
{
    static const char *const sizes[] = {"512", "1024", "4096", "65536"};
    for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
        char sql[4096];
        (void)snprintf(sql, sizeof sql, "PRAGMA page_size=%s; BEGIN; %s %s COMMIT;", sizes[i], SCHEMA, FILL(300));
        struct buffer main CLEANUP_BUFFER = database_make(sql);
        struct layer_report report = assert_as_sqlite(slice_buffer(main), SLICE_NONE, SLICE_NONE);
        assert_false(report.size_mismatch);
        assert_false(report.wal_foreign);
    }
}

static void test_other_encodings(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER = database_make("PRAGMA encoding='UTF-16be';" SCHEMA FILL(50));
    (void)assert_as_sqlite(slice_buffer(main), SLICE_NONE, SLICE_NONE);
}

static void test_cut(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER = database_make("PRAGMA page_size=1024;" SCHEMA FILL(2000));
    size_t size = main.size * 6 / 10 + 100;
    struct layer *layer = layer_over(slice_part(slice_buffer(main), 0, size), SLICE_NONE, SLICE_NONE);
    sqlite3 *database = NULL;
    assert_int_equal(layer_connect(layer, &database, NULL), ERROR_NONE);
    int last;
    assert_true(rows_dump(database, "SELECT * FROM message", NULL, &last) > 200);
    assert_int_equal(last, SQLITE_CORRUPT);
    (void)sqlite3_close(database);
    assert_true(layer_report(layer)->size_mismatch);
    assert_int_equal(layer_report(layer)->bytes_missing, main.size - size / 1024 * 1024);
    uint8_t page[1024];
    assert_int_equal(layer_page_count(layer), main.size / 1024);
    assert_true(layer_page(layer, layer_page_count(layer), page));
    assert_false(layer_page(layer, layer_page_count(layer) + 1, page));
    layer_free(layer);
}

// A cut in the overflow pages of a long text must not yield a text of zeros.
static void test_cut_text_is_not_invented(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER =
        database_make("PRAGMA page_size=512; CREATE TABLE a(b TEXT); INSERT INTO a VALUES(hex(zeroblob(4000)));");
    for (size_t size = 1024; size < main.size; size += 100) {
        struct layer *layer = layer_over(slice_part(slice_buffer(main), 0, size), SLICE_NONE, SLICE_NONE);
        sqlite3 *database = NULL;
        assert_int_equal(layer_connect(layer, &database, NULL), ERROR_NONE);
        assert_int_equal(database_number(database, "SELECT instr(b, char(0)) FROM a"), -1);
        (void)sqlite3_close(database);
        layer_free(layer);
    }
}

static void test_padding_and_empty(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER = database_make(SCHEMA FILL(100));
    struct buffer expected = dump_by_sqlite(slice_buffer(main), SLICE_NONE, SLICE_NONE);
    buffer_put(&main, SLICE("sixteen bytes of"));
    struct layer_report report;
    struct buffer got = dump_by_layer(slice_buffer(main), SLICE_NONE, SLICE_NONE, &report);
    assert_same(&got, &expected);
    assert_false(report.size_mismatch);
    (void)assert_as_sqlite(SLICE_NONE, SLICE_NONE, SLICE_NONE);
    (void)assert_as_sqlite(SLICE("SQLite format 3"), SLICE_NONE, SLICE_NONE);
    struct layer *layer =
        layer_over(SLICE("no database at all, but long enough to hold a header of one, if it were one: "
                         "one hundred bytes are what it takes"),
                   SLICE_NONE, SLICE_NONE);
    assert_int_equal(layer_page_size(layer), 0);
    layer_free(layer);
}

// Bytes 18 and 19, in every way that a read can cover them.
static void test_version_bytes(UNUSED void **state)
{
    struct pair pair CLEANUP_PAIR = pair_make(SCHEMA "PRAGMA wal_checkpoint;", "INSERT INTO handle VALUES('x',1);"
                                                                               "PRAGMA user_version=7;");
    assert_int_equal(pair.main.data[18], 2);
    const struct slice wals[] = {SLICE_NONE, slice_buffer(pair.wal)};
    for (size_t w = 0; w < ARRAY_SIZE(wals); w++) {
        struct layer *layer = layer_over(slice_buffer(pair.main), wals[w], SLICE_NONE);
        for (uint64_t from = 16; from <= 20; from++) {
            for (size_t size = 1; size <= 6; size++) {
                uint8_t bytes[6];
                size_t done = 0;
                assert_int_equal(layer_read(layer, from, bytes, size, &done, NULL), ERROR_NONE);
                assert_int_equal(done, size);
                for (size_t i = 0; i < size; i++)
                    assert_int_equal(bytes[i], from + i == 18 || from + i == 19 ? 1 : pair.main.data[from + i]);
            }
        }
        uint8_t page[1024];
        size_t done = 0;
        uint64_t end = (uint64_t)layer_page_count(layer) * 1024;
        assert_int_equal(layer_read(layer, end - 10, page, sizeof page, &done, NULL), ERROR_NONE);
        assert_int_equal(done, 10);
        assert_int_equal(layer_read(layer, end, page, sizeof page, &done, NULL), ERROR_NONE);
        assert_int_equal(done, 0);
        assert_true(layer_page(layer, 1, page));
        assert_int_equal(page[18], 1);
        assert_int_equal(page[19], 1);
        assert_int_equal(page[63], w == 0 ? 0 : 7);
        layer_free(layer);
    }
}

static void assert_refused(sqlite3 *database, const char *sql)
{
    assert_int_not_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
}

static void test_nothing_else_opens(UNUSED void **state)
{
    struct folder folder CLEANUP_FOLDER;
    folder_make(&folder);
    char path[PATH_SIZE];
    char sql[PATH_SIZE + 64];
    struct buffer main CLEANUP_BUFFER = database_make(SCHEMA FILL(20));
    file_write_whole(&folder, "other", slice_buffer(main));
    struct layer *layer = layer_over(slice_buffer(main), SLICE_NONE, SLICE_NONE);
    sqlite3 *database = NULL;
    assert_int_equal(layer_connect(layer, &database, NULL), ERROR_NONE);
    (void)snprintf(sql, sizeof sql, "ATTACH '%s' AS o; SELECT * FROM o.message;", folder_path(&folder, "other", path));
    assert_refused(database, sql);
    assert_refused(database, "INSERT INTO handle VALUES('x', 1)");
    assert_refused(database, "PRAGMA user_version=3");
    assert_refused(database, "VACUUM");
    (void)snprintf(sql, sizeof sql, "VACUUM INTO '%s'", folder_path(&folder, "copy", path));
    assert_refused(database, sql);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(database_number(database, "SELECT strftime('%s','now')"), 0);
    assert_int_equal(database_number(database, "SELECT count(*) FROM message"), 20);
    (void)sqlite3_close(database);
    layer_free(layer);
}

static size_t folder_entries(const struct folder *folder)
{
    size_t count = 0;
    DIR *directory = opendir(folder->path);
    assert_non_null(directory);
    while (readdir(directory))
        count++;
    (void)closedir(directory);
    return count;
}

static int file_open(const struct folder *folder, const char *name)
{
    char path[PATH_SIZE];
    int fd = open(folder_path(folder, name, path), O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    return fd;
}

// The files on disk, with a log and a journal beside: same names, same bytes afterwards; growth meanwhile is not seen.
static void test_files_unchanged(UNUSED void **state)
{
    struct folder folder CLEANUP_FOLDER;
    folder_make(&folder);
    struct pair pair CLEANUP_PAIR = pair_make(SCHEMA FILL(100) "PRAGMA wal_checkpoint;", WAL_SCRIPT);
    struct buffer expected = dump_by_sqlite(slice_buffer(pair.main), slice_buffer(pair.wal), SLICE_NONE);
    file_write_whole(&folder, "main", slice_buffer(pair.main));
    file_write_whole(&folder, "main-wal", slice_buffer(pair.wal));
    size_t entries = folder_entries(&folder);
    int main_fd CLEANUP_CLOSE = file_open(&folder, "main");
    int wal_fd CLEANUP_CLOSE = file_open(&folder, "main-wal");
    struct layer_files files = {.journal = source_of_memory(SLICE_NONE)};
    assert_int_equal(source_of_fd(main_fd, &files.main, NULL), ERROR_NONE);
    assert_int_equal(source_of_fd(wal_fd, &files.wal, NULL), ERROR_NONE);
    struct layer *layer = NULL;
    assert_int_equal(layer_new(&files, &layer, NULL), ERROR_NONE);
    sqlite3 *database = NULL;
    assert_int_equal(layer_connect(layer, &database, NULL), ERROR_NONE);
    assert_true(database_number(database, "SELECT count(*) FROM message") > 0);
    char path[PATH_SIZE];
    int grow CLEANUP_CLOSE = open(folder_path(&folder, "main-wal", path), O_WRONLY | O_APPEND | O_CLOEXEC);
    assert_int_equal(write(grow, pair.wal.data, 2000), 2000);
    int grow_main CLEANUP_CLOSE = open(folder_path(&folder, "main", path), O_WRONLY | O_APPEND | O_CLOEXEC);
    assert_int_equal(write(grow_main, pair.main.data, 5000), 5000);
    struct buffer got = dump_of(database);
    (void)sqlite3_close(database);
    layer_free(layer);
    assert_same(&got, &expected);
    struct buffer main_after CLEANUP_BUFFER = file_read_whole(&folder, "main");
    struct buffer wal_after CLEANUP_BUFFER = file_read_whole(&folder, "main-wal");
    assert_int_equal(main_after.size, pair.main.size + 5000);
    assert_memory_equal(main_after.data, pair.main.data, pair.main.size);
    assert_memory_equal(wal_after.data, pair.wal.data, pair.wal.size);
    assert_int_equal(folder_entries(&folder), entries);
}

// A file that shrinks under the reader: damage, not a crash.
static void test_file_shrinks(UNUSED void **state)
{
    struct folder folder CLEANUP_FOLDER;
    folder_make(&folder);
    struct buffer main CLEANUP_BUFFER = database_make(SCHEMA FILL(2000));
    file_write_whole(&folder, "main", slice_buffer(main));
    int fd CLEANUP_CLOSE = file_open(&folder, "main");
    struct layer_files files = {.wal = source_of_memory(SLICE_NONE), .journal = source_of_memory(SLICE_NONE)};
    assert_int_equal(source_of_fd(fd, &files.main, NULL), ERROR_NONE);
    struct layer *layer = NULL;
    assert_int_equal(layer_new(&files, &layer, NULL), ERROR_NONE);
    char path[PATH_SIZE];
    assert_int_equal(truncate(folder_path(&folder, "main", path), (off_t)main.size / 3), 0);
    sqlite3 *database = NULL;
    assert_int_equal(layer_connect(layer, &database, NULL), ERROR_NONE);
    int last;
    (void)rows_dump(database, "SELECT * FROM message", NULL, &last);
    assert_int_equal(last, SQLITE_CORRUPT);
    (void)sqlite3_close(database);
    layer_free(layer);
}

static void layers_read(struct slice main, struct slice wal, struct slice journal)
{
    struct layer_report report;
    struct buffer text = dump_by_layer(main, wal, journal, &report);
    buffer_release(&text);
}

static void test_truncated_everywhere(UNUSED void **state)
{
    struct buffer main CLEANUP_BUFFER = database_make("PRAGMA page_size=512;" SCHEMA FILL(30));
    for (size_t size = 0; size <= main.size; size += 64)
        layers_read(slice_part(slice_buffer(main), 0, size), SLICE_NONE, SLICE_NONE);
    struct pair pair CLEANUP_PAIR = pair_make(SCHEMA, "INSERT INTO message(text) VALUES('a');");
    for (size_t size = 0; size <= pair.wal.size; size += 7)
        layers_read(slice_buffer(pair.main), slice_part(slice_buffer(pair.wal), 0, size), SLICE_NONE);
    for (size_t size = 0; size <= 110; size++)
        layers_read(slice_part(slice_buffer(main), 0, size), SLICE_NONE, SLICE_NONE);
}

static void mutate(struct buffer *bytes, size_t within, uint64_t *random)
{
    size_t most = bytes->size < within ? bytes->size : within;
    for (unsigned i = 0; most > 0 && i <= random_next(random) % 3; i++)
        bytes->data[random_next(random) % most] = (uint8_t)random_next(random);
}

static void test_mutations(UNUSED void **state)
{
    struct pair pair CLEANUP_PAIR =
        pair_make("CREATE TABLE a(b,c); INSERT INTO a VALUES(1,2);", "INSERT INTO a VALUES(3,4);");
    struct hot hot CLEANUP_HOT = hot_make("PRAGMA page_size=512;" SCHEMA FILL(20), "BEGIN; UPDATE message SET text='x',"
                                                                                   "body=NULL;" FILL(20));
    uint64_t random = 5;
    for (unsigned i = 0; i < 1500; i++) {
        struct buffer main CLEANUP_BUFFER = {.limit = 1U << 20};
        struct buffer wal CLEANUP_BUFFER = {.limit = 1U << 20};
        struct buffer journal CLEANUP_BUFFER = {.limit = 1U << 20};
        buffer_put(&main, slice_buffer(i % 2 ? pair.main : hot.main));
        buffer_put(&wal, slice_buffer(pair.wal));
        buffer_put(&journal, slice_buffer(hot.journal));
        mutate(&main, i % 3 ? 200 : 1U << 20, &random);
        mutate(&wal, i % 5 ? 60 : 1U << 20, &random);
        mutate(&journal, i % 5 ? 40 : 1U << 20, &random);
        layers_read(slice_buffer(main), i % 2 ? slice_buffer(wal) : SLICE_NONE,
                    i % 2 ? SLICE_NONE : slice_buffer(journal));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_other_encodings),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_cut_text_is_not_invented),
        cmocka_unit_test(test_padding_and_empty),
        cmocka_unit_test(test_version_bytes),
        cmocka_unit_test(test_nothing_else_opens),
        cmocka_unit_test(test_files_unchanged),
        cmocka_unit_test(test_file_shrinks),
        cmocka_unit_test(test_truncated_everywhere),
        cmocka_unit_test(test_mutations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
