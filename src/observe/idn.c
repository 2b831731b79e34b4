// SPDX-License-Identifier: Apache-2.0
// International names in their ASCII form: libidn2 for what UTS 46 knows, bare punycode for a label that it refuses (an
// emoji, hyphens in places that IDNA forbids): browsers open those, and an indicator written in either form must match.
#include "observe/host.h"

#include "base/attr.h"
#include "base/utf8.h"

#include <idn2.h>

#define IDN_FLAGS (IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT | IDN2_NO_ALABEL_ROUNDTRIP)

// NUL-terminated into `text`; a NUL inside is refused, since libidn2 would stop there.
static bool idn_whole(struct slice name, uint8_t *target, size_t *ret_size)
{
    char text[LIMIT_HOST_SIZE + 1] = "";
    if (name.size > LIMIT_HOST_SIZE || slice_find_byte(name, 0) != SIZE_MAX)
        return false;
    if (name.size > 0)
        memcpy(text, name.data, name.size);
    CLEANUP_FREE char *output = NULL;
    if (idn2_to_ascii_8z(text, &output, IDN_FLAGS) != IDN2_OK || !output)
        return false;
    size_t size = strnlen(output, LIMIT_HOST_SIZE + 1);
    if (size > LIMIT_HOST_SIZE)
        return false;
    memcpy(target, output, size);
    *ret_size = size;
    return true;
}

static bool code_point_is_dot(uint32_t code_point)
{
    return code_point == '.' || code_point == 0x3002 || code_point == 0xff0e || code_point == 0xff61;
}

// The next label of *rest and whether a dot follows it.
static struct slice label_next(struct slice *rest, bool *ret_dot)
{
    struct slice whole = *rest;
    size_t position = 0;
    while (position < whole.size) {
        size_t start = position;
        uint32_t code_point = utf8_next(whole, &position);
        if (!code_point_is_dot(code_point))
            continue;
        *rest = slice_from(whole, position);
        *ret_dot = true;
        return slice_part(whole, 0, start);
    }
    *rest = SLICE_NONE;
    *ret_dot = false;
    return whole;
}

static bool label_put(struct slice label, uint8_t *target, size_t *size)
{
    uint8_t converted[LIMIT_HOST_SIZE];
    size_t length = 0;
    if (!idn_whole(label, converted, &length) && !punycode_label(label, converted, sizeof converted, &length)) {
        length = label.size;
        if (length > sizeof converted)
            return false;
        if (length > 0)
            memcpy(converted, label.data, length);
    }
    if (length > LIMIT_HOST_SIZE - *size)
        return false;
    memcpy(target + *size, converted, length);
    *size += length;
    return true;
}

static bool idn_by_label(struct slice name, uint8_t *target, size_t *ret_size)
{
    size_t size = 0;
    bool dot = true;
    while (dot) {
        struct slice label = label_next(&name, &dot);
        if (!label_put(label, target, &size))
            return false;
        if (!dot)
            break;
        if (size == LIMIT_HOST_SIZE)
            return false;
        target[size++] = '.';
    }
    *ret_size = size;
    return true;
}

bool idn_to_ascii(uint8_t *bytes, size_t *size)
{
    uint8_t converted[LIMIT_HOST_SIZE];
    size_t length = 0;
    struct slice name = slice_of(bytes, *size);
    if (!idn_whole(name, converted, &length) && !idn_by_label(name, converted, &length))
        return false;
    memcpy(bytes, converted, length);
    *size = length;
    return true;
}
