// SPDX-License-Identifier: Apache-2.0
// One row of an artefact: its cells, what of it matches an indicator, which rules say yes, and what of it may leave the
// worker.
#pragma once

#include "sql/days.h"
#include "sql/engine.h"
#include "sql/query.h"

#define ROW_HITS_MAX 256U

struct row_hit {
    size_t column;
    uint32_t entry;
    struct slice value;    // as written
    struct slice observed; // normalised
    struct slice matched;  // the normalised value that the entry has: this one, or a wider one
    bool truncated;
    bool doubtful;
    bool whole; // the cell's whole value, not a part of its text
};

struct row {
    // Of the whole run of an artefact over an input.
    const struct engine_options *options;
    const struct emitter *emitter;
    const struct query *query;
    struct fingerprints *fingerprints; // of private cells; NULL: none
    struct fingerprints *noted;        // the same, where observables are noted for the case; NULL: they aren't
    struct arena *arena;               // of one row
    uint64_t records;
    uint64_t findings[GRADE_KNOWN + 1], findings_left_out;
    uint64_t cut;      // values that were longer than may leave a worker
    uint64_t nul_seen; // a bit a column
    bool has_times;
    int64_t first, last;
    struct days days;
    size_t time_column;        // of the artefact; SIZE_MAX: none
    size_t key_column;         // of a file's wrapped key; SIZE_MAX: none
    size_t listing_columns[3]; // file_id, domain, listed (path) of a listing
    // Of the row at hand.
    struct cell cells[LIMIT_COLUMNS];
    bool open[LIMIT_COLUMNS]; // a private cell that a finding rests on
    bool found;               // a finding rests on the row
    enum means means;
    struct row_hit hits[ROW_HITS_MAX];
    size_t hit_count;
    size_t observed_column; // while observables come
};

void row_begin(struct row *row, const struct engine_options *options, const struct emitter *emitter,
               const struct query *query, struct fingerprints *fingerprints, struct arena *arena);
// Takes the statement's current row, and gives everything that follows from it to the emitter.
void row_take(struct row *row, sqlite3_stmt *statement);
// Gives the fingerprints that are still held.
void row_end(struct row *row);
