// SPDX-License-Identifier: Apache-2.0
#include "confine/worker.h"

#include "confine/cage.h"

#include <signal.h>

#define WORKER_PIPE DESCRIPTOR_FIRST

static void worker_signals_reset(void)
{
    sigset_t none;
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    // A parent that is gone shall be an error of write(), so that the worker function can end in order.
    (void)signal(SIGPIPE, SIG_IGN);
}

static bool cage_equal(struct cage a, struct cage b)
{
    return a.landlock_abi == b.landlock_abi && a.seccomp == b.seccomp && a.off == b.off;
}

static int probe_run(struct cage cage, struct wire *wire)
{
    wire_begin(wire, PROBE_FRAME);
    wire_u32(wire, (uint32_t)cage.landlock_abi);
    wire_u8(wire, cage.seccomp);
    wire_end(wire);
    return 0;
}

void worker_run(struct zygote *zygote, const struct request *request, const int *fds, size_t count)
{
    if (!process_follow(zygote->self))
        _exit(WORKER_STATUS_LOST);
    worker_signals_reset();
    struct task task = request->task;
    task.fd_count = (uint32_t)(count - 1);
    for (uint32_t i = 0; i < task.fd_count; i++)
        task.fds[i] = WORKER_PIPE + 1 + (int)i;
    if (!descriptors_arrange(fds, count) || !cage_limit(&task))
        _exit(WORKER_STATUS_SETUP);
    struct cage cage = cage_lock(&zygote->filter, zygote->no_cage);
    if (request->kind != REQUEST_PROBE && !cage_equal(cage, request->cage))
        _exit(WORKER_STATUS_UNCAGED);
    struct wire wire;
    wire_init(&wire, WORKER_PIPE);
    int status =
        request->kind == REQUEST_PROBE ? probe_run(cage, &wire) : zygote->function(zygote->context, &task, &wire) & 127;
    if (!wire_flush(&wire) && status == 0)
        status = 1;
    // Without exit(): what the parent had registered or buffered before the fork is the parent's to do.
    _exit(status);
}
