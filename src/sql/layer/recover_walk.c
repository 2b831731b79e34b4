// SPDX-License-Identifier: Apache-2.0
// The walk over one table's tree: every page once, whatever the pages say of each other.
#include "sql/layer/recover_private.h"

#include "base/limits.h"

#define TREE_DEPTH 20U // SQLite's own limit

struct walk_entry {
    uint32_t page;
    uint32_t depth;
    int64_t least; // rowids that the parents leave to this page
    int64_t most;
};

struct walk {
    struct recover *recover;
    struct recover_table *table;
    struct walk_entry *entries; // still to be looked at, the next one last
    size_t count;
    size_t room;
    uint32_t leaf_depth; // UINT32_MAX - 1: no leaf seen yet
    struct walk_entry *lost;
    size_t lost_count;
    size_t lost_room;
};

void recover_table_release(struct recover_table *table)
{
    for (uint32_t i = 0; i < table->column_count; i++) {
        free(table->columns[i].name);
        free(table->columns[i].type);
    }
    for (uint32_t i = 0; i < table->index_count; i++) {
        free(table->indexes[i].heads);
        free(table->indexes[i].nexts);
        free(table->indexes[i].hashes);
    }
    free(table->columns);
    free(table->leaves);
    free(table->gaps);
    free(table->refused);
    free(table->dropped);
    free(table->name);
    *table = (struct recover_table){0};
}

bool table_row_dropped(const struct recover_table *table, const struct recover_leaf *leaf, uint32_t cell)
{
    size_t bit = (size_t)leaf->first + cell;
    return bit / 8 < table->dropped_room && (table->dropped[bit / 8] >> (bit % 8) & 1);
}

bool table_row_drop(struct recover_table *table, const struct recover_leaf *leaf, uint32_t cell)
{
    size_t bit = (size_t)leaf->first + cell;
    if (bit / 8 >= table->dropped_room) {
        size_t room = bit / 4 + 256;
        uint8_t *dropped = realloc(table->dropped, room);
        if (!dropped)
            return false;
        memset(dropped + table->dropped_room, 0, room - table->dropped_room);
        table->dropped = dropped;
        table->dropped_room = room;
    }
    table->dropped[bit / 8] |= (uint8_t)(1U << (bit % 8));
    return true;
}

static struct recover_leaf *table_leaf_new(struct recover_table *table)
{
    if (table->leaf_count == table->leaf_room) {
        uint32_t room = table->leaf_room ? table->leaf_room * 2 : 16;
        struct recover_leaf *leaves = realloc(table->leaves, room * sizeof *leaves);
        if (!leaves)
            return NULL;
        table->leaves = leaves;
        table->leaf_room = room;
    }
    struct recover_leaf *leaf = &table->leaves[table->leaf_count];
    *leaf = (struct recover_leaf){.first = table->rows, .least = INT64_MAX, .most = INT64_MIN};
    return leaf;
}

// A row of the page at hand that can be given out; its overflow pages are its own from here on.
static bool recover_row_take(struct recover *recover, struct recover_leaf *leaf, uint32_t cell)
{
    struct row_reader *reader = &recover->reader;
    if (!row_reader_cell_alone(reader, cell) || !row_reader_chain(reader, &recover->used))
        return false;
    leaf->disordered = leaf->disordered || reader->cell.rowid <= leaf->most;
    leaf->least = reader->cell.rowid < leaf->least ? reader->cell.rowid : leaf->least;
    leaf->most = reader->cell.rowid > leaf->most ? reader->cell.rowid : leaf->most;
    return true;
}

void recover_leaf_add(struct recover *recover, struct recover_table *table, bool orphan)
{
    struct page_view *view = &recover->reader.view;
    struct recover_leaf *leaf = table_leaf_new(table);
    if (view->cells == 0)
        return;
    if (!leaf || view->cells > LIMIT_RECORDS - table->rows) {
        recover->no_memory = recover->no_memory || !leaf;
        recover->report.cells_lost += view->cells;
        return;
    }
    leaf->page = view->number;
    leaf->cells = (uint16_t)view->cells;
    leaf->orphan = orphan;
    for (uint32_t i = 0; i < view->cells; i++) {
        if (recover_row_take(recover, leaf, i))
            continue;
        leaf->damaged = true;
        recover->report.cells_lost++;
        recover->no_memory = !table_row_drop(table, leaf, i) || recover->no_memory;
    }
    table->rows += view->cells;
    table->leaf_count++;
}

static void entries_put(struct walk *walk, struct walk_entry **entries, size_t *count, size_t *room,
                        struct walk_entry entry)
{
    if (*count == *room) {
        size_t larger = *room ? *room * 2 : 256;
        struct walk_entry *grown = realloc(*entries, larger * sizeof *grown);
        if (!grown) {
            walk->recover->no_memory = true;
            return;
        }
        *entries = grown;
        *room = larger;
    }
    (*entries)[(*count)++] = entry;
}

static void walk_push(struct walk *walk, struct walk_entry entry)
{
    entries_put(walk, &walk->entries, &walk->count, &walk->room, entry);
}

static void walk_lost(struct walk *walk, struct walk_entry entry)
{
    const struct geometry *geometry = &walk->recover->geometry;
    walk->table->damaged = true;
    entries_put(walk, &walk->lost, &walk->lost_count, &walk->lost_room, entry);
    // Pages behind the file's end are counted already, all of them.
    if (entry.page <= geometry->pages_there || entry.page > geometry->page_count)
        walk->recover->report.pages_lost++;
}

