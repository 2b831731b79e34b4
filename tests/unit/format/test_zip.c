// SPDX-License-Identifier: Apache-2.0
// Zip archives: with a directory and without one, Zip64, descriptors, headers that disagree, and what a directory
// hides.
#include "format/zip.h"
#include "mutation.h"
#include "zip_make.h"

static void describe_content(struct zip *zip, const struct zip_entry *entry, struct buffer *out)
{
    struct inflate *inflate CLEANUP_INFLATE = NULL;
    struct error error;
    error_clear(&error);
    size_t before = out->size;
    enum error_code code = zip_content(zip, entry, &inflate, &error);
    code = code ? code : stream_all(inflate_stream(inflate), 1000, out, &error);
    struct slice bytes = slice_from(buffer_slice(out), before);
    if (!code && entry->open_ended)
        code = zip_taken(zip, entry, inflate_taken(inflate) - entry->data, bytes.size, crc_of(bytes), &error);
    else if (!code && (bytes.size != entry->size || crc_of(bytes) != entry->crc))
        buffer_put_text(out, " (sum)");
    if (code)
        buffer_format(out, "!%s", error_code_name(code));
}

// One line an entry: "path=content", with what is odd about it.
static enum error_code describe_source(const struct source *source, struct buffer *out, struct error *error)
{
    struct zip *zip CLEANUP_ZIP = NULL;
    struct zip_entry entry;
    error_clear(error);
    buffer_clear(out);
    enum error_code code = zip_open(source, &zip, error);
    while (!code && !(code = zip_next(zip, &entry, error))) {
        assert_true(!entry.folder || !entry.link);
        buffer_put(out, entry.path);
        buffer_put_text(out, entry.folder ? " folder" : entry.link ? " link" : "=");
        if (!entry.folder)
            describe_content(zip, &entry, out);
        buffer_put_text(out, entry.disagrees ? " (disagrees)" : "");
        buffer_put_byte(out, '\n');
    }
    return code;
}

static enum error_code describe(struct slice bytes, struct buffer *out, struct error *error)
{
    struct source source = source_of_memory(bytes);
    return describe_source(&source, out, error);
}

static void assert_reads(struct slice bytes, const char *lines)
{
    struct buffer out CLEANUP_BUFFER;
    struct error error;
    buffer_init(&out, MAKE_MOST);
    if (describe(bytes, &out, &error) != ERROR_ABSENT)
        fail_msg("%s", error.message);
    assert_string_equal(buffer_text(&out), lines);
}

static void assert_ends(struct slice bytes, const char *lines, const char *words)
{
    struct buffer out CLEANUP_BUFFER;
    struct error error;
    buffer_init(&out, MAKE_MOST);
    assert_int_equal(describe(bytes, &out, &error), ERROR_FORMAT);
    assert_string_equal(out.size ? buffer_text(&out) : "", lines);
    if (!strstr(error.message, words))
        fail_msg("%s", error.message);
}

#define HAY .content = SLICE("hay hay hay hay hay hay")
#define HAYS "hay hay hay hay hay hay"

static void test_stored_and_deflated(UNUSED void **state)
{
    struct archive archive CLEANUP(archive_release) = made();
    add(&archive, (struct make){.name = "stable/", .stored = true});
    add(&archive, (struct make){.name = "stable/mare", HAY});
    add(&archive, (struct make){.name = "stable/foal", HAY, .stored = true});
    add(&archive, (struct make){.name = "empty", .stored = true});
    add(&archive, (struct make){.name = "blocks", HAY, .blocks = true});
    assert_reads(finish(&archive, (struct ending){0}),
                 "stable/ folder\nstable/mare=" HAYS "\nstable/foal=" HAYS "\nempty=\nblocks=" HAYS "\n");
}

static void test_sorts_by_mode(UNUSED void **state)
{
    struct archive archive CLEANUP(archive_release) = made();
    add(&archive, (struct make){.name = "soft", HAY, .attributes = 0xa1ff0000});
    add(&archive, (struct make){.name = "folder", .stored = true, .attributes = 0x41ed0000});
    add(&archive, (struct make){.name = "of macOS", HAY, .attributes = 0xa1ff0000, .made_by = 0x1314});
    add(&archive, (struct make){.name = "of Windows", HAY, .attributes = 0xa1ff0000, .made_by = 0x0a14});
    assert_reads(finish(&archive, (struct ending){0}),
                 "soft link" HAYS "\nfolder folder\nof macOS link" HAYS "\nof Windows=" HAYS "\n");
}

