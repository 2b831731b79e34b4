// SPDX-License-Identifier: Apache-2.0
// The virtual table that shows one recovered table: all its rows, one by rowid, or those with some value of a column.
// Facts: sqlite.org/vtab.html.
#include "sql/layer/recover_private.h"

#include "base/limits.h"

enum {
    PLAN_SCAN,
    PLAN_ROWID,
    PLAN_COLUMN, // + the column's number
};

struct table_view {
    sqlite3_vtab base;
    struct recover *recover;
    struct recover_table *table;
};

struct row_cursor {
    sqlite3_vtab_cursor base;
    struct row_reader reader;
    uint32_t page; // at hand in the reader, 0: none
    int plan;
    uint32_t row;  // PLAN_SCAN: at hand; others: unused
    uint32_t leaf; // PLAN_SCAN: that it stands on
    const struct recover_index *index;
    uint32_t next; // PLAN_COLUMN: the chain's next row + 1
    uint32_t hash;
    bool end;
};

static struct table_view *cursor_view(struct row_cursor *cursor)
{
    return (struct table_view *)(void *)cursor->base.pVtab;
}

// argv[3]: the table's number.
static int view_connect(sqlite3 *database, void *context, int count, const char *const *arguments,
                        sqlite3_vtab **ret_view, UNUSED char **ret_message)
{
    struct recover *recover = context;
    uint64_t number;
    if (count < 4 || !slice_decimal(slice_text(arguments[3]), &number) || number >= recover->table_count)
        return SQLITE_ERROR;
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, 4 * LIMIT_DEFINITION_SIZE);
    if (!table_declaration(&recover->tables[number], &text))
        return SQLITE_ERROR;
    int code = sqlite3_declare_vtab(database, buffer_text(&text));
    if (code != SQLITE_OK)
        return code;
    (void)sqlite3_vtab_config(database, SQLITE_VTAB_INNOCUOUS);
    struct table_view *view = calloc(1, sizeof *view);
    if (!view)
        return SQLITE_NOMEM;
    view->recover = recover;
    view->table = &recover->tables[number];
    *ret_view = &view->base;
    return SQLITE_OK;
}

static int view_disconnect(sqlite3_vtab *base)
{
    free(base);
    return SQLITE_OK;
}

// Every built-in collation's equals have equal hashes; others' may not.
static bool collation_known(sqlite3_index_info *info, int constraint)
{
    static const char *const names[] = {"BINARY", "NOCASE", "RTRIM"};
    const char *name = sqlite3_vtab_collation(info, constraint);
    for (size_t i = 0; name && i < ARRAY_SIZE(names); i++)
        if (sqlite3_stricmp(name, names[i]) == 0)
            return true;
    return false;
}

static int constraint_plan(const struct recover_table *table, sqlite3_index_info *info, int i)
{
    int column = info->aConstraint[i].iColumn;
    if (!info->aConstraint[i].usable || info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ)
        return PLAN_SCAN;
    if (column < 0)
        return table->without_rowid ? PLAN_SCAN : PLAN_ROWID;
    if (table->columns[column].is_rowid)
        return PLAN_ROWID;
    return collation_known(info, i) ? PLAN_COLUMN + column : PLAN_SCAN;
}

static int view_plan(sqlite3_vtab *base, sqlite3_index_info *info)
{
    const struct recover_table *table = ((struct table_view *)(void *)base)->table;
    int chosen = -1;
    int plan = PLAN_SCAN;
    for (int i = 0; i < info->nConstraint; i++) {
        int found = constraint_plan(table, info, i);
        if (found == PLAN_SCAN || plan == PLAN_ROWID || (plan != PLAN_SCAN && found != PLAN_ROWID))
            continue;
        plan = found;
        chosen = i;
    }
    info->idxNum = plan;
    if (chosen >= 0)
        info->aConstraintUsage[chosen].argvIndex = 1;
    info->estimatedRows = plan == PLAN_SCAN ? table->rows + 1 : plan == PLAN_ROWID ? 1 : 10;
    info->estimatedCost = plan == PLAN_SCAN ? 3.0 * table->rows + 10 : plan == PLAN_ROWID ? 5 : 40;
    if (plan == PLAN_ROWID)
        info->idxFlags = SQLITE_INDEX_SCAN_UNIQUE;
    return SQLITE_OK;
}

