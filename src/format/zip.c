// SPDX-License-Identifier: Apache-2.0
#include "format/zip.h"

#include "base/checked.h"
#include "base/cursor.h"
#include "base/limits.h"
#include "base/times.h"

#include <stdlib.h>

#define COMPONENT "zip"
#define END_SIZE 22U
#define END64_LOCATOR_SIZE 20U
#define END64_SIZE 56U
#define CENTRAL_SIZE 46U
#define LOCAL_SIZE 30U
#define SIGNATURE_LOCAL 0x04034b50U
#define SIGNATURE_CENTRAL 0x02014b50U
#define SIGNATURE_END 0x06054b50U
#define SIGNATURE_END64 0x06064b50U
#define SIGNATURE_END64_LOCATOR 0x07064b50U
#define SIGNATURE_DESCRIPTOR 0x08074b50U
#define FLAG_ENCRYPTED 1U
#define FLAG_OPEN_ENDED 8U
#define COMMENT_MOST 65535U

struct zip {
    const struct source *source;
    bool has_directory;
    uint64_t at;   // of the next header, in the directory or in the file
    uint64_t end;  // of the directory
    uint64_t left; // entries of the directory still to come
    uint64_t entries;
    struct buffer text; // a header with its name and extra field
};

static enum error_code zip_bytes(struct zip *zip, uint64_t offset, size_t size, struct slice *ret_bytes,
                                 struct error *error)
{
    size_t got = 0;
    zip->text.size = 0;
    uint8_t *room = buffer_extend(&zip->text, size);
    if (!room)
        return error_set(error, ERROR_MEMORY, COMPONENT, offset, "no memory for a header");
    enum error_code code = source_read(zip->source, offset, room, size, &got, error);
    if (code)
        return code;
    if (got < size)
        return error_set(error, ERROR_FORMAT, COMPONENT, offset, "the archive ends within a header");
    *ret_bytes = slice_of(room, size);
    return ERROR_NONE;
}

// MS-DOS date and time: local, two seconds fine.
static int64_t dos_time(uint16_t time, uint16_t date)
{
    int64_t days = time_days(1980 + (date >> 9), (date >> 5) & 15U, date & 31U);
    return date == 0 ? 0 : days * 86400 + (time >> 11) * 3600 + ((time >> 5) & 63) * 60 + (time & 31) * 2;
}

// The Zip64 field holds what did not fit, in the order of the header.
static void zip64_take(struct slice extra, uint64_t *const *fields, size_t count)
{
    struct cursor cursor = cursor_over(extra);
    while (cursor_left(&cursor) >= 4) {
        uint16_t id = cursor_u16le(&cursor);
        struct cursor field = cursor_sub(&cursor, cursor_u16le(&cursor));
        for (size_t i = 0; id == 1 && i < count; i++)
            if (*fields[i] == UINT32_MAX && cursor_left(&field) >= 8)
                *fields[i] = cursor_u64le(&field);
    }
}

struct directory {
    uint64_t offset, size, entries;
};

static bool end64_read(struct zip *zip, uint64_t end, struct directory *directory)
{
    struct slice bytes;
    if (end < END64_LOCATOR_SIZE || zip_bytes(zip, end - END64_LOCATOR_SIZE, END64_LOCATOR_SIZE, &bytes, NULL))
        return false;
    struct cursor locator = cursor_over(bytes);
    if (cursor_u32le(&locator) != SIGNATURE_END64_LOCATOR)
        return false;
    cursor_skip(&locator, 4);
    uint64_t at = cursor_u64le(&locator);
    if (zip_bytes(zip, at, END64_SIZE, &bytes, NULL))
        return false;
    struct cursor cursor = cursor_over(bytes);
    if (cursor_u32le(&cursor) != SIGNATURE_END64)
        return false;
    cursor_skip(&cursor, 28);
    directory->entries = cursor_u64le(&cursor);
    directory->size = cursor_u64le(&cursor);
    directory->offset = cursor_u64le(&cursor);
    return cursor_ok(&cursor);
}

