// SPDX-License-Identifier: Apache-2.0
// Times: µs since 1970 UTC, converted once where a field is decoded. Zero in an epoch of its own means "unset" (it
// would print as 2001-01-01 or 1601-01-01); a value that no calendar here holds is kept and marked.
#pragma once

#include "base/slice.h"

enum time_state {
    TIME_UNSET, // NULL, zero
    TIME_OK,
    TIME_OUT_OF_RANGE, // before 1970 or after 2200, or no number: kept as it stood, never compared
};

struct time {
    enum time_state state;
    int64_t microseconds; // since 1970-01-01T00:00:00Z; with TIME_OUT_OF_RANGE clamped to the year 0001 to 9999
};

#define TIME_COCOA_EPOCH INT64_C(978307200)      // 2001-01-01 in Unix seconds
#define TIME_FILETIME_EPOCH INT64_C(11644473600) // 1601-01-01 before 1970, in seconds; WebKit's and Windows' epoch

struct time time_from_cocoa_seconds(double seconds);
struct time time_from_cocoa_nanoseconds(int64_t nanoseconds);
// Seconds or nanoseconds told apart by magnitude: iOS 11 changed the one to the other without a new schema. Above 10^12
// seconds (33,000 years) is nanoseconds.
struct time time_from_cocoa(int64_t value);
struct time time_from_unix_seconds(double seconds);
// Seconds, ms, µs or ns by magnitude (borders 10^11, 10^14, 10^17).
struct time time_from_unix(int64_t value);
struct time time_from_webkit(int64_t microseconds); // µs since 1601
struct time time_from_filetime(int64_t ticks);      // 100 ns since 1601
// ISO 8601 date and time: "2024-03-05T10:20:30(.ffffff)Z" or with ±hh:mm, also behind a blank; a space for T. False
// where it is not one.
bool time_parse_iso(struct slice text, int64_t *ret_microseconds);
// A date and time in words, as logs write them: "Thu Dec 16 05:54:01.123 2021", "16 December 2021 at 5:54:01 PM +0200",
// the parts in any order, English months. Without a zone it is taken as UTC. False where a part is missing or doubled,
// or a word is none of a date's: it may be a zone.
bool time_parse_text(struct slice text, int64_t *ret_microseconds);

// From one moment to another, both included; µs since 1970.
struct time_span {
    int64_t first, last;
};

#define TIME_TEXT_SIZE 32
// "2024-03-05T10:20:30.123456Z"; years 0001 to 9999.
void time_format(int64_t microseconds, char text[TIME_TEXT_SIZE]);
// Days since 1970 of a proleptic Gregorian date (month 1 to 12, day 1 to 31).
int64_t time_days(int64_t year, unsigned month, unsigned day);
// How many days the month has; 0 where there is no such month.
unsigned time_month_days(unsigned year, unsigned month);
