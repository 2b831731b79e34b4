// SPDX-License-Identifier: Apache-2.0
// Jobs over a case. A case is evidence too: somebody else may have made it, so it is read here, in a cage, by the same
// hardened connection as a phone's database, and only rows leave.
#include "examine/work.h"

#include "case/store.h"
#include "sql/connection.h"
#include "sql/layer/layer.h"
#include "sql/scan.h"

#include <inttypes.h>
#include <stdlib.h>

#define FOUND_MOST 500U       // records of one artefact that a report shows
#define FOUND_CELL_MOST 4000U // of a text or blob, in its own characters

struct case_reading {
    const struct work_context *context;
    struct wire *wire;
    struct layer *layer;
    struct function_context functions;
    struct connection *connection;
};

#define SQLITE_MAGIC "SQLite format 3" // with the NUL at its end

static enum error_code case_open(struct case_reading *reading, const struct task *task, struct error *error)
{
    struct source none = source_of_memory(SLICE_NONE);
    struct layer_files files = {none, none, none};
    sqlite3 *database = NULL;
    if (task->fd_count != 1)
        return error_set(error, ERROR_USAGE, "worker", ERROR_NO_OFFSET, "not the descriptors that the job needs");
    enum error_code code = source_of_fd(task->fds[0], &files.main, error);
    uint8_t magic[sizeof SQLITE_MAGIC];
    size_t size = 0;
    code = code ? code : source_read(&files.main, 0, magic, sizeof magic, &size, error);
    if (!code && !slice_equal(slice_of(magic, size), slice_of(SQLITE_MAGIC, sizeof SQLITE_MAGIC)))
        return error_set(error, ERROR_FORMAT, "case", ERROR_NO_OFFSET, "not a case of bridle");
    code = code ? code : function_context_init(&reading->functions, NULL, error);
    code = code ? code : layer_new(&files, &reading->layer, error);
    code = code ? code : layer_connect(reading->layer, &database, error);
    return code ? code : connection_new(database, &reading->functions, false, &reading->connection, error);
}

static void case_close(struct case_reading *reading)
{
    reading->connection = connection_free(reading->connection);
    reading->layer = layer_free(reading->layer);
    function_context_release(&reading->functions);
}

static struct cell cell_at(sqlite3_stmt *statement, int column)
{
    struct cell cell = {.type = CELL_NULL};
    int type = sqlite3_column_type(statement, column);
    if (type == SQLITE_INTEGER) {
        cell = (struct cell){.type = CELL_INTEGER, .integer = sqlite3_column_int64(statement, column)};
    } else if (type == SQLITE_FLOAT) {
        cell = (struct cell){.type = CELL_REAL, .real = sqlite3_column_double(statement, column)};
    } else if (type != SQLITE_NULL) {
        const void *bytes = type == SQLITE_TEXT ? (const void *)sqlite3_column_text(statement, column)
                                                : sqlite3_column_blob(statement, column);
        cell.type = type == SQLITE_TEXT ? CELL_TEXT : CELL_BLOB;
        cell.bytes = bytes ? slice_of(bytes, (size_t)sqlite3_column_bytes(statement, column)) : SLICE_NONE;
    }
    return cell;
}

static void put_names(struct wire *wire, sqlite3_stmt *statement, uint32_t query)
{
    struct cell names[LIMIT_COLUMNS];
    int count = sqlite3_column_count(statement);
    for (int i = 0; i < count; i++)
        names[i] = (struct cell){.type = CELL_TEXT, .bytes = slice_text(sqlite3_column_name(statement, i))};
    wire_begin(wire, FRAME_NAMES);
    wire_u32(wire, query);
    frame_put_cells(wire, names, (size_t)count);
    wire_end(wire);
}

static void put_row(struct wire *wire, sqlite3_stmt *statement, uint32_t query)
{
    struct cell cells[LIMIT_COLUMNS];
    int count = sqlite3_column_count(statement);
    for (int i = 0; i < count; i++)
        cells[i] = cell_at(statement, i);
    wire_begin(wire, FRAME_ROW);
    wire_u32(wire, query);
    frame_put_cells(wire, cells, (size_t)count);
    wire_end(wire);
}

