// SPDX-License-Identifier: Apache-2.0
// Tar archives: the forms of names, sizes and sorts, what is no archive, where one is cut, and hostile numbers.
#include "archive_make.h"

#include "format/tar.h"
#include "mutation.h"

static const char *const sorts[] = {[TAR_FILE] = "file",      [TAR_FOLDER] = "folder", [TAR_LINK] = "link",
                                    [TAR_HARD_LINK] = "hard", [TAR_OTHER] = "other",   [TAR_SPARSE] = "sparse"};

// One line an entry, "sort path size whole=content"; then how it ended.
static enum error_code describe_stream(struct stream *stream, struct buffer *out, struct error *error)
{
    struct tar *tar CLEANUP_TAR = tar_new(stream);
    struct tar_entry entry;
    enum error_code code;
    assert_non_null(tar);
    while ((code = tar_next(tar, &entry, error)) == ERROR_NONE) {
        struct slice bytes;
        uint64_t size = 0;
        assert_true(entry.offset < tar_offset(tar));
        buffer_format(out, "%s ", sorts[entry.sort]);
        buffer_put(out, entry.path);
        buffer_format(out, " %" PRIu64 " %" PRIu64 "=", entry.size, entry.whole);
        while ((code = tar_read(tar, &bytes, error)) == ERROR_NONE && bytes.size) {
            buffer_put(out, bytes);
            size += bytes.size;
        }
        assert_true(size <= entry.size && (code || size == entry.size));
        buffer_put_byte(out, '\n');
        if (code)
            return code;
    }
    if (code != ERROR_ABSENT)
        return code;
    error_clear(error);
    return tar_finish(tar, MAKE_MOST, error);
}

static enum error_code describe(struct slice bytes, struct buffer *out, struct error *error)
{
    struct source source = source_of_memory(bytes);
    struct inflate *inflate CLEANUP_INFLATE = inflate_stored_new(&source, 0, UINT64_MAX);
    assert_non_null(inflate);
    error_clear(error);
    buffer_clear(out);
    return describe_stream(inflate_stream(inflate), out, error);
}

static void assert_reads(struct buffer *archive, const char *lines)
{
    struct buffer out CLEANUP_BUFFER;
    struct error error;
    buffer_init(&out, MAKE_MOST);
    if (describe(buffer_slice(archive), &out, &error))
        fail_msg("%s at %llu after %.*s", error.message, (unsigned long long)error.offset,
                 SLICE_PRINTF(buffer_slice(&out)));
    assert_string_equal(buffer_text(&out), lines);
    buffer_release(archive);
}

// What came before the error is still there.
static void assert_fails(struct buffer *archive, const char *lines, const char *words)
{
    struct buffer out CLEANUP_BUFFER;
    struct error error;
    buffer_init(&out, MAKE_MOST);
    enum error_code code = describe(buffer_slice(archive), &out, &error);
    assert_true(code == ERROR_FORMAT || code == ERROR_LIMIT);
    if (!strstr(error.message, words))
        fail_msg("%s", error.message);
    assert_string_equal(buffer_text(&out), lines);
    buffer_release(archive);
}

static struct buffer made(void)
{
    struct buffer archive;
    buffer_init(&archive, MAKE_MOST);
    return archive;
}

static void test_the_ordinary_form(UNUSED void **state)
{
    struct buffer archive = made();
    put_tar(&archive, (struct tar_make){.name = "stable/", .type = '5'});
    put_tar(&archive, (struct tar_make){.name = "stable/mare", .content = SLICE("hay")});
    put_tar(&archive, (struct tar_make){.name = "stable/empty"});
    put_tar(&archive, (struct tar_make){.name = "foal", .prefix = "stable/box"});
    put_tar_end(&archive);
    put_zeros(&archive, 7 * TAR_BLOCK);
    assert_reads(&archive, "folder stable/ 0 0=\nfile stable/mare 3 3=hay\nfile stable/empty 0 0=\n"
                           "file stable/box/foal 0 0=\n");
}

