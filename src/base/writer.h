// SPDX-License-Identifier: Apache-2.0
// Buffered output to a descriptor. Once a write failed it stays failed.
#pragma once

#include "base/buffer.h"
#include "base/error.h"

struct writer {
    int fd;
    struct buffer buffer;
    bool failed;
    int system; // errno of the failed write
};

void writer_init(struct writer *writer, int fd);
void writer_release(struct writer *writer); // without flushing
#define CLEANUP_WRITER CLEANUP(writer_release)
void writer_put(struct writer *writer, struct slice bytes);
void writer_put_text(struct writer *writer, const char *text);
void writer_format(struct writer *writer, const char *format, ...) PRINTF_LIKE(2, 3); // our own words and numbers
NODISCARD enum error_code writer_flush(struct writer *writer, struct error *error);