// All rows of one SELECT, numbered `query`, as frames.
static enum error_code case_rows(struct case_reading *reading, struct slice sql, uint32_t query, bool names,
                                 struct error *error)
{
    sqlite3_stmt *statement = NULL;
    const char *tail = NULL;
    sqlite3 *database = reading->connection->database;
    int code = sqlite3_prepare_v2(database, (const char *)sql.data, (int)sql.size, &statement, &tail);
    if (code == SQLITE_OK && (!statement || !scan_is_blank(slice_from(sql, (size_t)(tail - (const char *)sql.data))))) {
        (void)sqlite3_finalize(statement);
        return error_set(error, ERROR_USAGE, "case", ERROR_NO_OFFSET, "one SELECT, no less and no more");
    }
    if (code == SQLITE_OK && sqlite3_column_count(statement) > (int)LIMIT_COLUMNS) {
        (void)sqlite3_finalize(statement);
        return error_set(error, ERROR_LIMIT, "case", ERROR_NO_OFFSET, "more than %u columns", LIMIT_COLUMNS);
    }
    if (code == SQLITE_OK && names)
        put_names(reading->wire, statement, query);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(statement);
        if (code == SQLITE_ROW)
            put_row(reading->wire, statement, query);
    }
    enum error_code result = ERROR_NONE;
    if (code == SQLITE_INTERRUPT && reading->connection->over_steps)
        result =
            error_set(error, ERROR_LIMIT, "case", ERROR_NO_OFFSET, "the query was stopped: it takes too many steps");
    else if (code != SQLITE_DONE)
        result = error_set(error, ERROR_FORMAT, "case", ERROR_NO_OFFSET, "%s",
                           ERROR_QUOTE(slice_text(sqlite3_errmsg(database))));
    (void)sqlite3_finalize(statement);
    return result;
}

static enum error_code schema_known(uint64_t schema, struct error *error)
{
    if (schema > CASE_SCHEMA)
        return error_set(error, ERROR_FORMAT, "case", ERROR_NO_OFFSET,
                         "a newer bridle made this case (schema %" PRIu64 "), and this one reads schemas up to %d: "
                         "read it with that bridle",
                         schema, CASE_SCHEMA);
    if (schema == 0)
        return error_set(error, ERROR_FORMAT, "case", ERROR_NO_OFFSET, "not a case of bridle");
    return ERROR_NONE;
}

// Before anything else of it is read: of a case that a later bridle made nothing but this place is known.
static enum error_code case_schema_check(struct case_reading *reading, struct error *error)
{
    static const char sql[] = "SELECT value FROM meta WHERE key = 'schema'";
    sqlite3 *database = reading->connection->database;
    sqlite3_stmt *statement = NULL;
    uint64_t schema = 0;
    int code = sqlite3_prepare_v2(database, sql, -1, &statement, NULL);
    code = code == SQLITE_OK ? sqlite3_step(statement) : code;
    if (code == SQLITE_ROW) {
        struct cell cell = cell_at(statement, 0);
        if (cell.type == CELL_TEXT && !slice_decimal(cell.bytes, &schema))
            schema = 0;
    }
    enum error_code result = ERROR_NONE;
    if (code == SQLITE_ROW || code == SQLITE_DONE || code == SQLITE_ERROR)
        result = schema_known(schema, error);
    else
        result = error_set(error, ERROR_FORMAT, "case", ERROR_NO_OFFSET, "%s",
                           ERROR_QUOTE(slice_text(sqlite3_errmsg(database))));
    (void)sqlite3_finalize(statement);
    return result;
}

static bool case_has_table(void *context, struct slice name)
{
    const struct case_reading *reading = context;
    sqlite3_stmt *statement = NULL;
    bool found = false;
    static const char sql[] = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?";
    if (sqlite3_prepare_v2(reading->connection->database, sql, -1, &statement, NULL) == SQLITE_OK) {
        (void)sqlite3_bind_text(statement, 1, (const char *)name.data, (int)name.size, SQLITE_STATIC);
        found = sqlite3_step(statement) == SQLITE_ROW;
    }
    (void)sqlite3_finalize(statement);
    return found;
}

