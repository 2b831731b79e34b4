// SPDX-License-Identifier: Apache-2.0
// What hostile hands do to a file, in a fixed order: cut at every byte, each bit flipped, each byte replaced. Every
// variant stands in memory of exactly its size, so that AddressSanitizer sees the first byte read beyond it. The
// callback must come back; what it answers is its own affair.
#pragma once

#include "base/slice.h"

#include <stdlib.h>

typedef void (*mutation_attempt)(struct slice bytes, void *context);

// A private copy of `size` bytes, with one byte changed where `at` lies within; freed after the attempt.
static inline void mutation_run(struct slice bytes, size_t size, size_t at, uint8_t byte, mutation_attempt attempt,
                                void *context)
{
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        abort();
    if (size)
        memcpy(copy, bytes.data, size);
    if (at < size)
        copy[at] = byte;
    attempt(slice_of(copy, size), context);
    free(copy);
}

// Sizes 0 to size - 1.
static inline void mutation_truncate(struct slice bytes, mutation_attempt attempt, void *context)
{
    for (size_t size = 0; size < bytes.size; size++)
        mutation_run(bytes, size, SIZE_MAX, 0, attempt, context);
}

static inline void mutation_flip(struct slice bytes, mutation_attempt attempt, void *context)
{
    for (size_t at = 0; at < bytes.size; at++)
        for (unsigned bit = 0; bit < 8; bit++)
            mutation_run(bytes, bytes.size, at, (uint8_t)(bytes.data[at] ^ (1U << bit)), attempt, context);
}

// Each byte by those that stand at the borders of lengths, signs, markers and texts.
static inline void mutation_replace(struct slice bytes, mutation_attempt attempt, void *context)
{
    static const uint8_t replacements[] = {0x00, 0x01, 0x0f, 0x10, 0x20, 0x27, 0x3c,
                                           0x5c, 0x7f, 0x80, 0xd8, 0xfe, 0xff};
    for (size_t at = 0; at < bytes.size; at++)
        for (size_t i = 0; i < sizeof replacements; i++)
            mutation_run(bytes, bytes.size, at, replacements[i], attempt, context);
}

static inline void mutation_all(struct slice bytes, mutation_attempt attempt, void *context)
{
    mutation_truncate(bytes, attempt, context);
    mutation_flip(bytes, attempt, context);
    mutation_replace(bytes, attempt, context);
}
