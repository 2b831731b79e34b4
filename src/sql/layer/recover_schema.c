// SPDX-License-Identifier: Apache-2.0
// The tables of a damaged database: from the tree of its schema (section 2.6), and where that is damaged, from rows of
// the schema's shape on any leaf page.
#include "sql/layer/recover_private.h"

#include "base/limits.h"

#define SCHEMA_FIELDS 5U // type, name, tbl_name, rootpage, sql
#define FIELD_TYPE 0U
#define FIELD_NAME 1U
#define FIELD_ROOT 3U
#define FIELD_SQL 4U

static bool field_is(struct row_reader *reader, uint32_t field, int encoding, struct slice expected)
{
    uint64_t type;
    struct slice bytes;
    uint8_t data[32];
    struct buffer text = {.data = data, .capacity = sizeof data, .limit = sizeof data};
    if (!row_reader_field(reader, field, &type, &bytes) || !serial_is_text(type) || bytes.size > sizeof data)
        return false;
    struct geometry geometry = *reader->geometry;
    geometry.encoding = encoding;
    geometry_text(&geometry, bytes, &text);
    return slice_equal(buffer_slice(&text), expected);
}

static bool row_is_schema(struct row_reader *reader, int encoding)
{
    static const struct slice types[] = {SLICE_INIT("table"), SLICE_INIT("index"), SLICE_INIT("view"),
                                         SLICE_INIT("trigger")};
    const struct record *record = &reader->record;
    if (record->count != SCHEMA_FIELDS || !serial_is_text(record->types[1]) || !serial_is_text(record->types[2]))
        return false;
    uint64_t root = record->types[FIELD_ROOT];
    uint64_t sql = record->types[FIELD_SQL];
    if ((root != 0 && !serial_is_integer(root)) || (sql != 0 && !serial_is_text(sql)))
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(types); i++)
        if (field_is(reader, FIELD_TYPE, encoding, types[i]))
            return true;
    return false;
}

static const int encodings[] = {SQLITE_UTF8, SQLITE_UTF16LE, SQLITE_UTF16BE};

// How many rows of the page at hand have the schema's shape in this encoding, and how many have not.
static uint32_t page_schema_rows(struct row_reader *reader, int encoding, uint32_t *ret_other)
{
    uint32_t good = 0;
    *ret_other = 0;
    for (uint32_t i = 0; i < reader->view.cells; i++) {
        if (!row_reader_cell(reader, i))
            continue;
        if (row_is_schema(reader, encoding))
            good++;
        else
            ++*ret_other;
    }
    return good;
}

// All rows of the page at hand have the schema's shape; the encoding that fits is kept where none is known yet.
static bool page_is_schema(struct recover *recover, bool *encoding_known)
{
    struct row_reader *reader = &recover->reader;
    if (reader->view.type != PAGE_TABLE_LEAF)
        return false;
    for (size_t e = 0; e < ARRAY_SIZE(encodings); e++) {
        uint32_t other;
        if (*encoding_known && encodings[e] != recover->geometry.encoding)
            continue;
        if (page_schema_rows(reader, encodings[e], &other) > 0 && other == 0) {
            recover->geometry.encoding = encodings[e];
            *encoding_known = true;
            return true;
        }
    }
    return false;
}

// The header may lie about the encoding: the one counts in which the tree's rows are a schema's. False: no row is.
static bool schema_encoding(struct recover *recover, const struct recover_table *schema)
{
    uint64_t best = 0;
    int told = recover->geometry.encoding;
    for (size_t e = 0; e < ARRAY_SIZE(encodings); e++) {
        uint64_t good = 0;
        uint32_t other;
        for (uint32_t i = 0; i < schema->leaf_count; i++)
            if (row_reader_page(&recover->reader, schema->leaves[i].page))
                good += page_schema_rows(&recover->reader, encodings[e], &other);
        if (good > best || (good > 0 && good == best && encodings[e] == told)) {
            best = good;
            recover->geometry.encoding = encodings[e];
        }
    }
    recover->report.header_wrong =
        recover->geometry.header_wrong || (recover->geometry.header_valid && recover->geometry.encoding != told);
    return best > 0;
}

struct recover_table *recover_table_new(struct recover *recover)
{
    if (recover->table_count == LIMIT_RECOVER_TABLES)
        return NULL;
    if (recover->table_count == recover->table_room) {
        uint32_t room = recover->table_room ? recover->table_room * 2 : 64;
        struct recover_table *tables = realloc(recover->tables, room * sizeof *tables);
        if (!tables) {
            recover->no_memory = true;
            return NULL;
        }
        recover->tables = tables;
        recover->table_room = room;
    }
    recover->tables[recover->table_count] = (struct recover_table){0};
    return &recover->tables[recover->table_count];
}

bool recover_name_known(const struct recover *recover, const char *name)
{
    for (uint32_t i = 0; i < recover->table_count; i++)
        if (recover->tables[i].name && sqlite3_stricmp(recover->tables[i].name, name) == 0)
            return true;
    for (uint32_t i = 0; i < recover->view_count; i++)
        if (recover->views[i].table != RECOVER_NO_TABLE && sqlite3_stricmp(recover->views[i].name, name) == 0)
            return true;
    return false;
}

