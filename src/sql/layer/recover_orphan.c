// SPDX-License-Identifier: Apache-2.0
// Leaf pages whose parents are lost. Only a table that lost a parent can have any; among those the page goes where the
// file's own pointer map says (section 1.8), else to the table whose columns its records fit best.
#include "sql/layer/recover_private.h"

#define POINTER_ROOT 1U
#define POINTER_FREE 2U
#define POINTER_TREE 5U
#define POINTER_ENTRY 5U
#define POINTER_HOPS 20U // the depth of a tree

struct orphan {
    int64_t least;
    int64_t most;
    uint32_t rows;
};

// What the records of a page say for a table; `fits` false: they cannot be its rows.
struct fit {
    bool fits;
    int64_t score;
};

// The pointer map's entry of a page: its kind, and its parent.
static uint32_t pointer_entry(struct recover *recover, uint32_t number, uint32_t *ret_parent)
{
    const struct geometry *geometry = &recover->geometry;
    uint32_t entries = geometry->usable / POINTER_ENTRY;
    uint32_t map = (number - 2) / (entries + 1) * (entries + 1) + 2;
    uint8_t *page = recover->reader.spill;
    if (number <= map || layer_page_load(geometry->layer, map, geometry->page_size, page) < geometry->page_size)
        return 0;
    size_t at = (size_t)(number - map - 1) * POINTER_ENTRY;
    *ret_parent = bytes_u32be(page + at + 1);
    return page[at];
}

// The root page of the tree that a page belongs to; 0 where the map doesn't tell, 1 where the page is free.
static uint32_t pointer_root(struct recover *recover, uint32_t number)
{
    for (uint32_t hops = 0; hops < POINTER_HOPS && number > 2; hops++) {
        uint32_t parent = 0;
        uint32_t kind = pointer_entry(recover, number, &parent);
        if (kind == POINTER_ROOT)
            return number;
        if (kind == POINTER_FREE)
            return 1;
        if (kind != POINTER_TREE)
            return 0;
        number = parent;
    }
    return 0;
}

int column_fit(const struct recover_column *column, uint64_t type)
{
    bool number = serial_is_integer(type) || type == 7;
    if (column->is_rowid)
        return type == 0 ? 2 : -1;
    if (type == 0)
        return column->not_null ? -1 : 1;
    switch (column->affinity) {
    case 'T':
        return serial_is_text(type) ? 2 : number ? -1 : 0; // a number would have become text when it was stored
    case 'I':
        return serial_is_integer(type) ? 2 : 0;
    case 'R':
    case 'N':
        return number ? 2 : 0;
    default:
        return 1;
    }
}

static struct fit row_fit(const struct recover_table *table, const struct record *record)
{
    struct fit fit = {.fits = record->count <= table->field_count};
    for (uint32_t i = 0; fit.fits && i < table->column_count; i++) {
        const struct recover_column *column = &table->columns[i];
        if (column->field >= record->count)
            continue;
        int part = column_fit(column, record->types[column->field]);
        fit.fits = part >= 0;
        fit.score += part;
    }
    fit.score += record->count == table->field_count ? 3 : 0;
    return fit;
}

static struct fit page_fit(struct recover *recover, const struct recover_table *table)
{
    struct fit fit = {.fits = table->name && !table->without_rowid};
    struct row_reader *reader = &recover->reader;
    for (uint32_t i = 0; fit.fits && i < reader->view.cells; i++) {
        if (!row_reader_cell(reader, i))
            continue;
        struct fit row = row_fit(table, &reader->record);
        fit.fits = row.fits;
        fit.score += row.score;
    }
    return fit;
}

// Leaves of one tree never interleave: a page whose rowids reach into another's is an old copy.
static bool orphan_overlaps(const struct recover_table *table, const struct orphan *orphan)
{
    uint32_t before = table_leaves_upto(table, table->tree_count, orphan->most);
    return before > 0 && table->leaves[before - 1].most_before >= orphan->least;
}

static bool orphan_in_gap(const struct recover_table *table, const struct orphan *orphan)
{
    for (uint32_t i = 0; i < table->gap_count; i++)
        if (orphan->least >= table->gaps[i].least && orphan->most <= table->gaps[i].most)
            return true;
    return false;
}

static struct orphan orphan_look(struct recover *recover)
{
    struct row_reader *reader = &recover->reader;
    struct orphan orphan = {.least = INT64_MAX, .most = INT64_MIN};
    for (uint32_t i = 0; i < reader->view.cells; i++) {
        if (!row_reader_cell(reader, i))
            continue;
        orphan.least = reader->cell.rowid < orphan.least ? reader->cell.rowid : orphan.least;
        orphan.most = reader->cell.rowid > orphan.most ? reader->cell.rowid : orphan.most;
        orphan.rows++;
    }
    return orphan;
}

static struct recover_table *orphan_owner(struct recover *recover, uint32_t number)
{
    struct orphan orphan = orphan_look(recover);
    uint32_t root = recover->geometry.pointer_map ? pointer_root(recover, number) : 0;
    struct recover_table *owner = NULL;
    int64_t best = -1;
    for (uint32_t i = 0; orphan.rows > 0 && i < recover->table_count; i++) {
        struct recover_table *table = &recover->tables[i];
        if ((root != 0 && table->root != root) || !orphan_in_gap(table, &orphan))
            continue;
        struct fit fit = page_fit(recover, table);
        if (!fit.fits || fit.score <= best || orphan_overlaps(table, &orphan))
            continue;
        owner = table;
        best = fit.score;
    }
    return owner;
}

void recover_orphans(struct recover *recover)
{
    bool wanted = false;
    for (uint32_t i = 0; i < recover->table_count; i++) {
        struct recover_table *table = &recover->tables[i];
        table_sort(table);
        table->tree_count = table->leaf_count;
        wanted = wanted || table->gap_count > 0;
    }
    for (uint32_t number = 2; wanted && number <= recover->geometry.pages_there && !recover->no_memory; number++) {
        if (page_set_has(&recover->used, number) || page_set_has(&recover->free, number))
            continue;
        if (!row_reader_page(&recover->reader, number) || recover->reader.view.type != PAGE_TABLE_LEAF)
            continue;
        struct recover_table *owner = orphan_owner(recover, number);
        recover->report.pages++;
        if (owner && page_set_add(&recover->used, number))
            recover_leaf_add(recover, owner, true);
    }
}

static void table_take_back(struct recover *recover, struct recover_table *table, uint32_t number)
{
    if (page_set_has(&recover->used, number) || !row_reader_page(&recover->reader, number) ||
        recover->reader.view.type != PAGE_TABLE_LEAF || !page_fit(recover, table).fits)
        return;
    struct orphan leaf = orphan_look(recover);
    if (leaf.rows == 0 || !page_set_add(&recover->used, number))
        return;
    // A copy of another page of the tree: what stood here before is lost all the same.
    recover->report.pages_lost -= !orphan_overlaps(table, &leaf);
    recover->report.pages++;
    recover_leaf_add(recover, table, true);
}

void recover_refused(struct recover *recover)
{
    for (uint32_t i = 0; i < recover->table_count; i++) {
        struct recover_table *table = &recover->tables[i];
        for (uint32_t r = 0; r < table->refused_count && !recover->no_memory; r++)
            table_take_back(recover, table, table->refused[r]);
    }
}
