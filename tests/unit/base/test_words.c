// SPDX-License-Identifier: Apache-2.0
// Other programs read these tokens, and old cases hold them: a change here breaks both.
#include "base/words.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

// Each value of an enum from 0 has the token at its place, and the token gives the value back.
#define assert_words(prefix, tokens)                                                                      \
    do {                                                                                                  \
        for (unsigned i = 0; i < sizeof(tokens) / sizeof *(tokens); i++) {                                \
            enum prefix value = (enum prefix)99;                                                          \
            assert_true(slice_equal(slice_text(prefix##_name((enum prefix)i)), slice_text((tokens)[i]))); \
            assert_int_equal(prefix##_parse(slice_text((tokens)[i]), &value), (tokens)[i] != NULL);       \
            assert_int_equal(value, (tokens)[i] ? i : 99);                                                \
        }                                                                                                 \
    } while (0)

static void test_tokens(void **state)
{
    (void)state;
    static const char *const grades[] = {"context", "weak", "strong", "known"};
    static const char *const means[] = {"received",   "visited",  "contacted", "present",  "executed",
                                        "configured", "tampered", "warned",    "selected", "unreadable"};
    static const char *const outcomes[] = {"read",    "partial", "absent", "not-understood",
                                           "damaged", "killed",  "locked", "skipped"};
    static const char *const reasons[] = {
        NULL, "not-in-this-kind", "app-not-installed", "not-collected", "listed-but-missing", "no-decoder", "asked",
    };
    static const char *const units[] = {NULL, "row", "page", "line", "byte"};
    static const char *const verdicts[] = {"nothing-found-in-what-was-read", "could-not-be-read", "worth-a-review",
                                           "signs-of-an-attempt", "traces-found"};
    assert_words(grade, grades);
    assert_words(means, means);
    assert_words(outcome, outcomes);
    assert_words(reason, reasons);
    assert_words(lost_unit, units);
    assert_words(verdict, verdicts);
}

static void test_none_has_no_token(void **state)
{
    (void)state;
    assert_null(reason_name(REASON_NONE));
    assert_null(lost_unit_name(LOST_NONE));
}

static void test_unknown_tokens(void **state)
{
    (void)state;
    const struct slice wrong[] = {SLICE_INIT("Known"), SLICE_INIT("know"), SLICE_INIT("known\0"), SLICE_INIT("known "),
                                  SLICE_INIT("read")};
    enum grade grade = GRADE_STRONG;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(grade_parse(wrong[i], &grade));
    assert_int_equal(grade, GRADE_STRONG);
}

static void test_grades_are_ordered(void **state)
{
    (void)state;
    assert_true(GRADE_CONTEXT < GRADE_WEAK && GRADE_WEAK < GRADE_STRONG && GRADE_STRONG < GRADE_KNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tokens),
        cmocka_unit_test(test_none_has_no_token),
        cmocka_unit_test(test_unknown_tokens),
        cmocka_unit_test(test_grades_are_ordered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
