// SPDX-License-Identifier: Apache-2.0
#include "format_test.h"

#include "mutation.h"

// header, one object, offset table at `table`, trailer: sizes 1 and 1, 1 object
#define ONE(object, table)         \
    "62706c6973743030" object "08" \
    "000000000000"                 \
    "01"                           \
    "01"                           \
    "0000000000000001"             \
    "0000000000000000"             \
    "00000000000000" table

static const char everything[] = "62706c6973743030"
                                 "d8 01020304 05060708 090a0b0c 0d0e0f10" // 8: keys 1 to 8, values 9 to 16
                                 "5161 5162 5163 5164 5165 5166 5167"     // 25: "a" to "g"
                                 "62 00e4 20ac"                           // 39: "ä€"
                                 "09"                                     // 44: true
                                 "11 1234"                                // 45
                                 "13 fffffffffffffffe"                    // 48: -2
                                 "23 3ff8000000000000"                    // 57: 1.5
                                 "33 41c0000000000000"                    // 66: 2^29 seconds
                                 "43 010203"                              // 75
                                 "a2 0a11"                                // 79
                                 "c1 01"                                  // 82
                                 "80 07"                                  // 84
                                 "08191b1d1f212325272c2d3039424b4f5254"
                                 "000000000000 01 01 0000000000000012 0000000000000000 0000000000000056";

static void test_every_type_reads(void **state)
{
    assert_string_equal(describe(from_hex(*state, everything), *state),
                        "{\"a\":true,\"b\":4660,\"c\":-2,\"d\":1.500000,\"e\":@1515178112000000,\"f\":<010203>,"
                        "\"g\":[4660,uid(7)],\"\xc3\xa4\xe2\x82\xac\":set[\"a\"]}");
}

static void test_integers_of_every_size_read(void **state)
{
    struct arena *arena = *state;
    assert_string_equal(describe(from_hex(arena, ONE("10ff", "0a")), arena), "255");
    assert_string_equal(describe(from_hex(arena, ONE("11ffff", "0b")), arena), "65535");
    assert_string_equal(describe(from_hex(arena, ONE("12ffffffff", "0d")), arena), "4294967295");
    assert_string_equal(describe(from_hex(arena, ONE("138000000000000000", "11")), arena), "-9223372036854775808");
    assert_string_equal(describe(from_hex(arena, ONE("140000000000000000ffffffffffffffff", "19")), arena),
                        "18446744073709551615");
    assert_string_equal(describe(from_hex(arena, ONE("14ffffffffffffffffffffffffffffffff", "19")), arena), "-1");
    assert_string_equal(describe(from_hex(arena, ONE("1400000000000000010000000000000000", "19")), arena),
                        "~18446744073709551615");
    assert_string_equal(describe(from_hex(arena, ONE("14ffffffffffffffff0000000000000000", "19")), arena),
                        "~-9223372036854775808");
    assert_string_equal(describe(from_hex(arena, ONE("14fffffffffffffffe0000000000000000", "19")), arena),
                        "~-9223372036854775808");
}

static void test_other_simple_objects_read(void **state)
{
    struct arena *arena = *state;
    assert_string_equal(describe(from_hex(arena, ONE("00", "09")), arena), "null");
    assert_string_equal(describe(from_hex(arena, ONE("08", "09")), arena), "false");
    assert_string_equal(describe(from_hex(arena, ONE("223fc00000", "0d")), arena), "1.500000");
    assert_string_equal(describe(from_hex(arena, ONE("330000000000000000", "11")), arena), "@978307200000000");
    assert_string_equal(describe(from_hex(arena, ONE("337ff8000000000000", "11")), arena), "~@0");
    assert_string_equal(describe(from_hex(arena, ONE("33c3e0000000000000", "11")), arena), "~@-62135596800000000");
    assert_string_equal(describe(from_hex(arena, ONE("73c3a441", "0c")), arena), "\"\xc3\xa4"
                                                                                 "A\"");
    assert_string_equal(describe(from_hex(arena, ONE("62d83dde00", "0d")), arena), "\"\xf0\x9f\x98\x80\"");
    assert_string_equal(describe(from_hex(arena, ONE("61d83d", "0b")), arena), "\"\xef\xbf\xbd\"");
    assert_string_equal(describe(from_hex(arena, ONE("5f100161", "0c")), arena), "\"a\"");
    assert_string_equal(describe(from_hex(arena, ONE("8300010000", "0d")), arena), "uid(65536)");
    assert_string_equal(describe(from_hex(arena, ONE("a0", "09")), arena), "[]");
    assert_string_equal(describe(from_hex(arena, ONE("b0", "09")), arena), "set[]");
    assert_string_equal(describe(from_hex(arena, ONE("d0", "09")), arena), "{}");
}

