// SPDX-License-Identifier: Apache-2.0
// Running text: messages of any bytes.
#include "observe/gather.h"

#include "base/limits.h"
#include "mutation.h"

static void test_links(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW("see https://Evil.com/a?b=c#d now", "url https://evil.com/a?b=c; domain evil.com"),
        ROW("HTTP://EVIL.COM", "url http://evil.com/; domain evil.com"),
        ROW("hxxps://evil[.]com/x", "url https://evil.com/x; domain evil.com"),
        ROW("hxxp[:]//evil[.]com/x", "url http://evil.com/x; domain evil.com"),
        ROW("http[://]evil.com/x", "url http://evil.com/x; domain evil.com"),
        ROW("ftp://evil.com/x", "url ftp://evil.com/x; domain evil.com"),
        ROW("http:\\\\evil.com\\@good.com/ x",
            "url http://evil.com/@good.com/; domain evil.com; ~url http://good.com/; ~domain good.com"),
        ROW("Gohttps://evil.com/x", "url https://evil.com/x; domain evil.com"),
        ROW("x-safari-https://evil.com/x", "url https://evil.com/x; domain evil.com"),
        ROW("intent://evil.com/x#Intent;end", "url intent://evil.com/x; domain evil.com"),
        ROW("http://a.com/1http://b.com/", "url http://a.com/1http://b.com/; domain a.com"),
        ROW("http://a.com http://b.com", "url http://a.com/; domain a.com; url http://b.com/; domain b.com"),
        ROW("http://a.com\nhttp://b.com", "url http://a.com/; domain a.com; url http://b.com/; domain b.com"),
        ROW("http://user@evil.com/x", "url http://evil.com/x; domain evil.com"),
        ROW("http://1.2.3.4:8080/x", "url http://1.2.3.4:8080/x; ip 1.2.3.4"),
        ROW("http://[2001:db8::1]/x", "url http://[2001:db8::1]/x; ip 2001:db8::1"),
        ROW("http:evil.com/x", "url http://evil.com/x; domain evil.com"),
        ROW("http:// evil", ""),
        ROW("http://", ""),
        ROW("://evil", ""),
        ROW("note: see, e.g. this: ok", ""),
        ROW("at 10:30, 4:1", ""),
        ROW("javascript://evil", ""),
        ROW("mailto:A@b.com?subject=x tel:+49-170-1234567", "email a@b.com; phone +491701234567"),
    };
    ROWS_CHECK("text", rows);
}

static void test_trailing_marks(void **state)
{
    (void)state;
    static const char link[] = "url http://evil.com/a; domain evil.com";
    static const char *const texts[] = {
        "http://evil.com/a.",
        "http://evil.com/a,",
        "http://evil.com/a!?",
        "(http://evil.com/a)",
        "[http://evil.com/a]",
        "\"http://evil.com/a\"",
        "<http://evil.com/a>",
        "'http://evil.com/a'",
        "http://evil.com/a...",
        "(see http://evil.com/a).",
        "{http://evil.com/a};",
        "[x](http://evil.com/a)",
        "*http://evil.com/a*",
        "`http://evil.com/a`",
        "\xc2\xbbhttp://evil.com/a\xc2\xab",
        "\xe2\x80\x9chttp://evil.com/a\xe2\x80\x9d",
        "http://evil.com/a\xe3\x80\x82\xe7\x84\xb6",
        "http://evil.com/a\xe2\x80\xa6",
        "http://evil.com/a\xc2\xa0next",
        "http://evil.com/a\xff\xfe",
    };
    static const struct row kept[] = {
        ROW("http://evil.com/a_(b)", "url http://evil.com/a_(b); domain evil.com"),
        ROW("(http://evil.com/a_(b))", "url http://evil.com/a_(b); domain evil.com"),
        ROW("http://evil.com/a)b", "url http://evil.com/a)b; domain evil.com"),
        ROW("http://evil.com/a[1]", "url http://evil.com/a[1]; domain evil.com"),
        ROW("http://evil.com/a/", "url http://evil.com/a/; domain evil.com"),
        ROW("http://evil.com/a_", "url http://evil.com/a_; domain evil.com"),
    };
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        observation_check(KIND_TEXT, slice_text(texts[i]), link);
    ROWS_CHECK("text", kept);
}

