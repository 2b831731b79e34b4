// SPDX-License-Identifier: Apache-2.0
// Comma-separated values (RFC 4180): records of cells with quotes, a line or more each. The separator may be a tab.
// What programs write beyond the RFC is taken as they mean it: a quote inside an unquoted cell stands for itself, line
// ends may be \n, empty lines are no records, a byte order mark is passed over.
#pragma once

#include "base/buffer.h"

#define CSV_CELLS 16U // of a record; what a line has beyond is counted and not given

struct csv {
    struct slice text; // borrowed
    size_t at;
    uint64_t line; // of `at`, from 1
    uint8_t separator;
    size_t fields;      // of the first record; 0 before it
    size_t waste;       // bytes looked at in vain, behind quotes that nothing ends
    struct buffer cell; // cells with doubled quotes, one after the other
};

struct csv_record {
    uint64_t line;                 // where it begins, from 1
    size_t count;                  // fields, also beyond CSV_CELLS
    struct slice cells[CSV_CELLS]; // valid until the next record
    const char *error; // of a record that is none (no cells then): a quote that nothing ends, too few fields …
};

void csv_open(struct csv *csv, struct slice text, uint8_t separator);
void csv_close(struct csv *csv);
// The next record, or the next line that is none: the reader goes on behind it. False at the end.
bool csv_next(struct csv *csv, struct csv_record *ret_record);
