// SPDX-License-Identifier: Apache-2.0
#include "report/page.h"

#include "report/escape.h"

#define ELLIPSIS "\xe2\x80\xa6"

struct page page_over(struct writer *writer, unsigned width, bool color)
{
    struct page page = {.writer = writer, .width = width ? width : 80, .color = color};
    if (page.width < PAGE_WIDTH_LEAST)
        page.width = PAGE_WIDTH_LEAST;
    if (page.width > PAGE_WIDTH_MOST)
        page.width = PAGE_WIDTH_MOST;
    return page;
}

void page_blank(const struct page *page)
{
    writer_put_text(page->writer, "\n");
}

void page_styled(const struct page *page, enum page_style style, const char *text)
{
    static const char *const codes[] = {
        [STYLE_PLAIN] = "",           [STYLE_BOLD] = "\033[1m",   [STYLE_ALARM] = "\033[1;31m",
        [STYLE_CAUTION] = "\033[33m", [STYLE_QUIET] = "\033[36m",
    };
    bool colored = page->color && style != STYLE_PLAIN;
    if (colored)
        writer_put_text(page->writer, codes[style]);
    writer_put_text(page->writer, text);
    if (colored)
        writer_put_text(page->writer, "\033[0m");
}

void page_heading(const struct page *page, const char *text)
{
    page_blank(page);
    page_styled(page, STYLE_BOLD, text);
    page_blank(page);
}

static void spaces_put(const struct page *page, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        writer_put_text(page->writer, " ");
}

// The bytes of the next line: up to the last space that fits, else up to a slash (paths, links), else all that fits.
static struct slice line_take(struct slice text, size_t columns)
{
    struct slice line = text_start(text, columns);
    if (line.size == text.size || text.data[line.size] == ' ')
        return line;
    size_t space = slice_find_last_byte(line, ' ');
    if (space != SIZE_MAX && space > 0)
        return slice_part(line, 0, space);
    size_t slash = slice_find_last_byte(line, '/');
    if (slash != SIZE_MAX && slash > line.size / 2)
        return slice_part(line, 0, slash + 1);
    // A narrow line and a wide character: one code point goes out in any case.
    for (size_t wider = columns + 1; line.size == 0; wider++)
        line = text_start(text, wider);
    return line;
}

static struct slice spaces_skip(struct slice text)
{
    while (text.size && text.data[0] == ' ')
        text = slice_from(text, 1);
    return text;
}

static void line_put_cut(const struct page *page, struct slice text, size_t columns)
{
    bool whole = text_columns(text) <= columns;
    writer_put(page->writer, whole ? text : text_start(text, columns - 1));
    writer_put_text(page->writer, whole ? "\n" : ELLIPSIS "\n");
}

void page_wrap(const struct page *page, unsigned column, unsigned indent, unsigned most, struct slice text)
{
    text = spaces_skip(text);
    for (unsigned number = 1;; number++) {
        size_t columns = page->width > column + 8 ? page->width - column : 8;
        if (number == most) {
            line_put_cut(page, text, columns);
            return;
        }
        struct slice line = line_take(text, columns);
        writer_put(page->writer, line);
        page_blank(page);
        text = spaces_skip(slice_from(text, line.size));
        if (text.size == 0)
            return;
        spaces_put(page, indent);
        column = indent;
    }
}

void page_paragraph(const struct page *page, unsigned indent, unsigned most, struct slice text)
{
    spaces_put(page, indent);
    page_wrap(page, indent, indent, most, text);
}

void page_item(const struct page *page, unsigned indent, struct slice text)
{
    spaces_put(page, indent);
    writer_put_text(page->writer, "- ");
    page_wrap(page, indent + 2, indent + 2, 0, text);
}

void page_field(const struct page *page, const char *label, unsigned most, struct slice text)
{
    if (text.size == 0)
        return;
    unsigned columns = (unsigned)text_columns(slice_text(label));
    unsigned width = columns < PAGE_LABEL ? PAGE_LABEL : columns + 1;
    spaces_put(page, 2);
    writer_put_text(page->writer, label);
    spaces_put(page, width - columns);
    page_wrap(page, width + 2, PAGE_LABEL + 2, most, text);
}
