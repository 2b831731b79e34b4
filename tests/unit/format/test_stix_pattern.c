// SPDX-License-Identifier: Apache-2.0
#include "format_test.h"

#include "format/stix_pattern.h"
#include "mutation.h"

// One comparison a line, "path operator value" with "!" before negated and "&" before conjunct ones; or "!code@offset".
static const char *parsed(const char *text, struct arena *arena)
{
    struct pattern pattern;
    struct error error;
    struct buffer out;
    error_clear(&error);
    buffer_init(&out, 1U << 20);
    enum error_code code = pattern_parse(slice_text(text), arena, &pattern, &error);
    if (code != ERROR_NONE)
        buffer_format(&out, "!%s@%" PRIu64, error_code_name(code), error.offset);
    for (size_t i = 0; code == ERROR_NONE && i < pattern.count; i++) {
        const struct pattern_comparison *comparison = &pattern.comparisons[i];
        buffer_put_text(&out, i ? "\n" : "");
        buffer_put_text(&out, comparison->conjunct ? "&" : "");
        buffer_put_text(&out, comparison->negated ? "!" : "");
        buffer_put(&out, comparison->path);
        buffer_format(&out, " %s ", pattern_operator_text(comparison->operator));
        buffer_put(&out, comparison->value);
    }
    char *copy = arena_text(arena, buffer_slice(&out));
    buffer_release(&out);
    return copy;
}

struct sample {
    const char *text;
    const char *result;
};

static void expect(struct arena *arena, const struct sample *samples, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_string_equal(parsed(samples[i].text, arena), samples[i].result);
}

static void test_published_forms_parse(void **state)
{
    static const struct sample samples[] = {
        {"[domain-name:value='a.example']", "domain-name:value = a.example"},
        {" [ domain-name : value = 'a' ] ", "domain-name:value = a"},
        {"[file:hashes.sha256='00']", "file:hashes.sha256 = 00"},
        {"[file:hashes.'SHA-256' = '00']", "file:hashes.SHA-256 = 00"},
        {"[file:hashes.MD5 = '00']", "file:hashes.MD5 = 00"},
        {"[app:cert.'SHA-1' = '00']", "app:cert.SHA-1 = 00"},
        {"[android-property:name='x' OR app:id='y']", "android-property:name = x\napp:id = y"},
    };
    expect(*state, samples, ARRAY_SIZE(samples));
}

// A peer splits at "=" and dies of the second.
static void test_value_with_equal_sign_parses(void **state)
{
    static const struct sample samples[] = {
        {"[url:value='https://a.example/?q=1&r==2']", "url:value = https://a.example/?q=1&r==2"},
        {"[url:value='a OR b AND [c] = (d)']", "url:value = a OR b AND [c] = (d)"},
    };
    expect(*state, samples, ARRAY_SIZE(samples));
}

static void test_or_and_observations_joined_by_and_parse(void **state)
{
    static const struct sample samples[] = {
        {"[a:b='x' OR a:b='y']", "a:b = x\na:b = y"},
        {"[a:b='x'] AND [a:b='y']", "&a:b = x\n&a:b = y"},
        {"[a:b='x'] OR [a:b='y']", "a:b = x\na:b = y"},
    };
    expect(*state, samples, ARRAY_SIZE(samples));
}

// A peer finds no "=" and dies.
static void test_in_like_and_matches_parse(void **state)
{
    static const struct sample samples[] = {
        {"[a:b IN ('x','y', 'z')]", "a:b IN x\na:b IN y\na:b IN z"},
        {"[a:b NOT IN (1, 2.5, true)]", "!a:b IN 1\n!a:b IN 2.5\n!a:b IN true"},
        {"[a:b IN ()]", ""},
        {"[file:path LIKE '/private/var/tmp/%']", "file:path LIKE /private/var/tmp/%"},
        {"[a:b MATCHES '^x\\\\d+$']", "a:b MATCHES ^x\\d+$"},
        {"[a:b NOT LIKE 'x']", "!a:b LIKE x"},
        {"[ipv4-addr:value ISSUBSET '198.51.100.0/24']", "ipv4-addr:value ISSUBSET 198.51.100.0/24"},
        {"[ipv4-addr:value ISSUPERSET '198.51.100.0/24']", "ipv4-addr:value ISSUPERSET 198.51.100.0/24"},
        {"[EXISTS a:b.c]", "a:b.c EXISTS "},
        {"[NOT EXISTS a:b OR a:c='x']", "!a:b EXISTS \na:c = x"},
    };
    expect(*state, samples, ARRAY_SIZE(samples));
}

