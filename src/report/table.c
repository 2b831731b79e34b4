// SPDX-License-Identifier: Apache-2.0
// The first rows are held back to see how wide the columns are; then it is a table, a table whose last column wraps, a
// table whose widest cells are cut (where that is wished), or, where none fits the width, a block of "name  value"
// lines a row. Later rows are fitted into what was decided; where nothing may be cut, a wider value stands out of its
// column.
#include "base/arena.h"
#include "base/checked.h"
#include "report/escape.h"
#include "report/page.h"
#include "report/report.h"

#include "base/real.h"

#define HELD_ROWS 200U
#define HELD_BYTES (1U << 20)
#define ROW_BYTES (16U << 20) // of a row, escaped
#define CELL_BYTES 1024U      // of one value; the rest is cut with "…"
#define CELL_BYTES_ALL 65536U // with -v
#define GAP 2U                // columns between columns
#define LAST_LEAST 24U        // columns a wrapped last column needs
#define LABEL_MOST 20U        // columns of a name in a block
#define CUT_LEAST 12U         // columns that cutting leaves to a cell
#define NUMBER_MOST 24U       // columns of a number: never cut, since what is left of it would be another number
#define LINES_MOST 3U         // of a cell that wraps, where cells may be cut
#define ELLIPSIS "\xe2\x80\xa6"

enum table_layout { LAYOUT_UNDECIDED, LAYOUT_TABLE, LAYOUT_LAST_WRAPS, LAYOUT_CUT, LAYOUT_BLOCKS };

struct report_table {
    struct page page;
    unsigned width;
    bool cut; // wide cells end in "…"
    size_t count;
    enum table_layout layout;
    struct arena *held; // names, then the rows held back
    struct slice *names;
    size_t *widths;     // of what was held back
    bool *numbers;      // nothing but numbers and nulls: to the right
    struct slice *rows; // HELD_ROWS * count
    struct slice *now;  // the row at hand
    size_t *starts;     // of its cells in the buffer, and its end
    size_t row_count;   // held back
    size_t held_bytes;
    size_t cell_bytes;
    uint64_t written;     // rows
    struct buffer buffer; // of the row at hand
};

static void blob_put(struct buffer *buffer, struct slice bytes, size_t most)
{
    buffer_put_text(buffer, "x'");
    for (size_t i = 0; i < bytes.size && i < most; i++)
        buffer_format(buffer, "%02x", bytes.data[i]);
    buffer_put_text(buffer, bytes.size > most ? ELLIPSIS "'" : "'");
}

static void cell_put(struct buffer *buffer, const struct cell *cell, size_t most)
{
    switch (cell->type) {
    case CELL_NULL:
        buffer_put_byte(buffer, '-');
        break;
    case CELL_INTEGER:
        buffer_format(buffer, "%" PRId64, cell->integer);
        break;
    case CELL_REAL:
        real_put(buffer, cell->real);
        break;
    case CELL_TEXT:
        value_put(buffer, SLICE_NONE, text_bytes(cell->bytes, most));
        if (cell->bytes.size > most)
            buffer_put_text(buffer, ELLIPSIS);
        break;
    case CELL_BLOB:
        blob_put(buffer, cell->bytes, most / 2);
        break;
    }
}

static struct slice *slices_new(struct arena *arena, size_t count)
{
    return arena_alloc(arena, count, sizeof(struct slice));
}

static bool table_names(struct report_table *table, const struct slice *names)
{
    for (size_t i = 0; i < table->count; i++) {
        buffer_clear(&table->buffer);
        terminal_put(&table->buffer, slice_part(names[i], 0, 256));
        if (!arena_copy(table->held, buffer_slice(&table->buffer), &table->names[i]))
            return false;
        table->widths[i] = text_columns(table->names[i]);
        table->numbers[i] = true;
    }
    return true;
}

