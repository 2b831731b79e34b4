// SPDX-License-Identifier: Apache-2.0
#include "sql/layer/layer_private.h"

#define HEADER_MAGIC "SQLite format 3" // with its NUL, 16 bytes

bool page_size_valid(uint32_t size)
{
    return size >= 512 && size <= 65536 && (size & (size - 1)) == 0;
}

uint32_t bytes_u16be(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 8 | bytes[1];
}

uint32_t bytes_u32be(const uint8_t *bytes)
{
    return bytes_u16be(bytes) << 16 | bytes_u16be(bytes + 2);
}

uint32_t header_page_size(const uint8_t *header)
{
    uint32_t size = bytes_u16be(header + 16);
    size = size == 1 ? 65536 : size;
    return memcmp(header, HEADER_MAGIC, sizeof HEADER_MAGIC) == 0 && page_size_valid(size) ? size : 0;
}

// Where the image of a page lies: in the log, else in the journal, else in the database.
static const struct source *page_place(const struct layer *layer, uint32_t number, uint64_t *ret_offset)
{
    if (page_map_find(&layer->wal, number, ret_offset))
        return &layer->files.wal;
    if (page_map_find(&layer->journal, number, ret_offset))
        return &layer->files.journal;
    *ret_offset = (number - UINT64_C(1)) * layer->page_size;
    return &layer->files.main;
}

// Part of one page; what is missing reads as zeros.
static enum error_code piece_read(const struct layer *layer, uint32_t number, uint32_t from, uint8_t *buffer,
                                  size_t size, size_t *ret_size, struct error *error)
{
    uint64_t offset;
    size_t done = 0;
    const struct source *source = page_place(layer, number, &offset);
    enum error_code code = source_read(source, offset + from, buffer, size, &done, error);
    if (code)
        return code;
    memset(buffer + done, 0, size - done);
    // Journal mode "legacy" for reader and writer: SQLite would ask for a log otherwise, which is applied already.
    for (uint32_t i = 18; number == 1 && i <= 19; i++)
        if (i >= from && i - from < done)
            buffer[i - from] = 1;
    *ret_size = done;
    return ERROR_NONE;
}

enum error_code layer_fetch(struct layer *layer, uint64_t offset, void *buffer, size_t size, size_t *ret_size,
                            bool *ret_whole, struct error *error)
{
    uint8_t *bytes = buffer;
    size_t done = 0;
    bool whole = true;
    if (layer->page_size == 0) {
        *ret_whole = true;
        return source_read(&layer->files.main, offset, buffer, size, ret_size, error);
    }
    uint64_t left = offset < layer->size ? layer->size - offset : 0;
    size = size < left ? size : (size_t)left;
    while (done < size) {
        uint32_t number = (uint32_t)((offset + done) / layer->page_size + 1);
        uint32_t from = (uint32_t)((offset + done) % layer->page_size);
        size_t part = layer->page_size - from;
        part = part < size - done ? part : size - done;
        size_t there;
        enum error_code code = piece_read(layer, number, from, bytes + done, part, &there, error);
        if (code)
            return code;
        whole = whole && there == part;
        done += part;
    }
    *ret_size = done;
    *ret_whole = whole;
    return ERROR_NONE;
}

enum error_code layer_read(struct layer *layer, uint64_t offset, void *buffer, size_t size, size_t *ret_size,
                           struct error *error)
{
    bool whole;
    return layer_fetch(layer, offset, buffer, size, ret_size, &whole, error);
}

uint32_t layer_page_load(struct layer *layer, uint32_t number, uint32_t page_size, uint8_t *page)
{
    size_t there = 0;
    enum error_code code = ERROR_NONE;
    if (layer->page_size == page_size)
        code = piece_read(layer, number, 0, page, page_size, &there, NULL);
    else
        code = source_read(&layer->files.main, (number - UINT64_C(1)) * page_size, page, page_size, &there, NULL);
    if (code)
        there = 0;
    memset(page + there, 0, page_size - there);
    return (uint32_t)there;
}

