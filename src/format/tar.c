// SPDX-License-Identifier: Apache-2.0
#include "format/tar.h"

#include "base/character.h"
#include "base/checked.h"
#include "base/limits.h"

#include <stdlib.h>

#define COMPONENT "tar"
#define BLOCK 512U
#define ROOM (256U << 10)

struct tar {
    struct stream *stream;
    uint64_t offset; // of the next byte of the unpacked archive that nobody has taken
    size_t at, size; // what the room holds
    uint64_t left;   // of the entry's content
    uint64_t padding;
    bool ended;          // the stream has
    struct error broken; // how
    uint64_t entries;
    struct buffer path;      // of the entry at hand
    struct buffer extension; // a long name or a pax header, read whole
    bool has_path, has_size, sparse;
    bool sparse_path; // the name of a file with holes: what its header has is made up
    uint64_t pax_size, sparse_size;
    uint8_t room[ROOM];
};

struct tar *tar_new(struct stream *stream)
{
    struct tar *tar = malloc(sizeof *tar);
    if (!tar)
        return NULL;
    memset(tar, 0, offsetof(struct tar, room));
    tar->stream = stream;
    error_clear(&tar->broken);
    buffer_init(&tar->path, LIMIT_TAR_NAME);
    buffer_init(&tar->extension, LIMIT_TAR_EXTENSION);
    return tar;
}

struct tar *tar_free(struct tar *tar)
{
    if (tar) {
        buffer_release(&tar->path);
        buffer_release(&tar->extension);
    }
    free(tar);
    return NULL;
}

void tar_freep(struct tar **tar)
{
    *tar = tar_free(*tar);
}

uint64_t tar_offset(const struct tar *tar)
{
    return tar->offset;
}

// Fills the room behind what it holds; the stream's error is kept until what came before it is used up.
static void tar_fill(struct tar *tar)
{
    size_t got = 0;
    if (tar->ended)
        return;
    memmove(tar->room, tar->room + tar->at, tar->size - tar->at);
    tar->size -= tar->at;
    tar->at = 0;
    size_t room = ROOM - tar->size;
    enum error_code code = tar->stream->read(tar->stream, tar->room + tar->size, room, &got, &tar->broken);
    tar->size += got;
    tar->ended = code || got < room;
}

// Up to `most` bytes, as many as there are at once.
static struct slice tar_some(struct tar *tar, uint64_t most)
{
    if (tar->at == tar->size)
        tar_fill(tar);
    size_t there = tar->size - tar->at;
    struct slice bytes = slice_of(tar->room + tar->at, there < most ? there : (size_t)most);
    tar->at += bytes.size;
    tar->offset += bytes.size;
    return bytes;
}

static enum error_code tar_cut(struct tar *tar, struct error *error)
{
    if (tar->broken.code) {
        if (error)
            *error = tar->broken;
        return tar->broken.code;
    }
    return error_set(error, ERROR_FORMAT, COMPONENT, tar->offset, "the archive ends within an entry");
}

static enum error_code tar_skip(struct tar *tar, uint64_t size, struct error *error)
{
    while (size) {
        struct slice bytes = tar_some(tar, size);
        if (bytes.size == 0)
            return tar_cut(tar, error);
        size -= bytes.size;
    }
    return ERROR_NONE;
}

// A whole block, or nothing at the stream's end.
static struct slice tar_block(struct tar *tar)
{
    if (tar->size - tar->at < BLOCK)
        tar_fill(tar);
    return tar->size - tar->at < BLOCK ? SLICE_NONE : tar_some(tar, BLOCK);
}

