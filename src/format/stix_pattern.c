// SPDX-License-Identifier: Apache-2.0
#include "format/stix_pattern.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "base/times.h"
#include "format/stix_token.h"

#define COMPONENT "stix pattern"

// What is open at the moment: the whole, a parenthesis around observations, an observation, a parenthesis inside of it.
enum group_kind {
    GROUP_PATTERN,
    GROUP_OBSERVATIONS,
    GROUP_OBSERVATION,
    GROUP_COMPARISONS,
};

// Which comparisons were read since it opened. AND binds tighter than OR, OR tighter than FOLLOWEDBY.
struct group {
    enum group_kind kind;
    size_t start;   // first comparison
    size_t term;    // first comparison since the last OR or FOLLOWEDBY
    size_t operand; // first comparison of the last operand: what a qualifier qualifies
    bool joined;    // the term has an AND
    bool followed;  // there is a FOLLOWEDBY
};

struct parser {
    struct slice text;
    size_t position;
    struct token token; // the one to be read next
    struct arena *arena;
    struct error *error;
    struct buffer comparisons; // struct pattern_comparison
    struct buffer path;
    size_t depth;
    bool operand_due;
    struct group groups[LIMIT_PATTERN_DEPTH];
};

static void advance(struct parser *parser)
{
    parser->token = token_next(parser->text, &parser->position);
}

static enum error_code fail(const struct parser *parser, const char *due)
{
    struct slice found = slice_part(parser->text, parser->token.offset, 24);
    if (parser->token.type == TOKEN_END)
        return error_set(parser->error, ERROR_FORMAT, COMPONENT, parser->token.offset, "%s was due, not the end", due);
    return error_set(parser->error, ERROR_FORMAT, COMPONENT, parser->token.offset, "%s was due, not \"%s\"", due,
                     ERROR_QUOTE(found));
}

static enum error_code over_budget(const struct parser *parser)
{
    return error_set(parser->error, ERROR_LIMIT, COMPONENT, parser->token.offset, "pattern is over the memory budget");
}

static enum error_code expect(struct parser *parser, enum token_type type, const char *due)
{
    if (parser->token.type != type)
        return fail(parser, due);
    advance(parser);
    return ERROR_NONE;
}

static enum error_code expect_word(struct parser *parser, const char *word)
{
    if (!token_is(&parser->token, word))
        return fail(parser, word);
    advance(parser);
    return ERROR_NONE;
}

static bool accept_word(struct parser *parser, const char *word)
{
    bool found = token_is(&parser->token, word);
    if (found)
        advance(parser);
    return found;
}

static size_t comparison_count(const struct parser *parser)
{
    return parser->comparisons.size / sizeof(struct pattern_comparison);
}

// From `first` on, none decides alone.
static void mark_conjunct(struct parser *parser, size_t first)
{
    struct pattern_comparison *comparisons = (void *)parser->comparisons.data;
    for (size_t i = first; i < comparison_count(parser); i++)
        comparisons[i].conjunct = true;
}

static enum error_code group_open(struct parser *parser, enum group_kind kind)
{
    size_t count = comparison_count(parser);
    if (parser->depth >= LIMIT_PATTERN_DEPTH)
        return error_set(parser->error, ERROR_LIMIT, COMPONENT, parser->token.offset, "more than %d parentheses",
                         LIMIT_PATTERN_DEPTH);
    parser->groups[parser->depth++] = (struct group){.kind = kind, .start = count, .term = count, .operand = count};
    parser->operand_due = true;
    return ERROR_NONE;
}

static void term_end(struct parser *parser, struct group *group)
{
    if (group->joined)
        mark_conjunct(parser, group->term);
    group->joined = false;
    group->term = comparison_count(parser);
}

static void group_close(struct parser *parser)
{
    struct group *group = &parser->groups[--parser->depth];
    term_end(parser, group);
    if (group->followed)
        mark_conjunct(parser, group->start);
}

