// SPDX-License-Identifier: Apache-2.0
// Identifiers of configuration profiles, compared whole: a UUID without case, any other text exactly.
#include "observe/normalise.h"

static bool text_is_uuid(struct slice text)
{
    if (text.size != 36)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        if (hyphen ? text.data[i] != '-' : byte_hex(text.data[i]) < 0)
            return false;
    }
    return true;
}

bool profile_normalise(struct scratch *scratch, struct slice text, struct slice *ret_value)
{
    if (text.size == 0 || text.size > LIMIT_PATH_SIZE)
        return scratch_refuse(scratch, "not a profile's identifier");
    if (text_is_uuid(text))
        return scratch_lower(scratch, text, ret_value);
    *ret_value = text;
    return true;
}
