// SPDX-License-Identifier: Apache-2.0
// Places: the `from` patterns of all artefacts, asked "whose is this file?". A pattern is a path whose components may
// hold * (any run of bytes within the component) and ? (one byte).
#pragma once

#include "sql/definition.h"

enum place_part { PLACE_MAIN, PLACE_WAL, PLACE_JOURNAL }; // a database's -wal and -journal come along

struct place_set;

struct place_set *place_set_new(void);
struct place_set *place_set_free(struct place_set *set);
void place_set_freep(struct place_set **set);
// `pattern` is copied.
NODISCARD enum error_code place_set_add(struct place_set *set, unsigned artefact, struct slice pattern,
                                        struct error *error);
typedef void place_function(void *context, unsigned artefact, enum place_part part);
// Calls back once for each artefact that wants `path`, or the database that it is the -wal or -journal of.
void place_set_match(const struct place_set *set, struct slice path, place_function *function, void *context);
// Whether what a pattern wants could lie below this path, if it were a folder.
bool place_set_leads(const struct place_set *set, struct slice path);
bool place_matches(struct slice pattern, struct slice path);
