// SPDX-License-Identifier: Apache-2.0
// What goes between the parent and the zygote over their socket, one packet a message. Both ends are our own code that
// has not seen a byte of evidence.
#pragma once

#include "confine/crew.h"

#define MESSAGE_FDS (1 + LIMIT_WORKER_FDS) // the pipe's writing end, then the task's

enum request_kind {
    REQUEST_START, // a worker for the task
    REQUEST_PROBE, // a worker that only says what its cage is
    REQUEST_KILL,  // ends the worker of that slot, if it still runs
};

struct request {
    uint32_t kind;
    uint32_t slot;    // the parent's place for this worker
    struct cage cage; // what the worker must find in force, or not begin
    struct task task; // sent up to the end of its note
};

// A worker is gone, and its process id is free again.
struct report {
    uint32_t slot;
    int32_t status; // as of waitpid()
};

// Above what a worker function can return.
enum worker_status {
    WORKER_STATUS_UNCAGED = 200, // the cage is not what the probe found: nothing was run
    WORKER_STATUS_SETUP = 201,   // no process, descriptors or limits for it
    WORKER_STATUS_LOST = 202,    // the zygote died, so nobody knows how it ended
};

size_t request_size(const struct request *request);
// One packet with descriptors (borrowed); false with errno.
NODISCARD bool message_send(int socket, struct slice message, const int *fds, size_t count);
// One packet of at most `size` bytes, at most MESSAGE_FDS descriptors in `fds` (the caller's now, close-on-exec).
// *ret_size is 0 at the end. False with errno.
NODISCARD bool message_receive(int socket, void *message, size_t size, size_t *ret_size, int *fds, size_t *ret_count);
