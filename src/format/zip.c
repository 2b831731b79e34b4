// SPDX-License-Identifier: Apache-2.0
#include "format/zip.h"

#include "base/checked.h"
#include "base/cursor.h"
#include "base/limits.h"
#include "base/message.h"
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
#define SIGNATURE_SIGNED 0x05054b50U
#define FLAG_ENCRYPTED 1U
#define FLAG_OPEN_ENDED 8U
#define COMMENT_MOST 65535U
#define DESCRIPTOR_MOST 24U
#define WRAP (UINT64_C(1) << 32)
#define WRAPS_MOST 256U // a terabyte

struct zip {
    const struct source *source;
    bool has_directory;
    bool wrapped;     // its offsets are told modulo 4 GiB: whoever packed it knows no Zip64
    bool unsure;      // an entry's own header is lost, so how much it takes is not known
    uint64_t at;      // of the next header, in the directory or in the file
    uint64_t begin;   // of the directory
    uint64_t end;     // of it
    uint64_t after;   // where what closes the archive begins
    uint64_t stated;  // entries, as told there
    uint64_t shift;   // what offsets in the directory are short of (modulo 2^64)
    uint64_t last;    // offset of the entry before
    uint64_t covered; // bytes that entries take, and what may stand behind each of them beside
    uint64_t slack;
    uint64_t entries;
    struct buffer text; // a header with its name and extra field
    struct buffer path; // of the entry at hand
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
    uint64_t after; // where the record that tells of it stands
    uint64_t shift;
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
    directory->after = at;
    return cursor_ok(&cursor);
}

static bool signature_at(struct zip *zip, uint64_t offset, uint32_t signature)
{
    struct slice bytes;
    if (zip_bytes(zip, offset, 4, &bytes, NULL))
        return false;
    struct cursor cursor = cursor_over(bytes);
    return cursor_u32le(&cursor) == signature;
}

