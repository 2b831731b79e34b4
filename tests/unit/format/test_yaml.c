// SPDX-License-Identifier: Apache-2.0
// YAML flattened: keys and places of scalars, what is refused and says so, and that anchors and depth cannot explode.
#include "format/yaml.h"

#include "format_test.h"
#include "mutation.h"

static void yaml_freep(struct yaml **yaml)
{
    *yaml = yaml_free(*yaml);
}

// "line item/at path=value" each; "~" for null, "!error" for what cannot be read.
static const char *described(struct buffer *out, struct slice text)
{
    struct yaml *yaml CLEANUP(yaml_freep) = NULL;
    struct yaml_scalar scalar;
    struct error error = {0};
    buffer_init(out, 1U << 20);
    assert_int_equal(yaml_new(text, &yaml, &error), ERROR_NONE);
    while (yaml_next(yaml, &scalar)) {
        buffer_format(out, "%s%llu %lld/%lld ", out->size ? "; " : "", (unsigned long long)scalar.line,
                      (long long)scalar.item, (long long)scalar.at);
        buffer_put(out, scalar.path);
        buffer_put_text(out, scalar.error ? "!" : "=");
        if (scalar.error)
            buffer_put_text(out, scalar.error);
        else if (scalar.null)
            buffer_put_text(out, "~");
        else
            buffer_put(out, scalar.value);
        assert_true(slice_ends(scalar.path, scalar.key));
    }
    const char *got = buffer_text(out);
    return got ? got : "";
}

static void assert_yaml(struct slice text, const char *expected)
{
    struct buffer out CLEANUP_BUFFER;
    assert_string_equal(described(&out, text), expected);
}

static void test_places(UNUSED void **state)
{
    assert_yaml(SLICE("- name: A\n  packages:\n  - com.a\n  - com.b\n  c2:\n    ips: [192.0.2.1]\n- name: B\n"),
                "1 0/-1 name=A; 3 0/0 packages=com.a; 4 0/1 packages=com.b; 6 0/0 c2.ips=192.0.2.1; 7 1/-1 name=B");
    assert_yaml(SLICE("a: 1\nb: {c: 2, d: [3, [4]]}\n"), "1 -1/-1 a=1; 2 -1/-1 b.c=2; 2 -1/0 b.d=3; 2 -1/0 b.d=4");
    assert_yaml(SLICE("- x\n- y\n"), "1 0/0 =x; 2 1/1 =y");
    assert_yaml(SLICE("word"), "1 -1/-1 =word");
    assert_yaml(SLICE(""), "");
    assert_yaml(SLICE("? [complex, key]\n: v\nb: w\n"), "1 -1/0 =complex; 1 -1/1 =key; 2 -1/-1 =v; 3 -1/-1 b=w");
    assert_yaml(SLICE("- a: 1\n  ? [b]\n  : c\n  d: 2\n"), "1 0/-1 a=1; 2 0/0 =b; 3 0/-1 =c; 4 0/-1 d=2");
    assert_yaml(SLICE("a: &x 1\n*x : 2\nb: {c: 3, [d]: {e: 4}}\n"),
                "1 -1/-1 a=1; 2 -1/-1 !an alias, and aliases are not followed; 2 -1/-1 =2; 3 -1/-1 b.c=3; "
                "3 -1/0 b=d; 3 -1/-1 b.e=4");
}

static void test_values(UNUSED void **state)
{
    assert_yaml(SLICE("a: ~\nb: null\nc:\nd: 'null'\ne: \"x\\ny\"\nf: |\n  t\n"),
                "1 -1/-1 a=~; 2 -1/-1 b=~; 3 -1/-1 c=~; 4 -1/-1 d=null; 5 -1/-1 e=x\ny; 6 -1/-1 f=t\n");
    assert_yaml(SLICE("\xef\xbb\xbf"
                      "a: b\n"),
                "1 -1/-1 a=b");
    assert_yaml(SLICE("\xff\xfe"
                      "a\0:\0 \0b\0\n\0"),
                "1 -1/-1 a=b");
}

