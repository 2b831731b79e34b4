// SPDX-License-Identifier: Apache-2.0
// What to do and whom to call: a text file a language (advice/), or one of the user's own in its place. An entry's key
// is what a rule's "-- advice:" names; a finding without one gets its advice by what it means.
#pragma once

#include "base/error.h"
#include "case/model.h"

struct advice {
    struct slice key;
    struct slice brief;            // one sentence, beside a finding
    struct slice *todo, *todo_not; // what to do, what not to do; a sentence or two each
    size_t todo_count, todo_not_count;
    bool help; // whom to call: `brief` is its text
};

struct advice_set {
    struct slice date; // as the file says it
    struct advice *entries;
    size_t count;
};

// Reads a file's text (borrowed) into `arena`: `date: …`, then sections "[key]" with `brief:`, `do:`, `not:`, or
// "[help key]" with `text:`; a line that begins with a space goes on from the one before; # begins a comment line.
// ERROR_USAGE with the line and what is wrong. What `ret_set` holds already stays, unless the text has the same key:
// so a user's file may say only what differs; but one that has any "[help …]" replaces all of those.
NODISCARD enum error_code advice_parse(struct slice text, struct arena *arena, struct advice_set *ret_set,
                                       struct error *error);
// NULL for a key that is not in the set.
const struct advice *advice_find(const struct advice_set *set, struct slice key);
// Of a finding: by its key, else by what it means and its grade; NULL where there is nothing to do.
const struct advice *advice_of(const struct advice_set *set, const struct case_finding *finding);
// Of a verdict, for the end of a report; NULL where the findings' own advice says it all.
const struct advice *advice_of_verdict(const struct advice_set *set, enum verdict verdict);

#define ADVICES_MOST 5U // different things to do, at most

// What the whole of a case asks for: safety before all else, then a vendor's warning, then as the findings stand.
struct advices {
    const struct advice *items[ADVICES_MOST];
    size_t count;
    bool danger; // somebody close may watch the phone: that help line stands first
};
struct advices advices_of(const struct advice_set *set, const struct case_model *model);
// The next one to call after `help` (NULL: the first); `danger`: the help line against that stands first. NULL at the
// end.
const struct advice *advice_help_next(const struct advice_set *set, bool danger, const struct advice *help);
