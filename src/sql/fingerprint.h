// SPDX-License-Identifier: Apache-2.0
// Fingerprints of observables: HMAC-SHA256 with the case's key, cut to 16 bytes, gathered per artefact and given out in
// bounded, sorted, deduplicated batches, so that next month's indicators can be looked up in last year's case.
#pragma once

#include "base/error.h"
#include "match/index.h"

#define FINGERPRINT_SIZE 16
#define FINGERPRINT_KEY_SIZE 32

struct fingerprint {
    uint8_t hash[FINGERPRINT_SIZE];
    enum observable_kind kind;
    uint64_t record; // the first
    uint64_t count;
    int64_t first, last; // times of the records, INT64_MAX / INT64_MIN where none had one
};

struct fingerprints;

struct fingerprints *fingerprints_new(const uint8_t key[FINGERPRINT_KEY_SIZE]);
struct fingerprints *fingerprints_free(struct fingerprints *fingerprints);
// HMAC of kind and normalised value.
void fingerprints_hash(const struct fingerprints *fingerprints, enum observable_kind kind, struct slice value,
                       uint8_t ret_hash[FINGERPRINT_SIZE]);
// A private cell's stand-in: "fp:" and 16 hex digits.
#define FINGERPRINT_TEXT_SIZE 19
void fingerprints_text(struct fingerprints *fingerprints, struct slice value, char ret_text[FINGERPRINT_TEXT_SIZE]);
// Notes one observable of a record; false where the batch is full: take it with fingerprints_batch() and note again.
bool fingerprints_note(struct fingerprints *fingerprints, enum observable_kind kind, struct slice value,
                       uint64_t record, bool has_time, int64_t time);
// What was noted, by kind and hash; empties. Valid until the next note.
const struct fingerprint *fingerprints_batch(struct fingerprints *fingerprints, size_t *ret_count);