static void test_before_posix(UNUSED void **state)
{
    struct buffer archive = made();
    put_tar(&archive, (struct tar_make){.name = "stable/", .magic = "", .type = '\0'});
    archive.data[156] = 0;
    put_tar_sum(archive.data, false);
    put_tar(&archive, (struct tar_make){.name = "mare", .magic = "", .prefix = "no prefix", .content = SLICE("hay")});
    put_tar(&archive, (struct tar_make){.name = "m\xe4re", .magic = "", .signed_sum = true});
    put_tar_end(&archive);
    assert_reads(&archive, "folder stable/ 0 0=\nfile mare 3 3=hay\nfile m\xe4re 0 0=\n");
}

// GNU's own header has times where POSIX has the prefix.
static void test_gnus_form_has_no_prefix(UNUSED void **state)
{
    struct buffer archive = made();
    put_tar(&archive, (struct tar_make){.name = "mare", .magic = "ustar  ", .prefix = "14000000000"});
    put_tar_end(&archive);
    assert_reads(&archive, "file mare 0 0=\n");
}

static void test_a_name_of_a_hundred_bytes_has_no_end(UNUSED void **state)
{
    char name[101];
    char line[128];
    memset(name, 'n', 100);
    name[100] = 0;
    struct buffer archive = made();
    put_tar(&archive, (struct tar_make){.name = name});
    put_tar_end(&archive);
    (void)snprintf(line, sizeof line, "file %s 0 0=\n", name);
    assert_reads(&archive, line);
}

static void test_gnus_long_names(UNUSED void **state)
{
    char name[3001];
    char lines[3100];
    memset(name, 'm', 3000);
    name[3000] = 0;
    struct buffer archive = made();
    put_tar(&archive, (struct tar_make){.name = "././@LongLink", .type = 'K', .content = slice_of("elsewhere", 10)});
    put_tar(&archive, (struct tar_make){.name = "././@LongLink", .type = 'L', .content = slice_of(name, 3001)});
    put_tar(&archive, (struct tar_make){.name = "mmm", .content = SLICE("hay")});
    put_tar(&archive, (struct tar_make){.name = "next", .content = SLICE("oats")});
    put_tar_end(&archive);
    (void)snprintf(lines, sizeof lines, "file %s 3 3=hay\nfile next 4 4=oats\n", name);
    assert_reads(&archive, lines);
}

// Records of one extended header before `make`.
static void put_extended(struct buffer *archive, struct tar_make make, const char *const *records)
{
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, MAKE_MOST);
    for (; *records; records += 2)
        put_pax(&text, records[0], slice_text(records[1]));
    put_tar(archive, (struct tar_make){.name = "PaxHeaders/x", .type = 'x', .content = buffer_slice(&text)});
    put_tar(archive, make);
}
#define RECORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void test_pax_names_and_sizes(UNUSED void **state)
{
    struct buffer archive = made();
    put_tar(&archive, (struct tar_make){.name = "g", .type = 'g', .content = SLICE("18 comment=a word\n")});
    put_extended(&archive, (struct tar_make){.name = "cut", .content = SLICE("hay")},
                 RECORDS("mtime", "1700000000.5", "path", "stable/m\xc3\xa4re", "SCHILY.xattr.a", "b\n9 c=d\n"));
    put_extended(&archive, (struct tar_make){.name = "mare", .content = SLICE("straw"), .size_field = "00000000000"},
                 RECORDS("size", "5"));
    put_tar(&archive, (struct tar_make){.name = "next"});
    put_tar_end(&archive);
    assert_reads(&archive, "file stable/m\xc3\xa4re 3 3=hay\nfile mare 5 5=straw\nfile next 0 0=\n");
}

