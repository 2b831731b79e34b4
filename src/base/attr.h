// SPDX-License-Identifier: Apache-2.0
// Compiler attributes and the cleanup idiom: one place, so that the rest reads as plain C.
#pragma once

#include <stdlib.h>
#include <unistd.h>

#define NODISCARD __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#define CLEANUP(function) __attribute__((cleanup(function)))
#define UNUSED __attribute__((unused))
// For large scratch on a hot path, written before it is read: the compiler would clear it at each call otherwise.
#define UNCLEARED __attribute__((uninitialized))
#define NORETURN __attribute__((noreturn))

// Hands an owned pointer on: gives its value and leaves NULL behind, so that the cleanup does nothing.
#define TAKE_PTR(pointer)                      \
    ({                                         \
        __typeof__(pointer) taken = (pointer); \
        (pointer) = NULL;                      \
        taken;                                 \
    })

// The same for a file descriptor; -1 stays behind.
static inline int take_fd(int *fd)
{
    int taken = *fd;
    *fd = -1;
    return taken;
}

static inline void free_pointer(void *pointer)
{
    free(*(void **)pointer);
}

static inline void close_fd(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

#define CLEANUP_FREE CLEANUP(free_pointer)
#define CLEANUP_CLOSE CLEANUP(close_fd)

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
