// SPDX-License-Identifier: Apache-2.0
// Dates in words: read word by word, since each log has an order of its own.
#include "base/times.h"

#define SECOND INT64_C(1000000)
#define WORDS_MAX 10U
#define WORD_MAX 32U // bytes

struct text_date {
    unsigned year, month, day;
    bool has_clock, has_zone, afternoon, morning, bad;
    int64_t clock; // µs of the day
    int64_t zone;  // minutes east of UTC
};

// "Dec", "december": the beginning of the name, of three letters at least.
static bool word_begins(struct slice word, struct slice name)
{
    return word.size >= 3 && word.size <= name.size && slice_equal_fold(word, slice_part(name, 0, word.size));
}

static unsigned month_of(struct slice word)
{
    static const struct slice months[] = {
        SLICE_INIT("january"),   SLICE_INIT("february"), SLICE_INIT("march"),    SLICE_INIT("april"),
        SLICE_INIT("may"),       SLICE_INIT("june"),     SLICE_INIT("july"),     SLICE_INIT("august"),
        SLICE_INIT("september"), SLICE_INIT("october"),  SLICE_INIT("november"), SLICE_INIT("december"),
    };
    for (unsigned i = 0; i < 12; i++)
        if (word_begins(word, months[i]))
            return i + 1;
    return 0;
}

// What says nothing that counts: a day of the week, "at".
static bool word_is_idle(struct slice word)
{
    static const struct slice days[] = {SLICE_INIT("monday"),   SLICE_INIT("tuesday"), SLICE_INIT("wednesday"),
                                        SLICE_INIT("thursday"), SLICE_INIT("friday"),  SLICE_INIT("saturday"),
                                        SLICE_INIT("sunday")};
    for (size_t i = 0; i < 7; i++)
        if (word_begins(word, days[i]))
            return true;
    return slice_equal_fold(word, SLICE("at"));
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

// "+0200", "-07:00", "+2"
static bool offset_read(struct slice word, int64_t *ret_zone)
{
    uint64_t hours = 0;
    uint64_t minutes = 0;
    if (word.size < 2 || (word.data[0] != '+' && word.data[0] != '-'))
        return false;
    struct slice digits = slice_from(word, 1);
    size_t colon = slice_find_byte(digits, ':');
    struct slice of_hours = slice_part(digits, 0, colon != SIZE_MAX ? colon : digits.size <= 2 ? digits.size : 2);
    struct slice of_minutes = slice_from(digits, of_hours.size + (colon != SIZE_MAX));
    bool whole = digits.size <= 2 || of_minutes.size == 2;
    if (!whole || of_hours.size > 2 || !slice_decimal(of_hours, &hours) ||
        (of_minutes.size && !slice_decimal(of_minutes, &minutes)) || hours > 18 || minutes > 59)
        return false;
    int64_t zone = (int64_t)(hours * 60 + minutes);
    *ret_zone = word.data[0] == '-' ? -zone : zone;
    return true;
}

// "UTC", "GMT+2", and the names that RFC 2822 (4.3) gives a meaning. Others mean several things: "CST" of China, "IST".
static bool zone_read(struct slice word, int64_t *ret_zone)
{
    static const struct {
        struct slice name;
        int hours;
    } zones[] = {
        {SLICE_INIT("UTC"), 0},  {SLICE_INIT("GMT"), 0},  {SLICE_INIT("Z"), 0},    {SLICE_INIT("EDT"), -4},
        {SLICE_INIT("EST"), -5}, {SLICE_INIT("CDT"), -5}, {SLICE_INIT("CST"), -6}, {SLICE_INIT("MDT"), -6},
        {SLICE_INIT("MST"), -7}, {SLICE_INIT("PDT"), -7}, {SLICE_INIT("PST"), -8},
    };
    if (word.size > 3 && (slice_starts(word, SLICE("UTC")) || slice_starts(word, SLICE("GMT"))))
        word = slice_from(word, 3);
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        if (!slice_equal(word, zones[i].name))
            continue;
        *ret_zone = (int64_t)zones[i].hours * 60;
        return true;
    }
    return offset_read(word, ret_zone);
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
    int64_t zone;
    if (byte_is_digit(word.data[0]) && slice_find_byte(word, ':') != SIZE_MAX) {
        date->bad = date->bad || date->has_clock || !clock_read(word, &date->clock);
        date->has_clock = true;
    } else if (byte_is_digit(word.data[0])) {
        number_take(date, word);
    } else if (slice_equal_fold(word, SLICE("pm"))) {
        date->afternoon = true;
    } else if (slice_equal_fold(word, SLICE("am"))) {
        date->morning = true;
    } else if (month) {
        date->bad = date->bad || date->month;
        date->month = month;
    } else if (zone_read(word, &zone)) {
        date->bad = date->bad || date->has_zone;
        date->has_zone = true;
        date->zone = zone;
    } else {
        date->bad = date->bad || !word_is_idle(word);
    }
}

// What stands between words; the blanks that languages put before "PM" among it (U+00A0, U+202F).
static size_t blank_size(struct slice text)
{
    static const struct slice blanks[] = {SLICE_INIT(" "), SLICE_INIT("\t"), SLICE_INIT(","), SLICE_INIT("\xc2\xa0"),
                                          SLICE_INIT("\xe2\x80\xaf")};
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
        if (slice_starts(text, blanks[i]))
            return blanks[i].size;
    return 0;
}

static bool word_next(struct slice *rest, struct slice *ret_word)
{
    size_t blank;
    while (rest->size && (blank = blank_size(*rest)) > 0)
        *rest = slice_from(*rest, blank);
    size_t size = 0;
    while (size < rest->size && blank_size(slice_from(*rest, size)) == 0)
        size++;
    *ret_word = slice_part(*rest, 0, size);
    *rest = slice_from(*rest, size);
    return size > 0;
}

bool time_parse_text(struct slice text, int64_t *ret_microseconds)
{
    struct text_date date = {0};
    struct slice rest = slice_trim(text);
    struct slice word;
    for (size_t words = 0; word_next(&rest, &word); words++) {
        if (words == WORDS_MAX || word.size > WORD_MAX)
            return false;
        word_take(&date, word);
    }
    int64_t hour = date.clock / (3600 * SECOND);
    if (date.bad || !date.year || !date.has_clock || !date.day || date.day > time_month_days(date.year, date.month) ||
        (date.morning && (date.afternoon || hour > 12)))
        return false;
    if (date.afternoon && hour < 12)
        date.clock += 12 * 3600 * SECOND;
    if (date.morning && hour == 12)
        date.clock -= 12 * 3600 * SECOND;
    *ret_microseconds = (time_days(date.year, date.month, date.day) * 86400 - date.zone * 60) * SECOND + date.clock;
    return true;
}
