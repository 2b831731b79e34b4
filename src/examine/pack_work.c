// SPDX-License-Identifier: Apache-2.0
// An archive, read in the cage: every member is named, and the content of those that are wanted goes to the parent.
// Wanted are the places that artefacts ask for, or, where a list of paths comes with the job, those.
#include "examine/work.h"

#include "evidence/evidence.h"
#include "format/tar.h"
#include "format/zip.h"

#include <isa-l/crc.h>
#include <stdlib.h>

#define COMPONENT "archive"
#define PIECE (256U << 10)
#define LEVELS 3U // folders that may stand around an acquisition, and none

struct unpacking {
    const struct work_context *context;
    struct wire *wire;
    const struct source *source;
    struct slice *list; // of paths, sorted; NULL: by place
    size_t list_count;
    struct buffer place;
    bool place_wanted;
    uint64_t unpacked, most; // bytes, and when to stop
    uint64_t refused;        // names that lead elsewhere, or that no file system takes
    uint64_t disagreeing;    // entries of a zip archive whose two headers differ
    struct error damage;     // the first member that could not be unpacked whole
};

struct member {
    struct slice path;
    enum evidence_entry entry;
    uint64_t size;
};

// "./a/b" is a/b. False for what leads out, is no path, or is a file that macOS writes beside others ("._name").
static bool member_path(struct unpacking *unpacking, struct slice path, struct slice *ret_path)
{
    struct slice rest;
    struct slice part;
    while (slice_starts(path, SLICE("./")))
        path = slice_from(path, 2);
    while (slice_ends(path, SLICE("/")))
        path.size--;
    rest = path;
    if (path.size == 0 || slice_equal(path, SLICE(".")))
        return false;
    bool good = path.size <= LIMIT_PATH_SIZE && slice_find_byte(path, 0) == SIZE_MAX;
    while (good && rest.data && slice_split(&rest, '/', &part)) {
        good = part.size > 0 && part.size <= 255 && !slice_equal(part, SLICE("..")) && !slice_equal(part, SLICE("."));
        if (good && (slice_starts(part, SLICE("._")) || slice_equal(part, SLICE("__MACOSX"))))
            return false;
        if (rest.size == 0)
            break;
    }
    unpacking->refused += !good;
    *ret_path = path;
    return good;
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
    unpacking->place.size = 0;
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

// The acquisition may lie in a folder or two of the archive, and may be a part of a sysdiagnose.
static bool member_wanted(struct unpacking *unpacking, struct slice path)
{
    static const char *const within[] = {"", "system_logs.logarchive/", "crashes_and_spins/"};
    struct slice rest = path;
    if (unpacking->list)
        return bsearch(&path, unpacking->list, unpacking->list_count, sizeof path, path_order) != NULL;
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

static void put_member(struct unpacking *unpacking, const struct member *member, bool wanted)
{
    struct wire *wire = unpacking->wire;
    wire_begin(wire, FRAME_MEMBER);
    wire_u32(wire, member->entry);
    wire_u64(wire, member->size);
    wire_u8(wire, wanted);
    wire_slice(wire, member->path);
    wire_end(wire);
}

static void put_content(struct unpacking *unpacking, struct slice bytes)
{
    wire_begin(unpacking->wire, FRAME_CONTENT);
    wire_slice(unpacking->wire, bytes);
    wire_end(unpacking->wire);
}

static void put_member_end(struct unpacking *unpacking, bool cut)
{
    wire_begin(unpacking->wire, FRAME_MEMBER_END);
    wire_u8(unpacking->wire, cut);
    wire_end(unpacking->wire);
}

static enum error_code unpacked_count(struct unpacking *unpacking, uint64_t size, struct error *error)
{
    unpacking->unpacked += size;
    if (unpacking->unpacked <= unpacking->most)
        return ERROR_NONE;
    return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET,
                     "it unpacks to more than %" PRIu64 " bytes, as no acquisition does", unpacking->most);
}

static enum error_code tar_content(struct unpacking *unpacking, struct tar *tar, struct error *error)
{
    struct slice bytes;
    uint64_t kept = 0;
    enum error_code code;
    do {
        code = tar_read(tar, &bytes, error);
        code = code ? code : unpacked_count(unpacking, bytes.size, error);
        kept += bytes.size;
        if (!code && kept > LIMIT_PACK_MEMBER)
            code = error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET, "a file of more than %llu bytes",
                             (unsigned long long)LIMIT_PACK_MEMBER);
        if (!code && bytes.size)
            put_content(unpacking, bytes);
    } while (!code && bytes.size);
    put_member_end(unpacking, code != ERROR_NONE);
    return code;
}

