// SPDX-License-Identifier: Apache-2.0
// What recovery knows of a damaged database: its tables, and which leaf pages hold the rows of each.
#pragma once

#include "base/limits.h"
#include "sql/layer/btree.h"
#include "sql/layer/recover.h"

#define RECOVER_NO_FIELD UINT32_MAX
#define RECOVER_NO_TABLE UINT32_MAX

struct recover_column {
    char *name;
    char *type;    // as declared
    char affinity; // 'T'ext, 'I'nteger, 'R'eal, 'N'umeric, 'B'lob
    bool not_null;
    bool is_rowid;  // INTEGER PRIMARY KEY: its field is NULL, its value the rowid
    uint32_t field; // of the record; RECOVER_NO_FIELD where it has none
};

// A page that holds rows.
struct recover_leaf {
    uint32_t page;
    uint32_t first; // of its cells, in the order the pages were found: the place in `dropped`
    uint32_t start; // of its cells, in the order of the scan
    uint16_t cells;
    bool orphan;     // its parent is lost
    bool disordered; // a rowid is not above the one before
    bool damaged;    // some cell of it is
    int64_t least;   // rowid
    int64_t most;
    int64_t most_before; // of this page and all before it in the order of the scan
};

// Rowids whose leaf pages have lost their parent.
struct recover_gap {
    int64_t least;
    int64_t most;
};

// Where the rows with some value of a column stand: chains of row numbers by hash.
struct recover_index {
    uint32_t column;
    uint32_t buckets; // a power of two
    uint32_t *heads;  // row + 1, 0 at the end
    uint32_t *nexts;
    uint32_t *hashes;
};

struct recover_table {
    char *name; // NULL: known by its root page alone, not shown
    uint32_t root;
    bool without_rowid;
    bool own;     // SQLite's own: sqlite_sequence and the like
    bool damaged; // some page of its tree is lost
    struct recover_gap *gaps;
    uint32_t gap_count;
    uint32_t *refused; // leaf pages that the tree leads to and whose rowids are not those its parents announce
    uint32_t refused_count;
    uint32_t refused_room;
    struct recover_column *columns;
    uint32_t column_count;
    uint32_t field_count;
    struct recover_leaf *leaves;
    uint32_t leaf_count;
    uint32_t tree_count; // of the leaves that the tree led to; the others are orphans
    uint32_t leaf_room;
    uint32_t rows;       // cells, dropped ones too
    uint8_t *dropped;    // a bit a cell: damaged or double
    size_t dropped_room; // bytes
    struct recover_index indexes[LIMIT_RECOVER_INDEXES];
    uint32_t index_count;
};

// A view in place of a table.
struct recover_view {
    char *name;
    char *sql;
    uint32_t table; // that has its name too; RECOVER_NO_TABLE: none
};

struct recover {
    struct geometry geometry;
    const struct recover_wish *wish; // may be NULL; gone once the tables are found
    struct recover_report report;
    struct page_set used; // pages whose place is known
    struct page_set free; // pages of the free list: what they hold was deleted
    struct recover_table *tables;
    uint32_t table_count;
    uint32_t table_room;
    struct recover_view *views;
    uint32_t view_count;
    struct row_reader reader;
    bool schema_hurt; // tables may be missing from it
    bool no_memory;
};

// recover_geometry.c
// Page size, encoding, free list: from the header, or guessed where it is damaged.
bool geometry_find(struct layer *layer, struct geometry *ret_geometry);
// What the header says; false where it is damaged.
bool geometry_told(struct layer *layer, struct geometry *ret_geometry);
// Text as UTF-8 in a buffer.
void geometry_text(const struct geometry *geometry, struct slice bytes, struct buffer *ret_text);

// recover_walk.c
// Walks the tree below the table's root and keeps its pages with rows.
void recover_walk(struct recover *recover, struct recover_table *table);
// Keeps the page at hand in recover->reader; its damaged cells are counted and dropped.
void recover_leaf_add(struct recover *recover, struct recover_table *table, bool orphan);
bool table_row_dropped(const struct recover_table *table, const struct recover_leaf *leaf, uint32_t cell);
bool table_row_drop(struct recover_table *table, const struct recover_leaf *leaf, uint32_t cell);
void recover_table_release(struct recover_table *table);

// recover_free.c
// Marks the pages of the free list; where the list is damaged or unknown, those of pages that look like its trunks.
void recover_free_pages(struct recover *recover);

// recover_schema.c
// Finds the tables of the schema; they are not walked yet.
void recover_schema(struct recover *recover);
// A new table behind the last one, which counts once table_count is raised; NULL over the limit or without memory.
struct recover_table *recover_table_new(struct recover *recover);
// Whether a table has the name, its own or a view's.
bool recover_name_known(const struct recover *recover, const char *name);

// recover_view.c
// Keeps what stands in place of a table, where the wish names it.
void recover_view_note(struct recover *recover, struct slice name, struct slice sql);
// Finds the tables behind what was noted, by the view's words or by the declared columns.
void recover_views(struct recover *recover, const struct recover_table *shapes, uint32_t shape_count);

// recover_declare.c
// Name, columns and kind of a table by its CREATE TABLE text; false where SQLite doesn't take it.
bool table_declare(struct layer *layer, struct recover_table *table, const char *sql);
// The text for sqlite3_declare_vtab(); false where it doesn't fit.
bool table_declaration(const struct recover_table *table, struct buffer *ret_text);

// recover_shape.c
// Finds the tables of the wish that are not in the schema, or not under their name.
void recover_shapes(struct recover *recover);

// recover_orphan.c
// -1: a value of this serial type cannot stand in the column; else how much it speaks for it (0 to 2).
int column_fit(const struct recover_column *column, uint64_t type);
// Gives leaf pages without a parent to the tables that lost one.
void recover_orphans(struct recover *recover);
// Gives refused leaf pages that are no other table's back to the tree that led to them: a write that stopped half-way
// leaves new leaves below old parents.
void recover_refused(struct recover *recover);

// recover_order.c
// Puts the leaves in the order of the scan (rowid) and drops rows that stand twice.
void table_sort(struct recover_table *table);
bool table_order(struct recover *recover, struct recover_table *table);
// How many leaves at the start of the order begin at or before a rowid.
uint32_t table_leaves_upto(const struct recover_table *table, uint32_t count, int64_t rowid);
// The leaf and the cell of a row (by its place in the scan).
const struct recover_leaf *table_row_place(const struct recover_table *table, uint32_t row, uint32_t *ret_cell);

// recover_lookup.c
// A column's look-up, built where there is none yet; NULL without memory, or where the table has enough of them.
const struct recover_index *table_index(const struct geometry *geometry, struct recover_table *table, uint32_t column);
// Equal values have equal hashes, whatever affinity or built-in collation compares them; false for NULL.
bool lookup_hash_value(sqlite3_value *value, uint32_t *ret_hash);

// recover_module.c
extern const sqlite3_module recover_module;
