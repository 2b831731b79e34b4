// SPDX-License-Identifier: Apache-2.0
#include "format/plist_private.h"

enum error_code plist_budget(struct error *error)
{
    return error_set(error, ERROR_LIMIT, "plist", ERROR_NO_OFFSET, "more than %u nodes were looked at",
                     LIMIT_PLIST_VISITS);
}

// The XML form begins with "<" behind white space, or with a byte order mark.
static bool looks_xml(struct slice bytes)
{
    if (slice_starts(bytes, SLICE("\xff\xfe")) || slice_starts(bytes, SLICE("\xfe\xff")))
        return true;
    if (slice_starts(bytes, SLICE("\xef\xbb\xbf")))
        bytes = slice_from(bytes, 3);
    size_t at = 0;
    while (at < bytes.size && byte_is_space(bytes.data[at]))
        at++;
    return at < bytes.size && bytes.data[at] == '<';
}

enum error_code plist_open(struct slice bytes, struct arena *arena, struct plist **ret_plist, struct error *error)
{
    if (bytes.size > LIMIT_PLIST_SIZE)
        return error_set(error, ERROR_LIMIT, "plist", LIMIT_PLIST_SIZE, "property list of %zu bytes is over %u",
                         bytes.size, LIMIT_PLIST_SIZE);
    bool binary = bytes.size >= 8 && memcmp(bytes.data, "bplist", 6) == 0;
    if (!binary && !looks_xml(bytes))
        return error_set(error, ERROR_FORMAT, "plist", 0, "neither a binary nor an XML property list");
    struct plist *plist = arena_new_object(arena, struct plist);
    if (!plist)
        return error_set(error, ERROR_LIMIT, "plist", 0, "a property list is over the memory budget");
    plist->bytes = bytes;
    plist->arena = arena;
    enum error_code code = binary ? binary_open(plist, error) : xml_open(plist, error);
    if (code == ERROR_NONE)
        *ret_plist = plist;
    return code;
}

void plist_again(struct plist *plist)
{
    plist->visits = 0;
}

static void xml_value(const struct plist *plist, uint64_t at, struct plist_value *ret_value)
{
    const struct xml_node *node = &plist->nodes[at];
    *ret_value = (struct plist_value){
        .type = (enum plist_type)node->type,
        .node = at,
        .count = node->count,
        .integer = node->integer,
        .is_unsigned = node->is_unsigned,
        .out_of_range = node->out_of_range,
        .real = node->real,
        .bytes = node->bytes,
    };
}

enum error_code plist_node(struct plist *plist, uint64_t node, uint32_t depth, struct plist_value *ret_value,
                           struct error *error)
{
    enum error_code code = ERROR_NONE;
    if (depth > LIMIT_PLIST_DEPTH)
        return error_set(error, ERROR_LIMIT, "plist", ERROR_NO_OFFSET, "nested more than %d deep", LIMIT_PLIST_DEPTH);
    if (plist->binary)
        code = binary_value(plist, node, ret_value, error);
    else if (!plist_visit(plist))
        code = plist_budget(error);
    else
        xml_value(plist, node, ret_value);
    if (code == ERROR_NONE)
        ret_value->depth = depth;
    return code;
}

enum error_code plist_slots(struct plist *plist, uint64_t node, struct plist_slots *ret_slots, struct error *error)
{
    if (plist->binary)
        return binary_slots(plist, node, ret_slots, error);
    if (!plist_visit(plist))
        return plist_budget(error);
    const struct xml_node *container = &plist->nodes[node];
    if (container->type != PLIST_ARRAY && container->type != PLIST_DICTIONARY)
        return error_set(error, ERROR_ABSENT, "plist", ERROR_NO_OFFSET, "not a container");
    *ret_slots = (struct plist_slots){
        .children = plist->children + container->children,
        .count = container->count,
        .dictionary = container->type == PLIST_DICTIONARY,
    };
    return ERROR_NONE;
}

enum error_code plist_slot(struct plist *plist, const struct plist_slots *slots, uint64_t slot, uint64_t *ret_node,
                           struct error *error)
{
    uint64_t node = plist->binary ? binary_reference(plist, slots, slot) : slots->children[slot];
    if (node >= plist->node_count) {
        size_t at = plist->binary ? (size_t)(slots->references.data - plist->bytes.data) : 0;
        return error_set(error, ERROR_FORMAT, "bplist", at + slot * plist->reference_size,
                         "reference to object %" PRIu64 " of %" PRIu64, node, plist->node_count);
    }
    *ret_node = node;
    return ERROR_NONE;
}

bool plist_key_text(struct plist *plist, uint64_t node, struct slice *ret_text)
{
    if (plist->binary)
        return binary_text(plist, node, ret_text);
    *ret_text = plist->nodes[node].bytes;
    return plist->nodes[node].type == PLIST_STRING;
}

