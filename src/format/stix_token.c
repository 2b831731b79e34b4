// SPDX-License-Identifier: Apache-2.0
#include "format/stix_token.h"

#include "base/utf8.h"

static uint8_t byte_at(struct slice text, size_t at)
{
    return at < text.size ? text.data[at] : 0;
}

// White space beyond ASCII that the grammar names (Unicode's space separators and line ends).
static bool space_wide(uint32_t point)
{
    return point == 0x85 || point == 0xa0 || point == 0x1680 || (point >= 0x2000 && point <= 0x200a) ||
           point == 0x2028 || point == 0x2029 || point == 0x202f || point == 0x205f || point == 0x3000;
}

static size_t space_skip(struct slice text, size_t at)
{
    while (at < text.size) {
        size_t next = at;
        uint32_t point = utf8_next(text, &next);
        if (point > 0x7f ? !space_wide(point) : !byte_is_space((uint8_t)point))
            break;
        at = next;
    }
    return at;
}

// Behind white space and comments ("//" to the line's end, "/*" to "*/"; one that does not end goes to the end).
static size_t gap_skip(struct slice text, size_t at)
{
    for (;;) {
        at = space_skip(text, at);
        bool line = byte_at(text, at) == '/' && byte_at(text, at + 1) == '/';
        bool block = byte_at(text, at) == '/' && byte_at(text, at + 1) == '*';
        if (!line && !block)
            return at;
        size_t end = slice_find(slice_from(text, at + 2), line ? SLICE("\n") : SLICE("*/"));
        if (end == SIZE_MAX)
            return line ? text.size : at;
        at += 2 + end + (line ? 1 : 2);
    }
}

static bool name_byte(uint8_t byte)
{
    return byte_is_alpha(byte) || byte_is_digit(byte) || byte == '_' || byte == '-';
}

// What stands between the quote at `at` and its fellow; TOKEN_BAD where there is none.
static struct token token_quoted(struct slice text, size_t at, enum token_type type, size_t *position)
{
    uint8_t quote = text.data[at];
    for (size_t i = at + 1; i < text.size; i++) {
        if (text.data[i] == '\\') {
            i++;
        } else if (text.data[i] == quote) {
            *position = i + 1;
            return (struct token){type, at, slice_part(text, at + 1, i - at - 1)};
        }
    }
    *position = text.size;
    return (struct token){TOKEN_BAD, at, SLICE_NONE};
}

static struct token token_name(struct slice text, size_t at, size_t *position)
{
    uint8_t next = byte_at(text, at + 1);
    if (next == '\'' && memchr("thb", text.data[at], 3)) {
        enum token_type type = text.data[at] == 't' ? TOKEN_TIMESTAMP : TOKEN_HEX;
        struct token token = token_quoted(text, at + 1, text.data[at] == 'b' ? TOKEN_BINARY : type, position);
        token.offset = at;
        return token;
    }
    size_t end = at;
    while (name_byte(byte_at(text, end)))
        end++;
    *position = end;
    return (struct token){TOKEN_NAME, at, slice_part(text, at, end - at)};
}

static struct token token_number(struct slice text, size_t at, size_t *position)
{
    size_t end = at;
    if (byte_at(text, end) == '-' || byte_at(text, end) == '+')
        end++;
    while (byte_is_digit(byte_at(text, end)))
        end++;
    if (byte_at(text, end) == '.' && byte_is_digit(byte_at(text, end + 1)))
        for (end++; byte_is_digit(byte_at(text, end));)
            end++;
    // "5abc" is no number with a word behind it.
    bool bad = !byte_is_digit(byte_at(text, end - 1)) || name_byte(byte_at(text, end));
    *position = end;
    return (struct token){bad ? TOKEN_BAD : TOKEN_NUMBER, at, slice_part(text, at, end - at)};
}

static struct token token_symbol(struct slice text, size_t at, size_t *position)
{
    static const struct {
        const char text[3];
        enum token_type type;
    } symbols[] = {
        {"==", TOKEN_EQUAL},         {"!=", TOKEN_NOT_EQUAL},    {"<>", TOKEN_NOT_EQUAL}, {"<=", TOKEN_LESS_EQUAL},
        {">=", TOKEN_GREATER_EQUAL}, {"=", TOKEN_EQUAL},         {"<", TOKEN_LESS},       {">", TOKEN_GREATER},
        {"[", TOKEN_OPEN_BRACKET},   {"]", TOKEN_CLOSE_BRACKET}, {"(", TOKEN_OPEN},       {")", TOKEN_CLOSE},
        {",", TOKEN_COMMA},          {":", TOKEN_COLON},         {".", TOKEN_DOT},        {"*", TOKEN_STAR},
    };
    for (size_t i = 0; i < ARRAY_SIZE(symbols); i++) {
        struct slice symbol = slice_text(symbols[i].text);
        if (slice_starts(slice_from(text, at), symbol)) {
            *position = at + symbol.size;
            return (struct token){symbols[i].type, at, SLICE_NONE};
        }
    }
    *position = at + 1;
    return (struct token){TOKEN_BAD, at, SLICE_NONE};
}

struct token token_next(struct slice text, size_t *position)
{
    size_t at = gap_skip(text, *position);
    *position = at;
    if (at >= text.size)
        return (struct token){TOKEN_END, text.size, SLICE_NONE};
    uint8_t byte = text.data[at];
    uint8_t next = byte_at(text, at + 1);
    if (byte == '\'' || byte == '"')
        return token_quoted(text, at, TOKEN_STRING, position);
    if (byte_is_alpha(byte) || byte == '_')
        return token_name(text, at, position);
    if (byte_is_digit(byte) || byte == '-' || byte == '+' || (byte == '.' && byte_is_digit(next)))
        return token_number(text, at, position);
    return token_symbol(text, at, position);
}

bool token_is(const struct token *token, const char *keyword)
{
    return token->type == TOKEN_NAME && slice_equal(token->text, slice_text(keyword));
}

bool token_unescape(struct slice text, struct arena *arena, struct slice *ret_text)
{
    uint8_t *bytes = arena_alloc(arena, text.size, 1);
    size_t size = 0;
    if (!bytes)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t next = byte_at(text, i + 1);
        bool escape = text.data[i] == '\\' && (next == '\'' || next == '\\' || next == '"');
        if (escape)
            i++;
        bytes[size++] = text.data[i];
    }
    *ret_text = slice_of(bytes, size);
    return true;
}