// Octal digits, ended by a blank or NUL; or, with the first bit set, a number in base 256. False where it is neither,
// or negative.
static bool number_read(struct slice field, uint64_t *ret_value)
{
    uint64_t value = 0;
    if (field.data[0] & 0x80) {
        if (field.data[0] & 0x40)
            return false;
        for (size_t i = 0; i < field.size; i++) {
            if (value >> 56)
                return false;
            value = value << 8 | (i ? field.data[i] : field.data[i] & 0x3fU);
        }
        *ret_value = value;
        return true;
    }
    size_t at = 0;
    while (at < field.size && field.data[at] == ' ')
        at++;
    for (; at < field.size && field.data[at] >= '0' && field.data[at] <= '7'; at++) {
        if (value >> 61)
            return false;
        value = value << 3 | (uint64_t)(field.data[at] - '0');
    }
    *ret_value = value;
    return at == field.size || field.data[at] == ' ' || field.data[at] == 0;
}

// The sum of the header's bytes, its own field taken as blanks; old programs took the bytes as signed.
static bool sum_fits(struct slice header)
{
    uint64_t stated;
    uint64_t sum = 0;
    int64_t signed_sum = 0;
    if (!number_read(slice_part(header, 148, 8), &stated))
        return false;
    for (size_t i = 0; i < BLOCK; i++) {
        uint8_t byte = i >= 148 && i < 156 ? ' ' : header.data[i];
        sum += byte;
        signed_sum += (int8_t)byte;
    }
    return sum == stated || signed_sum == (int64_t)stated;
}

static struct slice field_text(struct slice header, size_t offset, size_t size)
{
    struct slice field = slice_part(header, offset, size);
    return slice_part(field, 0, slice_find_byte(field, 0));
}

static void path_of_header(struct tar *tar, struct slice header)
{
    // GNU's own form ("ustar " and a blank) keeps times where POSIX has the prefix.
    bool posix = slice_equal(slice_part(header, 257, 5), SLICE("ustar")) && header.data[262] == 0;
    struct slice prefix = posix ? field_text(header, 345, 155) : SLICE_NONE;
    tar->path.size = 0;
    buffer_put(&tar->path, prefix);
    buffer_put_text(&tar->path, prefix.size ? "/" : "");
    buffer_put(&tar->path, field_text(header, 0, 100));
}

// A name from an extended header; one that is too long is none.
static void path_put(struct tar *tar, struct slice path)
{
    tar->path.size = 0;
    buffer_put(&tar->path, path.size > LIMIT_TAR_NAME ? SLICE_NONE : path);
    tar->has_path = true;
}

// What a pax header says of a file with holes.
static bool sparse_record(struct tar *tar, struct slice key, struct slice value)
{
    tar->sparse = true;
    if (slice_equal(key, SLICE("name"))) {
        path_put(tar, value);
        tar->sparse_path = true;
    }
    return !(slice_equal(key, SLICE("size")) || slice_equal(key, SLICE("realsize"))) ||
           slice_decimal(value, &tar->sparse_size);
}

// One record of a pax header, "SIZE KEY=VALUE\n"; false where it is none.
static bool pax_record(struct tar *tar, struct slice *rest)
{
    uint64_t size;
    size_t blank = slice_find_byte(*rest, ' ');
    if (blank == SIZE_MAX || !slice_decimal(slice_part(*rest, 0, blank), &size) || size <= blank + 1 ||
        size > rest->size || rest->data[size - 1] != '\n')
        return false;
    struct slice record = slice_part(*rest, blank + 1, (size_t)size - blank - 2);
    *rest = slice_from(*rest, (size_t)size);
    size_t equal = slice_find_byte(record, '=');
    if (equal == SIZE_MAX)
        return false;
    struct slice key = slice_part(record, 0, equal);
    struct slice value = slice_from(record, equal + 1);
    if (slice_equal(key, SLICE("path")) && !tar->sparse_path) {
        path_put(tar, value);
    } else if (slice_equal(key, SLICE("size"))) {
        tar->has_size = slice_decimal(value, &tar->pax_size);
        return tar->has_size;
    }
    return !slice_starts(key, SLICE("GNU.sparse.")) ||
           sparse_record(tar, slice_from(key, sizeof "GNU.sparse." - 1), value);
}

