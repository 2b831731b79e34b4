// SPDX-License-Identifier: Apache-2.0
// A plain folder walked: every regular file once, in byte order, and what was left out is counted.
#include "evidence_test.h"

#include "base/buffer.h"

struct walked {
    struct ground ground;
    struct buffer paths;
    uint64_t bytes;
    struct evidence_walk counts;
};

static void note(void *context, enum evidence_entry entry, struct slice path, uint64_t size)
{
    if (entry != ENTRY_FILE)
        return;
    struct walked *walked = context;
    walked->bytes += size;
    buffer_put(&walked->paths, path);
    buffer_put_byte(&walked->paths, ';');
}

static void walked_close(struct walked *walked)
{
    buffer_release(&walked->paths);
    ground_close(&walked->ground);
}
#define CLEANUP_WALKED CLEANUP(walked_close)

static void walked_open(struct walked *walked, const char *const *names)
{
    *walked = (struct walked){0};
    buffer_init(&walked->paths, 64U << 20);
    ground_open(&walked->ground, names);
    ground_add(&walked->ground, "private/var/");
    assert_int_equal(ground_look(&walked->ground, ""), ERROR_NONE);
}

static void walk(struct walked *walked)
{
    assert_int_equal(evidence_walk(&walked->ground.evidence, note, walked, &walked->counts, NULL), ERROR_NONE);
}

static void test_files_come_in_byte_order(UNUSED void **state)
{
    struct walked walked CLEANUP_WALKED;
    walked_open(&walked,
                NAMES("b", "a/z", "a/b/c", "a.x", "B", "private/var/x", "\xff", "\xc3\xa4", "a/b.c", "empty/"));
    walk(&walked);
    assert_string_equal(buffer_text(&walked.paths), "B;a/b/c;a/b.c;a/z;a.x;b;private/var/x;\xc3\xa4;\xff;");
    assert_int_equal(walked.counts.files, 9);
    assert_int_equal(walked.counts.folders_unread, 0);
    assert_int_equal(walked.counts.names_left_out, 0);
    assert_int_equal(walked.bytes, 1 + 3 + 5 + 5 + 3 + 1 + 13 + 2 + 1);
}

static void test_links_pipes_and_sockets_are_left_out(UNUSED void **state)
{
    char name[4096];
    struct walked walked CLEANUP_WALKED;
    walked_open(&walked, NAMES("file", "folder/inside"));
    assert_int_equal(symlink("/etc", ground_path(&walked.ground, "link", name)), 0);
    assert_int_equal(symlink("folder", ground_path(&walked.ground, "link2", name)), 0);
    assert_int_equal(symlink("..", ground_path(&walked.ground, "folder/round", name)), 0);
    assert_int_equal(mkfifo(ground_path(&walked.ground, "pipe", name), 0600), 0);
    walk(&walked);
    assert_string_equal(buffer_text(&walked.paths), "file;folder/inside;");
    assert_int_equal(walked.counts.names_left_out, 4);
}

static void test_names_with_any_byte_come_whole(UNUSED void **state)
{
    struct walked walked CLEANUP_WALKED;
    walked_open(&walked, NAMES("new\nline", "esc\x1b[31m", " ", "..."));
    walk(&walked);
    assert_string_equal(buffer_text(&walked.paths), " ;...;esc\x1b[31m;new\nline;");
}

static void test_a_folder_that_cannot_be_read_is_counted(UNUSED void **state)
{
    char name[4096];
    struct walked walked CLEANUP_WALKED;
    walked_open(&walked, NAMES("locked/secret", "open/file"));
    const char *const folders[] = {"open", "private", "private/var"};
    for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
        assert_int_equal(chmod(ground_path(&walked.ground, folders[i], name), 0755), 0);
    assert_int_equal(chmod(walked.ground.path, 0755), 0);
    assert_int_equal(chmod(ground_path(&walked.ground, "locked", name), 0), 0);
    bool root = geteuid() == 0;
    assert_true(!root || seteuid(65534) == 0);
    enum error_code code = evidence_walk(&walked.ground.evidence, note, &walked, &walked.counts, NULL);
    assert_true(!root || seteuid(0) == 0);
    assert_int_equal(code, ERROR_NONE);
    assert_int_equal(chmod(ground_path(&walked.ground, "locked", name), 0700), 0);
    assert_string_equal(buffer_text(&walked.paths), "open/file;");
    assert_int_equal(walked.counts.folders_unread, 1);
}

// Deeper than the limit: counted, and what comes after keeps its own path.
static void test_folders_beyond_the_depth_are_counted(UNUSED void **state)
{
    struct buffer deep CLEANUP_BUFFER;
    struct buffer expected CLEANUP_BUFFER;
    struct walked walked CLEANUP_WALKED;
    buffer_init(&deep, 4096);
    buffer_init(&expected, 4096);
    for (unsigned i = 0; i < LIMIT_WALK_DEPTH - 1; i++)
        buffer_put_text(&deep, "d/");
    buffer_put(&expected, buffer_slice(&deep));
    buffer_put_text(&expected, "z;last;");
    walked_open(&walked, NAMES("last"));
    buffer_put_text(&deep, "a/");
    ground_add(&walked.ground, buffer_text(&deep));
    buffer_put_text(&deep, "beyond");
    ground_add(&walked.ground, buffer_text(&deep));
    deep.size -= sizeof "a/beyond" - 1;
    buffer_put_text(&deep, "z");
    ground_add(&walked.ground, buffer_text(&deep));
    walk(&walked);
    assert_string_equal(buffer_text(&walked.paths), buffer_text(&expected));
    assert_int_equal(walked.counts.folders_unread, 1);
    assert_int_equal(walked.counts.files, 2);
}

static void test_a_wide_folder_is_walked_whole(UNUSED void **state)
{
    struct walked walked CLEANUP_WALKED;
    walked_open(&walked, NULL);
    for (unsigned i = 0; i < 3000; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "wide/%05u", (i * 7919) % 3000);
        ground_add(&walked.ground, name);
    }
    walk(&walked);
    assert_int_equal(walked.counts.files, 3000);
    assert_memory_equal(walked.paths.data, "wide/00000;wide/00001;", 22);
    assert_true(slice_ends(buffer_slice(&walked.paths), SLICE("wide/02999;")));
}

// The walk reads nothing and writes nothing: a folder that allows neither is walked as well.
static void test_the_folder_is_left_as_it_was(UNUSED void **state)
{
    char name[4096];
    struct stat before;
    struct stat after;
    struct walked walked CLEANUP_WALKED;
    walked_open(&walked, NAMES("folder/file"));
    assert_int_equal(stat(ground_path(&walked.ground, "folder", name), &before), 0);
    walk(&walked);
    assert_int_equal(stat(name, &after), 0);
    assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
    assert_int_equal(before.st_nlink, after.st_nlink);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_come_in_byte_order),
        cmocka_unit_test(test_links_pipes_and_sockets_are_left_out),
        cmocka_unit_test(test_names_with_any_byte_come_whole),
        cmocka_unit_test(test_a_folder_that_cannot_be_read_is_counted),
        cmocka_unit_test(test_folders_beyond_the_depth_are_counted),
        cmocka_unit_test(test_a_wide_folder_is_walked_whole),
        cmocka_unit_test(test_the_folder_is_left_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
