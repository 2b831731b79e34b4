// SPDX-License-Identifier: Apache-2.0
// Places: patterns of paths, and whose file a path is.
#include "sql_test.h"

#include "mutation.h"
#include "sql/place.h"

struct row {
    const char *pattern;
    const char *path;
    bool matches;
};

static void test_patterns(UNUSED void **state)
{
    static const struct row rows[] = {
        {"HomeDomain/Library/SMS/sms.db", "HomeDomain/Library/SMS/sms.db", true},
        {"HomeDomain/Library/SMS/sms.db", "HomeDomain/Library/SMS/sms.dbx", false},
        {"HomeDomain/Library/SMS/sms.db", "HomeDomain/Library/SMS/sms.d", false},
        {"HomeDomain/Library/SMS/sms.db", "homedomain/Library/SMS/sms.db", false},
        {"a/*/c", "a/b/c", true},
        {"a/*/c", "a//c", true},
        {"a/*/c", "a/b/b/c", false},
        {"a/*", "a/b", true},
        {"a/*", "a/", true},
        {"a/*", "a/b/c", false},
        {"*", "abc", true},
        {"*", "", true},
        {"*", "a/b", false},
        {"*.db", "a.db", true},
        {"*.db", "a.db.db", true},
        {"*.db", "d/a.db", false},
        {"a*b*c", "aXbYc", true},
        {"a*b*c", "abc", true},
        {"a*b*c", "aXbY", false},
        {"a*b*c", "aXb/Yc", false},
        {"*a/b*", "xa/bx", true},
        {"*a*/b", "xaya/b", true},
        {"*/b", "x/y/b", false},
        {"a?c", "abc", true},
        {"a?c", "a/c", false},
        {"a?c", "ac", false},
        {"???", "ab", false},
        {"**", "ab", true},
        {"a**b", "ab", true},
        {"", "", true},
        {"", "a", false},
        {"a", "", false},
        {"/private/*/x", "/private/var/x", true},
        {"a[b]", "a[b]", true},
        {"a\\*", "a*", false},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        if (place_matches(slice_text(rows[i].pattern), slice_text(rows[i].path)) != rows[i].matches)
            fail_msg("%s and %s", rows[i].pattern, rows[i].path);
    assert_true(place_matches(SLICE("*.db"), SLICE("a\0b.db")));
    assert_false(place_matches(SLICE("a.db"), SLICE("a.db\0")));
}

// One component of many stars ends in reasonable time.
static void test_stars_do_not_explode(UNUSED void **state)
{
    struct buffer pattern CLEANUP_BUFFER;
    struct buffer path CLEANUP_BUFFER;
    buffer_init(&pattern, 65536);
    buffer_init(&path, 65536);
    for (unsigned i = 0; i < 500; i++)
        buffer_put_text(&pattern, "*a");
    buffer_put_text(&pattern, "b");
    for (unsigned i = 0; i < 4000; i++)
        buffer_put_byte(&path, 'a');
    assert_false(place_matches(buffer_slice(&pattern), buffer_slice(&path)));
}

struct calls {
    char text[200];
};

static void note(void *context, unsigned artefact, enum place_part part)
{
    struct calls *calls = context;
    size_t used = strlen(calls->text);
    (void)snprintf(calls->text + used, sizeof calls->text - used, "%u%s ", artefact,
                   part == PLACE_WAL       ? "w"
                   : part == PLACE_JOURNAL ? "j"
                                           : "");
}

static void assert_calls(const struct place_set *set, const char *path, const char *expected)
{
    struct calls calls = {""};
    place_set_match(set, slice_text(path), note, &calls);
    if (strcmp(calls.text, expected) != 0)
        fail_msg("%s: \"%s\", not \"%s\"", path, calls.text, expected);
}

static void test_a_set_says_whose_file_it_is(UNUSED void **state)
{
    static const struct {
        unsigned artefact;
        const char *pattern;
    } patterns[] = {
        {0, "HomeDomain/SMS/sms.db"},
        {1, "HomeDomain/Safari/History.db"},
        {1, "HomeDomain/Safari/*/History.db"},
        {2, "HomeDomain/SMS/sms.db"},
        {3, "HomeDomain/SMS/*"},
        {4, "RootDomain/log-wal"},
        {5, "HomeDomain/Safari/*"},
        {6, "b/*.db"},
        {6, "b/a.*"},
    };
    struct place_set *set CLEANUP(place_set_freep) = place_set_new();
    assert_non_null(set);
    for (size_t i = 0; i < ARRAY_SIZE(patterns); i++)
        assert_int_equal(place_set_add(set, patterns[i].artefact, slice_text(patterns[i].pattern), NULL), ERROR_NONE);
    assert_calls(set, "HomeDomain/SMS/sms.db", "0 2 3 ");
    assert_calls(set, "HomeDomain/SMS/sms.db-wal", "0w 2w 3 ");
    assert_calls(set, "HomeDomain/SMS/sms.db-journal", "0j 2j 3 ");
    assert_calls(set, "HomeDomain/SMS/sms.db-shm", "3 ");
    assert_calls(set, "HomeDomain/SMS/sms.db-wal-wal", "3 ");
    assert_calls(set, "HomeDomain/Safari/History.db", "1 5 ");
    assert_calls(set, "HomeDomain/Safari/p/History.db-wal", "1w ");
    assert_calls(set, "RootDomain/log-wal", "4 ");
    assert_calls(set, "RootDomain/log", "");
    assert_calls(set, "-wal", "");
    assert_calls(set, "b/a.db", "6 "); // once, although two of its patterns fit
    assert_calls(set, "", "");
}

static void test_a_pattern_is_copied(UNUSED void **state)
{
    char pattern[] = "a/b";
    struct place_set *set CLEANUP(place_set_freep) = place_set_new();
    assert_int_equal(place_set_add(set, 7, slice_text(pattern), NULL), ERROR_NONE);
    memset(pattern, 'x', 3);
    assert_calls(set, "a/b", "7 ");
}

static void attempt(struct slice bytes, UNUSED void *context)
{
    (void)place_matches(SLICE("a*b?/*.db"), bytes);
    (void)place_matches(bytes, SLICE("axxb1/sms.db"));
}

static void test_any_bytes_come_back(UNUSED void **state)
{
    mutation_all(SLICE("a*b?/*.db"), attempt, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_stars_do_not_explode),
        cmocka_unit_test(test_a_set_says_whose_file_it_is),
        cmocka_unit_test(test_a_pattern_is_copied),
        cmocka_unit_test(test_any_bytes_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
