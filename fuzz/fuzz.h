// SPDX-License-Identifier: Apache-2.0
// What libFuzzer calls, and driver.c in its place. A target gives 0, and ends the program where a promise is broken.
#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
