// SPDX-License-Identifier: Apache-2.0
// Keyed archives: what NSKeyedArchiver wrote, seen as the objects that the program had. Facts: Foundation's archives as
// they stand in backups ({$archiver, $version, $objects, $top}; references are UIDs into $objects, 0 is nil), and the
// instance variables that Foundation's own classes are known to write.
#include "format/plist_private.h"
#include "format/url_join.h"

#define COMPONENT "keyed archive"
// Foundation's value classes have 1 to 4 members; with more it is an object to look into.
#define MEMBERS_MAX 8U

enum member {
    MEMBER_CLASS,
    MEMBER_KEYS,
    MEMBER_OBJECTS,
    MEMBER_STRING,
    MEMBER_BYTES,
    MEMBER_DATA,
    MEMBER_TIME,
    MEMBER_BASE,
    MEMBER_RELATIVE,
    MEMBER_UUID,
    MEMBER_INTEGER,
    MEMBER_DOUBLE,
    MEMBER_BOOLEAN,
    MEMBER_COUNT,
};

// Which of the known members an object has, and where: the nodes of their values, as stored.
struct members {
    bool present[MEMBER_COUNT];
    uint64_t node[MEMBER_COUNT];
};

// Looks for the three keys in one pass; $objects and $top leave their nodes behind. Of doubled keys the first counts.
static enum archive_state archive_look(struct plist *plist)
{
    static const struct slice names[] = {SLICE_INIT("$objects"), SLICE_INIT("$top"), SLICE_INIT("$archiver")};
    bool found[ARRAY_SIZE(names)] = {false};
    uint64_t values[ARRAY_SIZE(names)] = {0};
    struct plist_slots slots;
    if (plist->top >= plist->node_count || plist_slots(plist, plist->top, &slots, NULL) != ERROR_NONE)
        return ARCHIVE_NO;
    for (uint64_t i = 0; slots.dictionary && i < slots.count && i < MEMBERS_MAX; i++) {
        struct slice key;
        uint64_t node;
        if (plist_slot(plist, &slots, i, &node, NULL) != ERROR_NONE || !plist_key_text(plist, node, &key))
            continue;
        for (size_t name = 0; name < ARRAY_SIZE(names); name++)
            if (!found[name] && slice_equal(key, names[name]))
                found[name] = plist_slot(plist, &slots, slots.count + i, &values[name], NULL) == ERROR_NONE;
    }
    plist->archive_objects = values[0];
    plist->archive_top = values[1];
    return found[0] && found[1] && found[2] ? ARCHIVE_YES : ARCHIVE_NO;
}

bool plist_is_archive(struct plist *plist)
{
    if (plist->archive == ARCHIVE_UNKNOWN)
        plist->archive = archive_look(plist);
    return plist->archive == ARCHIVE_YES;
}

static enum error_code archive_objects(struct plist *plist, struct plist_slots *ret_slots, struct error *error)
{
    struct plist_slots slots;
    if (!plist_is_archive(plist))
        return error_set(error, ERROR_FORMAT, COMPONENT, ERROR_NO_OFFSET, "not a keyed archive");
    enum error_code code = plist_slots(plist, plist->archive_objects, &slots, NULL);
    if (code == ERROR_LIMIT)
        return plist_budget(error);
    if (code != ERROR_NONE || slots.dictionary)
        return error_set(error, ERROR_FORMAT, COMPONENT, ERROR_NO_OFFSET, "$objects is no array");
    *ret_slots = slots;
    return ERROR_NONE;
}

// Follows UIDs to what is stored; `$null` becomes PLIST_NULL.
static enum error_code archive_follow(struct plist *plist, struct plist_value *value, struct error *error)
{
    for (unsigned hops = 0; value->type == PLIST_UID; hops++) {
        struct plist_slots objects;
        uint64_t node = 0;
        uint64_t uid = (uint64_t)value->integer;
        if (hops >= LIMIT_ARCHIVE_HOPS)
            return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET, "more than %d references in a row",
                             LIMIT_ARCHIVE_HOPS);
        enum error_code code = archive_objects(plist, &objects, error);
        if (code != ERROR_NONE)
            return code;
        if (uid >= objects.count)
            return error_set(error, ERROR_FORMAT, COMPONENT, ERROR_NO_OFFSET,
                             "reference to object %" PRIu64 " of %" PRIu64, uid, objects.count);
        code = plist_slot(plist, &objects, uid, &node, error);
        if (code == ERROR_NONE)
            code = plist_node(plist, node, value->depth, value, error);
        if (code != ERROR_NONE)
            return code;
        if (uid == 0 && value->type == PLIST_STRING && slice_equal(value->bytes, SLICE("$null")))
            value->type = PLIST_NULL;
    }
    return ERROR_NONE;
}

