// SPDX-License-Identifier: Apache-2.0
// The lock of one worker: limits, then no_new_privs, Landlock and the system-call filter.
#pragma once

#include "confine/crew.h"
#include "confine/filter.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CAGE_SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define CAGE_SANITIZED true
#endif
#endif
// A sanitizer's run time needs terabytes of address space, signals, files and a place to write to.
#ifndef CAGE_SANITIZED
#define CAGE_SANITIZED false
#endif

// Bytes of stack, whatever the user's shell says: how deep a recursion gets must not depend on it.
#define CAGE_STACK_SIZE ((uint64_t)8 << 20)

// Descriptors a worker can have: three to nowhere, its pipe, what it was given, and those that its lock is made with.
#define CAGE_DESCRIPTORS (LIMIT_WORKER_FDS + 8U)

// Memory, CPU time, stack, no core dump, no file that grows, no process, no new descriptor.
NODISCARD bool cage_limit(const struct task *task);
// Locks this process for good and gives what is in force: each part was tried after it was set.
struct cage cage_lock(struct filter *filter, bool off);
