// SPDX-License-Identifier: Apache-2.0
// A mark of invalid UTF-8 in JSON is U+FFFD a byte (RFC 3629 leaves it open; RFC 8259 wants UTF-8 alone); elsewhere the
// byte itself as \xNN. JSON escapes all that a terminal would act on too: it reads back the same.
#include "report/escape.h"

#include "base/utf8.h"
#include "base/character.h"
#include "report/report.h"

// More combining characters than this on one letter reach into the lines above and below; the longest in use stack
// four.
#define MARKS_MOST 6U

static void code_point_put(struct buffer *buffer, uint32_t code_point)
{
    if (code_point < 0x80)
        buffer_format(buffer, "\\x%02x", (unsigned)code_point);
    else
        buffer_format(buffer, "\\u{%x}", (unsigned)code_point);
}

// Keeps what may be shown. `marks` counts the combining characters since the last letter, and starts at MARKS_MOST.
static void terminal_put_one(struct buffer *buffer, struct slice bytes, uint32_t code_point, unsigned *marks)
{
    if (code_point == UTF8_INVALID) {
        buffer_format(buffer, "\\x%02x", bytes.data[0]);
        *marks = MARKS_MOST;
        return;
    }
    bool mark = character_width(code_point) == 0;
    // A joiner or a mark on nothing, or on ASCII in the joiner's case, is only there to deceive.
    if (!character_visible(code_point) || (mark && *marks >= MARKS_MOST)) {
        code_point_put(buffer, code_point);
        *marks = MARKS_MOST;
        return;
    }
    buffer_put(buffer, bytes);
    *marks = mark ? *marks + 1 : 0;
}

static bool joiner_after_ascii(struct slice text, size_t at, uint32_t code_point)
{
    return (code_point == 0x200c || code_point == 0x200d) && at > 0 && text.data[at - 1] < 0x80;
}

void terminal_put(struct buffer *buffer, struct slice text)
{
    unsigned marks = MARKS_MOST;
    for (size_t i = 0; i < text.size;) {
        size_t start = i;
        uint32_t code_point = utf8_next(text, &i);
        if (joiner_after_ascii(text, start, code_point))
            marks = MARKS_MOST;
        terminal_put_one(buffer, slice_part(text, start, i - start), code_point, &marks);
    }
}

void escape_terminal(struct writer *writer, struct slice text)
{
    if (writer->failed)
        return;
    terminal_put(&writer->buffer, text);
    writer_put(writer, SLICE_NONE);
}

static void json_put_escape(struct buffer *buffer, uint32_t code_point)
{
    static const char shorts[] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r', ['"'] = '"'};
    if (code_point == '\\' || (code_point < sizeof shorts && shorts[code_point])) {
        buffer_put_byte(buffer, '\\');
        buffer_put_byte(buffer, code_point == '\\' ? '\\' : (uint8_t)shorts[code_point]);
    } else if (code_point < 0x10000) {
        buffer_format(buffer, "\\u%04x", (unsigned)code_point);
    } else {
        uint32_t above = code_point - 0x10000;
        buffer_format(buffer, "\\u%04x\\u%04x", (unsigned)(0xd800 + (above >> 10)),
                      (unsigned)(0xdc00 + (above & 0x3ff)));
    }
}

static void json_put(struct buffer *buffer, struct slice text)
{
    size_t plain = 0; // start of the run that needs nothing
    for (size_t i = 0; i < text.size;) {
        size_t start = i;
        uint32_t code_point = utf8_next(text, &i);
        bool bad = code_point == UTF8_INVALID;
        if (!bad && code_point != '"' && code_point != '\\' && character_visible(code_point))
            continue;
        buffer_put(buffer, slice_part(text, plain, start - plain));
        plain = i;
        if (bad)
            utf8_put(buffer, 0xfffd);
        else
            json_put_escape(buffer, code_point);
    }
    buffer_put(buffer, slice_from(text, plain));
}

void escape_json(struct writer *writer, struct slice text)
{
    if (writer->failed)
        return;
    buffer_put_byte(&writer->buffer, '"');
    json_put(&writer->buffer, text);
    buffer_put_byte(&writer->buffer, '"');
    writer_put(writer, SLICE_NONE);
}

// What a spreadsheet takes for a formula, or skips before one; the full-width forms too.
static bool csv_starts_formula(uint32_t code_point)
{
    static const uint32_t starts[] = {'=', '+', '-', '@', '\t', '\r', '\n', 0xff1d, 0xff0b, 0xff0d, 0xff20};
    for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
        if (starts[i] == code_point)
            return true;
    return false;
}

static void csv_put(struct buffer *buffer, struct slice text)
{
    for (size_t i = 0; i < text.size;) {
        size_t start = i;
        uint32_t code_point = utf8_next(text, &i);
        if (code_point == UTF8_INVALID)
            buffer_format(buffer, "\\x%02x", text.data[start]);
        else if (code_point == '"')
            buffer_put_text(buffer, "\"\"");
        else if (code_point == '\n' || code_point == '\t' || character_visible(code_point))
            buffer_put(buffer, slice_part(text, start, i - start));
        else
            code_point_put(buffer, code_point);
    }
}

// RFC 4180, 2.5 to 2.7: quoted where it holds a quote, a comma or a line's end; also where a space at an end, or a
// semicolon, which some spreadsheets split at, would be read otherwise.
static bool csv_needs_quotes(struct slice text)
{
    static const char special[] = "\",;\n\r\t";
    if (text.size == 0)
        return false;
    for (size_t i = 0; i < sizeof special - 1; i++)
        if (slice_find_byte(text, (uint8_t)special[i]) != SIZE_MAX)
            return true;
    return text.data[0] == ' ' || text.data[text.size - 1] == ' ';
}

void escape_csv(struct writer *writer, struct slice text)
{
    if (writer->failed || text.size == 0)
        return;
    struct buffer *buffer = &writer->buffer;
    size_t first = 0;
    bool guarded = csv_starts_formula(utf8_next(text, &first));
    bool quoted = csv_needs_quotes(text);
    if (quoted)
        buffer_put_byte(buffer, '"');
    if (guarded)
        buffer_put_byte(buffer, '\'');
    csv_put(buffer, text);
    if (quoted)
        buffer_put_byte(buffer, '"');
    writer_put(writer, SLICE_NONE);
}

size_t text_columns(struct slice text)
{
    size_t columns = 0;
    for (size_t i = 0; i < text.size;)
        columns += character_width(utf8_next(text, &i));
    return columns;
}

struct slice text_start(struct slice text, size_t columns)
{
    size_t used = 0;
    for (size_t i = 0; i < text.size;) {
        size_t start = i;
        used += character_width(utf8_next(text, &i));
        if (used > columns)
            return slice_part(text, 0, start);
    }
    return text;
}

struct slice text_bytes(struct slice text, size_t most)
{
    if (text.size <= most)
        return text;
    for (size_t back = 0; back < 4 && back < most; back++)
        if ((text.data[most - back] & 0xc0) != 0x80)
            return slice_part(text, 0, most - back);
    return slice_part(text, 0, most);
}
