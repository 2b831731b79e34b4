// SPDX-License-Identifier: Apache-2.0
// A password from the environment, kept where no child process gets it.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct secret {
    char *text;  // NUL-terminated; NULL where there is none
    size_t size; // bytes of the mapping
};

// Moves BRIDLE_PASSWORD into a mapping of its own that a fork wipes and no core dump holds, and overwrites its bytes in
// the environment. To be called before the first fork. False: it is there and cannot be kept so (said on standard
// error). Until then, and for as long as the shell that set it lives, others with this user's rights could read it.
bool secret_take(struct secret *ret_secret);
// Room of `size` bytes, zeros, in such a mapping. False, with errno, where that cannot be had.
bool secret_room(size_t size, struct secret *ret_secret);
void secret_release(struct secret *secret);