static void test_a_comment_may_look_like_the_end(UNUSED void **state)
{
    struct archive archive CLEANUP(archive_release) = made();
    add(&archive, (struct make){.name = "mare", HAY});
    assert_reads(finish(&archive, (struct ending){.comment = "PK\5\6 is not the end of it, whatever it looks like"}),
                 "mare=" HAYS "\n");
}

static void test_zip64(UNUSED void **state)
{
    struct archive archive CLEANUP(archive_release) = made();
    add(&archive, (struct make){.name = "mare", HAY, .zip64 = true});
    add(&archive, (struct make){.name = "foal", HAY, .zip64 = true, .descriptor = DESCRIPTOR_WIDE});
    assert_reads(finish(&archive, (struct ending){.zip64 = true}), "mare=" HAYS "\nfoal=" HAYS "\n");
}

static void test_descriptors(UNUSED void **state)
{
    for (enum descriptor form = DESCRIPTOR_SIGNED; form <= DESCRIPTOR_WIDE_BARE; form++) {
        struct archive archive CLEANUP(archive_release) = made();
        add(&archive, (struct make){.name = "mare", HAY, .descriptor = form});
        add(&archive, (struct make){.name = "foal", HAY, .descriptor = form, .blocks = true});
        add(&archive, (struct make){.name = "empty", .descriptor = form});
        assert_reads(finish(&archive, (struct ending){0}), "mare=" HAYS "\nfoal=" HAYS "\nempty=\n");
        // The directory is lost: each is found behind the one before.
        assert_ends(slice_part(buffer_slice(&archive.bytes), 0, archive.bytes.size - 1),
                    "mare=" HAYS "\nfoal=" HAYS "\nempty=\n", "no entry stands where one should");
    }
}

static void test_without_a_directory(UNUSED void **state)
{
    struct archive archive CLEANUP(archive_release) = made();
    add(&archive, (struct make){.name = "stable/", .stored = true});
    add(&archive, (struct make){.name = "stable/mare", HAY});
    add(&archive, (struct make){.name = "foal", HAY, .stored = true, .zip64 = true});
    assert_ends(buffer_slice(&archive.bytes), "stable/ folder\nstable/mare=" HAYS "\nfoal=" HAYS "\n",
                "the archive ends within a header");
    add(&archive, (struct make){.name = "open", HAY, .stored = true, .descriptor = DESCRIPTOR_SIGNED});
    add(&archive, (struct make){.name = "lost", HAY});
    assert_ends(buffer_slice(&archive.bytes),
                "stable/ folder\nstable/mare=" HAYS "\nfoal=" HAYS "\nopen=!unsupported\n",
                "the archive ends within a header");
}

static void test_a_descriptor_that_is_wrong(UNUSED void **state)
{
    struct archive archive CLEANUP(archive_release) = made();
    add(&archive, (struct make){.name = "mare", HAY, .descriptor = DESCRIPTOR_SIGNED, .crc_off = 1});
    assert_ends(buffer_slice(&archive.bytes), "mare=" HAYS "!format\n", "the archive ends within a header");
}

static void test_a_wrong_sum(UNUSED void **state)
{
    struct archive archive CLEANUP(archive_release) = made();
    add(&archive, (struct make){.name = "mare", HAY, .crc_off = 1});
    add(&archive, (struct make){.name = "foal", HAY});
    assert_reads(finish(&archive, (struct ending){0}), "mare=" HAYS " (sum)\nfoal=" HAYS "\n");
}

static void test_what_is_not_read(UNUSED void **state)
{
    struct archive archive CLEANUP(archive_release) = made();
    add(&archive, (struct make){.name = "locked", HAY, .flags = 1});
    add(&archive, (struct make){.name = "bzip2", HAY, .method = 12});
    add(&archive, (struct make){.name = "mare", HAY});
    assert_reads(finish(&archive, (struct ending){0}), "locked=!locked\nbzip2=!unsupported\nmare=" HAYS "\n");
}

static void test_headers_that_disagree(UNUSED void **state)
{
    struct archive archive CLEANUP(archive_release) = made();
    add(&archive, (struct make){.name = "hidden", HAY, .central = "shown"});
    add(&archive, (struct make){.name = "mare", HAY, .central = "MARE"});
    add(&archive, (struct make){.name = "method", HAY, .stored = true, .central_method = 9});
    add(&archive, (struct make){.name = "the same", HAY});
    assert_reads(finish(&archive, (struct ending){0}), "shown=" HAYS " (disagrees)\nMARE=" HAYS
                                                       " (disagrees)\nmethod=!format (disagrees)\nthe same=" HAYS "\n");
}

