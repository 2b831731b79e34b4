// SPDX-License-Identifier: Apache-2.0
// The inputs by artefact.
#include "report/html/html.h"

static void covered_add(struct html_covered *covered, const struct case_input *input)
{
    covered->reasons |= 1U << input->reason;
    if (input->outcome == OUTCOME_ABSENT || input->outcome == OUTCOME_SKIPPED ||
        (input->records == 0 && input->outcome != OUTCOME_READ))
        return;
    covered->files++;
    covered->records += input->records;
    if (input->first.set && (!covered->first.set || input->first.microseconds < covered->first.microseconds))
        covered->first = input->first;
    if (input->last.set && (!covered->last.set || input->last.microseconds > covered->last.microseconds))
        covered->last = input->last;
}

bool html_told(const struct case_input *input)
{
    return (input->outcome == OUTCOME_ABSENT || input->outcome == OUTCOME_SKIPPED) && input->error.size &&
           input->reason != REASON_LISTED_BUT_MISSING;
}

// By artefact, then as they stand in the model.
static int input_order(const void *a, const void *b)
{
    const struct case_input *first = *(const struct case_input *const *)a;
    const struct case_input *second = *(const struct case_input *const *)b;
    int order = slice_compare(first->artefact, second->artefact);
    return order ? order : first < second ? -1 : first > second;
}

static void covered_begin(const struct html *html, struct html_covered *covered, const struct case_input *input)
{
    const struct artefact *artefact =
        html->options->definitions ? definitions_artefact(html->options->definitions, input->artefact) : NULL;
    covered->artefact = input->artefact;
    covered->title = artefact ? artefact->title : SLICE_NONE;
    covered->about_acquisition = input->about_acquisition || (artefact && artefact->any_kind);
}

struct html_covered *html_covered_new(const struct html *html, size_t *ret_count)
{
    const struct case_model *model = html->model;
    size_t inputs = model->input_count;
    size_t count = 0;
    struct html_covered *covered = inputs ? calloc(inputs, sizeof *covered) : NULL;
    const struct case_input **sorted = covered ? calloc(inputs, sizeof *sorted) : NULL;
    for (size_t i = 0; sorted && i < inputs; i++)
        sorted[i] = &model->inputs[i];
    if (sorted)
        qsort(sorted, inputs, sizeof *sorted, input_order);
    for (size_t i = 0; sorted && i < inputs; i++) {
        if (i == 0 || !slice_equal(sorted[i]->artefact, sorted[i - 1]->artefact))
            covered_begin(html, &covered[count++], sorted[i]);
        covered_add(&covered[count - 1], sorted[i]);
    }
    free(sorted);
    *ret_count = count;
    return covered;
}
