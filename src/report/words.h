// SPDX-License-Identifier: Apache-2.0
// The sentences of the text report that go with a token of the model. Never what an attack achieved, never who did it.
#pragma once

#include "case/model.h"

// What the verdict does and does not mean.
const char *words_of_verdict(enum verdict verdict);
// What a finding of that kind says happened.
const char *words_of_means(enum means means, enum grade grade);
// What else, found or asked, would make such a finding surer.
const char *words_of_confirming(enum means means);
// "known", "strong", …
const char *words_of_grade_name(enum grade grade);
// How much it weighs; NULL for context.
const char *words_of_grade(enum grade grade);
// "cut short", "damaged", …; why it was absent, NULL for REASON_NONE.
const char *words_of_outcome(enum outcome outcome);
const char *words_of_reason(enum reason reason);
// Whether something that was there, or should have been, was not read to its end.
bool input_lost(const struct case_input *input);
// "domain", "IP address", … of a kind of indicator; what is no kind stays as it is, and may be hostile.
struct slice words_of_observable(struct slice kind);
// Whether what was seen is no value of the evidence but bridle's own sentence of what went wrong.
bool value_is_ours(const struct case_finding *finding);
// "iOS backup", …; NULL for a kind that has no words.
const char *words_of_kind(struct slice kind);