static void test_numbers_in_base_256(UNUSED void **state)
{
    static const char three[] = "\x80\0\0\0\0\0\0\0\0\0\0\3";
    struct buffer archive = made();
    put_tar(&archive, (struct tar_make){.name = "mare", .content = SLICE("hay"), .size_field = three});
    put_tar(&archive, (struct tar_make){.name = "blanks", .content = SLICE("hay"), .size_field = "         3  "});
    put_tar(&archive, (struct tar_make){.name = "full", .content = SLICE("hay"), .size_field = "000000000003"});
    put_tar(&archive, (struct tar_make){.name = "none", .size_field = "\0\0\0\0\0\0\0\0\0\0\0"});
    put_tar_end(&archive);
    assert_reads(&archive, "file mare 3 3=hay\nfile blanks 3 3=hay\nfile full 3 3=hay\nfile none 0 0=\n");
}

static void test_what_is_no_file(UNUSED void **state)
{
    struct buffer archive = made();
    put_tar(&archive, (struct tar_make){.name = "soft", .type = '2', .size_field = "00000001000"});
    put_tar(&archive, (struct tar_make){.name = "hard", .type = '1', .size_field = "00000001000"});
    put_tar(&archive, (struct tar_make){.name = "disk", .type = '4'});
    put_tar(&archive, (struct tar_make){.name = "pipe", .type = '6'});
    put_tar(&archive, (struct tar_make){.name = "volume", .type = 'V'});
    put_tar(&archive, (struct tar_make){.name = "unknown", .type = 'Q', .content = SLICE("hay")});
    put_tar(&archive, (struct tar_make){.name = "in one piece", .type = '7', .content = SLICE("hay")});
    put_tar_end(&archive);
    assert_reads(&archive, "link soft 0 0=\nhard hard 0 0=\nother disk 0 0=\nother pipe 0 0=\nother volume 0 0=\n"
                           "other unknown 3 3=hay\nfile in one piece 3 3=hay\n");
}

static void test_files_with_holes(UNUSED void **state)
{
    static const uint8_t more[TAR_BLOCK] = {[504] = 1};
    static const uint8_t last[TAR_BLOCK] = {0};
    // Of GNU's old form: four pieces, whether more follow (482), the whole size (483).
    char tail[126] = {0};
    tail[96] = 1;
    memcpy(tail + 97, "00000010000", 12);
    struct buffer archive = made();
    put_tar(&archive, (struct tar_make){.name = "old", .type = 'S', .tail = slice_of(tail, sizeof tail)});
    buffer_put(&archive, slice_of(more, sizeof more));
    buffer_put(&archive, slice_of(last, sizeof last));
    put_extended(&archive, (struct tar_make){.name = "GNUSparseFile.0/mare", .content = SLICE("hay")},
                 RECORDS("GNU.sparse.major", "1", "GNU.sparse.name", "stable/mare", "path", "made/up",
                         "GNU.sparse.realsize", "9000"));
    put_extended(&archive, (struct tar_make){.name = "foal", .content = SLICE("oats")},
                 RECORDS("GNU.sparse.size", "70", "GNU.sparse.numblocks", "1"));
    put_tar(&archive, (struct tar_make){.name = "next", .content = SLICE("straw")});
    put_tar_end(&archive);
    assert_reads(&archive, "sparse old 0 4096=\nsparse stable/mare 3 9000=hay\nsparse foal 4 70=oats\n"
                           "file next 5 5=straw\n");
}

static void test_a_map_of_holes_without_end(UNUSED void **state)
{
    static const uint8_t more[TAR_BLOCK] = {[504] = 1};
    char tail[126] = {0};
    tail[96] = 1;
    struct buffer archive = made();
    put_tar(&archive, (struct tar_make){.name = "old", .type = 'S', .tail = slice_of(tail, sizeof tail)});
    for (unsigned i = 0; i < LIMIT_TAR_SPARSE + 9; i++)
        buffer_put(&archive, slice_of(more, sizeof more));
    assert_fails(&archive, "", "too many holes");
}

