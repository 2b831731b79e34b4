// SPDX-License-Identifier: Apache-2.0
// What can be wrong in a definition's SQL and is seen without a database.
#pragma once

#include "sql/header.h"

// One statement; no function that queries may not call; no LIKE and GLOB, which stop at a NUL, never see blobs and fold
// ASCII alone. ERROR_USAGE with file and line.
NODISCARD enum error_code definition_sql_check(const struct header *header, struct slice sql, unsigned line,
                                               struct error *error);
// For a row rule beside that: one expression, and nothing of other rows.
NODISCARD enum error_code definition_expression_check(const struct header *header, struct slice sql, unsigned line,
                                                      struct error *error);
