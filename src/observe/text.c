// SPDX-License-Identifier: Apache-2.0
// Running text, in one pass: it stops at the few bytes without which nothing can be found, looks to both sides, and
// never looks at the same stretch twice, so that no text costs more than its length.
#include "observe/text.h"

static const uint8_t triggers[256] = {[':'] = 1, ['@'] = 1, ['.'] = 1, ['+'] = 1, ['['] = 1, ['('] = 1};

static uint8_t byte_at(struct slice text, size_t at)
{
    return at < text.size ? text.data[at] : 0;
}

static bool byte_is_label(uint8_t byte)
{
    return byte_is_alpha(byte) || byte_is_digit(byte) || byte == '-' || byte == '_' || byte >= 0x80;
}

static size_t colon_read(struct reader *reader, size_t at)
{
    uint8_t next = byte_at(reader->text, at + 1);
    if (next <= ' ')
        return at + 1;
    size_t end = link_read(reader, at);
    if (end > at + 1 || (next != ':' && byte_hex(next) < 0))
        return end;
    return ip6_read(reader, at);
}

static size_t dot_read(struct reader *reader, size_t at)
{
    uint8_t before = at > reader->floor ? reader->text.data[at - 1] : 0;
    uint8_t next = byte_at(reader->text, at + 1);
    if (byte_is_label(before) && byte_is_label(next))
        return name_read(reader, at);
    // "[.]": the dot begins one byte earlier.
    if ((before == '[' || before == '(' || before == '{') && at - 1 > reader->floor &&
        dot_size(reader->text, at - 1) > 1)
        return name_read(reader, at - 1);
    return at + 1;
}

static size_t bracket_read(struct reader *reader, size_t at)
{
    struct slice here = slice_from(reader->text, at);
    if (slice_starts(here, SLICE("[:")))
        return link_read(reader, at);
    // "[.]" is met at its dot.
    return dot_size(reader->text, at) > 3 && at > reader->floor ? name_read(reader, at) : at + 1;
}

static size_t trigger_read(struct reader *reader, size_t at)
{
    switch (reader->text.data[at]) {
    case ':':
        return colon_read(reader, at);
    case '.':
        return dot_read(reader, at);
    case '@':
        return email_read(reader, at);
    case '+':
        return phone_read(reader, at);
    default:
        return bracket_read(reader, at);
    }
}

void text_observe(struct observer *observer, struct slice text)
{
    struct reader reader = {.observer = observer, .text = text};
    size_t at = 0;
    while (at < text.size) {
        if (!triggers[text.data[at]]) {
            at++;
            continue;
        }
        size_t next = trigger_read(&reader, at);
        at = next > at ? next : at + 1;
    }
}
