// SPDX-License-Identifier: Apache-2.0
// Tar archives, read once from front to back. Facts: POSIX.1-2017, pax ("ustar Interchange Format", "pax Interchange
// Format"), and the GNU tar manual, "Basic Tar Format" (long names, base-256 numbers, sparse files).
#pragma once

#include "base/buffer.h"
#include "format/stream.h"

enum tar_sort {
    TAR_FILE,
    TAR_FOLDER,
    TAR_LINK,      // symbolic
    TAR_HARD_LINK, // a second name of a file that came before
    TAR_OTHER,     // a device, a pipe, a type that is not known
    TAR_SPARSE,    // a file with holes: what stands here are its pieces, and they are not put together
};

struct tar_entry {
    struct slice path; // as it stands; borrowed until the next entry; empty where it is longer than LIMIT_TAR_NAME
    enum tar_sort sort;
    uint64_t size;    // of its content in the archive
    uint64_t whole;   // of the file that it is of: more than that of a file with holes
    int64_t modified; // seconds since 1970; 0 where it says nothing
    uint64_t offset;  // of its header, in the unpacked archive
};

struct tar;

// `stream` is borrowed. NULL without memory.
struct tar *tar_new(struct stream *stream);
struct tar *tar_free(struct tar *tar);
void tar_freep(struct tar **tar);
#define CLEANUP_TAR CLEANUP(tar_freep)
// The next entry; what is left of the one before is passed over. ERROR_ABSENT at the mark of the archive's end;
// ERROR_FORMAT with the offset where a header makes no sense, or the archive ends without that mark: it may be cut.
NODISCARD enum error_code tar_next(struct tar *tar, struct tar_entry *ret_entry, struct error *error);
// The next bytes of the entry's content, borrowed until the next call; empty at its end. ERROR_FORMAT where the archive
// ends within it: *ret_bytes is what there was.
NODISCARD enum error_code tar_read(struct tar *tar, struct slice *ret_bytes, struct error *error);
// Reads what is behind the end: zeros, as many as it likes up to `most` bytes of the whole archive (ERROR_LIMIT). Gives
// the error of the stream, whose check sum stands there; ERROR_FORMAT where something else than zeros comes.
NODISCARD enum error_code tar_finish(struct tar *tar, uint64_t most, struct error *error);
// Bytes of the unpacked archive so far.
uint64_t tar_offset(const struct tar *tar);