static bool table_room(struct report_table *table)
{
    table->held = arena_new(16U * HELD_BYTES);
    if (!table->held)
        return false;
    size_t cells;
    if (!checked_mul(table->count, HELD_ROWS, &cells))
        return false;
    table->names = slices_new(table->held, table->count);
    table->now = slices_new(table->held, table->count);
    table->rows = slices_new(table->held, cells);
    table->starts = arena_alloc(table->held, table->count + 1, sizeof *table->starts);
    table->widths = arena_alloc(table->held, table->count, sizeof *table->widths);
    table->numbers = arena_alloc(table->held, table->count, sizeof *table->numbers);
    return table->names && table->now && table->rows && table->starts && table->widths && table->numbers;
}

struct report_table *report_table_new(const struct report_options *options, struct writer *writer,
                                      const struct slice *names, size_t count)
{
    struct report_table *table = calloc(1, sizeof *table);
    if (!table)
        return NULL;
    table->page = page_over(writer, options->width, options->color);
    table->width = options->width > PAGE_WIDTH_LEAST ? options->width : table->page.width;
    table->cut = options->cut;
    table->count = count;
    table->cell_bytes = options->verbosity > 0 ? CELL_BYTES_ALL : CELL_BYTES;
    buffer_init(&table->buffer, ROW_BYTES);
    if (!table_room(table) || !table_names(table, names)) {
        arena_free(table->held);
        buffer_release(&table->buffer);
        free(table);
        return NULL;
    }
    return table;
}

static size_t widths_sum(const struct report_table *table, size_t count)
{
    size_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += table->widths[i] + (i ? GAP : 0);
    return sum;
}

// What a column keeps when the widest cells are cut to `cap` columns.
static size_t width_capped(const struct report_table *table, size_t column, size_t cap)
{
    size_t width = table->widths[column];
    return width <= cap || (table->numbers[column] && width <= NUMBER_MOST) ? width : cap;
}

static size_t widths_capped(const struct report_table *table, size_t cap)
{
    size_t sum = (table->count - 1) * GAP;
    for (size_t i = 0; i < table->count; i++)
        sum += width_capped(table, i, cap);
    return sum;
}

// The widest columns give up what is missing, all down to the same width. False: more than cells can spare.
static bool widths_cut(struct report_table *table)
{
    size_t cap = CUT_LEAST;
    if (widths_capped(table, cap) > table->width)
        return false;
    while (widths_capped(table, cap + 1) <= table->width)
        cap++;
    size_t left = table->width - widths_capped(table, cap);
    for (size_t i = 0; i < table->count; i++) {
        size_t width = width_capped(table, i, cap);
        bool more = left > 0 && width < table->widths[i];
        left -= more;
        table->widths[i] = width + more;
    }
    return true;
}

static enum table_layout table_decide(struct report_table *table)
{
    if (widths_sum(table, table->count) <= table->width)
        return LAYOUT_TABLE;
    size_t others = widths_sum(table, table->count - 1);
    if (table->count > 1 && others + GAP + LAST_LEAST <= table->width)
        return LAYOUT_LAST_WRAPS;
    return table->cut && table->count > 1 && widths_cut(table) ? LAYOUT_CUT : LAYOUT_BLOCKS;
}

static void spaces(const struct report_table *table, size_t count)
{
    for (size_t i = 0; i < count; i++)
        writer_put_text(table->page.writer, " ");
}

// One cell in `width` columns, padded but at the end of a line; `cut` with "…" where it is wider, else whole.
static void cell_fit(const struct report_table *table, struct slice text, size_t width, bool cut, bool right, bool last)
{
    size_t columns = text_columns(text);
    cut = cut && columns > width;
    size_t room = columns > width ? 0 : width - columns;
    if (right)
        spaces(table, room);
    writer_put(table->page.writer, cut ? text_start(text, width - 1) : text);
    if (cut)
        writer_put_text(table->page.writer, ELLIPSIS);
    if (!right && !last)
        spaces(table, room);
}

