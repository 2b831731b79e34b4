// SPDX-License-Identifier: Apache-2.0
#include "base/times.h"

#include "base/checked.h"
#include "base/cursor.h"

#include <math.h>
#include <stdio.h>

#define SECOND INT64_C(1000000)
#define TIME_FIRST INT64_C(-62135596800000000)             // 0001-01-01
#define TIME_LAST INT64_C(253402300799999999)              // 9999-12-31
#define TIME_PLAUSIBLE_LAST (INT64_C(7258118400) * SECOND) // 2200-01-01

static struct time time_mark(int64_t microseconds)
{
    struct time time = {TIME_OK, microseconds};
    if (microseconds < 0 || microseconds >= TIME_PLAUSIBLE_LAST)
        time.state = TIME_OUT_OF_RANGE;
    if (microseconds < TIME_FIRST)
        time.microseconds = TIME_FIRST;
    if (microseconds > TIME_LAST)
        time.microseconds = TIME_LAST;
    return time;
}

static struct time time_saturated(bool negative)
{
    return time_mark(negative ? INT64_MIN : INT64_MAX);
}

static struct time time_from_seconds(double seconds, int64_t epoch)
{
    if (isnan(seconds))
        return (struct time){TIME_UNSET, 0};
    if (fpclassify(seconds) == FP_ZERO)
        return (struct time){TIME_UNSET, 0};
    double whole = floor(seconds);
    if (whole < -9e12 || whole > 9e12)
        return time_saturated(seconds < 0);
    // The fraction by itself: 2^53 µs would be lost at today's dates otherwise.
    int64_t fraction = (int64_t)llround((seconds - whole) * 1e6);
    return time_mark(((int64_t)whole + epoch) * SECOND + fraction);
}

// value in units of 1/unit µs; `divisor` units a µs, or `factor` µs a unit.
static struct time time_scaled(int64_t value, int64_t factor, int64_t divisor, int64_t epoch)
{
    int64_t microseconds;
    if (value == 0)
        return (struct time){TIME_UNSET, 0};
    if (!checked_mul(value, factor, &microseconds))
        return time_saturated(value < 0);
    int64_t scaled = microseconds / divisor - (microseconds % divisor < 0);
    if (!checked_add(scaled, epoch * SECOND, &microseconds))
        return time_saturated(value < 0);
    return time_mark(microseconds);
}

struct time time_from_cocoa_seconds(double seconds)
{
    return time_from_seconds(seconds, TIME_COCOA_EPOCH);
}

struct time time_from_cocoa_nanoseconds(int64_t nanoseconds)
{
    return time_scaled(nanoseconds, 1, 1000, TIME_COCOA_EPOCH);
}

struct time time_from_cocoa(int64_t value)
{
    bool fine = value > INT64_C(1000000000000) || value < -INT64_C(1000000000000);
    return fine ? time_from_cocoa_nanoseconds(value) : time_scaled(value, SECOND, 1, TIME_COCOA_EPOCH);
}

struct time time_from_unix_seconds(double seconds)
{
    return time_from_seconds(seconds, 0);
}

struct time time_from_unix(int64_t value)
{
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    if (size < UINT64_C(100000000000))
        return time_scaled(value, SECOND, 1, 0);
    if (size < UINT64_C(100000000000000))
        return time_scaled(value, 1000, 1, 0);
    if (size < UINT64_C(100000000000000000))
        return time_scaled(value, 1, 1, 0);
    return time_scaled(value, 1, 1000, 0);
}

struct time time_from_webkit(int64_t microseconds)
{
    return time_scaled(microseconds, 1, 1, -TIME_FILETIME_EPOCH);
}

struct time time_from_filetime(int64_t ticks)
{
    return time_scaled(ticks, 1, 10, -TIME_FILETIME_EPOCH);
}

// Days from civil, after H. Hinnant's public-domain description of the Gregorian calendar in 400-year eras.
int64_t time_days(int64_t year, unsigned month, unsigned day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + (int64_t)day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct date {
    int64_t year;
    unsigned month;
    unsigned day;
};

static struct date time_date(int64_t days)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t of_era = days - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;
    struct date date = {
        .year = year + era * 400,
        .month = (unsigned)(month < 10 ? month + 3 : month - 9),
        .day = (unsigned)(of_year - (153 * month + 2) / 5 + 1),
    };
    date.year += date.month <= 2;
    return date;
}

