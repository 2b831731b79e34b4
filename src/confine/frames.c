// SPDX-License-Identifier: Apache-2.0
// The reading end of the wire. Whoever writes the other end may be in the hands of what it read: sizes are checked
// before anything is kept for them, and memory grows with the bytes that really came.
#include "confine/wire.h"

#include "base/limits.h"

#include <errno.h>

// A quarter of the largest pipe: few system calls, and little memory a worker.
#define FRAME_READ_SIZE ((size_t)256 << 10)

void frame_reader_init(struct frame_reader *reader)
{
    *reader = (struct frame_reader){0};
    buffer_init(&reader->buffer, WIRE_HEADER_SIZE + LIMIT_FRAME_SIZE + FRAME_READ_SIZE);
}

void frame_reader_release(struct frame_reader *reader)
{
    buffer_release(&reader->buffer);
    reader->taken = 0;
}

static void frame_reader_drop_taken(struct frame_reader *reader)
{
    size_t rest = reader->buffer.size - reader->taken;
    if (reader->taken > 0 && rest > 0)
        memmove(reader->buffer.data, reader->buffer.data + reader->taken, rest);
    reader->buffer.size = rest;
    reader->taken = 0;
}

enum error_code frame_reader_fill(struct frame_reader *reader, int fd, bool *ret_end, struct error *error)
{
    frame_reader_drop_taken(reader);
    uint8_t *room = buffer_extend(&reader->buffer, FRAME_READ_SIZE);
    if (!room) {
        // Either the frames were not taken out, or there is no memory for the next ones.
        reader->buffer.failed = false;
        return error_set(error, ERROR_IO, "wire", ERROR_NO_OFFSET, "no room for %zu bytes of frames",
                         reader->buffer.size + FRAME_READ_SIZE);
    }
    ssize_t count;
    do
        count = read(fd, room, FRAME_READ_SIZE);
    while (count < 0 && errno == EINTR);
    reader->buffer.size -= FRAME_READ_SIZE - (count > 0 ? (size_t)count : 0);
    if (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
        return error_system(error, "wire", "cannot read");
    *ret_end = count == 0;
    return ERROR_NONE;
}

bool frame_reader_next(struct frame_reader *reader, uint32_t *ret_type, struct slice *ret_payload, struct error *error)
{
    struct cursor cursor = cursor_over(slice_from(buffer_slice(&reader->buffer), reader->taken));
    uint32_t type = cursor_u32le(&cursor);
    uint64_t size = cursor_u64le(&cursor);
    if (!cursor_ok(&cursor))
        return false;
    if (size > LIMIT_FRAME_SIZE)
        return error_set(error, ERROR_LIMIT, "wire", ERROR_NO_OFFSET, "a frame of %" PRIu64 " bytes (the limit is %u)",
                         size, LIMIT_FRAME_SIZE) == ERROR_NONE;
    struct slice payload = cursor_bytes(&cursor, size);
    if (!cursor_ok(&cursor))
        return false;
    reader->taken += WIRE_HEADER_SIZE + payload.size;
    *ret_type = type;
    *ret_payload = payload;
    return true;
}
