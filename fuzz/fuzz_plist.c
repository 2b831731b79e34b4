// SPDX-License-Identifier: Apache-2.0
// Opens both forms and walks all that is there, as plain property list and as keyed archive, within the budgets.
#include "fuzz.h"

#include "base/limits.h"
#include "format/plist.h"

#define BUDGET (16U << 20)
#define MEMBERS 1000U // looked at a walk: the visits alone would take a second each time

struct walk {
    struct plist *plist;
    bool document; // else the plain form
    unsigned members;
};

static volatile uint8_t sink;

static void touch(const struct plist_value *value)
{
    for (size_t i = 0; i < value->bytes.size; i++)
        sink ^= value->bytes.data[i];
    if (value->depth > LIMIT_PLIST_DEPTH)
        abort();
}

// As deep as the reader lets it: LIMIT_PLIST_DEPTH.
static void walk_value(struct walk *walk, const struct plist_value *value)
{
    bool container = value->type == PLIST_ARRAY || value->type == PLIST_SET || value->type == PLIST_DICTIONARY;
    touch(value);
    for (uint64_t i = 0; container && i < value->count && walk->members < MEMBERS; i++) {
        struct plist_value key = {.type = PLIST_NONE};
        struct plist_value member;
        enum error_code code = walk->document ? document_at(walk->plist, value, i, &key, &member, NULL)
                                              : plist_at(walk->plist, value, i, &key, &member, NULL);
        walk->members++;
        if (code == ERROR_LIMIT)
            break;
        if (code != ERROR_NONE)
            continue;
        touch(&key);
        if (key.type == PLIST_STRING && document_get(walk->plist, value, key.bytes, &key, NULL) == ERROR_NONE)
            touch(&key);
        walk_value(walk, &member);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_ARENA struct arena *arena = arena_new(BUDGET);
    struct plist *plist = NULL;
    struct plist_value root;
    struct error error;
    error_clear(&error);
    if (!arena || plist_open(slice_of(data, size), arena, &plist, &error) != ERROR_NONE)
        return 0;
    struct walk walk = {.plist = plist};
    if (plist_root(plist, &root, &error) == ERROR_NONE)
        walk_value(&walk, &root);
    walk = (struct walk){.plist = plist, .document = true};
    if (document_root(plist, &root, &error) == ERROR_NONE)
        walk_value(&walk, &root);
    return 0;
}
