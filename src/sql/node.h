// SPDX-License-Identifier: Apache-2.0
// A value inside a property list, handed from plist_rows() to pl() by SQLite's pointer passing, which no SQL can forge.
#pragma once

#include "format/plist.h"

#include <sqlite3.h>

#define PLIST_NODE "bridle-plist-node"

struct plist_node {
    struct plist *plist; // lives as long as the cursor of plist_rows() stands on this row
    struct plist_value value;
};

// False (and NULL) where the value is longer than SQLite takes: decoded text grows.
bool result_plist_value(sqlite3_context *context, const struct plist_value *value);
struct function_context;

// The document of a blob or text and its root, good until the next call.
NODISCARD enum error_code plist_of_value(struct function_context *own, sqlite3_value *value, struct plist **ret_plist,
                                         struct plist_value *ret_root);
// Follows keys (texts, indexes) from *value on; *value is the last one reached.
NODISCARD enum error_code plist_walk(struct plist *plist, int count, sqlite3_value **keys, struct plist_value *value);
