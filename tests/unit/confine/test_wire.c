// SPDX-License-Identifier: Apache-2.0
// The wire: what is written comes out alike, in any pieces; what is no frame is refused before memory is spent on it.
#include "confine/wire.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <setjmp.h>
#include <sys/mman.h>

#include <cmocka.h>

static int file_new(void)
{
    int fd = memfd_create("wire", MFD_CLOEXEC);
    assert_true(fd >= 0);
    return fd;
}

static off_t file_size(int fd)
{
    return lseek(fd, 0, SEEK_END);
}

// Three frames: every kind of value, none, and bytes with a NUL.
static void frames_write(struct wire *wire)
{
    wire_begin(wire, 1);
    wire_u8(wire, 0xab);
    wire_u32(wire, 0xdeadbeef);
    wire_u64(wire, UINT64_C(0x0123456789abcdef));
    wire_f64(wire, -0.1);
    wire_slice(wire, SLICE("text"));
    wire_slice(wire, SLICE_NONE);
    wire_end(wire);
    wire_begin(wire, 0xffffffff);
    wire_end(wire);
    wire_begin(wire, 3);
    wire_slice(wire, SLICE("a\0b"));
    wire_end(wire);
}

#define FRAMES_SIZE 76 // bytes of frames_write()

static void frames_check_first(struct slice payload)
{
    struct cursor cursor = cursor_over(payload);
    assert_int_equal(cursor_u8(&cursor), 0xab);
    assert_int_equal(cursor_u32le(&cursor), 0xdeadbeef);
    assert_true(cursor_u64le(&cursor) == UINT64_C(0x0123456789abcdef));
    double value = cursor_f64(&cursor);
    double expected = -0.1;
    assert_memory_equal(&value, &expected, sizeof value);
    assert_true(slice_equal(cursor_slice(&cursor), SLICE("text")));
    assert_int_equal(cursor_slice(&cursor).size, 0);
    assert_true(cursor_ok(&cursor) && cursor_end(&cursor));
}

static void frames_bytes(uint8_t bytes[FRAMES_SIZE])
{
    CLEANUP_CLOSE int fd = file_new();
    struct wire wire;
    wire_init(&wire, fd);
    frames_write(&wire);
    assert_true(wire_flush(&wire));
    wire_release(&wire);
    assert_int_equal(file_size(fd), FRAMES_SIZE);
    assert_int_equal(pread(fd, bytes, FRAMES_SIZE, 0), FRAMES_SIZE);
}

struct count {
    unsigned frames;
    size_t bytes;
    enum error_code code;
};

// Takes out what is whole, checking what must hold for any bytes.
static void frames_take(struct frame_reader *reader, struct count *count)
{
    uint32_t type = 0;
    struct slice payload = SLICE_NONE;
    struct error error = {0};
    while (frame_reader_next(reader, &type, &payload, &error)) {
        assert_true(payload.size <= LIMIT_FRAME_SIZE);
        assert_true(reader->taken <= reader->buffer.size);
        count->frames++;
        count->bytes += WIRE_HEADER_SIZE + payload.size;
        struct cursor cursor = cursor_over(payload);
        while (!cursor_end(&cursor))
            (void)cursor_slice(&cursor);
    }
    count->code = error.code;
}

static struct count frames_read_fd(int fd)
{
    struct frame_reader reader;
    frame_reader_init(&reader);
    struct count count = {0};
    bool end = false;
    struct error error = {0};
    while (!end && count.code == ERROR_NONE) {
        assert_int_equal(frame_reader_fill(&reader, fd, &end, &error), ERROR_NONE);
        frames_take(&reader, &count);
    }
    frame_reader_release(&reader);
    return count;
}

static struct count frames_read(struct slice bytes)
{
    CLEANUP_CLOSE int fd = file_new();
    assert_int_equal(write(fd, bytes.data, bytes.size), bytes.size);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    return frames_read_fd(fd);
}

