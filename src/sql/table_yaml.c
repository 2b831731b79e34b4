// SPDX-License-Identifier: Apache-2.0
// yaml_rows(): the scalars of the input, a YAML document. Columns n (from 1), line (from 1), item (number of the entry
// of the outermost list, from 0; NULL outside of one), path (the keys that lead to it, joined by '.'), key (the last of
// them), at (number in the innermost list, from 0; NULL outside of one), value (text; NULL for null), error. A part
// that cannot be read is counted as lost and gives a row with `error`.
#include "format/yaml.h"
#include "sql/table.h"

struct yaml_cursor {
    struct table_cursor table;
    struct yaml *yaml;
    struct yaml_scalar scalar;
};

static void yaml_cursor_close(struct table_cursor *table)
{
    struct yaml_cursor *cursor = (struct yaml_cursor *)table;
    cursor->yaml = yaml_free(cursor->yaml);
}

static void yaml_cursor_filter(struct table_cursor *table, UNUSED int count, UNUSED sqlite3_value **values)
{
    struct yaml_cursor *cursor = (struct yaml_cursor *)table;
    yaml_cursor_close(table);
    if (yaml_new(function_document(table->context), &cursor->yaml, NULL)) {
        table->context->lost++;
        table->end = true;
    }
}

static void yaml_cursor_next(struct table_cursor *table)
{
    struct yaml_cursor *cursor = (struct yaml_cursor *)table;
    table->end = !yaml_next(cursor->yaml, &cursor->scalar);
    if (!table->end && cursor->scalar.error)
        table->context->lost++;
}

static void result_number(sqlite3_context *context, int64_t number)
{
    if (number >= 0)
        sqlite3_result_int64(context, number);
}

static void yaml_cursor_column(struct table_cursor *table, sqlite3_context *context, int column)
{
    const struct yaml_cursor *cursor = (const struct yaml_cursor *)table;
    const struct yaml_scalar *scalar = &cursor->scalar;
    switch (column) {
    case 0:
        sqlite3_result_int64(context, table->row);
        break;
    case 1:
        sqlite3_result_int64(context, (int64_t)scalar->line);
        break;
    case 2:
        result_number(context, scalar->item);
        break;
    case 3:
        result_text(context, scalar->path);
        break;
    case 4:
        result_text(context, scalar->key);
        break;
    case 5:
        result_number(context, scalar->at);
        break;
    case 6:
        if (!scalar->null && !scalar->error)
            result_text(context, scalar->value);
        break;
    default:
        if (scalar->error)
            result_text(context, slice_text(scalar->error));
        break;
    }
}

const struct table_kind table_yaml_rows = {
    .name = "yaml_rows",
    .declaration = "CREATE TABLE x(n, line, item, path, key, at, value, error, a0 HIDDEN)",
    .first_argument = 8,
    .cursor_size = sizeof(struct yaml_cursor),
    .filter = yaml_cursor_filter,
    .next = yaml_cursor_next,
    .column = yaml_cursor_column,
    .close = yaml_cursor_close,
};
