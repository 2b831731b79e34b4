// SPDX-License-Identifier: Apache-2.0
#include "case/verdict.h"

#include "base/buffer.h"
#include "base/error.h"

#include <stdio.h>

struct tally {
    uint64_t traces;   // known or strong: present, executed, contacted, configured, tampered
    uint64_t attempts; // known or strong: warned, received, visited, selected
    uint64_t warned;
    uint64_t weak;
    uint64_t records;
    uint64_t read, partial, damaged, not_understood, killed, locked;
    uint64_t missing;
};

static bool means_trace(enum means means)
{
    return means == MEANS_PRESENT || means == MEANS_EXECUTED || means == MEANS_CONTACTED || means == MEANS_CONFIGURED ||
           means == MEANS_TAMPERED;
}

static void tally_finding(struct tally *tally, const struct case_finding *finding)
{
    bool sure = finding->grade == GRADE_KNOWN || finding->grade == GRADE_STRONG;
    if (sure && means_trace(finding->means))
        tally->traces++;
    else if (sure && finding->means != MEANS_UNREADABLE)
        tally->attempts++;
    else if (finding->grade != GRADE_CONTEXT)
        tally->weak++;
    tally->warned += sure && finding->means == MEANS_WARNED;
}

static void tally_input(struct tally *tally, const struct case_input *input)
{
    tally->records += input->about_acquisition ? 0 : input->records;
    tally->missing += input->reason == REASON_LISTED_BUT_MISSING;
    switch (input->outcome) {
    case OUTCOME_READ:
        tally->read++;
        break;
    case OUTCOME_PARTIAL:
        tally->partial++;
        break;
    case OUTCOME_NOT_UNDERSTOOD:
        tally->not_understood++;
        break;
    case OUTCOME_DAMAGED:
        tally->damaged += input->reason != REASON_LISTED_BUT_MISSING;
        break;
    case OUTCOME_KILLED:
        tally->killed++;
        break;
    case OUTCOME_LOCKED:
        tally->locked++;
        break;
    case OUTCOME_ABSENT:
    case OUTCOME_SKIPPED:
    default:
        break;
    }
}

static bool tally_loss(const struct tally *tally, const struct verdict_context *context)
{
    return tally->partial || tally->damaged || tally->not_understood || tally->killed || tally->locked ||
           tally->missing || context->unfinished || context->newer_system || context->folders_unread ||
           context->archives_damaged;
}

static void put_words(struct buffer *text, const char *words)
{
    buffer_put_text(text, "; ");
    buffer_put_text(text, words);
}

// Each clause is a whole text for one and one for several, since fragments cannot be translated. It begins with its
// number.
static void put_clause(struct buffer *text, uint64_t count, const char *one, const char *many)
{
    const char *format = count == 1 ? one : many;
    if (count)
        buffer_format(text, "; %" PRIu64 "%s", count, format + sizeof "%" PRIu64 - 1);
}

// Joins the losses: "; 2 inputs were damaged; …".
static void put_losses(struct buffer *text, const struct tally *tally, const struct verdict_context *context)
{
    const struct {
        uint64_t count;
        const char *one;
        const char *many;
    } losses[] = {
        {tally->partial, NP_("%" PRIu64 " input was read only in part", "%" PRIu64 " inputs were read only in part")},
        {tally->damaged, NP_("%" PRIu64 " input was damaged and could not be read",
                             "%" PRIu64 " inputs were damaged and could not be read")},
        {tally->not_understood, NP_("%" PRIu64 " input was not understood", "%" PRIu64 " inputs were not understood")},
        {tally->killed,
         NP_("%" PRIu64 " input ended its reader (killed)", "%" PRIu64 " inputs ended their readers (killed)")},
        {tally->locked, NP_("%" PRIu64 " input is locked", "%" PRIu64 " inputs are locked")},
        {tally->missing, NP_("%" PRIu64 " file that the backup lists is missing",
                             "%" PRIu64 " files that the backup lists are missing")},
        {context->archives_damaged,
         NP_("%" PRIu64 " archive could not be read whole", "%" PRIu64 " archives could not be read whole")},
        {context->folders_unread,
         NP_("%" PRIu64 " folder could not be opened", "%" PRIu64 " folders could not be opened")},
    };
    for (size_t i = 0; i < ARRAY_SIZE(losses); i++)
        put_clause(text, losses[i].count, losses[i].one, losses[i].many);
    if (context->unfinished)
        put_words(text, N_("the backup is unfinished: it was interrupted or cut down"));
    if (context->newer_system)
        put_words(text, N_("the phone's system is newer than what bridle knows"));
    if (context->no_decoder.size) {
        buffer_put_text(text, "; ");
        buffer_format(text, N_("%.*s were not examined"), SLICE_PRINTF(context->no_decoder));
    }
}

