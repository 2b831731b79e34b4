// SPDX-License-Identifier: Apache-2.0
// Records that findings rest on, kept for a report without a case: how many, which are forgotten, in which order.
#include "examine/examination.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdlib.h>

#define HEAD(name) "-- artefact: " name "\n-- title: T\n-- from: a\n-- shows: s\n-- platform: ios\n"

struct scene {
    struct examination examination;
    struct bridle_check check;
    struct plan_input input;
    struct plan_row rows[2];
    bool wanted[2];
};

static void scene_close(struct scene *scene)
{
    struct examination *examination = &scene->examination;
    free(examination->founds);
    free(examination->loaded.definitions.artefacts);
    examination->found_arena = arena_free(examination->found_arena);
    examination->loaded.definitions.arena = arena_free(examination->loaded.definitions.arena);
}
#define CLEANUP_SCENE CLEANUP(scene_close)

static void scene_open(struct scene *scene)
{
    static const char *const artefacts[] = {HEAD("a") "SELECT 1 AS \"seen:time\", 2 AS \"text:text\", 3 AS \"n\"",
                                            HEAD("b") "SELECT 1 AS \"seen:time\", 2 AS \"text:text\", 3 AS \"n\""};
    struct error error = {0};
    *scene = (struct scene){.check = {.records = true}, .wanted = {true, true}};
    struct examination *examination = &scene->examination;
    struct definitions *definitions = &examination->loaded.definitions;
    *definitions = (struct definitions){.arena = arena_new(1U << 20)};
    for (size_t i = 0; i < ARRAY_SIZE(artefacts); i++)
        assert_int_equal(definition_parse_artefact(definitions, SLICE("f"), slice_text(artefacts[i]), &error),
                         ERROR_NONE);
    assert_int_equal(definitions_finish(definitions, &error), ERROR_NONE);
    for (size_t i = 0; i < ARRAY_SIZE(scene->rows); i++) {
        scene->rows[i].artefact = &definitions->artefacts[i];
        scene->rows[i].result.input = SLICE("file");
    }
    scene->input = (struct plan_input){.rows = scene->rows, .row_count = ARRAY_SIZE(scene->rows)};
    examination->check = &scene->check;
    examination->wanted = scene->wanted;
    examination->inputs = &scene->input;
    examination->input_count = 1;
    found_begin(examination);
}

static void keep(struct scene *scene, uint32_t row, uint64_t record, enum grade grade)
{
    const struct cell cells[] = {{.type = CELL_INTEGER, .integer = 1709634030000005},
                                 {.type = CELL_TEXT, .bytes = SLICE("fp:0011223344556677")},
                                 {.type = CELL_INTEGER, .integer = -3}};
    found_keep(&scene->examination, 0, row, &(struct found_claim){record, grade, false}, cells, ARRAY_SIZE(cells));
}

static void test_kept_in_order(UNUSED void **state)
{
    struct scene scene CLEANUP_SCENE;
    static const char *const expected[] = {"a 3", "a 20", "b 1"};
    scene_open(&scene);
    keep(&scene, 1, 1, GRADE_KNOWN);
    keep(&scene, 0, 20, GRADE_KNOWN);
    keep(&scene, 0, 3, GRADE_KNOWN);
    found_finish(&scene.examination);
    const struct case_model *model = &scene.examination.model;
    assert_int_equal(model->record_count, ARRAY_SIZE(expected));
    for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
        assert_true(slice_equal(model->records[i].artefact, slice_of(expected[i], 1)));
        assert_true(slice_equal(model->records[i].record, slice_text(expected[i] + 2)));
        assert_true(slice_equal(model->records[i].input, SLICE("file")));
    }
    const struct case_cell *cells = model->records[0].cells;
    assert_int_equal(model->records[0].cell_count, 3);
    assert_true(slice_equal(cells[0].value, SLICE("2024-03-05 10:20:30.000005 UTC")));
    assert_true(slice_equal(cells[1].value, SLICE("fp:0011223344556677")));
    assert_int_equal(cells[1].sort, CASE_TEXT);
    assert_true(slice_equal(cells[2].value, SLICE("-3")));
}

