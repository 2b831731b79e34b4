// SPDX-License-Identifier: Apache-2.0
// The findings on the phone's timeline, and windows where several stand close together.
#include "report/html/svg.h"

#include "report/words.h"

#include <stdio.h>

#define DAY (INT64_C(86400) * 1000000)
#define LANE 26U
#define WINDOWS_MOST 4U
#define WINDOW_GAP (2 * DAY) // findings closer than this belong together

struct dated {
    const struct case_finding **findings; // with a time, in its order
    size_t count;
};

static int time_order(const void *a, const void *b)
{
    const struct case_finding *first = *(const struct case_finding *const *)a;
    const struct case_finding *second = *(const struct case_finding *const *)b;
    if (first->time.microseconds != second->time.microseconds)
        return first->time.microseconds < second->time.microseconds ? -1 : 1;
    return first < second ? -1 : first > second;
}

static struct dated dated_new(const struct case_model *model)
{
    struct dated dated = {0};
    dated.findings = model->finding_count ? calloc(model->finding_count, sizeof *dated.findings) : NULL;
    for (size_t i = 0; dated.findings && i < model->finding_count; i++)
        if (model->findings[i].time.set)
            dated.findings[dated.count++] = &model->findings[i];
    if (dated.count)
        qsort(dated.findings, dated.count, sizeof *dated.findings, time_order);
    return dated;
}

static int64_t drawn(const struct dated *dated, size_t i)
{
    return svg_time(dated->findings[i]->time.microseconds);
}

static void put_mark(const struct svg *svg, const struct case_finding *finding)
{
    // Strongest on top; each grade also has a shape of its own, for those who don't tell colours apart.
    static const char *const classes[] = {"mark context", "mark weak", "mark strong", "mark known"};
    unsigned x = svg_x(svg, finding->time.microseconds);
    unsigned y = 8 + LANE * (unsigned)(GRADE_KNOWN - finding->grade) + LANE / 2;
    struct writer *writer = svg->html->writer;
    writer_format(writer, "<g class=\"%s\"><title>", classes[finding->grade]);
    html_prose(svg->html, finding->title.size ? finding->title : finding->rule);
    html_raw(svg->html, ", ");
    html_time_plain(svg->html, finding->time, finding->time_origin);
    html_raw(svg->html, "</title>");
    switch (finding->grade) {
    case GRADE_KNOWN:
        writer_format(writer, "<path d=\"M%u %ul7 7l-7 7l-7 -7z\"/>", x, y - 7);
        break;
    case GRADE_STRONG:
        writer_format(writer, "<rect x=\"%u\" y=\"%u\" width=\"11\" height=\"11\"/>", x > 5 ? x - 5 : 0, y - 5);
        break;
    case GRADE_WEAK:
        writer_format(writer, "<path d=\"M%u %ul7 12h-14z\"/>", x, y - 7);
        break;
    case GRADE_CONTEXT:
    default:
        writer_format(writer, "<circle cx=\"%u\" cy=\"%u\" r=\"4\"/>", x, y);
        break;
    }
    html_raw(svg->html, "</g>\n");
}

static void put_lanes(const struct svg *svg)
{
    static const enum grade grades[] = {GRADE_KNOWN, GRADE_STRONG, GRADE_WEAK, GRADE_CONTEXT};
    static const char *const names[] = {N_("known"), N_("strong"), N_("weak"), N_("context")};
    for (size_t i = 0; i < ARRAY_SIZE(grades); i++)
        svg_text(svg, svg->left - 8, 8 + LANE * (unsigned)i + LANE / 2 + 4, "end", "label", slice_text(_(names[i])));
}

static void put_moment(const struct svg *svg, struct optional_time time, const char *label)
{
    if (!time.set || time.microseconds < svg->first || time.microseconds > svg->last)
        return;
    unsigned x = svg_x(svg, time.microseconds);
    svg_line(svg, x, 4, x, 8 + 4 * LANE, "moment");
    svg_text(svg, x, svg->height - 6, x > svg->left + svg->width / 2 ? "end" : "start", "tick", slice_text(label));
}

static void put_window(struct html *html, const struct dated *dated, size_t from, size_t to, const char *id,
                       const char *title, const char *description)
{
    int64_t first = drawn(dated, from);
    int64_t last = drawn(dated, to - 1);
    int64_t margin = (last - first) / 20 + DAY / 48;
    struct svg svg = {.html = html, .first = first - margin, .last = last + margin, .left = 90, .width = 790};
    svg.height = 4 * LANE + 40;
    svg_begin(&svg, id, title, description);
    svg_axis(&svg, 4, 8 + 4 * LANE);
    put_lanes(&svg);
    for (size_t i = from; i < to && i < from + HTML_ROWS_MOST; i++)
        put_mark(&svg, dated->findings[i]);
    svg_end(&svg);
}

