// SPDX-License-Identifier: Apache-2.0
#include "base/writer.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#define WRITER_PIECE 65536U

void writer_init(struct writer *writer, int fd)
{
    *writer = (struct writer){.fd = fd};
    buffer_init(&writer->buffer, SIZE_MAX / 2);
}

void writer_release(struct writer *writer)
{
    buffer_release(&writer->buffer);
}

static void writer_drain(struct writer *writer)
{
    size_t done = 0;
    while (!writer->failed && done < writer->buffer.size) {
        ssize_t count = write(writer->fd, writer->buffer.data + done, writer->buffer.size - done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0) {
            writer->failed = true;
            writer->system = errno;
        } else {
            done += (size_t)count;
        }
    }
    buffer_clear(&writer->buffer);
}

void writer_put(struct writer *writer, struct slice bytes)
{
    if (writer->failed)
        return;
    buffer_put(&writer->buffer, bytes);
    if (writer->buffer.failed) {
        writer->failed = true;
        writer->system = ENOMEM;
    }
    if (writer->buffer.size >= WRITER_PIECE)
        writer_drain(writer);
}

void writer_put_text(struct writer *writer, const char *text)
{
    writer_put(writer, slice_text(text));
}

void writer_format(struct writer *writer, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (size >= 0)
        writer_put(writer, slice_of(text, (size_t)size < sizeof text ? (size_t)size : sizeof text - 1));
}

enum error_code writer_flush(struct writer *writer, struct error *error)
{
    writer_drain(writer);
    if (!writer->failed)
        return ERROR_NONE;
    errno = writer->system;
    return error_system(error, "writer", "cannot write");
}
