// SPDX-License-Identifier: Apache-2.0
// What the tests of this folder share: a connection over a database that a script makes (or over an input for the table
// functions), a query's answer as one line of text, definitions from text.
#pragma once

#include "database_make.h"

#include "base/limits.h"
#include "sql/connection.h"
#include "sql/definition.h"
#include "sql/layer/layer.h"

#include <cmocka.h>

struct world {
    struct buffer bytes; // of the database; empty where the connection is to ":memory:"
    struct layer *layer;
    struct source input;
    struct function_context functions;
    struct connection *connection; // NULL where there is none
    struct error error;
    struct arena *arena;
    uint64_t lost; // of the last answer
    bool failed;   // the same: its statement ended with an error
};

// `script` makes a hostile database; NULL: a connection to ":memory:" over `input`.
static inline void world_open(struct world *world, const char *script, struct slice input)
{
    sqlite3 *database = NULL;
    *world = (struct world){.arena = arena_new(256U << 20), .input = source_of_memory(input)};
    assert_non_null(world->arena);
    assert_int_equal(function_context_init(&world->functions, &world->input, &world->error), ERROR_NONE);
    if (script) {
        world->bytes = database_make(script);
        world->layer = layer_over(buffer_slice(&world->bytes), SLICE_NONE, SLICE_NONE);
        assert_int_equal(layer_connect(world->layer, &database, &world->error), ERROR_NONE);
    } else {
        assert_int_equal(sqlite3_open(":memory:", &database), SQLITE_OK);
    }
    enum error_code code =
        connection_new(database, &world->functions, script == NULL, &world->connection, &world->error);
    assert_int_equal(code != ERROR_NONE, world->connection == NULL);
}

static inline void world_close(struct world *world)
{
    world->connection = connection_free(world->connection);
    world->layer = layer_free(world->layer);
    function_context_release(&world->functions);
    world->arena = arena_free(world->arena);
    buffer_release(&world->bytes);
}
#define CLEANUP_WORLD CLEANUP(world_close)

static inline void answer_value(struct buffer *text, sqlite3_stmt *statement, int column)
{
    int type = sqlite3_column_type(statement, column);
    if (type == SQLITE_NULL) {
        buffer_put_text(text, "NULL");
    } else if (type == SQLITE_INTEGER) {
        buffer_format(text, "%lld", (long long)sqlite3_column_int64(statement, column));
    } else if (type == SQLITE_FLOAT) {
        buffer_format(text, "%.17gr", sqlite3_column_double(statement, column));
    } else {
        const uint8_t *bytes = sqlite3_column_blob(statement, column);
        int size = sqlite3_column_bytes(statement, column);
        buffer_put_text(text, type == SQLITE_TEXT ? "'" : "x'");
        for (int i = 0; i < size; i++) {
            if (type == SQLITE_BLOB)
                buffer_format(text, "%02x", bytes[i]);
            else if (bytes[i] == 0)
                buffer_put_text(text, "\\0");
            else
                buffer_put_byte(text, bytes[i]);
        }
        buffer_put_byte(text, '\'');
    }
}

// "1|'text'|x'00'|NULL;next row", and "!message" at the end where the statement failed. world->lost is what was
// counted.
static inline const char *answer(struct world *world, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, 64U << 20);
    world->functions.lost = 0;
    sqlite3 *database = world->connection->database;
    int code = sqlite3_prepare_v2(database, sql, -1, &statement, NULL);
    while (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        if (text.size)
            buffer_put_byte(&text, ';');
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            if (i)
                buffer_put_byte(&text, '|');
            answer_value(&text, statement, i);
        }
        code = SQLITE_OK;
    }
    world->failed = code != SQLITE_DONE;
    if (world->failed)
        buffer_format(&text, "!%s", sqlite3_errmsg(database));
    (void)sqlite3_finalize(statement);
    world->lost = world->functions.lost;
    char *copy = arena_text(world->arena, buffer_slice(&text));
    assert_non_null(copy);
    return copy;
}

struct question {
    const char *sql;
    const char *expected;
    uint64_t lost;
};

static inline void ask_all(struct world *world, const struct question *questions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *got = answer(world, questions[i].sql);
        if (strcmp(got, questions[i].expected) != 0 || world->lost != questions[i].lost)
            fail_msg("%s gives %s (lost %" PRIu64 "), not %s (lost %" PRIu64 ")", questions[i].sql, got, world->lost,
                     questions[i].expected, questions[i].lost);
    }
}
#define ASK_ALL(world, questions) ask_all((world), (questions), ARRAY_SIZE(questions))

static inline void definitions_open(struct definitions *definitions)
{
    *definitions = (struct definitions){.arena = arena_new(64U << 20)};
    assert_non_null(definitions->arena);
}

static inline void definitions_close(struct definitions *definitions)
{
    free(definitions->artefacts);
    free(definitions->rules);
    free(definitions->lists);
    definitions->arena = arena_free(definitions->arena);
}
#define CLEANUP_DEFINITIONS CLEANUP(definitions_close)

typedef enum error_code parse_function(struct definitions *definitions, struct slice file, struct slice text,
                                       struct error *error);

static inline void parse_well(parse_function *parse, struct definitions *definitions, const char *text)
{
    struct error error = {0};
    if (parse(definitions, SLICE("test.sql"), slice_text(text), &error) != ERROR_NONE)
        fail_msg("%s: %s", text, error.message);
}

struct mistake {
    parse_function *parse;
    const char *text;
    const char *message;
};

static inline void assert_mistake(struct definitions *definitions, const struct mistake *mistake)
{
    struct error error = {0};
    if (mistake->parse(definitions, SLICE("dir/bad.sql"), slice_text(mistake->text), &error) != ERROR_USAGE)
        fail_msg("taken: %s", mistake->text);
    assert_string_equal(error.message, mistake->message);
    assert_string_equal(error.path, "dir/bad.sql");
}

static inline void definitions_settle(struct definitions *definitions)
{
    struct error error = {0};
    if (definitions_finish(definitions, &error) != ERROR_NONE)
        fail_msg("%s", error.message);
}