// One step of a path: a property's name, bare or quoted.
static enum error_code path_property(struct parser *parser)
{
    struct slice name = parser->token.text;
    if (parser->token.type == TOKEN_STRING) {
        if (!token_unescape(name, parser->arena, &name))
            return over_budget(parser);
    } else if (parser->token.type != TOKEN_NAME) {
        return fail(parser, N_("a property"));
    }
    buffer_put(&parser->path, name);
    advance(parser);
    return ERROR_NONE;
}

static enum error_code path_index(struct parser *parser)
{
    buffer_put_byte(&parser->path, '[');
    if (parser->token.type == TOKEN_STAR)
        buffer_put_byte(&parser->path, '*');
    else if (parser->token.type == TOKEN_NUMBER && slice_find_byte(parser->token.text, '.') == SIZE_MAX)
        buffer_put(&parser->path, parser->token.text);
    else
        return fail(parser, N_("a list's index"));
    advance(parser);
    buffer_put_byte(&parser->path, ']');
    return expect(parser, TOKEN_CLOSE_BRACKET, "]");
}

static enum error_code path_read(struct parser *parser, struct slice *ret_path)
{
    buffer_clear(&parser->path);
    if (parser->token.type != TOKEN_NAME)
        return fail(parser, N_("an object path"));
    buffer_put(&parser->path, parser->token.text);
    advance(parser);
    enum error_code code = expect(parser, TOKEN_COLON, ":");
    buffer_put_byte(&parser->path, ':');
    if (code == ERROR_NONE)
        code = path_property(parser);
    while (code == ERROR_NONE && (parser->token.type == TOKEN_DOT || parser->token.type == TOKEN_OPEN_BRACKET)) {
        bool dot = parser->token.type == TOKEN_DOT;
        advance(parser);
        if (dot)
            buffer_put_byte(&parser->path, '.');
        code = dot ? path_property(parser) : path_index(parser);
    }
    if (code != ERROR_NONE)
        return code;
    if (parser->path.failed || !arena_copy(parser->arena, buffer_slice(&parser->path), ret_path))
        return over_budget(parser);
    return ERROR_NONE;
}

static bool hex_whole(struct slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if (byte_hex(text.data[i]) < 0)
            return false;
    return text.size % 2 == 0;
}

// Whether the token is a constant that this operator can be asked with.
static bool literal_fits(const struct token *token, enum pattern_operator operator)
{
    int64_t time;
    bool text_alone = operator>= PATTERN_LIKE && operator<= PATTERN_ISSUPERSET;
    bool ordered = operator>= PATTERN_LESS && operator<= PATTERN_GREATER_EQUAL;
    if (token->type == TOKEN_STRING)
        return true;
    if (text_alone)
        return false;
    if (token->type == TOKEN_NAME)
        return !ordered && (token_is(token, "true") || token_is(token, "false"));
    if (token->type == TOKEN_TIMESTAMP)
        return time_parse_iso(token->text, &time);
    if (token->type == TOKEN_HEX)
        return hex_whole(token->text);
    return token->type == TOKEN_NUMBER || token->type == TOKEN_BINARY;
}

// One constant, and with it one comparison.
static enum error_code literal_read(struct parser *parser, struct pattern_comparison comparison)
{
    struct slice text = parser->token.text;
    if (!literal_fits(&parser->token, comparison.operator))
        return fail(parser, N_("a constant"));
    if (parser->token.type == TOKEN_STRING ? !token_unescape(text, parser->arena, &comparison.value)
                                           : !arena_copy(parser->arena, text, &comparison.value))
        return over_budget(parser);
    buffer_put(&parser->comparisons, slice_of(&comparison, sizeof comparison));
    advance(parser);
    return parser->comparisons.failed ? over_budget(parser) : ERROR_NONE;
}

static enum error_code set_read(struct parser *parser, struct pattern_comparison comparison)
{
    enum error_code code = expect(parser, TOKEN_OPEN, "(");
    bool empty = parser->token.type == TOKEN_CLOSE;
    while (code == ERROR_NONE && !empty) {
        code = literal_read(parser, comparison);
        if (code != ERROR_NONE || parser->token.type != TOKEN_COMMA)
            break;
        advance(parser);
    }
    return code == ERROR_NONE ? expect(parser, TOKEN_CLOSE, ", or )") : code;
}

