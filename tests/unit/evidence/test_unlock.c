// SPDX-License-Identifier: Apache-2.0
// From a password or a key to the keys of classes and of files.
#include "evidence/unlock.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

// RFC 3394, section 4.6: 256 bits of key data with a key of 256 bits.
#define VECTOR_KEY                                                     \
    "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f" \
    "\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f"
#define VECTOR_WRAPPED                                                                 \
    "\x28\xc9\xf4\x04\xc4\xb8\x10\xf4\xcb\xcc\xb3\x5c\xfb\x87\xf8\x26\x3f\x57\x86\xe2" \
    "\xd8\x0e\xd3\x26\xcb\xc7\xf0\xe7\x1a\x99\xf4\x3b\xfb\x98\x8b\x9b\x7a\x02\xdd\x21"
#define VECTOR_DATA                                                    \
    "\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff" \
    "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"

static const uint8_t vector_key[] = VECTOR_KEY;
static const uint8_t vector_wrapped[] = VECTOR_WRAPPED;

static struct keybag bag_of(uint32_t first_rounds, uint32_t rounds)
{
    struct keybag bag = {.type = KEYBAG_BACKUP,
                         .salt = "salt",
                         .salt_size = 4,
                         .first_salt = "first",
                         .first_salt_size = first_rounds ? 5 : 0,
                         .rounds = rounds,
                         .first_rounds = first_rounds,
                         .class_count = 1};
    bag.classes[0] = (struct keybag_class){.number = 3, .wrap = 2, .has_key = true};
    memcpy(bag.classes[0].key, vector_wrapped, KEYBAG_WRAPPED_SIZE);
    return bag;
}

static struct unlock *unlock_of(const struct keybag *bag)
{
    struct unlock *unlock = NULL;
    struct error error = {0};
    assert_int_equal(unlock_new(bag, &unlock, &error), ERROR_NONE);
    return unlock;
}

static void test_published_vector(UNUSED void **state)
{
    struct keybag bag = bag_of(0, 1);
    struct unlock *unlock = unlock_of(&bag);
    uint8_t blob[UNLOCK_FILE_KEY_SIZE] = {3};
    uint8_t key[UNLOCK_KEY_SIZE];
    assert_int_equal(unlock_key(unlock, vector_key), UNLOCK_OPEN);
    assert_int_equal(unlock_damaged(unlock), 0);
    unlock_derived(unlock, key);
    assert_memory_equal(key, vector_key, sizeof key);
    // The class's key is the vector's data; what is wrapped by another does not open with it, and says so.
    memcpy(blob + 4, vector_wrapped, KEYBAG_WRAPPED_SIZE);
    assert_int_equal(unlock_file(unlock, blob, key, NULL), ERROR_FORMAT);
    assert_null(unlock_free(unlock));
}

// Wrapped by the vector's data: made by the writer of the tests' fixtures, in Python.
#define FILE_WRAPPED                                                                   \
    "\xea\x7d\x52\xa9\x7b\x94\x1f\x6e\x2f\x14\x02\xc7\xcc\x2a\xd8\x1f\x7b\xb9\xf0\xc5" \
    "\xe9\x52\x4c\x24\x07\xa2\xa2\xa3\x46\xb7\x14\xd7\x65\xf5\x2f\xde\x50\xe7\xfc\xc4"

static void test_key_of_a_file(UNUSED void **state)
{
    struct keybag bag = bag_of(0, 1);
    struct unlock *unlock = unlock_of(&bag);
    uint8_t blob[UNLOCK_FILE_KEY_SIZE] = {3};
    uint8_t wanted[UNLOCK_KEY_SIZE];
    uint8_t key[UNLOCK_KEY_SIZE];
    memcpy(blob + 4, FILE_WRAPPED, KEYBAG_WRAPPED_SIZE);
    memset(wanted, 0x5a, sizeof wanted);
    assert_int_equal(unlock_key(unlock, vector_key), UNLOCK_OPEN);
    assert_int_equal(unlock_file(unlock, blob, key, NULL), ERROR_NONE);
    assert_memory_equal(key, wanted, sizeof key);
    for (size_t at = 4; at < sizeof blob; at++) {
        blob[at] ^= 1;
        assert_int_equal(unlock_file(unlock, blob, key, NULL), ERROR_FORMAT);
        blob[at] ^= 1;
    }
    // Another class, also one whose number differs in its last byte alone.
    static const size_t bytes[] = {0, 1, 2, 3};
    for (size_t i = 0; i < 4; i++) {
        struct error error = {0};
        blob[bytes[i]] ^= 0x40;
        assert_int_equal(unlock_file(unlock, blob, key, &error), ERROR_LOCKED);
        assert_non_null(strstr(error.message, "class"));
        blob[bytes[i]] ^= 0x40;
    }
    (void)unlock_free(unlock);
}

