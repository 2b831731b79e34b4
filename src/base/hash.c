// SPDX-License-Identifier: Apache-2.0
#include "base/hash.h"

#include <nettle/sha2.h>
#include <stdlib.h>

#define HASH_PIECE (256U << 10)

enum error_code hash_source(const struct source *source, uint8_t ret_digest[HASH_SIZE], uint64_t *ret_size,
                            struct error *error)
{
    struct sha256_ctx hash;
    uint8_t *piece CLEANUP_FREE = malloc(HASH_PIECE);
    uint64_t offset = 0;
    size_t size = 0;
    if (!piece)
        return error_set(error, ERROR_MEMORY, "hash", ERROR_NO_OFFSET, "no memory to hash a file");
    sha256_init(&hash);
    do {
        enum error_code code = source_read(source, offset, piece, HASH_PIECE, &size, error);
        if (code)
            return code;
        sha256_update(&hash, size, piece);
        offset += size;
    } while (size);
    sha256_digest(&hash, HASH_SIZE, ret_digest);
    *ret_size = offset;
    return ERROR_NONE;
}
