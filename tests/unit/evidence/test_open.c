// SPDX-License-Identifier: Apache-2.0
// What kind of acquisition a path is, and opening its files so that nothing leads out of it.
#include "evidence_test.h"

static void assert_kind(const char *const *names, const char *kind, const char *below)
{
    struct ground ground CLEANUP_GROUND;
    char expected[4096];
    ground_open(&ground, names);
    if (ground_look(&ground, "") != ERROR_NONE)
        fail_msg("%s: %s", names[0], ground.error.message);
    assert_string_equal(evidence_kind_name(ground.evidence.kind), kind);
    const char *path = *below ? ground_path(&ground, below, expected) : ground.path;
    assert_true(slice_equal(ground.evidence.path, slice_text(path)));
    assert_true(ground.evidence.root >= 0);
}

static void test_each_kind_is_known(UNUSED void **state)
{
    assert_kind(NAMES("Manifest.db"), "ios-backup", "");
    assert_kind(NAMES("Manifest.mbdb"), "ios-backup", "");
    assert_kind(NAMES("Manifest.plist", "Info.plist"), "ios-backup", "");
    assert_kind(NAMES("Manifest.plist", "Status.plist", "00/"), "ios-backup", "");
    assert_kind(NAMES("private/var/mobile/x"), "ios-filesystem", "");
    assert_kind(NAMES("private/var/"), "ios-filesystem", "");
}

static void test_one_or_two_levels_down(UNUSED void **state)
{
    assert_kind(NAMES("backup/Manifest.db", "readme.txt"), "ios-backup", "backup");
    assert_kind(NAMES("MobileSync/0123/Manifest.db", "empty/"), "ios-backup", "MobileSync/0123");
    assert_kind(NAMES("dump/private/var/mobile/x"), "ios-filesystem", "dump");
}

static void assert_none(const char *const *names, const char *part)
{
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground, names);
    assert_int_equal(ground_look(&ground, ""), ERROR_USAGE);
    if (!strstr(ground.error.message, part))
        fail_msg("%s", ground.error.message);
    assert_string_equal(ground.error.path, ground.path);
}

static void test_what_is_none(UNUSED void **state)
{
    assert_none(NULL, "not an acquisition that bridle knows");
    assert_none(NAMES("photo.jpg"), "not an acquisition that bridle knows");
    assert_none(NAMES("Manifest.plist"), "not an acquisition that bridle knows");
    assert_none(NAMES("Info.plist", "Status.plist"), "not an acquisition that bridle knows");
    assert_none(NAMES("private/x"), "not an acquisition that bridle knows");
    assert_none(NAMES("Manifest.db/"), "not an acquisition that bridle knows");      // a folder of that name
    assert_none(NAMES("a/b/c/Manifest.db"), "not an acquisition that bridle knows"); // three levels down
}

static void test_several_side_by_side_are_named(UNUSED void **state)
{
    assert_none(NAMES("two/Manifest.db", "one/Manifest.db"), "several acquisitions lie side by side here (one, two)");
    assert_none(NAMES("a/x/Manifest.db", "b/private/var/"), "(a/x, b)");
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground, NAMES("two/Manifest.db", "one/Manifest.db"));
    assert_int_equal(ground_look(&ground, "one"), ERROR_NONE);
}

static void test_many_side_by_side_still_give_one_sentence(UNUSED void **state)
{
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground, NULL);
    for (unsigned i = 0; i < 40; i++) {
        char name[80];
        (void)snprintf(name, sizeof name, "a-long-name-of-a-backup\x1b[31m-%02u/Manifest.db", i);
        ground_add(&ground, name);
    }
    assert_int_equal(ground_look(&ground, ""), ERROR_USAGE);
    assert_null(strchr(ground.error.message, '\x1b'));
    assert_non_null(strstr(ground.error.message, "name one of them"));
}

static void test_an_outer_acquisition_hides_what_lies_in_it(UNUSED void **state)
{
    assert_kind(NAMES("Manifest.db", "inner/Manifest.db"), "ios-backup", "");
}

