// SPDX-License-Identifier: Apache-2.0
// What a sink wrote, caught in memory.
#pragma once

#include "report/report.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

struct output {
    struct writer writer;
    char *text; // after output_end(), NUL-terminated
    size_t size;
};

static inline struct output output_begin(void)
{
    struct output output = {.text = NULL};
    int fd = memfd_create("output", MFD_CLOEXEC);
    assert_true(fd >= 0);
    writer_init(&output.writer, fd);
    return output;
}

static inline const char *output_end(struct output *output)
{
    assert_int_equal(writer_flush(&output->writer, NULL), ERROR_NONE);
    off_t size = lseek(output->writer.fd, 0, SEEK_END);
    assert_true(size >= 0);
    output->size = (size_t)size;
    output->text = calloc(output->size + 1, 1);
    assert_non_null(output->text);
    assert_int_equal(pread(output->writer.fd, output->text, output->size, 0), (ssize_t)output->size);
    (void)close(output->writer.fd);
    writer_release(&output->writer);
    return output->text;
}

static inline void output_free(struct output *output)
{
    free(output->text);
}
#define CLEANUP_OUTPUT CLEANUP(output_free)

static inline void assert_output(struct output *output, const char *expected)
{
    assert_string_equal(output_end(output), expected);
    output_free(output);
    output->text = NULL;
}
