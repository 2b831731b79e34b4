// SPDX-License-Identifier: Apache-2.0
// From a password to the key of one file. Only what has a fixed size comes here: the key bag and each file's blob were
// parsed in a cage (format/keybag.h). Keys live in memory that no child inherits and no core dump holds.
#pragma once

#include "format/keybag.h"

#define UNLOCK_KEY_SIZE 32U
#define UNLOCK_FILE_KEY_SIZE 44U // class (4 bytes, little-endian), wrapped key

struct unlock;

enum unlock_answer {
    UNLOCK_OPEN,
    UNLOCK_WRONG, // no class key opens: another password, or damaged keys
};

NODISCARD enum error_code unlock_new(const struct keybag *keybag, struct unlock **ret_unlock, struct error *error);
struct unlock *unlock_free(struct unlock *unlock); // wipes all keys
// Seconds that a derivation takes on this processor, measured over a few rounds.
double unlock_estimate(const struct unlock *unlock);
// PBKDF2 as the key bag says, then the class keys (RFC 3394). `ret_answer` says whether any opened. ERROR_KILLED soon
// after `*stop` is set (by a signal handler; NULL: it runs to its end).
NODISCARD enum error_code unlock_password(struct unlock *unlock, const uint8_t *password, size_t size,
                                          const volatile int *stop, enum unlock_answer *ret_answer,
                                          struct error *error);
// The derived key itself (bridle key), in place of a password.
enum unlock_answer unlock_key(struct unlock *unlock, const uint8_t key[UNLOCK_KEY_SIZE]);
void unlock_derived(const struct unlock *unlock, uint8_t ret_key[UNLOCK_KEY_SIZE]);
// Classes that are wrapped by the password and did not open, though others did.
unsigned unlock_damaged(const struct unlock *unlock);
// The key of one file. ERROR_LOCKED where its class has no key here (of this device alone), ERROR_FORMAT where the blob
// does not open with it.
NODISCARD enum error_code unlock_file(const struct unlock *unlock, const uint8_t blob[UNLOCK_FILE_KEY_SIZE],
                                      uint8_t ret_key[UNLOCK_KEY_SIZE], struct error *error);
