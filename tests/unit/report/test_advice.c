// SPDX-License-Identifier: Apache-2.0
// What to do and whom to call, read from text; which of it a finding and a case ask for.
#include "report/advice.h"

#include "mutation.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define OURS                                                                                                       \
    "date: 2026-01-01\n[vendor-warning]\nbrief: W\ndo: w1\ndo: w2,\n  goes on\nnot: w3\n[known-trace]\nbrief: K\n" \
    "do: k1\n[received-link]\nbrief: R\n[visited-link]\nbrief: V\n[review]\nbrief: Q\n[tampered]\nbrief: T\n"      \
    "[damaged]\nbrief: D\n[not-read]\nbrief: N\n[stalkerware]\nbrief: S\n[selected]\nbrief: C\n[none-found]\n"     \
    "brief: O\n[help first]\ntext: call one\n[help danger]\ntext: call two\n[help last]\ntext: call three\n"

struct parsed {
    struct arena *arena;
    struct advice_set set;
    struct error error;
};

static void parsed_free(struct parsed *parsed)
{
    parsed->arena = arena_free(parsed->arena);
}
#define CLEANUP_PARSED CLEANUP(parsed_free)

static enum error_code parse_more(struct parsed *parsed, struct slice text)
{
    error_clear(&parsed->error);
    return advice_parse(text, parsed->arena, &parsed->set, &parsed->error);
}

static struct parsed parse(struct slice text)
{
    struct parsed parsed = {.arena = arena_new(8U << 20)};
    assert_non_null(parsed.arena);
    assert_int_equal(parse_more(&parsed, text), ERROR_NONE);
    return parsed;
}

static void assert_slice(struct slice got, const char *expected)
{
    if (!slice_equal(got, slice_text(expected)))
        fail_msg("\"%.*s\" is not \"%s\"", SLICE_PRINTF(got), expected);
}

static void test_reads(void **state)
{
    (void)state;
    struct parsed ours CLEANUP_PARSED = parse(SLICE(OURS));
    assert_slice(ours.set.date, "2026-01-01");
    const struct advice *warning = advice_find(&ours.set, SLICE("vendor-warning"));
    assert_non_null(warning);
    assert_slice(warning->brief, "W");
    assert_int_equal(warning->todo_count, 2);
    assert_slice(warning->todo[1], "w2, goes on");
    assert_int_equal(warning->todo_not_count, 1);
    assert_null(advice_find(&ours.set, SLICE("danger")));
}

static void test_a_users_text_over_ours(void **state)
{
    (void)state;
    struct parsed ours CLEANUP_PARSED = parse(SLICE(OURS));
    assert_int_equal(parse_more(&ours, SLICE("[known-trace]\nbrief: theirs\n[help desk]\ntext: room 12\n")),
                     ERROR_NONE);
    assert_slice(advice_find(&ours.set, SLICE("known-trace"))->brief, "theirs");
    assert_int_equal(advice_find(&ours.set, SLICE("known-trace"))->todo_count, 0);
    assert_slice(advice_find(&ours.set, SLICE("review"))->brief, "Q");
    const struct advice *help = advice_help_next(&ours.set, true, NULL);
    assert_slice(help->brief, "room 12");
    assert_null(advice_help_next(&ours.set, true, help));
}

static void assert_help(const struct advice_set *set, bool danger, const char *const expected[3])
{
    const struct advice *help = NULL;
    for (size_t i = 0; i < 3; i++) {
        help = advice_help_next(set, danger, help);
        assert_non_null(help);
        assert_slice(help->brief, expected[i]);
    }
    assert_null(advice_help_next(set, danger, help));
}

static void test_whom_to_call(void **state)
{
    (void)state;
    struct parsed ours CLEANUP_PARSED = parse(SLICE(OURS));
    assert_help(&ours.set, false, (const char *const[]){"call one", "call two", "call three"});
    assert_help(&ours.set, true, (const char *const[]){"call two", "call one", "call three"});
}

static void assert_brief(const struct advice_set *set, enum means means, enum grade grade, struct slice key,
                         const char *expected)
{
    struct case_finding finding = {.means = means, .grade = grade, .advice = key};
    const struct advice *advice = advice_of(set, &finding);
    assert_slice(advice ? advice->brief : SLICE_NONE, expected);
}

