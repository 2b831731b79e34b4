// SPDX-License-Identifier: Apache-2.0
// The index: what is put in comes out, in the order of the lists; a damaged image is refused or stays within its
// bounds.
#include "match/index.h"

#include "base/limits.h"
#include "match/image.h"
#include "mutation.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>

#include <cmocka.h>

static void add(struct index_builder *builder, enum observable_kind kind, const char *value, uint32_t list)
{
    struct indicator indicator = {.kind = kind,
                                  .list = list,
                                  .value = slice_text(value),
                                  .written = slice_text(value),
                                  .id = SLICE("indicator--1"),
                                  .malware = SLICE("Pegasus"),
                                  .reason = SLICE("a common name")};
    assert_int_equal(index_builder_add(builder, &indicator, NULL), ERROR_NONE);
}

static struct index build(const struct index_builder *builder)
{
    struct index index = {.count = 0};
    struct error error = {.code = ERROR_NONE};
    int fd = -1;
    assert_int_equal(index_build(builder, &fd, &error), ERROR_NONE);
    assert_int_equal(index_open(fd, &index, &error), ERROR_NONE);
    assert_int_equal(close(fd), 0); // the mapping outlives it
    return index;
}

static uint32_t list_of(const struct index *index, uint32_t entry)
{
    struct indicator indicator;
    assert_true(index_entry(index, entry, &indicator));
    return indicator.list;
}

static void test_empty(void **state)
{
    (void)state;
    struct index_builder *builder = index_builder_new();
    struct index index = build(builder);
    struct indicator indicator;
    assert_int_equal(index.count, 0);
    assert_int_equal(index_find(&index, OBSERVABLE_DOMAIN, SLICE("evil.com")), INDEX_NONE);
    assert_int_equal(index_find(&index, OBSERVABLE_DOMAIN, SLICE_NONE), INDEX_NONE);
    assert_int_equal(index_find_next(&index, 0), INDEX_NONE);
    assert_false(index_entry(&index, 0, &indicator));
    index_close(&index);
    index_close(&index); // nothing is left to be closed
    assert_int_equal(index_find(&index, OBSERVABLE_DOMAIN, SLICE("evil.com")), INDEX_NONE);
    builder = index_builder_free(builder);
    assert_null(index_builder_free(NULL));
}

static void test_all_fields(void **state)
{
    (void)state;
    struct index_builder *builder = index_builder_new();
    struct indicator in = {.kind = OBSERVABLE_PROCESS,
                           .platform = PLATFORM_IOS,
                           .flags = INDICATOR_WEAK | INDICATOR_UNUSED,
                           .list = 7,
                           .value = SLICE("bh"),
                           .written = SLICE("BH "),
                           .id = SLICE("indicator--x"),
                           .malware = SLICE("Pegasus"),
                           .reason = SLICE("short")};
    struct indicator out;
    assert_int_equal(index_builder_add(builder, &in, NULL), ERROR_NONE);
    struct indicator bare = {.kind = OBSERVABLE_URL, .value = SLICE("http://evil.com/\0x")};
    assert_int_equal(index_builder_add(builder, &bare, NULL), ERROR_NONE);
    assert_int_equal(index_builder_count(builder), 2);
    struct index index = build(builder);
    builder = index_builder_free(builder); // copied
    uint32_t entry = index_find(&index, OBSERVABLE_PROCESS, SLICE("bh"));
    assert_true(index_entry(&index, entry, &out));
    assert_int_equal(out.kind, OBSERVABLE_PROCESS);
    assert_int_equal(out.platform, PLATFORM_IOS);
    assert_int_equal(out.flags, INDICATOR_WEAK | INDICATOR_UNUSED);
    assert_int_equal(out.list, 7);
    assert_true(slice_equal(out.value, in.value));
    assert_true(slice_equal(out.written, in.written));
    assert_true(slice_equal(out.id, in.id));
    assert_true(slice_equal(out.malware, in.malware));
    assert_true(slice_equal(out.reason, in.reason));
    assert_int_equal(index_find(&index, OBSERVABLE_APP, SLICE("bh")), INDEX_NONE);
    assert_int_equal(index_find(&index, OBSERVABLE_KINDS, SLICE("bh")), INDEX_NONE);
    assert_int_equal(index_find(&index, OBSERVABLE_URL, SLICE("http://evil.com/")), INDEX_NONE);
    entry = index_find(&index, OBSERVABLE_URL, bare.value);
    assert_true(index_entry(&index, entry, &out));
    assert_int_equal(out.id.size + out.malware.size + out.reason.size + out.written.size, 0);
    index_close(&index);
}

