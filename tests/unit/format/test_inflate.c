// SPDX-License-Identifier: Apache-2.0
// Gzip files and deflated ranges as streams: members, padding, what is cut or damaged, and what was taken.
#include "archive_make.h"

#include "mutation.h"

static const char horse[] = "the grey mare waits at the gate, the grey mare waits at the gate, and the foal beside her";

struct made {
    struct buffer packed;
    struct buffer plain;
};

static void made_init(struct made *made)
{
    buffer_init(&made->packed, MAKE_MOST);
    buffer_init(&made->plain, MAKE_MOST);
}

static void made_release(struct made *made)
{
    buffer_release(&made->packed);
    buffer_release(&made->plain);
}

static void made_member(struct made *made, struct slice bytes, bool stored)
{
    put_gzip(&made->packed, bytes, stored);
    buffer_put(&made->plain, bytes);
}

// Bytes that neither repeat nor pack.
static struct slice noise(struct buffer *room, size_t size)
{
    uint32_t state = 2463534242U;
    room->size = 0;
    for (size_t i = 0; i < size; i++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        buffer_put_byte(room, (uint8_t)state);
    }
    return buffer_slice(room);
}

static enum error_code gunzip(struct slice packed, size_t piece, struct buffer *out, struct error *error)
{
    struct source source = source_of_memory(packed);
    struct inflate *inflate CLEANUP_INFLATE = inflate_gzip_new(&source, 0);
    assert_non_null(inflate);
    error_clear(error);
    out->size = 0;
    return stream_all(inflate_stream(inflate), piece, out, error);
}

static void assert_unpacks(const struct made *made)
{
    static const size_t pieces[] = {1, 7, 512, 65536, 1U << 20};
    struct buffer out CLEANUP_BUFFER;
    struct error error;
    buffer_init(&out, MAKE_MOST);
    for (size_t i = made->plain.size > 65536 ? 2 : 0; i < ARRAY_SIZE(pieces); i++) {
        if (gunzip(buffer_slice(&made->packed), pieces[i], &out, &error))
            fail_msg("%s at %llu", error.message, (unsigned long long)error.offset);
        assert_true(slice_equal(buffer_slice(&out), buffer_slice(&made->plain)));
    }
}

static void test_one_member(UNUSED void **state)
{
    for (unsigned stored = 0; stored < 2; stored++) {
        struct made made CLEANUP(made_release);
        made_init(&made);
        made_member(&made, slice_text(horse), stored);
        assert_unpacks(&made);
    }
}

static void test_members_follow_one_another(UNUSED void **state)
{
    struct made made CLEANUP(made_release);
    struct buffer room CLEANUP_BUFFER;
    buffer_init(&room, MAKE_MOST);
    made_init(&made);
    made_member(&made, slice_text(horse), false);
    made_member(&made, SLICE_NONE, false);
    made_member(&made, noise(&room, 700000), false);
    made_member(&made, SLICE("x"), true);
    made_member(&made, noise(&room, 262144), true);
    assert_unpacks(&made);
}

static void test_zeros_behind_are_padding(UNUSED void **state)
{
    static const size_t counts[] = {1, 511, 300000};
    for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
        struct made made CLEANUP(made_release);
        made_init(&made);
        made_member(&made, slice_text(horse), false);
        put_zeros(&made.packed, counts[i]);
        assert_unpacks(&made);
        // And a member behind the padding is one still.
        made_member(&made, slice_text(horse), true);
        assert_unpacks(&made);
    }
}

static void assert_fails(struct slice packed, const char *words, size_t most)
{
    struct buffer out CLEANUP_BUFFER;
    struct error error;
    buffer_init(&out, MAKE_MOST);
    assert_int_equal(gunzip(packed, 4096, &out, &error), ERROR_FORMAT);
    if (!strstr(error.message, words))
        fail_msg("%s", error.message);
    assert_true(out.size <= most);
    assert_true(error.offset <= packed.size);
}

static void test_something_else_behind(UNUSED void **state)
{
    struct made made CLEANUP(made_release);
    made_init(&made);
    made_member(&made, slice_text(horse), false);
    put_zeros(&made.packed, 5);
    buffer_put_text(&made.packed, "oats");
    assert_fails(buffer_slice(&made.packed), "something else follows", sizeof horse);
    made.packed.size -= 4;
    buffer_put_byte(&made.packed, 0x1f);
    assert_fails(buffer_slice(&made.packed), "the file ends within", sizeof horse);
}