// A long name or a pax header stands as the content of an entry before the one that it is of.
static enum error_code extension_read(struct tar *tar, uint8_t type, uint64_t size, struct error *error)
{
    uint64_t at = tar->offset;
    if (size > LIMIT_TAR_EXTENSION)
        return error_set(error, ERROR_LIMIT, COMPONENT, at, "a name or an extended header of %" PRIu64 " bytes", size);
    tar->extension.size = 0;
    for (uint64_t left = size; left;) {
        struct slice bytes = tar_some(tar, left);
        if (bytes.size == 0)
            return tar_cut(tar, error);
        buffer_put(&tar->extension, bytes);
        left -= bytes.size;
    }
    enum error_code code = tar_skip(tar, (BLOCK - size % BLOCK) % BLOCK, error);
    struct slice rest = buffer_slice(&tar->extension);
    if (code || tar->extension.failed)
        return code ? code : error_set(error, ERROR_MEMORY, COMPONENT, at, "no memory for a name");
    if (type == 'L')
        path_put(tar, slice_part(rest, 0, slice_find_byte(rest, 0)));
    while (type == 'x' && rest.size)
        if (!pax_record(tar, &rest))
            return error_set(error, ERROR_FORMAT, COMPONENT, at, "an extended header makes no sense");
    return tar->path.failed ? error_set(error, ERROR_MEMORY, COMPONENT, at, "no memory for a name") : ERROR_NONE;
}

static bool is_extension(uint8_t type)
{
    return type == 'L' || type == 'K' || type == 'x' || type == 'g';
}

static enum tar_sort sort_of(const struct tar *tar, uint8_t type, struct slice path)
{
    switch (type) {
    case 0:
    case '0':
    case '7':
        // Before POSIX a folder was a file whose name ends in a slash.
        return tar->sparse ? TAR_SPARSE : slice_ends(path, SLICE("/")) ? TAR_FOLDER : TAR_FILE;
    case '1':
        return TAR_HARD_LINK;
    case '2':
        return TAR_LINK;
    case '5':
        return TAR_FOLDER;
    case 'S':
        return TAR_SPARSE;
    default:
        return TAR_OTHER;
    }
}

// GNU's old sparse form continues its map in blocks behind the header.
static enum error_code sparse_skip(struct tar *tar, struct slice header, struct error *error)
{
    bool more = header.data[482] != 0;
    for (unsigned blocks = 0; more; blocks++) {
        if (blocks == LIMIT_TAR_SPARSE)
            return error_set(error, ERROR_LIMIT, COMPONENT, tar->offset, "a file of too many holes");
        struct slice block = tar_block(tar);
        if (block.size == 0)
            return tar_cut(tar, error);
        more = block.data[504] != 0;
    }
    return ERROR_NONE;
}

// The next header that is not all zeros.
static enum error_code header_next(struct tar *tar, struct slice *ret_header, struct error *error)
{
    static const uint8_t zeros[BLOCK];
    uint64_t at = tar->offset;
    struct slice header = tar_block(tar);
    if (header.size == 0) {
        if (tar->broken.code)
            return tar_cut(tar, error);
        return error_set(error, ERROR_FORMAT, COMPONENT, at,
                         tar->size > tar->at ? "the archive ends within a header"
                                             : "the mark of the archive's end is missing: it may be cut");
    }
    // Two blocks of zeros end it; some programs write one.
    if (memcmp(header.data, zeros, BLOCK) == 0)
        return error_set(error, ERROR_ABSENT, COMPONENT, at, "the archive's end");
    if (!sum_fits(header))
        return error_set(error, ERROR_FORMAT, COMPONENT, at,
                         tar->entries ? "a header whose check sum is wrong" : "what is in it is no tar archive");
    *ret_header = header;
    return ERROR_NONE;
}

