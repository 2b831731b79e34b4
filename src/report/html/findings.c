// SPDX-License-Identifier: Apache-2.0
// What was found, as cards: a warning by the phone's maker first and by itself, then the strongest first.
#include "report/html/html.h"

#include "report/words.h"

#define SOURCES_MOST 4U // of a rule, on its card

bool html_is_warning(const struct case_finding *finding)
{
    return finding->means == MEANS_WARNED && finding->grade >= GRADE_STRONG;
}

static const char *grade_words(enum grade grade)
{
    static const char *const words[] = {
        [GRADE_CONTEXT] = N_("Context: no sign by itself, told so that a helper knows it"),
        [GRADE_WEAK] = N_("Weak: it has ordinary causes as well"),
        [GRADE_STRONG] = N_("Strong: rarely seen on a phone without spyware"),
        [GRADE_KNOWN] = N_("Known: published as a trace of spyware, in a place that hardly anything else explains"),
    };
    return _(words[grade]);
}

static const struct case_record *record_of(const struct html *html, const struct case_finding *finding)
{
    for (size_t i = 0; i < html->model->record_count; i++) {
        const struct case_record *record = &html->model->records[i];
        if (slice_equal(record->artefact, finding->artefact) && slice_equal(record->input, finding->input) &&
            slice_equal(record->record, finding->record))
            return record;
    }
    return NULL;
}

static void put_seen(struct html *html, const struct case_finding *finding)
{
    if (finding->value.size) {
        html_row(html, _("What was seen"));
        html_raw(html, "<span class=\"value\">");
        if (value_is_ours(finding))
            html_prose(html, finding->value);
        else
            html_value(html, finding->kind, finding->value);
        html_raw(html, "</span>");
        html_row_end(html);
    }
    if (!finding->has_indicator)
        return;
    html_row(html, _("Published as"));
    if (!slice_equal(finding->indicator_value, finding->value)) {
        html_value(html, finding->indicator_kind, finding->indicator_value);
        html_raw(html, ", ");
    }
    html_sentence(html, _("listed as %s"),
                  finding->indicator_malware.size ? finding->indicator_malware
                                                  : words_of_observable(finding->indicator_kind));
    html_raw(html, " ");
    html_sentence(html, _("in %s"), finding->indicator_list);
    for (size_t i = 0; i < finding->indicator_also_count; i++) {
        html_raw(html, "; ");
        html_sentence(html, _("also in %s"), finding->indicator_also[i]);
    }
    html_row_end(html);
}

static struct slice title_of(const struct html *html, struct slice name)
{
    const struct artefact *artefact =
        html->options->definitions ? definitions_artefact(html->options->definitions, name) : NULL;
    return artefact ? artefact->title : SLICE_NONE;
}

static void put_where(struct html *html, const struct case_finding *finding)
{
    struct slice title = title_of(html, finding->artefact);
    html_row(html, _("Where"));
    if (title.size) {
        html_prose(html, title);
        html_raw(html, " (<code>");
        html_hostile(html, finding->artefact);
        html_raw(html, "</code>)");
    } else {
        html_hostile(html, finding->artefact);
    }
    html_row_end(html);
    struct slice file = finding->device_path.size ? finding->device_path : finding->input;
    if (file.size) {
        html_row(html, _("File"));
        html_raw(html, "<code>");
        html_hostile(html, file);
        html_raw(html, "</code>");
        html_row_end(html);
    }
    if (finding->record.size) {
        html_row(html, _("The exact record"));
        html_sentence(html, _("record %s"), finding->record);
        if (finding->column.size) {
            html_raw(html, ", ");
            html_sentence(html, _("column %s"), finding->column);
        }
        if (finding->device_path.size && finding->input.size) {
            html_raw(html, ", ");
            html_sentence(html, _("kept in the acquisition as %s"), finding->input);
        }
        html_row_end(html);
    }
}

