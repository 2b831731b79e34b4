// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/source.h"

#define HASH_SIZE 32

// SHA-256 over all of a source; *ret_size is what could be read of it.
NODISCARD enum error_code hash_source(const struct source *source, uint8_t ret_digest[HASH_SIZE], uint64_t *ret_size,
                                      struct error *error);
