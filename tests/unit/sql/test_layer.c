// SPDX-License-Identifier: Apache-2.0
// The read-only file layer against SQLite itself: what SQLite reads from a database with its log or journal, the layer must
// give too, without a byte written.
#include "database_make.h"

#include <sys/wait.h>

#define SCHEMA                                                                                      \
    "CREATE TABLE message(id INTEGER PRIMARY KEY, text TEXT, date REAL, body BLOB);"                \
    "CREATE INDEX message_text ON message(text);"                                                   \
    "CREATE TABLE handle(name TEXT PRIMARY KEY, count INT) WITHOUT ROWID;"
#define NUMBERS(n) "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM c WHERE i<" #n ") "
#define FILL(n)                                                                                        \
    NUMBERS(n) "INSERT INTO message(text,date,body) SELECT printf('text %d %s',i,hex(zeroblob(i%90))),i/7.0," \
               "CASE WHEN i%40=0 THEN zeroblob(9000) || 'x' ELSE printf('b%d',i) END FROM c;"              \
    NUMBERS(n) "INSERT INTO handle SELECT 'h'||i, i FROM c WHERE true ON CONFLICT DO UPDATE SET count=count+1;"

static struct buffer dump_of(sqlite3 *database)
{
    struct buffer text;
    buffer_init(&text, (size_t)1 << 30);
    database_dump(database, "", &text);
    return text;
}

// What SQLite makes of the files, in a folder of its own: it may write there.
static struct buffer dump_by_sqlite(struct slice main, struct slice wal, struct slice journal)
{
    struct folder folder CLEANUP_FOLDER;
    folder_make(&folder);
    file_write_whole(&folder, "main", main);
    if (wal.size)
        file_write_whole(&folder, "main-wal", wal);
    if (journal.size)
        file_write_whole(&folder, "main-journal", journal);
    sqlite3 *database = database_open(&folder, "main");
    struct buffer text = dump_of(database);
    (void)sqlite3_close(database);
    return text;
}

static struct buffer dump_by_layer(struct slice main, struct slice wal, struct slice journal,
                                   struct layer_report *ret_report)
{
    struct layer *layer = layer_over(main, wal, journal);
    sqlite3 *database = NULL;
    assert_int_equal(layer_connect(layer, &database, NULL), ERROR_NONE);
    struct buffer text = dump_of(database);
    (void)sqlite3_close(database);
    *ret_report = *layer_report(layer);
    layer_free(layer);
    return text;
}

static void assert_same(struct buffer *got, struct buffer *expected)
{
    assert_int_equal(got->size, expected->size);
    assert_memory_equal(got->data, expected->data, got->size);
    buffer_release(got);
    buffer_release(expected);
}

static struct layer_report assert_as_sqlite(struct slice main, struct slice wal, struct slice journal)
{
    struct layer_report report;
    struct buffer got = dump_by_layer(main, wal, journal, &report);
    struct buffer expected = dump_by_sqlite(main, wal, journal);
    assert_same(&got, &expected);
    return report;
}

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

// A database in WAL mode, taken while it was open: main file and log as they lay there.
struct pair {
    struct buffer main;
    struct buffer wal;
};

static struct pair pair_make(const char *before, const char *after)
{
    struct folder folder CLEANUP_FOLDER;
    folder_make(&folder);
    sqlite3 *database = database_open(&folder, "main");
    database_run(database, "PRAGMA synchronous=OFF; PRAGMA page_size=1024; PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;");
    database_run(database, before);
    database_run(database, after);
    struct pair pair = {file_read_whole(&folder, "main"), file_read_whole(&folder, "main-wal")};
    (void)sqlite3_close(database);
    return pair;
}

static void pair_release(struct pair *pair)
{
    buffer_release(&pair->main);
    buffer_release(&pair->wal);
}
#define CLEANUP_PAIR CLEANUP(pair_release)

static const char wal_script[] = "INSERT INTO message(text) VALUES('one'); INSERT INTO message(text) VALUES('two');"
                                 "UPDATE message SET text='changed' WHERE id%3=0; DELETE FROM message WHERE id>250;"
                                 "BEGIN;" FILL(40) "COMMIT; DROP TABLE handle; VACUUM;";

static void test_wal(UNUSED void **state)
{
    struct pair pair CLEANUP_PAIR = pair_make(SCHEMA FILL(300) "PRAGMA wal_checkpoint;", wal_script);
    struct layer_report report = assert_as_sqlite(slice_buffer(pair.main), slice_buffer(pair.wal), SLICE_NONE);
    assert_int_equal(report.wal_frames, (pair.wal.size - 32) / (1024 + 24));
    assert_int_equal(report.wal_frames_lost, 0);
    assert_false(report.wal_foreign);
}

