// SPDX-License-Identifier: Apache-2.0
// A table that a view or a virtual table stands in place of: the real one is the table that the view's text names, or
// one with the columns that were declared for the name.
#include "sql/layer/recover_private.h"

#include "base/limits.h"

#define VIEW_WORDS 500U // of its text, compared with the names of all tables
#define SHAPE_START (sizeof "CREATE TABLE " - 1)

static bool byte_is_name(uint8_t byte)
{
    return byte_is_alpha(byte) || byte_is_digit(byte) || byte == '_' || byte == '$' || byte >= 0x80;
}

static struct slice shape_name(const char *shape)
{
    struct slice text = slice_from(slice_text(shape), SHAPE_START);
    size_t size = 0;
    while (size < text.size && byte_is_name(text.data[size]))
        size++;
    return slice_part(text, 0, size);
}

static bool wish_names(const struct recover_wish *wish, struct slice name)
{
    for (size_t i = 0; i < wish->view_count; i++)
        if (slice_equal_fold(wish->views[i], name))
            return true;
    for (size_t i = 0; i < wish->shape_count; i++)
        if (slice_equal_fold(shape_name(wish->shapes[i]), name))
            return true;
    return false;
}

static bool view_add(struct recover *recover, struct slice name, struct slice sql)
{
    for (uint32_t i = 0; i < recover->view_count; i++)
        if (slice_equal_fold(slice_text(recover->views[i].name), name))
            return true;
    struct recover_view *views = realloc(recover->views, (recover->view_count + 1) * sizeof *views);
    if (!views)
        return false;
    recover->views = views;
    struct recover_view view = {
        .name = strndup((const char *)name.data, name.size),
        .sql = sql.size ? strndup((const char *)sql.data, sql.size) : strdup(""),
        .table = RECOVER_NO_TABLE,
    };
    recover->views[recover->view_count++] = view;
    return view.name && view.sql;
}

void recover_view_note(struct recover *recover, struct slice name, struct slice sql)
{
    const struct recover_wish *wish = recover->wish;
    if (wish && name.size > 0 && recover->view_count < LIMIT_RECOVER_VIEWS && wish_names(wish, name))
        recover->no_memory = !view_add(recover, name, sql) || recover->no_memory;
}

static bool table_has_column(const struct recover_table *table, const char *name)
{
    for (uint32_t i = 0; i < table->column_count; i++)
        if (sqlite3_stricmp(table->columns[i].name, name) == 0)
            return true;
    return false;
}

// How many of the declared columns the table has, in 1/1000.
static uint32_t table_covers(const struct recover_table *table, const struct recover_table *shape)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < shape->column_count; i++)
        count += table_has_column(table, shape->columns[i].name);
    return shape->column_count ? count * 1000 / shape->column_count : 0;
}

// Of all generations declared for the name the one that fits best; 0 where none is declared.
static uint32_t table_covers_name(const struct recover_table *table, const char *name,
                                  const struct recover_table *shapes, uint32_t shape_count)
{
    uint32_t best = 0;
    for (uint32_t i = 0; i < shape_count; i++) {
        if (!shapes[i].name || sqlite3_stricmp(shapes[i].name, name) != 0)
            continue;
        uint32_t covers = table_covers(table, &shapes[i]);
        best = covers > best ? covers : best;
    }
    return best;
}

static uint32_t table_named(const struct recover *recover, struct slice name)
{
    for (uint32_t i = 0; i < recover->table_count; i++)
        if (recover->tables[i].name && slice_equal_fold(slice_text(recover->tables[i].name), name))
            return i;
    return RECOVER_NO_TABLE;
}

// The table among the words of the view's text; of several the one with most of the declared columns.
static void view_by_words(struct recover *recover, struct recover_view *view, const struct recover_table *shapes,
                          uint32_t shape_count)
{
    struct slice text = slice_text(view->sql);
    uint32_t best = 0;
    for (unsigned words = 0; text.size > 0 && words < VIEW_WORDS; words++) {
        size_t size = 0;
        while (text.size > 0 && !byte_is_name(text.data[0]))
            text = slice_from(text, 1);
        while (size < text.size && byte_is_name(text.data[size]))
            size++;
        uint32_t table = table_named(recover, slice_part(text, 0, size));
        text = slice_from(text, size);
        if (table == RECOVER_NO_TABLE)
            continue;
        uint32_t covers = 1 + table_covers_name(&recover->tables[table], view->name, shapes, shape_count);
        if (covers <= best)
            continue;
        best = covers;
        view->table = table;
    }
}

// The one table with most of the declared columns, three quarters at least.
static void view_by_shape(struct recover *recover, struct recover_view *view, const struct recover_table *shapes,
                          uint32_t shape_count)
{
    uint32_t best = 749;
    for (uint32_t i = 0; i < recover->table_count; i++) {
        const struct recover_table *table = &recover->tables[i];
        if (!table->name)
            continue;
        uint32_t covers = table_covers_name(table, view->name, shapes, shape_count);
        if (covers < best || covers == 749)
            continue;
        view->table = covers == best ? RECOVER_NO_TABLE : i;
        best = covers;
    }
}

void recover_views(struct recover *recover, const struct recover_table *shapes, uint32_t shape_count)
{
    // A name of which nothing is left in a damaged schema may be a table's whose own name is damaged.
    for (uint32_t i = 0; recover->schema_hurt && i < shape_count && !recover->no_memory; i++)
        if (shapes[i].name && !recover_name_known(recover, shapes[i].name))
            recover_view_note(recover, slice_text(shapes[i].name), SLICE_NONE);
    for (uint32_t i = 0; i < recover->view_count && !recover->no_memory; i++) {
        struct recover_view *view = &recover->views[i];
        if (recover_name_known(recover, view->name))
            continue;
        view_by_words(recover, view, shapes, shape_count);
        if (view->table == RECOVER_NO_TABLE)
            view_by_shape(recover, view, shapes, shape_count);
    }
}
