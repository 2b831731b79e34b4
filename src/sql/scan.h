// SPDX-License-Identifier: Apache-2.0
// A scan over the text of a definition's SQL: enough of the language's tokens to find its column aliases.
#pragma once

#include "base/slice.h"

enum scan_token {
    SCAN_END,
    SCAN_WORD,       // keyword, bare identifier, number
    SCAN_IDENTIFIER, // "quoted"; the text without its quotes
    SCAN_STRING,     // 'quoted'
    SCAN_OPEN,
    SCAN_CLOSE,
    SCAN_OTHER,
};

struct scan {
    struct slice rest;
    int depth; // of parentheses, after the token
};

enum scan_token scan_next(struct scan *scan, struct slice *ret_text);
// Whether a word or quoted identifier of the text is this name, ASCII case folded.
bool scan_has_word(struct slice text, struct slice name);
// True where nothing but white space, comments and semicolons is left.
bool scan_is_blank(struct slice text);
