// SPDX-License-Identifier: Apache-2.0
// An archive's members by name, what is kept of them, and what acquisition they are.
#include "evidence_test.h"

#include "evidence/pack.h"

#include <stdlib.h>
#include <sys/mman.h>

struct packed {
    struct pack_budget budget;
    struct pack *pack;
    struct error error;
};

static void packed_init(struct packed *packed)
{
    *packed = (struct packed){.budget = {1000, 4, INT32_MAX}};
    packed->pack = pack_new(&packed->budget);
    assert_non_null(packed->pack);
}

static void packed_release(struct packed *packed)
{
    packed->pack = pack_free(packed->pack);
}
#define CLEANUP_PACKED CLEANUP(packed_release)

static struct pack_member *add_as(struct packed *packed, struct slice path, enum evidence_entry entry, uint64_t size)
{
    struct pack_member *member = NULL;
    error_clear(&packed->error);
    assert_int_equal(pack_add(packed->pack, path, entry, size, &member, &packed->error), ERROR_NONE);
    return member;
}

static struct pack_member *add(struct packed *packed, const char *path)
{
    return add_as(packed, slice_text(path), ENTRY_FILE, 7);
}

// With content.
static void keep(struct packed *packed, const char *path, const char *content)
{
    struct pack_member *member = add(packed, path);
    assert_non_null(member);
    assert_int_equal(pack_content_begin(packed->pack, member, NULL), ERROR_NONE);
    assert_int_equal(pack_content_add(packed->pack, member, slice_text(content), NULL), ERROR_NONE);
    assert_int_equal(pack_content_end(packed->pack, member, PACK_WHOLE, NULL), ERROR_NONE);
}

static void test_members_are_found_by_name(UNUSED void **state)
{
    struct packed packed CLEANUP_PACKED;
    packed_init(&packed);
    assert_null(pack_find(packed.pack, SLICE("mare")));
    assert_false(pack_has_folder(packed.pack, SLICE("stable")));
    assert_true(pack_has_folder(packed.pack, SLICE_NONE));
    pack_sort(packed.pack); // of nothing
    assert_int_equal(pack_count(packed.pack), 0);
    assert_non_null(add(&packed, "stable/box/mare"));
    assert_int_equal(pack_count(packed.pack), 3); // with the two folders
    const struct pack_member *mare = pack_find(packed.pack, SLICE("stable/box/mare"));
    assert_non_null(mare);
    assert_int_equal(mare->size, 7);
    assert_int_equal(mare->fd, -1);
    assert_true(pack_has_folder(packed.pack, SLICE("stable/box")));
    assert_true(pack_has_folder(packed.pack, SLICE("stable")));
    assert_false(pack_has_folder(packed.pack, SLICE("stable/box/mare")));
    assert_false(pack_has_folder(packed.pack, SLICE("stable/bo")));
    assert_int_equal(add_as(&packed, SLICE("far"), ENTRY_FOLDER, 99)->size, 0);
    assert_true(pack_has_folder(packed.pack, SLICE("far")));
}

static void test_many_members(UNUSED void **state)
{
    enum { MANY = 60000 };
    char name[64];
    struct packed packed CLEANUP_PACKED;
    packed_init(&packed);
    for (unsigned i = 0; i < MANY; i++) {
        (void)snprintf(name, sizeof name, "%u/%u/%u", i % 7, i % 101, i);
        assert_non_null(add(&packed, name));
    }
    assert_int_equal(pack_count(packed.pack), MANY + 7 + 7 * 101);
    for (unsigned sorted = 0; sorted < 2; sorted++) {
        for (unsigned i = 0; i < MANY; i++) {
            (void)snprintf(name, sizeof name, "%u/%u/%u", i % 7, i % 101, i);
            assert_non_null(pack_find(packed.pack, slice_text(name)));
        }
        assert_null(pack_find(packed.pack, SLICE("1/1/0")));
        pack_sort(packed.pack);
    }
    assert_int_equal(pack_folder_count(packed.pack), 7 + 7 * 101);
}

