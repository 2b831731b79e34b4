// SPDX-License-Identifier: Apache-2.0
// A typedstream is a header and a run of values, each behind a string that names its type. Facts, from the public
// descriptions of NeXT's NXTypedStream and of GNUstep's reader, verified on blobs of Messages:
//   header   version (4), length and text "streamtyped" (little-endian; "typedstream" is big-endian), system version
//   integer  one byte with a sign, or 0x81 and 16 bits, or 0x82 and 32 bits
//   0x84     something new follows   0x85 nil   0x86 the object's end   from 0x92 on: what was new n-th before
//   object   new, its class, its values in groups (type string, values), end
//   class    new, name, version, superclass, up to nil or a class that is known
// NSAttributedString holds its NSString first; NSString's one value is of type "+": length and bytes, UTF-8.
#include "format/typedstream.h"

#include "base/cursor.h"
#include "base/limits.h"

#define COMPONENT "typedstream"
#define TAG_16 0x81U
#define TAG_32 0x82U
#define TAG_NEW 0x84U
#define TAG_NIL 0x85U
#define TAG_END 0x86U
#define TAG_REFERENCE 0x92U
#define OBJECTS_MAX 8U  // objects inside of one another before the text: Messages has 2
#define CLASSES_MAX 16U // classes of one object: NSMutableAttributedString has 3
#define STRINGS_MAX 64U // shared strings before the text: Messages has 7

struct reader {
    struct cursor cursor;
    bool big_endian;
    struct slice strings[STRINGS_MAX]; // type and class names, in the order of their first use
    size_t count;
};

static bool tag_next(const struct reader *reader, uint8_t tag)
{
    return !cursor_end(&reader->cursor) && reader->cursor.slice.data[reader->cursor.position] == tag;
}

static uint32_t integer_next(struct reader *reader)
{
    uint8_t byte = cursor_u8(&reader->cursor);
    if (byte == TAG_16)
        return reader->big_endian ? cursor_u16be(&reader->cursor) : cursor_u16le(&reader->cursor);
    if (byte == TAG_32)
        return reader->big_endian ? cursor_u32be(&reader->cursor) : cursor_u32le(&reader->cursor);
    if (byte >= 0x80) // a negative number: no length, no version
        cursor_fail(&reader->cursor);
    return byte;
}

static struct slice bytes_next(struct reader *reader)
{
    uint32_t size = integer_next(reader);
    return cursor_bytes(&reader->cursor, size);
}

// A type's or class's name: new, or one that was there before.
static struct slice name_next(struct reader *reader)
{
    uint8_t tag = cursor_u8(&reader->cursor);
    if (tag == TAG_NEW && reader->count < STRINGS_MAX) {
        struct slice name = bytes_next(reader);
        reader->strings[reader->count++] = name;
        return name;
    }
    if (tag >= TAG_REFERENCE && tag - TAG_REFERENCE < reader->count)
        return reader->strings[tag - TAG_REFERENCE];
    cursor_fail(&reader->cursor);
    return SLICE_NONE;
}

static bool header_next(struct reader *reader)
{
    (void)cursor_u8(&reader->cursor); // version
    struct slice name = bytes_next(reader);
    reader->big_endian = slice_equal(name, SLICE("typedstream"));
    if (!reader->big_endian && !slice_equal(name, SLICE("streamtyped")))
        return false;
    (void)integer_next(reader);
    return cursor_ok(&reader->cursor);
}

// From the object's class up to what ends the chain.
static void class_skip(struct reader *reader)
{
    for (unsigned i = 0; i < CLASSES_MAX; i++) {
        uint8_t tag = cursor_u8(&reader->cursor);
        if (tag == TAG_NIL || tag >= TAG_REFERENCE)
            return;
        if (tag != TAG_NEW)
            break;
        (void)name_next(reader);
        (void)integer_next(reader);
    }
    cursor_fail(&reader->cursor);
}

// Goes down the first object of each object to the first "+"; ERROR_ABSENT where something else comes first.
static enum error_code text_find(struct reader *reader, struct slice *ret_text)
{
    struct slice type = name_next(reader);
    for (unsigned depth = 0; depth < OBJECTS_MAX && cursor_ok(&reader->cursor); depth++) {
        if (slice_equal(type, SLICE("+"))) {
            struct slice text = bytes_next(reader);
            if (!cursor_ok(&reader->cursor))
                return ERROR_FORMAT;
            *ret_text = text;
            return ERROR_NONE;
        }
        if (!slice_equal(type, SLICE("@")) || tag_next(reader, TAG_NIL))
            return ERROR_ABSENT;
        if (cursor_u8(&reader->cursor) != TAG_NEW)
            return ERROR_FORMAT;
        class_skip(reader);
        if (tag_next(reader, TAG_END))
            return ERROR_ABSENT;
        type = name_next(reader);
    }
    return cursor_ok(&reader->cursor) ? ERROR_ABSENT : ERROR_FORMAT;
}

enum error_code typedstream_text(struct slice bytes, struct arena *arena, struct slice *ret_text, struct error *error)
{
    struct reader reader = {.cursor = cursor_over(bytes)};
    (void)arena; // a string is one run of bytes: nothing needs to be built
    if (bytes.size > LIMIT_TYPEDSTREAM_SIZE)
        return error_set(error, ERROR_LIMIT, COMPONENT, LIMIT_TYPEDSTREAM_SIZE, "%zu bytes are over %u", bytes.size,
                         LIMIT_TYPEDSTREAM_SIZE);
    if (!header_next(&reader))
        return error_set(error, ERROR_FORMAT, COMPONENT, 0, "not a typedstream");
    enum error_code code = text_find(&reader, ret_text);
    uint64_t offset = reader.cursor.bad ? reader.cursor.failed : reader.cursor.position;
    if (code == ERROR_ABSENT)
        return error_set(error, code, COMPONENT, offset, "no string at the root");
    if (code != ERROR_NONE)
        return error_set(error, code, COMPONENT, offset, "damaged before its text");
    return ERROR_NONE;
}
