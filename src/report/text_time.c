// SPDX-License-Identifier: Apache-2.0
#include "report/text.h"

void text_time(struct buffer *buffer, struct optional_time time, struct slice origin)
{
    char text[TIME_TEXT_SIZE];
    if (!time.set)
        return;
    time_format(time.microseconds, text);
    struct slice whole = slice_text(text);
    buffer_put(buffer, slice_part(whole, 0, 10));
    buffer_put_byte(buffer, ' ');
    buffer_put(buffer, slice_part(whole, 11, 8));
    if (slice_equal(origin, SLICE("device-local")))
        buffer_put_text(buffer, " by the phone's own clock");
    else if (slice_equal(origin, SLICE("unknown")))
        buffer_put_text(buffer, ", time zone unknown");
    else
        buffer_put_text(buffer, " UTC");
}

void text_date(struct buffer *buffer, struct optional_time time)
{
    char text[TIME_TEXT_SIZE];
    if (!time.set)
        return;
    time_format(time.microseconds, text);
    buffer_put(buffer, slice_part(slice_text(text), 0, 10));
}

void text_count(struct buffer *buffer, uint64_t count)
{
    uint64_t unit = 1;
    while (count / unit >= 1000)
        unit *= 1000;
    buffer_format(buffer, "%" PRIu64, count / unit);
    while (unit > 1) {
        count %= unit;
        unit /= 1000;
        buffer_format(buffer, ",%03" PRIu64, count / unit);
    }
}
