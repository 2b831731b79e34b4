// SPDX-License-Identifier: Apache-2.0
#include "format_test.h"

#include "format/typedstream.h"
#include "mutation.h"

// Header; an NSMutableAttributedString whose first object is an NSMutableString; the text's type. Length and text
// follow.
#define MUTABLE                                                                        \
    "04 0b 73747265616d7479706564 81e803 84 01 40"                                     \
    "84 84 84 19 4e534d757461626c6541747472696275746564537472696e67 00"                \
    "84 84 12 4e5341747472696275746564537472696e67 00 84 84 08 4e534f626a656374 00 85" \
    "92 84 84 84 0f 4e534d757461626c65537472696e67 01 84 84 08 4e53537472696e67 01 95 84 01 2b"
// The root is an NSString.
#define PLAIN                                      \
    "04 0b 73747265616d7479706564 81e803 84 01 40" \
    "84 84 84 08 4e53537472696e67 01 84 84 08 4e534f626a656374 00 85 84 01 2b"
#define END "86 86"

static void expect_text(struct arena *arena, struct slice bytes, struct slice expected)
{
    struct slice text = SLICE_NONE;
    struct error error;
    error_clear(&error);
    enum error_code code = typedstream_text(bytes, arena, &text, &error);
    if (code != ERROR_NONE)
        print_message("# %s at %" PRIu64 "\n", error.message, error.offset);
    assert_int_equal(code, ERROR_NONE);
    assert_int_equal(text.size, expected.size);
    assert_true(slice_equal(text, expected));
}

static void expect_code(struct arena *arena, const char *hex, enum error_code expected)
{
    struct slice text;
    assert_int_equal(typedstream_text(from_hex(arena, hex), arena, &text, NULL), expected);
}

static void test_text_reads(void **state)
{
    expect_text(*state, from_hex(*state, MUTABLE "05 68656c6c6f" END), SLICE("hello"));
    expect_text(*state, from_hex(*state, PLAIN "05 68656c6c6f" END), SLICE("hello"));
    expect_text(*state, from_hex(*state, PLAIN "00" END), SLICE(""));
}

static void test_embedded_nul_is_text(void **state)
{
    expect_text(*state, from_hex(*state, PLAIN "07 6100206576696c" END), SLICE("a\0 evil"));
}

static void test_emoji_and_the_cut_ends_of_text_read(void **state)
{
    expect_text(*state, from_hex(*state, MUTABLE "04 f09f9880" END), SLICE("\xf0\x9f\x98\x80"));
    expect_text(*state, from_hex(*state, PLAIN "05 68656c6c6f"), SLICE("hello")); // what comes after is not read
}

static void test_long_texts_read(void **state)
{
    struct arena *arena = *state;
    static const struct {
        size_t size;
        const char *length;
    } lengths[] = {{128, "818000"}, {255, "81ff00"}, {65535, "81ffff"}, {65536, "8200000100"}, {1000000, "8240420f00"}};
    for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
        struct slice head = from_hex(arena, MUTABLE);
        struct slice length = from_hex(arena, lengths[i].length);
        struct buffer bytes;
        buffer_init(&bytes, 2U << 20);
        buffer_put(&bytes, head);
        buffer_put(&bytes, length);
        uint8_t *text = buffer_extend(&bytes, lengths[i].size);
        memset(text, 'x', lengths[i].size);
        buffer_put_text(&bytes, "\x86\x86");
        expect_text(arena, buffer_slice(&bytes),
                    slice_part(buffer_slice(&bytes), head.size + length.size, lengths[i].size));
        buffer_release(&bytes);
    }
}

// The elder order of bytes, and a class that was named before.
static void test_big_endian_reads(void **state)
{
    expect_text(*state,
                from_hex(*state, "04 0b 747970656473747265616d 8103e8 84 01 40"
                                 "84 84 84 08 4e53537472696e67 01 85 84 01 2b 810003 616263 86"),
                SLICE("abc"));
}

static void test_without_string_is_absent(void **state)
{
    expect_code(*state, "04 0b 73747265616d7479706564 81e803 84 01 40 85", ERROR_ABSENT);
    expect_code(*state, "04 0b 73747265616d7479706564 81e803 84 01 69 05", ERROR_ABSENT);
    expect_code(*state, "04 0b 73747265616d7479706564 81e803 84 01 40 84 84 84 07 4e534172726179 00 85 84 01 69 01",
                ERROR_ABSENT);
    expect_code(*state, "04 0b 73747265616d7479706564 81e803 84 01 40 84 84 84 08 4e534f626a656374 00 85 86",
                ERROR_ABSENT);
}

