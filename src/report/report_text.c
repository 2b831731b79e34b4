// SPDX-License-Identifier: Apache-2.0
// The report on a terminal: first the answer, then what it rests on, what was not read, what was, and what to do.
#include "report/report.h"

#include "report/advice.h"
#include "report/escape.h"
#include "report/language.h"
#include "report/text.h"
#include "report/words.h"

#define FIELD_LIMIT (1U << 20)
#define FINDINGS_SHOWN 50U // without -v; a person reads fewer
#define UNREAD_SHOWN 20U
#define EXPLAINED_MOST 16U // sorts of findings remembered, so that none is explained twice in sight

struct text_report {
    struct page page;
    const struct case_model *model;
    const struct report_options *options;
    struct buffer text;
};

static void report_paragraph(struct text_report *report)
{
    page_paragraph(&report->page, 0, 0, buffer_slice(&report->text));
    buffer_clear(&report->text);
}

static void put_sentence(struct text_report *report)
{
    text_told(&report->text, report->model->facts.sentence);
    report_paragraph(report);
}

static void put_for_whom(struct text_report *report)
{
    struct buffer *text = &report->text;
    struct slice consent = report->model->facts.consent;
    page_blank(&report->page);
    buffer_put_text(text, _("This report is for the person who uses this phone."));
    buffer_put_byte(text, ' ');
    if (consent.size) {
        struct buffer shown CLEANUP_BUFFER;
        buffer_init(&shown, FIELD_LIMIT);
        terminal_put(&shown, consent);
        const struct slice piece = buffer_slice(&shown);
        language_fill(text, _("Consent, as recorded: \"%s\"."), &piece, 1);
    } else {
        buffer_put_text(text, _("Nobody has recorded that this person agreed."));
    }
    buffer_put_byte(text, ' ');
    buffer_put_text(text,
                    _("If it is not your phone, stop here: to examine an adult's phone without their agreement is a "
                      "crime in many countries and can put them in danger. If it is yours and nobody asked you, "
                      "there is help: https://stopstalkerware.org, best read on a device that person never touched."));
    report_paragraph(report);
    page_blank(&report->page);
    buffer_put_text(text, words_of_verdict(report->model->facts.verdict));
    report_paragraph(report);
}

static void put_word(struct buffer *text, const char *before, struct slice word)
{
    if (!word.size)
        return;
    buffer_put_text(text, text->size ? before : "");
    terminal_put(text, word);
}

static void put_device(struct text_report *report)
{
    const struct case_facts *facts = &report->model->facts;
    struct buffer *text = &report->text;
    const char *kind = words_of_kind(facts->kind);
    page_heading(&report->page, _("What was examined"));
    terminal_put(text, facts->acquisition);
    page_field(&report->page, _("from"), 2, buffer_slice(text));
    buffer_clear(text);
    put_word(text, "", kind ? slice_text(kind) : facts->kind);
    put_word(text, ", ", facts->device_model);
    put_word(text, ", ", facts->os);
    put_word(text, facts->os.size ? " " : ", ", facts->os_version);
    if (facts->os_build.size) {
        put_word(text, " (", facts->os_build);
        buffer_put_text(text, ")");
    }
    page_field(&report->page, _("what"), 2, buffer_slice(text));
    buffer_clear(text);
    static const char *const labels[] = {N_("set up"), N_("acquired"), N_("examined")};
    const struct optional_time times[] = {facts->set_up, facts->acquired, facts->examined};
    for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
        text_time(text, times[i], SLICE("utc"));
        page_field(&report->page, _(labels[i]), 1, buffer_slice(text));
        buffer_clear(text);
    }
    if (facts->time_zone.size) {
        struct buffer zone CLEANUP_BUFFER;
        buffer_init(&zone, 1024);
        terminal_put(&zone, facts->time_zone);
        const struct slice piece = buffer_slice(&zone);
        language_fill(text, _("%s from UTC when it was copied"), &piece, 1);
        page_field(&report->page, _("its clock"), 2, buffer_slice(text));
        buffer_clear(text);
    }
    terminal_put(text, facts->examiner);
    page_field(&report->page, _("examiner"), 2, buffer_slice(text));
    buffer_clear(text);
}

// A real warning stands before everything else; what only reads like one keeps its place.
static bool finding_is_warning(const struct case_finding *finding)
{
    return finding->means == MEANS_WARNED && finding->grade >= GRADE_STRONG;
}

struct shown {
    size_t count;
    size_t most;
    const struct case_finding *explained[EXPLAINED_MOST]; // of each sort the first, the latest sorts
    size_t explained_count;
};

// Whether what a finding means stands above already; remembers it.
static bool shown_before(struct shown *shown, const struct case_finding *finding)
{
    size_t kept = shown->explained_count < EXPLAINED_MOST ? shown->explained_count : EXPLAINED_MOST;
    for (size_t i = 0; i < kept; i++)
        if (text_findings_alike(shown->explained[i], finding))
            return true;
    shown->explained[shown->explained_count++ % EXPLAINED_MOST] = finding;
    return false;
}

static void put_findings_pass(struct text_report *report, bool warnings, struct shown *shown)
{
    const struct case_model *model = report->model;
    bool full = report->options->verbosity > 1;
    for (size_t i = 0; i < model->finding_count && shown->count < shown->most; i++) {
        const struct case_finding *finding = &model->findings[i];
        if (finding_is_warning(finding) != warnings)
            continue;
        if (shown->count++)
            page_blank(&report->page);
        text_finding(&report->page, report->options->advice, finding, shown_before(shown, finding), full);
    }
}

