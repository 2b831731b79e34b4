// SPDX-License-Identifier: Apache-2.0
// What a hostile CREATE TABLE text declares. SQLite itself parses it, in a connection of its own that may create a
// table and nothing else; what comes out is names and types, from which a clean declaration is written.
#include "sql/layer/recover_private.h"

#include "base/limits.h"

#define SCRATCH_STEPS 100000 // virtual machine steps of one CREATE TABLE and the questions about it
#define UNKNOWN_FUNCTIONS 16 // stood in for in one table's text

#define SQL_NAME "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid LIMIT 1"
#define SQL_COLUMNS "SELECT name, type, \"notnull\", hidden, pk FROM pragma_table_xinfo(?1) ORDER BY cid"
#define SQL_WITHOUT_ROWID "SELECT wr FROM pragma_table_list(?1) WHERE schema = 'main'"
#define SQL_KEY "SELECT name FROM pragma_index_list(?1) WHERE origin = 'pk'"
#define SQL_KEY_COLUMNS "SELECT cid FROM pragma_index_xinfo(?1) ORDER BY seqno"

struct declared {
    struct recover_column column;
    bool stored;
    bool key;
};

static int scratch_authorize(UNUSED void *context, int action, const char *first, UNUSED const char *second,
                             UNUSED const char *schema, UNUSED const char *trigger)
{
    switch (action) {
    case SQLITE_CREATE_TABLE:
    case SQLITE_CREATE_INDEX:
    case SQLITE_FUNCTION:
    case SQLITE_READ: // its own columns, in a CHECK or a key; there is nothing else in here
        return SQLITE_OK;
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
        return sqlite3_stricmp(first, "sqlite_master") == 0 ? SQLITE_OK : SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

static int scratch_stop(UNUSED void *context)
{
    return 1;
}

static int compare_bytes(UNUSED void *context, int a_size, const void *a, int b_size, const void *b)
{
    return slice_compare(slice_of(a, (size_t)a_size), slice_of(b, (size_t)b_size));
}

static void collation_stand_in(UNUSED void *context, sqlite3 *scratch, UNUSED int encoding, const char *name)
{
    (void)sqlite3_create_collation_v2(scratch, name, SQLITE_UTF8, NULL, compare_bytes, NULL);
}

static void function_stand_in(sqlite3_context *context, UNUSED int count, UNUSED sqlite3_value **arguments)
{
    sqlite3_result_null(context);
}

static sqlite3 *scratch_open(struct layer *layer)
{
    sqlite3 *scratch = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(":memory:", &scratch, flags, layer_vfs(layer)) != SQLITE_OK) {
        (void)sqlite3_close(scratch);
        return NULL;
    }
    (void)sqlite3_db_config(scratch, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(scratch, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_limit(scratch, SQLITE_LIMIT_LENGTH, 4 * (int)LIMIT_DEFINITION_SIZE);
    (void)sqlite3_limit(scratch, SQLITE_LIMIT_SQL_LENGTH, (int)LIMIT_DEFINITION_SIZE);
    (void)sqlite3_limit(scratch, SQLITE_LIMIT_ATTACHED, 0);
    (void)sqlite3_collation_needed(scratch, NULL, collation_stand_in);
    sqlite3_progress_handler(scratch, SCRATCH_STEPS, scratch_stop, NULL);
    return scratch;
}

// "no such function: NAME" gets a stand-in under that name: a CHECK of the phone's own functions is not evaluated here.
static bool scratch_stand_in(sqlite3 *scratch)
{
    struct slice message = slice_text(sqlite3_errmsg(scratch));
    struct slice prefix = SLICE("no such function: ");
    char name[256];
    if (!slice_starts(message, prefix) || message.size - prefix.size >= sizeof name)
        return false;
    message = slice_from(message, prefix.size);
    memcpy(name, message.data, message.size);
    name[message.size] = '\0';
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    return sqlite3_create_function_v2(scratch, name, -1, flags, NULL, function_stand_in, NULL, NULL, NULL) == SQLITE_OK;
}

// The first statement of the text alone.
static bool scratch_create(sqlite3 *scratch, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    (void)sqlite3_set_authorizer(scratch, scratch_authorize, NULL);
    int code = sqlite3_prepare_v2(scratch, sql, -1, &statement, NULL);
    for (unsigned i = 0; code != SQLITE_OK && i < UNKNOWN_FUNCTIONS && scratch_stand_in(scratch); i++)
        code = sqlite3_prepare_v2(scratch, sql, -1, &statement, NULL);
    if (code == SQLITE_OK && statement)
        code = sqlite3_step(statement);
    (void)sqlite3_finalize(statement);
    (void)sqlite3_set_authorizer(scratch, NULL, NULL);
    return code == SQLITE_DONE;
}

static sqlite3_stmt *scratch_ask(sqlite3 *scratch, const char *question, const char *name)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(scratch, question, -1, &statement, NULL) != SQLITE_OK)
        return NULL;
    if (name)
        (void)sqlite3_bind_text(statement, 1, name, -1, SQLITE_TRANSIENT);
    return statement;
}

// The first column of the first row, owned by the caller; NULL where there is none.
static char *scratch_ask_text(sqlite3 *scratch, const char *question, const char *name)
{
    char *text = NULL;
    sqlite3_stmt *statement = scratch_ask(scratch, question, name);
    if (statement && sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_text(statement, 0))
        text = strdup((const char *)sqlite3_column_text(statement, 0));
    (void)sqlite3_finalize(statement);
    return text;
}

static bool type_has(const char *type, const char *part)
{
    return sqlite3_strlike(part, type, 0) == 0;
}

// Section 3.1 of sqlite.org/datatype3.html, in its order.
static char type_affinity(const char *type)
{
    if (type_has(type, "%INT%"))
        return 'I';
    if (type_has(type, "%CHAR%") || type_has(type, "%CLOB%") || type_has(type, "%TEXT%"))
        return 'T';
    if (type[0] == '\0' || type_has(type, "%BLOB%"))
        return 'B';
    return type_has(type, "%REAL%") || type_has(type, "%FLOA%") || type_has(type, "%DOUB%") ? 'R' : 'N';
}

static const char *column_text(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? text : "";
}

static bool columns_read(sqlite3_stmt *statement, struct declared *columns, uint32_t *ret_count)
{
    uint32_t count = 0;
    while (sqlite3_step(statement) == SQLITE_ROW && count < LIMIT_RECOVER_FIELDS) {
        struct declared *declared = &columns[count++];
        declared->column.name = strdup(column_text(statement, 0));
        declared->column.type = strdup(column_text(statement, 1));
        declared->column.affinity = type_affinity(column_text(statement, 1));
        declared->column.not_null = sqlite3_column_int(statement, 2) != 0;
        declared->column.field = RECOVER_NO_FIELD;
        declared->stored = sqlite3_column_int(statement, 3) != 2; // 2: computed whenever it is asked for
        declared->key = sqlite3_column_int(statement, 4) != 0;
        if (!declared->column.name || !declared->column.type)
            return false;
    }
    *ret_count = count;
    return count > 0;
}

// In the table's own order; a key without an index of its own is the rowid.
static void fields_by_order(struct declared *columns, uint32_t count, bool key_indexed, struct recover_table *table)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!columns[i].stored)
            continue;
        columns[i].column.field = table->field_count++;
        columns[i].column.is_rowid = columns[i].key && !key_indexed;
    }
}

