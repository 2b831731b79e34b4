// SPDX-License-Identifier: Apache-2.0
// What was read and what was not. A file that was not read gets no sentence that sounds like a result.
#include "report/text.h"

#include "base/times.h"
#include "report/escape.h"
#include "report/language.h"
#include "report/words.h"

#include <stdio.h>

#define FIELD_LIMIT (1U << 20)
#define NAME_PIECE 4096U
#define LISTS_OLD_DAYS 60 // vendors change their servers within weeks of a publication
#define DAY (INT64_C(86400) * 1000000)

static void count_put(struct buffer *text, const char *format, uint64_t count)
{
    char number[TEXT_NUMBER];
    const struct slice piece = text_number(count, number);
    language_fill(text, format, &piece, 1);
}

static const char *lost_words(enum lost_unit unit, uint64_t count)
{
    switch (unit) {
    case LOST_ROW:
        return language_plural("%s row lost", "%s rows lost", count);
    case LOST_PAGE:
        return language_plural("%s page lost", "%s pages lost", count);
    case LOST_LINE:
        return language_plural("%s line lost", "%s lines lost", count);
    case LOST_BYTE:
        return language_plural("%s byte lost", "%s bytes lost", count);
    case LOST_NONE:
        break;
    }
    return NULL;
}

static void unread_loss(struct buffer *text, const struct case_input *input)
{
    const char *words = lost_words(input->lost_unit, input->lost);
    if (input->records) {
        buffer_put_text(text, ", ");
        count_put(text, language_plural("%s record read", "%s records read", input->records), input->records);
    }
    if (input->lost && words) {
        buffer_put_text(text, ", ");
        count_put(text, words, input->lost);
    }
}

// What is said of it in a sentence of its own, though nothing was lost.
static bool input_told(const struct case_input *input)
{
    return (input->outcome == OUTCOME_ABSENT || input->outcome == OUTCOME_SKIPPED) && !input_lost(input) &&
           input->error.size;
}

// Two artefacts whose file is not known to have been there, for the same reason.
static bool unread_alike(const struct case_input *first, const struct case_input *second)
{
    return !first->device_path.size && !first->input.size && !second->device_path.size && !second->input.size &&
           first->outcome == second->outcome && first->reason == second->reason && !first->records &&
           !second->records && !first->lost && !second->lost && slice_equal(first->error, second->error);
}

static size_t unread_first_alike(const struct case_model *model, size_t number)
{
    const struct case_input *input = &model->inputs[number];
    for (size_t i = 0; i < number && !input->device_path.size && !input->input.size; i++)
        if (unread_alike(&model->inputs[i], input))
            return i;
    return number;
}

// The artefact, and those of later inputs that are told with it.
static void unread_artefacts_put(const struct case_model *model, size_t number, struct buffer *text)
{
    terminal_put(text, model->inputs[number].artefact);
    for (size_t i = number + 1; i < model->input_count; i++)
        if (unread_alike(&model->inputs[number], &model->inputs[i])) {
            buffer_put_text(text, ", ");
            terminal_put(text, model->inputs[i].artefact);
        }
}

static void unread_put(const struct page *page, const struct case_model *model, size_t number, struct buffer *text)
{
    const struct case_input *input = &model->inputs[number];
    struct slice name = input->device_path.size ? input->device_path : input->input;
    const char *reason = words_of_reason(input->reason);
    if (name.size) {
        terminal_put(text, slice_part(name, 0, NAME_PIECE));
        buffer_put_text(text, " (");
        terminal_put(text, input->artefact);
        buffer_put_byte(text, ')');
    } else {
        unread_artefacts_put(model, number, text);
    }
    buffer_put_text(text, language_in("punctuation", ": "));
    buffer_put_text(text, reason ? reason : words_of_outcome(input->outcome));
    unread_loss(text, input);
    if (input->error.size) {
        buffer_put_text(text, language_in("punctuation", "; "));
        text_told(text, slice_part(input->error, 0, NAME_PIECE));
    }
    page_item(page, 0, buffer_slice(text));
    buffer_clear(text);
}

static void told_put(const struct page *page, const struct case_model *model, struct buffer *text)
{
    for (size_t i = 0; i < model->input_count; i++) {
        if (!input_told(&model->inputs[i]))
            continue;
        text_told(text, slice_part(model->inputs[i].error, 0, NAME_PIECE));
        page_item(page, 0, buffer_slice(text));
        buffer_clear(text);
    }
}

static bool told_any(const struct case_model *model)
{
    for (size_t i = 0; i < model->input_count; i++)
        if (input_told(&model->inputs[i]))
            return true;
    return false;
}