static void test_without_scheme(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW("go to www.Evil.com.", "domain www.evil.com"),
        ROW("evil.com/x?u=https://weather4free.com",
            "url http://evil.com/x?u=https://weather4free.com; domain evil.com"),
        ROW("evil.com:8080/x", "url http://evil.com:8080/x; domain evil.com"),
        ROW("evil.com: look", "domain evil.com"),
        ROW("//evil.com/x", "url http://evil.com/x; domain evil.com"),
        ROW("evil[.]com and evil(.)com and evil[dot]com/x",
            "domain evil.com; domain evil.com; url http://evil.com/x; domain evil.com"),
        ROW("@evil.com", "domain evil.com"),
        ROW("...evil.com...", "domain evil.com"),
        ROW("a.xn--p1ai", "domain a.xn--p1ai"),
        ROW("m\xc3\xbcnchen.de", "domain xn--mnchen-3ya.de"),
        ROW("\xd0\xb0\xd0\xb1.\xd1\x80\xd1\x84", "domain xn--80ac.xn--p1ai"),
        ROW("\xf0\x9f\x94\xa5"
            "evil.com\xf0\x9f\x94\xa5",
            "domain evil.com"),
        ROW("e.g. i.e. U.S.A 3.14 v1.2.3 1.2.3.4.5 12.05.2024", ""),
        ROW("1.2.3.4 and v1.2.3.4", "ip 1.2.3.4"),
        ROW("1.2.3.4/x", "url http://1.2.3.4/x; ip 1.2.3.4"),
        ROW("1.2.3.4:80/x 1.2.3.4:81/x", "url http://1.2.3.4/x; ip 1.2.3.4; url http://1.2.3.4:81/x; ip 1.2.3.4"),
        ROW("001.2.3.4", ""),
        ROW("/var/log/evil.com and a/evil.com", ""),
        ROW("a.b.c://x", "url a.b.c://x"),
        ROW("evil.com@", "domain evil.com"),
        ROW(".", ""),
        ROW("a.", ""),
        ROW(".a", ""),
    };
    ROWS_CHECK("text", rows);
}

// Chinese, Japanese and Thai are written without blanks: the whole first, then what a person reads.
static void test_beside_other_scripts(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW("\xe7\x9c\x8bhttp://evil.com/a", "url http://evil.com/a; domain evil.com"),
        ROW("http://evil.com\xe6\x9f\xa5\xe7\x9c\x8b",
            "url http://evil.xn--com-ep0gs28d/; domain evil.xn--com-ep0gs28d; ~url http://evil.com/; ~domain evil.com"),
        ROW("http://evil.com\xe3\x80\x82", "url http://evil.com/; domain evil.com"),
        ROW("http://evil\xe3\x80\x82"
            "com/x",
            "url http://evil.com/x; domain evil.com"),
        ROW("\xe7\x9c\x8b"
            "evil.com",
            "domain xn--evil-k47j.com; ~domain evil.com"),
        ROW("\xe7\x9c\x8b"
            "evil.com/x",
            "url http://xn--evil-k47j.com/x; domain xn--evil-k47j.com; ~url http://evil.com/x; ~domain evil.com"),
        ROW("evil.com\xe7\x9c\x8b", "domain evil.xn--com-ld3h; ~domain evil.com"),
    };
    ROWS_CHECK("text", rows);
}

static void test_addresses(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW("write to John.Doe+x@Example.com, please", "email john.doe+x@example.com"),
        ROW("<john@example.com>", "email john@example.com"),
        ROW("(john_doe@mail.example.com).", "email john_doe@mail.example.com"),
        ROW("user:pass@example.com", "email pass@example.com"),
        ROW("john@example", ""),
        ROW("john@1.2.3.4", "ip 1.2.3.4"),
        ROW("a@b", ""),
        ROW("@", ""),
        ROW("2001:DB8::1, [::1] and ::ffff:1.2.3.4.", "ip 2001:db8::1; ip ::1; ip 1.2.3.4"),
        ROW("std::vector 10:30:45 aa:bb:cc:dd:ee:ff ::", ""),
        ROW("1:2:3:4:5:6:7:8:9", ""),
        // What was found once isn't taken for a part of the next.
        ROW("evil.ab::1", "domain evil.ab"),
        ROW("+491701234567@s.example.net", "phone +491701234567; domain s.example.net"),
    };
    ROWS_CHECK("text", rows);
}

static void test_phones(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW("call +49 170 1234567, now", "phone +491701234567"),
        ROW("+49 (0)170 1234567", "phone +491701234567"),
        ROW("(+1) 202-555-0100", "phone +12025550100"),
        ROW("+1 202 555 0100 2024", "phone +12025550100"),
        ROW("+49\xc2\xa0"
            "170\xc2\xa0"
            "1234567",
            "phone +491701234567"),
        ROW("+491701234567+491701234568", "phone +491701234567"),
        ROW("1+1234567890", ""),
        ROW("+1234567", ""),
        ROW("+2101234567", ""),
        ROW("01701234567", ""),
        ROW("+", ""),
        ROW("+49", ""),
    };
    ROWS_CHECK("text", rows);
}

// A NUL ends a link and hides nothing.
static void test_any_bytes(void **state)
{
    (void)state;
    static const struct row rows[] = {
        ROW("a\0 http://evil.com/\0x", "url http://evil.com/; domain evil.com"),
        ROW("\0\0evil.com\0", "domain evil.com"),
        ROW("\xff\xfehttp://evil.com/\xff", "url http://evil.com/; domain evil.com"),
        ROW("\xc3http://evil.com/\xc3", "url http://evil.com/; domain evil.com"),
        ROW("\x80"
            "evil.com\x80",
            "domain evil.com"),
        ROW("\x1b[31mhttp://evil.com/\x1b[0m", "url http://evil.com/; domain evil.com"),
        ROW("", ""),
    };
    ROWS_CHECK("text", rows);
}

