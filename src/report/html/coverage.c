// SPDX-License-Identifier: Apache-2.0
// What was read and what was not, artefact by artefact, with a picture of the time that each covers.
#include "report/html/svg.h"

#include "report/words.h"

#define ROW 22U
#define BARS_MOST 60U

static void put_name(struct html *html, const struct html_covered *covered)
{
    if (covered->title.size) {
        html_prose(html, covered->title);
        html_raw(html, " ");
    }
    html_raw(html, "<code>");
    html_hostile(html, covered->artefact);
    html_raw(html, "</code>");
}

static bool covers_time(const struct html_covered *covered)
{
    return covered->files && covered->first.set && covered->last.set;
}

// The stretches of one artefact that hold anything; where the case does not know them, one from first to last.
static void put_bars(const struct svg *svg, const struct html_covered *covered, unsigned y)
{
    const struct case_model *model = svg->html->model;
    bool known = false;
    for (size_t i = 0; i < model->input_count; i++) {
        const struct case_input *input = &model->inputs[i];
        if (!slice_equal(input->artefact, covered->artefact))
            continue;
        for (size_t j = 0; j < input->span_count; j++) {
            unsigned x = svg_x(svg, input->spans[j].first);
            unsigned end = svg_x(svg, input->spans[j].last);
            svg_rect(svg, x, y, end > x + 2 ? end - x : 2, ROW - 10, "bar");
            known = true;
        }
    }
    unsigned x = svg_x(svg, covered->first.microseconds);
    unsigned end = svg_x(svg, covered->last.microseconds);
    svg_line(svg, x, y + (ROW - 10) / 2, end > x + 2 ? end : x + 2, y + (ROW - 10) / 2, "gap");
    if (!known)
        svg_rect(svg, x, y, end > x + 2 ? end - x : 2, ROW - 10, "bar");
}

static void put_picture(struct html *html, const struct html_covered *covered, size_t count)
{
    struct svg svg = {.html = html, .first = INT64_MAX, .last = INT64_MIN, .left = 270, .width = 610};
    unsigned rows = 0;
    for (size_t i = 0; i < count; i++) {
        if (!covers_time(&covered[i]) || rows == BARS_MOST)
            continue;
        rows++;
        int64_t first = svg_time(covered[i].first.microseconds);
        int64_t last = svg_time(covered[i].last.microseconds);
        svg.first = first < svg.first ? first : svg.first;
        svg.last = last > svg.last ? last : svg.last;
    }
    if (rows == 0)
        return;
    svg.height = rows * ROW + 40;
    svg_begin(&svg, "covers", _("What this acquisition covers in time"),
              _("A bar for each part that was read, from its earliest to its latest record; a thin line where it holds "
                "nothing for more than a week. The table below says the same in words."));
    svg_axis(&svg, 4, rows * ROW + 8);
    unsigned y = 10;
    for (size_t i = 0; i < count && y < rows * ROW + 10; i++) {
        if (!covers_time(&covered[i]))
            continue;
        svg_text(&svg, svg.left - 8, y + 11, "end", "label", covered[i].artefact);
        put_bars(&svg, &covered[i], y);
        y += ROW;
    }
    svg_end(&svg);
}

static int span_order(const void *a, const void *b)
{
    const struct time_span *first = a;
    const struct time_span *second = b;
    if (first->first != second->first)
        return first->first < second->first ? -1 : 1;
    return first->last < second->last ? -1 : first->last > second->last;
}

// The stretches of all inputs of one artefact, by their beginning; to be freed.
static struct time_span *spans_of(const struct case_model *model, struct slice artefact, size_t *ret_count)
{
    size_t count = 0;
    for (size_t i = 0; i < model->input_count; i++)
        count += slice_equal(model->inputs[i].artefact, artefact) ? model->inputs[i].span_count : 0;
    struct time_span *spans = count ? calloc(count, sizeof *spans) : NULL;
    *ret_count = spans ? count : 0;
    count = 0;
    for (size_t i = 0; spans && i < model->input_count; i++)
        for (size_t j = 0; slice_equal(model->inputs[i].artefact, artefact) && j < model->inputs[i].span_count; j++)
            spans[count++] = model->inputs[i].spans[j];
    if (spans)
        qsort(spans, count, sizeof *spans, span_order);
    return spans;
}

// The longest time within what is covered that no input of the artefact has a record of.
static void put_gap(struct html *html, struct slice artefact)
{
    size_t count = 0;
    struct time_span *spans = spans_of(html->model, artefact, &count);
    struct time_span gap = {0};
    int64_t until = count ? spans[0].last : 0;
    for (size_t i = 1; i < count; i++) {
        if (spans[i].first - until > gap.last - gap.first)
            gap = (struct time_span){until, spans[i].first};
        until = spans[i].last > until ? spans[i].last : until;
    }
    free(spans);
    if (gap.last == gap.first) {
        html_raw(html, "–");
        return;
    }
    html_date(html, (struct optional_time){true, gap.first});
    html_raw(html, " – ");
    html_date(html, (struct optional_time){true, gap.last});
}

