// SPDX-License-Identifier: Apache-2.0
// What a worker in the wrong hands may send. The first byte says in which pieces it comes, the rest is the stream. Each
// whole frame is taken apart by all getters; what comes out does not depend on the pieces.
#include "fuzz.h"

#include "base/attr.h"
#include "base/limits.h"
#include "confine/wire.h"

#include <fcntl.h>

#define STREAM_SIZE 60000U // bytes that a pipe takes at once

static void expect(bool holds)
{
    if (!holds)
        abort();
}

static void payload_read(struct slice payload, uint32_t type)
{
    struct cursor cursor = cursor_over(payload);
    while (!cursor_end(&cursor)) {
        size_t left = cursor_left(&cursor);
        switch (type++ % 5) {
        case 0:
            (void)cursor_u8(&cursor);
            break;
        case 1:
            (void)cursor_u32le(&cursor);
            break;
        case 2:
            (void)cursor_u64le(&cursor);
            break;
        case 3:
            (void)cursor_f64(&cursor);
            break;
        default:
            expect(cursor_slice(&cursor).size <= left);
            break;
        }
        expect(cursor_left(&cursor) < left);
    }
}

struct seen {
    uint64_t frames;
    uint64_t bytes;
    bool refused;
};

static void frames_take(struct frame_reader *reader, struct seen *seen)
{
    uint32_t type = 0;
    struct slice payload = SLICE_NONE;
    struct error error = {0};
    while (frame_reader_next(reader, &type, &payload, &error)) {
        expect(payload.size <= LIMIT_FRAME_SIZE);
        payload_read(payload, type);
        seen->frames++;
        seen->bytes += WIRE_HEADER_SIZE + payload.size;
    }
    seen->refused = error.code != ERROR_NONE;
}

// Sends the stream through a pipe, `piece` bytes at a time.
static struct seen stream_read(struct slice stream, size_t piece)
{
    struct seen seen = {0};
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return seen;
    struct frame_reader reader;
    frame_reader_init(&reader);
    struct error error = {0};
    bool end = false;
    while (!end && !seen.refused) {
        struct slice part = slice_part(stream, 0, piece);
        if (part.size > 0)
            expect(write(ends[1], part.data, part.size) == (ssize_t)part.size);
        else
            close_fd(&ends[1]);
        stream = slice_from(stream, part.size);
        expect(frame_reader_fill(&reader, ends[0], &end, &error) == ERROR_NONE);
        frames_take(&reader, &seen);
    }
    close_fd(&ends[0]);
    close_fd(&ends[1]);
    frame_reader_release(&reader);
    return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size > STREAM_SIZE)
        return 0;
    struct slice stream = slice_of(data + 1, size - 1);
    struct seen whole = stream_read(stream, STREAM_SIZE);
    struct seen pieces = stream_read(stream, (size_t)data[0] + 1);
    expect(whole.bytes <= stream.size);
    expect(whole.frames == pieces.frames && whole.bytes == pieces.bytes && whole.refused == pieces.refused);
    return 0;
}
