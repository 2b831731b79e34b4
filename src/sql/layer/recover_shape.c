// SPDX-License-Identifier: Apache-2.0
// Tables that a damaged schema doesn't name any more, found by the shape that an artefact declares for them: leaf pages
// of no known table go to the declared one whose columns their records fit best. Two tables of one shape cannot be told
// apart where their rowids overlap; then neither is believed.
#include "sql/layer/recover_private.h"

#include "base/limits.h"

#define SAMPLE_ROWS 16U   // of a page
#define SAMPLE_LEAVES 16U // of a tree
#define WIDE_FIELDS 8U    // from here on types alone tell a table, and versions differ by a few columns at the end
#define EXACT_SCORE 200U  // for the declared number of fields

// What rows say for a shape.
struct match {
    uint64_t rows;
    uint64_t fitting;
    uint64_t points;
    uint64_t most_points;
    uint32_t fields; // most of a row
};

// A leaf page, or a tree that the schema still leads to without telling what it is.
struct candidate {
    int64_t least; // rowid
    int64_t most;
    uint64_t rows;
    uint32_t page;
    uint32_t shape;
    bool pointed; // some page of a tree leads to it
};

struct shapes {
    struct recover *recover;
    struct recover_table *items; // declared; columns move to the table that is found
    uint64_t *scores;            // of all candidates
    uint32_t count;
    struct candidate *candidates;
    size_t candidate_count;
    size_t candidate_room;
    struct page_set pointed;
    struct page_set seen; // pages of b-trees
};

static bool row_match(const struct recover_table *shape, const struct record *record, struct match *match)
{
    uint64_t points = 0;
    uint64_t most = 0;
    for (uint32_t i = 0; i < shape->column_count; i++) {
        const struct recover_column *column = &shape->columns[i];
        if (column->field >= record->count)
            continue;
        uint64_t type = record->types[column->field];
        int part = column_fit(column, type);
        if (part < 0)
            return false;
        if (type == 0 && !column->is_rowid)
            continue;
        points += column->affinity == 'B' && serial_is_blob(type) ? 2 : (uint64_t)part;
        most += 2;
    }
    match->points += points;
    match->most_points += most;
    match->fields = record->count > match->fields ? record->count : match->fields;
    return true;
}

// Adds what the rows of the page at hand say.
static void page_match(struct row_reader *reader, const struct recover_table *shape, struct match *match)
{
    for (uint32_t i = 0; i < reader->view.cells && i < SAMPLE_ROWS; i++) {
        if (!row_reader_cell(reader, i))
            continue;
        match->rows++;
        match->fitting += row_match(shape, &reader->record, match);
    }
}

// 0: the rows are not this table's.
static uint64_t match_score(const struct match *match, const struct recover_table *shape)
{
    bool exact = match->fields == shape->field_count;
    bool wide = match->fields >= WIDE_FIELDS && shape->field_count >= WIDE_FIELDS;
    if (match->fitting == 0 || match->fitting * 10 < match->rows * 9 || match->most_points == 0 ||
        match->points * 4 < match->most_points * 3 || (!exact && !wide))
        return 0;
    return match->points * 1000 / match->most_points + (exact ? EXACT_SCORE : 0);
}

static bool shape_open(const struct shapes *shapes, uint32_t i)
{
    const struct recover_table *shape = &shapes->items[i];
    return shape->name && !shape->without_rowid && shape->columns && !recover_name_known(shapes->recover, shape->name);
}

static bool shapes_open(const struct shapes *shapes)
{
    bool open = false;
    for (uint32_t i = 0; i < shapes->count; i++)
        open = open || shape_open(shapes, i);
    return open;
}

static void candidate_add(struct shapes *shapes, struct candidate candidate, uint64_t score)
{
    if (shapes->candidate_count == LIMIT_RECOVER_CANDIDATES)
        return;
    if (shapes->candidate_count == shapes->candidate_room) {
        size_t room = shapes->candidate_room ? shapes->candidate_room * 2 : 64;
        struct candidate *candidates = realloc(shapes->candidates, room * sizeof *candidates);
        if (!candidates) {
            shapes->recover->no_memory = true;
            return;
        }
        shapes->candidates = candidates;
        shapes->candidate_room = room;
    }
    shapes->scores[candidate.shape] += score * candidate.rows;
    shapes->candidates[shapes->candidate_count++] = candidate;
}

static uint64_t page_best(const struct shapes *shapes, uint32_t *ret_shape)
{
    uint64_t best = 0;
    for (uint32_t i = 0; i < shapes->count; i++) {
        struct match match = {.rows = 0};
        if (!shape_open(shapes, i))
            continue;
        page_match(&shapes->recover->reader, &shapes->items[i], &match);
        uint64_t score = match_score(&match, &shapes->items[i]);
        if (score <= best)
            continue;
        best = score;
        *ret_shape = i;
    }
    return best;
}

