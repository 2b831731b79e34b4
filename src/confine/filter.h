// SPDX-License-Identifier: Apache-2.0
// The system-call filter: what a decoder needs of the kernel, and nothing that names a path, a host or another process.
// Built once by the zygote, loaded by each worker.
#pragma once

#include "base/attr.h"

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>

struct filter {
    struct sock_filter *code;
    size_t count; // instructions
};

// False where libseccomp or the kernel cannot; *ret_filter is for filter_release().
NODISCARD bool filter_build(struct filter *ret_filter);
void filter_release(struct filter *filter);
// Locks this process for good; no_new_privs must be set. False where the kernel refuses.
NODISCARD bool filter_load(struct filter *filter);
