// SPDX-License-Identifier: Apache-2.0
// Names of Android system properties, exact and case-sensitive.
#include "observe/normalise.h"

bool property_normalise(struct scratch *scratch, struct slice text, struct slice *ret_value)
{
    bool fits = text.size > 0 && text.size <= LIMIT_PATH_SIZE;
    for (size_t i = 0; fits && i < text.size; i++)
        fits = text.data[i] > ' ' && text.data[i] != 0x7f;
    if (!fits)
        return scratch_refuse(scratch, "not a property's name");
    *ret_value = text;
    return true;
}
