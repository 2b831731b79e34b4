// SPDX-License-Identifier: Apache-2.0
// What goes over the pipe from a worker to the parent: frames of a type and a length-checked payload of little-endian
// numbers and counted bytes. The reading side trusts nothing.
#pragma once

#include "base/buffer.h"
#include "base/cursor.h"
#include "base/error.h"

#define WIRE_HEADER_SIZE 12 // u32 type, u64 size of the payload

// The worker's end: collects frames and writes them out in large pieces.
struct wire {
    int fd;
    struct buffer buffer; // finished frames, and the one being written
    size_t frame_at;      // where the current frame's header stands
    bool open;            // a frame is being written
    bool broken;          // the parent is gone, or a frame went over LIMIT_FRAME_SIZE
};

void wire_init(struct wire *wire, int fd);
void wire_release(struct wire *wire);
void wire_begin(struct wire *wire, uint32_t type);
void wire_u8(struct wire *wire, uint8_t value);
void wire_u32(struct wire *wire, uint32_t value);
void wire_u64(struct wire *wire, uint64_t value);
void wire_f64(struct wire *wire, double value);         // its IEEE bits
void wire_slice(struct wire *wire, struct slice bytes); // u32 length, bytes
void wire_end(struct wire *wire);                       // writes out when 64 KiB are together
// Everything out, now; false where the parent is gone.
bool wire_flush(struct wire *wire);

// The reading side of a payload: a cursor (base/cursor.h) with these on top.
double cursor_f64(struct cursor *cursor);
struct slice cursor_slice(struct cursor *cursor); // u32 length, bytes

// The parent's end: bytes in as they come, whole frames out.
struct frame_reader {
    struct buffer buffer;
    size_t taken; // bytes of the buffer already given out
};

void frame_reader_init(struct frame_reader *reader);
void frame_reader_release(struct frame_reader *reader);
// Reads once from a non-blocking descriptor: ERROR_NONE and *ret_end at its end. ERROR_IO otherwise.
NODISCARD enum error_code frame_reader_fill(struct frame_reader *reader, int fd, bool *ret_end, struct error *error);
// The next whole frame (payload borrowed until the next fill); false where more bytes are needed. A size over
// LIMIT_FRAME_SIZE sets *error (ERROR_LIMIT) and gives false.
bool frame_reader_next(struct frame_reader *reader, uint32_t *ret_type, struct slice *ret_payload, struct error *error);