// It stands where it says, or right before the record that tells of it: where something was put before the archive, or
// its offsets are modulo 4 GiB, as macOS writes them.
static bool directory_place(struct zip *zip, struct directory *directory)
{
    if (directory->size > directory->after)
        return false;
    uint64_t before = directory->after - directory->size;
    bool there = directory->offset <= before &&
                 (directory->size == 0 || signature_at(zip, directory->offset, SIGNATURE_CENTRAL));
    if (there)
        return true;
    directory->shift = before - directory->offset;
    directory->offset = before;
    return signature_at(zip, before, SIGNATURE_CENTRAL);
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
        if (comment != back - END_SIZE)
            continue;
        directory.after = tail_at + tail.size - back;
        if (directory.offset == UINT32_MAX || directory.size == UINT32_MAX || directory.entries == UINT16_MAX)
            (void)end64_read(zip, directory.after, &directory);
        if (!directory_place(zip, &directory))
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
    zip->at = zip->begin = directory.offset;
    zip->end = directory.offset + directory.size;
    zip->after = directory.after;
    zip->stated = directory.entries;
    zip->shift = directory.shift;
    zip->wrapped = directory.shift && directory.shift % WRAP == 0;
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
    buffer_init(&zip->path, LIMIT_ZIP_HEADER);
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
    if (zip) {
        buffer_release(&zip->text);
        buffer_release(&zip->path);
    }
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

// The name of an entry's own header, and its extra field.
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

// The system that an entry was made on; the others write names as DOS does.
enum maker { MADE_BY_UNIX = 3, MADE_BY_MAC = 19, MADE_BY_NOBODY = 256 };

static enum error_code path_keep(struct zip *zip, struct slice name, struct zip_entry *entry, struct error *error)
{
    buffer_clear(&zip->path);
    buffer_put(&zip->path, name);
    if (zip->path.failed)
        return error_set(error, ERROR_MEMORY, COMPONENT, entry->header, "no memory for a name");
    entry->path = buffer_slice(&zip->path);
    return ERROR_NONE;
}

// Some programs of Windows put '\\' between a name's parts.
static void path_settle(struct zip *zip, enum maker maker, struct zip_entry *entry)
{
    bool dos = maker != MADE_BY_UNIX && maker != MADE_BY_MAC && slice_find_byte(entry->path, '/') == SIZE_MAX;
    for (size_t i = 0; dos && i < zip->path.size; i++)
        if (zip->path.data[i] == '\\')
            zip->path.data[i] = '/';
    entry->folder = entry->folder || slice_ends(entry->path, SLICE("/"));
}

// Of an archive whose offsets are modulo 4 GiB entries stand in the directory in the order that they have; one of more
// than that takes the next further away.
static uint64_t header_place(struct zip *zip, uint64_t offset)
{
    if (!zip->wrapped)
        return offset + zip->shift;
    if (offset < zip->last)
        offset += (zip->last - offset + WRAP - 1) / WRAP * WRAP;
    for (unsigned i = 0; i < WRAPS_MOST && offset + WRAP < zip->begin && !signature_at(zip, offset, SIGNATURE_LOCAL);
         i++)
        offset += WRAP;
    zip->last = offset;
    return offset;
}

// What the entry's own header says, beside the directory.
static void central_compare(struct zip *zip, struct zip_entry *entry)
{
    struct local local;
    struct slice name;
    struct slice extra;
    if (local_read(zip, entry->header, &local, NULL) || local_name(zip, entry->header, &local, &name, &extra, NULL)) {
        entry->lost = zip->unsure = true;
        return;
    }
    uint64_t head = LOCAL_SIZE + (uint64_t)local.name_size + local.extra_size;
    uint64_t *const wide[] = {&local.size, &local.packed};
    zip64_take(extra, wide, ARRAY_SIZE(wide));
    bool open_ended = local.flags & FLAG_OPEN_ENDED;
    bool sizes = open_ended || zip->wrapped ||
                 (local.packed == entry->packed && local.size == entry->size && local.crc == entry->crc);
    entry->disagrees = local.method != entry->method || !slice_equal(name, entry->path) || !sizes ||
                       (bool)(local.flags & FLAG_ENCRYPTED) != entry->encrypted;
    entry->data = entry->header + head;
    zip->slack += open_ended ? DESCRIPTOR_MOST : 0;
    if (!checked_add(zip->covered, head, &zip->covered) || !checked_add(zip->covered, entry->packed, &zip->covered))
        zip->covered = UINT64_MAX;
}

struct central {
    bool good;
    enum maker maker;
    uint16_t name_size, extra_size, comment_size;
};

static struct central central_fields(struct slice bytes, struct zip_entry *entry)
{
    struct cursor cursor = cursor_over(bytes);
    struct central central = {.good = cursor_u32le(&cursor) == SIGNATURE_CENTRAL};
    central.maker = (enum maker)(cursor_u16le(&cursor) >> 8);
    cursor_skip(&cursor, 2);
    entry->encrypted = cursor_u16le(&cursor) & FLAG_ENCRYPTED;
    entry->method = cursor_u16le(&cursor);
    uint16_t time = cursor_u16le(&cursor);
    entry->modified = dos_time(time, cursor_u16le(&cursor));
    entry->crc = cursor_u32le(&cursor);
    entry->packed = cursor_u32le(&cursor);
    entry->size = cursor_u32le(&cursor);
    central.name_size = cursor_u16le(&cursor);
    central.extra_size = cursor_u16le(&cursor);
    central.comment_size = cursor_u16le(&cursor);
    cursor_skip(&cursor, 4);
    uint32_t attributes = cursor_u32le(&cursor);
    uint32_t mode = central.maker == MADE_BY_UNIX || central.maker == MADE_BY_MAC ? attributes >> 28 : 0;
    entry->folder = mode == 4;
    entry->link = mode == 10;
    entry->header = cursor_u32le(&cursor);
    return central;
}

// Behind the directory's last entry: does it account for the whole archive?
static enum error_code central_end(struct zip *zip, struct error *error)
{
    const char *what = NULL;
    // Programs without Zip64 tell the number modulo 65,536.
    if ((zip->entries - 1 - zip->stated) % 65536)
        what = N_("its directory has another number of entries than it says");
    else if (zip->end != zip->after)
        what = N_("something stands behind its directory");
    else if (zip->shift && !zip->wrapped)
        what = N_("something stands before it, or its beginning is cut off");
    else if (!zip->unsure && !zip->wrapped && zip->covered > zip->begin)
        what = N_("its entries overlap");
    else if (!zip->unsure && !zip->wrapped && zip->covered + zip->slack < zip->begin)
        what = N_("bytes stand in it that belong to no entry of its directory");
    return error_set(error, what ? ERROR_FORMAT : ERROR_ABSENT, COMPONENT, zip->at, "%s", what ? what : N_("its end"));
}

static enum error_code central_next(struct zip *zip, struct zip_entry *ret_entry, struct error *error)
{
    struct slice bytes;
    struct zip_entry entry = {0};
    uint64_t at = zip->at;
    if (at >= zip->end || (zip->entries > zip->stated && signature_at(zip, at, SIGNATURE_SIGNED)))
        return central_end(zip, error);
    if (zip->end - at < CENTRAL_SIZE)
        return error_set(error, ERROR_FORMAT, COMPONENT, at, "the directory ends within an entry");
    enum error_code code = zip_bytes(zip, at, CENTRAL_SIZE, &bytes, error);
    if (code)
        return code;
    struct central central = central_fields(bytes, &entry);
    if (!central.good)
        return error_set(error, ERROR_FORMAT, COMPONENT, at, "an entry of the directory makes no sense");
    zip->at = at + CENTRAL_SIZE + central.name_size + central.extra_size + central.comment_size;
    if (zip->at > zip->end)
        return error_set(error, ERROR_FORMAT, COMPONENT, at, "an entry of the directory goes over its end");
    code = zip_bytes(zip, at + CENTRAL_SIZE, (size_t)central.name_size + central.extra_size, &bytes, error);
    if (code)
        return code;
    struct slice name = slice_part(bytes, 0, central.name_size);
    uint64_t *const wide[] = {&entry.size, &entry.packed, &entry.header};
    zip64_take(slice_from(bytes, central.name_size), wide, ARRAY_SIZE(wide));
    code = path_keep(zip, name, &entry, error);
    if (code)
        return code;
    entry.header = header_place(zip, entry.header);
    central_compare(zip, &entry);
    path_settle(zip, central.maker, &entry);
    *ret_entry = entry;
    return ERROR_NONE;
}

// Without a directory: the entry at hand's own header is all there is.
static enum error_code local_next(struct zip *zip, struct zip_entry *ret_entry, struct error *error)
{
    struct local local;
    struct slice name;
    struct slice extra;
    struct zip_entry entry = {.header = zip->at};
    enum error_code code = local_read(zip, zip->at, &local, error);
    code = code ? code : local_name(zip, zip->at, &local, &name, &extra, error);
    code = code ? code : path_keep(zip, name, &entry, error);
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
    if (entry.open_ended) {
        entry.packed = zip->source->size > entry.data ? zip->source->size - entry.data : 0;
        entry.size = 0;
    }
    if (!checked_add(entry.data, entry.packed, &zip->at))
        return error_set(error, ERROR_FORMAT, COMPONENT, entry.header, "an entry of an impossible size");
    path_settle(zip, MADE_BY_NOBODY, &entry);
    *ret_entry = entry;
    return ERROR_NONE;
}

enum error_code zip_next(struct zip *zip, struct zip_entry *ret_entry, struct error *error)
{
    if (zip->entries++ >= LIMIT_ARCHIVE_ENTRIES)
        return error_set(error, ERROR_LIMIT, COMPONENT, zip->at, "more than %u entries", LIMIT_ARCHIVE_ENTRIES);
    return zip->has_directory ? central_next(zip, ret_entry, error) : local_next(zip, ret_entry, error);
}

enum error_code zip_taken(struct zip *zip, const struct zip_entry *entry, uint64_t packed, uint64_t size, uint32_t crc,
                          struct error *error)
{
    static const struct {
        bool signature;
        bool wide;
    } forms[] = {{true, false}, {false, false}, {true, true}, {false, true}};
    uint8_t bytes[DESCRIPTOR_MOST];
    size_t got = 0;
    zip->at = entry->data + packed;
    enum error_code code = source_read(zip->source, zip->at, bytes, sizeof bytes, &got, error);
    for (size_t i = 0; !code && i < ARRAY_SIZE(forms); i++) {
        struct cursor cursor = cursor_over(slice_of(bytes, got));
        bool fits = !forms[i].signature || cursor_u32le(&cursor) == SIGNATURE_DESCRIPTOR;
        fits = cursor_u32le(&cursor) == crc && fits;
        fits = (forms[i].wide ? cursor_u64le(&cursor) : cursor_u32le(&cursor)) == packed && fits;
        fits = (forms[i].wide ? cursor_u64le(&cursor) : cursor_u32le(&cursor)) == size && fits;
        if (!fits || !cursor_ok(&cursor))
            continue;
        zip->at += cursor.position;
        return ERROR_NONE;
    }
    return code ? code
                : error_set(error, ERROR_FORMAT, COMPONENT, zip->at,
                            "the check sum is wrong: its content was changed or damaged");
}

enum error_code zip_content(struct zip *zip, const struct zip_entry *entry, struct inflate **ret_content,
                            struct error *error)
{
    struct inflate *content = NULL;
    if (entry->lost)
        return error_set(error, ERROR_FORMAT, COMPONENT, entry->header, "no entry stands where the directory says");
    if (entry->encrypted)
        return error_set(error, ERROR_LOCKED, COMPONENT, entry->header, "an entry is encrypted");
    if (entry->method != ZIP_STORED && entry->method != ZIP_DEFLATED)
        return error_set(error, ERROR_UNSUPPORTED, COMPONENT, entry->header, "packed with method %u, which is not read",
                         entry->method);
    if (entry->method == ZIP_STORED && entry->open_ended)
        return error_set(error, ERROR_UNSUPPORTED, COMPONENT, entry->header,
                         "stored without its size, which stands in the directory that is lost");
    content = entry->method == ZIP_STORED ? inflate_stored_new(zip->source, entry->data, entry->packed)
                                          : inflate_raw_new(zip->source, entry->data, entry->packed);
    if (!content)
        return error_set(error, ERROR_MEMORY, COMPONENT, entry->header, "no memory to unpack");
    *ret_content = content;
    return ERROR_NONE;
}
