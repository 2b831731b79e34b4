// SPDX-License-Identifier: Apache-2.0
// Hosts as a browser reads them (WHATWG URL, "host parsing" and "IPv4 parser").
#include "observe/gather.h"

#include "observe/host.h"

// Hosts alone: what stands between the userinfo and the port. NULL: a browser refuses it.
static const struct row hosts[] = {
    ROW("example.com", "example.com"),
    ROW("EXAMPLE.COM", "example.com"),
    ROW("Example.Com.", "example.com"),
    ROW("www.example.com", "www.example.com"),
    ROW("wwf.org", "wwf.org"),
    ROW("ex%61mple.com", "example.com"),
    ROW("%65%78%61%6D%70%6C%65.com", "example.com"),
    ROW("example%2Ecom", "example.com"),
    ROW("ex\tam\nple.com", "example.com"),
    ROW("a_b.example.com", "a_b.example.com"),
    ROW("a--b.example.com", "a--b.example.com"),
    ROW("a$b.example.com", "a$b.example.com"),
    ROW("localhost", "localhost"),
    ROW("", NULL),
    ROW(".", NULL),
    ROW("ex ample.com", NULL),
    ROW("ex%20ample.com", NULL),
    ROW("ex%00ample.com", NULL),
    ROW("ex\0ample.com", NULL),
    ROW("ex%2Fample.com", NULL),
    ROW("ex%3Aample.com", NULL),
    ROW("ex%40ample.com", NULL),
    ROW("ex%5Cample.com", NULL),
    ROW("ex%zzample.com", NULL),
    ROW("ex%6", NULL),
    ROW("ex<ample.com", NULL),
    ROW("ex^ample.com", NULL),
    ROW("ex|ample.com", NULL),
    ROW("ex\x7f"
        "ample.com",
        NULL),
    // International names
    ROW("b\xc3\xbc"
        "cher.de",
        "xn--bcher-kva.de"),
    ROW("B\xc3\x9c"
        "CHER.de",
        "xn--bcher-kva.de"),
    ROW("bu\xcc\x88"
        "cher.de",
        "xn--bcher-kva.de"),
    ROW("xn--bcher-kva.de", "xn--bcher-kva.de"),
    ROW("XN--BCHER-KVA.de", "xn--bcher-kva.de"),
    ROW("b%C3%BCcher.de", "xn--bcher-kva.de"),
    ROW("fa\xc3\x9f.de", "xn--fa-hia.de"),
    ROW("\xe6\x97\xa5\xe6\x9c\xac\xe3\x80\x82jp", "xn--wgv71a.jp"),
    ROW("example\xe3\x80\x82"
        "com",
        "example.com"),
    ROW("example\xef\xbc\x8e"
        "com",
        "example.com"),
    ROW("example\xef\xbd\xa1"
        "com",
        "example.com"),
    ROW("example%E3%80%82com", "example.com"),
    ROW("\xef\xbd\x85\xef\xbd\x98\xef\xbd\x81mple.com", "example.com"),
    ROW("ex\xc2\xad"
        "ample.com",
        "example.com"),
    ROW("\xe2\x93\x94xample.com", "example.com"),
    ROW("\xef\xac\x81.com", "fi.com"),
    ROW("\xf0\x9f\x92\xa9.la", "xn--ls8h.la"),
    ROW("ab--cd.\xc3\xbc.de", "ab--cd.xn--tda.de"),
    ROW("-a.\xc3\xbc.de", "-a.xn--tda.de"),
    ROW("i\xe2\x9d\xa4.ws", "xn--i-7iq.ws"),
    ROW("a%FFb.com", "a\xff"
                     "b.com"),
    ROW("a%FFB.\xc3\xbc.com", "a\xff"
                              "b.xn--tda.com"),
    ROW("a\xef\xbc\x85"
        "b.com",
        NULL),
    // IPv4 in all its spellings
    ROW("127.0.0.1", "127.0.0.1"),
    ROW("127.0.0.1.", "127.0.0.1"),
    ROW("127.1", "127.0.0.1"),
    ROW("127.0.1", "127.0.0.1"),
    ROW("0x7f.1", "127.0.0.1"),
    ROW("0X7F.0.0.1", "127.0.0.1"),
    ROW("0177.0.0.1", "127.0.0.1"),
    ROW("2130706433", "127.0.0.1"),
    ROW("0x7f000001", "127.0.0.1"),
    ROW("017700000001", "127.0.0.1"),
    ROW("0x", "0.0.0.0"),
    ROW("0", "0.0.0.0"),
    ROW("4294967295", "255.255.255.255"),
    ROW("4294967296", NULL),
    ROW("99999999999999999999999999", NULL),
    ROW("256.0.0.1", NULL),
    ROW("1.2.3.256", NULL),
    ROW("1.2.65535", "1.2.255.255"),
    ROW("1.2.65536", NULL),
    ROW("1.16777215", "1.255.255.255"),
    ROW("1.16777216", NULL),
    ROW("1.2.3.4.5", NULL),
    ROW("1..2", NULL),
    ROW("1.2.3.08", NULL),
    ROW("foo.0x4", NULL),
    ROW("foo.2", NULL),
    ROW("foo.0xg", "foo.0xg"),
    ROW("1.2.3.4x", "1.2.3.4x"),
    ROW("\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97\xef\xbc\x8e\xef\xbc\x90\xef\xbc\x8e\xef\xbc\x90\xef\xbc\x8e\xef\xbc\x91",
        "127.0.0.1"),
    ROW("127%2E0.0.1", "127.0.0.1"),
    // IPv6
    ROW("[::1]", "::1"),
    ROW("[0:0:0:0:0:0:0:1]", "::1"),
    ROW("[2001:DB8:0:0:1:0:0:1]", "2001:db8::1:0:0:1"),
    ROW("[2001:db8:0:1:1:1:1:1]", "2001:db8:0:1:1:1:1:1"),
    ROW("[2001:db8::0:1]", "2001:db8::1"),
    ROW("[::]", "::"),
    ROW("[1::]", "1::"),
    ROW("[::ffff:1.2.3.4]", "1.2.3.4"),
    ROW("[fe80::1%25en0]", "fe80::1"),
    ROW("[::1", NULL),
    ROW("[1:2:3]", NULL),
    ROW("[]", NULL),
    ROW("::1", NULL),
    // Defanged
    ROW("evil[.]com", "evil.com"),
    ROW("evil(.)com", "evil.com"),
    ROW("evil{.}com", "evil.com"),
    ROW("evil[dot]com", "evil.com"),
    ROW("evil(DOT)com", "evil.com"),
    ROW("1[.]2[.]3[.]4", "1.2.3.4"),
    ROW("[.]com", ".com"),
    ROW("evil[.com", NULL),
};

