// SPDX-License-Identifier: Apache-2.0
#include "sql/fingerprint.h"

#include <nettle/hmac.h>
#include <stdlib.h>

#define SLOTS 65536U
#define BATCH 32768U // half the slots, so that probing stays short

struct fingerprints {
    struct hmac_sha256_ctx hmac;
    struct fingerprint *items; // BATCH
    uint32_t *slots;           // number of an item, from 1
    size_t count;
};

struct fingerprints *fingerprints_new(const uint8_t key[FINGERPRINT_KEY_SIZE])
{
    struct fingerprints *fingerprints = calloc(1, sizeof *fingerprints);
    if (!fingerprints)
        return NULL;
    fingerprints->items = calloc(BATCH, sizeof *fingerprints->items);
    fingerprints->slots = calloc(SLOTS, sizeof *fingerprints->slots);
    if (!fingerprints->items || !fingerprints->slots)
        return fingerprints_free(fingerprints);
    hmac_sha256_set_key(&fingerprints->hmac, FINGERPRINT_KEY_SIZE, key);
    return fingerprints;
}

struct fingerprints *fingerprints_free(struct fingerprints *fingerprints)
{
    if (fingerprints) {
        free(fingerprints->items);
        free(fingerprints->slots);
        free(fingerprints);
    }
    return NULL;
}

static void hash_with_prefix(const struct fingerprints *fingerprints, struct slice prefix, struct slice value,
                             size_t size, uint8_t *ret_hash)
{
    struct hmac_sha256_ctx hmac = fingerprints->hmac;
    hmac_sha256_update(&hmac, prefix.size, prefix.data);
    hmac_sha256_update(&hmac, 1, (const uint8_t *)"");
    if (value.size)
        hmac_sha256_update(&hmac, value.size, value.data);
    hmac_sha256_digest(&hmac, size, ret_hash);
}

void fingerprints_hash(const struct fingerprints *fingerprints, enum observable_kind kind, struct slice value,
                       uint8_t ret_hash[FINGERPRINT_SIZE])
{
    hash_with_prefix(fingerprints, slice_text(observable_kind_name(kind)), value, FINGERPRINT_SIZE, ret_hash);
}

void fingerprints_text(const struct fingerprints *fingerprints, struct slice value,
                       char ret_text[FINGERPRINT_TEXT_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t hash[8];
    hash_with_prefix(fingerprints, SLICE("cell"), value, sizeof hash, hash);
    memcpy(ret_text, "fp:", 3);
    for (size_t i = 0; i < sizeof hash; i++) {
        ret_text[3 + 2 * i] = digits[hash[i] >> 4];
        ret_text[4 + 2 * i] = digits[hash[i] & 15];
    }
}

static void fingerprint_again(struct fingerprint *item, bool has_time, int64_t time)
{
    item->count++;
    if (has_time && time < item->first)
        item->first = time;
    if (has_time && time > item->last)
        item->last = time;
}

bool fingerprints_note(struct fingerprints *fingerprints, enum observable_kind kind, struct slice value,
                       uint64_t record, bool has_time, int64_t time)
{
    uint8_t hash[FINGERPRINT_SIZE];
    fingerprints_hash(fingerprints, kind, value, hash);
    size_t slot = ((size_t)hash[0] | (size_t)hash[1] << 8) % SLOTS;
    for (; fingerprints->slots[slot]; slot = (slot + 1) % SLOTS) {
        struct fingerprint *item = &fingerprints->items[fingerprints->slots[slot] - 1];
        if (item->kind == kind && memcmp(item->hash, hash, sizeof hash) == 0) {
            fingerprint_again(item, has_time, time);
            return true;
        }
    }
    if (fingerprints->count == BATCH)
        return false;
    struct fingerprint *item = &fingerprints->items[fingerprints->count++];
    *item = (struct fingerprint){.kind = kind, .record = record, .first = INT64_MAX, .last = INT64_MIN};
    memcpy(item->hash, hash, sizeof hash);
    fingerprint_again(item, has_time, time);
    fingerprints->slots[slot] = (uint32_t)fingerprints->count;
    return true;
}

static int fingerprint_order(const void *a, const void *b)
{
    const struct fingerprint *first = a;
    const struct fingerprint *second = b;
    if (first->kind != second->kind)
        return first->kind < second->kind ? -1 : 1;
    return memcmp(first->hash, second->hash, FINGERPRINT_SIZE);
}

const struct fingerprint *fingerprints_batch(struct fingerprints *fingerprints, size_t *ret_count)
{
    *ret_count = fingerprints->count;
    if (fingerprints->count)
        qsort(fingerprints->items, fingerprints->count, sizeof *fingerprints->items, fingerprint_order);
    memset(fingerprints->slots, 0, SLOTS * sizeof *fingerprints->slots);
    fingerprints->count = 0;
    return fingerprints->items;
}
