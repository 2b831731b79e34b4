// SPDX-License-Identifier: Apache-2.0
// The VFS of a layer: one file, read-only, no locks, no clock, no entropy, no other file whatever the query asks for.
// Facts: sqlite.org/c3ref/vfs.html, sqlite.org/c3ref/io_methods.html.
#include "sql/layer/layer_private.h"

#include <stdio.h>

#define DATABASE_NAME "evidence"
#define DAY_MS INT64_C(86400000)
#define JULIAN_1970_MS INT64_C(210866760000000) // 1970-01-01 in ms since the Julian epoch

struct layer_file {
    sqlite3_file base;
    struct layer *layer;
};

static struct layer *file_layer(sqlite3_file *file)
{
    return ((struct layer_file *)(void *)file)->layer;
}

static int file_close(UNUSED sqlite3_file *file)
{
    return SQLITE_OK;
}

static int file_read(sqlite3_file *file, void *buffer, int amount, sqlite3_int64 offset)
{
    struct layer *layer = file_layer(file);
    if (amount < 0 || offset < 0)
        return SQLITE_IOERR_READ;
    size_t wanted = (size_t)amount;
    size_t size = 0;
    bool whole = true;
    if (layer_fetch(layer, (uint64_t)offset, buffer, wanted, &size, &whole, NULL))
        return SQLITE_IOERR_READ;
    if (size < wanted) {
        memset((uint8_t *)buffer + size, 0, wanted - size);
        return SQLITE_IOERR_SHORT_READ;
    }
    // Zeros for a page that was cut off would pass for the last page of a long text: SQLite looks at nothing but the
    // size there. So such a page is damage, as it would be anywhere else in a tree. The header alone is always served.
    bool header = (uint64_t)offset + wanted <= DATABASE_HEADER;
    return whole || header ? SQLITE_OK : SQLITE_CORRUPT;
}

static int file_write(UNUSED sqlite3_file *file, UNUSED const void *bytes, UNUSED int amount,
                      UNUSED sqlite3_int64 offset)
{
    return SQLITE_READONLY;
}

static int file_truncate(UNUSED sqlite3_file *file, UNUSED sqlite3_int64 size)
{
    return SQLITE_READONLY;
}

static int file_sync(UNUSED sqlite3_file *file, UNUSED int flags)
{
    return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *ret_size)
{
    *ret_size = (sqlite3_int64)file_layer(file)->size;
    return SQLITE_OK;
}

static int file_lock(UNUSED sqlite3_file *file, UNUSED int level)
{
    return SQLITE_OK;
}

static int file_reserved(UNUSED sqlite3_file *file, int *ret_reserved)
{
    *ret_reserved = 0;
    return SQLITE_OK;
}

static int file_control(UNUSED sqlite3_file *file, UNUSED int what, UNUSED void *argument)
{
    return SQLITE_NOTFOUND;
}

static int file_sector(UNUSED sqlite3_file *file)
{
    return 4096;
}

static int file_device(UNUSED sqlite3_file *file)
{
    return SQLITE_IOCAP_IMMUTABLE;
}

// Version 1: no shared memory, no mapping.
static const sqlite3_io_methods file_methods = {
    .iVersion = 1,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_lock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_device,
};

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags)
{
    struct layer_file *opened = (struct layer_file *)(void *)file;
    opened->base.pMethods = NULL;
    if (!(flags & SQLITE_OPEN_MAIN_DB) || !name || sqlite3_stricmp(name, DATABASE_NAME) != 0)
        return SQLITE_CANTOPEN;
    opened->base.pMethods = &file_methods;
    opened->layer = vfs->pAppData;
    if (ret_flags)
        *ret_flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
    return SQLITE_OK;
}

static int vfs_delete(UNUSED sqlite3_vfs *vfs, UNUSED const char *name, UNUSED int sync)
{
    return SQLITE_READONLY;
}

static int vfs_access(UNUSED sqlite3_vfs *vfs, UNUSED const char *name, UNUSED int flags, int *ret_there)
{
    *ret_there = 0;
    return SQLITE_OK;
}