static void test_hosts(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
        struct host host;
        bool read = host_parse(hosts[i].value, &host);
        if (read != (hosts[i].expected != NULL))
            print_error("'%.*s'\n", SLICE_PRINTF(hosts[i].value));
        assert_int_equal(read, hosts[i].expected != NULL);
        if (!read)
            continue;
        char text[LIMIT_HOST_SIZE + 1] = "";
        memcpy(text, host.bytes, host.size);
        assert_string_equal(text, hosts[i].expected);
    }
}

// A normal form is its own normal form: evidence and lists may both be normalised twice.
static void test_hosts_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
        struct host host;
        struct host again;
        if (!host_parse(hosts[i].value, &host) || host.kind == HOST_IPV6 || slice_starts(hosts[i].value, SLICE("a%FF")))
            continue;
        assert_true(host_parse(host_slice(&host), &again));
        assert_true(slice_equal(host_slice(&host), host_slice(&again)));
    }
}

static void test_longest(void **state)
{
    (void)state;
    uint8_t bytes[3 * LIMIT_HOST_SIZE + 3];
    struct host host;
    memset(bytes, 'a', sizeof bytes);
    assert_true(host_parse(slice_of(bytes, LIMIT_HOST_SIZE), &host));
    assert_int_equal(host.size, LIMIT_HOST_SIZE);
    assert_false(host_parse(slice_of(bytes, LIMIT_HOST_SIZE + 1), &host));
    for (size_t i = 0; i < LIMIT_HOST_SIZE; i++)
        memcpy(bytes + 3 * i, "%61", 3);
    assert_true(host_parse(slice_of(bytes, 3 * LIMIT_HOST_SIZE), &host));
    assert_false(host_parse(slice_of(bytes, 3 * LIMIT_HOST_SIZE + 1), &host));
    // Grows beyond the limit in its ASCII form.
    for (size_t i = 0; i < LIMIT_HOST_SIZE; i += 4)
        memcpy(bytes + i, "\xc3\xbc.\x31", 4);
    assert_false(host_parse(slice_of(bytes, LIMIT_HOST_SIZE), &host));
}

// RFC 3492, 7.1 (B), (D), (L): Chinese, Czech, and one with digits; labels that libidn2 refuses come here.
static void test_punycode(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW("\xe4\xbb\x96\xe4\xbb\xac\xe4\xb8\xba\xe4\xbb\x80\xe4\xb9\x88\xe4\xb8\x8d\xe8\xaf\xb4\xe4\xb8\xad\xe6\x96"
            "\x87",
            "xn--ihqwcrb4cv8a8dqg056pqjye"),
        ROW("Pro\xc4\x8dprost\xc4\x9bnemluv\xc3\xad\xc4\x8d"
            "esky",
            "xn--proprostnemluvesky-uyb24dma41a"),
        ROW("3\xe5\xb9\xb4"
            "b\xe7\xb5\x84\xe9\x87\x91\xe5\x85\xab\xe5\x85\x88\xe7\x94\x9f",
            "xn--3b-ww4c5e180e575a65lsy2b"),
    };
    uint8_t bytes[64];
    size_t size = 0;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        size_t whole = strlen(rows[i].expected);
        assert_true(punycode_label(rows[i].value, bytes, sizeof bytes, &size));
        assert_true(slice_equal(slice_of(bytes, size), slice_text(rows[i].expected)));
        for (size_t room = 0; room < whole; room++)
            assert_false(punycode_label(rows[i].value, bytes, room, &size));
        assert_true(punycode_label(rows[i].value, bytes, whole, &size));
    }
    assert_false(punycode_label(SLICE("ascii"), bytes, sizeof bytes, &size));
    assert_false(punycode_label(SLICE(""), bytes, sizeof bytes, &size));
    assert_false(punycode_label(SLICE("\xc3"), bytes, sizeof bytes, &size));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hosts),
        cmocka_unit_test(test_hosts_again),
        cmocka_unit_test(test_longest),
        cmocka_unit_test(test_punycode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
