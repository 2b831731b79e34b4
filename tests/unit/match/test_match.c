// SPDX-License-Identifier: Apache-2.0
// What matches what, from the written value to the hit; among them the known mistakes of other tools, each by name.
#include "match/match.h"

#include "base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct listed {
    enum observable_kind kind;
    enum platform platform;
    uint32_t flags;
    uint32_t list;
    const char *value;
};

static const struct listed listed[] = {
    {OBSERVABLE_DOMAIN, PLATFORM_ANY, 0, 0, "evil.com"},
    {OBSERVABLE_DOMAIN, PLATFORM_ANY, 0, 0, "www.andropwn.xyz"},
    {OBSERVABLE_DOMAIN, PLATFORM_ANY, 0, 0, "wwf.org"},
    {OBSERVABLE_DOMAIN, PLATFORM_ANY, 0, 0, "weather4free.com"},
    {OBSERVABLE_DOMAIN, PLATFORM_ANY, 0, 0, "sub.example.net"},
    {OBSERVABLE_DOMAIN, PLATFORM_ANY, 0, 1, "deep.sub.example.net"},
    {OBSERVABLE_DOMAIN, PLATFORM_ANY, 0, 0,
     "b\xc3\xbc"
     "cher.de"},
    {OBSERVABLE_DOMAIN, PLATFORM_ANY, 0, 0, "1.2.3.4"},
    {OBSERVABLE_URL, PLATFORM_ANY, 0, 0, "http://host.example.org/a?b"},
    {OBSERVABLE_PATH, PLATFORM_IOS, 0, 0, "/tmp/l/"},
    {OBSERVABLE_PATH, PLATFORM_IOS, 0, 0, "/private/var/tmp/stop"},
    {OBSERVABLE_PATH, PLATFORM_ANDROID, 0, 0, "/data/local/tmp/wd/"},
    {OBSERVABLE_FILE, PLATFORM_ANY, 0, 0, "roleaccountd.plist"},
    {OBSERVABLE_PROCESS, PLATFORM_IOS, 0, 0, "bh"},
    {OBSERVABLE_PROCESS, PLATFORM_IOS, 0, 0, "com.apple.avcapture"},
    {OBSERVABLE_PROCESS, PLATFORM_IOS, 0, 1, "com.apple.avcaptain"},
    {OBSERVABLE_PROCESS, PLATFORM_IOS, INDICATOR_UNUSED, 0, "com.apple.unused.name"},
    {OBSERVABLE_PROCESS, PLATFORM_IOS, 0, 0, "exactly16bytes.."},
    {OBSERVABLE_PROCESS, PLATFORM_IOS, 0, 0, "exactly16bytes..and.more"},
    {OBSERVABLE_PROCESS, PLATFORM_IOS, 0, 0, "seventeen.bytes.."},
    {OBSERVABLE_PROFILE, PLATFORM_ANY, 0, 0, "76DAB334-7E17-475D-A5D6-0794EB5818A5"},
    {OBSERVABLE_EMAIL, PLATFORM_ANY, 0, 0, "Bad@Evil.com"},
    {OBSERVABLE_PHONE, PLATFORM_ANY, 0, 0, "+49 170 1234567"},
    {OBSERVABLE_APP, PLATFORM_ANY, 0, 0, "com.client.appA"},
    {OBSERVABLE_HASH, PLATFORM_ANY, 0, 0, "D41D8CD98F00B204E9800998ECF8427E"},
    {OBSERVABLE_CERTIFICATE, PLATFORM_ANY, 0, 0, "D41D8CD98F00B204E9800998ECF8427F"},
    {OBSERVABLE_PROPERTY, PLATFORM_ANDROID, 0, 0, "sys.brand.note"},
    {OBSERVABLE_DOMAIN, PLATFORM_ANY, INDICATOR_UNUSED, 0, "unused.example"},
    {OBSERVABLE_DOMAIN, PLATFORM_ANY, 0, 0, "example.info"},
    {OBSERVABLE_DOMAIN, PLATFORM_IOS, 0, 3, "example.info"},
    {OBSERVABLE_DOMAIN, PLATFORM_ANDROID, 0, 2, "example.info"},
    {OBSERVABLE_DOMAIN, PLATFORM_ANDROID, 0, 0, "near.example.info"},
};