static void test_no_link_makes_an_acquisition(UNUSED void **state)
{
    char target[4096];
    char name[4096];
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground, NAMES("elsewhere/deep/er/Manifest.db", "elsewhere/deep/er/private/var/", "here/x"));
    (void)ground_path(&ground, "elsewhere/deep/er/Manifest.db", target);
    assert_int_equal(symlink(target, ground_path(&ground, "here/Manifest.db", name)), 0);
    assert_int_equal(ground_look(&ground, "here"), ERROR_USAGE);
    (void)ground_path(&ground, "elsewhere/deep/er/private", target);
    assert_int_equal(symlink(target, ground_path(&ground, "here/private", name)), 0);
    assert_int_equal(ground_look(&ground, "here"), ERROR_USAGE);
    (void)ground_path(&ground, "elsewhere/deep/er", target);
    assert_int_equal(symlink(target, ground_path(&ground, "here/backup", name)), 0);
    assert_int_equal(ground_look(&ground, "here"), ERROR_USAGE);
    // The one that the user names is followed.
    assert_int_equal(ground_look(&ground, "here/backup"), ERROR_NONE);
}

static void write_file(const struct ground *ground, const char *name, struct slice bytes)
{
    char path[4096];
    int fd CLEANUP_CLOSE = open(ground_path(ground, name, path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(write(fd, bytes.data, bytes.size) == (ssize_t)bytes.size);
}

static void test_files_are_told_what_they_are(UNUSED void **state)
{
    static const char *const unread[] = {"x.7z", "x.tar.xz", "x.TXZ", "x.tar.bz2", "x.tbz2", "x.rar", "x.zst", "x.dar"};
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground, NAMES("phone.UFDR", "x.tar.gz", "x.E01", "x.zip", "notes.txt", "ab"));
    assert_int_equal(ground_look(&ground, "phone.UFDR"), ERROR_UNSUPPORTED);
    assert_non_null(strstr(ground.error.message, "a Cellebrite report is not read yet"));
    assert_int_equal(ground_look(&ground, "x.E01"), ERROR_UNSUPPORTED);
    for (size_t i = 0; i < ARRAY_SIZE(unread); i++) {
        ground_add(&ground, unread[i]);
        assert_int_equal(ground_look(&ground, unread[i]), ERROR_UNSUPPORTED);
        assert_non_null(strstr(ground.error.message, "is not read; unpack it first, and give the folder"));
    }
    // Their content says what they are, not their name.
    assert_int_equal(ground_look(&ground, "x.tar.gz"), ERROR_USAGE);
    assert_int_equal(ground_look(&ground, "x.zip"), ERROR_USAGE);
    assert_int_equal(ground_look(&ground, "notes.txt"), ERROR_USAGE);
    assert_int_equal(ground_look(&ground, "ab"), ERROR_USAGE);
    assert_int_equal(ground_look(&ground, "missing"), ERROR_ABSENT);
    assert_int_equal(ground_look(&ground, "missing/x"), ERROR_ABSENT);
}

static void test_archives_are_known_by_their_first_bytes(UNUSED void **state)
{
    static uint8_t block[512];
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground, NULL);
    memcpy(block + 257, "ustar", 5);
    write_file(&ground, "gzip", SLICE("\x1f\x8b"));
    write_file(&ground, "zip", SLICE("PK\3\4"));
    write_file(&ground, "empty", SLICE("PK\5\6"));
    write_file(&ground, "tar", slice_of(block, sizeof block));
    block[257] = 0;
    write_file(&ground, "before posix.tar", slice_of(block, sizeof block));
    write_file(&ground, "of no name", slice_of(block, sizeof block));
    write_file(&ground, "PKs", SLICE("PKK\4"));
    write_file(&ground, "phone.UFDR", SLICE("PK\3\4"));
    static const char *const archives[] = {"gzip", "zip", "empty", "tar", "before posix.tar"};
    for (size_t i = 0; i < ARRAY_SIZE(archives); i++) {
        assert_int_equal(ground_look(&ground, archives[i]), ERROR_NONE);
        assert_true(ground.evidence.archive >= 0);
        assert_int_equal(ground.evidence.root, -1);
        assert_int_equal(fcntl(ground.evidence.archive, F_GETFL) & O_ACCMODE, O_RDONLY);
    }
    assert_int_equal(ground_look(&ground, "of no name"), ERROR_USAGE);
    assert_int_equal(ground_look(&ground, "PKs"), ERROR_USAGE);
    assert_int_equal(ground_look(&ground, "phone.UFDR"), ERROR_UNSUPPORTED);
}

