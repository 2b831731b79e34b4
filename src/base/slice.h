// SPDX-License-Identifier: Apache-2.0
// A run of bytes with its length. It borrows: whoever owns the bytes must outlive it. Nothing relies on a NUL.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
    const uint8_t *data; // NULL only where size is 0
    size_t size;         // bytes
};

// A string literal as a slice, without its NUL.
#define SLICE(literal) ((struct slice){(const uint8_t *)("" literal), sizeof(literal) - 1})
#define SLICE_INIT(literal)                                \
    {                                                      \
        (const uint8_t *)("" literal), sizeof(literal) - 1 \
    }
#define SLICE_NONE ((struct slice){NULL, 0})
// For "%.*s" with our own printable text only; hostile text goes through an escaper.
#define SLICE_PRINTF(slice) (int)(slice).size, (const char *)(slice).data

static inline struct slice slice_of(const void *data, size_t size)
{
    return (struct slice){(const uint8_t *)data, size};
}

// A C string of ours (argument, literal); NULL gives the empty slice.
static inline struct slice slice_text(const char *text)
{
    return text ? slice_of(text, strlen(text)) : SLICE_NONE;
}

// From offset, size bytes at most; beyond the end gives what is there.
struct slice slice_part(struct slice slice, size_t offset, size_t size);
struct slice slice_from(struct slice slice, size_t offset);

bool slice_equal(struct slice a, struct slice b);
bool slice_equal_fold(struct slice a, struct slice b); // ASCII case folded
// memcmp order, the shorter first: -1, 0, 1.
int slice_compare(struct slice a, struct slice b);
bool slice_starts(struct slice slice, struct slice prefix);
bool slice_ends(struct slice slice, struct slice suffix);
// Offset of the first (last) occurrence, or SIZE_MAX.
size_t slice_find(struct slice slice, struct slice needle);
size_t slice_find_byte(struct slice slice, uint8_t byte);
size_t slice_find_last_byte(struct slice slice, uint8_t byte);
// Without ASCII white space at both ends.
struct slice slice_trim(struct slice slice);
// Cuts the next line (without \n or \r\n) off *rest; false at the end.
bool slice_line(struct slice *rest, struct slice *ret_line);
// Cuts what stands before the next separator off *rest; false when *rest is spent (data NULL).
bool slice_split(struct slice *rest, uint8_t separator, struct slice *ret_part);
// Decimal digits alone, no sign, no overflow; whole slice.
bool slice_decimal(struct slice slice, uint64_t *ret_value);

static inline bool byte_is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static inline bool byte_is_alpha(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static inline bool byte_is_space(uint8_t byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static inline uint8_t byte_lower(uint8_t byte)
{
    return (byte >= 'A' && byte <= 'Z') ? (uint8_t)(byte + 32) : byte;
}

// 0 to 15, or -1.
static inline int byte_hex(uint8_t byte)
{
    if (byte_is_digit(byte))
        return byte - '0';
    byte = byte_lower(byte);
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}
