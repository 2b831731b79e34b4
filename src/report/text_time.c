// SPDX-License-Identifier: Apache-2.0
#include "report/text.h"

#include "report/escape.h"
#include "report/language.h"

void text_time(struct buffer *buffer, struct optional_time time, struct slice origin)
{
    char text[TIME_TEXT_SIZE];
    if (!time.set)
        return;
    time_format(time.microseconds, text);
    text[10] = ' ';
    const struct slice whole = slice_of(text, 19);
    if (slice_equal(origin, SLICE("device-local")))
        language_fill(buffer, _("%s by the phone's own clock"), &whole, 1);
    else if (slice_equal(origin, SLICE("unknown")))
        language_fill(buffer, _("%s, time zone unknown"), &whole, 1);
    else
        language_fill(buffer, "%s UTC", &whole, 1);
}

void text_date(struct buffer *buffer, struct optional_time time)
{
    char text[TIME_TEXT_SIZE];
    if (!time.set)
        return;
    time_format(time.microseconds, text);
    buffer_put(buffer, slice_part(slice_text(text), 0, 10));
}

static void period_put(struct buffer *buffer, const struct buffer *first, const struct buffer *last)
{
    const struct slice pieces[] = {buffer_slice(first), buffer_slice(last)};
    language_fill(buffer, _("%s to %s"), pieces, ARRAY_SIZE(pieces));
}

void text_period(struct buffer *buffer, struct optional_time first, struct optional_time last, struct slice origin)
{
    struct buffer from CLEANUP_BUFFER;
    struct buffer to CLEANUP_BUFFER;
    buffer_init(&from, 1024);
    buffer_init(&to, 1024);
    text_time(&from, first, origin);
    text_time(&to, last, origin);
    period_put(buffer, &from, &to);
}

void text_days(struct buffer *buffer, struct optional_time first, struct optional_time last)
{
    struct buffer from CLEANUP_BUFFER;
    struct buffer to CLEANUP_BUFFER;
    buffer_init(&from, 1024);
    buffer_init(&to, 1024);
    text_date(&from, first);
    text_date(&to, last);
    period_put(buffer, &from, &to);
}

struct slice text_number(uint64_t count, char text[TEXT_NUMBER])
{
    struct buffer buffer CLEANUP_BUFFER;
    buffer_init(&buffer, TEXT_NUMBER);
    text_count(&buffer, count);
    memcpy(text, buffer.data, buffer.size);
    return slice_of(text, buffer.size);
}

void text_told(struct buffer *buffer, struct slice english)
{
    struct buffer told CLEANUP_BUFFER;
    buffer_init(&told, english.size * 4 + 65536);
    language_put(&told, english);
    prose_put(buffer, buffer_slice(&told));
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
        // Between the thousands of a number.
        buffer_put_text(buffer, language_in("digits", ","));
        buffer_format(buffer, "%03" PRIu64, count / unit);
    }
}
