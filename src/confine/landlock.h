// SPDX-License-Identifier: Apache-2.0
// Landlock: every access to a path, TCP port or process outside, as far as the kernel knows the right, with no rule
// that allows any. Facts: the kernel's Documentation/userspace-api/landlock.rst and include/uapi/linux/landlock.h.
#pragma once

// Locks this process for good; no_new_privs must be set. Gives the kernel's ABI, 0 where nothing is in force.
int landlock_lock(void);
