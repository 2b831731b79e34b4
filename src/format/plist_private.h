// SPDX-License-Identifier: Apache-2.0
// What the binary form, the XML form and keyed archives share inside this folder; nobody else includes it.
#pragma once

#include "format/plist.h"

#include "base/limits.h"

// An element of the XML form. Dictionaries keep their keys first and their values after them, as the binary form does.
struct xml_node {
    struct slice bytes;
    int64_t integer;
    double real;
    uint32_t children; // where its slots begin in plist.children
    uint32_t count;    // elements or pairs
    uint8_t type;      // enum plist_type
    bool is_unsigned;
    bool out_of_range;
};

enum archive_state {
    ARCHIVE_UNKNOWN = 0, // nobody asked yet
    ARCHIVE_NO,
    ARCHIVE_YES,
};

struct plist {
    struct slice bytes;
    struct arena *arena;
    bool binary;
    uint8_t offset_size;    // binary: bytes of an entry of the offset table
    uint8_t reference_size; // binary: bytes of a reference
    uint32_t visits;        // nodes looked at so far
    struct slice body;      // binary: header and objects
    struct slice offsets;   // binary: the offset table
    uint64_t node_count;
    uint64_t top; // root's node; node_count where there is none
    const struct xml_node *nodes;
    const uint32_t *children;
    enum archive_state archive;
    uint64_t archive_top;     // node of $top
    uint64_t archive_objects; // node of $objects
};

// Where a container's members stand: elements, or `count` keys and after them `count` values.
struct plist_slots {
    struct slice references;  // binary form
    const uint32_t *children; // XML form
    uint64_t count;
    bool dictionary;
};

// One more node looked at; false when the document's budget is used up.
static inline bool plist_visit(struct plist *plist)
{
    return plist->visits++ < LIMIT_PLIST_VISITS || (plist->visits = LIMIT_PLIST_VISITS, false);
}

NODISCARD enum error_code binary_open(struct plist *plist, struct error *error);
NODISCARD enum error_code binary_value(struct plist *plist, uint64_t node, struct plist_value *ret_value,
                                       struct error *error);
// ERROR_ABSENT where the node is no container.
NODISCARD enum error_code binary_slots(struct plist *plist, uint64_t node, struct plist_slots *ret_slots,
                                       struct error *error);
uint64_t binary_reference(const struct plist *plist, const struct plist_slots *slots, uint64_t slot);
// The first of `count` keys that is that string, `count` where none is; whether one on the way is damaged.
uint64_t binary_find(const struct plist *plist, const struct plist_slots *slots, struct slice key, uint64_t count,
                     bool *ret_damaged);
// The bytes of a string that is stored as bytes; false for all else.
bool binary_text(struct plist *plist, uint64_t node, struct slice *ret_text);

NODISCARD enum error_code xml_open(struct plist *plist, struct error *error);
// "-12", "+3", "0x1f", up to 64 bits and clamped beyond; false where it is no number.
bool xml_parse_integer(struct slice text, struct xml_node *node);
bool xml_parse_real(struct slice text, double *ret_real);
// False where it is no date at all; one that cannot be told is marked out_of_range.
bool xml_parse_date(struct slice text, struct xml_node *node);
// White space is skipped, missing padding forgiven; false at any other byte, ERROR_LIMIT's cause in *ret_full.
bool xml_parse_data(struct slice text, struct arena *arena, struct slice *ret_data, bool *ret_full);

// A date's value from Cocoa seconds: µs, and whether a calendar holds it.
void plist_date_fill(struct plist_value *value, double seconds);
NODISCARD enum error_code plist_slots(struct plist *plist, uint64_t node, struct plist_slots *ret_slots,
                                      struct error *error);
NODISCARD enum error_code plist_slot(struct plist *plist, const struct plist_slots *slots, uint64_t slot,
                                     uint64_t *ret_node, struct error *error);
NODISCARD enum error_code plist_node(struct plist *plist, uint64_t node, uint32_t depth, struct plist_value *ret_value,
                                     struct error *error);
// The first pair whose key is that string. ERROR_ABSENT without one, ERROR_FORMAT where a damaged key may have been it.
NODISCARD enum error_code plist_find(struct plist *plist, const struct plist_slots *slots, struct slice key,
                                     uint64_t *ret_index, struct error *error);
bool plist_key_text(struct plist *plist, uint64_t node, struct slice *ret_text);
NODISCARD enum error_code plist_budget(struct error *error);
