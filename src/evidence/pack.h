// SPDX-License-Identifier: Apache-2.0
// An archive as it was read in a cage: the names of its members, and the content of those that are wanted, each in
// sealed memory of its own, so that a worker gets one and no other.
#pragma once

#include "evidence/evidence.h"

// Why a member's content is not, or not wholly, at hand.
enum pack_hurt {
    PACK_WHOLE,
    PACK_CUT,       // the archive ended, or was damaged, within it
    PACK_LOCKED,    // encrypted in the archive
    PACK_METHOD,    // packed with a method that is not read
    PACK_SPARSE,    // a file with holes, in pieces
    PACK_HARD_LINK, // a second name of another member
    PACK_LARGE,     // over LIMIT_PACK_MEMBER
    PACK_NO_ROOM,   // over the budget, or the system gave no memory
    PACK_HURTS,
};

struct pack_member {
    struct slice path; // in the archive, without "./"; in the pack's arena
    enum evidence_entry entry;
    enum pack_hurt hurt;
    bool twice;    // a further member has this name, and was passed over
    bool holds;    // something lies in it
    uint64_t size; // as the archive tells it, until it is known better
    uint64_t kept; // bytes of its content
    int fd;        // of its content; -1: not kept
};

// What may be kept still, of all archives of an examination together.
struct pack_budget {
    uint64_t bytes;
    size_t members;
    int descriptor; // below this one: the rest is for others
};

struct pack;

struct pack *pack_new(struct pack_budget *budget); // borrowed; NULL without memory
struct pack *pack_free(struct pack *pack);         // what it kept goes back to the budget
// Adds a member, and the folders above it that are not there yet; of a name that stands there twice the first counts,
// and *ret_member is NULL. ERROR_LIMIT over LIMIT_ARCHIVE_ENTRIES or LIMIT_PACK_NAMES. Pointers to members hold until
// the next is added.
NODISCARD enum error_code pack_add(struct pack *pack, struct slice path, enum evidence_entry entry, uint64_t size,
                                   struct pack_member **ret_member, struct error *error);
struct pack_member *pack_find(const struct pack *pack, struct slice path);
// Of the path of a folder that something lies in, or that is a member itself; the empty one is the root.
bool pack_has_folder(const struct pack *pack, struct slice path);
// Begins to keep a member's content, adds to it, seals it. ERROR_LIMIT over the budget. After an error drop it.
NODISCARD enum error_code pack_content_begin(struct pack *pack, struct pack_member *member, struct error *error);
NODISCARD enum error_code pack_content_add(struct pack *pack, struct pack_member *member, struct slice bytes,
                                           struct error *error);
NODISCARD enum error_code pack_content_end(struct pack *pack, struct pack_member *member, enum pack_hurt hurt,
                                           struct error *error);
void pack_content_drop(struct pack *pack, struct pack_member *member);
// Members in the order that a walk through a folder has: what lies in one comes before what stands beside it. Once all
// are added, and before what follows here is asked.
void pack_sort(struct pack *pack);
size_t pack_count(const struct pack *pack);
struct pack_member *pack_at(const struct pack *pack, size_t number);
uint64_t pack_kept(const struct pack *pack);  // bytes of content
uint64_t pack_twice(const struct pack *pack); // members that were passed over
// That it was not read whole, for whoever has told of it.
void pack_set_damaged(struct pack *pack);
bool pack_damaged(const struct pack *pack);
// Folders at most two levels down, in the same order: where an acquisition may lie.
size_t pack_folder_count(const struct pack *pack);
struct slice pack_folder(const struct pack *pack, size_t number);
// Whether a file whose name ends so, and does not begin with "._", stands in this very folder.
bool pack_folder_has(const struct pack *pack, struct slice folder, struct slice ending);
