// SPDX-License-Identifier: Apache-2.0
#include "examine/unpack.h"

#include "base/checked.h"
#include "format/tar.h"

static enum error_code tar_content(struct unpacking *unpacking, struct tar *tar, struct error *error)
{
    struct slice bytes;
    enum error_code code;
    do {
        code = tar_read(tar, &bytes, error);
        if (!code && bytes.size)
            unpack_put_content(unpacking, bytes);
    } while (!code && bytes.size);
    unpack_put_end(unpacking, code ? PACK_CUT : PACK_WHOLE);
    return code;
}

static enum pack_hurt hurt_of(const struct tar_entry *entry)
{
    if (entry->sort == TAR_SPARSE)
        return PACK_SPARSE;
    if (entry->sort == TAR_HARD_LINK)
        return PACK_HARD_LINK;
    return entry->size > LIMIT_PACK_MEMBER ? PACK_LARGE : PACK_WHOLE;
}

static enum error_code tar_member(struct unpacking *unpacking, struct tar *tar, const struct tar_entry *entry,
                                  struct error *error)
{
    static const enum evidence_entry entries[] = {
        [TAR_FILE] = ENTRY_FILE,   [TAR_FOLDER] = ENTRY_FOLDER,  [TAR_LINK] = ENTRY_OTHER,
        [TAR_OTHER] = ENTRY_OTHER, [TAR_HARD_LINK] = ENTRY_FILE, [TAR_SPARSE] = ENTRY_FILE};
    struct unpacked_member member = {.entry = entries[entry->sort], .size = entry->whole, .hurt = hurt_of(entry)};
    uint64_t end;
    // Counted before it is passed over, so that a bomb is seen before it goes off.
    if (!checked_add(tar_offset(tar), entry->size, &end))
        end = UINT64_MAX;
    enum error_code code = unpack_count(unpacking, end, error);
    if (code || !unpack_path(unpacking, entry->path, member.entry == ENTRY_FOLDER, &member.path))
        return code;
    bool wanted = unpack_wanted(unpacking, &member);
    unpack_put_member(unpacking, &member, wanted);
    return wanted && !member.hurt ? tar_content(unpacking, tar, error) : ERROR_NONE;
}

enum error_code unpack_tar(struct unpacking *unpacking, struct stream *stream, struct error *error)
{
    struct tar *tar CLEANUP_TAR = tar_new(stream);
    struct tar_entry entry;
    struct error own;
    enum error_code code = ERROR_NONE;
    if (!tar)
        return error_set(error, ERROR_MEMORY, "tar", ERROR_NO_OFFSET, "no memory to unpack");
    for (uint64_t entries = 0; !code; entries++) {
        error_clear(&own);
        code = tar_next(tar, &entry, &own);
        if (code == ERROR_ABSENT)
            return tar_finish(tar, unpacking->most, error);
        if (!code && entries == LIMIT_ARCHIVE_ENTRIES)
            code = error_set(&own, ERROR_LIMIT, "tar", entry.offset, "more than %u entries", LIMIT_ARCHIVE_ENTRIES);
        code = code ? code : tar_member(unpacking, tar, &entry, &own);
    }
    if (error)
        *error = own;
    return code;
}
