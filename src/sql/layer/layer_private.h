// SPDX-License-Identifier: Apache-2.0
// What the files of this folder share: where the image of a page lies, and the VFS that hands images to SQLite.
#pragma once

#include "sql/layer/layer.h"

#define DATABASE_HEADER 100U // bytes before the b-tree header of page 1

// Page number to the offset of its image in a log or journal.
struct page_map {
    uint32_t *numbers; // 0: a free slot
    uint64_t *offsets;
    size_t capacity; // a power of two, or 0
    size_t count;
};

struct layer {
    struct layer_files files;
    struct layer_report report;
    struct page_map wal;
    struct page_map journal;
    uint32_t page_size;     // 0: nothing tells one
    uint32_t page_count;    // with page_size 0: 0
    uint32_t wal_count;     // pages of the database after the last commit of the log
    uint32_t journal_count; // pages of the database before the transaction that the journal undoes
    uint64_t size;          // bytes, as told to SQLite
    sqlite3_vfs vfs;
    char vfs_name[32];
    bool vfs_registered;
    uint64_t random;
};

// Keeps the image's offset; where the page is known already only with `replace`. False without memory and over
// LIMIT_JOURNAL_PAGES.
NODISCARD bool page_map_put(struct page_map *map, uint32_t number, uint64_t offset, bool replace);
bool page_map_find(const struct page_map *map, uint32_t number, uint64_t *ret_offset);
// How many known pages lie in first..last.
uint64_t page_map_within(const struct page_map *map, uint32_t first, uint32_t last);
void page_map_release(struct page_map *map);

bool page_size_valid(uint32_t size);
uint32_t bytes_u16be(const uint8_t *bytes);
uint32_t bytes_u32be(const uint8_t *bytes);
// The page size that a database header tells; 0 where it is none. `header` has DATABASE_HEADER bytes.
uint32_t header_page_size(const uint8_t *header);

// Fill the layer's maps, counts and report. A map is left empty where nothing in the log (journal) can be used.
void wal_load(struct layer *layer);
void journal_load(struct layer *layer);

// Reads like layer_read(); *ret_whole is false where a byte inside the layer's size is in no file and reads as zero.
NODISCARD enum error_code layer_fetch(struct layer *layer, uint64_t offset, void *buffer, size_t size, size_t *ret_size,
                                      bool *ret_whole, struct error *error);
// How many bytes at the start of a page of `page_size` bytes are there; the rest is zeros.
uint32_t layer_page_load(struct layer *layer, uint32_t number, uint32_t page_size, uint8_t *page);
// Registers the layer's VFS where it isn't yet; NULL where SQLite refuses.
const char *layer_vfs(struct layer *layer);
