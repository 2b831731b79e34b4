// SPDX-License-Identifier: Apache-2.0
// An archive, read in the cage: every member is named, and the content of those that are wanted goes to the parent.
// Wanted are the places that artefacts ask for, or, where a list of paths (each ended by NUL) comes with the job,
// those.
#include "examine/unpack.h"

#include "base/checked.h"
#include "format/inflate.h"

#include <stdlib.h>

#define COMPONENT "archive"
#define LEVELS 3U // folders that may stand around an acquisition, and none

// Finder packs what a zip archive has no place for as files of a folder of its own.
static bool path_of_macos(struct slice path, bool folder)
{
    size_t slash = slice_find_last_byte(path, '/');
    struct slice name = slash == SIZE_MAX ? path : slice_from(path, slash + 1);
    return slice_equal(slice_part(path, 0, slice_find_byte(path, '/')), SLICE("__MACOSX")) &&
           (folder || slice_starts(name, SLICE("._")));
}

bool unpack_path(struct unpacking *unpacking, struct slice path, bool folder, struct slice *ret_path)
{
    struct buffer *whole = &unpacking->path;
    struct slice rest = path;
    struct slice part;
    unsigned depth = 0;
    bool good = path.size && slice_find_byte(path, 0) == SIZE_MAX;
    buffer_clear(whole);
    while (good && slice_split(&rest, '/', &part)) {
        if (part.size == 0 || slice_equal(part, SLICE(".")))
            continue;
        good = part.size <= 255 && !slice_equal(part, SLICE("..")) && ++depth <= LIMIT_WALK_DEPTH;
        buffer_put_text(whole, whole->size ? "/" : "");
        buffer_put(whole, part);
    }
    good = good && !whole->failed;
    unpacking->refused += !good;
    *ret_path = buffer_slice(whole);
    return good && whole->size && !path_of_macos(*ret_path, folder);
}

static void place_wanted(void *context, unsigned artefact, UNUSED enum place_part part)
{
    struct unpacking *unpacking = context;
    // What is only named needs no content.
    if (unpacking->context->definitions->artefacts[artefact].undecoded.size == 0)
        unpacking->place_wanted = true;
}

static bool place_is_wanted(struct unpacking *unpacking, const char *within, struct slice path)
{
    buffer_clear(&unpacking->place);
    buffer_put_text(&unpacking->place, EVIDENCE_SYSDIAGNOSE_DOMAIN);
    buffer_put_text(&unpacking->place, within);
    buffer_put(&unpacking->place, path);
    if (unpacking->place.failed)
        return false;
    unpacking->place_wanted = false;
    place_set_match(unpacking->context->places, buffer_slice(&unpacking->place), place_wanted, unpacking);
    return unpacking->place_wanted;
}

// What a backup says of itself stands in its root.
static bool is_root_file(struct slice name)
{
    static const struct slice names[] = {SLICE_INIT("Manifest.db"),         SLICE_INIT("Manifest.db-wal"),
                                         SLICE_INIT("Manifest.db-journal"), SLICE_INIT("Manifest.mbdb"),
                                         SLICE_INIT("Manifest.plist"),      SLICE_INIT("Info.plist"),
                                         SLICE_INIT("Status.plist")};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (slice_equal(name, names[i]))
            return true;
    return false;
}

static int path_order(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

// What stands in the acquisition's own root, or is of a sysdiagnose. The acquisition may lie in a folder or two of the
// archive, and may be a part of a sysdiagnose.
static bool path_wanted(struct unpacking *unpacking, struct slice path)
{
    static const char *const within[] = {"", "system_logs.logarchive/", "crashes_and_spins/"};
    struct slice rest = path;
    if (evidence_is_apple_double(path))
        return false;
    for (size_t level = 0; level < LEVELS; level++) {
        size_t slash = slice_find_byte(rest, '/');
        if (slash == SIZE_MAX && is_root_file(rest))
            return true;
        for (size_t i = 0; i < ARRAY_SIZE(within); i++)
            if (place_is_wanted(unpacking, within[i], rest))
                return true;
        if (slash == SIZE_MAX)
            return false;
        rest = slice_from(rest, slash + 1);
    }
    return false;
}

bool unpack_wanted(struct unpacking *unpacking, const struct unpacked_member *member)
{
    const struct slice *path = &member->path;
    if (member->entry != ENTRY_FILE)
        return false;
    if (unpacking->listed)
        return unpacking->list_count &&
               bsearch(path, unpacking->list, unpacking->list_count, sizeof *path, path_order) != NULL;
    return path_wanted(unpacking, *path);
}

void unpack_put_member(struct unpacking *unpacking, const struct unpacked_member *member, bool wanted)
{
    struct wire *wire = unpacking->wire;
    if (unpacking->listed && !wanted)
        return;
    wire_begin(wire, FRAME_MEMBER);
    wire_u32(wire, member->entry);
    wire_u64(wire, member->size);
    wire_u8(wire, wanted && !member->hurt);
    wire_u8(wire, wanted ? (uint8_t)member->hurt : PACK_WHOLE);
    wire_slice(wire, member->path);
    wire_end(wire);
}

void unpack_put_content(struct unpacking *unpacking, struct slice bytes)
{
    wire_begin(unpacking->wire, FRAME_CONTENT);
    wire_slice(unpacking->wire, bytes);
    wire_end(unpacking->wire);
}

void unpack_put_end(struct unpacking *unpacking, enum pack_hurt hurt)
{
    wire_begin(unpacking->wire, FRAME_MEMBER_END);
    wire_u8(unpacking->wire, (uint8_t)hurt);
    wire_end(unpacking->wire);
}

enum error_code unpack_count(const struct unpacking *unpacking, uint64_t bytes, struct error *error)
{
    if (bytes <= unpacking->most)
        return ERROR_NONE;
    return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET,
                     "it unpacks to more than %" PRIu64 " bytes, as no acquisition does", unpacking->most);
}

