// SPDX-License-Identifier: Apache-2.0
// matches(text, pattern): 1 where the regular expression stands in it, else 0. capture(text, pattern[, group]): what
// the group took (1 when left out, 0 the whole match); NULL where it does not fit.
// parts(text, pattern): one row where it fits, else none; columns p1 … p16, what each group took.
#include "base/buffer.h"
#include "base/limits.h"
#include "sql/functions_private.h"
#include "sql/pattern.h"
#include "sql/table.h"

static bool value_has_text(sqlite3_value *value)
{
    int type = sqlite3_value_type(value);
    return type == SQLITE_TEXT || type == SQLITE_BLOB;
}

void function_matches(sqlite3_context *context, UNUSED int count, sqlite3_value **values)
{
    struct slice groups[PATTERN_GROUPS + 1];
    if (value_has_text(values[0]))
        sqlite3_result_int(
            context, pattern_match(sqlite3_user_data(context), value_bytes(values[1]), value_bytes(values[0]), groups));
}

void function_capture(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct slice groups[PATTERN_GROUPS + 1];
    if (!value_has_text(values[0]) || (count == 3 && sqlite3_value_type(values[2]) != SQLITE_INTEGER))
        return;
    int64_t group = count == 3 ? sqlite3_value_int64(values[2]) : 1;
    if (group < 0 || group > PATTERN_GROUPS)
        return;
    bool found = pattern_match(sqlite3_user_data(context), value_bytes(values[1]), value_bytes(values[0]), groups);
    if (found && groups[group].data)
        result_text(context, groups[group]);
}

struct parts_cursor {
    struct table_cursor table;
    struct buffer text; // the argument does not outlive the call
    struct slice groups[PATTERN_GROUPS + 1];
    bool found;
};

static void parts_filter(struct table_cursor *table, int count, sqlite3_value **values)
{
    struct parts_cursor *cursor = (struct parts_cursor *)table;
    cursor->found = false;
    table->context->lost += count < 2;
    if (count < 2 || !value_has_text(values[0]))
        return;
    struct slice text = value_bytes(values[0]);
    if (!cursor->text.limit)
        buffer_init(&cursor->text, (size_t)LIMIT_SQL_LENGTH);
    buffer_clear(&cursor->text);
    buffer_put(&cursor->text, text);
    table->context->lost += cursor->text.failed;
    cursor->found = !cursor->text.failed &&
                    pattern_match(table->context, value_bytes(values[1]), buffer_slice(&cursor->text), cursor->groups);
}

static void parts_next(struct table_cursor *table)
{
    const struct parts_cursor *cursor = (const struct parts_cursor *)table;
    table->end = !cursor->found || table->row > 1;
}

static void parts_column(struct table_cursor *table, sqlite3_context *context, int column)
{
    const struct parts_cursor *cursor = (const struct parts_cursor *)table;
    if (column < PATTERN_GROUPS && cursor->groups[column + 1].data)
        result_text(context, cursor->groups[column + 1]);
}

static void parts_close(struct table_cursor *table)
{
    struct parts_cursor *cursor = (struct parts_cursor *)table;
    buffer_release(&cursor->text);
}

const struct table_kind table_parts = {
    .name = "parts",
    .declaration = "CREATE TABLE x(p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15, p16, a0 HIDDEN, "
                   "a1 HIDDEN)",
    .first_argument = PATTERN_GROUPS,
    .arguments_max = 2,
    .cursor_size = sizeof(struct parts_cursor),
    .filter = parts_filter,
    .next = parts_next,
    .column = parts_column,
    .close = parts_close,
};
