// SPDX-License-Identifier: Apache-2.0
#include "report/cast.h"

#include "base/buffer.h"
#include "report/language.h"

#include <inttypes.h>
#include <stdlib.h>

#define CAST_MOST 20000U

struct role {
    struct slice value; // borrowed from the model
    struct slice name;  // in the arena
};

struct cast {
    const struct case_model *model;
    struct arena *arena;
    struct role *roles;
    size_t count;
    uint64_t numbers[CASE_VALUE + 1];
};

// What a finding rests on is shown as it stands.
static bool cast_open(const struct cast *cast, struct slice value)
{
    for (size_t i = 0; i < cast->model->finding_count; i++) {
        const struct case_finding *finding = &cast->model->findings[i];
        if (finding->grade > GRADE_CONTEXT && slice_equal(finding->value, value))
            return true;
    }
    return false;
}

static const char *sort_words(enum case_sort sort)
{
    static const char *const words[] = {
        [CASE_PLAIN] = N_("value"),     [CASE_PERSON] = N_("person"), [CASE_NUMBER] = N_("number"),
        [CASE_ADDRESS] = N_("address"), [CASE_TEXT] = N_("text"),     [CASE_PAGE] = N_("page"),
        [CASE_FILE] = N_("file"),       [CASE_VALUE] = N_("value"),
    };
    return _(words[sort]);
}

static bool cast_add(struct cast *cast, const struct case_cell *cell)
{
    bool hidden = cell->sort != CASE_PLAIN && cell->value.size && !cast_open(cast, cell->value);
    if (!hidden || cast_name(cast, cell->value).size || cast->count == CAST_MOST)
        return true;
    struct buffer name CLEANUP_BUFFER;
    struct role *role = &cast->roles[cast->count];
    buffer_init(&name, 256);
    buffer_put_text(&name, sort_words(cell->sort));
    buffer_format(&name, " %" PRIu64, ++cast->numbers[cell->sort]);
    role->value = cell->value;
    if (!arena_copy(cast->arena, buffer_slice(&name), &role->name))
        return false;
    cast->count++;
    return true;
}

struct cast *cast_new(const struct case_model *model)
{
    struct cast *cast = calloc(1, sizeof *cast);
    if (!cast)
        return NULL;
    cast->model = model;
    cast->arena = arena_new(8U << 20);
    cast->roles = calloc(CAST_MOST, sizeof *cast->roles);
    bool good = cast->arena && cast->roles;
    for (size_t i = 0; good && i < model->record_count; i++)
        for (size_t j = 0; good && j < model->records[i].cell_count; j++)
            good = cast_add(cast, &model->records[i].cells[j]);
    return good ? cast : cast_free(cast);
}

struct cast *cast_free(struct cast *cast)
{
    if (cast) {
        (void)arena_free(cast->arena);
        free(cast->roles);
        free(cast);
    }
    return NULL;
}

struct slice cast_name(const struct cast *cast, struct slice value)
{
    for (size_t i = 0; cast && value.size && i < cast->count; i++)
        if (slice_equal(cast->roles[i].value, value))
            return cast->roles[i].name;
    return SLICE_NONE;
}
