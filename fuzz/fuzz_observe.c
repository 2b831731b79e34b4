// SPDX-License-Identifier: Apache-2.0
// Any bytes as a value of any kind: the first byte chooses the kind (text above the last one), the rest is the value.
#include "fuzz.h"

#include "observe/observe.h"

struct seen {
    struct slice input;
    uint64_t sum; // so that each byte given is read
};

static void observable_sum(void *context, const struct observable *observable)
{
    struct seen *seen = context;
    struct slice written = observable->written;
    if (observable->value.size == 0 || written.size == 0 || written.data < seen->input.data ||
        written.data + written.size > seen->input.data + seen->input.size)
        abort();
    for (size_t i = 0; i < observable->value.size; i++)
        seen->sum += observable->value.data[i];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    unsigned choice = data[0] % (OBSERVABLE_KINDS + 2);
    uint32_t kinds = choice < OBSERVABLE_KINDS    ? KIND_BIT(choice)
                     : choice == OBSERVABLE_KINDS ? KIND_MATCHED
                                                  : KIND_TEXT;
    struct seen seen = {.input = slice_of(data + 1, size - 1)};
    CLEANUP_ARENA struct arena *arena = arena_new(64U << 20);
    enum observable_kind kind;
    struct slice value;
    if (!arena)
        return 0;
    (void)observe_value(kinds, seen.input, arena, observable_sum, &seen);
    if (choice < OBSERVABLE_KINDS &&
        observe_indicator((enum observable_kind)choice, seen.input, arena, &kind, &value, NULL) == ERROR_NONE) {
        // A normal form is its own normal form; a decoded path may end in a blank, which a value loses.
        struct slice again;
        enum observable_kind same;
        if (value.size == 0)
            abort();
        if (observe_indicator(kind, value, arena, &same, &again, NULL) == ERROR_NONE && kind != OBSERVABLE_URL &&
            slice_equal(slice_trim(value), value) && (same != kind || !slice_equal(again, value)))
            abort();
    }
    return (int)(seen.sum & 0);
}
