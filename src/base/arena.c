// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include "base/checked.h"

#include <stdalign.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_CHUNK 0U
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_CHUNK 0U
#endif
#endif
#ifndef ARENA_CHUNK
#define ARENA_CHUNK 16384U
#endif

struct chunk {
    struct chunk *next;
    size_t size;
    size_t used;
    alignas(max_align_t) uint8_t data[];
};

struct arena {
    struct chunk *chunks; // the newest first
    size_t budget;
    size_t used;
};

struct arena *arena_new(size_t budget)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (arena)
        arena->budget = budget;
    return arena;
}

struct arena *arena_free(struct arena *arena)
{
    if (arena) {
        arena_reset(arena);
        free(arena->chunks);
        free(arena);
    }
    return NULL;
}

void arena_freep(struct arena **arena)
{
    *arena = arena_free(*arena);
}

void arena_reset(struct arena *arena)
{
    struct chunk *kept = NULL;
    for (struct chunk *chunk = arena->chunks; chunk;) {
        struct chunk *next = chunk->next;
        if (!kept && chunk->size == ARENA_CHUNK) {
            kept = chunk;
            memset(kept->data, 0, kept->used);
            kept->used = 0;
            kept->next = NULL;
        } else {
            free(chunk);
        }
        chunk = next;
    }
    arena->chunks = kept;
    arena->used = 0;
}

static struct chunk *arena_grow(struct arena *arena, size_t size)
{
    size_t whole = size > ARENA_CHUNK ? size : ARENA_CHUNK;
    size_t bytes;
    if (!checked_add(whole, sizeof(struct chunk), &bytes))
        return NULL;
    struct chunk *chunk = calloc(1, bytes);
    if (!chunk)
        return NULL;
    chunk->size = whole;
    // A large piece goes behind the chunk in use, whose rest would be lost otherwise.
    if (arena->chunks && whole > ARENA_CHUNK) {
        chunk->next = arena->chunks->next;
        arena->chunks->next = chunk;
    } else {
        chunk->next = arena->chunks;
        arena->chunks = chunk;
    }
    return chunk;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    size_t total;
    if (!checked_mul(count, size, &bytes) || bytes > SIZE_MAX - alignof(max_align_t))
        return NULL;
    bytes = (bytes + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    bytes = bytes ? bytes : alignof(max_align_t);
    if (!checked_add(arena->used, bytes, &total) || total > arena->budget)
        return NULL;
    struct chunk *chunk = arena->chunks;
    if (!chunk || bytes > chunk->size - chunk->used)
        chunk = arena_grow(arena, bytes);
    if (!chunk)
        return NULL;
    void *memory = chunk->data + chunk->used;
    chunk->used += bytes;
    arena->used = total;
    return memory;
}

bool arena_copy(struct arena *arena, struct slice slice, struct slice *ret_copy)
{
    if (slice.size == 0) {
        *ret_copy = SLICE_NONE;
        return true;
    }
    uint8_t *copy = arena_alloc(arena, slice.size, 1);
    if (!copy)
        return false;
    memcpy(copy, slice.data, slice.size);
    *ret_copy = slice_of(copy, slice.size);
    return true;
}

char *arena_text(struct arena *arena, struct slice slice)
{
    size_t size;
    if (!checked_add(slice.size, (size_t)1, &size))
        return NULL;
    char *text = arena_alloc(arena, size, 1);
    if (text && slice.size)
        memcpy(text, slice.data, slice.size);
    return text;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}
