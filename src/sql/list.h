// SPDX-License-Identifier: Apache-2.0
// Reading a list of indicators: a list format's query over one file, each value normalised as evidence is.
#pragma once

#include "base/source.h"
#include "match/index.h"
#include "sql/definition.h"

enum list_row_state {
    LIST_USED,   // an indicator
    LIST_KEPT,   // of a pattern that is not looked up (yet)
    LIST_BROKEN, // not readable, or can never match; `note` says why
};

struct list_row {
    enum list_row_state state;
    struct indicator indicator; // LIST_USED; `list` is not set
    struct slice kind, value;   // as the list has them, where it has
    struct slice id;            // the object, or the line
    struct slice date;          // ISO date or empty
    struct slice note;
    bool other_kind; // the value is plainly another kind than its list says
};

typedef void list_function(void *context, const struct list_row *row);

// The format whose patterns fit the file's name (ASCII case folded); NULL where none does. Of several the one with the
// most exact pattern (the most bytes that are no wildcard), then the one loaded last.
const struct list_format *list_format_of(const struct definitions *definitions, struct slice name);
// ERROR_FORMAT where the file as a whole cannot be read by this format; what came before was given.
NODISCARD enum error_code list_read(const struct list_format *format, const struct source *source, struct slice name,
                                    list_function *function, void *context, struct error *error);
