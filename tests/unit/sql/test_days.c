// SPDX-License-Identifier: Apache-2.0
// Days that records cover, as stretches: gaps of more than a week, wider ones where there would be too many.
#include "sql/days.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DAY (INT64_C(86400) * 1000000)

static struct days *days;
static struct time_span spans[SPANS_MOST];

static int begin(UNUSED void **state)
{
    days = calloc(1, sizeof *days);
    memset(spans, 0xa5, sizeof spans);
    return days ? 0 : -1;
}

static int end(UNUSED void **state)
{
    free(days);
    return 0;
}

static void assert_span(size_t at, int64_t first, int64_t last)
{
    assert_int_equal(spans[at].first, first);
    assert_int_equal(spans[at].last, last);
}

static void test_one_moment(UNUSED void **state)
{
    int64_t moment = 20000 * DAY + 17;
    days_add(days, moment);
    assert_int_equal(days_spans(days, moment, moment, spans), 1);
    assert_span(0, moment, moment);
}

static void test_a_week_joins_and_more_parts(UNUSED void **state)
{
    days_add(days, 100 * DAY + 5);
    days_add(days, 107 * DAY + 5);
    assert_int_equal(days_spans(days, 100 * DAY + 5, 107 * DAY + 5, spans), 1);
    assert_span(0, 100 * DAY + 5, 107 * DAY + 5);
    days_add(days, 115 * DAY + 5);
    assert_int_equal(days_spans(days, 100 * DAY + 5, 115 * DAY + 5, spans), 2);
    assert_span(0, 100 * DAY + 5, 108 * DAY - 1);
    assert_span(1, 115 * DAY, 115 * DAY + 5);
}

static void test_too_many_gaps_grow_wider(UNUSED void **state)
{
    for (unsigned i = 0; i < SPANS_MOST; i++)
        days_add(days, (int64_t)i * 10 * DAY);
    assert_int_equal(days_spans(days, 0, (SPANS_MOST - 1) * 10 * DAY, spans), SPANS_MOST);
    days_add(days, (int64_t)SPANS_MOST * 10 * DAY);
    assert_int_equal(days_spans(days, 0, SPANS_MOST * 10 * DAY, spans), 1);
    // One gap is wide enough to stay.
    days_add(days, (int64_t)(SPANS_MOST * 10 + 60) * DAY);
    assert_int_equal(days_spans(days, 0, (SPANS_MOST * 10 + 60) * DAY, spans), 2);
    assert_span(0, 0, (SPANS_MOST * 10 + 1) * DAY - 1);
}

static void test_spans_keep_to_first_and_last(UNUSED void **state)
{
    days_add(days, 10 * DAY + 7);
    days_add(days, 50 * DAY + 7);
    days_add(days, 90 * DAY + 7);
    assert_int_equal(days_spans(days, 10 * DAY + 7, 90 * DAY + 7, spans), 3);
    assert_span(0, 10 * DAY + 7, 11 * DAY - 1);
    assert_span(1, 50 * DAY, 51 * DAY - 1);
    assert_span(2, 90 * DAY, 90 * DAY + 7);
    for (size_t i = 1; i < 3; i++)
        assert_true(spans[i].first > spans[i - 1].last);
    assert_int_equal(days_spans(days, 40 * DAY, 60 * DAY, spans), 1);
    assert_span(0, 40 * DAY, 60 * DAY);
}

static void test_out_of_range(UNUSED void **state)
{
    static const int64_t moments[] = {INT64_MIN, -1, (int64_t)DAYS_MOST * DAY, INT64_MAX};
    for (size_t i = 0; i < ARRAY_SIZE(moments); i++) {
        days_add(days, moments[i]);
        assert_int_equal(days_spans(days, moments[i], moments[i], spans), 0);
    }
    for (size_t i = 0; i < ARRAY_SIZE(days->bits); i++)
        assert_int_equal(days->bits[i], 0);
    assert_int_equal(days_spans(days, 5, 4, spans), 0);
    assert_int_equal(days_spans(days, 0, (int64_t)DAYS_MOST * DAY - 1, spans), 0);
    days_add(days, 0);
    days_add(days, (int64_t)DAYS_MOST * DAY - 1);
    assert_int_equal(days_spans(days, 0, (int64_t)DAYS_MOST * DAY - 1, spans), 2);
    assert_span(0, 0, DAY - 1);
    assert_span(1, (int64_t)(DAYS_MOST - 1) * DAY, (int64_t)DAYS_MOST * DAY - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_one_moment, begin, end),
        cmocka_unit_test_setup_teardown(test_a_week_joins_and_more_parts, begin, end),
        cmocka_unit_test_setup_teardown(test_too_many_gaps_grow_wider, begin, end),
        cmocka_unit_test_setup_teardown(test_spans_keep_to_first_and_last, begin, end),
        cmocka_unit_test_setup_teardown(test_out_of_range, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