static void page_look(struct shapes *shapes, uint32_t number)
{
    struct row_reader *reader = &shapes->recover->reader;
    struct candidate candidate = {.page = number, .least = INT64_MAX, .most = INT64_MIN};
    uint64_t score = page_best(shapes, &candidate.shape);
    for (uint32_t i = 0; score > 0 && i < reader->view.cells; i++) {
        if (!row_reader_cell(reader, i))
            continue;
        candidate.least = reader->cell.rowid < candidate.least ? reader->cell.rowid : candidate.least;
        candidate.most = reader->cell.rowid > candidate.most ? reader->cell.rowid : candidate.most;
        candidate.rows++;
    }
    if (candidate.rows > 0)
        candidate_add(shapes, candidate, score);
}

static void page_children(struct shapes *shapes)
{
    struct row_reader *reader = &shapes->recover->reader;
    for (uint32_t i = 0; i < reader->view.cells; i++)
        if (cell_parse(reader->geometry, &reader->view, i, &reader->cell))
            (void)page_set_add(&shapes->pointed, reader->cell.child);
    (void)page_set_add(&shapes->pointed, reader->view.right);
}

// Every page that is nobody's yet.
static void pages_look(struct shapes *shapes)
{
    struct recover *recover = shapes->recover;
    for (uint32_t number = 2; number <= recover->geometry.pages_there && !recover->no_memory; number++) {
        if (page_set_has(&recover->used, number) || page_set_has(&recover->free, number) ||
            !row_reader_page(&recover->reader, number))
            continue;
        (void)page_set_add(&shapes->seen, number);
        if (recover->reader.view.type == PAGE_TABLE_INTERIOR)
            page_children(shapes);
        else if (recover->reader.view.type == PAGE_TABLE_LEAF)
            page_look(shapes, number);
    }
    for (uint32_t number = 2; number <= recover->geometry.pages_there; number++)
        recover->report.pages_lost += page_set_has(&shapes->pointed, number) && !page_set_has(&shapes->seen, number) &&
                                      !page_set_has(&recover->used, number) && !page_set_has(&recover->free, number);
    for (size_t i = 0; i < shapes->candidate_count; i++)
        shapes->candidates[i].pointed = page_set_has(&shapes->pointed, shapes->candidates[i].page);
}

static int candidate_compare(const void *left, const void *right)
{
    const struct candidate *a = left;
    const struct candidate *b = right;
    if (a->least != b->least)
        return a->least < b->least ? -1 : 1;
    return (a->page > b->page) - (a->page < b->page);
}

static bool shapes_same(const struct shapes *shapes, uint32_t a, uint32_t b)
{
    return sqlite3_stricmp(shapes->items[a].name, shapes->items[b].name) == 0;
}

// Of two that overlap the one that a tree leads to stays, else the one with more rows. Gives the number kept, at the
// front of `kept`; 0 where so much overlaps that there are two tables.
static size_t candidates_choose(const struct shapes *shapes, uint32_t shape, struct candidate *kept)
{
    size_t count = 0;
    uint64_t rows = 0;
    uint64_t refused = 0;
    for (size_t i = 0; i < shapes->candidate_count; i++) {
        struct candidate next = shapes->candidates[i];
        if (!shapes_same(shapes, next.shape, shape))
            continue;
        struct candidate *last = count ? &kept[count - 1] : NULL;
        if (!last || last->most < next.least) {
            kept[count++] = next;
            rows += next.rows;
            continue;
        }
        bool better = next.pointed != last->pointed ? next.pointed : next.rows > last->rows;
        uint64_t loser = better ? last->rows : next.rows;
        refused += next.pointed == last->pointed ? loser : 0;
        rows += better ? next.rows - last->rows : 0;
        if (better)
            *last = next;
    }
    return refused * 4 > rows ? 0 : count;
}

static struct recover_table *shape_take(struct shapes *shapes, uint32_t i, struct recover_table *table)
{
    struct recover_table *shape = &shapes->items[i];
    table->name = strdup(shape->name);
    if (!table->name) {
        shapes->recover->no_memory = true;
        return NULL;
    }
    table->columns = shape->columns;
    table->column_count = shape->column_count;
    table->field_count = shape->field_count;
    shape->columns = NULL;
    shape->column_count = 0;
    shapes->recover->report.tables++;
    return table;
}

static struct recover_table *shape_new(struct shapes *shapes, uint32_t i)
{
    struct recover *recover = shapes->recover;
    struct recover_table *table = recover_table_new(recover);
    if (!table || !shape_take(shapes, i, table))
        return NULL;
    recover->table_count++;
    return table;
}

