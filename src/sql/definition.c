// SPDX-License-Identifier: Apache-2.0
#include "sql/definition.h"

#include "sql/definition_sql.h"
#include "sql/header.h"
#include "sql/scan.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const artefact_keys[] = {
    "artefact", "title", "from",           "shows", "means",          "source", "event", "variant",   "when", "bounded",
    "platform", "lists", "reads-any-kind", "until", "encrypted-only", "table",  "store", "undecoded", NULL,
};
static const char *const rule_keys[] = {
    "rule",  "on",   "reads",  "title",  "message", "grade", "means",
    "value", "time", "source", "benign", "advice",  "fired", NULL,
};
static const char *const list_keys[] = {"list", "title", "from", "source", NULL};

static enum error_code no_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, "definition", ERROR_NO_OFFSET, "no memory for definitions");
}

static bool name_is_plain(struct slice name)
{
    if (name.size == 0 || name.size > 64 || byte_is_digit(name.data[0]))
        return false;
    for (size_t i = 0; i < name.size; i++)
        if (!byte_is_digit(name.data[i]) && !(name.data[i] >= 'a' && name.data[i] <= 'z') && name.data[i] != '_')
            return false;
    return true;
}

static enum error_code header_texts(const struct header *header, const char *key, struct arena *arena,
                                    struct definition_texts *ret_texts, struct error *error)
{
    struct definition_texts texts = {.items = arena_alloc(arena, header->count + 1, sizeof(struct slice))};
    if (!texts.items)
        return no_memory(error);
    for (size_t i = 0; i < header->count; i++)
        if (slice_equal(header->lines[i].key, slice_text(key)) && header->lines[i].value.size)
            texts.items[texts.count++] = header->lines[i].value;
    *ret_texts = texts;
    return ERROR_NONE;
}

static unsigned header_line_of(const struct header *header, const char *key)
{
    for (size_t i = 0; i < header->count; i++)
        if (slice_equal(header->lines[i].key, slice_text(key)))
            return header->lines[i].line;
    return 1;
}

static enum error_code header_require(const struct header *header, const char *key, struct slice *ret_value,
                                      struct error *error)
{
    *ret_value = header_value(header, key);
    if (ret_value->size == 0)
        return header_error(header, 1, error, "the header has no \"-- %s:\"", key);
    return ERROR_NONE;
}

static enum error_code header_name(const struct header *header, const char *key, struct slice *ret_name,
                                   struct error *error)
{
    enum error_code code = header_require(header, key, ret_name, error);
    if (!code && !name_is_plain(*ret_name))
        return header_error(header, header_line_of(header, key), error,
                            "\"%s\" is no name (lower-case letters, digits, _)", ERROR_QUOTE(*ret_name));
    return code;
}

// "kind|kind private" into a set; the unknown word comes back where there is one.
static bool kinds_parse(struct slice words, uint32_t *ret_kinds, struct slice *ret_unknown)
{
    uint32_t kinds = 0;
    while (words.size) {
        size_t size = 0;
        while (size < words.size && words.data[size] != ' ' && words.data[size] != '|')
            size++;
        struct slice word = slice_part(words, 0, size);
        words = slice_from(words, size + 1);
        if (word.size == 0)
            continue;
        uint32_t kind = kind_parse(word);
        if (kind == 0) {
            *ret_unknown = word;
            return false;
        }
        kinds |= kind;
    }
    *ret_kinds = kinds;
    return true;
}

#define KINDS_PRIVATE                                                                                             \
    (KIND_BIT(OBSERVABLE_PHONE) | KIND_BIT(OBSERVABLE_EMAIL) | KIND_TEXT | KIND_PERSON | KIND_PLACE | KIND_WIFI | \
     KIND_VISIT | KIND_PRIVATE | KIND_SECRET)

