// SPDX-License-Identifier: Apache-2.0
// Regular expressions of artefacts over evidence: Perl's grammar (PCRE2), bytes, each with a budget of steps.
#pragma once

#include "sql/functions.h"

#define PATTERN_GROUPS 16        // that parts() gives
#define PATTERN_MESSAGE_SIZE 128 // bytes

struct patterns; // those that were used, compiled

void patterns_free(struct patterns *patterns);
// Whether it is a regular expression; else what is wrong with it.
bool pattern_check(struct slice pattern, char ret_message[PATTERN_MESSAGE_SIZE]);
// What was wrong with the first that was none since the last pattern_forget_fault(), without a word of it (it may hold
// what stands in the evidence); NULL: nothing.
const char *pattern_fault(const struct function_context *context);
void pattern_forget_fault(struct function_context *context);
// Looks for the pattern in the text: ret_groups[0] is the whole match, [1] the first group, …; those that took no part
// have data NULL. Borrowed from the text. False where it does not fit, where the pattern is none, and where the budget
// was used up (counted as lost).
bool pattern_match(struct function_context *context, struct slice pattern, struct slice text,
                   struct slice ret_groups[PATTERN_GROUPS + 1]);
