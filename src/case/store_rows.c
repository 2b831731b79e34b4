// SPDX-License-Identifier: Apache-2.0
// The rows of a case.
#include "case/store_private.h"

#include "base/buffer.h"
#include "base/writer.h"

#include <stdlib.h>

#define FINGERPRINT_ROWS 32U

enum store_statement {
    STATEMENT_META,
    STATEMENT_LIST,
    STATEMENT_NOTE,
    STATEMENT_INPUT,
    STATEMENT_FINDING,
    STATEMENT_FINGERPRINT,
    STATEMENT_FINGERPRINTS, // FINGERPRINT_ROWS at once
    STATEMENT_COVERAGE,
};

static const char *const statement_sql[STORE_STATEMENTS] = {
    [STATEMENT_META] = "INSERT OR REPLACE INTO meta VALUES (?,?)",
    [STATEMENT_LIST] = "INSERT INTO list VALUES (?,?,?,?,?,?,?)",
    [STATEMENT_NOTE] = "INSERT INTO note VALUES (?)",
    [STATEMENT_INPUT] = "INSERT INTO input VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    [STATEMENT_FINDING] = ("INSERT INTO finding VALUES "
                           "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
    [STATEMENT_COVERAGE] = "INSERT INTO coverage VALUES (?,?,?)",
    [STATEMENT_FINGERPRINT] = "INSERT INTO fingerprint VALUES (?,?,?,?,?,?,?,?)",
};

// Binds one value after the other.
struct binder {
    sqlite3_stmt *statement;
    int next;
};

static void bind_text(struct binder *binder, struct slice text)
{
    if (text.data == NULL)
        (void)sqlite3_bind_null(binder->statement, binder->next++);
    else
        (void)sqlite3_bind_text64(binder->statement, binder->next++, (const char *)text.data, text.size, SQLITE_STATIC,
                                  SQLITE_UTF8);
}

// As a blob where it is no text that SQLite gives back unchanged.
static void bind_any(struct binder *binder, struct slice bytes)
{
    if (bytes.data && slice_find_byte(bytes, 0) != SIZE_MAX)
        (void)sqlite3_bind_blob64(binder->statement, binder->next++, bytes.data, bytes.size, SQLITE_STATIC);
    else
        bind_text(binder, bytes);
}

static void bind_word(struct binder *binder, const char *word)
{
    bind_text(binder, slice_text(word));
}

static void bind_number(struct binder *binder, int64_t number)
{
    (void)sqlite3_bind_int64(binder->statement, binder->next++, number);
}

static void bind_optional(struct binder *binder, bool set, int64_t number)
{
    if (set)
        bind_number(binder, number);
    else
        (void)sqlite3_bind_null(binder->statement, binder->next++);
}

static enum error_code binder_begin(struct store *store, enum store_statement which, struct binder *ret_binder,
                                    struct error *error)
{
    if (!store->statements[which] &&
        sqlite3_prepare_v2(store->database, statement_sql[which], -1, &store->statements[which], NULL) != SQLITE_OK)
        return store_error(store, error);
    *ret_binder = (struct binder){store->statements[which], 1};
    return ERROR_NONE;
}

static enum error_code statement_end(struct store *store, sqlite3_stmt *statement, struct error *error)
{
    int code = sqlite3_step(statement);
    enum error_code result = code == SQLITE_DONE ? ERROR_NONE : store_error(store, error);
    (void)sqlite3_reset(statement);
    return result;
}

static void put_identifier(struct buffer *sql, struct slice name)
{
    buffer_put_byte(sql, '"');
    buffer_put(sql, name);
    buffer_put_byte(sql, '"');
}

static sqlite3_stmt *store_insert_of(const struct store *store, struct slice table)
{
    for (size_t i = 0; i < store->insert_count; i++)
        if (slice_equal(store->inserts[i].table, table))
            return store->inserts[i].statement;
    return NULL;
}

