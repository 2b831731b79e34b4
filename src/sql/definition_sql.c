// SPDX-License-Identifier: Apache-2.0
#include "sql/definition_sql.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "sql/connection.h"
#include "sql/pattern.h"
#include "sql/scan.h"

static bool word_is(enum scan_token token, struct slice text, struct slice word)
{
    return token == SCAN_WORD && slice_equal_fold(text, word);
}

// Behind the parentheses that open here stands AS and another one: the columns of a WITH, no call.
static bool names_columns(struct slice from)
{
    struct scan scan = {.rest = from};
    struct slice text;
    enum scan_token token;
    do {
        token = scan_next(&scan, &text);
    } while (token != SCAN_END && scan.depth > 0);
    token = scan_next(&scan, &text);
    return word_is(token, text, SLICE("as")) && scan_next(&scan, &text) != SCAN_IDENTIFIER;
}

static enum error_code call_check(const struct header *header, struct slice name, unsigned line, struct error *error)
{
    char text[64];
    if (name.size == 0 || name.size >= sizeof text || byte_is_digit(name.data[0]))
        return ERROR_NONE;
    memcpy(text, name.data, name.size);
    text[name.size] = '\0';
    if (sqlite3_keyword_check(text, (int)name.size) || connection_may_call(text))
        return ERROR_NONE;
    return header_error(header, line, error, "there is no function \"%s\" here", text);
}

// Which arguments of a function are regular expressions, a bit each.
static unsigned pattern_arguments(struct slice name)
{
    static const struct {
        struct slice name;
        unsigned arguments;
    } functions[] = {
        {SLICE_INIT("matches"), 1U << 1},
        {SLICE_INIT("capture"), 1U << 1},
        {SLICE_INIT("parts"), 1U << 1},
        {SLICE_INIT("blocks"), 1U << 0 | 1U << 1},
    };
    for (size_t i = 0; i < ARRAY_SIZE(functions); i++)
        if (slice_equal_fold(name, functions[i].name))
            return functions[i].arguments;
    return 0;
}

static size_t lines_before(struct slice sql, const uint8_t *at)
{
    size_t lines = 0;
    for (const uint8_t *byte = sql.data; byte < at; byte++)
        lines += *byte == '\n';
    return lines;
}

// `literal`: as it stands between its quotes, a quote in it written twice.
static enum error_code pattern_literal_check(const struct header *header, struct slice literal, size_t line,
                                             struct error *error)
{
    char message[PATTERN_MESSAGE_SIZE];
    char quoted[72]; // its beginning: what is wrong with it stands behind it
    struct buffer pattern CLEANUP_BUFFER;
    buffer_init(&pattern, LIMIT_DEFINITION_SIZE);
    for (size_t i = 0; i < literal.size; i++) {
        buffer_put_byte(&pattern, literal.data[i]);
        i += literal.data[i] == '\'';
    }
    if (pattern_check(buffer_slice(&pattern), message))
        return ERROR_NONE;
    return header_error(header, (unsigned)line, error, "the regular expression \"%s\" is none: %s",
                        error_quote(literal, quoted, sizeof quoted), message);
}

// The arguments that are one literal and nothing else, of the call whose parenthesis `scan` has just passed.
static enum error_code patterns_check(const struct header *header, struct scan scan, unsigned wanted, struct slice sql,
                                      unsigned line, struct error *error)
{
    struct slice text;
    struct slice literal = SLICE_NONE;
    enum error_code code = ERROR_NONE;
    int inside = scan.depth;
    size_t tokens = 0; // of the argument at hand
    for (unsigned argument = 0; !code && wanted >> argument;) {
        enum scan_token token = scan_next(&scan, &text);
        bool ends = token == SCAN_END || scan.depth < inside ||
                    (token == SCAN_OTHER && scan.depth == inside && slice_equal(text, SLICE(",")));
        if (!ends) {
            literal = token == SCAN_STRING && tokens++ == 0 ? text : SLICE_NONE;
            tokens += token != SCAN_STRING;
            continue;
        }
        if (tokens == 1 && literal.data && (wanted >> argument & 1U))
            code = pattern_literal_check(header, literal, line + lines_before(sql, literal.data), error);
        if (token == SCAN_END || scan.depth < inside)
            break;
        argument++;
        tokens = 0;
    }
    return code;
}

enum error_code definition_sql_check(const struct header *header, struct slice sql, unsigned line, struct error *error)
{
    static const struct slice forbidden[] = {SLICE_INIT("like"), SLICE_INIT("glob"), SLICE_INIT("regexp"),
                                             SLICE_INIT("match")};
    struct scan scan = {.rest = sql};
    struct slice text;
    struct slice before = SLICE_NONE; // the word before this token
    for (enum scan_token token = scan_next(&scan, &text); token != SCAN_END; token = scan_next(&scan, &text)) {
        for (size_t i = 0; i < ARRAY_SIZE(forbidden); i++)
            if (word_is(token, text, forbidden[i]))
                return header_error(header, line, error, "%s does not see all of a text: use contains() or icontains()",
                                    ERROR_QUOTE(text));
        if (token == SCAN_OTHER && slice_equal(text, SLICE(";")) && !scan_is_blank(scan.rest))
            return header_error(header, line, error, "the query is followed by something else");
        if (token == SCAN_OPEN && before.size) {
            struct slice from = slice_of(text.data, (size_t)(sql.data + sql.size - text.data));
            enum error_code code = names_columns(from) ? ERROR_NONE : call_check(header, before, line, error);
            unsigned patterns = pattern_arguments(before);
            if (!code && patterns)
                code = patterns_check(header, scan, patterns, sql, line, error);
            if (code)
                return code;
        }
        before = token == SCAN_WORD ? text : SLICE_NONE;
    }
    return ERROR_NONE;
}

// Parentheses that close what they did not open would make two expressions of one; the rows behind the row (the name
// "a") would make SQLite keep them all.
enum error_code definition_expression_check(const struct header *header, struct slice sql, unsigned line,
                                            struct error *error)
{
    struct scan scan = {.rest = sql};
    struct slice text;
    bool after_from = false;
    for (enum scan_token token = scan_next(&scan, &text); token != SCAN_END; token = scan_next(&scan, &text)) {
        if (scan.depth < 0)
            break;
        bool name = token == SCAN_WORD || token == SCAN_IDENTIFIER;
        if (after_from && name && slice_equal_fold(text, SLICE("a")))
            return header_error(header, line, error, "a row rule sees its own row alone, not all of them (\"a\")");
        after_from = word_is(token, text, SLICE("from")) || word_is(token, text, SLICE("join"));
    }
    if (scan.depth != 0)
        return header_error(header, line, error, "the parentheses of the expression do not close");
    return ERROR_NONE;
}
