// SPDX-License-Identifier: Apache-2.0
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>

void buffer_init(struct buffer *buffer, size_t limit)
{
    *buffer = (struct buffer){.limit = limit};
}

void buffer_release(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct buffer){.limit = buffer->limit};
}

void buffer_clear(struct buffer *buffer)
{
    buffer->size = 0;
    buffer->failed = false;
}

static bool buffer_grow(struct buffer *buffer, size_t size)
{
    if (buffer->failed || size > buffer->limit - buffer->size) {
        buffer->failed = true;
        return false;
    }
    size_t needed = buffer->size + size;
    if (needed <= buffer->capacity)
        return true;
    // Never more than the limit: what fits the capacity is not compared with it again.
    size_t capacity = buffer->capacity ? buffer->capacity : buffer->limit < 256 ? buffer->limit : 256;
    while (capacity < needed)
        capacity = capacity > buffer->limit / 2 ? buffer->limit : capacity * 2;
    uint8_t *data = realloc(buffer->data, capacity);
    if (!data) {
        buffer->failed = true;
        return false;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

static inline bool buffer_reserve(struct buffer *buffer, size_t size)
{
    // Nearly always there is room.
    if (!buffer->failed && size <= buffer->capacity - buffer->size)
        return true;
    return buffer_grow(buffer, size);
}

uint8_t *buffer_extend(struct buffer *buffer, size_t size)
{
    if (!buffer_reserve(buffer, size))
        return NULL;
    uint8_t *room = buffer->data + buffer->size;
    buffer->size += size;
    return room;
}

void buffer_put(struct buffer *buffer, struct slice bytes)
{
    if (bytes.size == 0)
        return;
    uint8_t *room = buffer_extend(buffer, bytes.size);
    if (room)
        memcpy(room, bytes.data, bytes.size);
}

void buffer_put_text(struct buffer *buffer, const char *text)
{
    buffer_put(buffer, slice_text(text));
}

void buffer_put_byte(struct buffer *buffer, uint8_t byte)
{
    buffer_put(buffer, slice_of(&byte, 1));
}

void buffer_put_u32le(struct buffer *buffer, uint32_t value)
{
    uint8_t bytes[4];
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(value >> (8 * i));
    buffer_put(buffer, slice_of(bytes, sizeof bytes));
}

void buffer_put_u64le(struct buffer *buffer, uint64_t value)
{
    buffer_put_u32le(buffer, (uint32_t)value);
    buffer_put_u32le(buffer, (uint32_t)(value >> 32));
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (size < 0 || (size_t)size >= sizeof text)
        buffer->failed = true;
    else
        buffer_put(buffer, slice_of(text, (size_t)size));
}

struct slice buffer_slice(const struct buffer *buffer)
{
    return slice_of(buffer->data, buffer->size);
}

const char *buffer_text(struct buffer *buffer)
{
    if (!buffer_reserve(buffer, 1))
        return NULL;
    buffer->data[buffer->size] = '\0';
    return (const char *)buffer->data;
}
