// SPDX-License-Identifier: Apache-2.0
#include "report/words.h"

#include "base/attr.h"

const char *words_of_verdict(enum verdict verdict)
{
    static const char *const words[] = {
        [VERDICT_NOTHING_FOUND] =
            "None of the traces that bridle knows stands in what it could read. That says nothing about spyware that "
            "nobody has described yet, or that leaves no trace in an acquisition of this kind; and a phone that "
            "somebody "
            "else controls can hide what is on it.",
        [VERDICT_COULD_NOT_BE_READ] = "This is not a result: nothing follows from it, neither good nor bad. The "
                                      "acquisition has to be made again.",
        [VERDICT_REVIEW] =
            "There are weak signs alone. Each of them has ordinary causes as well, so nothing follows from them yet.",
        [VERDICT_ATTEMPT] = "There are signs that somebody tried to reach this phone. They do not show that anybody "
                            "succeeded: what was "
                            "sent, visited or announced is not spyware that ran. It is a good reason to ask for help.",
        [VERDICT_TRACES] =
            "This is a serious sign, not proof, and it says nothing about who is behind it; names of products are the "
            "labels of the published lists. Only expert review can confirm it. Please take the time to read what to "
            "do.",
    };
    return (unsigned)verdict < ARRAY_SIZE(words) ? words[verdict] : "";
}

const char *words_of_means(enum means means, enum grade grade)
{
    static const char *const words[] = {
        [MEANS_RECEIVED] = "It was sent to this phone. Whether it was opened does not show here.",
        [MEANS_VISITED] = "A browser on this phone opened it, or was sent on to it. A visit is not spyware that ran.",
        [MEANS_CONTACTED] = "A program on this phone exchanged data with it.",
        [MEANS_PRESENT] = "It is on this phone. Whether it ever ran does not show here.",
        [MEANS_EXECUTED] = "A program of this name ran on this phone.",
        [MEANS_CONFIGURED] = "A setting of this phone was made this way.",
        [MEANS_TAMPERED] = "Records that should be there seem to have been removed or changed.",
        [MEANS_WARNED] = "The vendor warned the owner of this phone. A warning does not mean that an attack succeeded; "
                         "vendors send it when they are confident that somebody tried.",
        [MEANS_SELECTED] = "The owner's own number or address stands on a list of people who were chosen as targets. "
                           "That does not show that an attack followed.",
        [MEANS_UNREADABLE] = "This part could not be read to its end. Damage mostly has ordinary causes.",
    };
    if (means == MEANS_WARNED && grade < GRADE_STRONG)
        return "It reads like a vendor's warning, but does not come from the vendor's own address: it may quote one, "
               "or "
               "imitate one to deceive. A real warning never asks you to follow a link or to give a password.";
    return (unsigned)means < ARRAY_SIZE(words) ? words[means] : "";
}

const char *words_of_grade(enum grade grade)
{
    switch (grade) {
    case GRADE_KNOWN:
    case GRADE_STRONG:
        return "It is a serious sign, not proof; only expert review can confirm it.";
    case GRADE_WEAK:
        return "By itself it proves nothing.";
    case GRADE_CONTEXT:
        break;
    }
    return NULL;
}

const char *words_of_outcome(enum outcome outcome)
{
    static const char *const words[] = {
        [OUTCOME_READ] = "read",
        [OUTCOME_PARTIAL] = "read in part",
        [OUTCOME_ABSENT] = "not there",
        [OUTCOME_NOT_UNDERSTOOD] = "not understood (its layout is not known)",
        [OUTCOME_DAMAGED] = "damaged",
        [OUTCOME_KILLED] = "reading was stopped",
        [OUTCOME_LOCKED] = "locked (encrypted)",
        [OUTCOME_SKIPPED] = "skipped",
    };
    return (unsigned)outcome < ARRAY_SIZE(words) ? words[outcome] : "";
}

const char *words_of_reason(enum reason reason)
{
    static const char *const words[] = {
        [REASON_NONE] = NULL,
        [REASON_NOT_IN_THIS_KIND] = "not in this kind of acquisition",
        [REASON_APP_NOT_INSTALLED] = "the app is not installed",
        [REASON_NOT_COLLECTED] = "not collected",
        [REASON_LISTED_BUT_MISSING] = "listed, but the file is missing",
        [REASON_NO_DECODER] = "not examined (bridle cannot read it yet)",
        [REASON_ASKED] = "left out, as asked",
    };
    return (unsigned)reason < ARRAY_SIZE(words) ? words[reason] : NULL;
}

const char *words_of_kind(struct slice kind)
{
    static const struct {
        const char *token;
        const char *words;
    } kinds[] = {
        {"ios-backup", "iOS backup"},
        {"ios-filesystem", "iOS file system"},
        {"sysdiagnose", "sysdiagnose"},
        {"bugreport", "Android bug report"},
        {"androidqf", "AndroidQF acquisition"},
        {"adb-backup", "adb backup"},
        {"intrusion-logs", "Android intrusion logs"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
        if (slice_equal(slice_text(kinds[i].token), kind))
            return kinds[i].words;
    return NULL;
}
