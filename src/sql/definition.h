// SPDX-License-Identifier: Apache-2.0
// Artefact, rule and list files: a header of `-- key: value` lines, then SQL. Read by the parent from our own folders
// and from the user's; a mistake is answered with file, line and what is wrong (docs/writing-artefacts.md).
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/words.h"
#include "observe/observe.h"

struct definition_column {
    struct slice name;
    uint32_t kinds; // observe.h's KIND_…
    bool is_private;
};

// One way to ask; the newest schema first.
struct definition_variant {
    struct slice name;
    struct slice when; // a SELECT that gives 0 or 1, or empty
    struct slice sql;
    unsigned line; // of its first line, from 1
};

struct definition_event {
    struct slice column;
    struct slice text; // words with {column} in braces
};

struct definition_texts {
    struct slice *items;
    size_t count;
};

// What an app that is installed keeps, so that it can be said where that is missing.
struct definition_store {
    unsigned number; // among the stores of all artefacts
    struct slice bundle, name, what;
    struct slice place; // domain/path; empty: where its artefact lies
    bool never;         // no backup holds it
};

struct artefact {
    unsigned number; // its place in struct definitions
    struct slice file, name, title, shows, bounded;
    struct slice platform;  // "ios", "android" or empty: which indicators are looked up
    struct slice undecoded; // what stands in it, in words: its being there is all that is read; no query
    struct slice listing;   // "ios-backup": its rows list the acquisition's files
    bool encrypted_only;    // of backups, only encrypted ones hold it
    bool any_kind;          // read before the kind of acquisition is known (facts about it)
    bool document;          // asks table functions over the input (lines(), plist_rows('key'), …), not a database
    uint64_t until;         // the newest major system version that its variants are known for; 0: not said
    struct definition_texts from, sources;
    struct definition_texts tables; // CREATE TABLE texts of what its queries read, each ended by a NUL
    struct slice means;             // SQL expression over its columns; a plain word was turned into a literal
    struct definition_event *events;
    size_t event_count;
    struct definition_store *stores;
    size_t store_count;
    struct definition_variant *variants;
    size_t variant_count;
    struct definition_column *columns; // of all variants together, in the order of the first
    size_t column_count;
};

struct rule {
    unsigned number;
    struct slice file, name, title, message, on;
    struct definition_texts reads, sources; // reads: a case rule's tables; `on` is empty then
    enum grade grade;
    enum means means;
    struct slice value, time; // columns that the finding rests on; may be empty
    struct slice benign, advice, fired;
    struct slice sql;
    unsigned line;
};

struct list_format {
    unsigned number;
    unsigned order; // of loading: ours before the user's own
    struct slice file, name, title;
    struct definition_texts from, sources; // file name patterns; none: it reads no file, as lists/quality.sql
    struct slice sql;
    unsigned line;
};

struct definitions {
    struct arena *arena;
    struct artefact *artefacts; // by name
    size_t artefact_count;
    struct rule *rules; // by name
    size_t rule_count;
    struct list_format *lists; // by name
    size_t list_count;
    unsigned store_count; // of all artefacts
};

// Parses one file's text (copied). `file` is its name for messages. Each adds one entry; the same name a second time is
// ERROR_USAGE. `error` has "line N: what is wrong" and the path.
NODISCARD enum error_code definition_parse_artefact(struct definitions *definitions, struct slice file,
                                                    struct slice text, struct error *error);
NODISCARD enum error_code definition_parse_rule(struct definitions *definitions, struct slice file, struct slice text,
                                                struct error *error);
NODISCARD enum error_code definition_parse_list(struct definitions *definitions, struct slice file, struct slice text,
                                                struct error *error);
// Sorts by name, numbers, and checks that rules name artefacts and columns that exist.
NODISCARD enum error_code definitions_finish(struct definitions *definitions, struct error *error);

const struct artefact *definitions_artefact(const struct definitions *definitions, struct slice name);
const struct rule *definitions_rule(const struct definitions *definitions, struct slice name);
// Number of a column, or SIZE_MAX.
size_t artefact_column(const struct artefact *artefact, struct slice name);
