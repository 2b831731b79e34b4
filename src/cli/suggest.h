// SPDX-License-Identifier: Apache-2.0
// The known word closest to one that is not known.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct suggestion {
    const char *word;
    size_t size;
    const char *best;
    size_t distance;
};

void suggestion_init(struct suggestion *suggestion, const char *word, size_t size);
void suggestion_try(struct suggestion *suggestion, const char *known);
const char *suggestion_best(const struct suggestion *suggestion); // NULL where none is close
