// SPDX-License-Identifier: Apache-2.0
// Zip archives: the directory at their end, or, where that is lost, their entries one after another. Facts: PKWARE's
// APPNOTE.TXT 6.3.10 (4.3 general format, 4.4 fields, 4.5 extensible data fields for Zip64).
#pragma once

#include "base/buffer.h"
#include "format/inflate.h"

enum zip_method { ZIP_STORED = 0, ZIP_DEFLATED = 8 };

struct zip_entry {
    struct slice path; // with '/' between its parts, else as it stands; borrowed until the next entry
    uint16_t method;
    bool encrypted;
    bool folder;
    bool link;       // a symbolic link, by the mode that Unix programs keep
    bool open_ended; // its sizes and check sum are not known before it is read: they stand behind it
    bool disagrees;  // its own header and the directory tell different names, methods or sizes; the directory's count
    bool lost;       // no header of its own stands where the directory says
    uint64_t size;   // of its content
    uint64_t packed;
    uint32_t crc;
    uint64_t header;  // offset of its own header
    uint64_t data;    // offset of its content
    int64_t modified; // seconds since 1970, by the clock of whoever packed it
};

struct zip;

// `source` is borrowed. ERROR_FORMAT where there is neither a directory nor an entry at the start.
NODISCARD enum error_code zip_open(const struct source *source, struct zip **ret_zip, struct error *error);
struct zip *zip_free(struct zip *zip);
void zip_freep(struct zip **zip);
#define CLEANUP_ZIP CLEANUP(zip_freep)
bool zip_has_directory(const struct zip *zip);
// The next entry; ERROR_FORMAT with the offset where one makes no sense, and nothing more can be read. ERROR_ABSENT
// behind the last of a directory that accounts for every byte of the archive; where it does not, entries overlap, or
// its count is wrong, ERROR_FORMAT stands there. An archive without a directory always ends with ERROR_FORMAT.
NODISCARD enum error_code zip_next(struct zip *zip, struct zip_entry *ret_entry, struct error *error);
// Its content as a stream. ERROR_UNSUPPORTED for another method, ERROR_LOCKED where it is encrypted, ERROR_FORMAT where
// it is lost.
NODISCARD enum error_code zip_content(struct zip *zip, const struct zip_entry *entry, struct inflate **ret_content,
                                      struct error *error);
// Of an open-ended entry, once it was read: finds what stands behind it, and so the next one. ERROR_FORMAT where that
// is not what was read.
NODISCARD enum error_code zip_taken(struct zip *zip, const struct zip_entry *entry, uint64_t packed, uint64_t size,
                                    uint32_t crc, struct error *error);
