// SPDX-License-Identifier: Apache-2.0
// stix_pattern(text): the comparisons of a STIX pattern; columns path, operator, negated, conjunct, value, error. A
// pattern that does not parse gives one row with error alone.
#include "format/stix_pattern.h"
#include "sql/table.h"

#include <stdlib.h>

struct pattern_cursor {
    struct table_cursor table;
    struct arena *arena;
    struct pattern pattern;
    struct error error;
    size_t next;
};

static void pattern_close(struct table_cursor *table)
{
    struct pattern_cursor *cursor = (struct pattern_cursor *)table;
    cursor->arena = arena_free(cursor->arena);
}

static void pattern_filter(struct table_cursor *table, int count, sqlite3_value **values)
{
    struct pattern_cursor *cursor = (struct pattern_cursor *)table;
    struct slice text;
    pattern_close(table);
    cursor->next = 0;
    cursor->pattern = (struct pattern){0};
    error_clear(&cursor->error);
    cursor->arena = arena_new(16U << 20);
    if (!cursor->arena || count == 0 || sqlite3_value_type(values[0]) == SQLITE_NULL ||
        !arena_copy(cursor->arena, value_bytes(values[0]), &text)) {
        table->end = true;
        return;
    }
    (void)(pattern_parse(text, cursor->arena, &cursor->pattern, &cursor->error) == ERROR_NONE);
}

static void pattern_next(struct table_cursor *table)
{
    struct pattern_cursor *cursor = (struct pattern_cursor *)table;
    size_t rows = cursor->error.code ? 1 : cursor->pattern.count;
    table->end = cursor->next >= rows;
    cursor->next++;
}

static void pattern_column(struct table_cursor *table, sqlite3_context *context, int column)
{
    const struct pattern_cursor *cursor = (const struct pattern_cursor *)table;
    char message[512];
    if (cursor->error.code) {
        if (column == 5) {
            error_format(&cursor->error, message, sizeof message);
            result_text(context, slice_text(message));
        }
        return;
    }
    const struct pattern_comparison *comparison = &cursor->pattern.comparisons[cursor->next - 1];
    switch (column) {
    case 0:
        result_text(context, comparison->path);
        break;
    case 1:
        result_text(context, slice_text(pattern_operator_text(comparison->operator)));
        break;
    case 2:
        sqlite3_result_int(context, comparison->negated);
        break;
    case 3:
        sqlite3_result_int(context, comparison->conjunct);
        break;
    case 4:
        result_text(context, comparison->value);
        break;
    default:
        break;
    }
}

const struct table_kind table_stix_pattern = {
    .name = "stix_pattern",
    .declaration = "CREATE TABLE x(path, operator, negated, conjunct, value, error, a0 HIDDEN)",
    .first_argument = 6,
    .arguments_max = 1,
    .cursor_size = sizeof(struct pattern_cursor),
    .filter = pattern_filter,
    .next = pattern_next,
    .column = pattern_column,
    .close = pattern_close,
};