static void test_damaged_objects_are_errors(void **state)
{
    struct arena *arena = *state;
    static const char *const objects[] = {
        ONE("01", "09"),   // unknown simple
        ONE("0c", "09"),   // URL: never seen
        ONE("1500", "0a"), // integer of 32 bytes
        ONE("2400", "0a"), // real of 16 bytes
        ONE("5261", "0a"), // text longer than the file
        ONE("5f61", "0a"), // count is no integer
        ONE("5f140000000000000001000000000000000161", "1b"),
        ONE("5f13ffffffffffffffff61", "12"),
        ONE("6f13800000000000000061", "12"), // twice the count overflows
        ONE("df138000000000000000", "11"),
        ONE("90", "09"),
        ONE("e0", "09"),
        ONE("f0", "09"),
        ONE("878000000000000000", "11"), // reference above 63 bits
        ONE("88010000000000000000", "12"),
        ONE("d100", "0a"), // no room for the value
    };
    for (size_t i = 0; i < ARRAY_SIZE(objects); i++)
        assert_string_equal(describe(from_hex(arena, objects[i]), arena), "!format");
    assert_string_equal(describe(from_hex(arena, ONE("a101", "0a")), arena), "[!format]"); // no object 1
    assert_string_equal(describe(from_hex(arena, ONE("d10101", "0b")), arena), "{!format}");
}

static void test_damage_says_where(void **state)
{
    struct plist *plist;
    struct plist_value root;
    struct error error;
    error_clear(&error);
    assert_int_equal(plist_open(from_hex(*state, ONE("5261", "0a")), *state, &plist, &error), ERROR_NONE);
    assert_int_equal(plist_root(plist, &root, &error), ERROR_FORMAT);
    assert_int_equal(error.offset, 8);
    assert_string_equal(error.component, "bplist");
    error_clear(&error);
    assert_int_equal(plist_open(from_hex(*state, ONE("a201ff", "0b")), *state, &plist, &error), ERROR_NONE);
    assert_int_equal(plist_root(plist, &root, &error), ERROR_NONE);
    assert_int_equal(plist_at(plist, &root, 1, NULL, &root, &error), ERROR_FORMAT);
    assert_int_equal(error.offset, 10); // the reference
}

static void test_impossible_trailers_do_not_open(void **state)
{
    struct arena *arena = *state;
    struct slice good = from_hex(arena, ONE("09", "09"));
    static const struct {
        size_t from_end;
        uint8_t byte;
        enum error_code code;
    } damages[] = {
        {26, 0, ERROR_FORMAT}, {26, 9, ERROR_FORMAT}, {25, 0, ERROR_FORMAT},    {25, 9, ERROR_FORMAT},
        {17, 0, ERROR_FORMAT}, {17, 2, ERROR_FORMAT}, {24, 0x80, ERROR_FORMAT}, {9, 1, ERROR_FORMAT},
        {1, 8, ERROR_FORMAT},  {1, 10, ERROR_FORMAT}, {8, 0xff, ERROR_FORMAT},  {36, '1', ERROR_UNSUPPORTED},
    };
    struct plist *plist;
    assert_int_equal(plist_open(good, arena, &plist, NULL), ERROR_NONE);
    for (size_t i = 0; i < ARRAY_SIZE(damages); i++) {
        uint8_t *copy = arena_alloc(arena, good.size, 1);
        memcpy(copy, good.data, good.size);
        copy[damages[i].from_end == 36 ? 6 : good.size - damages[i].from_end] = damages[i].byte;
        assert_int_equal(plist_open(slice_of(copy, good.size), arena, &plist, NULL), damages[i].code);
    }
}