// The end record stands at the very end, before a comment of its stated length.
static bool end_find(struct zip *zip, struct slice tail, uint64_t tail_at, struct directory *ret_directory)
{
    for (size_t back = END_SIZE; back <= tail.size; back++) {
        struct cursor cursor = cursor_over(slice_from(tail, tail.size - back));
        if (cursor_u32le(&cursor) != SIGNATURE_END)
            continue;
        cursor_skip(&cursor, 6);
        struct directory directory = {.entries = cursor_u16le(&cursor)};
        directory.size = cursor_u32le(&cursor);
        directory.offset = cursor_u32le(&cursor);
        uint16_t comment = cursor_u16le(&cursor);
        uint64_t end = tail_at + tail.size - back;
        if (comment != back - END_SIZE)
            continue;
        if (directory.offset == UINT32_MAX || directory.size == UINT32_MAX || directory.entries == UINT16_MAX)
            (void)end64_read(zip, end, &directory);
        if (directory.offset > end || directory.size > end - directory.offset)
            return false;
        *ret_directory = directory;
        return true;
    }
    return false;
}

static bool zip_directory(struct zip *zip)
{
    struct directory directory;
    uint8_t *tail CLEANUP_FREE = malloc(END_SIZE + COMMENT_MOST);
    uint64_t size = zip->source->size;
    size_t wanted = size < END_SIZE + COMMENT_MOST ? (size_t)size : END_SIZE + COMMENT_MOST;
    size_t got = 0;
    if (!tail || source_read(zip->source, size - wanted, tail, wanted, &got, NULL) ||
        !end_find(zip, slice_of(tail, got), size - wanted, &directory))
        return false;
    zip->at = directory.offset;
    zip->end = directory.offset + directory.size;
    zip->left = directory.entries;
    return true;
}

enum error_code zip_open(const struct source *source, struct zip **ret_zip, struct error *error)
{
    struct slice bytes;
    struct zip *zip CLEANUP_ZIP = calloc(1, sizeof *zip);
    if (!zip)
        return error_set(error, ERROR_MEMORY, COMPONENT, ERROR_NO_OFFSET, "no memory for an archive");
    zip->source = source;
    buffer_init(&zip->text, LIMIT_ZIP_HEADER);
    zip->has_directory = zip_directory(zip);
    if (!zip->has_directory) {
        zip->at = 0;
        enum error_code code = zip_bytes(zip, 0, LOCAL_SIZE, &bytes, error);
        struct cursor cursor = cursor_over(code ? SLICE_NONE : bytes);
        if (!code && cursor_u32le(&cursor) != SIGNATURE_LOCAL)
            code = error_set(error, ERROR_FORMAT, COMPONENT, 0, "neither a directory nor an entry of a zip archive");
        if (code)
            return code;
    }
    *ret_zip = TAKE_PTR(zip);
    return ERROR_NONE;
}

struct zip *zip_free(struct zip *zip)
{
    if (zip)
        buffer_release(&zip->text);
    free(zip);
    return NULL;
}

void zip_freep(struct zip **zip)
{
    *zip = zip_free(*zip);
}

bool zip_has_directory(const struct zip *zip)
{
    return zip->has_directory;
}

// An entry's own header: where its content begins, and what it says of it.
struct local {
    uint16_t flags, method, name_size, extra_size;
    uint16_t time, date;
    uint32_t crc;
    uint64_t packed, size;
};

