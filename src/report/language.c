// SPDX-License-Identifier: Apache-2.0
#include "report/language.h"

#include "report/language_template.h"

#include <libintl.h>

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
