// SPDX-License-Identifier: Apache-2.0
// The texts of an XML property list's elements as numbers, dates and bytes, without a locale.
#include "format/plist_private.h"

#include "base/checked.h"
#include "base/times.h"

#include <math.h>

bool xml_parse_integer(struct slice text, struct xml_node *node)
{
    bool negative = text.size > 0 && text.data[0] == '-';
    if (text.size > 0 && (negative || text.data[0] == '+'))
        text = slice_from(text, 1);
    bool hex = text.size > 2 && text.data[0] == '0' && byte_lower(text.data[1]) == 'x';
    if (hex)
        text = slice_from(text, 2);
    uint64_t value = 0;
    bool over = false;
    for (size_t i = 0; i < text.size; i++) {
        int digit = byte_hex(text.data[i]);
        if (digit < 0 || (!hex && digit > 9))
            return false;
        over = over || !checked_mul(value, hex ? 16U : 10U, &value) || !checked_add(value, (unsigned)digit, &value);
    }
    bool beyond = negative && value > (uint64_t)INT64_MAX + 1;
    node->out_of_range = over || beyond;
    node->is_unsigned = !negative && (over || value > INT64_MAX);
    node->integer = (int64_t)(negative ? 0 - value : value);
    if (node->out_of_range)
        node->integer = negative ? INT64_MIN : -1;
    return text.size > 0;
}

bool xml_parse_real(struct slice text, double *ret_real)
{
    char copy[400]; // longer than any double that is written out
    char *end = NULL;
    if (text.size == 0 || text.size >= sizeof copy)
        return false;
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    double real = strtod(copy, &end);
    if (end != copy + text.size)
        return false;
    *ret_real = real;
    return true;
}

// A date that is written as one and that our calendar doesn't hold: other years, other days.
static bool date_shaped(struct slice text)
{
    bool digits = false;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.data[i];
        if (!byte_is_digit(byte) && !memchr("+-:.TZ ", byte, 7))
            return false;
        digits = digits || byte_is_digit(byte);
    }
    return digits && slice_find_byte(text, '-') != SIZE_MAX;
}

bool xml_parse_date(struct slice text, struct xml_node *node)
{
    int64_t microseconds = 0;
    if (!time_parse_iso(text, &microseconds)) {
        node->out_of_range = true;
        node->real = (double)NAN;
        return date_shaped(text);
    }
    int64_t cocoa = microseconds - TIME_COCOA_EPOCH * 1000000;
    struct time time = time_from_cocoa_seconds((double)cocoa / 1e6);
    node->integer = microseconds;
    node->real = (double)cocoa / 1e6;
    node->out_of_range = time.state == TIME_OUT_OF_RANGE;
    return true;
}

static int base64_digit(uint8_t byte)
{
    if (byte >= 'A' && byte <= 'Z')
        return byte - 'A';
    if (byte >= 'a' && byte <= 'z')
        return byte - 'a' + 26;
    if (byte_is_digit(byte))
        return byte - '0' + 52;
    if (byte == '+')
        return 62;
    return byte == '/' ? 63 : -1;
}

bool xml_parse_data(struct slice text, struct arena *arena, struct slice *ret_data, bool *ret_full)
{
    uint8_t *data = arena_alloc(arena, text.size / 4 + 1, 3);
    size_t size = 0;
    uint32_t bits = 0;
    unsigned held = 0;
    bool padded = false;
    *ret_full = !data;
    for (size_t i = 0; data && i < text.size; i++) {
        int digit = base64_digit(text.data[i]);
        padded = padded || text.data[i] == '=';
        if (byte_is_space(text.data[i]) || text.data[i] == '=')
            continue;
        if (digit < 0 || padded)
            return false;
        bits = (bits << 6 | (uint32_t)digit) & 0xffffffU;
        held += 6;
        if (held >= 8) {
            held -= 8;
            data[size++] = (uint8_t)(bits >> held);
        }
    }
    *ret_data = slice_of(data, size);
    return data != NULL;
}
