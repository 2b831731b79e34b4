// SPDX-License-Identifier: Apache-2.0
// One entry that cannot be unpacked costs itself alone, as long as it is known where the next one stands.
#include "examine/unpack.h"

#include "format/zip.h"

#include <isa-l/crc.h>
#include <stdlib.h>

#define PIECE (256U << 10)

// What came of an entry's content.
struct content {
    uint64_t size;
    uint32_t crc;
    uint64_t packed;
};

static enum error_code content_read(struct unpacking *unpacking, struct inflate *inflate, const struct zip_entry *entry,
                                    bool wanted, struct content *content, struct error *error)
{
    uint8_t *piece CLEANUP_FREE = malloc(PIECE);
    struct stream *stream = inflate_stream(inflate);
    uint64_t most = !entry->open_ended ? entry->size : wanted ? LIMIT_PACK_MEMBER : UINT64_MAX;
    size_t got = PIECE;
    enum error_code code =
        piece ? ERROR_NONE : error_set(error, ERROR_MEMORY, "zip", ERROR_NO_OFFSET, "no memory to unpack");
    while (!code && got == PIECE) {
        code = stream->read(stream, piece, PIECE, &got, error);
        content->size += got;
        unpacking->unpacked += got;
        content->crc = got ? crc32_gzip_refl(content->crc, piece, got) : content->crc;
        code = code ? code : unpack_count(unpacking, unpacking->unpacked, error);
        if (!code && content->size > most)
            code = error_set(error, ERROR_FORMAT, "zip", entry->header, "an entry unpacks to more than it may");
        if (got && wanted)
            unpack_put_content(unpacking, slice_of(piece, got));
    }
    content->packed = inflate_taken(inflate) - entry->data;
    return code;
}

static enum error_code content_check(struct zip *zip, const struct zip_entry *entry, const struct content *content,
                                     struct error *error)
{
    if (entry->open_ended)
        return zip_taken(zip, entry, content->packed, content->size, content->crc, error);
    if (content->size == entry->size && content->crc == entry->crc)
        return ERROR_NONE;
    return error_set(error, ERROR_FORMAT, "zip", entry->header,
                     "the check sum is wrong: its content was changed or damaged");
}

static enum error_code content_unpack(struct unpacking *unpacking, struct zip *zip, const struct zip_entry *entry,
                                      bool wanted, struct content *content, struct error *error)
{
    struct inflate *inflate CLEANUP_INFLATE = NULL;
    enum error_code code = zip_content(zip, entry, &inflate, error);
    code = code ? code : content_read(unpacking, inflate, entry, wanted, content, error);
    return code ? code : content_check(zip, entry, content, error);
}

static enum pack_hurt hurt_of(const struct zip_entry *entry)
{
    if (entry->lost)
        return PACK_CUT;
    if (entry->encrypted)
        return PACK_LOCKED;
    if ((entry->method != ZIP_STORED || entry->open_ended) && entry->method != ZIP_DEFLATED)
        return PACK_METHOD;
    return entry->size > LIMIT_PACK_MEMBER ? PACK_LARGE : PACK_WHOLE;
}

static enum error_code zip_member(struct unpacking *unpacking, struct zip *zip, const struct zip_entry *entry,
                                  struct error *error)
{
    struct unpacked_member member = {.entry = entry->folder ? ENTRY_FOLDER
                                              : entry->link ? ENTRY_OTHER
                                                            : ENTRY_FILE,
                                     .size = entry->size,
                                     .hurt = hurt_of(entry)};
    struct content content = {0};
    struct error own;
    enum error_code code = ERROR_NONE;
    bool named = unpack_path(unpacking, entry->path, entry->folder, &member.path);
    bool wanted = named && unpack_wanted(unpacking, &member);
    unpacking->disagreeing += entry->disagrees;
    unpacking->locked += member.entry == ENTRY_FILE && entry->encrypted;
    unpacking->readable += member.entry == ENTRY_FILE && !entry->encrypted && entry->packed;
    error_clear(&own);
    // The size of one that nobody wants is known once it is read over.
    bool later = entry->open_ended && !member.hurt && !wanted;
    if (named && !later)
        unpack_put_member(unpacking, &member, wanted);
    if (entry->open_ended || (wanted && !member.hurt))
        code = content_unpack(unpacking, zip, entry, wanted && !member.hurt, &content, &own);
    if (wanted && !member.hurt)
        unpack_put_end(unpacking, code ? PACK_CUT : PACK_WHOLE);
    member.size = content.size;
    if (named && later)
        unpack_put_member(unpacking, &member, false);
    if (code != ERROR_LIMIT && code != ERROR_MEMORY && !entry->open_ended)
        return ERROR_NONE;
    if (code && error)
        *error = own;
    return code;
}

enum error_code unpack_zip(struct unpacking *unpacking, struct error *error)
{
    struct zip *zip CLEANUP_ZIP = NULL;
    struct zip_entry entry;
    struct error own;
    error_clear(&own);
    enum error_code code = zip_open(unpacking->source, &zip, &own);
    while (!code) {
        error_clear(&own);
        code = zip_next(zip, &entry, &own);
        code = code ? code : zip_member(unpacking, zip, &entry, &own);
    }
    if (code == ERROR_ABSENT)
        return ERROR_NONE;
    if (error)
        *error = own;
    return code;
}
