// SPDX-License-Identifier: Apache-2.0
#include "cli/quantity.h"

#include "cli/language.h"
#include "cli/out.h"

#include <limits.h>
#include <string.h>

struct unit {
    char letter;
    uint64_t factor;
};

static const struct unit sizes[] = {{'K', 1U << 10}, {'M', 1U << 20}, {'G', 1U << 30},
                                    {'k', 1U << 10}, {'m', 1U << 20}, {'g', 1U << 30}};
static const struct unit durations[] = {{'s', 1}, {'m', 60}, {'h', 3600}};

// Digits from *at on, moved past; false where there are none, or too many.
static bool digits_take(const char **at, uint64_t most, uint64_t *ret_value)
{
    uint64_t value = 0;
    const char *start = *at;
    for (; **at >= '0' && **at <= '9'; (*at)++) {
        uint64_t digit = (uint64_t)(**at - '0');
        if (value > (most - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *ret_value = value;
    return *at != start && value > 0;
}

bool number_parse(const char *text, uint64_t most, uint64_t *ret_value)
{
    uint64_t value;
    if (most < 10 || !digits_take(&text, most, &value) || *text != '\0')
        return false;
    *ret_value = value;
    return true;
}

static bool quantity_take(const char **at, const struct unit *units, size_t count, uint64_t most, uint64_t *ret_value)
{
    uint64_t value;
    uint64_t factor = 1;
    if (!digits_take(at, most, &value))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (**at == units[i].letter) {
            factor = units[i].factor;
            (*at)++;
            break;
        }
    }
    if (value > most / factor || (**at != ',' && **at != '\0'))
        return false;
    *ret_value = value * factor;
    return true;
}

static bool key_take(const char **at, const char *key)
{
    size_t size = text_size(key);
    if (strncmp(*at, key, size) != 0)
        return false;
    *at += size;
    return true;
}

static bool part_take(const char **at, uint64_t *memory, uint64_t *seconds)
{
    if (key_take(at, "memory="))
        return *memory == 0 && quantity_take(at, sizes, sizeof sizes / sizeof sizes[0], INT64_MAX, memory);
    if (key_take(at, "time="))
        return *seconds == 0 && quantity_take(at, durations, sizeof durations / sizeof durations[0], UINT_MAX, seconds);
    return false;
}

bool limit_parse(const char *text, uint64_t *memory, unsigned *seconds)
{
    uint64_t bytes = 0;
    uint64_t time = 0;
    const char *at = text;
    bool good = true;
    do {
        good = part_take(&at, &bytes, &time);
    } while (good && *at == ',' && at++);
    if (!good || *at != '\0') {
        say(_("--limit: %s is not memory=SIZE,time=DURATION (as in memory=512M,time=10m)"), QUOTE(text));
        return false;
    }
    *memory = bytes ? bytes : *memory;
    *seconds = time ? (unsigned)time : *seconds;
    return true;
}