static void test_wrong_key(UNUSED void **state)
{
    struct keybag bag = bag_of(0, 1);
    struct unlock *unlock = unlock_of(&bag);
    uint8_t key[UNLOCK_KEY_SIZE];
    for (size_t at = 0; at < sizeof key; at++) {
        memcpy(key, vector_key, sizeof key);
        key[at] ^= 1;
        assert_int_equal(unlock_key(unlock, key), UNLOCK_WRONG);
    }
    (void)unlock_free(unlock);
}

// One that opens is enough; the others are counted. What the phone alone wraps is neither.
static void test_damaged_class(UNUSED void **state)
{
    struct keybag bag = bag_of(0, 1);
    bag.class_count = 5;
    for (uint32_t i = 1; i < 5; i++) {
        bag.classes[i] = bag.classes[0];
        bag.classes[i].number = 3 + i;
    }
    bag.classes[1].key[17] ^= 1;
    bag.classes[2].wrap = 1;
    bag.classes[3].has_key = false;
    bag.classes[4].wrap = 3;
    struct unlock *unlock = unlock_of(&bag);
    uint8_t blob[UNLOCK_FILE_KEY_SIZE] = {0};
    uint8_t key[UNLOCK_KEY_SIZE];
    assert_int_equal(unlock_key(unlock, vector_key), UNLOCK_OPEN);
    assert_int_equal(unlock_damaged(unlock), 1);
    memcpy(blob + 4, FILE_WRAPPED, KEYBAG_WRAPPED_SIZE);
    static const enum error_code codes[] = {ERROR_NONE, ERROR_LOCKED, ERROR_LOCKED, ERROR_LOCKED, ERROR_NONE};
    for (uint8_t i = 0; i < 5; i++) {
        blob[0] = (uint8_t)(3 + i);
        assert_int_equal(unlock_file(unlock, blob, key, NULL), codes[i]);
    }
    (void)unlock_free(unlock);
}

// A wrong attempt leaves nothing open that an earlier one had opened.
static void test_wrong_after_right(UNUSED void **state)
{
    static const uint8_t other[UNLOCK_KEY_SIZE] = {9};
    struct keybag bag = bag_of(0, 1);
    struct unlock *unlock = unlock_of(&bag);
    uint8_t blob[UNLOCK_FILE_KEY_SIZE] = {3};
    uint8_t key[UNLOCK_KEY_SIZE];
    memcpy(blob + 4, FILE_WRAPPED, KEYBAG_WRAPPED_SIZE);
    assert_int_equal(unlock_key(unlock, vector_key), UNLOCK_OPEN);
    assert_int_equal(unlock_key(unlock, other), UNLOCK_WRONG);
    assert_int_equal(unlock_file(unlock, blob, key, NULL), ERROR_LOCKED);
    (void)unlock_free(unlock);
}

struct derivation {
    uint32_t first_rounds, rounds;
    const char *password;
    const char *key; // of Python's hashlib.pbkdf2_hmac
};

