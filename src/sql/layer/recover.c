// SPDX-License-Identifier: Apache-2.0
#include "sql/layer/recover_private.h"

#define MODULE_NAME "bridle_recovered"

static void recover_free(void *context)
{
    struct recover *recover = context;
    if (!recover)
        return;
    for (uint32_t i = 0; i < recover->table_count; i++)
        recover_table_release(&recover->tables[i]);
    for (uint32_t i = 0; i < recover->view_count; i++) {
        free(recover->views[i].name);
        free(recover->views[i].sql);
    }
    free(recover->views);
    free(recover->tables);
    page_set_release(&recover->used);
    page_set_release(&recover->free);
    row_reader_release(&recover->reader);
    free(recover);
}

static void recover_freep(struct recover **recover)
{
    recover_free(*recover);
}

static enum error_code recover_no_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, "sqlite", ERROR_NO_OFFSET, "no memory to recover a database");
}

// Schema, trees, orphans, order: after this the tables are as they will be shown.
static bool recover_look(struct recover *recover)
{
    const struct geometry *geometry = &recover->geometry;
    if (!page_set_init(&recover->used, geometry->pages_there) ||
        !page_set_init(&recover->free, geometry->pages_there) || !row_reader_init(&recover->reader, geometry))
        return false;
    recover->report.pages_lost = geometry->page_count - geometry->pages_there;
    recover_free_pages(recover);
    recover_schema(recover);
    for (uint32_t i = 0; i < recover->table_count; i++)
        recover_walk(recover, &recover->tables[i]);
    recover_orphans(recover);
    recover_refused(recover);
    recover_shapes(recover);
    bool good = !recover->no_memory;
    for (uint32_t i = 0; i < recover->table_count && good; i++)
        good = table_order(recover, &recover->tables[i]);
    row_reader_release(&recover->reader);
    return good;
}

static sqlite3 *recovered_open(struct layer *layer)
{
    sqlite3 *database = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(":memory:", &database, flags, layer_vfs(layer)) == SQLITE_OK)
        return database;
    (void)sqlite3_close(database);
    return NULL;
}

static bool recovered_declare(sqlite3 *database, const char *name, uint32_t number)
{
    char *sql = sqlite3_mprintf("CREATE VIRTUAL TABLE main.\"%w\" USING " MODULE_NAME "(%u)", name, number);
    bool good = sql && sqlite3_exec(database, sql, NULL, NULL, NULL) == SQLITE_OK;
    sqlite3_free(sql);
    return good;
}

enum error_code recover_connect(struct layer *layer, const struct recover_wish *wish, sqlite3 **ret_database,
                                struct recover_report *ret_report, struct error *error)
{
    struct recover *recover CLEANUP(recover_freep) = calloc(1, sizeof *recover);
    if (!recover)
        return recover_no_memory(error);
    recover->wish = wish;
    if (!geometry_find(layer, &recover->geometry))
        return error_set(error, ERROR_FORMAT, "sqlite", 0, "no page of a database in it");
    if (!recover_look(recover))
        return recover_no_memory(error);
    struct recover_report report = recover->report;
    if (report.tables == 0)
        return error_set(error, ERROR_FORMAT, "sqlite", 0, "no table could be found");
    sqlite3 *database = recovered_open(layer);
    if (!database)
        return recover_no_memory(error);
    struct recover *owned = TAKE_PTR(recover); // SQLite frees it, also where it refuses the module
    if (sqlite3_create_module_v2(database, MODULE_NAME, &recover_module, owned, recover_free) != SQLITE_OK) {
        (void)sqlite3_close(database);
        return recover_no_memory(error);
    }
    for (uint32_t i = 0; i < owned->table_count; i++)
        if (owned->tables[i].name && !recovered_declare(database, owned->tables[i].name, i))
            report.tables--;
    for (uint32_t i = 0; i < owned->view_count; i++)
        if (owned->views[i].table != RECOVER_NO_TABLE)
            (void)recovered_declare(database, owned->views[i].name, owned->views[i].table);
    owned->wish = NULL;
    *ret_database = database;
    *ret_report = report;
    return ERROR_NONE;
}
