// SPDX-License-Identifier: Apache-2.0
// Binary property lists: "bplist0", objects, a table of their offsets, a trailer of 32 bytes. Facts: the layout comment
// of Apple's open-sourced CFBinaryPList.c. Objects are looked at where they stand, each time anew.
#include "format/plist_private.h"

#include "base/checked.h"
#include "base/times.h"
#include "base/utf8.h"

#include <math.h>

#define HEADER_SIZE 8U
#define TRAILER_SIZE 32U
#define COMPONENT "bplist"

// The high nibble of a marker.
enum marker {
    MARKER_SIMPLE = 0x0, // null, booleans
    MARKER_INTEGER = 0x1,
    MARKER_REAL = 0x2,
    MARKER_DATE = 0x3,
    MARKER_DATA = 0x4,
    MARKER_ASCII = 0x5,
    MARKER_UTF16 = 0x6,
    MARKER_UTF8 = 0x7,
    MARKER_UID = 0x8,
    MARKER_ARRAY = 0xa,
    MARKER_ORDERED_SET = 0xb,
    MARKER_SET = 0xc,
    MARKER_DICTIONARY = 0xd,
};

struct object {
    uint64_t offset;      // of its marker
    uint8_t marker;       // high nibble
    uint8_t low;          // low nibble
    uint64_t count;       // bytes, UTF-16 units, elements or pairs; of numbers their bytes
    struct slice content; // what follows marker and count
};

// Big-endian, of bytes known to be there: the one place that runs some ten times a row, so without a cursor's calls.
static inline uint64_t uint_be(const uint8_t *bytes, size_t size)
{
    uint64_t value = 0;
    if (size == 1)
        return bytes[0];
    for (size_t i = 0; i < size; i++)
        value = value << 8 | bytes[i];
    return value;
}

static enum error_code binary_check(struct plist *plist, uint64_t table, struct error *error)
{
    uint64_t trailer = plist->bytes.size - TRAILER_SIZE;
    uint64_t size;
    if (plist->offset_size < 1 || plist->offset_size > 8 || plist->reference_size < 1 || plist->reference_size > 8)
        return error_set(error, ERROR_FORMAT, COMPONENT, trailer + 6,
                         "impossible sizes of offsets and references: %u, %u", plist->offset_size,
                         plist->reference_size);
    if (plist->node_count == 0 || plist->top >= plist->node_count)
        return error_set(error, ERROR_FORMAT, COMPONENT, trailer + 16,
                         "top object is not among the %" PRIu64 " objects", plist->node_count);
    if (table <= HEADER_SIZE || table > trailer || !checked_mul(plist->node_count, plist->offset_size, &size) ||
        size > trailer - table)
        return error_set(error, ERROR_FORMAT, COMPONENT, trailer + 24, "offset table does not lie within the file");
    plist->body = slice_part(plist->bytes, 0, (size_t)table);
    plist->offsets = slice_part(plist->bytes, (size_t)table, (size_t)size);
    return ERROR_NONE;
}

enum error_code binary_open(struct plist *plist, struct error *error)
{
    struct slice bytes = plist->bytes;
    if (bytes.size < HEADER_SIZE + TRAILER_SIZE + 2)
        return error_set(error, ERROR_FORMAT, COMPONENT, bytes.size, "too short for a binary property list");
    if (bytes.data[6] != '0')
        return error_set(error, ERROR_UNSUPPORTED, COMPONENT, 6, "binary property list of version %s is not read",
                         ERROR_QUOTE(slice_part(bytes, 6, 2)));
    const uint8_t *trailer = bytes.data + bytes.size - TRAILER_SIZE;
    plist->binary = true;
    plist->offset_size = trailer[6];
    plist->reference_size = trailer[7];
    plist->node_count = uint_be(trailer + 8, 8);
    plist->top = uint_be(trailer + 16, 8);
    return binary_check(plist, uint_be(trailer + 24, 8), error);
}