static void test_a_name_that_stands_there_twice(UNUSED void **state)
{
    struct packed packed CLEANUP_PACKED;
    packed_init(&packed);
    add(&packed, "stable/mare")->size = 1;
    assert_null(add(&packed, "stable/mare"));
    assert_true(pack_find(packed.pack, SLICE("stable/mare"))->twice);
    assert_int_equal(pack_find(packed.pack, SLICE("stable/mare"))->size, 1);
    assert_int_equal(pack_twice(packed.pack), 1);
    // A folder may be named as often as one likes, before or after what lies in it.
    assert_null(add_as(&packed, SLICE("stable"), ENTRY_FOLDER, 0));
    assert_non_null(add_as(&packed, SLICE("far"), ENTRY_FOLDER, 0));
    assert_null(add_as(&packed, SLICE("far"), ENTRY_FOLDER, 0));
    assert_non_null(add(&packed, "far/foal"));
    assert_int_equal(pack_twice(packed.pack), 1);
    // What is a folder for one and a link for the other is not.
    assert_null(add_as(&packed, SLICE("far"), ENTRY_OTHER, 0));
    assert_null(add(&packed, "stable"));
    assert_int_equal(pack_twice(packed.pack), 3);
    assert_int_equal(pack_find(packed.pack, SLICE("far"))->entry, ENTRY_FOLDER);
    // A link that something lies in.
    assert_non_null(add_as(&packed, SLICE("link"), ENTRY_OTHER, 0));
    assert_non_null(add(&packed, "link/inside"));
    assert_int_equal(pack_find(packed.pack, SLICE("link"))->entry, ENTRY_OTHER);
    assert_true(pack_has_folder(packed.pack, SLICE("link")));
}

static void test_the_order_is_that_of_a_walk(UNUSED void **state)
{
    static const char *const names[] = {"b", "a.x", "a/z", "a-b/c", "a/b/c", "a/b.c", "a0", "A", "a/b/a"};
    static const char *const order[] = {"A",   "a",   "a/b",   "a/b/a", "a/b/c", "a/b.c",
                                        "a/z", "a-b", "a-b/c", "a.x",   "a0",    "b"};
    struct packed packed CLEANUP_PACKED;
    packed_init(&packed);
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        assert_non_null(add(&packed, names[i]));
    pack_sort(packed.pack);
    assert_int_equal(pack_count(packed.pack), ARRAY_SIZE(order));
    for (size_t i = 0; i < ARRAY_SIZE(order); i++)
        if (!slice_equal(pack_at(packed.pack, i)->path, slice_text(order[i])))
            fail_msg("%zu: %.*s", i, SLICE_PRINTF(pack_at(packed.pack, i)->path));
    assert_non_null(pack_find(packed.pack, SLICE("a-b/c")));
}