// Many of SQL's words may still name a column ("row", "key"); a rule could not name the others without quotes.
static bool name_usable(struct slice name)
{
    char sql[192];
    sqlite3 *database = NULL;
    sqlite3_stmt *statement = NULL;
    (void)snprintf(sql, sizeof sql, "SELECT %.*s FROM (SELECT 1 AS \"%.*s\") WHERE %.*s = 1", SLICE_PRINTF(name),
                   SLICE_PRINTF(name), SLICE_PRINTF(name));
    bool usable = sqlite3_open(":memory:", &database) == SQLITE_OK &&
                  sqlite3_prepare_v2(database, sql, -1, &statement, NULL) == SQLITE_OK;
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(database);
    return usable;
}

static enum error_code column_parse(const struct header *header, struct slice alias, unsigned line,
                                    struct definition_column *ret_column, struct error *error)
{
    size_t colon = slice_find_byte(alias, ':');
    struct definition_column column = {.name = slice_part(alias, 0, colon)};
    struct slice unknown;
    if (!name_is_plain(column.name))
        return header_error(header, line, error, "\"%s\" is no column name", ERROR_QUOTE(column.name));
    if (sqlite3_keyword_check((const char *)column.name.data, (int)column.name.size) && !name_usable(column.name))
        return header_error(header, line, error, "the column name \"%s\" is a word of SQL", ERROR_QUOTE(column.name));
    if (slice_equal(column.name, SLICE("record")) || slice_equal(column.name, SLICE("input")))
        return header_error(header, line, error, "the column name \"%s\" is the case's own", ERROR_QUOTE(column.name));
    struct slice words = colon == SIZE_MAX ? SLICE_NONE : slice_from(alias, colon + 1);
    if (!kinds_parse(words, &column.kinds, &unknown))
        return header_error(header, line, error, "unknown kind \"%s\" of column \"%s\"", ERROR_QUOTE(unknown),
                            ERROR_QUOTE(column.name));
    if ((column.kinds & KIND_LOCAL) && !(column.kinds & KIND_TIME))
        return header_error(header, line, error, "the kind \"local\" of column \"%s\" stands beside \"time\" alone",
                            ERROR_QUOTE(column.name));
    column.is_private = (column.kinds & KINDS_PRIVATE) != 0;
    *ret_column = column;
    return ERROR_NONE;
}

static enum error_code artefact_column_add(const struct header *header, struct artefact *artefact, bool first_variant,
                                           struct definition_column column, unsigned line, struct error *error)
{
    size_t known = artefact_column(artefact, column.name);
    if (known != SIZE_MAX) {
        if (first_variant)
            return header_error(header, line, error, "two columns are named \"%s\"", ERROR_QUOTE(column.name));
        artefact->columns[known].kinds |= column.kinds;
        artefact->columns[known].is_private = artefact->columns[known].is_private || column.is_private;
        return ERROR_NONE;
    }
    if (artefact->column_count == LIMIT_COLUMNS)
        return header_error(header, line, error, "more than %u columns", LIMIT_COLUMNS);
    artefact->columns[artefact->column_count++] = column;
    return ERROR_NONE;
}

// Aliases stand at no depth of parentheses, between SELECT and FROM of the (first) select.
static enum error_code variant_columns(const struct header *header, struct artefact *artefact,
                                       const struct definition_variant *variant, struct error *error)
{
    struct scan scan = {.rest = variant->sql};
    struct slice text;
    bool after_as = false;
    bool selecting = false;
    size_t found = 0;
    for (;;) {
        enum scan_token token = scan_next(&scan, &text);
        if (token == SCAN_END)
            break;
        if (scan.depth == 0 && token == SCAN_WORD) {
            if (selecting && slice_equal_fold(text, SLICE("from")))
                break;
            selecting = selecting || slice_equal_fold(text, SLICE("select"));
        }
        if (after_as && selecting && token == SCAN_IDENTIFIER && scan.depth == 0) {
            struct definition_column column;
            enum error_code code = column_parse(header, text, variant->line, &column, error);
            if (!code)
                code =
                    artefact_column_add(header, artefact, variant == artefact->variants, column, variant->line, error);
            if (code)
                return code;
            found++;
        }
        after_as = token == SCAN_WORD && slice_equal_fold(text, SLICE("as"));
    }
    if (found == 0)
        return header_error(header, variant->line, error, "the query has no column named AS \"name:kind\"");
    return ERROR_NONE;
}

