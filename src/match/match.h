// SPDX-License-Identifier: Apache-2.0
// Rules of matching, on top of the index: what counts as the same thing.
// - a domain matches itself and names below it, on label borders; a url also matches by its own exact form
// - a path matches itself and what is below it, on component borders; /var, /tmp, /etc equal their /private forms
//   (normalised by observe/)
// - a process name is compared whole and case-sensitively; one of exactly 16 bytes in the evidence may be the beginning
//   of a longer indicator: a weaker match
// - an e-mail address also matches its domain, if the address itself is not listed
// - a telephone number with and without its '+' is a weaker match
// - e-mail addresses, apps, hashes are compared without case (normalised by observe/)
#pragma once

#include "match/index.h"

struct match {
    uint32_t entry;       // of the index
    struct slice matched; // the normalised value that the entry has: the observable's own, or a parent of it
    bool truncated;       // rests on a cut process name
    bool doubtful;        // rests on the second reading of an ambiguous URL
};

typedef void match_function(void *context, const struct observable *observable, const struct match *match);

// Calls back for each entry that matches and is of `platform` or of any, INDICATOR_UNUSED left out; the nearest name
// first, and of one kind the nearest alone (the indicator "a.b" is not reported again for its parent "b").
void match_observable(const struct index *index, enum platform platform, const struct observable *observable,
                      match_function *function, void *context);
// The parent's second look at a claimed hit: does entry match an observable of this kind and normalised value?
bool match_confirm(const struct index *index, enum platform platform, uint32_t entry, enum observable_kind kind,
                   struct slice value, bool truncated);
