// SPDX-License-Identifier: Apache-2.0
// The same files read by SQLite and through the layer: databases with a log, and with a hot journal.
#pragma once

#include "database_make.h"

#include <sys/wait.h>

#define SCHEMA                                                                       \
    "CREATE TABLE message(id INTEGER PRIMARY KEY, text TEXT, date REAL, body BLOB);" \
    "CREATE INDEX message_text ON message(text);"                                    \
    "CREATE TABLE handle(name TEXT PRIMARY KEY, count INT) WITHOUT ROWID;"
#define NUMBERS(n) "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM c WHERE i<" #n ") "
#define FILL(n)                                                                                    \
    NUMBERS(n)                                                                                     \
    "INSERT INTO message(text,date,body) SELECT printf('text %d %s',i,hex(zeroblob(i%90))),i/7.0," \
    "CASE WHEN i%40=0 THEN zeroblob(9000) || 'x' ELSE printf('b%d',i) END FROM c;" NUMBERS(        \
        n) "INSERT INTO handle SELECT 'h'||i, i FROM c WHERE true ON CONFLICT DO UPDATE SET count=count+1;"
// After a checkpoint: transactions of one and of several frames, one that makes the database shorter.
#define WAL_SCRIPT                                                                      \
    "INSERT INTO message(text) VALUES('one'); INSERT INTO message(text) VALUES('two');" \
    "UPDATE message SET text='changed' WHERE id%3=0; DELETE FROM message WHERE id>250;" \
    "BEGIN;" FILL(40) "COMMIT; DROP TABLE handle; VACUUM;"

static inline struct buffer dump_of(sqlite3 *database)
{
    struct buffer text;
    buffer_init(&text, (size_t)1 << 30);
    database_dump(database, false, &text);
    return text;
}

// What SQLite makes of the files, in a folder of its own: it may write there.
static inline struct buffer dump_by_sqlite(struct slice main, struct slice wal, struct slice journal)
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

static inline struct buffer dump_by_layer(struct slice main, struct slice wal, struct slice journal,
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

static inline void assert_same(struct buffer *got, struct buffer *expected)
{
    assert_int_equal(got->size, expected->size);
    assert_memory_equal(got->data, expected->data, got->size);
    buffer_release(got);
    buffer_release(expected);
}

static inline struct layer_report assert_as_sqlite(struct slice main, struct slice wal, struct slice journal)
{
    struct layer_report report;
    struct buffer got = dump_by_layer(main, wal, journal, &report);
    struct buffer expected = dump_by_sqlite(main, wal, journal);
    assert_same(&got, &expected);
    return report;
}

// A database in WAL mode, taken while it was open: main file and log as they lay there.
struct pair {
    struct buffer main;
    struct buffer wal;
};

static inline struct pair pair_make(const char *before, const char *after)
{
    struct folder folder CLEANUP_FOLDER;
    folder_make(&folder);
    sqlite3 *database = database_open(&folder, "main");
    database_run(
        database,
        "PRAGMA synchronous=OFF; PRAGMA page_size=1024; PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;");
    database_run(database, before);
    database_run(database, after);
    struct pair pair = {file_read_whole(&folder, "main"), file_read_whole(&folder, "main-wal")};
    (void)sqlite3_close(database);
    return pair;
}

static inline void pair_release(struct pair *pair)
{
    buffer_release(&pair->main);
    buffer_release(&pair->wal);
}
#define CLEANUP_PAIR CLEANUP(pair_release)

struct hot {
    struct buffer original;
    struct buffer main;
    struct buffer journal;
};

static inline void hot_release(struct hot *hot)
{
    buffer_release(&hot->original);
    buffer_release(&hot->main);
    buffer_release(&hot->journal);
}
#define CLEANUP_HOT CLEANUP(hot_release)

NORETURN static inline void hot_child(const struct folder *folder, const char *sql)
{
    sqlite3 *database = database_open(folder, "main");
    (void)sqlite3_exec(database, "PRAGMA cache_size=5; PRAGMA cache_spill=1;", NULL, NULL, NULL);
    (void)sqlite3_exec(database, sql, NULL, NULL, NULL);
    _exit(0); // no commit, no close: as if the process were killed
}

static inline struct hot hot_make(const char *before, const char *sql)
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