static int vfs_full_path(UNUSED sqlite3_vfs *vfs, const char *name, int size, char *ret_path)
{
    (void)sqlite3_snprintf(size, ret_path, "%s", name);
    return SQLITE_OK;
}

static void *vfs_library_open(UNUSED sqlite3_vfs *vfs, UNUSED const char *name)
{
    return NULL;
}

static void vfs_library_error(UNUSED sqlite3_vfs *vfs, int size, char *ret_message)
{
    (void)sqlite3_snprintf(size, ret_message, "no libraries here");
}

static void (*vfs_library_symbol(UNUSED sqlite3_vfs *vfs, UNUSED void *library, UNUSED const char *name))(void)
{
    return NULL;
}

static void vfs_library_close(UNUSED sqlite3_vfs *vfs, UNUSED void *library)
{
}

// The same bytes in every run; nothing read-only needs entropy.
static int vfs_random(sqlite3_vfs *vfs, int size, char *ret_bytes)
{
    struct layer *layer = vfs->pAppData;
    for (int i = 0; i < size; i++) {
        layer->random = layer->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        ret_bytes[i] = (char)(layer->random >> 56);
    }
    return size;
}

static int vfs_sleep(UNUSED sqlite3_vfs *vfs, UNUSED int microseconds)
{
    return 0;
}

static int vfs_time_ms(UNUSED sqlite3_vfs *vfs, sqlite3_int64 *ret_time)
{
    *ret_time = JULIAN_1970_MS;
    return SQLITE_OK;
}

static int vfs_time(UNUSED sqlite3_vfs *vfs, double *ret_time)
{
    *ret_time = (double)JULIAN_1970_MS / (double)DAY_MS;
    return SQLITE_OK;
}

static int vfs_last_error(UNUSED sqlite3_vfs *vfs, UNUSED int size, UNUSED char *message)
{
    return 0;
}

static void vfs_fill(struct layer *layer)
{
    // SQLite finds a VFS by name; the address makes it unique as long as the layer lives.
    (void)snprintf(layer->vfs_name, sizeof layer->vfs_name, "bridle-%" PRIxPTR, (uintptr_t)layer);
    layer->vfs = (sqlite3_vfs){
        .iVersion = 2,
        .szOsFile = (int)sizeof(struct layer_file),
        .mxPathname = 512,
        .zName = layer->vfs_name,
        .pAppData = layer,
        .xOpen = vfs_open,
        .xDelete = vfs_delete,
        .xAccess = vfs_access,
        .xFullPathname = vfs_full_path,
        .xDlOpen = vfs_library_open,
        .xDlError = vfs_library_error,
        .xDlSym = vfs_library_symbol,
        .xDlClose = vfs_library_close,
        .xRandomness = vfs_random,
        .xSleep = vfs_sleep,
        .xCurrentTime = vfs_time,
        .xGetLastError = vfs_last_error,
        .xCurrentTimeInt64 = vfs_time_ms,
    };
}

const char *layer_vfs(struct layer *layer)
{
    if (!layer->vfs_registered) {
        vfs_fill(layer);
        if (sqlite3_vfs_register(&layer->vfs, 0) != SQLITE_OK)
            return NULL;
        layer->vfs_registered = true;
    }
    return layer->vfs_name;
}

enum error_code layer_connect(struct layer *layer, sqlite3 **ret_database, struct error *error)
{
    sqlite3 *database = NULL;
    const char *vfs = layer_vfs(layer);
    if (!vfs)
        return error_set(error, ERROR_MEMORY, "sqlite", ERROR_NO_OFFSET, "cannot register the file layer");
    int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    if (sqlite3_open_v2(DATABASE_NAME, &database, flags, vfs) != SQLITE_OK) {
        const char *message = database ? sqlite3_errmsg(database) : "no memory";
        enum error_code code = error_set(error, ERROR_FORMAT, "sqlite", ERROR_NO_OFFSET, "cannot be opened: %s",
                                         ERROR_QUOTE(slice_text(message)));
        (void)sqlite3_close(database);
        return code;
    }
    *ret_database = database;
    return ERROR_NONE;
}