static void test_a_wrong_sum_is_told_behind_the_bytes(UNUSED void **state)
{
    struct buffer out CLEANUP_BUFFER;
    struct error error;
    buffer_init(&out, MAKE_MOST);
    for (size_t back = 1; back <= 8; back++) {
        struct made made CLEANUP(made_release);
        made_init(&made);
        made_member(&made, slice_text(horse), false);
        made.packed.data[made.packed.size - back] ^= 1;
        assert_fails(buffer_slice(&made.packed), "check sum is wrong", sizeof horse - 1);
        assert_int_equal(gunzip(buffer_slice(&made.packed), 4096, &out, &error), ERROR_FORMAT);
        assert_true(slice_equal(buffer_slice(&out), slice_text(horse)));
    }
}

static void test_what_stands_before_damage_is_given(UNUSED void **state)
{
    struct made made CLEANUP(made_release);
    struct buffer room CLEANUP_BUFFER;
    struct buffer out CLEANUP_BUFFER;
    struct error error;
    buffer_init(&room, MAKE_MOST);
    buffer_init(&out, MAKE_MOST);
    made_init(&made);
    made_member(&made, noise(&room, 300000), true);
    // The length of the third block, told twice, once wrong.
    made.packed.data[12 + 2 * (5 + 65535) + 3] ^= 1;
    static const size_t pieces[] = {1, 300, 65536, 1U << 20};
    for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
        assert_int_equal(gunzip(buffer_slice(&made.packed), pieces[i], &out, &error), ERROR_FORMAT);
        assert_int_equal(out.size, 2 * 65535);
        assert_memory_equal(out.data, made.plain.data, out.size);
    }
}

// "mare", and 258 bytes of what stood 6,517 bytes before.
static void test_nothing_from_before_the_beginning(UNUSED void **state)
{
    static const uint8_t far_back[64] = {0xcb, 0x4d, 0x2c, 0x4a, 0x1d, 0x9d, 0x74, 0x01, 0x00};
    struct source source = source_of_memory(slice_of(far_back, sizeof far_back));
    struct buffer out CLEANUP_BUFFER;
    struct error error;
    buffer_init(&out, MAKE_MOST);
    error_clear(&error);
    struct inflate *inflate CLEANUP_INFLATE = inflate_raw_new(&source, 0, UINT64_MAX);
    assert_int_equal(stream_all(inflate_stream(inflate), 100, &out, &error), ERROR_FORMAT);
    assert_true(out.size <= 4 && memcmp(out.data ? (const char *)out.data : "", "mare", out.size) == 0);
}

