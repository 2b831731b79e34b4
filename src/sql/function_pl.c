// SPDX-License-Identifier: Apache-2.0
// pl(plist, key, …): one value out of a property list or keyed archive, by walking it. `plist` is a blob (or the text
// of an XML one), or a node that plist_rows() gave. Keys are texts, indexes are numbers. Dates are µs UTC, integers
// above 2^63 text, containers NULL (plist_rows() walks those).
#include "sql/node.h"

#include "base/limits.h"
#include "sql/functions.h"
#include "sql/functions_private.h"

#include <stdio.h>

#define KEPT_SIZE 4096U // bytes of a property list that is kept: looking whether it is the same must stay cheap
#define KEPT_USES 64U   // what its strings take in the arena goes after so many

bool result_plist_value(sqlite3_context *context, const struct plist_value *value)
{
    char text[24];
    if (value->bytes.size > (size_t)LIMIT_SQL_LENGTH)
        return false;
    switch (value->type) {
    case PLIST_BOOLEAN:
    case PLIST_UID:
        sqlite3_result_int64(context, value->integer);
        break;
    case PLIST_INTEGER:
        if (value->is_unsigned) {
            int size = snprintf(text, sizeof text, "%" PRIu64, (uint64_t)value->integer);
            result_text(context, slice_of(text, (size_t)size));
        } else {
            sqlite3_result_int64(context, value->integer);
        }
        break;
    case PLIST_DATE:
        sqlite3_result_int64(context, value->integer);
        break;
    case PLIST_REAL:
        sqlite3_result_double(context, value->real);
        break;
    case PLIST_STRING:
        result_text(context, value->bytes);
        break;
    case PLIST_DATA:
        sqlite3_result_blob64(context, value->bytes.data ? (const void *)value->bytes.data : "", value->bytes.size,
                              SQLITE_TRANSIENT);
        break;
    case PLIST_NONE:
    case PLIST_NULL:
    case PLIST_ARRAY:
    case PLIST_SET:
    case PLIST_DICTIONARY:
    default:
        break;
    }
    return true;
}

enum error_code plist_walk(struct plist *plist, int count, sqlite3_value **keys, struct plist_value *value)
{
    for (int i = 0; i < count; i++) {
        struct plist_value next;
        enum error_code code;
        if (sqlite3_value_type(keys[i]) == SQLITE_INTEGER && value->type != PLIST_DICTIONARY) {
            int64_t at = sqlite3_value_int64(keys[i]);
            code = at < 0 ? ERROR_ABSENT : document_at(plist, value, (uint64_t)at, NULL, &next, NULL);
        } else {
            code = document_get(plist, value, value_bytes(keys[i]), &next, NULL);
        }
        if (code)
            return code;
        *value = next;
    }
    return ERROR_NONE;
}

static enum error_code kept_open(struct kept_plist *kept, struct slice bytes)
{
    arena_reset(kept->arena);
    *kept = (struct kept_plist){.arena = kept->arena};
    if (!arena_copy(kept->arena, bytes, &kept->bytes))
        return ERROR_LIMIT;
    enum error_code code = plist_open(kept->bytes, kept->arena, &kept->plist, NULL);
    code = code ? code : document_root(kept->plist, &kept->root, NULL);
    if (code)
        kept->plist = NULL;
    return code;
}

enum error_code plist_of_value(struct function_context *own, sqlite3_value *value, struct plist **ret_plist,
                               struct plist_value *ret_root)
{
    struct kept_plist *kept = &own->kept;
    struct slice bytes = value_bytes(value);
    enum error_code code = ERROR_NONE;
    if (bytes.size > KEPT_SIZE) {
        struct plist *plist = NULL;
        struct plist_value root;
        code = plist_open(bytes, own->scratch, &plist, NULL);
        code = code ? code : document_root(plist, &root, NULL);
        if (!code) {
            *ret_plist = plist;
            *ret_root = root;
        }
        return code;
    }
    if (!kept->plist || kept->uses++ == KEPT_USES || !slice_equal(kept->bytes, bytes))
        code = kept_open(kept, bytes);
    if (code)
        return code;
    plist_again(kept->plist);
    *ret_plist = kept->plist;
    *ret_root = kept->root;
    return ERROR_NONE;
}

static enum error_code pl(struct function_context *own, int count, sqlite3_value **values,
                          struct plist_value *ret_value)
{
    struct plist_node *node = sqlite3_value_pointer(values[0], PLIST_NODE);
    struct plist *plist = node ? node->plist : NULL;
    if (node) {
        *ret_value = node->value;
        return plist_walk(plist, count - 1, values + 1, ret_value);
    }
    enum error_code code = plist_of_value(own, values[0], &plist, ret_value);
    return code ? code : plist_walk(plist, count - 1, values + 1, ret_value);
}

void function_pl(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct function_context *own = sqlite3_user_data(context);
    struct plist_value value;
    if (count < 1)
        return;
    // A pointer of plist_rows() looks like NULL to sqlite3_value_type().
    if (sqlite3_value_type(values[0]) == SQLITE_NULL && !sqlite3_value_pointer(values[0], PLIST_NODE))
        return;
    enum error_code code = pl(own, count, values, &value);
    if (code == ERROR_NONE)
        own->lost += !result_plist_value(context, &value);
    else if (code != ERROR_ABSENT)
        own->lost++;
    arena_reset(own->scratch);
}
