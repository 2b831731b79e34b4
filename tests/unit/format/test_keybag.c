// SPDX-License-Identifier: Apache-2.0
#include "format_test.h"

#include "format/keybag.h"
#include "mutation.h"

#define VERSION "56455253 00000004 00000005" // VERS
#define TYPE "54595045 00000004 00000001"
#define UUID "55554944 00000004 01020304"
#define SALT "53414c54 00000004 0a0b0c0d"
#define ROUNDS "49544552 00000004 00002710"       // ITER 10000
#define FIRST_ROUNDS "44504943 00000004 00989680" // DPIC 10000000
#define FIRST_SALT "4450534c 00000005 0102030405" // DPSL
#define HEAD VERSION TYPE UUID SALT ROUNDS
#define MODERN_HEAD HEAD FIRST_ROUNDS FIRST_SALT
#define KEY_8 "a0a1a2a3a4a5a6a7"
#define KEY "57504b59 00000028" KEY_8 KEY_8 KEY_8 KEY_8 KEY_8 // WPKY
#define CLASS(number, wrap) UUID "434c4153 00000004 000000" number "57524150 00000004 000000" wrap

static enum error_code parse(struct arena *arena, const char *hex, struct keybag *ret_keybag, struct error *error)
{
    return keybag_parse(from_hex(arena, hex), ret_keybag, error);
}

static void test_modern_bag(void **state)
{
    struct keybag bag;
    assert_int_equal(parse(*state, MODERN_HEAD CLASS("03", "02") KEY CLASS("0b", "01"), &bag, NULL), ERROR_NONE);
    assert_int_equal(bag.type, KEYBAG_BACKUP);
    assert_int_equal(bag.rounds, 10000);
    assert_int_equal(bag.first_rounds, 10000000);
    assert_true(slice_equal(slice_of(bag.salt, bag.salt_size), SLICE("\x0a\x0b\x0c\x0d")));
    assert_true(slice_equal(slice_of(bag.first_salt, bag.first_salt_size), SLICE("\1\2\3\4\5")));
    assert_int_equal(bag.class_count, 2);
    assert_int_equal(bag.classes[0].number, 3);
    assert_int_equal(bag.classes[0].wrap, 2);
    assert_true(bag.classes[0].has_key);
    assert_memory_equal(bag.classes[0].key, from_hex(*state, KEY_8 KEY_8 KEY_8 KEY_8 KEY_8).data, 40);
    assert_int_equal(bag.classes[1].number, 11);
    assert_int_equal(bag.classes[1].wrap, 1);
    assert_false(bag.classes[1].has_key);
}

static void test_bag_before_ios_10_2(void **state)
{
    struct keybag bag;
    assert_int_equal(parse(*state, HEAD CLASS("01", "02") KEY, &bag, NULL), ERROR_NONE);
    assert_int_equal(bag.first_rounds, 0);
    assert_int_equal(bag.first_salt_size, 0);
}

static void test_flags_of_the_type_are_no_part_of_it(void **state)
{
    struct keybag bag;
    assert_int_equal(parse(*state, "54595045 00000004 40000001" UUID SALT ROUNDS CLASS("01", "02") KEY, &bag, NULL),
                     ERROR_NONE);
    assert_int_equal(bag.type, KEYBAG_BACKUP);
}

// A class's WRAP is its own, the bag's another's; unknown tags are passed over; the last of two counts.
static void test_duplicates_and_strangers(void **state)
{
    struct keybag bag;
    assert_int_equal(parse(*state,
                           HEAD "57524150 00000004 00000009"
                                "58585858 00000003 010203" ROUNDS "49544552 00000004 00000007" CLASS("01", "02")
                                    KEY CLASS("01", "02") KEY "434c4153 00000004 00000005",
                           &bag, NULL),
                     ERROR_NONE);
    assert_int_equal(bag.rounds, 7);
    assert_int_equal(bag.class_count, 2);
    assert_int_equal(bag.classes[0].number, 1);
    assert_int_equal(bag.classes[0].wrap, 2);
    assert_int_equal(bag.classes[1].number, 5);
}

static void test_key_of_another_size_is_none(void **state)
{
    struct keybag bag;
    assert_int_equal(parse(*state, HEAD CLASS("01", "02") "57504b59 00000008" KEY_8, &bag, NULL), ERROR_NONE);
    assert_false(bag.classes[0].has_key);
}