static enum error_code tar_member(struct unpacking *unpacking, struct tar *tar, const struct tar_entry *entry,
                                  struct error *error)
{
    static const enum evidence_entry entries[] = {[TAR_FILE] = ENTRY_FILE,
                                                  [TAR_FOLDER] = ENTRY_FOLDER,
                                                  [TAR_LINK] = ENTRY_OTHER,
                                                  [TAR_OTHER] = ENTRY_OTHER,
                                                  [TAR_SPARSE] = ENTRY_OTHER};
    struct member member = {.entry = entries[entry->sort], .size = entry->size};
    if (!member_path(unpacking, entry->path, &member.path))
        return ERROR_NONE;
    bool wanted = member.entry == ENTRY_FILE && member_wanted(unpacking, member.path);
    put_member(unpacking, &member, wanted);
    if (wanted)
        return tar_content(unpacking, tar, error);
    // Passed over by the next header; counted here, so that a bomb is seen before it goes off.
    return unpacked_count(unpacking, entry->size, error);
}

static enum error_code unpack_tar(struct unpacking *unpacking, struct stream *stream, struct error *error)
{
    struct tar *tar CLEANUP_TAR = tar_new(stream);
    struct tar_entry entry;
    uint64_t entries = 0;
    enum error_code code = ERROR_NONE;
    if (!tar)
        return error_set(error, ERROR_MEMORY, COMPONENT, ERROR_NO_OFFSET, "no memory to unpack");
    while (!code) {
        struct error own;
        error_clear(&own);
        code = tar_next(tar, &entry, &own);
        if (code == ERROR_ABSENT)
            return tar_finish(tar, error);
        if (code && error)
            *error = own;
        if (!code && entries++ >= LIMIT_ARCHIVE_ENTRIES)
            code =
                error_set(error, ERROR_LIMIT, COMPONENT, entry.offset, "more than %u entries", LIMIT_ARCHIVE_ENTRIES);
        code = code ? code : tar_member(unpacking, tar, &entry, error);
    }
    return code;
}

static enum error_code zip_bytes_out(struct unpacking *unpacking, struct inflate *content,
                                     const struct zip_entry *entry, struct error *error)
{
    uint8_t *piece CLEANUP_FREE = malloc(PIECE);
    struct stream *stream = inflate_stream(content);
    uint64_t size = 0;
    uint32_t crc = 0;
    size_t got = PIECE;
    enum error_code code =
        piece ? ERROR_NONE : error_set(error, ERROR_MEMORY, COMPONENT, ERROR_NO_OFFSET, "no memory to unpack");
    while (!code && got == PIECE) {
        code = stream->read(stream, piece, PIECE, &got, error);
        size += got;
        crc = got ? crc32_gzip_refl(crc, piece, got) : crc;
        code = code ? code : unpacked_count(unpacking, got, error);
        if (!code && size > LIMIT_PACK_MEMBER)
            code = error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET, "a file of more than %llu bytes",
                             (unsigned long long)LIMIT_PACK_MEMBER);
        if (got)
            put_content(unpacking, slice_of(piece, got));
    }
    if (!code && !entry->open_ended && (crc != entry->crc || size != entry->size))
        code = error_set(error, ERROR_FORMAT, COMPONENT, entry->header,
                         "the check sum is wrong: its content was changed or damaged");
    return code;
}