static size_t unread_count(const struct case_model *model)
{
    size_t count = 0;
    for (size_t i = 0; i < model->input_count; i++)
        count += input_lost(&model->inputs[i]) && unread_first_alike(model, i) == i;
    return count;
}

void text_unread(const struct page *page, const struct case_model *model, size_t most)
{
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, FIELD_LIMIT);
    size_t count = unread_count(model);
    size_t shown = 0;
    if (count == 0 && model->note_count == 0 && !told_any(model))
        return;
    page_heading(page, _("What was not read"));
    for (size_t i = 0; i < model->input_count && (most == 0 || shown < most); i++) {
        if (!input_lost(&model->inputs[i]) || unread_first_alike(model, i) != i)
            continue;
        unread_put(page, model, i, &text);
        shown++;
    }
    if (shown < count) {
        count_put(&text, _("and %s more: -v shows all of them"), count - shown);
        page_item(page, 0, buffer_slice(&text));
        buffer_clear(&text);
    }
    told_put(page, model, &text);
    for (size_t i = 0; i < model->note_count; i++) {
        text_told(&text, slice_part(model->notes[i], 0, NAME_PIECE));
        page_item(page, 0, buffer_slice(&text));
        buffer_clear(&text);
    }
}

// The inputs by artefact, each artefact's together; borrowed pointers, to be freed. NULL without memory or inputs.
static int input_compare(const void *a, const void *b)
{
    const struct case_input *first = *(const struct case_input *const *)a;
    const struct case_input *second = *(const struct case_input *const *)b;
    int order = slice_compare(first->artefact, second->artefact);
    if (order)
        return order;
    return first < second ? -1 : first > second;
}

static const struct case_input **inputs_by_artefact(const struct case_model *model)
{
    const struct case_input **inputs = calloc(model->input_count, sizeof *inputs);
    if (!inputs)
        return NULL;
    for (size_t i = 0; i < model->input_count; i++)
        inputs[i] = &model->inputs[i];
    qsort(inputs, model->input_count, sizeof *inputs, input_compare);
    return inputs;
}

struct coverage {
    uint64_t records;
    size_t files; // read, in whole or in part
    struct optional_time first;
    struct optional_time last;
};

static void coverage_add(struct coverage *coverage, const struct case_input *input)
{
    if (input->outcome == OUTCOME_ABSENT || input->outcome == OUTCOME_SKIPPED)
        return;
    if (input->records == 0 && input->outcome != OUTCOME_READ)
        return;
    coverage->files++;
    coverage->records += input->records;
    if (input->first.set && (!coverage->first.set || input->first.microseconds < coverage->first.microseconds))
        coverage->first = input->first;
    if (input->last.set && (!coverage->last.set || input->last.microseconds > coverage->last.microseconds))
        coverage->last = input->last;
}

static void coverage_put(const struct page *page, struct slice artefact, const struct coverage *coverage,
                         struct buffer *text)
{
    terminal_put(text, artefact);
    buffer_put_text(text, language_in("punctuation", ": "));
    count_put(text, language_plural("%s record", "%s records", coverage->records), coverage->records);
    if (coverage->files > 1) {
        buffer_put_byte(text, ' ');
        count_put(text, language_plural("in %s file", "in %s files", coverage->files), coverage->files);
    }
    if (coverage->first.set && coverage->last.set) {
        buffer_put_text(text, ", ");
        text_days(text, coverage->first, coverage->last);
    }
    page_item(page, 0, buffer_slice(text));
    buffer_clear(text);
}

// "not in this kind of acquisition: ios_a, ios_b"
static void absent_put(const struct page *page, const struct case_input **inputs, size_t count, enum reason reason,
                       struct buffer *text)
{
    struct slice last = SLICE_NONE;
    for (size_t i = 0; i < count; i++) {
        bool here = inputs[i]->reason == reason && !input_told(inputs[i]);
        if (!here || (last.size && slice_equal(last, inputs[i]->artefact)))
            continue;
        buffer_put_text(text, last.size ? ", " : words_of_reason(reason));
        if (!last.size)
            buffer_put_text(text, language_in("punctuation", ": "));
        last = inputs[i]->artefact;
        terminal_put(text, last);
    }
    if (last.size)
        page_item(page, 0, buffer_slice(text));
    buffer_clear(text);
}

static void read_put(const struct page *page, const struct case_input **inputs, size_t count, struct buffer *text)
{
    bool any = false;
    for (size_t i = 0; i < count;) {
        struct slice artefact = inputs[i]->artefact;
        struct coverage coverage = {0};
        for (; i < count && slice_equal(inputs[i]->artefact, artefact); i++)
            coverage_add(&coverage, inputs[i]);
        if (coverage.files == 0)
            continue;
        any = true;
        coverage_put(page, artefact, &coverage, text);
    }
    if (!any)
        page_item(page, 0, slice_text(_("nothing")));
}

