// SPDX-License-Identifier: Apache-2.0
// The life of one worker, from the fork to its end.
#pragma once

#include "confine/message.h"
#include "confine/zygote.h"

// In a process just forked from the zygote. `fds` are the pipe's writing end, then the task's descriptors.
NORETURN void worker_run(struct zygote *zygote, const struct request *request, const int *fds, size_t count);

// What a probing worker sends: u32 Landlock ABI, u8 filter in force.
#define PROBE_FRAME 1U
