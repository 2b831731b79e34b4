// SPDX-License-Identifier: Apache-2.0
#include "sql/list.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "sql/connection.h"
#include "sql/place.h"

#include <stdlib.h>

enum list_column {
    LIST_KIND,
    LIST_VALUE,
    LIST_ID,
    LIST_MALWARE,
    LIST_DATE,
    LIST_STATE,
    LIST_NOTE,
    LIST_PLATFORM,
    LIST_GRADE,
    LIST_REASON,
    LIST_SORT,
    LIST_COLUMNS,
};

static const char *const list_column_names[] = {
    "kind", "value", "id", "malware", "date", "state", "note", "platform", "grade", "reason", "sort",
};

struct list_reading {
    sqlite3_stmt *statement;
    int columns[LIST_COLUMNS]; // -1: the query has no such column
    struct arena *arena;       // of one row
    list_function *function;
    void *context;
    uint64_t rows;
};

static size_t pattern_weight(struct slice pattern)
{
    size_t weight = 0;
    for (size_t i = 0; i < pattern.size; i++)
        weight += pattern.data[i] != '*' && pattern.data[i] != '?';
    return weight;
}

const struct list_format *list_format_of(const struct definitions *definitions, struct slice name)
{
    uint8_t lower[256];
    struct slice folded = slice_part(name, 0, sizeof lower);
    for (size_t i = 0; i < folded.size; i++)
        lower[i] = byte_lower(folded.data[i]);
    folded.data = lower;
    const struct list_format *best = NULL;
    size_t best_weight = 0;
    for (size_t i = 0; i < definitions->list_count; i++) {
        const struct list_format *format = &definitions->lists[i];
        for (size_t j = 0; j < format->from.count; j++) {
            size_t weight = pattern_weight(format->from.items[j]);
            if (!place_matches(format->from.items[j], folded) ||
                (best && (weight < best_weight || (weight == best_weight && format->order < best->order))))
                continue;
            best = format;
            best_weight = weight;
        }
    }
    return best;
}

static struct slice list_text(const struct list_reading *reading, enum list_column column)
{
    int number = reading->columns[column];
    if (number < 0 || sqlite3_column_type(reading->statement, number) == SQLITE_NULL)
        return SLICE_NONE;
    const void *text = sqlite3_column_text(reading->statement, number);
    return text ? slice_of(text, (size_t)sqlite3_column_bytes(reading->statement, number)) : SLICE_NONE;
}

static enum platform platform_of(struct slice word)
{
    if (slice_equal_fold(word, SLICE("ios")))
        return PLATFORM_IOS;
    return slice_equal_fold(word, SLICE("android")) ? PLATFORM_ANDROID : PLATFORM_ANY;
}

static void list_normalise(struct list_reading *reading, struct list_row *row)
{
    struct error error;
    enum observable_kind kind;
    error_clear(&error);
    row->state = LIST_BROKEN;
    if (!observable_kind_parse(row->kind, &kind)) {
        row->state = row->kind.size ? LIST_BROKEN : LIST_KEPT;
        if (row->note.size == 0)
            row->note = SLICE(N_("of a kind that bridle does not know"));
        return;
    }
    // Not UTF-8, or what a decoder put in its place: no phone has such a name.
    if (!utf8_valid(row->value) || slice_find(row->value, SLICE("\xef\xbf\xbd")) != SIZE_MAX) {
        row->note = SLICE(N_("not valid UTF-8"));
        return;
    }
    if (row->value.size > LIMIT_INDICATOR_SIZE ||
        observe_indicator(kind, row->value, reading->arena, &row->indicator.kind, &row->indicator.value, &error)) {
        struct slice message = slice_text(error.code ? error.message : N_("the value is too long"));
        row->note = arena_copy(reading->arena, message, &message) ? message : SLICE(N_("the value cannot be used"));
        return;
    }
    row->state = LIST_USED;
    row->other_kind = kind != row->indicator.kind;
    row->indicator.written = row->value;
}

static uint32_t list_flags(const struct list_reading *reading)
{
    struct slice grade = list_text(reading, LIST_GRADE);
    uint32_t flags = slice_equal(grade, SLICE("weak"))   ? INDICATOR_WEAK
                     : slice_equal(grade, SLICE("none")) ? INDICATOR_UNUSED
                                                         : 0;
    if (slice_equal(list_text(reading, LIST_SORT), SLICE("stalkerware")))
        flags |= INDICATOR_STALKERWARE;
    return flags;
}