static void put_read(struct html *html, const struct html_covered *covered, size_t count)
{
    const char *const headers[] = {language_in("column", "what"), _("records"), language_in("column", "from"),
                                   language_in("column", "to"), _("longest gap")};
    html_table(html, _("What was read (dates in UTC)"), headers, ARRAY_SIZE(headers));
    for (size_t i = 0; i < count && i < HTML_ROWS_MOST; i++) {
        if (covered[i].files == 0)
            continue;
        html_raw(html, "<tr><th scope=\"row\">");
        put_name(html, &covered[i]);
        html_raw(html, "</th><td class=\"number\">");
        html_number(html, covered[i].records);
        html_raw(html, "</td><td>");
        html_date(html, covered[i].first);
        html_raw(html, "</td><td>");
        html_date(html, covered[i].last);
        html_raw(html, "</td><td>");
        put_gap(html, covered[i].artefact);
        html_raw(html, "</td></tr>\n");
    }
    html_table_end(html);
}

static void put_unread_row(struct html *html, const struct case_input *input)
{
    struct slice file = input->device_path.size ? input->device_path : input->input;
    const char *reason = words_of_reason(input->reason);
    html_raw(html, "<tr><th scope=\"row\"><code>");
    html_hostile(html, input->artefact);
    html_raw(html, "</code></th><td><code>");
    html_hostile(html, file);
    html_raw(html, "</code></td><td>");
    html_words(html, reason ? reason : words_of_outcome(input->outcome));
    html_raw(html, "</td><td>");
    html_prose(html, input->error);
    html_raw(html, "</td></tr>\n");
}

static void put_unread(struct html *html)
{
    const struct case_model *model = html->model;
    const char *const headers[] = {language_in("column", "what"), _("file"), _("outcome"), _("why")};
    size_t count = 0;
    for (size_t i = 0; i < model->input_count; i++) {
        if (!input_lost(&model->inputs[i]))
            continue;
        if (count++ == 0)
            html_table(html, _("What was not read, or not to its end"), headers, ARRAY_SIZE(headers));
        if (count <= HTML_ROWS_MOST)
            put_unread_row(html, &model->inputs[i]);
    }
    if (count == 0) {
        html_paragraph(html, _("Everything that was there and that bridle can read was read to its end."));
        return;
    }
    html_table_end(html);
    if (count > HTML_ROWS_MOST)
        html_paragraph(html, _("More rows stand in the case (bridle show CASE input)."));
    html_paragraph(html, _("Nothing follows from what was not read, neither good nor bad."));
}

static void put_absent(struct html *html, const struct html_covered *covered, size_t count, enum reason reason)
{
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        if (covered[i].files || !(covered[i].reasons >> reason & 1))
            continue;
        if (!any) {
            html_raw(html, "<h3>");
            html_words(html, words_of_reason(reason));
            html_raw(html, "</h3>\n<ul class=\"flat\">\n");
        }
        any = true;
        html_raw(html, "<li>");
        put_name(html, &covered[i]);
        html_raw(html, "</li>\n");
    }
    html_raw(html, any ? "</ul>\n" : "");
}

static void put_notes(struct html *html)
{
    const struct case_model *model = html->model;
    size_t told = 0;
    size_t shown = 0;
    for (size_t i = 0; i < model->input_count; i++)
        told += html_told(&model->inputs[i]);
    if (model->note_count == 0 && told == 0)
        return;
    html_raw(html, "<h3>");
    html_words(html, _("Also to be known"));
    html_raw(html, "</h3>\n<ul>\n");
    for (size_t i = 0; i < model->input_count && shown < HTML_ROWS_MOST; i++) {
        if (!html_told(&model->inputs[i]))
            continue;
        shown++;
        html_raw(html, "<li>");
        html_prose(html, model->inputs[i].error);
        html_raw(html, "</li>\n");
    }
    for (size_t i = 0; i < model->note_count && i < HTML_ROWS_MOST; i++) {
        html_raw(html, "<li>");
        html_prose(html, model->notes[i]);
        html_raw(html, "</li>\n");
    }
    html_raw(html, "</ul>\n");
}

void html_coverage(struct html *html)
{
    static const enum reason reasons[] = {REASON_NOT_IN_THIS_KIND, REASON_APP_NOT_INSTALLED, REASON_NOT_COLLECTED,
                                          REASON_NO_DECODER, REASON_ASKED};
    size_t count = 0;
    struct html_covered *covered = html_covered_new(html, &count);
    html_section(html, "read", _("What was read, and what was not"));
    put_picture(html, covered, count);
    put_read(html, covered, count);
    put_unread(html);
    for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
        put_absent(html, covered, count, reasons[i]);
    put_notes(html);
    html_section_end(html);
    free(covered);
}
