// SPDX-License-Identifier: Apache-2.0
// What a case says of itself, and its view of events.
#include "case/store.h"

#include <stdio.h>

static enum error_code facts_number(struct store *store, const char *key, int64_t number, struct error *error)
{
    char text[24];
    int size = snprintf(text, sizeof text, "%lld", (long long)number);
    return store_meta(store, key, slice_of(text, (size_t)size), error);
}

static enum error_code facts_time(struct store *store, const char *key, struct optional_time time, struct error *error)
{
    return time.set ? facts_number(store, key, time.microseconds, error) : store_meta(store, key, SLICE_NONE, error);
}

enum error_code store_facts(struct store *store, const struct case_facts *facts, struct error *error)
{
    const struct {
        const char *key;
        struct slice value;
    } texts[] = {
        {"case", facts->name},
        {"verdict", slice_text(verdict_name(facts->verdict))},
        {"sentence", facts->sentence},
        {"acquisition", facts->acquisition},
        {"kind", facts->kind},
        {"device_model", facts->device_model},
        {"os", facts->os},
        {"os_version", facts->os_version},
        {"os_build", facts->os_build},
        {"time_zone", facts->time_zone},
        {"evidence_sha256", facts->evidence_sha256},
        {"tool_version", facts->tool_version},
        {"system", facts->system},
        {"consent", facts->consent},
        {"examiner", facts->examiner},
        {"options", facts->options},
    };
    enum error_code code = facts_number(store, "schema", CASE_SCHEMA, error);
    for (size_t i = 0; !code && i < ARRAY_SIZE(texts); i++)
        code = store_meta(store, texts[i].key, texts[i].value, error);
    code = code ? code : facts_time(store, "acquired", facts->acquired, error);
    code = code ? code : facts_time(store, "set_up", facts->set_up, error);
    code = code ? code : facts_time(store, "examined", facts->examined, error);
    code = code ? code : facts_time(store, "ended", facts->ended, error);
    code = code ? code : facts_number(store, "status", facts->status, error);
    code = code ? code : facts_number(store, "cage_landlock", facts->landlock_abi, error);
    code = code ? code : facts_number(store, "cage_seccomp", facts->seccomp, error);
    code = code ? code : facts_number(store, "cage_off", facts->cage_off, error);
    return code ? code : facts_number(store, "keep_content", facts->keep_content, error);
}

static void put_literal(struct buffer *sql, struct slice text)
{
    buffer_put_byte(sql, '\'');
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '\'')
            buffer_put_byte(sql, '\'');
        buffer_put_byte(sql, text.data[i]);
    }
    buffer_put_byte(sql, '\'');
}

// "{service} message {direction}" as SQL: 'pieces' || ifnull(column, '') || …
static void put_message(struct buffer *sql, const struct artefact *artefact, struct slice text)
{
    buffer_put_text(sql, "''");
    while (text.size) {
        size_t open = slice_find_byte(text, '{');
        size_t close = slice_find_byte(text, '}');
        struct slice name =
            open < close && close != SIZE_MAX ? slice_part(text, open + 1, close - open - 1) : SLICE_NONE;
        bool column = name.size && artefact_column(artefact, name) != SIZE_MAX;
        size_t next = close == SIZE_MAX ? text.size : close + 1;
        struct slice plain = slice_part(text, 0, column ? open : next);
        if (plain.size) {
            buffer_put_text(sql, " || ");
            put_literal(sql, plain);
        }
        if (column) {
            buffer_put_text(sql, " || ifnull(\"");
            buffer_put(sql, name);
            buffer_put_text(sql, "\",'')");
        }
        text = slice_from(text, next);
    }
}

