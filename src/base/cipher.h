// SPDX-License-Identifier: Apache-2.0
// A source that decrypts as it is read: AES-256 in CBC mode with an initial vector of zeros, as an iOS backup keeps
// each file (the vector of any later block is the block of ciphertext before it, so that a page is read without what
// stands before). Nothing is kept but the key's schedule.
#pragma once

#include "base/source.h"

#include <nettle/aes.h>

#define CIPHER_KEY_SIZE 32U
#define CIPHER_BLOCK 16U

struct cipher {
    struct source stored;
    struct aes256_ctx key;
    bool cut;    // the stored length is no multiple of a block: what is over is lost
    bool padded; // ends with PKCS #7 padding, which is taken off
};

// `ret_cipher` has to stay as long as the source is read; cipher_wipe() it then. The size is that of the content: less
// the padding, if there is any that makes sense (for a database: that leaves whole pages).
NODISCARD enum error_code cipher_open(const struct source *stored, const uint8_t key[CIPHER_KEY_SIZE],
                                      struct cipher *ret_cipher, struct source *ret_source, struct error *error);
void cipher_wipe(struct cipher *cipher);
