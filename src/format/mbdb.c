// SPDX-License-Identifier: Apache-2.0
#include "format/mbdb.h"

bool mbdb_open(struct mbdb *mbdb, struct slice bytes)
{
    mbdb->cursor = cursor_over(bytes);
    struct slice magic = cursor_bytes(&mbdb->cursor, 4);
    (void)cursor_u16be(&mbdb->cursor); // version 5.0
    return slice_equal(magic, SLICE("mbdb")) && cursor_ok(&mbdb->cursor);
}

static struct slice string_next(struct cursor *cursor)
{
    uint16_t size = cursor_u16be(cursor);
    return size == 0xffff ? SLICE_NONE : cursor_bytes(cursor, size);
}

bool mbdb_next(struct mbdb *mbdb, struct mbdb_record *ret_record)
{
    struct cursor *cursor = &mbdb->cursor;
    struct mbdb_record record = {0};
    if (cursor_end(cursor))
        return false;
    record.domain = string_next(cursor);
    record.path = string_next(cursor);
    record.target = string_next(cursor);
    record.digest = string_next(cursor);
    record.key = string_next(cursor);
    record.mode = cursor_u16be(cursor);
    record.inode = cursor_u64be(cursor);
    cursor_skip(cursor, 8); // user, group
    record.modified = cursor_u32be(cursor);
    record.accessed = cursor_u32be(cursor);
    record.changed = cursor_u32be(cursor);
    record.size = cursor_u64be(cursor);
    record.protection_class = cursor_u8(cursor);
    unsigned properties = cursor_u8(cursor);
    for (unsigned i = 0; i < properties * 2 && cursor_ok(cursor); i++)
        (void)string_next(cursor);
    if (!cursor_ok(cursor))
        return false;
    *ret_record = record;
    return true;
}

bool mbdb_damaged(const struct mbdb *mbdb)
{
    return !cursor_ok(&mbdb->cursor);
}
