// SPDX-License-Identifier: Apache-2.0
// Sinks: a case model out to people and to programs. Each escapes for itself; none sees a format of the evidence.
#pragma once

#include "bridle.h"

#include "base/cell.h"
#include "base/writer.h"
#include "case/model.h"
#include "report/advice.h"

struct custody;
struct definitions;

struct report_options {
    const struct advice_set *advice;
    const struct custody *custody;         // HTML; NULL: none
    const struct definitions *definitions; // for the artefacts' titles; NULL: their names alone
    unsigned show;                         // HTML: of enum bridle_show_what
    bool color;
    unsigned width; // columns
    int verbosity;
    bool events;
    bool cut; // wide cells of a table end in "…"
};

void report_text(const struct case_model *model, const struct report_options *options, struct writer *writer);
void report_jsonl(const struct case_model *model, const struct report_options *options, struct writer *writer);
void report_html(const struct case_model *model, const struct report_options *options, struct writer *writer);
void report_csv(const struct case_model *model, const struct report_options *options, struct writer *writer);

// A table on the terminal, a row at a time: header first. Where the columns together don't fit the width, the last one
// wraps, or wide cells are cut if that is wished, or rows become blocks of "name  value" lines.
struct report_table;
struct report_table *report_table_new(const struct report_options *options, struct writer *writer,
                                      const struct slice *names, size_t count);
void report_table_row(struct report_table *table, const struct cell *cells);
struct report_table *report_table_free(struct report_table *table); // writes what is still held back

// One finding with everything that is known of it.
void report_finding(const struct case_finding *finding, const struct report_options *options, struct writer *writer);

// Escapers, for whoever prints hostile text.
void escape_terminal(struct writer *writer,
                     struct slice text); // printable UTF-8 kept; controls, bidi, invalid as \xNN or \u{…}
void escape_json(struct writer *writer, struct slice text); // with the quotes; invalid UTF-8 as U+FFFD
void escape_csv(struct writer *writer, struct slice text);  // quoted where needed; = + - @ tab CR guarded by '
