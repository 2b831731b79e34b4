// SPDX-License-Identifier: Apache-2.0
#include "sql/query.h"

#include "sql/scan.h"

#include <stdio.h>

struct query_building {
    struct query *query;
    struct connection *connection;
    const struct definitions *definitions;
    const bool *rules_off;
    query_rule_skipped *skipped;
    void *context;
    bool listing;
    char *message; // 256 bytes
};

static enum query_state query_fail(const struct query_building *building, enum query_state state, const char *what)
{
    char quoted[160];
    (void)snprintf(building->message, 256, "%s: %s", what,
                   error_quote(slice_text(sqlite3_errmsg(building->connection->database)), quoted, sizeof quoted));
    return state;
}

static enum query_state query_state_of(const struct query_building *building, int code)
{
    switch (connection_error_kind(building->connection, code)) {
    case CONNECTION_MISSING:
        return query_fail(building, QUERY_UNKNOWN, "no variant fits this schema");
    case CONNECTION_REPLACED:
        return query_fail(building, QUERY_REPLACED, "not a table");
    case CONNECTION_DAMAGED:
        return query_fail(building, QUERY_DAMAGED, "the database is damaged");
    case CONNECTION_LIMIT:
        return query_fail(building, QUERY_LIMIT, "over a limit");
    case CONNECTION_OTHER:
    default:
        return query_fail(building, QUERY_BROKEN, "the artefact's query does not work");
    }
}

static int query_compile(const struct query_building *building, struct slice sql, sqlite3_stmt **ret_statement,
                         struct slice *ret_tail)
{
    const char *tail = NULL;
    const char *text = sql.size ? (const char *)sql.data : "";
    int code = sqlite3_prepare_v2(building->connection->database, text, (int)sql.size, ret_statement, &tail);
    size_t used = tail ? (size_t)(tail - text) : sql.size;
    *ret_tail = slice_from(sql, used);
    return code;
}

// The variant by itself: does it fit, which columns has it, is there only one statement?
static enum query_state variant_prepare(const struct query_building *building, struct slice *ret_sql,
                                        sqlite3_stmt **ret_statement)
{
    const struct definition_variant *variant = building->query->variant;
    struct connection *connection = building->connection;
    struct slice tail;
    connection->read_count = 0;
    int code = query_compile(building, variant->sql, ret_statement, &tail);
    if (code != SQLITE_OK)
        return query_state_of(building, code);
    if (!*ret_statement || !scan_is_blank(tail)) {
        (void)snprintf(building->message, 256, N_("the artefact's query is followed by something else"));
        return QUERY_BROKEN;
    }
    for (size_t i = 0; i < connection->read_count; i++) {
        if (!connection_is_generated(connection, connection->read[i]))
            continue;
        (void)snprintf(building->message, 256, N_("table %s has generated columns"), ERROR_QUOTE(connection->read[i]));
        return QUERY_REPLACED;
    }
    struct slice sql = slice_part(variant->sql, 0, variant->sql.size - tail.size);
    for (sql = slice_trim(sql); slice_ends(sql, SLICE(";")); sql = slice_trim(sql))
        sql.size--;
    *ret_sql = sql;
    return QUERY_READY;
}

static enum query_state variant_when(const struct query_building *building)
{
    const struct definition_variant *variant = building->query->variant;
    sqlite3_stmt *statement = NULL;
    struct slice tail;
    if (variant->when.size == 0)
        return QUERY_READY;
    int code = query_compile(building, variant->when, &statement, &tail);
    bool holds = code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_int(statement, 0) != 0;
    enum query_state state = holds ? QUERY_READY : QUERY_UNKNOWN;
    if (code != SQLITE_OK)
        state = query_state_of(building, code);
    else if (!holds)
        (void)snprintf(building->message, 256, "no variant fits this schema");
    (void)sqlite3_finalize(statement);
    return state;
}

static enum query_state query_columns(const struct query_building *building, sqlite3_stmt *statement)
{
    struct query *query = building->query;
    int count = sqlite3_column_count(statement);
    for (int i = 0; i < count; i++) {
        struct slice name = slice_text(sqlite3_column_name(statement, i));
        size_t column = artefact_column(query->artefact, slice_part(name, 0, slice_find_byte(name, ':')));
        if (column == SIZE_MAX || query->column_count == LIMIT_COLUMNS) {
            (void)snprintf(building->message, 256, "column %d has no AS \"name:kind\" in the outermost SELECT", i + 1);
            return QUERY_BROKEN;
        }
        query->columns[query->column_count++] = column;
    }
    return QUERY_READY;
}

static void put_names(struct buffer *sql, const struct query *query, bool nulls)
{
    for (size_t i = 0; i < query->column_count; i++) {
        struct slice name = query->artefact->columns[query->columns[i]].name;
        buffer_put_text(sql, i ? "," : "");
        if (nulls) {
            buffer_put_text(sql, "NULL");
        } else {
            buffer_put_byte(sql, '"');
            buffer_put(sql, name);
            buffer_put_byte(sql, '"');
        }
    }
}

// An expression over the columns, alone and over no row: one that names a missing column must not take the others
// along.
static bool expression_works(const struct query_building *building, struct slice expression)
{
    struct buffer sql CLEANUP_BUFFER;
    sqlite3_stmt *statement = NULL;
    struct slice tail = SLICE_NONE;
    buffer_init(&sql, LIMIT_DEFINITION_SIZE * 2U);
    buffer_put_text(&sql, "WITH a(");
    put_names(&sql, building->query, false);
    buffer_put_text(&sql, ") AS (SELECT ");
    put_names(&sql, building->query, true);
    buffer_put_text(&sql, ") SELECT (");
    buffer_put(&sql, expression);
    buffer_put_text(&sql, "\n) FROM a");
    int code = sql.failed ? SQLITE_NOMEM : query_compile(building, buffer_slice(&sql), &statement, &tail);
    bool works = code == SQLITE_OK && sqlite3_column_count(statement) == 1 && scan_is_blank(tail);
    (void)sqlite3_finalize(statement);
    return works;
}

