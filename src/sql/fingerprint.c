// SPDX-License-Identifier: Apache-2.0
#include "sql/fingerprint.h"

#include "match/hash.h"

#include <nettle/hmac.h>
#include <stdlib.h>

#define SLOTS 32768U
#define BATCH 16384U // half the slots, so that probing stays short; more fall out of a processor's cache

#define CELLS 4096U // of private cells whose stand-in is remembered: senders and sites come again and again

struct slot {
    uint32_t tag;  // of the value's hash: a slot of another value is passed over without looking at its item
    uint32_t item; // number of an item, from 1; 0: free
};

// What a batch is sorted by: the kind and the first 7 bytes of the hash; small, since sorting moves it about.
struct order {
    uint64_t key;
    uint32_t item;
};

struct cell_slot {
    struct hash128 hash;
    char text[FINGERPRINT_TEXT_SIZE];
    bool used;
};

struct fingerprints {
    struct hmac_sha256_ctx hmac;
    uint64_t seed;
    struct fingerprint *items, *sorted; // BATCH of each
    struct hash128 *hashes;             // of the items' values, keyed: what was seen needs no second HMAC
    struct order *order;
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
    fingerprints->sorted = calloc(BATCH, sizeof *fingerprints->sorted);
    fingerprints->hashes = calloc(BATCH, sizeof *fingerprints->hashes);
    fingerprints->order = calloc(BATCH, sizeof *fingerprints->order);
    fingerprints->slots = calloc(SLOTS, sizeof *fingerprints->slots);
    fingerprints->cells = calloc(CELLS, sizeof *fingerprints->cells);
    if (!fingerprints->items || !fingerprints->sorted || !fingerprints->hashes || !fingerprints->order ||
        !fingerprints->slots || !fingerprints->cells)
        return fingerprints_free(fingerprints);
    memcpy(&fingerprints->seed, key, sizeof fingerprints->seed);
    hmac_sha256_set_key(&fingerprints->hmac, FINGERPRINT_KEY_SIZE, key);
    return fingerprints;
}

struct fingerprints *fingerprints_free(struct fingerprints *fingerprints)
{
    if (fingerprints) {
        free(fingerprints->items);
        free(fingerprints->sorted);
        free(fingerprints->hashes);
        free(fingerprints->order);
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
    uint32_t tag = (uint32_t)hash.high;
    struct slot *slot = &fingerprints->slots[hash.low % SLOTS];
    for (; slot->item; slot = &fingerprints->slots[(size_t)(slot - fingerprints->slots + 1) % SLOTS]) {
        const struct hash128 *seen = &fingerprints->hashes[slot->item - 1];
        if (slot->tag != tag || seen->low != hash.low || seen->high != hash.high)
            continue;
        fingerprint_again(&fingerprints->items[slot->item - 1], has_time, time);
        return true;
    }
    if (fingerprints->count == BATCH)
        return false;
    fingerprints->hashes[fingerprints->count] = hash;
    struct fingerprint *item = &fingerprints->items[fingerprints->count++];
    *item = (struct fingerprint){.kind = kind, .record = record, .first = INT64_MAX, .last = INT64_MIN};
    fingerprints_hash(fingerprints, kind, value, item->hash);
    fingerprint_again(item, has_time, time);
    *slot = (struct slot){tag, (uint32_t)fingerprints->count};
    return true;
}

static int order_compare(const void *a, const void *b)
{
    const struct order *first = a;
    const struct order *second = b;
    if (first->key != second->key)
        return first->key < second->key ? -1 : 1;
    return first->item < second->item ? -1 : 1;
}

static uint64_t order_key(const struct fingerprint *item)
{
    uint64_t key = (uint64_t)item->kind;
    for (size_t i = 0; i < 7; i++)
        key = key << 8 | item->hash[i];
    return key;
}

const struct fingerprint *fingerprints_batch(struct fingerprints *fingerprints, size_t *ret_count)
{
    size_t count = fingerprints->count;
    for (size_t i = 0; i < count; i++)
        fingerprints->order[i] = (struct order){order_key(&fingerprints->items[i]), (uint32_t)i};
    if (count)
        qsort(fingerprints->order, count, sizeof *fingerprints->order, order_compare);
    for (size_t i = 0; i < count; i++)
        fingerprints->sorted[i] = fingerprints->items[fingerprints->order[i].item];
    memset(fingerprints->slots, 0, SLOTS * sizeof *fingerprints->slots);
    fingerprints->count = 0;
    *ret_count = count;
    return fingerprints->sorted;
}
