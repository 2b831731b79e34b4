// SPDX-License-Identifier: Apache-2.0
// The tokens that machine output is made of, as docs/case.md lists them.
#include "base/words.h"

#include "base/attr.h"
#include "report/words.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define CHECK_TOKENS(type, tokens)                                       \
    do {                                                                 \
        for (unsigned i = 0; i < ARRAY_SIZE(tokens); i++) {              \
            enum type back;                                              \
            assert_string_equal(type##_name((enum type)i), (tokens)[i]); \
            assert_true(type##_parse(slice_text((tokens)[i]), &back));   \
            assert_int_equal(back, i);                                   \
        }                                                                \
        enum type none;                                                  \
        assert_false(type##_parse(SLICE("nonsense"), &none));            \
        assert_false(type##_parse(SLICE_NONE, &none));                   \
        assert_null(type##_name((enum type)ARRAY_SIZE(tokens)));         \
    } while (0)

static void test_tokens(void **state)
{
    (void)state;
    static const char *const grades[] = {"context", "weak", "strong", "known"};
    static const char *const meanings[] = {"received",   "visited",  "contacted", "present",  "executed",
                                           "configured", "tampered", "warned",    "selected", "unreadable"};
    static const char *const outcomes[] = {"read",    "partial", "absent", "not-understood",
                                           "damaged", "killed",  "locked", "skipped"};
    static const char *const verdicts[] = {"nothing-found-in-what-was-read", "could-not-be-read", "worth-a-review",
                                           "signs-of-an-attempt", "traces-found"};
    CHECK_TOKENS(grade, grades);
    CHECK_TOKENS(means, meanings);
    CHECK_TOKENS(outcome, outcomes);
    CHECK_TOKENS(verdict, verdicts);
}

static void test_tokens_with_a_null(void **state)
{
    (void)state;
    static const char *const reasons[] = {"not-in-this-kind",   "app-not-installed", "not-collected",
                                          "listed-but-missing", "no-decoder",        "asked"};
    static const char *const units[] = {"row", "page", "line", "byte"};
    assert_null(reason_name(REASON_NONE));
    assert_null(lost_unit_name(LOST_NONE));
    for (unsigned i = 0; i < ARRAY_SIZE(reasons); i++) {
        enum reason reason;
        assert_true(reason_parse(slice_text(reasons[i]), &reason));
        assert_int_equal(reason, i + 1);
        assert_string_equal(reason_name(reason), reasons[i]);
    }
    for (unsigned i = 0; i < ARRAY_SIZE(units); i++) {
        enum lost_unit unit;
        assert_true(lost_unit_parse(slice_text(units[i]), &unit));
        assert_int_equal(unit, i + 1);
        assert_string_equal(lost_unit_name(unit), units[i]);
    }
}

static void assert_calm(const char *words)
{
    static const char *const never[] = {"clean bill", "is clean", "safe from", "infected", "hacked", "virus"};
    assert_non_null(words);
    for (size_t i = 0; i < ARRAY_SIZE(never); i++)
        assert_null(strstr(words, never[i]));
}

// Every token has its words, and none of them is one of those that frighten or promise.
static void test_words(void **state)
{
    (void)state;
    for (enum verdict verdict = VERDICT_NOTHING_FOUND; verdict <= VERDICT_TRACES; verdict++)
        assert_calm(words_of_verdict(verdict));
    for (enum means means = MEANS_RECEIVED; means <= MEANS_UNREADABLE; means++) {
        assert_calm(words_of_means(means, GRADE_WEAK));
        assert_calm(words_of_means(means, GRADE_KNOWN));
    }
    for (enum outcome outcome = OUTCOME_READ; outcome <= OUTCOME_SKIPPED; outcome++)
        assert_calm(words_of_outcome(outcome));
    assert_null(words_of_grade(GRADE_CONTEXT));
    assert_non_null(strstr(words_of_grade(GRADE_STRONG), "only expert review can confirm"));
    assert_non_null(strstr(words_of_grade(GRADE_KNOWN), "only expert review can confirm"));
    assert_null(words_of_kind(SLICE("nonsense")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tokens),
        cmocka_unit_test(test_tokens_with_a_null),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
