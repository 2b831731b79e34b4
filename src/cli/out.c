// SPDX-License-Identifier: Apache-2.0
#include "cli/out.h"

#include "bridle.h"

#include "cli/language.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void out_init(struct out *out, int fd)
{
    *out = (struct out){.fd = fd};
}

static void out_drain(struct out *out)
{
    size_t done = 0;
    while (!out->failed && done < out->used) {
        ssize_t count = write(out->fd, out->text + done, out->used - done);
        if (count >= 0)
            done += (size_t)count;
        else if (errno != EINTR)
            out->failed = true;
    }
    out->used = 0;
}

void out_put(struct out *out, const char *text, size_t size)
{
    while (size && !out->failed) {
        size_t room = sizeof out->text - out->used;
        size_t part = size < room ? size : room;
        memcpy(out->text + out->used, text, part);
        out->used += part;
        text += part;
        size -= part;
        if (out->used == sizeof out->text)
            out_drain(out);
    }
}

void out_text(struct out *out, const char *text)
{
    out_put(out, text, text_size(text));
}

void out_format(struct out *out, const char *format, ...)
{
    char text[2048];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (size > 0)
        out_put(out, text, (size_t)size < sizeof text ? (size_t)size : sizeof text - 1);
}

void out_spaces(struct out *out, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        out_put(out, " ", 1);
}

bool out_flush(struct out *out)
{
    out_drain(out);
    if (out->failed)
        say(_("cannot write: %s"), system_words(errno));
    return !out->failed;
}

void say(const char *format, ...)
{
    char text[2048];
    struct out out;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    out_init(&out, STDERR_FILENO);
    out_text(&out, "bridle: ");
    out_text(&out, text);
    out_text(&out, "\n");
    out_drain(&out);
}

const char *system_words(int number)
{
    const char *words = strerrordesc_np(number);
    return words ? _(words) : "?";
}

const char *quote(const char *text, char *buffer, size_t size)
{
    buffer[0] = '\'';
    (void)bridle_name(text, buffer + 1, size - 2);
    size_t used = text_size(buffer);
    buffer[used++] = '\'';
    buffer[used] = '\0';
    return buffer;
}

size_t text_size(const char *text)
{
    return text ? (size_t)(strchr(text, '\0') - text) : 0;
}

bool text_is(const char *text, const char *other)
{
    return text && other && strcmp(text, other) == 0;
}