// In the order of the key's index: key columns first, then the others.
static void fields_by_key(sqlite3 *scratch, const char *key, struct declared *columns, uint32_t count,
                          struct recover_table *table)
{
    sqlite3_stmt *statement = scratch_ask(scratch, SQL_KEY_COLUMNS, key);
    while (statement && sqlite3_step(statement) == SQLITE_ROW) {
        sqlite3_int64 column = sqlite3_column_int64(statement, 0);
        if (column >= 0 && column < count && columns[column].stored)
            columns[column].column.field = table->field_count;
        table->field_count++;
    }
    (void)sqlite3_finalize(statement);
}

// Hands the stored columns among the first `count` over to the table, and frees the others.
static void columns_keep(struct declared *columns, uint32_t count, struct recover_table *table)
{
    table->columns = calloc(count ? count : 1, sizeof *table->columns);
    for (uint32_t i = 0; i < LIMIT_RECOVER_FIELDS; i++) {
        if (i < count && columns[i].stored && table->columns) {
            table->columns[table->column_count++] = columns[i].column;
            continue;
        }
        free(columns[i].column.name);
        free(columns[i].column.type);
    }
}

static bool table_describe(sqlite3 *scratch, struct recover_table *table)
{
    table->name = scratch_ask_text(scratch, SQL_NAME, NULL);
    CLEANUP_FREE struct declared *columns = calloc(LIMIT_RECOVER_FIELDS, sizeof *columns);
    sqlite3_stmt *statement = table->name ? scratch_ask(scratch, SQL_COLUMNS, table->name) : NULL;
    if (!columns || !statement) {
        (void)sqlite3_finalize(statement);
        return false;
    }
    uint32_t count = 0;
    bool good = columns_read(statement, columns, &count);
    (void)sqlite3_finalize(statement);
    CLEANUP_FREE char *without = scratch_ask_text(scratch, SQL_WITHOUT_ROWID, table->name);
    CLEANUP_FREE char *key = scratch_ask_text(scratch, SQL_KEY, table->name);
    table->without_rowid = without && without[0] == '1';
    if (table->without_rowid && key)
        fields_by_key(scratch, key, columns, count, table);
    else
        fields_by_order(columns, count, key != NULL, table);
    columns_keep(columns, good ? count : 0, table);
    return good && table->column_count > 0;
}

