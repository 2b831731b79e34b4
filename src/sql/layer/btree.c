// SPDX-License-Identifier: Apache-2.0
#include "sql/layer/btree.h"

#include "base/cursor.h"

#define SMALLEST_CELL 4U // bytes that a cell takes at least

bool page_set_init(struct page_set *set, uint32_t count)
{
    *set = (struct page_set){.bits = calloc((size_t)count / 8 + 1, 1), .count = count};
    return set->bits != NULL;
}

void page_set_release(struct page_set *set)
{
    free(set->bits);
    *set = (struct page_set){0};
}

bool page_set_has(const struct page_set *set, uint32_t number)
{
    return number <= set->count && (set->bits[number / 8] >> (number % 8) & 1);
}

bool page_set_add(struct page_set *set, uint32_t number)
{
    if (number == 0 || number > set->count || page_set_has(set, number))
        return false;
    set->bits[number / 8] |= (uint8_t)(1U << (number % 8));
    return true;
}

static bool page_type_valid(uint8_t type)
{
    return type == PAGE_INDEX_INTERIOR || type == PAGE_TABLE_INTERIOR || type == PAGE_INDEX_LEAF ||
           type == PAGE_TABLE_LEAF;
}

bool page_parse(const struct geometry *geometry, uint32_t number, const uint8_t *bytes, uint32_t there,
                struct page_view *ret_view)
{
    uint32_t start = number == 1 ? DATABASE_HEADER : 0;
    const uint8_t *header = bytes + start;
    if (there < start + 12 || !page_type_valid(header[0]))
        return false;
    bool interior = header[0] == PAGE_INDEX_INTERIOR || header[0] == PAGE_TABLE_INTERIOR;
    uint32_t free_block = bytes_u16be(header + 1);
    uint32_t cells = bytes_u16be(header + 3);
    uint32_t content = bytes_u16be(header + 5);
    content = content ? content : 65536;
    uint32_t pointers = start + (interior ? 12 : 8);
    uint32_t pointers_end = pointers + 2 * cells;
    if (cells > (geometry->usable - 8) / 6 || pointers_end > content || content > geometry->usable ||
        pointers_end > there || header[7] > 60)
        return false;
    if (free_block != 0 && (free_block < content || free_block > geometry->usable - 4))
        return false;
    *ret_view = (struct page_view){
        .bytes = bytes,
        .number = number,
        .there = there,
        .type = (enum page_type)header[0],
        .cells = cells,
        .pointers = pointers,
        .right = interior ? bytes_u32be(header + 8) : 0,
    };
    return true;
}

// How much of a payload stays in the page (section 1.6: "calculating the amount of overflow").
static uint32_t payload_local(const struct geometry *geometry, enum page_type type, uint64_t payload)
{
    uint32_t usable = geometry->usable;
    uint32_t most = type == PAGE_TABLE_LEAF ? usable - 35 : (usable - 12) * 64 / 255 - 23;
    if (payload <= most)
        return (uint32_t)payload;
    uint32_t least = (usable - 12) * 32 / 255 - 23;
    uint32_t fill = least + (uint32_t)((payload - least) % (usable - 4));
    return fill <= most ? fill : least;
}

bool cell_parse(const struct geometry *geometry, const struct page_view *view, uint32_t index, struct cell *ret_cell)
{
    struct cell cell = {.begin = bytes_u16be(view->bytes + view->pointers + 2 * (size_t)index)};
    if (cell.begin < view->pointers + 2 * view->cells)
        return false;
    uint32_t size = view->there < geometry->usable ? view->there : geometry->usable;
    struct cursor cursor = cursor_over(slice_of(view->bytes, size));
    cursor_seek(&cursor, cell.begin);
    if (view->type == PAGE_INDEX_INTERIOR || view->type == PAGE_TABLE_INTERIOR)
        cell.child = cursor_u32be(&cursor);
    if (view->type != PAGE_TABLE_INTERIOR)
        cell.payload = cursor_varint_sqlite(&cursor);
    if (view->type == PAGE_TABLE_INTERIOR || view->type == PAGE_TABLE_LEAF)
        cell.rowid = (int64_t)cursor_varint_sqlite(&cursor);
    if (view->type != PAGE_TABLE_INTERIOR && cursor_ok(&cursor)) {
        cell.content = (uint32_t)cursor.position;
        cell.local = payload_local(geometry, view->type, cell.payload);
        cursor_skip(&cursor, cell.local);
        if (cell.local < cell.payload)
            cell.overflow = cursor_u32be(&cursor);
    }
    cell.end = (uint32_t)cursor.position;
    if (!cursor_ok(&cursor))
        return false;
    *ret_cell = cell;
    return true;
}

