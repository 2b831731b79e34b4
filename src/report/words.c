// SPDX-License-Identifier: Apache-2.0
#include "report/words.h"

#include "base/attr.h"
#include "report/language.h"

const char *words_of_verdict(enum verdict verdict)
{
    static const char *const words[] = {
        [VERDICT_NOTHING_FOUND] = N_(
            "None of the traces that bridle knows stands in what it could read. That says nothing about spyware that "
            "nobody has described yet, or that leaves no trace in a copy of this kind; and a phone that somebody else "
            "controls can hide what is on it."),
        [VERDICT_COULD_NOT_BE_READ] = N_("This is not a result: nothing follows from it, neither good nor bad. The "
                                         "phone has to be copied again."),
        [VERDICT_REVIEW] = N_(
            "There are weak signs alone. Each of them has ordinary causes as well, so nothing follows from them yet."),
        [VERDICT_ATTEMPT] =
            N_("There are signs that somebody tried to reach this phone. They do not show that anybody "
               "succeeded: what was "
               "sent, visited or announced is not spyware that ran. It is a good reason to ask for help."),
        [VERDICT_TRACES] = N_(
            "This is a serious sign, not proof, and it says nothing about who is behind it; names of products are the "
            "labels of the published lists. Only expert review can confirm it. Please take the time to read what to "
            "do."),
    };
    return (unsigned)verdict < ARRAY_SIZE(words) ? _(words[verdict]) : "";
}

const char *words_of_means(enum means means, enum grade grade)
{
    static const char *const words[] = {
        [MEANS_RECEIVED] = N_("It was sent to this phone. Whether it was opened does not show here."),
        [MEANS_VISITED] =
            N_("A browser on this phone opened it, or was sent on to it. A visit is not spyware that ran."),
        [MEANS_CONTACTED] = N_("A program on this phone exchanged data with it."),
        [MEANS_PRESENT] = N_("It is on this phone. Whether it ever ran does not show here."),
        [MEANS_EXECUTED] = N_("A program of this name ran on this phone."),
        [MEANS_CONFIGURED] = N_("A setting of this phone was made this way."),
        [MEANS_TAMPERED] = N_("Records that should be there seem to have been removed or changed."),
        [MEANS_WARNED] =
            N_("The vendor warned the owner of this phone. A warning does not mean that an attack succeeded; "
               "vendors send it when they are confident that somebody tried."),
        [MEANS_SELECTED] =
            N_("The owner's own number or address stands on a list of people who were chosen as targets. "
               "That does not show that an attack followed."),
        [MEANS_UNREADABLE] = N_("This part could not be read to its end. Damage mostly has ordinary causes."),
    };
    if (means == MEANS_WARNED && grade < GRADE_STRONG)
        return _("It reads like a vendor's warning, but does not come from the vendor's own address: it may quote one, "
                 "or "
                 "imitate one to deceive. A real warning never asks you to follow a link or to give a password.");
    return (unsigned)means < ARRAY_SIZE(words) ? _(words[means]) : "";
}

const char *words_of_confirming(enum means means)
{
    static const char *const words[] = {
        [MEANS_RECEIVED] =
            N_("The same address in the browser's history, or a program that started right after it came."),
        [MEANS_VISITED] = N_("What the phone did right after it: a program that started, an app that crashed, another "
                             "address. A sysdiagnose shows more of it than a backup."),
        [MEANS_CONTACTED] =
            N_("The program's file, or its start, in another kind of record; a sysdiagnose may hold it."),
        [MEANS_PRESENT] = N_("The file itself, before a specialist, and records of its running."),
        [MEANS_EXECUTED] = N_("The program's file, what it exchanged with the network, and other kinds of records of "
                              "the same time."),
        [MEANS_CONFIGURED] = N_("The owner's answer to who made this setting and why, and the whole of the setting."),
        [MEANS_TAMPERED] = N_("An earlier acquisition of the same phone that still holds the records."),
        [MEANS_WARNED] = N_("The owner's account with the vendor, opened by typing its address: it shows the same "
                            "warning."),
        [MEANS_SELECTED] = N_("Traces on the phone itself, in this or in another acquisition."),
        [MEANS_UNREADABLE] = N_("A second acquisition: damage that came with the first copy is not in it."),
    };
    return (unsigned)means < ARRAY_SIZE(words) ? _(words[means]) : "";
}

