// SPDX-License-Identifier: Apache-2.0
// An archive on its way through the cage: what its formats have in common.
#pragma once

#include "examine/work.h"

#include "evidence/pack.h"
#include "format/stream.h"

struct unpacking {
    const struct work_context *context;
    struct wire *wire;
    const struct source *source;
    bool listed;        // the paths of `list` are wanted, and nothing else is named; else what artefacts ask for
    struct slice *list; // sorted
    size_t list_count;
    struct buffer path;  // of the member at hand
    struct buffer place; // of it in a sysdiagnose
    bool place_wanted;
    uint64_t most;        // bytes of the unpacked archive
    uint64_t unpacked;    // of a zip archive, so far
    uint64_t refused;     // names that lead elsewhere, or that no file system takes
    uint64_t disagreeing; // entries of a zip archive whose two headers differ
    uint64_t locked;      // encrypted files
    uint64_t readable;    // files that hold something and are not
};

struct unpacked_member {
    struct slice path;
    enum evidence_entry entry;
    uint64_t size;
    enum pack_hurt hurt;
};

// The path in the archive: "/a//./b/" is a/b. False for what leads out, for the root itself, and for what macOS adds to
// a zip archive. Borrowed until the next.
bool unpack_path(struct unpacking *unpacking, struct slice path, bool folder, struct slice *ret_path);
bool unpack_wanted(struct unpacking *unpacking, const struct unpacked_member *member);
// Names it; its content follows where that is wanted and nothing hurts it.
void unpack_put_member(struct unpacking *unpacking, const struct unpacked_member *member, bool wanted);
void unpack_put_content(struct unpacking *unpacking, struct slice bytes);
void unpack_put_end(struct unpacking *unpacking, enum pack_hurt hurt);
// ERROR_LIMIT: `bytes` of unpacked archive are more than this one may have.
NODISCARD enum error_code unpack_count(const struct unpacking *unpacking, uint64_t bytes, struct error *error);
// Each goes through the whole archive. ERROR_FORMAT and others where it could not be read to its end.
NODISCARD enum error_code unpack_tar(struct unpacking *unpacking, struct stream *stream, struct error *error);
NODISCARD enum error_code unpack_zip(struct unpacking *unpacking, struct error *error);