static enum error_code case_events(struct case_reading *reading, uint32_t query, struct error *error)
{
    struct buffer union_sql CLEANUP_BUFFER;
    struct buffer sql CLEANUP_BUFFER;
    buffer_init(&union_sql, 1U << 20);
    buffer_init(&sql, 2U << 20);
    store_event_sql(reading->context->definitions, case_has_table, reading, &union_sql);
    if (union_sql.size == 0)
        return ERROR_NONE;
    buffer_put_text(&sql, "SELECT e.timestamp, e.timestamp_desc, e.time_origin, e.message, e.artefact, i.input, "
                          "e.record FROM (");
    buffer_put(&sql, buffer_slice(&union_sql));
    buffer_put_text(&sql, ") AS e LEFT JOIN input AS i ON i.number = e.input "
                          "ORDER BY e.timestamp, e.artefact, e.record, e.timestamp_desc, i.input");
    return case_rows(reading, buffer_slice(&sql), query, false, error);
}

static bool case_has_column(const struct case_reading *reading, struct slice table, struct slice column)
{
    struct buffer sql CLEANUP_BUFFER;
    sqlite3_stmt *statement = NULL;
    buffer_init(&sql, 1024);
    buffer_format(&sql, "SELECT t.\"%.*s\" FROM \"%.*s\" AS t LIMIT 0", SLICE_PRINTF(column), SLICE_PRINTF(table));
    bool found = sqlite3_prepare_v2(reading->connection->database, (const char *)sql.data, (int)sql.size, &statement,
                                    NULL) == SQLITE_OK;
    (void)sqlite3_finalize(statement);
    return found;
}

// Each column of the artefact that the case has; NULL for one that it has not.
static void found_columns(const struct case_reading *reading, const struct artefact *artefact, struct buffer *sql)
{
    for (size_t i = 0; i < artefact->column_count && i + 2 < LIMIT_COLUMNS; i++) {
        struct slice name = artefact->columns[i].name;
        if (case_has_column(reading, artefact->name, name))
            buffer_format(sql, ", iif(typeof(t.\"%.*s\") IN ('text', 'blob'), substr(t.\"%.*s\", 1, %u), t.\"%.*s\")",
                          SLICE_PRINTF(name), SLICE_PRINTF(name), FOUND_CELL_MOST, SLICE_PRINTF(name));
        else
            buffer_put_text(sql, ", NULL");
    }
}

// The records that this artefact's findings rest on.
static void found_sql(const struct case_reading *reading, const struct artefact *artefact, struct buffer *sql)
{
    buffer_put_text(sql, "SELECT i.input, t.record");
    found_columns(reading, artefact, sql);
    buffer_format(sql,
                  " FROM \"%.*s\" AS t JOIN input AS i ON i.number = t.input WHERE (t.input, t.record) IN (SELECT "
                  "j.number, CAST(f.record AS INTEGER) FROM finding AS f JOIN input AS j ON j.input IS f.input AND "
                  "j.artefact = f.artefact WHERE f.artefact = '%.*s' LIMIT %u) LIMIT %u",
                  SLICE_PRINTF(artefact->name), SLICE_PRINTF(artefact->name), FOUND_MOST, FOUND_MOST);
}

static enum error_code case_found(struct case_reading *reading, struct error *error)
{
    const struct definitions *definitions = reading->context->definitions;
    enum error_code code = ERROR_NONE;
    for (size_t i = 0; !code && i < definitions->artefact_count; i++) {
        const struct artefact *artefact = &definitions->artefacts[i];
        struct buffer sql CLEANUP_BUFFER;
        buffer_init(&sql, 65536);
        if (!case_has_table(reading, artefact->name) || !case_has_column(reading, artefact->name, SLICE("input")) ||
            !case_has_column(reading, artefact->name, SLICE("record")))
            continue;
        found_sql(reading, artefact, &sql);
        code = case_rows(reading, buffer_slice(&sql), CASE_ROWS_FOUND + artefact->number, false, error);
    }
    return code;
}