static void test_derivations(UNUSED void **state)
{
    static const struct derivation derivations[] = {
        {0, 1, "x",
         "\xe9\xb5\x9c\xf9\x92\xde\x5a\xe4\x5f\xb6\x43\x89\xd6\xe2\x9b\x96\x9b\xf7\xa3\xad"
         "\x28\x41\x4e\x93\xd5\x2b\xeb\x6c\x51\xca\x52\xb8"},
        {0, 2, "x",
         "\xd5\xa6\x8f\x60\x45\x56\xc6\x6b\xaa\xa8\x4e\x45\x24\xf4\x7f\x7e\x34\x49\x82\xd9"
         "\x9e\x13\x41\xfc\x24\xaf\x73\xc7\xc8\x77\x46\x12"},
        {0, 1000, "password",
         "\x6e\x88\xbe\x8b\xad\x7e\xae\x9d\x9e\x10\xaa\x06\x12\x24\x03\x4f\xed\x48\xd0\x3f"
         "\xcb\xad\x96\x8b\x56\x00\x67\x84\x53\x9d\x52\x14"},
        {1, 1, "x",
         "\x9e\x96\x4e\x9d\x01\xad\x13\xcf\xa1\x48\x22\x51\xa7\xad\x75\xbe\x9e\x43\x36\x0e"
         "\x6d\xf9\x47\x83\x3a\xe0\x30\x69\x53\xff\xf1\x0f"},
        {2, 3, "\320\277\320\260\321\200\320\276\320\273\321\214 \360\237\224\221",
         "\x94\xc9\x45\xa0\x26\xb4\x74\x92\x89\xda\x6d\xd3\xdd\xf9\x4f\x46\xc8\x17\x6b\x2f"
         "\x9d\x61\x12\x89\x9c\xb5\x43\xad\xab\x9c\x43\x57"},
        {1000, 10, "pppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp",
         "\xd8\xaa\x66\x8b\x5d\x89\x53\x0f\x93\x08\x16\x90\x80\xea\x40\x43\x99\x1f\x57\xd2"
         "\x2c\xe8\xfa\x98\xdd\x07\x1e\x2d\xb6\xb8\x53\x9b"},
        {7, 65537, "stop is looked at",
         "\x7f\x97\x25\xbf\xef\x7d\x01\x13\x05\x3d\x0f\xdb\x5a\x84\x82\x5c\x1b\xdc\xb8\x05"
         "\x28\xc0\x47\xe6\x32\x39\xcb\x46\x23\xa1\x04\xa7"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(derivations); i++) {
        const struct derivation *derivation = &derivations[i];
        struct keybag bag = bag_of(derivation->first_rounds, derivation->rounds);
        struct unlock *unlock = unlock_of(&bag);
        struct slice password = slice_text(derivation->password);
        enum unlock_answer answer = UNLOCK_OPEN;
        uint8_t key[UNLOCK_KEY_SIZE];
        assert_int_equal(unlock_password(unlock, password.data, password.size, NULL, &answer, NULL), ERROR_NONE);
        assert_int_equal(answer, UNLOCK_WRONG);
        unlock_derived(unlock, key);
        assert_memory_equal(key, derivation->key, sizeof key);
        (void)unlock_free(unlock);
    }
}

static void test_empty_password(UNUSED void **state)
{
    struct keybag bag = bag_of(1, 1);
    struct unlock *unlock = unlock_of(&bag);
    enum unlock_answer answer = UNLOCK_OPEN;
    assert_int_equal(unlock_password(unlock, (const uint8_t *)"", 0, NULL, &answer, NULL), ERROR_USAGE);
    assert_int_equal(answer, UNLOCK_OPEN);
    (void)unlock_free(unlock);
}

static void test_too_many_rounds(UNUSED void **state)
{
    for (unsigned i = 0; i < 4; i++) {
        struct keybag bag = bag_of(1, 1);
        struct unlock *unlock = NULL;
        *(i % 2 ? &bag.rounds : &bag.first_rounds) = UINT64_C(0x80000000) + i / 2;
        assert_int_equal(unlock_new(&bag, &unlock, NULL), i < 2 ? ERROR_NONE : ERROR_LIMIT);
        (void)unlock_free(unlock);
    }
}

// Twice the rounds take about twice as long, and what they take is told in seconds.
static void test_estimate(UNUSED void **state)
{
    struct keybag few = bag_of(1000, 1000);
    struct keybag many = bag_of(UINT32_C(0x7fffffff), 10000);
    struct unlock *unlock = unlock_of(&few);
    assert_true(unlock_estimate(unlock) < 1.0);
    (void)unlock_free(unlock);
    unlock = unlock_of(&many);
    assert_true(unlock_estimate(unlock) > 60.0);
    (void)unlock_free(unlock);
}

// A derivation of minutes ends when it is told to.
static void test_stopped(UNUSED void **state)
{
    static volatile int stop = 15;
    struct keybag bag = bag_of(UINT32_C(0x7fffffff), 1);
    struct unlock *unlock = unlock_of(&bag);
    enum unlock_answer answer = UNLOCK_OPEN;
    assert_int_equal(unlock_password(unlock, (const uint8_t *)"x", 1, &stop, &answer, NULL), ERROR_KILLED);
    (void)unlock_free(unlock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_vector),  cmocka_unit_test(test_key_of_a_file),
        cmocka_unit_test(test_wrong_key),         cmocka_unit_test(test_damaged_class),
        cmocka_unit_test(test_wrong_after_right), cmocka_unit_test(test_derivations),
        cmocka_unit_test(test_empty_password),    cmocka_unit_test(test_too_many_rounds),
        cmocka_unit_test(test_estimate),          cmocka_unit_test(test_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
