// SPDX-License-Identifier: Apache-2.0
#include "observe/gather.h"

#include "base/limits.h"

static void test_urls(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW("https://Example.com", "url https://example.com/; domain example.com"),
        ROW("HTTPS://EXAMPLE.COM/Path?Q=1#frag", "url https://example.com/Path?Q=1; domain example.com"),
        ROW("http://example.com?q", "url http://example.com/?q; domain example.com"),
        ROW("http://example.com#x", "url http://example.com/; domain example.com"),
        ROW("  http://example.com/ ", "url http://example.com/; domain example.com"),
        ROW("http://example.com:80/", "url http://example.com/; domain example.com"),
        ROW("https://example.com:443/", "url https://example.com/; domain example.com"),
        ROW("https://example.com:80/", "url https://example.com:80/; domain example.com"),
        ROW("http://example.com:/", "url http://example.com/; domain example.com"),
        ROW("http://example.com:08080/", "url http://example.com:8080/; domain example.com"),
        ROW("ftp://example.com/f", "url ftp://example.com/f; domain example.com"),
        ROW("wss://example.com:443/s", "url wss://example.com/s; domain example.com"),
        ROW("http://user:pass@example.com/", "url http://example.com/; domain example.com"),
        ROW("http://a@b@example.com/", "url http://example.com/; domain example.com"),
        ROW("http://good.com:80@example.com/", "url http://example.com/; domain example.com"),
        ROW("http://example.com/@good.com", "url http://example.com/@good.com; domain example.com"),
        ROW("http://example.com?@good.com", "url http://example.com/?@good.com; domain example.com"),
        ROW("http://example.com#@good.com", "url http://example.com/; domain example.com"),
        ROW("http:/example.com/", "url http://example.com/; domain example.com"),
        ROW("http:example.com/", "url http://example.com/; domain example.com"),
        ROW("http:////example.com/", "url http://example.com/; domain example.com"),
        ROW("http:\\\\example.com\\a\\b", "url http://example.com/a/b; domain example.com"),
        ROW("http:/\\example.com/a?b\\c", "url http://example.com/a?b\\c; domain example.com"),
        ROW("ht\ntp://exa\tmple.com/a\r\nb", "url http://example.com/ab; domain example.com"),
        ROW("http://[::1]:8080/x", "url http://[::1]:8080/x; ip ::1"),
        ROW("http://[2001:DB8::1]/", "url http://[2001:db8::1]/; ip 2001:db8::1"),
        ROW("http://0x7f.1/x", "url http://127.0.0.1/x; ip 127.0.0.1"),
        ROW("http://2130706433", "url http://127.0.0.1/; ip 127.0.0.1"),
        ROW("http://localhost/x", "url http://localhost/x"),
        ROW("http://1.2.3.4.5/", ""),
        ROW("http://exa mple.com/", ""),
        ROW("http://", ""),
        ROW("http:", ""),
        ROW("", ""),
        ROW(":", ""),
        // A browser refuses the port; the host is a trace all the same.
        ROW("http://example.com:99999/", "~url http://example.com/; ~domain example.com"),
        ROW("http://example.com:8x/", "~url http://example.com/; ~domain example.com"),
    };
    ROWS_CHECK("url", rows);
    ROWS_CHECK("visit", rows);
}

// The browser's reading first, the other one doubtful.
static void test_two_readings(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW("http:\\\\evil.com\\@good.com/",
            "url http://evil.com/@good.com/; domain evil.com; ~url http://good.com/; ~domain good.com"),
        ROW("https://evil.com\\@good.com/x",
            "url https://evil.com/@good.com/x; domain evil.com; ~url https://good.com/x; ~domain good.com"),
        ROW("https://evil.com\\x@1.2.3.4/",
            "url https://evil.com/x@1.2.3.4/; domain evil.com; ~url https://1.2.3.4/; ~ip 1.2.3.4"),
        ROW("https://evil.com\\a", "url https://evil.com/a; domain evil.com"),
    };
    ROWS_CHECK("url", rows);
}

