// SPDX-License-Identifier: Apache-2.0
#include "sql/pattern.h"

#include "base/limits.h"
#include "base/message.h"

#include <stdio.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define PATTERNS_KEPT 64U

struct pattern {
    struct slice text; // a copy
    uint8_t *bytes;
    pcre2_code *code; // NULL: the pattern is none
    char fault[PATTERN_MESSAGE_SIZE];
};

struct patterns {
    struct pattern items[PATTERNS_KEPT];
    size_t next; // the one that goes when another comes
    pcre2_match_data *data;
    pcre2_match_context *limits;
    char fault[PATTERN_MESSAGE_SIZE]; // "": none
};

static void pattern_release(struct pattern *pattern)
{
    pcre2_code_free(pattern->code);
    free(pattern->bytes);
    *pattern = (struct pattern){0};
}

void patterns_free(struct patterns *patterns)
{
    for (size_t i = 0; patterns && i < PATTERNS_KEPT; i++)
        pattern_release(&patterns->items[i]);
    if (patterns) {
        pcre2_match_data_free(patterns->data);
        pcre2_match_context_free(patterns->limits);
    }
    free(patterns);
}

static struct patterns *patterns_new(void)
{
    struct patterns *patterns = calloc(1, sizeof *patterns);
    if (!patterns)
        return NULL;
    patterns->data = pcre2_match_data_create(PATTERN_GROUPS + 1, NULL);
    patterns->limits = pcre2_match_context_create(NULL);
    if (!patterns->data || !patterns->limits) {
        patterns_free(patterns);
        return NULL;
    }
    (void)pcre2_set_match_limit(patterns->limits, LIMIT_PATTERN_STEPS);
    (void)pcre2_set_heap_limit(patterns->limits, LIMIT_PATTERN_HEAP >> 10);
    return patterns;
}

// NULL, with what is wrong, where it is none.
static pcre2_code *pattern_compile(struct slice text, char ret_message[PATTERN_MESSAGE_SIZE])
{
    int error = 0;
    PCRE2_SIZE offset;
    PCRE2_UCHAR8 message[PATTERN_MESSAGE_SIZE] = "";
    const char *what = text.size == 0                   ? N_("it is empty")
                       : text.size > LIMIT_PATTERN_TEXT ? N_("it is too long")
                                                        : NULL;
    pcre2_code *code = what ? NULL : pcre2_compile(text.data, text.size, 0, &error, &offset, NULL);
    if (!code && !what)
        (void)pcre2_get_error_message(error, message, sizeof message);
    if (!code)
        (void)snprintf(ret_message, PATTERN_MESSAGE_SIZE, "%s", what ? what : (const char *)message);
    return code;
}

bool pattern_check(struct slice pattern, char ret_message[PATTERN_MESSAGE_SIZE])
{
    pcre2_code *code = pattern_compile(pattern, ret_message);
    pcre2_code_free(code);
    return code != NULL;
}

const char *pattern_fault(const struct function_context *context)
{
    return context->patterns && context->patterns->fault[0] ? context->patterns->fault : NULL;
}

void pattern_forget_fault(struct function_context *context)
{
    if (context->patterns)
        context->patterns->fault[0] = '\0';
}

static struct pattern *pattern_add(struct patterns *patterns, struct slice text)
{
    struct pattern *pattern = &patterns->items[patterns->next++ % PATTERNS_KEPT];
    pattern_release(pattern);
    pattern->bytes = malloc(text.size);
    if (!pattern->bytes)
        return NULL;
    memcpy(pattern->bytes, text.data, text.size);
    pattern->text = slice_of(pattern->bytes, text.size);
    pattern->code = pattern_compile(text, pattern->fault);
    return pattern;
}

static const struct pattern *pattern_find(struct patterns *patterns, struct slice text)
{
    // One that cannot be is not kept.
    if (text.size == 0 || text.size > LIMIT_PATTERN_TEXT)
        return NULL;
    for (size_t i = 0; i < PATTERNS_KEPT; i++)
        if (slice_equal(patterns->items[i].text, text))
            return &patterns->items[i];
    return pattern_add(patterns, text);
}

// NULL where it is none (counted as lost, and said).
static const pcre2_code *pattern_code(struct function_context *context, struct slice text)
{
    if (!context->patterns)
        context->patterns = patterns_new();
    struct patterns *patterns = context->patterns;
    const struct pattern *found = patterns ? pattern_find(patterns, text) : NULL;
    if (found && found->code)
        return found->code;
    context->lost++;
    if (patterns && !patterns->fault[0] && found)
        memcpy(patterns->fault, found->fault, sizeof patterns->fault);
    else if (patterns && !patterns->fault[0])
        pcre2_code_free(pattern_compile(text, patterns->fault));
    return NULL;
}

bool pattern_match(struct function_context *context, struct slice pattern, struct slice text,
                   struct slice ret_groups[PATTERN_GROUPS + 1])
{
    const pcre2_code *code = pattern_code(context, pattern);
    if (!code)
        return false;
    struct patterns *patterns = context->patterns;
    const uint8_t *bytes = text.data ? text.data : (const uint8_t *)"";
    int count = pcre2_match(code, bytes, text.size, 0, 0, patterns->data, patterns->limits);
    context->lost += count < 0 && count != PCRE2_ERROR_NOMATCH;
    if (count < 0)
        return false;
    // 0: it has more groups than there is room for, and the first of them are there.
    size_t taken = count ? (size_t)count : PATTERN_GROUPS + 1;
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(patterns->data);
    for (size_t i = 0; i <= PATTERN_GROUPS; i++) {
        bool there = i < taken && ends[2 * i] != PCRE2_UNSET && ends[2 * i] <= ends[2 * i + 1];
        ret_groups[i] = there ? slice_of(bytes + ends[2 * i], ends[2 * i + 1] - ends[2 * i]) : SLICE_NONE;
    }
    return true;
}
