// SPDX-License-Identifier: Apache-2.0
// Punycode, RFC 3492, encoding alone: libidn2 has it, but doesn't offer it.
#include "observe/host.h"

#include "base/utf8.h"

#define BASE 36U
#define T_MIN 1U
#define T_MAX 26U
#define SKEW 38U
#define DAMP 700U
#define INITIAL_BIAS 72U
#define INITIAL_N 128U
#define LABEL_POINTS 256U // code points; a label of more could not stand in the DNS in any form

struct output {
    uint8_t *bytes;
    size_t room;
    size_t size;
    bool full;
};

static void output_put(struct output *output, uint8_t byte)
{
    if (output->size == output->room)
        output->full = true;
    else
        output->bytes[output->size++] = byte;
}

static uint32_t bias_adapt(uint32_t delta, uint32_t points, bool first)
{
    uint32_t k = 0;
    delta = first ? delta / DAMP : delta / 2;
    delta += delta / points;
    while (delta > (BASE - T_MIN) * T_MAX / 2) {
        delta /= BASE - T_MIN;
        k += BASE;
    }
    return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static void delta_put(struct output *output, uint32_t delta, uint32_t bias)
{
    for (uint32_t k = BASE;; k += BASE) {
        uint32_t threshold = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
        uint32_t digit = delta < threshold ? delta : threshold + (delta - threshold) % (BASE - threshold);
        output_put(output, (uint8_t)(digit < 26 ? 'a' + digit : '0' + digit - 26));
        if (delta < threshold)
            return;
        delta = (delta - threshold) / (BASE - threshold);
    }
}

static uint32_t point_smallest(const uint32_t *points, size_t count, uint32_t from)
{
    uint32_t smallest = UINT32_MAX;
    for (size_t i = 0; i < count; i++)
        if (points[i] >= from && points[i] < smallest)
            smallest = points[i];
    return smallest;
}

// delta stays below 2^32: 0x10ffff code points times 257 at most.
static void points_put(struct output *output, const uint32_t *points, size_t count, uint32_t basic)
{
    uint32_t bias = INITIAL_BIAS;
    uint32_t delta = 0;
    uint32_t n = INITIAL_N;
    uint32_t done = basic;
    while (done < count && !output->full) {
        uint32_t next = point_smallest(points, count, n);
        delta += (next - n) * (done + 1);
        n = next;
        for (size_t i = 0; i < count; i++) {
            delta += points[i] < n;
            if (points[i] != n)
                continue;
            delta_put(output, delta, bias);
            bias = bias_adapt(delta, done + 1, done == basic);
            delta = 0;
            done++;
        }
        delta++;
        n++;
    }
}

bool punycode_label(struct slice label, uint8_t *target, size_t room, size_t *ret_size)
{
    uint32_t points[LABEL_POINTS];
    size_t count = 0;
    struct output output = {.bytes = target, .room = room};
    for (size_t i = 0; i < 4; i++)
        output_put(&output, (uint8_t) "xn--"[i]);
    for (size_t position = 0; position < label.size;) {
        uint32_t point = utf8_next(label, &position);
        if (point == UTF8_INVALID || count == LABEL_POINTS)
            return false;
        points[count] = point < 0x80 ? byte_lower((uint8_t)point) : point;
        if (point < 0x80)
            output_put(&output, (uint8_t)points[count]);
        count++;
    }
    uint32_t basic = (uint32_t)(output.size > 4 ? output.size - 4 : 0);
    if (basic == count)
        return false; // ASCII alone needs none
    if (basic > 0)
        output_put(&output, '-');
    points_put(&output, points, count, basic);
    if (!output.full)
        *ret_size = output.size;
    return !output.full;
}
