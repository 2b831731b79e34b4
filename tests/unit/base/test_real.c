// SPDX-License-Identifier: Apache-2.0
#include "base/real.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void check(double value, const char *expected)
{
    struct buffer buffer CLEANUP_BUFFER;
    buffer_init(&buffer, 64);
    real_put(&buffer, value);
    assert_string_equal(buffer_text(&buffer), expected);
}

static void test_shortest(void **state)
{
    (void)state;
    check(0, "0");
    check(-0.0, "-0");
    check(1, "1");
    check(0.1, "0.1");
    check(0.1 + 0.2, "0.30000000000000004");
    check(-12.5, "-12.5");
    check(100000, "100000");
    check(123456789012.25, "123456789012.25");
    check(1e20, "100000000000000000000");
    check(1e21, "1e+21");
    check(1.5e21, "1.5e+21");
    check(1e300, "1e+300");
    check(0.000001, "0.000001");
    check(0.0000001, "1e-7");
    check(5e-324, "5e-324");
    check(DBL_MAX, "1.7976931348623157e+308");
    check(DBL_MIN, "2.2250738585072014e-308");
    check(9007199254740993.0, "9007199254740992");
}

static void test_what_json_cannot_say(void **state)
{
    (void)state;
    check((double)NAN, "null");
    check((double)INFINITY, "null");
    check(-(double)INFINITY, "null");
}

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed ^ *seed >> 29;
}

static void test_reads_back_the_same(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = next_random(&seed);
        double value;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        struct buffer buffer CLEANUP_BUFFER;
        buffer_init(&buffer, 64);
        real_put(&buffer, value);
        double back = strtod(buffer_text(&buffer), NULL);
        assert_memory_equal(&back, &value, sizeof value);
    }
}

// A program that uses the library may have set a locale whose decimal point is a comma.
static void test_any_locale(void **state)
{
    (void)state;
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "nl_NL.UTF-8"};
    const char *set = NULL;
    for (size_t i = 0; !set && i < ARRAY_SIZE(names); i++)
        set = setlocale(LC_ALL, names[i]);
    if (!set)
        skip();
    check(0.1, "0.1");
    check(1.5e300, "1.5e+300");
    (void)setlocale(LC_ALL, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shortest),
        cmocka_unit_test(test_what_json_cannot_say),
        cmocka_unit_test(test_reads_back_the_same),
        cmocka_unit_test(test_any_locale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