static void test_get_finds_keys_of_every_form(void **state)
{
    struct plist *plist;
    struct plist_value root;
    struct plist_value value = {.type = PLIST_NONE};
    assert_int_equal(plist_open(from_hex(*state, everything), *state, &plist, NULL), ERROR_NONE);
    assert_int_equal(plist_root(plist, &root, NULL), ERROR_NONE);
    assert_int_equal(plist_get(plist, &root, SLICE("c"), &value, NULL), ERROR_NONE);
    assert_int_equal(value.integer, -2);
    assert_int_equal(plist_get(plist, &root, SLICE("\xc3\xa4\xe2\x82\xac"), &value, NULL), ERROR_NONE);
    assert_int_equal(value.type, PLIST_SET);
    assert_int_equal(plist_get(plist, &root, SLICE("\xc3\xa4"), &value, NULL), ERROR_ABSENT);
    assert_int_equal(plist_get(plist, &root, SLICE("\xc3\xa4\xe2\x82\xac!"), &value, NULL), ERROR_ABSENT);
    assert_int_equal(plist_get(plist, &root, SLICE("z"), &value, NULL), ERROR_ABSENT);
    assert_int_equal(plist_get(plist, &value, SLICE("z"), &value, NULL), ERROR_ABSENT); // a set has no keys
    assert_int_equal(plist_get(plist, &root, SLICE("a"), &value, NULL), ERROR_NONE);
    assert_int_equal(plist_get(plist, &value, SLICE("z"), &value, NULL), ERROR_ABSENT); // a boolean has none
    assert_int_equal(plist_at(plist, &root, 8, NULL, &value, NULL), ERROR_ABSENT);
    assert_int_equal(document_get(plist, &root, SLICE("g"), &value, NULL), ERROR_NONE);
    assert_int_equal(document_get(plist, &value, SLICE("1"), &value, NULL), ERROR_NONE);
    assert_int_equal(value.type, PLIST_UID);
}

// Four-byte characters, stored as two units.
static void test_get_finds_a_key_beyond_the_basic_plane(void **state)
{
    struct plist *plist;
    struct plist_value value;
    struct slice bytes = from_hex(*state, "62706c6973743030 d10102 62d83dde00 1005 080b10"
                                          "000000000000 01 01 0000000000000003 0000000000000000 0000000000000012");
    assert_int_equal(plist_open(bytes, *state, &plist, NULL), ERROR_NONE);
    assert_int_equal(plist_root(plist, &value, NULL), ERROR_NONE);
    size_t before = arena_used(*state);
    assert_int_equal(plist_get(plist, &value, SLICE("\xf0\x9f\x98\x80"), &value, NULL), ERROR_NONE);
    assert_int_equal(value.integer, 5);
    assert_int_equal(arena_used(*state), before); // compared where it stands
}

static void test_keys_that_are_no_strings_stay(void **state)
{
    struct plist *plist;
    struct plist_value root;
    struct plist_value value;
    struct slice bytes = from_hex(*state, "62706c6973743030 d2 0102 0202 1007 5161 080d0f"
                                          "000000000000 01 01 0000000000000003 0000000000000000 0000000000000011");
    assert_string_equal(describe(bytes, *state), "{7:\"a\",\"a\":\"a\"}");
    assert_int_equal(plist_open(bytes, *state, &plist, NULL), ERROR_NONE);
    assert_int_equal(plist_root(plist, &root, NULL), ERROR_NONE);
    assert_int_equal(plist_get(plist, &root, SLICE("a"), &value, NULL), ERROR_NONE);
    assert_int_equal(plist_get(plist, &root, SLICE("7"), &value, NULL), ERROR_ABSENT);
}