static bool text_starts_fold(struct slice text, struct slice prefix)
{
    return slice_equal_fold(slice_part(text, 0, prefix.size), prefix);
}

// A field's text as UTF-8, with `text` behind it; empty where it is none.
static struct slice field_text(struct recover *recover, uint32_t field, struct buffer *text)
{
    uint64_t type;
    struct slice bytes;
    buffer_clear(text);
    if (row_reader_field(&recover->reader, field, &type, &bytes) && serial_is_text(type))
        geometry_text(&recover->geometry, bytes, text);
    return buffer_slice(text);
}

// A view, or a virtual table: what has no root page.
static void schema_view_note(struct recover *recover, struct buffer *text)
{
    struct buffer name CLEANUP_BUFFER;
    buffer_init(&name, LIMIT_DEFINITION_SIZE);
    struct slice sql = field_text(recover, FIELD_SQL, text);
    recover_view_note(recover, field_text(recover, FIELD_NAME, &name), sql);
}

// Takes the table that the row at hand names. One that SQLite won't parse, or may not stand under its name, is known by
// its root page alone, so that its pages are nobody else's orphans.
static void schema_row_take(struct recover *recover, struct buffer *text)
{
    struct row_reader *reader = &recover->reader;
    uint64_t type;
    struct slice bytes;
    bool is_table = field_is(reader, FIELD_TYPE, recover->geometry.encoding, SLICE("table"));
    if (!is_table && !field_is(reader, FIELD_TYPE, recover->geometry.encoding, SLICE("view")))
        return;
    int64_t root = 0;
    if (is_table && row_reader_field(reader, FIELD_ROOT, &type, &bytes) && serial_is_integer(type))
        root = serial_integer(type, bytes);
    if (root == 0)
        schema_view_note(recover, text);
    if (root < 2 || root > UINT32_MAX || field_text(recover, FIELD_SQL, text).size == 0)
        return;
    struct recover_table *table = recover_table_new(recover);
    const char *sql = buffer_text(text);
    if (!table || !sql)
        return;
    table->root = (uint32_t)root;
    bool own = text_starts_fold(buffer_slice(text), SLICE("CREATE TABLE sqlite_"));
    if (!text_starts_fold(buffer_slice(text), SLICE("CREATE TABLE")) ||
        !table_declare(recover->geometry.layer, table, sql) || recover_name_known(recover, table->name)) {
        bool without_rowid = table->without_rowid;
        recover_table_release(table);
        table->root = (uint32_t)root;
        table->without_rowid = without_rowid;
        table->own = own;
    }
    // The name stands in a field of its own too.
    bool agreed = table->name ? slice_equal(field_text(recover, FIELD_NAME, text), slice_text(table->name)) : own;
    recover->schema_hurt = recover->schema_hurt || !agreed;
    recover->report.tables += table->name != NULL;
    recover->table_count++;
}

static void schema_page_take(struct recover *recover, struct recover_table *schema, uint32_t leaf, struct buffer *text)
{
    if (!row_reader_page(&recover->reader, schema->leaves[leaf].page))
        return;
    for (uint32_t i = 0; i < recover->reader.view.cells && !recover->no_memory; i++)
        if (!table_row_dropped(schema, &schema->leaves[leaf], i) && row_reader_cell(&recover->reader, i))
            schema_row_take(recover, text);
}

// Leaf pages of the schema's shape that no tree leads to.
static void schema_search(struct recover *recover, struct recover_table *schema, bool encoding_known)
{
    recover->report.schema_guessed = true;
    for (uint32_t number = 1; number <= recover->geometry.pages_there; number++) {
        if (page_set_has(&recover->used, number) || page_set_has(&recover->free, number))
            continue;
        if (!row_reader_page(&recover->reader, number) || !page_is_schema(recover, &encoding_known))
            continue;
        (void)page_set_add(&recover->used, number);
        recover->report.pages++;
        (void)row_reader_page(&recover->reader, number);
        recover_leaf_add(recover, schema, true);
    }
}

void recover_schema(struct recover *recover)
{
    struct recover_table schema = {.root = 1};
    struct buffer text;
    buffer_init(&text, LIMIT_DEFINITION_SIZE);
    recover_walk(recover, &schema);
    bool encoding_known = schema_encoding(recover, &schema);
    if (schema.damaged)
        schema_search(recover, &schema, encoding_known);
    recover->schema_hurt =
        schema.damaged || !encoding_known || recover->report.cells_lost > 0 || recover->report.pages_mended > 0;
    for (uint32_t i = 0; i < schema.leaf_count; i++)
        schema_page_take(recover, &schema, i, &text);
    buffer_release(&text);
    recover_table_release(&schema);
}

bool recover_schema_whole(struct layer *layer)
{
    struct recover recover = {.no_memory = false};
    struct recover_table schema = {.root = 1};
    if (!geometry_told(layer, &recover.geometry))
        return true;
    bool whole = true;
    if (page_set_init(&recover.used, recover.geometry.pages_there) &&
        row_reader_init(&recover.reader, &recover.geometry)) {
        recover_walk(&recover, &schema);
        whole = !schema.damaged && recover.report.cells_lost == 0 && recover.report.pages_mended == 0;
    }
    row_reader_release(&recover.reader);
    page_set_release(&recover.used);
    recover_table_release(&schema);
    return whole;
}