static void test_nothing_is_kept_unasked(UNUSED void **state)
{
    struct scene scene CLEANUP_SCENE;
    scene_open(&scene);
    scene.wanted[1] = false;
    keep(&scene, 1, 1, GRADE_KNOWN);
    assert_int_equal(scene.examination.founds_count, 0);
    scene.examination.found_arena = arena_free(scene.examination.found_arena);
    scene.check.case_path = "a.bridle";
    found_begin(&scene.examination);
    keep(&scene, 0, 1, GRADE_KNOWN);
    scene.check.case_path = NULL;
    scene.check.records = false;
    found_begin(&scene.examination);
    keep(&scene, 0, 1, GRADE_KNOWN);
    assert_int_equal(scene.examination.founds_count, 0);
}

static void test_what_begins_anew_is_forgotten(UNUSED void **state)
{
    struct scene scene CLEANUP_SCENE;
    scene_open(&scene);
    keep(&scene, 0, 1, GRADE_KNOWN);
    keep(&scene, 1, 2, GRADE_KNOWN);
    keep(&scene, 0, 3, GRADE_KNOWN);
    found_forget(&scene.examination, 0, 0);
    assert_int_equal(scene.examination.founds_count, 1);
    assert_int_equal(scene.examination.founds[0].number, 2);
    assert_int_equal(scene.rows[0].founds, 0);
    keep(&scene, 0, 1, GRADE_KNOWN);
    assert_int_equal(scene.examination.founds_count, 2);
}

static void test_many_of_context_leave_room(UNUSED void **state)
{
    struct scene scene CLEANUP_SCENE;
    scene_open(&scene);
    for (uint64_t i = 1; i <= 10000; i++)
        keep(&scene, 0, i, GRADE_CONTEXT);
    size_t context = scene.examination.founds_count;
    assert_true(context > 0 && context < 10000);
    for (uint64_t i = 10001; i <= 20000; i++)
        keep(&scene, 0, i, GRADE_WEAK);
    assert_true(scene.examination.founds_count > context && scene.examination.founds_count < 10000);
}

static void test_over_the_budget_none_is_kept(UNUSED void **state)
{
    struct scene scene CLEANUP_SCENE;
    scene_open(&scene);
    keep(&scene, 0, 1, GRADE_KNOWN);
    scene.examination.found_arena = arena_free(scene.examination.found_arena);
    scene.examination.founds_count = 0;
    scene.examination.found_arena = arena_new(1000);
    for (uint64_t i = 1; i <= 100; i++)
        keep(&scene, 0, i, GRADE_KNOWN);
    assert_int_equal(scene.examination.founds_count, 0);
    assert_false(scene.examination.found);
    found_finish(&scene.examination);
    assert_int_equal(scene.examination.model.record_count, 0);
}

// A rule over the case may point at a record that a row's own rule pointed at.
static void test_no_record_twice(UNUSED void **state)
{
    struct scene scene CLEANUP_SCENE;
    const struct cell cells[3] = {{.type = CELL_NULL}};
    scene_open(&scene);
    keep(&scene, 0, 1, GRADE_KNOWN);
    for (uint64_t i = 0; i < 3; i++)
        found_keep(&scene.examination, 0, 0, &(struct found_claim){1 + i % 2, GRADE_KNOWN, true}, cells, 3);
    assert_int_equal(scene.examination.founds_count, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept_in_order),
        cmocka_unit_test(test_nothing_is_kept_unasked),
        cmocka_unit_test(test_what_begins_anew_is_forgotten),
        cmocka_unit_test(test_many_of_context_leave_room),
        cmocka_unit_test(test_over_the_budget_none_is_kept),
        cmocka_unit_test(test_no_record_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
