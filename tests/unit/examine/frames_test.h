// SPDX-License-Identifier: Apache-2.0
// What the tests of frames share: a wire into memory, and the payload of the one frame that was put.
#pragma once

#include "examine/job.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/mman.h>

#include <cmocka.h>

struct line {
    struct wire wire;
    struct emitter emitter;
    struct slice sent; // all that was written, mapped
};

static inline void line_open(struct line *line)
{
    line->sent = SLICE_NONE;
    wire_init(&line->wire, memfd_create("line", MFD_CLOEXEC));
    line->emitter = frames_emitter(&line->wire);
}

static inline void line_close(struct line *line)
{
    close_fd(&line->wire.fd);
    if (line->sent.size)
        (void)munmap((void *)(uintptr_t)line->sent.data, line->sent.size);
    wire_release(&line->wire);
}
#define CLEANUP_LINE CLEANUP(line_close)

// The one frame that was written; its type is checked.
static inline struct slice payload_of(struct line *line, enum frame type)
{
    assert_true(wire_flush(&line->wire));
    size_t size_sent = (size_t)lseek(line->wire.fd, 0, SEEK_END);
    void *sent = mmap(NULL, size_sent, PROT_READ, MAP_PRIVATE, line->wire.fd, 0);
    assert_true(sent != MAP_FAILED);
    line->sent = slice_of(sent, size_sent);
    struct cursor cursor = cursor_over(line->sent);
    assert_int_equal(cursor_u32le(&cursor), type);
    uint64_t size = cursor_u64le(&cursor);
    struct slice payload = cursor_bytes(&cursor, size);
    assert_true(cursor_ok(&cursor) && cursor_end(&cursor));
    return payload;
}