// The same value from several lists: found by one probe, in the order of the lists, however they were added.
static void test_list_order(void **state)
{
    (void)state;
    static const uint32_t lists[] = {5, 2, 9, 2, 0};
    struct index_builder *builder = index_builder_new();
    for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
        add(builder, OBSERVABLE_DOMAIN, "evil.com", lists[i]);
        add(builder, OBSERVABLE_DOMAIN, "other.com", lists[i]);
        add(builder, OBSERVABLE_APP, "evil.com", lists[i]);
    }
    struct index index = build(builder);
    uint32_t entry = index_find(&index, OBSERVABLE_DOMAIN, SLICE("evil.com"));
    static const uint32_t expected[] = {0, 2, 2, 5, 9};
    for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
        assert_int_equal(list_of(&index, entry), expected[i]);
        entry = index_find_next(&index, entry);
    }
    assert_int_equal(entry, INDEX_NONE);
    index_close(&index);
    builder = index_builder_free(builder);
}

static void test_many(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    struct index_builder *builder = index_builder_new();
    char value[64] = "";
    for (unsigned i = 0; i < MANY; i++) {
        (void)snprintf(value, sizeof value, "host%u.example.com", i);
        add(builder, OBSERVABLE_DOMAIN, value, i / 1000);
    }
    struct index index = build(builder);
    builder = index_builder_free(builder);
    assert_int_equal(index.count, MANY);
    for (unsigned i = 0; i < MANY; i++) {
        (void)snprintf(value, sizeof value, "host%u.example.com", i);
        uint32_t entry = index_find(&index, OBSERVABLE_DOMAIN, slice_text(value));
        assert_int_equal(list_of(&index, entry), i / 1000);
        assert_int_equal(index_find_next(&index, entry), INDEX_NONE);
        (void)snprintf(value, sizeof value, "host%u.example.org", i);
        assert_int_equal(index_find(&index, OBSERVABLE_DOMAIN, slice_text(value)), INDEX_NONE);
    }
    index_close(&index);
}

static void test_refused(void **state)
{
    (void)state;
    struct index_builder *builder = index_builder_new();
    struct indicator indicator = {.kind = OBSERVABLE_KINDS, .value = SLICE("x")};
    assert_int_equal(index_builder_add(builder, &indicator, NULL), ERROR_USAGE);
    indicator = (struct indicator){.kind = OBSERVABLE_APP};
    assert_int_equal(index_builder_add(builder, &indicator, NULL), ERROR_USAGE);
    size_t size = LIMIT_INDICATOR_SIZE + 1;
    uint8_t *bytes = calloc(1, size);
    assert_non_null(bytes);
    indicator = (struct indicator){.kind = OBSERVABLE_APP, .value = slice_of(bytes, size)};
    assert_int_equal(index_builder_add(builder, &indicator, NULL), ERROR_LIMIT);
    free(bytes);
    assert_int_equal(index_builder_count(builder), 0);
    builder = index_builder_free(builder);
}