static enum error_code entry_of_header(struct tar *tar, struct slice header, uint64_t size, struct tar_entry *ret_entry,
                                       struct error *error)
{
    uint64_t modified;
    uint8_t type = header.data[156];
    struct tar_entry entry = {.offset = tar->offset - BLOCK};
    if (number_read(slice_part(header, 136, 12), &modified) && modified <= INT64_MAX)
        entry.modified = (int64_t)modified;
    if (!tar->has_path)
        path_of_header(tar, header);
    entry.path = buffer_slice(&tar->path);
    entry.sort = sort_of(tar, type, entry.path);
    entry.size = tar->has_size ? tar->pax_size : size;
    // A hard link's size is that of what it names; its content does not stand there.
    if (entry.sort == TAR_LINK || entry.sort == TAR_HARD_LINK || entry.sort == TAR_FOLDER)
        entry.size = 0;
    entry.whole = entry.sort == TAR_SPARSE ? tar->sparse_size : entry.size;
    if (type == 'S' && !number_read(slice_part(header, 483, 12), &entry.whole))
        entry.whole = entry.size;
    if (entry.size > (uint64_t)INT64_MAX - BLOCK)
        return error_set(error, ERROR_FORMAT, COMPONENT, entry.offset, "an entry of an impossible size");
    enum error_code code = type == 'S' ? sparse_skip(tar, header, error) : ERROR_NONE;
    tar->left = entry.size;
    tar->padding = (BLOCK - entry.size % BLOCK) % BLOCK;
    tar->entries++;
    if (!code)
        *ret_entry = entry;
    return code;
}

enum error_code tar_next(struct tar *tar, struct tar_entry *ret_entry, struct error *error)
{
    enum error_code code = tar_skip(tar, tar->left, error);
    code = code ? code : tar_skip(tar, tar->padding, error);
    tar->left = tar->padding = 0;
    tar->has_path = tar->has_size = tar->sparse = tar->sparse_path = false;
    tar->sparse_size = 0;
    for (unsigned extensions = 0; !code; extensions++) {
        struct slice header;
        uint64_t size;
        uint64_t at = tar->offset;
        code = header_next(tar, &header, error);
        if (code)
            return code;
        if (!number_read(slice_part(header, 124, 12), &size))
            return error_set(error, ERROR_FORMAT, COMPONENT, at, "a header whose size is no number, or a negative one");
        if (!is_extension(header.data[156]))
            return entry_of_header(tar, header, size, ret_entry, error);
        if (extensions == LIMIT_TAR_EXTENSIONS)
            return error_set(error, ERROR_LIMIT, COMPONENT, at, "too many extended headers before one entry");
        code = extension_read(tar, header.data[156], size, error);
    }
    return code;
}

enum error_code tar_read(struct tar *tar, struct slice *ret_bytes, struct error *error)
{
    *ret_bytes = tar->left ? tar_some(tar, tar->left) : SLICE_NONE;
    if (tar->left && ret_bytes->size == 0)
        return tar_cut(tar, error);
    tar->left -= ret_bytes->size;
    return ERROR_NONE;
}

// Reads on to the stream's end, where an inflater checks its sum.
enum error_code tar_finish(struct tar *tar, uint64_t most, struct error *error)
{
    bool other = false;
    uint64_t at = tar->offset;
    for (struct slice bytes = tar_some(tar, UINT64_MAX); bytes.size && !other; bytes = tar_some(tar, UINT64_MAX)) {
        other = bytes.data[0] != 0 || memcmp(bytes.data, bytes.data + 1, bytes.size - 1) != 0;
        if (tar->offset > most)
            return error_set(error, ERROR_LIMIT, COMPONENT, at, "more stands behind its end than any archive has");
    }
    if (other)
        return error_set(error, ERROR_FORMAT, COMPONENT, at, "something else than zeros stands behind its end");
    if (tar->broken.code && error)
        *error = tar->broken;
    return tar->broken.code;
}
