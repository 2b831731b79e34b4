// SPDX-License-Identifier: Apache-2.0
#include "output.h"

#include "report/escape.h"

static void check_value(struct slice kind, struct slice value, const char *expected)
{
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, 4096);
    value_put(&text, kind, value);
    assert_string_equal(buffer_text(&text), expected);
}

static void check_prose(struct slice value, const char *expected)
{
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, 4096);
    prose_put(&text, value);
    assert_string_equal(buffer_text(&text), expected);
}

static void test_values(void **state)
{
    (void)state;
    check_value(SLICE("domain"), SLICE("www.example.com"), "www[.]example[.]com");
    check_value(SLICE("ip"), SLICE("198.51.100.7"), "198[.]51[.]100[.]7");
    check_value(SLICE("url"), SLICE("https://a.example.com/x.y?z=1.2"), "hxxps://a[.]example[.]com/x.y?z=1.2");
    check_value(SLICE("url"), SLICE("HTTP://a.example.com"), "hxxp://a[.]example[.]com");
    check_value(SLICE("url"), SLICE("a.example.com/x.y"), "a[.]example[.]com/x.y");
    check_value(SLICE("path"), SLICE("/private/var/tmp/x.y"), "/private/var/tmp/x.y");
    check_value(SLICE_NONE, SLICE("com.example.app"), "com.example.app");
    check_value(SLICE("domain"), SLICE("a.\033[2J.b"), "a[.]\\x1b[2J[.]b");
    check_value(SLICE("domain"), SLICE("a..b."), "a[.][.]b[.]");
}

static void test_fingerprints(void **state)
{
    (void)state;
    check_value(SLICE("phone"), SLICE("fp:0123456789abcdef"), "(not kept)");
    check_value(SLICE("domain"), SLICE("fp:0123456789abcdef"), "(not kept)");
    check_value(SLICE("text"), SLICE("fp:0123456789abcde"), "fp:0123456789abcde");
    check_value(SLICE("text"), SLICE("fp:0123456789abcdeg"), "fp:0123456789abcdeg");
    check_value(SLICE("text"), SLICE("fp:0123456789abcdef0"), "fp:0123456789abcdef0");
}

static void test_links_in_prose(void **state)
{
    (void)state;
    check_prose(SLICE("see http://a.b.c/d.e and https://f.g."), "see hxxp://a[.]b[.]c/d.e and hxxps://f[.]g[.]");
    check_prose(SLICE("(http://a.b)"), "(hxxp://a[.]b)");
    check_prose(SLICE("ftp://a.b/c"), "ftp://a[.]b/c");
    check_prose(SLICE("://"), "://");
    check_prose(SLICE("http://"), "hxxp://");
    check_prose(SLICE("://http://://a.b"), "://hxxp://://a[.]b");
    check_prose(SLICE("no link. None."), "no link. None.");
    check_prose(SLICE(""), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_fingerprints),
        cmocka_unit_test(test_links_in_prose),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