enum error_code store_artefact(struct store *store, const struct artefact *artefact, struct error *error)
{
    struct buffer sql CLEANUP_BUFFER = {0};
    struct buffer insert CLEANUP_BUFFER = {0};
    if (store_insert_of(store, artefact->name))
        return ERROR_NONE;
    buffer_init(&sql, 65536);
    buffer_init(&insert, 65536);
    buffer_put_text(&sql, "CREATE TABLE ");
    put_identifier(&sql, artefact->name);
    buffer_put_text(&sql, " (input INTEGER, record INTEGER");
    buffer_put_text(&insert, "INSERT INTO ");
    put_identifier(&insert, artefact->name);
    buffer_put_text(&insert, " VALUES (?,?");
    for (size_t i = 0; i < artefact->column_count; i++) {
        if (artefact->columns[i].kinds & KIND_UNSTORED)
            continue;
        buffer_put_byte(&sql, ',');
        put_identifier(&sql, artefact->columns[i].name);
        buffer_put_text(&sql, " ANY");
        buffer_put_text(&insert, ",?");
    }
    buffer_put_text(&sql, ") STRICT");
    buffer_put_text(&insert, ")");
    const char *text = buffer_text(&sql);
    enum error_code code = text ? store_run(store, text, error) : ERROR_MEMORY;
    struct store_insert *inserts = realloc(store->inserts, (store->insert_count + 1) * sizeof *inserts);
    if (inserts)
        store->inserts = inserts;
    sqlite3_stmt *statement = NULL;
    if (!code && (!inserts || sqlite3_prepare_v2(store->database, (const char *)insert.data, (int)insert.size,
                                                 &statement, NULL) != SQLITE_OK))
        code = store_error(store, error);
    if (!code)
        store->inserts[store->insert_count++] = (struct store_insert){artefact->name, statement};
    return code;
}

static void bind_cell(struct binder *binder, const struct cell *cell)
{
    const void *bytes = cell->bytes.data ? (const void *)cell->bytes.data : "";
    int at = binder->next++;
    switch (cell->type) {
    case CELL_INTEGER:
        (void)sqlite3_bind_int64(binder->statement, at, cell->integer);
        break;
    case CELL_REAL:
        (void)sqlite3_bind_double(binder->statement, at, cell->real);
        break;
    case CELL_TEXT:
        (void)sqlite3_bind_text64(binder->statement, at, bytes, cell->bytes.size, SQLITE_STATIC, SQLITE_UTF8);
        break;
    case CELL_BLOB:
        (void)sqlite3_bind_blob64(binder->statement, at, bytes, cell->bytes.size, SQLITE_STATIC);
        break;
    case CELL_NULL:
    default:
        (void)sqlite3_bind_null(binder->statement, at);
        break;
    }
}

enum error_code store_record(struct store *store, const struct artefact *artefact, uint32_t input, uint64_t record,
                             const struct cell *cells, size_t count, struct error *error)
{
    sqlite3_stmt *statement = store_insert_of(store, artefact->name);
    if (!statement)
        return ERROR_NONE;
    struct binder binder = {statement, 1};
    bind_number(&binder, input);
    bind_number(&binder, (int64_t)record);
    for (size_t i = 0; i < count; i++)
        if (!(artefact->columns[i].kinds & KIND_UNSTORED))
            bind_cell(&binder, &cells[i]);
    return statement_end(store, statement, error);
}

// The artefact and the input stand once, then six values a row.
static enum error_code fingerprints_prepare(struct store *store, struct error *error)
{
    struct buffer sql CLEANUP_BUFFER;
    buffer_init(&sql, 65536);
    buffer_put_text(&sql, "INSERT INTO fingerprint VALUES ");
    for (unsigned row = 0; row < FINGERPRINT_ROWS; row++) {
        unsigned at = 3 + row * 6;
        buffer_format(&sql, "%s(?%u,?%u,?1,?2,?%u,?%u,?%u,?%u)", row ? "," : "", at, at + 1, at + 2, at + 3, at + 4,
                      at + 5);
    }
    if (sqlite3_prepare_v2(store->database, (const char *)sql.data, (int)sql.size,
                           &store->statements[STATEMENT_FINGERPRINTS], NULL) != SQLITE_OK)
        return store_error(store, error);
    return ERROR_NONE;
}

static void bind_fingerprint(struct binder *binder, const struct fingerprint *item)
{
    bind_word(binder, observable_kind_name(item->kind));
    (void)sqlite3_bind_blob(binder->statement, binder->next++, item->hash, FINGERPRINT_SIZE, SQLITE_STATIC);
}

static void bind_fingerprint_rest(struct binder *binder, const struct fingerprint *item)
{
    bind_number(binder, (int64_t)item->record);
    bind_number(binder, (int64_t)item->count);
    bind_optional(binder, item->first != INT64_MAX, item->first);
    bind_optional(binder, item->last != INT64_MIN, item->last);
}

// Many rows a statement: they are most of what a case holds, and a statement costs more than a row.
static enum error_code store_fingerprint_rows(struct store *store, const struct artefact *artefact, uint32_t input,
                                              const struct fingerprint *items, struct error *error)
{
    enum error_code code = store->statements[STATEMENT_FINGERPRINTS] ? ERROR_NONE : fingerprints_prepare(store, error);
    if (code)
        return code;
    struct binder binder = {store->statements[STATEMENT_FINGERPRINTS], 1};
    bind_text(&binder, artefact->name);
    bind_number(&binder, input);
    for (size_t i = 0; i < FINGERPRINT_ROWS; i++) {
        bind_fingerprint(&binder, &items[i]);
        bind_fingerprint_rest(&binder, &items[i]);
    }
    return statement_end(store, binder.statement, error);
}

