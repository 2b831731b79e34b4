// SPDX-License-Identifier: Apache-2.0
// Lists of indicators, each read by a worker, into one index.
#pragma once

#include "case/model.h"
#include "examine/job.h"
#include "sql/definition.h"

// One row of a list as it came: for `indicators list` and `lint`.
struct list_report {
    uint32_t list;
    uint32_t state; // enum list_row_state
    struct indicator indicator;
    struct slice kind, value, id, note;
    bool other_kind;
    bool lowered; // lists/quality.sql made it weak or unused; indicator.reason says why
};

typedef void list_report_function(void *context, const struct list_report *report);

struct list_set {
    struct case_list *lists; // in the order given; slices in the arena
    size_t count;
    struct index_builder *builder;
    uint64_t *by_kind; // OBSERVABLE_KINDS a list: how many indicators of each kind
};

// Reads all of them, each indicator lowered and given its platform as lists/quality.sql says.
// ERROR_USAGE where nothing of one can be used; one that can be used in part has its `error` set.
// `function` may be NULL.
NODISCARD enum error_code list_set_read(struct crew *crew, const struct definitions *definitions,
                                        const char *const *paths, size_t count, struct arena *arena,
                                        list_report_function *function, void *context, struct list_set *ret_set,
                                        struct error *error);
void list_set_release(struct list_set *set);