static void put_event(struct buffer *sql, const struct artefact *artefact, const struct definition_event *event)
{
    buffer_put_text(sql, sql->size ? " UNION ALL " : "");
    buffer_put_text(sql, "SELECT \"");
    buffer_put(sql, event->column);
    size_t column = artefact_column(artefact, event->column);
    bool local = column != SIZE_MAX && artefact->columns[column].kinds & KIND_LOCAL;
    buffer_put_text(sql, "\" AS timestamp, 'microsecond' AS precision, '");
    buffer_put_text(sql, local ? "device-local" : "utc");
    buffer_put_text(sql, "' AS time_origin, ");
    put_literal(sql, event->column);
    buffer_put_text(sql, " AS timestamp_desc, ");
    put_message(sql, artefact, event->text);
    buffer_put_text(sql, " AS message, ");
    put_literal(sql, artefact->name);
    buffer_put_text(sql, " AS artefact, input, record FROM \"");
    buffer_put(sql, artefact->name);
    buffer_put_text(sql, "\" WHERE typeof(\"");
    buffer_put(sql, event->column);
    buffer_put_text(sql, "\") = 'integer'");
}

void store_event_sql(const struct definitions *definitions, bool (*has_table)(void *context, struct slice name),
                     void *context, struct buffer *ret_sql)
{
    for (size_t i = 0; i < definitions->artefact_count; i++) {
        const struct artefact *artefact = &definitions->artefacts[i];
        if (!artefact->event_count || !has_table(context, artefact->name))
            continue;
        for (size_t j = 0; j < artefact->event_count; j++)
            put_event(ret_sql, artefact, &artefact->events[j]);
    }
}

static void put_column(struct buffer *sql, const struct artefact *artefact, const char *name, const char *as)
{
    size_t column = artefact_column(artefact, slice_text(name));
    if (column == SIZE_MAX || artefact->columns[column].is_private)
        buffer_put_text(sql, "NULL");
    else
        buffer_format(sql, "\"%s\"", name);
    buffer_format(sql, " AS %s", as);
}

// The first, or last, of a row's times. The constant in front keeps min() and max() from being aggregates.
static void put_times(struct buffer *sql, const struct artefact *artefact, bool first)
{
    const char *none = first ? "9223372036854775807" : "-1";
    size_t times = 0;
    for (size_t i = 0; i < artefact->column_count; i++) {
        if (!(artefact->columns[i].kinds & KIND_TIME))
            continue;
        if (times++ == 0)
            buffer_format(sql, ", nullif(%s(%s", first ? "min" : "max", none);
        buffer_format(sql, ",ifnull(\"%.*s\",%s)", SLICE_PRINTF(artefact->columns[i].name), none);
    }
    if (times)
        buffer_format(sql, "),%s)", none);
    else
        buffer_put_text(sql, ", NULL");
    buffer_put_text(sql, first ? " AS first_seen" : " AS last_seen");
}

void store_process_sql(const struct definitions *definitions, bool (*has_table)(void *context, struct slice name),
                       void *context, struct buffer *ret_sql)
{
    struct buffer rows CLEANUP_BUFFER;
    buffer_init(&rows, ret_sql->limit);
    for (size_t i = 0; i < definitions->artefact_count; i++) {
        const struct artefact *artefact = &definitions->artefacts[i];
        size_t column = artefact_column(artefact, SLICE("process"));
        if (column == SIZE_MAX || artefact->columns[column].is_private || !has_table(context, artefact->name))
            continue;
        buffer_put_text(&rows, rows.size ? " UNION ALL SELECT " : "SELECT ");
        put_column(&rows, artefact, "process", "process");
        buffer_put_text(&rows, ", ");
        put_column(&rows, artefact, "path", "path");
        buffer_put_text(&rows, ", ");
        put_column(&rows, artefact, "pid", "pid");
        buffer_put_text(&rows, ", ");
        put_column(&rows, artefact, "uid", "uid");
        put_times(&rows, artefact, true);
        put_times(&rows, artefact, false);
        buffer_put_text(&rows, ", ");
        put_literal(&rows, artefact->name);
        buffer_put_text(&rows, " AS artefact FROM \"");
        buffer_put(&rows, artefact->name);
        buffer_put_text(&rows, "\" WHERE process IS NOT NULL");
    }
    if (rows.size == 0)
        return;
    buffer_put_text(ret_sql,
                    "SELECT process, path, pid, uid, min(first_seen) AS first_seen, max(last_seen) AS last_seen, "
                    "count(*) AS records, artefact FROM (");
    buffer_put(ret_sql, buffer_slice(&rows));
    buffer_put_text(ret_sql, ") AS seen GROUP BY process, path, pid, uid, artefact");
}
