// SPDX-License-Identifier: Apache-2.0
#include "report/cast.h"

#include "base/buffer.h"
#include "match/hash.h"
#include "report/language.h"

#include <inttypes.h>
#include <stdlib.h>
#include <sys/random.h>

#define CAST_MOST 20000U

struct role {
    struct slice value; // borrowed from the model; data NULL: the slot is free
    struct slice name;  // in the arena; empty: a finding rests on the value
};

struct cast {
    struct arena *arena;
    struct role *roles; // by the hash of their value, at most half of them taken
    size_t room;
    size_t count;  // of those with a name
    uint64_t seed; // who made the case doesn't know it
    uint64_t numbers[CASE_VALUE + 1];
};

// Where the value stands, or would.
static struct role *role_of(const struct cast *cast, struct slice value)
{
    size_t at = hash128_of(cast->seed, value).low % cast->room;
    while (cast->roles[at].value.data && !slice_equal(cast->roles[at].value, value))
        at = (at + 1) % cast->room;
    return &cast->roles[at];
}

// What a finding rests on is shown as it stands.
static void cast_open(struct cast *cast, const struct case_finding *finding)
{
    if (finding->grade > GRADE_CONTEXT && finding->value.size)
        role_of(cast, finding->value)->value = finding->value;
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
    if (cell->sort == CASE_PLAIN || cell->value.size == 0 || cast->count == CAST_MOST)
        return true;
    struct role *role = role_of(cast, cell->value);
    if (role->value.data)
        return true;
    struct buffer name CLEANUP_BUFFER;
    buffer_init(&name, 256);
    buffer_put_text(&name, sort_words(cell->sort));
    buffer_format(&name, " %" PRIu64, ++cast->numbers[cell->sort]);
    if (name.failed || !arena_copy(cast->arena, buffer_slice(&name), &role->name))
        return false;
    role->value = cell->value;
    cast->count++;
    return true;
}

struct cast *cast_new(const struct case_model *model)
{
    struct cast *cast = calloc(1, sizeof *cast);
    if (!cast)
        return NULL;
    cast->arena = arena_new(8U << 20);
    cast->room = 2 * (model->finding_count + CAST_MOST);
    cast->roles = calloc(cast->room, sizeof *cast->roles);
    (void)!getrandom(&cast->seed, sizeof cast->seed, 0);
    bool good = cast->arena && cast->roles;
    for (size_t i = 0; good && i < model->finding_count; i++)
        cast_open(cast, &model->findings[i]);
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

struct slice cast_name(const struct cast *cast, const struct case_cell *cell)
{
    const struct role *role = cast ? role_of(cast, cell->value) : NULL;
    return role && role->value.data ? role->name : slice_text(sort_words(cell->sort));
}
