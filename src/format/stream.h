// SPDX-License-Identifier: Apache-2.0
// Bytes that come one after another, as an inflater gives them.
#pragma once

#include "base/source.h"

struct stream {
    // The next bytes, at most `size`; fewer only at the end. With an error *ret_size is what came before it, and it may
    // be used.
    enum error_code (*read)(struct stream *stream, uint8_t *buffer, size_t size, size_t *ret_size, struct error *error);
};
