// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "case/store.h"

#include <sqlite3.h>

#define STORE_STATEMENTS 8U

struct store_insert {
    struct slice table;
    sqlite3_stmt *statement;
};

struct store {
    sqlite3 *database;
    int fd; // the same file
    const char *path;
    char temporary[4096];
    bool in_memory;
    bool force;
    struct store_insert *inserts; // a table each
    size_t insert_count;
    sqlite3_stmt *statements[STORE_STATEMENTS]; // of the fixed tables
};

enum error_code store_error(struct store *store, struct error *error);
NODISCARD enum error_code store_run(struct store *store, const char *sql, struct error *error);
