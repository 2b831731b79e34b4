// SPDX-License-Identifier: Apache-2.0
// A worker in the wrong hands claims what it likes: the parent believes nothing that it cannot confirm, ends the worker
// and says so.
#include "examine/examination.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define HEAD(name) "-- artefact: " name "\n-- title: T\n-- from: a\n-- shows: s\n-- platform: ios\n"
#define RULE(name, on) \
    "-- rule: " name "\n-- on: " on "\n-- title: T\n-- grade: weak\n-- means: received\n-- benign: b\n1"

enum { ARTEFACT_MINE, ARTEFACT_OTHER };
enum { RULE_MINE, RULE_OTHER };

struct scene {
    struct examination examination;
    struct bridle_check check;
    struct plan_input input;
    struct plan_row row;
    char folder[64];
    struct slice skipped[2];
    uint32_t skipped_by[2];
};

static void scene_close(struct scene *scene)
{
    char path[128];
    struct examination *examination = &scene->examination;
    examination->crew = crew_free(examination->crew);
    index_close(&examination->index);
    close_fd(&examination->index_fd);
    close_fd(&examination->evidence.root);
    free(examination->findings);
    free(examination->notes);
    free(examination->loaded.definitions.artefacts);
    free(examination->loaded.definitions.rules);
    examination->loaded.definitions.arena = arena_free(examination->loaded.definitions.arena);
    examination->arena = arena_free(examination->arena);
    (void)snprintf(path, sizeof path, "%s/file", scene->folder);
    (void)unlink(path);
    (void)rmdir(scene->folder);
}
#define CLEANUP_SCENE CLEANUP(scene_close)

static void scene_definitions(struct definitions *definitions)
{
    struct error error = {0};
    *definitions = (struct definitions){.arena = arena_new(1U << 20)};
    const char *const artefacts[] = {HEAD("a_mine") "-- means: received\nSELECT 1 AS \"u:url\"",
                                     HEAD("b_other") "SELECT 1 AS \"u:url\""};
    const char *const rules[] = {RULE("a_mine_rule", "a_mine"), RULE("b_other_rule", "b_other")};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(definition_parse_artefact(definitions, SLICE("f"), slice_text(artefacts[i]), &error),
                         ERROR_NONE);
        assert_int_equal(definition_parse_rule(definitions, SLICE("f"), slice_text(rules[i]), &error), ERROR_NONE);
    }
    assert_int_equal(definitions_finish(definitions, &error), ERROR_NONE);
}

// Entry 0: the domain evil.example; entry 1: the process bh, of Android alone.
static void scene_index(struct examination *examination)
{
    struct index_builder *builder CLEANUP(index_builder_freep) = index_builder_new();
    struct indicator indicator = {
        .kind = OBSERVABLE_DOMAIN, .value = SLICE("evil.example"), .written = SLICE("evil.example")};
    assert_int_equal(index_builder_add(builder, &indicator, NULL), ERROR_NONE);
    indicator = (struct indicator){
        .kind = OBSERVABLE_PROCESS, .platform = PLATFORM_ANDROID, .value = SLICE("bh"), .written = SLICE("bh")};
    assert_int_equal(index_builder_add(builder, &indicator, NULL), ERROR_NONE);
    assert_int_equal(index_build(builder, &examination->index_fd, NULL), ERROR_NONE);
    assert_int_equal(index_open(examination->index_fd, &examination->index, NULL), ERROR_NONE);
}

