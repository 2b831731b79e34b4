// SPDX-License-Identifier: Apache-2.0
#include "base/checked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_add(void **state)
{
    (void)state;
    size_t size = 7;
    assert_true(checked_add((size_t)1, (size_t)2, &size));
    assert_int_equal(size, 3);
    assert_false(checked_add(SIZE_MAX, (size_t)1, &size));
    assert_int_equal(size, 3); // nothing written where it does not fit
    assert_true(checked_add(SIZE_MAX, (size_t)0, &size));
    assert_true(size == SIZE_MAX);
    int64_t value = 0;
    assert_false(checked_add(INT64_MAX, INT64_C(1), &value));
    assert_false(checked_add(INT64_MIN, INT64_C(-1), &value));
    assert_true(checked_add(INT64_MIN, INT64_C(1), &value));
}

static void test_sub(void **state)
{
    (void)state;
    uint32_t value = 7;
    assert_true(checked_sub(5U, 5U, &value));
    assert_int_equal(value, 0);
    assert_false(checked_sub(5U, 6U, &value));
    assert_int_equal(value, 0);
}

static void test_mul(void **state)
{
    (void)state;
    size_t size = 7;
    assert_false(checked_mul(SIZE_MAX / 2, (size_t)3, &size));
    assert_int_equal(size, 7);
    assert_true(checked_mul(SIZE_MAX / 2, (size_t)2, &size));
    assert_true(size == SIZE_MAX - 1);
}

static void test_result_narrower_than_the_operands(void **state)
{
    (void)state;
    uint8_t value = 7;
    assert_false(checked_add(UINT64_C(200), UINT64_C(56), &value));
    assert_true(checked_add(UINT64_C(200), UINT64_C(55), &value));
    assert_int_equal(value, 255);
    assert_false(checked_mul(-1, 1, &value));
}

static void test_operands_are_evaluated_once(void **state)
{
    (void)state;
    int count = 0;
    int sum = 0;
    assert_true(checked_add(count++, 1, &sum));
    assert_int_equal(count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_add),
        cmocka_unit_test(test_sub),
        cmocka_unit_test(test_mul),
        cmocka_unit_test(test_result_narrower_than_the_operands),
        cmocka_unit_test(test_operands_are_evaluated_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