static void test_empty_pattern_is_an_error(void **state)
{
    static const struct sample samples[] = {
        {"", "!format@0"}, {"  ", "!format@2"}, {"[]", "!format@1"}, {"[a:b]", "!format@4"}, {"()", "!format@1"},
    };
    expect(*state, samples, ARRAY_SIZE(samples));
}

// A peer reads the key as "domain-name:value!" and drops it unseen.
static void test_not_equal_is_negated(void **state)
{
    static const struct sample samples[] = {
        {"[domain-name:value!='a']", "!domain-name:value != a"},
        {"[a:b <> 'x']", "!a:b != x"},
        {"[a:b NOT = 'x']", "!a:b = x"},
        {"[a:b NOT != 'x']", "a:b != x"},
        {"[a:b == 'x']", "a:b = x"},
    };
    expect(*state, samples, ARRAY_SIZE(samples));
}

// A peer drops these unseen.
static void test_parentheses_quotes_and_other_objects_parse(void **state)
{
    static const struct sample samples[] = {
        {"([a:b='x'])", "a:b = x"},
        {"[(a:b='x' OR (a:c='y'))]", "a:b = x\na:c = y"},
        {"[file:hashes.\"SHA-256\"='00']", "file:hashes.SHA-256 = 00"},
        {"[file:hashes.SHA-256='00']", "file:hashes.SHA-256 = 00"},
        {"[a:b=\"x'y\"]", "a:b = x'y"},
        {"[ipv6-addr:value='2001:db8::1']", "ipv6-addr:value = 2001:db8::1"},
        {"[process:command_line='a b']", "process:command_line = a b"},
        {"[network-traffic:dst_ref.value='192.0.2.1']", "network-traffic:dst_ref.value = 192.0.2.1"},
        {"[x-own:b[0].c[*].'d e'='x']", "x-own:b[0].c[*].d e = x"},
        {"[a:'b'[-1]='x']", "a:b[-1] = x"},
    };
    expect(*state, samples, ARRAY_SIZE(samples));
}

// A peer leaves "it\s".
static void test_escapes_are_undone(void **state)
{
    static const struct sample samples[] = {
        {"[a:b='it\\'s']", "a:b = it's"},
        {"[a:b='C:\\\\x\\\\']", "a:b = C:\\x\\"},
        {"[a:b='C:\\Windows']", "a:b = C:\\Windows"}, // escapes nothing: stays
        {"[a:b='\\\\\\'']", "a:b = \\'"},
        {"[a:b='']", "a:b = "},
        {"[a:b.'it\\'s'='x']", "a:b.it's = x"},
        {"[a:b='\xc3\xa4\n\xf0\x9f\x98\x80']", "a:b = \xc3\xa4\n\xf0\x9f\x98\x80"},
    };
    expect(*state, samples, ARRAY_SIZE(samples));
}

static void test_constants_of_every_type_parse(void **state)
{
    static const struct sample samples[] = {
        {"[a:b=5]", "a:b = 5"},
        {"[a:b>-5]", "a:b > -5"},
        {"[a:b>=+5]", "a:b >= +5"},
        {"[a:b<5.25]", "a:b < 5.25"},
        {"[a:b<=.5]", "a:b <= .5"},
        {"[a:b=true]", "a:b = true"},
        {"[a:b!=false]", "!a:b != false"},
        {"[a:b=h'00fF']", "a:b = 00fF"},
        {"[a:b=b'AA==']", "a:b = AA=="},
        {"[a:b=t'2024-01-02T03:04:05.678Z']", "a:b = 2024-01-02T03:04:05.678Z"},
        {"[a:t='x' AND a:h=h'' AND a:b=b'']", "&a:t = x\n&a:h = \n&a:b = "},
    };
    expect(*state, samples, ARRAY_SIZE(samples));
}