static void test_content_is_sealed(UNUSED void **state)
{
    char text[16] = "";
    struct packed packed CLEANUP_PACKED;
    packed_init(&packed);
    keep(&packed, "mare", "hay and oats");
    const struct pack_member *mare = pack_find(packed.pack, SLICE("mare"));
    assert_int_equal(mare->size, 12); // as it is known now
    assert_int_equal(pread(mare->fd, text, sizeof text, 0), 12);
    assert_string_equal(text, "hay and oats");
    assert_int_equal(write(mare->fd, "x", 1), -1);
    assert_int_equal(ftruncate(mare->fd, 0), -1);
    assert_int_equal(fcntl(mare->fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    assert_int_equal(fcntl(mare->fd, F_GET_SEALS), F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
    assert_int_equal(pack_kept(packed.pack), 12);
    // One that is cut keeps the size that it should have had.
    struct pack_member *foal = add(&packed, "foal");
    assert_int_equal(pack_content_begin(packed.pack, foal, NULL), ERROR_NONE);
    assert_int_equal(pack_content_add(packed.pack, foal, SLICE("ha"), NULL), ERROR_NONE);
    assert_int_equal(pack_content_end(packed.pack, foal, PACK_CUT, NULL), ERROR_NONE);
    assert_int_equal(foal->size, 7);
}

static void test_the_budget(UNUSED void **state)
{
    static const char zeros[600] = {0};
    struct packed packed CLEANUP_PACKED;
    packed_init(&packed);
    struct pack *other = pack_new(&packed.budget);
    struct pack_member *member = NULL;
    assert_non_null(other);
    assert_int_equal(pack_add(other, SLICE("mare"), ENTRY_FILE, 0, &member, NULL), ERROR_NONE);
    assert_int_equal(pack_content_begin(other, member, NULL), ERROR_NONE);
    assert_int_equal(pack_content_add(other, member, slice_of(zeros, sizeof zeros), NULL), ERROR_NONE);
    // Of all archives together.
    struct pack_member *foal = add(&packed, "foal");
    assert_int_equal(pack_content_begin(packed.pack, foal, NULL), ERROR_NONE);
    assert_int_equal(pack_content_add(packed.pack, foal, slice_of(zeros, 100), NULL), ERROR_NONE);
    error_clear(&packed.error);
    assert_int_equal(pack_content_add(packed.pack, foal, slice_of(zeros, 301), &packed.error), ERROR_LIMIT);
    pack_content_drop(packed.pack, foal);
    assert_int_equal(foal->fd, -1);
    assert_int_equal(foal->hurt, PACK_NO_ROOM);
    assert_int_equal(pack_kept(packed.pack), 0);
    assert_int_equal(packed.budget.bytes, 400);
    assert_int_equal(packed.budget.members, 3);
    other = pack_free(other);
    assert_int_equal(packed.budget.bytes, 1000);
    assert_int_equal(packed.budget.members, 4);
    // And of members.
    for (unsigned i = 0; i < 4; i++)
        keep(&packed, (const char[]){(char)('a' + i), 0}, "");
    assert_int_equal(pack_content_begin(packed.pack, add(&packed, "e"), &packed.error), ERROR_LIMIT);
}

static void test_descriptors_are_left_for_others(UNUSED void **state)
{
    struct packed packed CLEANUP_PACKED;
    packed_init(&packed);
    int next = dup(0);
    assert_true(next >= 0);
    (void)close(next);
    packed.budget.descriptor = next + 1;
    keep(&packed, "mare", "hay");
    struct pack_member *foal = add(&packed, "foal");
    assert_int_equal(pack_content_begin(packed.pack, foal, &packed.error), ERROR_LIMIT);
    assert_int_equal(foal->fd, -1);
    int again = dup(0);
    assert_int_equal(again, next + 1); // it was closed
    (void)close(again);
    assert_int_equal(packed.budget.members, 3);
}

static void test_near_folders_and_what_is_in_them(UNUSED void **state)
{
    struct packed packed CLEANUP_PACKED;
    packed_init(&packed);
    assert_non_null(add(&packed, "b/c/d/deep.ips"));
    assert_non_null(add(&packed, "b/report.ips"));
    assert_non_null(add(&packed, "b.ips/x"));
    assert_non_null(add(&packed, "a/._report.ips"));
    assert_non_null(add_as(&packed, SLICE("a/link.ips"), ENTRY_OTHER, 0));
    pack_sort(packed.pack);
    assert_int_equal(pack_folder_count(packed.pack), 4);
    assert_true(slice_equal(pack_folder(packed.pack, 0), SLICE("a")));
    assert_true(slice_equal(pack_folder(packed.pack, 1), SLICE("b")));
    assert_true(slice_equal(pack_folder(packed.pack, 2), SLICE("b/c")));
    assert_true(slice_equal(pack_folder(packed.pack, 3), SLICE("b.ips")));
    assert_true(pack_folder_has(packed.pack, SLICE("b"), SLICE(".ips")));
    assert_false(pack_folder_has(packed.pack, SLICE("a"), SLICE(".ips")));
    assert_false(pack_folder_has(packed.pack, SLICE("b/c"), SLICE(".ips")));
    assert_true(pack_folder_has(packed.pack, SLICE("b/c/d"), SLICE(".ips")));
    assert_false(pack_folder_has(packed.pack, SLICE_NONE, SLICE(".ips")));
    assert_false(pack_folder_has(packed.pack, SLICE("b.ips"), SLICE(".ips")));
}

static void test_as_many_names_as_a_limit_allows(UNUSED void **state)
{
    // Folders count too: a path of a thousand parts adds a thousand names.
    char path[2001];
    struct packed packed CLEANUP_PACKED;
    struct pack_member *member;
    packed_init(&packed);
    enum error_code code = ERROR_NONE;
    unsigned i = 0;
    for (; !code && i < LIMIT_ARCHIVE_ENTRIES; i++) {
        memset(path, '/', sizeof path);
        for (size_t at = 0; at < 2000; at += 2)
            path[at] = 'f';
        (void)snprintf(path, sizeof path, "%07u", i);
        path[7] = '/';
        code = pack_add(packed.pack, slice_of(path, 1999), ENTRY_FILE, 0, &member, &packed.error);
    }
    assert_int_equal(code, ERROR_LIMIT);
    assert_true(pack_count(packed.pack) <= LIMIT_ARCHIVE_ENTRIES);
    assert_true(i < LIMIT_ARCHIVE_ENTRIES / 900);
}

// What an archive of these names is.
static enum error_code look(struct evidence *evidence, struct pack_budget *budget, const char *path,
                            const char *const *names, struct error *error)
{
    struct packed packed = {.pack = pack_new(budget)};
    *evidence = (struct evidence){.root = -1, .archive = -1, .within = "", .arena = arena_new(1U << 20)};
    assert_true(arena_copy(evidence->arena, slice_text(path), &evidence->path));
    for (; *names; names++) {
        struct slice name = slice_text(*names);
        bool folder = slice_ends(name, SLICE("/"));
        name.size -= folder;
        (void)add_as(&packed, name, folder ? ENTRY_FOLDER : ENTRY_FILE, 1);
    }
    pack_sort(packed.pack);
    error_clear(error);
    enum error_code code = evidence_unpacked(evidence, packed.pack, error);
    if (code)
        packed.pack = pack_free(packed.pack);
    return code;
}

static void assert_kind(const char *path, const char *const *names, const char *kind, const char *below)
{
    struct pack_budget budget = {1000, 4, INT32_MAX};
    struct evidence evidence CLEANUP(evidence_close);
    struct error error;
    if (look(&evidence, &budget, path, names, &error))
        fail_msg("%s: %s", names[0], error.message);
    assert_string_equal(evidence_kind_name(evidence.kind), kind);
    assert_true(slice_equal(evidence.packs[0].below, slice_text(below)));
}

static void test_each_kind_is_known(UNUSED void **state)
{
    assert_kind("x.zip", NAMES("Manifest.db"), "ios-backup", "");
    assert_kind("x.zip", NAMES("phone/Manifest.plist", "phone/Info.plist", "other"), "ios-backup", "phone");
    assert_kind("x.zip", NAMES("Backup/0123/Manifest.mbdb"), "ios-backup", "Backup/0123");
    assert_kind("x.zip", NAMES("private/var/mobile/x"), "ios-filesystem", "");
    assert_kind("x.zip", NAMES("dump/private/var/"), "ios-filesystem", "dump");
    assert_kind("x.tgz", NAMES("s/ps.txt", "s/taskinfo.txt"), "sysdiagnose", "s");
    assert_kind("x.tgz", NAMES("sysdiagnose_2026/ps.txt"), "sysdiagnose", "sysdiagnose_2026");
    assert_kind("d/sysdiagnose_2026.tar.gz", NAMES("ps.txt", "x"), "sysdiagnose", "");
    assert_kind("x.zip", NAMES("a.logarchive/Persist/x", "a.logarchive/Info.plist"), "sysdiagnose", "a.logarchive");
    assert_kind("x.zip", NAMES("reports/a.ips"), "sysdiagnose", "reports");
    assert_kind("x.zip", NAMES("r/DiagnosticLogs/sysdiagnose/x.tar.gz"), "sysdiagnose", "r");
}

static void assert_none(const char *const *names, enum error_code expected, const char *words)
{
    struct pack_budget budget = {1000, 4, INT32_MAX};
    struct evidence evidence CLEANUP(evidence_close);
    struct error error;
    assert_int_equal(look(&evidence, &budget, "x.zip", names, &error), expected);
    if (!strstr(error.message, words))
        fail_msg("%s", error.message);
    assert_int_equal(evidence.pack_count, 0);
}

static void test_none_and_several(UNUSED void **state)
{
    assert_none(NAMES("photo.jpg"), ERROR_ABSENT, "holds no acquisition that bridle knows");
    assert_none(NAMES("a/b/c/Manifest.db"), ERROR_ABSENT, "holds no acquisition"); // three levels down
    assert_none(NAMES("Manifest.db/x"), ERROR_ABSENT, "holds no acquisition");     // a folder of that name
    assert_none(NAMES("._a.ips"), ERROR_ABSENT, "holds no acquisition");
    assert_none(NAMES("two/Manifest.db", "one/private/var/x"), ERROR_USAGE,
                "several acquisitions lie in this archive (one, two): unpack it");
}

// `member` by its place below the acquisition.
static enum error_code open_hurt(struct evidence *evidence, enum pack_hurt hurt, struct error *error)
{
    int fd CLEANUP_CLOSE = -1;
    pack_find(evidence->packs[0].pack, SLICE("phone/ab/abcd"))->hurt = hurt;
    error_clear(error);
    return evidence_open_file(evidence, SLICE("ab/abcd"), &fd, error);
}

static void test_files_open_by_their_place(UNUSED void **state)
{
    static const enum error_code codes[PACK_HURTS] = {
        [PACK_WHOLE] = ERROR_UNSUPPORTED, [PACK_CUT] = ERROR_IO,     [PACK_LOCKED] = ERROR_LOCKED,
        [PACK_METHOD] = ERROR_IO,         [PACK_SPARSE] = ERROR_IO,  [PACK_HARD_LINK] = ERROR_IO,
        [PACK_LARGE] = ERROR_IO,          [PACK_NO_ROOM] = ERROR_IO,
    };
    struct pack_budget budget = {1000, 4, INT32_MAX};
    struct evidence evidence CLEANUP(evidence_close);
    struct error error;
    char text[8] = "";
    uint64_t size;
    int fd = -1;
    assert_int_equal(
        look(&evidence, &budget, "x.zip", NAMES("phone/Manifest.db", "phone/ab/abcd", "phone/cd/"), &error),
        ERROR_NONE);
    struct pack *pack = evidence.packs[0].pack;
    struct pack_member *manifest = pack_find(pack, SLICE("phone/Manifest.db"));
    assert_int_equal(pack_content_begin(pack, manifest, NULL), ERROR_NONE);
    assert_int_equal(pack_content_add(pack, manifest, SLICE("hay"), NULL), ERROR_NONE);
    assert_int_equal(pack_content_end(pack, manifest, PACK_WHOLE, NULL), ERROR_NONE);
    assert_int_equal(evidence_open_file(&evidence, SLICE("Manifest.db"), &fd, NULL), ERROR_NONE);
    assert_int_equal(pread(fd, text, sizeof text, 0), 3);
    close_fd(&fd);
    assert_null(evidence_file_hurt(&evidence, SLICE("Manifest.db")));
    manifest->twice = true;
    assert_non_null(strstr(evidence_file_hurt(&evidence, SLICE("Manifest.db")), "more than once"));
    assert_int_equal(evidence_open_file(&evidence, SLICE("missing"), &fd, NULL), ERROR_ABSENT);
    assert_int_equal(evidence_open_file(&evidence, SLICE("phone/Manifest.db"), &fd, NULL), ERROR_ABSENT);
    assert_int_equal(evidence_open_file(&evidence, SLICE("../phone/Manifest.db"), &fd, NULL), ERROR_ABSENT);
    assert_int_equal(evidence_open_file(&evidence, SLICE("cd"), &fd, NULL), ERROR_IO);
    assert_int_equal(evidence_file_size(&evidence, SLICE("ab/abcd"), &size, NULL), ERROR_NONE);
    assert_int_equal(size, 1);
    for (enum pack_hurt hurt = PACK_WHOLE; hurt < PACK_HURTS; hurt++) {
        assert_int_equal(open_hurt(&evidence, hurt, &error), codes[hurt]);
        assert_true(error.message[0] != 0);
        assert_int_equal(evidence_file_hurt(&evidence, SLICE("ab/abcd")) != NULL, hurt != PACK_WHOLE);
    }
}

static void test_an_archive_in_a_folder(UNUSED void **state)
{
    struct pack_budget budget = {1000, 4, INT32_MAX};
    struct ground ground CLEANUP_GROUND;
    struct slice rest;
    int fd = -1;
    struct packed packed = {.pack = pack_new(&budget)};
    static const char name[] = "DiagnosticLogs/sysdiagnose/sysdiagnose_1.tar.gz";
    ground_open(&ground, NAMES(name, "a.ips"));
    assert_int_equal(ground_look(&ground, ""), ERROR_NONE);
    assert_true(evidence_is_nested(slice_text(name)));
    assert_false(evidence_is_nested(SLICE("sysdiagnose_1/ps.txt")));
    assert_false(evidence_is_nested(SLICE("sysdiagnose_1.tar.gz/ps.txt")));
    (void)add(&packed, "sysdiagnose_1/note.txt");
    pack_sort(packed.pack);
    error_clear(&packed.error);
    assert_int_equal(evidence_nested(&ground.evidence, slice_text(name), packed.pack, &packed.error), ERROR_FORMAT);
    (void)add(&packed, "sysdiagnose_1/ps.txt");
    pack_sort(packed.pack);
    assert_int_equal(evidence_nested(&ground.evidence, slice_text(name), packed.pack, &packed.error), ERROR_NONE);
    const struct evidence_pack *pack =
        evidence_pack_of(&ground.evidence, SLICE("DiagnosticLogs/sysdiagnose/sysdiagnose_1.tar.gz!/ps.txt"), &rest);
    assert_ptr_equal(pack, &ground.evidence.packs[0]);
    assert_true(slice_equal(rest, SLICE("ps.txt")));
    assert_null(evidence_pack_of(&ground.evidence, SLICE("a.ips"), &rest));
    assert_int_equal(evidence_open_file(&ground.evidence, SLICE("a.ips"), &fd, NULL), ERROR_NONE);
    close_fd(&fd);
    assert_int_equal(evidence_open_file(&ground.evidence,
                                        SLICE("DiagnosticLogs/sysdiagnose/sysdiagnose_1.tar.gz!/ps.txt"), &fd, NULL),
                     ERROR_UNSUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members_are_found_by_name),
        cmocka_unit_test(test_many_members),
        cmocka_unit_test(test_a_name_that_stands_there_twice),
        cmocka_unit_test(test_the_order_is_that_of_a_walk),
        cmocka_unit_test(test_content_is_sealed),
        cmocka_unit_test(test_the_budget),
        cmocka_unit_test(test_descriptors_are_left_for_others),
        cmocka_unit_test(test_near_folders_and_what_is_in_them),
        cmocka_unit_test(test_as_many_names_as_a_limit_allows),
        cmocka_unit_test(test_each_kind_is_known),
        cmocka_unit_test(test_none_and_several),
        cmocka_unit_test(test_files_open_by_their_place),
        cmocka_unit_test(test_an_archive_in_a_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