static enum error_code local_read(struct zip *zip, uint64_t at, struct local *ret_local, struct error *error)
{
    struct slice bytes;
    struct local local;
    enum error_code code = zip_bytes(zip, at, LOCAL_SIZE, &bytes, error);
    if (code)
        return code;
    struct cursor cursor = cursor_over(bytes);
    if (cursor_u32le(&cursor) != SIGNATURE_LOCAL)
        return error_set(error, ERROR_FORMAT, COMPONENT, at, "no entry stands where one should");
    cursor_skip(&cursor, 2);
    local.flags = cursor_u16le(&cursor);
    local.method = cursor_u16le(&cursor);
    local.time = cursor_u16le(&cursor);
    local.date = cursor_u16le(&cursor);
    local.crc = cursor_u32le(&cursor);
    local.packed = cursor_u32le(&cursor);
    local.size = cursor_u32le(&cursor);
    local.name_size = cursor_u16le(&cursor);
    local.extra_size = cursor_u16le(&cursor);
    *ret_local = local;
    return ERROR_NONE;
}

// The name of an entry, read with its own header's extra field behind it.
static enum error_code local_name(struct zip *zip, uint64_t at, const struct local *local, struct slice *ret_name,
                                  struct slice *ret_extra, struct error *error)
{
    struct slice bytes;
    enum error_code code = zip_bytes(zip, at + LOCAL_SIZE, (size_t)local->name_size + local->extra_size, &bytes, error);
    if (code)
        return code;
    *ret_name = slice_part(bytes, 0, local->name_size);
    *ret_extra = slice_from(bytes, local->name_size);
    return ERROR_NONE;
}

static void entry_sort(struct zip_entry *entry, uint32_t attributes, bool unix_made)
{
    uint32_t mode = unix_made ? attributes >> 28 : 0;
    entry->folder = slice_ends(entry->path, SLICE("/")) || mode == 4;
    entry->link = mode == 10;
}

static enum error_code central_next(struct zip *zip, struct zip_entry *ret_entry, struct error *error)
{
    struct slice bytes;
    struct local local;
    struct zip_entry entry = {0};
    uint64_t at = zip->at;
    if (zip->left == 0)
        return error_set(error, ERROR_ABSENT, COMPONENT, at, "the archive's end");
    if (zip->end - at < CENTRAL_SIZE)
        return error_set(error, ERROR_FORMAT, COMPONENT, at, "the directory ends before its last entry");
    enum error_code code = zip_bytes(zip, at, CENTRAL_SIZE, &bytes, error);
    if (code)
        return code;
    struct cursor cursor = cursor_over(bytes);
    bool good = cursor_u32le(&cursor) == SIGNATURE_CENTRAL;
    bool unix_made = cursor_u16le(&cursor) >> 8 == 3;
    cursor_skip(&cursor, 2);
    uint16_t flags = cursor_u16le(&cursor);
    entry.method = cursor_u16le(&cursor);
    uint16_t time = cursor_u16le(&cursor);
    entry.modified = dos_time(time, cursor_u16le(&cursor));
    entry.crc = cursor_u32le(&cursor);
    entry.packed = cursor_u32le(&cursor);
    entry.size = cursor_u32le(&cursor);
    uint16_t name_size = cursor_u16le(&cursor);
    uint16_t extra_size = cursor_u16le(&cursor);
    uint16_t comment_size = cursor_u16le(&cursor);
    cursor_skip(&cursor, 4);
    uint32_t attributes = cursor_u32le(&cursor);
    entry.header = cursor_u32le(&cursor);
    entry.encrypted = flags & FLAG_ENCRYPTED;
    if (!good)
        return error_set(error, ERROR_FORMAT, COMPONENT, at, "an entry of the directory makes no sense");
    zip->at = at + CENTRAL_SIZE + name_size + extra_size + comment_size;
    zip->left--;
    if (zip->at > zip->end)
        return error_set(error, ERROR_FORMAT, COMPONENT, at, "an entry of the directory goes over its end");
    // The own header is read first, so that the name that is given stays in the buffer.
    code = zip_bytes(zip, at + CENTRAL_SIZE + name_size, extra_size, &bytes, error);
    uint64_t *const wide[] = {&entry.size, &entry.packed, &entry.header};
    if (!code)
        zip64_take(bytes, wide, ARRAY_SIZE(wide));
    code = code ? code : local_read(zip, entry.header, &local, error);
    code = code ? code : zip_bytes(zip, at + CENTRAL_SIZE, name_size, &entry.path, error);
    if (code)
        return code;
    entry.data = entry.header + LOCAL_SIZE + local.name_size + local.extra_size;
    bool sizes = (local.flags & FLAG_OPEN_ENDED) || local.packed == UINT32_MAX || local.size == UINT32_MAX ||
                 (local.packed == entry.packed && local.size == entry.size && local.crc == entry.crc);
    entry.disagrees = local.method != entry.method || local.name_size != name_size || !sizes;
    entry_sort(&entry, attributes, unix_made);
    *ret_entry = entry;
    return ERROR_NONE;
}

