// SPDX-License-Identifier: Apache-2.0
// An artefact's query compiled against the schema at hand: the variant that fits, its row rules and its `means` in one
// statement, each column evaluated once a row.
#pragma once

#include "base/buffer.h"
#include "sql/connection.h"
#include "sql/definition.h"

struct query_rule {
    const struct rule *rule;
    int column; // of the statement
};

struct query {
    const struct artefact *artefact;
    const struct definition_variant *variant;
    sqlite3_stmt *statement;       // owned
    size_t columns[LIMIT_COLUMNS]; // of the statement's column i: the artefact's
    size_t column_count;
    int means_column; // -1: of a listing
    struct query_rule rules[LIMIT_RULES_A_RUN];
    size_t rule_count;
};

enum query_state {
    QUERY_READY,
    QUERY_UNKNOWN,  // no variant fits this schema
    QUERY_REPLACED, // `what` stands where a table was expected
    QUERY_DAMAGED,
    QUERY_LIMIT,  // memory, or a value longer than the limit
    QUERY_BROKEN, // the definition itself
};

// Called for each rule that this schema has no columns for.
typedef void query_rule_skipped(void *context, const struct rule *rule, struct slice why);

// With `listing` the statement gives the columns alone that list the acquisition's files (file_id, domain, listed,
// device_path, flags), without rules: SQLite then leaves the other columns' functions out.
//
// `message` (200 bytes) tells why for all but QUERY_READY. A query is released with query_release() in any state.
enum query_state query_prepare(struct query *query, struct connection *connection,
                               const struct definitions *definitions, const struct artefact *artefact,
                               const bool *rules_off, query_rule_skipped *skipped, void *context, bool listing,
                               char message[256]);
void query_release(struct query *query);
