// SPDX-License-Identifier: Apache-2.0
// Observables: what of a value can be compared with an indicator, taken apart and normalised once, the same way for
// evidence and for indicators.
#pragma once

#include "base/arena.h"
#include "base/error.h"

enum observable_kind {
    OBSERVABLE_URL,
    OBSERVABLE_DOMAIN,
    OBSERVABLE_IP,
    OBSERVABLE_EMAIL,
    OBSERVABLE_PHONE,
    OBSERVABLE_PATH,
    OBSERVABLE_FILE, // a file's name without folders (STIX file:name)
    OBSERVABLE_PROCESS,
    OBSERVABLE_APP,
    OBSERVABLE_HASH,
    OBSERVABLE_CERTIFICATE,
    OBSERVABLE_PROFILE,
    OBSERVABLE_PROPERTY,
    OBSERVABLE_KINDS, // how many
};

// A set of kinds, 1U << kind, and the further words that an alias may carry.
#define KIND_BIT(kind) (1U << (kind))
#define KIND_TEXT (1U << 16)    // searched for links, domains, addresses and numbers
#define KIND_TIME (1U << 17)    // µs since 1970; not matched
#define KIND_PERSON (1U << 18)  // a person's name; not matched
#define KIND_PLACE (1U << 19)   // a place; not matched
#define KIND_WIFI (1U << 20)    // a network's name; not matched
#define KIND_PRIVATE (1U << 21) // the word `private`
#define KIND_FACT (1U << 22)    // a fact about the phone that the report needs (os_version, …); not matched
#define KIND_VISIT (1U << 23)   // "visit": the url of a visit: a url that is private
#define KIND_SECRET (1U << 24)  // the key of a file, wrapped: for the listing alone, in no record and no case
#define KIND_UNREAD (1U << 25)  // 1 in it: the row is no record but a line that was not understood; in no case
#define KIND_LOCAL (1U << 26)   // beside KIND_TIME: by the phone's clock, whose zone the source does not tell
#define KIND_UNSTORED (KIND_SECRET | KIND_UNREAD)
#define KIND_MATCHED ((1U << OBSERVABLE_KINDS) - 1U)

// "url" … gives a bit, "text", "time", "person", "place", "wifi", "private", "fact", "visit" theirs; 0 where unknown.
uint32_t kind_parse(struct slice word);
const char *observable_kind_name(enum observable_kind kind);
bool observable_kind_parse(struct slice word, enum observable_kind *ret_kind);

struct observable {
    enum observable_kind kind;
    struct slice value;   // normalised; in the arena or borrowed from the input
    struct slice written; // as it stood in the evidence (part of the input)
    bool truncated;       // a process name cut at 16 bytes (MAXCOMLEN) in the evidence: a weaker match
    bool doubtful;        // a second reading of an ambiguous URL
};

typedef void observe_function(void *context, const struct observable *observable);

// Takes one value apart. `kinds` is the alias' set: where several are given the value decides (an address with "@" is
// an email, digits are a phone, …). A url gives the URL and its host (domain or ip); a path the path and its last
// component as file; text everything found in it. A path, process, app … is normalised and given whole. What the value
// does not fit is not given. Scratch memory from the arena; at most LIMIT_TEXT_OBSERVABLES a value; returns how many
// were left out beyond that (0 in any ordinary case), or SIZE_MAX where the arena ran out.
size_t observe_value(uint32_t kinds, struct slice value, struct arena *arena, observe_function *function,
                     void *context);

// Normalises an indicator's value as observe_value() would normalise the same thing in evidence. ERROR_FORMAT with the
// reason where it could never match (a URL as a domain, a relative path, an IP as a domain gives ret_kind IP …);
// *ret_kind may differ from `kind` where the value is plainly another kind (an IP or a URL given as a domain).
NODISCARD enum error_code observe_indicator(enum observable_kind kind, struct slice value, struct arena *arena,
                                            enum observable_kind *ret_kind, struct slice *ret_value,
                                            struct error *error);

// Two normal forms of one thing that evidence writes in several ways: used by the matcher and by fingerprints.
// The next wider name: "a.b.example" gives "b.example"; false where a single label would be left. For paths "/a/b"
// gives "/a"; false where the root would be left.
bool domain_parent(struct slice domain, struct slice *ret_parent);
bool path_parent(struct slice path, struct slice *ret_parent);
// "/var/tmp/../a" gives "/private/var/a", as paths are compared. `target` has room for PATH_RESOLVED_BEFORE bytes more
// than `text`, and the result lies in it. Empty for the root and for what is not absolute.
#define PATH_RESOLVED_BEFORE 12U
struct slice path_resolved(struct slice text, uint8_t *target);
