// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

#include "base/character.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

static void text_copy(char *target, size_t size, struct slice text)
{
    size_t length = text.size < size - 1 ? text.size : size - 1;
    if (length)
        memcpy(target, text.data, length);
    target[length] = '\0';
}

enum error_code error_set(struct error *error, enum error_code code, const char *component, uint64_t offset,
                          const char *format, ...)
{
    if (!error || error->code != ERROR_NONE)
        return code;
    error->code = code;
    error->offset = offset;
    text_copy(error->component, sizeof error->component, slice_text(component));
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return code;
}

enum error_code error_system(struct error *error, const char *component, const char *what)
{
    int number = errno;
    // Not strerror(), which the locale translates: a case keeps this.
    const char *reason = strerrordesc_np(number);
    enum error_code code = number == ENOMEM ? ERROR_MEMORY : ERROR_IO;
    bool fresh = error && error->code == ERROR_NONE;
    code = error_set(error, code, component, ERROR_NO_OFFSET, "%s: %s", what, reason ? reason : "?");
    if (fresh)
        error->system = number;
    return code;
}

void error_path(struct error *error, struct slice path)
{
    if (error && error->code != ERROR_NONE && error->path[0] == '\0')
        text_copy(error->path, sizeof error->path, path);
}

void error_clear(struct error *error)
{
    if (error)
        *error = (struct error){.offset = ERROR_NO_OFFSET};
}

const char *error_quote(struct slice text, char *buffer, size_t size)
{
    static const char more[] = "...";
    size_t used = 0;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.data[i];
        bool plain = byte >= 0x20 && byte < 0x7f && byte != '\\';
        if (used + (plain ? 1U : 4U) + sizeof more > size) {
            memcpy(buffer + used, more, sizeof more);
            return buffer;
        }
        if (plain)
            buffer[used++] = (char)byte;
        else
            used += (size_t)snprintf(buffer + used, 5, "\\x%02x", byte);
    }
    buffer[used] = '\0';
    return buffer;
}

// A character of a name, at *position: its bytes, or 0 where `size` has no room for them.
static size_t name_put(struct slice text, size_t *position, char *buffer, size_t size)
{
    size_t start = *position;
    uint32_t code_point = utf8_next(text, position);
    size_t length = *position - start;
    bool joiner = code_point == 0x200c || code_point == 0x200d;
    bool kept = code_point != UTF8_INVALID && code_point != '\\' && character_visible(code_point) && !joiner;
    if ((kept ? length : 4 * length) > size)
        return 0;
    if (kept) {
        memcpy(buffer, text.data + start, length);
        return length;
    }
    for (size_t i = 0; i < length; i++)
        (void)snprintf(buffer + 4 * i, 5, "\\x%02x", text.data[start + i]);
    return 4 * length;
}

const char *error_name(struct slice text, char *buffer, size_t size)
{
    static const char more[] = "...";
    size_t used = 0;
    for (size_t i = 0; i < text.size;) {
        size_t put = name_put(text, &i, buffer + used, size - used - sizeof more - 1);
        if (put == 0) {
            memcpy(buffer + used, more, sizeof more);
            return buffer;
        }
        used += put;
    }
    buffer[used] = '\0';
    return buffer;
}

const char *error_code_name(enum error_code code)
{
    static const char *const names[] = {
        [ERROR_NONE] = "none",     [ERROR_FORMAT] = "format",           [ERROR_LIMIT] = "limit",
        [ERROR_IO] = "io",         [ERROR_MEMORY] = "memory",           [ERROR_USAGE] = "usage",
        [ERROR_ABSENT] = "absent", [ERROR_UNSUPPORTED] = "unsupported", [ERROR_LOCKED] = "locked",
        [ERROR_KILLED] = "killed",
    };
    return (unsigned)code < ARRAY_SIZE(names) ? names[code] : "unknown";
}

void error_format(const struct error *error, char *buffer, size_t size)
{
    char path[1024] = "";
    int used = 0;
    if (error->path[0])
        used = snprintf(buffer, size, "%s: ", error_name(slice_text(error->path), path, sizeof path));
    if (used < 0 || (size_t)used >= size)
        return;
    size_t at = (size_t)used;
    if (error->offset != ERROR_NO_OFFSET)
        (void)snprintf(buffer + at, size - at, N_("at %" PRIu64 ": %s"), error->offset, error->message);
    else
        (void)snprintf(buffer + at, size - at, "%s", error->message);
}
