// SPDX-License-Identifier: Apache-2.0
// The lines of an input, for the table functions that go by them.
#pragma once

#include "base/buffer.h"
#include "base/limits.h"
#include "sql/table.h"

#define LINES_PIECE 65536U
#define LINES_ROOM (LIMIT_LINE_SIZE + 1U + LINES_PIECE) // a line, its \r, and what is read with it

struct lines_cursor {
    struct table_cursor table;
    uint8_t *bytes; // LINES_ROOM
    size_t size;
    size_t taken;
    uint64_t read_at;
    uint64_t line_at;
    struct slice line; // at hand
    bool drained;
    bool of_text; // `rest` of `text`, not the input
    struct buffer text;
    struct slice rest;
};

// As a table's own (sql/table.h); what follows the cursor's first member is zero before the first filter.
void lines_filter(struct table_cursor *table, int count, sqlite3_value **values);
void lines_next(struct table_cursor *table);
void lines_close(struct table_cursor *table);
