// SPDX-License-Identifier: Apache-2.0
// Manifest.mbdb, the list of files of backups before iOS 10: "mbdb", a version, records of counted strings and numbers,
// all big-endian. Facts: the wiki page MbdbMbdxFormat of the project iphonebackupbrowser, and iPhone-Backup-Analyzer-2
// (mbdbdecoding.py), which also names the string between hash and mode: the file's own key, wrapped.
#pragma once

#include "base/cursor.h"

struct mbdb_record {
    struct slice domain, path, target, digest, key; // data NULL where the record has none
    uint32_t mode;                                  // as stat's: 0x8000 a file, 0x4000 a folder, 0xa000 a link
    uint64_t inode;
    uint32_t modified, accessed, changed; // seconds since 1970
    uint64_t size;
    uint8_t protection_class;
};

struct mbdb {
    struct cursor cursor;
};

// False where it does not begin like one.
bool mbdb_open(struct mbdb *mbdb, struct slice bytes);
// The next record; false at the end, or where the file is cut (mbdb_damaged() then).
bool mbdb_next(struct mbdb *mbdb, struct mbdb_record *ret_record);
bool mbdb_damaged(const struct mbdb *mbdb);
