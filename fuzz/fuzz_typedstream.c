// SPDX-License-Identifier: Apache-2.0
// The text, where there is one, lies within the input.
#include "fuzz.h"

#include "format/typedstream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_ARENA struct arena *arena = arena_new(1U << 20);
    struct slice text = SLICE_NONE;
    struct error error;
    error_clear(&error);
    if (!arena || typedstream_text(slice_of(data, size), arena, &text, &error) != ERROR_NONE)
        return 0;
    if (text.size > size || (text.size && (text.data < data || text.data + text.size > data + size)))
        abort();
    return 0;
}
