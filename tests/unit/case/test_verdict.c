// SPDX-License-Identifier: Apache-2.0
// The verdict and the exit status: the whole table, row by row, and the sentence in which every loss stands.
#include "case/verdict.h"

#include "base/attr.h"
#include "base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define ROOM 8

struct trial {
    struct case_finding findings[ROOM];
    struct case_input inputs[ROOM];
    struct case_model model;
    struct verdict_context context;
};

static void trial_close(struct trial *trial)
{
    trial->model.arena = arena_free(trial->model.arena);
}
#define CLEANUP_TRIAL CLEANUP(trial_close)

// One input that was read whole, nothing found.
static void trial_open(struct trial *trial)
{
    memset(trial, 0, sizeof *trial);
    trial->inputs[0] = (struct case_input){.outcome = OUTCOME_READ, .records = 3};
    trial->model = (struct case_model){
        .arena = arena_new(1U << 20), .findings = trial->findings, .inputs = trial->inputs, .input_count = 1};
}

static void add_finding(struct trial *trial, enum grade grade, enum means means)
{
    assert_true(trial->model.finding_count < ROOM);
    trial->findings[trial->model.finding_count++] = (struct case_finding){.grade = grade, .means = means};
}

static void add_input(struct trial *trial, enum outcome outcome, enum reason reason, uint64_t records)
{
    assert_true(trial->model.input_count < ROOM);
    trial->inputs[trial->model.input_count++] =
        (struct case_input){.outcome = outcome, .reason = reason, .records = records};
}

static const char *sentence(struct trial *trial)
{
    const char *text = arena_text(trial->model.arena, trial->model.facts.sentence);
    assert_non_null(text);
    return text;
}

static void assert_verdict(struct trial *trial, enum verdict verdict, int status, const char *part)
{
    assert_true(verdict_reach(&trial->model, &trial->context));
    const char *text = sentence(trial);
    if (trial->model.facts.verdict != verdict || trial->model.facts.status != status || !strstr(text, part))
        fail_msg("%s, status %d: %s (not %s, %d, \"%s\")", verdict_name(trial->model.facts.verdict),
                 trial->model.facts.status, text, verdict_name(verdict), status, part);
    assert_int_equal(text[strlen(text) - 1], '.');
}

static void assert_one_finding(enum grade grade, enum means means, enum verdict verdict, int status)
{
    struct trial trial CLEANUP_TRIAL;
    trial_open(&trial);
    add_finding(&trial, grade, means);
    assert_verdict(&trial, verdict, status, "");
}

static void test_row_1_traces_found(UNUSED void **state)
{
    static const enum means traces[] = {MEANS_PRESENT, MEANS_EXECUTED, MEANS_CONTACTED, MEANS_CONFIGURED,
                                        MEANS_TAMPERED};
    for (size_t i = 0; i < ARRAY_SIZE(traces); i++) {
        assert_one_finding(GRADE_KNOWN, traces[i], VERDICT_TRACES, 1);
        assert_one_finding(GRADE_STRONG, traces[i], VERDICT_TRACES, 1);
        assert_one_finding(GRADE_WEAK, traces[i], VERDICT_REVIEW, 3);
        assert_one_finding(GRADE_CONTEXT, traces[i], VERDICT_NOTHING_FOUND, 0);
    }
}

static void test_row_2_signs_of_an_attempt(UNUSED void **state)
{
    static const enum means attempts[] = {MEANS_WARNED, MEANS_RECEIVED, MEANS_VISITED, MEANS_SELECTED};
    for (size_t i = 0; i < ARRAY_SIZE(attempts); i++) {
        assert_one_finding(GRADE_KNOWN, attempts[i], VERDICT_ATTEMPT, 1);
        assert_one_finding(GRADE_STRONG, attempts[i], VERDICT_ATTEMPT, 1);
        assert_one_finding(GRADE_WEAK, attempts[i], VERDICT_REVIEW, 3);
        assert_one_finding(GRADE_CONTEXT, attempts[i], VERDICT_NOTHING_FOUND, 0);
    }
}

static void test_row_3_worth_a_review(UNUSED void **state)
{
    struct trial trial CLEANUP_TRIAL;
    trial_open(&trial);
    add_finding(&trial, GRADE_WEAK, MEANS_UNREADABLE);
    add_finding(&trial, GRADE_CONTEXT, MEANS_PRESENT);
    assert_verdict(&trial, VERDICT_REVIEW, 3, "Worth a review: 1 weak finding, which may well have an innocent cause");
    // 3 hides 4, and the loss is still said.
    add_input(&trial, OUTCOME_DAMAGED, REASON_NONE, 0);
    assert_verdict(&trial, VERDICT_REVIEW, 3, "; 1 input was damaged and could not be read");
}

