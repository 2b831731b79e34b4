// SPDX-License-Identifier: Apache-2.0
// One typed value of a row, as queries give it.
#pragma once

#include "base/slice.h"

enum cell_type { CELL_NULL, CELL_INTEGER, CELL_REAL, CELL_TEXT, CELL_BLOB };

struct cell {
    enum cell_type type;
    int64_t integer;
    double real;
    struct slice bytes; // CELL_TEXT, CELL_BLOB
};