#define OF_THE_INPUT 7U // of the names below, those that ask the input whatever their arguments

// A query over the input itself: blocks(), json_lines(), json_rows(), csv_rows(), yaml_rows(), mbdb_rows(), plist(), or
// lines() and plist_rows() without a value to look into.
static bool variant_is_document(struct slice sql)
{
    static const struct slice names[] = {SLICE_INIT("blocks"),   SLICE_INIT("json_lines"), SLICE_INIT("json_rows"),
                                         SLICE_INIT("csv_rows"), SLICE_INIT("yaml_rows"),  SLICE_INIT("mbdb_rows"),
                                         SLICE_INIT("plist"),    SLICE_INIT("lines"),      SLICE_INIT("plist_rows")};
    struct scan scan = {.rest = sql};
    struct slice text;
    size_t name = ARRAY_SIZE(names);
    for (enum scan_token token = scan_next(&scan, &text); token != SCAN_END; token = scan_next(&scan, &text)) {
        if (token == SCAN_OPEN && name < ARRAY_SIZE(names)) {
            struct scan ahead = scan;
            enum scan_token first = scan_next(&ahead, &text);
            if (name < OF_THE_INPUT || first == SCAN_STRING || first == SCAN_CLOSE)
                return true;
        }
        for (name = 0; name < ARRAY_SIZE(names); name++)
            if (token == SCAN_WORD && slice_equal_fold(text, names[name]))
                break;
    }
    return false;
}

static void variant_close(struct artefact *artefact, struct slice body, struct slice rest)
{
    struct definition_variant *variant = &artefact->variants[artefact->variant_count - 1];
    variant->sql =
        slice_trim(slice_part(body, (size_t)(variant->sql.data - body.data), (size_t)(rest.data - variant->sql.data)));
}

struct variant_reading {
    struct slice name; // of the variant that comes next
    struct slice when;
    bool inside; // a query is being collected
};

// `-- variant:` and `-- when:` stand before a query; in the header for the first one, between the queries for others.
static enum error_code artefact_variants(const struct header *header, struct artefact *artefact, struct arena *arena,
                                         struct error *error)
{
    struct variant_reading reading = {header_value(header, "variant"), header_value(header, "when"), false};
    artefact->variants = arena_alloc(arena, LIMIT_VARIANTS, sizeof *artefact->variants);
    if (!artefact->variants)
        return no_memory(error);
    struct slice rest = header->body;
    for (unsigned line_number = header->body_line; rest.size; line_number++) {
        struct slice before = rest;
        struct slice line;
        struct slice key;
        struct slice value;
        (void)slice_line(&rest, &line);
        bool is_key = header_line_parse(line, &key, &value);
        if (is_key && (slice_equal(key, SLICE("variant")) || slice_equal(key, SLICE("when")))) {
            if (reading.inside)
                variant_close(artefact, header->body, before);
            reading = (struct variant_reading){.name = reading.inside ? SLICE_NONE : reading.name,
                                               .when = reading.inside ? SLICE_NONE : reading.when};
            *(slice_equal(key, SLICE("variant")) ? &reading.name : &reading.when) = value;
        } else if (!reading.inside && slice_trim(line).size && !slice_starts(line, SLICE("--"))) {
            if (artefact->variant_count == LIMIT_VARIANTS)
                return header_error(header, line_number, error, "more than %u variants", LIMIT_VARIANTS);
            artefact->variants[artefact->variant_count++] = (struct definition_variant){
                .name = reading.name.size ? reading.name : SLICE("current"),
                .when = reading.when,
                .sql = before,
                .line = line_number,
            };
            reading = (struct variant_reading){.inside = true};
        }
    }
    if (artefact->variant_count == 0 && artefact->undecoded.size)
        return ERROR_NONE;
    if (artefact->variant_count == 0 || artefact->undecoded.size)
        return header_error(header, 1, error,
                            artefact->variant_count ? "what is undecoded has no query" : "there is no query");
    variant_close(artefact, header->body, slice_of(header->body.data + header->body.size, 0));
    return ERROR_NONE;
}

