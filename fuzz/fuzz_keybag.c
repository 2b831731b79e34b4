// SPDX-License-Identifier: Apache-2.0
// A key bag that is taken is one that a derivation can be begun with: its counts and sizes are within their limits.
#include "fuzz.h"

#include "format/keybag.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct keybag bag;
    struct error error;
    error_clear(&error);
    if (keybag_parse(slice_of(data, size), &bag, &error) != ERROR_NONE)
        return 0;
    if (bag.class_count == 0 || bag.class_count > KEYBAG_CLASSES_MOST || bag.salt_size == 0 ||
        bag.salt_size > KEYBAG_SALT_MOST || bag.first_salt_size > KEYBAG_SALT_MOST || bag.rounds == 0 ||
        (bag.first_rounds > 0) != (bag.first_salt_size > 0))
        abort();
    return 0;
}
