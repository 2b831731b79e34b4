// SPDX-License-Identifier: Apache-2.0
// Which days an artefact's records cover: a bit a day, so that memory does not grow with them.
#pragma once

#include "base/times.h"

#define DAYS_MOST 84006U // 1970-01-01 to 2199-12-31
#define SPANS_MOST 64U

struct days {
    uint64_t bits[DAYS_MOST / 64 + 1];
};

// Whether a stretch lies within what days_spans() gives.
bool days_span_counted(struct time_span span);
void days_add(struct days *days, int64_t microseconds); // what lies outside is passed over
// Stretches apart by more than a week (or more, so that SPANS_MOST are enough), within [first, last].
size_t days_spans(const struct days *days, int64_t first, int64_t last, struct time_span spans[SPANS_MOST]);