static int cursor_open(sqlite3_vtab *base, sqlite3_vtab_cursor **ret_cursor)
{
    struct row_cursor *cursor = calloc(1, sizeof *cursor);
    if (!cursor || !row_reader_init(&cursor->reader, &((struct table_view *)(void *)base)->recover->geometry)) {
        free(cursor);
        return SQLITE_NOMEM;
    }
    *ret_cursor = &cursor->base;
    return SQLITE_OK;
}

static int cursor_close(sqlite3_vtab_cursor *base)
{
    struct row_cursor *cursor = (struct row_cursor *)(void *)base;
    row_reader_release(&cursor->reader);
    free(cursor);
    return SQLITE_OK;
}

static bool cursor_page(struct row_cursor *cursor, uint32_t page)
{
    if (cursor->page == page)
        return true;
    cursor->page = row_reader_page(&cursor->reader, page) ? page : 0;
    return cursor->page == page;
}

// Reads a row; false where it is damaged or double (or the file has changed meanwhile).
static bool cursor_read(struct row_cursor *cursor, const struct recover_leaf *leaf, uint32_t cell)
{
    return !table_row_dropped(cursor_view(cursor)->table, leaf, cell) && cursor_page(cursor, leaf->page) &&
           row_reader_cell(&cursor->reader, cell);
}

// The first good row at cursor->row or behind it.
static void cursor_scan(struct row_cursor *cursor)
{
    const struct recover_table *table = cursor_view(cursor)->table;
    for (; cursor->leaf < table->leaf_count; cursor->leaf++) {
        const struct recover_leaf *leaf = &table->leaves[cursor->leaf];
        for (; cursor->row - leaf->start < leaf->cells; cursor->row++)
            if (cursor_read(cursor, leaf, cursor->row - leaf->start))
                return;
    }
    cursor->end = true;
}

static void cursor_chain(struct row_cursor *cursor)
{
    const struct recover_table *table = cursor_view(cursor)->table;
    while (cursor->next != 0) {
        uint32_t row = cursor->next - 1;
        uint32_t cell;
        cursor->next = cursor->index->nexts[row];
        if (cursor->index->hashes[row] != cursor->hash)
            continue;
        const struct recover_leaf *leaf = table_row_place(table, row, &cell);
        cursor->row = row;
        if (cursor_read(cursor, leaf, cell))
            return;
    }
    cursor->end = true;
}

