// SPDX-License-Identifier: Apache-2.0
// A user's text as advice and as custody: whatever it holds, it is refused with a line or within its limits.
#include "fuzz.h"

#include "report/advice.h"
#include "report/custody.h"

static volatile uint8_t sink;

static void touch(struct slice text)
{
    for (size_t i = 0; i < text.size; i++)
        sink ^= text.data[i];
}

static void touch_advice(const struct advice_set *set)
{
    size_t helpers = 0;
    touch(set->date);
    for (size_t i = 0; i < set->count; i++) {
        const struct advice *advice = &set->entries[i];
        touch(advice->key);
        touch(advice->brief);
        helpers += advice->help;
        for (size_t j = 0; j < advice->todo_count; j++)
            touch(advice->todo[j]);
        for (size_t j = 0; j < advice->todo_not_count; j++)
            touch(advice->todo_not[j]);
    }
    for (const struct advice *help = NULL; (help = advice_help_next(set, true, help));)
        if (helpers-- == 0)
            abort();
    if (helpers)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(64U << 20);
    struct advice_set set = {0};
    struct custody custody = {0};
    struct error error;
    error_clear(&error);
    if (arena && advice_parse(slice_of(data, size), arena, &set, &error) == ERROR_NONE)
        touch_advice(&set);
    if (arena && custody_parse(slice_of(data, size), arena, &custody, NULL) == ERROR_NONE) {
        if (custody.count > CUSTODY_LINES_MOST)
            abort();
        for (size_t i = 0; i < custody.count; i++) {
            touch(custody.lines[i].field);
            touch(custody.lines[i].value);
        }
    }
    (void)arena_free(arena);
    return 0;
}