static void test_frames_come_out_as_written(void **state)
{
    (void)state;
    uint8_t bytes[FRAMES_SIZE];
    frames_bytes(bytes);
    CLEANUP_CLOSE int fd = file_new();
    assert_int_equal(write(fd, bytes, sizeof bytes), FRAMES_SIZE);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    struct frame_reader reader;
    frame_reader_init(&reader);
    struct error error = {0};
    bool end = true;
    uint32_t type = 0;
    struct slice payload;
    assert_int_equal(frame_reader_fill(&reader, fd, &end, &error), ERROR_NONE);
    assert_false(end);
    assert_true(frame_reader_next(&reader, &type, &payload, &error));
    assert_int_equal(type, 1);
    frames_check_first(payload);
    assert_true(frame_reader_next(&reader, &type, &payload, &error));
    assert_int_equal(type, 0xffffffff);
    assert_int_equal(payload.size, 0);
    assert_true(frame_reader_next(&reader, &type, &payload, &error));
    struct cursor cursor = cursor_over(payload);
    assert_true(slice_equal(cursor_slice(&cursor), SLICE("a\0b")));
    assert_false(frame_reader_next(&reader, &type, &payload, &error));
    assert_int_equal(error.code, ERROR_NONE);
    assert_int_equal(frame_reader_fill(&reader, fd, &end, &error), ERROR_NONE);
    assert_true(end);
    frame_reader_release(&reader);
}

static void test_bytes_are_little_endian(void **state)
{
    (void)state;
    static const uint8_t expected[] = {1,    0,    0,    0,    33,   0,    0,    0,    0,    0,    0,    0,   0xab,
                                       0xef, 0xbe, 0xad, 0xde, 0xef, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01};
    uint8_t bytes[FRAMES_SIZE];
    frames_bytes(bytes);
    assert_memory_equal(bytes, expected, sizeof expected);
}

static void test_cut_at_every_byte(void **state)
{
    (void)state;
    uint8_t bytes[FRAMES_SIZE];
    frames_bytes(bytes);
    size_t first = (size_t)WIRE_HEADER_SIZE + bytes[4];
    size_t second = first + WIRE_HEADER_SIZE;
    for (size_t size = 0; size <= FRAMES_SIZE; size++) {
        struct count count = frames_read(slice_of(bytes, size));
        unsigned whole = 0U + (size >= first) + (size >= second) + (size == FRAMES_SIZE);
        assert_int_equal(count.frames, whole);
        assert_int_equal(count.code, ERROR_NONE);
    }
}