static void test_what_no_backup_has_is_refused(void **state)
{
    static const char *const bags[] = {
        "",
        "00",
        "55555555",
        HEAD,                                                                // no class
        TYPE UUID ROUNDS CLASS("01", "02") KEY,                              // no salt
        TYPE UUID SALT CLASS("01", "02") KEY,                                // no rounds
        HEAD FIRST_ROUNDS CLASS("01", "02") KEY,                             // half of the first derivation
        HEAD FIRST_SALT CLASS("01", "02") KEY,                               // the other half
        UUID SALT ROUNDS CLASS("01", "02") KEY,                              // no type
        "54595045 00000004 00000000" UUID SALT ROUNDS CLASS("01", "02") KEY, // the phone's own
        "54595045 00000003 000001" UUID SALT ROUNDS CLASS("01", "02") KEY,
        TYPE UUID SALT "49544552 00000004 00000000" CLASS("01", "02") KEY, // no round
        TYPE UUID SALT "49544552 00000008 0000000000000001" CLASS("01", "02") KEY,
        TYPE UUID "53414c54 00000000" ROUNDS CLASS("01", "02") KEY, // a salt of nothing
        HEAD FIRST_SALT "44504943 00000004 00000000" CLASS("01", "02") KEY,
        HEAD UUID "434c4153 00000002 0001" KEY, // a class of two bytes
        HEAD CLASS("01", "02") "57504b59 ffffffff" KEY_8,
        HEAD CLASS("01", "02") "57504b59 80000000",
        HEAD CLASS("01", "02") KEY "00",
    };
    for (size_t i = 0; i < ARRAY_SIZE(bags); i++) {
        struct error error = {0};
        struct keybag bag;
        if (parse(*state, bags[i], &bag, &error) != ERROR_FORMAT)
            fail_msg("%zu is taken", i);
        assert_true(error.offset <= from_hex(*state, bags[i]).size);
    }
}

static void test_limits(void **state)
{
    struct buffer text;
    struct keybag bag;
    for (unsigned classes = KEYBAG_CLASSES_MOST; classes <= KEYBAG_CLASSES_MOST + 1; classes++) {
        buffer_init(&text, 1U << 20);
        buffer_put_text(&text, HEAD);
        for (unsigned i = 0; i < classes; i++)
            buffer_put_text(&text, CLASS("01", "02") KEY);
        buffer_put_byte(&text, 0);
        assert_int_equal(parse(*state, (const char *)text.data, &bag, NULL),
                         classes > KEYBAG_CLASSES_MOST ? ERROR_FORMAT : ERROR_NONE);
        buffer_release(&text);
    }
    // A salt of 64 bytes and one of 65; entries without end.
    for (unsigned size = KEYBAG_SALT_MOST; size <= KEYBAG_SALT_MOST + 1; size++) {
        buffer_init(&text, 1U << 20);
        buffer_format(&text, TYPE UUID ROUNDS "53414c54 %08x", size);
        for (unsigned i = 0; i < size; i++)
            buffer_put_text(&text, "5a");
        buffer_put_text(&text, CLASS("01", "02") KEY);
        buffer_put_byte(&text, 0);
        assert_int_equal(parse(*state, (const char *)text.data, &bag, NULL),
                         size > KEYBAG_SALT_MOST ? ERROR_FORMAT : ERROR_NONE);
        buffer_release(&text);
    }
    buffer_init(&text, 1U << 20);
    buffer_put_text(&text, HEAD CLASS("01", "02") KEY);
    for (unsigned i = 0; i < 5000; i++)
        buffer_put_text(&text, "58585858 00000000");
    buffer_put_byte(&text, 0);
    assert_int_equal(parse(*state, (const char *)text.data, &bag, NULL), ERROR_FORMAT);
    buffer_release(&text);
}

static void attempt(struct slice bytes, UNUSED void *context)
{
    struct keybag bag;
    if (keybag_parse(bytes, &bag, NULL))
        return;
    assert_true(bag.class_count > 0 && bag.class_count <= KEYBAG_CLASSES_MOST);
    assert_true(bag.salt_size > 0 && bag.salt_size <= KEYBAG_SALT_MOST && bag.first_salt_size <= KEYBAG_SALT_MOST);
    assert_true(bag.rounds > 0 && (bag.first_rounds > 0) == (bag.first_salt_size > 0));
}

static void test_cut_and_changed_at_every_byte(void **state)
{
    mutation_all(from_hex(*state, MODERN_HEAD CLASS("03", "02") KEY CLASS("0b", "01") KEY), attempt, NULL);
}

// Cut inside an entry, it is refused; between two, what is there may do.
static void test_cut_inside_an_entry_is_refused(void **state)
{
    struct slice whole = from_hex(*state, MODERN_HEAD CLASS("03", "02") KEY);
    for (size_t size = 0; size < whole.size; size++) {
        struct keybag bag;
        bool last = size + 48 == whole.size || size + 60 == whole.size || size + 72 == whole.size;
        if (!last)
            assert_int_equal(keybag_parse(slice_part(whole, 0, size), &bag, NULL), ERROR_FORMAT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_modern_bag, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_bag_before_ios_10_2, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_flags_of_the_type_are_no_part_of_it, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_duplicates_and_strangers, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_key_of_another_size_is_none, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_what_no_backup_has_is_refused, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_limits, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_cut_and_changed_at_every_byte, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_cut_inside_an_entry_is_refused, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