static void test_parts_of_a_sysdiagnose(UNUSED void **state)
{
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground, NAMES("whole/ps.txt", "whole/taskinfo.txt", "one.logarchive/Persist/", "reports/a.ips",
                               "beside/._a.ips", "sysdiagnose_x/ps.txt"));
    assert_int_equal(ground_look(&ground, "whole"), ERROR_NONE);
    assert_string_equal(ground.evidence.within, "");
    assert_int_equal(ground_look(&ground, "one.logarchive"), ERROR_NONE);
    assert_string_equal(ground.evidence.within, "system_logs.logarchive/");
    assert_int_equal(ground_look(&ground, "reports"), ERROR_NONE);
    assert_string_equal(ground.evidence.within, "crashes_and_spins/");
    assert_int_equal(ground_look(&ground, "sysdiagnose_x"), ERROR_NONE);
    assert_string_equal(evidence_kind_name(ground.evidence.kind), "sysdiagnose");
    assert_int_equal(ground_look(&ground, "beside"), ERROR_USAGE);
}

static void test_a_backups_marks_are_seen(UNUSED void **state)
{
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground, NAMES("one/Manifest.db", "two/Manifest.plist", "two/Info.plist", "two/Snapshot/"));
    assert_int_equal(ground_look(&ground, "one"), ERROR_NONE);
    assert_true(ground.evidence.has_manifest);
    assert_false(ground.evidence.snapshot_folder);
    assert_int_equal(ground_look(&ground, "two"), ERROR_NONE);
    assert_false(ground.evidence.has_manifest);
    assert_true(ground.evidence.snapshot_folder);
}

static enum error_code open_below(struct ground *ground, struct slice path)
{
    int fd = -1;
    error_clear(&ground->error);
    enum error_code code = evidence_open_file(&ground->evidence, path, &fd, &ground->error);
    assert_int_equal(code == ERROR_NONE, fd >= 0);
    close_fd(&fd);
    return code;
}

static void test_files_below_the_root_open(UNUSED void **state)
{
    struct ground ground CLEANUP_GROUND;
    int fd CLEANUP_CLOSE = -1;
    char text[32] = "";
    ground_open(&ground, NAMES("Manifest.db", "ab/abcd", "ab/deep/er/file", "new\nline"));
    assert_int_equal(ground_look(&ground, ""), ERROR_NONE);
    assert_int_equal(evidence_open_file(&ground.evidence, SLICE("ab/abcd"), &fd, NULL), ERROR_NONE);
    assert_int_equal(read(fd, text, sizeof text - 1), 7);
    assert_string_equal(text, "ab/abcd");
    assert_int_equal(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDONLY);
    assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    assert_int_equal(open_below(&ground, SLICE("ab/deep/er/file")), ERROR_NONE);
    assert_int_equal(open_below(&ground, SLICE("new\nline")), ERROR_NONE);
    assert_int_equal(open_below(&ground, SLICE("ab/missing")), ERROR_ABSENT);
    assert_int_equal(open_below(&ground, SLICE("missing/abcd")), ERROR_ABSENT);
}