void text_read(const struct page *page, const struct case_model *model)
{
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, FIELD_LIMIT);
    page_heading(page, _("What was read (dates in UTC)"));
    const struct case_input **inputs = model->input_count ? inputs_by_artefact(model) : NULL;
    size_t count = inputs ? model->input_count : 0;
    read_put(page, inputs, count, &text);
    static const enum reason reasons[] = {REASON_NOT_IN_THIS_KIND, REASON_APP_NOT_INSTALLED, REASON_NOT_COLLECTED,
                                          REASON_NO_DECODER, REASON_ASKED};
    for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
        absent_put(page, inputs, count, reasons[i], &text);
    free(inputs);
}

static void list_name_put(const struct case_list *list, struct buffer *text)
{
    struct buffer name CLEANUP_BUFFER;
    struct buffer date CLEANUP_BUFFER;
    buffer_init(&name, FIELD_LIMIT);
    buffer_init(&date, FIELD_LIMIT);
    terminal_put(&name, slice_part(list->name, 0, NAME_PIECE));
    terminal_put(&date, list->date);
    const struct slice pieces[] = {buffer_slice(&name), buffer_slice(&date)};
    language_fill(text, list->date.size ? _("%s of %s") : "%s", pieces, ARRAY_SIZE(pieces));
}

static void list_put(const struct page *page, const struct case_list *list, struct buffer *text)
{
    list_name_put(list, text);
    buffer_put_text(text, language_in("punctuation", ": "));
    count_put(text, language_plural("%s indicator", "%s indicators", list->indicators), list->indicators);
    buffer_put_text(text, ", ");
    count_put(text,
              language_plural("%s of them of a kind that was read here", "%s of them of a kind that was read here",
                              list->applicable),
              list->applicable);
    if (list->not_matched) {
        buffer_put_text(text, language_in("punctuation", "; "));
        count_put(
            text,
            language_plural("%s more cannot be looked up yet", "%s more cannot be looked up yet", list->not_matched),
            list->not_matched);
    }
    if (list->error.size) {
        buffer_put_text(text, language_in("punctuation", "; "));
        text_told(text, slice_part(list->error, 0, NAME_PIECE));
    }
    page_item(page, 0, buffer_slice(text));
    buffer_clear(text);
}

static bool list_time(const struct case_list *list, int64_t *ret_time)
{
    char text[24];
    int size = snprintf(text, sizeof text, "%.*sT00:00:00Z", SLICE_PRINTF(slice_part(list->date, 0, 10)));
    return list->date.size == 10 && size == 20 && time_parse_iso(slice_of(text, 20), ret_time);
}

bool lists_age(const struct case_model *model, struct slice *ret_date, uint64_t *ret_days)
{
    const struct optional_time examined = model->facts.examined;
    const struct case_list *newest = NULL;
    int64_t newest_time = 0;
    int64_t time;
    for (size_t i = 0; i < model->list_count; i++) {
        if (list_time(&model->lists[i], &time) && (!newest || time > newest_time)) {
            newest = &model->lists[i];
            newest_time = time;
        }
    }
    if (!newest || !examined.set || examined.microseconds - newest_time <= LISTS_OLD_DAYS * DAY)
        return false;
    *ret_date = newest->date;
    *ret_days = (uint64_t)((examined.microseconds - newest_time) / DAY);
    return true;
}

static void lists_age_put(const struct page *page, const struct case_model *model, struct buffer *text)
{
    struct slice date;
    uint64_t days;
    if (!lists_age(model, &date, &days))
        return;
    char number[TEXT_NUMBER];
    // The date was read as one: it is fit for the terminal.
    const struct slice pieces[] = {date, text_number(days, number)};
    language_fill(text,
                  language_plural("The newest indicator in these lists is of %s, %s day before this examination: "
                                  "what was published since could not be looked up.",
                                  "The newest indicator in these lists is of %s, %s days before this examination: "
                                  "what was published since could not be looked up.",
                                  days),
                  pieces, ARRAY_SIZE(pieces));
    page_paragraph(page, 0, 0, buffer_slice(text));
    buffer_clear(text);
}

void text_lists(const struct page *page, const struct case_model *model)
{
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, FIELD_LIMIT);
    page_heading(page, _("Lists of indicators used"));
    for (size_t i = 0; i < model->list_count; i++)
        list_put(page, &model->lists[i], &text);
    if (model->list_count == 0)
        page_item(page, 0, slice_text(_("none: only bridle's own rules were applied")));
    lists_age_put(page, model, &text);
}