static void test_qualifiers_parse(void **state)
{
    static const struct sample samples[] = {
        {"[a:b='x'] WITHIN 300 SECONDS", "a:b = x"},
        {"[a:b='x'] WITHIN 0.5 SECONDS", "a:b = x"},
        {"[a:b='x'] REPEATS 5 TIMES", "&a:b = x"},
        {"[a:b='x'] REPEATS 1 TIMES", "a:b = x"},
        {"[a:b='x'] START t'2024-01-01T00:00:00Z' STOP t'2024-01-02T00:00:00.5Z'", "a:b = x"},
        {"[a:b='x'] START '2024-01-01T00:00:00Z' STOP '2024-01-02T00:00:00Z'", "a:b = x"}, // 2.0
        {"[a:b='x'] REPEATS 5 TIMES WITHIN 300 SECONDS", "&a:b = x"},
        {"[a:b='x'] OR [a:b='y'] REPEATS 5 TIMES", "a:b = x\n&a:b = y"},
        {"([a:b='x'] OR [a:b='y']) REPEATS 5 TIMES OR [a:b='z']", "&a:b = x\n&a:b = y\na:b = z"},
        {"[a:b='x'] FOLLOWEDBY [a:b='y'] WITHIN 5 SECONDS", "&a:b = x\n&a:b = y"},
    };
    expect(*state, samples, ARRAY_SIZE(samples));
}

static void test_conjunct_follows_precedence(void **state)
{
    static const struct sample samples[] = {
        {"[a:b='x' AND a:c='y']", "&a:b = x\n&a:c = y"},
        {"[a:b='x' AND a:c='y' OR a:d='z']", "&a:b = x\n&a:c = y\na:d = z"},
        {"[a:b='x' OR a:c='y' AND a:d='z']", "a:b = x\n&a:c = y\n&a:d = z"},
        {"[a:b='x' OR (a:c='y' AND a:d='z') OR a:e='w']", "a:b = x\n&a:c = y\n&a:d = z\na:e = w"},
        {"[a:b='x' AND (a:c='y' OR a:d='z')]", "&a:b = x\n&a:c = y\n&a:d = z"},
        {"[(a:c='y' OR a:d='z') AND a:b='x' OR a:e='w']", "&a:c = y\n&a:d = z\n&a:b = x\na:e = w"},
        {"[a:b='x'] OR [a:c='y'] AND [a:d='z']", "a:b = x\n&a:c = y\n&a:d = z"},
        {"[a:b='x'] OR [a:c='y'] FOLLOWEDBY [a:d='z']", "&a:b = x\n&a:c = y\n&a:d = z"},
        {"([a:b='x'] FOLLOWEDBY [a:c='y']) OR [a:d='z']", "&a:b = x\n&a:c = y\na:d = z"},
        {"[a:b='x' OR a:c='y'] AND [a:d='z']", "&a:b = x\n&a:c = y\n&a:d = z"},
        {"[a:b IN ('x','y') AND a:c='z']", "&a:b IN x\n&a:b IN y\n&a:c = z"},
    };
    expect(*state, samples, ARRAY_SIZE(samples));
}

static void test_comments_and_spaces_are_skipped(void **state)
{
    static const struct sample samples[] = {
        {"/* one */[a:b // two\n = 'x'/**/]// three", "a:b = x"},
        {"[a:b='http://x/*y*/']", "a:b = http://x/*y*/"},
        {"[a:b\xc2\xa0=\xe2\x80\x83'x']", "a:b = x"},
        {"[a:b='x'] /* open", "!format@10"},
        {"[a:b='x'] / 2", "!format@10"},
    };
    expect(*state, samples, ARRAY_SIZE(samples));
}

