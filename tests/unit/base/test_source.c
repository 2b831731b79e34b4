// SPDX-License-Identifier: Apache-2.0
#include "base/source.h"
#include "base/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static FILE *file_of(struct slice bytes)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
    assert_int_equal(fflush(file), 0);
    return file;
}

static void reads_check(const struct source *source)
{
    static const struct {
        uint64_t offset;
        size_t size;
        struct slice wanted;
    } reads[] = {
        {0, 6, SLICE_INIT("abcdef")},      {0, 3, SLICE_INIT("abc")},
        {4, 10, SLICE_INIT("ef")},         {6, 1, SLICE_INIT("")},
        {UINT64_MAX, 1, SLICE_INIT("")},   {UINT64_MAX - 2, SIZE_MAX, SLICE_INIT("")},
        {2, SIZE_MAX, SLICE_INIT("cdef")}, {1, 0, SLICE_INIT("")},
    };
    assert_true(source->size == 6);
    for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
        uint8_t bytes[16];
        size_t size = 99;
        struct error error = {0};
        assert_int_equal(source_read(source, reads[i].offset, bytes, reads[i].size, &size, &error), ERROR_NONE);
        assert_true(slice_equal(slice_of(bytes, size), reads[i].wanted));
    }
}

static void test_memory(void **state)
{
    (void)state;
    struct source source = source_of_memory(SLICE("abcdef"));
    reads_check(&source);
}

static void test_file(void **state)
{
    (void)state;
    FILE *file = file_of(SLICE("abcdef"));
    struct source source;
    assert_int_equal(source_of_fd(fileno(file), &source, NULL), ERROR_NONE);
    reads_check(&source);
    (void)fclose(file);
}

static void test_file_that_changes(void **state)
{
    (void)state;
    FILE *file = file_of(SLICE("abcdef"));
    struct source source;
    assert_int_equal(source_of_fd(fileno(file), &source, NULL), ERROR_NONE);
    assert_int_equal(ftruncate(fileno(file), 9), 0);
    reads_check(&source); // grown: it ends where it ended when it was opened
    assert_int_equal(ftruncate(fileno(file), 2), 0);
    uint8_t bytes[16];
    size_t size = 99;
    assert_int_equal(source_read(&source, 0, bytes, sizeof bytes, &size, NULL), ERROR_NONE);
    assert_int_equal(size, 2); // shrunk: it reads short
    (void)fclose(file);
}

static void test_system_refuses(void **state)
{
    (void)state;
    struct source source = {0};
    struct error error = {0};
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(source_of_fd(ends[0], &source, &error), ERROR_IO); // a pipe has no size
    assert_int_equal(error.system, ESPIPE);
    assert_null(source.read);
    (void)close(ends[0]);
    (void)close(ends[1]);

    CLEANUP_CLOSE int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    uint8_t byte;
    size_t size = 99;
    error_clear(&error);
    assert_int_equal(source_of_fd(fd, &source, &error), ERROR_NONE);
    source.size = 1;
    assert_int_equal(source_read(&source, 0, &byte, 1, &size, &error), ERROR_IO); // not open for reading
    assert_int_equal(size, 99);
}

static void test_writer(void **state)
{
    (void)state;
    FILE *file = file_of(SLICE(""));
    CLEANUP_WRITER struct writer writer;
    writer_init(&writer, fileno(file));
    writer_put_text(&writer, "a");
    writer_format(&writer, "%d", 42);
    for (unsigned i = 0; i < 100000; i++) // more than one piece
        writer_put(&writer, SLICE("xy"));
    assert_int_equal(writer_flush(&writer, NULL), ERROR_NONE);
    uint8_t bytes[5];
    assert_int_equal(lseek(fileno(file), 0, SEEK_END), 200003);
    assert_int_equal(pread(fileno(file), bytes, sizeof bytes, 0), 5);
    assert_true(slice_equal(slice_of(bytes, sizeof bytes), SLICE("a42xy")));
    (void)fclose(file);
}

static void test_writer_says_that_the_disk_is_full(void **state)
{
    (void)state;
    CLEANUP_CLOSE int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        skip();
    CLEANUP_WRITER struct writer writer;
    struct error error = {0};
    writer_init(&writer, fd);
    writer_put_text(&writer, "a");
    assert_int_equal(writer_flush(&writer, &error), ERROR_IO);
    assert_int_equal(error.system, ENOSPC);
    writer_put_text(&writer, "b"); // failed once, failed for good
    error_clear(&error);
    assert_int_equal(writer_flush(&writer, &error), ERROR_IO);
    assert_int_equal(error.system, ENOSPC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_file),
        cmocka_unit_test(test_file_that_changes),
        cmocka_unit_test(test_system_refuses),
        cmocka_unit_test(test_writer),
        cmocka_unit_test(test_writer_says_that_the_disk_is_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