static void test_no_gzip(UNUSED void **state)
{
    assert_fails(SLICE("oats and hay, oats and hay"), "not a gzip header", 0);
    assert_fails(SLICE("\x1f\x8b\x07\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), "a method that is not read", 0);
    assert_fails(SLICE("\x1f\x8b\x08\0\0\0\0\0\0\3\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), "is damaged", 0);
    assert_fails(SLICE_NONE, "the file ends within", 0);
}

static void test_an_error_stays(UNUSED void **state)
{
    uint8_t room[64];
    size_t got;
    struct error error;
    struct source source = source_of_memory(SLICE("oats"));
    struct inflate *inflate CLEANUP_INFLATE = inflate_gzip_new(&source, 0);
    struct stream *stream = inflate_stream(inflate);
    for (unsigned i = 0; i < 3; i++) {
        error_clear(&error);
        assert_int_equal(stream->read(stream, room, sizeof room, &got, &error), ERROR_FORMAT);
        assert_int_equal(got, 0);
        assert_true(error.message[0] != 0);
    }
}

static void test_cut_at_every_byte(UNUSED void **state)
{
    struct made made CLEANUP(made_release);
    struct buffer out CLEANUP_BUFFER;
    struct error error;
    buffer_init(&out, MAKE_MOST);
    made_init(&made);
    made_member(&made, slice_text(horse), false);
    size_t first = made.packed.size;
    made_member(&made, slice_text(horse), true);
    for (size_t size = 0; size < made.packed.size; size++) {
        uint8_t *copy = malloc(size + 1);
        assert_non_null(copy);
        memcpy(copy, made.packed.data, size);
        enum error_code code = gunzip(slice_of(copy, size), 100, &out, &error);
        free(copy);
        // A cut between two members cannot be seen here.
        assert_int_equal(code, size == first ? ERROR_NONE : ERROR_FORMAT);
        assert_true(slice_starts(buffer_slice(&made.plain), buffer_slice(&out)));
        assert_true(size < first || out.size >= sizeof horse - 1);
    }
}

static void raw_attempt(struct slice bytes, void *context)
{
    struct buffer *out = context;
    struct source source = source_of_memory(bytes);
    struct inflate *inflate CLEANUP_INFLATE = inflate_raw_new(&source, 3, UINT64_MAX);
    out->size = 0;
    (void)stream_all(inflate_stream(inflate), 777, out, NULL);
    assert_true(inflate_taken(inflate) <= (bytes.size > 3 ? bytes.size : 3));
}

static void gzip_attempt(struct slice bytes, void *context)
{
    struct error error;
    (void)gunzip(bytes, 777, context, &error);
}

static void test_all_mutations_come_back(UNUSED void **state)
{
    struct made made CLEANUP(made_release);
    struct buffer out CLEANUP_BUFFER;
    struct buffer raw CLEANUP_BUFFER;
    buffer_init(&out, MAKE_MOST);
    buffer_init(&raw, MAKE_MOST);
    made_init(&made);
    made_member(&made, slice_text(horse), false);
    made_member(&made, SLICE("oats"), true);
    mutation_all(buffer_slice(&made.packed), gzip_attempt, &out);
    buffer_put_text(&raw, "hay");
    put_deflated(&raw, slice_text(horse), false);
    mutation_all(buffer_slice(&raw), raw_attempt, &out);
}

// What stands behind a deflated range is found by how many bytes it took.
static void test_what_was_taken(UNUSED void **state)
{
    static const size_t sizes[] = {0, 1, 2, 3, 40, 1000, 65535, 65536, 300000};
    struct buffer room CLEANUP_BUFFER;
    struct buffer out CLEANUP_BUFFER;
    struct error error;
    buffer_init(&room, MAKE_MOST);
    buffer_init(&out, MAKE_MOST);
    for (size_t i = 0; i < ARRAY_SIZE(sizes) * 4; i++) {
        struct buffer packed CLEANUP_BUFFER;
        struct slice bytes = noise(&room, sizes[i / 4]);
        buffer_init(&packed, MAKE_MOST);
        if (i % 4 > 1 && room.size)
            memset(room.data, 'h', room.size);
        buffer_put_text(&packed, "before");
        put_deflated(&packed, bytes, i % 2);
        uint64_t end = packed.size;
        buffer_put_text(&packed, "behind it stands something else, of some length");
        struct source source = source_of_memory(buffer_slice(&packed));
        struct inflate *inflate CLEANUP_INFLATE = inflate_raw_new(&source, 6, UINT64_MAX);
        error_clear(&error);
        out.size = 0;
        assert_int_equal(stream_all(inflate_stream(inflate), 5000, &out, &error), ERROR_NONE);
        assert_true(slice_equal(buffer_slice(&out), bytes));
        assert_int_equal(inflate_taken(inflate), end);
    }
}

static void test_a_range_as_it_stands(UNUSED void **state)
{
    struct buffer out CLEANUP_BUFFER;
    struct source source = source_of_memory(slice_text(horse));
    buffer_init(&out, MAKE_MOST);
    struct inflate *inflate CLEANUP_INFLATE = inflate_stored_new(&source, 4, 9);
    assert_int_equal(stream_all(inflate_stream(inflate), 4, &out, NULL), ERROR_NONE);
    assert_true(slice_equal(buffer_slice(&out), SLICE("grey mare")));
    assert_int_equal(inflate_taken(inflate), 13);
    struct inflate *over CLEANUP_INFLATE = inflate_stored_new(&source, 80, UINT64_MAX);
    out.size = 0;
    assert_int_equal(stream_all(inflate_stream(over), 4, &out, NULL), ERROR_NONE);
    assert_int_equal(out.size, sizeof horse - 1 - 80);
    struct inflate *behind CLEANUP_INFLATE = inflate_stored_new(&source, UINT64_MAX, UINT64_MAX);
    out.size = 0;
    assert_int_equal(stream_all(inflate_stream(behind), 4, &out, NULL), ERROR_NONE);
    assert_int_equal(out.size, 0);
}

// A file that was cut while it is read: its size is as it was, and nothing comes.
static enum error_code shrunk_read(const struct source *source, uint64_t offset, void *buffer, size_t size,
                                   size_t *ret_size, UNUSED struct error *error)
{
    struct slice part = slice_part(source->bytes, (size_t)offset, size);
    if (part.size)
        memcpy(buffer, part.data, part.size);
    *ret_size = part.size;
    return ERROR_NONE;
}

static void test_a_file_that_shrinks_ends(UNUSED void **state)
{
    struct made made CLEANUP(made_release);
    struct buffer out CLEANUP_BUFFER;
    struct error error;
    buffer_init(&out, MAKE_MOST);
    made_init(&made);
    made_member(&made, slice_text(horse), false);
    struct source source = {.size = 1U << 30, .read = shrunk_read, .fd = -1, .bytes = buffer_slice(&made.packed)};
    source.bytes.size -= 20;
    error_clear(&error);
    struct inflate *packed CLEANUP_INFLATE = inflate_gzip_new(&source, 0);
    assert_int_equal(stream_all(inflate_stream(packed), 64, &out, &error), ERROR_FORMAT);
    error_clear(&error);
    struct inflate *stored CLEANUP_INFLATE = inflate_stored_new(&source, 0, UINT64_MAX);
    out.size = 0;
    assert_int_equal(stream_all(inflate_stream(stored), 64, &out, &error), ERROR_FORMAT);
    assert_int_equal(out.size, source.bytes.size);
}

static enum error_code broken_read(UNUSED const struct source *source, UNUSED uint64_t offset, UNUSED void *buffer,
                                   UNUSED size_t size, UNUSED size_t *ret_size, struct error *error)
{
    return error_set(error, ERROR_IO, "source", ERROR_NO_OFFSET, "the disk is gone");
}

static void test_the_disks_errors_come_through(UNUSED void **state)
{
    uint8_t room[64];
    size_t got = 1;
    struct error error;
    struct source source = {.size = 1U << 20, .read = broken_read, .fd = -1};
    struct inflate *inflates[] = {inflate_gzip_new(&source, 0), inflate_raw_new(&source, 0, 9),
                                  inflate_stored_new(&source, 0, 9)};
    for (size_t i = 0; i < ARRAY_SIZE(inflates); i++) {
        struct stream *stream = inflate_stream(inflates[i]);
        error_clear(&error);
        assert_int_equal(stream->read(stream, room, sizeof room, &got, &error), ERROR_IO);
        assert_string_equal(error.message, "the disk is gone");
        assert_int_equal(got, 0);
        inflates[i] = inflate_free(inflates[i]);
    }
}

// More than the 4 GiB that a trailer can count, packed into a few megabytes.
static void test_more_than_a_trailer_counts(UNUSED void **state)
{
    enum { PIECES = 4200, PIECE = 1 << 20 };
    struct buffer packed CLEANUP_BUFFER;
    buffer_init(&packed, MAKE_MOST);
    uint8_t *zeros = calloc(1, PIECE);
    uint8_t *room = malloc(PIECE);
    assert_non_null(zeros);
    assert_non_null(room);
    struct isal_zstream *stream = calloc(1, sizeof *stream);
    assert_non_null(stream);
    isal_deflate_init(stream);
    stream->gzip_flag = IGZIP_GZIP;
    for (unsigned i = 0; i < PIECES; i++) {
        stream->next_in = zeros;
        stream->avail_in = PIECE;
        stream->end_of_stream = i + 1 == PIECES;
        do {
            stream->next_out = room;
            stream->avail_out = PIECE;
            assert_int_equal(isal_deflate(stream), COMP_OK);
            buffer_put(&packed, slice_of(room, PIECE - stream->avail_out));
        } while (stream->avail_out == 0);
    }
    free(stream);
    struct error error;
    uint64_t size = 0;
    size_t got = PIECE;
    enum error_code code = ERROR_NONE;
    struct source source = source_of_memory(buffer_slice(&packed));
    struct inflate *inflate CLEANUP_INFLATE = inflate_gzip_new(&source, 0);
    error_clear(&error);
    while (!code && got == PIECE) {
        code = inflate_stream(inflate)->read(inflate_stream(inflate), room, PIECE, &got, &error);
        size += got;
    }
    free(zeros);
    free(room);
    if (code)
        fail_msg("%s", error.message);
    assert_true(size == (uint64_t)PIECES * PIECE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_member),
        cmocka_unit_test(test_members_follow_one_another),
        cmocka_unit_test(test_zeros_behind_are_padding),
        cmocka_unit_test(test_something_else_behind),
        cmocka_unit_test(test_a_wrong_sum_is_told_behind_the_bytes),
        cmocka_unit_test(test_what_stands_before_damage_is_given),
        cmocka_unit_test(test_nothing_from_before_the_beginning),
        cmocka_unit_test(test_no_gzip),
        cmocka_unit_test(test_an_error_stays),
        cmocka_unit_test(test_cut_at_every_byte),
        cmocka_unit_test(test_all_mutations_come_back),
        cmocka_unit_test(test_what_was_taken),
        cmocka_unit_test(test_a_range_as_it_stands),
        cmocka_unit_test(test_a_file_that_shrinks_ends),
        cmocka_unit_test(test_the_disks_errors_come_through),
        cmocka_unit_test(test_more_than_a_trailer_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
