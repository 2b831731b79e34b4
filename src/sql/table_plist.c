// SPDX-License-Identifier: Apache-2.0
// plist_rows([plist,] key, …): the elements of an array, set or dictionary of a property list or keyed archive. `plist`
// is a blob, or a node that another plist_rows() gave; without one it is the input. Columns: key (NULL in an array), n
// (from 0), type, value (as pl() gives it), node (for pl() and plist_rows()). A value that is no container gives no
// row.
#include "base/limits.h"
#include "sql/node.h"
#include "sql/table.h"

struct plist_cursor {
    struct table_cursor table;
    struct arena *arena;
    struct plist *plist;
    struct plist_value container;
    struct plist_value key;
    struct plist_node node; // of this row
    uint64_t next;          // element
    uint8_t *copy;          // of a blob argument
};

static const char *const type_names[] = {
    [PLIST_NONE] = "none", [PLIST_NULL] = "null",   [PLIST_BOOLEAN] = "boolean", [PLIST_INTEGER] = "integer",
    [PLIST_REAL] = "real", [PLIST_DATE] = "date",   [PLIST_DATA] = "data",       [PLIST_STRING] = "string",
    [PLIST_UID] = "uid",   [PLIST_ARRAY] = "array", [PLIST_SET] = "set",         [PLIST_DICTIONARY] = "dictionary",
};

static bool starts_like_plist(struct slice text)
{
    return slice_starts(text, SLICE("bplist")) || slice_starts(slice_trim(text), SLICE("<"));
}

// The document of a blob argument; the bytes are copied, since the argument's memory does not outlive xFilter.
static enum error_code plist_cursor_blob(struct plist_cursor *cursor, sqlite3_value *value)
{
    struct slice bytes = value_bytes(value);
    if (bytes.size == 0)
        return ERROR_ABSENT;
    cursor->copy = malloc(bytes.size);
    if (!cursor->copy)
        return ERROR_MEMORY;
    memcpy(cursor->copy, bytes.data, bytes.size);
    return plist_open(slice_of(cursor->copy, bytes.size), cursor->arena, &cursor->plist, NULL);
}

static enum error_code plist_cursor_start(struct plist_cursor *cursor, int count, sqlite3_value **values)
{
    struct plist_node *node = count ? sqlite3_value_pointer(values[0], PLIST_NODE) : NULL;
    int type = count ? sqlite3_value_type(values[0]) : SQLITE_TEXT;
    enum error_code code;
    int skip = 1;
    if (node) {
        cursor->plist = node->plist;
        cursor->container = node->value;
        return plist_walk(cursor->plist, count - 1, values + 1, &cursor->container);
    }
    if (count && type == SQLITE_NULL)
        return ERROR_ABSENT;
    if (type == SQLITE_BLOB || (count && type == SQLITE_TEXT && starts_like_plist(value_bytes(values[0])))) {
        code = plist_cursor_blob(cursor, values[0]);
    } else {
        code = plist_open(function_document(cursor->table.context), cursor->arena, &cursor->plist, NULL);
        skip = 0;
    }
    code = code ? code : document_root(cursor->plist, &cursor->container, NULL);
    return code ? code : plist_walk(cursor->plist, count - skip, values + skip, &cursor->container);
}

static void plist_cursor_clear(struct table_cursor *table)
{
    struct plist_cursor *cursor = (struct plist_cursor *)table;
    cursor->arena = arena_free(cursor->arena);
    free(cursor->copy);
    cursor->copy = NULL;
    cursor->plist = NULL;
}

