// SPDX-License-Identifier: Apache-2.0
// The key bag of an encrypted iOS backup: how a password becomes a key, and the keys of the protection classes, each
// wrapped. Facts: "iOS keychain and data protection" (Bedrune, Sigwald; HITB 2011), the key bag's tags; Apple Platform
// Security, "Keybags for Data Protection" (backup key bag, 10 million iterations).
#pragma once

#include "base/error.h"

#define KEYBAG_CLASSES_MOST 32U
#define KEYBAG_SALT_MOST 64U
#define KEYBAG_WRAPPED_SIZE 40U // RFC 3394 of a key of 32 bytes

struct keybag_class {
    uint32_t number; // protection class
    uint32_t wrap;   // bit 0: by a key of the device; bit 1: by the password
    bool has_key;
    uint8_t key[KEYBAG_WRAPPED_SIZE]; // wrapped
};

struct keybag {
    uint32_t type; // 1: of a backup
    uint8_t salt[KEYBAG_SALT_MOST], first_salt[KEYBAG_SALT_MOST];
    uint32_t salt_size, first_salt_size;
    uint64_t rounds, first_rounds; // PBKDF2 with SHA-1; before it, since iOS 10.2, with SHA-256 (0: none)
    struct keybag_class classes[KEYBAG_CLASSES_MOST];
    uint32_t class_count;
};

#define KEYBAG_BACKUP 1U

// Tags of four letters, a length of four bytes big-endian, a value. ERROR_FORMAT with the offset where it is cut or
// lacks what every backup's has. A class whose key has another size has none.
NODISCARD enum error_code keybag_parse(struct slice bytes, struct keybag *ret_keybag, struct error *error);
