// SPDX-License-Identifier: Apache-2.0
// The advice that comes with bridle, in English: no report can do without any.
#pragma once

#include "base/arena.h"
#include "report/advice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static inline const struct advice_set *advice_of_ours(void)
{
    static struct advice_set set;
    static char text[65536];
    static struct arena *arena; // as long as the tests run
    if (set.count)
        return &set;
    FILE *file = fopen(BRIDLE_SOURCE_ROOT "/advice/en.txt", "rb");
    assert_non_null(file);
    size_t size = fread(text, 1, sizeof text, file);
    assert_true(size > 0 && size < sizeof text);
    (void)fclose(file);
    arena = arena_new(1U << 20);
    assert_non_null(arena);
    assert_int_equal(advice_parse(slice_of(text, size), arena, &set, NULL), ERROR_NONE);
    return &set;
}
