// SPDX-License-Identifier: Apache-2.0
// A connection over a hostile database, set up in the one order that works: settings, schema, table functions touched,
// our functions, the authorizer last (docs/architecture.md).
#pragma once

#include "sql/functions.h"

#define CONNECTION_TABLES 64U

struct connection {
    sqlite3 *database; // owned
    struct function_context *context;
    uint64_t steps; // VM steps so far, in thousands
    uint64_t steps_limit;
    bool over_steps;
    bool has_dates;  // the functions of dates are allowed: a question of the user's own
    bool own_schema; // ours (recovered tables, an input that is no database)
    // Names of hostile things in the schema that stand where an artefact expects a table.
    struct slice generated; // "\ntable\ntable\n": tables with generated columns
    struct slice views;     // the same: views and virtual tables
    struct slice shadowed;  // a table named like one of our functions, or empty
    struct arena *arena;
    // Tables that the statement being prepared reads, as the authorizer saw them.
    struct slice read[CONNECTION_TABLES];
    size_t read_count;
};

// Takes the database. With `own_schema` its schema is ours and nothing of it is looked for. ERROR_FORMAT where the
// schema cannot be loaded (a damaged file); the connection is closed then.
NODISCARD enum error_code connection_new(sqlite3 *database, struct function_context *context, bool own_schema,
                                         struct connection **ret_connection, struct error *error);
struct connection *connection_free(struct connection *connection);
void connection_freep(struct connection **connection);
// Runs a statement of our own that the authorizer would refuse (a TEMP view).
NODISCARD enum error_code connection_define(struct connection *connection, const char *sql, struct error *error);
// SHA-256 (hex) over the schema's texts, for `not-understood`.
void connection_schema_hash(struct connection *connection, char text[65]);
// Whether a definition's SQL may call a function of this name.
bool connection_may_call(const char *name);
bool connection_is_generated(const struct connection *connection, struct slice table);
// What SQLite's last error means.
enum connection_error {
    CONNECTION_MISSING,  // no such table or column: another variant may fit
    CONNECTION_REPLACED, // a view or virtual table stands where a table was expected
    CONNECTION_DAMAGED,
    CONNECTION_LIMIT, // steps, memory, length
    CONNECTION_OTHER, // a broken definition
};
enum connection_error connection_error_kind(const struct connection *connection, int code);