static void put_when(struct html *html, const struct case_finding *finding)
{
    if (!finding->time.set) {
        html_row_words(html, _("When"), _("this record bears no time"));
        return;
    }
    html_row(html, _("When"));
    html_time(html, finding->time, finding->time_origin);
    if (finding->timestamp_desc.size) {
        struct buffer moment CLEANUP_BUFFER;
        buffer_init(&moment, 1U << 20);
        language_moment(&moment, finding->timestamp_desc);
        html_raw(html, " (");
        html_hostile(html, buffer_slice(&moment));
        html_raw(html, ")");
    }
    bool range = finding->first_seen.set && finding->last_seen.set &&
                 finding->first_seen.microseconds != finding->last_seen.microseconds;
    if (range) {
        html_raw(html, "; ");
        html_time(html, finding->first_seen, finding->time_origin);
        html_raw(html, " – ");
        html_time(html, finding->last_seen, finding->time_origin);
    }
    html_row_end(html);
}

static void put_meaning(struct html *html, const struct case_finding *finding)
{
    const char *weight = words_of_grade(finding->grade);
    html_row(html, _("How sure"));
    html_words(html, grade_words(finding->grade));
    html_raw(html, ". ");
    html_words(html, weight ? weight : "");
    html_row_end(html);
    html_row_words(html, _("What it means"), words_of_means(finding->means, finding->grade));
    if (finding->benign.size) {
        html_row(html, _("What else explains it"));
        html_prose(html, finding->benign);
        html_row_end(html);
    }
    if (finding->grade >= GRADE_WEAK)
        html_row_words(html, _("What would confirm it"), words_of_confirming(finding->means));
    const struct advice *advice = advice_of(html->options->advice, finding);
    if (advice) {
        html_row(html, _("What to do"));
        html_helper(html, advice->brief);
        html_row_end(html);
    }
}

// What --show asks for, as far as the case holds it: what was not kept stands there as its fingerprint.
static bool cell_shown(const struct html *html, const struct case_cell *cell)
{
    static const unsigned shows[] = {
        [CASE_PLAIN] = BRIDLE_SHOW_ALL,      [CASE_PERSON] = BRIDLE_SHOW_NAMES | BRIDLE_SHOW_NUMBERS,
        [CASE_NUMBER] = BRIDLE_SHOW_NUMBERS, [CASE_ADDRESS] = BRIDLE_SHOW_NAMES,
        [CASE_TEXT] = BRIDLE_SHOW_TEXTS,     [CASE_PAGE] = BRIDLE_SHOW_TEXTS,
        [CASE_FILE] = BRIDLE_SHOW_TEXTS,     [CASE_VALUE] = BRIDLE_SHOW_TEXTS,
    };
    return (html->options->show & shows[cell->sort]) && !slice_starts(cell->value, SLICE("fp:"));
}

static void put_cell(struct html *html, const struct case_cell *cell)
{
    bool shown = cell->sort == CASE_PLAIN || cell_shown(html, cell);
    struct slice name = shown ? SLICE_NONE : cast_name(html->cast, cell);
    if (cell->value.size == 0)
        html_raw(html, "–");
    else if (name.size)
        html_hostile(html, name);
    else
        html_value(html, cell->kind, cell->value);
}

static void put_record(struct html *html, const struct case_record *record)
{
    const char *const headers[] = {_("column"), _("what stands there")};
    html_raw(html, "<details><summary>");
    html_words(html, _("The record as it was kept"));
    html_raw(html, "</summary>\n");
    html_table(html, _("The record as it was kept"), headers, ARRAY_SIZE(headers));
    for (size_t i = 0; i < record->cell_count && i < HTML_ROWS_MOST; i++) {
        const struct case_cell *cell = &record->cells[i];
        html_raw(html, "<tr><th scope=\"row\">");
        html_hostile(html, cell->column);
        html_raw(html, "</th><td>");
        put_cell(html, cell);
        html_raw(html, "</td></tr>\n");
    }
    html_table_end(html);
    html_raw(html, "</details>\n");
}

static void put_stalkerware(struct html *html, const struct case_finding *finding)
{
    const struct advice *advice = advice_of(html->options->advice, finding);
    if (!advice || !slice_equal(advice->key, SLICE("stalkerware")))
        return;
    html_raw(html, "<p class=\"first\"><strong>");
    html_helper(html, advice->brief);
    html_raw(html, "</strong></p>\n");
}