bool table_declare(struct layer *layer, struct recover_table *table, const char *sql)
{
    sqlite3 *scratch = scratch_open(layer);
    if (!scratch)
        return false;
    bool good = scratch_create(scratch, sql) && table_describe(scratch, table);
    (void)sqlite3_close(scratch);
    return good;
}

// Words, and behind them one or two numbers in parentheses. Anything else, and a word that means something to SQLite or
// would hide the column, is left to its affinity's name.
static bool type_plain(struct slice type)
{
    struct slice words = slice_part(type, 0, slice_find_byte(type, '('));
    struct slice numbers = slice_from(type, words.size);
    struct slice word;
    for (size_t i = 1; i < numbers.size; i++)
        if (!byte_is_digit(numbers.data[i]) && numbers.data[i] != ',' &&
            (i + 1 < numbers.size || numbers.data[i] != ')'))
            return false;
    if (slice_find(numbers, SLICE(",,")) != SIZE_MAX)
        return false;
    if (numbers.size > 0 && (numbers.size < 3 || numbers.data[numbers.size - 1] != ')' || numbers.data[1] == ',' ||
                             numbers.data[numbers.size - 2] == ','))
        return false;
    while (slice_split(&words, ' ', &word)) {
        for (size_t i = 0; i < word.size; i++)
            if (!byte_is_alpha(word.data[i]))
                return false;
        if (slice_equal_fold(word, SLICE("hidden")) || sqlite3_keyword_check((const char *)word.data, (int)word.size))
            return false;
    }
    return true;
}

static const char *affinity_type(char affinity)
{
    switch (affinity) {
    case 'I':
        return "INTEGER";
    case 'T':
        return "TEXT";
    case 'R':
        return "REAL";
    case 'N':
        return "NUMERIC";
    default:
        return "";
    }
}

bool table_declaration(const struct recover_table *table, struct buffer *ret_text)
{
    buffer_put_text(ret_text, "CREATE TABLE x(");
    for (uint32_t i = 0; i < table->column_count; i++) {
        const struct recover_column *column = &table->columns[i];
        buffer_put_text(ret_text, i ? ",\"" : "\"");
        for (const char *c = column->name; *c; c++) {
            if (*c == '"')
                buffer_put_byte(ret_text, '"');
            buffer_put_byte(ret_text, (uint8_t)*c);
        }
        buffer_put_text(ret_text, "\" ");
        bool plain = type_plain(slice_text(column->type));
        buffer_put_text(ret_text, plain ? column->type : affinity_type(column->affinity));
    }
    buffer_put_text(ret_text, ")");
    return buffer_text(ret_text) != NULL;
}