static enum error_code artefact_events(const struct header *header, struct artefact *artefact, struct arena *arena,
                                       struct error *error)
{
    artefact->events = arena_alloc(arena, header->count + 1, sizeof *artefact->events);
    if (!artefact->events)
        return no_memory(error);
    for (size_t i = 0; i < header->count; i++) {
        const struct header_line *line = &header->lines[i];
        if (!slice_equal(line->key, SLICE("event")))
            continue;
        size_t space = slice_find_byte(line->value, ' ');
        struct definition_event event = {.column = slice_part(line->value, 0, space)};
        event.text = space == SIZE_MAX ? SLICE_NONE : slice_trim(slice_from(line->value, space));
        if (event.text.size >= 2 && event.text.data[0] == '"' && slice_ends(event.text, SLICE("\"")))
            event.text = slice_part(event.text, 1, event.text.size - 2);
        if (event.text.size == 0)
            return header_error(header, line->line, error, "an event is: column \"words\"");
        if (artefact_column(artefact, event.column) == SIZE_MAX)
            return header_error(header, line->line, error, "the event's column \"%s\" is not in the query",
                                ERROR_QUOTE(event.column));
        artefact->events[artefact->event_count++] = event;
    }
    return ERROR_NONE;
}

// `BUNDLE "NAME" WHAT [PLACE]`; the place may be "never".
static bool store_parse(struct slice text, struct definition_store *ret_store)
{
    struct definition_store store = {0};
    size_t space = slice_find_byte(text, ' ');
    store.bundle = slice_part(text, 0, space);
    text = slice_trim(slice_from(text, space == SIZE_MAX ? text.size : space));
    size_t end = slice_starts(text, SLICE("\"")) ? slice_find_byte(slice_from(text, 1), '"') : SIZE_MAX;
    if (end == SIZE_MAX)
        return false;
    store.name = slice_part(text, 1, end);
    text = slice_trim(slice_from(text, end + 2));
    space = slice_find_byte(text, ' ');
    store.what = slice_part(text, 0, space);
    store.place = space == SIZE_MAX ? SLICE_NONE : slice_trim(slice_from(text, space));
    store.never = slice_equal(store.place, SLICE("never"));
    size_t slash = slice_find_byte(store.place, '/');
    bool placed = store.place.size == 0 || store.never || (slash != SIZE_MAX && slash > 0);
    *ret_store = store;
    return store.bundle.size && store.name.size && store.what.size && placed;
}

static enum error_code artefact_stores(const struct header *header, struct artefact *artefact, struct arena *arena,
                                       struct error *error)
{
    artefact->stores = arena_alloc(arena, header->count + 1, sizeof *artefact->stores);
    if (!artefact->stores)
        return no_memory(error);
    for (size_t i = 0; i < header->count; i++) {
        const struct header_line *line = &header->lines[i];
        if (!slice_equal(line->key, SLICE("store")))
            continue;
        if (!store_parse(line->value, &artefact->stores[artefact->store_count++]))
            return header_error(header, line->line, error,
                                "a store is: bundle \"name\" what [domain/path or \"never\"]");
    }
    return ERROR_NONE;
}

