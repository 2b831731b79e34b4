// SPDX-License-Identifier: Apache-2.0
// The write-ahead log against SQLite itself: whole, torn, changed, foreign, left over.
#include "layer_compare.h"

static void test_wal(UNUSED void **state)
{
    struct pair pair CLEANUP_PAIR = pair_make(SCHEMA FILL(300) "PRAGMA wal_checkpoint;", WAL_SCRIPT);
    struct layer_report report = assert_as_sqlite(slice_buffer(pair.main), slice_buffer(pair.wal), SLICE_NONE);
    assert_int_equal(report.wal_frames, (pair.wal.size - 32) / (1024 + 24));
    assert_int_equal(report.wal_frames_lost, 0);
    assert_false(report.wal_foreign);
}

static void test_wal_all_content(UNUSED void **state)
{
    struct pair pair CLEANUP_PAIR = pair_make(SCHEMA, FILL(300));
    assert_true(pair.main.size <= 4096);
    (void)assert_as_sqlite(slice_buffer(pair.main), slice_buffer(pair.wal), SLICE_NONE);
    // With nothing in the main file SQLite throws the log away; here it must yield the same as before.
    struct buffer expected = dump_by_sqlite(slice_buffer(pair.main), slice_buffer(pair.wal), SLICE_NONE);
    struct layer_report report;
    struct buffer got = dump_by_layer(SLICE_NONE, slice_buffer(pair.wal), SLICE_NONE, &report);
    assert_same(&got, &expected);
    assert_true(report.wal_frames > 0);
    assert_false(report.size_mismatch);
}

static void test_wal_torn_at_frames(UNUSED void **state)
{
    struct pair pair CLEANUP_PAIR = pair_make(SCHEMA FILL(40) "PRAGMA wal_checkpoint;", WAL_SCRIPT);
    for (size_t size = 32; size <= pair.wal.size; size += 1024 + 24)
        (void)assert_as_sqlite(slice_buffer(pair.main), slice_part(slice_buffer(pair.wal), 0, size), SLICE_NONE);
}

static void test_wal_torn_anywhere(UNUSED void **state)
{
    struct pair pair CLEANUP_PAIR = pair_make(SCHEMA FILL(40) "PRAGMA wal_checkpoint;", WAL_SCRIPT);
    uint64_t random = 7;
    for (unsigned i = 0; i < 40; i++) {
        size_t size = (size_t)(random_next(&random) % pair.wal.size);
        struct slice wal = slice_part(slice_buffer(pair.wal), 0, size);
        struct layer_report report = assert_as_sqlite(slice_buffer(pair.main), wal, SLICE_NONE);
        assert_true(size < 32 || report.wal_frames_lost > 0 || (size - 32) % 1048 == 0);
    }
}

static void test_wal_bytes_changed(UNUSED void **state)
{
    struct pair pair CLEANUP_PAIR = pair_make(SCHEMA FILL(40) "PRAGMA wal_checkpoint;", WAL_SCRIPT);
    uint64_t random = 99;
    for (unsigned i = 0; i < 40; i++) {
        size_t at = (size_t)(random_next(&random) % pair.wal.size);
        pair.wal.data[at] ^= 0x10;
        (void)assert_as_sqlite(slice_buffer(pair.main), slice_buffer(pair.wal), SLICE_NONE);
        pair.wal.data[at] ^= 0x10;
    }
}

static void test_wal_big_endian(UNUSED void **state)
{
    // Only the checksums' word order differs: rewritten here for a log of one frame.
    struct pair pair CLEANUP_PAIR = pair_make(SCHEMA "PRAGMA wal_checkpoint(TRUNCATE);", "PRAGMA user_version=5;");
    uint8_t *wal = pair.wal.data;
    assert_int_equal(pair.wal.size, 32 + 24 + 1024);
    wal[3] |= 1;
    uint32_t sums[2] = {0, 0};
    const struct {
        size_t from, size, put;
    } parts[] = {{0, 24, 24}, {32, 8, 0}, {56, 1024, 48}};
    for (size_t p = 0; p < ARRAY_SIZE(parts); p++) {
        for (size_t i = 0; i < parts[p].size; i += 4) {
            const uint8_t *word = wal + parts[p].from + i;
            uint32_t value = (uint32_t)word[0] << 24 | (uint32_t)word[1] << 16 | (uint32_t)word[2] << 8 | word[3];
            sums[i / 4 % 2] += value + sums[1 - i / 4 % 2];
        }
        for (size_t i = 0; parts[p].put && i < 8; i++)
            wal[parts[p].put + i] = (uint8_t)(sums[i / 4] >> (24 - 8 * (i % 4)));
    }
    struct layer_report report = assert_as_sqlite(slice_buffer(pair.main), slice_buffer(pair.wal), SLICE_NONE);
    assert_int_equal(report.wal_frames, 1);
}

static void test_wal_foreign(UNUSED void **state)
{
    struct pair pair CLEANUP_PAIR = pair_make(SCHEMA, FILL(100));
    struct buffer other CLEANUP_BUFFER = database_make("PRAGMA page_size=4096;" SCHEMA FILL(30));
    struct layer_report report;
    struct buffer got = dump_by_layer(slice_buffer(other), slice_buffer(pair.wal), SLICE_NONE, &report);
    struct buffer expected = dump_by_sqlite(slice_buffer(other), SLICE_NONE, SLICE_NONE);
    assert_same(&got, &expected);
    assert_true(report.wal_foreign);
    assert_int_equal(report.wal_frames, 0);
}

// A log that began anew keeps frames of its last generation behind the new ones: no loss.
static void test_wal_left_over_frames(UNUSED void **state)
{
    struct pair pair CLEANUP_PAIR =
        pair_make(SCHEMA FILL(300) "PRAGMA wal_checkpoint;", "INSERT INTO message(text) VALUES('after');");
    struct layer_report report = assert_as_sqlite(slice_buffer(pair.main), slice_buffer(pair.wal), SLICE_NONE);
    assert_true(report.wal_frames_stale > 20);
    assert_true(report.wal_frames > 0 && report.wal_frames < 10);
    assert_int_equal(report.wal_frames_lost, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wal),
        cmocka_unit_test(test_wal_all_content),
        cmocka_unit_test(test_wal_torn_at_frames),
        cmocka_unit_test(test_wal_torn_anywhere),
        cmocka_unit_test(test_wal_bytes_changed),
        cmocka_unit_test(test_wal_big_endian),
        cmocka_unit_test(test_wal_foreign),
        cmocka_unit_test(test_wal_left_over_frames),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
