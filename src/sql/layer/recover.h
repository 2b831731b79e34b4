// SPDX-License-Identifier: Apache-2.0
// A damaged database, walked page by page: every table of its schema becomes a virtual table in a fresh in-memory
// connection, holding the rows of the undamaged leaf pages, so that an artefact's own query runs over what is left.
// Deleted rows are not looked for here.
#pragma once

#include "sql/layer/layer.h"

struct recover_report {
    uint64_t pages;        // looked at
    uint64_t pages_lost;   // unreadable: missing, overwritten, no valid b-tree page where one is referred to
    uint64_t pages_mended; // of a tree: they told a wrong number of cells
    uint64_t cells_lost;   // cells of readable pages whose record or overflow chain is damaged
    uint64_t tables;       // found
    bool header_wrong;     // it told another page size or text encoding than the file has
    bool schema_guessed;   // the schema was found by the shape of its rows, not from page 1
};

// What the queries that will run over the result read.
struct recover_wish {
    const char *const *shapes; // CREATE TABLE texts; several of one name are its generations, the newest first
    size_t shape_count;
    const struct slice *views; // names read as tables that are views or virtual tables here
    size_t view_count;
};

// Connects ":memory:" and declares one virtual table for each ordinary table that the schema (or, where page 1 is lost,
// rows of the schema's shape anywhere) names, with its columns, declared types and rowid. Leaf pages whose parents are
// lost go to the table whose columns their records fit, and whose own tree lost a parent of just those rowids; old
// copies and free pages go nowhere. Columns that a short record lacks are NULL (the default is not in the file's rows),
// computed ones are left out. Rowids and equal values of any column are looked up without a scan. Only tables: the
// connection's own schema has no views, triggers or indexes, and its tables are virtual. The layer must outlive the
// connection. With a wish (may be NULL), a table of it that the damaged schema doesn't name is filled from leaf pages
// of no other table whose records fit its columns, or is there without a row; a name of it that is a view's or a
// virtual table's is given to the real table that the view's text names, or that has the declared columns. ERROR_FORMAT
// where no table could be found at all.
NODISCARD enum error_code recover_connect(struct layer *layer, const struct recover_wish *wish, sqlite3 **ret_database,
                                          struct recover_report *ret_report, struct error *error);
// False where some page of the schema's tree is lost, told a wrong number of cells, or has a damaged row: SQLite may
// have loaded what is left without a word. True also where the header is none to go by.
bool recover_schema_whole(struct layer *layer);