static void put_limits(struct buffer *text, const struct verdict_context *context)
{
    if (context->no_list)
        put_words(text, N_("no list of indicators was given, so only the rules were asked"));
    if (context->lists_in_part)
        put_words(text, N_("a list of indicators could be used only in part"));
    put_clause(text, context->not_matched,
               NP_("%" PRIu64 " indicator is kept but not matched yet",
                   "%" PRIu64 " indicators are kept but not matched yet"));
    put_clause(text, context->rules_skipped,
               NP_("%" PRIu64 " rule was not evaluated", "%" PRIu64 " rules were not evaluated"));
}

static void put_traces(struct buffer *text, const struct tally *tally)
{
    char traces[64];
    char attempts[64];
    (void)snprintf(
        traces, sizeof traces,
        message_plural("%" PRIu64 " known or strong trace", "%" PRIu64 " known or strong traces", tally->traces),
        tally->traces);
    (void)snprintf(attempts, sizeof attempts,
                   message_plural("%" PRIu64 " sign of an attempt", "%" PRIu64 " signs of an attempt", tally->attempts),
                   tally->attempts);
    if (tally->attempts)
        buffer_format(text, N_("Traces found: %s in what was read, and %s"), traces, attempts);
    else
        buffer_format(text, N_("Traces found: %s in what was read"), traces);
}

static void put_attempts(struct buffer *text, const struct tally *tally)
{
    if (tally->warned)
        buffer_format(text,
                      message_plural("Signs of an attempt: %" PRIu64 " known or strong sign (a warning by the phone's "
                                     "maker among them), and no trace that anything ran",
                                     "Signs of an attempt: %" PRIu64 " known or strong signs (a warning by the phone's "
                                     "maker among them), and no trace that anything ran",
                                     tally->attempts),
                      tally->attempts);
    else
        buffer_format(
            text,
            message_plural("Signs of an attempt: %" PRIu64 " known or strong sign, and no trace that anything ran",
                           "Signs of an attempt: %" PRIu64 " known or strong signs, and no trace that anything ran",
                           tally->attempts),
            tally->attempts);
}

static void put_verdict(struct buffer *text, enum verdict verdict, const struct tally *tally)
{
    switch (verdict) {
    case VERDICT_TRACES:
        put_traces(text, tally);
        break;
    case VERDICT_ATTEMPT:
        put_attempts(text, tally);
        break;
    case VERDICT_REVIEW:
        buffer_format(text,
                      message_plural("Worth a review: %" PRIu64 " weak finding, which may well have an innocent cause",
                                     "Worth a review: %" PRIu64 " weak findings, which may well have an innocent cause",
                                     tally->weak),
                      tally->weak);
        break;
    case VERDICT_COULD_NOT_BE_READ:
        buffer_put_text(text,
                        N_("Could not be read: not one record could be read, so this says nothing about the phone"));
        break;
    case VERDICT_NOTHING_FOUND:
    default:
        buffer_put_text(text, N_("Nothing found in what was read"));
        break;
    }
}

static enum verdict verdict_of(const struct tally *tally)
{
    if (tally->traces)
        return VERDICT_TRACES;
    if (tally->attempts)
        return VERDICT_ATTEMPT;
    if (tally->weak)
        return VERDICT_REVIEW;
    return tally->records ? VERDICT_NOTHING_FOUND : VERDICT_COULD_NOT_BE_READ;
}

static int status_of(enum verdict verdict, bool loss)
{
    switch (verdict) {
    case VERDICT_TRACES:
    case VERDICT_ATTEMPT:
        return 1;
    case VERDICT_REVIEW:
        return 3;
    case VERDICT_COULD_NOT_BE_READ:
        return 4;
    case VERDICT_NOTHING_FOUND:
    default:
        return loss ? 4 : 0;
    }
}

bool verdict_reach(struct case_model *model, const struct verdict_context *context)
{
    struct tally tally = {0};
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, 8192);
    for (size_t i = 0; i < model->finding_count; i++)
        tally_finding(&tally, &model->findings[i]);
    for (size_t i = 0; i < model->input_count; i++)
        tally_input(&tally, &model->inputs[i]);
    tally.missing = context->missing > tally.missing ? context->missing : tally.missing;
    model->facts.verdict = verdict_of(&tally);
    model->facts.status = status_of(model->facts.verdict, tally_loss(&tally, context));
    put_verdict(&text, model->facts.verdict, &tally);
    put_losses(&text, &tally, context);
    put_limits(&text, context);
    buffer_put_byte(&text, '.');
    return !text.failed && arena_copy(model->arena, buffer_slice(&text), &model->facts.sentence);
}
