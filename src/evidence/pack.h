// SPDX-License-Identifier: Apache-2.0
// An archive as it was read in a cage: the names of its members, and the content of those that are wanted, each in
// sealed memory of its own, so that a worker gets one and no other.
#pragma once

#include "evidence/evidence.h"

struct pack_member {
    struct slice path; // in the archive, without "./"; in the pack's arena
    enum evidence_entry entry;
    uint64_t size;
    int fd;   // of its content; -1: not kept
    bool cut; // the archive ended, or was damaged, within it
};

struct pack;

struct pack *pack_new(void); // NULL without memory
struct pack *pack_free(struct pack *pack);
// Adds a member; of a name that stands there twice the first counts, and *ret_member is NULL. ERROR_LIMIT over
// LIMIT_ARCHIVE_ENTRIES.
NODISCARD enum error_code pack_add(struct pack *pack, struct slice path, enum evidence_entry entry, uint64_t size,
                                   struct pack_member **ret_member, struct error *error);
struct pack_member *pack_find(const struct pack *pack, struct slice path);
// Of the path of a folder that something lies in, or that is a member itself.
bool pack_has_folder(const struct pack *pack, struct slice path);
// Begins to keep a member's content, adds to it, seals it.
NODISCARD enum error_code pack_content_begin(struct pack *pack, struct pack_member *member, struct error *error);
NODISCARD enum error_code pack_content_add(struct pack *pack, struct pack_member *member, struct slice bytes,
                                           struct error *error);
NODISCARD enum error_code pack_content_end(struct pack *pack, struct pack_member *member, bool cut,
                                           struct error *error);
// Members in the order of their names; once all are added.
void pack_sort(struct pack *pack);
size_t pack_count(const struct pack *pack);
struct pack_member *pack_at(const struct pack *pack, size_t number);
uint64_t pack_kept(const struct pack *pack); // bytes of content
// Folders at most two levels down, in the order of their names: where an acquisition may lie.
size_t pack_folder_count(const struct pack *pack);
struct slice pack_folder(const struct pack *pack, size_t number);
