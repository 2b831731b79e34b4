// SPDX-License-Identifier: Apache-2.0
// How a damaged file is cut into pages. The header says so in several places at once, so that a broken one is known;
// then the page size is the one at which most pages look like b-tree pages.
#include "sql/layer/recover_private.h"

#include "base/utf8.h"

#define GUESS_BYTES (UINT64_C(16) << 20) // looked at for each page size
#define SMALL_PAYLOAD 200U               // stays in its page whatever the reserved bytes are

static uint32_t pages_there(const struct layer *layer, uint32_t page_size)
{
    uint64_t in_main = (layer->files.main.size + page_size - 1) / page_size;
    uint64_t count = in_main;
    const struct page_map *maps[] = {&layer->wal, &layer->journal};
    for (size_t m = 0; m < ARRAY_SIZE(maps) && page_size == layer->page_size; m++)
        for (size_t i = 0; i < maps[m]->capacity; i++)
            count = count > maps[m]->numbers[i] ? count : maps[m]->numbers[i];
    // A log or journal tells for certain where the database ends; pages of the file behind that are old.
    bool certain = page_size == layer->page_size && (layer->wal.count > 0 || layer->journal.count > 0);
    uint64_t most = certain ? layer->page_count : UINT32_MAX - 1;
    // A log that names page 4,000,000,000 doesn't make us look at all before it.
    most = most < in_main + LIMIT_JOURNAL_PAGES ? most : in_main + LIMIT_JOURNAL_PAGES;
    return (uint32_t)(count < most ? count : most);
}

// Constants of section 1.3: payload fractions 64, 32, 32; encoding 1 to 3; schema format 1 to 4.
static bool header_plausible(const uint8_t *header)
{
    return header[21] == 64 && header[22] == 32 && header[23] == 32 && header[20] <= 32 &&
           bytes_u32be(header + 56) >= 1 && bytes_u32be(header + 56) <= 3 && bytes_u32be(header + 44) <= 4;
}

static int header_encoding(const uint8_t *header)
{
    static const int encodings[] = {SQLITE_UTF8, SQLITE_UTF8, SQLITE_UTF16LE, SQLITE_UTF16BE};
    return encodings[bytes_u32be(header + 56)];
}

static void geometry_take_header(struct geometry *geometry, const uint8_t *header)
{
    geometry->header_valid = true;
    geometry->usable = geometry->page_size - header[20];
    geometry->encoding = header_encoding(header);
    geometry->free_first = bytes_u32be(header + 32);
    geometry->pointer_map = bytes_u32be(header + 52) != 0;
}

static uint32_t geometry_sample(const struct geometry *geometry)
{
    uint64_t most = GUESS_BYTES / geometry->page_size;
    return geometry->pages_there < most ? geometry->pages_there : (uint32_t)most;
}

static struct geometry geometry_with(struct layer *layer, uint32_t page_size)
{
    struct geometry geometry = {
        .layer = layer,
        .page_size = page_size,
        .usable = page_size,
        .pages_there = pages_there(layer, page_size),
        .encoding = SQLITE_UTF8,
    };
    // A damaged header may tell too few pages; what is there is looked at.
    uint32_t told = page_size == layer->page_size ? layer->page_count : 0;
    geometry.page_count = told > geometry.pages_there ? told : geometry.pages_there;
    return geometry;
}

// How many pages hold only whole cells at this page size, and how far the last of those cells reaches.
static bool geometry_try(const struct geometry *geometry, uint32_t *ret_pages, uint32_t *ret_end)
{
    struct row_reader reader;
    if (!row_reader_init(&reader, geometry))
        return false;
    uint32_t pages = 0;
    uint32_t end = 0;
    for (uint32_t number = 2; number <= geometry_sample(geometry); number++) {
        if (!row_reader_page(&reader, number) || reader.view.cells == 0)
            continue;
        uint32_t good = 0;
        for (uint32_t i = 0; i < reader.view.cells && row_reader_cell(&reader, i); i++, good++)
            if (reader.cell.payload <= SMALL_PAYLOAD && reader.cell.end > end)
                end = reader.cell.end;
        pages += good == reader.view.cells;
    }
    row_reader_release(&reader);
    *ret_pages = pages;
    *ret_end = end;
    return true;
}

// The page size at which most pages hold only whole cells; `only` 0: any.
static bool geometry_guess(struct layer *layer, uint32_t only, struct geometry *ret_geometry, uint32_t *ret_pages)
{
    uint32_t best = 0;
    for (uint32_t size = only ? only : 512; size <= (only ? only : 65536); size *= 2) {
        struct geometry geometry = geometry_with(layer, size);
        uint32_t pages;
        uint32_t end;
        if (!geometry_try(&geometry, &pages, &end))
            return false;
        if (pages <= best && !(only && best == 0))
            continue;
        best = pages;
        // The first cell of a page ends where the reserved bytes begin.
        if (end + 255 >= size && end >= 480)
            geometry.usable = end;
        *ret_geometry = geometry;
    }
    *ret_pages = best;
    return best > 0 || only;
}

// Whether a page size of the header alone is doubtful: the header's own count of pages is not the file's.
static bool page_size_doubtful(const struct layer *layer, const uint8_t *header, uint32_t page_size)
{
    return layer->wal.count == 0 && layer->journal.count == 0 &&
           bytes_u32be(header + 28) * UINT64_C(1) * page_size != layer->files.main.size;
}

// A page size that the header tells wrong: another one has far more pages of whole cells.
static void geometry_correct(struct layer *layer, const uint8_t *header, struct geometry *geometry)
{
    struct geometry guessed;
    uint32_t guessed_pages;
    uint32_t pages;
    uint32_t end;
    if (!page_size_doubtful(layer, header, geometry->page_size) || !geometry_try(geometry, &pages, &end) ||
        !geometry_guess(layer, 0, &guessed, &guessed_pages) || guessed.page_size == geometry->page_size ||
        guessed_pages < pages + pages / 2 + 1)
        return;
    *geometry = guessed;
    geometry_take_header(geometry, header);
    geometry->header_wrong = true;
}

static bool geometry_read(struct layer *layer, uint8_t header[DATABASE_HEADER], struct geometry *ret_geometry)
{
    size_t size = 0;
    if (layer_read(layer, 0, header, DATABASE_HEADER, &size, NULL))
        return false;
    uint32_t page_size = layer->page_size;
    if (page_size == 0) {
        page_size = bytes_u16be(header + 16);
        page_size = page_size == 1 ? 65536 : page_size;
    }
    if (size < DATABASE_HEADER || !page_size_valid(page_size) || !header_plausible(header))
        return false;
    *ret_geometry = geometry_with(layer, page_size);
    geometry_take_header(ret_geometry, header);
    return true;
}

bool geometry_told(struct layer *layer, struct geometry *ret_geometry)
{
    uint8_t header[DATABASE_HEADER] = {0};
    return geometry_read(layer, header, ret_geometry);
}

bool geometry_find(struct layer *layer, struct geometry *ret_geometry)
{
    uint8_t header[DATABASE_HEADER] = {0};
    uint32_t pages;
    if (!geometry_read(layer, header, ret_geometry))
        return geometry_guess(layer, layer->page_size, ret_geometry, &pages);
    geometry_correct(layer, header, ret_geometry);
    return true;
}

void geometry_text(const struct geometry *geometry, struct slice bytes, struct buffer *ret_text)
{
    buffer_clear(ret_text);
    if (geometry->encoding == SQLITE_UTF8)
        buffer_put(ret_text, bytes);
    else
        utf8_from_utf16(ret_text, bytes, geometry->encoding == SQLITE_UTF16BE);
}
