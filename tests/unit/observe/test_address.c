// SPDX-License-Identifier: Apache-2.0
// Domains, IP addresses, e-mail addresses, telephone numbers.
#include "observe/gather.h"

#include <stdio.h>

static void test_domains(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW("Example.COM", "domain example.com"),
        ROW("example.com.", "domain example.com"),
        ROW("www.example.com", "domain www.example.com"),
        ROW(".example.com", "domain example.com"),
        ROW("*.example.com", "domain example.com"),
        ROW("example.com:443", "domain example.com"),
        ROW("b\xc3\xbc"
            "cher.de",
            "domain xn--bcher-kva.de"),
        ROW("a_b.example.com", "domain a_b.example.com"),
        ROW("evil[.]com", "domain evil.com"),
        ROW("1.2.3.4", "ip 1.2.3.4"),
        ROW("1.2.3.4:443", "ip 1.2.3.4"),
        ROW("::1", "ip ::1"),
        ROW("2001:db8::80", "ip 2001:db8::80"),
        ROW("https://example.com/x", "url https://example.com/x; domain example.com"),
        ROW("example.com/x", "url http://example.com/x; domain example.com"),
        ROW("localhost", ""),
        ROW("a..example.com", ""),
        ROW("example .com", ""),
        ROW("a$b.example.com", ""),
        ROW("a123456789b123456789c123456789d123456789e123456789f123456789g123.com", ""),
        ROW("a123456789b123456789c123456789d123456789e123456789f123456789g12.com",
            "domain a123456789b123456789c123456789d123456789e123456789f123456789g12.com"),
        ROW("", ""),
        ROW("   ", ""),
    };
    ROWS_CHECK("domain", rows);
}

static void test_addresses(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW("1.2.3.4", "ip 1.2.3.4"),
        ROW(" 1.2.3.4\n", "ip 1.2.3.4"),
        ROW("1.2.3.4:80", "ip 1.2.3.4"),
        ROW("255.255.255.255", "ip 255.255.255.255"),
        ROW("2001:DB8:0:0:0:0:0:1", "ip 2001:db8::1"),
        ROW("[2001:db8::1]", "ip 2001:db8::1"),
        ROW("[2001:db8::1]:443", "ip 2001:db8::1"),
        ROW("fe80::1%en0", "ip fe80::1"),
        ROW("::ffff:1.2.3.4", "ip 1.2.3.4"),
        ROW("::1.2.3.4", "ip ::102:304"),
        ROW("1.2.3", ""),
        ROW("1.2.3.4.5", ""),
        ROW("1.2.3.256", ""),
        ROW("01.2.3.4", ""),
        ROW("1.2.3.4/24", ""),
        ROW("0x7f.1", ""),
        ROW("1.2.3.4\0", ""),
        ROW("::g", ""),
        ROW("1:2:3:4:5:6:7:8:9", ""),
        ROW("example.com", ""),
    };
    ROWS_CHECK("ip", rows);
}

static void test_emails(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW("John.Doe@Example.COM", "email john.doe@example.com"),
        ROW("mailto:john@example.com?subject=a", "email john@example.com"),
        ROW("John Doe <John@Example.com>", "email john@example.com"),
        ROW("\"Doe, J <x>\" <john@example.com>", "email john@example.com"),
        ROW("<mailto:john@example.com>", "email john@example.com"),
        ROW("john[at]example[.]com", "email john@example.com"),
        ROW("john[@]example.com", "email john@example.com"),
        ROW("john+tag@example.com", "email john+tag@example.com"),
        ROW("john@b\xc3\xbc"
            "cher.de",
            "email john@xn--bcher-kva.de"),
        ROW("john@example.com.", "email john@example.com"),
        ROW("john@localhost", ""),
        ROW("john@1.2.3.4", ""),
        ROW("@example.com", ""),
        ROW("john@", ""),
        ROW("john doe@example.com", ""),
        ROW("a@b@example.com", ""),
        ROW("john", ""),
        ROW(">john@example.com<", ""),
    };
    ROWS_CHECK("email", rows);
}

