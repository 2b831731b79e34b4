// SPDX-License-Identifier: Apache-2.0
// Property lists, binary ("bplist00") and XML, seen through one lazy view: nothing is copied into a tree for the binary
// form, so a file whose objects refer to one another many times over costs no memory. Budgets: LIMIT_PLIST_*.
// Facts: Apple's CFBinaryPList.c (open-sourced CoreFoundation, layout comment) and the property list DTD 1.0.
#pragma once

#include "base/arena.h"
#include "base/error.h"

enum plist_type {
    PLIST_NONE = 0, // absent
    PLIST_NULL,
    PLIST_BOOLEAN,
    PLIST_INTEGER,
    PLIST_REAL,
    PLIST_DATE,
    PLIST_DATA,
    PLIST_STRING,
    PLIST_UID, // keyed archives' reference; in XML a dictionary {CF$UID: n}
    PLIST_ARRAY,
    PLIST_SET,
    PLIST_DICTIONARY,
};

struct plist;

struct plist_value {
    enum plist_type type;
    uint64_t node;      // where it stands in its document (object number, or node of the XML tree)
    uint64_t count;     // elements of an array, set or dictionary
    uint32_t depth;     // containers around it; over LIMIT_PLIST_DEPTH is ERROR_LIMIT
    int64_t integer;    // PLIST_INTEGER (see is_unsigned), PLIST_BOOLEAN 0/1, PLIST_UID; PLIST_DATE: µs since 1970
    bool is_unsigned;   // the integer's bits are a uint64_t above INT64_MAX
    bool out_of_range;  // an integer of more than 64 bits, a date that no calendar holds: clamped
    double real;        // PLIST_REAL, and PLIST_DATE as Cocoa seconds
    struct slice bytes; // PLIST_STRING as UTF-8 (borrowed, or in the arena where it was UTF-16), PLIST_DATA
};

// Looks at the bytes (borrowed until the arena is reset) and checks header and trailer, or parses the XML into the
// arena. ERROR_FORMAT where it is neither form; the offset says where.
// ERROR_UNSUPPORTED for bplist15 to 17.
NODISCARD enum error_code plist_open(struct slice bytes, struct arena *arena, struct plist **ret_plist,
                                     struct error *error);
// The budget of visits begins anew, for a document that is kept and asked again.
void plist_again(struct plist *plist);
// The top object; ERROR_ABSENT for an empty <plist/>. Each of the following gives ERROR_FORMAT for a damaged object,
// ERROR_LIMIT when the document's budget of visits or its depth is used up, ERROR_ABSENT where there is no such key or
// index, and where the container is none. Of a key that stands twice the first counts.
NODISCARD enum error_code plist_root(struct plist *plist, struct plist_value *ret_value, struct error *error);
NODISCARD enum error_code plist_get(struct plist *plist, const struct plist_value *dictionary, struct slice key,
                                    struct plist_value *ret_value, struct error *error);
// Element `index` of an array, set or dictionary; ret_key may be NULL (and is PLIST_NONE for arrays and sets).
NODISCARD enum error_code plist_at(struct plist *plist, const struct plist_value *container, uint64_t index,
                                   struct plist_value *ret_key, struct plist_value *ret_value, struct error *error);

// Keyed archives (NSKeyedArchiver): {"$archiver", "$version", "$objects", "$top"}.
bool plist_is_archive(struct plist *plist);
// The archive's root object: $top.root, else the first entry of $top.
NODISCARD enum error_code archive_root(struct plist *plist, struct plist_value *ret_value, struct error *error);
// Like plist_get() and plist_at() on the object graph as the program had it: UIDs are followed; NSDictionary, NSArray
// and NSSet (NS.keys, NS.objects), NSString and NSMutableString (NS.string, NS.bytes), NSData (NS.data), NSDate
// (NS.time), NSURL (NS.base, NS.relative), NSUUID (NS.uuidbytes), NSNull, NSNumber become what they stand for,
// recognised by those members, so that subclasses are too; other objects are dictionaries of their instance variables
// (and of $class, whose $classname names it). UUIDs and URLs are strings, a relative URL joined to its base. A cycle
// ends at LIMIT_ARCHIVE_HOPS, at the depth, and at the document's visits.
NODISCARD enum error_code archive_get(struct plist *plist, const struct plist_value *dictionary, struct slice key,
                                      struct plist_value *ret_value, struct error *error);
NODISCARD enum error_code archive_at(struct plist *plist, const struct plist_value *container, uint64_t index,
                                     struct plist_value *ret_key, struct plist_value *ret_value, struct error *error);

// One way for both: in an archive the archive_ form, else the plist_ form. What `pl()` and `plist_rows()` stand on.
// document_get() of an array or set by a key that is decimal digits is document_at().
NODISCARD enum error_code document_root(struct plist *plist, struct plist_value *ret_value, struct error *error);
NODISCARD enum error_code document_get(struct plist *plist, const struct plist_value *container, struct slice key,
                                       struct plist_value *ret_value, struct error *error);
NODISCARD enum error_code document_at(struct plist *plist, const struct plist_value *container, uint64_t index,
                                      struct plist_value *ret_key, struct plist_value *ret_value, struct error *error);
