// SPDX-License-Identifier: Apache-2.0
// Bytes as the argument of every scalar function and as the input of every table function: none raises, whatever stands
// there.
#include "fuzz.h"

#include "sql/connection.h"

#define ROWS 2000U // of one query: what is nested can be many

static const char *const queries[] = {
    "SELECT pl(?1, 'a'), pl(?1), typedstream(?1), uuid(?1), base64(?1), sha256(?1), is_ip(?1), iso_time(?1), "
    "website_of(?1)",
    "SELECT pl(CAST(?1 AS TEXT), 0, 'b'), apple_time(CAST(?1 AS TEXT)), unix_time(?1), webkit_time(?1), input_name()",
    "SELECT url_part(?1, 'host'), url_part(?1, 'port'), url_part(?1, 'path'), url_part(?1, 'scheme'), "
    "url_part('http://a', ?1)",
    "SELECT contains(?1, ?1), contains('abc', ?1), icontains(?1, 'I'), icontains('\xc4\xb0stanbul', ?1), icontains(?1, "
    "?1, 'x')",
    "SELECT device_path(?1, ?1), device_path('HomeDomain', ?1), device_path('AppDomain-' || CAST(?1 AS TEXT), 'x')",
    "SELECT o.key, o.n, o.type, o.value, i.key, i.value, pl(o.node, 0) FROM plist_rows(?1) AS o LEFT JOIN "
    "plist_rows(o.node) AS i",
    "SELECT type, value, pl(node, 'a') FROM plist()",
    "SELECT key, value FROM plist_rows() UNION ALL SELECT key, value FROM plist_rows('list', 0)",
    "SELECT n, line, at FROM lines()",
    "SELECT n, json, at, json_extract(json, '$.a') FROM json_lines()",
    "SELECT d.n, e.fullkey, e.atom FROM json_rows() AS d, json_tree(d.json) AS e",
    "SELECT path, operator, negated, conjunct, value, error FROM stix_pattern(?1)",
};

// One connection and its statements for all inputs: setting them up takes longer than asking them.
struct asker {
    struct function_context functions;
    struct source source;
    struct connection *connection;
    sqlite3_stmt *statements[ARRAY_SIZE(queries)];
};

static struct asker asker;

static void asker_open(void)
{
    sqlite3 *database = NULL;
    if (function_context_init(&asker.functions, &asker.source, NULL) ||
        sqlite3_open(":memory:", &database) != SQLITE_OK ||
        connection_new(database, &asker.functions, true, &asker.connection, NULL))
        abort();
    for (size_t i = 0; i < ARRAY_SIZE(queries); i++)
        if (sqlite3_prepare_v2(database, queries[i], -1, &asker.statements[i], NULL) != SQLITE_OK)
            abort();
}

static void asker_input(struct slice bytes)
{
    asker.source = source_of_memory(bytes);
    free(asker.functions.document);
    asker.functions.document = NULL;
    asker.functions.document_size = 0;
    asker.functions.document_failed = false;
    asker.connection->steps = 0;
}

static void ask(sqlite3_stmt *statement, struct slice bytes)
{
    const void *blob = bytes.data ? (const void *)bytes.data : "";
    int code = SQLITE_ROW;
    (void)sqlite3_bind_blob64(statement, 1, blob, bytes.size, SQLITE_STATIC);
    for (unsigned row = 0; row < ROWS && code == SQLITE_ROW; row++) {
        code = sqlite3_step(statement);
        for (int i = 0; code == SQLITE_ROW && i < sqlite3_column_count(statement); i++)
            (void)sqlite3_column_bytes(statement, i);
    }
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        abort();
    (void)sqlite3_reset(statement);
    (void)sqlite3_clear_bindings(statement);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!asker.connection)
        asker_open();
    asker_input(slice_of(data, size));
    for (size_t i = 0; i < ARRAY_SIZE(queries); i++)
        ask(asker.statements[i], slice_of(data, size));
    return 0;
}
