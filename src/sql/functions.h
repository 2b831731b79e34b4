// SPDX-License-Identifier: Apache-2.0
// Scalar functions of artefacts and rules. None ever raises: what a value does not fit gives NULL, and where something
// was damaged the row is counted as lost in part.
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/source.h"
#include "format/plist.h"

#include <sqlite3.h>

// The small property list that was asked last: a row's columns ask the same one for one value after another.
struct kept_plist {
    struct arena *arena; // of all that follows
    struct slice bytes;
    struct plist *plist;
    struct plist_value root;
    unsigned uses;
};

struct function_context {
    struct arena *scratch; // of one call
    struct kept_plist kept;
    uint64_t lost;              // damaged values since the engine last looked (rows lost in part)
    const struct source *input; // what the table functions read; NULL: no input (rules over a case)
    bool listing;               // the files' own keys are asked for
    struct slice input_name;    // its file's own name; borrowed
    uint8_t *document;          // the input read whole, once
    size_t document_size;
    bool document_failed;
    uint64_t json_passed;   // parts of it, as JSON, that are nested too deep
    sqlite3 *json_database; // where SQLite is asked whether a text is JSON
    sqlite3_stmt *json_valid;
    uint64_t lines_cut;        // lines of lines() over LIMIT_LINE_SIZE
    uint64_t lines_seen;       // of the input, but for blank ones; each once, however often it is read
    uint64_t lines_to;         // offset behind the last of them
    struct patterns *patterns; // sql/pattern.h
};

NODISCARD enum error_code function_context_init(struct function_context *context, const struct source *input,
                                                struct error *error);
void function_context_release(struct function_context *context);
// The whole input, or an empty slice where it is too large or cannot be read (counted as lost).
struct slice function_document(struct function_context *context);

// pl, typedstream, contains, icontains, url_part, is_ip, apple_time, unix_time, webkit_time, base64, sha256, uuid, …
NODISCARD enum error_code functions_register(sqlite3 *database, struct function_context *context, struct error *error);
// plist_rows, lines, blocks, parts, json_lines, json_rows, stix_pattern, csv_rows, yaml_rows, mbdb_rows. To be touched
// once before an authorizer is set (tables_touch).
NODISCARD enum error_code tables_register(sqlite3 *database, struct function_context *context, struct error *error);
// Whether a scalar function of this name is ours: what the authorizer lets through.
bool function_known(const char *name);
// The table functions' names, ended by NULL: what a table of the evidence may not be called.
extern const char *const table_function_names[];

// A value as bytes, whatever its type: text and blob as they are, NULL and numbers empty.
struct slice value_bytes(sqlite3_value *value);
void result_text(sqlite3_context *context, struct slice text);