enum error_code store_fingerprints(struct store *store, const struct artefact *artefact, uint32_t input,
                                   const struct fingerprint *items, size_t count, struct error *error)
{
    struct binder binder = {0};
    size_t at = 0;
    enum error_code code = binder_begin(store, STATEMENT_FINGERPRINT, &binder, error);
    for (; !code && count - at >= FINGERPRINT_ROWS; at += FINGERPRINT_ROWS)
        code = store_fingerprint_rows(store, artefact, input, items + at, error);
    for (; !code && at < count; at++) {
        binder.next = 1;
        bind_fingerprint(&binder, &items[at]);
        bind_text(&binder, artefact->name);
        bind_number(&binder, input);
        bind_fingerprint_rest(&binder, &items[at]);
        code = statement_end(store, binder.statement, error);
    }
    return code;
}

static enum error_code store_delete(struct store *store, const char *table, const struct artefact *artefact,
                                    uint32_t input, struct error *error)
{
    struct buffer sql CLEANUP_BUFFER;
    buffer_init(&sql, 1024);
    buffer_put_text(&sql, "DELETE FROM ");
    put_identifier(&sql, table ? slice_text(table) : artefact->name);
    buffer_format(&sql, " WHERE input = %u", input);
    if (table) {
        buffer_put_text(&sql, " AND artefact = '");
        buffer_put(&sql, artefact->name);
        buffer_put_text(&sql, "'");
    }
    const char *text = buffer_text(&sql);
    return text ? store_run(store, text, error) : ERROR_MEMORY;
}

enum error_code store_forget(struct store *store, const struct artefact *artefact, uint32_t input, struct error *error)
{
    enum error_code code = store_delete(store, "fingerprint", artefact, input, error);
    if (code || !store_insert_of(store, artefact->name))
        return code;
    return store_delete(store, NULL, artefact, input, error);
}

static enum error_code store_coverage(struct store *store, uint32_t number, const struct case_input *input,
                                      struct error *error)
{
    struct binder binder = {0};
    enum error_code code = binder_begin(store, STATEMENT_COVERAGE, &binder, error);
    for (size_t i = 0; !code && i < input->span_count; i++) {
        binder.next = 1;
        bind_number(&binder, number);
        bind_number(&binder, input->spans[i].first);
        bind_number(&binder, input->spans[i].last);
        code = statement_end(store, binder.statement, error);
    }
    return code;
}

enum error_code store_input(struct store *store, uint32_t number, const struct case_input *input, struct error *error)
{
    struct binder binder = {0};
    enum error_code code = binder_begin(store, STATEMENT_INPUT, &binder, error);
    if (code)
        return code;
    bind_optional(&binder, number != 0, number);
    bind_text(&binder, input->input);
    bind_text(&binder, input->device_path);
    bind_text(&binder, input->artefact);
    bind_text(&binder, input->variant);
    bind_word(&binder, outcome_name(input->outcome));
    bind_word(&binder, reason_name(input->reason));
    bind_number(&binder, (int64_t)input->records);
    bind_number(&binder, (int64_t)input->recovered);
    bind_number(&binder, (int64_t)input->lost);
    bind_word(&binder, lost_unit_name(input->lost_unit));
    bind_optional(&binder, input->first.set, input->first.microseconds);
    bind_optional(&binder, input->last.set, input->last.microseconds);
    bind_optional(&binder, input->has_size, (int64_t)input->size);
    bind_text(&binder, input->sha256);
    bind_text(&binder, input->error);
    code = statement_end(store, binder.statement, error);
    return code ? code : store_coverage(store, number, input, error);
}

// Other lists' names, each ended by a line.
static struct slice also_joined(const struct case_finding *finding, struct buffer *joined)
{
    for (size_t i = 0; i < finding->indicator_also_count; i++) {
        buffer_put(joined, finding->indicator_also[i]);
        buffer_put_byte(joined, '\n');
    }
    return joined->size ? buffer_slice(joined) : SLICE_NONE;
}

static void bind_finding_indicator(struct binder *binder, const struct case_finding *finding, struct buffer *joined)
{
    bind_any(binder, finding->has_indicator ? finding->indicator_value : SLICE_NONE);
    bind_text(binder, finding->indicator_kind);
    bind_any(binder, finding->indicator_id);
    bind_any(binder, finding->indicator_malware);
    bind_any(binder, finding->indicator_list);
    bind_any(binder, also_joined(finding, joined));
}