// 64 KiB are a name; more are none, and the rest goes on.
static void test_names_without_measure(UNUSED void **state)
{
    static const size_t sizes[] = {LIMIT_TAR_NAME, LIMIT_TAR_NAME + 1, LIMIT_TAR_EXTENSION};
    for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
        char *name = malloc(sizes[i]);
        struct buffer lines CLEANUP_BUFFER;
        assert_non_null(name);
        memset(name, 'n', sizes[i]);
        struct buffer archive = made();
        put_tar(&archive, (struct tar_make){.name = "l", .type = 'L', .content = slice_of(name, sizes[i])});
        put_tar(&archive, (struct tar_make){.name = "mare", .content = SLICE("hay")});
        put_tar(&archive, (struct tar_make){.name = "next"});
        put_tar_end(&archive);
        buffer_init(&lines, MAKE_MOST);
        buffer_put_text(&lines, "file ");
        buffer_put(&lines, sizes[i] > LIMIT_TAR_NAME ? SLICE_NONE : slice_of(name, sizes[i]));
        buffer_put_text(&lines, " 3 3=hay\nfile next 0 0=\n");
        free(name);
        assert_reads(&archive, buffer_text(&lines));
    }
}

static void test_extensions_without_measure(UNUSED void **state)
{
    struct buffer archive = made();
    put_tar(&archive, (struct tar_make){.name = "first"});
    put_tar(&archive, (struct tar_make){.name = "l", .type = 'x', .size_field = "00100000001"});
    assert_fails(&archive, "file first 0 0=\n", "an extended header of 16777217 bytes");
    archive = made();
    for (unsigned i = 0; i <= LIMIT_TAR_EXTENSIONS; i++)
        put_tar(&archive, (struct tar_make){.name = "l", .type = 'L', .content = SLICE("mare")});
    put_tar(&archive, (struct tar_make){.name = "n"});
    assert_fails(&archive, "", "too many extended headers");
}

static void test_extended_headers_that_make_no_sense(UNUSED void **state)
{
    static const char *const texts[] = {
        "hay",
        "9 path=ab",
        "99 path=a\n",
        "8 path=a\n",
        "11 path=a\n",
        "10 pathxa\n",
        "0 path=a\n",
        "-9 path=a\n",
        "18446744073709551616 path=a\n",
        " path=a\n",
        "9path=ab\n",
        "10 size=x\n",
        "11 size=-1\n",
        "31 size=99999999999999999999999\n",
        "28 GNU.sparse.realsize=x\n\n\n",
    };
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        struct buffer archive = made();
        put_tar(&archive, (struct tar_make){.name = "x", .type = 'x', .content = slice_text(texts[i])});
        put_tar(&archive, (struct tar_make){.name = "mare"});
        put_tar_end(&archive);
        assert_fails(&archive, "", "an extended header makes no sense");
    }
}

