// SPDX-License-Identifier: Apache-2.0
// The texts of ours that have a printf conversion, as tools/messages found them: by these a composed text is known
// again. Those that begin with words come first, then those with most of them.
#pragma once

#include "base/slice.h"

struct language_template {
    const char *text;
    const char *many; // where the text counts something; NULL
};

extern const struct language_template language_templates[];
extern const size_t language_template_count;

// A conversion in a format.
struct template_hole {
    size_t at, size;
    unsigned position; // of %2$s: 2; 0 without
    bool percent;      // %%: a percent sign, nothing to fill in
    bool number;       // digits alone fit
};

// The first one in `format`; false where there is none.
bool template_hole_find(struct slice format, struct template_hole *ret_hole);
