// SPDX-License-Identifier: Apache-2.0
// Dates in words, as logs write them: the parts in any order, and no guess where a word is none of a date's.
#include "base/attr.h"
#include "base/times.h"
#include "mutation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

struct moment {
    int64_t microseconds;
    const char *text;
};

#define AT INT64_C(1639634041000000) // 2021-12-16T05:54:01Z
#define HOUR INT64_C(3600000000)

static void assert_moment(const char *text, int64_t microseconds)
{
    int64_t parsed = -1;
    if (!time_parse_text(slice_text(text), &parsed))
        fail_msg("no time: %s", text);
    if (parsed != microseconds)
        fail_msg("%s is %lld, not %lld", text, (long long)parsed, (long long)microseconds);
}

static void test_words_in_any_order(UNUSED void **state)
{
    static const struct moment forms[] = {
        {AT, "Thu Dec 16 05:54:01 2021"},
        {AT, "Thu Dec 16 5:54:01 2021"},
        {AT, "  Thursday,\t16 December 2021 at 05:54:01  "},
        {AT, "2021 Dec 16 05:54:01"},
        {AT, "DEC 16, 2021, 5:54:01 AM"},
        {AT + 12 * HOUR, "Dec 16, 2021 at 5:54:01 PM"},
        {AT + 12 * HOUR, "Dec 16, 2021 at 17:54:01 PM"},
        {AT + 12 * HOUR, "16 Dec 2021 5:54:01\xe2\x80\xafPM"}, // U+202F
        {AT + 12 * HOUR, "16 Dec 2021 5:54:01\xc2\xa0pm"},
        {AT - 5 * HOUR, "Dec 16 12:54:01 am 2021"},
        {AT + 7 * HOUR, "Dec 16 12:54:01 pm 2021"},
        {AT + 123000, "Thu Dec 16 05:54:01.123 2021"},
        {AT + 123456, "Thu Dec 16 05:54:01.123456789 2021"},
        {INT64_C(951782400000000), "29 Feb 2000 00:00:00"},
        {INT64_C(-62135596800000000), "Jan 1 0001 00:00:00"},
        {INT64_C(253402300799000000), "31 December 9999 23:59:59"},
        {INT64_C(1483228800000000), "Dec 31 23:59:60 2016"},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        assert_moment(forms[i].text, forms[i].microseconds);
}

static void test_zones(UNUSED void **state)
{
    static const struct moment forms[] = {
        {AT, "Dec 16 05:54:01 UTC 2021"},
        {AT, "Dec 16 05:54:01 GMT 2021"},
        {AT, "Dec 16 05:54:01 Z 2021"},
        {AT - 2 * HOUR, "Dec 16 05:54:01 2021 +0200"},
        {AT - 2 * HOUR, "Dec 16 05:54:01 2021 +02:00"},
        {AT - 2 * HOUR, "Dec 16 05:54:01 2021 +2"},
        {AT - 2 * HOUR, "Dec 16 05:54:01 2021 GMT+2"},
        {AT - 5 * HOUR - HOUR / 2, "Dec 16 05:54:01 2021 GMT+5:30"},
        {AT + 7 * HOUR, "Dec 16 05:54:01 2021 -07"},
        {AT + 7 * HOUR, "Dec 16 05:54:01 2021 UTC-07:00"},
        {AT + 8 * HOUR, "Thu Dec 16 05:54:01 PST 2021"},
        {AT + 4 * HOUR, "Thu Dec 16 05:54:01 EDT 2021"},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        assert_moment(forms[i].text, forms[i].microseconds);
}

static void test_what_is_none_is_refused(UNUSED void **state)
{
    static const char *const wrong[] = {
        "",
        "Dec",
        "Dec 16 2021",
        "16 2021 05:54:01",
        "Dec 2021 05:54:01",
        "Dec 16 05:54:01",
        "Dec 16 05:54 2021",
        "Dec 16 05:54:01 21",
        "Dec 16 05:54:01 20211",
        "Dec 0 05:54:01 2021",
        "Dec 16 05:54:01 0000",
        "Dec 32 05:54:01 2021",
        "Feb 29 05:54:01 2021",
        "Nov 31 05:54:01 2021",
        "Dec 16 24:00:00 2021",
        "Dec 16 05:60:00 2021",
        "Dec 16 05:54:61 2021",
        "Dec 16 05:54:01:02 2021",
        "Dec 16 005:54:01 2021",
        "Dec 16 05:54:01.x 2021",
        "Dec 16 05:54:01PM 2021",
        "Dec 16 13:54:01 AM 2021",
        "Dec 16 05:54:01 AM PM 2021",
        "Dec 16 05:54:01 05:54:02 2021",
        "Dec Nov 16 05:54:01 2021",
        "Dec 16 17 05:54:01 2021",
        "Dec 16 05:54:01 2021 2022",
        "Dec 16 05:54:01 +0200 +0300 2021",
        "Dec 16 05:54:01 +1900 2021",
        "Dec 16 05:54:01 +0260 2021",
        "Dec 16 05:54:01 +020 2021",
        "Dec 16 05:54:01 + 2021",
        "Dec 16 05:54:01 +x 2021",
        "Dec 16 05:54:01 CEST 2021", // a zone that is not known is not taken for UTC
        "Dec 16 05:54:01 IST 2021",
        "Decorated 16 05:54:01 2021",
        "Decem 16 05:54:01 2021 trailing words",
        "12/16/2021 05:54:01",
        "Dec 16th 05:54:01 2021",
        "Dec 16 05:54:01 2021 Mon Mon Mon Mon Mon Mon Mon",
    };
    int64_t microseconds = 7;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (time_parse_text(slice_text(wrong[i]), &microseconds))
            fail_msg("taken for a time: %s", wrong[i]);
    assert_int_equal(microseconds, 7);
    assert_false(time_parse_text(SLICE("Dec 16 05:54:01\0 2021"), &microseconds));
    assert_false(time_parse_text(SLICE("\xff\xfe Dec 16 05:54:01 2021"), &microseconds));
}

// Every day of a year stands where it should.
static void test_every_day(UNUSED void **state)
{
    static const char *const names[] = {"Jan",  "Febr", "MARCH", "apr",  "may",   "june",
                                        "July", "Augu", "sept",  "octo", "novem", "DECEMBER"};
    int64_t wanted = time_days(2024, 1, 1);
    for (unsigned month = 1; month <= 12; month++) {
        for (unsigned day = 1; day <= time_month_days(2024, month); day++, wanted++) {
            char text[64];
            (void)snprintf(text, sizeof text, "%s %u 00:00:00 2024", names[month - 1], day);
            assert_moment(text, wanted * 24 * HOUR);
        }
    }
    assert_int_equal(time_month_days(2024, 0), 0);
    assert_int_equal(time_month_days(2024, 13), 0);
}

static void test_a_blank_before_the_zone(UNUSED void **state)
{
    static const struct {
        const char *text;
        bool good;
    } forms[] = {
        {"2021-12-16 05:54:01 +0000", true},      {"2021-12-16 05:54:01 Z", true},
        {"2021-12-16T05:54:01.000 +00:00", true}, {"2021-12-16 05:54:01  +0000", false},
        {"2021-12-16 05:54:01 +0000 ", false},    {"2021-12-16 05:54:01 PST", false},
        {"2021-12-16 05:54:01 +", false},         {"2021-12-16 05:54:01 ", false},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        int64_t microseconds = 0;
        if (time_parse_iso(slice_text(forms[i].text), &microseconds) != forms[i].good)
            fail_msg("%s", forms[i].text);
        assert_true(!forms[i].good || microseconds == AT);
    }
}

static void attempt(struct slice bytes, UNUSED void *context)
{
    int64_t microseconds = 0;
    if (time_parse_text(bytes, &microseconds)) {
        assert_true(microseconds > INT64_C(-62136000000000000));
        assert_true(microseconds < INT64_C(253403000000000000));
    }
    (void)time_parse_iso(bytes, &microseconds);
}

static void test_mutated_dates_come_back(UNUSED void **state)
{
    mutation_all(SLICE("Thu, 16 Dec 2021 at 5:54:01.5\xe2\x80\xafPM GMT+2"), attempt, NULL);
    mutation_all(SLICE("2021-12-16 05:54:01.5 -0800"), attempt, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_in_any_order),      cmocka_unit_test(test_zones),
        cmocka_unit_test(test_what_is_none_is_refused), cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_a_blank_before_the_zone), cmocka_unit_test(test_mutated_dates_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
