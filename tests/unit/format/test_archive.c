// SPDX-License-Identifier: Apache-2.0
#include "format_test.h"

#include "mutation.h"

// A keyed archive in XML form, so that the tests can be read; `binary_archive` below is the same reader's other door.
#define ARCHIVE(objects)                                                                                              \
    "<plist><dict><key>$archiver</key><string>NSKeyedArchiver</string><key>$version</key><integer>100000</integer>"   \
    "<key>$top</key><dict><key>root</key>" UID("1") "</dict><key>$objects</key><array><string>$null</string>" objects \
                                                    "</array></dict></plist>"
#define UID(number) "<dict><key>CF$UID</key><integer>" number "</integer></dict>"
#define MEMBER(key, value) "<key>" key "</key>" value
#define CLASS(name)                                            \
    "<dict>" MEMBER("$classname", "<string>" name "</string>") \
        MEMBER("$classes", "<array><string>" name "</string><string>NSObject</string></array>") "</dict>"

static void expect(struct arena *arena, const char *text, const char *expected)
{
    assert_string_equal(describe_text(text, arena), expected);
}

static void test_dictionary_reads(void **state)
{
    expect(*state,
           ARCHIVE("<dict>" MEMBER("NS.keys", "<array>" UID("2") UID("3") "</array>")
                       MEMBER("NS.objects", "<array>" UID("0") UID("4") "</array>")
                           MEMBER("$class", UID("5")) "</dict>"
                                                      "<string>a</string><string>b</string><integer>7</integer>" CLASS(
                                                          "NSDictionary")),
           "{\"a\":null,\"b\":7}");
}

static void test_array_and_set_read(void **state)
{
    expect(*state,
           ARCHIVE("<dict>" MEMBER("NS.objects", "<array>" UID("2") UID("0") "</array>")
                       MEMBER("$class", UID("3")) "</dict>"
                                                  "<string>a</string>" CLASS("NSMutableArray")),
           "[\"a\",null]");
    expect(*state,
           ARCHIVE("<dict>" MEMBER("NS.objects", "<array>" UID("2") "</array>")
                       MEMBER("$class", UID("3")) "</dict>"
                                                  "<string>a</string>" CLASS("NSOrderedSet")),
           "set[\"a\"]");
}

static void test_values_become_what_they_stand_for(void **state)
{
    static const struct {
        const char *text;
        const char *value;
    } values[] = {
        {ARCHIVE("<dict>" MEMBER("NS.string", "<string>a</string>") "</dict>"), "\"a\""},
        {ARCHIVE("<dict>" MEMBER("NS.bytes", "<data>YQ==</data>") "</dict>"), "\"a\""},
        {ARCHIVE("<dict>" MEMBER("NS.data", "<data>/w==</data>") "</dict>"), "<ff>"},
        {ARCHIVE("<dict>" MEMBER("NS.data", UID("2")) "</dict><data>/w==</data>"), "<ff>"},
        {ARCHIVE("<dict>" MEMBER("NS.time", "<real>1.5</real>") "</dict>"), "@978307201500000"},
        {ARCHIVE("<dict>" MEMBER("NS.time", "<integer>0</integer>") "</dict>"), "@978307200000000"},
        {ARCHIVE("<dict>" MEMBER("NS.uuidbytes", "<data>dtqzNH4XR12l1geU61gYpQ==</data>") "</dict>"),
         "\"76DAB334-7E17-475D-A5D6-0794EB5818A5\""},
        {ARCHIVE("<dict>" MEMBER("NS.uuidbytes", "<data>AA==</data>") "</dict>"), "{\"NS.uuidbytes\":<00>}"},
        {ARCHIVE("<dict>" MEMBER("NS.intval", "<integer>5</integer>") "</dict>"), "5"},
        {ARCHIVE("<dict>" MEMBER("NS.dblval", "<real>0.5</real>") "</dict>"), "0.500000"},
        {ARCHIVE("<dict>" MEMBER("NS.boolval", "<integer>1</integer>") "</dict>"), "true"},
        {ARCHIVE("<dict>" MEMBER("$class", UID("2")) "</dict>" CLASS("NSNull")), "null"},
        {ARCHIVE("<dict>" MEMBER("NS.string", "<array/>") "</dict>"), "{\"NS.string\":[]}"},
        {ARCHIVE("<string>$null</string>"), "\"$null\""}, // only object 0 is nil
    };
    for (size_t i = 0; i < ARRAY_SIZE(values); i++)
        expect(*state, values[i].text, values[i].value);
}

#define URL(base, relative) \
    "<dict>" MEMBER("NS.base", base) MEMBER("NS.relative", "<string>" relative "</string>") "</dict>"