static int index_set_up(void **state)
{
    static struct index index;
    CLEANUP_ARENA struct arena *arena = arena_new(1U << 20);
    struct index_builder *builder = index_builder_new();
    for (size_t i = 0; i < ARRAY_SIZE(listed); i++) {
        struct indicator indicator = {.platform = listed[i].platform, .flags = listed[i].flags, .list = listed[i].list};
        indicator.written = slice_text(listed[i].value);
        if (observe_indicator(listed[i].kind, indicator.written, arena, &indicator.kind, &indicator.value, NULL) ||
            index_builder_add(builder, &indicator, NULL))
            return -1;
    }
    int fd = -1;
    if (index_build(builder, &fd, NULL) || index_open(fd, &index, NULL))
        return -1;
    (void)close(fd);
    (void)index_builder_free(builder);
    *state = &index;
    return 0;
}

static int index_tear_down(void **state)
{
    index_close(*state);
    return 0;
}

// Hits as text: "written" of each indicator, "%" before a cut name, "~" before a doubtful reading, list behind '#'.
struct asked {
    const struct index *index;
    enum platform platform;
    struct buffer hits;
};

static void hit_add(void *context, const struct observable *observable, const struct match *match)
{
    struct asked *asked = context;
    struct indicator indicator;
    assert_true(index_entry(asked->index, match->entry, &indicator));
    assert_true(slice_equal(match->matched, indicator.value));
    // The second look agrees with the first.
    assert_true(match_confirm(asked->index, asked->platform, match->entry, observable->kind, observable->value,
                              match->truncated));
    buffer_put_text(&asked->hits, asked->hits.size ? " " : "");
    buffer_put_text(&asked->hits, match->doubtful ? "~" : "");
    buffer_put_text(&asked->hits, match->truncated ? "%" : "");
    buffer_put(&asked->hits, indicator.written);
    if (indicator.list)
        buffer_format(&asked->hits, "#%u", indicator.list);
}

static void observable_match(void *context, const struct observable *observable)
{
    struct asked *asked = context;
    match_observable(asked->index, asked->platform, observable, hit_add, asked);
}

static void ask_on(void **state, enum platform platform, uint32_t kinds, const char *value, const char *expected)
{
    CLEANUP_ARENA struct arena *arena = arena_new(1U << 20);
    struct asked asked = {.index = *state, .platform = platform};
    buffer_init(&asked.hits, 4096);
    assert_int_equal(observe_value(kinds, slice_text(value), arena, observable_match, &asked), 0);
    assert_string_equal(buffer_text(&asked.hits), expected);
    buffer_release(&asked.hits);
}

static void ask(void **state, enum observable_kind kind, const char *value, const char *expected)
{
    ask_on(state, PLATFORM_ANY, KIND_BIT(kind), value, expected);
}

static void test_domain_on_label_borders(void **state)
{
    ask(state, OBSERVABLE_DOMAIN, "evil.com", "evil.com");
    ask(state, OBSERVABLE_DOMAIN, "EVIL.com.", "evil.com");
    ask(state, OBSERVABLE_DOMAIN, "www.evil.com", "evil.com");
    ask(state, OBSERVABLE_DOMAIN, "a.b.c.evil.com", "evil.com");
    ask(state, OBSERVABLE_DOMAIN, "notevil.com", "");
    ask(state, OBSERVABLE_DOMAIN, "evil.com.au", "");
    ask(state, OBSERVABLE_DOMAIN, "evil.co", "");
    ask(state, OBSERVABLE_DOMAIN, "com", "");
    ask(state, OBSERVABLE_DOMAIN, "xn--bcher-kva.de",
        "b\xc3\xbc"
        "cher.de");
}

// Elsewhere "www." is stripped as a set of letters: wwf.org became f.org, and www.andropwn.xyz never matched.
static void test_defect_www_stripped(void **state)
{
    ask(state, OBSERVABLE_DOMAIN, "www.andropwn.xyz", "www.andropwn.xyz");
    ask(state, OBSERVABLE_DOMAIN, "andropwn.xyz", "");
    ask(state, OBSERVABLE_DOMAIN, "wwf.org", "wwf.org");
    ask(state, OBSERVABLE_DOMAIN, "f.org", "");
    ask(state, OBSERVABLE_URL, "https://www.andropwn.xyz/x", "www.andropwn.xyz");
    ask(state, OBSERVABLE_URL, "https://www.wwf.org/", "wwf.org");
}

