// SPDX-License-Identifier: Apache-2.0
#include "report/language.h"

#include "report/language_template.h"

#include <libintl.h>

#define TIME_COLUMN "time column" // the context in which tools/messages_sql.py collects their words
#define COLUMN_MOST 64U           // a longer name is none of ours

const char *language_text(const char *english)
{
    // The empty text is a catalog's own header.
    return english[0] ? dgettext(LANGUAGE_DOMAIN, english) : english;
}

const char *language_plural(const char *one, const char *many, uint64_t count)
{
    return dngettext(LANGUAGE_DOMAIN, one, many, count);
}

const char *language_context(const char *key, const char *english)
{
    const char *found = dgettext(LANGUAGE_DOMAIN, key);
    return found == key ? english : found;
}

const char *language_code(void)
{
    // The code of the language that the catalog is in, as --language takes it.
    return language_in("code of this language", "en");
}

const char *language_direction(void)
{
    // Either "ltr", or "rtl" for a language that is written from right to left.
    const char *direction = language_in("direction of this language", "ltr");
    return strcmp(direction, "rtl") == 0 ? "rtl" : "ltr";
}

static bool is_column(struct slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] != '_' && (text.data[i] < 'a' || text.data[i] > 'z') &&
            (text.data[i] < '0' || text.data[i] > '9'))
            return false;
    return text.size > 0 && text.size <= COLUMN_MOST;
}

void language_moment(struct buffer *text, struct slice column)
{
    char key[sizeof TIME_COLUMN + COLUMN_MOST + 1] = TIME_COLUMN "\004";
    char *words = key + sizeof TIME_COLUMN;
    if (!is_column(column)) {
        buffer_put(text, column);
        return;
    }
    for (size_t i = 0; i < column.size; i++)
        words[i] = column.data[i] == '_' ? ' ' : (char)column.data[i];
    buffer_put_text(text, language_context(key, words));
}

void language_fill(struct buffer *text, const char *format, const struct slice *pieces, size_t count)
{
    struct slice rest = slice_text(format);
    struct template_hole hole;
    size_t next = 0;
    while (template_hole_find(rest, &hole)) {
        size_t piece = hole.position ? hole.position - 1 : next++;
        buffer_put(text, slice_part(rest, 0, hole.at));
        if (hole.percent)
            buffer_put_byte(text, '%');
        else if (piece < count)
            buffer_put(text, pieces[piece]);
        next -= hole.percent && !hole.position;
        rest = slice_from(rest, hole.at + hole.size);
    }
    buffer_put(text, rest);
}
