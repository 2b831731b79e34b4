// SPDX-License-Identifier: Apache-2.0
// Indicators in the form of the evidence, or the reason why they could never match.
#include "observe/gather.h"

#include "base/limits.h"

#include <stdio.h>

struct indicator_row {
    enum observable_kind kind;
    struct slice value;
    const char *expected; // "kind value", or the reason
};
#define GOOD(kind, value, expected)                    \
    {                                                  \
        OBSERVABLE_##kind, SLICE_INIT(value), expected \
    }

static const struct indicator_row good[] = {
    GOOD(DOMAIN, "Evil.COM", "domain evil.com"),
    GOOD(DOMAIN, " evil.com. ", "domain evil.com"),
    GOOD(DOMAIN, "www.evil.com", "domain www.evil.com"),
    GOOD(DOMAIN, "http://evil.com", "domain evil.com"),
    GOOD(DOMAIN, "https://evil.com/", "domain evil.com"),
    GOOD(DOMAIN, "evil.com/", "domain evil.com"),
    GOOD(DOMAIN, "evil[.]com", "domain evil.com"),
    GOOD(DOMAIN, "*.evil.com", "domain evil.com"),
    GOOD(DOMAIN,
         "b\xc3\xbc"
         "cher.de",
         "domain xn--bcher-kva.de"),
    GOOD(DOMAIN, "\xf0\x9f\x92\xa9.la", "domain xn--ls8h.la"),
    GOOD(DOMAIN, "1.2.3.4", "ip 1.2.3.4"),
    GOOD(DOMAIN, "2001:DB8::1", "ip 2001:db8::1"),
    GOOD(IP, "1.2.3.4", "ip 1.2.3.4"),
    GOOD(IP, "1[.]2[.]3[.]4", NULL),
    GOOD(IP, "[2001:DB8:0::1]", "ip 2001:db8::1"),
    GOOD(URL, "hxxps://Evil[.]com/A?b#c", "url https://evil.com/A?b"),
    GOOD(URL, "http://evil.com", "url http://evil.com/"),
    GOOD(URL, "evil.com", "domain evil.com"),
    GOOD(URL, "evil.com/x", "url http://evil.com/x"),
    GOOD(URL, "http://1.2.3.4:8080/x", "url http://1.2.3.4:8080/x"),
    GOOD(URL, "whatsapp://send?x", "url whatsapp://send?x"),
    GOOD(EMAIL, "A@Evil.com", "email a@evil.com"),
    GOOD(PHONE, "+49 170 1234567", "phone +491701234567"),
    GOOD(PATH, "/private/var/tmp/l/", "path /private/var/tmp/l"),
    GOOD(PATH, "/tmp/l/", "path /private/var/tmp/l"),
    GOOD(FILE, "roleaccountd.plist", "file roleaccountd.plist"),
    GOOD(FILE, "/private/var/tmp/x", "path /private/var/tmp/x"),
    GOOD(PROCESS, "bh", "process bh"),
    GOOD(PROCESS, "com.apple.avcapture", "process com.apple.avcapture"),
    GOOD(PROCESS, "/usr/libexec/bh", "path /usr/libexec/bh"),
    GOOD(APP, "com.client.appA", "app com.client.appa"),
    GOOD(HASH, "D41D8CD98F00B204E9800998ECF8427E", "hash d41d8cd98f00b204e9800998ecf8427e"),
    GOOD(CERTIFICATE, "D4:1D:8C:D9:8F:00:B2:04:E9:80:09:98:EC:F8:42:7E",
         "certificate d41d8cd98f00b204e9800998ecf8427e"),
    GOOD(PROFILE, "76DAB334-7E17-475D-A5D6-0794EB5818A5", "profile 76dab334-7e17-475d-a5d6-0794eb5818a5"),
    GOOD(PROPERTY, "sys.brand.note", "property sys.brand.note"),
};

static const struct indicator_row bad[] = {
    GOOD(DOMAIN, "", "no value"),
    GOOD(DOMAIN, " \n", "no value"),
    GOOD(DOMAIN, "despachosnegocios", "a name without a dot"),
    GOOD(DOMAIN, "fgr1w2gnsdvsb.xyz/x", "a url, not a domain"),
    GOOD(DOMAIN, "http://evil.com/x", "a url, not a domain"),
    GOOD(DOMAIN, "http://evil.com?x", "a url, not a domain"),
    GOOD(DOMAIN, "mailto:a@evil.com", "an e-mail address or a login, not a domain"),
    GOOD(DOMAIN, "a@evil.com", "an e-mail address or a login, not a domain"),
    GOOD(DOMAIN, "whatsapp://evil.com", "a url, not a domain"),
    GOOD(DOMAIN, "evil.com:8080", "a domain with a port, and a domain matches every port"),
    GOOD(DOMAIN, "evil..com", "not a host name"),
    GOOD(DOMAIN, "evil com.net", "not a host name"),
    GOOD(IP, "1.2.3.0/24", "a network, not an address"),
    GOOD(IP, "1.2.3.4:80", "an address with a port, and an address matches every port"),
    GOOD(IP, "evil.com", "not an ip address"),
    GOOD(IP, "1.2.3", "not an ip address"),
    GOOD(URL, "javascript:x", "not a url that leads to a host"),
    GOOD(URL, "http://", "a url without a host that a browser would take"),
    GOOD(URL, "http://a b/", "a url without a host that a browser would take"),
    GOOD(URL, "/a/b", "not a url that leads to a host"),
    GOOD(URL, "a@evil.com", "not a url"),
    GOOD(URL, "word", "a name without a dot"),
    GOOD(URL, "x:", "not a url"),
    GOOD(EMAIL, "evil.com", "not an e-mail address"),
    GOOD(PHONE, "+2101234567", "a + without a country code behind it"),
    GOOD(PHONE, "Apple", "not a phone number"),
    GOOD(PATH, "Library/Preferences/com.apple.photolibraryd.plist", "a relative path"),
    GOOD(PATH, "/", "the root, below which every path stands"),
    GOOD(FILE, "a/b", "a relative path"),
    GOOD(FILE, "..", "not a file's name"),
    GOOD(PROCESS, "a/b", "a relative path"),
    GOOD(APP, "a b", "not an app's identifier"),
    GOOD(HASH, "abcd", "not the length of an md5, sha-1, sha-256 or sha-512"),
    GOOD(HASH, "z41d8cd98f00b204e9800998ecf8427e", "not hexadecimal"),
    GOOD(CERTIFICATE, "abcd", "not the length of an md5, sha-1, sha-256 or sha-512"),
    GOOD(PROPERTY, "a b", "not a property's name"),
    GOOD(KINDS, "x", "of an unknown kind"),
};