// Where it can be read. What a source's line says besides, in English, is for those who write rules.
static struct slice source_address(struct slice source)
{
    size_t space = slice_find_byte(source, ' ');
    return slice_starts(source, SLICE("http")) && space != SIZE_MAX ? slice_part(source, 0, space) : source;
}

// The rule, and who says what it rests on. A case that another bridle made may name rules that this one hasn't.
static void put_rule(struct html *html, const struct case_finding *finding)
{
    const struct definitions *definitions = html->options->definitions;
    const struct rule *rule = definitions ? definitions_rule(definitions, finding->rule) : NULL;
    if (!finding->rule.size)
        return;
    html_row(html, _("Rule"));
    html_raw(html, "<code>");
    html_hostile(html, finding->rule);
    html_raw(html, "</code>");
    html_row_end(html);
    if (!rule || rule->sources.count == 0)
        return;
    html_row(html, _("Who says so"));
    for (size_t i = 0; i < rule->sources.count && i < SOURCES_MOST; i++) {
        html_raw(html, i ? "<br>" : "");
        html_hostile(html, source_address(rule->sources.items[i]));
    }
    if (rule->sources.count > SOURCES_MOST) {
        html_raw(html, "<br>");
        html_sentence(html, _("and more: bridle rules show %s"), rule->name);
    }
    html_row_end(html);
}

static void put_card(struct html *html, const struct case_finding *finding)
{
    const struct case_record *record = record_of(html, finding);
    html_raw(html, "<article class=\"card ");
    html_raw(html, grade_name(finding->grade));
    html_raw(html, "\">\n");
    html_raw(html, "<h3>");
    html_prose(html, finding->title.size ? finding->title : finding->rule);
    html_raw(html, "</h3>\n");
    put_stalkerware(html, finding);
    if (finding->message.size && !slice_equal(finding->message, finding->title)) {
        html_raw(html, "<p>");
        html_message(html, finding);
        html_raw(html, "</p>\n");
    }
    html_raw(html, "<dl>\n");
    put_seen(html, finding);
    put_where(html, finding);
    put_when(html, finding);
    put_meaning(html, finding);
    put_rule(html, finding);
    html_row(html, _("Finding"));
    html_raw(html, "<code>");
    html_hostile(html, slice_part(finding->id, 0, 12));
    html_raw(html, "</code>");
    html_row_end(html);
    html_raw(html, "</dl>\n");
    if (record)
        put_record(html, record);
    else if (finding->record.size)
        html_paragraph(html, _("The record itself is not on this page: run again with -o CASE to keep it, and bridle "
                               "show writes it out."));
    html_raw(html, "</article>\n");
}

static size_t put_cards(struct html *html, bool warnings, size_t shown)
{
    for (size_t i = 0; i < html->model->finding_count && shown < HTML_ROWS_MOST; i++) {
        if (html_is_warning(&html->model->findings[i]) != warnings)
            continue;
        put_card(html, &html->model->findings[i]);
        shown++;
    }
    return shown;
}

static void put_warning_words(struct html *html)
{
    for (size_t i = 0; i < html->model->finding_count; i++)
        if (html_is_warning(&html->model->findings[i])) {
            html_paragraph(html, _("The phone's maker warned the owner. To receive such a warning does not mean that "
                                   "an attack succeeded; take it seriously. A real warning never asks you to follow a "
                                   "link or to give a password."));
            return;
        }
}

void html_findings(struct html *html)
{
    html_section(html, "findings", _("What was found"));
    if (html->model->finding_count == 0)
        html_paragraph(html, _("No finding. That is an answer about what was read, and about nothing else."));
    put_warning_words(html);
    size_t shown = put_cards(html, true, 0);
    shown = put_cards(html, false, shown);
    uint64_t rest = html->model->finding_count - shown + html->model->findings_left_out;
    if (rest) {
        html_raw(html, "<p>");
        html_number(html, rest);
        html_words(html, _(" more findings are not shown here: the case (bridle show CASE finding) has them."));
        html_raw(html, "</p>\n");
    }
    html_section_end(html);
}