static void test_sealed(void **state)
{
    (void)state;
    struct index_builder *builder = index_builder_new();
    int fd = -1;
    add(builder, OBSERVABLE_DOMAIN, "evil.com", 0);
    assert_int_equal(index_build(builder, &fd, NULL), ERROR_NONE);
    assert_int_equal(pwrite(fd, "x", 1, 0), -1);
    assert_int_equal(errno, EPERM);
    assert_int_equal(ftruncate(fd, 0), -1);
    assert_int_equal(ftruncate(fd, 1 << 20), -1);
    assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK), -1);
    assert_ptr_equal(mmap(NULL, 64, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0), MAP_FAILED);
    assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    (void)close(fd);
    builder = index_builder_free(builder);
}

// Memory that somebody could still write to isn't mapped.
static void test_unsealed(void **state)
{
    (void)state;
    struct error error = {.code = ERROR_NONE};
    struct index_builder *builder = index_builder_new();
    add(builder, OBSERVABLE_DOMAIN, "evil.com", 0);
    struct index index = build(builder);
    struct slice image = index.image;
    struct index opened;
    int fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    assert_int_equal(write(fd, image.data, image.size), image.size);
    assert_int_equal(index_open(fd, &opened, &error), ERROR_FORMAT);
    assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW), 0);
    assert_int_equal(index_open(fd, &opened, NULL), ERROR_FORMAT);
    assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), 0);
    assert_int_equal(index_open(fd, &opened, NULL), ERROR_NONE);
    index_close(&opened);
    (void)close(fd);
    // Sealed, and no image.
    fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    assert_int_equal(write(fd, "bridlix1", 8), 8);
    assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW), 0);
    assert_int_equal(index_open(fd, &opened, NULL), ERROR_FORMAT);
    (void)close(fd);
    index_close(&index);
    builder = index_builder_free(builder);
    error_clear(&error);
    assert_int_equal(index_open(-1, &opened, &error), ERROR_IO);
}

// What a reader may do with an index that was opened: every way ends and stays inside.
static void image_attempt(struct slice image, void *context)
{
    static const struct slice values[] = {SLICE_INIT("evil.com"), SLICE_INIT("bh"), SLICE_INIT("com.apple.avcapt"),
                                          SLICE_INIT("")};
    struct index index;
    struct indicator indicator;
    size_t *opened = context;
    if (index_of_image(image, &index, NULL) != ERROR_NONE)
        return;
    (*opened)++;
    for (uint32_t i = 0; index_entry(&index, i, &indicator); i++) {
        const struct slice texts[] = {indicator.value, indicator.written, indicator.id, indicator.malware,
                                      indicator.reason};
        for (size_t text = 0; text < ARRAY_SIZE(texts); text++)
            assert_true(texts[text].size == 0 || (texts[text].data >= image.data &&
                                                  texts[text].data + texts[text].size <= image.data + image.size));
    }
    for (unsigned kind = 0; kind < OBSERVABLE_KINDS; kind++)
        for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
            uint32_t steps = 0;
            uint32_t entry = index_find(&index, (enum observable_kind)kind, values[i]);
            for (; entry != INDEX_NONE; entry = index_find_next(&index, entry))
                assert_true(steps++ < index.count);
        }
    uint32_t steps = 0;
    uint32_t prefix = index_prefix_find(&index, values[2]);
    for (; prefix != INDEX_NONE; prefix = index_prefix_next(&index, prefix)) {
        assert_true(index_prefix_entry(&index, prefix) < index.count);
        assert_true(steps++ < index.prefixes);
    }
    index_close(&index);
}

static void test_mutated_image(void **state)
{
    (void)state;
    struct index_builder *builder = index_builder_new();
    add(builder, OBSERVABLE_DOMAIN, "evil.com", 0);
    add(builder, OBSERVABLE_DOMAIN, "evil.com", 1);
    add(builder, OBSERVABLE_PROCESS, "com.apple.avcapture", 0);
    add(builder, OBSERVABLE_PROCESS, "com.apple.avcaptain", 1);
    add(builder, OBSERVABLE_PROCESS, "bh", 1);
    struct index index = build(builder);
    size_t opened = 0;
    image_attempt(index.image, &opened);
    assert_int_equal(opened, 1);
    opened = 0;
    mutation_truncate(index.image, image_attempt, &opened);
    assert_int_equal(opened, 0);
    mutation_all(index.image, image_attempt, &opened);
    assert_true(opened > 0); // texts, flags and tags may say anything
    index_close(&index);
    builder = index_builder_free(builder);
}

