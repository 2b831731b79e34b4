// SPDX-License-Identifier: Apache-2.0
#include "cli/suggest.h"

#include "cli/out.h"

#include <stdint.h>
#include <string.h>

#define WORD_MOST 32U // longer ones are no typing mistakes

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

// Letters to insert, remove, change, or swap with their neighbour (optimal string alignment).
static size_t distance(const char *a, size_t a_size, const char *b, size_t b_size)
{
    uint8_t rows[WORD_MOST + 1][WORD_MOST + 1];
    for (size_t i = 0; i <= a_size; i++)
        rows[i][0] = (uint8_t)i;
    for (size_t j = 0; j <= b_size; j++)
        rows[0][j] = (uint8_t)j;
    for (size_t i = 1; i <= a_size; i++) {
        for (size_t j = 1; j <= b_size; j++) {
            size_t change = rows[i - 1][j - 1] + (size_t)(a[i - 1] != b[j - 1]);
            size_t best = least(change, least(rows[i - 1][j], rows[i][j - 1]) + 1U);
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped)
                best = least(best, rows[i - 2][j - 2] + 1U);
            rows[i][j] = (uint8_t)best;
        }
    }
    return rows[a_size][b_size];
}

void suggestion_init(struct suggestion *suggestion, const char *word, size_t size)
{
    *suggestion = (struct suggestion){.word = word, .size = size, .distance = SIZE_MAX};
}

void suggestion_try(struct suggestion *suggestion, const char *known)
{
    size_t size = text_size(known);
    if (suggestion->size == 0 || suggestion->size > WORD_MOST || size > WORD_MOST)
        return;
    size_t value = distance(suggestion->word, suggestion->size, known, size);
    bool start =
        suggestion->size >= 3 && suggestion->size < size && memcmp(known, suggestion->word, suggestion->size) == 0;
    if (start)
        value = 1;
    if (value < suggestion->distance && value <= 1 + suggestion->size / 4) {
        suggestion->best = known;
        suggestion->distance = value;
    }
}

const char *suggestion_best(const struct suggestion *suggestion)
{
    return suggestion->best;
}