static enum error_code unpack(struct unpacking *unpacking, struct error *error)
{
    uint8_t magic[4] = {0};
    size_t got = 0;
    enum error_code code = source_read(unpacking->source, 0, magic, sizeof magic, &got, error);
    if (code)
        return code;
    if (memcmp(magic, "PK\3\4", sizeof magic) == 0 || memcmp(magic, "PK\5\6", sizeof magic) == 0)
        return unpack_zip(unpacking, error);
    struct inflate *packed CLEANUP_INFLATE = magic[0] == 0x1f && magic[1] == 0x8b
                                                 ? inflate_gzip_new(unpacking->source, 0)
                                                 : inflate_stored_new(unpacking->source, 0, UINT64_MAX);
    if (!packed)
        return error_set(error, ERROR_MEMORY, COMPONENT, ERROR_NO_OFFSET, "no memory to unpack");
    return unpack_tar(unpacking, inflate_stream(packed), error);
}

static enum error_code list_read_whole(struct unpacking *unpacking, const struct source *source, struct buffer *text,
                                       struct error *error)
{
    size_t got = 0;
    size_t lines = 1;
    struct slice rest;
    buffer_init(text, LIMIT_PACK_LIST);
    uint8_t *room = source->size <= LIMIT_PACK_LIST ? buffer_extend(text, (size_t)source->size) : NULL;
    if (!room && source->size)
        return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET, "too many files are wanted");
    enum error_code code = source->size ? source_read(source, 0, room, (size_t)source->size, &got, error) : ERROR_NONE;
    for (size_t i = 0; i < got; i++)
        lines += room[i] == 0;
    unpacking->list = calloc(lines, sizeof *unpacking->list);
    if (!unpacking->list)
        return error_set(error, ERROR_MEMORY, COMPONENT, ERROR_NO_OFFSET, "no memory for the files that are wanted");
    rest = buffer_slice(text);
    while (!code && unpacking->list_count < lines && slice_split(&rest, 0, &unpacking->list[unpacking->list_count]))
        unpacking->list_count++;
    if (unpacking->list_count)
        qsort(unpacking->list, unpacking->list_count, sizeof *unpacking->list, path_order);
    return code;
}

static void put_archive(const struct unpacking *unpacking)
{
    struct wire *wire = unpacking->wire;
    wire_begin(wire, FRAME_ARCHIVE);
    wire_u64(wire, unpacking->refused);
    wire_u64(wire, unpacking->disagreeing);
    wire_u64(wire, unpacking->locked);
    wire_u64(wire, unpacking->readable);
    wire_end(wire);
}

enum error_code work_pack(const struct work_context *context, const struct task *task, struct wire *wire,
                          struct error *error)
{
    struct source source;
    struct source list;
    struct buffer text CLEANUP_BUFFER = {0};
    struct unpacking unpacking = {.context = context, .wire = wire, .source = &source};
    if (task->fd_count < 1 || task->fd_count > 2)
        return error_set(error, ERROR_USAGE, "worker", ERROR_NO_OFFSET, "a job that makes no sense");
    buffer_init(&unpacking.path, LIMIT_PATH_SIZE);
    buffer_init(&unpacking.place, LIMIT_PATH_SIZE * 2U);
    unpacking.listed = task->fd_count == 2;
    enum error_code code = source_of_fd(task->fds[0], &source, error);
    if (!code && unpacking.listed) {
        code = source_of_fd(task->fds[1], &list, error);
        code = code ? code : list_read_whole(&unpacking, &list, &text, error);
    }
    if (!code && (!checked_mul(source.size, PACK_RATIO_MOST, &unpacking.most) ||
                  !checked_add(unpacking.most, PACK_SIZE_LEAST, &unpacking.most)))
        unpacking.most = UINT64_MAX;
    code = code ? code : unpack(&unpacking, error);
    put_archive(&unpacking);
    buffer_release(&unpacking.path);
    buffer_release(&unpacking.place);
    free(unpacking.list);
    return code;
}