// Bytes of the page's free blocks (section 1.6: next block, size); UINT32_MAX where their chain is damaged.
static uint32_t free_bytes(const struct geometry *geometry, const uint8_t *bytes, uint32_t block)
{
    uint32_t total = 0;
    while (block != 0) {
        if (block > geometry->usable - 4)
            return UINT32_MAX;
        uint32_t next = bytes_u16be(bytes + block);
        uint32_t size = bytes_u16be(bytes + block + 2);
        if (size < 4 || size > geometry->usable - block || (next != 0 && next < block + size))
            return UINT32_MAX;
        total += size;
        block = next;
    }
    return total;
}

bool page_recount(const struct geometry *geometry, uint32_t number, uint8_t *bytes, uint32_t there)
{
    uint32_t start = number == 1 ? DATABASE_HEADER : 0;
    uint8_t *header = bytes + start;
    if (there < geometry->usable || !page_type_valid(header[0]))
        return false;
    uint32_t content = bytes_u16be(header + 5);
    content = content ? content : 65536;
    uint32_t freed = free_bytes(geometry, bytes, bytes_u16be(header + 1));
    if (content > geometry->usable || freed > geometry->usable - content ||
        header[7] > geometry->usable - content - freed)
        return false;
    uint32_t expected = geometry->usable - content - freed - header[7];
    bool interior = header[0] == PAGE_INDEX_INTERIOR || header[0] == PAGE_TABLE_INTERIOR;
    struct page_view view = {.bytes = bytes,
                             .number = number,
                             .there = there,
                             .type = (enum page_type)header[0],
                             .pointers = start + (interior ? 12 : 8)};
    uint32_t total = 0;
    for (view.cells = 0; total < expected; total += SMALLEST_CELL) {
        struct cell cell;
        view.cells++;
        if (view.pointers + 2 * view.cells > content || !cell_parse(geometry, &view, view.cells - 1, &cell) ||
            cell.begin < content)
            return false;
        total += cell.end - cell.begin > SMALLEST_CELL ? cell.end - cell.begin - SMALLEST_CELL : 0;
    }
    if (total != expected || view.cells == bytes_u16be(header + 3))
        return false;
    header[3] = (uint8_t)(view.cells >> 8);
    header[4] = (uint8_t)view.cells;
    return true;
}

bool serial_is_text(uint64_t type)
{
    return type >= 13 && type % 2 == 1;
}

bool serial_is_blob(uint64_t type)
{
    return type >= 12 && type % 2 == 0;
}

bool serial_is_integer(uint64_t type)
{
    return (type >= 1 && type <= 6) || type == 8 || type == 9;
}

int64_t serial_integer(uint64_t type, struct slice bytes)
{
    if (type == 8 || type == 9)
        return (int64_t)type - 8;
    if (bytes.size == 0)
        return 0;
    uint64_t value = bytes.data[0] & 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < bytes.size; i++)
        value = value << 8 | bytes.data[i];
    return (int64_t)value;
}

double serial_real(struct slice bytes)
{
    uint64_t bits = 0;
    double value;
    for (size_t i = 0; i < bytes.size; i++)
        bits = bits << 8 | bytes.data[i];
    memcpy(&value, &bits, sizeof value);
    return value;
}
