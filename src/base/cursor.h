// SPDX-License-Identifier: Apache-2.0
// The one bounds-checked reader of hostile bytes. Getters give 0 (or an empty slice) once anything went over the end
// and the cursor stays failed, so that a decoder reads a whole header and asks once.
#pragma once

#include "base/slice.h"

struct cursor {
    struct slice slice;
    size_t position; // next byte
    size_t failed;   // where the first read failed; only with `bad`
    bool bad;
};

struct cursor cursor_over(struct slice slice);
bool cursor_ok(const struct cursor *cursor);
size_t cursor_left(const struct cursor *cursor);
bool cursor_end(const struct cursor *cursor); // nothing left, or failed
uint8_t cursor_u8(struct cursor *cursor);
uint16_t cursor_u16be(struct cursor *cursor);
uint16_t cursor_u16le(struct cursor *cursor);
uint32_t cursor_u32be(struct cursor *cursor);
uint32_t cursor_u32le(struct cursor *cursor);
uint64_t cursor_u64be(struct cursor *cursor);
uint64_t cursor_u64le(struct cursor *cursor);
// Big-endian, of 1 to 8 bytes; anything else fails.
uint64_t cursor_uint_be(struct cursor *cursor, size_t size);
struct slice cursor_bytes(struct cursor *cursor, uint64_t size);
void cursor_skip(struct cursor *cursor, uint64_t size);
void cursor_seek(struct cursor *cursor, uint64_t position);
// A cursor over the next `size` bytes alone: what is nested cannot read past its parent.
struct cursor cursor_sub(struct cursor *cursor, uint64_t size);
// SQLite's variable-length integer (1 to 9 bytes, big-endian groups of 7; file format, section 1.6).
uint64_t cursor_varint_sqlite(struct cursor *cursor);
// LEB128 as in protobuf, 10 bytes at most.
uint64_t cursor_varint_leb128(struct cursor *cursor);
void cursor_fail(struct cursor *cursor);