static void plist_cursor_filter(struct table_cursor *table, int count, sqlite3_value **values)
{
    struct plist_cursor *cursor = (struct plist_cursor *)table;
    plist_cursor_clear(table);
    cursor->next = 0;
    cursor->container = (struct plist_value){0};
    cursor->arena = arena_new(LIMIT_ROW_SCRATCH);
    enum error_code code = cursor->arena ? plist_cursor_start(cursor, count, values) : ERROR_MEMORY;
    if (code && code != ERROR_ABSENT)
        table->context->lost++;
    enum plist_type type = cursor->container.type;
    table->end = code || (type != PLIST_ARRAY && type != PLIST_SET && type != PLIST_DICTIONARY);
    if (table->end)
        plist_cursor_clear(table);
}

// plist(): the input's own top object, one row; columns type, value, node.
static void plist_top_filter(struct table_cursor *table, UNUSED int count, UNUSED sqlite3_value **values)
{
    struct plist_cursor *cursor = (struct plist_cursor *)table;
    plist_cursor_clear(table);
    cursor->arena = arena_new(LIMIT_ROW_SCRATCH);
    enum error_code code = cursor->arena ? plist_cursor_start(cursor, 0, NULL) : ERROR_MEMORY;
    if (code)
        table->context->lost++;
    cursor->node = (struct plist_node){cursor->plist, cursor->container};
    table->end = code != ERROR_NONE;
}

// What was decoded goes with the last row: the parts of a UNION ALL each have a cursor, and all stay open to the end.
static void plist_top_next(struct table_cursor *table)
{
    table->end = table->row > 1;
    if (table->end)
        plist_cursor_clear(table);
}

static void plist_cursor_next(struct table_cursor *table)
{
    struct plist_cursor *cursor = (struct plist_cursor *)table;
    while (cursor->next < cursor->container.count && cursor->next < LIMIT_PLIST_ROWS) {
        cursor->node.plist = cursor->plist;
        enum error_code code =
            document_at(cursor->plist, &cursor->container, cursor->next++, &cursor->key, &cursor->node.value, NULL);
        if (code == ERROR_NONE)
            return;
        table->context->lost++;
        if (code == ERROR_LIMIT)
            break;
    }
    if (cursor->next >= LIMIT_PLIST_ROWS)
        table->context->lost++;
    table->end = true;
    plist_cursor_clear(table);
}

static void plist_cursor_column(struct table_cursor *table, sqlite3_context *context, int column)
{
    struct plist_cursor *cursor = (struct plist_cursor *)table;
    switch (column) {
    case 0:
        table->context->lost += !result_plist_value(context, &cursor->key);
        break;
    case 1:
        sqlite3_result_int64(context, (int64_t)cursor->next - 1);
        break;
    case 2:
        sqlite3_result_text(context, type_names[cursor->node.value.type], -1, SQLITE_STATIC);
        break;
    case 3:
        table->context->lost += !result_plist_value(context, &cursor->node.value);
        break;
    default:
        sqlite3_result_pointer(context, &cursor->node, PLIST_NODE, NULL);
        break;
    }
}

static void plist_top_column(struct table_cursor *table, sqlite3_context *context, int column)
{
    plist_cursor_column(table, context, column + 2);
}

const struct table_kind table_plist = {
    .name = "plist",
    .declaration = "CREATE TABLE x(type, value, node, a0 HIDDEN)",
    .first_argument = 3,
    .cursor_size = sizeof(struct plist_cursor),
    .filter = plist_top_filter,
    .next = plist_top_next,
    .column = plist_top_column,
    .close = plist_cursor_clear,
};

const struct table_kind table_plist_rows = {
    .name = "plist_rows",
    .declaration = "CREATE TABLE x(key, n, type, value, node, a0 HIDDEN, a1 HIDDEN, a2 HIDDEN, a3 HIDDEN, a4 HIDDEN, "
                   "a5 HIDDEN, a6 HIDDEN, a7 HIDDEN)",
    .first_argument = 5,
    .arguments_max = 8,
    .cursor_size = sizeof(struct plist_cursor),
    .filter = plist_cursor_filter,
    .next = plist_cursor_next,
    .column = plist_cursor_column,
    .close = plist_cursor_clear,
};
