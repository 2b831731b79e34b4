// SPDX-License-Identifier: Apache-2.0
// A damaged database recovered, and held against what it was before the damage.
#pragma once

#include "database_make.h"

#include "sql/layer/recover.h"

#define NUMBERS(n) "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM c WHERE i<" #n ") "
#define SCHEMA                                                                                                  \
    "CREATE TABLE message(id INTEGER PRIMARY KEY, guid TEXT UNIQUE NOT NULL, text TEXT, date REAL, body BLOB);" \
    "CREATE TABLE handle(name TEXT, country VARCHAR(10), count INT);"                                           \
    "CREATE INDEX handle_name ON handle(name);"                                                                 \
    "CREATE TABLE pair(b INT, a TEXT, extra, PRIMARY KEY(a, b)) WITHOUT ROWID;"
#define FILL(n)                                                                                                  \
    NUMBERS(n)                                                                                                   \
    "INSERT INTO message(guid,text,date,body) SELECT 'guid'||i, printf('text %d é %s', i,"                      \
    "hex(zeroblob(i%90))), CASE WHEN i%2 THEN i ELSE i/8.0 END,"                                                 \
    "CASE WHEN i%40=0 THEN zeroblob(3000) || 'end' WHEN i%3 THEN NULL ELSE CAST(i AS BLOB) END FROM c;" NUMBERS( \
        n) "INSERT INTO handle SELECT 'name '||(i%50), 'de', i FROM c;" NUMBERS(n) "INSERT INTO pair SELECT i, " \
                                                                                   "'a'||(i%7), i*1000 FROM c;"

static inline struct buffer text_new(void)
{
    struct buffer text;
    buffer_init(&text, (size_t)1 << 30);
    return text;
}

// The database as it was before the damage.
static inline sqlite3 *original_open(struct buffer *main)
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

static inline struct recovered recovered_wish(struct slice main, const struct recover_wish *wish)
{
    struct recovered recovered = {.layer = layer_over(main, SLICE_NONE, SLICE_NONE)};
    struct error error = {0};
    if (recover_connect(recovered.layer, wish, &recovered.database, &recovered.report, &error))
        recovered.database = NULL;
    return recovered;
}

static inline struct recovered recovered_open(struct slice main)
{
    return recovered_wish(main, NULL);
}

static inline void recovered_close(struct recovered *recovered)
{
    (void)sqlite3_close(recovered->database);
    layer_freep(&recovered->layer);
}
#define CLEANUP_RECOVERED CLEANUP(recovered_close)

static inline int64_t rows_in(sqlite3 *database, const char *table)
{
    char sql[128];
    (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    return database_number(database, sql);
}

// Each line of `part` stands in `whole`, both in the same order.
static inline void assert_lines_within(struct slice part, struct slice whole)
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
static inline void assert_nothing_invented(struct recovered *recovered, struct buffer *main)
{
    sqlite3 *original = original_open(main);
    struct buffer before CLEANUP_BUFFER = text_new();
    struct buffer after CLEANUP_BUFFER = text_new();
    database_dump(original, true, &before);
    database_dump(recovered->database, true, &after);
    assert_lines_within(slice_buffer(after), slice_buffer(before));
    (void)sqlite3_close(original);
}

static inline void assert_all_recovered(struct slice damaged, struct buffer *main)
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

struct page_info {
    uint32_t number;
    uint32_t cells;
};

// The pages of a table's tree of one kind ("leaf", "internal"), by SQLite's own account.
static inline size_t pages_of(struct buffer *main, const char *table, const char *kind, struct page_info *pages,
                              size_t room)
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

static inline struct buffer copy_of(const struct buffer *main)
{
    struct buffer copy = text_new();
    buffer_put(&copy, slice_buffer(*main));
    return copy;
}

static inline void page_overwrite(struct buffer *bytes, uint32_t page_size, uint32_t number, bool zeros,
                                  uint64_t *random)
{
    for (size_t i = 0; i < page_size; i++)
        bytes->data[(number - (size_t)1) * page_size + i] = zeros ? 0 : (uint8_t)random_next(random);
}
