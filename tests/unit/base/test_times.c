// SPDX-License-Identifier: Apache-2.0
#include "base/times.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define SECOND INT64_C(1000000)

struct moment {
    int64_t microseconds;
    const char *text;
};

// Computed with Python's datetime, which knows nothing of this code.
static const struct moment MOMENTS[] = {
    {INT64_C(-62135596800000000), "0001-01-01T00:00:00.000000Z"},
    {INT64_C(-62104060800000001), "0001-12-31T23:59:59.999999Z"},
    {INT64_C(-62035891200000000), "0004-02-29T00:00:00.000000Z"},
    {INT64_C(-59006404799999999), "0100-02-28T12:00:00.000001Z"},
    {INT64_C(-49539337076999996), "0400-02-29T01:02:03.000004Z"},
    {INT64_C(-12220243200000000), "1582-10-04T00:00:00.000000Z"},
    {INT64_C(-12219292800000000), "1582-10-15T00:00:00.000000Z"},
    {INT64_C(-11847947741648612), "1594-07-21T23:24:18.351388Z"},
    {INT64_C(-11644473600000000), "1601-01-01T00:00:00.000000Z"},
    {INT64_C(-2208988801000000), "1899-12-31T23:59:59.000000Z"},
    {INT64_C(-2203977600000000), "1900-02-28T00:00:00.000000Z"},
    {INT64_C(-2203891200000000), "1900-03-01T00:00:00.000000Z"},
    {INT64_C(-1), "1969-12-31T23:59:59.999999Z"},
    {INT64_C(0), "1970-01-01T00:00:00.000000Z"},
    {INT64_C(1), "1970-01-01T00:00:00.000001Z"},
    {INT64_C(946684799999999), "1999-12-31T23:59:59.999999Z"},
    {INT64_C(951827696789012), "2000-02-29T12:34:56.789012Z"},
    {INT64_C(951868800000000), "2000-03-01T00:00:00.000000Z"},
    {INT64_C(978307200000000), "2001-01-01T00:00:00.000000Z"},
    {INT64_C(1000000000000000), "2001-09-09T01:46:40.000000Z"},
    {INT64_C(1483228799500000), "2016-12-31T23:59:59.500000Z"},
    {INT64_C(1709251199999999), "2024-02-29T23:59:59.999999Z"},
    {INT64_C(1709634030123456), "2024-03-05T10:20:30.123456Z"},
    {INT64_C(1735603200000000), "2024-12-31T00:00:00.000000Z"},
    {INT64_C(2147483648000000), "2038-01-19T03:14:08.000000Z"},
    {INT64_C(4102444799000000), "2099-12-31T23:59:59.000000Z"},
    {INT64_C(4107456000000000), "2100-02-28T00:00:00.000000Z"},
    {INT64_C(4107542400000000), "2100-03-01T00:00:00.000000Z"},
    {INT64_C(7258118400000000), "2200-01-01T00:00:00.000000Z"},
    {INT64_C(13574563200000000), "2400-02-29T00:00:00.000000Z"},
    {INT64_C(28218815165422242), "2864-03-20T15:46:05.422242Z"},
    {INT64_C(72597825398629800), "4270-07-14T14:36:38.629800Z"},
    {INT64_C(134916788147388039), "6245-05-05T21:35:47.388039Z"},
    {INT64_C(173044871158573197), "7453-07-29T03:45:58.573197Z"},
    {INT64_C(253402300799999999), "9999-12-31T23:59:59.999999Z"},
};

static void assert_time(struct time time, enum time_state state, int64_t microseconds)
{
    assert_int_equal(time.state, state);
    assert_true(time.microseconds == microseconds);
}

static void test_format(void **state)
{
    (void)state;
    char text[TIME_TEXT_SIZE];
    for (size_t i = 0; i < sizeof MOMENTS / sizeof *MOMENTS; i++) {
        time_format(MOMENTS[i].microseconds, text);
        assert_string_equal(text, MOMENTS[i].text);
    }
    time_format(INT64_MIN, text);
    assert_string_equal(text, "0001-01-01T00:00:00.000000Z");
    time_format(INT64_MAX, text);
    assert_string_equal(text, "9999-12-31T23:59:59.999999Z");
}

static void test_parse(void **state)
{
    (void)state;
    int64_t microseconds = 0;
    for (size_t i = 0; i < sizeof MOMENTS / sizeof *MOMENTS; i++) {
        assert_true(time_parse_iso(slice_text(MOMENTS[i].text), &microseconds));
        assert_true(microseconds == MOMENTS[i].microseconds);
    }
}

static void test_parse_forms(void **state)
{
    (void)state;
    static const struct moment forms[] = {
        {INT64_C(1709634030000000), "2024-03-05T10:20:30Z"},
        {INT64_C(1709634030000000), "2024-03-05 10:20:30Z"},
        {INT64_C(1709634030000000), "2024-03-05T12:20:30+02:00"},
        {INT64_C(1709634030000000), "2024-03-05T12:20:30+0200"},
        {INT64_C(1709634030000000), "2024-03-05T04:50:30-05:30"},
        {INT64_C(1709634030500000), "2024-03-05T10:20:30.5Z"},
        {INT64_C(1709634030123456), "2024-03-05T10:20:30.123456789Z"}, // below a µs is dropped
    };
    int64_t microseconds = 0;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        assert_true(time_parse_iso(slice_text(forms[i].text), &microseconds));
        assert_true(microseconds == forms[i].microseconds);
    }
}

