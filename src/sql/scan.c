// SPDX-License-Identifier: Apache-2.0
#include "sql/scan.h"

static bool byte_is_word(uint8_t byte)
{
    return byte_is_alpha(byte) || byte_is_digit(byte) || byte == '_' || byte >= 0x80;
}

// Length of white space and comments at the start.
static size_t scan_space(struct slice text)
{
    size_t at = 0;
    while (at < text.size) {
        struct slice rest = slice_from(text, at);
        if (byte_is_space(rest.data[0])) {
            at++;
        } else if (slice_starts(rest, SLICE("--"))) {
            size_t end = slice_find_byte(rest, '\n');
            at = end == SIZE_MAX ? text.size : at + end + 1;
        } else if (slice_starts(rest, SLICE("/*"))) {
            size_t end = slice_find(rest, SLICE("*/"));
            at = end == SIZE_MAX ? text.size : at + end + 2;
        } else {
            break;
        }
    }
    return at;
}

// Length of what stands between two quotes, from the first quote to after the last.
static size_t scan_quoted(struct slice text)
{
    uint8_t quote = text.data[0];
    size_t at = 1;
    while (at < text.size) {
        if (text.data[at] != quote)
            at++;
        else if (at + 1 < text.size && text.data[at + 1] == quote)
            at += 2;
        else
            return at + 1;
    }
    return text.size;
}

enum scan_token scan_next(struct scan *scan, struct slice *ret_text)
{
    scan->rest = slice_from(scan->rest, scan_space(scan->rest));
    if (scan->rest.size == 0) {
        *ret_text = SLICE_NONE;
        return SCAN_END;
    }
    uint8_t first = scan->rest.data[0];
    size_t size = 1;
    enum scan_token token = SCAN_OTHER;
    if (first == '\'' || first == '"') {
        size = scan_quoted(scan->rest);
        token = first == '"' ? SCAN_IDENTIFIER : SCAN_STRING;
    } else if (byte_is_word(first)) {
        while (size < scan->rest.size && byte_is_word(scan->rest.data[size]))
            size++;
        token = SCAN_WORD;
    } else if (first == '(') {
        scan->depth++;
        token = SCAN_OPEN;
    } else if (first == ')') {
        scan->depth--;
        token = SCAN_CLOSE;
    }
    *ret_text = slice_part(scan->rest, 0, size);
    if (first == '\'' || first == '"')
        *ret_text = size >= 2 ? slice_part(*ret_text, 1, size - 2) : SLICE_NONE;
    scan->rest = slice_from(scan->rest, size);
    return token;
}

bool scan_is_blank(struct slice text)
{
    struct scan scan = {.rest = text};
    struct slice token;
    for (;;) {
        enum scan_token kind = scan_next(&scan, &token);
        if (kind == SCAN_END)
            return true;
        if (kind != SCAN_OTHER || !slice_equal(token, SLICE(";")))
            return false;
    }
}

bool scan_has_word(struct slice text, struct slice name)
{
    struct scan scan = {.rest = text};
    struct slice word;
    for (enum scan_token token = scan_next(&scan, &word); token != SCAN_END; token = scan_next(&scan, &word))
        if ((token == SCAN_WORD || token == SCAN_IDENTIFIER) && slice_equal_fold(word, name))
            return true;
    return false;
}
