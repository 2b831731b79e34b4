// SPDX-License-Identifier: Apache-2.0
// The STIX 2 pattern language, whole: parsed without recursion into what can be looked up and what cannot.
// Facts: OASIS STIX 2.1 specification, section 9 (Stix Patterning), and its 2.0 part 5.
#pragma once

#include "base/arena.h"
#include "base/error.h"

enum pattern_operator {
    PATTERN_EQUAL,
    PATTERN_NOT_EQUAL,
    PATTERN_LESS,
    PATTERN_LESS_EQUAL,
    PATTERN_GREATER,
    PATTERN_GREATER_EQUAL,
    PATTERN_IN,
    PATTERN_LIKE,
    PATTERN_MATCHES,
    PATTERN_ISSUBSET,
    PATTERN_ISSUPERSET,
    PATTERN_EXISTS,
};

// One comparison against one constant (a set of IN gives one each).
struct pattern_comparison {
    struct slice path; // normalised: "domain-name:value", "file:hashes.SHA-256" (no quotes, no spaces)
    enum pattern_operator operator;
    bool negated;       // under NOT, or !=
    bool conjunct;      // it alone does not decide: joined by AND or FOLLOWEDBY, or qualified by REPEATS … TIMES
    struct slice value; // unescaped; of a number, boolean, timestamp, hex or binary constant its text
};

struct pattern {
    struct pattern_comparison *comparisons; // in the order of the text, in the arena
    size_t count;
};

// ERROR_FORMAT with the offset of the first token that does not fit; ERROR_LIMIT over LIMIT_PATTERN_*.
NODISCARD enum error_code pattern_parse(struct slice text, struct arena *arena, struct pattern *ret_pattern,
                                        struct error *error);
// "=", "IN", …
const char *pattern_operator_text(enum pattern_operator operator);
