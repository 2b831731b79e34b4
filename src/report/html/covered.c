// SPDX-License-Identifier: Apache-2.0
// The inputs by artefact.
#include "report/html/html.h"

static void covered_add(struct html_covered *covered, const struct case_input *input)
{
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

static int covered_order(const void *a, const void *b)
{
    return slice_compare(((const struct html_covered *)a)->artefact, ((const struct html_covered *)b)->artefact);
}

struct html_covered *html_covered_new(const struct html *html, size_t *ret_count)
{
    const struct case_model *model = html->model;
    size_t count = 0;
    struct html_covered *covered = model->input_count ? calloc(model->input_count, sizeof *covered) : NULL;
    *ret_count = 0;
    for (size_t i = 0; covered && i < model->input_count; i++) {
        struct html_covered *own = NULL;
        // The inputs of an artefact mostly stand together.
        for (size_t j = count; !own && j > 0; j--)
            if (slice_equal(covered[j - 1].artefact, model->inputs[i].artefact))
                own = &covered[j - 1];
        if (!own) {
            own = &covered[count++];
            own->artefact = model->inputs[i].artefact;
            own->about_acquisition = model->inputs[i].about_acquisition;
            const struct artefact *artefact =
                html->options->definitions ? definitions_artefact(html->options->definitions, own->artefact) : NULL;
            own->title = artefact ? artefact->title : SLICE_NONE;
            own->about_acquisition = own->about_acquisition || (artefact && artefact->any_kind);
        }
        covered_add(own, &model->inputs[i]);
    }
    if (count)
        qsort(covered, count, sizeof *covered, covered_order);
    *ret_count = count;
    return covered;
}
