// SPDX-License-Identifier: Apache-2.0
// The order of a recovered table's rows. In a whole tree leaves follow one another by rowid; where pages are doubled or
// crossed their ranges overlap, and then the first row of a rowid counts, a tree's before an orphan's.
#include "sql/layer/recover_private.h"

#include "base/limits.h"

struct ordered_row {
    int64_t rowid;
    uint32_t leaf;
    uint32_t cell;
};

static int leaf_compare(const void *left, const void *right)
{
    const struct recover_leaf *a = left;
    const struct recover_leaf *b = right;
    if (a->least != b->least)
        return a->least < b->least ? -1 : 1;
    if (a->orphan != b->orphan)
        return a->orphan ? 1 : -1;
    return (a->first > b->first) - (a->first < b->first);
}

void table_sort(struct recover_table *table)
{
    if (table->leaf_count > 1 && !table->without_rowid)
        qsort(table->leaves, table->leaf_count, sizeof *table->leaves, leaf_compare);
    uint32_t start = 0;
    int64_t most = INT64_MIN;
    for (uint32_t i = 0; i < table->leaf_count; i++) {
        struct recover_leaf *leaf = &table->leaves[i];
        most = leaf->most > most ? leaf->most : most;
        leaf->most_before = most;
        leaf->start = start;
        start += leaf->cells;
    }
}

uint32_t table_leaves_upto(const struct recover_table *table, uint32_t count, int64_t rowid)
{
    uint32_t low = 0;
    uint32_t high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (table->leaves[middle].least <= rowid)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct recover_leaf *table_row_place(const struct recover_table *table, uint32_t row, uint32_t *ret_cell)
{
    uint32_t low = 0;
    uint32_t high = table->leaf_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (table->leaves[middle].start <= row)
            low = middle;
        else
            high = middle;
    }
    *ret_cell = row - table->leaves[low].start;
    return &table->leaves[low];
}

static bool leaf_doubtful(const struct recover_table *table, uint32_t i)
{
    const struct recover_leaf *leaf = &table->leaves[i];
    bool before = i > 0 && table->leaves[i - 1].most_before >= leaf->least;
    bool after = i + 1 < table->leaf_count && table->leaves[i + 1].least <= leaf->most;
    return leaf->disordered || before || after;
}

// The table's leaves decide: an orphan, or one found later, gives way.
static int row_compare(const void *left, const void *right, void *context)
{
    const struct recover_leaf *leaves = context;
    const struct ordered_row *a = left;
    const struct ordered_row *b = right;
    if (a->rowid != b->rowid)
        return a->rowid < b->rowid ? -1 : 1;
    const struct recover_leaf *x = &leaves[a->leaf];
    const struct recover_leaf *y = &leaves[b->leaf];
    if (x->orphan != y->orphan)
        return x->orphan ? 1 : -1;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (a->cell > b->cell) - (a->cell < b->cell);
}

// Over the budget the page's rows are left out: they cannot be told from doubles.
static void leaf_collect(struct recover *recover, struct recover_table *table, uint32_t leaf, struct buffer *rows)
{
    struct row_reader *reader = &recover->reader;
    bool readable = row_reader_page(reader, table->leaves[leaf].page);
    for (uint32_t i = 0; i < table->leaves[leaf].cells; i++) {
        if (table_row_dropped(table, &table->leaves[leaf], i))
            continue;
        if (readable && row_reader_cell(reader, i)) {
            struct ordered_row row = {.rowid = reader->cell.rowid, .leaf = leaf, .cell = i};
            buffer_put(rows, slice_of(&row, sizeof row));
            if (!rows->failed)
                continue;
        }
        recover->report.cells_lost++;
        recover->no_memory = !table_row_drop(table, &table->leaves[leaf], i) || recover->no_memory;
    }
}

bool table_order(struct recover *recover, struct recover_table *table)
{
    table_sort(table);
    if (table->without_rowid)
        return true;
    struct buffer rows CLEANUP_BUFFER;
    buffer_init(&rows, LIMIT_RECOVER_OVERLAPS * sizeof(struct ordered_row));
    for (uint32_t i = 0; i < table->leaf_count; i++)
        if (leaf_doubtful(table, i))
            leaf_collect(recover, table, i, &rows);
    size_t count = rows.size / sizeof(struct ordered_row);
    struct ordered_row *row = (struct ordered_row *)(void *)rows.data;
    if (count > 1)
        qsort_r(row, count, sizeof *row, row_compare, table->leaves);
    for (size_t i = 1; i < count; i++)
        if (row[i].rowid == row[i - 1].rowid && !table_row_drop(table, &table->leaves[row[i].leaf], row[i].cell))
            return false;
    return !recover->no_memory;
}