// A byte that is no text costs its value alone.
static void test_invalid_text_is_replaced(UNUSED void **state)
{
    assert_yaml(SLICE("- a\xff\n- b\x01\n- c\n"), "1 0/0 =a\xef\xbf\xbd; 2 1/1 =b\xef\xbf\xbd; 3 2/2 =c");
}

static void test_aliases_are_not_followed(UNUSED void **state)
{
    assert_yaml(SLICE("a: &x [1, 2]\nb: *x\nc: 3\n"),
                "1 -1/0 a=1; 1 -1/1 a=2; 2 -1/-1 b!an alias, and aliases are not followed; 3 -1/-1 c=3");
    assert_yaml(
        SLICE("- &a [l]\n- &b [*a, *a]\n- [*b, *b, *b]\n- end\n"),
        "1 0/0 =l; 2 1/0 !an alias, and aliases are not followed; 2 1/1 !an alias, and aliases are not followed; "
        "3 2/0 !an alias, and aliases are not followed; 3 2/1 !an alias, and aliases are not followed; "
        "3 2/2 !an alias, and aliases are not followed; 4 3/3 =end");
}

static void test_the_next_entry_is_read_behind_a_broken_one(UNUSED void **state)
{
    assert_yaml(SLICE("- a: 1\n- b: 'open\n- c: 3\n- d: 4\n"),
                "1 0/-1 a=1; 2 1/-1 !not YAML from here on, up to the next entry of the list; 3 2/-1 c=3; 4 3/-1 d=4");
    assert_yaml(SLICE("a: b: c\n"), "1 -1/-1 a=b; 1 -1/-1 !not YAML from here on, up to the next entry of the list");
}

static void test_depth(UNUSED void **state)
{
    struct buffer text CLEANUP_BUFFER;
    struct buffer out CLEANUP_BUFFER;
    buffer_init(&text, 1U << 20);
    buffer_put_text(&text, "- first\n- ");
    for (unsigned i = 0; i < 100; i++)
        buffer_put_text(&text, "[");
    buffer_put_text(&text, "deep");
    for (unsigned i = 0; i < 100; i++)
        buffer_put_text(&text, "]");
    buffer_put_text(&text, "\n- last\n");
    const char *got = described(&out, buffer_slice(&text));
    assert_non_null(strstr(got, "1 0/0 =first; 2 1/0 !nested deeper than is read; 3 2/2 =last"));
}

static void test_ten_thousand_levels(UNUSED void **state)
{
    struct buffer text CLEANUP_BUFFER;
    struct buffer out CLEANUP_BUFFER;
    buffer_init(&text, 1U << 20);
    for (unsigned i = 0; i < 10000; i++)
        buffer_put_text(&text, "{a: [");
    buffer_put_text(&text, "\n- end\n");
    assert_non_null(strstr(described(&out, buffer_slice(&text)), "=end"));
}

static void test_size(UNUSED void **state)
{
    struct yaml *yaml CLEANUP(yaml_freep) = NULL;
    struct error error = {0};
    uint8_t *text CLEANUP_FREE = calloc(LIMIT_YAML_SIZE + 1U, 1);
    assert_non_null(text);
    assert_int_equal(yaml_new(slice_of(text, LIMIT_YAML_SIZE + 1U), &yaml, &error), ERROR_LIMIT);
}

static void attempt(struct slice bytes, UNUSED void *context)
{
    struct yaml *yaml CLEANUP(yaml_freep) = NULL;
    struct yaml_scalar scalar;
    size_t count = 0;
    if (yaml_new(bytes, &yaml, NULL))
        return;
    while (yaml_next(yaml, &scalar))
        assert_in_range(++count, 1, 4 * bytes.size + 8);
}

static void test_mutated_texts_come_back(UNUSED void **state)
{
    mutation_all(
        SLICE("- &x {name: \"A\\u0041\", l: [1, 'b', *x]}\n- ? k\n  : |\n    text\n- c2:\n    ips: # c\n    - ~\n"),
        attempt, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_invalid_text_is_replaced),
        cmocka_unit_test(test_aliases_are_not_followed),
        cmocka_unit_test(test_the_next_entry_is_read_behind_a_broken_one),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_ten_thousand_levels),
        cmocka_unit_test(test_size),
        cmocka_unit_test(test_mutated_texts_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