static void test_malformed_patterns_say_where(void **state)
{
    static const struct sample samples[] = {
        {"a:b='x'", "!format@0"},
        {"[a:b='x'", "!format@8"},
        {"[a:b='x]", "!format@5"},
        {"[a:b='x']]", "!format@9"},
        {"[a:b='x'] [a:b='y']", "!format@10"},
        {"[a:b='x' a:c='y']", "!format@9"},
        {"[a:b='x' AND]", "!format@12"},
        {"[a:b='x'] AND", "!format@13"},
        {"[a:b='x' FOLLOWEDBY a:c='y']", "!format@9"},
        {"[a:b='x') ", "!format@8"},
        {"([a:b='x']", "!format@10"},
        {"([a:b='x']]", "!format@10"},
        {"[a='x']", "!format@2"},
        {"[a:='x']", "!format@3"},
        {"[a:b.='x']", "!format@5"},
        {"[a:b[='x']", "!format@5"},
        {"[a:b[1.5]='x']", "!format@5"},
        {"[a:b=x]", "!format@5"},
        {"[a:b='x'OR]", "!format@10"},
        {"[a:b LIKE 5]", "!format@10"},
        {"[a:b > true]", "!format@7"},
        {"[a:b IN 'x']", "!format@8"},
        {"[a:b IN ('x',)]", "!format@13"},
        {"[a:b IN ('x' 'y')]", "!format@13"},
        {"[a:b=h'0']", "!format@5"},
        {"[a:b=h'0g']", "!format@5"},
        {"[a:b=t'now']", "!format@5"},
        {"[a:b=5x]", "!format@5"},
        {"[a:b=-]", "!format@5"},
        {"[NOT a:b='x']", "!format@5"},
        {"[a:b='x'] WITHIN -5 SECONDS", "!format@17"},
        {"[a:b='x'] WITHIN 5", "!format@18"},
        {"[a:b='x'] REPEATS 0 TIMES", "!format@18"},
        {"[a:b='x'] REPEATS 1.5 TIMES", "!format@18"},
        {"[a:b='x'] START 5 STOP 6", "!format@16"},
        {"[a:b='x'] START t'2024-01-01T00:00:00Z'", "!format@39"},
        {"[a:b='x' WITHIN 5 SECONDS]", "!format@9"},
        {"[a:b = = 'x']", "!format@7"},
        {"[a:b and 'x']", "!format@5"},
        {"\xff", "!format@0"},
    };
    expect(*state, samples, ARRAY_SIZE(samples));
}

static void test_nul_is_kept_and_is_no_token(void **state)
{
    struct pattern pattern;
    assert_int_equal(pattern_parse(SLICE("[a:b='x\0y']"), *state, &pattern, NULL), ERROR_NONE);
    assert_true(slice_equal(pattern.comparisons[0].value, SLICE("x\0y")));
    assert_int_equal(pattern_parse(SLICE("[a:b='x']\0"), *state, &pattern, NULL), ERROR_FORMAT);
}

static void test_limits_are_said(void **state)
{
    static char text[LIMIT_PATTERN_SIZE + 2];
    struct pattern pattern;
    memset(text, 'x', sizeof text);
    memcpy(text, "[a:b='", 6);
    memcpy(text + sizeof text - 2, "']", 2);
    assert_int_equal(pattern_parse(slice_of(text, sizeof text), *state, &pattern, NULL), ERROR_LIMIT);
    memcpy(text + sizeof text - 4, "']", 2);
    assert_int_equal(pattern_parse(slice_of(text, LIMIT_PATTERN_SIZE), *state, &pattern, NULL), ERROR_NONE);
    memset(text, '(', sizeof text);
    assert_int_equal(pattern_parse(slice_of(text, sizeof text - 1), *state, &pattern, NULL), ERROR_LIMIT); // too long
    assert_int_equal(pattern_parse(slice_of(text, LIMIT_PATTERN_SIZE), *state, &pattern, NULL),
                     ERROR_LIMIT); // too deep
    text[0] = '[';
    memset(text + 1, '(', sizeof text - 1);
    assert_int_equal(pattern_parse(slice_of(text, 200), *state, &pattern, NULL), ERROR_LIMIT);
    struct arena *arena = arena_new(64);
    assert_int_equal(pattern_parse(SLICE("[a:b='x' OR a:c='y']"), arena, &pattern, NULL), ERROR_LIMIT);
    (void)arena_free(arena);
}

static void any_attempt(struct slice bytes, void *context)
{
    struct arena *arena = context;
    struct pattern pattern;
    if (pattern_parse(bytes, arena, &pattern, NULL) == ERROR_NONE)
        for (size_t i = 0; i < pattern.count; i++)
            assert_true(pattern.comparisons[i].path.size > 2);
    arena_reset(arena);
}

static void refuse_attempt(struct slice bytes, void *context)
{
    struct pattern pattern;
    assert_int_equal(pattern_parse(bytes, context, &pattern, NULL), ERROR_FORMAT);
}