static void scene_open(struct scene *scene)
{
    char path[128];
    struct examination *examination = &scene->examination;
    memset(scene, 0, sizeof *scene);
    (void)snprintf(scene->folder, sizeof scene->folder, "%s/bridle-claims-XXXXXX", P_tmpdir);
    assert_non_null(mkdtemp(scene->folder));
    (void)snprintf(path, sizeof path, "%s/file", scene->folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    (void)close(fd);
    scene->examination = (struct examination){.check = &scene->check,
                                              .arena = arena_new(1U << 20),
                                              .index_fd = -1,
                                              .walk_fd = -1,
                                              .rules_skipped = scene->skipped,
                                              .rules_skipped_by = scene->skipped_by};
    examination->evidence.root = open(scene->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    scene_definitions(&examination->loaded.definitions);
    scene_index(examination);
    scene->row = (struct plan_row){.artefact = &examination->loaded.definitions.artefacts[ARTEFACT_MINE], .number = 1};
    scene->row.result.input = SLICE("file");
    scene->input =
        (struct plan_input){.file = SLICE("file"), .place = SLICE("file"), .rows = &scene->row, .row_count = 1};
    examination->inputs = &scene->input;
    examination->input_count = 1;
}

// The only entry of this kind.
static uint32_t entry_of(const struct examination *examination, enum observable_kind kind, const char *value)
{
    uint32_t entry = index_find(&examination->index, kind, slice_text(value));
    assert_int_not_equal(entry, INDEX_NONE);
    return entry;
}

static struct run_finding honest(const struct examination *examination)
{
    return (struct run_finding){
        .artefact = ARTEFACT_MINE,
        .rule = FINDING_NO_RULE,
        .entry = entry_of(examination, OBSERVABLE_DOMAIN, "evil.example"),
        .grade = GRADE_KNOWN,
        .means = MEANS_RECEIVED,
        .record = 5,
        .column = SLICE("u"),
        .has_kind = true,
        .kind = OBSERVABLE_DOMAIN,
        .value = SLICE("http://a.evil.example/x"),
        .matched = SLICE("a.evil.example"),
    };
}

static void test_a_true_claim_becomes_a_finding(UNUSED void **state)
{
    struct scene scene CLEANUP_SCENE;
    scene_open(&scene);
    struct run_finding claim = honest(&scene.examination);
    assert_true(finding_add(&scene.examination, 0, 0, &claim));
    assert_int_equal(scene.examination.finding_count, 1);
    const struct case_finding *finding = &scene.examination.findings[0].finding;
    assert_int_equal(finding->grade, GRADE_KNOWN);
    assert_int_equal(finding->means, MEANS_RECEIVED);
    assert_true(finding->has_indicator);
    assert_true(slice_equal(finding->indicator_value, SLICE("evil.example")));
    assert_true(slice_equal(finding->url, SLICE("http://a.evil.example/x")));
    assert_true(slice_equal(finding->record, SLICE("5")));
    assert_true(slice_equal(finding->input, SLICE("file")));
    assert_int_equal(finding->id.size, 32);
}

static void refuse(const char *what, struct run_finding claim, struct scene *scene)
{
    if (finding_add(&scene->examination, 0, 0, &claim))
        fail_msg("believed: %s", what);
    assert_int_equal(scene->examination.finding_count, 0);
}

static void test_forged_indicator_claims_are_refused(UNUSED void **state)
{
    struct scene scene CLEANUP_SCENE;
    scene_open(&scene);
    const struct run_finding good = honest(&scene.examination);
    struct run_finding claim = good;
    claim.matched = SLICE("good.example");
    refuse("an entry that the value does not match", claim, &scene);
    claim = good;
    claim.matched = SLICE("notevil.example");
    refuse("a domain that only ends alike", claim, &scene);
    claim = good;
    claim.kind = OBSERVABLE_PROCESS;
    refuse("another kind", claim, &scene);
    claim = good;
    claim.has_kind = false;
    refuse("no kind", claim, &scene);
    claim = good;
    claim.entry = 2;
    refuse("an entry that does not exist", claim, &scene);
    claim = good;
    claim.artefact = 2;
    refuse("an artefact that does not exist", claim, &scene);
    claim = good;
    claim.artefact = UINT32_MAX;
    refuse("no artefact", claim, &scene);
    claim = good;
    claim.means = MEANS_EXECUTED;
    refuse("more than the artefact means", claim, &scene);
    claim = good;
    claim.entry = entry_of(&scene.examination, OBSERVABLE_PROCESS, "bh");
    claim.kind = OBSERVABLE_PROCESS;
    claim.matched = SLICE("bh");
    refuse("an indicator of another platform", claim, &scene);
}

// The grade of a hit is the index's to say.
static void test_a_claimed_grade_of_an_indicator_counts_for_nothing(UNUSED void **state)
{
    struct scene scene CLEANUP_SCENE;
    scene_open(&scene);
    struct run_finding claim = honest(&scene.examination);
    claim.doubtful = true;
    claim.grade = GRADE_KNOWN;
    assert_true(finding_add(&scene.examination, 0, 0, &claim));
    assert_int_equal(scene.examination.findings[0].finding.grade, GRADE_WEAK);
}

static void test_forged_rule_claims_are_refused(UNUSED void **state)
{
    struct scene scene CLEANUP_SCENE;
    scene_open(&scene);
    const struct run_finding good = {.artefact = ARTEFACT_MINE,
                                     .rule = RULE_MINE,
                                     .entry = INDEX_NONE,
                                     .grade = GRADE_WEAK,
                                     .means = MEANS_RECEIVED};
    struct run_finding claim = good;
    claim.rule = 2;
    refuse("a rule that does not exist", claim, &scene);
    claim = good;
    claim.grade = GRADE_STRONG;
    refuse("a grade above the rule's", claim, &scene);
    claim = good;
    claim.means = MEANS_EXECUTED;
    refuse("another meaning than the rule's", claim, &scene);
    claim = good;
    assert_true(finding_add(&scene.examination, 0, 0, &claim));
    claim.grade = GRADE_CONTEXT;
    assert_true(finding_add(&scene.examination, 0, 0, &claim));
    assert_int_equal(scene.examination.finding_count, 2);
}

static void test_forged_claims_of_the_engine_are_refused(UNUSED void **state)
{
    struct scene scene CLEANUP_SCENE;
    scene_open(&scene);
    const struct run_finding good = {.artefact = ARTEFACT_MINE,
                                     .rule = FINDING_NO_RULE,
                                     .entry = INDEX_NONE,
                                     .own = "schema-replaced",
                                     .grade = GRADE_WEAK,
                                     .means = MEANS_TAMPERED};
    struct run_finding claim = good;
    claim.own = NULL;
    refuse("nothing at all", claim, &scene);
    claim = good;
    claim.own = "made-up";
    refuse("a token that does not exist", claim, &scene);
    claim = good;
    claim.grade = GRADE_KNOWN;
    refuse("a grade that the engine never gives", claim, &scene);
    claim = good;
    assert_true(finding_add(&scene.examination, 0, 0, &claim));
}

static void test_findings_of_a_restarted_input_are_forgotten(UNUSED void **state)
{
    struct scene scene CLEANUP_SCENE;
    scene_open(&scene);
    struct run_finding claim = honest(&scene.examination);
    assert_true(finding_add(&scene.examination, 0, 0, &claim));
    assert_true(finding_add(&scene.examination, UINT32_MAX, UINT32_MAX, &claim));
    findings_forget(&scene.examination, 0, 0);
    assert_int_equal(scene.examination.finding_count, 1);
    assert_int_equal(scene.examination.findings[0].input, UINT32_MAX);
}

enum lie {
    LIE_NONE,
    LIE_RULE_OF_ANOTHER_ARTEFACT,
    LIE_ARTEFACT_NOT_ASKED,
    LIE_ENTRY,
    LIE_RECORD_OF_ANOTHER_ARTEFACT,
    LIE_RECORD_TOO_NARROW,
    LIE_LISTING,
    LIE_OUTCOME_TWICE,
    LIE_OUTCOME_OF_ANOTHER_ARTEFACT,
    LIE_RESTART_OF_ANOTHER_ARTEFACT,
    LIE_RULE_SKIPPED,
    LIE_UNKNOWN_FRAME,
    LIE_FRAME_OF_ANOTHER_JOB,
    LIE_RUBBISH,
    LIES,
};

static const char *const lie_names[] = {
    "none",
    "rule of another artefact",
    "artefact not asked",
    "entry",
    "record of another artefact",
    "record too narrow",
    "listing",
    "outcome twice",
    "outcome of another artefact",
    "restart of another artefact",
    "rule skipped",
    "unknown frame",
    "frame of another job",
    "rubbish",
};

static void lie_frame(struct wire *wire, uint32_t type)
{
    wire_begin(wire, type);
    wire_u32(wire, UINT32_MAX);
    wire_end(wire);
}

static void tell(struct wire *wire, enum lie lie)
{
    struct emitter emitter = frames_emitter(wire);
    struct run_finding finding = {.artefact = ARTEFACT_MINE,
                                  .rule = RULE_MINE,
                                  .entry = INDEX_NONE,
                                  .grade = GRADE_WEAK,
                                  .means = MEANS_RECEIVED};
    struct run_outcome outcome = {.artefact = ARTEFACT_MINE, .outcome = OUTCOME_READ, .records = 1};
    const struct cell cells[2] = {{.type = CELL_NULL}, {.type = CELL_NULL}};
    struct run_entry entry = {SLICE("00"), SLICE("HomeDomain/x"), SLICE_NONE, ARTEFACT_MINE, PLACE_MAIN};
    uint32_t artefact = lie == LIE_RECORD_OF_ANOTHER_ARTEFACT ? ARTEFACT_OTHER : ARTEFACT_MINE;
    emitter.record(wire, artefact, 1, cells, lie == LIE_RECORD_TOO_NARROW ? 2 : 1);
    if (lie == LIE_RULE_OF_ANOTHER_ARTEFACT)
        finding.rule = RULE_OTHER;
    if (lie == LIE_ARTEFACT_NOT_ASKED)
        finding.artefact = ARTEFACT_OTHER;
    if (lie == LIE_ENTRY)
        finding = (struct run_finding){.rule = FINDING_NO_RULE,
                                       .entry = 0,
                                       .has_kind = true,
                                       .kind = OBSERVABLE_DOMAIN,
                                       .means = MEANS_RECEIVED,
                                       .matched = SLICE("good.example")};
    emitter.finding(wire, &finding);
    if (lie == LIE_LISTING)
        emitter.entry(wire, &entry);
    if (lie == LIE_RULE_SKIPPED)
        emitter.rule_skipped(wire, 99, SLICE("why"));
    if (lie == LIE_RESTART_OF_ANOTHER_ARTEFACT)
        emitter.restart(wire, ARTEFACT_OTHER);
    if (lie == LIE_UNKNOWN_FRAME || lie == LIE_FRAME_OF_ANOTHER_JOB)
        lie_frame(wire, lie == LIE_UNKNOWN_FRAME ? 4711U : (uint32_t)FRAME_ROW);
    if (lie == LIE_RUBBISH)
        lie_frame(wire, FRAME_OUTCOME);
    if (lie == LIE_OUTCOME_OF_ANOTHER_ARTEFACT)
        outcome.artefact = ARTEFACT_OTHER;
    emitter.outcome(wire, &outcome);
    if (lie == LIE_OUTCOME_TWICE)
        emitter.outcome(wire, &outcome);
}

static int liar(void *context, UNUSED const struct task *task, struct wire *wire)
{
    tell(wire, *(const enum lie *)context);
    return wire_flush(wire) ? 0 : 1;
}

static void run_liar(struct scene *scene, enum lie lie)
{
    struct error error = {0};
    const struct crew_options options = {.jobs = 1, .no_cage = true};
    scene_open(scene);
    assert_int_equal(crew_new(&options, liar, &lie, &scene->examination.crew, &error), ERROR_NONE);
    if (gather(&scene->examination, 0, &error) != ERROR_NONE)
        fail_msg("%s: %s", lie_names[lie], error.message);
}

static void test_an_honest_worker_is_believed(UNUSED void **state)
{
    struct scene scene CLEANUP_SCENE;
    run_liar(&scene, LIE_NONE);
    assert_int_equal(scene.row.result.outcome, OUTCOME_READ);
    assert_int_equal(scene.row.result.records, 1);
    assert_int_equal(scene.examination.finding_count, 1);
    assert_true(slice_equal(scene.examination.findings[0].finding.rule, SLICE("a_mine_rule")));
    assert_int_equal(scene.input.tries, 1);
}

// Each lie ends its worker; it is tried once more, then the input is killed and the end itself is a weak finding.
static void test_a_lying_worker_is_ended(UNUSED void **state)
{
    for (enum lie lie = LIE_NONE + 1; lie < LIES; lie++) {
        struct scene scene CLEANUP_SCENE;
        run_liar(&scene, lie);
        if (lie == LIE_OUTCOME_TWICE)
            assert_true(scene.row.has_outcome);
        else if (scene.row.result.outcome != OUTCOME_KILLED)
            fail_msg("%s: %s", lie_names[lie], outcome_name(scene.row.result.outcome));
        assert_int_equal(scene.input.tries, 2);
        size_t died = 0;
        for (size_t i = 0; i < scene.examination.finding_count; i++) {
            const struct case_finding *finding = &scene.examination.findings[i].finding;
            died += slice_equal(finding->rule, SLICE("worker_died"));
            assert_true(finding->grade <= GRADE_WEAK);
            assert_false(slice_equal(finding->rule, SLICE("b_other_rule")) || finding->has_indicator);
        }
        if (died != 1)
            fail_msg("%s: no word of it", lie_names[lie]);
        assert_int_equal(scene.examination.verdict.rules_skipped, 0);
        assert_int_equal(scene.examination.input_count, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_true_claim_becomes_a_finding),
        cmocka_unit_test(test_forged_indicator_claims_are_refused),
        cmocka_unit_test(test_a_claimed_grade_of_an_indicator_counts_for_nothing),
        cmocka_unit_test(test_forged_rule_claims_are_refused),
        cmocka_unit_test(test_forged_claims_of_the_engine_are_refused),
        cmocka_unit_test(test_findings_of_a_restarted_input_are_forgotten),
        cmocka_unit_test(test_an_honest_worker_is_believed),
        cmocka_unit_test(test_a_lying_worker_is_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
