// SPDX-License-Identifier: Apache-2.0
#include "sql/connection.h"

#include "base/buffer.h"
#include "base/limits.h"

#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>

#define PROGRESS_STEPS 1000

// What an artefact's or rule's SQL may call beside our own functions. Nothing that asks the system (datetime('now'),
// random()) and nothing that raises on a value (json_ functions raise on malformed text: guarded by json_valid()).
static const char *const allowed_functions[] = {
    "coalesce",    "iif",         "ifnull",
    "nullif",      "length",      "substr",
    "substring",   "instr",       "lower",
    "upper",       "trim",        "ltrim",
    "rtrim",       "replace",     "hex",
    "typeof",      "abs",         "min",
    "max",         "count",       "sum",
    "total",       "avg",         "group_concat",
    "round",       "json_valid",  "json_extract",
    "->",          "->>",         "json_type",
    "json_each",   "json_tree",   "json_array_length",
    "json_quote",  "json_object", "json_array",
    "lag",         "lead",        "row_number",
    "first_value", "last_value",  "char",
    "unicode",     "printf",      "format",
    "quote",       "likely",      "unlikely",
    "rank",        NULL,
};

// A question of the user's own may also turn times into words.
static const char *const date_functions[] = {"date", "time", "datetime", "julianday", "unixepoch", "strftime", NULL};

static bool name_listed(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (sqlite3_stricmp(name, *names) == 0)
            return true;
    return false;
}

bool connection_may_call(const char *name)
{
    return name_listed(name, allowed_functions) || name_listed(name, table_function_names) || function_known(name);
}

static void connection_note_read(struct connection *connection, const char *table)
{
    struct slice name = slice_text(table);
    for (size_t i = 0; i < connection->read_count; i++)
        if (slice_equal(connection->read[i], name))
            return;
    if (connection->read_count < CONNECTION_TABLES && arena_copy(connection->arena, name, &name))
        connection->read[connection->read_count++] = name;
}

static int connection_authorize(void *data, int action, const char *first, const char *second,
                                UNUSED const char *database, UNUSED const char *trigger)
{
    struct connection *connection = data;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_READ:
        if (first)
            connection_note_read(connection, first);
        return SQLITE_OK;
    case SQLITE_FUNCTION:
        if (second && (connection_may_call(second) || (connection->has_dates && name_listed(second, date_functions))))
            return SQLITE_OK;
        return SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

static int connection_progress(void *data)
{
    struct connection *connection = data;
    connection->steps++;
    connection->over_steps = connection->steps > connection->steps_limit;
    return connection->over_steps;
}

static int collation_bytes(UNUSED void *data, int a_size, const void *a, int b_size, const void *b)
{
    return slice_compare(slice_of(a, (size_t)a_size), slice_of(b, (size_t)b_size));
}

static void collation_needed(UNUSED void *data, sqlite3 *database, UNUSED int encoding, const char *name)
{
    (void)sqlite3_create_collation(database, name, SQLITE_UTF8, NULL, collation_bytes);
}

static void connection_settings(struct connection *connection)
{
    static const struct {
        int option;
        int value;
    } switches[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1},
    };
    static const struct {
        int limit;
        int value;
    } limits[] = {
        {SQLITE_LIMIT_LENGTH, LIMIT_SQL_LENGTH},  {SQLITE_LIMIT_SQL_LENGTH, 2 << 20},  {SQLITE_LIMIT_VDBE_OP, 1 << 20},
        {SQLITE_LIMIT_EXPR_DEPTH, 400},           {SQLITE_LIMIT_COMPOUND_SELECT, 500}, {SQLITE_LIMIT_ATTACHED, 0},
        {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000}, {SQLITE_LIMIT_WORKER_THREADS, 0},
    };
    sqlite3 *database = connection->database;
    for (size_t i = 0; i < ARRAY_SIZE(switches); i++)
        (void)sqlite3_db_config(database, switches[i].option, switches[i].value, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(limits); i++)
        (void)sqlite3_limit(database, limits[i].limit, limits[i].value);
    // An index is the evidence's own copy of its rows and may lie: never scan one in place of its table
    // (SQLITE_CoverIdxScan of sqliteInt.h, off for this connection).
    (void)sqlite3_test_control(SQLITE_TESTCTRL_OPTIMIZATIONS, database, 0x20);
    (void)sqlite3_hard_heap_limit64(LIMIT_SQL_HEAP);
    (void)sqlite3_exec(database, "PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0", NULL, NULL,
                       NULL);
    sqlite3_progress_handler(database, PROGRESS_STEPS, connection_progress, connection);
    (void)sqlite3_collation_needed(database, connection, collation_needed);
}