static bool operator_of(const struct token *token, enum pattern_operator *ret_operator)
{
    static const enum pattern_operator words[] = {PATTERN_IN, PATTERN_LIKE, PATTERN_MATCHES, PATTERN_ISSUBSET,
                                                  PATTERN_ISSUPERSET};
    if (token->type >= TOKEN_EQUAL && token->type <= TOKEN_GREATER_EQUAL) {
        *ret_operator = (enum pattern_operator)(token->type - TOKEN_EQUAL + PATTERN_EQUAL);
        return true;
    }
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (token_is(token, pattern_operator_text(words[i]))) {
            *ret_operator = words[i];
            return true;
        }
    return false;
}

static enum error_code exists_read(struct parser *parser, bool negated)
{
    struct pattern_comparison comparison = {.operator= PATTERN_EXISTS, .negated = negated};
    enum error_code code = path_read(parser, &comparison.path);
    if (code != ERROR_NONE)
        return code;
    buffer_put(&parser->comparisons, slice_of(&comparison, sizeof comparison));
    return parser->comparisons.failed ? over_budget(parser) : ERROR_NONE;
}

static enum error_code comparison_read(struct parser *parser)
{
    struct pattern_comparison comparison = {.negated = accept_word(parser, "NOT")};
    if (comparison.negated && !token_is(&parser->token, "EXISTS"))
        return fail(parser, "EXISTS");
    if (accept_word(parser, "EXISTS"))
        return exists_read(parser, comparison.negated);
    enum error_code code = path_read(parser, &comparison.path);
    if (code != ERROR_NONE)
        return code;
    comparison.negated = accept_word(parser, "NOT");
    if (!operator_of(&parser->token, &comparison.operator))
        return fail(parser, N_("an operator"));
    advance(parser);
    if (comparison.operator== PATTERN_NOT_EQUAL)
        comparison.negated = !comparison.negated;
    return comparison.operator== PATTERN_IN ? set_read(parser, comparison) : literal_read(parser, comparison);
}

static enum error_code within_read(struct parser *parser)
{
    if (parser->token.type != TOKEN_NUMBER || parser->token.text.data[0] == '-')
        return fail(parser, N_("a number of seconds"));
    advance(parser);
    return expect_word(parser, "SECONDS");
}

static enum error_code repeats_read(struct parser *parser, const struct group *group)
{
    uint64_t times = 0;
    bool number = parser->token.type == TOKEN_NUMBER && slice_decimal(parser->token.text, &times) && times > 0;
    if (!number)
        return fail(parser, N_("a number of times"));
    advance(parser);
    if (times > 1)
        mark_conjunct(parser, group->operand);
    return expect_word(parser, "TIMES");
}

// A moment: t'…' of 2.1, or the plain text of 2.0.
static enum error_code moment_read(struct parser *parser)
{
    int64_t time;
    bool moment = parser->token.type == TOKEN_TIMESTAMP || parser->token.type == TOKEN_STRING;
    if (!moment || !time_parse_iso(parser->token.text, &time))
        return fail(parser, N_("a timestamp"));
    advance(parser);
    return ERROR_NONE;
}

static enum error_code qualifier_read(struct parser *parser, const struct group *group)
{
    if (accept_word(parser, "WITHIN"))
        return within_read(parser);
    if (accept_word(parser, "REPEATS"))
        return repeats_read(parser, group);
    enum error_code code = expect_word(parser, "START");
    if (code == ERROR_NONE)
        code = moment_read(parser);
    if (code == ERROR_NONE)
        code = expect_word(parser, "STOP");
    return code == ERROR_NONE ? moment_read(parser) : code;
}

static enum error_code operand_read(struct parser *parser, struct group *group)
{
    bool inside = group->kind >= GROUP_OBSERVATION;
    group->operand = comparison_count(parser);
    if (parser->token.type == TOKEN_OPEN || (!inside && parser->token.type == TOKEN_OPEN_BRACKET)) {
        enum group_kind kind = inside ? GROUP_COMPARISONS : GROUP_OBSERVATIONS;
        kind = parser->token.type == TOKEN_OPEN_BRACKET ? GROUP_OBSERVATION : kind;
        advance(parser);
        return group_open(parser, kind);
    }
    parser->operand_due = false;
    return inside ? comparison_read(parser) : fail(parser, "[ or (");
}