static void query_rules(const struct query_building *building, struct buffer *sql)
{
    struct query *query = building->query;
    int column = query->means_column + 1;
    for (size_t i = 0; i < building->definitions->rule_count && query->rule_count < LIMIT_RULES_A_RUN; i++) {
        const struct rule *rule = &building->definitions->rules[i];
        if (!slice_equal(rule->on, query->artefact->name) || (building->rules_off && building->rules_off[i]))
            continue;
        if (!expression_works(building, rule->sql)) {
            if (building->skipped)
                building->skipped(building->context, rule, slice_text(sqlite3_errmsg(building->connection->database)));
            continue;
        }
        buffer_put_text(sql, ",(");
        buffer_put(sql, rule->sql);
        buffer_put_text(sql, "\n)");
        query->rules[query->rule_count++] = (struct query_rule){rule, column++};
    }
}

static bool column_lists(const struct definition_column *column)
{
    struct slice name = column->name;
    if (column->kinds & KIND_SECRET)
        return true;
    static const struct slice names[] = {SLICE_INIT("file_id"), SLICE_INIT("domain"), SLICE_INIT("listed"),
                                         SLICE_INIT("device_path"), SLICE_INIT("flags")};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (slice_equal(name, names[i]))
            return true;
    return false;
}

// Without LIMIT and OFFSET around it the query is flattened, and what is not asked for is not computed.
static enum query_state query_listing(const struct query_building *building, struct slice sql)
{
    struct query *query = building->query;
    struct buffer lean CLEANUP_BUFFER;
    struct slice tail;
    size_t kept = 0;
    buffer_init(&lean, 1U << 20);
    buffer_put_text(&lean, "WITH a(");
    put_names(&lean, query, false);
    buffer_put_text(&lean, ") AS (\n");
    buffer_put(&lean, sql);
    buffer_put_text(&lean, "\n) SELECT ");
    for (size_t i = 0; i < query->column_count; i++) {
        struct slice name = query->artefact->columns[query->columns[i]].name;
        if (!column_lists(&query->artefact->columns[query->columns[i]]))
            continue;
        buffer_put_text(&lean, kept ? ",\"" : "\"");
        buffer_put(&lean, name);
        buffer_put_byte(&lean, '"');
        query->columns[kept++] = query->columns[i];
    }
    query->column_count = kept;
    query->means_column = -1;
    buffer_put_text(&lean, " FROM a LIMIT -1 OFFSET ?1");
    int code = lean.failed ? SQLITE_NOMEM : query_compile(building, buffer_slice(&lean), &query->statement, &tail);
    if (code == SQLITE_OK)
        code = sqlite3_bind_int64(query->statement, 1, 0);
    return code == SQLITE_OK ? QUERY_READY : query_state_of(building, code);
}

// LIMIT and OFFSET keep SQLite from flattening: without them each column is evaluated once for every use. The offset is
// a parameter, so that the engine can go on behind a row whose values end the statement.
static enum query_state query_join(const struct query_building *building, struct slice sql)
{
    struct query *query = building->query;
    struct buffer joint CLEANUP_BUFFER;
    struct slice tail;
    buffer_init(&joint, 4U << 20);
    query->means_column = (int)query->column_count;
    if (!expression_works(building, query->artefact->means))
        return query_fail(building, QUERY_BROKEN, "the artefact's \"-- means:\" does not work");
    buffer_put_text(&joint, "WITH a(");
    put_names(&joint, query, false);
    buffer_put_text(&joint, ") AS (SELECT * FROM (\n");
    buffer_put(&joint, sql);
    buffer_put_text(&joint, "\n) LIMIT -1 OFFSET ?1) SELECT a.*,(");
    buffer_put(&joint, query->artefact->means);
    buffer_put_text(&joint, "\n)");
    query_rules(building, &joint);
    buffer_put_text(&joint, " FROM a");
    int code = joint.failed ? SQLITE_NOMEM : query_compile(building, buffer_slice(&joint), &query->statement, &tail);
    if (code == SQLITE_OK)
        code = sqlite3_bind_int64(query->statement, 1, 0);
    return code == SQLITE_OK ? QUERY_READY : query_state_of(building, code);
}

static enum query_state query_variant(const struct query_building *building)
{
    sqlite3_stmt *alone = NULL;
    struct slice sql = SLICE_NONE;
    enum query_state state = variant_prepare(building, &sql, &alone);
    if (state == QUERY_READY)
        state = variant_when(building);
    if (state == QUERY_READY)
        state = query_columns(building, alone);
    (void)sqlite3_finalize(alone);
    if (state != QUERY_READY)
        return state;
    return building->listing ? query_listing(building, sql) : query_join(building, sql);
}

enum query_state query_prepare(struct query *query, struct connection *connection,
                               const struct definitions *definitions, const struct artefact *artefact,
                               const bool *rules_off, query_rule_skipped *skipped, void *context, bool listing,
                               char message[256])
{
    struct query_building building = {query, connection, definitions, rules_off, skipped, context, listing, message};
    enum query_state state = QUERY_UNKNOWN;
    message[0] = '\0';
    for (size_t i = 0; i < artefact->variant_count && state == QUERY_UNKNOWN; i++) {
        *query = (struct query){.artefact = artefact, .variant = &artefact->variants[i]};
        state = query_variant(&building);
    }
    return state;
}

void query_release(struct query *query)
{
    (void)sqlite3_finalize(query->statement);
    query->statement = NULL;
}