// The first cell that may have the rowid: by halves where all cells are whole and rise, else the first of all.
static uint32_t cursor_first(struct row_cursor *cursor, const struct recover_leaf *leaf, int64_t rowid)
{
    uint32_t low = 0;
    uint32_t high = leaf->disordered || leaf->damaged ? 0 : leaf->cells;
    struct row_reader *reader = &cursor->reader;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (middle >= reader->view.cells || !cell_parse(reader->geometry, &reader->view, middle, &reader->cell))
            return 0;
        if (reader->cell.rowid < rowid)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool cursor_find_on(struct row_cursor *cursor, const struct recover_leaf *leaf, int64_t rowid)
{
    if (!cursor_page(cursor, leaf->page))
        return false;
    bool rising = !leaf->disordered && !leaf->damaged;
    for (uint32_t i = cursor_first(cursor, leaf, rowid); i < leaf->cells; i++) {
        if (cursor_read(cursor, leaf, i) && cursor->reader.cell.rowid == rowid)
            return true;
        if (rising)
            return false;
    }
    return false;
}

static void cursor_find(struct row_cursor *cursor, sqlite3_value *value)
{
    const struct recover_table *table = cursor_view(cursor)->table;
    int type = sqlite3_value_numeric_type(value);
    cursor->end = true;
    if (type != SQLITE_INTEGER && type != SQLITE_FLOAT)
        return;
    int64_t rowid = sqlite3_value_int64(value); // a fraction is cut off here, and found unequal by SQLite
    uint32_t upto = table_leaves_upto(table, table->leaf_count, rowid);
    for (uint32_t i = upto; i > 0 && table->leaves[i - 1].most_before >= rowid && cursor->end; i--)
        if (table->leaves[i - 1].most >= rowid)
            cursor->end = !cursor_find_on(cursor, &table->leaves[i - 1], rowid);
}

static int cursor_filter(sqlite3_vtab_cursor *base, int plan, UNUSED const char *text, int count,
                         sqlite3_value **arguments)
{
    struct row_cursor *cursor = (struct row_cursor *)(void *)base;
    struct table_view *view = cursor_view(cursor);
    cursor->plan = count < 1 ? PLAN_SCAN : plan;
    cursor->end = false;
    if (cursor->plan == PLAN_ROWID) {
        cursor_find(cursor, arguments[0]);
        return SQLITE_OK;
    }
    if (cursor->plan >= PLAN_COLUMN) {
        if (!lookup_hash_value(arguments[0], &cursor->hash)) {
            cursor->end = true;
            return SQLITE_OK;
        }
        cursor->index = table_index(&view->recover->geometry, view->table, (uint32_t)(plan - PLAN_COLUMN));
        if (cursor->index) {
            cursor->next = cursor->index->heads[cursor->hash & (cursor->index->buckets - 1)];
            cursor_chain(cursor);
            return SQLITE_OK;
        }
        cursor->plan = PLAN_SCAN;
    }
    cursor->row = 0;
    cursor->leaf = 0;
    cursor_scan(cursor);
    return SQLITE_OK;
}

static int cursor_next(sqlite3_vtab_cursor *base)
{
    struct row_cursor *cursor = (struct row_cursor *)(void *)base;
    if (cursor->plan == PLAN_ROWID) {
        cursor->end = true;
    } else if (cursor->plan >= PLAN_COLUMN) {
        cursor_chain(cursor);
    } else {
        cursor->row++;
        cursor_scan(cursor);
    }
    return SQLITE_OK;
}

static int cursor_end_reached(sqlite3_vtab_cursor *base)
{
    return ((struct row_cursor *)(void *)base)->end;
}

static void result_text(sqlite3_context *context, struct slice bytes, int encoding)
{
    const char *text = bytes.size ? (const char *)bytes.data : "";
    sqlite3_result_text64(context, text, bytes.size, SQLITE_TRANSIENT, (unsigned char)encoding);
}

static void result_blob(sqlite3_context *context, struct slice bytes)
{
    if (bytes.size == 0)
        sqlite3_result_zeroblob(context, 0);
    else
        sqlite3_result_blob64(context, bytes.data, bytes.size, SQLITE_TRANSIENT);
}

static int cursor_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int number)
{
    struct row_cursor *cursor = (struct row_cursor *)(void *)base;
    const struct recover_column *column = &cursor_view(cursor)->table->columns[number];
    uint64_t type;
    struct slice bytes;
    if (column->is_rowid)
        sqlite3_result_int64(context, cursor->reader.cell.rowid);
    else if (!row_reader_field(&cursor->reader, column->field, &type, &bytes) || type == 0)
        sqlite3_result_null(context);
    else if (serial_is_integer(type) && column->affinity == 'R')
        sqlite3_result_double(context, (double)serial_integer(type, bytes)); // stored as an integer to save room
    else if (serial_is_integer(type))
        sqlite3_result_int64(context, serial_integer(type, bytes));
    else if (type == 7)
        sqlite3_result_double(context, serial_real(bytes));
    else if (serial_is_text(type))
        result_text(context, bytes, cursor_view(cursor)->recover->geometry.encoding);
    else
        result_blob(context, bytes);
    return SQLITE_OK;
}

static int cursor_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *ret_rowid)
{
    struct row_cursor *cursor = (struct row_cursor *)(void *)base;
    bool counted = cursor_view(cursor)->table->without_rowid;
    *ret_rowid = counted ? (sqlite3_int64)cursor->row + 1 : cursor->reader.cell.rowid;
    return SQLITE_OK;
}

const sqlite3_module recover_module = {
    .iVersion = 1,
    .xCreate = view_connect,
    .xConnect = view_connect,
    .xBestIndex = view_plan,
    .xDisconnect = view_disconnect,
    .xDestroy = view_disconnect,
    .xOpen = cursor_open,
    .xClose = cursor_close,
    .xFilter = cursor_filter,
    .xNext = cursor_next,
    .xEof = cursor_end_reached,
    .xColumn = cursor_column,
    .xRowid = cursor_rowid,
};
