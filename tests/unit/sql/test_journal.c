// SPDX-License-Identifier: Apache-2.0
// Hot rollback journals against SQLite itself: what was there before the transaction must come out.
#include "layer_compare.h"

static const char hot_script[] = "BEGIN; UPDATE message SET text='rolled back ' || text || hex(zeroblob(50));"
                                 "DELETE FROM handle WHERE count%2;" FILL(400) "DELETE FROM message WHERE id%5=0;";

static void test_journal_of_many_segments(UNUSED void **state)
{
    struct hot hot CLEANUP_HOT = hot_make("PRAGMA page_size=1024;" SCHEMA FILL(1500), hot_script);
    struct layer_report report;
    struct buffer got = dump_by_layer(slice_buffer(hot.main), SLICE_NONE, slice_buffer(hot.journal), &report);
    struct buffer expected = dump_by_sqlite(slice_buffer(hot.original), SLICE_NONE, SLICE_NONE);
    struct buffer changed CLEANUP_BUFFER = dump_by_sqlite(slice_buffer(hot.main), SLICE_NONE, SLICE_NONE);
    assert_true(report.journal_segments > 100);
    assert_true(report.journal_pages > 100);
    assert_false(report.journal_torn);
    assert_false(slice_equal(slice_buffer(changed), slice_buffer(expected)));
    assert_same(&got, &expected);
}

static void test_journal_without_sync(UNUSED void **state)
{
    struct hot hot CLEANUP_HOT =
        hot_make("PRAGMA page_size=512;" SCHEMA FILL(300), "PRAGMA synchronous=OFF; BEGIN;"
                                                           "UPDATE message SET text='rolled back', body=NULL;");
    assert_memory_equal(hot.journal.data + 8, "\xff\xff\xff\xff", 4);
    struct layer_report report;
    struct buffer got = dump_by_layer(slice_buffer(hot.main), SLICE_NONE, slice_buffer(hot.journal), &report);
    struct buffer expected = dump_by_sqlite(slice_buffer(hot.original), SLICE_NONE, SLICE_NONE);
    assert_true(report.journal_pages > 0);
    assert_same(&got, &expected);
}

static void test_journal_truncates(UNUSED void **state)
{
    struct hot hot CLEANUP_HOT = hot_make("PRAGMA page_size=1024;" SCHEMA FILL(50), "BEGIN;" FILL(900));
    assert_true(hot.main.size > hot.original.size);
    struct layer *layer = layer_over(slice_buffer(hot.main), SLICE_NONE, slice_buffer(hot.journal));
    assert_int_equal(layer_page_count(layer), hot.original.size / 1024);
    layer_free(layer);
    (void)assert_as_sqlite(slice_buffer(hot.main), SLICE_NONE, slice_buffer(hot.journal));
}

static void test_journal_torn(UNUSED void **state)
{
    struct hot hot CLEANUP_HOT = hot_make("PRAGMA page_size=1024;" SCHEMA FILL(400), hot_script);
    uint64_t random = 3;
    for (unsigned i = 0; i < 40; i++) {
        // Below the first record SQLite deletes the journal or cuts the database by it; from there on both agree.
        size_t size = 2000 + (size_t)(random_next(&random) % (hot.journal.size - 2000));
        struct slice journal = slice_part(slice_buffer(hot.journal), 0, size);
        (void)assert_as_sqlite(slice_buffer(hot.main), SLICE_NONE, journal);
    }
}

static void test_journal_bytes_changed(UNUSED void **state)
{
    struct hot hot CLEANUP_HOT = hot_make("PRAGMA page_size=1024;" SCHEMA FILL(400), hot_script);
    uint64_t random = 11;
    for (unsigned i = 0; i < 40; i++) {
        size_t at = 2000 + (size_t)(random_next(&random) % (hot.journal.size - 2000));
        hot.journal.data[at] ^= 0x04;
        (void)assert_as_sqlite(slice_buffer(hot.main), SLICE_NONE, slice_buffer(hot.journal));
        hot.journal.data[at] ^= 0x04;
    }
}