static void test_unreadable_alone_is_no_trace(UNUSED void **state)
{
    assert_one_finding(GRADE_CONTEXT, MEANS_UNREADABLE, VERDICT_NOTHING_FOUND, 0);
    assert_one_finding(GRADE_WEAK, MEANS_UNREADABLE, VERDICT_REVIEW, 3);
}

static void test_the_graver_row_wins(UNUSED void **state)
{
    struct trial trial CLEANUP_TRIAL;
    trial_open(&trial);
    add_finding(&trial, GRADE_WEAK, MEANS_PRESENT);
    add_finding(&trial, GRADE_KNOWN, MEANS_RECEIVED);
    assert_verdict(&trial, VERDICT_ATTEMPT, 1,
                   "Signs of an attempt: 1 known or strong sign, and no trace that anything ran");
    add_finding(&trial, GRADE_STRONG, MEANS_WARNED);
    assert_verdict(
        &trial, VERDICT_ATTEMPT, 1,
        "2 known or strong signs (a warning by the phone's maker among them), and no trace that anything ran");
    add_finding(&trial, GRADE_STRONG, MEANS_EXECUTED);
    assert_verdict(&trial, VERDICT_TRACES, 1,
                   "Traces found: 1 known or strong trace in what was read, and 2 signs of an attempt");
    add_input(&trial, OUTCOME_PARTIAL, REASON_NONE, 1);
    assert_verdict(&trial, VERDICT_TRACES, 1, "; 1 input was read only in part");
}

static void assert_loss(enum outcome outcome, enum reason reason, const char *part)
{
    struct trial trial CLEANUP_TRIAL;
    trial_open(&trial);
    add_input(&trial, outcome, reason, 0);
    assert_verdict(&trial, VERDICT_NOTHING_FOUND, 4, part);
    assert_non_null(strstr(sentence(&trial), "Nothing found in what was read; "));
}

static void test_row_4_nothing_found_but_something_lost(UNUSED void **state)
{
    assert_loss(OUTCOME_PARTIAL, REASON_NONE, "; 1 input was read only in part");
    assert_loss(OUTCOME_DAMAGED, REASON_NONE, "; 1 input was damaged and could not be read");
    assert_loss(OUTCOME_NOT_UNDERSTOOD, REASON_NONE, "; 1 input was not understood");
    assert_loss(OUTCOME_KILLED, REASON_NONE, "; 1 input ended its reader (killed)");
    assert_loss(OUTCOME_LOCKED, REASON_NONE, "; 1 input is locked");
    assert_loss(OUTCOME_DAMAGED, REASON_LISTED_BUT_MISSING, "; 1 file that the backup lists is missing");
}