static void put_findings_rest(struct text_report *report, size_t shown)
{
    const struct case_model *model = report->model;
    struct buffer *text = &report->text;
    char number[TEXT_NUMBER];
    struct slice piece;
    uint64_t rest;
    if (shown < model->finding_count) {
        page_blank(&report->page);
        rest = model->finding_count - shown;
        piece = text_number(rest, number);
        language_fill(text,
                      language_plural("%s more is not shown here: -v shows all of them, and so does a case (-o CASE) "
                                      "with \"bridle show CASE finding\".",
                                      "%s more are not shown here: -v shows all of them, and so does a case (-o CASE) "
                                      "with \"bridle show CASE finding\".",
                                      rest),
                      &piece, 1);
        report_paragraph(report);
    }
    if (model->findings_left_out) {
        page_blank(&report->page);
        piece = text_number(model->findings_left_out, number);
        language_fill(text,
                      language_plural("%s further finding was counted and not kept: there are too many.",
                                      "%s further findings were counted and not kept: there are too many.",
                                      model->findings_left_out),
                      &piece, 1);
        report_paragraph(report);
    }
}

static void put_findings(struct text_report *report)
{
    const struct case_model *model = report->model;
    bool all = report->options->verbosity > 0;
    struct shown shown = {.most = all ? SIZE_MAX : FINDINGS_SHOWN};
    if (model->finding_count == 0)
        return;
    char number[TEXT_NUMBER];
    const struct slice piece = text_number((uint64_t)model->finding_count + model->findings_left_out, number);
    language_fill(&report->text, _("What was found (%s)"), &piece, 1);
    const char *heading = buffer_text(&report->text);
    page_heading(&report->page, heading ? heading : "");
    buffer_clear(&report->text);
    put_findings_pass(report, true, &shown);
    put_findings_pass(report, false, &shown);
    put_findings_rest(report, shown.count);
}

static void put_item(struct text_report *report)
{
    page_item(&report->page, 0, buffer_slice(&report->text));
    buffer_clear(&report->text);
}

static void put_todo(struct text_report *report, const struct advice *advice)
{
    for (size_t i = 0; i < advice->todo_count; i++) {
        buffer_put_text(&report->text, i ? " " : "");
        prose_put(&report->text, advice->todo[i]);
    }
    for (size_t i = 0; i < advice->todo_not_count; i++) {
        buffer_put_text(&report->text, " ");
        prose_put(&report->text, advice->todo_not[i]);
    }
    put_item(report);
}

static void put_steps(struct text_report *report)
{
    const struct advice_set *set = report->options->advice;
    struct advices advices = advices_of(set, report->model);
    const struct advice *help = NULL;
    page_heading(&report->page, _("What to do next"));
    for (size_t i = 0; i < advices.count; i++)
        put_todo(report, advices.items[i]);
    page_heading(&report->page, _("Whom to call"));
    while ((help = advice_help_next(set, advices.danger, help))) {
        terminal_put(&report->text, help->brief);
        put_item(report);
    }
}

static void put_colophon(struct text_report *report)
{
    const struct case_facts *facts = &report->model->facts;
    struct buffer *text = &report->text;
    page_heading(&report->page, _("How it was made"));
    buffer_put_text(text, "bridle ");
    terminal_put(text, facts->tool_version);
    if (facts->cage_off || (facts->landlock_abi <= 0 && !facts->seccomp))
        buffer_put_text(text, _(", reading WITHOUT a cage around its workers"));
    else if (facts->seccomp && facts->landlock_abi > 0)
        buffer_put_text(text, _(", workers caged by seccomp and Landlock"));
    else
        buffer_put_text(text, facts->seccomp ? _(", workers caged by seccomp") : _(", workers caged by Landlock"));
    if (facts->keep_content)
        buffer_put_text(text, _("; personal content was kept, as asked"));
    buffer_put_text(text, ". ");
    buffer_put_text(text, _("The results relate only to what was read; published lists are late, and know no spyware "
                            "that nobody has described."));
    buffer_put_byte(text, ' ');
    if (facts->evidence_sha256.size) {
        struct buffer hash CLEANUP_BUFFER;
        buffer_init(&hash, 4096);
        terminal_put(&hash, facts->evidence_sha256);
        const struct slice piece = buffer_slice(&hash);
        language_fill(text, _("SHA-256 of the evidence: %s"), &piece, 1);
    }
    report_paragraph(report);
}

void report_text(const struct case_model *model, const struct report_options *options, struct writer *writer)
{
    struct text_report report = {
        .page = page_over(writer, options->width, options->color),
        .model = model,
        .options = options,
    };
    buffer_init(&report.text, FIELD_LIMIT);
    put_sentence(&report);
    if (options->verbosity >= 0) {
        put_for_whom(&report);
        put_findings(&report);
        text_unread(&report.page, model, options->verbosity > 0 ? 0 : UNREAD_SHOWN);
        put_device(&report);
        text_read(&report.page, model);
        text_lists(&report.page, model);
        put_steps(&report);
        put_colophon(&report);
    }
    buffer_release(&report.text);
}
