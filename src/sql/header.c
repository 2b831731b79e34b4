// SPDX-License-Identifier: Apache-2.0
#include "sql/header.h"

#include "base/limits.h"

#include <stdarg.h>
#include <stdio.h>

bool header_line_parse(struct slice line, struct slice *ret_key, struct slice *ret_value)
{
    if (!slice_starts(line, SLICE("-- ")))
        return false;
    struct slice rest = slice_from(line, 3);
    size_t size = 0;
    while (size < rest.size && ((rest.data[size] >= 'a' && rest.data[size] <= 'z') || rest.data[size] == '-'))
        size++;
    if (size == 0 || size >= rest.size || rest.data[size] != ':')
        return false;
    if (size + 1 < rest.size && rest.data[size + 1] != ' ')
        return false;
    *ret_key = slice_part(rest, 0, size);
    *ret_value = slice_trim(slice_from(rest, size + 1));
    return true;
}

enum error_code header_error(const struct header *header, unsigned line, struct error *error, const char *format, ...)
{
    char message[200];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    enum error_code code = error_set(error, ERROR_USAGE, "definition", ERROR_NO_OFFSET, "line %u: %s", line, message);
    error_path(error, header->file);
    return code;
}

struct slice header_value(const struct header *header, const char *key)
{
    for (size_t i = 0; i < header->count; i++)
        if (slice_equal(header->lines[i].key, slice_text(key)))
            return header->lines[i].value;
    return SLICE_NONE;
}

static bool key_known(struct slice key, const char *const *keys)
{
    for (; *keys; keys++)
        if (slice_equal(key, slice_text(*keys)))
            return true;
    return false;
}

static enum error_code header_join(struct header_line *last, struct slice more, struct arena *arena,
                                   struct error *error)
{
    uint8_t *joined = arena_alloc(arena, last->value.size + more.size + 1, 1);
    if (!joined)
        return error_set(error, ERROR_MEMORY, "definition", ERROR_NO_OFFSET, "no memory for the header");
    if (last->value.size)
        memcpy(joined, last->value.data, last->value.size);
    joined[last->value.size] = ' ';
    if (more.size)
        memcpy(joined + last->value.size + 1, more.data, more.size);
    last->value = slice_of(joined, last->value.size + more.size + 1);
    return ERROR_NONE;
}

static enum error_code header_take(struct header *header, struct slice line, unsigned number, const char *const *keys,
                                   struct arena *arena, struct error *error)
{
    struct slice key;
    struct slice value;
    if (header_line_parse(line, &key, &value)) {
        if (!key_known(key, keys))
            return header_error(header, number, error, "unknown key \"%s\"", ERROR_QUOTE(key));
        header->lines[header->count++] = (struct header_line){key, value, number};
        return ERROR_NONE;
    }
    if (slice_starts(line, SLICE("--   ")) && header->count)
        return header_join(&header->lines[header->count - 1], slice_trim(slice_from(line, 5)), arena, error);
    return ERROR_NONE;
}

enum error_code header_parse(struct slice file, struct slice text, const char *const *keys, struct arena *arena,
                             struct header *ret_header, struct error *error)
{
    struct header header = {.file = file};
    size_t lines = 1;
    for (size_t i = 0; i < text.size; i++)
        lines += text.data[i] == '\n';
    if (text.size > LIMIT_DEFINITION_SIZE || slice_find_byte(text, 0) != SIZE_MAX)
        return header_error(&header, 1, error, "larger than %u bytes, or not a text", LIMIT_DEFINITION_SIZE);
    header.lines = arena_alloc(arena, lines, sizeof *header.lines);
    if (!header.lines)
        return error_set(error, ERROR_MEMORY, "definition", ERROR_NO_OFFSET, "no memory for the header");
    struct slice rest = text;
    for (unsigned number = 1; rest.size; number++) {
        struct slice before = rest;
        struct slice line;
        (void)slice_line(&rest, &line);
        if (slice_trim(line).size && !slice_starts(line, SLICE("--"))) {
            header.body = before;
            header.body_line = number;
            break;
        }
        enum error_code code = header_take(&header, line, number, keys, arena, error);
        if (code)
            return code;
    }
    *ret_header = header;
    return ERROR_NONE;
}