static void list_row(struct list_reading *reading)
{
    struct slice state = list_text(reading, LIST_STATE);
    struct list_row row = {
        .state = slice_equal(state, SLICE("error")) ? LIST_BROKEN : LIST_KEPT,
        .kind = list_text(reading, LIST_KIND),
        .value = list_text(reading, LIST_VALUE),
        .id = list_text(reading, LIST_ID),
        .date = list_text(reading, LIST_DATE),
        .note = list_text(reading, LIST_NOTE),
        .indicator =
            {
                .platform = platform_of(list_text(reading, LIST_PLATFORM)),
                .id = list_text(reading, LIST_ID),
                .malware = list_text(reading, LIST_MALWARE),
                .reason = list_text(reading, LIST_REASON),
                .flags = list_flags(reading),
            },
    };
    if (slice_equal(state, SLICE("revoked")))
        return;
    if (state.size == 0 || slice_equal(state, SLICE("used")))
        list_normalise(reading, &row);
    reading->function(reading->context, &row);
    arena_reset(reading->arena);
}

static void list_columns(struct list_reading *reading)
{
    int count = sqlite3_column_count(reading->statement);
    for (size_t i = 0; i < LIST_COLUMNS; i++) {
        reading->columns[i] = -1;
        for (int j = 0; j < count; j++)
            if (slice_equal(slice_text(sqlite3_column_name(reading->statement, j)), slice_text(list_column_names[i])))
                reading->columns[i] = j;
    }
}

static enum error_code list_rows(struct list_reading *reading, struct connection *connection,
                                 const struct list_format *format, struct error *error)
{
    const char *sql = (const char *)format->sql.data;
    int code = sqlite3_prepare_v2(connection->database, sql, (int)format->sql.size, &reading->statement, NULL);
    if (code != SQLITE_OK) {
        char file[128];
        return error_set(error, ERROR_USAGE, "list", ERROR_NO_OFFSET, "the format %s, line %u: %s",
                         error_quote(format->file, file, sizeof file), format->line,
                         ERROR_QUOTE(slice_text(sqlite3_errmsg(connection->database))));
    }
    if (code == SQLITE_OK) {
        list_columns(reading);
        while ((code = sqlite3_step(reading->statement)) == SQLITE_ROW && reading->rows++ < LIMIT_INDICATORS)
            list_row(reading);
    }
    enum error_code result = ERROR_NONE;
    if (code == SQLITE_ROW)
        result = error_set(error, ERROR_LIMIT, "list", ERROR_NO_OFFSET, "more than %u indicators", LIMIT_INDICATORS);
    else if (code != SQLITE_DONE)
        result = error_set(error, ERROR_FORMAT, "list", ERROR_NO_OFFSET, "%s",
                           ERROR_QUOTE(slice_text(sqlite3_errmsg(connection->database))));
    (void)sqlite3_finalize(reading->statement);
    return result;
}

enum error_code list_read(const struct list_format *format, const struct source *source, struct slice name,
                          list_function *function, void *context, struct error *error)
{
    struct function_context functions;
    struct connection *connection = NULL;
    sqlite3 *database = NULL;
    struct list_reading reading = {.function = function, .context = context, .arena = arena_new(16U << 20)};
    enum error_code code = function_context_init(&functions, source, error);
    functions.input_name = name;
    if (!code && (!reading.arena || sqlite3_open(":memory:", &database) != SQLITE_OK))
        code = error_set(error, ERROR_MEMORY, "list", ERROR_NO_OFFSET, "no memory for a list");
    code = code ? code : connection_new(database, &functions, true, &connection, error);
    code = code ? code : list_rows(&reading, connection, format, error);
    if (!code && reading.rows == 0 && functions.lost)
        code = error_set(error, ERROR_FORMAT, "list", ERROR_NO_OFFSET, "nothing of it can be read as: %s",
                         ERROR_QUOTE(format->title));
    (void)connection_free(connection);
    (void)arena_free(reading.arena);
    function_context_release(&functions);
    return code;
}
