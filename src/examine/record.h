// SPDX-License-Identifier: Apache-2.0
// A record as a report shows it, of the cells that a worker or a case gave.
#pragma once

#include "base/arena.h"
#include "base/cell.h"
#include "case/model.h"
#include "sql/definition.h"

#define FOUND_CELL_MOST 4000U // bytes of one cell that a report may show

// The cells are the artefact's columns, in order; its name and cells are set. False: no memory.
NODISCARD bool record_of_cells(struct arena *arena, const struct artefact *artefact, const struct cell *cells,
                               size_t count, struct case_record *ret_record);