// Elsewhere a port or a user's name hid the host.
static void test_defect_port_and_userinfo(void **state)
{
    ask(state, OBSERVABLE_URL, "https://evil.com:8443/x", "evil.com");
    ask(state, OBSERVABLE_URL, "https://user:pass@evil.com/x", "evil.com");
    ask(state, OBSERVABLE_URL, "https://evil.com@good.com/x", "");
    ask(state, OBSERVABLE_DOMAIN, "evil.com:443", "evil.com");
    ask(state, OBSERVABLE_IP, "1.2.3.4:443", "1.2.3.4");
}

// Elsewhere only the registrable domain was compared: names below a listed sub-domain were missed, those beside it hit.
static void test_defect_subdomains(void **state)
{
    ask(state, OBSERVABLE_DOMAIN, "sub.example.net", "sub.example.net");
    ask(state, OBSERVABLE_DOMAIN, "a.sub.example.net", "sub.example.net");
    ask(state, OBSERVABLE_DOMAIN, "example.net", "");
    ask(state, OBSERVABLE_DOMAIN, "other.example.net", "");
    ask(state, OBSERVABLE_DOMAIN, "x.deep.sub.example.net", "deep.sub.example.net#1"); // the nearest alone
}

// Elsewhere 1.2.3.4 was found in 11.2.3.45.
static void test_defect_substring_of_an_address(void **state)
{
    ask(state, OBSERVABLE_URL, "http://11.2.3.45/", "");
    ask(state, OBSERVABLE_URL, "http://1.2.3.45/", "");
    ask(state, OBSERVABLE_URL, "http://1.2.3.4/", "1.2.3.4");
    ask(state, OBSERVABLE_URL, "http://0x01020304/", "1.2.3.4");
    ask(state, OBSERVABLE_IP, "::ffff:1.2.3.4", "1.2.3.4");
    ask(state, OBSERVABLE_IP, "2.3.4.1", "");
}

// Elsewhere a domain inside another link's query was a hit.
static void test_defect_domain_in_a_query(void **state)
{
    ask(state, OBSERVABLE_URL, "https://good.example/?u=https://weather4free.com", "");
    ask_on(state, PLATFORM_ANY, KIND_TEXT, "https://good.example/?u=https://weather4free.com", "");
    ask_on(state, PLATFORM_ANY, KIND_TEXT, "good.example/?u=weather4free.com", "");
    ask_on(state, PLATFORM_ANY, KIND_TEXT, "https://weather4free.com/?u=x", "weather4free.com");
}

// Elsewhere a link's trailing mark made its host unreadable, and links without a scheme and defanged ones were not
// seen.
static void test_defect_links_in_text(void **state)
{
    static const char *const texts[] = {"(https://evil.com)",
                                        "https://evil.com.",
                                        "https://evil.com,",
                                        "hxxps://evil.com",
                                        "evil.com/x",
                                        "see evil.com",
                                        "ftp://evil.com/",
                                        "HTTPS://EVIL.COM/",
                                        "hxxps[:]//www[.]evil[.]com/x",
                                        "http:\\\\evil.com\\@good.com/"};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        ask_on(state, PLATFORM_ANY, KIND_TEXT, texts[i], "evil.com");
    ask_on(state, PLATFORM_ANY, KIND_TEXT, "http:\\\\good.com\\@evil.com/", "~evil.com");
    ask_on(state, PLATFORM_ANY, KIND_TEXT, "http://evil.com\xe6\x9f\xa5", "~evil.com");
    ask_on(state, PLATFORM_ANY, KIND_TEXT, "write to bad@evil.com, call +49 (0)170 1234567",
           "Bad@Evil.com +49 170 1234567");
}

