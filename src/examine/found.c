// SPDX-License-Identifier: Apache-2.0
// Records that findings rest on, for a report without a case. They die with the result, and what leaves a worker of
// them is what a case would hold.
#include "examine/examination.h"

#include "examine/record.h"

#include <stdio.h>
#include <stdlib.h>

#define FOUND_BUDGET (64U << 20) // bytes; a report shows 500 findings
#define FOUND_MOST 2000U         // of one artefact and input
#define FOUND_CONTEXT_MOST 500U  // of these, with a finding of context alone

void found_begin(struct examination *examination)
{
    examination->found = examination->check->records && !examination->check->case_path;
    examination->found_arena = examination->found ? arena_new(FOUND_BUDGET) : NULL;
    examination->found = examination->found_arena != NULL;
}

// Which of them would fit depends on who is faster: so none is kept.
static void found_drop(struct examination *examination)
{
    examination->found_arena = arena_free(examination->found_arena);
    examination->founds_count = 0;
    examination->found = false;
}

static bool found_again(const struct examination *examination, uint32_t input, uint32_t row, uint64_t record)
{
    for (size_t i = 0; i < examination->founds_count; i++) {
        const struct found_at *found = &examination->founds[i];
        if (found->input == input && found->row == row && found->number == record)
            return true;
    }
    return false;
}

static struct found_at *found_room(struct examination *examination)
{
    if (examination->founds_count == examination->founds_room) {
        size_t room = examination->founds_room ? examination->founds_room * 2 : 256;
        struct found_at *founds = realloc(examination->founds, room * sizeof *founds);
        if (!founds)
            return NULL;
        examination->founds = founds;
        examination->founds_room = room;
    }
    struct found_at *found = &examination->founds[examination->founds_count];
    *found = (struct found_at){0};
    return found;
}

static bool found_add(struct examination *examination, struct found_at *found, const struct artefact *artefact,
                      const struct cell *cells, size_t count)
{
    char text[24];
    int size = snprintf(text, sizeof text, "%llu", (unsigned long long)found->number);
    return arena_copy(examination->found_arena, slice_of(text, (size_t)size), &found->record.record) &&
           record_of_cells(examination->found_arena, artefact, cells, count, &found->record);
}

void found_keep(struct examination *examination, uint32_t input, uint32_t row, const struct found_claim *claim,
                const struct cell *cells, size_t count)
{
    struct plan_row *own = &examination->inputs[input].rows[row];
    size_t most = claim->grade > GRADE_CONTEXT ? FOUND_MOST : FOUND_CONTEXT_MOST;
    if (!examination->found || own->founds >= most || !examination->wanted[own->artefact->number] ||
        (claim->again && found_again(examination, input, row, claim->record)))
        return;
    struct found_at *found = found_room(examination);
    if (found) {
        found->input = input;
        found->row = row;
        found->artefact = own->artefact->number;
        found->number = claim->record;
        found->record.input = own->result.input;
    }
    if (!found || !found_add(examination, found, own->artefact, cells, count)) {
        found_drop(examination);
        return;
    }
    own->founds++;
    examination->founds_count++;
}

void found_forget(struct examination *examination, uint32_t input, uint32_t row)
{
    size_t kept = 0;
    examination->inputs[input].rows[row].founds = 0;
    for (size_t i = 0; i < examination->founds_count; i++)
        if (examination->founds[i].input != input || examination->founds[i].row != row)
            examination->founds[kept++] = examination->founds[i];
    examination->founds_count = kept;
}

static int found_order(const void *a, const void *b)
{
    const struct found_at *first = a;
    const struct found_at *second = b;
    if (first->artefact != second->artefact)
        return first->artefact < second->artefact ? -1 : 1;
    if (first->input != second->input)
        return first->input < second->input ? -1 : 1;
    return first->number < second->number ? -1 : first->number > second->number;
}

void found_finish(struct examination *examination)
{
    struct case_model *model = &examination->model;
    size_t count = examination->founds_count;
    struct case_record *records = count ? arena_alloc(examination->found_arena, count, sizeof *records) : NULL;
    if (!records)
        return;
    qsort(examination->founds, count, sizeof *examination->founds, found_order);
    for (size_t i = 0; i < count; i++)
        records[i] = examination->founds[i].record;
    model->records = records;
    model->record_count = count;
}
