// SPDX-License-Identifier: Apache-2.0
// The frame of a key bag: put and got back, cut, changed, and what would end the parent that takes it.
#include "frames_test.h"

#include "evidence/unlock.h"
#include "mutation.h"

static struct keybag keybag_of(uint32_t classes)
{
    struct keybag bag = {.type = KEYBAG_BACKUP,
                         .salt = {1, 2, 3},
                         .salt_size = 3,
                         .first_salt = {4, 5},
                         .first_salt_size = 2,
                         .rounds = 10000,
                         .first_rounds = UINT64_C(10000000),
                         .class_count = classes};
    for (uint32_t i = 0; i < classes; i++)
        bag.classes[i] =
            (struct keybag_class){.number = i + 1, .wrap = 2, .has_key = i % 2 == 0, .key = {(uint8_t)i, 7}};
    return bag;
}

static void put_keybag(struct line *line)
{
    struct keybag bag = keybag_of(2);
    uint8_t key[UNLOCK_FILE_KEY_SIZE] = {4, 0, 0, 0, 9};
    frame_put_keybag(&line->wire, &bag, slice_of(key, sizeof key));
}

static bool get_keybag(struct slice payload)
{
    struct keybag bag;
    uint8_t key[UNLOCK_FILE_KEY_SIZE];
    bool has_key;
    return frame_get_keybag(payload, &bag, key, &has_key);
}

// Put, got back; whether it was taken.
static bool keybag_again(const struct keybag *bag, struct slice key, struct keybag *ret_bag, bool *ret_has_key)
{
    struct line line CLEANUP_LINE;
    uint8_t got[UNLOCK_FILE_KEY_SIZE] = {0};
    line_open(&line);
    frame_put_keybag(&line.wire, bag, key);
    bool good = frame_get_keybag(payload_of(&line, FRAME_KEYBAG), ret_bag, got, ret_has_key);
    if (good && *ret_has_key)
        assert_memory_equal(got, key.data, sizeof got);
    return good;
}

static void test_keybag(UNUSED void **state)
{
    static const uint8_t key[UNLOCK_FILE_KEY_SIZE] = {4, 0, 0, 0, 9};
    struct keybag bag = keybag_of(KEYBAG_CLASSES_MOST);
    struct keybag got = {0};
    bool has_key = false;
    assert_true(keybag_again(&bag, slice_of(key, sizeof key), &got, &has_key));
    assert_true(has_key);
    assert_int_equal(got.type, bag.type);
    assert_int_equal(got.rounds, bag.rounds);
    assert_int_equal(got.first_rounds, bag.first_rounds);
    assert_int_equal(got.class_count, bag.class_count);
    assert_true(slice_equal(slice_of(got.salt, got.salt_size), slice_of(bag.salt, bag.salt_size)));
    assert_true(
        slice_equal(slice_of(got.first_salt, got.first_salt_size), slice_of(bag.first_salt, bag.first_salt_size)));
    for (uint32_t i = 0; i < bag.class_count; i++) {
        assert_int_equal(got.classes[i].number, bag.classes[i].number);
        assert_int_equal(got.classes[i].wrap, bag.classes[i].wrap);
        assert_int_equal(got.classes[i].has_key, bag.classes[i].has_key);
        if (got.classes[i].has_key)
            assert_memory_equal(got.classes[i].key, bag.classes[i].key, KEYBAG_WRAPPED_SIZE);
    }
    assert_true(keybag_again(&bag, SLICE_NONE, &got, &has_key));
    assert_false(has_key);
    assert_true(keybag_again(&bag, slice_of(key, 43), &got, &has_key));
    assert_false(has_key);
}

// Each of these would end this process in the derivation, or make it read what is not there.
static void test_keybag_that_no_derivation_takes(UNUSED void **state)
{
    struct keybag got;
    bool has_key;
    struct keybag bag = keybag_of(1);
    bag.rounds = 0;
    assert_false(keybag_again(&bag, SLICE_NONE, &got, &has_key));
    bag = keybag_of(1);
    bag.salt_size = 0;
    assert_false(keybag_again(&bag, SLICE_NONE, &got, &has_key));
}

static void test_keybag_of_too_many_classes_and_too_much_salt(UNUSED void **state)
{
    struct line line CLEANUP_LINE;
    struct line salted CLEANUP_LINE;
    uint8_t salt[KEYBAG_SALT_MOST + 1] = {1};
    line_open(&line);
    wire_begin(&line.wire, FRAME_KEYBAG);
    wire_u32(&line.wire, KEYBAG_BACKUP);
    wire_slice(&line.wire, SLICE("salt"));
    wire_u64(&line.wire, 1);
    wire_slice(&line.wire, SLICE_NONE);
    wire_u64(&line.wire, 0);
    wire_u32(&line.wire, KEYBAG_CLASSES_MOST + 1);
    for (uint32_t i = 0; i <= KEYBAG_CLASSES_MOST; i++) {
        wire_u32(&line.wire, i);
        wire_u32(&line.wire, 2);
        wire_slice(&line.wire, SLICE_NONE);
    }
    wire_slice(&line.wire, SLICE_NONE);
    wire_end(&line.wire);
    assert_false(get_keybag(payload_of(&line, FRAME_KEYBAG)));
    line_open(&salted);
    wire_begin(&salted.wire, FRAME_KEYBAG);
    wire_u32(&salted.wire, KEYBAG_BACKUP);
    wire_slice(&salted.wire, slice_of(salt, sizeof salt));
    wire_u64(&salted.wire, 1);
    wire_slice(&salted.wire, SLICE_NONE);
    wire_u64(&salted.wire, 0);
    wire_u32(&salted.wire, 0);
    wire_slice(&salted.wire, SLICE_NONE);
    wire_end(&salted.wire);
    assert_false(get_keybag(payload_of(&salted, FRAME_KEYBAG)));
}

static void assert_refused(struct slice payload, UNUSED void *context)
{
    if (get_keybag(payload))
        fail_msg("a frame of %zu bytes is taken", payload.size);
}

static void test_cut_at_every_byte(UNUSED void **state)
{
    struct line line CLEANUP_LINE;
    line_open(&line);
    put_keybag(&line);
    mutation_truncate(payload_of(&line, FRAME_KEYBAG), assert_refused, NULL);
}

static void attempt(struct slice payload, UNUSED void *context)
{
    struct keybag bag;
    uint8_t key[UNLOCK_FILE_KEY_SIZE];
    bool has_key;
    if (frame_get_keybag(payload, &bag, key, &has_key))
        assert_true(bag.class_count <= KEYBAG_CLASSES_MOST && bag.salt_size > 0 && bag.salt_size <= KEYBAG_SALT_MOST &&
                    bag.first_salt_size <= KEYBAG_SALT_MOST && bag.rounds > 0);
}

static void test_changed(UNUSED void **state)
{
    struct line line CLEANUP_LINE;
    line_open(&line);
    put_keybag(&line);
    mutation_all(payload_of(&line, FRAME_KEYBAG), attempt, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keybag),
        cmocka_unit_test(test_keybag_that_no_derivation_takes),
        cmocka_unit_test(test_keybag_of_too_many_classes_and_too_much_salt),
        cmocka_unit_test(test_cut_at_every_byte),
        cmocka_unit_test(test_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