enum error_code store_finding(struct store *store, const struct case_finding *finding, struct error *error)
{
    struct binder binder = {0};
    struct buffer joined CLEANUP_BUFFER;
    buffer_init(&joined, 1U << 20);
    enum error_code code = binder_begin(store, STATEMENT_FINDING, &binder, error);
    if (code)
        return code;
    bind_text(&binder, finding->id);
    bind_word(&binder, grade_name(finding->grade));
    bind_word(&binder, means_name(finding->means));
    const struct slice texts[] = {finding->rule,   finding->title,  finding->message,
                                  finding->benign, finding->advice, finding->artefact};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        bind_text(&binder, texts[i]);
    bind_any(&binder, finding->input);
    bind_any(&binder, finding->device_path);
    bind_text(&binder, finding->record);
    bind_text(&binder, finding->column);
    bind_text(&binder, finding->kind);
    bind_any(&binder, finding->value);
    bind_finding_indicator(&binder, finding, &joined);
    bind_optional(&binder, finding->time.set, finding->time.microseconds);
    bind_text(&binder, finding->timestamp_desc);
    bind_text(&binder, finding->time_origin);
    bind_optional(&binder, finding->first_seen.set, finding->first_seen.microseconds);
    bind_optional(&binder, finding->last_seen.set, finding->last_seen.microseconds);
    bind_number(&binder, finding->recovered);
    bind_any(&binder, finding->process);
    bind_optional(&binder, finding->has_pid, finding->pid);
    const struct slice values[] = {finding->app, finding->path, finding->domain, finding->url};
    for (size_t i = 0; i < ARRAY_SIZE(values); i++)
        bind_any(&binder, values[i]);
    bind_text(&binder, finding->sha256);
    bind_text(&binder, finding->tag);
    return statement_end(store, binder.statement, error);
}

enum error_code store_forget_findings(struct store *store, struct error *error)
{
    return store_run(store, "DELETE FROM finding", error);
}

static bool store_has_table(void *context, struct slice name)
{
    return store_insert_of(context, name) != NULL;
}

typedef void view_sql(const struct definitions *definitions, bool (*has_table)(void *context, struct slice name),
                      void *context, struct buffer *ret_sql);

static enum error_code store_view(struct store *store, const struct definitions *definitions, const char *name,
                                  view_sql *function, const char *empty, struct error *error)
{
    struct buffer select CLEANUP_BUFFER;
    struct buffer sql CLEANUP_BUFFER;
    buffer_init(&select, 1U << 20);
    buffer_init(&sql, 1U << 21);
    function(definitions, store_has_table, store, &select);
    buffer_format(&sql, "CREATE VIEW %s AS ", name);
    if (select.size)
        buffer_put(&sql, buffer_slice(&select));
    else
        buffer_put_text(&sql, empty);
    const char *text = buffer_text(&sql);
    return text ? store_run(store, text, error) : ERROR_MEMORY;
}

enum error_code store_views(struct store *store, const struct definitions *definitions, struct error *error)
{
    enum error_code code =
        store_view(store, definitions, "event", store_event_sql,
                   "SELECT NULL AS timestamp, NULL AS precision, NULL AS time_origin, NULL AS timestamp_desc, "
                   "NULL AS message, NULL AS artefact, NULL AS input, NULL AS record WHERE 0",
                   error);
    return code ? code
                : store_view(store, definitions, "process", store_process_sql,
                             "SELECT NULL AS process, NULL AS path, NULL AS pid, NULL AS uid, NULL AS first_seen, "
                             "NULL AS last_seen, NULL AS records, NULL AS artefact WHERE 0",
                             error);
}

enum error_code store_list(struct store *store, const struct case_list *list, struct error *error)
{
    struct binder binder = {0};
    enum error_code code = binder_begin(store, STATEMENT_LIST, &binder, error);
    if (code)
        return code;
    bind_text(&binder, list->name);
    bind_text(&binder, list->date);
    bind_text(&binder, list->sha256);
    bind_number(&binder, (int64_t)list->indicators);
    bind_number(&binder, (int64_t)list->applicable);
    bind_number(&binder, (int64_t)list->not_matched);
    bind_text(&binder, list->error);
    return statement_end(store, binder.statement, error);
}

enum error_code store_note(struct store *store, struct slice note, struct error *error)
{
    struct binder binder = {0};
    enum error_code code = binder_begin(store, STATEMENT_NOTE, &binder, error);
    if (code)
        return code;
    bind_text(&binder, note);
    return statement_end(store, binder.statement, error);
}

enum error_code store_meta(struct store *store, const char *key, struct slice value, struct error *error)
{
    struct binder binder = {0};
    enum error_code code = binder_begin(store, STATEMENT_META, &binder, error);
    if (code)
        return code;
    bind_word(&binder, key);
    bind_text(&binder, value);
    return statement_end(store, binder.statement, error);
}
