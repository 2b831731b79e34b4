// SPDX-License-Identifier: Apache-2.0
// lines([text]): the lines of the input, or of a text; columns n (from 1), line (text, without its end), at (byte
// offset).
// json_lines(): the same, of JSON lines; columns n, json (NULL where it is not valid JSON, counted as lost), at. Blank
// lines are passed over.
// json_rows(): the input as one JSON document; columns n (1), json, error. For json_each(). No row where it is not
// valid; what is nested deeper than LIMIT_JSON_DEPTH is passed over, counted as lost, and `error` says so.
#include "base/limits.h"
#include "base/message.h"
#include "sql/table_lines.h"

#include <stdlib.h>

void lines_close(struct table_cursor *table)
{
    struct lines_cursor *cursor = (struct lines_cursor *)table;
    free(cursor->bytes);
    cursor->bytes = NULL;
    buffer_release(&cursor->text);
}

// What is given does not outlive the call.
static void lines_of_text(struct lines_cursor *cursor, sqlite3_value *value)
{
    if (!cursor->text.limit)
        buffer_init(&cursor->text, (size_t)LIMIT_SQL_LENGTH);
    buffer_clear(&cursor->text);
    buffer_put(&cursor->text, value_bytes(value));
    cursor->table.context->lost += cursor->text.failed;
    cursor->rest = cursor->text.failed ? SLICE_NONE : buffer_slice(&cursor->text);
}

void lines_filter(struct table_cursor *table, int count, sqlite3_value **values)
{
    struct lines_cursor *cursor = (struct lines_cursor *)table;
    cursor->of_text = count > 0;
    if (cursor->of_text) {
        lines_of_text(cursor, values[0]);
        return;
    }
    if (!cursor->bytes)
        cursor->bytes = malloc(LINES_ROOM);
    cursor->size = cursor->taken = 0;
    cursor->read_at = cursor->line_at = 0;
    cursor->drained = !table->context->input;
    table->end = !cursor->bytes;
    table->context->lost += table->end;
}

static void lines_fill(struct lines_cursor *cursor)
{
    size_t got = 0;
    memmove(cursor->bytes, cursor->bytes + cursor->taken, cursor->size - cursor->taken);
    cursor->size -= cursor->taken;
    cursor->taken = 0;
    if (source_read(cursor->table.context->input, cursor->read_at, cursor->bytes + cursor->size, LINES_PIECE, &got,
                    NULL)) {
        cursor->table.context->lost++;
        got = 0;
    }
    cursor->read_at += got;
    cursor->size += got;
    cursor->drained = got == 0;
}

// Drops the rest of a line that is too long, up to its end.
static void lines_skip_rest(struct lines_cursor *cursor)
{
    for (;;) {
        struct slice rest = slice_of(cursor->bytes + cursor->taken, cursor->size - cursor->taken);
        size_t end = slice_find_byte(rest, '\n');
        if (end != SIZE_MAX || cursor->drained) {
            cursor->taken += end == SIZE_MAX ? rest.size : end + 1;
            return;
        }
        cursor->taken = cursor->size;
        lines_fill(cursor);
    }
}

static void lines_cut(struct lines_cursor *cursor)
{
    cursor->line.size = LIMIT_LINE_SIZE;
    cursor->table.context->lines_cut++;
    cursor->table.context->lost++;
}

