// SPDX-License-Identifier: Apache-2.0
// Numbers on the command line.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// Decimal digits alone, 1 to `most`.
bool number_parse(const char *text, uint64_t most, uint64_t *ret_value);
// --limit: "memory=SIZE,time=DURATION" in any order, either alone. SIZE in bytes, with K, M, G for 2^10, 2^20, 2^30;
// DURATION in seconds, with s, m, h. What is not named stays as it is. False, and said, where it is neither.
bool limit_parse(const char *text, uint64_t *memory, unsigned *seconds);
