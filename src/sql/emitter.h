// SPDX-License-Identifier: Apache-2.0
// What the engine gives, as it comes: records, findings, entries of a listing, facts, and how each artefact ended.
// Slices are borrowed during the call.
#pragma once

#include "base/cell.h"
#include "base/words.h"
#include "sql/definition.h"
#include "sql/fingerprint.h"
#include "sql/place.h"

#define FINDING_NO_RULE UINT32_MAX

// What of a finding is only known where its row is at hand.
struct run_finding {
    uint32_t artefact;
    uint32_t rule;   // FINDING_NO_RULE: an indicator, or one of the engine's own (`own`)
    uint32_t entry;  // of the index, INDEX_NONE where it is no indicator
    const char *own; // the engine's own: "schema-replaced", "nul-in-text", NULL
    enum grade grade;
    enum means means;
    uint64_t record;     // 0: none
    struct slice column; // its name, or empty
    bool has_kind;
    enum observable_kind kind; // of the indicator's value
    struct slice value;        // as it stands in the evidence; of a private column from weak on
    struct slice matched;      // normalised, what the index was asked
    bool truncated;
    bool doubtful;
    bool has_time;
    int64_t time;
    struct slice time_column;
    // Other cells of the row that tell what it is about, where they are not private.
    struct slice process, app, path, url;
};

struct run_outcome {
    uint32_t artefact;
    enum outcome outcome;
    struct slice variant;
    uint64_t records, lost;
    enum lost_unit lost_unit;
    bool has_times;
    int64_t first, last;
    const struct time_span *spans; // that the records cover, apart by more than a week
    size_t span_count;
    uint64_t findings_left_out;
    struct slice error; // empty: none
};

struct run_entry {
    struct slice file_id; // where the container keeps it
    struct slice path;    // domain/path in a backup
    struct slice key;     // the file's own, wrapped; empty where it is stored in clear
    uint32_t artefact;
    enum place_part part;
};

struct emitter {
    void *context;
    void (*record)(void *context, uint32_t artefact, uint64_t record, const struct cell *cells, size_t count);
    void (*finding)(void *context, const struct run_finding *finding);
    void (*entry)(void *context, const struct run_entry *entry);
    void (*fact)(void *context, struct slice name, const struct cell *cell);
    void (*fingerprints)(void *context, uint32_t artefact, const struct fingerprint *items, size_t count);
    void (*rule_skipped)(void *context, uint32_t rule, struct slice why);
    // All that came of this artefact and input is void: it begins again, over what can be recovered.
    void (*restart)(void *context, uint32_t artefact);
    void (*outcome)(void *context, const struct run_outcome *outcome);
    // Work goes on: called now and then with the records and the bytes of the input so far.
    void (*progress)(void *context, uint64_t records, uint64_t bytes);
};
