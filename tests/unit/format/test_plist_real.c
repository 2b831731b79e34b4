// SPDX-License-Identifier: Apache-2.0
// Another library's suite of valid, invalid and hostile property lists.
#include "format_test.h"

#include "mutation.h"

struct expectation {
    const char *name;
    enum error_code code; // of opening and looking at the root
    enum plist_type type; // of the root
    uint64_t count;
    const char *text; // the whole, or NULL
};

static const struct expectation expectations[] = {
    {"1.plist", ERROR_NONE, PLIST_DICTIONARY, 9, NULL},
    {"2.plist", ERROR_NONE, PLIST_DICTIONARY, 9, NULL},
    {"3.plist", ERROR_NONE, PLIST_DICTIONARY, 9, NULL},
    {"4.plist", ERROR_NONE, PLIST_DICTIONARY, 9, NULL},
    {"6.plist", ERROR_NONE, PLIST_ARRAY, 4000, NULL},
    {"7.plist", ERROR_NONE, PLIST_DICTIONARY, 4, NULL},
    {"amp.plist", ERROR_FORMAT, PLIST_NONE, 0, NULL},
    {"cdata.plist", ERROR_NONE, PLIST_DICTIONARY, 1, NULL},
    {"data.bplist", ERROR_NONE, PLIST_DICTIONARY, 1, NULL},
    {"dictref1byte.bplist", ERROR_NONE, PLIST_DICTIONARY, 1, "{\"A\":\"B\"}"},
    {"dictref2bytes.bplist", ERROR_NONE, PLIST_DICTIONARY, 1, "{\"A\":\"B\"}"},
    {"dictref3bytes.bplist", ERROR_NONE, PLIST_DICTIONARY, 1, "{\"A\":\"B\"}"},
    {"dictref4bytes.bplist", ERROR_NONE, PLIST_DICTIONARY, 1, "{\"A\":\"B\"}"},
    {"dictref5bytes.bplist", ERROR_NONE, PLIST_DICTIONARY, 1, "{\"A\":\"B\"}"},
    {"dictref6bytes.bplist", ERROR_NONE, PLIST_DICTIONARY, 1, "{\"A\":\"B\"}"},
    {"dictref7bytes.bplist", ERROR_NONE, PLIST_DICTIONARY, 1, "{\"A\":\"B\"}"},
    {"dictref8bytes.bplist", ERROR_NONE, PLIST_DICTIONARY, 1, "{\"A\":\"B\"}"},
    {"empty_keys.plist", ERROR_NONE, PLIST_DICTIONARY, 2, "{\"\":\"empty key\",\"\":\"empty key with comment\"}"},
    {"entities.plist", ERROR_NONE, PLIST_DICTIONARY, 5, NULL},
    {"hex.plist", ERROR_NONE, PLIST_INTEGER, 0, "7932961166869"},
    {"int64_min_max.json", ERROR_FORMAT, PLIST_NONE, 0, NULL},
    {"invalid_tag.plist", ERROR_FORMAT, PLIST_NONE, 0, NULL},
    {"j1.json", ERROR_FORMAT, PLIST_NONE, 0, NULL},
    {"j2.json", ERROR_FORMAT, PLIST_NONE, 0, NULL},
    // One key is a dictionary whose key is an array.
    {"malformed_dict.bplist", ERROR_NONE, PLIST_DICTIONARY, 2, "{{[1,1]:\"test\"}:[1,1],\"foo\":[[1],[1],[1],[1]]}"},
    {"o1.ostep", ERROR_FORMAT, PLIST_NONE, 0, NULL},
    {"o2.ostep", ERROR_FORMAT, PLIST_NONE, 0, NULL},
    {"o3.ostep", ERROR_FORMAT, PLIST_NONE, 0, NULL},
    {"off1byte.bplist", ERROR_NONE, PLIST_DICTIONARY, 1, "{\"A\":\"B\"}"},
    {"off2bytes.bplist", ERROR_NONE, PLIST_DICTIONARY, 1, "{\"A\":\"B\"}"},
    {"off3bytes.bplist", ERROR_NONE, PLIST_DICTIONARY, 1, "{\"A\":\"B\"}"},
    {"off4bytes.bplist", ERROR_NONE, PLIST_DICTIONARY, 1, "{\"A\":\"B\"}"},
    {"off5bytes.bplist", ERROR_NONE, PLIST_DICTIONARY, 1, "{\"A\":\"B\"}"},
    {"off6bytes.bplist", ERROR_NONE, PLIST_DICTIONARY, 1, "{\"A\":\"B\"}"},
    {"off7bytes.bplist", ERROR_NONE, PLIST_DICTIONARY, 1, "{\"A\":\"B\"}"},
    {"off8bytes.bplist", ERROR_NONE, PLIST_DICTIONARY, 1, "{\"A\":\"B\"}"},
    {"offxml.plist", ERROR_NONE, PLIST_DICTIONARY, 1, "{\"A\":\"B\"}"},
    {"order.bplist", ERROR_NONE, PLIST_DICTIONARY, 2, "{\"test\":[1,1],\"foo\":[[1],{\"test\":\"foo\"},[1],[1]]}"},
    {"order.plist", ERROR_NONE, PLIST_DICTIONARY, 2, "{\"test\":[1,1],\"foo\":[[1],{\"test\":\"foo\"},[1],[1]]}"},
    // Its offset table runs into the trailer; cycles have tests of their own.
    {"recursion.bplist", ERROR_FORMAT, PLIST_NONE, 0, NULL},
    {"signed.bplist", ERROR_NONE, PLIST_INTEGER, 0, "-1"},
    {"signed.plist", ERROR_NONE, PLIST_INTEGER, 0, "-1"},
    {"signedunsigned.bplist", ERROR_NONE, PLIST_ARRAY, 5,
     "[-1,18446744073709551615,9223372036854775807,-9223372036854775808,9223372036854775808]"},
    {"signedunsigned.plist", ERROR_NONE, PLIST_ARRAY, 5,
     "[-1,18446744073709551615,9223372036854775807,-9223372036854775808,9223372036854775808]"},
    {"test.strings", ERROR_FORMAT, PLIST_NONE, 0, NULL},
    {"uid.bplist", ERROR_NONE, PLIST_UID, 0, "uid(7)"},
    {"unsigned.bplist", ERROR_NONE, PLIST_INTEGER, 0, "18446744073709551615"},
    {"unsigned.plist", ERROR_NONE, PLIST_INTEGER, 0, "18446744073709551615"},
};