static void test_urls_are_joined(void **state)
{
    static const struct {
        const char *base;
        const char *relative;
        const char *url;
    } urls[] = {
        {"http://a.b/c/d?e#f", "g", "\"http://a.b/c/g\""},
        {"http://a.b/c/d?e#f", "/g", "\"http://a.b/g\""},
        {"http://a.b/c/d?e#f", "//g/h", "\"http://g/h\""},
        {"http://a.b/c/d?e#f", "?g", "\"http://a.b/c/d?g\""},
        {"http://a.b/c/d?e#f", "#g", "\"http://a.b/c/d?e#g\""},
        {"http://a.b/c/d?e#f", "", "\"http://a.b/c/d?e\""},
        {"http://a.b", "g", "\"http://a.b/g\""},
        {"http://a.b?c/d", "g", "\"http://a.b/g\""},
        {"http://a.b/c", "https://g", "\"https://g\""},
        {"", "g", "\"g\""},
        {"mailto:a", "?b", "\"mailto:a?b\""},
        {"http://a.b", "#g", "\"http://a.b#g\""},
    };
    for (size_t i = 0; i < ARRAY_SIZE(urls); i++) {
        char text[2048];
        (void)snprintf(text, sizeof text, ARCHIVE(URL(UID("2"), "%s") URL(UID("0"), "%s")), urls[i].relative,
                       urls[i].base);
        expect(*state, text, urls[i].url);
    }
}

static void test_objects_are_their_instance_variables(void **state)
{
    static const char text[] =
        ARCHIVE("<dict>" MEMBER("name", UID("2")) MEMBER("$class", UID("3")) "</dict>"
                                                                             "<string>a</string>" CLASS("Thing"));
    struct plist *plist;
    struct plist_value root;
    struct plist_value value;
    expect(*state, text,
           "{\"name\":\"a\",\"$class\":{\"$classname\":\"Thing\",\"$classes\":[\"Thing\",\"NSObject\"]}}");
    assert_int_equal(plist_open(slice_text(text), *state, &plist, NULL), ERROR_NONE);
    assert_true(plist_is_archive(plist));
    assert_int_equal(archive_root(plist, &root, NULL), ERROR_NONE);
    assert_int_equal(archive_get(plist, &root, SLICE("name"), &value, NULL), ERROR_NONE);
    assert_true(slice_equal(value.bytes, SLICE("a")));
    assert_int_equal(archive_get(plist, &root, SLICE("nome"), &value, NULL), ERROR_ABSENT);
    assert_int_equal(archive_at(plist, &root, 2, NULL, &value, NULL), ERROR_ABSENT);
    assert_int_equal(plist_root(plist, &root, NULL), ERROR_NONE); // the other view stays possible
    assert_int_equal(plist_get(plist, &root, SLICE("$version"), &value, NULL), ERROR_NONE);
    assert_int_equal(value.integer, 100000);
}

static void test_dictionary_is_asked_by_key(void **state)
{
    static const char text[] = ARCHIVE(
        "<dict>" MEMBER("NS.keys", "<array>" UID("2") UID("9") UID("3") "</array>")
            MEMBER("NS.objects",
                   "<array>" UID("4")
                       UID("4") "</array>") "</dict>"
                                            "<string>a</string><dict>" MEMBER(
                                                "NS.string", "<string>b</string>") "</dict><integer>7</integer>");
    struct plist *plist;
    struct plist_value root;
    struct plist_value value;
    assert_int_equal(plist_open(slice_text(text), *state, &plist, NULL), ERROR_NONE);
    assert_int_equal(document_root(plist, &root, NULL), ERROR_NONE);
    assert_int_equal(root.count, 3);
    assert_int_equal(document_get(plist, &root, SLICE("a"), &value, NULL), ERROR_NONE);
    assert_int_equal(value.integer, 7);
    assert_int_equal(document_get(plist, &root, SLICE("b"), &value, NULL), ERROR_FORMAT); // its object is missing
    assert_int_equal(document_get(plist, &root, SLICE("c"), &value, NULL), ERROR_FORMAT); // one key is damaged
    assert_int_equal(document_at(plist, &root, 1, &value, &value, NULL), ERROR_FORMAT);
    assert_int_equal(document_at(plist, &root, 1, NULL, &value, NULL), ERROR_NONE);
    assert_int_equal(document_at(plist, &root, 3, NULL, &value, NULL), ERROR_ABSENT);
}

static void test_only_entry_of_top_is_the_root(void **state)
{
    expect(*state,
           "<plist><dict><key>$archiver</key><string>NSKeyedArchiver</string><key>$top</key><dict><key>0</key>" UID(
               "1") "</dict><key>$objects</key><array><string>$null</string><true/></array></dict></plist>",
           "true");
}

