// SPDX-License-Identifier: Apache-2.0
// What runs inside a worker.
#pragma once

#include "examine/job.h"
#include "sql/definition.h"
#include "sql/place.h"

// In memory before the zygote is forked, so that every worker has it.
struct work_context {
    const struct definitions *definitions;
    const struct place_set *places;
};

// The crew's worker function; `context` is a struct work_context.
int work(void *context, const struct task *task, struct wire *wire);

// An archive (pack_work.c).
NODISCARD enum error_code work_pack(const struct work_context *context, const struct task *task, struct wire *wire,
                                    struct error *error);

// Jobs over a case (case_work.c).
NODISCARD enum error_code work_case_read(const struct work_context *context, const struct task *task, struct wire *wire,
                                         struct error *error);
NODISCARD enum error_code work_case_rules(const struct work_context *context, const struct task *task,
                                          struct wire *wire, struct error *error);
NODISCARD enum error_code work_case_sql(const struct work_context *context, const struct task *task, struct wire *wire,
                                        struct error *error);
