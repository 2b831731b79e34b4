// SPDX-License-Identifier: Apache-2.0
// One job of a caged worker over a case file, its rows handed on.
#pragma once

#include "examine/public.h"

struct case_job {
    enum job job;
    uint64_t flags;
    struct slice note;
    void *context;
    // Rows of query `query`; names come first where the job gives them. False: the rows make no sense.
    bool (*row)(void *context, uint32_t query, const struct cell *cells, size_t count);
    bool (*names)(void *context, const struct cell *cells, size_t count); // may be NULL
};

NODISCARD enum error_code case_file_run(const char *path, const struct definitions *definitions,
                                        const struct case_job *job, struct error *error);
