// SPDX-License-Identifier: Apache-2.0
// Manifest.mbdb: records, what is cut, and that nothing outside is read.
#include "format/mbdb.h"

#include "format_test.h"

// A folder of HomeDomain, and Library/SMS/sms.db with a key of four bytes and a property.
static const uint8_t sample[] = {
    0x6d, 0x62, 0x64, 0x62, 0x05, 0x00, 0x00, 0x0a, 0x48, 0x6f, 0x6d, 0x65, 0x44, 0x6f, 0x6d, 0x61, 0x69, 0x6e,
    0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x41, 0xed, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x07,
    0x00, 0x00, 0x01, 0xf5, 0x00, 0x00, 0x01, 0xf5, 0x53, 0x72, 0x4e, 0x00, 0x53, 0x72, 0x4e, 0x01, 0x53, 0x72,
    0x4e, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0c, 0x03, 0x00, 0x00, 0x0a, 0x48, 0x6f, 0x6d, 0x65,
    0x44, 0x6f, 0x6d, 0x61, 0x69, 0x6e, 0x00, 0x12, 0x4c, 0x69, 0x62, 0x72, 0x61, 0x72, 0x79, 0x2f, 0x53, 0x4d,
    0x53, 0x2f, 0x73, 0x6d, 0x73, 0x2e, 0x64, 0x62, 0xff, 0xff, 0xff, 0xff, 0x00, 0x04, 0x01, 0x02, 0x03, 0x04,
    0x81, 0xa4, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x07, 0x00, 0x00, 0x01, 0xf5, 0x00, 0x00, 0x01, 0xf5,
    0x53, 0x72, 0x4e, 0x00, 0x53, 0x72, 0x4e, 0x01, 0x53, 0x72, 0x4e, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x0c, 0x03, 0x01, 0x00, 0x01, 0x6e, 0x00, 0x01, 0x76,
};
#define FIRST_RECORD_END 66U

static size_t count_records(struct slice bytes, bool *ret_damaged)
{
    struct mbdb mbdb;
    struct mbdb_record record;
    size_t count = 0;
    if (!mbdb_open(&mbdb, bytes))
        return SIZE_MAX;
    while (mbdb_next(&mbdb, &record))
        count++;
    *ret_damaged = mbdb_damaged(&mbdb);
    return count;
}

static void test_records(UNUSED void **state)
{
    struct mbdb mbdb;
    struct mbdb_record record;
    assert_true(mbdb_open(&mbdb, slice_of(sample, sizeof sample)));
    assert_true(mbdb_next(&mbdb, &record));
    assert_true(slice_equal(record.domain, SLICE("HomeDomain")));
    assert_int_equal(record.path.size, 0);
    assert_int_equal(record.mode, 0x41ed);
    assert_true(mbdb_next(&mbdb, &record));
    assert_true(slice_equal(record.path, SLICE("Library/SMS/sms.db")));
    assert_true(slice_equal(record.key, SLICE("\x01\x02\x03\x04")));
    assert_null(record.target.data);
    assert_int_equal(record.modified, 1400000000);
    assert_int_equal(record.changed, 1400000002);
    assert_int_equal(record.size, 12);
    assert_int_equal(record.protection_class, 3);
    assert_false(mbdb_next(&mbdb, &record));
    assert_false(mbdb_damaged(&mbdb));
}

static void test_cut_at_every_byte(UNUSED void **state)
{
    for (size_t size = 0; size < sizeof sample; size++) {
        bool damaged = false;
        uint8_t *copy = malloc(size + 1); // of its own, so that a sanitizer sees a read past the end
        assert_non_null(copy);
        memcpy(copy, sample, size);
        size_t count = count_records(slice_of(copy, size), &damaged);
        free(copy);
        if (size < 6) {
            assert_int_equal(count, SIZE_MAX);
            continue;
        }
        assert_int_equal(count, size >= FIRST_RECORD_END);
        // A cut between two records cannot be seen.
        assert_int_equal(damaged, size != 6 && size != FIRST_RECORD_END);
    }
}

static void test_no_mbdb(UNUSED void **state)
{
    bool damaged;
    assert_int_equal(count_records(SLICE("bplist00"), &damaged), SIZE_MAX);
    assert_int_equal(count_records(SLICE(""), &damaged), SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_cut_at_every_byte),
        cmocka_unit_test(test_no_mbdb),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
