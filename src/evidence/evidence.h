// SPDX-License-Identifier: Apache-2.0
// An acquisition as a read-only tree: what kind it is, where its root is, and its files by relative path. Nothing in it
// is ever written; no link is followed; regular files alone are opened.
#pragma once

#include "base/arena.h"
#include "base/error.h"

enum evidence_kind {
    EVIDENCE_IOS_BACKUP,
    EVIDENCE_IOS_FILESYSTEM,
    EVIDENCE_SYSDIAGNOSE, // also what is part of one: a log archive, crash reports as a computer fetched them
};

// What the places of a sysdiagnose's files begin with, as the domain does with those of a backup's.
#define EVIDENCE_SYSDIAGNOSE_DOMAIN "sysdiagnose/"

struct pack;

// An archive that is read: the acquisition itself, or one in it.
struct evidence_pack {
    struct slice name;  // what the paths of its files begin with: "", or its own path and "!/"
    struct pack *pack;  // owned
    struct slice below; // the folder in it where the acquisition lies; empty: its root
};

// The archive that a path leads into; NULL where it is none. *ret_rest is the path in it, below its acquisition.
struct evidence;
const struct evidence_pack *evidence_pack_of(const struct evidence *evidence, struct slice path,
                                             struct slice *ret_rest);

struct evidence {
    enum evidence_kind kind;
    int root;    // descriptor of the folder; of an archive -1
    int archive; // descriptor of the archive; of a folder -1
    struct evidence_pack *packs;
    size_t pack_count;
    struct slice path; // as given, and the folder below it where the acquisition lies deeper; in the arena
    struct arena *arena;
    const char *within;   // of a part of a sysdiagnose: where in it the root would lie, with a slash; else ""
    bool snapshot_folder; // a backup that was interrupted leaves one
    bool has_manifest;    // Manifest.db is there
    bool is_old;          // a Manifest.mbdb in its place (before iOS 10): the files stand in the root itself
};

// Finds out what it is: the folder itself, or the only one, one or two levels down, that is an acquisition.
// ERROR_ABSENT where there is nothing of that name, ERROR_USAGE with a sentence where it is none that bridle reads, or
// several.
// An archive is opened, and known for what it is once it has been read (evidence_unpacked).
NODISCARD enum error_code evidence_open(const char *path, struct evidence *ret_evidence, struct error *error);
// Takes what was read of the archive over, and finds out what it is. ERROR_USAGE where there are several, ERROR_ABSENT
// where there is none.
NODISCARD enum error_code evidence_unpacked(struct evidence *evidence, struct pack *pack, struct error *error);
// Takes an archive within the acquisition over (`path`: where it lies there), where it is a sysdiagnose; it is the last
// of evidence->packs then. ERROR_FORMAT where it is none.
NODISCARD enum error_code evidence_nested(struct evidence *evidence, struct slice path, struct pack *pack,
                                          struct error *error);
// Whether a file is what macOS writes beside another one, on a disk or into an archive that cannot keep its attributes.
bool evidence_is_apple_double(struct slice path);
// Whether a file of this name is a sysdiagnose as a phone packs it.
bool evidence_is_nested(struct slice path);
void evidence_close(struct evidence *evidence);
const char *evidence_kind_name(enum evidence_kind kind); // "ios-backup", "ios-filesystem", "sysdiagnose"

// Opens a regular file below the root, component by component; "." and ".." and links are refused. Of an archive, what
// was kept of it. ERROR_ABSENT where it is not there, ERROR_UNSUPPORTED where it is in the archive and was not asked
// for yet, ERROR_LOCKED where it is encrypted in it.
NODISCARD enum error_code evidence_open_file(const struct evidence *evidence, struct slice path, int *ret_fd,
                                             struct error *error);

enum evidence_entry {
    ENTRY_FILE,
    ENTRY_FOLDER,
    ENTRY_OTHER, // a link, a device …: never opened
};
// `size` is 0 for what is no file.
typedef void evidence_file(void *context, enum evidence_entry entry, struct slice path, uint64_t size);
struct evidence_walk {
    uint64_t files;
    uint64_t folders_unread; // could not be opened
    uint64_t names_left_out; // links, devices, names too long, over a budget
};
// Its size, also where it was not kept.
NODISCARD enum error_code evidence_file_size(const struct evidence *evidence, struct slice path, uint64_t *ret_size,
                                             struct error *error);
// Why a file of an archive could not be unpacked as it was packed, in words; NULL where it could, or was not.
const char *evidence_file_hurt(const struct evidence *evidence, struct slice path);
// Every name, folder by folder in byte order, with its path from the root; of an archive in the same order.
NODISCARD enum error_code evidence_walk(const struct evidence *evidence, evidence_file *function, void *context,
                                        struct evidence_walk *ret_walk, struct error *error);
// The members of an archive below its acquisition's folder.
struct evidence_walk evidence_pack_walk(const struct evidence_pack *pack, evidence_file *function, void *context);