static void test_parse_refuses(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "2024-03-05",
        "2024-03-05T10:20",
        "2024-03-05T10:20:30X",
        "2024-03-05T10:20:30Zx",
        "2024-03-05T10:20:30+25:00",
        "2024-03-05T10:20:30+02:60",
        "2024-03-05T10:20:30+2",
        "2024-00-05T10:20:30Z",
        "2024-13-05T10:20:30Z",
        "2024-03-00T10:20:30Z",
        "2024-03-32T10:20:30Z",
        "2024-03-05T25:20:30Z",
        "2024-03-05T10:60:30Z",
        "2024-03-05T10:20:61Z",
        "2024/03/05T10:20:30Z",
        "2024-03-05_10:20:30Z",
        "0000-03-05T10:20:30Z",
        "-024-03-05T10:20:30Z",
        "+024-03-05T10:20:30Z",
        " 2024-03-05T10:20:30Z",
        "2024-3-5T10:20:30Z",
    };
    int64_t microseconds = 7;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (time_parse_iso(slice_text(wrong[i]), &microseconds))
            fail_msg("taken for a time: %s", wrong[i]);
    assert_true(microseconds == 7);
    assert_false(time_parse_iso(SLICE("2024-03-05T10:20:30\0"), &microseconds));
}

// Every prefix either is refused or is a time by itself (one that lacks only its zone or digits of its fraction).
static void test_parse_truncated(void **state)
{
    (void)state;
    struct slice whole = SLICE("2024-03-05T10:20:30.123456+02:00");
    for (size_t size = 0; size < whole.size; size++) {
        uint8_t *copy = malloc(size ? size : 1);
        assert_non_null(copy);
        memcpy(copy, whole.data, size);
        int64_t microseconds = 0;
        bool parsed = time_parse_iso(slice_of(copy, size), &microseconds);
        assert_true(!parsed || size >= sizeof "2024-03-05T10:20:30" - 1);
        free(copy);
    }
}

// Each day of 10,000 years follows the one before, and comes back from its text.
static void test_every_day(void **state)
{
    (void)state;
    static const unsigned days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t wanted = -719162; // 0001-01-01
    for (int64_t year = 1; year <= 9999; year++) {
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        for (unsigned month = 1; month <= 12; month++)
            for (unsigned day = 1; day <= days[month - 1] + (leap && month == 2); day++, wanted++)
                if (time_days(year, month, day) != wanted)
                    fail_msg("day %u-%u of %d", month, day, (int)year);
    }
    char text[TIME_TEXT_SIZE];
    for (int64_t day = -719162; day < wanted; day += 17) {
        int64_t moment = day * 86400 * SECOND + (day & 0xffff);
        int64_t parsed = 0;
        time_format(moment, text);
        assert_true(time_parse_iso(slice_text(text), &parsed));
        assert_true(parsed == moment);
    }
}

static void test_zero_is_unset(void **state)
{
    (void)state;
    assert_int_equal(time_from_cocoa_seconds(0.0).state, TIME_UNSET);
    assert_int_equal(time_from_cocoa_seconds(-0.0).state, TIME_UNSET);
    assert_int_equal(time_from_cocoa_seconds((double)NAN).state, TIME_UNSET);
    assert_int_equal(time_from_cocoa_nanoseconds(0).state, TIME_UNSET);
    assert_int_equal(time_from_cocoa(0).state, TIME_UNSET);
    assert_int_equal(time_from_unix_seconds(0.0).state, TIME_UNSET);
    assert_int_equal(time_from_unix(0).state, TIME_UNSET);
    assert_int_equal(time_from_webkit(0).state, TIME_UNSET);
    assert_int_equal(time_from_filetime(0).state, TIME_UNSET);
}

static void test_cocoa(void **state)
{
    (void)state;
    int64_t wanted = INT64_C(1709634030123456);
    assert_time(time_from_cocoa_seconds(731326830.123456), TIME_OK, wanted);
    assert_time(time_from_cocoa_nanoseconds(INT64_C(731326830123456789)), TIME_OK, wanted);
    assert_time(time_from_cocoa(731326830), TIME_OK, wanted - 123456);
    assert_time(time_from_cocoa(INT64_C(731326830123456789)), TIME_OK, wanted);
    assert_time(time_from_cocoa_seconds(-0.25), TIME_OK, INT64_C(978307199750000));
    assert_time(time_from_cocoa(-1), TIME_OK, INT64_C(978307199000000));
    assert_time(time_from_cocoa_nanoseconds(-1), TIME_OK, INT64_C(978307199999999)); // to the µs before, not to zero
}

