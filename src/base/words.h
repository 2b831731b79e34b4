// SPDX-License-Identifier: Apache-2.0
// The words that findings and inputs are told in, with their tokens in machine output (docs/case.md).
#pragma once

#include "base/slice.h"

enum grade {
    GRADE_CONTEXT,
    GRADE_WEAK,
    GRADE_STRONG,
    GRADE_KNOWN,
};

enum means {
    MEANS_RECEIVED,
    MEANS_VISITED,
    MEANS_CONTACTED,
    MEANS_PRESENT,
    MEANS_EXECUTED,
    MEANS_CONFIGURED,
    MEANS_TAMPERED,
    MEANS_WARNED,
    MEANS_SELECTED,
    MEANS_UNREADABLE,
};

enum outcome {
    OUTCOME_READ,
    OUTCOME_PARTIAL,
    OUTCOME_ABSENT,
    OUTCOME_NOT_UNDERSTOOD,
    OUTCOME_DAMAGED,
    OUTCOME_KILLED,
    OUTCOME_LOCKED,
    OUTCOME_SKIPPED,
};

enum reason {
    REASON_NONE,
    REASON_NOT_IN_THIS_KIND,
    REASON_APP_NOT_INSTALLED,
    REASON_NOT_COLLECTED,
    REASON_LISTED_BUT_MISSING,
    REASON_NO_DECODER,
    REASON_ASKED,
};

enum lost_unit {
    LOST_NONE,
    LOST_ROW,
    LOST_PAGE,
    LOST_LINE,
    LOST_BYTE,
};

enum verdict {
    VERDICT_NOTHING_FOUND,
    VERDICT_COULD_NOT_BE_READ,
    VERDICT_REVIEW,
    VERDICT_ATTEMPT,
    VERDICT_TRACES,
};

// Tokens of machine output ("known", "received", "not-understood", "listed-but-missing", "traces-found", …) and back;
// the parse functions give false for an unknown token. lost_unit and reason give NULL for NONE.
const char *grade_name(enum grade grade);
const char *means_name(enum means means);
const char *outcome_name(enum outcome outcome);
const char *reason_name(enum reason reason);
const char *lost_unit_name(enum lost_unit unit);
const char *verdict_name(enum verdict verdict);
bool grade_parse(struct slice token, enum grade *ret_grade);
bool means_parse(struct slice token, enum means *ret_means);
bool outcome_parse(struct slice token, enum outcome *ret_outcome);
bool reason_parse(struct slice token, enum reason *ret_reason);
bool lost_unit_parse(struct slice token, enum lost_unit *ret_unit);
bool verdict_parse(struct slice token, enum verdict *ret_verdict);
