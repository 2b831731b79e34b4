// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>

#include <cmocka.h>

static bool all_zero(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

static void test_zeroed_and_aligned(void **state)
{
    (void)state;
    CLEANUP_ARENA struct arena *arena = arena_new(1U << 20);
    assert_non_null(arena);
    // Sizes around a chunk's too, twice over, so that reused memory is looked at.
    for (unsigned round = 0; round < 2; round++) {
        for (size_t size = 0; size < 40000; size = size * 2 + 1) {
            uint8_t *memory = arena_alloc(arena, size, 1);
            assert_non_null(memory);
            assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
            assert_true(all_zero(memory, size));
            if (size)
                memset(memory, 0xa5, size);
        }
        arena_reset(arena);
        assert_int_equal(arena_used(arena), 0);
    }
}

static void test_pieces_do_not_overlap(void **state)
{
    (void)state;
    enum { COUNT = 500 };
    CLEANUP_ARENA struct arena *arena = arena_new(16U << 20);
    uint8_t *pieces[COUNT];
    size_t sizes[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        sizes[i] = i * i % 20011 + 1;
        pieces[i] = arena_alloc(arena, sizes[i], 1);
        assert_non_null(pieces[i]);
        memset(pieces[i], (int)(i % 251 + 1), sizes[i]);
    }
    for (size_t i = 0; i < COUNT; i++)
        for (size_t k = 0; k < sizes[i]; k++)
            if (pieces[i][k] != i % 251 + 1)
                fail();
}

static void test_budget(void **state)
{
    (void)state;
    CLEANUP_ARENA struct arena *arena = arena_new(1000);
    assert_non_null(arena_alloc(arena, 1, 496));
    assert_int_equal(arena_used(arena), 496);
    assert_null(arena_alloc(arena, 1, 512)); // 1008
    assert_int_equal(arena_used(arena), 496);
    assert_non_null(arena_alloc(arena, 1, 496));
    assert_null(arena_alloc(arena, 1, 9));
    arena_reset(arena);
    assert_non_null(arena_alloc(arena, 1, 992));
}

static void test_even_nothing_costs_something(void **state)
{
    (void)state;
    CLEANUP_ARENA struct arena *arena = arena_new(160);
    unsigned count = 0;
    while (arena_alloc(arena, 0, 1))
        count++;
    assert_in_range(count, 1, 160);
}

static void test_count_times_size_overflows(void **state)
{
    (void)state;
    CLEANUP_ARENA struct arena *arena = arena_new(SIZE_MAX);
    assert_null(arena_alloc(arena, SIZE_MAX / 2, 3));
    assert_null(arena_alloc(arena, SIZE_MAX, 1));
    assert_null(arena_alloc(arena, SIZE_MAX - 15, 1));
    assert_int_equal(arena_used(arena), 0);
}

static void test_copies(void **state)
{
    (void)state;
    CLEANUP_ARENA struct arena *arena = arena_new(128);
    struct slice copy = SLICE("untouched");
    assert_true(arena_copy(arena, SLICE("a\0b"), &copy));
    assert_true(slice_equal(copy, SLICE("a\0b")));
    assert_true(arena_copy(arena, SLICE_NONE, &copy));
    assert_null(copy.data);
    char *text = arena_text(arena, SLICE("word"));
    assert_string_equal(text, "word");
    assert_string_equal(arena_text(arena, SLICE("as long as 16 is")), "as long as 16 is"); // its NUL needs room too
    assert_string_equal(arena_text(arena, SLICE_NONE), "");
    uint8_t large[128] = {0};
    copy = SLICE("untouched");
    assert_false(arena_copy(arena, slice_of(large, sizeof large), &copy));
    assert_true(slice_equal(copy, SLICE("untouched")));
    assert_null(arena_text(arena, slice_of(large, sizeof large)));
}

static void test_free_takes_null(void **state)
{
    (void)state;
    assert_null(arena_free(NULL));
    struct arena *arena = arena_new(100);
    arena_freep(&arena);
    assert_null(arena);
    arena_freep(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zeroed_and_aligned),
        cmocka_unit_test(test_pieces_do_not_overlap),
        cmocka_unit_test(test_budget),
        cmocka_unit_test(test_even_nothing_costs_something),
        cmocka_unit_test(test_count_times_size_overflows),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_free_takes_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
