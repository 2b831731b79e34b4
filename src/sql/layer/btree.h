// SPDX-License-Identifier: Apache-2.0
// Pages, cells and records of a database that may be damaged anywhere: each is checked as a whole before anything in it
// is believed. Facts: sqlite.org/fileformat2.html, sections 1.6 (b-trees, overflow) and 2.1 (records).
#pragma once

#include "base/buffer.h"
#include "sql/layer/layer_private.h"

enum page_type {
    PAGE_INDEX_INTERIOR = 2,
    PAGE_TABLE_INTERIOR = 5,
    PAGE_INDEX_LEAF = 10,
    PAGE_TABLE_LEAF = 13,
};

// How the file is cut into pages, from its header or guessed.
struct geometry {
    struct layer *layer;
    uint32_t page_size;
    uint32_t usable;      // page_size less the bytes reserved at each page's end
    uint32_t page_count;  // as told; pages behind `pages_there` are missing
    uint32_t pages_there; // no page behind this one is in any file
    int encoding;         // SQLITE_UTF8, SQLITE_UTF16LE, SQLITE_UTF16BE
    uint32_t free_first;  // first page of the list of free pages, 0 where there is none or none is known
    bool pointer_map;     // the file has pages that name each page's parent (section 1.8)
    bool header_valid;
    bool header_wrong; // it told another page size or encoding
};

// A page that has passed page_parse().
struct page_view {
    const uint8_t *bytes;
    uint32_t number;
    uint32_t there; // bytes that are in the file
    enum page_type type;
    uint32_t cells;
    uint32_t pointers; // where the cell pointers begin
    uint32_t right;    // interior: the child behind the last cell
};

struct cell {
    int64_t rowid;    // tables only
    uint32_t child;   // interior pages only
    uint32_t begin;   // bytes into the page
    uint32_t content; // where the payload begins; 0 where there is none
    uint32_t local;   // bytes of the payload in this page
    uint32_t end;
    uint32_t overflow; // first page of the rest, 0 where there is none
    uint64_t payload;  // bytes
};

// The fields of a record: serial type and place in the payload.
struct record {
    uint32_t count;
    uint64_t *types;   // LIMIT_RECOVER_FIELDS
    uint64_t *offsets; // the same
};

struct page_set {
    uint8_t *bits;
    uint32_t count; // pages 1..count
};

// One page at hand, one cell of it at hand.
struct row_reader {
    const struct geometry *geometry;
    uint8_t *page;
    uint8_t *spill; // one overflow page
    struct page_view view;
    struct cell cell;
    struct record record;
    struct buffer payload; // the whole payload, once it was put together
    bool assembled;
    bool recounted;   // the page told a wrong number of cells
    uint8_t *covered; // a bit a byte of the page: taken by a cell already
};

bool page_set_init(struct page_set *set, uint32_t count);
void page_set_release(struct page_set *set);
bool page_set_has(const struct page_set *set, uint32_t number);
// False where the page is in the set already, or out of range.
bool page_set_add(struct page_set *set, uint32_t number);

bool page_parse(const struct geometry *geometry, uint32_t number, const uint8_t *bytes, uint32_t there,
                struct page_view *ret_view);
// Puts a page's count of cells right where another one accounts for every byte of the page and the told one doesn't
// (section 1.6: cells, free blocks and fragments fill the cell content area). True where it was wrong.
bool page_recount(const struct geometry *geometry, uint32_t number, uint8_t *bytes, uint32_t there);
bool cell_parse(const struct geometry *geometry, const struct page_view *view, uint32_t index, struct cell *ret_cell);
bool serial_is_text(uint64_t type);
bool serial_is_blob(uint64_t type);
bool serial_is_integer(uint64_t type);

bool row_reader_init(struct row_reader *reader, const struct geometry *geometry);
void row_reader_release(struct row_reader *reader);
// Reads and checks the page; false where it is no b-tree page.
bool row_reader_page(struct row_reader *reader, uint32_t number);
// Reads the cell and its record's header; false where either is damaged. Interior table pages have no record.
bool row_reader_cell(struct row_reader *reader, uint32_t index);
// Like row_reader_cell(), for each cell of a page in turn: also false where the cell lies over an earlier one.
bool row_reader_cell_alone(struct row_reader *reader, uint32_t index);
// Follows the cell's overflow pages, each of which may belong to one cell alone, and adds them to `used`.
bool row_reader_chain(struct row_reader *reader, struct page_set *used);
// The bytes of a field of the record at hand, borrowed until the next cell; false beyond the fields or without memory.
bool row_reader_field(struct row_reader *reader, uint32_t field, uint64_t *ret_type, struct slice *ret_bytes);
// An integer field's value (serial types 1 to 6, 8, 9).
int64_t serial_integer(uint64_t type, struct slice bytes);
double serial_real(struct slice bytes);
