// SPDX-License-Identifier: Apache-2.0
#include "base/cursor.h"

#include <endian.h>

struct cursor cursor_over(struct slice slice)
{
    return (struct cursor){.slice = slice};
}

bool cursor_ok(const struct cursor *cursor)
{
    return !cursor->bad;
}

size_t cursor_left(const struct cursor *cursor)
{
    return cursor->bad ? 0 : cursor->slice.size - cursor->position;
}

bool cursor_end(const struct cursor *cursor)
{
    return cursor_left(cursor) == 0;
}

void cursor_fail(struct cursor *cursor)
{
    if (cursor->bad)
        return;
    cursor->bad = true;
    cursor->failed = cursor->position;
}

struct slice cursor_bytes(struct cursor *cursor, uint64_t size)
{
    if (cursor->bad || size > cursor->slice.size - cursor->position) {
        cursor_fail(cursor);
        return SLICE_NONE;
    }
    struct slice bytes = slice_of(cursor->slice.data + cursor->position, (size_t)size);
    cursor->position += (size_t)size;
    return bytes;
}

void cursor_skip(struct cursor *cursor, uint64_t size)
{
    (void)cursor_bytes(cursor, size);
}

void cursor_seek(struct cursor *cursor, uint64_t position)
{
    if (cursor->bad || position > cursor->slice.size)
        cursor_fail(cursor);
    else
        cursor->position = (size_t)position;
}

struct cursor cursor_sub(struct cursor *cursor, uint64_t size)
{
    struct cursor sub = cursor_over(cursor_bytes(cursor, size));
    if (cursor->bad)
        cursor_fail(&sub);
    return sub;
}

uint64_t cursor_uint_be(struct cursor *cursor, size_t size)
{
    if (size == 0 || size > 8) {
        cursor_fail(cursor);
        return 0;
    }
    struct slice bytes = cursor_bytes(cursor, size);
    uint64_t value = 0;
    for (size_t i = 0; i < bytes.size; i++)
        value = value << 8 | bytes.data[i];
    return value;
}

// Frames are made of these: one bounds check and one load.
static uint64_t cursor_uint_le(struct cursor *cursor, size_t size)
{
    uint64_t value = 0;
    struct slice bytes = cursor_bytes(cursor, size);
    if (bytes.size == size)
        memcpy(&value, bytes.data, size);
    return le64toh(value);
}

uint8_t cursor_u8(struct cursor *cursor)
{
    struct slice bytes = cursor_bytes(cursor, 1);
    return bytes.size ? bytes.data[0] : 0;
}

uint16_t cursor_u16be(struct cursor *cursor)
{
    return (uint16_t)cursor_uint_be(cursor, 2);
}

uint16_t cursor_u16le(struct cursor *cursor)
{
    return (uint16_t)cursor_uint_le(cursor, 2);
}

uint32_t cursor_u32be(struct cursor *cursor)
{
    return (uint32_t)cursor_uint_be(cursor, 4);
}

uint32_t cursor_u32le(struct cursor *cursor)
{
    return (uint32_t)cursor_uint_le(cursor, 4);
}

uint64_t cursor_u64be(struct cursor *cursor)
{
    return cursor_uint_be(cursor, 8);
}

uint64_t cursor_u64le(struct cursor *cursor)
{
    return cursor_uint_le(cursor, 8);
}

uint64_t cursor_varint_sqlite(struct cursor *cursor)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < 8; i++) {
        uint8_t byte = cursor_u8(cursor);
        value = value << 7 | (byte & 0x7fU);
        if (!(byte & 0x80))
            return cursor->bad ? 0 : value;
    }
    value = value << 8 | cursor_u8(cursor);
    return cursor->bad ? 0 : value;
}

uint64_t cursor_varint_leb128(struct cursor *cursor)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 70; shift += 7) {
        uint8_t byte = cursor_u8(cursor);
        if (cursor->bad)
            return 0;
        if (shift == 63 && byte > 1)
            break;
        value |= (uint64_t)(byte & 0x7fU) << shift;
        if (!(byte & 0x80))
            return value;
    }
    cursor_fail(cursor);
    return 0;
}
