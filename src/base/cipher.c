// SPDX-License-Identifier: Apache-2.0
#include "base/cipher.h"

#include <nettle/cbc.h>

#define CHUNK 16384U // a multiple of the block

// Whole blocks from `offset` on, at most CHUNK of them; the vector stands before them in `stored`.
static enum error_code blocks_read(const struct cipher *cipher, uint64_t offset, uint8_t *ret_content, size_t size,
                                   size_t *ret_size, struct error *error)
{
    UNCLEARED uint8_t stored[CIPHER_BLOCK + CHUNK];
    uint8_t vector[CIPHER_BLOCK] = {0};
    bool first = offset == 0;
    size_t got = 0;
    size_t before = first ? 0 : CIPHER_BLOCK;
    enum error_code code =
        source_read(&cipher->stored, offset - before, stored + CIPHER_BLOCK - before, size + before, &got, error);
    if (code)
        return code;
    got -= first ? 0 : got < CIPHER_BLOCK ? got : CIPHER_BLOCK;
    got -= got % CIPHER_BLOCK;
    if (!first)
        memcpy(vector, stored, sizeof vector);
    cbc_decrypt(&cipher->key, (nettle_cipher_func *)aes256_decrypt, CIPHER_BLOCK, vector, got, ret_content,
                stored + CIPHER_BLOCK);
    *ret_size = got;
    return ERROR_NONE;
}

static enum error_code cipher_read(const struct source *source, uint64_t offset, void *buffer, size_t size,
                                   size_t *ret_size, struct error *error)
{
    UNCLEARED uint8_t content[CHUNK];
    size_t done = 0;
    enum error_code code = ERROR_NONE;
    while (!code && done < size) {
        uint64_t at = offset + done;
        uint64_t from = at - at % CIPHER_BLOCK;
        size_t skip = (size_t)(at - from);
        size_t wanted = size - done + skip;
        wanted = wanted > CHUNK ? CHUNK : (wanted + CIPHER_BLOCK - 1) / CIPHER_BLOCK * CIPHER_BLOCK;
        size_t got = 0;
        // A page, as mostly: straight to where it is wanted.
        bool whole = skip == 0 && wanted <= size - done;
        code = blocks_read(source->context, from, whole ? (uint8_t *)buffer + done : content, wanted, &got, error);
        if (code || got <= skip)
            break;
        if (whole) {
            done += got;
            continue;
        }
        size_t part = got - skip < size - done ? got - skip : size - done;
        memcpy((uint8_t *)buffer + done, content + skip, part);
        done += part;
    }
    *ret_size = done;
    return code;
}

// 0 where the last block ends with none.
static size_t padding_of(const uint8_t block[CIPHER_BLOCK])
{
    size_t size = block[CIPHER_BLOCK - 1];
    if (size == 0 || size > CIPHER_BLOCK)
        return 0;
    for (size_t i = CIPHER_BLOCK - size; i < CIPHER_BLOCK; i++)
        if (block[i] != size)
            return 0;
    return size;
}

// A database that was kept without padding may end like one that was: its pages tell (sqlite.org/fileformat2.html,
// section 1.3, bytes 16 and 17).
static bool pages_say_no(const struct source *source, uint64_t whole, size_t padding, struct error *error)
{
    uint8_t header[18];
    size_t got = 0;
    if (source_read(source, 0, header, sizeof header, &got, error) || got < sizeof header ||
        memcmp(header, "SQLite format 3", 16) != 0)
        return false;
    uint64_t page = (uint64_t)header[16] << 8 | header[17];
    page = page == 1 ? 65536 : page;
    return page >= 512 && whole % page == 0 && (whole - padding) % page != 0;
}

enum error_code cipher_open(const struct source *stored, const uint8_t key[CIPHER_KEY_SIZE], struct cipher *ret_cipher,
                            struct source *ret_source, struct error *error)
{
    uint8_t last[CIPHER_BLOCK];
    size_t got = 0;
    *ret_cipher = (struct cipher){.stored = *stored, .cut = stored->size % CIPHER_BLOCK != 0};
    aes256_set_decrypt_key(&ret_cipher->key, key);
    uint64_t whole = stored->size - stored->size % CIPHER_BLOCK;
    struct source source = {.size = whole, .read = cipher_read, .fd = -1, .context = ret_cipher};
    if (whole >= CIPHER_BLOCK && !ret_cipher->cut) {
        enum error_code code = source_read(&source, whole - CIPHER_BLOCK, last, sizeof last, &got, error);
        if (code)
            return code;
        size_t padding = got == sizeof last ? padding_of(last) : 0;
        ret_cipher->padded = padding && !pages_say_no(&source, whole, padding, error);
        source.size -= ret_cipher->padded ? padding : 0;
    }
    *ret_source = source;
    return ERROR_NONE;
}

void cipher_wipe(struct cipher *cipher)
{
    explicit_bzero(cipher, sizeof *cipher);
}