// Bytes of content that `count` things of this marker take.
static bool content_size(const struct plist *plist, uint8_t marker, uint64_t count, uint64_t *ret_size)
{
    uint64_t each = 1;
    if (marker == MARKER_UTF16)
        each = 2;
    else if (marker == MARKER_DICTIONARY)
        each = 2U * plist->reference_size;
    else if (marker >= MARKER_ARRAY)
        each = plist->reference_size;
    return checked_mul(count, each, ret_size);
}

// The count of a marker: its low nibble, or the integer object behind it.
static bool object_count(struct slice *rest, struct object *object)
{
    switch (object->marker) {
    case MARKER_SIMPLE:
        object->count = 0;
        return true;
    case MARKER_INTEGER:
    case MARKER_REAL:
    case MARKER_DATE:
        object->count = UINT64_C(1) << object->low;
        return true;
    case MARKER_UID:
        object->count = object->low + 1U;
        return true;
    default:
        break;
    }
    object->count = object->low;
    if (object->low != 0xf)
        return true;
    if (rest->size < 1 || rest->data[0] >> 4 != MARKER_INTEGER || (rest->data[0] & 0xf) > 3)
        return false;
    size_t size = (size_t)1 << (rest->data[0] & 0xf);
    if (rest->size - 1 < size)
        return false;
    object->count = uint_be(rest->data + 1, size);
    rest->data += 1 + size;
    rest->size -= 1 + size;
    return true;
}

// Finds an object; false where its number, offset, count or content does not lie within. `offset` is set as far as
// known.
static bool object_locate(const struct plist *plist, uint64_t node, struct object *ret_object)
{
    ret_object->offset = plist->body.size;
    if (node >= plist->node_count)
        return false;
    size_t entry = (size_t)node * plist->offset_size;
    uint64_t offset = uint_be(plist->offsets.data + entry, plist->offset_size);
    ret_object->offset = plist->body.size + entry;
    if (offset < HEADER_SIZE || offset >= plist->body.size)
        return false;
    struct slice rest = slice_of(plist->body.data + offset + 1, plist->body.size - (size_t)offset - 1);
    struct object object = {
        .offset = offset,
        .marker = plist->body.data[offset] >> 4,
        .low = plist->body.data[offset] & 0xf,
    };
    ret_object->offset = offset;
    uint64_t size;
    if (!object_count(&rest, &object) || !content_size(plist, object.marker, object.count, &size) || size > rest.size)
        return false;
    object.content = slice_of(rest.data, (size_t)size);
    *ret_object = object;
    return true;
}

static enum error_code object_find(struct plist *plist, uint64_t node, struct object *ret_object, struct error *error)
{
    if (!plist_visit(plist))
        return plist_budget(error);
    if (object_locate(plist, node, ret_object))
        return ERROR_NONE;
    return error_set(error, ERROR_FORMAT, COMPONENT, ret_object->offset,
                     "object %" PRIu64 " does not lie within the file", node);
}

static enum error_code object_damaged(const struct object *object, struct error *error)
{
    return error_set(error, ERROR_FORMAT, COMPONENT, object->offset, "object of unknown type 0x%02x",
                     (unsigned)object->marker << 4 | object->low);
}

// 1, 2 and 4 bytes are unsigned, 8 are signed, 16 are signed and hold what 64 bits with a sign cannot.
static void integer_fill(struct plist_value *value, struct slice content)
{
    value->type = PLIST_INTEGER;
    if (content.size <= 8) {
        value->integer = (int64_t)uint_be(content.data, content.size);
        return;
    }
    int64_t high = (int64_t)uint_be(content.data, 8);
    int64_t low = (int64_t)uint_be(content.data + 8, 8);
    value->integer = low;
    value->is_unsigned = high >= 0 && (high > 0 || low < 0);
    value->out_of_range = high > 0 || high < -1 || (high == -1 && low >= 0);
    if (value->out_of_range)
        value->integer = high > 0 ? -1 : INT64_MIN;
}

static double real_read(struct slice content)
{
    double real;
    float small;
    uint64_t bits = uint_be(content.data, content.size);
    uint32_t small_bits = (uint32_t)bits;
    memcpy(&small, &small_bits, sizeof small);
    memcpy(&real, &bits, sizeof real);
    return content.size == 4 ? (double)small : real;
}

