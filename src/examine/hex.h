// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/arena.h"

// Lower-case hexadecimal digits, in the arena.
NODISCARD static inline bool arena_hex(struct arena *arena, struct slice bytes, struct slice *ret_text)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t *text = arena_alloc(arena, bytes.size, 2);
    if (!text)
        return false;
    for (size_t i = 0; i < bytes.size; i++) {
        text[2 * i] = (uint8_t)digits[bytes.data[i] >> 4];
        text[2 * i + 1] = (uint8_t)digits[bytes.data[i] & 15];
    }
    *ret_text = slice_of(text, 2 * bytes.size);
    return true;
}
