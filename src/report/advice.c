// SPDX-License-Identifier: Apache-2.0
#include "report/advice.h"

#include "base/attr.h"

static const struct advice advices[] = {
    {"vendor-warning",
     "Take it seriously and ask for help. A real warning never asks you to follow a link or to give a password.",
     "After a vendor's warning, keep first what vanishes in days: make a sysdiagnose (Android: a bug report), then an "
     "encrypted backup, then restart the phone and make a second one of the first. Then ask people who know such "
     "cases. "
     "If no specialist answers within a week, keep these files, update the phone, turn on Lockdown Mode (Android: "
     "Advanced Protection), and restart it often."},
    {"known-trace", "Leave the phone as it is, and call for help from another device.",
     "Keep the phone as it is: no factory reset, no update, no cleaning app, until a specialist has said so; if none "
     "answers within a week, keep the acquisition and update. Keep it away from private conversations. Call from "
     "another "
     "device, with accounts that were made or checked there. Confront nobody. Write down what happened and when, and "
     "tell the helper whether the phone was repaired, taken away or lent."},
    {"received-link", "Do not open the link; keep the message.",
     "Do not open links that were sent. Keep each message, and a picture of it with its sender and time. Others close "
     "to "
     "you may have been sent the same: tell them by another way than this phone."},
    {"visited-link", "Do not open it again; write down how you came to that page.",
     "For pages that were visited: do not open them again, and write down when and from where you came to them (a "
     "message, a search, an advertisement, your work)."},
    {"review", "Draw no conclusion from it yet; let somebody look who knows such traces.",
     "Nothing follows from weak signs alone. Where it puts nobody in danger, make one fresh acquisition of a richer "
     "kind (an encrypted backup, a sysdiagnose after a restart, a bug report), and let a helper look at both."},
    {"tampered", "Leave the phone as it is, and let somebody look who knows such traces.",
     "Where records seem to be removed: keep the phone as it is, and tell the helper about cleaning apps, restored "
     "backups and repairs, which remove records too."},
    {"damaged", "Make the acquisition again if you can, and keep this one.",
     "For what could not be read: make the acquisition again if you can, with enough free space and without "
     "interrupting it, and keep this one too. What was not read is neither good news nor bad."},
    {"not-read", "Make the acquisition again; this is not a result.",
     "Make the acquisition again: let the backup run to its end, give the right password, copy archives whole, and "
     "check that the folder is the one that holds the acquisition. Keep this one too."},
    {"stalkerware", "Someone with access may notice that you looked. Do not remove it yet.",
     "Your safety first: looking, removing or changing settings can be noticed, and can raise the danger. Use a device "
     "that the other person never touched, talk to a help line, make a plan, and keep proof (a photograph taken with "
     "another phone) before anything is removed. Shared accounts and clouds are the commoner way than apps."},
    {"selected", "Ask for help; being chosen is not the same as being reached.",
     "If your own number or address stands on a list: ask for help, and think of who may stand there beside you, "
     "colleagues, sources, family."},
    {"none-found", "If you have a reason to worry, ask for help all the same.",
     "If you have a reason to worry, ask for help all the same, and make a richer acquisition (an encrypted backup and "
     "a "
     "sysdiagnose, or a bug report). For everybody: install updates soon, restart the phone often, and at high risk "
     "turn "
     "on Lockdown Mode (Android: Advanced Protection)."},
};

const char *const advice_helpers[] = {
    "Civil society (journalists, activists, lawyers, organisations): Access Now's Digital Security Helpline, day and "
    "night and free of charge, https://www.accessnow.org/help; Amnesty International's Security Lab, "
    "https://securitylab.amnesty.org/get-help.",
    "Danger from a partner, an ex-partner or family: the help lines listed by https://stopstalkerware.org.",
    "Everybody else: the computer emergency response team (CERT) of your country, or your organisation's security "
    "people.",
    "Call from a device that nobody else has had in their hands, not from this phone. bridle itself calls nobody.",
    NULL,
};

const struct advice *advice_find(struct slice key)
{
    for (size_t i = 0; i < ARRAY_SIZE(advices); i++)
        if (slice_equal(slice_text(advices[i].key), key))
            return &advices[i];
    return NULL;
}

static const char *advice_key(enum means means, enum grade grade)
{
    if (means == MEANS_UNREADABLE)
        return "damaged";
    if (grade == GRADE_CONTEXT)
        return NULL;
    if (grade == GRADE_WEAK)
        return "review";
    switch (means) {
    case MEANS_WARNED:
        return "vendor-warning";
    case MEANS_RECEIVED:
        return "received-link";
    case MEANS_VISITED:
        return "visited-link";
    case MEANS_SELECTED:
        return "selected";
    case MEANS_TAMPERED:
        return "tampered";
    case MEANS_CONTACTED:
    case MEANS_PRESENT:
    case MEANS_EXECUTED:
    case MEANS_CONFIGURED:
    case MEANS_UNREADABLE:
        break;
    }
    return "known-trace";
}

const struct advice *advice_of(const struct case_finding *finding)
{
    const struct advice *advice = advice_find(finding->advice);
    if (advice)
        return advice;
    return advice_find(slice_text(advice_key(finding->means, finding->grade)));
}

const struct advice *advice_of_verdict(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_TRACES:
        return advice_find(SLICE("known-trace"));
    case VERDICT_REVIEW:
        return advice_find(SLICE("review"));
    case VERDICT_COULD_NOT_BE_READ:
        return advice_find(SLICE("not-read"));
    case VERDICT_NOTHING_FOUND:
        return advice_find(SLICE("none-found"));
    case VERDICT_ATTEMPT:
        break;
    }
    return NULL;
}