static void test_row_4_what_is_lost_of_the_acquisition(UNUSED void **state)
{
    static const struct {
        struct verdict_context context;
        const char *part;
    } rows[] = {
        {{.unfinished = true}, "; the backup is unfinished: it was interrupted or cut down"},
        {{.missing = 2}, "; 2 files that the backup lists are missing"},
        {{.newer_system = true}, "; the phone's system is newer than what bridle knows"},
        {{.folders_unread = 1}, "; 1 folder could not be opened"},
        {{.folders_unread = 3}, "; 3 folders could not be opened"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct trial trial CLEANUP_TRIAL;
        trial_open(&trial);
        trial.context = rows[i].context;
        assert_verdict(&trial, VERDICT_NOTHING_FOUND, 4, rows[i].part);
    }
}

static void test_row_5_could_not_be_read(UNUSED void **state)
{
    struct trial trial CLEANUP_TRIAL;
    trial_open(&trial);
    trial.inputs[0].records = 0;
    assert_verdict(&trial, VERDICT_COULD_NOT_BE_READ, 4, "Could not be read: not one record could be read");
    trial.model.input_count = 0;
    assert_verdict(&trial, VERDICT_COULD_NOT_BE_READ, 4, "");
    // What the backup says of itself is no record of the phone.
    add_input(&trial, OUTCOME_READ, REASON_NONE, 5);
    trial.inputs[0].about_acquisition = true;
    assert_verdict(&trial, VERDICT_COULD_NOT_BE_READ, 4, "");
    add_finding(&trial, GRADE_WEAK, MEANS_PRESENT);
    assert_verdict(&trial, VERDICT_REVIEW, 3, "");
}

static void test_row_6_nothing_found(UNUSED void **state)
{
    struct trial trial CLEANUP_TRIAL;
    trial_open(&trial);
    assert_verdict(&trial, VERDICT_NOTHING_FOUND, 0, "Nothing found in what was read.");
    // What was not there, or not asked for, or has no decoder, changes nothing.
    add_input(&trial, OUTCOME_ABSENT, REASON_APP_NOT_INSTALLED, 0);
    add_input(&trial, OUTCOME_ABSENT, REASON_NOT_COLLECTED, 0);
    add_input(&trial, OUTCOME_SKIPPED, REASON_ASKED, 0);
    add_input(&trial, OUTCOME_SKIPPED, REASON_NO_DECODER, 0);
    assert_verdict(&trial, VERDICT_NOTHING_FOUND, 0, "Nothing found in what was read.");
}

static void test_what_was_not_examined_is_named_and_changes_no_status(UNUSED void **state)
{
    struct trial trial CLEANUP_TRIAL;
    trial_open(&trial);
    trial.context.no_decoder = SLICE("unified logs");
    assert_verdict(&trial, VERDICT_NOTHING_FOUND, 0, "; unified logs were not examined.");
    trial.context = (struct verdict_context){.no_list = true};
    assert_verdict(&trial, VERDICT_NOTHING_FOUND, 0,
                   "; no list of indicators was given, so only the rules were asked.");
    trial.context = (struct verdict_context){.lists_in_part = true};
    assert_verdict(&trial, VERDICT_NOTHING_FOUND, 0, "; a list of indicators could be used only in part.");
    trial.context = (struct verdict_context){.not_matched = 1};
    assert_verdict(&trial, VERDICT_NOTHING_FOUND, 0, "; 1 indicator is kept but not matched yet.");
    trial.context = (struct verdict_context){.not_matched = 2};
    assert_verdict(&trial, VERDICT_NOTHING_FOUND, 0, "; 2 indicators are kept but not matched yet.");
    trial.context = (struct verdict_context){.rules_skipped = 2};
    assert_verdict(&trial, VERDICT_NOTHING_FOUND, 0, "; 2 rules were not evaluated.");
}

static void test_every_loss_stands_in_one_sentence(UNUSED void **state)
{
    struct trial trial CLEANUP_TRIAL;
    trial_open(&trial);
    add_input(&trial, OUTCOME_PARTIAL, REASON_NONE, 1);
    add_input(&trial, OUTCOME_PARTIAL, REASON_NONE, 1);
    add_input(&trial, OUTCOME_DAMAGED, REASON_NONE, 0);
    add_input(&trial, OUTCOME_DAMAGED, REASON_LISTED_BUT_MISSING, 0);
    add_input(&trial, OUTCOME_KILLED, REASON_NONE, 0);
    trial.context = (struct verdict_context){.unfinished = true, .missing = 3, .no_list = true, .rules_skipped = 1};
    assert_true(verdict_reach(&trial.model, &trial.context));
    assert_string_equal(
        sentence(&trial),
        "Nothing found in what was read; 2 inputs were read only in part; 1 input was damaged and could not "
        "be read; 1 input ended its reader (killed); 3 files that the backup lists are missing; the backup "
        "is unfinished: it was interrupted or cut down; no list of indicators was given, so only the rules "
        "were asked; 1 rule was not evaluated.");
    assert_int_equal(trial.model.facts.status, 4);
}

static void test_no_sentence_calms_or_frightens(UNUSED void **state)
{
    static const char *const words[] = {"clean", "safe", "infected", "hacked"};
    for (int grade = GRADE_CONTEXT; grade <= GRADE_KNOWN; grade++) {
        for (int means = MEANS_RECEIVED; means <= MEANS_UNREADABLE; means++) {
            struct trial trial CLEANUP_TRIAL;
            trial_open(&trial);
            add_finding(&trial, (enum grade)grade, (enum means)means);
            assert_true(verdict_reach(&trial.model, &trial.context));
            for (size_t i = 0; i < ARRAY_SIZE(words); i++)
                assert_null(strstr(sentence(&trial), words[i]));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_row_1_traces_found),
        cmocka_unit_test(test_row_2_signs_of_an_attempt),
        cmocka_unit_test(test_row_3_worth_a_review),
        cmocka_unit_test(test_unreadable_alone_is_no_trace),
        cmocka_unit_test(test_the_graver_row_wins),
        cmocka_unit_test(test_row_4_nothing_found_but_something_lost),
        cmocka_unit_test(test_row_4_what_is_lost_of_the_acquisition),
        cmocka_unit_test(test_row_5_could_not_be_read),
        cmocka_unit_test(test_row_6_nothing_found),
        cmocka_unit_test(test_what_was_not_examined_is_named_and_changes_no_status),
        cmocka_unit_test(test_every_loss_stands_in_one_sentence),
        cmocka_unit_test(test_no_sentence_calms_or_frightens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
