// SPDX-License-Identifier: Apache-2.0
#include "sql/fingerprint.h"

#include "match/hash.h"

#include <nettle/hmac.h>
#include <stdlib.h>

#define SLOTS 32768U
#define BATCH 16384U // half the slots, so that probing stays short; more fall out of a processor's cache

#define CELLS 4096U // of private cells whose stand-in is remembered: senders and sites come again and again

struct slot {
    struct hash128 hash; // of the value, keyed: what was seen needs no second HMAC
    uint32_t item;       // number of an item, from 1; 0: free
};

struct cell_slot {
    struct hash128 hash;
    char text[FINGERPRINT_TEXT_SIZE];
    bool used;
};

struct fingerprints {
    struct hmac_sha256_ctx hmac;
    uint64_t seed;
    struct fingerprint *items; // BATCH
    struct slot *slots;
    struct cell_slot *cells;
    size_t count;
};

struct fingerprints *fingerprints_new(const uint8_t key[FINGERPRINT_KEY_SIZE])
{
    struct fingerprints *fingerprints = calloc(1, sizeof *fingerprints);
    if (!fingerprints)
        return NULL;
    fingerprints->items = calloc(BATCH, sizeof *fingerprints->items);
    fingerprints->slots = calloc(SLOTS, sizeof *fingerprints->slots);
    fingerprints->cells = calloc(CELLS, sizeof *fingerprints->cells);
    if (!fingerprints->items || !fingerprints->slots || !fingerprints->cells)
        return fingerprints_free(fingerprints);
    memcpy(&fingerprints->seed, key, sizeof fingerprints->seed);
    hmac_sha256_set_key(&fingerprints->hmac, FINGERPRINT_KEY_SIZE, key);
    return fingerprints;
}

struct fingerprints *fingerprints_free(struct fingerprints *fingerprints)
{
    if (fingerprints) {
        free(fingerprints->items);
        free(fingerprints->slots);
        free(fingerprints->cells);
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

static void cell_text(const struct fingerprints *fingerprints, struct slice value, char *ret_text)
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

void fingerprints_text(struct fingerprints *fingerprints, struct slice value, char ret_text[FINGERPRINT_TEXT_SIZE])
{
    struct hash128 hash = hash128_of(fingerprints->seed, value);
    struct cell_slot *slot = &fingerprints->cells[hash.low % CELLS];
    if (!slot->used || slot->hash.low != hash.low || slot->hash.high != hash.high) {
        slot->used = true;
        slot->hash = hash;
        cell_text(fingerprints, value, slot->text);
    }
    memcpy(ret_text, slot->text, FINGERPRINT_TEXT_SIZE);
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
    struct hash128 hash = hash128_of(fingerprints->seed + (uint64_t)kind + 1, value);
    struct slot *slot = &fingerprints->slots[hash.low % SLOTS];
    for (; slot->item; slot = &fingerprints->slots[(size_t)(slot - fingerprints->slots + 1) % SLOTS]) {
        if (slot->hash.low != hash.low || slot->hash.high != hash.high)
            continue;
        fingerprint_again(&fingerprints->items[slot->item - 1], has_time, time);
        return true;
    }
    if (fingerprints->count == BATCH)
        return false;
    struct fingerprint *item = &fingerprints->items[fingerprints->count++];
    *item = (struct fingerprint){.kind = kind, .record = record, .first = INT64_MAX, .last = INT64_MIN};
    fingerprints_hash(fingerprints, kind, value, item->hash);
    fingerprint_again(item, has_time, time);
    *slot = (struct slot){hash, (uint32_t)fingerprints->count};
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