bool layer_page(struct layer *layer, uint32_t number, uint8_t *page)
{
    size_t there;
    if (number == 0 || number > layer->page_count)
        return false;
    return piece_read(layer, number, 0, page, layer->page_size, &there, NULL) == ERROR_NONE;
}

uint32_t layer_page_size(const struct layer *layer)
{
    return layer->page_size;
}

uint32_t layer_page_count(const struct layer *layer)
{
    return layer->page_count;
}

const struct layer_report *layer_report(const struct layer *layer)
{
    return &layer->report;
}

// The page count of the header in force; 0 where it isn't kept up to date (section 1.3.7: the change counter and the
// counter that the count was written at must agree).
static uint32_t header_page_count(const struct layer *layer)
{
    uint8_t header[DATABASE_HEADER];
    size_t size = 0;
    if (piece_read(layer, 1, 0, header, sizeof header, &size, NULL) || header_page_size(header) == 0)
        return 0;
    return memcmp(header + 24, header + 92, 4) == 0 ? bytes_u32be(header + 28) : 0;
}

static uint64_t pages_missing(const struct layer *layer, uint32_t there)
{
    if (layer->page_count <= there)
        return 0;
    uint64_t missing = layer->page_count - there;
    missing -= page_map_within(&layer->journal, there + 1, layer->page_count);
    for (size_t i = 0; i < layer->wal.capacity; i++) {
        uint32_t number = layer->wal.numbers[i];
        uint64_t offset;
        if (number > there && number <= layer->page_count && !page_map_find(&layer->journal, number, &offset))
            missing--;
    }
    return missing;
}

static void layer_measure(struct layer *layer)
{
    uint64_t page_size = layer->page_size;
    layer->size = layer->files.main.size;
    if (page_size == 0)
        return;
    uint64_t whole = layer->size / page_size;
    uint64_t count = header_page_count(layer);
    bool told = count > 0;
    bool overlaid = layer->wal.count > 0 || layer->journal.count > 0;
    uint64_t logged = layer->wal.count > 0 ? layer->wal_count : layer->journal_count;
    if (overlaid)
        count = count > logged ? count : logged;
    else if (!told)
        count = (layer->size + page_size - 1) / page_size;
    layer->page_count = count < UINT32_MAX ? (uint32_t)count : UINT32_MAX - 1;
    uint64_t size = layer->page_count * page_size;
    layer->size = overlaid || size > layer->size ? size : layer->size;
    uint64_t missing = pages_missing(layer, whole < UINT32_MAX ? (uint32_t)whole : UINT32_MAX - 1);
    layer->report.size_mismatch = missing > 0 && told;
    layer->report.bytes_missing = layer->report.size_mismatch ? missing * page_size : 0;
}

enum error_code layer_new(const struct layer_files *files, struct layer **ret_layer, struct error *error)
{
    uint8_t header[DATABASE_HEADER] = {0};
    size_t size = 0;
    enum error_code code = source_read(&files->main, 0, header, sizeof header, &size, error);
    if (code)
        return code;
    struct layer *layer = calloc(1, sizeof *layer);
    if (!layer)
        return error_set(error, ERROR_MEMORY, "sqlite", ERROR_NO_OFFSET, "no memory for a database");
    layer->files = *files;
    layer->page_size = header_page_size(header);
    journal_load(layer);
    wal_load(layer);
    layer_measure(layer);
    *ret_layer = layer;
    return ERROR_NONE;
}

struct layer *layer_free(struct layer *layer)
{
    if (layer) {
        if (layer->vfs_registered)
            (void)sqlite3_vfs_unregister(&layer->vfs);
        page_map_release(&layer->wal);
        page_map_release(&layer->journal);
        free(layer);
    }
    return NULL;
}

void layer_freep(struct layer **layer)
{
    *layer = layer_free(*layer);
}
