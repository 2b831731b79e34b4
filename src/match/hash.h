// SPDX-License-Identifier: Apache-2.0
// A fast hash for tables in memory, with a seed; no use against somebody who knows the seed.
#pragma once

#include "base/slice.h"

struct hash128 {
    uint64_t low, high;
};

struct hash128 hash128_of(uint64_t seed, struct slice value);
