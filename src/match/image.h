// SPDX-License-Identifier: Apache-2.0
// The image of an index, as it lies in the sealed memory: header, entries, prefixes, slots, text, without padding in
// between. Numbers are in this machine's byte order, since the image never leaves it. Entries are ordered by list, then
// as they were added; equal ones are chained forward, so that every chain ends.
#pragma once

#include "match/index.h"

#define IMAGE_MAGIC "bridlix1"
#define IMAGE_NODE_NONE UINT32_MAX
#define PREFIX_SIZE 16U // bytes of a process name that the kernel keeps (MAXCOMLEN)
// What the prefixes are hashed as: a kind that no observable has.
#define KIND_PREFIX ((unsigned)OBSERVABLE_KINDS)

struct image_header {
    uint8_t magic[8];
    uint32_t count;
    uint32_t prefixes;
    uint32_t slots;
    uint32_t text_size;
};

struct image_text {
    uint32_t offset; // into the text
    uint32_t size;
};

struct image_entry {
    uint32_t kind;
    uint32_t platform;
    uint32_t flags;
    uint32_t list;
    uint32_t next; // the next entry with the same kind and value, INDEX_NONE at the end
    struct image_text value;
    struct image_text written;
    struct image_text id;
    struct image_text malware;
    struct image_text reason;
};

// A process name of more than 16 bytes, found by its first 16.
struct image_prefix {
    uint32_t entry;
    uint32_t next; // the next prefix with the same 16 bytes, INDEX_NONE at the end
};

// Nodes are numbered through: entries first, then prefixes.
struct image_slot {
    uint32_t tag; // upper half of the hash
    uint32_t node;
};

uint64_t image_hash(unsigned kind, struct slice value);
// The first prefix of these 16 bytes, and the next; INDEX_NONE at the end.
uint32_t index_prefix_find(const struct index *index, struct slice value);
uint32_t index_prefix_next(const struct index *index, uint32_t prefix);
// The entry that a prefix stands for; INDEX_NONE where there is no such prefix.
uint32_t index_prefix_entry(const struct index *index, uint32_t prefix);