void plist_date_fill(struct plist_value *value, double seconds)
{
    struct time time = time_from_cocoa_seconds(seconds);
    value->type = PLIST_DATE;
    value->real = seconds;
    value->integer = time.microseconds;
    value->out_of_range = time.state == TIME_OUT_OF_RANGE || isnan(seconds);
    if (time.state == TIME_UNSET && !isnan(seconds))
        value->integer = TIME_COCOA_EPOCH * 1000000;
}

static enum error_code number_fill(const struct object *object, struct plist_value *value, struct error *error)
{
    bool real = object->count == 4 || object->count == 8;
    if (object->marker == MARKER_INTEGER && object->count <= 16) {
        integer_fill(value, object->content);
    } else if (object->marker == MARKER_REAL && real) {
        value->type = PLIST_REAL;
        value->real = real_read(object->content);
    } else if (object->marker == MARKER_DATE && real) {
        plist_date_fill(value, real_read(object->content));
    } else {
        return object_damaged(object, error);
    }
    return ERROR_NONE;
}

static enum error_code simple_fill(const struct object *object, struct plist_value *value, struct error *error)
{
    if (object->low != 0 && object->low != 8 && object->low != 9)
        return object_damaged(object, error);
    value->type = object->low ? PLIST_BOOLEAN : PLIST_NULL;
    value->integer = object->low == 9;
    return ERROR_NONE;
}

static enum error_code uid_fill(const struct object *object, struct plist_value *value, struct error *error)
{
    size_t excess = object->content.size > 8 ? object->content.size - 8 : 0;
    uint64_t number = uint_be(object->content.data + excess, object->content.size - excess);
    if (uint_be(object->content.data, excess) != 0 || number > INT64_MAX)
        return error_set(error, ERROR_FORMAT, COMPONENT, object->offset, "reference of more than 63 bits");
    value->type = PLIST_UID;
    value->integer = (int64_t)number;
    return ERROR_NONE;
}

static enum error_code utf16_fill(struct plist *plist, const struct object *object, struct plist_value *value,
                                  struct error *error)
{
    CLEANUP_BUFFER struct buffer text;
    buffer_init(&text, object->content.size / 2 * 3 + 1); // three bytes a unit at most
    utf8_from_utf16(&text, object->content, true);
    if (text.failed)
        return error_set(error, ERROR_MEMORY, COMPONENT, object->offset, "no memory for a string");
    value->type = PLIST_STRING;
    if (!arena_copy(plist->arena, buffer_slice(&text), &value->bytes))
        return error_set(error, ERROR_LIMIT, COMPONENT, object->offset, "a string is over the memory budget");
    return ERROR_NONE;
}

static void container_fill(const struct object *object, struct plist_value *value)
{
    value->count = object->count;
    if (object->marker == MARKER_ARRAY)
        value->type = PLIST_ARRAY;
    else
        value->type = object->marker == MARKER_DICTIONARY ? PLIST_DICTIONARY : PLIST_SET;
}

static enum error_code object_value(struct plist *plist, const struct object *object, struct plist_value *value,
                                    struct error *error)
{
    switch (object->marker) {
    case MARKER_SIMPLE:
        return simple_fill(object, value, error);
    case MARKER_INTEGER:
    case MARKER_REAL:
    case MARKER_DATE:
        return number_fill(object, value, error);
    case MARKER_DATA:
    case MARKER_ASCII:
    case MARKER_UTF8:
        value->type = object->marker == MARKER_DATA ? PLIST_DATA : PLIST_STRING;
        value->bytes = object->content;
        return ERROR_NONE;
    case MARKER_UTF16:
        return utf16_fill(plist, object, value, error);
    case MARKER_UID:
        return uid_fill(object, value, error);
    case MARKER_ARRAY:
    case MARKER_ORDERED_SET:
    case MARKER_SET:
    case MARKER_DICTIONARY:
        container_fill(object, value);
        return ERROR_NONE;
    default:
        return object_damaged(object, error);
    }
}

