// SPDX-License-Identifier: Apache-2.0
// What the tests of the decoders share: bytes from hex, real files, and a property list written down as one line of
// text.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "format/plist.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define TEST_BUDGET (256U << 20)

static inline int arena_setup(void **state)
{
    *state = arena_new(TEST_BUDGET);
    return *state ? 0 : -1;
}

static inline int arena_teardown(void **state)
{
    *state = arena_free(*state);
    return 0;
}

// White space between the digits is skipped.
static inline struct slice from_hex(struct arena *arena, const char *text)
{
    struct slice digits = slice_text(text);
    uint8_t *bytes = arena_alloc(arena, digits.size / 2 + 1, 1);
    size_t count = 0;
    assert_non_null(bytes);
    for (size_t i = 0; i < digits.size; i++) {
        int digit = byte_hex(digits.data[i]);
        if (digit < 0)
            continue;
        bytes[count / 2] = (uint8_t)(bytes[count / 2] << 4 | digit);
        count++;
    }
    assert_int_equal(count % 2, 0);
    return slice_of(bytes, count / 2);
}

// A file below BRIDLE_TEST_DATA; skips the test where it is absent.
static inline struct slice from_file(struct arena *arena, const char *name)
{
    char path[1024];
    const char *folder = getenv("BRIDLE_TEST_DATA");
    (void)snprintf(path, sizeof path, "%s/%s", folder ? folder : "../shared/data", name);
    FILE *file = fopen(path, "rb");
    if (!file) {
        print_message("# skipped: no %s\n", path);
        skip();
    }
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    size_t size = (size_t)ftell(file);
    rewind(file);
    uint8_t *bytes = arena_alloc(arena, size + 1, 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, size, file), size);
    (void)fclose(file);
    return slice_of(bytes, size);
}

static inline void describe_value(struct plist *plist, const struct plist_value *value, struct buffer *out);

static inline void describe_member(struct plist *plist, const struct plist_value *container, uint64_t index,
                                   struct buffer *out)
{
    struct plist_value key = {.type = PLIST_NONE};
    struct plist_value value;
    enum error_code code = document_at(plist, container, index, &key, &value, NULL);
    if (code != ERROR_NONE) {
        buffer_format(out, "!%s", error_code_name(code));
        return;
    }
    if (key.type != PLIST_NONE) {
        describe_value(plist, &key, out);
        buffer_put_byte(out, ':');
    }
    describe_value(plist, &value, out);
}

static inline void describe_scalar(const struct plist_value *value, struct buffer *out)
{
    if (value->out_of_range)
        buffer_put_byte(out, '~');
    if (value->type == PLIST_NULL) {
        buffer_put_text(out, "null");
    } else if (value->type == PLIST_BOOLEAN) {
        buffer_put_text(out, value->integer ? "true" : "false");
    } else if (value->type == PLIST_INTEGER && value->is_unsigned) {
        buffer_format(out, "%" PRIu64, (uint64_t)value->integer);
    } else if (value->type == PLIST_INTEGER) {
        buffer_format(out, "%" PRId64, value->integer);
    } else if (value->type == PLIST_REAL) {
        buffer_format(out, "%.6f", value->real);
    } else if (value->type == PLIST_DATE) {
        buffer_format(out, "@%" PRId64, value->integer);
    } else if (value->type == PLIST_UID) {
        buffer_format(out, "uid(%" PRId64 ")", value->integer);
    } else if (value->type == PLIST_STRING) {
        buffer_put_byte(out, '"');
        buffer_put(out, value->bytes);
        buffer_put_byte(out, '"');
    } else {
        buffer_put_byte(out, '<');
        for (size_t i = 0; i < value->bytes.size; i++)
            buffer_format(out, "%02x", value->bytes.data[i]);
        buffer_put_byte(out, '>');
    }
}

// {"key":[1,2.5,<data>,@date]}; what cannot be read as "!code". Ends, as the reader's own budgets do.
static inline void describe_value(struct plist *plist, const struct plist_value *value, struct buffer *out)
{
    bool dictionary = value->type == PLIST_DICTIONARY;
    if (!dictionary && value->type != PLIST_ARRAY && value->type != PLIST_SET) {
        describe_scalar(value, out);
        return;
    }
    buffer_put_text(out, dictionary ? "{" : value->type == PLIST_SET ? "set[" : "[");
    for (uint64_t i = 0; i < value->count && !out->failed; i++) {
        if (i)
            buffer_put_byte(out, ',');
        describe_member(plist, value, i, out);
    }
    buffer_put_byte(out, dictionary ? '}' : ']');
}

// The whole document; of one that does not open "!code".
static inline const char *describe(struct slice bytes, struct arena *arena)
{
    struct plist *plist = NULL;
    struct plist_value root;
    struct buffer out;
    buffer_init(&out, 1U << 16); // a document may lead round in circles
    enum error_code code = plist_open(bytes, arena, &plist, NULL);
    if (code == ERROR_NONE)
        code = document_root(plist, &root, NULL);
    if (code == ERROR_NONE)
        describe_value(plist, &root, &out);
    else
        buffer_format(&out, "!%s", error_code_name(code));
    char *text = arena_text(arena, buffer_slice(&out));
    buffer_release(&out);
    assert_non_null(text);
    return text;
}

static inline const char *describe_text(const char *text, struct arena *arena)
{
    return describe(slice_text(text), arena);
}

// For mutations: reads all there is, whatever comes of it.
static inline void describe_attempt(struct slice bytes, void *context)
{
    struct arena *arena = context;
    (void)describe(bytes, arena);
    arena_reset(arena);
}

// A binary property list of objects that are written one after the other.
struct plist_writer {
    struct buffer objects;
    struct buffer offsets;
    size_t width; // bytes of references and offsets
    uint64_t count;
};

static inline void writer_number(struct buffer *buffer, uint64_t value, size_t width)
{
    for (size_t i = width; i > 0; i--)
        buffer_put_byte(buffer, (uint8_t)(i > 8 ? 0 : value >> (8 * (i - 1))));
}

static inline void writer_init(struct plist_writer *writer, size_t width)
{
    *writer = (struct plist_writer){.width = width};
    buffer_init(&writer->objects, 64U << 20);
    buffer_init(&writer->offsets, 64U << 20);
    buffer_put_text(&writer->objects, "bplist00");
}

static inline void writer_object(struct plist_writer *writer, uint8_t marker)
{
    writer_number(&writer->offsets, writer->objects.size, writer->width);
    buffer_put_byte(&writer->objects, marker);
    writer->count++;
}

static inline struct slice writer_finish(struct plist_writer *writer, struct arena *arena)
{
    struct slice bytes = SLICE_NONE;
    uint64_t table = writer->objects.size;
    buffer_put(&writer->objects, buffer_slice(&writer->offsets));
    writer_number(&writer->objects, 0, 6);
    writer_number(&writer->objects, writer->width, 1);
    writer_number(&writer->objects, writer->width, 1);
    writer_number(&writer->objects, writer->count, 8);
    writer_number(&writer->objects, 0, 8);
    writer_number(&writer->objects, table, 8);
    assert_true(arena_copy(arena, buffer_slice(&writer->objects), &bytes));
    buffer_release(&writer->objects);
    buffer_release(&writer->offsets);
    return bytes;
}
