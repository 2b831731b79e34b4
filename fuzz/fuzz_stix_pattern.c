// SPDX-License-Identifier: Apache-2.0
// What parses has a path with its object type in each comparison, and no error left behind; what does not says where.
#include "fuzz.h"

#include "format/stix_pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_ARENA struct arena *arena = arena_new(16U << 20);
    struct pattern pattern;
    struct error error;
    error_clear(&error);
    if (!arena)
        return 0;
    enum error_code code = pattern_parse(slice_of(data, size), arena, &pattern, &error);
    if (code != error.code || (code == ERROR_FORMAT && error.offset > size))
        abort();
    for (size_t i = 0; code == ERROR_NONE && i < pattern.count; i++) {
        const struct pattern_comparison *comparison = &pattern.comparisons[i];
        if (slice_find_byte(comparison->path, ':') == SIZE_MAX || comparison->value.size > size ||
            comparison->operator> PATTERN_EXISTS)
            abort();
    }
    return 0;
}