enum error_code work_case_read(const struct work_context *context, const struct task *task, struct wire *wire,
                               struct error *error)
{
    static const char *const queries[] = {
        "SELECT key, value FROM meta ORDER BY key",
        "SELECT name, date, sha256, indicators, applicable, not_matched, error FROM list ORDER BY rowid",
        "SELECT text FROM note ORDER BY rowid",
        ("SELECT input, device_path, artefact, variant, outcome, reason, records, recovered, lost, lost_unit, first, "
         "last, size, sha256, error, number FROM input ORDER BY input, artefact, error"),
        // By name: a later bridle may have added columns.
        ("SELECT id, grade, means, rule, title, message, benign, advice, artefact, input, device_path, record, "
         "\"column\", kind, value, indicator, indicator_kind, indicator_id, malware, list, also, timestamp, "
         "timestamp_desc, time_origin, first_seen, last_seen, recovered, process, pid, app, path, domain, url, sha256, "
         "tag FROM finding ORDER BY rowid"),
    };
    struct case_reading reading = {.context = context, .wire = wire};
    enum error_code code = case_open(&reading, task, error);
    code = code ? code : case_schema_check(&reading, error);
    for (uint32_t i = 0; !code && i < ARRAY_SIZE(queries); i++)
        code = case_rows(&reading, slice_text(queries[i]), i, false, error);
    if (!code && (task->arguments[0] & JOB_EVENTS))
        code = case_events(&reading, ARRAY_SIZE(queries), error);
    // Cases made before it have none.
    if (!code && case_has_table(&reading, SLICE("coverage")))
        code = case_rows(&reading, SLICE("SELECT input, first, last FROM coverage ORDER BY input, first"),
                         CASE_ROWS_COVERAGE, false, error);
    if (!code && (task->arguments[0] & JOB_FOUND))
        code = case_found(&reading, error);
    case_close(&reading);
    return code;
}

typedef void view_sql(const struct definitions *definitions, bool (*has_table)(void *context, struct slice name),
                      void *context, struct buffer *ret_sql);

// The case's own view is the word of whoever made it; ours, of the same name, stands before it.
static enum error_code case_view(struct case_reading *reading, const char *name, view_sql *function,
                                 struct error *error)
{
    struct buffer select CLEANUP_BUFFER;
    struct buffer sql CLEANUP_BUFFER;
    buffer_init(&select, 1U << 20);
    buffer_init(&sql, 2U << 20);
    function(reading->context->definitions, case_has_table, reading, &select);
    if (select.size == 0)
        return ERROR_NONE;
    buffer_format(&sql, "CREATE TEMP VIEW %s AS ", name);
    buffer_put(&sql, buffer_slice(&select));
    const char *text = buffer_text(&sql);
    return text ? connection_define(reading->connection, text, error) : ERROR_MEMORY;
}

enum error_code work_case_sql(const struct work_context *context, const struct task *task, struct wire *wire,
                              struct error *error)
{
    struct case_reading reading = {.context = context, .wire = wire};
    enum error_code code = case_open(&reading, task, error);
    code = code ? code : case_schema_check(&reading, error);
    code = code ? code : case_view(&reading, "event", store_event_sql, error);
    code = code ? code : case_view(&reading, "process", store_process_sql, error);
    if (!code) {
        reading.connection->steps_limit = LIMIT_SHOW_STEPS / 1000;
        reading.connection->has_dates = true;
    }
    code = code ? code : case_rows(&reading, slice_of(task->note, task->note_size), 0, true, error);
    case_close(&reading);
    return code;
}

// A case rule's columns by name; a missing one is -1.
static int rule_column(sqlite3_stmt *statement, const char *name)
{
    for (int i = 0; i < sqlite3_column_count(statement); i++)
        if (sqlite3_stricmp(sqlite3_column_name(statement, i), name) == 0)
            return i;
    return -1;
}

struct rule_columns {
    int artefact, input, record, column, value, time, grade;
};

static struct slice rule_text(sqlite3_stmt *statement, int column)
{
    if (column < 0 || sqlite3_column_type(statement, column) == SQLITE_NULL)
        return SLICE_NONE;
    return slice_of(sqlite3_column_text(statement, column), (size_t)sqlite3_column_bytes(statement, column));
}

// What a finding of a rule over the case rests on.
struct rules_found {
    struct rule_found {
        const struct artefact *artefact;
        uint64_t input, record;
    } records[FOUND_MOST];
    size_t count;
};

static void rule_found(struct rules_found *found, const struct artefact *artefact, const struct run_finding *finding)
{
    uint64_t input;
    if (artefact && finding->record && found->count < FOUND_MOST && slice_decimal(finding->matched, &input))
        found->records[found->count++] = (struct rule_found){artefact, input, finding->record};
}

