// SPDX-License-Identifier: Apache-2.0
#include "confine/wire.h"

#include "base/limits.h"

#include <errno.h>

// Large enough that a system call a flush costs nothing beside the frames in it.
#define WIRE_FLUSH_SIZE ((size_t)64 << 10)

void wire_init(struct wire *wire, int fd)
{
    *wire = (struct wire){.fd = fd};
    buffer_init(&wire->buffer, WIRE_FLUSH_SIZE + WIRE_HEADER_SIZE + LIMIT_FRAME_SIZE);
}

void wire_release(struct wire *wire)
{
    buffer_release(&wire->buffer);
}

// Writes a number where it stands, without asking for room again.
static void number_store(uint8_t *bytes, uint64_t value, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        bytes[i] = (uint8_t)(value >> (8 * i));
}

static bool bytes_write(int fd, struct slice bytes)
{
    while (bytes.size > 0) {
        ssize_t count = write(fd, bytes.data, bytes.size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        bytes = slice_from(bytes, (size_t)count);
    }
    return true;
}

// Everything before the frame that is still being written; that one moves to the front.
static void wire_write(struct wire *wire)
{
    size_t finished = wire->open ? wire->frame_at : wire->buffer.size;
    if (finished == 0)
        return;
    if (!bytes_write(wire->fd, slice_of(wire->buffer.data, finished)))
        wire->broken = true;
    size_t rest = wire->buffer.size - finished;
    if (rest > 0)
        memmove(wire->buffer.data, wire->buffer.data + finished, rest);
    wire->buffer.size = rest;
    wire->frame_at = 0;
}

// A frame that cannot be sent: the finished ones before it still go out.
static void wire_break(struct wire *wire)
{
    if (wire->open)
        wire->buffer.size = wire->frame_at;
    wire->open = false;
    if (!wire->broken)
        wire_write(wire);
    wire->broken = true;
}

void wire_begin(struct wire *wire, uint32_t type)
{
    if (wire->broken)
        return;
    if (wire->open) {
        wire_break(wire);
        return;
    }
    wire->frame_at = wire->buffer.size;
    wire->open = true;
    buffer_put_u32le(&wire->buffer, type);
    buffer_put_u64le(&wire->buffer, 0); // the size, known at the end
}

// Room for a value in the open frame, or NULL.
static uint8_t *wire_extend(struct wire *wire, size_t size)
{
    if (wire->broken || !wire->open)
        return NULL;
    return buffer_extend(&wire->buffer, size);
}

static void wire_number(struct wire *wire, uint64_t value, unsigned size)
{
    uint8_t *room = wire_extend(wire, size);
    if (room)
        number_store(room, value, size);
}

void wire_u8(struct wire *wire, uint8_t value)
{
    wire_number(wire, value, 1);
}

void wire_u32(struct wire *wire, uint32_t value)
{
    wire_number(wire, value, 4);
}

void wire_u64(struct wire *wire, uint64_t value)
{
    wire_number(wire, value, 8);
}

void wire_f64(struct wire *wire, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    wire_u64(wire, bits);
}

void wire_slice(struct wire *wire, struct slice bytes)
{
    if (bytes.size > LIMIT_FRAME_SIZE) {
        wire_break(wire);
        return;
    }
    uint8_t *room = wire_extend(wire, 4 + bytes.size);
    if (!room)
        return;
    number_store(room, bytes.size, 4);
    if (bytes.size > 0)
        memcpy(room + 4, bytes.data, bytes.size);
}

void wire_end(struct wire *wire)
{
    if (wire->broken || !wire->open)
        return;
    if (wire->buffer.failed) {
        wire_break(wire);
        return;
    }
    size_t size = wire->buffer.size - wire->frame_at - WIRE_HEADER_SIZE;
    if (size > LIMIT_FRAME_SIZE) {
        wire_break(wire);
        return;
    }
    number_store(wire->buffer.data + wire->frame_at + 4, size, 8);
    wire->open = false;
    if (wire->buffer.size >= WIRE_FLUSH_SIZE)
        wire_write(wire);
}

bool wire_flush(struct wire *wire)
{
    if (!wire->broken)
        wire_write(wire);
    return !wire->broken;
}

double cursor_f64(struct cursor *cursor)
{
    uint64_t bits = cursor_u64le(cursor);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

struct slice cursor_slice(struct cursor *cursor)
{
    uint32_t size = cursor_u32le(cursor);
    return cursor_bytes(cursor, size);
}
