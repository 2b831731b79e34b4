// SPDX-License-Identifier: Apache-2.0
// A growing run of bytes that says at its start how large it may get. Once something did not fit it stays failed, and
// keeps what was written before.
#pragma once

#include "base/attr.h"
#include "base/slice.h"

struct buffer {
    uint8_t *data;
    size_t size;
    size_t capacity;
    size_t limit;
    bool failed;
};

void buffer_init(struct buffer *buffer, size_t limit);
void buffer_release(struct buffer *buffer);
#define CLEANUP_BUFFER CLEANUP(buffer_release)
void buffer_clear(struct buffer *buffer); // empty and not failed; the memory stays
void buffer_put(struct buffer *buffer, struct slice bytes);
void buffer_put_text(struct buffer *buffer, const char *text);
void buffer_put_byte(struct buffer *buffer, uint8_t byte);
void buffer_put_u32le(struct buffer *buffer, uint32_t value);
void buffer_put_u64le(struct buffer *buffer, uint64_t value);
// Our own words and numbers only.
void buffer_format(struct buffer *buffer, const char *format, ...) PRINTF_LIKE(2, 3);
// Room for `size` bytes at the end, to be written by the caller, counted at once; NULL where it doesn't fit.
uint8_t *buffer_extend(struct buffer *buffer, size_t size);
struct slice buffer_slice(const struct buffer *buffer);
// A NUL after the last byte (not counted); NULL where it doesn't fit.
const char *buffer_text(struct buffer *buffer);