// The records themselves, for a report: the tables have no index, so each is gone through once.
static void rules_records(struct case_reading *reading, const struct rules_found *found)
{
    const struct definitions *definitions = reading->context->definitions;
    for (size_t i = 0; i < definitions->artefact_count; i++) {
        const struct artefact *artefact = &definitions->artefacts[i];
        size_t count = 0;
        struct buffer sql CLEANUP_BUFFER;
        buffer_init(&sql, 1U << 20);
        buffer_put_text(&sql, "SELECT t.input, t.record");
        found_columns(reading, artefact, &sql);
        buffer_format(&sql, " FROM \"%.*s\" AS t WHERE (t.input, t.record) IN (VALUES ", SLICE_PRINTF(artefact->name));
        for (size_t j = 0; j < found->count; j++)
            if (found->records[j].artefact == artefact)
                buffer_format(&sql, "%s(%" PRIu64 ",%" PRIu64 ")", count++ ? "," : "", found->records[j].input,
                              found->records[j].record);
        buffer_put_text(&sql, ")");
        struct error ignored;
        error_clear(&ignored);
        if (count)
            (void)!case_rows(reading, buffer_slice(&sql), CASE_ROWS_FOUND + artefact->number, false, &ignored);
    }
}

// Goes out as a finding frame; `matched` carries the input's number, which only a case knows.
static void rule_finding(struct case_reading *reading, const struct rule *rule, sqlite3_stmt *statement,
                         const struct rule_columns *columns, struct rules_found *found)
{
    struct emitter emitter = frames_emitter(reading->wire);
    const struct artefact *artefact =
        definitions_artefact(reading->context->definitions, rule_text(statement, columns->artefact));
    struct run_finding finding = {
        .artefact = artefact ? artefact->number : UINT32_MAX,
        .rule = rule->number,
        .entry = INDEX_NONE,
        .grade = rule->grade,
        .means = rule->means,
        .column = rule_text(statement, columns->column),
        .value = rule_text(statement, columns->value),
        .matched = rule_text(statement, columns->input),
        .time_column = rule->time,
    };
    enum grade grade;
    if (columns->record >= 0)
        finding.record = (uint64_t)sqlite3_column_int64(statement, columns->record);
    if (columns->time >= 0 && sqlite3_column_type(statement, columns->time) == SQLITE_INTEGER) {
        finding.has_time = true;
        finding.time = sqlite3_column_int64(statement, columns->time);
    }
    if (grade_parse(rule_text(statement, columns->grade), &grade) && grade < rule->grade)
        finding.grade = grade;
    // As in a row rule: what is no sign by itself opens nothing private, kept or not.
    size_t column = artefact && finding.grade == GRADE_CONTEXT ? artefact_column(artefact, finding.column) : SIZE_MAX;
    if (column != SIZE_MAX && artefact->columns[column].is_private)
        finding.value = SLICE_NONE;
    emitter.finding(emitter.context, &finding);
    rule_found(found, artefact, &finding);
}

static void case_rule(struct case_reading *reading, const struct rule *rule, struct rules_found *found)
{
    sqlite3_stmt *statement = NULL;
    struct emitter emitter = frames_emitter(reading->wire);
    sqlite3 *database = reading->connection->database;
    uint64_t findings = 0;
    int code = sqlite3_prepare_v2(database, (const char *)rule->sql.data, (int)rule->sql.size, &statement, NULL);
    struct rule_columns columns = {-1, -1, -1, -1, -1, -1, -1};
    if (code == SQLITE_OK && statement)
        columns = (struct rule_columns){rule_column(statement, "artefact"), rule_column(statement, "input"),
                                        rule_column(statement, "record"),   rule_column(statement, "column"),
                                        rule_column(statement, "value"),    rule_column(statement, "time"),
                                        rule_column(statement, "grade")};
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = statement ? sqlite3_step(statement) : SQLITE_ERROR;
        if (code == SQLITE_ROW && findings++ < LIMIT_FINDINGS_AN_INPUT)
            rule_finding(reading, rule, statement, &columns, found);
    }
    if (code != SQLITE_DONE)
        emitter.rule_skipped(emitter.context, rule->number, slice_text(sqlite3_errmsg(database)));
    (void)sqlite3_finalize(statement);
}

enum error_code work_case_rules(const struct work_context *context, const struct task *task, struct wire *wire,
                                struct error *error)
{
    struct case_reading reading = {.context = context, .wire = wire};
    struct rules_found found = {.count = 0};
    enum error_code code = case_open(&reading, task, error);
    for (size_t i = 0; !code && i < context->definitions->rule_count; i++)
        if (context->definitions->rules[i].on.size == 0)
            case_rule(&reading, &context->definitions->rules[i], &found);
    if (!code && (task->arguments[0] & JOB_FOUND))
        rules_records(&reading, &found);
    case_close(&reading);
    return code;
}
