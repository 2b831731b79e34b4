// SPDX-License-Identifier: Apache-2.0
#include "sql/pattern.h"

#include "base/limits.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define PATTERNS_KEPT 64U

struct pattern {
    struct slice text; // a copy
    uint8_t *bytes;
    pcre2_code *code; // NULL: the pattern is none
};

struct patterns {
    struct pattern items[PATTERNS_KEPT];
    size_t next; // the one that goes when another comes
    pcre2_match_data *data;
    pcre2_match_context *limits;
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

static struct pattern *pattern_add(struct patterns *patterns, struct slice text)
{
    int error;
    PCRE2_SIZE offset;
    struct pattern *pattern = &patterns->items[patterns->next++ % PATTERNS_KEPT];
    pattern_release(pattern);
    pattern->bytes = malloc(text.size + 1);
    if (!pattern->bytes)
        return NULL;
    memcpy(pattern->bytes, text.data, text.size);
    pattern->text = slice_of(pattern->bytes, text.size);
    pattern->code = pcre2_compile(text.data, text.size, 0, &error, &offset, NULL);
    return pattern;
}

static struct pattern *pattern_find(struct function_context *context, struct slice text)
{
    if (!context->patterns)
        context->patterns = patterns_new();
    if (!context->patterns || text.size == 0)
        return NULL;
    for (size_t i = 0; i < PATTERNS_KEPT; i++)
        if (slice_equal(context->patterns->items[i].text, text))
            return &context->patterns->items[i];
    return pattern_add(context->patterns, text);
}

bool pattern_match(struct function_context *context, struct slice pattern, struct slice text,
                   struct slice ret_groups[PATTERN_GROUPS + 1])
{
    const struct pattern *found = pattern_find(context, pattern);
    if (!found || !found->code) {
        context->lost++;
        return false;
    }
    struct patterns *patterns = context->patterns;
    const uint8_t *bytes = text.data ? text.data : (const uint8_t *)"";
    int count = pcre2_match(found->code, bytes, text.size, 0, 0, patterns->data, patterns->limits);
    context->lost += count < 0 && count != PCRE2_ERROR_NOMATCH;
    if (count < 0)
        return false;
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(patterns->data);
    for (size_t i = 0; i <= PATTERN_GROUPS; i++) {
        bool there = i < (size_t)count && ends[2 * i] != PCRE2_UNSET && ends[2 * i] <= ends[2 * i + 1];
        ret_groups[i] = there ? slice_of(bytes + ends[2 * i], ends[2 * i + 1] - ends[2 * i]) : SLICE_NONE;
    }
    return true;
}