// Behind an operand: a joining word, a qualifier, or the end of what is open.
static enum error_code joint_read(struct parser *parser, struct group *group)
{
    bool inside = group->kind >= GROUP_OBSERVATION;
    enum token_type closing = group->kind == GROUP_OBSERVATION ? TOKEN_CLOSE_BRACKET : TOKEN_CLOSE;
    if (group->kind != GROUP_PATTERN && parser->token.type == closing) {
        advance(parser);
        group_close(parser);
        return ERROR_NONE;
    }
    parser->operand_due = true;
    if (accept_word(parser, "AND")) {
        group->joined = true;
        return ERROR_NONE;
    }
    if (accept_word(parser, "OR")) {
        term_end(parser, group);
        return ERROR_NONE;
    }
    if (!inside && accept_word(parser, "FOLLOWEDBY")) {
        term_end(parser, group);
        group->followed = true;
        return ERROR_NONE;
    }
    parser->operand_due = false;
    bool qualifier =
        token_is(&parser->token, "WITHIN") || token_is(&parser->token, "REPEATS") || token_is(&parser->token, "START");
    if (!inside && qualifier)
        return qualifier_read(parser, group);
    return fail(parser, inside ? N_("AND, OR or a closing bracket") : N_("AND, OR, FOLLOWEDBY or a qualifier"));
}

static enum error_code pattern_read(struct parser *parser)
{
    advance(parser);
    enum error_code code = group_open(parser, GROUP_PATTERN);
    // Each turn reads at least one token.
    while (code == ERROR_NONE) {
        struct group *group = &parser->groups[parser->depth - 1];
        if (group->kind == GROUP_PATTERN && !parser->operand_due && parser->token.type == TOKEN_END)
            break;
        code = parser->operand_due ? operand_read(parser, group) : joint_read(parser, group);
    }
    if (code == ERROR_NONE)
        group_close(parser);
    return code;
}

static void parser_release(struct parser *parser)
{
    buffer_release(&parser->comparisons);
    buffer_release(&parser->path);
}

enum error_code pattern_parse(struct slice text, struct arena *arena, struct pattern *ret_pattern, struct error *error)
{
    if (text.size > LIMIT_PATTERN_SIZE)
        return error_set(error, ERROR_LIMIT, COMPONENT, LIMIT_PATTERN_SIZE, "pattern of %zu bytes is over %u",
                         text.size, LIMIT_PATTERN_SIZE);
    CLEANUP(parser_release) struct parser parser = {.text = text, .arena = arena, .error = error};
    buffer_init(&parser.comparisons, LIMIT_PATTERN_SIZE * sizeof(struct pattern_comparison));
    buffer_init(&parser.path, LIMIT_PATTERN_SIZE);
    enum error_code code = pattern_read(&parser);
    if (code != ERROR_NONE)
        return code;
    size_t count = comparison_count(&parser);
    struct pattern_comparison *copy = arena_alloc(arena, count, sizeof *copy);
    if (!copy)
        return over_budget(&parser);
    if (count)
        memcpy(copy, parser.comparisons.data, count * sizeof *copy);
    *ret_pattern = (struct pattern){copy, count};
    return ERROR_NONE;
}

const char *pattern_operator_text(enum pattern_operator operator)
{
    static const char *const names[] = {
        [PATTERN_EQUAL] = "=",
        [PATTERN_NOT_EQUAL] = "!=",
        [PATTERN_LESS] = "<",
        [PATTERN_LESS_EQUAL] = "<=",
        [PATTERN_GREATER] = ">",
        [PATTERN_GREATER_EQUAL] = ">=",
        [PATTERN_IN] = "IN",
        [PATTERN_LIKE] = "LIKE",
        [PATTERN_MATCHES] = "MATCHES",
        [PATTERN_ISSUBSET] = "ISSUBSET",
        [PATTERN_ISSUPERSET] = "ISSUPERSET",
        [PATTERN_EXISTS] = "EXISTS",
    };
    return (unsigned)operator<ARRAY_SIZE(names) ? names[operator] : "?";
}