// A stored node, with UIDs followed.
static enum error_code archive_stored(struct plist *plist, uint64_t node, uint32_t depth, struct plist_value *ret_value,
                                      struct error *error)
{
    struct plist_value value;
    enum error_code code = plist_node(plist, node, depth, &value, error);
    if (code == ERROR_NONE)
        code = archive_follow(plist, &value, error);
    if (code == ERROR_NONE)
        *ret_value = value;
    return code;
}

static enum member member_of(struct slice key)
{
    static const struct slice names[MEMBER_COUNT] = {
        [MEMBER_CLASS] = SLICE_INIT("$class"),         [MEMBER_KEYS] = SLICE_INIT("NS.keys"),
        [MEMBER_OBJECTS] = SLICE_INIT("NS.objects"),   [MEMBER_STRING] = SLICE_INIT("NS.string"),
        [MEMBER_BYTES] = SLICE_INIT("NS.bytes"),       [MEMBER_DATA] = SLICE_INIT("NS.data"),
        [MEMBER_TIME] = SLICE_INIT("NS.time"),         [MEMBER_BASE] = SLICE_INIT("NS.base"),
        [MEMBER_RELATIVE] = SLICE_INIT("NS.relative"), [MEMBER_UUID] = SLICE_INIT("NS.uuidbytes"),
        [MEMBER_INTEGER] = SLICE_INIT("NS.intval"),    [MEMBER_DOUBLE] = SLICE_INIT("NS.dblval"),
        [MEMBER_BOOLEAN] = SLICE_INIT("NS.boolval"),
    };
    for (unsigned i = 0; i < MEMBER_COUNT; i++)
        if (slice_equal(key, names[i]))
            return (enum member)i;
    return MEMBER_COUNT;
}

// The members that Foundation's own classes write; none of an object with many.
static enum error_code archive_members(struct plist *plist, uint64_t node, struct members *ret_members,
                                       struct error *error)
{
    struct plist_slots slots;
    *ret_members = (struct members){0};
    enum error_code code = plist_slots(plist, node, &slots, error);
    if (code != ERROR_NONE || !slots.dictionary || slots.count > MEMBERS_MAX)
        return code;
    for (uint64_t i = 0; i < slots.count; i++) {
        struct slice key;
        uint64_t key_node;
        uint64_t value_node;
        if (!plist_visit(plist))
            return plist_budget(error);
        if (plist_slot(plist, &slots, i, &key_node, NULL) != ERROR_NONE || !plist_key_text(plist, key_node, &key) ||
            plist_slot(plist, &slots, slots.count + i, &value_node, NULL) != ERROR_NONE)
            continue; // damaged: shows when it is asked for by name
        enum member member = member_of(key);
        if (member == MEMBER_COUNT || ret_members->present[member])
            continue;
        ret_members->present[member] = true;
        ret_members->node[member] = value_node;
    }
    return ERROR_NONE;
}

static enum error_code archive_member(struct plist *plist, const struct members *members, enum member member,
                                      uint32_t depth, struct plist_value *ret_value, struct error *error)
{
    if (!members->present[member]) {
        *ret_value = (struct plist_value){.type = PLIST_NONE};
        return ERROR_NONE;
    }
    return archive_stored(plist, members->node[member], depth, ret_value, error);
}

// Whether the object's class, or one of those it comes from, has this word in its name.
static bool archive_class_has(struct plist *plist, const struct members *members, struct slice word)
{
    struct plist_value class;
    struct plist_value names;
    struct plist_value name;
    if (archive_member(plist, members, MEMBER_CLASS, 0, &class, NULL) != ERROR_NONE || class.type != PLIST_DICTIONARY)
        return false;
    if (plist_get(plist, &class, SLICE("$classname"), &name, NULL) == ERROR_NONE && name.type == PLIST_STRING &&
        slice_find(name.bytes, word) != SIZE_MAX)
        return true;
    if (plist_get(plist, &class, SLICE("$classes"), &names, NULL) != ERROR_NONE || names.type != PLIST_ARRAY)
        return false;
    for (uint64_t i = 0; i < names.count && i < MEMBERS_MAX; i++)
        if (plist_at(plist, &names, i, NULL, &name, NULL) == ERROR_NONE && name.type == PLIST_STRING &&
            slice_find(name.bytes, word) != SIZE_MAX)
            return true;
    return false;
}

