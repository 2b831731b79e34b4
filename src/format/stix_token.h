// SPDX-License-Identifier: Apache-2.0
// The words of the STIX pattern language, one after the other. Facts: STIX 2.1, section 9.1 to 9.6 and its grammar.
// Taken beyond the grammar, because lists in use write so: double quotes, and a backslash that escapes nothing.
#pragma once

#include "base/arena.h"
#include "base/error.h"

enum token_type {
    TOKEN_END,
    TOKEN_BAD,    // nothing of the language
    TOKEN_NAME,   // keyword, object type or property
    TOKEN_STRING, // text is what stands between the quotes, still escaped
    TOKEN_NUMBER,
    TOKEN_TIMESTAMP, // t'…'
    TOKEN_HEX,       // h'…'
    TOKEN_BINARY,    // b'…'
    TOKEN_EQUAL,
    TOKEN_NOT_EQUAL,
    TOKEN_LESS,
    TOKEN_LESS_EQUAL,
    TOKEN_GREATER,
    TOKEN_GREATER_EQUAL,
    TOKEN_OPEN_BRACKET,
    TOKEN_CLOSE_BRACKET,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_COMMA,
    TOKEN_COLON,
    TOKEN_DOT,
    TOKEN_STAR,
};

struct token {
    enum token_type type;
    size_t offset;     // of its first byte
    struct slice text; // of names, numbers and quoted texts: borrowed
};

// The token at *position, which moves behind it. At the end TOKEN_END, as often as asked.
struct token token_next(struct slice text, size_t *position);
bool token_is(const struct token *token, const char *keyword);
// \' and \\ (and \") become what they stand for; a copy in the arena. False over its budget.
NODISCARD bool token_unescape(struct slice text, struct arena *arena, struct slice *ret_text);
