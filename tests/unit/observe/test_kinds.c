// SPDX-License-Identifier: Apache-2.0
// Names of kinds, and columns of which the value decides what it is.
#include "observe/gather.h"

static void test_names(void **state)
{
    (void)state;
    static const char *const names[] = {"url",     "domain", "ip",   "email",       "phone",   "path",    "file",
                                        "process", "app",    "hash", "certificate", "profile", "property"};
    assert_int_equal(ARRAY_SIZE(names), OBSERVABLE_KINDS);
    for (unsigned i = 0; i < OBSERVABLE_KINDS; i++) {
        enum observable_kind kind = OBSERVABLE_KINDS;
        assert_string_equal(observable_kind_name((enum observable_kind)i), names[i]);
        assert_true(observable_kind_parse(slice_text(names[i]), &kind));
        assert_int_equal(kind, i);
        assert_int_equal(kind_parse(slice_text(names[i])), KIND_BIT(i));
    }
    enum observable_kind kind;
    assert_false(observable_kind_parse(SLICE("text"), &kind));
    assert_false(observable_kind_parse(SLICE(""), &kind));
    assert_int_equal(kind_parse(SLICE("")), 0);
    assert_int_equal(kind_parse(SLICE("urls")), 0);
    assert_int_equal(kind_parse(SLICE("Url")), 0);
    assert_int_equal(kind_parse(SLICE("text")), KIND_TEXT);
    assert_int_equal(kind_parse(SLICE("time")), KIND_TIME);
    assert_int_equal(kind_parse(SLICE("person")), KIND_PERSON);
    assert_int_equal(kind_parse(SLICE("place")), KIND_PLACE);
    assert_int_equal(kind_parse(SLICE("wifi")), KIND_WIFI);
    assert_int_equal(kind_parse(SLICE("private")), KIND_PRIVATE);
    assert_int_equal(kind_parse(SLICE("fact")), KIND_FACT);
    assert_int_equal(kind_parse(SLICE("visit")), KIND_VISIT);
}

static void test_value_decides(void **state)
{
    (void)state;
    static const struct row peers[] = {
        ROW("+49 170 1234567", "phone +491701234567"),
        ROW("John@Example.com", "email john@example.com"),
        ROW("32665", "phone 32665"),
        ROW("mailto:john@example.com", "email john@example.com"),
        ROW("tel:+491701234567", "phone +491701234567"),
        ROW("urn:biz:0-1", ""),
        ROW("Apple", ""),
    };
    static const struct row hosts[] = {
        ROW("1.2.3.4:80", "ip 1.2.3.4"),
        ROW("2001:db8::1", "ip 2001:db8::1"),
        ROW("evil.com", "domain evil.com"),
        ROW("evil.com:443", "domain evil.com"),
        ROW("http://evil.com/x", "url http://evil.com/x; domain evil.com"),
        ROW("evil.com/x", "url http://evil.com/x; domain evil.com"),
    };
    static const struct row programs[] = {
        ROW("/usr/libexec/bh", "path /usr/libexec/bh; file bh; process bh"),
        ROW("bh", "file bh; process bh"),
    };
    static const struct row owners[] = {
        ROW("com.Example.App", "process com.Example.App; app com.example.app"),
        ROW("bh", "process bh; app bh"),
    };
    static const struct row hashes[] = {
        ROW("D41D8CD98F00B204E9800998ECF8427E", "hash d41d8cd98f00b204e9800998ecf8427e"),
        ROW("com.Example", "app com.example"),
    };
    ROWS_CHECK("phone|email", peers);
    ROWS_CHECK("url|domain|ip", hosts);
    ROWS_CHECK("path|process|file", programs);
    ROWS_CHECK("process|app", owners);
    ROWS_CHECK("hash|app", hashes);
}

static void test_words_that_match_nothing(void **state)
{
    (void)state;
    static const struct row rows[] = {ROW("http://evil.com/", ""), ROW("a@b.com", "")};
    ROWS_CHECK("time|person|place|wifi|private|fact", rows);
    observation_check(kinds_parse("url|private"), SLICE("http://evil.com/"), "url http://evil.com/; domain evil.com");
    observation_check(kinds_parse("text|app"), SLICE("evil.com"), "domain evil.com; app evil.com");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_value_decides),
        cmocka_unit_test(test_words_that_match_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
