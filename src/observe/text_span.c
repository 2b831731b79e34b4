// SPDX-License-Identifier: Apache-2.0
// How far a link or a name reaches in running text.
#include "observe/text.h"

#include "base/utf8.h"

static bool in_range(uint32_t code_point, uint32_t first, uint32_t last)
{
    return code_point >= first && code_point <= last;
}

// Punctuation, symbols and pictures stand between words, not in them.
static bool code_point_joins(uint32_t code_point)
{
    if (code_point < 0x80)
        return byte_is_alpha((uint8_t)code_point) || byte_is_digit((uint8_t)code_point) || code_point == '-' ||
               code_point == '_';
    return code_point != UTF8_INVALID && code_point >= 0xb7 && code_point != 0xbb && code_point != 0xbf &&
           !in_range(code_point, 0x2000, 0x2bff) && !in_range(code_point, 0x3000, 0x3004) &&
           !in_range(code_point, 0x3008, 0x3020) && !in_range(code_point, 0xe000, 0xf8ff) &&
           !in_range(code_point, 0xfe10, 0xfe6f) && code_point != 0xfeff && !in_range(code_point, 0xff01, 0xff0f) &&
           !in_range(code_point, 0xff1a, 0xff20) && !in_range(code_point, 0xff3b, 0xff40) &&
           !in_range(code_point, 0xff5b, 0xff65) && code_point < 0x1f000;
}

bool joins_forward(struct slice text, size_t position, size_t *ret_next)
{
    if (position >= text.size || !code_point_joins(utf8_next(text, &position)))
        return false;
    *ret_next = position;
    return true;
}

bool joins_backward(struct slice text, size_t floor, size_t position, size_t *ret_before)
{
    if (position <= floor)
        return false;
    size_t start = position - 1;
    for (int i = 0; i < 3 && start > floor && (text.data[start] & 0xc0) == 0x80; i++)
        start--;
    size_t next;
    if (!joins_forward(text, start, &next) || next != position)
        return false;
    *ret_before = start;
    return true;
}

size_t dot_size(struct slice text, size_t at)
{
    static const struct slice dots[] = {SLICE_INIT("[.]"), SLICE_INIT("(.)"), SLICE_INIT("{.}"), SLICE_INIT("[dot]"),
                                        SLICE_INIT("(dot)")};
    if (at >= text.size)
        return 0;
    if (text.data[at] == '.')
        return 1;
    if (text.data[at] != '[' && text.data[at] != '(' && text.data[at] != '{')
        return 0;
    for (size_t i = 0; i < ARRAY_SIZE(dots); i++)
        if (slice_equal_fold(slice_part(text, at, dots[i].size), dots[i]))
            return dots[i].size;
    return 0;
}

size_t name_end(struct slice text, size_t start)
{
    size_t end = start;
    size_t next;
    for (;;) {
        while (joins_forward(text, end, &next))
            end = next;
        size_t dot = dot_size(text, end);
        if (dot == 0 || !joins_forward(text, end + dot, &next))
            return end;
        end = next;
    }
}

bool name_shaped(struct slice name)
{
    size_t letters = 0;
    while (letters < 2 && letters < name.size && byte_is_alpha(name.data[name.size - 1 - letters]))
        letters++;
    uint8_t last = name.size > 0 ? name.data[name.size - 1] : 0;
    return letters == 2 || last >= 0x80 || byte_is_digit(last) || slice_find(name, SLICE("xn--")) != SIZE_MAX;
}

static bool code_point_ends_link(uint32_t code_point)
{
    static const uint32_t ends[] = {0xa0,   0xab,   0xbb,   0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000,      0x3001,
                                    0xfeff, 0xff01, 0xff08, 0xff09, 0xff0c, 0xff1a, 0xff1b, 0xff1f, UTF8_INVALID};
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
        if (code_point == ends[i])
            return true;
    return in_range(code_point, 0x2000, 0x200a) || in_range(code_point, 0x2018, 0x201f) ||
           in_range(code_point, 0x3008, 0x3011);
}

static bool byte_ends_link(uint8_t byte)
{
    return byte <= ' ' || byte == 0x7f || byte == '<' || byte == '>' || byte == '"';
}

// An ideographic full stop is a dot in a host ("evil。example") and the end of a sentence behind a path.
static size_t link_reach(struct slice text, size_t start)
{
    size_t end = start;
    bool path = false;
    while (end < text.size) {
        uint8_t byte = text.data[end];
        size_t next = end;
        if (byte < 0x80) {
            if (byte_ends_link(byte))
                break;
            bool slash = byte == '/' || byte == '\\';
            uint8_t before = end > start ? text.data[end - 1] : '/';
            path = path || byte == '?' || (slash && before != '/' && before != '\\' && before != ':' && before != ']');
            end++;
            continue;
        }
        uint32_t code_point = utf8_next(text, &next);
        if (code_point_ends_link(code_point) || (code_point == 0x3002 && path))
            break;
        end = next;
    }
    return end;
}

// How many more closing brackets than opening ones stand in the link.
static size_t closed_too_often(struct slice link, uint8_t open, uint8_t close)
{
    size_t opened = 0;
    size_t closed = 0;
    for (size_t i = 0; i < link.size; i++) {
        opened += link.data[i] == open;
        closed += link.data[i] == close;
    }
    return closed > opened ? closed - opened : 0;
}

static size_t mark_at_end(struct slice link)
{
    static const struct slice marks[] = {SLICE_INIT("\xe3\x80\x82"), SLICE_INIT("\xe2\x80\xa6"),
                                         SLICE_INIT("\xef\xbc\x8e")};
    if (link.size > 0 && link.data[link.size - 1] < 0x80)
        return link.data[link.size - 1] > ' ' && memchr(".,;:!?'*`", link.data[link.size - 1], 9) ? 1 : 0;
    for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
        if (slice_ends(link, marks[i]))
            return marks[i].size;
    return 0;
}

size_t link_end(struct slice text, size_t start)
{
    static const uint8_t brackets[3][2] = {{'(', ')'}, {'[', ']'}, {'{', '}'}};
    struct slice link = slice_part(text, start, link_reach(text, start) - start);
    size_t surplus[3];
    for (size_t i = 0; i < 3; i++)
        surplus[i] = closed_too_often(link, brackets[i][0], brackets[i][1]);
    for (;;) {
        size_t trimmed = mark_at_end(link);
        for (size_t i = 0; trimmed == 0 && i < 3; i++) {
            if (link.size > 0 && link.data[link.size - 1] == brackets[i][1] && surplus[i] > 0) {
                surplus[i]--;
                trimmed = 1;
            }
        }
        if (trimmed == 0)
            return start + link.size;
        link.size -= trimmed;
    }
}
