// SPDX-License-Identifier: Apache-2.0
// Writing a case: one SQLite file, made under a temporary name and renamed when whole (docs/case.md is its contract).
// The parent only ever writes cases; reading one is a worker's job.
#pragma once

#include "base/buffer.h"
#include "base/cell.h"
#include "case/model.h"
#include "sql/definition.h"
#include "sql/fingerprint.h"

#define CASE_SCHEMA 1

struct store;

struct store_options {
    const char *path;    // NULL: in memory (a sealed file that only case rules read)
    bool force;          // an existing file may be replaced
    uint64_t size_limit; // bytes; 0: none
};

// ERROR_USAGE where the file exists and `force` is not set.
NODISCARD enum error_code store_new(const struct store_options *options, struct store **ret_store, struct error *error);
// Drops what is not finished: no half case stays.
struct store *store_free(struct store *store);
void store_freep(struct store **store);

NODISCARD enum error_code store_artefact(struct store *store, const struct artefact *artefact, struct error *error);
NODISCARD enum error_code store_record(struct store *store, const struct artefact *artefact, uint32_t input,
                                       uint64_t record, const struct cell *cells, size_t count, struct error *error);
NODISCARD enum error_code store_fingerprints(struct store *store, const struct artefact *artefact, uint32_t input,
                                             const struct fingerprint *items, size_t count, struct error *error);
// Removes what an artefact gave for an input.
NODISCARD enum error_code store_forget(struct store *store, const struct artefact *artefact, uint32_t input,
                                       struct error *error);
NODISCARD enum error_code store_input(struct store *store, uint32_t number, const struct case_input *input,
                                      struct error *error);
NODISCARD enum error_code store_finding(struct store *store, const struct case_finding *finding, struct error *error);
// Drops the findings: case rules have read them, and the final ones come in their order.
NODISCARD enum error_code store_forget_findings(struct store *store, struct error *error);
NODISCARD enum error_code store_list(struct store *store, const struct case_list *list, struct error *error);
NODISCARD enum error_code store_note(struct store *store, struct slice note, struct error *error);
NODISCARD enum error_code store_meta(struct store *store, const char *key, struct slice value, struct error *error);
// All facts, as meta rows.
NODISCARD enum error_code store_facts(struct store *store, const struct case_facts *facts, struct error *error);
// Writes everything out so that a worker can read the file by a descriptor (the caller's to close, for reading alone);
// the store stays open for more.
NODISCARD enum error_code store_checkpoint(struct store *store, int *ret_fd, struct error *error);
// The `event` and `process` views over the tables that this case has.
NODISCARD enum error_code store_views(struct store *store, const struct definitions *definitions, struct error *error);
// The same of the `process` view: every artefact with a column `process`, a row for each process, path, pid and user.
void store_process_sql(const struct definitions *definitions, bool (*has_table)(void *context, struct slice name),
                       void *context, struct buffer *ret_sql);
// Closes and renames into place.
NODISCARD enum error_code store_finish(struct store *store, struct error *error);
// The SELECT behind the `event` view, over the artefacts whose tables `has_table` tells; empty where there is none.
void store_event_sql(const struct definitions *definitions, bool (*has_table)(void *context, struct slice name),
                     void *context, struct buffer *ret_sql);