static void test_wal_all_content(UNUSED void **state)
{
    struct pair pair CLEANUP_PAIR = pair_make(SCHEMA, FILL(300));
    assert_true(pair.main.size <= 4096);
    (void)assert_as_sqlite(slice_buffer(pair.main), slice_buffer(pair.wal), SLICE_NONE);
    // With nothing in the main file SQLite throws the log away; here it must yield the same as before.
    struct buffer expected = dump_by_sqlite(slice_buffer(pair.main), slice_buffer(pair.wal), SLICE_NONE);
    struct layer_report report;
    struct buffer got = dump_by_layer(SLICE_NONE, slice_buffer(pair.wal), SLICE_NONE, &report);
    assert_same(&got, &expected);
    assert_true(report.wal_frames > 0);
    assert_false(report.size_mismatch);
}

static void test_wal_torn_at_frames(UNUSED void **state)
{
    struct pair pair CLEANUP_PAIR = pair_make(SCHEMA FILL(40) "PRAGMA wal_checkpoint;", wal_script);
    for (size_t size = 32; size <= pair.wal.size; size += 1024 + 24)
        (void)assert_as_sqlite(slice_buffer(pair.main), slice_part(slice_buffer(pair.wal), 0, size), SLICE_NONE);
}

static void test_wal_torn_anywhere(UNUSED void **state)
{
    struct pair pair CLEANUP_PAIR = pair_make(SCHEMA FILL(40) "PRAGMA wal_checkpoint;", wal_script);
    uint64_t random = 7;
    for (unsigned i = 0; i < 40; i++) {
        size_t size = (size_t)(random_next(&random) % pair.wal.size);
        struct slice wal = slice_part(slice_buffer(pair.wal), 0, size);
        struct layer_report report = assert_as_sqlite(slice_buffer(pair.main), wal, SLICE_NONE);
        assert_true(size < 32 || report.wal_frames_lost > 0 || (size - 32) % 1048 == 0);
    }
}

static void test_wal_bytes_changed(UNUSED void **state)
{
    struct pair pair CLEANUP_PAIR = pair_make(SCHEMA FILL(40) "PRAGMA wal_checkpoint;", wal_script);
    uint64_t random = 99;
    for (unsigned i = 0; i < 40; i++) {
        size_t at = (size_t)(random_next(&random) % pair.wal.size);
        pair.wal.data[at] ^= 0x10;
        (void)assert_as_sqlite(slice_buffer(pair.main), slice_buffer(pair.wal), SLICE_NONE);
        pair.wal.data[at] ^= 0x10;
    }
}

static void test_wal_big_endian(UNUSED void **state)
{
    // Only the checksums' word order differs: rewritten here for a log of one frame.
    struct pair pair CLEANUP_PAIR = pair_make(SCHEMA "PRAGMA wal_checkpoint(TRUNCATE);", "PRAGMA user_version=5;");
    uint8_t *wal = pair.wal.data;
    assert_int_equal(pair.wal.size, 32 + 24 + 1024);
    wal[3] |= 1;
    uint32_t sums[2] = {0, 0};
    const struct {
        size_t from, size, put;
    } parts[] = {{0, 24, 24}, {32, 8, 0}, {56, 1024, 48}};
    for (size_t p = 0; p < ARRAY_SIZE(parts); p++) {
        for (size_t i = 0; i < parts[p].size; i += 4) {
            const uint8_t *word = wal + parts[p].from + i;
            uint32_t value = (uint32_t)word[0] << 24 | (uint32_t)word[1] << 16 | (uint32_t)word[2] << 8 | word[3];
            sums[i / 4 % 2] += value + sums[1 - i / 4 % 2];
        }
        for (size_t i = 0; parts[p].put && i < 8; i++)
            wal[parts[p].put + i] = (uint8_t)(sums[i / 4] >> (24 - 8 * (i % 4)));
    }
    struct layer_report report = assert_as_sqlite(slice_buffer(pair.main), slice_buffer(pair.wal), SLICE_NONE);
    assert_int_equal(report.wal_frames, 1);
}

static void test_wal_foreign(UNUSED void **state)
{
    struct pair pair CLEANUP_PAIR = pair_make(SCHEMA, FILL(100));
    struct buffer other CLEANUP_BUFFER = database_make("PRAGMA page_size=4096;" SCHEMA FILL(30));
    struct layer_report report;
    struct buffer got = dump_by_layer(slice_buffer(other), slice_buffer(pair.wal), SLICE_NONE, &report);
    struct buffer expected = dump_by_sqlite(slice_buffer(other), SLICE_NONE, SLICE_NONE);
    assert_same(&got, &expected);
    assert_true(report.wal_foreign);
    assert_int_equal(report.wal_frames, 0);
}