void time_format(int64_t microseconds, char text[TIME_TEXT_SIZE])
{
    if (microseconds < TIME_FIRST)
        microseconds = TIME_FIRST;
    if (microseconds > TIME_LAST)
        microseconds = TIME_LAST;
    int64_t seconds = microseconds / SECOND - (microseconds % SECOND < 0);
    int64_t days = seconds / 86400 - (seconds % 86400 < 0);
    int64_t of_day = seconds - days * 86400;
    struct date date = time_date(days);
    (void)snprintf(text, TIME_TEXT_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u.%06uZ", (unsigned)date.year % 10000U,
                   date.month % 100U, date.day % 100U, (unsigned)(of_day / 3600), (unsigned)(of_day / 60 % 60),
                   (unsigned)(of_day % 60), (unsigned)(microseconds - seconds * SECOND) % 1000000U);
}

static unsigned time_digits(struct cursor *cursor, size_t count)
{
    uint64_t value = 0;
    if (!slice_decimal(cursor_bytes(cursor, count), &value))
        cursor_fail(cursor);
    return (unsigned)value;
}

static void time_expect(struct cursor *cursor, uint8_t byte)
{
    if (cursor_u8(cursor) != byte)
        cursor_fail(cursor);
}

unsigned time_month_days(unsigned year, unsigned month)
{
    static const unsigned days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month < 1 || month > 12 ? 0 : days[month - 1] + (month == 2 && leap);
}

static int64_t time_fraction(struct cursor *cursor)
{
    int64_t value = 0;
    int64_t unit = SECOND / 10;
    while (!cursor_end(cursor) && byte_is_digit(cursor->slice.data[cursor->position])) {
        value += (cursor_u8(cursor) - '0') * unit;
        unit /= 10;
    }
    return value;
}

// Minutes east of UTC; "Z" or nothing is 0.
static int64_t time_zone(struct cursor *cursor)
{
    if (cursor_end(cursor))
        return 0;
    uint8_t sign = cursor_u8(cursor);
    if (sign == 'Z')
        return 0;
    if (sign != '+' && sign != '-')
        cursor_fail(cursor);
    unsigned hours = time_digits(cursor, 2);
    if (!cursor_end(cursor) && cursor->slice.data[cursor->position] == ':')
        cursor_skip(cursor, 1);
    unsigned minutes = time_digits(cursor, 2);
    if (hours > 18 || minutes > 59)
        cursor_fail(cursor);
    int64_t zone = (int64_t)hours * 60 + minutes;
    return sign == '-' ? -zone : zone;
}

bool time_parse_iso(struct slice text, int64_t *ret_microseconds)
{
    struct cursor cursor = cursor_over(text);
    unsigned year = time_digits(&cursor, 4);
    time_expect(&cursor, '-');
    unsigned month = time_digits(&cursor, 2);
    time_expect(&cursor, '-');
    unsigned day = time_digits(&cursor, 2);
    uint8_t between = cursor_u8(&cursor);
    unsigned hour = time_digits(&cursor, 2);
    time_expect(&cursor, ':');
    unsigned minute = time_digits(&cursor, 2);
    time_expect(&cursor, ':');
    unsigned second = time_digits(&cursor, 2);
    int64_t fraction = 0;
    if (!cursor_end(&cursor) && cursor.slice.data[cursor.position] == '.') {
        cursor_skip(&cursor, 1);
        fraction = time_fraction(&cursor);
    }
    if (!cursor_end(&cursor) && cursor.slice.data[cursor.position] == ' ') {
        cursor_skip(&cursor, 1);
        // A blank alone is no zone.
        if (cursor_end(&cursor))
            cursor_fail(&cursor);
    }
    int64_t zone = time_zone(&cursor);
    bool sane = day >= 1 && day <= time_month_days(year, month) && hour <= 23 && minute <= 59 && second <= 60;
    if (!cursor_ok(&cursor) || cursor_left(&cursor) || !sane || year == 0 || (between != 'T' && between != ' '))
        return false;
    int64_t seconds = time_days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - zone * 60;
    *ret_microseconds = seconds * SECOND + fraction;
    return true;
}