enum error_code binary_value(struct plist *plist, uint64_t node, struct plist_value *ret_value, struct error *error)
{
    struct object object;
    struct plist_value value = {.node = node};
    enum error_code code = object_find(plist, node, &object, error);
    if (code == ERROR_NONE)
        code = object_value(plist, &object, &value, error);
    if (code == ERROR_NONE)
        *ret_value = value;
    return code;
}

enum error_code binary_slots(struct plist *plist, uint64_t node, struct plist_slots *ret_slots, struct error *error)
{
    struct object object = {0};
    enum error_code code = object_find(plist, node, &object, error);
    if (code != ERROR_NONE)
        return code;
    if (object.marker < MARKER_ARRAY || object.marker > MARKER_DICTIONARY)
        return error_set(error, ERROR_ABSENT, COMPONENT, object.offset, "not a container");
    *ret_slots = (struct plist_slots){
        .references = object.content,
        .count = object.count,
        .dictionary = object.marker == MARKER_DICTIONARY,
    };
    return ERROR_NONE;
}

uint64_t binary_reference(const struct plist *plist, const struct plist_slots *slots, uint64_t slot)
{
    return uint_be(slots->references.data + (size_t)slot * plist->reference_size, plist->reference_size);
}

// The units of a key that is UTF-8 against stored UTF-16.
static bool utf16_equal(struct slice units, struct slice key)
{
    size_t at = 0;
    for (size_t i = 0; i < key.size;) {
        uint32_t point = utf8_next(key, &i);
        size_t size = point > 0xffff ? 4 : 2;
        if (point == UTF8_INVALID || units.size - at < size)
            return false;
        uint64_t expected = point;
        if (size == 4)
            expected = (uint64_t)(0xd800 + ((point - 0x10000) >> 10)) << 16 | (0xdc00 + ((point - 0x10000) & 0x3ff));
        if (uint_be(units.data + at, size) != expected)
            return false;
        at += size;
    }
    return at == units.size;
}

static int key_compare_slow(const struct plist *plist, uint64_t node, struct slice key)
{
    struct object object;
    if (!object_locate(plist, node, &object))
        return -1;
    if (object.marker == MARKER_ASCII || object.marker == MARKER_UTF8)
        return slice_equal(object.content, key);
    return object.marker == MARKER_UTF16 && utf16_equal(object.content, key);
}

// Compares without converting: 1 equal, 0 not (or no string), -1 damaged. Nearly all keys are short and ASCII.
static inline int key_compare(const struct plist *plist, uint64_t node, struct slice key)
{
    if (node >= plist->node_count)
        return -1;
    uint64_t offset = uint_be(plist->offsets.data + (size_t)node * plist->offset_size, plist->offset_size);
    if (offset < HEADER_SIZE || offset >= plist->body.size)
        return -1;
    const uint8_t *object = plist->body.data + offset;
    size_t size = *object & 0xfU;
    if (*object >> 4 != MARKER_ASCII || size == 0xf || size > plist->body.size - (size_t)offset - 1)
        return key_compare_slow(plist, node, key);
    return size == key.size && memcmp(object + 1, key.data, size) == 0;
}

uint64_t binary_find(const struct plist *plist, const struct plist_slots *slots, struct slice key, uint64_t count,
                     bool *ret_damaged)
{
    *ret_damaged = false;
    if (key.size == 0)
        key = SLICE(""); // so that there is something to compare with
    for (uint64_t i = 0; i < count; i++) {
        int found = key_compare(plist, binary_reference(plist, slots, i), key);
        if (found > 0)
            return i;
        *ret_damaged = *ret_damaged || found < 0;
    }
    return count;
}

bool binary_text(struct plist *plist, uint64_t node, struct slice *ret_text)
{
    struct object object;
    if (!object_locate(plist, node, &object) || (object.marker != MARKER_ASCII && object.marker != MARKER_UTF8))
        return false;
    *ret_text = object.content;
    return true;
}
