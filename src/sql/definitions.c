// SPDX-License-Identifier: Apache-2.0
// All definitions together: order, look-up, and what only the whole set can show to be wrong.
#include "sql/definition.h"

#include <stdlib.h>

const struct artefact *definitions_artefact(const struct definitions *definitions, struct slice name)
{
    for (size_t i = 0; i < definitions->artefact_count; i++)
        if (slice_equal(definitions->artefacts[i].name, name))
            return &definitions->artefacts[i];
    return NULL;
}

const struct rule *definitions_rule(const struct definitions *definitions, struct slice name)
{
    for (size_t i = 0; i < definitions->rule_count; i++)
        if (slice_equal(definitions->rules[i].name, name))
            return &definitions->rules[i];
    return NULL;
}

size_t artefact_column(const struct artefact *artefact, struct slice name)
{
    for (size_t i = 0; i < artefact->column_count; i++)
        if (slice_equal(artefact->columns[i].name, name))
            return i;
    return SIZE_MAX;
}

static int artefact_order(const void *a, const void *b)
{
    return slice_compare(((const struct artefact *)a)->name, ((const struct artefact *)b)->name);
}

static int rule_order(const void *a, const void *b)
{
    return slice_compare(((const struct rule *)a)->name, ((const struct rule *)b)->name);
}

static int list_order(const void *a, const void *b)
{
    return slice_compare(((const struct list_format *)a)->name, ((const struct list_format *)b)->name);
}

static enum error_code rule_error(const struct rule *rule, struct error *error, const char *what, struct slice name)
{
    enum error_code code =
        error_set(error, ERROR_USAGE, "definition", ERROR_NO_OFFSET, "%s \"%s\"", what, ERROR_QUOTE(name));
    error_path(error, rule->file);
    return code;
}

static enum error_code rule_check(const struct definitions *definitions, const struct rule *rule, struct error *error)
{
    for (size_t i = 0; i < rule->reads.count; i++)
        if (!definitions_artefact(definitions, rule->reads.items[i]) &&
            !slice_equal(rule->reads.items[i], SLICE("finding")))
            return rule_error(rule, error, "\"-- reads:\" names no artefact:", rule->reads.items[i]);
    if (rule->on.size == 0)
        return ERROR_NONE;
    const struct artefact *artefact = definitions_artefact(definitions, rule->on);
    if (!artefact)
        return rule_error(rule, error, "\"-- on:\" names no artefact:", rule->on);
    if (rule->value.size && artefact_column(artefact, rule->value) == SIZE_MAX)
        return rule_error(rule, error, "\"-- value:\" names no column of the artefact:", rule->value);
    if (rule->time.size && artefact_column(artefact, rule->time) == SIZE_MAX)
        return rule_error(rule, error, "\"-- time:\" names no column of the artefact:", rule->time);
    return ERROR_NONE;
}

enum error_code definitions_finish(struct definitions *definitions, struct error *error)
{
    if (definitions->artefact_count)
        qsort(definitions->artefacts, definitions->artefact_count, sizeof *definitions->artefacts, artefact_order);
    if (definitions->rule_count)
        qsort(definitions->rules, definitions->rule_count, sizeof *definitions->rules, rule_order);
    if (definitions->list_count)
        qsort(definitions->lists, definitions->list_count, sizeof *definitions->lists, list_order);
    definitions->store_count = 0;
    for (size_t i = 0; i < definitions->artefact_count; i++) {
        definitions->artefacts[i].number = (unsigned)i;
        for (size_t j = 0; j < definitions->artefacts[i].store_count; j++)
            definitions->artefacts[i].stores[j].number = definitions->store_count++;
    }
    for (size_t i = 0; i < definitions->list_count; i++)
        definitions->lists[i].number = (unsigned)i;
    for (size_t i = 0; i < definitions->rule_count; i++) {
        definitions->rules[i].number = (unsigned)i;
        enum error_code code = rule_check(definitions, &definitions->rules[i], error);
        if (code)
            return code;
    }
    return ERROR_NONE;
}