// Elsewhere /tmp/l/ was found in /tmp/log.txt, /private/var/tmp/stop in stopwatch, /data/local/tmp/wd/ in wdx.
static void test_defect_path_prefix(void **state)
{
    ask(state, OBSERVABLE_PATH, "/private/var/tmp/launchd.log", "");
    ask(state, OBSERVABLE_PATH, "/tmp/log.txt", "");
    ask(state, OBSERVABLE_PATH, "/private/tmp/log", "");
    ask(state, OBSERVABLE_PATH, "/private/var/tmp/stopwatch", "");
    ask(state, OBSERVABLE_PATH, "/data/local/tmp/wdx", "");
    ask(state, OBSERVABLE_PATH, "/tmp/l", "/tmp/l/");
    ask(state, OBSERVABLE_PATH, "/private/tmp/l/", "/tmp/l/");
    ask(state, OBSERVABLE_PATH, "/private/var/tmp/l", "/tmp/l/");
    ask(state, OBSERVABLE_PATH, "/private/tmp/l/a/b", "/tmp/l/");
    ask(state, OBSERVABLE_PATH, "/var/tmp/stop", "/private/var/tmp/stop");
    ask(state, OBSERVABLE_PATH, "/var/tmp/x/../stop/y", "/private/var/tmp/stop");
    ask(state, OBSERVABLE_PATH, "/x/private/var/tmp/stop", "");
    ask(state, OBSERVABLE_PATH, "private/var/tmp/stop", "");
    ask(state, OBSERVABLE_PATH, "/data/local/tmp/wd/pred.so", "/data/local/tmp/wd/");
}

static void test_files(void **state)
{
    ask(state, OBSERVABLE_PATH, "/private/var/db/roleaccountd.plist", "roleaccountd.plist");
    ask(state, OBSERVABLE_PATH, "Library/roleaccountd.plist", "roleaccountd.plist");
    ask(state, OBSERVABLE_FILE, "roleaccountd.plist", "roleaccountd.plist");
    ask(state, OBSERVABLE_PATH, "/x/roleaccountd.plist/y", "");
    ask(state, OBSERVABLE_PATH, "/x/aroleaccountd.plist", "");
    ask(state, OBSERVABLE_PATH, "/x/bh", ""); // a path's parts are no processes
}

// Elsewhere an observed profile was looked for inside the indicator: "A5" matched.
static void test_defect_profile_substring(void **state)
{
    ask(state, OBSERVABLE_PROFILE, "A5", "");
    ask(state, OBSERVABLE_PROFILE, "76DAB334-7E17-475D-A5D6", "");
    ask(state, OBSERVABLE_PROFILE, "76dab334-7e17-475d-a5d6-0794eb5818a5", "76DAB334-7E17-475D-A5D6-0794EB5818A5");
}

static void test_processes(void **state)
{
    ask(state, OBSERVABLE_PROCESS, "bh", "bh");
    ask(state, OBSERVABLE_PROCESS, "BH", "");
    ask(state, OBSERVABLE_PROCESS, "bhx", "");
    ask(state, OBSERVABLE_PROCESS, "/usr/libexec/bh", "bh");
    ask(state, OBSERVABLE_PROCESS, "/usr/bh/x", "");
    ask(state, OBSERVABLE_PROCESS, "com.apple.avcapture", "com.apple.avcapture");
    ask(state, OBSERVABLE_PROCESS, "com.apple.avcapt", "%com.apple.avcapture %com.apple.avcaptain#1");
    ask(state, OBSERVABLE_PROCESS, "com.apple.avcap", "");
    ask(state, OBSERVABLE_PROCESS, "com.apple.avcaptu", "");
    ask(state, OBSERVABLE_PROCESS, "/usr/libexec/com.apple.avcapt", ""); // a path isn't cut
    ask(state, OBSERVABLE_PROCESS, "com.apple.unused", "");
    ask(state, OBSERVABLE_PROCESS, "com.apple.avcapX", "");
    // Whole before cut: the longer one isn't reported as well.
    ask(state, OBSERVABLE_PROCESS, "exactly16bytes..", "exactly16bytes..");
    ask(state, OBSERVABLE_PROCESS, "seventeen.bytes.", "%seventeen.bytes..");
}

// Several indicators that begin with the same 16 bytes: all, in the order of their lists.
static void test_several_cut_names(void **state)
{
    (void)state;
    struct index_builder *builder = index_builder_new();
    static const char *const names[] = {"sixteen.bytes...b", "sixteen.bytes...a", "sixteen.bytes...b",
                                        "sixteen.bytes.other"};
    for (uint32_t i = 0; i < ARRAY_SIZE(names); i++) {
        struct indicator indicator = {.kind = OBSERVABLE_PROCESS,
                                      .list = (uint32_t)ARRAY_SIZE(names) - i,
                                      .value = slice_text(names[i]),
                                      .written = slice_text(names[i])};
        assert_int_equal(index_builder_add(builder, &indicator, NULL), ERROR_NONE);
    }
    struct index index;
    void *index_state = &index;
    int fd = -1;
    assert_int_equal(index_build(builder, &fd, NULL), ERROR_NONE);
    assert_int_equal(index_open(fd, &index, NULL), ERROR_NONE);
    ask(&index_state, OBSERVABLE_PROCESS, "sixteen.bytes...",
        "%sixteen.bytes...b#2 %sixteen.bytes...a#3 %sixteen.bytes...b#4");
    ask(&index_state, OBSERVABLE_PROCESS, "sixteen.bytes.ot", "%sixteen.bytes.other#1");
    index_close(&index);
    (void)close(fd);
    builder = index_builder_free(builder);
}

