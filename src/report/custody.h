// SPDX-License-Identifier: Apache-2.0
// Who held the evidence when: a text file of lines `field: value` that a helper writes; nothing of it is guessed.
#pragma once

#include "base/arena.h"
#include "base/error.h"

struct custody_line {
    struct slice field, value; // as written
    const char *label;         // what the report calls it (to be translated); NULL: a field of the helper's own
    bool device;               // tells which phone it is: shown when asked for
};

struct custody {
    struct custody_line *lines; // known fields in the order of the report, then the others as they stand
    size_t count;
};

// A line that begins with a space goes on from the one before, # begins a comment; a field may stand several times.
// ERROR_USAGE with the line for one that has no colon or no field; at most CUSTODY_LINES_MOST.
#define CUSTODY_LINES_MOST 500U
NODISCARD enum error_code custody_parse(struct slice text, struct arena *arena, struct custody *ret_custody,
                                        struct error *error);
