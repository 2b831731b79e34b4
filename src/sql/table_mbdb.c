// SPDX-License-Identifier: Apache-2.0
// mbdb_rows(): the records of a Manifest.mbdb. Columns n, file_id (the name under which the backup keeps the file: the
// SHA-1 of "domain-path"), domain, path, flags (1 file, 2 folder, 4 link, as a Manifest.db has them), mode, size,
// modified, accessed, changed (seconds since 1970), protection_class, key (wrapped; of a listing alone; a blob of one
// byte where it is no key, so that the file is not taken for one in clear). A record that is cut is counted as lost,
// and is the last.
#include "format/mbdb.h"
#include "sql/table.h"

#include <nettle/sha1.h>

#define CLASS_SIZE 4U // little-endian, before the wrapped key
#define FILE_KEY_SIZE 44U

struct mbdb_cursor {
    struct table_cursor table;
    struct mbdb mbdb;
    struct mbdb_record record;
};

static void mbdb_cursor_filter(struct table_cursor *table, UNUSED int count, UNUSED sqlite3_value **values)
{
    struct mbdb_cursor *cursor = (struct mbdb_cursor *)table;
    if (mbdb_open(&cursor->mbdb, function_document(table->context)))
        return;
    table->context->lost++;
    table->end = true;
}

static void mbdb_cursor_next(struct table_cursor *table)
{
    struct mbdb_cursor *cursor = (struct mbdb_cursor *)table;
    table->end = !mbdb_next(&cursor->mbdb, &cursor->record);
    if (table->end && mbdb_damaged(&cursor->mbdb))
        table->context->lost++;
}

static void result_file_id(sqlite3_context *context, const struct mbdb_record *record)
{
    struct sha1_ctx hash;
    uint8_t digest[SHA1_DIGEST_SIZE];
    char text[2 * SHA1_DIGEST_SIZE];
    static const char digits[] = "0123456789abcdef";
    sha1_init(&hash);
    sha1_update(&hash, record->domain.size, record->domain.data);
    sha1_update(&hash, 1, (const uint8_t *)"-");
    sha1_update(&hash, record->path.size, record->path.data);
    sha1_digest(&hash, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        text[2 * i] = digits[digest[i] >> 4];
        text[2 * i + 1] = digits[digest[i] & 15];
    }
    sqlite3_result_text(context, text, sizeof text, SQLITE_TRANSIENT);
}

static int64_t flags_of(uint32_t mode)
{
    switch (mode & 0xf000) {
    case 0x4000:
        return 2;
    case 0xa000:
        return 4;
    default:
        return 1;
    }
}

// No string is no key; one of another size is damaged, also an empty one, which may be how a plain backup has none.
// The class is the record's own, whatever the first four bytes hold: so public programs open such backups
// (iphone-dataprotection, backup4.py).
static void result_key(struct table_cursor *table, sqlite3_context *context, const struct mbdb_record *record)
{
    uint8_t key[FILE_KEY_SIZE] = {record->protection_class};
    if (!table->context->listing || !record->key.data)
        return;
    if (record->key.size == FILE_KEY_SIZE) {
        memcpy(key + CLASS_SIZE, record->key.data + CLASS_SIZE, sizeof key - CLASS_SIZE);
        sqlite3_result_blob64(context, key, sizeof key, SQLITE_TRANSIENT);
        return;
    }
    table->context->lost += record->key.size > 0;
    sqlite3_result_zeroblob(context, 1);
}

static void mbdb_cursor_column(struct table_cursor *table, sqlite3_context *context, int column)
{
    const struct mbdb_cursor *cursor = (const struct mbdb_cursor *)table;
    const struct mbdb_record *record = &cursor->record;
    const int64_t numbers[] = {
        flags_of(record->mode),   record->mode,     record->size > INT64_MAX ? INT64_MAX : (int64_t)record->size,
        record->modified,         record->accessed, record->changed,
        record->protection_class,
    };
    if (column == 0)
        sqlite3_result_int64(context, table->row);
    else if (column == 1)
        result_file_id(context, record);
    else if (column == 2 && record->domain.data)
        result_text(context, record->domain);
    else if (column == 3 && record->path.data)
        result_text(context, record->path);
    else if (column >= 4 && column < 4 + (int)ARRAY_SIZE(numbers))
        sqlite3_result_int64(context, numbers[column - 4]);
    else if (column == 4 + (int)ARRAY_SIZE(numbers))
        result_key(table, context, record);
}

const struct table_kind table_mbdb_rows = {
    .name = "mbdb_rows",
    .declaration = "CREATE TABLE x(n, file_id, domain, path, flags, mode, size, modified, accessed, changed, "
                   "protection_class, key)",
    .first_argument = 12,
    .arguments_max = 0,
    .cursor_size = sizeof(struct mbdb_cursor),
    .filter = mbdb_cursor_filter,
    .next = mbdb_cursor_next,
    .column = mbdb_cursor_column,
};