static void test_a_size_or_sum_that_only_one_header_tells(UNUSED void **state)
{
    static const size_t places[] = {14, 18, 22, 6, 8};
    struct archive archive CLEANUP(archive_release) = made();
    struct buffer out CLEANUP_BUFFER;
    struct error error;
    add(&archive, (struct make){.name = "mare", HAY});
    struct slice bytes = finish(&archive, (struct ending){0});
    buffer_init(&out, MAKE_MOST);
    assert_reads(bytes, "mare=" HAYS "\n");
    for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
        archive.bytes.data[places[i]] ^= 1;
        assert_int_equal(describe(bytes, &out, &error), ERROR_ABSENT);
        assert_string_equal(buffer_text(&out), "mare=" HAYS " (disagrees)\n");
        archive.bytes.data[places[i]] ^= 1;
    }
}

// One entry whose own header is gone costs nothing else.
static void test_a_lost_header(UNUSED void **state)
{
    static const uint64_t places[] = {1, 9, 1U << 20, UINT32_MAX - 1};
    for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
        struct archive archive CLEANUP(archive_release) = made();
        add(&archive, (struct make){.name = "mare", HAY, .moved = true, .header = places[i]});
        add(&archive, (struct make){.name = "foal", HAY});
        assert_reads(finish(&archive, (struct ending){0}), "mare=!format\nfoal=" HAYS "\n");
    }
}

static void test_what_a_directory_hides(UNUSED void **state)
{
    struct archive archive CLEANUP(archive_release) = made();
    add(&archive, (struct make){.name = "mare", HAY});
    add(&archive, (struct make){.name = "hidden", HAY, .unlisted = true});
    assert_ends(finish(&archive, (struct ending){0}), "mare=" HAYS "\n", "belong to no entry of its directory");
    struct archive empty CLEANUP(archive_release) = made();
    add(&empty, (struct make){.name = "hidden", HAY, .unlisted = true});
    assert_ends(finish(&empty, (struct ending){0}), "", "belong to no entry of its directory");
    struct archive fewer CLEANUP(archive_release) = made();
    add(&fewer, (struct make){.name = "mare", HAY});
    add(&fewer, (struct make){.name = "foal", HAY});
    assert_ends(finish(&fewer, (struct ending){.false_entries = true, .entries = 1}), "mare=" HAYS "\nfoal=" HAYS "\n",
                "another number of entries");
    struct archive more CLEANUP(archive_release) = made();
    add(&more, (struct make){.name = "mare", HAY});
    assert_ends(finish(&more, (struct ending){.false_entries = true, .entries = 2}), "mare=" HAYS "\n",
                "another number of entries");
}

static void test_entries_that_overlap(UNUSED void **state)
{
    struct archive archive CLEANUP(archive_release) = made();
    add(&archive, (struct make){.name = "mare", HAY});
    add(&archive, (struct make){.name = "mare", HAY, .moved = true, .header = 0});
    add(&archive, (struct make){.name = "mare", HAY, .moved = true, .header = 0});
    archive.bytes.size /= 3;
    assert_ends(finish(&archive, (struct ending){0}), "mare=" HAYS "\nmare=" HAYS "\nmare=" HAYS "\n",
                "its entries overlap");
}

static void test_something_before_or_behind(UNUSED void **state)
{
    // Something before it, of which its offsets know nothing.
    struct archive archive CLEANUP(archive_release) = made();
    struct buffer whole CLEANUP_BUFFER;
    buffer_init(&whole, MAKE_MOST);
    add(&archive, (struct make){.name = "mare", HAY});
    buffer_put_text(&whole, "#!/bin/sh\n");
    buffer_put(&whole, finish(&archive, (struct ending){0}));
    assert_ends(buffer_slice(&whole), "mare=" HAYS "\n", "something stands before it");
    // Its beginning is gone.
    struct archive cut CLEANUP(archive_release) = made();
    add(&cut, (struct make){.name = "mare", HAY});
    size_t first = cut.bytes.size;
    add(&cut, (struct make){.name = "foal", HAY});
    assert_ends(slice_from(finish(&cut, (struct ending){0}), first), "mare=!format\nfoal=" HAYS "\n",
                "its beginning is cut off");
    // Between the directory and its end.
    struct archive gap CLEANUP(archive_release) = made();
    add(&gap, (struct make){.name = "mare", HAY});
    uint64_t offset = gap.bytes.size;
    buffer_put(&gap.bytes, buffer_slice(&gap.directory));
    buffer_put_text(&gap.bytes, "oats");
    struct buffer end CLEANUP_BUFFER;
    buffer_init(&end, MAKE_MOST);
    struct archive tail CLEANUP(archive_release) = made();
    (void)finish(&tail, (struct ending){0});
    buffer_put(&end, buffer_slice(&tail.bytes));
    end.data[8] = end.data[10] = 1;
    end.data[12] = (uint8_t)gap.directory.size;
    end.data[16] = (uint8_t)offset;
    buffer_put(&gap.bytes, buffer_slice(&end));
    assert_ends(buffer_slice(&gap.bytes), "mare=" HAYS "\n", "something stands behind its directory");
}