static enum error_code connection_error(struct connection *connection, struct error *error, const char *what)
{
    return error_set(error, ERROR_FORMAT, "sqlite", ERROR_NO_OFFSET, "%s: %s", what,
                     ERROR_QUOTE(slice_text(sqlite3_errmsg(connection->database))));
}

// Runs a query of ours over the schema and joins the first column's texts, each between line ends.
static enum error_code connection_names(struct connection *connection, const char *sql, struct slice *ret_names,
                                        struct error *error)
{
    struct buffer names CLEANUP_BUFFER;
    sqlite3_stmt *statement = NULL;
    buffer_init(&names, 1U << 20);
    buffer_put_byte(&names, '\n');
    int code = sqlite3_prepare_v2(connection->database, sql, -1, &statement, NULL);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(statement);
        if (code == SQLITE_ROW) {
            buffer_put(&names, slice_text((const char *)sqlite3_column_text(statement, 0)));
            buffer_put_byte(&names, '\n');
        }
    }
    (void)sqlite3_finalize(statement);
    if (code != SQLITE_DONE)
        return connection_error(connection, error, "cannot read the schema");
    if (names.failed)
        return error_set(error, ERROR_LIMIT, "sqlite", ERROR_NO_OFFSET, "the schema's names are longer than the limit");
    if (!arena_copy(connection->arena, buffer_slice(&names), ret_names))
        return error_set(error, ERROR_MEMORY, "sqlite", ERROR_NO_OFFSET, "no memory for the schema");
    return ERROR_NONE;
}

