// SPDX-License-Identifier: Apache-2.0
// Hashes of files and of certificates: lower-case hexadecimal, told apart by length.
#include "observe/normalise.h"

// Bytes of MD5, SHA-1, SHA-256 and SHA-512 in hexadecimal.
static bool hash_size_known(size_t size)
{
    return size == 32 || size == 40 || size == 64 || size == 128;
}

bool hash_normalise(struct scratch *scratch, struct slice text, struct slice *ret_value)
{
    if (!hash_size_known(text.size))
        return scratch_refuse(scratch, "not the length of an md5, sha-1, sha-256 or sha-512");
    for (size_t i = 0; i < text.size; i++)
        if (byte_hex(text.data[i]) < 0)
            return scratch_refuse(scratch, "not hexadecimal");
    return scratch_lower(scratch, text, ret_value);
}

// "AB:CD:…", "AB CD …" or without separators.
bool certificate_normalise(struct scratch *scratch, struct slice text, struct slice *ret_value)
{
    uint8_t digits[128];
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == ':' || text.data[i] == ' ')
            continue;
        if (size == sizeof digits)
            return scratch_refuse(scratch, "longer than a certificate's hash");
        digits[size++] = text.data[i];
    }
    struct slice value;
    return hash_normalise(scratch, slice_of(digits, size), &value) && scratch_copy(scratch, value, ret_value);
}