// Without a directory: the entry at hand's own header is all there is.
static enum error_code local_next(struct zip *zip, struct zip_entry *ret_entry, struct error *error)
{
    struct local local;
    struct slice extra;
    struct zip_entry entry = {.header = zip->at};
    enum error_code code = local_read(zip, zip->at, &local, error);
    code = code ? code : local_name(zip, zip->at, &local, &entry.path, &extra, error);
    if (code)
        return code;
    entry.method = local.method;
    entry.encrypted = local.flags & FLAG_ENCRYPTED;
    entry.open_ended = local.flags & FLAG_OPEN_ENDED;
    entry.modified = dos_time(local.time, local.date);
    entry.crc = local.crc;
    entry.packed = local.packed;
    entry.size = local.size;
    uint64_t *const wide[] = {&entry.size, &entry.packed};
    zip64_take(extra, wide, ARRAY_SIZE(wide));
    entry.data = entry.header + LOCAL_SIZE + local.name_size + local.extra_size;
    if (entry.open_ended)
        entry.packed = entry.size = zip->source->size > entry.data ? zip->source->size - entry.data : 0;
    if (!checked_add(entry.data, entry.packed, &zip->at))
        return error_set(error, ERROR_FORMAT, COMPONENT, entry.header, "an entry of an impossible size");
    entry_sort(&entry, 0, false);
    *ret_entry = entry;
    return ERROR_NONE;
}

enum error_code zip_next(struct zip *zip, struct zip_entry *ret_entry, struct error *error)
{
    if (zip->entries++ >= LIMIT_ARCHIVE_ENTRIES)
        return error_set(error, ERROR_LIMIT, COMPONENT, zip->at, "more than %u entries", LIMIT_ARCHIVE_ENTRIES);
    return zip->has_directory ? central_next(zip, ret_entry, error) : local_next(zip, ret_entry, error);
}

// Behind an open-ended entry stands its descriptor, with a signature or without.
void zip_taken(struct zip *zip, const struct zip_entry *entry, uint64_t packed)
{
    struct slice bytes;
    if (zip->has_directory || !entry->open_ended)
        return;
    zip->at = entry->data + packed;
    if (zip_bytes(zip, zip->at, 4, &bytes, NULL))
        return;
    struct cursor cursor = cursor_over(bytes);
    zip->at += cursor_u32le(&cursor) == SIGNATURE_DESCRIPTOR ? 16 : 12;
}

enum error_code zip_content(struct zip *zip, const struct zip_entry *entry, struct inflate **ret_content,
                            struct error *error)
{
    struct inflate *content = NULL;
    if (entry->encrypted)
        return error_set(error, ERROR_LOCKED, COMPONENT, entry->header, "an entry is encrypted");
    if (entry->method == ZIP_STORED && !entry->open_ended)
        content = inflate_stored_new(zip->source, entry->data, entry->packed);
    else if (entry->method == ZIP_DEFLATED)
        content = inflate_raw_new(zip->source, entry->data, entry->packed);
    else
        return error_set(error, ERROR_UNSUPPORTED, COMPONENT, entry->header, "packed with method %u, which is not read",
                         entry->method);
    if (!content)
        return error_set(error, ERROR_MEMORY, COMPONENT, entry->header, "no memory to unpack");
    *ret_content = content;
    return ERROR_NONE;
}
