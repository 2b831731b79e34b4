// SPDX-License-Identifier: Apache-2.0
// Fingerprints: keyed, the same for the same value, gathered in sorted batches without doubles.
#include "sql_test.h"

#include "sql/fingerprint.h"

static const uint8_t key[FINGERPRINT_KEY_SIZE] = "0123456789abcdef0123456789abcde";
static const uint8_t other_key[FINGERPRINT_KEY_SIZE] = "0123456789abcdef0123456789abcdX";

static void release(struct fingerprints **fingerprints)
{
    *fingerprints = fingerprints_free(*fingerprints);
}

static void test_a_hash_depends_on_key_kind_and_value(UNUSED void **state)
{
    struct fingerprints *one CLEANUP(release) = fingerprints_new(key);
    struct fingerprints *two CLEANUP(release) = fingerprints_new(other_key);
    uint8_t hash[5][FINGERPRINT_SIZE];
    fingerprints_hash(one, OBSERVABLE_DOMAIN, SLICE("a.example"), hash[0]);
    fingerprints_hash(one, OBSERVABLE_DOMAIN, SLICE("a.example"), hash[1]);
    fingerprints_hash(one, OBSERVABLE_URL, SLICE("a.example"), hash[2]);
    fingerprints_hash(one, OBSERVABLE_DOMAIN, SLICE("b.example"), hash[3]);
    fingerprints_hash(two, OBSERVABLE_DOMAIN, SLICE("a.example"), hash[4]);
    assert_memory_equal(hash[0], hash[1], FINGERPRINT_SIZE);
    for (size_t i = 2; i < 5; i++)
        assert_memory_not_equal(hash[0], hash[i], FINGERPRINT_SIZE);
}

// HMAC-SHA256(key, "domain" NUL "a.example"), so that another program can look a value up.
static void test_a_hash_is_hmac_sha256(UNUSED void **state)
{
    static const uint8_t expected[] = {0xd6, 0xb0, 0x9f, 0x23, 0xa5, 0xc4, 0x04, 0x8e,
                                       0x0d, 0x07, 0x5c, 0x38, 0xe4, 0x50, 0x25, 0x19};
    struct fingerprints *fingerprints CLEANUP(release) = fingerprints_new(key);
    uint8_t hash[FINGERPRINT_SIZE];
    fingerprints_hash(fingerprints, OBSERVABLE_DOMAIN, SLICE("a.example"), hash);
    assert_memory_equal(hash, expected, FINGERPRINT_SIZE);
}

static void test_a_cell_has_a_stand_in(UNUSED void **state)
{
    struct fingerprints *fingerprints CLEANUP(release) = fingerprints_new(key);
    char first[FINGERPRINT_TEXT_SIZE];
    char again[FINGERPRINT_TEXT_SIZE];
    char other[FINGERPRINT_TEXT_SIZE];
    fingerprints_text(fingerprints, SLICE("+15550100"), first);
    assert_memory_equal(first, "fp:", 3);
    for (size_t i = 3; i < sizeof first; i++)
        assert_true(byte_hex((uint8_t)first[i]) >= 0);
    // More values than are remembered; each keeps its own.
    for (unsigned i = 0; i < 10000; i++) {
        char number[16];
        (void)snprintf(number, sizeof number, "+1555%05u", i);
        fingerprints_text(fingerprints, slice_text(number), other);
        assert_memory_not_equal(first, other, sizeof first);
    }
    fingerprints_text(fingerprints, SLICE("+15550100"), again);
    assert_memory_equal(first, again, sizeof first);
    fingerprints_text(fingerprints, SLICE_NONE, other);
    assert_memory_not_equal(first, other, sizeof first);
}

static void test_a_value_is_noted_once_with_its_count_and_times(UNUSED void **state)
{
    struct fingerprints *fingerprints CLEANUP(release) = fingerprints_new(key);
    size_t count = 0;
    assert_true(fingerprints_note(fingerprints, OBSERVABLE_DOMAIN, SLICE("a.example"), 7, true, 500));
    assert_true(fingerprints_note(fingerprints, OBSERVABLE_DOMAIN, SLICE("a.example"), 8, true, 300));
    assert_true(fingerprints_note(fingerprints, OBSERVABLE_DOMAIN, SLICE("a.example"), 9, false, 0));
    assert_true(fingerprints_note(fingerprints, OBSERVABLE_DOMAIN, SLICE("a.example"), 10, true, 900));
    assert_true(fingerprints_note(fingerprints, OBSERVABLE_URL, SLICE("a.example"), 11, false, 0));
    const struct fingerprint *items = fingerprints_batch(fingerprints, &count);
    assert_int_equal(count, 2);
    assert_int_equal(items[0].kind, OBSERVABLE_URL);
    assert_int_equal(items[0].count, 1);
    assert_int_equal(items[0].first, INT64_MAX);
    assert_int_equal(items[0].last, INT64_MIN);
    assert_int_equal(items[1].kind, OBSERVABLE_DOMAIN);
    assert_int_equal(items[1].record, 7);
    assert_int_equal(items[1].count, 4);
    assert_int_equal(items[1].first, 300);
    assert_int_equal(items[1].last, 900);
    (void)fingerprints_batch(fingerprints, &count);
    assert_int_equal(count, 0);
    assert_true(fingerprints_note(fingerprints, OBSERVABLE_DOMAIN, SLICE("a.example"), 20, false, 0));
    items = fingerprints_batch(fingerprints, &count);
    assert_int_equal(count, 1);
    assert_int_equal(items[0].record, 20);
    assert_int_equal(items[0].count, 1);
}

static void test_a_full_batch_is_sorted_and_whole(UNUSED void **state)
{
    struct fingerprints *fingerprints CLEANUP(release) = fingerprints_new(key);
    uint64_t noted = 0;
    uint64_t given = 0;
    unsigned batches = 0;
    for (unsigned i = 0; i < 200000; i++) {
        char name[24];
        (void)snprintf(name, sizeof name, "%u.example", i);
        enum observable_kind kind = i % 2 ? OBSERVABLE_DOMAIN : OBSERVABLE_PROCESS;
        noted++;
        if (fingerprints_note(fingerprints, kind, slice_text(name), i, false, 0))
            continue;
        size_t count = 0;
        const struct fingerprint *items = fingerprints_batch(fingerprints, &count);
        batches++;
        given += count;
        for (size_t k = 1; k < count; k++) {
            bool sorted =
                items[k - 1].kind < items[k].kind ||
                (items[k - 1].kind == items[k].kind && memcmp(items[k - 1].hash, items[k].hash, FINGERPRINT_SIZE) < 0);
            assert_true(sorted);
        }
        assert_true(fingerprints_note(fingerprints, kind, slice_text(name), i, false, 0));
    }
    size_t count = 0;
    (void)fingerprints_batch(fingerprints, &count);
    assert_true(batches > 1);
    assert_int_equal(given + count, noted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_hash_depends_on_key_kind_and_value),
        cmocka_unit_test(test_a_hash_is_hmac_sha256),
        cmocka_unit_test(test_a_cell_has_a_stand_in),
        cmocka_unit_test(test_a_value_is_noted_once_with_its_count_and_times),
        cmocka_unit_test(test_a_full_batch_is_sorted_and_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