// A log that began anew keeps frames of its last generation behind the new ones: no loss.
static void test_wal_left_over_frames(UNUSED void **state)
{
    struct pair pair CLEANUP_PAIR = pair_make(SCHEMA FILL(300) "PRAGMA wal_checkpoint;",
                                              "INSERT INTO message(text) VALUES('after');");
    struct layer_report report = assert_as_sqlite(slice_buffer(pair.main), slice_buffer(pair.wal), SLICE_NONE);
    assert_true(report.wal_frames_stale > 20);
    assert_true(report.wal_frames > 0 && report.wal_frames < 10);
    assert_int_equal(report.wal_frames_lost, 0);
}

struct hot {
    struct buffer original;
    struct buffer main;
    struct buffer journal;
};

static void hot_release(struct hot *hot)
{
    buffer_release(&hot->original);
    buffer_release(&hot->main);
    buffer_release(&hot->journal);
}
#define CLEANUP_HOT CLEANUP(hot_release)

NORETURN static void hot_child(const struct folder *folder, const char *sql)
{
    sqlite3 *database = database_open(folder, "main");
    (void)sqlite3_exec(database, "PRAGMA cache_size=5; PRAGMA cache_spill=1;", NULL, NULL, NULL);
    (void)sqlite3_exec(database, sql, NULL, NULL, NULL);
    _exit(0); // no commit, no close: as if the process were killed
}

static struct hot hot_make(const char *before, const char *sql)
{
    struct folder folder CLEANUP_FOLDER;
    folder_make(&folder);
    sqlite3 *database = database_open(&folder, "main");
    database_run(database, before);
    (void)sqlite3_close(database);
    struct hot hot = {.original = file_read_whole(&folder, "main")};
    (void)fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        hot_child(&folder, sql);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    hot.main = file_read_whole(&folder, "main");
    hot.journal = file_read_whole(&folder, "main-journal");
    return hot;
}

static const char hot_script[] = "BEGIN; UPDATE message SET text='rolled back ' || text || hex(zeroblob(50));"
                                 "DELETE FROM handle WHERE count%2;" FILL(400) "DELETE FROM message WHERE id%5=0;";

static void test_journal_of_many_segments(UNUSED void **state)
{
    struct hot hot CLEANUP_HOT = hot_make("PRAGMA page_size=1024;" SCHEMA FILL(1500), hot_script);
    struct layer_report report;
    struct buffer got = dump_by_layer(slice_buffer(hot.main), SLICE_NONE, slice_buffer(hot.journal), &report);
    struct buffer expected = dump_by_sqlite(slice_buffer(hot.original), SLICE_NONE, SLICE_NONE);
    struct buffer changed CLEANUP_BUFFER = dump_by_sqlite(slice_buffer(hot.main), SLICE_NONE, SLICE_NONE);
    assert_true(report.journal_segments > 100);
    assert_true(report.journal_pages > 100);
    assert_false(report.journal_torn);
    assert_false(slice_equal(slice_buffer(changed), slice_buffer(expected)));
    assert_same(&got, &expected);
}

static void test_journal_without_sync(UNUSED void **state)
{
    struct hot hot CLEANUP_HOT = hot_make("PRAGMA page_size=512;" SCHEMA FILL(300), "PRAGMA synchronous=OFF; BEGIN;"
                                          "UPDATE message SET text='rolled back', body=NULL;");
    assert_memory_equal(hot.journal.data + 8, "\xff\xff\xff\xff", 4);
    struct layer_report report;
    struct buffer got = dump_by_layer(slice_buffer(hot.main), SLICE_NONE, slice_buffer(hot.journal), &report);
    struct buffer expected = dump_by_sqlite(slice_buffer(hot.original), SLICE_NONE, SLICE_NONE);
    assert_true(report.journal_pages > 0);
    assert_same(&got, &expected);
}

static void test_journal_truncates(UNUSED void **state)
{
    struct hot hot CLEANUP_HOT = hot_make("PRAGMA page_size=1024;" SCHEMA FILL(50), "BEGIN;" FILL(900));
    assert_true(hot.main.size > hot.original.size);
    struct layer *layer = layer_over(slice_buffer(hot.main), SLICE_NONE, slice_buffer(hot.journal));
    assert_int_equal(layer_page_count(layer), hot.original.size / 1024);
    layer_free(layer);
    (void)assert_as_sqlite(slice_buffer(hot.main), SLICE_NONE, slice_buffer(hot.journal));
}