static void test_urls(void **state)
{
    ask(state, OBSERVABLE_URL, "HTTP://Host.Example.org:80/a?b#c", "http://host.example.org/a?b");
    ask(state, OBSERVABLE_URL, "http://host.example.org/a?b&c", "");
    ask(state, OBSERVABLE_URL, "http://host.example.org/", "");
    ask(state, OBSERVABLE_DOMAIN, "host.example.org", "");
}

static void test_without_case(void **state)
{
    ask(state, OBSERVABLE_EMAIL, "BAD@EVIL.COM", "Bad@Evil.com");
    ask(state, OBSERVABLE_EMAIL, "other@evil.com", "evil.com");
    ask(state, OBSERVABLE_EMAIL, "a.bad@evil.com", "evil.com");
    ask(state, OBSERVABLE_APP, "COM.CLIENT.APPA", "com.client.appA");
    ask(state, OBSERVABLE_APP, "com.client.appA.x", "");
    ask(state, OBSERVABLE_HASH, "d41d8cd98f00b204e9800998ecf8427e", "D41D8CD98F00B204E9800998ECF8427E");
    ask(state, OBSERVABLE_PROPERTY, "sys.brand.note", "sys.brand.note");
    ask(state, OBSERVABLE_PROPERTY, "sys.brand.Note", "");
    ask(state, OBSERVABLE_PHONE, "0049 170 1234567", "+49 170 1234567");
    ask(state, OBSERVABLE_PHONE, "491701234567", "~+49 170 1234567"); // weaker: without its +
    ask(state, OBSERVABLE_PHONE, "0170 1234567", "");
}

// Kinds must be equal: a domain that is called like an app is no app.
static void test_kinds_are_equal(void **state)
{
    ask(state, OBSERVABLE_APP, "evil.com", "");
    ask(state, OBSERVABLE_DOMAIN, "com.client.appA", "");
    ask(state, OBSERVABLE_CERTIFICATE, "D41D8CD98F00B204E9800998ECF8427E", "");
    ask(state, OBSERVABLE_HASH, "D41D8CD98F00B204E9800998ECF8427F", "");
    ask(state, OBSERVABLE_PROCESS, "roleaccountd.plist", "");
}

static void test_platforms(void **state)
{
    ask_on(state, PLATFORM_IOS, KIND_BIT(OBSERVABLE_PROCESS), "bh", "bh");
    ask_on(state, PLATFORM_ANDROID, KIND_BIT(OBSERVABLE_PROCESS), "bh", "");
    ask_on(state, PLATFORM_ANDROID, KIND_BIT(OBSERVABLE_PROCESS), "com.apple.avcapt", "");
    ask_on(state, PLATFORM_IOS, KIND_BIT(OBSERVABLE_PATH), "/data/local/tmp/wd", "");
    ask_on(state, PLATFORM_ANDROID, KIND_BIT(OBSERVABLE_PATH), "/data/local/tmp/wd", "/data/local/tmp/wd/");
    ask_on(state, PLATFORM_ANDROID, KIND_BIT(OBSERVABLE_DOMAIN), "evil.com", "evil.com");
    // The nearest that applies, and all lists of it in their order.
    ask_on(state, PLATFORM_IOS, KIND_BIT(OBSERVABLE_DOMAIN), "x.near.example.info", "example.info example.info#3");
    ask_on(state, PLATFORM_ANDROID, KIND_BIT(OBSERVABLE_DOMAIN), "x.near.example.info", "near.example.info");
    ask_on(state, PLATFORM_ANDROID, KIND_BIT(OBSERVABLE_DOMAIN), "example.info", "example.info example.info#2");
    ask_on(state, PLATFORM_ANY, KIND_BIT(OBSERVABLE_DOMAIN), "example.info",
           "example.info example.info#2 example.info#3");
}

static void test_unused_never(void **state)
{
    ask(state, OBSERVABLE_DOMAIN, "unused.example", "");
    ask(state, OBSERVABLE_DOMAIN, "a.unused.example", "");
}

