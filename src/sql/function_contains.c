// SPDX-License-Identifier: Apache-2.0
// contains(text, needle, …) and icontains(…): true where any of the needles stands in the text. By length, so that a
// NUL hides nothing; a blob is text. icontains folds case over all of Unicode, needles once a statement, the text once
// a call.
#include "base/utf8.h"
#include "sql/functions.h"
#include "sql/functions_private.h"

#include <unicase.h>

#define NEEDLES_MAX 126 // a function takes 127 arguments (SQLITE_MAX_FUNCTION_ARG)

// SQLite keeps what a call leaves with a constant argument, and drops it at once with one that is not: as long as each
// argument still holds its share, the needles are the same.
struct needles {
    size_t count;
    size_t held; // arguments that hold a share
    struct slice folded[NEEDLES_MAX];
    uint8_t pairs[8192]; // a bit for each pair of bytes that a needle begins with
    bool short_needle;   // one of a single byte or none: no use of the pairs
    struct arena *arena;
};

// Lower case of upper case: so that both forms of sigma, long s, … fall together. ASCII stays by itself.
static uint32_t fold(uint32_t code_point)
{
    return uc_tolower(uc_toupper(code_point));
}

static bool text_fold(struct slice text, struct buffer *buffer)
{
    uint8_t *room = buffer_extend(buffer, text.size);
    if (!room && text.size)
        return false;
    size_t plain = 0;
    while (plain < text.size && text.data[plain] < 0x80) {
        room[plain] = byte_lower(text.data[plain]);
        plain++;
    }
    if (plain == text.size)
        return true;
    buffer->size = plain;
    for (size_t at = plain; at < text.size;) {
        uint8_t first = text.data[at];
        if (first < 0x80) {
            buffer_put_byte(buffer, byte_lower(first));
            at++;
            continue;
        }
        uint32_t code_point = utf8_next(text, &at);
        if (code_point == UTF8_INVALID)
            buffer_put_byte(buffer, first);
        else
            utf8_put(buffer, fold(code_point));
    }
    return !buffer->failed;
}

static void needles_drop(void *pointer)
{
    struct needles *needles = pointer;
    if (--needles->held > 0)
        return;
    needles->arena = arena_free(needles->arena);
    free(needles);
}

// The caller's own share goes last, so that they stand as long as they are looked at.
static void needles_keep(sqlite3_context *context, struct needles *needles)
{
    for (size_t i = 0; i < needles->count; i++) {
        needles->held++;
        sqlite3_set_auxdata(context, (int)i + 1, needles, needles_drop);
    }
}

static bool needle_add(struct needles *needles, struct slice needle)
{
    struct buffer folded CLEANUP_BUFFER;
    size_t at = needles->count++;
    buffer_init(&folded, 1U << 16);
    if (!text_fold(needle, &folded) || !arena_copy(needles->arena, buffer_slice(&folded), &needles->folded[at]))
        return false;
    struct slice first = needles->folded[at];
    if (first.size < 2) {
        needles->short_needle = true;
        return true;
    }
    unsigned pair = (unsigned)first.data[0] << 8 | first.data[1];
    needles->pairs[pair >> 3] |= (uint8_t)(1U << (pair & 7));
    return true;
}

static struct needles *needles_new(int count, sqlite3_value **values)
{
    struct needles *needles = calloc(1, sizeof *needles);
    if (!needles)
        return NULL;
    needles->held = 1;
    needles->arena = arena_new(1U << 20);
    bool all = needles->arena != NULL;
    for (int i = 0; all && i < count; i++)
        all = needle_add(needles, value_bytes(values[i]));
    if (all)
        return needles;
    needles_drop(needles);
    return NULL;
}

static bool needles_at(const struct needles *needles, struct slice rest)
{
    for (size_t i = 0; i < needles->count; i++)
        if (needles->folded[i].size && slice_starts(rest, needles->folded[i]))
            return true;
    return false;
}

static bool needles_find(const struct needles *needles, struct slice text)
{
    for (size_t i = 0; needles->short_needle && i < needles->count; i++)
        if (needles->folded[i].size == 1 && slice_find(text, needles->folded[i]) != SIZE_MAX)
            return true;
    for (size_t at = 0; at + 1 < text.size; at++) {
        unsigned pair = (unsigned)text.data[at] << 8 | text.data[at + 1];
        if ((needles->pairs[pair >> 3] & 1U << (pair & 7)) && needles_at(needles, slice_from(text, at)))
            return true;
    }
    return false;
}

void function_icontains(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct buffer folded CLEANUP_BUFFER;
    buffer_init(&folded, SIZE_MAX / 4);
    if (count < 2 || count > NEEDLES_MAX + 1 || sqlite3_value_type(values[0]) == SQLITE_NULL)
        return;
    struct needles *needles = sqlite3_get_auxdata(context, 1);
    bool kept = needles && needles->held == (size_t)count - 1;
    if (!kept)
        needles = needles_new(count - 1, values + 1);
    if (needles && text_fold(value_bytes(values[0]), &folded))
        sqlite3_result_int(context, needles_find(needles, buffer_slice(&folded)));
    if (!needles || kept)
        return;
    needles_keep(context, needles);
    needles_drop(needles);
}

void function_contains(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (count < 2 || sqlite3_value_type(values[0]) == SQLITE_NULL)
        return;
    struct slice text = value_bytes(values[0]);
    bool found = false;
    for (int i = 1; !found && i < count; i++) {
        struct slice needle = value_bytes(values[i]);
        found = needle.size && slice_find(text, needle) != SIZE_MAX;
    }
    sqlite3_result_int(context, found);
}
