// SPDX-License-Identifier: Apache-2.0
// Bundle identifiers and package names, compared without case.
#include "observe/normalise.h"

bool app_normalise(struct scratch *scratch, struct slice text, struct slice *ret_value)
{
    bool fits = text.size > 0 && text.size <= LIMIT_PATH_SIZE;
    for (size_t i = 0; fits && i < text.size; i++)
        fits = text.data[i] > ' ' && text.data[i] != 0x7f && text.data[i] != '/';
    if (!fits)
        return scratch_refuse(scratch, "not an app's identifier");
    return scratch_lower(scratch, text, ret_value);
}
