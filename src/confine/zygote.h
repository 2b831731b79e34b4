// SPDX-License-Identifier: Apache-2.0
// The zygote: a small process that forks workers when asked, reaps them, and says how each ended.
#pragma once

#include "confine/crew.h"
#include "confine/filter.h"

struct zygote {
    int socket;   // to the parent
    int children; // readable when a worker has ended
    pid_t self;
    bool no_cage;
    struct filter filter;
    worker_function *function;
    void *context;
    pid_t workers[LIMIT_WORKERS]; // by the parent's slots; 0 is free
};

// The descriptors of the zygote and of each worker begin like this: 0 to 2 lead nowhere.
#define DESCRIPTOR_FIRST 3

// Ends the process when the process that forked it does. False where that has already happened.
NODISCARD bool process_follow(pid_t parent);
// Brings the descriptors, in this order, to DESCRIPTOR_FIRST and on, and closes all that come after.
NODISCARD bool descriptors_arrange(const int *fds, size_t count);
// The life of the zygote; the process was just forked by `parent`, with all signals blocked.
NORETURN void zygote_run(int socket, pid_t parent, bool no_cage, worker_function *function, void *context);
