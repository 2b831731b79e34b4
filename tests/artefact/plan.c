// SPDX-License-Identifier: Apache-2.0
// usage: plan ARTEFACT DATABASE RULE…
//
// Prints how SQLite would run an artefact's query: the variant that fits the database's schema and the rules on it,
// joined as a worker joins them (sql/query.h). DATABASE is `-` for an artefact that asks a table function over its
// input. The first line is `variant NAME`, the second `bounded WHY` where the header says so; then the plan, indented
// by depth. Ends with 1 where a file cannot be used or no variant fits.
#include "sql/query.h"

#include <stdio.h>
#include <stdlib.h>

struct lines {
    int id[64];
    int depth[64];
    size_t count;
};

static void failed(const char *what, const char *why)
{
    (void)fprintf(stderr, "plan: %s: %s\n", what, why);
}

static bool file_text(const char *path, struct buffer *text)
{
    FILE *file = fopen(path, "rb");
    uint8_t *room = buffer_extend(text, LIMIT_DEFINITION_SIZE);
    if (!file || !room) {
        failed(path, "cannot be read");
        if (file)
            (void)fclose(file);
        return false;
    }
    text->size = fread(room, 1, LIMIT_DEFINITION_SIZE, file);
    (void)fclose(file);
    return true;
}

static bool definition_add(struct definitions *definitions, const char *path, bool is_rule)
{
    struct error error;
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, LIMIT_DEFINITION_SIZE);
    error_clear(&error);
    if (!file_text(path, &text))
        return false;
    enum error_code code = is_rule
                               ? definition_parse_rule(definitions, slice_text(path), buffer_slice(&text), &error)
                               : definition_parse_artefact(definitions, slice_text(path), buffer_slice(&text), &error);
    if (code)
        failed(path, error.message);
    return code == ERROR_NONE;
}

// Rules on other artefacts are left out: whether those exist is not asked here.
static void rules_keep(struct definitions *definitions)
{
    size_t kept = 0;
    for (size_t i = 0; i < definitions->rule_count; i++)
        if (slice_equal(definitions->rules[i].on, definitions->artefacts[0].name))
            definitions->rules[kept++] = definitions->rules[i];
    definitions->rule_count = kept;
}

static int depth_of(struct lines *lines, int id, int parent)
{
    int depth = 0;
    for (size_t i = 0; i < lines->count; i++)
        if (lines->id[i] == parent)
            depth = lines->depth[i] + 1;
    if (lines->count < ARRAY_SIZE(lines->id)) {
        lines->id[lines->count] = id;
        lines->depth[lines->count++] = depth;
    }
    return depth;
}

static bool plan_print(struct connection *connection, const char *sql)
{
    struct buffer text CLEANUP_BUFFER;
    struct lines lines = {.count = 0};
    sqlite3_stmt *statement = NULL;
    buffer_init(&text, 8U << 20);
    buffer_put_text(&text, "EXPLAIN QUERY PLAN ");
    buffer_put_text(&text, sql);
    struct slice all = buffer_slice(&text);
    int code = sqlite3_prepare_v2(connection->database, (const char *)all.data, (int)all.size, &statement, NULL);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(statement);
        if (code == SQLITE_ROW)
            (void)printf("%*s%s\n",
                         2 * depth_of(&lines, sqlite3_column_int(statement, 0), sqlite3_column_int(statement, 1)), "",
                         (const char *)sqlite3_column_text(statement, 3));
    }
    if (code != SQLITE_DONE)
        failed("explain", sqlite3_errmsg(connection->database));
    (void)sqlite3_finalize(statement);
    return code == SQLITE_DONE;
}

static void rule_skipped(UNUSED void *context, const struct rule *rule, struct slice why)
{
    (void)printf("skipped %.*s: %.*s\n", SLICE_PRINTF(rule->name), SLICE_PRINTF(why));
}

static bool artefact_explain(struct connection *connection, const struct definitions *definitions)
{
    struct query *query CLEANUP_FREE = calloc(1, sizeof *query);
    char message[256];
    if (!query)
        return false;
    enum query_state state = query_prepare(query, connection, definitions, &definitions->artefacts[0], NULL,
                                           rule_skipped, NULL, false, message);
    bool explained = state == QUERY_READY;
    if (!explained)
        failed("query", message);
    else
        (void)printf("variant %.*s\nbounded %.*s\n", SLICE_PRINTF(query->variant->name),
                     SLICE_PRINTF(query->artefact->bounded));
    explained = explained && plan_print(connection, sqlite3_sql(query->statement));
    query_release(query);
    return explained;
}

static bool database_explain(const char *path, const struct definitions *definitions)
{
    struct error error;
    struct function_context functions;
    struct connection *connection = NULL;
    sqlite3 *database = NULL;
    bool document = slice_equal(slice_text(path), SLICE("-"));
    int flags = document ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    bool explained = false;
    error_clear(&error);
    if (function_context_init(&functions, NULL, &error) != ERROR_NONE)
        failed(path, error.message);
    else if (sqlite3_open_v2(document ? ":memory:" : path, &database, flags, NULL) != SQLITE_OK)
        failed(path, "cannot be opened");
    else if (connection_new(database, &functions, document, &connection, &error) != ERROR_NONE)
        failed(path, error.message);
    else
        explained = artefact_explain(connection, definitions);
    connection = connection_free(connection);
    function_context_release(&functions);
    return explained;
}

int main(int count, char **words)
{
    struct definitions definitions = {.arena = arena_new(16U << 20)};
    struct error error;
    error_clear(&error);
    bool fine = definitions.arena && count >= 3 && definition_add(&definitions, words[1], false);
    for (int i = 3; fine && i < count; i++)
        fine = definition_add(&definitions, words[i], true);
    if (fine) {
        rules_keep(&definitions);
        fine = definitions_finish(&definitions, &error) == ERROR_NONE;
        if (!fine)
            failed(words[1], error.message);
    }
    fine = fine && database_explain(words[2], &definitions);
    free(definitions.artefacts);
    free(definitions.rules);
    (void)arena_free(definitions.arena);
    return fine ? 0 : 1;
}
