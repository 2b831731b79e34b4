// SPDX-License-Identifier: Apache-2.0
// What observe_value() gives, as one line of text: "kind value; kind value; …", with "~" before a doubtful one and "%"
// before a cut process name. Tables of value and line are the tests of each kind.
#pragma once

#include "base/buffer.h"
#include "observe/observe.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static inline uint32_t kinds_parse(const char *words)
{
    uint32_t kinds = 0;
    struct slice rest = slice_text(words);
    struct slice word;
    while (slice_split(&rest, '|', &word))
        kinds |= kind_parse(word);
    assert_int_not_equal(kinds, 0);
    return kinds;
}

// What was written must be a part of the input, and nothing may be empty.
struct gathering {
    struct buffer line;
    struct slice input;
    size_t count;
};

static inline void observable_gather(void *context, const struct observable *observable)
{
    struct gathering *gathering = context;
    struct slice input = gathering->input;
    assert_true(observable->value.size > 0);
    assert_true(observable->written.size > 0);
    assert_true(observable->written.data >= input.data);
    assert_true(observable->written.data + observable->written.size <= input.data + input.size);
    buffer_put_text(&gathering->line, gathering->count++ ? "; " : "");
    buffer_put_text(&gathering->line, observable->doubtful ? "~" : "");
    buffer_put_text(&gathering->line, observable->truncated ? "%" : "");
    buffer_put_text(&gathering->line, observable_kind_name(observable->kind));
    buffer_put_text(&gathering->line, " ");
    buffer_put(&gathering->line, observable->value);
}

// Copies the input into memory of just its size, so that AddressSanitizer sees a read beyond it.
static inline size_t observations_gather(uint32_t kinds, struct slice value, struct gathering *gathering)
{
    CLEANUP_ARENA struct arena *arena = arena_new(64U << 20);
    uint8_t *copy = malloc(value.size ? value.size : 1);
    assert_non_null(arena);
    assert_non_null(copy);
    if (value.size)
        memcpy(copy, value.data, value.size);
    gathering->input = slice_of(copy, value.size);
    gathering->count = 0;
    buffer_clear(&gathering->line);
    size_t left_out = observe_value(kinds, gathering->input, arena, observable_gather, gathering);
    free(copy);
    return left_out;
}

static inline void observation_check(uint32_t kinds, struct slice value, const char *expected)
{
    struct gathering gathering = {.count = 0};
    buffer_init(&gathering.line, 1U << 20);
    assert_int_equal(observations_gather(kinds, value, &gathering), 0);
    const char *line = buffer_text(&gathering.line);
    if (strcmp(line, expected) != 0)
        print_error("of '%.*s'\n", SLICE_PRINTF(value));
    assert_string_equal(line, expected);
    buffer_release(&gathering.line);
}

struct row {
    struct slice value;
    const char *expected;
};
#define ROW(value, expected)        \
    {                               \
        SLICE_INIT(value), expected \
    }

static inline void rows_check(const char *kinds, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        observation_check(kinds_parse(kinds), rows[i].value, rows[i].expected);
}
#define ROWS_CHECK(kinds, rows) rows_check(kinds, rows, ARRAY_SIZE(rows))
