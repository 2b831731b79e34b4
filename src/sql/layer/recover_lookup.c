// SPDX-License-Identifier: Apache-2.0
// Look-ups by a column's value. SQLite builds no automatic index over a virtual table, so that a join over anything but
// the rowid would read the inner table once a row of the outer one. A look-up gives too much rather than too little:
// SQLite compares again.
#include "sql/layer/recover_private.h"

#include "base/limits.h"

#define TWO_TO_63 9223372036854775808.0
#define HASH_LARGE 0x9e3779b9U // all numbers beyond 64 bits

static uint32_t hash_bytes(uint32_t hash, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ byte_lower(bytes[i])) * 0x01000193U;
    return hash ^ hash >> 15;
}

static uint32_t hash_integer(uint64_t value)
{
    value = (value ^ value >> 32) * UINT64_C(0xd6e8feb86659fd93);
    value = (value ^ value >> 32) * UINT64_C(0xd6e8feb86659fd93);
    return (uint32_t)(value ^ value >> 32);
}

// By the whole part alone: an integer, a real and a text of digits that SQLite may find equal come out the same.
static uint32_t hash_real(double value)
{
    if (value >= -TWO_TO_63 && value < TWO_TO_63)
        return hash_integer((uint64_t)(int64_t)value);
    return HASH_LARGE;
}

static size_t digits_skip(struct slice text, size_t at)
{
    while (at < text.size && byte_is_digit(text.data[at]))
        at++;
    return at;
}

// A text that reads as a number without an exponent: its whole part.
static bool text_number(struct slice text, uint32_t *ret_hash)
{
    text = slice_trim(text);
    size_t at = text.size > 0 && (text.data[0] == '-' || text.data[0] == '+');
    size_t end = digits_skip(text, at);
    struct slice whole = slice_part(text, at, end - at);
    size_t point = end < text.size && text.data[end] == '.';
    size_t last = point ? digits_skip(text, end + 1) : end;
    if (last != text.size || last - at - point == 0)
        return false;
    uint64_t value = 0;
    if (whole.size > 0 && (!slice_decimal(whole, &value) || value > INT64_MAX))
        *ret_hash = HASH_LARGE;
    else
        *ret_hash = hash_integer(text.data[0] == '-' ? 0 - value : value);
    return true;
}

// Letter case and trailing spaces are left out, for the collations NOCASE and RTRIM.
static uint32_t hash_text(struct slice text)
{
    uint32_t hash;
    if (text_number(text, &hash))
        return hash;
    while (text.size > 0 && text.data[text.size - 1] == ' ')
        text.size--;
    return hash_bytes(0x811c9dc5U, text.data, text.size);
}

bool lookup_hash_value(sqlite3_value *value, uint32_t *ret_hash)
{
    switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
        *ret_hash = hash_integer((uint64_t)sqlite3_value_int64(value));
        return true;
    case SQLITE_FLOAT:
        *ret_hash = hash_real(sqlite3_value_double(value));
        return true;
    case SQLITE_TEXT: {
        const void *text = sqlite3_value_text(value);
        *ret_hash = hash_text(slice_of(text, text ? (size_t)sqlite3_value_bytes(value) : 0));
        return true;
    }
    case SQLITE_BLOB: {
        const void *blob = sqlite3_value_blob(value);
        *ret_hash = hash_bytes(1, blob, blob ? (size_t)sqlite3_value_bytes(value) : 0);
        return true;
    }
    default:
        return false;
    }
}

// The same for a field of the record at hand.
static bool hash_field(struct row_reader *reader, uint32_t field, struct buffer *text, uint32_t *ret_hash)
{
    uint64_t type;
    struct slice bytes;
    if (!row_reader_field(reader, field, &type, &bytes) || type == 0)
        return false;
    if (serial_is_integer(type)) {
        *ret_hash = hash_integer((uint64_t)serial_integer(type, bytes));
    } else if (type == 7) {
        *ret_hash = hash_real(serial_real(bytes));
    } else if (serial_is_text(type)) {
        geometry_text(reader->geometry, bytes, text);
        *ret_hash = hash_text(buffer_slice(text));
    } else {
        *ret_hash = hash_bytes(1, bytes.data, bytes.size);
    }
    return true;
}

static void index_leaf(struct recover_index *index, const struct recover_table *table, uint32_t leaf_number,
                       struct row_reader *reader, struct buffer *text)
{
    const struct recover_leaf *leaf = &table->leaves[leaf_number];
    uint32_t field = table->columns[index->column].field;
    uint32_t hash;
    if (!row_reader_page(reader, leaf->page))
        return;
    // From the last to the first: a chain then gives its rows in the order of the scan.
    for (uint32_t i = leaf->cells; i > 0; i--) {
        if (table_row_dropped(table, leaf, i - 1) || !row_reader_cell(reader, i - 1) ||
            !hash_field(reader, field, text, &hash))
            continue;
        uint32_t row = leaf->start + i - 1;
        uint32_t bucket = hash & (index->buckets - 1);
        index->hashes[row] = hash;
        index->nexts[row] = index->heads[bucket];
        index->heads[bucket] = row + 1;
    }
}

static bool index_fill(const struct geometry *geometry, const struct recover_table *table, struct recover_index *index)
{
    struct row_reader reader;
    struct buffer text;
    if (!row_reader_init(&reader, geometry))
        return false;
    buffer_init(&text, LIMIT_SQL_LENGTH);
    for (uint32_t i = table->leaf_count; i > 0; i--)
        index_leaf(index, table, i - 1, &reader, &text);
    buffer_release(&text);
    row_reader_release(&reader);
    return true;
}

const struct recover_index *table_index(const struct geometry *geometry, struct recover_table *table, uint32_t column)
{
    for (uint32_t i = 0; i < table->index_count; i++)
        if (table->indexes[i].column == column)
            return &table->indexes[i];
    if (table->index_count == ARRAY_SIZE(table->indexes))
        return NULL;
    struct recover_index index = {.column = column, .buckets = 16};
    while (index.buckets < table->rows && index.buckets < UINT32_C(1) << 30)
        index.buckets *= 2;
    index.heads = calloc(index.buckets, sizeof *index.heads);
    index.nexts = calloc((size_t)table->rows + 1, sizeof *index.nexts);
    index.hashes = calloc((size_t)table->rows + 1, sizeof *index.hashes);
    if (!index.heads || !index.nexts || !index.hashes || !index_fill(geometry, table, &index)) {
        free(index.heads);
        free(index.nexts);
        free(index.hashes);
        return NULL;
    }
    table->indexes[table->index_count] = index;
    return &table->indexes[table->index_count++];
}