static void test_top_of_several_is_a_dictionary(void **state)
{
    expect(*state,
           "<plist><dict><key>$archiver</key><string>NSKeyedArchiver</string><key>$top</key><dict><key>0</key>" UID(
               "1") "<key>b</key>" UID("2") "<key>n</key><integer>7</integer></dict><key>$objects</key><array>"
                                            "<string>$null</string><true/><string>hay</string></array></dict></plist>",
           "{\"0\":true,\"b\":\"hay\",\"n\":7}");
}

static void test_damaged_archives_are_errors(void **state)
{
    expect(*state, ARCHIVE(""), "!format"); // root's object is missing
    expect(*state, ARCHIVE("<array>" UID("2") UID("3") "</array><true/>"), "[true,!format]");
    expect(*state,
           "<plist><dict><key>$archiver</key><true/><key>$top</key><dict><key>root</key>" UID(
               "0") "</dict><key>$objects</key><true/></dict></plist>",
           "!format");
    expect(*state,
           "<plist><dict><key>$archiver</key><true/><key>$top</key><dict/><key>$objects</key><array/></dict></plist>",
           "!absent");
}

static void expect_limit(struct arena *arena, const char *text, const char *message)
{
    struct plist *plist;
    struct plist_value root;
    struct error error;
    error_clear(&error);
    assert_int_equal(plist_open(slice_text(text), arena, &plist, &error), ERROR_NONE);
    assert_int_equal(document_root(plist, &root, &error), ERROR_LIMIT);
    assert_string_equal(error.message, message);
}

static void test_cycles_end(void **state)
{
    struct slice line;
    expect_limit(*state, ARCHIVE(UID("1")), "more than 64 references in a row");
    expect_limit(*state, ARCHIVE(UID("2") UID("1")), "more than 64 references in a row");
    expect_limit(*state, ARCHIVE(URL(UID("1"), "a")), "more than 64 bases of a URL");
    line = slice_text(describe_text(ARCHIVE("<dict>" MEMBER("NS.string", UID("1")) "</dict>"), *state));
    assert_int_not_equal(slice_find(line, SLICE("!limit")), SIZE_MAX);
    line = slice_text(describe_text(ARCHIVE("<array>" UID("1") "</array>"), *state));
    assert_int_equal(slice_find(line, SLICE("!limit")), LIMIT_PLIST_DEPTH + 1);
}

// As Messages keeps a link's preview: two NSURLs inside of objects.
static void test_real_link_preview_reads(void **state)
{
    struct slice bytes = from_file(*state, "ios/imessage/URL.plist");
    static const char *const path[] = {"richLinkMetadata", "originalURL"};
    struct plist *plist;
    struct plist_value value;
    assert_int_equal(plist_open(bytes, *state, &plist, NULL), ERROR_NONE);
    assert_int_equal(document_root(plist, &value, NULL), ERROR_NONE);
    for (size_t i = 0; i < ARRAY_SIZE(path); i++)
        assert_int_equal(document_get(plist, &value, slice_text(path[i]), &value, NULL), ERROR_NONE);
    assert_true(slice_equal(value.bytes, SLICE("https://chrissardegna.com")));
    struct arena *arena = arena_new(1U << 20);
    mutation_all(bytes, describe_attempt, arena);
    (void)arena_free(arena);
}

static void test_mutations_come_back(void **state)
{
    static const char text[] = ARCHIVE("<dict>" MEMBER("NS.keys", "<array>" UID("2") UID("3") "</array>") MEMBER(
        "NS.objects", "<array>" UID("4") UID(
                          "5") "</array>") "</dict><string>a</string><string>b</string>"
                                           "<dict>" MEMBER("NS.objects", "<array>" UID("2") UID("5") "</array>")
                                               MEMBER("$class", UID("6")) "</dict>" URL(UID("0"), "x") CLASS("NSSet"));
    struct arena *arena = arena_new(1U << 20);
    mutation_all(slice_text(text), describe_attempt, arena);
    (void)arena_free(arena);
    (void)state;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_dictionary_reads),
        TEST(test_array_and_set_read),
        TEST(test_values_become_what_they_stand_for),
        TEST(test_urls_are_joined),
        TEST(test_objects_are_their_instance_variables),
        TEST(test_dictionary_is_asked_by_key),
        TEST(test_only_entry_of_top_is_the_root),
        TEST(test_top_of_several_is_a_dictionary),
        TEST(test_damaged_archives_are_errors),
        TEST(test_cycles_end),
        TEST(test_real_link_preview_reads),
        TEST(test_mutations_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
