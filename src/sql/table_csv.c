// SPDX-License-Identifier: Apache-2.0
// csv_rows([separator]): the input's records of comma-separated values; the separator may be ',' (when left out), ';'
// or a tab. Columns n (from 1, the header's row too), line (from 1), c0 to c15 (text; NULL where the record has fewer),
// error. A line that is no record, or has not as many fields as the first, is counted as lost and gives a row with
// `error` alone.
#include "format/csv.h"
#include "sql/table.h"

struct csv_cursor {
    struct table_cursor table;
    struct csv csv;
    struct csv_record record;
    bool open;
};

static void csv_cursor_close(struct table_cursor *table)
{
    struct csv_cursor *cursor = (struct csv_cursor *)table;
    if (cursor->open)
        csv_close(&cursor->csv);
    cursor->open = false;
}

static void csv_cursor_filter(struct table_cursor *table, int count, sqlite3_value **values)
{
    struct csv_cursor *cursor = (struct csv_cursor *)table;
    struct slice separator = count ? value_bytes(values[0]) : SLICE(",");
    csv_cursor_close(table);
    if (separator.size != 1 || slice_find_byte(SLICE(",;\t"), separator.data[0]) == SIZE_MAX) {
        table->context->lost++;
        table->end = true;
        return;
    }
    csv_open(&cursor->csv, function_document(table->context), separator.data[0]);
    cursor->open = true;
}

static void csv_cursor_next(struct table_cursor *table)
{
    struct csv_cursor *cursor = (struct csv_cursor *)table;
    table->end = !csv_next(&cursor->csv, &cursor->record);
    if (!table->end && cursor->record.error)
        table->context->lost++;
}

static void csv_cursor_column(struct table_cursor *table, sqlite3_context *context, int column)
{
    const struct csv_cursor *cursor = (const struct csv_cursor *)table;
    const struct csv_record *record = &cursor->record;
    size_t cell = (size_t)column - 2;
    if (column == 0)
        sqlite3_result_int64(context, table->row);
    else if (column == 1)
        sqlite3_result_int64(context, (int64_t)record->line);
    else if (cell < CSV_CELLS && cell < record->count)
        result_text(context, record->cells[cell]);
    else if (cell == CSV_CELLS && record->error)
        result_text(context, slice_text(record->error));
}

const struct table_kind table_csv_rows = {
    .name = "csv_rows",
    .declaration = "CREATE TABLE x(n, line, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, "
                   "error, a0 HIDDEN)",
    .first_argument = 19,
    .arguments_max = 1,
    .cursor_size = sizeof(struct csv_cursor),
    .filter = csv_cursor_filter,
    .next = csv_cursor_next,
    .column = csv_cursor_column,
    .close = csv_cursor_close,
};
