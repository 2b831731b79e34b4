// SPDX-License-Identifier: Apache-2.0
// Regular expressions of artefacts over evidence: Perl's grammar (PCRE2), bytes, each with a budget of steps.
#pragma once

#include "sql/functions.h"

#define PATTERN_GROUPS 16 // that parts() gives

struct patterns; // those that were used, compiled

void patterns_free(struct patterns *patterns);
// Looks for the pattern in the text: ret_groups[0] is the whole match, [1] the first group, …; those that took no part
// have data NULL. Borrowed from the text. False where it does not fit, where the pattern is none, and where the budget
// was used up (counted as lost).
bool pattern_match(struct function_context *context, struct slice pattern, struct slice text,
                   struct slice ret_groups[PATTERN_GROUPS + 1]);
