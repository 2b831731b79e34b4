// SPDX-License-Identifier: Apache-2.0
// The floor of an examination: every column of every row of the SQLite files named, and SHA-256 of their bytes once.
// Prints a line a file (rows, bytes of values, digest) and a total. Build: see bench/run.
#include <fcntl.h>
#include <inttypes.h>
#include <nettle/sha2.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct total {
    uint64_t rows;
    uint64_t bytes;
    uint64_t sum; // keeps the compiler from leaving the reading out
};

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "floor: %s: %s\n", what, why);
    exit(2);
}

static void read_column(sqlite3_stmt *statement, int column, struct total *total)
{
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        total->sum += (uint64_t)sqlite3_column_int64(statement, column);
        total->bytes += 8;
        break;
    case SQLITE_FLOAT:
        total->sum += (uint64_t)(sqlite3_column_double(statement, column) > 0.0);
        total->bytes += 8;
        break;
    case SQLITE_NULL:
        break;
    default: {
        const unsigned char *bytes = sqlite3_column_blob(statement, column);
        int length = sqlite3_column_bytes(statement, column);
        for (int i = 0; i < length; i++)
            total->sum += bytes[i];
        total->bytes += (uint64_t)length;
    }
    }
}

static void read_table(sqlite3 *database, const char *name, struct total *total)
{
    char *sql = sqlite3_mprintf("SELECT * FROM \"%w\"", name);
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK)
        fail(name, sqlite3_errmsg(database));
    int columns = sqlite3_column_count(statement);
    int status;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
        total->rows++;
        for (int column = 0; column < columns; column++)
            read_column(statement, column, total);
    }
    if (status != SQLITE_DONE)
        fail(name, sqlite3_errmsg(database));
    sqlite3_finalize(statement);
    sqlite3_free(sql);
}

static void read_database(const char *path, struct total *total)
{
    char *uri = sqlite3_mprintf("file:%s?immutable=1", path);
    sqlite3 *database = NULL;
    sqlite3_stmt *tables = NULL;
    if (sqlite3_open_v2(uri, &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) != SQLITE_OK)
        fail(path, sqlite3_errmsg(database));
    const char *sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY rootpage";
    if (sqlite3_prepare_v2(database, sql, -1, &tables, NULL) != SQLITE_OK)
        fail(path, sqlite3_errmsg(database));
    while (sqlite3_step(tables) == SQLITE_ROW)
        read_table(database, (const char *)sqlite3_column_text(tables, 0), total);
    sqlite3_finalize(tables);
    sqlite3_close(database);
    sqlite3_free(uri);
}

static void hash_file(const char *path, uint8_t digest[SHA256_DIGEST_SIZE])
{
    static uint8_t buffer[1 << 16];
    struct sha256_ctx context;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        fail(path, "cannot be opened");
    sha256_init(&context);
    ssize_t got;
    while ((got = read(fd, buffer, sizeof buffer)) > 0)
        sha256_update(&context, (size_t)got, buffer);
    if (got < 0)
        fail(path, "cannot be read");
    sha256_digest(&context, SHA256_DIGEST_SIZE, digest);
    close(fd);
}

int main(int count, char **paths)
{
    struct total all = {0};
    for (int i = 1; i < count; i++) {
        struct total total = {0};
        uint8_t digest[SHA256_DIGEST_SIZE];
        read_database(paths[i], &total);
        hash_file(paths[i], digest);
        printf("%" PRIu64 " rows, %" PRIu64 " bytes, ", total.rows, total.bytes);
        for (size_t at = 0; at < sizeof digest; at++)
            printf("%02x", digest[at]);
        printf(" %s\n", paths[i]);
        all.rows += total.rows;
        all.bytes += total.bytes;
        all.sum += total.sum;
    }
    printf("%" PRIu64 " rows, %" PRIu64 " bytes, sum %" PRIx64 "\n", all.rows, all.bytes, all.sum);
    return 0;
}