const char *words_of_grade_name(enum grade grade)
{
    static const char *const words[] = {
        [GRADE_CONTEXT] = N_("context"),
        [GRADE_WEAK] = N_("weak"),
        [GRADE_STRONG] = N_("strong"),
        [GRADE_KNOWN] = N_("known"),
    };
    return (unsigned)grade < ARRAY_SIZE(words) ? _(words[grade]) : "";
}

const char *words_of_grade(enum grade grade)
{
    switch (grade) {
    case GRADE_KNOWN:
    case GRADE_STRONG:
        return _("It is a serious sign, not proof; only expert review can confirm it.");
    case GRADE_WEAK:
        return _("By itself it proves nothing.");
    case GRADE_CONTEXT:
        break;
    }
    return NULL;
}

const char *words_of_outcome(enum outcome outcome)
{
    static const char *const words[] = {
        [OUTCOME_READ] = N_("read"),
        [OUTCOME_PARTIAL] = N_("read in part"),
        [OUTCOME_ABSENT] = N_("not there"),
        [OUTCOME_NOT_UNDERSTOOD] = N_("not understood (its layout is not known)"),
        [OUTCOME_DAMAGED] = N_("damaged"),
        [OUTCOME_KILLED] = N_("reading was stopped"),
        [OUTCOME_LOCKED] = N_("locked (encrypted)"),
        [OUTCOME_SKIPPED] = N_("skipped"),
    };
    return (unsigned)outcome < ARRAY_SIZE(words) ? _(words[outcome]) : "";
}

const char *words_of_reason(enum reason reason)
{
    static const char *const words[] = {
        [REASON_NONE] = NULL,
        [REASON_NOT_IN_THIS_KIND] = N_("not in this kind of acquisition"),
        [REASON_APP_NOT_INSTALLED] = N_("the app is not installed"),
        [REASON_NOT_COLLECTED] = N_("not collected"),
        [REASON_LISTED_BUT_MISSING] = N_("listed, but the file is missing"),
        [REASON_NO_DECODER] = N_("not examined (bridle cannot read it yet)"),
        [REASON_ASKED] = N_("left out, as asked"),
    };
    return (unsigned)reason < ARRAY_SIZE(words) && words[reason] ? _(words[reason]) : NULL;
}

const char *words_of_kind(struct slice kind)
{
    static const struct {
        const char *token;
        const char *words;
    } kinds[] = {
        {"ios-backup", N_("iOS backup")},
        {"ios-filesystem", N_("iOS file system")},
        {"sysdiagnose", N_("sysdiagnose")},
        {"bugreport", N_("Android bug report")},
        {"androidqf", N_("AndroidQF acquisition")},
        {"adb-backup", N_("adb backup")},
        {"intrusion-logs", N_("Android intrusion logs")},
    };
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
        if (slice_equal(slice_text(kinds[i].token), kind))
            return _(kinds[i].words);
    return NULL;
}

struct slice words_of_observable(struct slice kind)
{
    static const struct {
        const char *token;
        const char *words;
    } kinds[] = {
        {"url", N_("link")},
        {"domain", N_("domain")},
        {"ip", N_("IP address")},
        {"email", N_("e-mail address")},
        {"phone", N_("phone number")},
        {"path", N_("path")},
        {"file", N_("file name")},
        {"process", N_("process")},
        {"app", N_("app")},
        {"hash", N_("hash of a file")},
        {"certificate", N_("certificate")},
        {"profile", N_("profile")},
        {"property", N_("property of the system")},
    };
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
        if (slice_equal(slice_text(kinds[i].token), kind))
            return slice_text(_(kinds[i].words));
    return kind;
}

bool value_is_ours(const struct case_finding *finding)
{
    return finding->means == MEANS_UNREADABLE || slice_equal(finding->rule, SLICE("schema_replaced"));
}

bool input_lost(const struct case_input *input)
{
    switch (input->outcome) {
    case OUTCOME_PARTIAL:
    case OUTCOME_NOT_UNDERSTOOD:
    case OUTCOME_DAMAGED:
    case OUTCOME_KILLED:
    case OUTCOME_LOCKED:
        return true;
    case OUTCOME_READ:
    case OUTCOME_ABSENT:
    case OUTCOME_SKIPPED:
        break;
    }
    return input->reason == REASON_LISTED_BUT_MISSING;
}
