// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/buffer.h"

// A double by the shortest form that reads back the same ("0.1", "1e+300"), in any locale; "null" for what JSON can't
// say.
void real_put(struct buffer *buffer, double value);
