// SPDX-License-Identifier: Apache-2.0
// Paths, files, processes, apps, hashes, certificates, profiles, properties.
#include "observe/gather.h"

#include "base/limits.h"

static void test_paths(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW("/private/var/tmp/l", "path /private/var/tmp/l; file l"),
        ROW("/private/var/tmp/l/", "path /private/var/tmp/l; file l"),
        ROW("/var/tmp/l", "path /private/var/tmp/l; file l"),
        ROW("/tmp/l", "path /private/var/tmp/l; file l"),
        ROW("/etc", "path /private/etc; file etc"),
        ROW("/etc/hosts", "path /private/etc/hosts; file hosts"),
        ROW("/variable/x", "path /variable/x; file x"),
        ROW("/temp", "path /temp; file temp"),
        ROW("//var//./tmp/l", "path /private/var/tmp/l; file l"),
        ROW("/a/../tmp/./b", "path /private/var/tmp/b; file b"),
        ROW("/../../a", "path /a; file a"),
        ROW("/a/b/..", "path /a; file a"),
        ROW("/a/...", "path /a/...; file ..."),
        ROW("/Data/Local/Tmp", "path /Data/Local/Tmp; file Tmp"),
        ROW("file:///var/mobile/a%20b", "path /private/var/mobile/a b; file a b"),
        ROW("file://localhost/var/x?y#z", "path /private/var/x; file x"),
        ROW("FILE:/tmp/x", "path /private/var/tmp/x; file x"),
        ROW("/a\0b", "path /a\0b; file a"),
        ROW("/", ""),
        ROW("/.", ""),
        ROW("/a/..", ""),
        ROW("Library/SMS/sms.db", "file sms.db"),
        ROW("sms.db", "file sms.db"),
        ROW("a/b/", "file b"),
        ROW("..", ""),
        ROW("", ""),
    };
    ROWS_CHECK("path", rows);
}

static void test_path_parents(void **state)
{
    (void)state;
    struct slice path = SLICE("/a/bc/d");
    assert_true(path_parent(path, &path));
    assert_true(slice_equal(path, SLICE("/a/bc")));
    assert_true(path_parent(path, &path));
    assert_true(slice_equal(path, SLICE("/a")));
    assert_false(path_parent(path, &path));
    assert_false(path_parent(SLICE(""), &path));
    assert_false(path_parent(SLICE("a"), &path));
}

static void test_longest_path(void **state)
{
    (void)state;
    struct gathering gathering = {.count = 0};
    buffer_init(&gathering.line, 1U << 20);
    uint8_t bytes[LIMIT_PATH_SIZE + 1];
    memset(bytes, 'a', sizeof bytes);
    bytes[0] = '/';
    assert_int_equal(observations_gather(kinds_parse("path"), slice_of(bytes, sizeof bytes), &gathering), 1);
    assert_int_equal(gathering.count, 0);
    assert_int_equal(observations_gather(kinds_parse("path"), slice_of(bytes, sizeof bytes - 1), &gathering), 0);
    assert_int_equal(gathering.count, 2);
    assert_int_equal(observations_gather(kinds_parse("process"), slice_of(bytes, sizeof bytes), &gathering), 1);
    assert_int_equal(gathering.count, 0);
    buffer_release(&gathering.line);
}

static void test_processes(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW("bh", "process bh"),
        ROW("BH", "process BH"),
        ROW(" bh\n", "process bh"),
        ROW("/usr/libexec/bh", "process bh; path /usr/libexec/bh"),
        ROW("/private/var/tmp/abcdefghijklmnop", "process abcdefghijklmnop; path /private/var/tmp/abcdefghijklmnop"),
        ROW("abcdefghijklmno", "process abcdefghijklmno"),
        ROW("abcdefghijklmnop", "%process abcdefghijklmnop"),
        ROW("abcdefghijklmnopq", "process abcdefghijklmnopq"),
        ROW("mDNSResponder/net.example.App", "process net.example.App; process mDNSResponder"),
        ROW("/", ""),
        ROW("", ""),
    };
    ROWS_CHECK("process", rows);
}

static void test_identifiers(void **state)
{
    (void)state;
    static const struct row files[] = {
        ROW("RoleAccountd.plist", "file RoleAccountd.plist"),
        ROW("/a/b.plist", "file b.plist"),
        ROW(".", ""),
    };
    static const struct row apps[] = {
        ROW("com.Client.appA", "app com.client.appa"),
        ROW("com client", ""),
        ROW("/a", ""),
    };
    static const struct row profiles[] = {
        ROW("76DAB334-7E17-475D-A5D6-0794EB5818A5", "profile 76dab334-7e17-475d-a5d6-0794eb5818a5"),
        ROW("com.Example.Profile", "profile com.Example.Profile"),
        ROW("76DAB334-7E17-475D-A5D6-0794EB5818AG", "profile 76DAB334-7E17-475D-A5D6-0794EB5818AG"),
        ROW("A5", "profile A5"),
    };
    static const struct row properties[] = {
        ROW("sys.brand.note", "property sys.brand.note"),
        ROW("Sys.Brand.Note", "property Sys.Brand.Note"),
        ROW("a b", ""),
    };
    ROWS_CHECK("file", files);
    ROWS_CHECK("app", apps);
    ROWS_CHECK("profile", profiles);
    ROWS_CHECK("property", properties);
}

static void test_hashes(void **state)
{
    (void)state;
    static const struct row hashes[] = {
        ROW("D41D8CD98F00B204E9800998ECF8427E", "hash d41d8cd98f00b204e9800998ecf8427e"),
        ROW("da39a3ee5e6b4b0d3255bfef95601890afd80709", "hash da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ROW("d41d8cd98f00b204e9800998ecf8427", ""),
        ROW("d41d8cd98f00b204e9800998ecf8427g", ""),
        ROW("da:39:a3:ee:5e:6b:4b:0d:32:55:bf:ef:95:60:18:90:af:d8:07:09", ""),
    };
    static const struct row certificates[] = {
        ROW("DA:39:A3:EE:5E:6B:4B:0D:32:55:BF:EF:95:60:18:90:AF:D8:07:09",
            "certificate da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ROW("da39a3ee5e6b4b0d3255bfef95601890afd80709", "certificate da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ROW("da:39", ""),
        ROW("::::", ""),
    };
    ROWS_CHECK("hash", hashes);
    ROWS_CHECK("certificate", certificates);
    uint8_t digits[130];
    memset(digits, 'A', sizeof digits);
    for (size_t size = 0; size <= sizeof digits; size++) {
        struct gathering gathering = {.count = 0};
        buffer_init(&gathering.line, 1U << 12);
        bool known = size == 32 || size == 40 || size == 64 || size == 128;
        assert_int_equal(observations_gather(kinds_parse("hash"), slice_of(digits, size), &gathering), 0);
        assert_int_equal(gathering.count, known ? 1 : 0);
        assert_int_equal(observations_gather(kinds_parse("certificate"), slice_of(digits, size), &gathering), 0);
        assert_int_equal(gathering.count, known ? 1 : 0);
        buffer_release(&gathering.line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths),     cmocka_unit_test(test_path_parents), cmocka_unit_test(test_longest_path),
        cmocka_unit_test(test_processes), cmocka_unit_test(test_identifiers),  cmocka_unit_test(test_hashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
