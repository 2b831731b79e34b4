// SPDX-License-Identifier: Apache-2.0
// The page from a model: what is hostile stays text, what is private has a name, whatever times and numbers it holds.
#include "output.h"

#include "base/attr.h"
#include "model.h"
#include "report/custody.h"

#include <stdlib.h>
#include <time.h>

static struct arena *arena;
static struct advice_set advice;

static int advice_read(UNUSED void **state)
{
    arena = arena_new(1U << 20);
    return !arena || advice_parse(SLICE("[received-link]\nbrief: Keep it.\ndo: See https://help.example\n"
                                        "[help others]\ntext: Everybody.\n"),
                                  arena, &advice, NULL);
}

static int advice_release(UNUSED void **state)
{
    arena = arena_free(arena);
    return 0;
}

static const char *write_html(struct output *output, const struct case_model *model, unsigned show)
{
    struct report_options options = {.advice = &advice, .show = show};
    *output = output_begin();
    report_html(model, &options, &output->writer);
    return output_end(output);
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (; (text = strstr(text, part)); text++)
        count++;
    return count;
}

// Two records: the first one's peer stands in the second one too.
static struct case_cell cells[2][3] = {
    {
        {.column = SLICE_INIT("peer"), .value = SLICE_INIT("fp:00112233aabbccdd"), .sort = CASE_PERSON},
        {.column = SLICE_INIT("text"), .value = SLICE_INIT("a <secret>"), .sort = CASE_TEXT},
        {.column = SLICE_INIT("service"), .value = SLICE_INIT("<i>SMS</i>"), .sort = CASE_PLAIN},
    },
    {
        {.column = SLICE_INIT("peer"), .value = SLICE_INIT("fp:00112233aabbccdd"), .sort = CASE_PERSON},
        {.column = SLICE_INIT("text"), .value = SLICE_INIT("https://bad.example.com/a?b=c"), .sort = CASE_TEXT},
        {.column = SLICE_INIT("title"), .sort = CASE_TEXT},
    },
};

static void with_records(struct model_store *store, struct case_record records[2])
{
    model_make(store);
    store->findings[1].record = SLICE("6");
    store->findings[1].input = store->findings[0].input;
    for (size_t i = 0; i < 2; i++)
        records[i] = (struct case_record){.artefact = store->findings[i].artefact,
                                          .input = store->findings[i].input,
                                          .record = store->findings[i].record,
                                          .cells = cells[i],
                                          .cell_count = ARRAY_SIZE(cells[i])};
    store->model.records = records;
    store->model.record_count = 2;
}

static void test_private_cells_have_names(UNUSED void **state)
{
    struct model_store store;
    struct case_record records[2];
    struct output output CLEANUP_OUTPUT;
    with_records(&store, records);
    const char *text = write_html(&output, &store.model, 0);
    assert_int_equal(count_of(text, "<td>person 1</td>"), 2);
    assert_int_equal(count_of(text, "<td>text 1</td>"), 1);
    assert_int_equal(count_of(text, "secret"), 0);
    assert_int_equal(count_of(text, "fp:"), 0);
    // What a finding rests on is open.
    assert_int_equal(count_of(text, "<td>hxxps://bad[.]example[.]com/a?b=c</td>"), 1);
    assert_int_equal(count_of(text, "<td>&lt;i&gt;SMS&lt;/i&gt;</td>"), 1);
}

static void test_shown_is_what_was_kept(UNUSED void **state)
{
    struct model_store store;
    struct case_record records[2];
    with_records(&store, records);
    struct output texts CLEANUP_OUTPUT;
    assert_int_equal(count_of(write_html(&texts, &store.model, BRIDLE_SHOW_TEXTS), "<td>a &lt;secret&gt;</td>"), 1);
    struct output numbers CLEANUP_OUTPUT;
    const char *text = write_html(&numbers, &store.model, BRIDLE_SHOW_NUMBERS | BRIDLE_SHOW_NAMES);
    assert_int_equal(count_of(text, "secret"), 0);
    assert_int_equal(count_of(text, "<td>person 1</td>"), 2);
}

// More values than get a name: what comes after them is no more open than they are.
static void test_private_cells_beyond_all_names(UNUSED void **state)
{
    enum { CELLS = 20001 };
    struct model_store store;
    struct case_record records[3];
    struct output output CLEANUP_OUTPUT;
    struct case_cell *many = calloc(CELLS, sizeof *many);
    char(*values)[8] = calloc(CELLS, sizeof *values);
    assert_non_null(many);
    assert_non_null(values);
    with_records(&store, records + 1);
    for (size_t i = 0; i < CELLS; i++) {
        (void)snprintf(values[i], sizeof values[i], "v%zu", i);
        many[i] = (struct case_cell){.value = slice_text(values[i]), .sort = CASE_NUMBER};
    }
    records[0] = (struct case_record){.cells = many, .cell_count = CELLS};
    store.model.records = records;
    store.model.record_count = 3;
    const char *text = write_html(&output, &store.model, 0);
    assert_int_equal(count_of(text, "secret"), 0);
    assert_int_equal(count_of(text, "fp:"), 0);
    assert_int_equal(count_of(text, "<td>text</td>"), 1);
    assert_int_equal(count_of(text, "<td>person</td>"), 2);
    assert_int_equal(count_of(text, "<td>hxxps://bad[.]example[.]com/a?b=c</td>"), 1);
    free(values);
    free(many);
}