static void test_journal_torn(UNUSED void **state)
{
    struct hot hot CLEANUP_HOT = hot_make("PRAGMA page_size=1024;" SCHEMA FILL(400), hot_script);
    uint64_t random = 3;
    for (unsigned i = 0; i < 40; i++) {
        // Below the first record SQLite deletes the journal or cuts the database by it; from there on both agree.
        size_t size = 2000 + (size_t)(random_next(&random) % (hot.journal.size - 2000));
        struct slice journal = slice_part(slice_buffer(hot.journal), 0, size);
        (void)assert_as_sqlite(slice_buffer(hot.main), SLICE_NONE, journal);
    }
}

static void test_journal_bytes_changed(UNUSED void **state)
{
    struct hot hot CLEANUP_HOT = hot_make("PRAGMA page_size=1024;" SCHEMA FILL(400), hot_script);
    uint64_t random = 11;
    for (unsigned i = 0; i < 40; i++) {
        size_t at = 2000 + (size_t)(random_next(&random) % (hot.journal.size - 2000));
        hot.journal.data[at] ^= 0x04;
        (void)assert_as_sqlite(slice_buffer(hot.main), SLICE_NONE, slice_buffer(hot.journal));
        hot.journal.data[at] ^= 0x04;
    }
}

// The name of a journal over several databases stands behind the records; it is no record.
static void test_journal_names_another(UNUSED void **state)
{
    static const uint8_t lock_page[] = {0, 0x20, 0, 1}; // 2^30 / 512 + 1
    struct hot hot CLEANUP_HOT = hot_make("PRAGMA page_size=512;" SCHEMA FILL(300), "PRAGMA synchronous=OFF; BEGIN;"
                                          "UPDATE message SET text='rolled back', body=NULL;");
    buffer_put(&hot.journal, slice_of(lock_page, sizeof lock_page));
    while (hot.journal.size < (size_t)1 << 20)
        buffer_put(&hot.journal, SLICE("name of the other"));
    struct layer_report report;
    struct buffer got = dump_by_layer(slice_buffer(hot.main), SLICE_NONE, slice_buffer(hot.journal), &report);
    struct buffer expected = dump_by_sqlite(slice_buffer(hot.original), SLICE_NONE, SLICE_NONE);
    assert_true(report.journal_pages > 0);
    assert_same(&got, &expected);
}

static void test_journal_zeroed_is_not_hot(UNUSED void **state)
{
    struct hot hot CLEANUP_HOT = hot_make("PRAGMA page_size=1024;" SCHEMA FILL(200), "PRAGMA journal_mode=PERSIST;"
                                          "UPDATE message SET text='kept';");
    assert_true(hot.journal.size > 0 && hot.journal.data[0] == 0);
    struct layer_report report = assert_as_sqlite(slice_buffer(hot.main), SLICE_NONE, slice_buffer(hot.journal));
    assert_int_equal(report.journal_pages, 0);
    assert_false(report.journal_torn);
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
    struct buffer main CLEANUP_BUFFER = database_make(
        "PRAGMA page_size=512; CREATE TABLE a(b TEXT); INSERT INTO a VALUES(hex(zeroblob(4000)));");
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
    struct layer *layer = layer_over(SLICE("no database at all, but long enough to hold a header of one, if it were one: "
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
    struct pair pair CLEANUP_PAIR = pair_make(SCHEMA FILL(100) "PRAGMA wal_checkpoint;", wal_script);
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
    struct pair pair CLEANUP_PAIR = pair_make("CREATE TABLE a(b,c); INSERT INTO a VALUES(1,2);", "INSERT INTO a VALUES(3,4);");
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
        layers_read(slice_buffer(main), i % 2 ? slice_buffer(wal) : SLICE_NONE, i % 2 ? SLICE_NONE : slice_buffer(journal));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_other_encodings),
        cmocka_unit_test(test_wal),
        cmocka_unit_test(test_wal_all_content),
        cmocka_unit_test(test_wal_torn_at_frames),
        cmocka_unit_test(test_wal_torn_anywhere),
        cmocka_unit_test(test_wal_bytes_changed),
        cmocka_unit_test(test_wal_big_endian),
        cmocka_unit_test(test_wal_foreign),
        cmocka_unit_test(test_wal_left_over_frames),
        cmocka_unit_test(test_journal_of_many_segments),
        cmocka_unit_test(test_journal_without_sync),
        cmocka_unit_test(test_journal_truncates),
        cmocka_unit_test(test_journal_torn),
        cmocka_unit_test(test_journal_bytes_changed),
        cmocka_unit_test(test_journal_names_another),
        cmocka_unit_test(test_journal_zeroed_is_not_hot),
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