static void test_paths_that_may_lead_out_are_refused(UNUSED void **state)
{
    static const struct slice paths[] = {
        SLICE_INIT("../Manifest.db"),
        SLICE_INIT("ab/../Manifest.db"),
        SLICE_INIT("ab/../../x"),
        SLICE_INIT(".."),
        SLICE_INIT("."),
        SLICE_INIT("./Manifest.db"),
        SLICE_INIT("/etc/passwd"),
        SLICE_INIT("ab//abcd"),
        SLICE_INIT("/"),
        SLICE_INIT("ab/abcd\0.txt"),
    };
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground, NAMES("Manifest.db", "ab/abcd"));
    assert_int_equal(ground_look(&ground, ""), ERROR_NONE);
    for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
        if (open_below(&ground, paths[i]) != ERROR_USAGE)
            fail_msg("%.*s", SLICE_PRINTF(paths[i]));
    char name[300];
    memset(name, 'x', sizeof name);
    assert_int_equal(open_below(&ground, slice_of(name, 256)), ERROR_USAGE);
    assert_int_equal(open_below(&ground, slice_of(name, 255)), ERROR_ABSENT);
    assert_int_not_equal(open_below(&ground, SLICE_NONE), ERROR_NONE);
    assert_int_not_equal(open_below(&ground, SLICE("")), ERROR_NONE);
}

static void test_links_are_not_followed(UNUSED void **state)
{
    char name[4096];
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground, NAMES("Manifest.db", "real/file"));
    assert_int_equal(ground_look(&ground, ""), ERROR_NONE);
    assert_int_equal(symlink("/etc/passwd", ground_path(&ground, "out", name)), 0);
    assert_int_equal(symlink("Manifest.db", ground_path(&ground, "in", name)), 0);
    assert_int_equal(symlink("real", ground_path(&ground, "folder", name)), 0);
    assert_int_equal(open_below(&ground, SLICE("out")), ERROR_IO);
    assert_string_equal(ground.error.message, "a link, which is not followed");
    assert_int_equal(open_below(&ground, SLICE("in")), ERROR_IO);
    assert_int_equal(open_below(&ground, SLICE("folder/file")), ERROR_IO);
    assert_int_equal(open_below(&ground, SLICE("real/file")), ERROR_NONE);
}

static void test_what_is_no_regular_file_is_refused(UNUSED void **state)
{
    char name[4096];
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground, NAMES("Manifest.db", "folder/file"));
    assert_int_equal(ground_look(&ground, ""), ERROR_NONE);
    assert_int_equal(mkfifo(ground_path(&ground, "pipe", name), 0600), 0);
    assert_int_equal(open_below(&ground, SLICE("pipe")), ERROR_IO); // and does not wait for a writer
    assert_string_equal(ground.error.message, "not a regular file");
    assert_int_equal(open_below(&ground, SLICE("folder")), ERROR_IO);
    assert_int_equal(open_below(&ground, SLICE("Manifest.db/x")), ERROR_IO);
}

static void test_an_unreadable_file_is_an_error_not_an_absence(UNUSED void **state)
{
    char name[4096];
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground, NAMES("Manifest.db", "locked"));
    assert_int_equal(chmod(ground.path, 0755), 0);
    assert_int_equal(ground_look(&ground, ""), ERROR_NONE);
    assert_int_equal(chmod(ground_path(&ground, "locked", name), 0), 0);
    bool root = geteuid() == 0;
    assert_true(!root || seteuid(65534) == 0);
    enum error_code code = open_below(&ground, SLICE("locked"));
    assert_true(!root || seteuid(0) == 0);
    assert_int_equal(code, ERROR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_kind_is_known),
        cmocka_unit_test(test_one_or_two_levels_down),
        cmocka_unit_test(test_what_is_none),
        cmocka_unit_test(test_several_side_by_side_are_named),
        cmocka_unit_test(test_many_side_by_side_still_give_one_sentence),
        cmocka_unit_test(test_an_outer_acquisition_hides_what_lies_in_it),
        cmocka_unit_test(test_no_link_makes_an_acquisition),
        cmocka_unit_test(test_files_are_told_what_they_are),
        cmocka_unit_test(test_archives_are_known_by_their_first_bytes),
        cmocka_unit_test(test_parts_of_a_sysdiagnose),
        cmocka_unit_test(test_a_backups_marks_are_seen),
        cmocka_unit_test(test_files_below_the_root_open),
        cmocka_unit_test(test_paths_that_may_lead_out_are_refused),
        cmocka_unit_test(test_links_are_not_followed),
        cmocka_unit_test(test_what_is_no_regular_file_is_refused),
        cmocka_unit_test(test_an_unreadable_file_is_an_error_not_an_absence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
