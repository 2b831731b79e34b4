// SPDX-License-Identifier: Apache-2.0
// blocks(begin[, end]): the input's lines in blocks, as logs and lists have them: a block begins with a line that the
// regular expression `begin` fits, or ends with one that `end` fits (either may be NULL). Columns n, line (the number
// of its first line), at (byte offset), head (the line that began it), body (the lines between, each ended), foot (the
// line that ended it). What stands before the first beginning is a block without a head, what stands behind the last
// end one without a foot; blank lines alone are none.
#include "sql/pattern.h"
#include "sql/table_lines.h"

struct blocks_cursor {
    struct lines_cursor lines;
    struct buffer begin, end; // the patterns; empty: none
    struct buffer head, body, foot;
    struct buffer next_head; // of the block that follows
    bool has_head, has_foot, has_next;
    bool over; // the body is over its budget
    int64_t first_line, line_number;
    uint64_t first_at, next_at;
};

static void text_keep(struct buffer *buffer, struct slice text)
{
    if (!buffer->limit)
        buffer_init(buffer, LIMIT_BLOCK_SIZE + LIMIT_LINE_SIZE);
    buffer_clear(buffer);
    buffer_put(buffer, text);
}

static void blocks_filter(struct table_cursor *table, int count, sqlite3_value **values)
{
    struct blocks_cursor *cursor = (struct blocks_cursor *)table;
    text_keep(&cursor->begin, count > 0 ? value_bytes(values[0]) : SLICE_NONE);
    text_keep(&cursor->end, count > 1 ? value_bytes(values[1]) : SLICE_NONE);
    cursor->has_next = false;
    cursor->line_number = 0;
    cursor->next_at = 0;
    lines_filter(table, 0, NULL);
}

static bool fits(struct table_cursor *table, const struct buffer *pattern, struct slice line)
{
    struct slice groups[PATTERN_GROUPS + 1];
    return pattern->size && pattern_match(table->context, buffer_slice(pattern), line, groups);
}

static void body_add(struct blocks_cursor *cursor, struct slice line)
{
    // What follows is left out too: a body with a gap in it would be another text.
    if (cursor->over || cursor->body.size + line.size + 1 > LIMIT_BLOCK_SIZE) {
        cursor->lines.table.context->lost += !cursor->over;
        cursor->over = true;
        return;
    }
    buffer_put(&cursor->body, line);
    buffer_put_byte(&cursor->body, '\n');
}

static void block_begin(struct blocks_cursor *cursor)
{
    cursor->has_head = cursor->has_next;
    cursor->has_foot = cursor->over = false;
    text_keep(&cursor->head, cursor->has_next ? buffer_slice(&cursor->next_head) : SLICE_NONE);
    text_keep(&cursor->body, SLICE_NONE);
    text_keep(&cursor->foot, SLICE_NONE);
    cursor->first_line = cursor->has_next ? cursor->line_number : cursor->line_number + 1;
    cursor->first_at = cursor->next_at;
    cursor->has_next = false;
}

// Takes the line at hand; true where the block is whole.
static bool block_take(struct blocks_cursor *cursor, struct slice line)
{
    struct table_cursor *table = &cursor->lines.table;
    if (fits(table, &cursor->begin, line)) {
        bool empty = !cursor->has_head && slice_trim(buffer_slice(&cursor->body)).size == 0;
        if (!empty) {
            text_keep(&cursor->next_head, line);
            cursor->next_at = cursor->lines.line_at;
            cursor->has_next = true;
            return true;
        }
        cursor->body.size = 0;
        text_keep(&cursor->head, line);
        cursor->has_head = true;
        cursor->first_line = cursor->line_number;
        cursor->first_at = cursor->lines.line_at;
        return false;
    }
    if (fits(table, &cursor->end, line)) {
        text_keep(&cursor->foot, line);
        cursor->has_foot = true;
        return true;
    }
    body_add(cursor, line);
    return false;
}

static void blocks_next(struct table_cursor *table)
{
    struct blocks_cursor *cursor = (struct blocks_cursor *)table;
    bool whole = false;
    bool drained = false;
    block_begin(cursor);
    while (!whole && !drained) {
        lines_next(table);
        drained = table->end;
        cursor->line_number += !drained;
        whole = !drained && block_take(cursor, cursor->lines.line);
    }
    table->context->lost += cursor->head.failed || cursor->body.failed || cursor->foot.failed;
    if (!cursor->has_next)
        cursor->next_at = cursor->lines.read_at - (cursor->lines.size - cursor->lines.taken);
    table->end = drained && !cursor->has_head && slice_trim(buffer_slice(&cursor->body)).size == 0;
}

static void blocks_column(struct table_cursor *table, sqlite3_context *context, int column)
{
    const struct blocks_cursor *cursor = (const struct blocks_cursor *)table;
    if (column == 0)
        sqlite3_result_int64(context, table->row);
    else if (column == 1)
        sqlite3_result_int64(context, cursor->first_line);
    else if (column == 2)
        sqlite3_result_int64(context, (int64_t)cursor->first_at);
    else if (column == 3 && cursor->has_head)
        result_text(context, buffer_slice(&cursor->head));
    else if (column == 4)
        result_text(context, buffer_slice(&cursor->body));
    else if (column == 5 && cursor->has_foot)
        result_text(context, buffer_slice(&cursor->foot));
}

static void blocks_close(struct table_cursor *table)
{
    struct blocks_cursor *cursor = (struct blocks_cursor *)table;
    struct buffer *const buffers[] = {&cursor->begin, &cursor->end,  &cursor->head,
                                      &cursor->body,  &cursor->foot, &cursor->next_head};
    for (size_t i = 0; i < ARRAY_SIZE(buffers); i++)
        buffer_release(buffers[i]);
    lines_close(table);
}

const struct table_kind table_blocks = {
    .name = "blocks",
    .declaration = "CREATE TABLE x(n, line, at, head, body, foot, a0 HIDDEN, a1 HIDDEN)",
    .first_argument = 6,
    .arguments_max = 2,
    .cursor_size = sizeof(struct blocks_cursor),
    .filter = blocks_filter,
    .next = blocks_next,
    .column = blocks_column,
    .close = blocks_close,
};
