// SPDX-License-Identifier: Apache-2.0
#include "case/store.h"

#include "case/store_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>

// Column names of `input` and `finding` are those of the JSON lines (docs/case.md).
static const char store_schema[] =
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) STRICT, WITHOUT ROWID;"
    "CREATE TABLE list (name TEXT, date TEXT, sha256 TEXT, indicators INTEGER, applicable INTEGER,"
    " not_matched INTEGER, error TEXT) STRICT;"
    "CREATE TABLE note (text TEXT) STRICT;"
    "CREATE TABLE input (number INTEGER, input TEXT, device_path TEXT, artefact TEXT, variant TEXT,"
    " outcome TEXT, reason TEXT, records INTEGER, recovered INTEGER, lost INTEGER, lost_unit TEXT, first INTEGER,"
    " last INTEGER, size INTEGER, sha256 TEXT, error TEXT) STRICT;"
    "CREATE TABLE coverage (input INTEGER, first INTEGER, last INTEGER) STRICT;"
    "CREATE TABLE finding (id TEXT, grade TEXT, means TEXT, rule TEXT, title TEXT, message TEXT, benign TEXT,"
    " advice TEXT, artefact TEXT, input ANY, device_path ANY, record TEXT, \"column\" TEXT, kind TEXT, value ANY,"
    " indicator ANY, indicator_kind TEXT, indicator_id ANY, malware ANY, list ANY, also ANY, timestamp INTEGER,"
    " timestamp_desc TEXT, time_origin TEXT, first_seen INTEGER, last_seen INTEGER, recovered INTEGER, process ANY,"
    " pid INTEGER, app ANY, path ANY, domain ANY, url ANY, sha256 TEXT, tag TEXT) STRICT;"
    // In sorted batches, at the end of the table: a search tree over hashes would cost more than all the rest. A value
    // that comes again after many others has a further row.
    "CREATE TABLE fingerprint (kind TEXT, hash BLOB, artefact TEXT, input INTEGER, record INTEGER, count INTEGER,"
    " first INTEGER, last INTEGER) STRICT;";

enum error_code store_error(struct store *store, struct error *error)
{
    enum error_code code = error_set(error, ERROR_IO, "case", ERROR_NO_OFFSET, "cannot write the case: %s",
                                     ERROR_QUOTE(slice_text(sqlite3_errmsg(store->database))));
    error_path(error, slice_text(store->path));
    return code;
}

enum error_code store_run(struct store *store, const char *sql, struct error *error)
{
    return sqlite3_exec(store->database, sql, NULL, NULL, NULL) == SQLITE_OK ? ERROR_NONE : store_error(store, error);
}

// A name of its own beside the target, so that the rename stays within one file system.
static enum error_code store_temporary(struct store *store, struct error *error)
{
    uint64_t number = 0;
    struct stat status;
    if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
        return error_system(error, "case", "cannot get a random name");
    int size =
        snprintf(store->temporary, sizeof store->temporary, "%s.%016llx.part", store->path, (unsigned long long)number);
    if (size < 0 || (size_t)size >= sizeof store->temporary)
        return error_set(error, ERROR_USAGE, "case", ERROR_NO_OFFSET, "the case's path is too long");
    if (!store->force && lstat(store->path, &status) == 0) {
        store->temporary[0] = '\0';
        return error_set(error, ERROR_USAGE, "case", ERROR_NO_OFFSET, "the file exists (--force replaces it)");
    }
    int fd = open(store->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        store->temporary[0] = '\0';
        return error_system(error, "case", "cannot create the case");
    }
    store->fd = fd;
    return ERROR_NONE;
}

static void free_sqlite(void *pointer)
{
    sqlite3_free(*(void **)pointer);
}

// A case in memory as a file that a worker can be given.
static enum error_code store_to_memfd(struct store *store, struct error *error)
{
    sqlite3_int64 size = 0;
    unsigned char *image CLEANUP(free_sqlite) = sqlite3_serialize(store->database, "main", &size, 0);
    close_fd(&store->fd);
    store->fd = memfd_create("bridle-case", MFD_CLOEXEC);
    if (!image || store->fd < 0)
        return error_system(error, "case", "cannot get memory for the case");
    for (sqlite3_int64 done = 0; done < size;) {
        ssize_t count = write(store->fd, image + done, (size_t)(size - done));
        if (count < 0)
            return error_system(error, "case", "cannot write the case");
        done += count;
    }
    return ERROR_NONE;
}

