// SPDX-License-Identifier: Apache-2.0
// NeXT's typedstream ("streamtyped"), as in the attributedBody of Messages: the text of an NSAttributedString.
// Facts: public descriptions of the format (named in typedstream.c); verified on real blobs.
#pragma once

#include "base/arena.h"
#include "base/error.h"

// The root object's string as UTF-8, borrowed from `bytes` where it can be. ERROR_FORMAT where it is no typedstream or
// is damaged before its text; ERROR_ABSENT where it holds no string.
NODISCARD enum error_code typedstream_text(struct slice bytes, struct arena *arena, struct slice *ret_text,
                                           struct error *error);
