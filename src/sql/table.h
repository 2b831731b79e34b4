// SPDX-License-Identifier: Apache-2.0
// What the table functions share: eponymous virtual tables whose hidden columns are their arguments.
#pragma once

#include "sql/functions.h"

struct table_cursor;

struct table_kind {
    const char *name;
    const char *declaration; // CREATE TABLE x(…, a0 HIDDEN, …)
    int first_argument;      // column number of the first hidden column
    int arguments_max;
    size_t cursor_size; // of the kind's own struct, which begins with struct table_cursor
    // Begins with these arguments; then `next` is called once for the first row. All but `close` may be called again.
    void (*filter)(struct table_cursor *cursor, int count, sqlite3_value **values);
    void (*next)(struct table_cursor *cursor); // sets `end` after the last row
    void (*column)(struct table_cursor *cursor, sqlite3_context *context, int column);
    void (*close)(struct table_cursor *cursor);
};

struct table_cursor {
    sqlite3_vtab_cursor base;
    struct function_context *context;
    const struct table_kind *kind;
    int64_t row; // from 1
    bool end;
};

extern const struct table_kind table_parts;
extern const struct table_kind table_plist;
extern const struct table_kind table_plist_rows;
extern const struct table_kind table_blocks;
extern const struct table_kind table_lines;
extern const struct table_kind table_json_lines;
extern const struct table_kind table_json_rows;
extern const struct table_kind table_stix_pattern;
extern const struct table_kind table_csv_rows;
extern const struct table_kind table_mbdb_rows;
extern const struct table_kind table_yaml_rows;