static void test_damage_is_an_error(void **state)
{
    expect_code(*state, "", ERROR_FORMAT);
    expect_code(*state, "62706c6973743030", ERROR_FORMAT);
    expect_code(*state, PLAIN "06 68656c6c6f", ERROR_FORMAT); // longer than what is there
    expect_code(*state, PLAIN "82ffffffff 68656c6c6f", ERROR_FORMAT);
    expect_code(*state, PLAIN "ff 68656c6c6f", ERROR_FORMAT);                    // a negative length
    expect_code(*state, "04 0b 73747265616d7479706564 81e803 93", ERROR_FORMAT); // a string that nobody named
    expect_code(*state, "04 0b 73747265616d7479706564 81e803 84 01 40 84 83", ERROR_FORMAT);
}

// One byte above 0x7f is a negative number, even where that many bytes would be there.
static void test_negative_length_is_an_error(void **state)
{
    struct buffer bytes;
    struct slice text;
    buffer_init(&bytes, 4096);
    buffer_put(&bytes, from_hex(*state, PLAIN "f0"));
    memset(buffer_extend(&bytes, 0xf0), 'x', 0xf0);
    assert_int_equal(typedstream_text(buffer_slice(&bytes), *state, &text, NULL), ERROR_FORMAT);
    buffer_release(&bytes);
}

// 7 objects of 10 classes each, every name a new one.
static void test_too_many_names_are_an_error(void **state)
{
    struct buffer bytes;
    struct slice text;
    buffer_init(&bytes, 1U << 16);
    buffer_put(&bytes, from_hex(*state, "04 0b 73747265616d7479706564 81e803"));
    for (unsigned object = 0; object < 7; object++) {
        buffer_put(&bytes, from_hex(*state, "84 01 40 84"));
        for (unsigned class = 0; class < 10; class ++)
            buffer_put(&bytes, from_hex(*state, "84 84 01 41 00"));
        buffer_put_byte(&bytes, 0x85);
    }
    buffer_put(&bytes, from_hex(*state, "84 01 2b 01 61"));
    assert_int_equal(typedstream_text(buffer_slice(&bytes), *state, &text, NULL), ERROR_FORMAT);
    buffer_release(&bytes);
}

static void test_endless_objects_and_classes_end(void **state)
{
    struct buffer bytes;
    struct slice text;
    buffer_init(&bytes, 1U << 20);
    buffer_put(&bytes, from_hex(*state, "04 0b 73747265616d7479706564 81e803 84 01 40"));
    for (unsigned i = 0; i < 1000; i++)
        buffer_put(&bytes, from_hex(*state, "84 84 84 01 41 00 85 92"));
    assert_int_equal(typedstream_text(buffer_slice(&bytes), *state, &text, NULL), ERROR_ABSENT);
    buffer_clear(&bytes);
    buffer_put(&bytes, from_hex(*state, "04 0b 73747265616d7479706564 81e803 84 01 40 84"));
    for (unsigned i = 0; i < 1000; i++)
        buffer_put(&bytes, from_hex(*state, "84 84 01 41 00"));
    assert_int_equal(typedstream_text(buffer_slice(&bytes), *state, &text, NULL), ERROR_FORMAT);
    buffer_release(&bytes);
}

static void truncated_attempt(struct slice bytes, void *context)
{
    struct slice text;
    assert_int_equal(typedstream_text(bytes, context, &text, NULL), ERROR_FORMAT);
}

static void any_attempt(struct slice bytes, void *context)
{
    struct slice text = SLICE_NONE;
    if (typedstream_text(bytes, context, &text, NULL) == ERROR_NONE)
        assert_true(text.size <= bytes.size);
}

static void test_mutations_come_back(void **state)
{
    struct slice bytes = from_hex(*state, MUTABLE "05 68656c6c6f");
    mutation_truncate(bytes, truncated_attempt, *state);
    mutation_all(bytes, any_attempt, *state);
}

static void test_real_messages_read(void **state)
{
    static const struct {
        const char *name;
        struct slice text;
    } messages[] = {
        {"ios/imessage/AttributedBodyTextOnly", SLICE_INIT("Noter test")},
        {"ios/imessage/AttributedBodyTextOnly2", SLICE_INIT("Test 3")},
        {"ios/imessage/Blank", SLICE_INIT("")},
        {"ios/imessage/URL", SLICE_INIT("https://github.com/ReagentX/Logria")},
    };
    for (size_t i = 0; i < ARRAY_SIZE(messages); i++) {
        struct slice bytes = from_file(*state, messages[i].name);
        expect_text(*state, bytes, messages[i].text);
        mutation_all(bytes, any_attempt, *state);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_text_reads),
        TEST(test_embedded_nul_is_text),
        TEST(test_emoji_and_the_cut_ends_of_text_read),
        TEST(test_long_texts_read),
        TEST(test_big_endian_reads),
        TEST(test_without_string_is_absent),
        TEST(test_damage_is_an_error),
        TEST(test_negative_length_is_an_error),
        TEST(test_too_many_names_are_an_error),
        TEST(test_endless_objects_and_classes_end),
        TEST(test_mutations_come_back),
        TEST(test_real_messages_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