struct damage {
    size_t offset;
    uint32_t value;
};

// Named offsets, each of which index_of_image() must refuse.
static void test_damaged_offsets(void **state)
{
    (void)state;
    struct index_builder *builder = index_builder_new();
    add(builder, OBSERVABLE_DOMAIN, "evil.com", 0);
    add(builder, OBSERVABLE_DOMAIN, "evil.com", 1);
    add(builder, OBSERVABLE_PROCESS, "com.apple.avcapture", 1);
    struct index index = build(builder);
    size_t entry = index.entries_at;
    size_t second = entry + sizeof(struct image_entry);
    const struct damage damages[] = {
        {offsetof(struct image_header, magic), 0},
        {offsetof(struct image_header, count), 4},
        {offsetof(struct image_header, count), UINT32_MAX},
        {offsetof(struct image_header, prefixes), 4},
        {offsetof(struct image_header, slots), 0},
        {offsetof(struct image_header, slots), 15},
        {offsetof(struct image_header, slots), 1U << 31},
        {offsetof(struct image_header, text_size), UINT32_MAX},
        {entry + offsetof(struct image_entry, kind), OBSERVABLE_KINDS},
        {entry + offsetof(struct image_entry, platform), 3},
        {entry + offsetof(struct image_entry, next), 0},  // a chain without an end
        {entry + offsetof(struct image_entry, next), 2},  // another value
        {entry + offsetof(struct image_entry, next), 3},  // beyond the last
        {second + offsetof(struct image_entry, next), 0}, // back
        {entry + offsetof(struct image_entry, value.offset), UINT32_MAX},
        {entry + offsetof(struct image_entry, value.size), UINT32_MAX},
        {entry + offsetof(struct image_entry, reason.size), (uint32_t)index.text_size + 1},
        {index.prefixes_at + offsetof(struct image_prefix, entry), 3},
        {index.prefixes_at + offsetof(struct image_prefix, entry), 0}, // no process
        {index.prefixes_at + offsetof(struct image_prefix, next), 0},
    };
    uint8_t *copy = malloc(index.image.size);
    assert_non_null(copy);
    for (size_t i = 0; i < ARRAY_SIZE(damages); i++) {
        struct index damaged;
        struct error error = {.code = ERROR_NONE};
        memcpy(copy, index.image.data, index.image.size);
        memcpy(copy + damages[i].offset, &damages[i].value, sizeof damages[i].value);
        assert_int_equal(index_of_image(slice_of(copy, index.image.size), &damaged, &error), ERROR_FORMAT);
    }
    // A slot that names no node; and no empty slot, so that a probe would not end.
    for (uint32_t node = 0; node <= 4; node += 4) {
        struct index damaged;
        memcpy(copy, index.image.data, index.image.size);
        for (uint32_t i = 0; i < index.slots; i++)
            memcpy(copy + index.slots_at + i * sizeof(struct image_slot) + offsetof(struct image_slot, node), &node, 4);
        assert_int_equal(index_of_image(slice_of(copy, index.image.size), &damaged, NULL), ERROR_FORMAT);
    }
    free(copy);
    index_close(&index);
    builder = index_builder_free(builder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),    cmocka_unit_test(test_all_fields),    cmocka_unit_test(test_list_order),
        cmocka_unit_test(test_many),     cmocka_unit_test(test_refused),       cmocka_unit_test(test_sealed),
        cmocka_unit_test(test_unsealed), cmocka_unit_test(test_mutated_image), cmocka_unit_test(test_damaged_offsets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
