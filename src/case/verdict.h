// SPDX-License-Identifier: Apache-2.0
// The verdict: what all findings and all inputs together say, in one sentence in which every loss stands too.
#pragma once

#include "case/model.h"

// What of the acquisition as a whole the verdict has to know beside findings and inputs.
struct verdict_context {
    bool unfinished;           // the backup was interrupted or is not finished
    uint64_t missing;          // listed files that are not there
    bool no_list;              // no indicators were used
    bool lists_in_part;        // a list could be used only in part
    uint64_t not_matched;      // indicators of patterns that are not looked up yet
    uint64_t rules_skipped;    // rules that could not be evaluated
    bool newer_system;         // newer than any variant is known for
    uint64_t archives_damaged; // cut or damaged, or with entries that were passed over
    struct slice no_decoder;   // "unified logs", … what was there and has no decoder; empty: nothing
    uint64_t folders_unread;   // of a plain folder
};

// Sets facts.verdict, facts.status, facts.sentence (in the model's arena). false where the arena is used up.
NODISCARD bool verdict_reach(struct case_model *model, const struct verdict_context *context);
