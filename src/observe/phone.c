// SPDX-License-Identifier: Apache-2.0
// Telephone numbers: '+' and digits (E.164) where the number says its country, else the digits as they are, which match
// equal digits alone. Country codes: ITU-T E.164 list of assigned country codes, complement to E.164.
#include "observe/normalise.h"

#include "base/utf8.h"

#define DIGITS_MOST 15U         // E.164, 6.2.1
#define DIGITS_FEWEST 3U        // 110, 911
#define INTERNATIONAL_FEWEST 7U // country code and subscriber's number

struct code_range {
    uint16_t first;
    uint16_t last;
};

// Each country code is 1, 2 or 3 digits long and none is the beginning of another.
static const struct code_range code_ranges[] = {
    {1, 1},     {7, 7},     {20, 20},   {27, 27},   {30, 34},   {36, 36},   {39, 41},   {43, 49},
    {51, 58},   {60, 66},   {81, 82},   {84, 84},   {86, 86},   {90, 95},   {98, 98},   {211, 213},
    {216, 216}, {218, 218}, {220, 258}, {260, 269}, {290, 291}, {297, 299}, {350, 359}, {370, 383},
    {385, 387}, {389, 389}, {420, 421}, {423, 423}, {500, 509}, {590, 599}, {670, 670}, {672, 683},
    {685, 692}, {800, 800}, {808, 808}, {850, 850}, {852, 853}, {855, 856}, {870, 870}, {878, 878},
    {880, 883}, {886, 886}, {888, 888}, {960, 968}, {970, 977}, {979, 979}, {992, 996}, {998, 998},
};

static bool code_known(unsigned code)
{
    // In ascending order.
    for (size_t i = 0; i < ARRAY_SIZE(code_ranges) && code >= code_ranges[i].first; i++)
        if (code <= code_ranges[i].last)
            return true;
    return false;
}

static bool code_leads(const uint8_t *digits, size_t count)
{
    unsigned code = 0;
    for (size_t i = 0; i < 3 && i < count; i++) {
        code = code * 10 + (unsigned)(digits[i] - '0');
        if (code == 0)
            return false;
        if (code_known(code))
            return true;
    }
    return false;
}

// A decimal digit of the scripts that phones write numbers in, or -1.
static int digit_value(uint32_t code_point)
{
    static const uint32_t zeros[] = {'0', 0x660, 0x6f0, 0x966, 0x9e6, 0xff10};
    for (size_t i = 0; i < (code_point < 0x80 ? 1 : ARRAY_SIZE(zeros)); i++)
        if (code_point >= zeros[i] && code_point < zeros[i] + 10)
            return (int)(code_point - zeros[i]);
    return -1;
}

// Blanks, hyphens, and the marks of direction that Contacts puts round a number.
static bool code_point_separates(uint32_t code_point)
{
    if (code_point < 0x80)
        return code_point == ' ' || (code_point > ' ' && memchr("-.()/", (int)code_point, 5));
    return code_point == 0xa0 || code_point == 0xad || (code_point >= 0x2000 && code_point <= 0x2015) ||
           (code_point >= 0x202a && code_point <= 0x202f) || (code_point >= 0x2060 && code_point <= 0x2069) ||
           code_point == 0x2212 || code_point == 0x3000;
}

struct number {
    uint8_t digits[DIGITS_MOST + 2]; // two more, for a "00" in front
    size_t count;
    bool plus;
};

static bool number_read(struct slice text, struct number *number)
{
    for (size_t position = 0; position < text.size;) {
        // "+44 (0)20 …": the zero is dialled inside the country alone.
        if (text.data[position] == '(' && number->plus && number->count > 0 &&
            slice_starts(slice_from(text, position), SLICE("(0)"))) {
            position += 3;
            continue;
        }
        uint32_t code_point = utf8_next(text, &position);
        int digit = digit_value(code_point);
        if (digit >= 0) {
            if (number->count == sizeof number->digits)
                return false;
            number->digits[number->count++] = (uint8_t)('0' + digit);
        } else if (code_point == '+' || code_point == 0xff0b) {
            if (number->plus || number->count > 0)
                return false;
            number->plus = true;
        } else if (code_point == ';' || code_point == ',' || code_point == '?') {
            return true; // an extension, a pause, a message's body
        } else if (!code_point_separates(code_point)) {
            return false;
        }
    }
    return true;
}

static struct slice phone_bare(struct slice text)
{
    static const struct slice prefixes[] = {SLICE_INIT("tel:"), SLICE_INIT("sms:")};
    for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++)
        if (slice_equal_fold(slice_part(text, 0, prefixes[i].size), prefixes[i]))
            text = slice_from(text, prefixes[i].size);
    while (slice_starts(text, SLICE("/")))
        text = slice_from(text, 1);
    return text;
}

bool phone_normalise(struct scratch *scratch, struct slice text, struct slice *ret_value)
{
    struct number number = {.count = 0};
    const uint8_t *digits = number.digits;
    if (!number_read(phone_bare(text), &number) || number.count < DIGITS_FEWEST)
        return scratch_refuse(scratch, "not a phone number");
    size_t count = number.count;
    bool zeros = !number.plus && digits[0] == '0' && digits[1] == '0';
    if (zeros && count >= INTERNATIONAL_FEWEST + 2 && code_leads(digits + 2, count - 2)) {
        number.plus = true;
        digits += 2;
        count -= 2;
    }
    if (count > DIGITS_MOST)
        return scratch_refuse(scratch, "more than 15 digits");
    if (number.plus && (count < INTERNATIONAL_FEWEST || !code_leads(digits, count)))
        return scratch_refuse(scratch, "a + without a country code behind it");
    uint8_t *value = scratch_alloc(scratch, count + 1);
    if (!value)
        return false;
    value[0] = '+';
    memcpy(value + number.plus, digits, count);
    *ret_value = slice_of(value, count + number.plus);
    return true;
}