static uint64_t xml_find(const struct plist *plist, const struct plist_slots *slots, struct slice key, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++)
        if (slice_equal(plist->nodes[slots->children[i]].bytes, key))
            return i;
    return count;
}

enum error_code plist_find(struct plist *plist, const struct plist_slots *slots, struct slice key, uint64_t *ret_index,
                           struct error *error)
{
    bool damaged = false;
    uint64_t keys = slots->dictionary ? slots->count : 0;
    uint64_t left = LIMIT_PLIST_VISITS - plist->visits;
    uint64_t count = keys < left ? keys : left;
    uint64_t index =
        plist->binary ? binary_find(plist, slots, key, count, &damaged) : xml_find(plist, slots, key, count);
    plist->visits += (uint32_t)(index < count ? index + 1 : count);
    if (index < count) {
        *ret_index = index;
        return ERROR_NONE;
    }
    if (count < keys)
        return plist_budget(error);
    if (!error)
        return damaged ? ERROR_FORMAT : ERROR_ABSENT;
    return error_set(error, damaged ? ERROR_FORMAT : ERROR_ABSENT, "plist", ERROR_NO_OFFSET,
                     damaged ? "no key %s (a key is damaged)" : "no key %s", ERROR_QUOTE(key));
}

enum error_code plist_root(struct plist *plist, struct plist_value *ret_value, struct error *error)
{
    if (plist->top >= plist->node_count)
        return error_set(error, ERROR_ABSENT, "plist", ERROR_NO_OFFSET, "the property list is empty");
    return plist_node(plist, plist->top, 0, ret_value, error);
}

static bool is_container(const struct plist_value *value)
{
    return value->type == PLIST_ARRAY || value->type == PLIST_SET || value->type == PLIST_DICTIONARY;
}

static enum error_code container_slots(struct plist *plist, const struct plist_value *container,
                                       struct plist_slots *ret_slots, struct error *error)
{
    if (!is_container(container))
        return error_set(error, ERROR_ABSENT, "plist", ERROR_NO_OFFSET, "not a container");
    return plist_slots(plist, container->node, ret_slots, error);
}

enum error_code plist_get(struct plist *plist, const struct plist_value *dictionary, struct slice key,
                          struct plist_value *ret_value, struct error *error)
{
    struct plist_slots slots;
    uint64_t index = 0;
    uint64_t node = 0;
    enum error_code code = container_slots(plist, dictionary, &slots, error);
    if (code == ERROR_NONE)
        code = plist_find(plist, &slots, key, &index, error);
    if (code == ERROR_NONE)
        code = plist_slot(plist, &slots, slots.count + index, &node, error);
    return code == ERROR_NONE ? plist_node(plist, node, dictionary->depth + 1, ret_value, error) : code;
}

enum error_code plist_at(struct plist *plist, const struct plist_value *container, uint64_t index,
                         struct plist_value *ret_key, struct plist_value *ret_value, struct error *error)
{
    struct plist_slots slots;
    struct plist_value key = {.type = PLIST_NONE};
    uint64_t node = 0;
    enum error_code code = container_slots(plist, container, &slots, error);
    if (code != ERROR_NONE)
        return code;
    if (index >= slots.count)
        return error_set(error, ERROR_ABSENT, "plist", ERROR_NO_OFFSET, "no element %" PRIu64 " of %" PRIu64, index,
                         slots.count);
    if (slots.dictionary && ret_key) {
        code = plist_slot(plist, &slots, index, &node, error);
        if (code == ERROR_NONE)
            code = plist_node(plist, node, container->depth + 1, &key, error);
    }
    if (code == ERROR_NONE)
        code = plist_slot(plist, &slots, slots.dictionary ? slots.count + index : index, &node, error);
    if (code == ERROR_NONE)
        code = plist_node(plist, node, container->depth + 1, ret_value, error);
    if (code == ERROR_NONE && ret_key)
        *ret_key = key;
    return code;
}

enum error_code document_root(struct plist *plist, struct plist_value *ret_value, struct error *error)
{
    return plist_is_archive(plist) ? archive_root(plist, ret_value, error) : plist_root(plist, ret_value, error);
}

enum error_code document_get(struct plist *plist, const struct plist_value *container, struct slice key,
                             struct plist_value *ret_value, struct error *error)
{
    uint64_t index = 0;
    bool listed = container->type == PLIST_ARRAY || container->type == PLIST_SET;
    if (listed && slice_decimal(key, &index))
        return document_at(plist, container, index, NULL, ret_value, error);
    return plist_is_archive(plist) ? archive_get(plist, container, key, ret_value, error)
                                   : plist_get(plist, container, key, ret_value, error);
}

enum error_code document_at(struct plist *plist, const struct plist_value *container, uint64_t index,
                            struct plist_value *ret_key, struct plist_value *ret_value, struct error *error)
{
    return plist_is_archive(plist) ? archive_at(plist, container, index, ret_key, ret_value, error)
                                   : plist_at(plist, container, index, ret_key, ret_value, error);
}
