// SPDX-License-Identifier: Apache-2.0
// A database with its log and its journal: read through the layer by SQLite, then recovered page by page and read
// again. The input: sizes of log and journal (4 bytes each, big-endian, cut to what is there), then database, log,
// journal.
#include "fuzz.h"

#include "base/cursor.h"
#include "sql/layer/recover.h"

#define ROWS 200U        // read of one table
#define TABLES 20U       // read of one database
#define STEPS 20000      // virtual machine steps of one statement
#define LENGTH (1 << 20) // bytes of one value

static volatile uint8_t sink;

static int statement_stop(UNUSED void *context)
{
    return 1;
}

static void database_configure(sqlite3 *database)
{
    (void)sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    (void)sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    (void)sqlite3_limit(database, SQLITE_LIMIT_LENGTH, LENGTH);
    sqlite3_progress_handler(database, STEPS, statement_stop, NULL);
}

static void statement_run(sqlite3 *database, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK)
        return;
    for (unsigned row = 0; row < ROWS && sqlite3_step(statement) == SQLITE_ROW; row++) {
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            const uint8_t *bytes = sqlite3_column_blob(statement, i);
            for (int k = 0; k < sqlite3_column_bytes(statement, i); k++)
                sink ^= bytes[k];
        }
    }
    (void)sqlite3_finalize(statement);
}

static void table_read(sqlite3 *database, const char *name)
{
    static const char *const queries[] = {
        "SELECT * FROM main.\"%w\"",
        "SELECT * FROM main.\"%w\" WHERE rowid IN (1, 5, 300)",
        "SELECT count(*) FROM main.\"%w\" a JOIN main.\"%w\" b ON a.rowid = b.rowid",
    };
    for (size_t i = 0; i < ARRAY_SIZE(queries); i++) {
        char *sql = sqlite3_mprintf(queries[i], name, name);
        if (sql)
            statement_run(database, sql);
        sqlite3_free(sql);
    }
}

static void database_read(sqlite3 *database)
{
    sqlite3_stmt *names = NULL;
    database_configure(database);
    if (sqlite3_prepare_v2(database, "SELECT name FROM sqlite_schema WHERE type='table'", -1, &names, NULL) ==
        SQLITE_OK)
        for (unsigned i = 0; i < TABLES && sqlite3_step(names) == SQLITE_ROW; i++)
            table_read(database, (const char *)sqlite3_column_text(names, 0));
    (void)sqlite3_finalize(names);
    (void)sqlite3_close(database);
}

static void pages_read(struct layer *layer)
{
    uint8_t bytes[512];
    size_t size = 0;
    for (uint64_t offset = 0; offset < 4096; offset += 300)
        if (layer_read(layer, offset, bytes, sizeof bytes, &size, NULL) == ERROR_NONE && size > sizeof bytes)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cursor cursor = cursor_over(slice_of(data, size));
    uint32_t wal_size = cursor_u32be(&cursor);
    uint32_t journal_size = cursor_u32be(&cursor);
    size_t left = cursor_left(&cursor);
    wal_size = wal_size < left ? wal_size : (uint32_t)left;
    journal_size = journal_size < left - wal_size ? journal_size : (uint32_t)(left - wal_size);
    struct layer_files files = {.main = source_of_memory(cursor_bytes(&cursor, left - wal_size - journal_size))};
    files.wal = source_of_memory(cursor_bytes(&cursor, wal_size));
    files.journal = source_of_memory(cursor_bytes(&cursor, journal_size));
    struct layer *layer = NULL;
    sqlite3 *database = NULL;
    static const char *const shapes[] = {
        "CREATE TABLE message(id INTEGER PRIMARY KEY, guid TEXT, text TEXT, date REAL)",
        "CREATE TABLE a(b TEXT, c INT)"};
    static const struct slice names[] = {SLICE_INIT("message"), SLICE_INIT("v")};
    const struct recover_wish wish = {shapes, 2, names, 2};
    struct recover_report report;
    if (layer_new(&files, &layer, NULL))
        return 0;
    pages_read(layer);
    (void)recover_schema_whole(layer);
    if (layer_connect(layer, &database, NULL) == ERROR_NONE)
        database_read(database);
    if (recover_connect(layer, &wish, &database, &report, NULL) == ERROR_NONE)
        database_read(database);
    layer_free(layer);
    return 0;
}
