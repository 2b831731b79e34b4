// SPDX-License-Identifier: Apache-2.0
// backup_file_key(file): of the keyed archive that a backup's list keeps for a file, the file's own key as it is
// wrapped there (44 bytes: class, RFC 3394); NULL where it has none, a blob of one byte where it cannot be read, so
// that the file is not taken for one in clear: also where it is no keyed archive of an object. Only the listing gets
// it; elsewhere NULL at once. Source of the member's name: theapplewiki.com/wiki/ITunes_Backup (MBFile: EncryptionKey).
#include "sql/functions_private.h"

#include "format/plist.h"
#include "sql/functions.h"
#include "sql/node.h"

#define KEY_SIZE 44U

// ERROR_ABSENT where the record is whole and has none.
static enum error_code key_member(struct function_context *own, sqlite3_value *record, struct plist_value *ret_value)
{
    struct plist *plist = NULL;
    struct plist_value root;
    if (plist_of_value(own, record, &plist, &root) || !plist_is_archive(plist) || root.type != PLIST_DICTIONARY)
        return ERROR_FORMAT;
    return archive_get(plist, &root, SLICE("EncryptionKey"), ret_value, NULL);
}

void function_backup_file_key(sqlite3_context *context, UNUSED int count, sqlite3_value **values)
{
    struct function_context *own = sqlite3_user_data(context);
    struct plist_value value;
    if (!own->listing)
        return;
    if (sqlite3_value_type(values[0]) != SQLITE_BLOB) {
        sqlite3_result_zeroblob(context, 1);
        return;
    }
    enum error_code code = key_member(own, values[0], &value);
    if (code == ERROR_ABSENT) {
        arena_reset(own->scratch);
        return;
    }
    if (code || value.type != PLIST_DATA || value.bytes.size != KEY_SIZE) {
        own->lost++;
        sqlite3_result_zeroblob(context, 1);
    } else {
        (void)result_plist_value(context, &value);
    }
    arena_reset(own->scratch);
}
