// SPDX-License-Identifier: Apache-2.0
#include "report/html/svg.h"

#include "sql/days.h"

#define DAY (INT64_C(86400) * 1000000)
#define TICKS_MOST 400U

void svg_begin(struct svg *svg, const char *id, const char *title, const char *description)
{
    struct html *html = svg->html;
    html_raw(html, "<div class=\"frame\" role=\"group\" tabindex=\"0\" aria-label=\"");
    html_words(html, title);
    html_raw(html, "\"><p class=\"caption\" aria-hidden=\"true\">");
    html_words(html, title);
    html_raw(html, "</p><svg role=\"img\" aria-labelledby=\"");
    html_raw(html, id);
    html_raw(html, "-title ");
    html_raw(html, id);
    html_raw(html, "-text\" ");
    writer_format(html->writer, "viewBox=\"0 0 %u %u\">\n<title id=\"%s-title\">", svg->left + svg->width + 20,
                  svg->height, id);
    html_words(html, title);
    writer_format(html->writer, "</title>\n<desc id=\"%s-text\">", id);
    html_words(html, description);
    html_raw(html, "</desc>\n");
}

void svg_end(const struct svg *svg)
{
    html_raw(svg->html, "</svg></div>\n");
}

int64_t svg_time(int64_t time)
{
    int64_t last = (int64_t)DAYS_MOST * DAY - 1;
    return time < 0 ? 0 : time > last ? last : time;
}

unsigned svg_x(const struct svg *svg, int64_t time)
{
    double span = (double)svg->last - (double)svg->first;
    double share = span > 0 ? ((double)time - (double)svg->first) / span : 0.5;
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return svg->left + (unsigned)(share * svg->width);
}

void svg_rect(const struct svg *svg, unsigned x, unsigned y, unsigned width, unsigned height, const char *class_name)
{
    writer_format(svg->html->writer, "<rect x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" class=\"%s\"/>\n", x, y, width,
                  height, class_name);
}

void svg_line(const struct svg *svg, unsigned x1, unsigned y1, unsigned x2, unsigned y2, const char *class_name)
{
    writer_format(svg->html->writer, "<line x1=\"%u\" y1=\"%u\" x2=\"%u\" y2=\"%u\" class=\"%s\"/>\n", x1, y1, x2, y2,
                  class_name);
}

void svg_text(const struct svg *svg, unsigned x, unsigned y, const char *anchor, const char *class_name,
              struct slice text)
{
    writer_format(svg->html->writer, "<text x=\"%u\" y=\"%u\" text-anchor=\"%s\" class=\"%s\">", x, y, anchor,
                  class_name);
    html_hostile(svg->html, text);
    html_raw(svg->html, "</text>\n");
}

struct date {
    int64_t year;
    unsigned month, day;
};

static struct date date_of(int64_t microseconds)
{
    char text[TIME_TEXT_SIZE];
    uint64_t year = 0;
    uint64_t month = 0;
    uint64_t day = 0;
    time_format(microseconds, text);
    struct slice whole = slice_text(text);
    (void)slice_decimal(slice_part(whole, 0, 4), &year);
    (void)slice_decimal(slice_part(whole, 5, 2), &month);
    (void)slice_decimal(slice_part(whole, 8, 2), &day);
    return (struct date){(int64_t)year, month ? (unsigned)month : 1, day ? (unsigned)day : 1};
}

enum unit { UNIT_MINUTES, UNIT_HOURS, UNIT_DAYS, UNIT_MONTHS, UNIT_YEARS };

struct ticks {
    enum unit unit;
    unsigned step;
};

// About eight lines, whatever the span.
static struct ticks ticks_of(int64_t span)
{
    static const struct {
        int64_t most; // of the span
        struct ticks ticks;
    } choices[] = {
        {DAY / 24, {UNIT_MINUTES, 10}},
        {DAY / 6, {UNIT_MINUTES, 30}},
        {DAY / 2, {UNIT_HOURS, 2}},
        {2 * DAY, {UNIT_HOURS, 6}},
        {8 * DAY, {UNIT_DAYS, 1}},
        {40 * DAY, {UNIT_DAYS, 7}},
        {INT64_C(250) * DAY, {UNIT_MONTHS, 1}},
        {INT64_C(900) * DAY, {UNIT_MONTHS, 3}},
        {INT64_C(3000) * DAY, {UNIT_YEARS, 1}},
        {INT64_C(9000) * DAY, {UNIT_YEARS, 3}},
        {INT64_C(36500) * DAY, {UNIT_YEARS, 10}},
    };
    for (size_t i = 0; i < ARRAY_SIZE(choices); i++)
        if (span <= choices[i].most)
            return choices[i].ticks;
    return (struct ticks){UNIT_YEARS, 50};
}

static int64_t unit_size(const struct ticks *ticks)
{
    static const int64_t sizes[] = {[UNIT_MINUTES] = DAY / 1440, [UNIT_HOURS] = DAY / 24, [UNIT_DAYS] = DAY};
    return ticks->unit <= UNIT_DAYS ? sizes[ticks->unit] * ticks->step : 0;
}

// The first line at or after `time`.
static int64_t tick_first(const struct ticks *ticks, int64_t time)
{
    int64_t size = unit_size(ticks);
    struct date date = date_of(time);
    if (size)
        return (time + size - 1) / size * size;
    int64_t start = ticks->unit == UNIT_YEARS ? time_days(date.year, 1, 1) : time_days(date.year, date.month, 1);
    return start * DAY;
}

static int64_t tick_next(const struct ticks *ticks, int64_t time)
{
    int64_t size = unit_size(ticks);
    struct date date = date_of(time);
    if (size)
        return time + size;
    if (ticks->unit == UNIT_YEARS)
        return time_days(date.year + (int64_t)ticks->step, 1, 1) * DAY;
    unsigned month = date.month - 1 + ticks->step;
    return time_days(date.year + (int64_t)(month / 12), month % 12 + 1, 1) * DAY;
}

static struct slice tick_text(const struct ticks *ticks, int64_t time, char text[TIME_TEXT_SIZE])
{
    time_format(time, text);
    struct slice whole = slice_text(text);
    if (ticks->unit <= UNIT_HOURS && time % DAY)
        return slice_part(whole, 11, 5);
    if (ticks->unit <= UNIT_DAYS)
        return slice_part(whole, 5, 5);
    return slice_part(whole, 0, ticks->unit == UNIT_MONTHS ? 7 : 4);
}

void svg_axis(const struct svg *svg, unsigned top, unsigned bottom)
{
    char text[TIME_TEXT_SIZE];
    struct ticks ticks = ticks_of(svg->last - svg->first);
    unsigned count = 0;
    svg_line(svg, svg->left, bottom, svg->left + svg->width, bottom, "axis");
    svg_text(svg, svg->left - 28, bottom + 16, "end", "tick", SLICE("UTC"));
    for (int64_t time = tick_first(&ticks, svg->first); time <= svg->last && count < TICKS_MOST;
         time = tick_next(&ticks, time), count++) {
        if (time < svg->first)
            continue;
        svg_line(svg, svg_x(svg, time), top, svg_x(svg, time), bottom, "grid");
        svg_text(svg, svg_x(svg, time), bottom + 16, "middle", "tick", tick_text(&ticks, time, text));
    }
}
