// SPDX-License-Identifier: Apache-2.0
#include "case/verdict.h"

#include "base/buffer.h"
#include "base/error.h"

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
           tally->missing || context->unfinished || context->newer_system || context->folders_unread;
}

static void put_plural(struct buffer *text, uint64_t count, const char *one, const char *many)
{
    buffer_format(text, "%" PRIu64 " %s", count, count == 1 ? one : many);
}

// Joins the losses: "; 2 inputs were damaged; …".
static void put_losses(struct buffer *text, const struct tally *tally, const struct verdict_context *context)
{
    const struct {
        uint64_t count;
        const char *one;
        const char *many;
    } losses[] = {
        {tally->partial, "input was read only in part", "inputs were read only in part"},
        {tally->damaged, "input was damaged and could not be read", "inputs were damaged and could not be read"},
        {tally->not_understood, "input was not understood", "inputs were not understood"},
        {tally->killed, "input ended its reader (killed)", "inputs ended their readers (killed)"},
        {tally->locked, "input is locked", "inputs are locked"},
        {tally->missing, "file that the backup lists is missing", "files that the backup lists are missing"},
        {context->folders_unread, "folder could not be opened", "folders could not be opened"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(losses); i++) {
        if (!losses[i].count)
            continue;
        buffer_put_text(text, "; ");
        put_plural(text, losses[i].count, losses[i].one, losses[i].many);
    }
    if (context->unfinished)
        buffer_put_text(text, "; the backup is unfinished: it was interrupted or cut down");
    if (context->newer_system)
        buffer_put_text(text, "; the phone's system is newer than what bridle knows");
    if (context->no_decoder.size) {
        buffer_put_text(text, "; ");
        buffer_put(text, context->no_decoder);
        buffer_put_text(text, " were not examined");
    }
}

static void put_limits(struct buffer *text, const struct verdict_context *context)
{
    if (context->no_list)
        buffer_put_text(text, "; no list of indicators was given, so only the rules were asked");
    if (context->lists_in_part)
        buffer_put_text(text, "; a list of indicators could be used only in part");
    if (context->not_matched) {
        buffer_put_text(text, "; ");
        put_plural(text, context->not_matched, "indicator is", "indicators are");
        buffer_put_text(text, " kept but not matched yet");
    }
    if (context->rules_skipped) {
        buffer_put_text(text, "; ");
        put_plural(text, context->rules_skipped, "rule was", "rules were");
        buffer_put_text(text, " not evaluated");
    }
}

static void put_traces(struct buffer *text, const struct tally *tally)
{
    buffer_put_text(text, "Traces found: ");
    put_plural(text, tally->traces, "known or strong trace", "known or strong traces");
    buffer_put_text(text, " in what was read");
    if (tally->attempts) {
        buffer_put_text(text, ", and ");
        put_plural(text, tally->attempts, "sign of an attempt", "signs of an attempt");
    }
}

static void put_verdict(struct buffer *text, enum verdict verdict, const struct tally *tally)
{
    switch (verdict) {
    case VERDICT_TRACES:
        put_traces(text, tally);
        break;
    case VERDICT_ATTEMPT:
        buffer_put_text(text, "Signs of an attempt: ");
        put_plural(text, tally->attempts, "known or strong sign", "known or strong signs");
        buffer_put_text(text, tally->warned
                                  ? " (a warning by the phone's maker among them), and no trace that anything ran"
                                  : ", and no trace that anything ran");
        break;
    case VERDICT_REVIEW:
        buffer_put_text(text, "Worth a review: ");
        put_plural(text, tally->weak, "weak finding", "weak findings");
        buffer_put_text(text, ", which may well have an innocent cause");
        break;
    case VERDICT_COULD_NOT_BE_READ:
        buffer_put_text(text, "Could not be read: not one record could be read, so this says nothing about the phone");
        break;
    case VERDICT_NOTHING_FOUND:
    default:
        buffer_put_text(text, "Nothing found in what was read");
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