static void test_backslashes_of_windows(UNUSED void **state)
{
    struct archive archive CLEANUP(archive_release) = made();
    add(&archive, (struct make){.name = "stable\\", .stored = true, .made_by = 20});
    add(&archive, (struct make){.name = "stable\\mare", HAY, .made_by = 20});
    add(&archive, (struct make){.name = "stable/a\\b", HAY, .made_by = 20});
    add(&archive, (struct make){.name = "of\\Unix", HAY});
    assert_reads(finish(&archive, (struct ending){0}),
                 "stable/ folder\nstable/mare=" HAYS "\nstable/a\\b=" HAYS "\nof\\Unix=" HAYS "\n");
}

// 6 GiB with a hole: an entry, 5 GiB of something large, and more, with offsets and a number of entries as programs
// without Zip64 write them.
struct hollow {
    struct slice head, tail;
    uint64_t tail_at;
};

static enum error_code hollow_read(const struct source *source, uint64_t offset, void *buffer, size_t size,
                                   size_t *ret_size, UNUSED struct error *error)
{
    const struct hollow *hollow = source->context;
    uint8_t *room = buffer;
    for (size_t i = 0; i < size; i++, offset++)
        room[i] = offset < hollow->head.size  ? hollow->head.data[offset]
                  : offset >= hollow->tail_at ? hollow->tail.data[offset - hollow->tail_at]
                                              : 0;
    *ret_size = size;
    return ERROR_NONE;
}

static void test_offsets_modulo_four_gigabytes(UNUSED void **state)
{
    enum { SHIFT = 100 };
    const uint64_t hole = (UINT64_C(5) << 30) + SHIFT;
    struct archive archive CLEANUP(archive_release) = made();
    struct buffer out CLEANUP_BUFFER;
    struct error error;
    buffer_init(&out, MAKE_MOST);
    add(&archive, (struct make){.name = "mare", HAY});
    size_t head = archive.bytes.size;
    uint64_t place = head + hole;
    // Their own offsets are right within the tail; the directory has them modulo 4 GiB.
    add(&archive, (struct make){.name = "foal", HAY, .moved = true, .header = place % (UINT64_C(1) << 32)});
    size_t second = archive.bytes.size;
    add(&archive, (struct make){.name = "grey", HAY, .moved = true, .header = (second + hole) % (UINT64_C(1) << 32)});
    struct slice bytes = finish(
        &archive, (struct ending){.false_offset = true, .offset = (archive.bytes.size + hole) % (UINT64_C(1) << 32)});
    struct hollow hollow = {slice_part(bytes, 0, head), slice_from(bytes, head), place};
    struct source source = {.size = bytes.size + hole, .read = hollow_read, .fd = -1, .context = &hollow};
    assert_int_equal(describe_source(&source, &out, &error), ERROR_ABSENT);
    assert_string_equal(buffer_text(&out), "mare=" HAYS "\nfoal=" HAYS "\ngrey=" HAYS "\n");
}

static void test_more_entries_than_two_bytes_count(UNUSED void **state)
{
    struct archive archive CLEANUP(archive_release) = made();
    struct zip *zip CLEANUP_ZIP = NULL;
    struct zip_entry entry;
    struct error error;
    size_t count = 0;
    for (unsigned i = 0; i < 65536 + 3; i++)
        add(&archive, (struct make){.name = "m", .stored = true});
    struct source source = source_of_memory(finish(&archive, (struct ending){0}));
    error_clear(&error);
    assert_int_equal(zip_open(&source, &zip, &error), ERROR_NONE);
    enum error_code code;
    while (!(code = zip_next(zip, &entry, &error)))
        count++;
    assert_int_equal(code, ERROR_ABSENT);
    assert_int_equal(count, 65536 + 3);
}

