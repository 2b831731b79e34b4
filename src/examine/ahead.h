// SPDX-License-Identifier: Apache-2.0
// SHA-256 of a file, taken on a thread of its own while the parent does something else.
#pragma once

#include "base/error.h"
#include "base/hash.h"

struct hash_ahead;

// Takes *fd over. NULL where no thread can be had: hash it when it is needed, then.
struct hash_ahead *hash_ahead_new(int *fd);
// Waits for the digest, and ends it; *ahead is NULL afterwards. The errors of hash_source().
NODISCARD enum error_code hash_ahead_take(struct hash_ahead **ahead, uint8_t ret_digest[HASH_SIZE],
                                          struct error *error);
// Stops it; takes NULL, gives NULL.
struct hash_ahead *hash_ahead_free(struct hash_ahead *ahead);