static void damage_note(struct unpacking *unpacking, const struct error *error, struct slice path)
{
    if (unpacking->damage.code)
        return;
    unpacking->damage = *error;
    error_path(&unpacking->damage, path);
}

// One entry that cannot be unpacked costs itself alone, as long as it is known where the next one stands.
static enum error_code zip_member(struct unpacking *unpacking, struct zip *zip, const struct zip_entry *entry,
                                  struct error *error)
{
    struct inflate *content CLEANUP_INFLATE = NULL;
    struct member member = {.entry = entry->folder ? ENTRY_FOLDER
                                     : entry->link ? ENTRY_OTHER
                                                   : ENTRY_FILE,
                            .size = entry->size};
    struct error own;
    unpacking->disagreeing += entry->disagrees;
    if (!member_path(unpacking, entry->path, &member.path))
        return ERROR_NONE;
    struct slice path = member.path;
    bool wanted = member.entry == ENTRY_FILE && (entry->open_ended || member_wanted(unpacking, path));
    put_member(unpacking, &member, wanted);
    if (!wanted)
        return ERROR_NONE;
    error_clear(&own);
    // Its name goes with the header's buffer.
    struct slice copy = SLICE_NONE;
    struct arena *arena CLEANUP_ARENA = arena_new(LIMIT_PATH_SIZE * 16U);
    if (arena && !arena_copy(arena, path, &copy))
        copy = SLICE_NONE;
    enum error_code code = zip_content(zip, entry, &content, &own);
    code = code ? code : zip_bytes_out(unpacking, content, entry, &own);
    put_member_end(unpacking, code != ERROR_NONE);
    if (code)
        damage_note(unpacking, &own, copy);
    if (content && !code)
        zip_taken(zip, entry, inflate_taken(content) - entry->data);
    bool lost = code && (code == ERROR_LIMIT || entry->open_ended);
    if (lost && error)
        *error = own;
    return lost ? code : ERROR_NONE;
}

static enum error_code unpack_zip(struct unpacking *unpacking, struct error *error)
{
    struct zip *zip CLEANUP_ZIP = NULL;
    struct zip_entry entry;
    struct error own;
    enum error_code code = zip_open(unpacking->source, &zip, error);
    while (!code) {
        error_clear(&own);
        code = zip_next(zip, &entry, &own);
        if (code == ERROR_ABSENT)
            break;
        if (code && error)
            *error = own;
        code = code ? code : zip_member(unpacking, zip, &entry, error);
    }
    if (code == ERROR_ABSENT)
        return ERROR_NONE;
    return code;
}

static enum error_code unpack(struct unpacking *unpacking, struct error *error)
{
    uint8_t magic[4] = {0};
    size_t got = 0;
    enum error_code code = source_read(unpacking->source, 0, magic, sizeof magic, &got, error);
    if (code)
        return code;
    if (magic[0] == 'P' && magic[1] == 'K')
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
        lines += room[i] == '\n';
    unpacking->list = calloc(lines, sizeof *unpacking->list);
    if (!unpacking->list)
        return error_set(error, ERROR_MEMORY, COMPONENT, ERROR_NO_OFFSET, "no memory for the files that are wanted");
    rest = buffer_slice(text);
    while (!code && unpacking->list_count < lines && slice_line(&rest, &unpacking->list[unpacking->list_count]))
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
    error_clear(&unpacking.damage);
    buffer_init(&unpacking.place, LIMIT_PATH_SIZE * 2U);
    enum error_code code = source_of_fd(task->fds[0], &source, error);
    if (!code && task->fd_count == 2) {
        code = source_of_fd(task->fds[1], &list, error);
        code = code ? code : list_read_whole(&unpacking, &list, &text, error);
    }
    unpacking.most = code ? 0 : source.size * PACK_RATIO_MOST + PACK_SIZE_LEAST;
    code = code ? code : unpack(&unpacking, error);
    put_archive(&unpacking);
    buffer_release(&unpacking.place);
    free(unpacking.list);
    if (!code && unpacking.damage.code) {
        *error = unpacking.damage;
        code = error->code;
    }
    return code;
}
