// SPDX-License-Identifier: Apache-2.0
// Entries end, their content lies within the archive, and names are theirs.
#include "fuzz.h"

#include "base/attr.h"
#include "format/zip.h"

#include <isa-l/crc.h>
#include <stdlib.h>

#define PIECE 4096U
#define MOST (1U << 20) // bytes that one entry unpacks

static void content_read(struct zip *zip, const struct zip_entry *entry, uint64_t end)
{
    struct inflate *inflate CLEANUP_INFLATE = NULL;
    uint8_t room[PIECE];
    uint64_t size = 0;
    size_t got = PIECE;
    uint32_t crc = 0;
    if (zip_content(zip, entry, &inflate, NULL) != ERROR_NONE)
        return;
    enum error_code code = ERROR_NONE;
    while (!code && got == PIECE && size < MOST) {
        code = inflate_stream(inflate)->read(inflate_stream(inflate), room, PIECE, &got, NULL);
        if (got > PIECE)
            abort();
        crc = got ? crc32_gzip_refl(crc, room, got) : crc;
        size += got;
    }
    if (inflate_taken(inflate) > end || inflate_taken(inflate) < entry->data)
        abort();
    if (entry->open_ended)
        (void)(zip_taken(zip, entry, inflate_taken(inflate) - entry->data, size, crc, NULL) == ERROR_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct source source = source_of_memory(slice_of(data, size));
    struct zip *zip CLEANUP_ZIP = NULL;
    struct zip_entry entry;
    size_t count = 0;
    if (zip_open(&source, &zip, NULL) != ERROR_NONE)
        return 0;
    while (zip_next(zip, &entry, NULL) == ERROR_NONE) {
        // A header takes thirty bytes of an archive at the least.
        if (++count > size / 30 || entry.path.size > UINT16_MAX || (!entry.lost && entry.data > size))
            abort();
        content_read(zip, &entry, size);
    }
    return 0;
}
