// SPDX-License-Identifier: Apache-2.0
// E-mail addresses, telephone numbers and IPv6 addresses in running text.
#include "observe/text.h"

#define LOCAL_REACH 128U // bytes before an '@'
#define DIGITS_FEWEST 8U
#define DIGITS_MOST 15U // E.164
#define IP6_REACH 46U

static bool byte_in_local(uint8_t byte)
{
    return byte_is_alpha(byte) || byte_is_digit(byte) ||
           (byte > ' ' && byte < 0x7f && memchr("._%+-=&~#!$*'", byte, 13));
}

size_t email_read(struct reader *reader, size_t at)
{
    struct slice text = reader->text;
    struct observable observable = {.kind = OBSERVABLE_EMAIL};
    size_t start = at;
    while (start > reader->floor && at - start < LOCAL_REACH && byte_in_local(text.data[start - 1]))
        start--;
    while (start < at && !byte_is_alpha(text.data[start]) && !byte_is_digit(text.data[start]) &&
           text.data[start] != '_' && text.data[start] != '+')
        start++;
    size_t end = name_end(text, at + 1);
    struct slice domain = slice_part(text, at + 1, end - at - 1);
    if (start == at || slice_find_byte(domain, '.') == SIZE_MAX || !name_shaped(domain))
        return at + 1;
    observable.written = slice_part(text, start, end - start);
    if (!observer_has_room(reader->observer))
        return end;
    if (!email_normalise(&reader->observer->scratch, observable.written, &observable.value))
        return at + 1;
    reader->floor = end;
    observer_give(reader->observer, &observable);
    return end;
}

// Blanks, hyphens, dots and brackets inside a number, and the no-break ones that phones put there.
static size_t separator_size(struct slice text, size_t at)
{
    static const struct slice wide[] = {SLICE_INIT("\xc2\xa0"), SLICE_INIT("\xe2\x80\x91"), SLICE_INIT("\xe2\x80\x93"),
                                        SLICE_INIT("\xe2\x80\xaf")};
    if (at >= text.size)
        return 0;
    if (text.data[at] < 0x80)
        return text.data[at] >= ' ' && memchr(" -.()", text.data[at], 5) ? 1 : 0;
    for (size_t i = 0; i < ARRAY_SIZE(wide); i++)
        if (slice_starts(slice_from(text, at), wide[i]))
            return wide[i].size;
    return 0;
}

// The end of the digits behind a '+', by whole groups up to 15 digits; *ret_digits says how many.
static size_t number_end(struct slice text, size_t at, size_t *ret_digits)
{
    size_t end = at;
    size_t digits = 0;
    size_t kept = 0;
    size_t separators = 0;
    // +1 and +7 have ten digits more, always: what follows is the text's.
    bool fixed = at < text.size && (text.data[at] == '1' || text.data[at] == '7');
    size_t most = fixed ? 11 : DIGITS_MOST;
    while (at < text.size && digits <= most) {
        size_t step = separator_size(text, at);
        if (byte_is_digit(text.data[at])) {
            digits++;
            at++;
            separators = 0;
            // A group ends where no digit follows.
            if (digits <= most && (at == text.size || !byte_is_digit(text.data[at]))) {
                end = at;
                kept = digits;
            }
        } else if (step > 0 && separators < 2) {
            separators++;
            at += step;
        } else {
            break;
        }
    }
    *ret_digits = kept;
    return end;
}

size_t phone_read(struct reader *reader, size_t at)
{
    struct slice text = reader->text;
    struct observable observable = {.kind = OBSERVABLE_PHONE};
    size_t digits = 0;
    if (at > 0 && (byte_is_alpha(text.data[at - 1]) || byte_is_digit(text.data[at - 1])))
        return at + 1;
    size_t end = number_end(text, at + 1, &digits);
    if (digits < DIGITS_FEWEST)
        return at + 1;
    observable.written = slice_part(text, at, end - at);
    if (!phone_normalise(&reader->observer->scratch, observable.written, &observable.value))
        return at + 1;
    reader->floor = end;
    if (observer_has_room(reader->observer))
        observer_give(reader->observer, &observable);
    return end;
}

static bool byte_is_word(struct slice text, size_t at)
{
    return at < text.size && (byte_is_alpha(text.data[at]) || byte_is_digit(text.data[at]) || text.data[at] == '_');
}

size_t ip6_read(struct reader *reader, size_t at)
{
    struct slice text = reader->text;
    UNCLEARED struct host host;
    size_t start = at;
    size_t end = at;
    size_t colons = 0;
    while (start > reader->floor && at - start < 5 && byte_hex(text.data[start - 1]) >= 0)
        start--;
    while (end < text.size && end - at < IP6_REACH &&
           (byte_hex(text.data[end]) >= 0 || text.data[end] == ':' || text.data[end] == '.'))
        colons += text.data[end++] == ':';
    size_t reached = end;
    while (end > at && (text.data[end - 1] == '.' || (text.data[end - 1] == ':' && text.data[end - 2] != ':')))
        end--;
    struct slice written = slice_part(text, start, end - start);
    bool borders = (start == 0 || !byte_is_word(text, start - 1)) && !byte_is_word(text, end);
    if (colons < 2 || written.size < 3 || !borders || !ip_normalise(&reader->observer->scratch, written, &host))
        return reached > at ? reached : at + 1;
    reader->floor = end;
    if (observer_has_room(reader->observer))
        observer_give_host(reader->observer, &host, written, false);
    return end;
}
