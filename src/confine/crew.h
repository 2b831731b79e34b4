// SPDX-License-Identifier: Apache-2.0
// The crew: a small zygote, forked before anything large is in memory, and caged workers forked from it, one a task.
// The parent hands over descriptors, reads frames and learns how each worker ended. It never decodes evidence.
#pragma once

#include "base/limits.h"
#include "confine/wire.h"

#include <sys/types.h>

struct cage {
    int landlock_abi; // 0 where the kernel has none
    bool seccomp;
    bool off; // --no-cage, or a build that cannot have one (sanitizers)
};

struct task {
    uint32_t job;          // what to do; the worker function's own numbers
    uint32_t number;       // the parent's own (an input); comes back with each frame
    uint64_t arguments[6]; // the worker function's own
    uint64_t memory;       // bytes of address space, 0: LIMIT_WORKER_MEMORY
    uint32_t seconds;      // CPU, 0: LIMIT_WORKER_SECONDS; twice that in wall time, more where jobs share a processor
    uint32_t fd_count;
    int fds[LIMIT_WORKER_FDS]; // the parent's numbers on the way in (borrowed), the worker's own on arrival
    uint32_t note_size;
    uint8_t note[12288]; // small data for the worker function
};

// Runs in the worker after the lock. What it returns (0 to 127) is the worker's exit status. `context` is what
// crew_new() was given, as it was in memory at that time.
typedef int worker_function(void *context, const struct task *task, struct wire *wire);

enum worker_end {
    WORKER_DONE,      // exit status 0
    WORKER_FAILED,    // another exit status; above 127 nothing was run, or the zygote died
    WORKER_SIGNAL,    // died of a signal
    WORKER_TIMEOUT,   // ended by the parent: wall time
    WORKER_OVER_TIME, // ended by the kernel: CPU time (SIGXCPU)
    WORKER_PROTOCOL,  // ended by the parent: sent what is no frame
};

struct worker_result {
    enum worker_end end;
    int status; // exit status or signal
};

struct crew_options {
    unsigned jobs; // workers at once, 1 to LIMIT_WORKERS
    bool no_cage;
    bool require_cage; // crew_new() fails where Landlock or seccomp cannot be had
};

struct crew;

// Forks the zygote. Call it early, before any thread is started: what is in memory now is what every worker inherits.
// The crew ends with the thread that calls it.
NODISCARD enum error_code crew_new(const struct crew_options *options, worker_function *function, void *context,
                                   struct crew **ret_crew, struct error *error);
struct crew *crew_free(struct crew *crew); // ends all workers and the zygote
void crew_freep(struct crew **crew);
// The protection in force, as a probing worker found it.
struct cage crew_cage(const struct crew *crew);
unsigned crew_running(const struct crew *crew);
bool crew_full(const struct crew *crew);
// Starts a worker; not when crew_full(). The task is copied; its descriptors stay the caller's.
NODISCARD enum error_code crew_start(struct crew *crew, const struct task *task, struct error *error);

struct crew_handler {
    void *context;
    // Each frame as it comes. False ends the worker (WORKER_PROTOCOL): the frame made no sense.
    bool (*frame)(void *context, uint32_t number, uint32_t type, struct slice payload);
    // After the last frame of a worker.
    void (*ended)(void *context, uint32_t number, const struct worker_result *result);
};

// Waits until something happens (at most `milliseconds`, -1 for ever) and hands it to the handler. Ends workers whose
// wall time is up. Calling it with nothing running gives ERROR_NONE at once; so does a signal that was caught. The
// handler may start workers, and must not wait for or free the crew.
NODISCARD enum error_code crew_wait(struct crew *crew, const struct crew_handler *handler, int milliseconds,
                                    struct error *error);