static void test_advice_of_a_finding(void **state)
{
    (void)state;
    struct parsed ours CLEANUP_PARSED = parse(SLICE(OURS));
    assert_brief(&ours.set, MEANS_WARNED, GRADE_STRONG, SLICE_NONE, "W");
    assert_brief(&ours.set, MEANS_WARNED, GRADE_WEAK, SLICE_NONE, "Q");
    assert_brief(&ours.set, MEANS_EXECUTED, GRADE_KNOWN, SLICE_NONE, "K");
    assert_brief(&ours.set, MEANS_EXECUTED, GRADE_KNOWN, SLICE("no-such-key"), "K");
    assert_brief(&ours.set, MEANS_RECEIVED, GRADE_KNOWN, SLICE_NONE, "R");
    assert_brief(&ours.set, MEANS_VISITED, GRADE_KNOWN, SLICE_NONE, "V");
    assert_brief(&ours.set, MEANS_SELECTED, GRADE_KNOWN, SLICE_NONE, "C");
    assert_brief(&ours.set, MEANS_TAMPERED, GRADE_STRONG, SLICE_NONE, "T");
    assert_brief(&ours.set, MEANS_PRESENT, GRADE_KNOWN, SLICE("stalkerware"), "S");
    assert_brief(&ours.set, MEANS_UNREADABLE, GRADE_CONTEXT, SLICE_NONE, "D");
    assert_brief(&ours.set, MEANS_PRESENT, GRADE_CONTEXT, SLICE_NONE, "");
}

static void test_advice_of_a_case(void **state)
{
    (void)state;
    struct parsed ours CLEANUP_PARSED = parse(SLICE(OURS));
    struct case_finding findings[] = {
        {.means = MEANS_EXECUTED, .grade = GRADE_KNOWN},
        {.means = MEANS_WARNED, .grade = GRADE_STRONG},
        {.means = MEANS_RECEIVED, .grade = GRADE_KNOWN},
        {.means = MEANS_PRESENT, .grade = GRADE_WEAK, .advice = SLICE("stalkerware")},
    };
    struct case_model model = {.findings = findings, .finding_count = 3, .facts.verdict = VERDICT_TRACES};
    struct advices advices = advices_of(&ours.set, &model);
    assert_int_equal(advices.count, 3);
    assert_false(advices.danger);
    assert_slice(advices.items[0]->brief, "W");
    assert_slice(advices.items[1]->brief, "K");
    assert_slice(advices.items[2]->brief, "R");
    model.finding_count = 4;
    advices = advices_of(&ours.set, &model);
    assert_true(advices.danger);
    assert_slice(advices.items[0]->brief, "S");
    model = (struct case_model){.facts = {.verdict = VERDICT_NOTHING_FOUND, .status = 4}};
    advices = advices_of(&ours.set, &model);
    assert_int_equal(advices.count, 2);
    assert_slice(advices.items[0]->brief, "O");
    assert_slice(advices.items[1]->brief, "D");
}

static void attempt(struct slice bytes, void *context)
{
    (void)context;
    struct parsed parsed CLEANUP_PARSED = {.arena = arena_new(8U << 20)};
    assert_non_null(parsed.arena);
    if (parse_more(&parsed, bytes) != ERROR_NONE)
        return;
    const struct advice *help = NULL;
    for (size_t i = 0; (help = advice_help_next(&parsed.set, true, help)); i++)
        assert_true(i < parsed.set.count);
}

static void test_hostile_bytes(void **state)
{
    (void)state;
    mutation_all(SLICE("date: d\n[a]\nbrief: b\ndo: c\n  e\nnot: f\n[help danger]\ntext: g\n[help h]\ntext: i\n"),
                 attempt, NULL);
    mutation_truncate(SLICE(OURS), attempt, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads),
        cmocka_unit_test(test_a_users_text_over_ours),
        cmocka_unit_test(test_whom_to_call),
        cmocka_unit_test(test_advice_of_a_finding),
        cmocka_unit_test(test_advice_of_a_case),
        cmocka_unit_test(test_hostile_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
