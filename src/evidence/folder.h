// SPDX-License-Identifier: Apache-2.0
// A folder's names in byte order, and opening below a folder without following a link.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

struct folder_names {
    struct slice *items; // each followed by a NUL; in the arena
    size_t count;
    size_t left_out; // over the limit
};

// Without "." and "..". `folder` stays open; the arena holds the names.
NODISCARD enum error_code folder_read(int folder, struct arena *arena, size_t limit, struct folder_names *ret_names,
                                      struct error *error);
