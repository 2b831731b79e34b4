// SPDX-License-Identifier: Apache-2.0
// XXH3 alone, in a file of its own: the header is not written for our warnings.
#include "match/hash.h"

#include "match/image.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wcast-qual"
#pragma GCC diagnostic ignored "-Wcast-align"
#pragma GCC diagnostic ignored "-Wredundant-decls"
#pragma GCC diagnostic ignored "-Wswitch-enum"
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wunused-const-variable"
#pragma GCC diagnostic ignored "-Wunused-function"
#define XXH_INLINE_ALL
#include <xxhash.h>
#pragma GCC diagnostic pop

uint64_t image_hash(unsigned kind, struct slice value)
{
    return XXH3_64bits_withSeed(value.size ? value.data : (const uint8_t *)"", value.size, kind);
}

struct hash128 hash128_of(uint64_t seed, struct slice value)
{
    XXH128_hash_t hash = XXH3_128bits_withSeed(value.size ? value.data : (const uint8_t *)"", value.size, seed);
    return (struct hash128){hash.low64, hash.high64};
}
