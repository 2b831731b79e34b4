// SPDX-License-Identifier: Apache-2.0
// The tokens of machine output, one table an enumeration; they are also what the case's columns hold.
#include "base/words.h"

#include "base/attr.h"

static const char *const grades[] = {
    [GRADE_CONTEXT] = "context",
    [GRADE_WEAK] = "weak",
    [GRADE_STRONG] = "strong",
    [GRADE_KNOWN] = "known",
};

static const char *const meanings[] = {
    [MEANS_RECEIVED] = "received",     [MEANS_VISITED] = "visited",   [MEANS_CONTACTED] = "contacted",
    [MEANS_PRESENT] = "present",       [MEANS_EXECUTED] = "executed", [MEANS_CONFIGURED] = "configured",
    [MEANS_TAMPERED] = "tampered",     [MEANS_WARNED] = "warned",     [MEANS_SELECTED] = "selected",
    [MEANS_UNREADABLE] = "unreadable",
};

static const char *const outcomes[] = {
    [OUTCOME_READ] = "read",       [OUTCOME_PARTIAL] = "partial",
    [OUTCOME_ABSENT] = "absent",   [OUTCOME_NOT_UNDERSTOOD] = "not-understood",
    [OUTCOME_DAMAGED] = "damaged", [OUTCOME_KILLED] = "killed",
    [OUTCOME_LOCKED] = "locked",   [OUTCOME_SKIPPED] = "skipped",
};

static const char *const reasons[] = {
    [REASON_NONE] = NULL,
    [REASON_NOT_IN_THIS_KIND] = "not-in-this-kind",
    [REASON_APP_NOT_INSTALLED] = "app-not-installed",
    [REASON_NOT_COLLECTED] = "not-collected",
    [REASON_LISTED_BUT_MISSING] = "listed-but-missing",
    [REASON_NO_DECODER] = "no-decoder",
    [REASON_ASKED] = "asked",
};

static const char *const lost_units[] = {
    [LOST_NONE] = NULL, [LOST_ROW] = "row", [LOST_PAGE] = "page", [LOST_LINE] = "line", [LOST_BYTE] = "byte",
};

static const char *const verdicts[] = {
    [VERDICT_NOTHING_FOUND] = "nothing-found-in-what-was-read",
    [VERDICT_COULD_NOT_BE_READ] = "could-not-be-read",
    [VERDICT_REVIEW] = "worth-a-review",
    [VERDICT_ATTEMPT] = "signs-of-an-attempt",
    [VERDICT_TRACES] = "traces-found",
};

static const char *token_name(const char *const *names, size_t count, unsigned value)
{
    return value < count ? names[value] : NULL;
}

static bool token_find(const char *const *names, size_t count, struct slice token, unsigned *ret_value)
{
    for (unsigned i = 0; i < count; i++) {
        if (names[i] && slice_equal(slice_text(names[i]), token)) {
            *ret_value = i;
            return true;
        }
    }
    return false;
}

const char *grade_name(enum grade grade)
{
    return token_name(grades, ARRAY_SIZE(grades), (unsigned)grade);
}

const char *means_name(enum means means)
{
    return token_name(meanings, ARRAY_SIZE(meanings), (unsigned)means);
}

const char *outcome_name(enum outcome outcome)
{
    return token_name(outcomes, ARRAY_SIZE(outcomes), (unsigned)outcome);
}

const char *reason_name(enum reason reason)
{
    return token_name(reasons, ARRAY_SIZE(reasons), (unsigned)reason);
}

const char *lost_unit_name(enum lost_unit unit)
{
    return token_name(lost_units, ARRAY_SIZE(lost_units), (unsigned)unit);
}

const char *verdict_name(enum verdict verdict)
{
    return token_name(verdicts, ARRAY_SIZE(verdicts), (unsigned)verdict);
}

bool grade_parse(struct slice token, enum grade *ret_grade)
{
    unsigned value;
    if (!token_find(grades, ARRAY_SIZE(grades), token, &value))
        return false;
    *ret_grade = (enum grade)value;
    return true;
}

bool means_parse(struct slice token, enum means *ret_means)
{
    unsigned value;
    if (!token_find(meanings, ARRAY_SIZE(meanings), token, &value))
        return false;
    *ret_means = (enum means)value;
    return true;
}

bool outcome_parse(struct slice token, enum outcome *ret_outcome)
{
    unsigned value;
    if (!token_find(outcomes, ARRAY_SIZE(outcomes), token, &value))
        return false;
    *ret_outcome = (enum outcome)value;
    return true;
}

bool reason_parse(struct slice token, enum reason *ret_reason)
{
    unsigned value;
    if (!token_find(reasons, ARRAY_SIZE(reasons), token, &value))
        return false;
    *ret_reason = (enum reason)value;
    return true;
}

bool lost_unit_parse(struct slice token, enum lost_unit *ret_unit)
{
    unsigned value;
    if (!token_find(lost_units, ARRAY_SIZE(lost_units), token, &value))
        return false;
    *ret_unit = (enum lost_unit)value;
    return true;
}

bool verdict_parse(struct slice token, enum verdict *ret_verdict)
{
    unsigned value;
    if (!token_find(verdicts, ARRAY_SIZE(verdicts), token, &value))
        return false;
    *ret_verdict = (enum verdict)value;
    return true;
}
