// SPDX-License-Identifier: Apache-2.0
// The shape shared by artefact, rule and list files: a header of `-- key: value` lines, then SQL.
#pragma once

#include "base/arena.h"
#include "base/error.h"

struct header_line {
    struct slice key;
    struct slice value; // continuation lines joined by a space
    unsigned line;
};

struct header {
    struct slice file;
    struct header_line *lines;
    size_t count;
    struct slice body; // from the first line that is no comment
    unsigned body_line;
};

// A key is a lower-case word; `-- SPDX-…` and comments without a key are passed over; a comment line that begins with
// `--   ` continues the line before. `keys` (ended by NULL) are the ones known here; another is an error.
NODISCARD enum error_code header_parse(struct slice file, struct slice text, const char *const *keys,
                                       struct arena *arena, struct header *ret_header, struct error *error);
// `-- key: value` of a single line; false where it is not of that form.
bool header_line_parse(struct slice line, struct slice *ret_key, struct slice *ret_value);
// The first value of a key, or empty.
struct slice header_value(const struct header *header, const char *key);
// "line N: message" with the file's name.
NODISCARD enum error_code header_error(const struct header *header, unsigned line, struct error *error,
                                       const char *format, ...) PRINTF_LIKE(4, 5);
