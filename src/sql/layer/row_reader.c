// SPDX-License-Identifier: Apache-2.0
// Rows out of one page: a cell, its record's header, and what of it stands in overflow pages.
#include "sql/layer/btree.h"

#include "base/checked.h"
#include "base/cursor.h"
#include "base/limits.h"

bool row_reader_init(struct row_reader *reader, const struct geometry *geometry)
{
    *reader = (struct row_reader){.geometry = geometry};
    reader->page = malloc(geometry->page_size);
    reader->spill = malloc(geometry->page_size);
    reader->covered = malloc(geometry->page_size / 8);
    reader->record.types = calloc(LIMIT_RECOVER_FIELDS, sizeof *reader->record.types);
    reader->record.offsets = calloc(LIMIT_RECOVER_FIELDS, sizeof *reader->record.offsets);
    buffer_init(&reader->payload, LIMIT_SQL_LENGTH);
    if (reader->page && reader->spill && reader->covered && reader->record.types && reader->record.offsets)
        return true;
    row_reader_release(reader);
    return false;
}

void row_reader_release(struct row_reader *reader)
{
    free(reader->page);
    free(reader->spill);
    free(reader->covered);
    free(reader->record.types);
    free(reader->record.offsets);
    buffer_release(&reader->payload);
    *reader = (struct row_reader){0};
}

bool row_reader_page(struct row_reader *reader, uint32_t number)
{
    const struct geometry *geometry = reader->geometry;
    reader->view = (struct page_view){0};
    if (number == 0 || number > geometry->pages_there)
        return false;
    uint32_t there = layer_page_load(geometry->layer, number, geometry->page_size, reader->page);
    memset(reader->covered, 0, geometry->page_size / 8);
    reader->recounted = page_recount(geometry, number, reader->page, there);
    return page_parse(geometry, number, reader->page, there, &reader->view);
}

static struct slice row_reader_local(const struct row_reader *reader)
{
    return slice_of(reader->page + reader->cell.content, reader->cell.local);
}

// Puts the first `needed` bytes of the payload together from the page and its overflow pages. A header alone is asked
// for before the chain was checked: cells that share an endless one cost no more than their headers.
static bool row_reader_assemble(struct row_reader *reader, uint64_t needed)
{
    const struct geometry *geometry = reader->geometry;
    uint64_t left = reader->cell.payload - reader->cell.local;
    uint32_t number = reader->cell.overflow;
    if (reader->assembled && reader->payload.size >= needed)
        return true;
    buffer_clear(&reader->payload);
    buffer_put(&reader->payload, row_reader_local(reader));
    while (left > 0 && reader->payload.size < needed) {
        if (number == 0 || number > geometry->pages_there ||
            layer_page_load(geometry->layer, number, geometry->page_size, reader->spill) < geometry->usable)
            return false;
        size_t part = left < geometry->usable - 4 ? (size_t)left : geometry->usable - 4;
        buffer_put(&reader->payload, slice_of(reader->spill + 4, part));
        if (reader->payload.failed)
            return false;
        number = bytes_u32be(reader->spill);
        left -= part;
    }
    reader->assembled = true;
    return true;
}

static uint64_t serial_size(uint64_t type)
{
    static const uint8_t sizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};
    return type < 12 ? sizes[type] : (type - 12) / 2;
}

// The header names each field's type; sizes must come out at the payload's end exactly, which random bytes don't.
static bool record_parse(struct record *record, struct slice bytes, uint64_t header_size, uint64_t payload)
{
    struct cursor cursor = cursor_over(slice_part(bytes, 0, (size_t)header_size));
    (void)cursor_varint_sqlite(&cursor);
    uint64_t offset = header_size;
    record->count = 0;
    while (!cursor_end(&cursor)) {
        uint64_t type = cursor_varint_sqlite(&cursor);
        if (!cursor_ok(&cursor) || type == 10 || type == 11 || record->count == LIMIT_RECOVER_FIELDS)
            return false;
        record->types[record->count] = type;
        record->offsets[record->count] = offset;
        record->count++;
        if (!checked_add(offset, serial_size(type), &offset))
            return false;
    }
    return cursor_ok(&cursor) && record->count > 0 && offset == payload;
}

static bool row_reader_record(struct row_reader *reader)
{
    struct slice bytes = row_reader_local(reader);
    struct cursor cursor = cursor_over(bytes);
    uint64_t header_size = cursor_varint_sqlite(&cursor);
    reader->record.count = 0;
    if (!cursor_ok(&cursor) || header_size > reader->cell.payload || header_size < cursor.position)
        return false;
    if (header_size > bytes.size) {
        if (header_size > LIMIT_RECOVER_FIELDS * 9U + 9U || !row_reader_assemble(reader, header_size))
            return false;
        bytes = buffer_slice(&reader->payload);
    }
    return record_parse(&reader->record, bytes, header_size, reader->cell.payload);
}

bool row_reader_cell(struct row_reader *reader, uint32_t index)
{
    reader->assembled = false;
    reader->record.count = 0;
    if (index >= reader->view.cells || !cell_parse(reader->geometry, &reader->view, index, &reader->cell))
        return false;
    if (reader->view.type == PAGE_TABLE_INTERIOR)
        return true;
    // UTF-16 grows by half at most when it becomes UTF-8, and SQLite's limit is over the result.
    uint64_t most = reader->geometry->encoding == SQLITE_UTF8 ? LIMIT_SQL_LENGTH : LIMIT_SQL_LENGTH / 3 * 2;
    return reader->cell.payload <= most && row_reader_record(reader);
}

bool row_reader_cell_alone(struct row_reader *reader, uint32_t index)
{
    if (!row_reader_cell(reader, index))
        return false;
    for (uint32_t i = reader->cell.begin; i < reader->cell.end; i++)
        if (reader->covered[i / 8] >> (i % 8) & 1)
            return false;
    for (uint32_t i = reader->cell.begin; i < reader->cell.end; i++)
        reader->covered[i / 8] |= (uint8_t)(1U << (i % 8));
    return true;
}

static bool bytes_are_zero(const uint8_t *bytes, size_t size)
{
    return size == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0);
}

bool row_reader_chain(struct row_reader *reader, struct page_set *used)
{
    const struct geometry *geometry = reader->geometry;
    uint64_t left = reader->cell.payload - reader->cell.local;
    uint32_t number = reader->cell.overflow;
    while (left > 0) {
        if (!page_set_add(used, number) ||
            layer_page_load(geometry->layer, number, geometry->page_size, reader->spill) < geometry->usable)
            return false;
        // A page of nothing but zeros was overwritten: a last page that holds a value's zeros alone is far rarer.
        if (bytes_are_zero(reader->spill, geometry->usable))
            return false;
        number = bytes_u32be(reader->spill);
        left = left > geometry->usable - 4 ? left - (geometry->usable - 4) : 0;
    }
    return number == 0;
}

bool row_reader_field(struct row_reader *reader, uint32_t field, uint64_t *ret_type, struct slice *ret_bytes)
{
    if (field >= reader->record.count)
        return false;
    uint64_t type = reader->record.types[field];
    uint64_t offset = reader->record.offsets[field];
    uint64_t size = serial_size(type);
    struct slice bytes = row_reader_local(reader);
    if (offset + size > bytes.size) {
        if (!row_reader_assemble(reader, reader->cell.payload))
            return false;
        bytes = buffer_slice(&reader->payload);
    }
    if (offset + size > bytes.size)
        return false;
    *ret_type = type;
    *ret_bytes = slice_part(bytes, (size_t)offset, (size_t)size);
    return true;
}