// A word becomes a literal; the url of a visit is private.
static enum error_code artefact_means(const struct header *header, struct artefact *artefact, struct arena *arena,
                                      struct error *error)
{
    enum means means;
    struct slice word = header_value(header, "means");
    if (word.size == 0)
        word = SLICE("present");
    artefact->means = word;
    if (!means_parse(word, &means)) {
        struct scan scan = {.rest = word};
        struct slice first;
        bool one_word = scan_next(&scan, &first) == SCAN_WORD && scan_is_blank(scan.rest);
        if (one_word && artefact_column(artefact, first) == SIZE_MAX)
            return header_error(header, header_line_of(header, "means"), error, "unknown means \"%s\"",
                                ERROR_QUOTE(word));
        return ERROR_NONE;
    }
    uint8_t *literal = arena_alloc(arena, word.size + 2, 1);
    if (!literal)
        return no_memory(error);
    literal[0] = '\'';
    memcpy(literal + 1, word.data, word.size);
    literal[word.size + 1] = '\'';
    artefact->means = slice_of(literal, word.size + 2);
    for (size_t i = 0; means == MEANS_VISITED && i < artefact->column_count; i++)
        if (artefact->columns[i].kinds & KIND_BIT(OBSERVABLE_URL))
            artefact->columns[i].is_private = true;
    return ERROR_NONE;
}

// Whether SQLite takes the text, and for one table alone.
static bool table_text_works(const char *sql)
{
    sqlite3 *database = NULL;
    sqlite3_stmt *statement = NULL;
    const char *tail = "";
    bool works = sqlite3_open(":memory:", &database) == SQLITE_OK &&
                 sqlite3_prepare_v2(database, sql, -1, &statement, &tail) == SQLITE_OK && *tail == '\0';
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(database);
    return works;
}

// "name(columns)" becomes a CREATE TABLE text.
static enum error_code artefact_tables(const struct header *header, struct artefact *artefact, struct arena *arena,
                                       struct error *error)
{
    static const char start[] = "CREATE TABLE ";
    size_t start_size = sizeof start - 1;
    artefact->tables.items = arena_alloc(arena, header->count + 1, sizeof(struct slice));
    for (size_t i = 0; artefact->tables.items && i < header->count; i++) {
        const struct header_line *line = &header->lines[i];
        if (!slice_equal(line->key, SLICE("table")))
            continue;
        char *text = arena_alloc(arena, start_size + line->value.size + 1, 1);
        if (!text)
            return no_memory(error);
        memcpy(text, start, start_size);
        if (line->value.size)
            memcpy(text + start_size, line->value.data, line->value.size);
        text[start_size + line->value.size] = '\0';
        if (!table_text_works(text))
            return header_error(header, line->line, error, "a table is: name(column TYPE, column TYPE)");
        artefact->tables.items[artefact->tables.count++] = slice_text(text);
    }
    return artefact->tables.items ? ERROR_NONE : no_memory(error);
}

// It stands in a list, in the verdict's sentence.
static enum error_code artefact_undecoded(const struct header *header, struct artefact *artefact, struct error *error)
{
    struct slice words = header_value(header, "undecoded");
    bool lists = slice_find(words, SLICE(", ")) != SIZE_MAX || slice_find(words, SLICE("; ")) != SIZE_MAX;
    artefact->undecoded = words;
    if (words.size > LIMIT_UNDECODED || lists)
        return header_error(header, header_line_of(header, "undecoded"), error,
                            "what is undecoded is told in a few words, without a comma");
    return ERROR_NONE;
}