static enum error_code over_budget(struct error *error)
{
    return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET, "a value is over the memory budget");
}

// NS.relative, joined to the URLs that NS.base leads to.
static enum error_code archive_url(struct plist *plist, struct members *members, struct plist_value *value,
                                   struct error *error)
{
    struct slice url = SLICE_NONE;
    for (unsigned hops = 0; hops < LIMIT_ARCHIVE_HOPS; hops++) {
        struct plist_value part;
        enum error_code code = archive_member(plist, members, MEMBER_RELATIVE, value->depth, &part, error);
        if (code != ERROR_NONE)
            return code;
        if (part.type != PLIST_STRING && hops == 0)
            return ERROR_NONE; // an object that only looks like one
        if (hops == 0)
            url = part.bytes;
        else if (part.type == PLIST_STRING && !url_join(part.bytes, url, plist->arena, &url))
            return over_budget(error);
        code = archive_member(plist, members, MEMBER_BASE, value->depth, &part, error);
        if (code == ERROR_NONE && part.type == PLIST_DICTIONARY)
            code = archive_members(plist, part.node, members, error);
        if (code != ERROR_NONE)
            return code;
        if (part.type != PLIST_DICTIONARY) {
            *value =
                (struct plist_value){.type = PLIST_STRING, .node = value->node, .depth = value->depth, .bytes = url};
            return ERROR_NONE;
        }
    }
    return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET, "more than %d bases of a URL", LIMIT_ARCHIVE_HOPS);
}

static enum error_code archive_uuid(struct plist *plist, const struct plist_value *bytes, struct plist_value *value,
                                    struct error *error)
{
    if (bytes->type != PLIST_DATA || bytes->bytes.size != 16)
        return ERROR_NONE;
    char *text = arena_alloc(plist->arena, 37, 1);
    size_t at = 0;
    if (!text)
        return over_budget(error);
    for (size_t i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text[at++] = '-';
        text[at++] = "0123456789ABCDEF"[bytes->bytes.data[i] >> 4];
        text[at++] = "0123456789ABCDEF"[bytes->bytes.data[i] & 0xf];
    }
    *value = (struct plist_value){
        .type = PLIST_STRING, .node = value->node, .depth = value->depth, .bytes = slice_of(text, at)};
    return ERROR_NONE;
}

// The objects that stand for one value: each member with the types it may have, and what it becomes.
static enum error_code archive_scalar(struct plist *plist, const struct members *members, struct plist_value *value,
                                      struct error *error)
{
    static const enum member scalars[] = {MEMBER_STRING, MEMBER_BYTES,   MEMBER_DATA,   MEMBER_TIME,
                                          MEMBER_UUID,   MEMBER_INTEGER, MEMBER_DOUBLE, MEMBER_BOOLEAN};
    enum member member = MEMBER_COUNT;
    struct plist_value part;
    for (size_t i = 0; i < ARRAY_SIZE(scalars) && member == MEMBER_COUNT; i++)
        if (members->present[scalars[i]])
            member = scalars[i];
    if (member == MEMBER_COUNT)
        return ERROR_NONE;
    enum error_code code = archive_member(plist, members, member, value->depth, &part, error);
    if (code != ERROR_NONE)
        return code;
    bool number = part.type == PLIST_INTEGER || part.type == PLIST_REAL || part.type == PLIST_BOOLEAN;
    bool text = part.type == PLIST_STRING || part.type == PLIST_DATA;
    if (member == MEMBER_UUID)
        return archive_uuid(plist, &part, value, error);
    if (member == MEMBER_TIME && number)
        plist_date_fill(value, part.type == PLIST_REAL ? part.real : (double)part.integer);
    else if (member != MEMBER_TIME && (number || text))
        *value = part;
    if ((member == MEMBER_STRING || member == MEMBER_BYTES) && text)
        value->type = PLIST_STRING;
    if (member == MEMBER_BOOLEAN && part.type == PLIST_INTEGER)
        value->type = PLIST_BOOLEAN;
    if (value->type != PLIST_DICTIONARY)
        value->count = 0;
    return ERROR_NONE;
}

