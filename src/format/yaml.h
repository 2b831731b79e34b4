// SPDX-License-Identifier: Apache-2.0
// YAML (1.1, by libyaml's events) flattened: its scalars, each with the keys that lead to it. Aliases are never
// followed, so that anchors cannot explode. Where the text does not parse, the reader goes on with the next entry of a
// list at the left margin ("- …"), if there is one.
#pragma once

#include "base/error.h"
#include "base/slice.h"

struct yaml_scalar {
    uint64_t line;      // from 1
    int64_t item;       // number of the entry of the outermost list, from 0; -1 outside of one
    int64_t at;         // number in the innermost list, from 0; -1 where the scalar stands in none
    struct slice path;  // the mappings' keys from the outside in, joined by '.'; empty outside of a mapping
    struct slice key;   // the last of them
    struct slice value; // UTF-8; what was not is U+FFFD
    bool null;          // nothing, "~" or "null", not in quotes
    const char *error;  // of a part that cannot be read: no value then
};

struct yaml;

// Copies what it needs of the text. NULL without memory; ERROR_LIMIT over LIMIT_YAML_SIZE.
NODISCARD enum error_code yaml_new(struct slice text, struct yaml **ret_yaml, struct error *error);
struct yaml *yaml_free(struct yaml *yaml); // takes NULL, gives NULL
// The next scalar, or the next part that cannot be read; valid until the next call. False at the end.
bool yaml_next(struct yaml *yaml, struct yaml_scalar *ret_scalar);