// A key that cannot be read may have been the one asked for: never "absent".
static void test_damaged_key_is_not_absence(void **state)
{
    struct plist *plist;
    struct plist_value root;
    struct plist_value value;
    struct slice bytes = from_hex(*state, "62706c6973743030 d2 0901 0101 5161 080d"
                                          "000000000000 01 01 0000000000000002 0000000000000000 000000000000000f");
    assert_int_equal(plist_open(bytes, *state, &plist, NULL), ERROR_NONE);
    assert_int_equal(plist_root(plist, &root, NULL), ERROR_NONE);
    assert_int_equal(plist_get(plist, &root, SLICE("a"), &value, NULL), ERROR_NONE);
    assert_int_equal(plist_get(plist, &root, SLICE("b"), &value, NULL), ERROR_FORMAT);
}

// A key that reaches over the objects into the offset table is none.
static void test_key_beyond_the_objects_is_damaged(void **state)
{
    struct plist *plist;
    struct plist_value root;
    struct plist_value value;
    struct slice bytes = from_hex(*state, "62706c6973743030 d1 0102 08 5261 080c0b"
                                          "000000000000 01 01 0000000000000003 0000000000000000 000000000000000e");
    assert_int_equal(plist_open(bytes, *state, &plist, NULL), ERROR_NONE);
    assert_int_equal(plist_root(plist, &root, NULL), ERROR_NONE);
    assert_int_equal(plist_get(plist, &root, SLICE("a\x08"), &value, NULL), ERROR_FORMAT);
}

// Each look at a key counts: asking a large dictionary again and again ends.
static void test_looking_for_keys_is_budgeted(void **state)
{
    struct plist_writer writer;
    struct plist *plist;
    struct plist_value root;
    struct plist_value value;
    enum error_code code = ERROR_ABSENT;
    size_t turns = 0;
    writer_init(&writer, 2);
    writer_object(&writer, 0xdf);
    buffer_put(&writer.objects, from_hex(*state, "1103e8"));
    for (unsigned i = 0; i < 2000; i++)
        writer_number(&writer.objects, 1, 2);
    writer_object(&writer, 0x51);
    buffer_put_byte(&writer.objects, 'A');
    assert_int_equal(plist_open(writer_finish(&writer, *state), *state, &plist, NULL), ERROR_NONE);
    assert_int_equal(plist_root(plist, &root, NULL), ERROR_NONE);
    for (; code == ERROR_ABSENT && turns < 3000; turns++)
        code = plist_get(plist, &root, SLICE("B"), &value, NULL);
    assert_int_equal(code, ERROR_LIMIT);
    assert_true(turns <= LIMIT_PLIST_VISITS / 1000 + 1);
}

static void test_larger_than_the_limit_is_refused(void **state)
{
    struct plist *plist;
    uint8_t *bytes = calloc(LIMIT_PLIST_SIZE + 1U, 1);
    assert_non_null(bytes);
    memcpy(bytes, "bplist00", 8);
    assert_int_equal(plist_open(slice_of(bytes, LIMIT_PLIST_SIZE + 1U), *state, &plist, NULL), ERROR_LIMIT);
    assert_int_equal(plist_open(slice_of(bytes, LIMIT_PLIST_SIZE), *state, &plist, NULL), ERROR_FORMAT);
    free(bytes);
}