// The name of a journal over several databases stands behind the records; it is no record.
static void test_journal_names_another(UNUSED void **state)
{
    static const uint8_t lock_page[] = {0, 0x20, 0, 1}; // 2^30 / 512 + 1
    struct hot hot CLEANUP_HOT =
        hot_make("PRAGMA page_size=512;" SCHEMA FILL(300), "PRAGMA synchronous=OFF; BEGIN;"
                                                           "UPDATE message SET text='rolled back', body=NULL;");
    buffer_put(&hot.journal, slice_of(lock_page, sizeof lock_page));
    while (hot.journal.size < (size_t)1 << 20)
        buffer_put(&hot.journal, SLICE("name of the other"));
    struct layer_report report;
    struct buffer got = dump_by_layer(slice_buffer(hot.main), SLICE_NONE, slice_buffer(hot.journal), &report);
    struct buffer expected = dump_by_sqlite(slice_buffer(hot.original), SLICE_NONE, SLICE_NONE);
    assert_true(report.journal_pages > 0);
    assert_false(report.journal_torn);
    assert_same(&got, &expected);
}

// A record of nothing but one byte for the page that another record is for.
static void journal_double(struct buffer *journal, size_t record)
{
    uint8_t copy[4 + 512 + 4];
    memcpy(copy, journal->data + record, 4);
    memset(copy + 4, 0x55, 512);
    uint32_t sum = 2 * 0x55;
    for (size_t i = 12; i < 16; i++)
        sum += (uint32_t)journal->data[i] << (24 - 8 * (i - 12));
    for (size_t i = 0; i < 4; i++)
        copy[516 + i] = (uint8_t)(sum >> (24 - 8 * i));
    buffer_put(journal, slice_of(copy, sizeof copy));
}

// Pages that stand in the journal twice: the first image is the one from before.
static void test_journal_first_image_wins(UNUSED void **state)
{
    struct hot hot CLEANUP_HOT =
        hot_make("PRAGMA page_size=512;" SCHEMA FILL(300), "PRAGMA synchronous=OFF; BEGIN;"
                                                           "UPDATE message SET text='rolled back', body=NULL;");
    size_t end = hot.journal.size;
    uint64_t records = 0;
    for (size_t record = 512; record + 520 <= end; record += 520, records++)
        journal_double(&hot.journal, record);
    struct layer_report report;
    struct buffer got = dump_by_layer(slice_buffer(hot.main), SLICE_NONE, slice_buffer(hot.journal), &report);
    struct buffer expected = dump_by_sqlite(slice_buffer(hot.original), SLICE_NONE, SLICE_NONE);
    assert_int_equal(report.journal_pages, 2 * records);
    assert_same(&got, &expected);
}

static void test_journal_zeroed_is_not_hot(UNUSED void **state)
{
    struct hot hot CLEANUP_HOT = hot_make("PRAGMA page_size=1024;" SCHEMA FILL(200), "PRAGMA journal_mode=PERSIST;"
                                                                                     "UPDATE message SET text='kept';");
    assert_true(hot.journal.size > 0 && hot.journal.data[0] == 0);
    struct layer_report report = assert_as_sqlite(slice_buffer(hot.main), SLICE_NONE, slice_buffer(hot.journal));
    assert_int_equal(report.journal_pages, 0);
    assert_false(report.journal_torn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_journal_of_many_segments), cmocka_unit_test(test_journal_without_sync),
        cmocka_unit_test(test_journal_truncates),        cmocka_unit_test(test_journal_torn),
        cmocka_unit_test(test_journal_bytes_changed),    cmocka_unit_test(test_journal_names_another),
        cmocka_unit_test(test_journal_first_image_wins), cmocka_unit_test(test_journal_zeroed_is_not_hot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
