// SPDX-License-Identifier: Apache-2.0
// What the parent asks of a worker, and the frames that come back.
#pragma once

#include "confine/crew.h"
#include "format/keybag.h"
#include "match/index.h"
#include "sql/days.h"
#include "sql/emitter.h"

enum job {
    JOB_INPUT = 1,  // artefacts over one input
    JOB_LIST,       // a list of indicators
    JOB_CASE_READ,  // a case's facts, inputs, findings (events)
    JOB_CASE_RULES, // case rules over a case
    JOB_CASE_SQL,   // one SELECT over a case
    JOB_KEYBAG,     // the key bag of a backup's Manifest.plist
};

// task.arguments[0] of JOB_INPUT, JOB_CASE_READ
#define JOB_RECORDS 1U
#define JOB_KEEP_CONTENT 2U
#define JOB_FINGERPRINTS 4U // the note begins with the key
#define JOB_DATABASE 8U
#define JOB_LISTING 16U // give the entries that artefacts want, and nothing else
#define JOB_WAL 32U     // the next descriptor is the -wal
#define JOB_JOURNAL 64U // the next one the -journal
#define JOB_INDEX 128U  // the last one is the index
#define JOB_EVENTS 256U
#define JOB_FOUND 1024U // the records that findings rest on; of an input, no others
// Rows of JOB_CASE_READ are numbered: 0 to 5 the fixed tables and events, then
#define CASE_ROWS_COVERAGE 6U
#define CASE_ROWS_FOUND 100U // and the artefact's number: a finding's record
#define JOB_KEY_MAIN 2048U   // the note holds the key of the file (32 bytes), behind the fingerprints' key
#define JOB_KEY_WAL 4096U    // then of its -wal
#define JOB_KEY_JOURNAL 8192U
#define JOB_KEY_MAYBE 16384U // a database that stands there decrypted already is read as it is
#define JOB_NO_HASH 512U     // it was taken before
// task.arguments[1] of JOB_INPUT: the platform. The note: the key where there is one, then u32 artefact numbers.

enum frame {
    FRAME_HASH = 1,
    FRAME_RECORD,
    FRAME_FINDING,
    FRAME_ENTRY,
    FRAME_FACT,
    FRAME_FINGERPRINTS,
    FRAME_RULE_SKIPPED,
    FRAME_RESTART,
    FRAME_OUTCOME,
    FRAME_PROGRESS,
    FRAME_INDICATOR,
    FRAME_ERROR, // the job as a whole
    FRAME_NAMES, // of the columns of the rows that follow
    FRAME_ROW,
    FRAME_KEYBAG,
};

// The worker's side: an emitter whose calls become frames.
struct emitter frames_emitter(struct wire *wire);
void frame_put_hash(struct wire *wire, uint64_t size, const uint8_t digest[32]);
void frame_put_error(struct wire *wire, const struct error *error);
void frame_put_cells(struct wire *wire, const struct cell *cells, size_t count);

// The parent's side: each reads a payload and gives false for one that makes no sense. Slices borrow the payload.
bool frame_get_hash(struct slice payload, uint64_t *ret_size, struct slice *ret_digest);
bool frame_get_record(struct slice payload, uint32_t *ret_artefact, uint64_t *ret_record,
                      struct cell cells[LIMIT_COLUMNS], size_t *ret_count);
bool frame_get_finding(struct slice payload, struct run_finding *ret_finding);
bool frame_get_entry(struct slice payload, struct run_entry *ret_entry);
bool frame_get_fact(struct slice payload, struct slice *ret_name, struct cell *ret_cell);
bool frame_get_fingerprints(struct slice payload, uint32_t *ret_artefact, struct fingerprint *items, size_t room,
                            size_t *ret_count);
bool frame_get_rule_skipped(struct slice payload, uint32_t *ret_rule, struct slice *ret_why);
bool frame_get_u32(struct slice payload, uint32_t *ret_value);
bool frame_get_progress(struct slice payload, uint64_t *ret_records, uint64_t *ret_bytes);
// `spans` is where the outcome's stand.
bool frame_get_outcome(struct slice payload, struct run_outcome *ret_outcome, struct time_span spans[SPANS_MOST]);
// The bag, and the wrapped key of the list of files (`ret_manifest_key` of 44 bytes; false in *ret_has_key where there
// is none).
void frame_put_keybag(struct wire *wire, const struct keybag *keybag, struct slice manifest_key);
bool frame_get_keybag(struct slice payload, struct keybag *ret_keybag, uint8_t *ret_manifest_key, bool *ret_has_key);
bool frame_get_cells(struct cursor *cursor, struct cell *cells, size_t room, size_t *ret_count);