static void test_sizes_that_cannot_be(UNUSED void **state)
{
    static const struct {
        const char *field;
        const char *words;
    } cases[] = {
        {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfd", "is no number, or a negative one"},
        {"\xc0\0\0\0\0\0\0\0\0\0\0\1", "is no number, or a negative one"},
        {"\x80\1\0\0\0\0\0\0\0\0\0\0", "is no number, or a negative one"},
        {"\x80\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", "an impossible size"},
        {"-0000000001", "is no number, or a negative one"},
        {"0000000000x", "is no number, or a negative one"},
        {"00000000009", "is no number, or a negative one"},
        {"\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xf0\0", "the archive ends within an entry"},
        {"77777777777", "the archive ends within an entry"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct buffer archive = made();
        struct buffer out CLEANUP_BUFFER;
        struct error error;
        buffer_init(&out, MAKE_MOST);
        put_tar(&archive, (struct tar_make){.name = "first", .content = SLICE("hay")});
        put_tar(&archive, (struct tar_make){.name = "mare", .size_field = cases[i].field});
        put_tar_end(&archive);
        assert_int_equal(describe(buffer_slice(&archive), &out, &error), ERROR_FORMAT);
        if (!strstr(error.message, cases[i].words))
            fail_msg("%zu: %s", i, error.message);
        assert_true(slice_starts(buffer_slice(&out), SLICE("file first 3 3=hay\n")));
        buffer_release(&archive);
    }
}

static void test_what_is_no_archive(UNUSED void **state)
{
    struct buffer archive = made();
    for (unsigned i = 0; i < 100; i++)
        buffer_put_text(&archive, "oats and hay, ");
    assert_fails(&archive, "", "no tar archive");
    archive = made();
    buffer_put_text(&archive, "oats");
    assert_fails(&archive, "", "the archive ends within a header");
    archive = made();
    assert_fails(&archive, "", "may be cut");
    archive = made();
    put_tar_end(&archive);
    assert_reads(&archive, "");
}

static void test_a_damaged_header_ends_it(UNUSED void **state)
{
    struct buffer archive = made();
    put_tar(&archive, (struct tar_make){.name = "mare", .content = SLICE("hay")});
    put_tar(&archive, (struct tar_make){.name = "foal", .content = SLICE("hay")});
    archive.data[2 * TAR_BLOCK + 3] ^= 1;
    assert_fails(&archive, "file mare 3 3=hay\n", "a header whose check sum is wrong");
}

static void test_the_end(UNUSED void **state)
{
    // One block of zeros is enough; none may be a cut.
    struct buffer archive = made();
    put_tar(&archive, (struct tar_make){.name = "mare"});
    put_zeros(&archive, TAR_BLOCK);
    assert_reads(&archive, "file mare 0 0=\n");
    archive = made();
    put_tar(&archive, (struct tar_make){.name = "mare"});
    assert_fails(&archive, "file mare 0 0=\n", "the mark of the archive's end is missing");
    // What stands behind it is not read, and that is said.
    archive = made();
    put_tar(&archive, (struct tar_make){.name = "mare"});
    put_tar_end(&archive);
    put_tar(&archive, (struct tar_make){.name = "hidden", .content = SLICE("hay")});
    put_tar_end(&archive);
    assert_fails(&archive, "file mare 0 0=\n", "something else than zeros stands behind its end");
}

static enum error_code endless_read(UNUSED struct stream *stream, uint8_t *buffer, size_t size, size_t *ret_size,
                                    UNUSED struct error *error)
{
    memset(buffer, 0, size);
    *ret_size = size;
    return ERROR_NONE;
}

static void test_zeros_without_end_are_not_read(UNUSED void **state)
{
    struct stream zeros = {.read = endless_read};
    struct buffer out CLEANUP_BUFFER;
    struct error error;
    buffer_init(&out, MAKE_MOST);
    error_clear(&error);
    struct tar *tar CLEANUP_TAR = tar_new(&zeros);
    struct tar_entry entry;
    assert_int_equal(tar_next(tar, &entry, NULL), ERROR_ABSENT);
    assert_int_equal(tar_finish(tar, 4U << 20, &error), ERROR_LIMIT);
    assert_true(tar_offset(tar) <= 5U << 20);
}

// The stream's own error comes behind all that it gave.
static void test_a_streams_error(UNUSED void **state)
{
    struct buffer packed CLEANUP_BUFFER;
    struct buffer out CLEANUP_BUFFER;
    struct error error;
    struct buffer archive = made();
    put_tar(&archive, (struct tar_make){.name = "mare", .content = SLICE("hay")});
    put_tar_end(&archive);
    buffer_init(&packed, MAKE_MOST);
    buffer_init(&out, MAKE_MOST);
    put_gzip(&packed, buffer_slice(&archive), false);
    packed.data[packed.size - 6] ^= 1;
    struct source source = source_of_memory(buffer_slice(&packed));
    struct inflate *inflate CLEANUP_INFLATE = inflate_gzip_new(&source, 0);
    error_clear(&error);
    assert_int_equal(describe_stream(inflate_stream(inflate), &out, &error), ERROR_FORMAT);
    assert_string_equal(buffer_text(&out), "file mare 3 3=hay\n");
    buffer_release(&archive);
}

static struct buffer one_of_each(void)
{
    char tail[126] = {0};
    struct buffer archive = made();
    put_tar(&archive, (struct tar_make){.name = "stable/", .type = '5'});
    put_extended(&archive, (struct tar_make){.name = "cut", .content = SLICE("hay")},
                 RECORDS("path", "stable/mare", "size", "3"));
    put_tar(&archive, (struct tar_make){.name = "././@LongLink", .type = 'L', .content = SLICE("stable/foal")});
    put_tar(&archive, (struct tar_make){.name = "foal", .content = SLICE("oats")});
    put_tar(&archive, (struct tar_make){.name = "old", .type = 'S', .tail = slice_of(tail, sizeof tail)});
    put_tar_end(&archive);
    return archive;
}

static void test_cut_at_every_byte(UNUSED void **state)
{
    static const char lines[] = "folder stable/ 0 0=\nfile stable/mare 3 3=hay\nfile stable/foal 4 4=oats\n"
                                "sparse old 0 0=\n";
    struct buffer archive = one_of_each();
    struct buffer out CLEANUP_BUFFER;
    struct error error;
    buffer_init(&out, MAKE_MOST);
    for (size_t size = 0; size < archive.size; size++) {
        uint8_t *copy = malloc(size + 1);
        assert_non_null(copy);
        memcpy(copy, archive.data, size);
        enum error_code code = describe(slice_of(copy, size), &out, &error);
        free(copy);
        // Whole once all of the first block of zeros is there.
        if (size >= archive.size - TAR_BLOCK)
            assert_int_equal(code, ERROR_NONE);
        else
            assert_int_equal(code, ERROR_FORMAT);
        size_t whole = slice_find_last_byte(buffer_slice(&out), '=');
        if (whole != SIZE_MAX)
            assert_memory_equal(out.data, lines, whole);
    }
    buffer_release(&archive);
}

static void tar_attempt(struct slice bytes, void *context)
{
    struct error error;
    (void)describe(bytes, context, &error);
}

// With each header's sum made right again, so that what is behind it is reached.
static void summed_attempt(struct slice bytes, void *context)
{
    uint8_t *own = malloc(bytes.size + 1);
    assert_non_null(own);
    if (bytes.size)
        memcpy(own, bytes.data, bytes.size);
    for (size_t at = 0; at + TAR_BLOCK <= bytes.size; at += TAR_BLOCK)
        if (memcmp(own + at + 257, "usta", 4) == 0)
            put_tar_sum(own + at, false);
    tar_attempt(slice_of(own, bytes.size), context);
    free(own);
}

static void test_all_mutations_come_back(UNUSED void **state)
{
    struct buffer archive = one_of_each();
    struct buffer out CLEANUP_BUFFER;
    buffer_init(&out, MAKE_MOST);
    mutation_all(buffer_slice(&archive), tar_attempt, &out);
    mutation_replace(buffer_slice(&archive), summed_attempt, &out);
    mutation_flip(buffer_slice(&archive), summed_attempt, &out);
    buffer_release(&archive);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_ordinary_form),
        cmocka_unit_test(test_before_posix),
        cmocka_unit_test(test_gnus_form_has_no_prefix),
        cmocka_unit_test(test_a_name_of_a_hundred_bytes_has_no_end),
        cmocka_unit_test(test_gnus_long_names),
        cmocka_unit_test(test_pax_names_and_sizes),
        cmocka_unit_test(test_numbers_in_base_256),
        cmocka_unit_test(test_what_is_no_file),
        cmocka_unit_test(test_files_with_holes),
        cmocka_unit_test(test_a_map_of_holes_without_end),
        cmocka_unit_test(test_names_without_measure),
        cmocka_unit_test(test_extensions_without_measure),
        cmocka_unit_test(test_extended_headers_that_make_no_sense),
        cmocka_unit_test(test_sizes_that_cannot_be),
        cmocka_unit_test(test_what_is_no_archive),
        cmocka_unit_test(test_a_damaged_header_ends_it),
        cmocka_unit_test(test_the_end),
        cmocka_unit_test(test_zeros_without_end_are_not_read),
        cmocka_unit_test(test_a_streams_error),
        cmocka_unit_test(test_cut_at_every_byte),
        cmocka_unit_test(test_all_mutations_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