static void test_shared_reference_bomb_of_332_bytes_costs_no_memory(void **state)
{
    struct arena *arena = *state;
    struct plist_writer writer;
    writer_init(&writer, 4);
    for (unsigned level = 1; level <= 22; level++) {
        writer_object(&writer, 0xa2);
        writer_number(&writer.objects, level, 4);
        writer_number(&writer.objects, level, 4);
    }
    writer_object(&writer, 0x51);
    buffer_put_byte(&writer.objects, 'A');
    struct slice bytes = writer_finish(&writer, arena);
    struct plist *plist;
    struct plist_value root;
    struct buffer out;
    assert_int_equal(bytes.size, 332);
    buffer_init(&out, 64U << 20);
    size_t before = arena_used(arena);
    assert_int_equal(plist_open(bytes, arena, &plist, NULL), ERROR_NONE);
    assert_int_equal(document_root(plist, &root, NULL), ERROR_NONE);
    describe_value(plist, &root, &out);
    assert_true(arena_used(arena) - before < 1024);
    assert_int_not_equal(slice_find(buffer_slice(&out), SLICE("!limit")), SIZE_MAX);
    struct plist_value last;
    assert_int_equal(plist_root(plist, &last, NULL), ERROR_LIMIT); // it stays used up
    buffer_release(&out);
}

static void test_nesting_of_200000_ends_at_the_depth(void **state)
{
    struct plist_writer writer;
    writer_init(&writer, 3);
    for (unsigned level = 1; level <= 200000; level++) {
        writer_object(&writer, 0xa1);
        writer_number(&writer.objects, level, 3);
    }
    writer_object(&writer, 0x09);
    const char *text = describe(writer_finish(&writer, *state), *state);
    struct slice line = slice_text(text);
    assert_int_equal(slice_find_byte(line, '!'), LIMIT_PLIST_DEPTH + 1);
    assert_int_equal(slice_find(line, SLICE("!limit")), LIMIT_PLIST_DEPTH + 1);
}

static void test_cycle_ends_at_the_depth(void **state)
{
    struct slice line = slice_text(describe(from_hex(*state, ONE("a100", "0a")), *state));
    assert_int_equal(slice_find(line, SLICE("!limit")), LIMIT_PLIST_DEPTH + 1);
}

static void test_offsets_and_references_of_1_to_8_bytes_read(void **state)
{
    for (size_t width = 1; width <= 8; width++) {
        struct plist_writer writer;
        writer_init(&writer, width);
        writer_object(&writer, 0xd1);
        writer_number(&writer.objects, 1, width);
        writer_number(&writer.objects, 2, width);
        writer_object(&writer, 0x51);
        buffer_put_byte(&writer.objects, 'A');
        writer_object(&writer, 0x08);
        assert_string_equal(describe(writer_finish(&writer, *state), *state), "{\"A\":false}");
    }
}

static void test_mutations_come_back(void **state)
{
    struct arena *arena = arena_new(1U << 20);
    mutation_all(from_hex(*state, everything), describe_attempt, arena);
    (void)arena_free(arena);
}

static void refuse_attempt(struct slice bytes, void *context)
{
    struct arena *arena = context;
    struct plist *plist;
    assert_int_equal(plist_open(bytes, arena, &plist, NULL), ERROR_FORMAT);
    arena_reset(arena);
}

static void test_truncated_does_not_open(void **state)
{
    struct arena *arena = arena_new(1U << 20);
    mutation_truncate(from_hex(*state, everything), refuse_attempt, arena);
    (void)arena_free(arena);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_every_type_reads),
        TEST(test_integers_of_every_size_read),
        TEST(test_other_simple_objects_read),
        TEST(test_damaged_objects_are_errors),
        TEST(test_damage_says_where),
        TEST(test_impossible_trailers_do_not_open),
        TEST(test_get_finds_keys_of_every_form),
        TEST(test_get_finds_a_key_beyond_the_basic_plane),
        TEST(test_keys_that_are_no_strings_stay),
        TEST(test_damaged_key_is_not_absence),
        TEST(test_key_beyond_the_objects_is_damaged),
        TEST(test_looking_for_keys_is_budgeted),
        TEST(test_larger_than_the_limit_is_refused),
        TEST(test_shared_reference_bomb_of_332_bytes_costs_no_memory),
        TEST(test_nesting_of_200000_ends_at_the_depth),
        TEST(test_cycle_ends_at_the_depth),
        TEST(test_offsets_and_references_of_1_to_8_bytes_read),
        TEST(test_mutations_come_back),
        TEST(test_truncated_does_not_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
