// SPDX-License-Identifier: Apache-2.0
// Databases for the tests of the file layer and of recovery: made by SQLite in a folder of their own, read back as
// bytes, dumped as text so that two readers can be compared.
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/source.h"
#include "sql/layer/layer.h"

#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct folder {
    char path[256];
};

#define PATH_SIZE 600

static inline const char *folder_path(const struct folder *folder, const char *name, char path[PATH_SIZE])
{
    (void)snprintf(path, PATH_SIZE, "%s/%s", folder->path, name);
    return path;
}

static inline void folder_make(struct folder *folder)
{
    (void)snprintf(folder->path, sizeof folder->path, "%s/bridle-layer-XXXXXX", P_tmpdir);
    assert_non_null(mkdtemp(folder->path));
}

static inline void folder_remove(struct folder *folder)
{
    char path[PATH_SIZE];
    DIR *directory = opendir(folder->path);
    assert_non_null(directory);
    for (struct dirent *entry; (entry = readdir(directory));)
        if (entry->d_name[0] != '.')
            (void)unlink(folder_path(folder, entry->d_name, path));
    (void)closedir(directory);
    (void)rmdir(folder->path);
}
#define CLEANUP_FOLDER CLEANUP(folder_remove)

// The file's bytes, empty where there is none; released with buffer_release().
static inline struct buffer file_read_whole(const struct folder *folder, const char *name)
{
    char path[PATH_SIZE];
    struct buffer bytes;
    buffer_init(&bytes, (size_t)1 << 30);
    int fd = open(folder_path(folder, name, path), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return bytes;
    struct stat info;
    assert_int_equal(fstat(fd, &info), 0);
    uint8_t *room = buffer_extend(&bytes, (size_t)info.st_size);
    assert_true(info.st_size == 0 || room);
    for (size_t done = 0; done < bytes.size;) {
        ssize_t count = read(fd, room + done, bytes.size - done);
        assert_true(count > 0);
        done += (size_t)count;
    }
    (void)close(fd);
    return bytes;
}

static inline void file_write_whole(const struct folder *folder, const char *name, struct slice bytes)
{
    char path[PATH_SIZE];
    int fd = open(folder_path(folder, name, path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    for (size_t done = 0; done < bytes.size;) {
        ssize_t count = write(fd, bytes.data + done, bytes.size - done);
        assert_true(count > 0);
        done += (size_t)count;
    }
    (void)close(fd);
}

static inline sqlite3 *database_open(const struct folder *folder, const char *name)
{
    char path[PATH_SIZE];
    sqlite3 *database = NULL;
    assert_int_equal(sqlite3_open(folder_path(folder, name, path), &database), SQLITE_OK);
    return database;
}

static inline void database_run(sqlite3 *database, const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(database, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
}

// A database made by a script, as bytes.
static inline struct buffer database_make(const char *sql)
{
    struct folder folder CLEANUP_FOLDER;
    folder_make(&folder);
    sqlite3 *database = database_open(&folder, "main");
    database_run(database, "PRAGMA synchronous=OFF;");
    database_run(database, sql);
    (void)sqlite3_close(database);
    return file_read_whole(&folder, "main");
}

// The first column of the first row as a number; -1 where the statement fails.
static inline int64_t database_number(sqlite3 *database, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int64_t number = -1;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
        number = sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    return number;
}

static inline void value_dump(sqlite3_stmt *statement, int column, struct buffer *text)
{
    int type = sqlite3_column_type(statement, column);
    buffer_format(text, "|%d:", type);
    if (type == SQLITE_INTEGER)
        buffer_format(text, "%lld", (long long)sqlite3_column_int64(statement, column));
    else if (type == SQLITE_FLOAT)
        buffer_format(text, "%a", sqlite3_column_double(statement, column));
    if (type != SQLITE_TEXT && type != SQLITE_BLOB)
        return;
    const void *bytes = type == SQLITE_TEXT ? (const void *)sqlite3_column_text(statement, column)
                                            : sqlite3_column_blob(statement, column);
    buffer_put(text, slice_of(bytes, (size_t)sqlite3_column_bytes(statement, column)));
}

// The rows of a statement; its last code is kept in *ret_code.
static inline uint64_t rows_dump(sqlite3 *database, const char *sql, struct buffer *text, int *ret_code)
{
    sqlite3_stmt *statement = NULL;
    uint64_t rows = 0;
    *ret_code = sqlite3_prepare_v2(database, sql, -1, &statement, NULL);
    while (*ret_code == SQLITE_OK || *ret_code == SQLITE_ROW) {
        *ret_code = sqlite3_step(statement);
        if (*ret_code != SQLITE_ROW)
            break;
        for (int i = 0; text && i < sqlite3_column_count(statement); i++)
            value_dump(statement, i, text);
        if (text)
            buffer_put_text(text, "\n");
        rows++;
    }
    (void)sqlite3_finalize(statement);
    return rows;
}

// "SELECT * FROM NAME", with `sorted` ordered by all its columns.
static inline void select_write(sqlite3 *database, const char *name, bool sorted, struct buffer *sql)
{
    sqlite3_stmt *statement = NULL;
    char *select = sqlite3_mprintf("SELECT * FROM \"%w\"", name);
    buffer_put_text(sql, select);
    if (sorted && sqlite3_prepare_v2(database, select, -1, &statement, NULL) == SQLITE_OK)
        for (int i = 1; i <= sqlite3_column_count(statement); i++)
            buffer_format(sql, i == 1 ? " ORDER BY %d" : ", %d", i);
    (void)sqlite3_finalize(statement);
    sqlite3_free(select);
}

// All rows of all tables, tables by name; with `sorted` in an order of their own, and each read to its end.
static inline void database_dump(sqlite3 *database, bool sorted, struct buffer *text)
{
    sqlite3_stmt *names = NULL;
    int code = sqlite3_prepare_v2(database,
                                  "SELECT name FROM sqlite_schema WHERE type='table' AND name NOT LIKE 'sqlite_%'"
                                  " ORDER BY name",
                                  -1, &names, NULL);
    buffer_format(text, "prepared %d\n", code);
    while (code == SQLITE_OK && sqlite3_step(names) == SQLITE_ROW) {
        struct buffer sql CLEANUP_BUFFER;
        buffer_init(&sql, 65536);
        select_write(database, (const char *)sqlite3_column_text(names, 0), sorted, &sql);
        int last;
        buffer_put(text, buffer_slice(&sql));
        buffer_put_text(text, "\n");
        (void)rows_dump(database, buffer_text(&sql), text, &last);
        buffer_format(text, "ended %d\n", last);
        assert_true(!sorted || last == SQLITE_DONE);
    }
    (void)sqlite3_finalize(names);
}

static inline struct slice slice_buffer(struct buffer buffer)
{
    return slice_of(buffer.data, buffer.size);
}

static inline struct layer_files files_of(struct slice main, struct slice wal, struct slice journal)
{
    return (struct layer_files){source_of_memory(main), source_of_memory(wal), source_of_memory(journal)};
}

static inline struct layer *layer_over(struct slice main, struct slice wal, struct slice journal)
{
    struct layer_files files = files_of(main, wal, journal);
    struct layer *layer = NULL;
    struct error error = {0};
    assert_int_equal(layer_new(&files, &layer, &error), ERROR_NONE);
    return layer;
}

// xorshift: the same series in every run.
static inline uint64_t random_next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}