// Pages whose rows fit an older or newer shape of the table are its own too, as long as nothing in them contradicts.
static void shape_fill(struct shapes *shapes, struct recover_table *table, const struct candidate *kept, size_t count)
{
    struct recover *recover = shapes->recover;
    for (size_t i = 0; i < count && !recover->no_memory; i++) {
        struct match match = {.rows = 0};
        if (!row_reader_page(&recover->reader, kept[i].page))
            continue;
        page_match(&recover->reader, table, &match);
        if (match.fitting * 10 < match.rows * 9 || !page_set_add(&recover->used, kept[i].page))
            continue;
        (void)row_reader_page(&recover->reader, kept[i].page);
        recover->report.pages++;
        recover_leaf_add(recover, table, !kept[i].pointed);
    }
}

// The shape of a name that speaks loudest; an earlier one where none has a row.
static bool shape_leads(const struct shapes *shapes, uint32_t i)
{
    for (uint32_t k = 0; k < shapes->count; k++)
        if (k != i && shape_open(shapes, k) && shapes_same(shapes, i, k) &&
            (shapes->scores[k] > shapes->scores[i] || (shapes->scores[k] == shapes->scores[i] && k < i)))
            return false;
    return true;
}

static void shapes_from_pages(struct shapes *shapes)
{
    pages_look(shapes);
    CLEANUP_FREE struct candidate *kept = calloc(shapes->candidate_count + 1, sizeof *kept);
    if (!kept || shapes->recover->no_memory) {
        shapes->recover->no_memory = true;
        return;
    }
    if (shapes->candidate_count > 1)
        qsort(shapes->candidates, shapes->candidate_count, sizeof *shapes->candidates, candidate_compare);
    for (uint32_t i = 0; i < shapes->count; i++) {
        if (!shape_open(shapes, i) || !shape_leads(shapes, i))
            continue;
        size_t count = candidates_choose(shapes, i, kept);
        struct recover_table *table = shape_new(shapes, i);
        if (table)
            shape_fill(shapes, table, kept, count);
    }
}

static struct match tree_match(struct recover *recover, const struct recover_table *tree,
                               const struct recover_table *shape)
{
    struct match match = {.rows = 0};
    uint32_t step = tree->leaf_count / SAMPLE_LEAVES + 1;
    for (uint32_t i = 0; i < tree->leaf_count; i += step)
        if (row_reader_page(&recover->reader, tree->leaves[i].page))
            page_match(&recover->reader, shape, &match);
    return match;
}

// Trees that the schema leads to, but whose CREATE TABLE text is damaged: the shape that fits one of them alone.
static void shapes_from_trees(struct shapes *shapes)
{
    struct recover *recover = shapes->recover;
    for (uint32_t i = 0; i < shapes->count; i++) {
        struct recover_table *found = NULL;
        uint64_t best = 0;
        bool twice = false;
        for (uint32_t t = 0; shape_open(shapes, i) && t < recover->table_count; t++) {
            struct recover_table *tree = &recover->tables[t];
            if (tree->name || tree->without_rowid || tree->own || tree->leaf_count == 0)
                continue;
            struct match match = tree_match(recover, tree, &shapes->items[i]);
            uint64_t score = match_score(&match, &shapes->items[i]);
            if (score < best || score == 0)
                continue;
            twice = score == best;
            best = score;
            found = tree;
        }
        if (found && !twice)
            (void)shape_take(shapes, i, found);
    }
}

static bool shapes_declare(struct shapes *shapes, const struct recover_wish *wish)
{
    uint32_t count = wish->shape_count < LIMIT_RECOVER_SHAPES ? (uint32_t)wish->shape_count : LIMIT_RECOVER_SHAPES;
    const struct geometry *geometry = &shapes->recover->geometry;
    shapes->items = calloc(count ? count : 1, sizeof *shapes->items);
    shapes->scores = calloc(count ? count : 1, sizeof *shapes->scores);
    if (!shapes->items || !shapes->scores || !page_set_init(&shapes->pointed, geometry->pages_there) ||
        !page_set_init(&shapes->seen, geometry->pages_there))
        return false;
    for (; shapes->count < count; shapes->count++)
        if (!table_declare(geometry->layer, &shapes->items[shapes->count], wish->shapes[shapes->count]))
            recover_table_release(&shapes->items[shapes->count]);
    return true;
}

static void shapes_release(struct shapes *shapes)
{
    for (uint32_t i = 0; i < shapes->count; i++)
        recover_table_release(&shapes->items[i]);
    free(shapes->items);
    free(shapes->scores);
    free(shapes->candidates);
    page_set_release(&shapes->pointed);
    page_set_release(&shapes->seen);
}

void recover_shapes(struct recover *recover)
{
    struct shapes shapes CLEANUP(shapes_release) = {.recover = recover};
    if (!recover->wish)
        return;
    if (!shapes_declare(&shapes, recover->wish)) {
        recover->no_memory = true;
        return;
    }
    recover_views(recover, shapes.items, shapes.count);
    if (shapes_open(&shapes))
        shapes_from_trees(&shapes);
    if (recover->schema_hurt && shapes_open(&shapes))
        shapes_from_pages(&shapes);
}