static void test_mutations_come_back(void **state)
{
    struct slice text = SLICE("([x-a:b[*].'c d'='it\\'s' AND EXISTS a:b OR a:c NOT IN (1,-2.5,h'00',b'AA==',"
                              "t'2024-01-02T03:04:05Z')] FOLLOWEDBY [a:b LIKE 'x'] REPEATS 2 TIMES)");
    struct arena *arena = arena_new(1U << 20);
    mutation_truncate(text, refuse_attempt, arena);
    mutation_all(text, any_attempt, arena);
    (void)arena_free(arena);
    (void)state;
}

// The values of "pattern" members, by a plain scan: escapes of JSON that stand in them are \\ and \" alone.
static size_t count_patterns(struct slice json, struct arena *arena)
{
    static const struct slice key = SLICE_INIT("\"pattern\":");
    size_t count = 0;
    for (size_t at = slice_find(json, key); at != SIZE_MAX; at = slice_find(json, key)) {
        json = slice_trim(slice_from(json, at + key.size));
        uint8_t *text = arena_alloc(arena, 4096, 1);
        size_t size = 0;
        size_t i = 1;
        for (; i < json.size && json.data[i] != '"' && size < 4096; i++) {
            i += json.data[i] == '\\';
            text[size++] = json.data[i];
        }
        struct pattern pattern;
        assert_int_equal(pattern_parse(slice_of(text, size), arena, &pattern, NULL), ERROR_NONE);
        assert_int_equal(pattern.count, 1);
        assert_int_equal(pattern.comparisons[0].operator, PATTERN_EQUAL);
        assert_false(pattern.comparisons[0].negated || pattern.comparisons[0].conjunct);
        json = slice_from(json, i);
        count++;
    }
    return count;
}

static void test_all_published_patterns_parse(void **state)
{
    static const struct {
        const char *name;
        size_t count;
    } lists[] = {
        {"amnesty/2021-07-18_nso/pegasus.stix2", 1549},
        {"amnesty/2021-12-16_cytrox/cytrox.stix2", 343},
        {"amnesty/2023-03-29_android_campaign/malware.stix2", 2187},
        {"amnesty/2024-05-02_wintego_helios/wintego_helios.stix2", 175},
        {"amnesty/2024-12-16_serbia_novispy/novispy.stix2", 18},
        {"mvt-indicators/2022-06-23_rcs_lab/rcs.stix2", 40},
        {"mvt-indicators/2023-04-11_quadream/kingspawn.stix2", 167},
        {"mvt-indicators/2023-06_01_operation_triangulation/operation_triangulation.stix2", 112},
        {"mvt-indicators/2023-07-25_wyrmspy_dragonegg/wyrmspy_dragonegg.stix2", 53},
        {"mvt-indicators/2024-12-25_eaglemsgspy/eaglemsgspy.stix2", 51},
        {"mvt-indicators/2026-03-03_coruna_cryptowaters/coruna.stix2", 216},
        {"mvt-indicators/2026-03-30_darksword/darksword.stix2", 43},
        {"mvt-indicators/ResidentBat/residentbat.stix2", 48},
        {"mvt-indicators/candiru/candiru.stix2", 125},
        {"mvt-indicators/cellebrite/cellebrite.stix2", 1},
        {"mvt-indicators/intellexa_predator/predator.stix2", 585},
    };
    for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
        char path[256];
        (void)snprintf(path, sizeof path, "indicators/%s", lists[i].name);
        assert_int_equal(count_patterns(from_file(*state, path), *state), lists[i].count);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_published_forms_parse),
        TEST(test_value_with_equal_sign_parses),
        TEST(test_or_and_observations_joined_by_and_parse),
        TEST(test_in_like_and_matches_parse),
        TEST(test_empty_pattern_is_an_error),
        TEST(test_not_equal_is_negated),
        TEST(test_parentheses_quotes_and_other_objects_parse),
        TEST(test_escapes_are_undone),
        TEST(test_constants_of_every_type_parse),
        TEST(test_qualifiers_parse),
        TEST(test_conjunct_follows_precedence),
        TEST(test_comments_and_spaces_are_skipped),
        TEST(test_malformed_patterns_say_where),
        TEST(test_nul_is_kept_and_is_no_token),
        TEST(test_limits_are_said),
        TEST(test_mutations_come_back),
        TEST(test_all_published_patterns_parse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