static void put_whole(struct html *html, const struct dated *dated)
{
    const struct case_facts *facts = &html->model->facts;
    struct svg svg = {.html = html, .left = 90, .width = 790, .height = 4 * LANE + 60};
    svg.first = drawn(dated, 0);
    svg.last = drawn(dated, dated->count - 1);
    const struct optional_time moments[] = {facts->set_up, facts->acquired};
    for (size_t i = 0; i < ARRAY_SIZE(moments); i++) {
        if (!moments[i].set)
            continue;
        int64_t moment = svg_time(moments[i].microseconds);
        svg.first = moment < svg.first ? moment : svg.first;
        svg.last = moment > svg.last ? moment : svg.last;
    }
    int64_t margin = (svg.last - svg.first) / 40 + DAY / 48;
    svg.first -= margin;
    svg.last += margin;
    svg_begin(&svg, "timeline", _("The findings on the phone's timeline"),
              _("One mark a finding, the strongest in the upper row; lines where the phone was set up and where the "
                "acquisition was made. The table below says the same in words."));
    svg_axis(&svg, 4, 8 + 4 * LANE);
    put_lanes(&svg);
    put_moment(&svg, facts->set_up, _("set up or restored"));
    put_moment(&svg, facts->acquired, _("acquired"));
    for (size_t i = 0; i < dated->count && i < HTML_ROWS_MOST; i++)
        put_mark(&svg, dated->findings[i]);
    svg_end(&svg);
}

// Where findings above context stand close together, and the whole timeline would draw them as one.
static void put_windows(struct html *html, const struct dated *dated)
{
    char id[16];
    char date[TIME_TEXT_SIZE];
    struct buffer title CLEANUP_BUFFER;
    unsigned windows = 0;
    buffer_init(&title, 1024);
    int64_t whole = drawn(dated, dated->count - 1) - drawn(dated, 0);
    for (size_t from = 0; from < dated->count && windows < WINDOWS_MOST;) {
        size_t to = from + 1;
        bool weighs = dated->findings[from]->grade > GRADE_CONTEXT;
        while (to < dated->count && drawn(dated, to) - drawn(dated, to - 1) <= WINDOW_GAP) {
            weighs = weighs || dated->findings[to]->grade > GRADE_CONTEXT;
            to++;
        }
        int64_t span = drawn(dated, to - 1) - drawn(dated, from);
        if (to - from > 1 && weighs && span < whole / 2) {
            (void)snprintf(id, sizeof id, "window%u", windows++);
            time_format(drawn(dated, from), date);
            buffer_clear(&title);
            buffer_put_text(&title, _("Closer: findings that stand together in time"));
            buffer_put_text(&title, ", ");
            buffer_put(&title, slice_part(slice_text(date), 0, 10));
            put_window(html, dated, from, to, id, buffer_text(&title),
                       _("The same marks on a larger scale. The table below says the same in words."));
        }
        from = to;
    }
}

static void put_table(struct html *html, const struct dated *dated)
{
    const char *const headers[] = {language_in("column", "when"), _("how sure"), language_in("column", "what"),
                                   language_in("column", "where")};
    html_table(html, _("The findings in the order of time"), headers, ARRAY_SIZE(headers));
    for (size_t i = 0; i < dated->count && i < HTML_ROWS_MOST; i++) {
        const struct case_finding *finding = dated->findings[i];
        html_raw(html, "<tr><td>");
        html_time(html, finding->time, finding->time_origin);
        html_raw(html, "</td><td>");
        static const char *const names[] = {N_("context"), N_("weak"), N_("strong"), N_("known")};
        html_words(html, _(names[finding->grade]));
        html_raw(html, "</td><td>");
        html_prose(html, finding->title.size ? finding->title : finding->rule);
        html_raw(html, "</td><td><code>");
        html_hostile(html, finding->artefact);
        html_raw(html, "</code></td></tr>\n");
    }
    html_table_end(html);
    if (dated->count > HTML_ROWS_MOST)
        html_paragraph(html, _("More rows stand in the case (bridle show CASE finding)."));
}

void html_timeline(struct html *html)
{
    struct dated dated = dated_new(html->model);
    html_section(html, "time", _("The findings in time"));
    if (dated.count == 0)
        html_paragraph(html, _("No finding bears a time."));
    if (dated.count) {
        put_whole(html, &dated);
        put_windows(html, &dated);
        put_table(html, &dated);
    }
    html_section_end(html);
    free(dated.findings);
}
