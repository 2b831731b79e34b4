// SPDX-License-Identifier: Apache-2.0
#include "sql/days.h"

#define DAY (INT64_C(86400) * 1000000)
#define GAP_LEAST 7U

void days_add(struct days *days, int64_t microseconds)
{
    if (microseconds < 0 || microseconds / DAY >= (int64_t)DAYS_MOST)
        return;
    uint64_t day = (uint64_t)(microseconds / DAY);
    days->bits[day / 64] |= UINT64_C(1) << (day % 64);
}

bool days_span_counted(struct time_span span)
{
    return span.first >= 0 && span.last >= span.first && span.last / DAY < (int64_t)DAYS_MOST;
}

static bool days_have(const struct days *days, uint32_t day)
{
    return days->bits[day / 64] >> (day % 64) & 1;
}

// 0 where there would be more than SPANS_MOST.
static size_t spans_apart(const struct days *days, uint32_t from, uint32_t to, uint32_t gap,
                          struct time_span spans[SPANS_MOST])
{
    size_t count = 0;
    uint32_t before = 0;
    for (uint32_t day = from; day <= to; day++) {
        if (!days_have(days, day))
            continue;
        if (count && day - before <= gap) {
            spans[count - 1].last = (int64_t)(day + 1) * DAY - 1;
        } else {
            if (count == SPANS_MOST)
                return 0;
            spans[count++] = (struct time_span){(int64_t)day * DAY, (int64_t)(day + 1) * DAY - 1};
        }
        before = day;
    }
    return count;
}

size_t days_spans(const struct days *days, int64_t first, int64_t last, struct time_span spans[SPANS_MOST])
{
    if (!days_span_counted((struct time_span){first, last}))
        return 0;
    uint32_t from = (uint32_t)(first / DAY);
    uint32_t to = (uint32_t)(last / DAY);
    size_t count = 0;
    for (uint32_t gap = GAP_LEAST; count == 0 && gap <= DAYS_MOST; gap *= 2)
        count = spans_apart(days, from, to, gap, spans);
    if (count) {
        spans[0].first = first;
        spans[count - 1].last = last;
    }
    return count;
}