static enum error_code store_open(struct store *store, uint64_t size_limit, struct error *error)
{
    char pragma[96];
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    const char *name = store->in_memory ? ":memory:" : store->temporary;
    if (sqlite3_open_v2(name, &store->database, flags, NULL) != SQLITE_OK)
        return store_error(store, error);
    (void)sqlite3_exec(store->database,
                       "PRAGMA page_size=8192; PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=OFF; "
                       "PRAGMA synchronous=OFF; PRAGMA cache_size=-8192; PRAGMA temp_store=MEMORY; "
                       "PRAGMA application_id=1651663980",
                       NULL, NULL, NULL);
    if (size_limit) {
        (void)snprintf(pragma, sizeof pragma, "PRAGMA max_page_count=%llu",
                       (unsigned long long)(size_limit / 8192 + 1));
        (void)sqlite3_exec(store->database, pragma, NULL, NULL, NULL);
    }
    enum error_code code = store_run(store, store_schema, error);
    return code ? code : store_run(store, "BEGIN", error);
}

enum error_code store_new(const struct store_options *options, struct store **ret_store, struct error *error)
{
    struct store *store = calloc(1, sizeof *store);
    if (!store)
        return error_set(error, ERROR_MEMORY, "case", ERROR_NO_OFFSET, "no memory for a case");
    store->fd = -1;
    store->path = options->path ? options->path : "";
    store->in_memory = !options->path;
    store->force = options->force;
    enum error_code code = store->in_memory ? ERROR_NONE : store_temporary(store, error);
    code = code ? code : store_open(store, options->size_limit, error);
    error_path(error, slice_text(store->path));
    if (code)
        (void)store_free(store);
    else
        *ret_store = store;
    return code;
}

static void store_statements_end(struct store *store)
{
    for (size_t i = 0; i < store->insert_count; i++)
        (void)sqlite3_finalize(store->inserts[i].statement);
    free(store->inserts);
    store->inserts = NULL;
    store->insert_count = 0;
    for (size_t i = 0; i < STORE_STATEMENTS; i++) {
        (void)sqlite3_finalize(store->statements[i]);
        store->statements[i] = NULL;
    }
}

struct store *store_free(struct store *store)
{
    if (!store)
        return NULL;
    store_statements_end(store);
    (void)sqlite3_close(store->database);
    close_fd(&store->fd);
    if (!store->in_memory && store->temporary[0])
        (void)unlink(store->temporary);
    free(store);
    return NULL;
}

void store_freep(struct store **store)
{
    *store = store_free(*store);
}

enum error_code store_checkpoint(struct store *store, int *ret_fd, struct error *error)
{
    enum error_code code = store_run(store, "COMMIT", error);
    if (!code && store->in_memory)
        code = store_to_memfd(store, error);
    // For reading alone: what a worker is given must not lead back into the case.
    char name[48];
    (void)snprintf(name, sizeof name, "/proc/self/fd/%d", store->fd);
    if (!code)
        *ret_fd = open(name, O_RDONLY | O_CLOEXEC);
    if (!code && *ret_fd < 0)
        code = error_system(error, "case", "cannot open the case for reading");
    return code ? code : store_run(store, "BEGIN", error);
}

static enum error_code store_rename(struct store *store, struct error *error)
{
    unsigned flags = store->force ? 0U : RENAME_NOREPLACE;
    if (fsync(store->fd) < 0)
        return error_system(error, "case", "cannot write the case");
    if (renameat2(AT_FDCWD, store->temporary, AT_FDCWD, store->path, flags) < 0) {
        // A file system without RENAME_NOREPLACE: link() refuses an existing name too.
        bool known = errno == EINVAL && !store->force;
        if (!known || link(store->temporary, store->path) < 0)
            return error_system(error, "case", "cannot put the case in place");
        (void)unlink(store->temporary);
    }
    store->temporary[0] = '\0';
    return ERROR_NONE;
}

enum error_code store_finish(struct store *store, struct error *error)
{
    store_statements_end(store);
    enum error_code code = store_run(store, "COMMIT", error);
    if (!code && sqlite3_close(store->database) != SQLITE_OK)
        code = store_error(store, error);
    if (!code)
        store->database = NULL;
    code = code ? code : store_rename(store, error);
    error_path(error, slice_text(store->path));
    return code;
}