static const char everything[] =
    "http:\\\\evil.com\\@good.com/ hxxps[:]//evil[.]com/x, (http://a.com/b_(c)) John.Doe+x@Ex\xc3\xbc.com +49 (0)170 "
    "1234567 2001:db8::1 \xe7\x9c\x8b"
    "evil.com/x \xe7\x82\xb9http://evil.com\xe6\x9f\xa5 mailto:a@b.com "
    "blob:https://x.y/ 1.2.3.4:80/z evil[dot]com file:///var/tmp/a%20b intent://e.com/#I \xff\xf0\x9f\x94\xa5.la\0end";

static void text_attempt(struct slice bytes, void *context)
{
    struct gathering *gathering = context;
    assert_int_equal(observations_gather(KIND_TEXT, bytes, gathering), 0);
    assert_true(gathering->count < 100);
}

static void test_truncated_and_mutated(void **state)
{
    (void)state;
    struct gathering gathering = {.count = 0};
    buffer_init(&gathering.line, 1U << 20);
    struct slice text = slice_of(everything, sizeof everything - 1);
    text_attempt(text, &gathering);
    assert_int_equal(gathering.count, 29);
    mutation_all(text, text_attempt, &gathering);
    buffer_release(&gathering.line);
}

// As a url, a domain, … too: any bytes may stand in any column.
static void kinds_attempt(struct slice bytes, void *context)
{
    struct gathering *gathering = context;
    for (unsigned kind = 0; kind < OBSERVABLE_KINDS; kind++)
        (void)observations_gather(KIND_BIT(kind), bytes, gathering);
    (void)observations_gather(KIND_MATCHED, bytes, gathering);
}

static void test_kinds_mutated(void **state)
{
    (void)state;
    static const struct slice values[] = {
        SLICE_INIT("http:\\\\a:b@e\xc3\xbcil[.]com:80\\@good.com/x?y#z"),
        SLICE_INIT("hxxp://[::ffff:1.2.3.4%25a]:8/\t"),
        SLICE_INIT("A <mailto:b%40c@d.e?f>"),
        SLICE_INIT("+49 (0)170\xc2\xa0"
                   "12;3"),
        SLICE_INIT("file://l//var/./a/../%2e"),
        SLICE_INIT("0x7f.0377.1"),
    };
    struct gathering gathering = {.count = 0};
    buffer_init(&gathering.line, 1U << 20);
    for (size_t i = 0; i < ARRAY_SIZE(values); i++)
        mutation_all(values[i], kinds_attempt, &gathering);
    buffer_release(&gathering.line);
}

// More than the limit is counted, not given.
static void test_limit(void **state)
{
    (void)state;
    struct gathering gathering = {.count = 0};
    struct buffer text;
    buffer_init(&gathering.line, 1U << 20);
    buffer_init(&text, 1U << 20);
    for (size_t i = 0; i < LIMIT_TEXT_OBSERVABLES; i++)
        buffer_put_text(&text, "evil.com ");
    assert_int_equal(observations_gather(KIND_TEXT, buffer_slice(&text), &gathering), 0);
    assert_int_equal(gathering.count, LIMIT_TEXT_OBSERVABLES);
    buffer_put_text(&text, "a@b.com +491701234567 ::1 http://x.y");
    assert_int_equal(observations_gather(KIND_TEXT, buffer_slice(&text), &gathering), 4);
    assert_int_equal(gathering.count, LIMIT_TEXT_OBSERVABLES);
    buffer_release(&gathering.line);
    buffer_release(&text);
}

// Texts made to be looked at again and again cost no more than their length: half a megabyte of each in a moment.
static void test_costly_texts(void **state)
{
    (void)state;
    static const char *const pieces[] = {"http://%zz ", "a.",   "@",   "a@b.",  "::",       "https://a))", "mailto:!",
                                         "x.y@",        "a[.]", "a:/", "a.b/!", "http://!", "1.2.3.4.",    "+1 2 "};
    struct gathering gathering = {.count = 0};
    struct buffer text;
    buffer_init(&gathering.line, 64U << 20);
    buffer_init(&text, 1U << 20);
    for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
        buffer_clear(&text);
        while (text.size < 1U << 19)
            buffer_put_text(&text, pieces[i]);
        assert_true(observations_gather(KIND_TEXT, buffer_slice(&text), &gathering) != SIZE_MAX);
    }
    buffer_release(&gathering.line);
    buffer_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_links),          cmocka_unit_test(test_trailing_marks),
        cmocka_unit_test(test_without_scheme), cmocka_unit_test(test_beside_other_scripts),
        cmocka_unit_test(test_addresses),      cmocka_unit_test(test_phones),
        cmocka_unit_test(test_any_bytes),      cmocka_unit_test(test_truncated_and_mutated),
        cmocka_unit_test(test_kinds_mutated),  cmocka_unit_test(test_limit),
        cmocka_unit_test(test_costly_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
