// SPDX-License-Identifier: Apache-2.0
// Dates in words: read word by word, since each log has an order of its own.
#include "base/times.h"

#include "base/character.h"
#include "base/cursor.h"

#define SECOND INT64_C(1000000)
#define WORDS_MAX 10U

struct text_date {
    unsigned year, month, day;
    bool has_clock, has_zone, afternoon, morning, bad;
    int64_t clock; // µs of the day
    int64_t zone;  // minutes east of UTC
};

static unsigned month_of(struct slice word)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    for (unsigned i = 0; word.size >= 3 && i < 12; i++)
        if (slice_equal_fold(slice_part(word, 0, 3), slice_of(months + 3 * (size_t)i, 3)))
            return i + 1;
    return 0;
}

// "5:54:01", "05:54:01.25"
static bool clock_read(struct slice word, int64_t *ret_clock)
{
    struct slice part;
    uint64_t value[3];
    struct slice fraction = SLICE_NONE;
    size_t dot = slice_find_byte(word, '.');
    if (dot != SIZE_MAX) {
        fraction = slice_from(word, dot + 1);
        word = slice_part(word, 0, dot);
    }
    for (size_t i = 0; i < 3; i++)
        if (!slice_split(&word, ':', &part) || part.size > 2 || !slice_decimal(part, &value[i]))
            return false;
    if (word.size || value[0] > 23 || value[1] > 59 || value[2] > 60)
        return false;
    int64_t clock = (int64_t)(value[0] * 3600 + value[1] * 60 + value[2]) * SECOND;
    int64_t unit = SECOND / 10;
    for (size_t i = 0; i < fraction.size; i++, unit /= 10) {
        if (!byte_is_digit(fraction.data[i]))
            return false;
        clock += (fraction.data[i] - '0') * unit;
    }
    *ret_clock = clock;
    return true;
}

// "+0200", "-07:00", "GMT+2" is none of ours.
static bool zone_read(struct slice word, int64_t *ret_zone)
{
    uint64_t hours;
    uint64_t minutes;
    bool colon = word.size == 6 && word.data[3] == ':';
    if ((word.size != 5 && !colon) || (word.data[0] != '+' && word.data[0] != '-') ||
        !slice_decimal(slice_part(word, 1, 2), &hours) || !slice_decimal(slice_from(word, colon ? 4 : 3), &minutes) ||
        hours > 18 || minutes > 59)
        return false;
    int64_t zone = (int64_t)(hours * 60 + minutes);
    *ret_zone = word.data[0] == '-' ? -zone : zone;
    return true;
}

static void number_take(struct text_date *date, struct slice word)
{
    uint64_t value;
    unsigned *part = word.size == 4 ? &date->year : &date->day;
    if (!slice_decimal(word, &value) || value == 0 || *part || word.size > 4 || word.size == 3) {
        date->bad = true;
        return;
    }
    *part = (unsigned)value;
}

static void word_take(struct text_date *date, struct slice word)
{
    unsigned month = month_of(word);
    if (slice_find_byte(word, ':') != SIZE_MAX && byte_is_digit(word.data[0])) {
        date->bad = date->bad || date->has_clock || !clock_read(word, &date->clock);
        date->has_clock = true;
    } else if (word.data[0] == '+' || word.data[0] == '-') {
        date->bad = date->bad || date->has_zone || !zone_read(word, &date->zone);
        date->has_zone = true;
    } else if (byte_is_digit(word.data[0])) {
        number_take(date, word);
    } else if (slice_equal_fold(word, SLICE("pm"))) {
        date->afternoon = true;
    } else if (slice_equal_fold(word, SLICE("am"))) {
        date->morning = true;
    } else if (month) {
        date->bad = date->bad || date->month;
        date->month = month;
    }
}

bool time_parse_text(struct slice text, int64_t *ret_microseconds)
{
    struct text_date date = {0};
    struct slice rest = slice_trim(text);
    struct slice word;
    size_t words = 0;
    while (rest.size && slice_split(&rest, ' ', &word)) {
        while (slice_ends(word, SLICE(",")))
            word.size--;
        if (word.size == 0)
            continue;
        if (words++ == WORDS_MAX)
            return false;
        word_take(&date, word);
    }
    if (date.bad || !date.year || !date.month || !date.day || !date.has_clock || date.day > 31)
        return false;
    int64_t hour = date.clock / (3600 * SECOND);
    if (date.afternoon && hour < 12)
        date.clock += 12 * 3600 * SECOND;
    if (date.morning && hour == 12)
        date.clock -= 12 * 3600 * SECOND;
    *ret_microseconds = (time_days(date.year, date.month, date.day) * 86400 - date.zone * 60) * SECOND + date.clock;
    return true;
}
