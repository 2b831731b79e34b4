// SPDX-License-Identifier: Apache-2.0
// The read-only file layer under SQLite: serves a database from sources (a descriptor, memory, later a decrypting one),
// with the committed frames of its write-ahead log overlaid and a hot rollback journal played back in memory. Never
// writes, never locks, never opens anything. The size it reports is the larger of file and header, zeros beyond the
// end. Facts: sqlite.org/fileformat2.html, sections 1 (database), 3 (rollback journal), 4 (write-ahead log).
#pragma once

#include "base/source.h"

#include <sqlite3.h>

struct layer_files {
    struct source main;
    struct source wal;     // size 0 where there is none
    struct source journal; // size 0 where there is none
};

struct layer_report {
    uint64_t wal_frames;       // committed and overlaid
    uint64_t wal_frames_lost;  // after the last commit, torn, or of a wrong salt or checksum
    uint64_t wal_frames_stale; // left over from before the log began anew: in the database already, no loss
    bool wal_foreign;          // the log does not belong to this file (page size differs, nothing valid in it)
    uint64_t journal_pages;    // page images rolled back
    uint64_t journal_segments;
    bool journal_torn;      // ends within a record, or a checksum was wrong
    bool size_mismatch;     // the file is shorter than its header says
    uint64_t bytes_missing; // how much shorter
};

struct layer;

// Reads the log's and the journal's headers and builds their page maps (LIMIT_JOURNAL_PAGES). A damaged log or journal
// is no error: what is valid in it counts, the rest stands in the report. The sources are borrowed (their structs
// copied). ERROR_IO where the main file cannot be read at all.
NODISCARD enum error_code layer_new(const struct layer_files *files, struct layer **ret_layer, struct error *error);
struct layer *layer_free(struct layer *layer); // after the connections over it are closed
void layer_freep(struct layer **layer);
const struct layer_report *layer_report(const struct layer *layer);
// Page `number` (from 1) as SQLite would see it, log and journal applied, bytes 18/19 patched to 1 so that no log is
// asked for; false beyond the end (of header, file and log) or where reading failed. `page` has layer_page_size()
// bytes.
NODISCARD bool layer_page(struct layer *layer, uint32_t number, uint8_t *page);
uint32_t layer_page_size(const struct layer *layer); // 0 where no header tells one (see recover.h, which guesses)
uint32_t layer_page_count(const struct layer *layer);
// Any range of the database file as SQLite would read it.
NODISCARD enum error_code layer_read(struct layer *layer, uint64_t offset, void *buffer, size_t size, size_t *ret_size,
                                     struct error *error);

// A read-only connection over the layer, through a VFS of its own (own xRandomness and xCurrentTime that ask the system
// for nothing). Nothing is configured on it beyond that. A page that is missing from the file is SQLITE_CORRUPT to the
// statement that needs it, not zeros: they would pass for the end of a long text. ERROR_FORMAT with SQLite's message
// where it cannot be opened.
NODISCARD enum error_code layer_connect(struct layer *layer, sqlite3 **ret_database, struct error *error);