static void test_fed_byte_by_byte(void **state)
{
    (void)state;
    uint8_t bytes[FRAMES_SIZE];
    frames_bytes(bytes);
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    struct frame_reader reader;
    frame_reader_init(&reader);
    struct count count = {0};
    struct error error = {0};
    for (size_t i = 0; i < FRAMES_SIZE; i++) {
        bool end = true;
        assert_int_equal(write(ends[1], bytes + i, 1), 1);
        assert_int_equal(frame_reader_fill(&reader, ends[0], &end, &error), ERROR_NONE);
        assert_false(end);
        frames_take(&reader, &count);
    }
    assert_int_equal(count.frames, 3);
    assert_int_equal(count.bytes, FRAMES_SIZE);
    frame_reader_release(&reader);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static void test_empty_pipe_is_not_the_end(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    struct frame_reader reader;
    frame_reader_init(&reader);
    struct error error = {0};
    bool end = true;
    assert_int_equal(frame_reader_fill(&reader, ends[0], &end, &error), ERROR_NONE);
    assert_false(end);
    (void)close(ends[1]);
    assert_int_equal(frame_reader_fill(&reader, ends[0], &end, &error), ERROR_NONE);
    assert_true(end);
    (void)close(ends[0]);
    assert_int_equal(frame_reader_fill(&reader, -1, &end, &error), ERROR_IO);
    assert_int_equal(error.system, EBADF);
    frame_reader_release(&reader);
}

static void test_mutated_streams(void **state)
{
    (void)state;
    uint8_t good[FRAMES_SIZE];
    frames_bytes(good);
    uint32_t random = 2463534242;
    unsigned refused = 0;
    for (unsigned round = 0; round < 20000; round++) {
        uint8_t bytes[FRAMES_SIZE];
        memcpy(bytes, good, sizeof bytes);
        for (unsigned change = 0; change <= round % 4; change++) {
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            bytes[random % FRAMES_SIZE] = (uint8_t)(random >> 24);
        }
        struct count count = frames_read(slice_of(bytes, sizeof bytes));
        assert_true(count.bytes <= FRAMES_SIZE);
        assert_true(count.code == ERROR_NONE || count.code == ERROR_LIMIT);
        refused += count.code == ERROR_LIMIT;
    }
    assert_in_range(refused, 1, 20000);
}

static struct count frame_read_claim(uint64_t size)
{
    uint8_t header[WIRE_HEADER_SIZE] = {7};
    for (unsigned i = 0; i < 8; i++)
        header[4 + i] = (uint8_t)(size >> (8 * i));
    return frames_read(slice_of(header, sizeof header));
}

static void test_size_over_the_limit_is_refused(void **state)
{
    (void)state;
    static const uint64_t sizes[] = {LIMIT_FRAME_SIZE + UINT64_C(1), UINT64_C(1) << 32, UINT64_C(1) << 40,
                                     UINT64_MAX - 11, UINT64_MAX};
    for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
        assert_int_equal(frame_read_claim(sizes[i]).code, ERROR_LIMIT);
    assert_int_equal(frame_read_claim(LIMIT_FRAME_SIZE).code, ERROR_NONE);
}

static void test_claimed_size_costs_no_memory(void **state)
{
    (void)state;
    CLEANUP_CLOSE int fd = file_new();
    static const uint8_t header[WIRE_HEADER_SIZE] = {7, 0, 0, 0, 0, 0, 0, 1}; // 16 MiB
    assert_int_equal(write(fd, header, sizeof header), sizeof header);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    struct frame_reader reader;
    frame_reader_init(&reader);
    bool end = false;
    struct error error = {0};
    uint32_t type = 0;
    struct slice payload;
    assert_int_equal(frame_reader_fill(&reader, fd, &end, &error), ERROR_NONE);
    assert_false(frame_reader_next(&reader, &type, &payload, &error));
    assert_int_equal(error.code, ERROR_NONE);
    assert_in_range(reader.buffer.capacity, 1, 512U << 10);
    frame_reader_release(&reader);
}

static void test_largest_frame_passes(void **state)
{
    (void)state;
    CLEANUP_CLOSE int fd = file_new();
    CLEANUP_FREE uint8_t *bytes = calloc(1, LIMIT_FRAME_SIZE);
    assert_non_null(bytes);
    struct wire wire;
    wire_init(&wire, fd);
    frames_write(&wire);
    wire_begin(&wire, 9);
    wire_slice(&wire, slice_of(bytes, LIMIT_FRAME_SIZE - 4));
    wire_end(&wire);
    frames_write(&wire);
    assert_true(wire_flush(&wire));
    wire_release(&wire);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    struct count count = frames_read_fd(fd);
    assert_int_equal(count.frames, 7);
    assert_int_equal(count.bytes, 2 * FRAMES_SIZE + WIRE_HEADER_SIZE + LIMIT_FRAME_SIZE);
}

// One byte more: by one value, and in small pieces. What was finished before goes out.
static void test_writer_refuses_a_frame_over_the_limit(void **state)
{
    (void)state;
    CLEANUP_FREE uint8_t *bytes = calloc(1, LIMIT_FRAME_SIZE + 1);
    assert_non_null(bytes);
    for (unsigned pieces = 0; pieces < 2; pieces++) {
        CLEANUP_CLOSE int fd = file_new();
        struct wire wire;
        wire_init(&wire, fd);
        frames_write(&wire);
        wire_begin(&wire, 9);
        if (pieces == 0)
            wire_slice(&wire, slice_of(bytes, LIMIT_FRAME_SIZE + 1));
        for (unsigned i = 0; pieces == 1 && i < 40; i++)
            wire_slice(&wire, slice_of(bytes, LIMIT_FRAME_SIZE / 32));
        wire_end(&wire);
        assert_true(wire.broken);
        assert_false(wire_flush(&wire));
        frames_write(&wire);
        assert_false(wire_flush(&wire));
        wire_release(&wire);
        assert_int_equal(file_size(fd), FRAMES_SIZE);
    }
}

static void test_writer_refuses_a_frame_in_a_frame(void **state)
{
    (void)state;
    CLEANUP_CLOSE int fd = file_new();
    struct wire wire;
    wire_init(&wire, fd);
    frames_write(&wire);
    wire_begin(&wire, 1);
    wire_u8(&wire, 1);
    wire_begin(&wire, 2);
    wire_end(&wire);
    assert_false(wire_flush(&wire));
    wire_release(&wire);
    assert_int_equal(file_size(fd), FRAMES_SIZE);
}

static void test_flush_keeps_the_open_frame(void **state)
{
    (void)state;
    CLEANUP_CLOSE int fd = file_new();
    struct wire wire;
    wire_init(&wire, fd);
    frames_write(&wire);
    wire_begin(&wire, 5);
    wire_slice(&wire, SLICE("before"));
    assert_true(wire_flush(&wire));
    assert_int_equal(file_size(fd), FRAMES_SIZE);
    wire_slice(&wire, SLICE("after"));
    wire_end(&wire);
    assert_true(wire_flush(&wire));
    wire_release(&wire);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    struct count count = frames_read_fd(fd);
    assert_int_equal(count.frames, 4);
    assert_int_equal(count.bytes, FRAMES_SIZE + WIRE_HEADER_SIZE + 4 + 6 + 4 + 5);
}

static void test_writes_out_in_large_pieces(void **state)
{
    (void)state;
    CLEANUP_CLOSE int fd = file_new();
    struct wire wire;
    wire_init(&wire, fd);
    for (unsigned i = 0; i < 600; i++)
        frames_write(&wire);
    assert_int_equal(file_size(fd), 0);
    for (unsigned i = 0; i < 400; i++)
        frames_write(&wire);
    assert_in_range(file_size(fd), 64 << 10, 65 << 10);
    wire_release(&wire);
}

static void test_reader_gone_breaks_the_writer(void **state)
{
    (void)state;
    (void)signal(SIGPIPE, SIG_IGN);
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    (void)close(ends[0]);
    struct wire wire;
    wire_init(&wire, ends[1]);
    frames_write(&wire);
    assert_false(wire_flush(&wire));
    assert_true(wire.broken);
    wire_release(&wire);
    (void)close(ends[1]);
}

static void test_slice_longer_than_its_frame_fails(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {5, 0, 0, 0, 'a', 'b', 'c', 'd'};
    for (size_t size = 0; size <= sizeof bytes; size++) {
        struct cursor cursor = cursor_over(slice_of(bytes, size));
        assert_int_equal(cursor_slice(&cursor).size, 0);
        assert_false(cursor_ok(&cursor));
    }
    struct cursor cursor = cursor_over(slice_of(bytes, 7));
    double value = cursor_f64(&cursor);
    assert_true(value >= 0 && value <= 0);
    assert_false(cursor_ok(&cursor));
}

static void test_numbers_keep_their_bits(void **state)
{
    (void)state;
    static const uint64_t bits[] = {0,
                                    UINT64_C(0x8000000000000000),
                                    UINT64_C(0x7ff0000000000000),
                                    UINT64_C(0x7ff8000000000001),
                                    UINT64_C(0x3fd5555555555555),
                                    1};
    for (size_t i = 0; i < ARRAY_SIZE(bits); i++) {
        double value;
        memcpy(&value, &bits[i], sizeof value);
        CLEANUP_CLOSE int fd = file_new();
        struct wire wire;
        wire_init(&wire, fd);
        wire_begin(&wire, 1);
        wire_f64(&wire, value);
        wire_end(&wire);
        assert_true(wire_flush(&wire));
        wire_release(&wire);
        uint8_t bytes[WIRE_HEADER_SIZE + 8];
        assert_int_equal(pread(fd, bytes, sizeof bytes, 0), sizeof bytes);
        struct cursor cursor = cursor_over(slice_of(bytes + WIRE_HEADER_SIZE, 8));
        value = cursor_f64(&cursor);
        assert_memory_equal(&value, &bits[i], sizeof value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames_come_out_as_written),
        cmocka_unit_test(test_bytes_are_little_endian),
        cmocka_unit_test(test_cut_at_every_byte),
        cmocka_unit_test(test_fed_byte_by_byte),
        cmocka_unit_test(test_empty_pipe_is_not_the_end),
        cmocka_unit_test(test_mutated_streams),
        cmocka_unit_test(test_size_over_the_limit_is_refused),
        cmocka_unit_test(test_claimed_size_costs_no_memory),
        cmocka_unit_test(test_largest_frame_passes),
        cmocka_unit_test(test_writer_refuses_a_frame_over_the_limit),
        cmocka_unit_test(test_writer_refuses_a_frame_in_a_frame),
        cmocka_unit_test(test_flush_keeps_the_open_frame),
        cmocka_unit_test(test_writes_out_in_large_pieces),
        cmocka_unit_test(test_reader_gone_breaks_the_writer),
        cmocka_unit_test(test_slice_longer_than_its_frame_fails),
        cmocka_unit_test(test_numbers_keep_their_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