static void test_what_is_no_archive(UNUSED void **state)
{
    assert_ends(SLICE("oats and hay, oats and hay, oats and hay"), "", "neither a directory nor an entry");
    assert_ends(SLICE("PK\3\4"), "", "the archive ends within a header");
    assert_ends(SLICE_NONE, "", "the archive ends within a header");
    struct archive archive CLEANUP(archive_release) = made();
    assert_reads(finish(&archive, (struct ending){0}), "");
}

static void test_times(UNUSED void **state)
{
    struct archive archive CLEANUP(archive_release) = made();
    struct zip *zip CLEANUP_ZIP = NULL;
    struct zip_entry entry;
    add(&archive, (struct make){.name = "mare", HAY});
    struct source source = source_of_memory(finish(&archive, (struct ending){0}));
    assert_int_equal(zip_open(&source, &zip, NULL), ERROR_NONE);
    assert_true(zip_has_directory(zip));
    assert_int_equal(zip_next(zip, &entry, NULL), ERROR_NONE);
    assert_int_equal(entry.modified, 1767268800); // 2026-01-01 12:00
}

static struct archive one_of_each(void)
{
    struct archive archive = made();
    add(&archive, (struct make){.name = "stable/", .stored = true});
    add(&archive, (struct make){.name = "mare", HAY});
    add(&archive, (struct make){.name = "foal", HAY, .stored = true});
    add(&archive, (struct make){.name = "grey", HAY, .descriptor = DESCRIPTOR_SIGNED, .zip64 = true});
    return archive;
}

static void test_cut_at_every_byte(UNUSED void **state)
{
    static const char lines[] = "stable/ folder\nmare=" HAYS "\nfoal=" HAYS "\ngrey=" HAYS "\n";
    struct archive archive CLEANUP(archive_release) = one_of_each();
    struct slice bytes = finish(&archive, (struct ending){.zip64 = true, .comment = "hay"});
    struct buffer out CLEANUP_BUFFER;
    struct error error;
    buffer_init(&out, MAKE_MOST);
    assert_reads(bytes, lines);
    for (size_t size = 0; size < bytes.size; size++) {
        uint8_t *copy = malloc(size + 1);
        assert_non_null(copy);
        memcpy(copy, bytes.data, size);
        assert_int_equal(describe(slice_of(copy, size), &out, &error), ERROR_FORMAT);
        free(copy);
        // What was whole before the cut is there.
        size_t whole = slice_find_last_byte(buffer_slice(&out), '=');
        if (whole != SIZE_MAX)
            assert_memory_equal(out.data, lines, whole);
    }
}

static void zip_attempt(struct slice bytes, void *context)
{
    struct error error;
    (void)describe(bytes, context, &error);
}

static void test_all_mutations_come_back(UNUSED void **state)
{
    for (unsigned i = 0; i < 2; i++) {
        struct archive archive CLEANUP(archive_release) = one_of_each();
        struct buffer out CLEANUP_BUFFER;
        buffer_init(&out, MAKE_MOST);
        struct slice bytes = finish(&archive, (struct ending){.zip64 = i == 1});
        mutation_all(bytes, zip_attempt, &out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stored_and_deflated),
        cmocka_unit_test(test_sorts_by_mode),
        cmocka_unit_test(test_a_comment_may_look_like_the_end),
        cmocka_unit_test(test_zip64),
        cmocka_unit_test(test_descriptors),
        cmocka_unit_test(test_without_a_directory),
        cmocka_unit_test(test_a_descriptor_that_is_wrong),
        cmocka_unit_test(test_a_wrong_sum),
        cmocka_unit_test(test_what_is_not_read),
        cmocka_unit_test(test_headers_that_disagree),
        cmocka_unit_test(test_a_size_or_sum_that_only_one_header_tells),
        cmocka_unit_test(test_a_lost_header),
        cmocka_unit_test(test_what_a_directory_hides),
        cmocka_unit_test(test_entries_that_overlap),
        cmocka_unit_test(test_something_before_or_behind),
        cmocka_unit_test(test_backslashes_of_windows),
        cmocka_unit_test(test_offsets_modulo_four_gigabytes),
        cmocka_unit_test(test_more_entries_than_two_bytes_count),
        cmocka_unit_test(test_what_is_no_archive),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_cut_at_every_byte),
        cmocka_unit_test(test_all_mutations_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