static void test_phones(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW("+49 170 1234567", "phone +491701234567"),
        ROW("+49 (170) 123-45.67", "phone +491701234567"),
        ROW("+49 (0)170 1234567", "phone +491701234567"),
        ROW("0049 170 1234567", "phone +491701234567"),
        ROW("+1 (202) 555-0100", "phone +12025550100"),
        ROW("tel:+1-202-555-0100;ext=3", "phone +12025550100"),
        ROW("sms://+12025550100", "phone +12025550100"),
        ROW("+12025550100,,12", "phone +12025550100"),
        ROW("+49\xc2\xa0"
            "170\xc2\xa0"
            "1234567",
            "phone +491701234567"),
        ROW("\xe2\x80\xaa+49 170\xe2\x80\x91"
            "1234567\xe2\x80\xac",
            "phone +491701234567"),
        ROW("\xef\xbc\x8b\xef\xbc\x94\xef\xbc\x99 170 1234567", "phone +491701234567"),
        ROW("+\xd9\xa4\xd9\xa9 170 1234567", "phone +491701234567"),
        ROW("0170 1234567", "phone 01701234567"),
        ROW("(202) 555-0100", "phone 2025550100"),
        ROW("32665", "phone 32665"),
        ROW("110", "phone 110"),
        ROW("0000", "phone 0000"),
        ROW("11", ""),
        ROW("+2100000000", ""),  // no such country
        ROW("+38412345678", ""), // Yugoslavia's neighbour that never was
        ROW("+0123456789", ""),
        ROW("+49123", ""),
        ROW("+4917012345678901", ""),
        ROW("1234567890123456", ""),
        ROW("Apple", ""),
        ROW("*21#", ""),
        ROW("49+170", ""),
        ROW("++49170123456", ""),
        ROW("+49 170 12\xff"
            "34567",
            ""),
    };
    ROWS_CHECK("phone", rows);
}

// One number of each length of country code, and of each range's ends.
static void test_country_codes(void **state)
{
    (void)state;
    static const char *const known[] = {"1",   "7",   "20",  "27",  "30",  "34",  "39",  "41",  "49",  "58",
                                        "66",  "84",  "86",  "98",  "211", "216", "218", "220", "258", "269",
                                        "291", "299", "359", "383", "389", "421", "423", "509", "599", "670",
                                        "692", "800", "850", "856", "886", "888", "968", "977", "996", "998"};
    static const char *const unknown[] = {"210", "214", "219", "259", "280", "292", "384", "388", "422",
                                          "671", "684", "693", "801", "830", "851", "854", "858", "871",
                                          "884", "890", "969", "978", "990", "991", "997", "999"};
    char text[32] = "";
    for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
        (void)snprintf(text, sizeof text, "+%s12345678", known[i]);
        char expected[40] = "";
        (void)snprintf(expected, sizeof expected, "phone %s", text);
        observation_check(kinds_parse("phone"), slice_text(text), expected);
    }
    for (size_t i = 0; i < ARRAY_SIZE(unknown); i++) {
        (void)snprintf(text, sizeof text, "+%s12345678", unknown[i]);
        observation_check(kinds_parse("phone"), slice_text(text), "");
    }
}

static void test_parents(void **state)
{
    (void)state;
    struct slice domain = SLICE("a.b.example.com");
    assert_true(domain_parent(domain, &domain));
    assert_true(slice_equal(domain, SLICE("b.example.com")));
    assert_true(domain_parent(domain, &domain));
    assert_true(slice_equal(domain, SLICE("example.com")));
    assert_false(domain_parent(domain, &domain));
    assert_true(slice_equal(domain, SLICE("example.com")));
    assert_false(domain_parent(SLICE(""), &domain));
    assert_false(domain_parent(SLICE("com"), &domain));
    assert_false(domain_parent(SLICE("a."), &domain));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_domains), cmocka_unit_test(test_addresses),     cmocka_unit_test(test_emails),
        cmocka_unit_test(test_phones),  cmocka_unit_test(test_country_codes), cmocka_unit_test(test_parents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
