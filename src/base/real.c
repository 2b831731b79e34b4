// SPDX-License-Identifier: Apache-2.0
// Doubles as ECMAScript's Number::toString writes them (ECMA-262, 6.1.6.1.20), as most JSON does: the fewest digits
// that read back the same, an exponent from 1e+21 and below 1e-6. Only -0 keeps its sign here.
#include "base/real.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define DIGITS_MOST 17

struct decimal {
    char digits[DIGITS_MOST];
    int count;
    int point; // the value is 0.DIGITS times ten to this power
};

// Takes "d.ddde±xx" apart; whatever stands for the point in the locale of the process is passed over.
static struct decimal decimal_from(const char *text)
{
    struct decimal decimal = {.count = 0};
    int exponent = 0;
    bool negative = false;
    const char *at = text;
    for (; *at && *at != 'e'; at++)
        if (byte_is_digit((uint8_t)*at) && decimal.count < DIGITS_MOST)
            decimal.digits[decimal.count++] = *at;
    for (; *at; at++) {
        negative = negative || *at == '-';
        if (byte_is_digit((uint8_t)*at))
            exponent = exponent * 10 + (*at - '0');
    }
    while (decimal.count > 1 && decimal.digits[decimal.count - 1] == '0')
        decimal.count--;
    decimal.point = (negative ? -exponent : exponent) + 1;
    return decimal;
}

static struct decimal decimal_shortest(double value)
{
    char text[64] = "";
    for (int digits = 1; digits <= DIGITS_MOST; digits++) {
        (void)snprintf(text, sizeof text, "%.*e", digits - 1, value);
        double back = strtod(text, NULL);
        if (memcmp(&back, &value, sizeof value) == 0)
            break;
    }
    return decimal_from(text);
}

static void zeros_put(struct buffer *buffer, int count)
{
    for (int i = 0; i < count; i++)
        buffer_put_byte(buffer, '0');
}

static void exponent_put(struct buffer *buffer, const struct decimal *decimal)
{
    buffer_put(buffer, slice_of(decimal->digits, 1));
    if (decimal->count > 1) {
        buffer_put_byte(buffer, '.');
        buffer_put(buffer, slice_of(decimal->digits + 1, (size_t)decimal->count - 1));
    }
    buffer_format(buffer, "e%+d", decimal->point - 1);
}

static void decimal_put(struct buffer *buffer, const struct decimal *decimal)
{
    int count = decimal->count;
    int point = decimal->point;
    if (point > 21 || point <= -6) {
        exponent_put(buffer, decimal);
    } else if (point <= 0) {
        buffer_put_text(buffer, "0.");
        zeros_put(buffer, -point);
        buffer_put(buffer, slice_of(decimal->digits, (size_t)count));
    } else if (point >= count) {
        buffer_put(buffer, slice_of(decimal->digits, (size_t)count));
        zeros_put(buffer, point - count);
    } else {
        buffer_put(buffer, slice_of(decimal->digits, (size_t)point));
        buffer_put_byte(buffer, '.');
        buffer_put(buffer, slice_of(decimal->digits + point, (size_t)(count - point)));
    }
}

void real_put(struct buffer *buffer, double value)
{
    if (!isfinite(value)) {
        buffer_put_text(buffer, "null");
        return;
    }
    if (signbit(value))
        buffer_put_byte(buffer, '-');
    struct decimal decimal = decimal_shortest(fabs(value));
    decimal_put(buffer, &decimal);
}
