// SPDX-License-Identifier: Apache-2.0
#include "base/slice.h"

#include "base/checked.h"

struct slice slice_part(struct slice slice, size_t offset, size_t size)
{
    if (offset >= slice.size)
        return SLICE_NONE;
    size_t left = slice.size - offset;
    return slice_of(slice.data + offset, size < left ? size : left);
}

struct slice slice_from(struct slice slice, size_t offset)
{
    return slice_part(slice, offset, SIZE_MAX);
}

bool slice_equal(struct slice a, struct slice b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool slice_equal_fold(struct slice a, struct slice b)
{
    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++)
        if (byte_lower(a.data[i]) != byte_lower(b.data[i]))
            return false;
    return true;
}

int slice_compare(struct slice a, struct slice b)
{
    size_t shared = a.size < b.size ? a.size : b.size;
    int order = shared ? memcmp(a.data, b.data, shared) : 0;
    if (order != 0)
        return order < 0 ? -1 : 1;
    return a.size < b.size ? -1 : a.size > b.size;
}

bool slice_starts(struct slice slice, struct slice prefix)
{
    return prefix.size <= slice.size && slice_equal(slice_part(slice, 0, prefix.size), prefix);
}

bool slice_ends(struct slice slice, struct slice suffix)
{
    return suffix.size <= slice.size && slice_equal(slice_from(slice, slice.size - suffix.size), suffix);
}

size_t slice_find(struct slice slice, struct slice needle)
{
    if (needle.size == 0)
        return 0;
    const uint8_t *found = slice.size ? memmem(slice.data, slice.size, needle.data, needle.size) : NULL;
    return found ? (size_t)(found - slice.data) : SIZE_MAX;
}

size_t slice_find_byte(struct slice slice, uint8_t byte)
{
    const uint8_t *found = slice.size ? memchr(slice.data, byte, slice.size) : NULL;
    return found ? (size_t)(found - slice.data) : SIZE_MAX;
}

size_t slice_find_last_byte(struct slice slice, uint8_t byte)
{
    const uint8_t *found = slice.size ? memrchr(slice.data, byte, slice.size) : NULL;
    return found ? (size_t)(found - slice.data) : SIZE_MAX;
}

struct slice slice_trim(struct slice slice)
{
    size_t start = 0;
    size_t end = slice.size;
    while (start < end && byte_is_space(slice.data[start]))
        start++;
    while (end > start && byte_is_space(slice.data[end - 1]))
        end--;
    return slice_part(slice, start, end - start);
}

bool slice_line(struct slice *rest, struct slice *ret_line)
{
    if (rest->size == 0)
        return false;
    size_t end = slice_find_byte(*rest, '\n');
    struct slice line = slice_part(*rest, 0, end);
    *rest = end == SIZE_MAX ? SLICE_NONE : slice_from(*rest, end + 1);
    if (slice_ends(line, SLICE("\r")))
        line.size--;
    *ret_line = line;
    return true;
}

bool slice_split(struct slice *rest, uint8_t separator, struct slice *ret_part)
{
    if (rest->data == NULL)
        return false;
    size_t end = slice_find_byte(*rest, separator);
    if (end == SIZE_MAX) {
        *ret_part = *rest;
        *rest = SLICE_NONE;
        return true;
    }
    *ret_part = slice_of(rest->data, end);
    *rest = slice_of(rest->data + end + 1, rest->size - end - 1);
    return true;
}

bool slice_decimal(struct slice slice, uint64_t *ret_value)
{
    uint64_t value = 0;
    if (slice.size == 0)
        return false;
    for (size_t i = 0; i < slice.size; i++) {
        if (!byte_is_digit(slice.data[i]))
            return false;
        if (!checked_mul(value, 10, &value) || !checked_add(value, (uint64_t)(slice.data[i] - '0'), &value))
            return false;
    }
    *ret_value = value;
    return true;
}