static void test_fractions_are_rounded(void **state)
{
    (void)state;
    for (int64_t micro = 1; micro < SECOND; micro += 997) {
        struct time time = time_from_cocoa_seconds(731326830.0 + (double)micro / 1e6);
        assert_time(time, TIME_OK, INT64_C(1709634030000000) + micro);
    }
}

static void test_unix_by_magnitude(void **state)
{
    (void)state;
    int64_t wanted = INT64_C(1709634030123456);
    assert_time(time_from_unix(1709634030), TIME_OK, wanted - 123456);
    assert_time(time_from_unix(INT64_C(1709634030123)), TIME_OK, wanted - 456);
    assert_time(time_from_unix(wanted), TIME_OK, wanted);
    assert_time(time_from_unix(INT64_C(1709634030123456789)), TIME_OK, wanted);
    assert_time(time_from_unix_seconds(1709634030.5), TIME_OK, INT64_C(1709634030500000));
    // The borders: the last second, the first millisecond and so on.
    assert_int_equal(time_from_unix(INT64_C(99999999999)).state, TIME_OUT_OF_RANGE); // year 5138
    assert_int_equal(time_from_unix(INT64_C(99999999999999)).state, TIME_OUT_OF_RANGE);
    assert_int_equal(time_from_unix(INT64_C(99999999999999999)).state, TIME_OUT_OF_RANGE);
    assert_time(time_from_unix(INT64_C(100000000000)), TIME_OK, INT64_C(100000000000000));
    assert_time(time_from_unix(INT64_C(100000000000000)), TIME_OK, INT64_C(100000000000000));
    assert_time(time_from_unix(INT64_C(100000000000000000)), TIME_OK, INT64_C(100000000000000));
}

static void test_webkit_and_filetime(void **state)
{
    (void)state;
    int64_t wanted = INT64_C(1709634030123456);
    assert_time(time_from_webkit(INT64_C(13354107630123456)), TIME_OK, wanted);
    assert_time(time_from_filetime(INT64_C(133541076301234567)), TIME_OK, wanted);
    assert_time(time_from_webkit(1), TIME_OUT_OF_RANGE, INT64_C(-11644473599999999));
    assert_time(time_from_filetime(10), TIME_OUT_OF_RANGE, INT64_C(-11644473599999999));
}

static void test_out_of_range_is_kept_and_marked(void **state)
{
    (void)state;
    const int64_t first = INT64_C(-62135596800000000);
    const int64_t last = INT64_C(253402300799999999);
    assert_time(time_from_unix(-1), TIME_OUT_OF_RANGE, -SECOND);
    assert_time(time_from_unix(INT64_C(7258118399)), TIME_OK, INT64_C(7258118399000000));
    assert_time(time_from_unix(INT64_C(7258118400)), TIME_OUT_OF_RANGE, INT64_C(7258118400000000)); // 2200
    assert_time(time_from_cocoa_seconds(1e300), TIME_OUT_OF_RANGE, last);
    assert_time(time_from_cocoa_seconds(-1e300), TIME_OUT_OF_RANGE, first);
    assert_time(time_from_cocoa_seconds((double)INFINITY), TIME_OUT_OF_RANGE, last);
    assert_time(time_from_unix_seconds(-(double)INFINITY), TIME_OUT_OF_RANGE, first);
    assert_time(time_from_webkit(INT64_MAX), TIME_OUT_OF_RANGE, last);
    assert_time(time_from_webkit(INT64_MIN), TIME_OUT_OF_RANGE, first);
}

// No value at all overflows (UndefinedBehaviorSanitizer looks), and none comes out beyond the calendar.
static void test_every_magnitude(void **state)
{
    (void)state;
    struct time (*const convert[])(int64_t) = {time_from_cocoa_nanoseconds, time_from_cocoa, time_from_unix,
                                               time_from_webkit, time_from_filetime};
    for (size_t i = 0; i < sizeof convert / sizeof *convert; i++) {
        for (unsigned bit = 0; bit < 64; bit++) {
            int64_t value = (int64_t)(UINT64_C(1) << bit);
            const int64_t values[] = {value, bit < 63 ? value - 1 : INT64_MAX, bit < 63 ? -value : INT64_MIN};
            for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
                struct time time = convert[i](values[k]);
                assert_true(time.microseconds >= INT64_C(-62135596800000000));
                assert_true(time.microseconds <= INT64_C(253402300799999999));
            }
        }
    }
    for (double seconds = 1e-9; seconds < 1e30; seconds *= 7) {
        assert_int_not_equal(time_from_cocoa_seconds(seconds).state, TIME_UNSET);
        assert_int_not_equal(time_from_unix_seconds(-seconds).state, TIME_UNSET);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_parse_forms),
        cmocka_unit_test(test_parse_refuses),
        cmocka_unit_test(test_parse_truncated),
        cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_zero_is_unset),
        cmocka_unit_test(test_cocoa),
        cmocka_unit_test(test_fractions_are_rounded),
        cmocka_unit_test(test_unix_by_magnitude),
        cmocka_unit_test(test_webkit_and_filetime),
        cmocka_unit_test(test_out_of_range_is_kept_and_marked),
        cmocka_unit_test(test_every_magnitude),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