static enum error_code artefact_build(const struct header *header, struct arena *arena, struct artefact *artefact,
                                      struct error *error)
{
    enum error_code code = header_name(header, "artefact", &artefact->name, error);
    code = code ? code : header_require(header, "title", &artefact->title, error);
    code = code ? code : header_require(header, "shows", &artefact->shows, error);
    code = code ? code : header_texts(header, "from", arena, &artefact->from, error);
    code = code ? code : header_texts(header, "source", arena, &artefact->sources, error);
    code = code ? code : artefact_tables(header, artefact, arena, error);
    if (!code && artefact->from.count == 0)
        code = header_error(header, 1, error, "the header has no \"-- from:\"");
    code = code ? code : artefact_undecoded(header, artefact, error);
    code = code ? code : artefact_variants(header, artefact, arena, error);
    artefact->columns = arena_alloc(arena, LIMIT_COLUMNS, sizeof *artefact->columns);
    if (!code && !artefact->columns)
        code = no_memory(error);
    for (size_t i = 0; !code && i < artefact->variant_count; i++)
        code = variant_columns(header, artefact, &artefact->variants[i], error);
    for (size_t i = 0; !code && i < artefact->variant_count; i++)
        code = definition_sql_check(header, artefact->variants[i].sql, artefact->variants[i].line, error);
    code = code ? code : artefact_events(header, artefact, arena, error);
    code = code ? code : artefact_stores(header, artefact, arena, error);
    code = code ? code : artefact_means(header, artefact, arena, error);
    artefact->bounded = header_value(header, "bounded");
    artefact->platform = header_value(header, "platform");
    artefact->listing = header_value(header, "lists");
    struct slice until = header_value(header, "until");
    if (!code && until.size && !slice_decimal(until, &artefact->until))
        code = header_error(header, header_line_of(header, "until"), error, "\"until\" is a version's first number");
    artefact->any_kind = header_value(header, "reads-any-kind").size > 0;
    artefact->encrypted_only = header_value(header, "encrypted-only").size > 0;
    artefact->document = !code && (artefact->undecoded.size || variant_is_document(artefact->variants[0].sql));
    return code;
}

static enum error_code definition_header(struct definitions *definitions, struct slice file, struct slice text,
                                         const char *const *keys, struct header *ret_header, struct error *error)
{
    struct slice name;
    struct slice copy;
    if (!arena_copy(definitions->arena, file, &name) || !arena_copy(definitions->arena, text, &copy))
        return no_memory(error);
    return header_parse(name, copy, keys, definitions->arena, ret_header, error);
}

#define GROW(array, count)                                                                                    \
    ({                                                                                                        \
        void *grown = (count) < LIMIT_DEFINITIONS ? realloc((array), ((count) + 1) * sizeof *(array)) : NULL; \
        if (grown)                                                                                            \
            (array) = grown;                                                                                  \
        grown != NULL;                                                                                        \
    })

enum error_code definition_parse_artefact(struct definitions *definitions, struct slice file, struct slice text,
                                          struct error *error)
{
    struct header header;
    enum error_code code = definition_header(definitions, file, text, artefact_keys, &header, error);
    struct artefact artefact = {.file = code ? SLICE_NONE : header.file};
    code = code ? code : artefact_build(&header, definitions->arena, &artefact, error);
    if (code)
        return code;
    if (definitions_artefact(definitions, artefact.name))
        return header_error(&header, 1, error, "there is another artefact named \"%s\"", ERROR_QUOTE(artefact.name));
    if (!GROW(definitions->artefacts, definitions->artefact_count))
        return no_memory(error);
    definitions->artefacts[definitions->artefact_count++] = artefact;
    return ERROR_NONE;
}

static enum error_code rule_words(const struct header *header, struct rule *rule, struct error *error)
{
    struct slice grade;
    struct slice means;
    enum error_code code = header_require(header, "grade", &grade, error);
    code = code ? code : header_require(header, "means", &means, error);
    if (!code && !grade_parse(grade, &rule->grade))
        code = header_error(header, header_line_of(header, "grade"), error, "unknown grade \"%s\"", ERROR_QUOTE(grade));
    if (!code && !means_parse(means, &rule->means))
        code = header_error(header, header_line_of(header, "means"), error, "unknown means \"%s\"", ERROR_QUOTE(means));
    return code;
}