static void lines_next_read(struct table_cursor *table)
{
    struct lines_cursor *cursor = (struct lines_cursor *)table;
    for (;;) {
        struct slice rest = slice_of(cursor->bytes + cursor->taken, cursor->size - cursor->taken);
        size_t end = slice_find_byte(rest, '\n');
        cursor->line_at = cursor->read_at - rest.size;
        if (end != SIZE_MAX || (cursor->drained && rest.size)) {
            cursor->line = slice_part(rest, 0, end);
            cursor->taken += end == SIZE_MAX ? rest.size : end + 1;
            if (slice_ends(cursor->line, SLICE("\r")))
                cursor->line.size--;
            if (cursor->line.size > LIMIT_LINE_SIZE)
                lines_cut(cursor);
            return;
        }
        if (cursor->drained) {
            table->end = true;
            return;
        }
        if (rest.size > LIMIT_LINE_SIZE + 1U)
            break;
        lines_fill(cursor);
    }
    // Too long: its beginning is the row, and the table's memory moves only with the next one.
    cursor->line = slice_of(cursor->bytes + cursor->taken, LIMIT_LINE_SIZE);
    lines_cut(cursor);
    uint8_t *kept = malloc(LINES_ROOM);
    if (!kept) {
        table->end = true;
        table->context->lost++;
        return;
    }
    memcpy(kept, cursor->line.data, cursor->line.size);
    size_t size = cursor->line.size;
    lines_skip_rest(cursor);
    size_t left = cursor->size - cursor->taken;
    if (left > LINES_PIECE) {
        cursor->read_at -= left - LINES_PIECE;
        left = LINES_PIECE;
    }
    memcpy(kept + size, cursor->bytes + cursor->taken, left);
    free(cursor->bytes);
    cursor->bytes = kept;
    cursor->taken = size;
    cursor->size = size + left;
    cursor->line = slice_of(kept, size);
}

// A query may read the input several times over, and does where it goes on behind a row.
static void lines_count(const struct lines_cursor *cursor)
{
    struct function_context *context = cursor->table.context;
    if (cursor->line_at < context->lines_to)
        return;
    context->lines_to = cursor->line_at + 1;
    context->lines_seen += slice_trim(cursor->line).size > 0;
}

void lines_next(struct table_cursor *table)
{
    struct lines_cursor *cursor = (struct lines_cursor *)table;
    if (!cursor->of_text) {
        lines_next_read(table);
        if (!table->end)
            lines_count(cursor);
        return;
    }
    cursor->line_at = cursor->text.size - cursor->rest.size;
    table->end = !slice_line(&cursor->rest, &cursor->line);
    if (!table->end && cursor->line.size > LIMIT_LINE_SIZE)
        lines_cut(cursor);
}

static void lines_column(struct table_cursor *table, sqlite3_context *context, int column)
{
    struct lines_cursor *cursor = (struct lines_cursor *)table;
    if (column == 0)
        sqlite3_result_int64(context, table->row);
    else if (column == 1)
        result_text(context, cursor->line);
    else
        sqlite3_result_int64(context, (int64_t)cursor->line_at);
}

const struct table_kind table_lines = {
    .name = "lines",
    .declaration = "CREATE TABLE x(n, line, at, a0 HIDDEN)",
    .first_argument = 3,
    .arguments_max = 1,
    .cursor_size = sizeof(struct lines_cursor),
    .filter = lines_filter,
    .next = lines_next,
    .column = lines_column,
    .close = lines_close,
};

// SQLite's own parser decides what is JSON, since its functions will read it; asked on a connection of its own, where
// no authorizer stands.
static bool json_is_valid(struct function_context *context, struct slice text)
{
    if (!context->json_valid && (sqlite3_open(":memory:", &context->json_database) != SQLITE_OK ||
                                 sqlite3_prepare_v2(context->json_database, "SELECT json_valid(?)", -1,
                                                    &context->json_valid, NULL) != SQLITE_OK))
        return false;
    sqlite3_stmt *statement = context->json_valid;
    bool valid = sqlite3_bind_text64(statement, 1, (const char *)text.data, text.size, SQLITE_STATIC, SQLITE_UTF8) ==
                     SQLITE_OK &&
                 sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_int(statement, 0) != 0;
    (void)sqlite3_reset(statement);
    return valid;
}

static bool json_looks_valid(struct function_context *context, struct slice text)
{
    // A NUL would end SQLite's reading early, without an error.
    return text.size && text.size < (size_t)LIMIT_SQL_LENGTH && slice_find_byte(text, 0) == SIZE_MAX &&
           json_is_valid(context, text);
}