// A worker that was taken over may claim anything.
static void test_forged_claims(void **state)
{
    const struct index *index = *state;
    uint32_t domain = index_find(index, OBSERVABLE_DOMAIN, SLICE("evil.com"));
    uint32_t path = index_find(index, OBSERVABLE_PATH, SLICE("/private/var/tmp/l"));
    uint32_t process = index_find(index, OBSERVABLE_PROCESS, SLICE("com.apple.avcapture"));
    uint32_t unused = index_find(index, OBSERVABLE_DOMAIN, SLICE("unused.example"));
    assert_true(domain != INDEX_NONE && path != INDEX_NONE && process != INDEX_NONE && unused != INDEX_NONE);
    assert_true(match_confirm(index, PLATFORM_ANY, domain, OBSERVABLE_DOMAIN, SLICE("a.evil.com"), false));
    assert_false(match_confirm(index, PLATFORM_ANY, domain, OBSERVABLE_DOMAIN, SLICE("good.com"), false));
    assert_false(match_confirm(index, PLATFORM_ANY, domain, OBSERVABLE_DOMAIN, SLICE("notevil.com"), false));
    assert_false(match_confirm(index, PLATFORM_ANY, domain, OBSERVABLE_DOMAIN, SLICE("vil.com"), false));
    assert_false(match_confirm(index, PLATFORM_ANY, domain, OBSERVABLE_DOMAIN, SLICE_NONE, false));
    assert_false(match_confirm(index, PLATFORM_ANY, domain, OBSERVABLE_URL, SLICE("evil.com"), false));
    assert_false(match_confirm(index, PLATFORM_ANY, domain, OBSERVABLE_DOMAIN, SLICE("evil.com"), true));
    assert_false(match_confirm(index, PLATFORM_ANY, index->count, OBSERVABLE_DOMAIN, SLICE("evil.com"), false));
    assert_false(match_confirm(index, PLATFORM_ANY, INDEX_NONE, OBSERVABLE_DOMAIN, SLICE("evil.com"), false));
    assert_true(match_confirm(index, PLATFORM_IOS, path, OBSERVABLE_PATH, SLICE("/private/var/tmp/l/x"), false));
    assert_false(match_confirm(index, PLATFORM_IOS, path, OBSERVABLE_PATH, SLICE("/private/var/tmp/log"), false));
    assert_false(match_confirm(index, PLATFORM_IOS, path, OBSERVABLE_PATH, SLICE("/private/var/tmp"), false));
    assert_false(match_confirm(index, PLATFORM_ANDROID, path, OBSERVABLE_PATH, SLICE("/private/var/tmp/l"), false));
    assert_true(match_confirm(index, PLATFORM_IOS, process, OBSERVABLE_PROCESS, SLICE("com.apple.avcapt"), true));
    assert_false(match_confirm(index, PLATFORM_IOS, process, OBSERVABLE_PROCESS, SLICE("com.apple.avcapt"), false));
    assert_false(match_confirm(index, PLATFORM_IOS, process, OBSERVABLE_PROCESS, SLICE("com.apple.avcap"), true));
    assert_false(match_confirm(index, PLATFORM_IOS, process, OBSERVABLE_PROCESS, SLICE("com.apple.avcapX"), true));
    assert_false(match_confirm(index, PLATFORM_ANY, unused, OBSERVABLE_DOMAIN, SLICE("unused.example"), false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_domain_on_label_borders),
        cmocka_unit_test(test_defect_www_stripped),
        cmocka_unit_test(test_defect_port_and_userinfo),
        cmocka_unit_test(test_defect_subdomains),
        cmocka_unit_test(test_defect_substring_of_an_address),
        cmocka_unit_test(test_defect_domain_in_a_query),
        cmocka_unit_test(test_defect_links_in_text),
        cmocka_unit_test(test_defect_path_prefix),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_defect_profile_substring),
        cmocka_unit_test(test_processes),
        cmocka_unit_test(test_several_cut_names),
        cmocka_unit_test(test_urls),
        cmocka_unit_test(test_without_case),
        cmocka_unit_test(test_kinds_are_equal),
        cmocka_unit_test(test_platforms),
        cmocka_unit_test(test_unused_never),
        cmocka_unit_test(test_forged_claims),
    };
    return cmocka_run_group_tests(tests, index_set_up, index_tear_down);
}