static struct slice suite_file(struct arena *arena, const char *name)
{
    char path[256];
    (void)snprintf(path, sizeof path, "plist/%s", name);
    return from_file(arena, path);
}

static void test_suite_reads_as_expected(void **state)
{
    for (size_t i = 0; i < ARRAY_SIZE(expectations); i++) {
        const struct expectation *expected = &expectations[i];
        struct slice bytes = suite_file(*state, expected->name);
        struct plist *plist = NULL;
        struct plist_value root = {.type = PLIST_NONE};
        enum error_code code = plist_open(bytes, *state, &plist, NULL);
        if (code == ERROR_NONE)
            code = plist_root(plist, &root, NULL);
        if (code != expected->code || root.type != expected->type || root.count != expected->count)
            print_message("# %s: %s, type %u, %" PRIu64 " members\n", expected->name, error_code_name(code), root.type,
                          root.count);
        assert_int_equal(code, expected->code);
        assert_int_equal(root.type, expected->type);
        assert_int_equal(root.count, expected->count);
        if (expected->text)
            assert_string_equal(describe(bytes, *state), expected->text);
    }
}

static void test_suite_comes_back_after_mutations(void **state)
{
    (void)suite_file(*state, expectations[0].name); // skips, where nothing is held yet that would leak
    struct arena *arena = arena_new(1U << 20);
    for (size_t i = 0; i < ARRAY_SIZE(expectations); i++) {
        struct slice bytes = suite_file(*state, expectations[i].name);
        if (bytes.size < 600)
            mutation_all(bytes, describe_attempt, arena);
    }
    (void)arena_free(arena);
}

static void test_entities_and_sections_read(void **state)
{
    struct slice text = slice_text(describe(suite_file(*state, "entities.plist"), *state));
    static const char *const parts[] = {"\"\xc2\xa9\"", "\"a@z\"", "\"abcd\xf0\x9d\x95\xa5wxyz\"", "before & after"};
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
        assert_int_not_equal(slice_find(text, slice_text(parts[i])), SIZE_MAX);
    text = slice_text(describe(suite_file(*state, "cdata.plist"), *state));
    assert_true(slice_starts(text, SLICE("{\"cdata&key\":\"string with cdata content:  !\"#$%&'()")));
}

static void test_dates_read(void **state)
{
    assert_string_equal(describe(suite_file(*state, "7.plist"), *state),
                        "{\"Time1\":@1289567655000000,\"Time2\":@1215320643000000,\"Time3\":~@-3187007008000000,"
                        "\"Time4\":@7246545011000000}");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_suite_reads_as_expected),
        TEST(test_suite_comes_back_after_mutations),
        TEST(test_entities_and_sections_read),
        TEST(test_dates_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