static void json_lines_next(struct table_cursor *table)
{
    const struct lines_cursor *cursor = (const struct lines_cursor *)table;
    do {
        lines_next(table);
    } while (!table->end && slice_trim(cursor->line).size == 0);
}

static void json_lines_column(struct table_cursor *table, sqlite3_context *context, int column)
{
    const struct lines_cursor *cursor = (const struct lines_cursor *)table;
    if (column != 1)
        lines_column(table, context, column);
    else if (json_looks_valid(table->context, cursor->line))
        result_text(context, cursor->line);
    else
        table->context->lost++;
}

const struct table_kind table_json_lines = {
    .name = "json_lines",
    .declaration = "CREATE TABLE x(n, json, at, a0 HIDDEN)",
    .first_argument = 3,
    .cursor_size = sizeof(struct lines_cursor),
    .filter = lines_filter,
    .next = json_lines_next,
    .column = json_lines_column,
    .close = lines_close,
};

// SQLite refuses a whole document for one part that is nested too deep: such a part becomes 0 and blanks. Gives their
// number.
static uint64_t json_flatten(uint8_t *bytes, size_t size)
{
    uint64_t parts = 0;
    size_t depth = 0;
    size_t start = 0;
    bool quoted = false;
    for (size_t i = 0; i < size; i++) {
        if (quoted && bytes[i] == '\\') {
            i++;
        } else if (quoted) {
            quoted = bytes[i] != '"';
        } else if (bytes[i] == '"') {
            quoted = true;
        } else if ((bytes[i] == '[' || bytes[i] == '{') && depth++ == LIMIT_JSON_DEPTH) {
            start = i;
        } else if ((bytes[i] == ']' || bytes[i] == '}') && depth && --depth == LIMIT_JSON_DEPTH) {
            memset(bytes + start, ' ', i + 1 - start);
            bytes[start] = '0';
            parts++;
        }
    }
    return parts;
}

struct json_cursor {
    struct table_cursor table;
    struct slice json;
    bool given;
};

static void json_rows_filter(struct table_cursor *table, UNUSED int count, UNUSED sqlite3_value **values)
{
    struct json_cursor *cursor = (struct json_cursor *)table;
    struct function_context *context = table->context;
    cursor->json = function_document(context);
    if (slice_starts(cursor->json, SLICE("\xef\xbb\xbf")))
        cursor->json = slice_from(cursor->json, 3);
    bool valid = json_looks_valid(context, cursor->json);
    if (!valid && !context->json_passed) {
        context->json_passed = json_flatten(context->document, context->document_size);
        valid = context->json_passed && json_looks_valid(context, cursor->json);
    }
    if (!valid)
        cursor->json = SLICE_NONE;
    context->lost += !valid || context->json_passed;
    cursor->given = false;
}

static void json_rows_next(struct table_cursor *table)
{
    struct json_cursor *cursor = (struct json_cursor *)table;
    table->end = cursor->given || cursor->json.size == 0;
    cursor->given = true;
}

static void json_rows_column(struct table_cursor *table, sqlite3_context *context, int column)
{
    const struct json_cursor *cursor = (const struct json_cursor *)table;
    if (column == 0)
        sqlite3_result_int64(context, table->row);
    else if (column == 1)
        result_text(context, cursor->json);
    else if (table->context->json_passed)
        result_text(context, SLICE(N_("a part is nested deeper than is read, and was passed over")));
}

const struct table_kind table_json_rows = {
    .name = "json_rows",
    .declaration = "CREATE TABLE x(n, json, error, a0 HIDDEN)",
    .first_argument = 3,
    .cursor_size = sizeof(struct json_cursor),
    .filter = json_rows_filter,
    .next = json_rows_next,
    .column = json_rows_column,
};