static void row_put_table(const struct report_table *table, const struct slice *row)
{
    bool wraps = table->layout == LAYOUT_LAST_WRAPS;
    for (size_t i = 0; i < table->count; i++) {
        bool last = i + 1 == table->count;
        if (i)
            spaces(table, GAP);
        if (last && wraps) {
            struct page page = table->page;
            unsigned column = (unsigned)(widths_sum(table, i) + GAP);
            page.width = table->width;
            page_wrap(&page, column, column, table->cut ? LINES_MOST : 0, row[i]);
        } else {
            bool right = table->numbers[i] && table->row_count + table->written > 0;
            bool cut = table->cut && !(table->numbers[i] && text_columns(row[i]) <= NUMBER_MOST);
            cell_fit(table, row[i], table->widths[i], cut, right, last);
        }
    }
    if (!wraps)
        page_blank(&table->page);
}

static void row_put_block(const struct report_table *table, const struct slice *row)
{
    size_t label = 0;
    struct page page = table->page;
    page.width = table->width;
    for (size_t i = 0; i < table->count; i++)
        if (text_columns(table->names[i]) > label)
            label = text_columns(table->names[i]);
    if (label > LABEL_MOST)
        label = LABEL_MOST;
    if (table->written)
        page_blank(&page);
    for (size_t i = 0; i < table->count; i++) {
        cell_fit(table, table->names[i], label, true, false, false);
        spaces(table, GAP);
        page_wrap(&page, (unsigned)(label + GAP), (unsigned)(label + GAP), table->cut ? LINES_MOST : 0, row[i]);
    }
}

static void row_put(struct report_table *table, const struct slice *row)
{
    if (table->layout == LAYOUT_BLOCKS)
        row_put_block(table, row);
    else
        row_put_table(table, row);
    table->written++;
}

static void table_settle(struct report_table *table)
{
    table->layout = table_decide(table);
    if (table->layout != LAYOUT_BLOCKS) {
        writer_put_text(table->page.writer, table->page.color ? "\033[1m" : "");
        row_put_table(table, table->names);
        writer_put_text(table->page.writer, table->page.color ? "\033[0m" : "");
    }
    for (size_t i = 0; i < table->row_count; i++)
        row_put(table, table->rows + i * table->count);
    table->row_count = 0;
}

// The cells as text in table->now, borrowing table->buffer.
static void row_render(struct report_table *table, const struct cell *cells)
{
    struct buffer *buffer = &table->buffer;
    buffer_clear(buffer);
    for (size_t i = 0; i < table->count; i++) {
        table->starts[i] = buffer->size;
        cell_put(buffer, &cells[i], table->cell_bytes);
    }
    table->starts[table->count] = buffer->size;
    struct slice row = buffer_slice(buffer);
    for (size_t i = 0; i < table->count; i++)
        table->now[i] = slice_part(row, table->starts[i], table->starts[i + 1] - table->starts[i]);
}

static bool row_hold(struct report_table *table, const struct cell *cells)
{
    struct slice *row = table->rows + table->row_count * table->count;
    for (size_t i = 0; i < table->count; i++) {
        if (!arena_copy(table->held, table->now[i], &row[i]))
            return false;
        size_t columns = text_columns(row[i]);
        if (columns > table->widths[i])
            table->widths[i] = columns;
        bool number = cells[i].type == CELL_INTEGER || cells[i].type == CELL_REAL || cells[i].type == CELL_NULL;
        table->numbers[i] = table->numbers[i] && number;
        table->held_bytes += row[i].size;
    }
    table->row_count++;
    return true;
}

void report_table_row(struct report_table *table, const struct cell *cells)
{
    if (!table)
        return;
    row_render(table, cells);
    if (table->layout == LAYOUT_UNDECIDED) {
        bool held = row_hold(table, cells);
        if (held && table->row_count < HELD_ROWS && table->held_bytes < HELD_BYTES)
            return;
        table_settle(table);
        if (held)
            return;
    }
    row_put(table, table->now);
}

struct report_table *report_table_free(struct report_table *table)
{
    if (!table)
        return NULL;
    if (table->layout == LAYOUT_UNDECIDED)
        table_settle(table);
    arena_free(table->held);
    buffer_release(&table->buffer);
    free(table);
    return NULL;
}
