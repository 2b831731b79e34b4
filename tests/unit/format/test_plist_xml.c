// SPDX-License-Identifier: Apache-2.0
#include "format_test.h"

#include "mutation.h"

#include <math.h>

#define HEAD                                                                                              \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" " \
    "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">"
#define PLIST(body) HEAD body "</plist>\n"

static const char everything[] =
    PLIST("<dict><!-- one of each -->\n<key>a</key><true/><key>b</key><integer>4660</integer>"
          "<key>c</key><real>1.5</real><key>d</key><date>2017-01-05T11:28:32Z</date>"
          "<key>e</key><data>\n\tAQ\n\tID </data><key>f &amp; &#xe4;<![CDATA[<]]></key><string> g </string>"
          "<key>h</key><array><false/><dict/><array/><string/><data/></array>"
          "<key>i</key><dict><key>CF$UID</key><integer>7</integer></dict></dict>");

static void test_every_element_reads(void **state)
{
    assert_string_equal(describe_text(everything, *state),
                        "{\"a\":true,\"b\":4660,\"c\":1.500000,\"d\":@1483615712000000,\"e\":<010203>,"
                        "\"f & \xc3\xa4<\":\" g \",\"h\":[false,{},[],\"\",<>],\"i\":uid(7)}");
}

static void test_integers_in_every_notation_read(void **state)
{
    static const struct {
        const char *text;
        const char *value;
    } integers[] = {
        {PLIST("<integer> -12 </integer>"), "-12"},
        {PLIST("<integer>+3</integer>"), "3"},
        {PLIST("<integer>0x73709551615</integer>"), "7932961166869"},
        {PLIST("<integer>-0X10</integer>"), "-16"},
        {PLIST("<integer>9223372036854775807</integer>"), "9223372036854775807"},
        {PLIST("<integer>9223372036854775808</integer>"), "9223372036854775808"},
        {PLIST("<integer>18446744073709551615</integer>"), "18446744073709551615"},
        {PLIST("<integer>18446744073709551616</integer>"), "~18446744073709551615"},
        {PLIST("<integer>-9223372036854775808</integer>"), "-9223372036854775808"},
        {PLIST("<integer>-9223372036854775809</integer>"), "~-9223372036854775808"},
        {PLIST("<integer></integer>"), "!format"},
        {PLIST("<integer>-</integer>"), "!format"},
        {PLIST("<integer>0x</integer>"), "!format"},
        {PLIST("<integer>12a</integer>"), "!format"},
        {PLIST("<integer>1 2</integer>"), "!format"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(integers); i++)
        assert_string_equal(describe_text(integers[i].text, *state), integers[i].value);
}

// Only a number that can be one makes a dictionary a reference.
static void test_references_read(void **state)
{
    assert_string_equal(describe_text(PLIST("<dict><key>CF$UID</key><integer>7</integer></dict>"), *state), "uid(7)");
    assert_string_equal(describe_text(PLIST("<dict><key>CF$UID</key><integer>-7</integer></dict>"), *state),
                        "{\"CF$UID\":-7}");
    assert_string_equal(describe_text(PLIST("<dict><key>CF$UID</key><true/></dict>"), *state), "{\"CF$UID\":true}");
    assert_string_equal(
        describe_text(PLIST("<dict><key>CF$UID</key><integer>7</integer><key>a</key><true/></dict>"), *state),
        "{\"CF$UID\":7,\"a\":true}");
}

static void test_reals_and_dates_read(void **state)
{
    static const struct {
        const char *text;
        const char *value;
    } values[] = {
        {PLIST("<real>-1e3</real>"), "-1000.000000"},
        {PLIST("<real>+infinity</real>"), "inf"},
        {PLIST("<real>nan</real>"), "nan"},
        {PLIST("<real>1,5</real>"), "!format"},
        {PLIST("<real/>"), "!format"},
        {PLIST("<date>2001-01-01T00:00:00Z</date>"), "@978307200000000"},
        {PLIST("<date>1869-01-03T08:16:32Z</date>"), "~@-3187007008000000"},
        {PLIST("<date>10000-01-01T00:00:00Z</date>"), "~@0"},
        {PLIST("<date>2001-13-01T00:00:00Z</date>"), "~@0"},
        {PLIST("<date>yesterday</date>"), "!format"},
        {PLIST("<date/>"), "!format"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(values); i++)
        assert_string_equal(describe_text(values[i].text, *state), values[i].value);
}

static void test_data_reads(void **state)
{
    static const struct {
        const char *text;
        const char *value;
    } values[] = {
        {PLIST("<data>/+8=</data>"), "<ffef>"},  {PLIST("<data>/+8</data>"), "<ffef>"}, // padding forgotten
        {PLIST("<data>/w==</data>"), "<ff>"},    {PLIST("<data>/w==/w==</data>"), "!format"},
        {PLIST("<data>a-b_</data>"), "!format"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(values); i++)
        assert_string_equal(describe_text(values[i].text, *state), values[i].value);
}

static void test_documents_of_every_form_open(void **state)
{
    static const struct slice utf16 = SLICE_INIT("\xff\xfe<\0t\0r\0u\0e\0/\0>\0");
    assert_string_equal(describe_text("<true/>", *state), "true"); // without <plist>
    assert_string_equal(describe_text("\xef\xbb\xbf  \n" PLIST("<true/>"), *state), "true");
    assert_string_equal(describe_text("\xef\xbb\xbf<plist><true/></plist>", *state), "true");
    assert_string_equal(describe_text("\n\t<plist><true/></plist>", *state), "true");
    assert_string_equal(describe(utf16, *state), "true");
    assert_string_equal(describe(SLICE("<plist><true/></plist>\0\0"), *state), "true");
    assert_string_equal(describe_text(PLIST(""), *state), "!absent");
    assert_string_equal(describe_text("<plist/>", *state), "!absent");
    assert_string_equal(describe_text("<?xml version='1.0' encoding='ISO-8859-1'?><string>\xe4</string>", *state),
                        "\"\xc3\xa4\"");
}

static void test_malformed_documents_do_not_open(void **state)
{
    static const char *const texts[] = {
        "",
        " ",
        "{}",
        "plist",
        "<",
        "<plist>",
        "<plist><true></plist>",
        "<html/>",
        "bplist",
        "\xff\xfe",
        PLIST("<true/><true/>"),
        PLIST("<foo/>"),
        PLIST("<plist/>"),
        PLIST("text"),
        PLIST("<true>x</true>"),
        PLIST("<key>a</key>"),
        PLIST("<dict><key>a</key></dict>"),
        PLIST("<dict><true/></dict>"),
        PLIST("<dict><true/><true/></dict>"),
        PLIST("<dict><key>a</key><key>b</key></dict>"),
        PLIST("<array><key>a</key></array>"),
        PLIST("<string><true/></string>"),
        PLIST("<dict>x<key>a</key><true/></dict>"),
        PLIST("<true/>") "<true/>",
        PLIST("<string>\xff</string>"),
        PLIST("<string>&amp</string>"),
        PLIST("<string>&#0;</string>"),
    };
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        assert_string_equal(describe_text(texts[i], *state), "!format");
}

static void test_damage_says_where(void **state)
{
    struct plist *plist;
    struct error error;
    error_clear(&error);
    assert_int_equal(plist_open(SLICE("<plist><dict><foo/></dict></plist>"), *state, &plist, &error), ERROR_FORMAT);
    assert_int_equal(error.offset, 13);
    assert_string_equal(error.message, "unknown element");
    error_clear(&error);
    assert_int_equal(plist_open(SLICE("\n\n<plist><dict><foo/></dict></plist>"), *state, &plist, &error), ERROR_FORMAT);
    assert_int_equal(error.offset, 15);
}

// Nothing outside is fetched: the file's content does not come in, and the reference stays visible.
static void test_external_entities_are_not_read(void **state)
{
    assert_string_equal(
        describe_text("<?xml version='1.0'?><!DOCTYPE plist [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
                      "<plist><string>a&x;b</string></plist>",
                      *state),
        "\"ab\"");
    assert_string_equal(describe_text("<?xml version='1.0'?><!DOCTYPE plist SYSTEM \"file:///etc/passwd\">"
                                      "<plist><string>a&x;b</string></plist>",
                                      *state),
                        "\"a&x;b\"");
}

static void test_entity_bomb_ends(void **state)
{
    static char text[4096];
    size_t size = 0;
    size += (size_t)snprintf(text, sizeof text, "<!DOCTYPE plist [<!ENTITY a0 \"aaaaaaaaaa\">");
    for (unsigned i = 1; i < 12; i++)
        size += (size_t)snprintf(text + size, sizeof text - size,
                                 "<!ENTITY a%u \"&a%u;&a%u;&a%u;&a%u;&a%u;&a%u;&a%u;&a%u;\">", i, i - 1, i - 1, i - 1,
                                 i - 1, i - 1, i - 1, i - 1, i - 1);
    (void)snprintf(text + size, sizeof text - size, "]><plist><string>&a11;</string></plist>");
    struct arena *arena = arena_new(16U << 20);
    assert_string_equal(describe_text(text, arena), "!limit");
    (void)arena_free(arena);
    (void)state;
}

static void test_nesting_of_200000_is_refused(void **state)
{
    struct buffer text;
    buffer_init(&text, 8U << 20);
    for (unsigned i = 0; i < 200000; i++)
        buffer_put_text(&text, "<array>");
    for (unsigned i = 0; i < 200000; i++)
        buffer_put_text(&text, "</array>");
    assert_string_equal(describe(buffer_slice(&text), *state), "!limit");
    buffer_release(&text);
}

static void test_nodes_are_budgeted(void **state)
{
    struct buffer text;
    struct arena *arena = arena_new(1U << 20);
    buffer_init(&text, 8U << 20);
    buffer_put_text(&text, "<array>");
    for (unsigned i = 0; i < 200000; i++)
        buffer_put_text(&text, "<true/>");
    buffer_put_text(&text, "</array>");
    assert_string_equal(describe(buffer_slice(&text), arena), "!limit"); // the arena's
    arena_reset(arena);
    struct plist *plist;
    struct plist_value value;
    assert_int_equal(plist_open(buffer_slice(&text), *state, &plist, NULL), ERROR_NONE);
    assert_int_equal(plist_root(plist, &value, NULL), ERROR_NONE);
    assert_int_equal(value.count, 200000);
    assert_int_equal(plist_at(plist, &value, 199999, NULL, &value, NULL), ERROR_NONE);
    assert_int_equal(value.type, PLIST_BOOLEAN);
    buffer_release(&text);
    (void)arena_free(arena);
}

static void test_get_walks_the_tree(void **state)
{
    struct plist *plist;
    struct plist_value root;
    struct plist_value value;
    assert_int_equal(plist_open(slice_text(everything), *state, &plist, NULL), ERROR_NONE);
    assert_false(plist_is_archive(plist));
    assert_int_equal(document_root(plist, &root, NULL), ERROR_NONE);
    assert_int_equal(root.count, 8);
    assert_int_equal(document_get(plist, &root, SLICE("h"), &value, NULL), ERROR_NONE);
    assert_int_equal(document_get(plist, &value, SLICE("1"), &value, NULL), ERROR_NONE);
    assert_int_equal(value.type, PLIST_DICTIONARY);
    assert_int_equal(value.depth, 2);
    assert_int_equal(document_get(plist, &value, SLICE("1"), &value, NULL), ERROR_ABSENT);
    assert_int_equal(document_get(plist, &root, SLICE("z"), &value, NULL), ERROR_ABSENT);
}

static void test_mutations_come_back(void **state)
{
    struct arena *arena = arena_new(1U << 20);
    mutation_all(slice_from(slice_text(everything), 154), describe_attempt, arena); // from <plist on
    mutation_truncate(slice_text(everything), describe_attempt, arena);
    (void)arena_free(arena);
    (void)state;
}

static void refuse_attempt(struct slice bytes, void *context)
{
    struct arena *arena = context;
    struct plist *plist;
    assert_int_equal(plist_open(bytes, arena, &plist, NULL), ERROR_FORMAT);
    arena_reset(arena);
}

static void test_truncated_does_not_open(void **state)
{
    struct arena *arena = arena_new(1U << 20);
    struct slice text = slice_text(everything);
    mutation_truncate(slice_part(text, 0, text.size - 1), refuse_attempt, arena); // the last is a newline
    (void)arena_free(arena);
    (void)state;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_every_element_reads),
        TEST(test_integers_in_every_notation_read),
        TEST(test_references_read),
        TEST(test_reals_and_dates_read),
        TEST(test_data_reads),
        TEST(test_documents_of_every_form_open),
        TEST(test_malformed_documents_do_not_open),
        TEST(test_damage_says_where),
        TEST(test_external_entities_are_not_read),
        TEST(test_entity_bomb_ends),
        TEST(test_nesting_of_200000_is_refused),
        TEST(test_nodes_are_budgeted),
        TEST(test_get_walks_the_tree),
        TEST(test_mutations_come_back),
        TEST(test_truncated_does_not_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
