// SPDX-License-Identifier: Apache-2.0
// An arena with a budget: many small allocations that die together. NULL means that the budget (or the memory) is used
// up, which is an ordinary ERROR_LIMIT, never an abort. Under AddressSanitizer each allocation is its own malloc, so
// that an overrun is seen.
#pragma once

#include "base/attr.h"
#include "base/slice.h"

struct arena;

struct arena *arena_new(size_t budget);        // bytes that may be live at once; NULL without memory
struct arena *arena_free(struct arena *arena); // takes NULL, gives NULL
void arena_freep(struct arena **arena);
#define CLEANUP_ARENA CLEANUP(arena_freep)
// Drops all that was allocated; keeps one chunk for reuse.
void arena_reset(struct arena *arena);
// Zeroed, aligned for any type; NULL over the budget, or where count * size overflows.
void *arena_alloc(struct arena *arena, size_t count, size_t size);
#define arena_new_object(arena, type) ((type *)arena_alloc((arena), 1, sizeof(type)))
// A copy; false over the budget. An empty slice stays empty.
NODISCARD bool arena_copy(struct arena *arena, struct slice slice, struct slice *ret_copy);
// A NUL-terminated copy for C interfaces; NULL over the budget.
char *arena_text(struct arena *arena, struct slice slice);
size_t arena_used(const struct arena *arena);