static void test_defanged(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW("hxxp://evil.com/x", "url http://evil.com/x; domain evil.com"),
        ROW("hXXps://evil[.]com/x", "url https://evil.com/x; domain evil.com"),
        ROW("hxxps[:]//evil(.)com/x", "url https://evil.com/x; domain evil.com"),
        ROW("http[://]evil[dot]com", "url http://evil.com/; domain evil.com"),
        ROW("hxxp://1[.]2[.]3[.]4:8080/", "url http://1.2.3.4:8080/; ip 1.2.3.4"),
        ROW("evil[.]com/x", "url http://evil.com/x; domain evil.com"),
    };
    ROWS_CHECK("url", rows);
}

static void test_without_scheme(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW("www.example.com", "domain www.example.com"),
        ROW("example.com/x", "url http://example.com/x; domain example.com"),
        ROW("example.com:8443/x", "url http://example.com:8443/x; domain example.com"),
        ROW("//example.com/x", "url http://example.com/x; domain example.com"),
        ROW("/private/var/x", ""),
        ROW("/example.com/x", ""),
        ROW("localhost", ""),
        ROW("two words", ""),
        ROW("192.168.1.1", "ip 192.168.1.1"),
    };
    ROWS_CHECK("url", rows);
}

static void test_other_schemes(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW("mailto:A@Example.com?subject=x", "email a@example.com"),
        ROW("mailto:a%40example.com", "email a@example.com"),
        ROW("tel:+49-170-1234567", "phone +491701234567"),
        ROW("sms:+491701234567?body=hi", "phone +491701234567"),
        ROW("sms:32665", "phone 32665"),
        ROW("file:///private/var/a%20b", "path /private/var/a b; file a b"),
        ROW("fi\tle:/t\tmp/x", "path /private/var/tmp/x; file x"),
        ROW("javascript:alert('http://evil.com/')", ""),
        ROW("data:text/html,http://evil.com/", ""),
        ROW("about:blank", ""),
        ROW("view-source:https://evil.com/", "url https://evil.com/; domain evil.com"),
        ROW("blob:https://evil.com/1-2", "url https://evil.com/1-2; domain evil.com"),
        ROW("blob:blob:blob:blob:blob:blob:https://evil.com/", ""),
        ROW("Intent://Evil.com/x#Intent;end", "url intent://Evil.com/x; domain evil.com"),
        ROW("whatsapp://send?text=http://evil.com/", "url whatsapp://send?text=http://evil.com/"),
        ROW("x-safari-https://evil.com/q", "url x-safari-https://evil.com/q; domain evil.com"),
    };
    ROWS_CHECK("url", rows);
}

// A url over the limit: its host is still seen, and it is said that something was left out.
static void test_longest(void **state)
{
    (void)state;
    struct gathering gathering = {.count = 0};
    buffer_init(&gathering.line, 1U << 20);
    size_t size = LIMIT_URL_SIZE + 1;
    uint8_t *bytes = malloc(size);
    assert_non_null(bytes);
    memset(bytes, 'a', size);
    memcpy(bytes, "http://evil.com/", 16);
    assert_int_equal(observations_gather(kinds_parse("url"), slice_of(bytes, size), &gathering), 1);
    assert_string_equal(buffer_text(&gathering.line), "domain evil.com");
    assert_int_equal(observations_gather(kinds_parse("url"), slice_of(bytes, size - 1), &gathering), 0);
    assert_int_equal(gathering.count, 2);
    buffer_release(&gathering.line);
    free(bytes);
}

static void nothing(void *context, const struct observable *observable)
{
    (void)context;
    (void)observable;
}

static void test_arena_used_up(void **state)
{
    (void)state;
    CLEANUP_ARENA struct arena *arena = arena_new(8);
    assert_int_equal(observe_value(kinds_parse("url"), SLICE("http://evil.com/"), arena, nothing, NULL), SIZE_MAX);
    assert_int_equal(observe_value(kinds_parse("text"), SLICE("see http://evil.com/"), arena, nothing, NULL), SIZE_MAX);
    assert_int_equal(observe_value(kinds_parse("url"), SLICE("no link"), arena, nothing, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_urls),           cmocka_unit_test(test_two_readings),  cmocka_unit_test(test_defanged),
        cmocka_unit_test(test_without_scheme), cmocka_unit_test(test_other_schemes), cmocka_unit_test(test_longest),
        cmocka_unit_test(test_arena_used_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
