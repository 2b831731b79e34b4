// SPDX-License-Identifier: Apache-2.0
// UTF-8 from hostile hands: each step gives a code point or says that the byte at hand is not one.
#pragma once

#include "base/buffer.h"

#define UTF8_INVALID UINT32_MAX

// Decodes at *position and moves on: the code point, or UTF8_INVALID for one bad byte (overlong, surrogate, above
// U+10FFFF, cut). Must not be called at the end.
uint32_t utf8_next(struct slice text, size_t *position);
bool utf8_valid(struct slice text);
// Appends a code point; an impossible one becomes U+FFFD.
void utf8_put(struct buffer *buffer, uint32_t code_point);
// UTF-16 (big- or little-endian) to UTF-8; a lone surrogate becomes U+FFFD.
void utf8_from_utf16(struct buffer *buffer, struct slice text, bool big_endian);
