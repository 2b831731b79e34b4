// SPDX-License-Identifier: Apache-2.0
// What to do, by the key that a rule's "-- advice:" names; a finding without one gets its advice by what it means.
#pragma once

#include "case/model.h"

struct advice {
    const char *key;
    const char *brief; // one sentence, beside a finding
    const char *steps; // a paragraph, once a report
};

// NULL for a key that is not in the table.
const struct advice *advice_find(struct slice key);
// Of a finding: by its key, else by what it means and its grade; NULL where there is nothing to do.
const struct advice *advice_of(const struct case_finding *finding);
// Of a verdict, for the end of a report; NULL where the findings' own advice says it all.
const struct advice *advice_of_verdict(enum verdict verdict);

// Whom to call; a sentence each, ending with NULL. As of 2026-11.
#define ADVICE_HELPER_DANGER 1 // stands first where somebody close may watch the phone
extern const char *const advice_helpers[];