static void test_good(void **state)
{
    (void)state;
    CLEANUP_ARENA struct arena *arena = arena_new(1U << 20);
    for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
        enum observable_kind kind = OBSERVABLE_KINDS;
        struct slice value = SLICE_NONE;
        struct error error = {.code = ERROR_NONE};
        char line[256] = "";
        enum error_code code = observe_indicator(good[i].kind, good[i].value, arena, &kind, &value, &error);
        if (!good[i].expected) {
            assert_int_equal(code, ERROR_FORMAT);
            continue;
        }
        assert_int_equal(code, ERROR_NONE);
        (void)snprintf(line, sizeof line, "%s %.*s", observable_kind_name(kind), SLICE_PRINTF(value));
        assert_string_equal(line, good[i].expected);
    }
}

static void test_bad(void **state)
{
    (void)state;
    CLEANUP_ARENA struct arena *arena = arena_new(1U << 20);
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        enum observable_kind kind = OBSERVABLE_KINDS;
        struct slice value = SLICE_NONE;
        struct error error = {.code = ERROR_NONE};
        size_t size = strlen(bad[i].expected);
        assert_int_equal(observe_indicator(bad[i].kind, bad[i].value, arena, &kind, &value, &error), ERROR_FORMAT);
        error.message[size] = '\0';
        assert_string_equal(error.message, bad[i].expected);
        // Out-parameters are written on success alone.
        assert_int_equal(kind, OBSERVABLE_KINDS);
        assert_null(value.data);
    }
}

// Evidence and lists meet in one form: an indicator's value, read as evidence of its kind, is itself.
static void test_same_as_evidence(void **state)
{
    (void)state;
    CLEANUP_ARENA struct arena *arena = arena_new(1U << 20);
    for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
        enum observable_kind kind;
        struct slice value;
        struct gathering gathering = {.count = 0};
        if (!good[i].expected)
            continue;
        buffer_init(&gathering.line, 1U << 12);
        assert_int_equal(observe_indicator(good[i].kind, good[i].value, arena, &kind, &value, NULL), ERROR_NONE);
        (void)observations_gather(KIND_BIT(kind), value, &gathering);
        struct slice line = slice_of(gathering.line.data, gathering.line.size);
        struct slice first = slice_part(line, 0, slice_find(line, SLICE(";")));
        assert_true(slice_equal(first, slice_text(good[i].expected)));
        buffer_release(&gathering.line);
    }
}

static void test_limits(void **state)
{
    (void)state;
    CLEANUP_ARENA struct arena *small = arena_new(4);
    enum observable_kind kind;
    struct slice value;
    size_t size = LIMIT_INDICATOR_SIZE + 1;
    uint8_t *bytes = malloc(size);
    assert_non_null(bytes);
    memset(bytes, 'a', size);
    assert_int_equal(observe_indicator(OBSERVABLE_PROCESS, slice_of(bytes, size), small, &kind, &value, NULL),
                     ERROR_LIMIT);
    assert_int_equal(observe_indicator(OBSERVABLE_DOMAIN, SLICE("evil.com"), small, &kind, &value, NULL), ERROR_LIMIT);
    free(bytes);
}

// Published lists, where they are at hand: each name is usable, and stands in its normal form already.
static void test_published_domains(void **state)
{
    (void)state;
    static const char name[] = "/indicators/amnesty/2021-07-18_nso/domains.txt";
    const char *folder = getenv("BRIDLE_TEST_DATA");
    char path[4096] = "";
    char line[512] = "";
    size_t count = 0;
    (void)snprintf(path, sizeof path, "%s%s", folder ? folder : "", name);
    FILE *file = folder ? fopen(path, "re") : NULL;
    if (!file) {
        print_message("skipped: %s is not there\n", path);
        skip();
        return;
    }
    CLEANUP_ARENA struct arena *arena = arena_new(4U << 20);
    while (fgets(line, sizeof line, file)) {
        enum observable_kind kind;
        struct slice value;
        struct slice written = slice_trim(slice_text(line));
        if (written.size == 0)
            continue;
        assert_int_equal(observe_indicator(OBSERVABLE_DOMAIN, written, arena, &kind, &value, NULL), ERROR_NONE);
        assert_int_equal(kind, OBSERVABLE_DOMAIN);
        assert_true(slice_equal(value, written));
        count++;
    }
    (void)fclose(file);
    assert_true(count > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_same_as_evidence),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_published_domains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