// NSArray and NSSet become the array of their elements; NSDictionary stays where it is and counts its pairs.
static enum error_code archive_container(struct plist *plist, const struct members *members, struct plist_value *value,
                                         struct error *error)
{
    struct plist_value keys;
    struct plist_value objects;
    enum error_code code = archive_member(plist, members, MEMBER_OBJECTS, value->depth, &objects, error);
    if (code == ERROR_NONE)
        code = archive_member(plist, members, MEMBER_KEYS, value->depth, &keys, error);
    if (code != ERROR_NONE || objects.type != PLIST_ARRAY)
        return code;
    if (keys.type == PLIST_ARRAY) {
        value->count = keys.count;
    } else if (!members->present[MEMBER_KEYS]) {
        *value = objects;
        value->type = archive_class_has(plist, members, SLICE("Set")) ? PLIST_SET : PLIST_ARRAY;
    }
    return ERROR_NONE;
}

// What a stored value stands for.
static enum error_code archive_resolve(struct plist *plist, struct plist_value *value, struct error *error)
{
    struct members members;
    enum error_code code = archive_follow(plist, value, error);
    if (code != ERROR_NONE || value->type != PLIST_DICTIONARY || value->count > MEMBERS_MAX)
        return code;
    code = archive_members(plist, value->node, &members, error);
    if (code != ERROR_NONE)
        return code;
    if (members.present[MEMBER_RELATIVE])
        return archive_url(plist, &members, value, error);
    if (members.present[MEMBER_OBJECTS])
        return archive_container(plist, &members, value, error);
    if (value->count == 1 && members.present[MEMBER_CLASS] && archive_class_has(plist, &members, SLICE("NSNull")))
        *value = (struct plist_value){.type = PLIST_NULL, .node = value->node, .depth = value->depth};
    return archive_scalar(plist, &members, value, error);
}

static enum error_code archive_node(struct plist *plist, uint64_t node, uint32_t depth, struct plist_value *ret_value,
                                    struct error *error)
{
    struct plist_value value;
    enum error_code code = plist_node(plist, node, depth, &value, error);
    if (code == ERROR_NONE)
        code = archive_resolve(plist, &value, error);
    if (code == ERROR_NONE)
        *ret_value = value;
    return code;
}

// `root`, as archivers name what they were given; without it the only entry of $top, or, of several, $top itself.
enum error_code archive_root(struct plist *plist, struct plist_value *ret_value, struct error *error)
{
    struct plist_value value;
    struct plist_value top;
    if (!plist_is_archive(plist))
        return error_set(error, ERROR_FORMAT, COMPONENT, ERROR_NO_OFFSET, "not a keyed archive");
    enum error_code code = plist_node(plist, plist->archive_top, 0, &top, error);
    if (code != ERROR_NONE)
        return code;
    code = plist_get(plist, &top, SLICE("root"), &value, NULL);
    if (code == ERROR_ABSENT && top.count > 1) {
        value = top;
        code = ERROR_NONE;
    } else if (code == ERROR_ABSENT) {
        code = plist_at(plist, &top, 0, NULL, &value, error);
    } else if (code != ERROR_NONE) {
        code = error_set(error, code, COMPONENT, ERROR_NO_OFFSET, "$top cannot be read");
    }
    value.depth = 0;
    if (code == ERROR_NONE)
        code = archive_resolve(plist, &value, error);
    if (code == ERROR_NONE)
        *ret_value = value;
    return code;
}

// An NSDictionary's two lists; *ret_pairs false where the object is none.
static enum error_code archive_pairs(struct plist *plist, const struct plist_value *container,
                                     struct plist_slots *ret_keys, struct plist_slots *ret_objects, bool *ret_pairs,
                                     struct error *error)
{
    struct members members;
    struct plist_value keys;
    struct plist_value objects;
    *ret_pairs = false;
    if (container->type != PLIST_DICTIONARY)
        return ERROR_NONE;
    enum error_code code = archive_members(plist, container->node, &members, error);
    if (code != ERROR_NONE || !members.present[MEMBER_KEYS] || !members.present[MEMBER_OBJECTS])
        return code;
    code = archive_member(plist, &members, MEMBER_KEYS, 0, &keys, error);
    if (code == ERROR_NONE)
        code = archive_member(plist, &members, MEMBER_OBJECTS, 0, &objects, error);
    if (code != ERROR_NONE || keys.type != PLIST_ARRAY || objects.type != PLIST_ARRAY)
        return code;
    *ret_pairs = true;
    code = plist_slots(plist, keys.node, ret_keys, error);
    return code == ERROR_NONE ? plist_slots(plist, objects.node, ret_objects, error) : code;
}