// The children of the interior page at hand, so that the leftmost is looked at first. A cell's key is the largest rowid
// below its child; keys that don't rise narrow nothing.
static void walk_children(struct walk *walk, struct walk_entry parent)
{
    struct row_reader *reader = &walk->recover->reader;
    struct walk_entry child = {reader->view.right, parent.depth + 1, parent.least, parent.most};
    if (reader->view.cells > 0 && cell_parse(reader->geometry, &reader->view, reader->view.cells - 1, &reader->cell))
        child.least = reader->cell.rowid;
    walk_push(walk, child);
    for (uint32_t i = reader->view.cells; i > 0; i--) {
        child = (struct walk_entry){UINT32_MAX, parent.depth + 1, parent.least, parent.most};
        if (i > 1 && cell_parse(reader->geometry, &reader->view, i - 2, &reader->cell))
            child.least = reader->cell.rowid;
        if (!cell_parse(reader->geometry, &reader->view, i - 1, &reader->cell)) {
            walk_lost(walk, child);
            continue;
        }
        child.page = reader->cell.child;
        child.most = reader->cell.rowid;
        walk_push(walk, child);
    }
}

// False where most rowids of the leaf at hand are not the ones that its parents announced: a wrong pointer, or a page
// that was copied to a wrong place.
static bool walk_leaf_belongs(struct walk *walk, struct walk_entry entry)
{
    struct row_reader *reader = &walk->recover->reader;
    uint32_t outside = 0;
    if (reader->view.type != PAGE_TABLE_LEAF)
        return true;
    for (uint32_t i = 0; i < reader->view.cells; i++)
        if (cell_parse(reader->geometry, &reader->view, i, &reader->cell))
            outside += reader->cell.rowid < entry.least || reader->cell.rowid > entry.most;
    return outside <= reader->view.cells / 2;
}

static void walk_refuse(struct walk *walk, uint32_t page)
{
    struct recover_table *table = walk->table;
    if (table->refused_count == table->refused_room) {
        uint32_t room = table->refused_room ? table->refused_room * 2 : 16;
        uint32_t *refused = realloc(table->refused, room * sizeof *refused);
        if (!refused) {
            walk->recover->no_memory = true;
            return;
        }
        table->refused = refused;
        table->refused_room = room;
    }
    table->refused[table->refused_count++] = page;
}

static bool walk_type_fits(const struct walk *walk, enum page_type type)
{
    bool index = type == PAGE_INDEX_INTERIOR || type == PAGE_INDEX_LEAF;
    return index == walk->table->without_rowid;
}

static void walk_page(struct walk *walk, struct walk_entry entry)
{
    struct recover *recover = walk->recover;
    struct page_view *view = &recover->reader.view;
    if (entry.depth == TREE_DEPTH || page_set_has(&recover->used, entry.page) ||
        !row_reader_page(&recover->reader, entry.page) || !walk_type_fits(walk, view->type)) {
        walk_lost(walk, entry);
        return;
    }
    if (!walk_leaf_belongs(walk, entry)) {
        entry.depth = UINT32_MAX; // the right page is somewhere else
        walk_refuse(walk, entry.page);
        walk_lost(walk, entry);
        return;
    }
    if (!page_set_add(&recover->used, entry.page))
        return;
    recover->report.pages++;
    recover->report.pages_mended += recover->reader.recounted;
    bool leaf = view->type == PAGE_TABLE_LEAF || view->type == PAGE_INDEX_LEAF;
    if (leaf)
        walk->leaf_depth = entry.depth;
    else
        walk_children(walk, entry);
    // The interior pages of an index hold rows as its leaves do.
    if (view->type != PAGE_TABLE_INTERIOR)
        recover_leaf_add(recover, walk->table, false);
}

// All leaves of a tree lie at one depth: what is lost there was a leaf and had no children.
static void walk_gaps(struct walk *walk)
{
    struct recover_table *table = walk->table;
    size_t count = 0;
    for (size_t i = 0; i < walk->lost_count; i++)
        count += walk->lost[i].depth != walk->leaf_depth;
    table->gaps = count ? calloc(count, sizeof *table->gaps) : NULL;
    walk->recover->no_memory = walk->recover->no_memory || (count && !table->gaps);
    for (size_t i = 0; i < walk->lost_count && table->gaps; i++)
        if (walk->lost[i].depth != walk->leaf_depth)
            table->gaps[table->gap_count++] = (struct recover_gap){walk->lost[i].least, walk->lost[i].most};
    if (table->gap_count > LIMIT_RECOVER_GAPS) {
        table->gaps[0] = (struct recover_gap){INT64_MIN, INT64_MAX};
        table->gap_count = 1;
    }
}

void recover_walk(struct recover *recover, struct recover_table *table)
{
    struct walk walk = {.recover = recover, .table = table, .leaf_depth = UINT32_MAX - 1};
    walk_push(&walk, (struct walk_entry){table->root, 0, INT64_MIN, INT64_MAX});
    while (walk.count > 0)
        walk_page(&walk, walk.entries[--walk.count]);
    walk_gaps(&walk);
    free(walk.entries);
    free(walk.lost);
}
