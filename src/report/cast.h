// SPDX-License-Identifier: Apache-2.0
// "person 1", "number 2": names for private values that are not shown, the same throughout a case. A value that was not
// kept stands as its fingerprint; equal values have equal fingerprints. One that a finding above context rests on has
// none: it is shown.
#pragma once

#include "case/model.h"

struct cast;

// Takes the values of the findings' records, in the order of the findings' artefact, input and record. NULL without
// memory.
struct cast *cast_new(const struct case_model *model);
struct cast *cast_free(struct cast *cast);
// What stands in place of a private cell; empty for one that a finding rests on. Without a name for it (many thousand
// came before it, or `cast` is NULL) it is told by its sort alone: "person".
struct slice cast_name(const struct cast *cast, const struct case_cell *cell);