static enum error_code archive_object_at(struct plist *plist, const struct plist_slots *objects, uint64_t index,
                                         uint32_t depth, struct plist_value *ret_value, struct error *error)
{
    uint64_t node = 0;
    if (index >= objects->count)
        return error_set(error, ERROR_FORMAT, COMPONENT, ERROR_NO_OFFSET, "key %" PRIu64 " has no object", index);
    enum error_code code = plist_slot(plist, objects, index, &node, error);
    return code == ERROR_NONE ? archive_node(plist, node, depth, ret_value, error) : code;
}

static enum error_code archive_pair_find(struct plist *plist, const struct plist_slots *keys, struct slice key,
                                         uint64_t *ret_index, struct error *error)
{
    bool damaged = false;
    for (uint64_t i = 0; i < keys->count; i++) {
        struct plist_value value = {.type = PLIST_NONE};
        enum error_code code = archive_object_at(plist, keys, i, 0, &value, NULL);
        if (code == ERROR_LIMIT)
            return error_set(error, code, COMPONENT, ERROR_NO_OFFSET, "a budget is used up after %" PRIu64 " keys", i);
        damaged = damaged || code != ERROR_NONE;
        if (code == ERROR_NONE && value.type == PLIST_STRING && slice_equal(value.bytes, key)) {
            *ret_index = i;
            return ERROR_NONE;
        }
    }
    if (!error)
        return damaged ? ERROR_FORMAT : ERROR_ABSENT;
    return error_set(error, damaged ? ERROR_FORMAT : ERROR_ABSENT, COMPONENT, ERROR_NO_OFFSET,
                     damaged ? "no key %s (a key is damaged)" : "no key %s", ERROR_QUOTE(key));
}

enum error_code archive_get(struct plist *plist, const struct plist_value *dictionary, struct slice key,
                            struct plist_value *ret_value, struct error *error)
{
    struct plist_slots keys;
    struct plist_slots objects;
    bool pairs;
    uint64_t index = 0;
    enum error_code code = archive_pairs(plist, dictionary, &keys, &objects, &pairs, error);
    if (code != ERROR_NONE)
        return code;
    if (pairs) {
        code = archive_pair_find(plist, &keys, key, &index, error);
        return code == ERROR_NONE ? archive_object_at(plist, &objects, index, dictionary->depth + 1, ret_value, error)
                                  : code;
    }
    struct plist_value value;
    code = plist_get(plist, dictionary, key, &value, error);
    if (code == ERROR_NONE)
        code = archive_resolve(plist, &value, error);
    if (code == ERROR_NONE)
        *ret_value = value;
    return code;
}

enum error_code archive_at(struct plist *plist, const struct plist_value *container, uint64_t index,
                           struct plist_value *ret_key, struct plist_value *ret_value, struct error *error)
{
    struct plist_slots keys;
    struct plist_slots objects;
    struct plist_value key = {.type = PLIST_NONE};
    struct plist_value value;
    bool pairs;
    enum error_code code = archive_pairs(plist, container, &keys, &objects, &pairs, error);
    if (code != ERROR_NONE)
        return code;
    if (!pairs) {
        code = plist_at(plist, container, index, ret_key ? &key : NULL, &value, error);
        if (code == ERROR_NONE)
            code = archive_resolve(plist, &value, error);
    } else if (index >= keys.count) {
        code = error_set(error, ERROR_ABSENT, COMPONENT, ERROR_NO_OFFSET, "no pair %" PRIu64 " of %" PRIu64, index,
                         keys.count);
    } else {
        code = ret_key ? archive_object_at(plist, &keys, index, container->depth + 1, &key, error) : ERROR_NONE;
        if (code == ERROR_NONE)
            code = archive_object_at(plist, &objects, index, container->depth + 1, &value, error);
    }
    if (code != ERROR_NONE)
        return code;
    *ret_value = value;
    if (ret_key)
        *ret_key = key;
    return ERROR_NONE;
}
