// SPDX-License-Identifier: Apache-2.0
// The parts of the text report.
#pragma once

#include "case/model.h"
#include "report/advice.h"
#include "report/page.h"

// One finding as a block. `again`: one that means the same stands above it, and what both share is not said twice.
// `full`: no line is cut, and nothing is left out.
void text_finding(const struct page *page, const struct advice_set *advice, const struct case_finding *finding,
                  bool again, bool full);
// Whether two findings are of the same rule or indicator and mean the same.
bool text_findings_alike(const struct case_finding *a, const struct case_finding *b);
// What was not read, or not to its end; at most `most` inputs (0: all). Nothing where there is nothing to say.
void text_unread(const struct page *page, const struct case_model *model, size_t most);
// What was read, a line an artefact, and what this acquisition cannot hold.
void text_read(const struct page *page, const struct case_model *model);
// Lists age, and what was published since is not in them: false where the newest is 60 days old or less.
bool lists_age(const struct case_model *model, struct slice *ret_date, uint64_t *ret_days);
void text_lists(const struct page *page, const struct case_model *model);
// "2024-03-05 10:20:30 UTC"; a device's own time says so. Nothing for an unset time.
void text_time(struct buffer *buffer, struct optional_time time, struct slice origin);
// "FIRST to LAST".
void text_period(struct buffer *buffer, struct optional_time first, struct optional_time last, struct slice origin);
void text_date(struct buffer *buffer, struct optional_time time);
void text_days(struct buffer *buffer, struct optional_time first, struct optional_time last);
// 1234567 as "1,234,567", as the language separates thousands.
void text_count(struct buffer *buffer, uint64_t count);
#define TEXT_NUMBER 64U
// The same, to be filled into a sentence.
struct slice text_number(uint64_t count, char text[TEXT_NUMBER]);
// What was composed in English elsewhere, in the reader's language, as prose (prose_put).
void text_told(struct buffer *buffer, struct slice english);
