// SPDX-License-Identifier: Apache-2.0
// Zip archives put together byte by byte, so that each part can be wrong.
#pragma once

#include "archive_make.h"

#define AUTOMATIC UINT64_MAX

enum descriptor { DESCRIPTOR_NONE, DESCRIPTOR_SIGNED, DESCRIPTOR_BARE, DESCRIPTOR_WIDE, DESCRIPTOR_WIDE_BARE };

// One entry; what is 0 or NULL has its ordinary value.
struct make {
    const char *name;
    struct slice content;
    bool stored, blocks; // method 0; deflated, of stored blocks
    uint16_t method, flags;
    enum descriptor descriptor;
    bool zip64;
    uint32_t attributes;
    uint16_t made_by;        // version made by; 0: Unix
    const char *central;     // another name in the directory
    uint64_t header;         // another offset in the directory, where `moved`
    bool moved, unlisted;    // not in the directory
    uint32_t crc_off;        // what the told sum is off by
    uint32_t central_method; // another method in the directory, + 1
};

struct archive {
    struct buffer bytes, directory;
    uint64_t entries;
};

static inline void put_u64(struct buffer *out, uint64_t value)
{
    buffer_put_u64le(out, value);
}

static inline void put_sizes(struct buffer *out, const struct make *make, uint64_t packed, bool told)
{
    buffer_put_u32le(out, told ? crc_of(make->content) + make->crc_off : 0);
    buffer_put_u32le(out, !told ? 0 : make->zip64 ? UINT32_MAX : (uint32_t)packed);
    buffer_put_u32le(out, !told ? 0 : make->zip64 ? UINT32_MAX : (uint32_t)make->content.size);
}

static inline void put_fields(struct buffer *out, const struct make *make, uint16_t method)
{
    put_u16(out, 20);
    put_u16(out, (uint16_t)(make->flags | (make->descriptor ? 8 : 0)));
    put_u16(out, method);
    put_u16(out, 0x6000); // 12:00:00
    put_u16(out, 0x5c21); // 2026-01-01
}

static inline void put_zip64(struct buffer *out, const struct make *make, uint64_t packed, uint64_t header)
{
    if (!make->zip64)
        return;
    put_u16(out, 0x7075); // another field before it
    put_u16(out, 2);
    put_u16(out, 0);
    put_u16(out, 1);
    put_u16(out, header == AUTOMATIC ? 16 : 24);
    put_u64(out, make->content.size);
    put_u64(out, packed);
    if (header != AUTOMATIC)
        put_u64(out, header);
}

static inline void put_descriptor(struct buffer *out, const struct make *make, uint64_t packed)
{
    bool wide = make->descriptor == DESCRIPTOR_WIDE || make->descriptor == DESCRIPTOR_WIDE_BARE;
    if (make->descriptor == DESCRIPTOR_NONE)
        return;
    if (make->descriptor == DESCRIPTOR_SIGNED || make->descriptor == DESCRIPTOR_WIDE)
        buffer_put_u32le(out, 0x08074b50);
    buffer_put_u32le(out, crc_of(make->content) + make->crc_off);
    for (unsigned i = 0; i < 2; i++) {
        uint64_t value = i ? make->content.size : packed;
        if (wide)
            put_u64(out, value);
        else
            buffer_put_u32le(out, (uint32_t)value);
    }
}

static inline void add(struct archive *archive, struct make make)
{
    struct buffer *out = &archive->bytes;
    struct buffer packed CLEANUP_BUFFER;
    uint64_t header = make.moved ? make.header : out->size;
    uint16_t method = make.method ? make.method : make.stored ? 0 : 8;
    buffer_init(&packed, MAKE_MOST);
    if (make.stored)
        buffer_put(&packed, make.content);
    else
        put_deflated(&packed, make.content, make.blocks);
    buffer_put_u32le(out, 0x04034b50);
    put_fields(out, &make, method);
    put_sizes(out, &make, packed.size, make.descriptor == DESCRIPTOR_NONE);
    put_u16(out, (uint16_t)strlen(make.name));
    put_u16(out, make.zip64 ? 26 : 0);
    buffer_put_text(out, make.name);
    put_zip64(out, &make, packed.size, AUTOMATIC);
    buffer_put(out, buffer_slice(&packed));
    put_descriptor(out, &make, packed.size);
    if (make.unlisted)
        return;
    const char *name = make.central ? make.central : make.name;
    struct buffer *directory = &archive->directory;
    buffer_put_u32le(directory, 0x02014b50);
    put_u16(directory, make.made_by ? make.made_by : 0x0314);
    put_fields(directory, &make, make.central_method ? (uint16_t)(make.central_method - 1) : method);
    put_sizes(directory, &make, packed.size, true);
    put_u16(directory, (uint16_t)strlen(name));
    put_u16(directory, make.zip64 ? 34 : 0);
    put_zeros(directory, 6); // comment, disk, internal attributes
    buffer_put_u32le(directory, make.attributes);
    buffer_put_u32le(directory, make.zip64 ? UINT32_MAX : (uint32_t)header);
    buffer_put_text(directory, name);
    put_zip64(directory, &make, packed.size, header);
    archive->entries++;
}

struct ending {
    bool zip64;
    const char *comment;
    uint64_t entries, offset; // in place of what is right, where `false_…`
    bool false_entries, false_offset;
};

static inline struct slice finish(struct archive *archive, struct ending ending)
{
    struct buffer *out = &archive->bytes;
    uint64_t offset = ending.false_offset ? ending.offset : out->size;
    uint64_t entries = ending.false_entries ? ending.entries : archive->entries;
    buffer_put(out, buffer_slice(&archive->directory));
    uint64_t end = out->size;
    if (ending.zip64) {
        buffer_put_u32le(out, 0x06064b50);
        put_u64(out, 44);
        put_zeros(out, 12);
        put_u64(out, entries);
        put_u64(out, entries);
        put_u64(out, archive->directory.size);
        put_u64(out, offset);
        buffer_put_u32le(out, 0x07064b50);
        put_zeros(out, 4);
        put_u64(out, end);
        buffer_put_u32le(out, 1);
    }
    buffer_put_u32le(out, 0x06054b50);
    put_zeros(out, 4);
    put_u16(out, ending.zip64 ? UINT16_MAX : (uint16_t)entries);
    put_u16(out, ending.zip64 ? UINT16_MAX : (uint16_t)entries);
    buffer_put_u32le(out, ending.zip64 ? UINT32_MAX : (uint32_t)archive->directory.size);
    buffer_put_u32le(out, ending.zip64 ? UINT32_MAX : (uint32_t)offset);
    put_u16(out, (uint16_t)strlen(ending.comment ? ending.comment : ""));
    buffer_put_text(out, ending.comment ? ending.comment : "");
    return buffer_slice(out);
}

static inline struct archive made(void)
{
    struct archive archive = {.entries = 0};
    buffer_init(&archive.bytes, MAKE_MOST);
    buffer_init(&archive.directory, MAKE_MOST);
    return archive;
}

static inline void archive_release(struct archive *archive)
{
    buffer_release(&archive->bytes);
    buffer_release(&archive->directory);
}