// `reads` may name several tables on one line, by commas.
static enum error_code rule_reads(struct rule *rule, struct arena *arena, struct error *error)
{
    struct definition_texts split = {.items = arena_alloc(arena, LIMIT_COLUMNS, sizeof(struct slice))};
    if (!split.items)
        return no_memory(error);
    for (size_t i = 0; i < rule->reads.count; i++) {
        struct slice rest = rule->reads.items[i];
        struct slice name;
        while (split.count < LIMIT_COLUMNS && slice_split(&rest, ',', &name))
            split.items[split.count++] = slice_trim(name);
    }
    rule->reads = split;
    return ERROR_NONE;
}

static enum error_code rule_build(const struct header *header, struct arena *arena, struct rule *rule,
                                  struct error *error)
{
    enum error_code code = header_name(header, "rule", &rule->name, error);
    code = code ? code : header_require(header, "title", &rule->title, error);
    code = code ? code : header_require(header, "benign", &rule->benign, error);
    code = code ? code : rule_words(header, rule, error);
    code = code ? code : header_texts(header, "source", arena, &rule->sources, error);
    code = code ? code : header_texts(header, "reads", arena, &rule->reads, error);
    code = code ? code : rule_reads(rule, arena, error);
    rule->on = header_value(header, "on");
    rule->message = header_value(header, "message");
    rule->value = header_value(header, "value");
    rule->time = header_value(header, "time");
    rule->advice = header_value(header, "advice");
    rule->fired = header_value(header, "fired");
    rule->sql = slice_trim(header->body);
    rule->line = header->body_line;
    if (!code && (rule->on.size == 0) == (rule->reads.count == 0))
        return header_error(header, 1, error, "the header needs either \"-- on:\" or \"-- reads:\"");
    if (!code && scan_is_blank(rule->sql))
        return header_error(header, 1, error, "there is no expression or query");
    code = code ? code : definition_sql_check(header, rule->sql, rule->line, error);
    return code || rule->on.size == 0 ? code : definition_expression_check(header, rule->sql, rule->line, error);
}

enum error_code definition_parse_rule(struct definitions *definitions, struct slice file, struct slice text,
                                      struct error *error)
{
    struct header header;
    enum error_code code = definition_header(definitions, file, text, rule_keys, &header, error);
    struct rule rule = {.file = code ? SLICE_NONE : header.file};
    code = code ? code : rule_build(&header, definitions->arena, &rule, error);
    if (code)
        return code;
    if (definitions_rule(definitions, rule.name))
        return header_error(&header, 1, error, "there is another rule named \"%s\"", ERROR_QUOTE(rule.name));
    if (!GROW(definitions->rules, definitions->rule_count))
        return no_memory(error);
    definitions->rules[definitions->rule_count++] = rule;
    return ERROR_NONE;
}

enum error_code definition_parse_list(struct definitions *definitions, struct slice file, struct slice text,
                                      struct error *error)
{
    struct header header;
    enum error_code code = definition_header(definitions, file, text, list_keys, &header, error);
    struct list_format list = {.file = code ? SLICE_NONE : header.file, .order = (unsigned)definitions->list_count};
    code = code ? code : header_name(&header, "list", &list.name, error);
    code = code ? code : header_require(&header, "title", &list.title, error);
    code = code ? code : header_texts(&header, "from", definitions->arena, &list.from, error);
    code = code ? code : header_texts(&header, "source", definitions->arena, &list.sources, error);
    if (code)
        return code;
    list.sql = slice_trim(header.body);
    list.line = header.body_line;
    if (scan_is_blank(list.sql))
        return header_error(&header, 1, error, "there is no query");
    for (size_t i = 0; i < definitions->list_count; i++)
        if (slice_equal(definitions->lists[i].name, list.name))
            return header_error(&header, 1, error, "there is another list named \"%s\"", ERROR_QUOTE(list.name));
    code = definition_sql_check(&header, list.sql, list.line, error);
    if (code)
        return code;
    if (!GROW(definitions->lists, definitions->list_count))
        return no_memory(error);
    definitions->lists[definitions->list_count++] = list;
    return ERROR_NONE;
}
