// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#define REPLACEMENT 0xfffdU

// Length by lead byte (Unicode 15.0, table 3-7), 0 where it cannot lead.
static size_t utf8_length(uint8_t lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead <= 0xdf)
        return 2;
    if (lead >= 0xe0 && lead <= 0xef)
        return 3;
    return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

uint32_t utf8_next(struct slice text, size_t *position)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t at = *position;
    uint8_t lead = text.data[at];
    size_t length = utf8_length(lead);
    *position = at + 1;
    if (length == 1)
        return lead;
    if (length == 0 || length > text.size - at)
        return UTF8_INVALID;
    uint32_t code_point = lead & (0x7fU >> length);
    for (size_t i = 1; i < length; i++) {
        uint8_t byte = text.data[at + i];
        if ((byte & 0xc0) != 0x80)
            return UTF8_INVALID;
        code_point = code_point << 6 | (byte & 0x3fU);
    }
    bool surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
    if (code_point < smallest[length] || surrogate || code_point > 0x10ffff)
        return UTF8_INVALID;
    *position = at + length;
    return code_point;
}

bool utf8_valid(struct slice text)
{
    for (size_t i = 0; i < text.size;)
        if (utf8_next(text, &i) == UTF8_INVALID)
            return false;
    return true;
}

void utf8_put(struct buffer *buffer, uint32_t code_point)
{
    uint8_t bytes[4];
    size_t size = 1;
    if (code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff))
        code_point = REPLACEMENT;
    if (code_point < 0x80) {
        bytes[0] = (uint8_t)code_point;
    } else if (code_point < 0x800) {
        bytes[0] = (uint8_t)(0xc0 | code_point >> 6);
        size = 2;
    } else if (code_point < 0x10000) {
        bytes[0] = (uint8_t)(0xe0 | code_point >> 12);
        size = 3;
    } else {
        bytes[0] = (uint8_t)(0xf0 | code_point >> 18);
        size = 4;
    }
    for (size_t i = 1; i < size; i++)
        bytes[i] = (uint8_t)(0x80 | (code_point >> (6 * (size - 1 - i)) & 0x3f));
    buffer_put(buffer, slice_of(bytes, size));
}

static uint32_t utf16_unit(struct slice text, size_t at, bool big_endian)
{
    uint32_t first = text.data[at];
    uint32_t second = text.data[at + 1];
    return big_endian ? first << 8 | second : second << 8 | first;
}

void utf8_from_utf16(struct buffer *buffer, struct slice text, bool big_endian)
{
    for (size_t i = 0; i + 1 < text.size; i += 2) {
        uint32_t unit = utf16_unit(text, i, big_endian);
        bool high = unit >= 0xd800 && unit <= 0xdbff;
        if (high && i + 3 < text.size) {
            uint32_t low = utf16_unit(text, i + 2, big_endian);
            if (low >= 0xdc00 && low <= 0xdfff) {
                unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                i += 2;
            }
        }
        utf8_put(buffer, unit);
    }
}
