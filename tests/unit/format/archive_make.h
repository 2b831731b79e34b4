// SPDX-License-Identifier: Apache-2.0
// Archives put together byte by byte, so that each part can be wrong: deflated data, gzip members, tar entries.
#pragma once

#include "base/buffer.h"
#include "base/limits.h"
#include "format/inflate.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <stdio.h>
#include <stdlib.h>

#define MAKE_MOST (64U << 20)
#define TAR_BLOCK 512U

static inline void put_u16(struct buffer *out, uint16_t value)
{
    buffer_put_byte(out, (uint8_t)value);
    buffer_put_byte(out, (uint8_t)(value >> 8));
}

static inline void put_zeros(struct buffer *out, size_t count)
{
    while (count--)
        buffer_put_byte(out, 0);
}

// Blocks that are not compressed.
static inline void put_stored_blocks(struct buffer *out, struct slice bytes)
{
    do {
        uint16_t size = bytes.size < 65535 ? (uint16_t)bytes.size : 65535;
        buffer_put_byte(out, size == bytes.size);
        put_u16(out, size);
        put_u16(out, (uint16_t)~size);
        buffer_put(out, slice_part(bytes, 0, size));
        bytes = slice_from(bytes, size);
    } while (bytes.size);
}

// One deflated stream of RFC 1951.
static inline void put_deflated(struct buffer *out, struct slice bytes, bool stored)
{
    if (stored) {
        put_stored_blocks(out, bytes);
        return;
    }
    struct isal_zstream *stream = calloc(1, sizeof *stream);
    size_t most = bytes.size + bytes.size / 8 + 1024;
    uint8_t *room = malloc(most);
    assert_non_null(stream);
    assert_non_null(room);
    isal_deflate_stateless_init(stream);
    stream->next_in = (uint8_t *)(uintptr_t)bytes.data;
    stream->avail_in = (uint32_t)bytes.size;
    stream->next_out = room;
    stream->avail_out = (uint32_t)most;
    stream->end_of_stream = 1;
    assert_int_equal(isal_deflate_stateless(stream), COMP_OK);
    buffer_put(out, slice_of(room, stream->total_out));
    free(room);
    free(stream);
}

static inline uint32_t crc_of(struct slice bytes)
{
    return bytes.size ? crc32_gzip_refl(0, bytes.data, bytes.size) : 0;
}

// A gzip member with a name in its header.
static inline void put_gzip(struct buffer *out, struct slice bytes, bool stored)
{
    static const uint8_t header[] = {0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3, 'x', 0};
    buffer_put(out, slice_of(header, sizeof header));
    put_deflated(out, bytes, stored);
    buffer_put_u32le(out, crc_of(bytes));
    buffer_put_u32le(out, (uint32_t)bytes.size);
}

// What a tar header says; what is NULL or empty has its ordinary value.
struct tar_make {
    const char *name, *prefix, *magic; // magic with what follows it, "" for none
    char type;                         // 0: '0'
    struct slice content;
    const char *size_field; // 12 bytes, in place of the content's size
    struct slice tail;      // written from byte 386 on, where GNU keeps maps of holes
    bool signed_sum;
};

static inline void tar_field(uint8_t *header, size_t offset, size_t most, const char *text)
{
    size_t size = strlen(text);
    memcpy(header + offset, text, size < most ? size : most);
}

static inline void put_tar_sum(uint8_t header[TAR_BLOCK], bool signed_sum)
{
    char text[32];
    uint64_t sum = 0;
    int64_t sum_of_signed = 0;
    memset(header + 148, ' ', 8);
    for (size_t i = 0; i < TAR_BLOCK; i++) {
        sum += header[i];
        sum_of_signed += (int8_t)header[i];
    }
    (void)snprintf(text, sizeof text, "%06llo", (unsigned long long)(signed_sum ? (uint64_t)sum_of_signed : sum));
    memcpy(header + 148, text, 6);
    header[154] = 0;
}

static inline void put_tar(struct buffer *out, struct tar_make make)
{
    uint8_t header[TAR_BLOCK] = {0};
    char text[32];
    tar_field(header, 0, 100, make.name ? make.name : "name");
    tar_field(header, 100, 8, "0000644");
    (void)snprintf(text, sizeof text, "%011zo", make.content.size);
    memcpy(header + 124, make.size_field ? make.size_field : text, 12);
    tar_field(header, 136, 12, "15000000000");
    header[156] = (uint8_t)(make.type ? make.type : '0');
    memcpy(header + 257, "ustar\00000", 8);
    if (make.magic) {
        memset(header + 257, 0, 8);
        tar_field(header, 257, 8, make.magic);
    }
    tar_field(header, 345, 155, make.prefix ? make.prefix : "");
    if (make.tail.size)
        memcpy(header + 386, make.tail.data, make.tail.size < 126 ? make.tail.size : 126);
    put_tar_sum(header, make.signed_sum);
    buffer_put(out, slice_of(header, sizeof header));
    buffer_put(out, make.content);
    put_zeros(out, (TAR_BLOCK - make.content.size % TAR_BLOCK) % TAR_BLOCK);
}

static inline void put_tar_end(struct buffer *out)
{
    put_zeros(out, 2 * TAR_BLOCK);
}

// One record of a pax header, with its own length before it.
static inline void put_pax(struct buffer *out, const char *key, struct slice value)
{
    char number[24];
    size_t rest = strlen(key) + value.size + 3;
    size_t size = rest;
    while ((size_t)snprintf(number, sizeof number, "%zu", size) + rest != size)
        size = rest + strlen(number);
    buffer_format(out, "%s %s=", number, key);
    buffer_put(out, value);
    buffer_put_byte(out, '\n');
}

// All of a stream, read in pieces of `piece` bytes; what came before an error too.
static inline enum error_code stream_all(struct stream *stream, size_t piece, struct buffer *out, struct error *error)
{
    enum error_code code = ERROR_NONE;
    uint8_t *room = malloc(piece);
    size_t got = piece;
    assert_non_null(room);
    while (!code && got == piece) {
        code = stream->read(stream, room, piece, &got, error);
        assert_true(got <= piece);
        buffer_put(out, slice_of(room, got));
    }
    free(room);
    return code;
}