// A case may claim as many artefacts as it likes.
static void test_many_artefacts(UNUSED void **state)
{
    enum { INPUTS = 100000 };
    struct model_store store;
    struct output output CLEANUP_OUTPUT;
    model_make(&store);
    struct case_input *inputs = calloc(INPUTS, sizeof *inputs);
    char(*names)[16] = calloc(INPUTS, sizeof *names);
    assert_non_null(inputs);
    assert_non_null(names);
    for (size_t i = 0; i < INPUTS; i++) {
        (void)snprintf(names[i], sizeof names[i], "artefact_%05zu", i * 7 % INPUTS);
        inputs[i] = (struct case_input){
            .artefact = slice_text(names[i]), .outcome = OUTCOME_ABSENT, .reason = REASON_NOT_COLLECTED};
    }
    store.model.inputs = inputs;
    store.model.input_count = INPUTS;
    clock_t began = clock();
    const char *text = write_html(&output, &store.model, 0);
    // Each looked at beside each other takes minutes.
    assert_true((clock() - began) / CLOCKS_PER_SEC < 15);
    assert_int_equal(count_of(text, "<code>artefact_00000</code>"), 1);
    assert_int_equal(count_of(text, "<code>artefact_99999</code>"), 1);
    free(names);
    free(inputs);
}

static void test_hostile_words(UNUSED void **state)
{
    struct model_store store;
    struct output output CLEANUP_OUTPUT;
    model_make(&store);
    const struct slice hostile = SLICE("<script>x</script>\"'&\xe2\x80\xae\xff http://e.example");
    struct case_facts *facts = &store.model.facts;
    struct slice *texts[] = {&facts->name,
                             &facts->sentence,
                             &facts->consent,
                             &facts->examiner,
                             &facts->kind,
                             &facts->device_model,
                             &facts->os,
                             &facts->evidence_sha256,
                             &facts->os_build,
                             &store.findings[0].title,
                             &store.notes[0],
                             &store.findings[0].message,
                             &store.lists[0].name,
                             &store.findings[0].benign,
                             &store.inputs[1].error,
                             &store.findings[0].indicator_malware};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        *texts[i] = hostile;
    const char *text = write_html(&output, &store.model, BRIDLE_SHOW_ALL);
    assert_int_equal(count_of(text, "<script"), 0);
    assert_int_equal(count_of(text, "http://"), 0);
    assert_int_equal(count_of(text, "\xe2\x80\xae"), 0);
    assert_int_equal(count_of(text, "\xff"), 0);
    assert_true(count_of(text, "&lt;script&gt;x&lt;/script&gt;&quot;&#39;&amp;\\u{202e}\\xff hxxp://e[.]example") > 14);
}

static void test_any_time(UNUSED void **state)
{
    static const int64_t moments[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX / 2, INT64_MAX - 1, INT64_MAX};
    for (size_t i = 0; i < ARRAY_SIZE(moments); i++)
        for (size_t j = 0; j < ARRAY_SIZE(moments); j++) {
            struct model_store store;
            struct output output CLEANUP_OUTPUT;
            model_make(&store);
            const struct optional_time first = {true, moments[i]};
            const struct optional_time last = {true, moments[j]};
            store.findings[0].time = store.inputs[1].first = store.model.facts.set_up = first;
            store.findings[1].time = store.inputs[1].last = store.model.facts.acquired = last;
            const char *text = write_html(&output, &store.model, 0);
            assert_int_equal(count_of(text, "</html>"), 1);
            assert_true(count_of(text, "class=\"tick\"") < 200);
        }
}

static void test_nothing_at_all(UNUSED void **state)
{
    struct case_model empty = {0};
    struct output output CLEANUP_OUTPUT;
    const char *text = write_html(&output, &empty, BRIDLE_SHOW_ALL);
    assert_int_equal(count_of(text, "</html>"), 1);
    assert_int_equal(count_of(text, "Nobody has recorded that this person agreed."), 2);
}

// The helper's own links are to be typed; the evidence's are not to be followed.
static void test_links(UNUSED void **state)
{
    struct model_store store;
    struct output output CLEANUP_OUTPUT;
    model_make(&store);
    const char *text = write_html(&output, &store.model, 0);
    assert_int_equal(count_of(text, "<li>See https://help.example</li>"), 1);
    assert_int_equal(count_of(text, "https://bad"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_private_cells_have_names),
        cmocka_unit_test(test_shown_is_what_was_kept),
        cmocka_unit_test(test_private_cells_beyond_all_names),
        cmocka_unit_test(test_many_artefacts),
        cmocka_unit_test(test_hostile_words),
        cmocka_unit_test(test_any_time),
        cmocka_unit_test(test_nothing_at_all),
        cmocka_unit_test(test_links),
    };
    return cmocka_run_group_tests(tests, advice_read, advice_release);
}
