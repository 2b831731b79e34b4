// SPDX-License-Identifier: Apache-2.0
// The engine: all artefacts of one input, their row rules and the indicators, in one pass each, inside a worker.
#pragma once

#include "match/match.h"
#include "sql/emitter.h"
#include "sql/layer/layer.h"

struct engine_options {
    const struct definitions *definitions;
    const struct index *index;      // NULL: no indicators
    const struct place_set *places; // of a listing; NULL: none asked for
    enum platform platform;
    bool records;                   // give records (a case is kept)
    bool found_only;                // of these, those that a finding rests on; fingerprints stand in their cells alone
    bool keep_content;              // private cells too
    const uint8_t *fingerprint_key; // NULL: no fingerprints
    bool listing;                   // nothing but the entries of `places`
    const bool *rules_off;          // by rule number; NULL: all rules run
};

struct engine_input {
    struct layer_files files;
    bool is_database; // an SQLite database; else what plist_rows(), lines() … read
};

// Runs the artefacts (numbers) over one input; each ends with one outcome. ERROR_MEMORY alone is an error of the whole.
NODISCARD enum error_code engine_run(const struct engine_options *options, const struct engine_input *input,
                                     const uint32_t *artefacts, size_t count, const struct emitter *emitter,
                                     struct error *error);
