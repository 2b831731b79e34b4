// SPDX-License-Identifier: Apache-2.0
#include "sql/table.h"

#include <stdlib.h>

const char *const table_function_names[] = {"plist",     "plist_rows",   "lines",     "json_lines",
                                            "json_rows", "stix_pattern", "csv_rows",  "yaml_rows",
                                            "blocks",    "parts",        "mbdb_rows", NULL};

struct table {
    sqlite3_vtab base;
    struct function_context *context;
    const struct table_kind *kind;
};

struct table_module {
    sqlite3_module module;
    struct function_context *context;
    const struct table_kind *kind;
};

static int table_connect(sqlite3 *database, void *data, UNUSED int count, UNUSED const char *const *values,
                         sqlite3_vtab **ret_table, UNUSED char **ret_message)
{
    const struct table_module *module = data;
    int code = sqlite3_declare_vtab(database, module->kind->declaration);
    struct table *table = code == SQLITE_OK ? sqlite3_malloc(sizeof *table) : NULL;
    if (!table)
        return code == SQLITE_OK ? SQLITE_NOMEM : code;
    *table = (struct table){.context = module->context, .kind = module->kind};
    *ret_table = &table->base;
    return SQLITE_OK;
}

static int table_disconnect(sqlite3_vtab *table)
{
    sqlite3_free(table);
    return SQLITE_OK;
}

// Arguments must all be known (usable) and come first to last.
static int table_best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
    const struct table_kind *kind = ((struct table *)base)->kind;
    int places[16];
    int given = 0;
    for (size_t i = 0; i < ARRAY_SIZE(places); i++)
        places[i] = -1;
    for (int i = 0; i < info->nConstraint; i++) {
        int argument = info->aConstraint[i].iColumn - kind->first_argument;
        if (argument < 0 || argument >= kind->arguments_max || info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ)
            continue;
        if (!info->aConstraint[i].usable)
            return SQLITE_CONSTRAINT;
        places[argument] = i;
    }
    while (given < kind->arguments_max && places[given] >= 0) {
        info->aConstraintUsage[places[given]].argvIndex = given + 1;
        info->aConstraintUsage[places[given]].omit = 1;
        given++;
    }
    info->idxNum = given;
    info->estimatedCost = 100;
    info->estimatedRows = 100;
    return SQLITE_OK;
}

static int table_open(sqlite3_vtab *base, sqlite3_vtab_cursor **ret_cursor)
{
    const struct table *table = (const struct table *)base;
    struct table_cursor *cursor = calloc(1, table->kind->cursor_size);
    if (!cursor)
        return SQLITE_NOMEM;
    cursor->context = table->context;
    cursor->kind = table->kind;
    cursor->end = true;
    *ret_cursor = &cursor->base;
    return SQLITE_OK;
}

static int table_close(sqlite3_vtab_cursor *base)
{
    struct table_cursor *cursor = (struct table_cursor *)base;
    if (cursor->kind->close)
        cursor->kind->close(cursor);
    free(cursor);
    return SQLITE_OK;
}

static int table_next(sqlite3_vtab_cursor *base)
{
    struct table_cursor *cursor = (struct table_cursor *)base;
    cursor->row++;
    cursor->kind->next(cursor);
    return SQLITE_OK;
}

static int table_filter(sqlite3_vtab_cursor *base, UNUSED int number, UNUSED const char *text, int count,
                        sqlite3_value **values)
{
    struct table_cursor *cursor = (struct table_cursor *)base;
    cursor->end = false;
    cursor->row = 0;
    cursor->kind->filter(cursor, count, values);
    return cursor->end ? SQLITE_OK : table_next(base);
}

static int table_eof(sqlite3_vtab_cursor *base)
{
    return ((struct table_cursor *)base)->end;
}

static int table_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column)
{
    struct table_cursor *cursor = (struct table_cursor *)base;
    if (column < cursor->kind->first_argument)
        cursor->kind->column(cursor, context, column);
    return SQLITE_OK;
}

static int table_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *ret_row)
{
    *ret_row = ((struct table_cursor *)base)->row;
    return SQLITE_OK;
}

static const struct table_kind *const table_kinds[] = {
    &table_plist,  &table_plist_rows, &table_lines,    &table_json_lines, &table_json_rows, &table_stix_pattern,
    &table_blocks, &table_parts,      &table_csv_rows, &table_yaml_rows,  &table_mbdb_rows,
};

enum error_code tables_register(sqlite3 *database, struct function_context *context, struct error *error)
{
    for (size_t i = 0; i < ARRAY_SIZE(table_kinds); i++) {
        struct table_module *module = calloc(1, sizeof *module);
        if (!module)
            return error_set(error, ERROR_MEMORY, "sql", ERROR_NO_OFFSET, "no memory for table functions");
        module->context = context;
        module->kind = table_kinds[i];
        module->module = (sqlite3_module){
            .xConnect = table_connect,
            .xBestIndex = table_best_index,
            .xDisconnect = table_disconnect,
            .xOpen = table_open,
            .xClose = table_close,
            .xFilter = table_filter,
            .xNext = table_next,
            .xEof = table_eof,
            .xColumn = table_column,
            .xRowid = table_rowid,
        };
        // The module struct lives as long as the connection; free() comes with it.
        if (sqlite3_create_module_v2(database, table_kinds[i]->name, &module->module, module, free) != SQLITE_OK)
            return error_set(error, ERROR_MEMORY, "sql", ERROR_NO_OFFSET, "cannot register %s()", table_kinds[i]->name);
    }
    return ERROR_NONE;
}