// One that cannot be looked at (a virtual table without its module) counts as one: it is no table to read.
static bool table_is_generated(struct connection *connection, struct slice name)
{
    static const char sql[] = "SELECT 1 FROM pragma_table_xinfo(?1) WHERE hidden IN (2, 3)";
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(connection->database, sql, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_bind_text(statement, 1, (const char *)name.data, (int)name.size, SQLITE_STATIC);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    (void)sqlite3_finalize(statement);
    return code != SQLITE_DONE;
}

static enum error_code connection_generated(struct connection *connection, struct error *error)
{
    struct buffer generated CLEANUP_BUFFER;
    struct slice tables;
    struct slice name;
    buffer_init(&generated, 1U << 20);
    enum error_code code =
        connection_names(connection, "SELECT name FROM sqlite_schema WHERE type = 'table'", &tables, error);
    while (!code && slice_line(&tables, &name)) {
        if (name.size == 0 || !table_is_generated(connection, name))
            continue;
        buffer_put(&generated, name);
        buffer_put_byte(&generated, '\n');
    }
    if (!code && !arena_copy(connection->arena, buffer_slice(&generated), &connection->generated))
        code = error_set(error, ERROR_MEMORY, "sqlite", ERROR_NO_OFFSET, "no memory for the schema");
    return code;
}

static enum error_code connection_schema(struct connection *connection, struct error *error)
{
    // A virtual table has no root page.
    static const char views[] = "SELECT name FROM sqlite_schema WHERE type = 'view' OR (type = 'table' AND "
                                "coalesce(rootpage, 0) = 0)";
    static const char shadowing[] = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND lower(name) IN "
                                    "('plist', 'plist_rows', 'lines', 'json_lines', 'json_rows', 'stix_pattern', "
                                    "'csv_rows', 'yaml_rows', 'mbdb_rows', "
                                    "'json_each', 'json_tree')";
    struct slice all;
    enum error_code code = connection_names(connection, "SELECT count(*) FROM sqlite_schema", &all, error);
    if (connection->own_schema || code)
        return code;
    code = connection_generated(connection, error);
    code = code ? code : connection_names(connection, views, &connection->views, error);
    code = code ? code : connection_names(connection, shadowing, &connection->shadowed, error);
    connection->shadowed = slice_trim(connection->shadowed);
    return code;
}

// The first use of a table function needs what the authorizer will deny.
static enum error_code connection_touch(struct connection *connection, struct error *error)
{
    char sql[64];
    for (const char *const *name = table_function_names; *name; name++) {
        (void)snprintf(sql, sizeof sql, "SELECT 1 FROM %s LIMIT 0", *name);
        if (sqlite3_exec(connection->database, sql, NULL, NULL, NULL) != SQLITE_OK && !connection->shadowed.size)
            return connection_error(connection, error, "cannot set up a table function");
    }
    (void)sqlite3_exec(connection->database, "SELECT 1 FROM json_each LIMIT 0; SELECT 1 FROM json_tree LIMIT 0", NULL,
                       NULL, NULL);
    return ERROR_NONE;
}

static enum error_code connection_set_up(struct connection *connection, struct error *error)
{
    const char *kept[] = {"json_each", "json_tree", NULL};
    connection_settings(connection);
    // Before anything looks at a table: a look at a virtual one would connect its module.
    if (!connection->own_schema)
        (void)sqlite3_drop_modules(connection->database, kept);
    enum error_code code = connection_schema(connection, error);
    if (code)
        return code;
    code = tables_register(connection->database, connection->context, error);
    code = code ? code : connection_touch(connection, error);
    code = code ? code : functions_register(connection->database, connection->context, error);
    if (!code)
        (void)sqlite3_set_authorizer(connection->database, connection_authorize, connection);
    return code;
}

enum error_code connection_new(sqlite3 *database, struct function_context *context, bool own_schema,
                               struct connection **ret_connection, struct error *error)
{
    struct connection *connection = calloc(1, sizeof *connection);
    struct arena *arena = arena_new(4U << 20);
    if (!connection || !arena) {
        (void)sqlite3_close(database);
        free(connection);
        (void)arena_free(arena);
        return error_set(error, ERROR_MEMORY, "sqlite", ERROR_NO_OFFSET, "no memory for a connection");
    }
    *connection = (struct connection){.database = database,
                                      .context = context,
                                      .own_schema = own_schema,
                                      .arena = arena,
                                      .steps_limit = LIMIT_SQL_STEPS / PROGRESS_STEPS};
    enum error_code code = connection_set_up(connection, error);
    if (code) {
        (void)connection_free(connection);
        return code;
    }
    *ret_connection = connection;
    return ERROR_NONE;
}

enum error_code connection_define(struct connection *connection, const char *sql, struct error *error)
{
    (void)sqlite3_set_authorizer(connection->database, NULL, NULL);
    int code = sqlite3_exec(connection->database, sql, NULL, NULL, NULL);
    enum error_code result = code == SQLITE_OK ? ERROR_NONE : connection_error(connection, error, "cannot set up");
    (void)sqlite3_set_authorizer(connection->database, connection_authorize, connection);
    return result;
}

struct connection *connection_free(struct connection *connection)
{
    if (connection) {
        (void)sqlite3_close(connection->database);
        (void)arena_free(connection->arena);
        free(connection);
    }
    return NULL;
}

void connection_freep(struct connection **connection)
{
    *connection = connection_free(*connection);
}

bool connection_is_generated(const struct connection *connection, struct slice table)
{
    struct slice rest = connection->generated;
    struct slice name;
    while (slice_line(&rest, &name))
        if (name.size && slice_equal_fold(name, table))
            return true;
    return false;
}

void connection_schema_hash(struct connection *connection, char text[65])
{
    struct sha256_ctx hash;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sqlite3_stmt *statement = NULL;
    sha256_init(&hash);
    if (sqlite3_prepare_v2(connection->database, "SELECT sql FROM sqlite_schema ORDER BY name, sql", -1, &statement,
                           NULL) == SQLITE_OK) {
        while (sqlite3_step(statement) == SQLITE_ROW) {
            const uint8_t *sql = sqlite3_column_text(statement, 0);
            sha256_update(&hash, (size_t)sqlite3_column_bytes(statement, 0), sql);
            sha256_update(&hash, 1, (const uint8_t *)"");
        }
    }
    (void)sqlite3_finalize(statement);
    sha256_digest(&hash, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        (void)snprintf(text + 2 * i, 3, "%02x", digest[i]);
}

static bool message_has(struct slice message, const char *part)
{
    return slice_find(message, slice_text(part)) != SIZE_MAX;
}

enum connection_error connection_error_kind(const struct connection *connection, int code)
{
    struct slice message = slice_text(sqlite3_errmsg(connection->database));
    switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return CONNECTION_DAMAGED;
    case SQLITE_INTERRUPT:
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG:
    case SQLITE_FULL:
        return CONNECTION_LIMIT;
    default:
        break;
    }
    if (message_has(message, "access to view") || message_has(message, "no such module"))
        return CONNECTION_REPLACED;
    // "'json_each' is not a function": a table of the evidence stands where ours should (see `shadowed`).
    if (message_has(message, "' is not a function"))
        return CONNECTION_MISSING;
    if (message_has(message, "no such table") || message_has(message, "no such column"))
        return CONNECTION_MISSING;
    return CONNECTION_OTHER;
}
