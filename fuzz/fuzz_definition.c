// SPDX-License-Identifier: Apache-2.0
// A file as an artefact, as a rule over it, and as a list format; all of them together.
#include "fuzz.h"

#include "sql/definition.h"

static volatile uint8_t sink;

static void touch(struct slice text)
{
    for (size_t i = 0; i < text.size; i++)
        sink ^= text.data[i];
}

static void touch_artefact(const struct artefact *artefact)
{
    if (artefact->variant_count == 0 || artefact->variant_count > LIMIT_VARIANTS || artefact->column_count == 0 ||
        artefact->column_count > LIMIT_COLUMNS || artefact->from.count == 0)
        abort();
    touch(artefact->means);
    for (size_t i = 0; i < artefact->variant_count; i++) {
        touch(artefact->variants[i].name);
        touch(artefact->variants[i].when);
        touch(artefact->variants[i].sql);
    }
    for (size_t i = 0; i < artefact->column_count; i++) {
        touch(artefact->columns[i].name);
        if (artefact_column(artefact, artefact->columns[i].name) != i)
            abort();
    }
    for (size_t i = 0; i < artefact->event_count; i++)
        touch(artefact->events[i].text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct definitions definitions = {.arena = arena_new(64U << 20)};
    struct error error;
    struct slice text = slice_of(data, size);
    if (!definitions.arena)
        return 0;
    error_clear(&error);
    if (definition_parse_artefact(&definitions, SLICE("fuzz"), text, &error) == ERROR_NONE)
        touch_artefact(&definitions.artefacts[0]);
    if (definition_parse_rule(&definitions, SLICE("fuzz"), text, NULL) == ERROR_NONE)
        touch(definitions.rules[0].sql);
    if (definition_parse_list(&definitions, SLICE("fuzz"), text, NULL) == ERROR_NONE)
        touch(definitions.lists[0].sql);
    sink ^= (uint8_t)definitions_finish(&definitions, NULL);
    free(definitions.artefacts);
    free(definitions.rules);
    free(definitions.lists);
    (void)arena_free(definitions.arena);
    return 0;
}
