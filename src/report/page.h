// SPDX-License-Identifier: Apache-2.0
// A page of text for the terminal: headings, wrapped paragraphs, labelled fields. What it is given is fit for the
// terminal already (report/escape.h) and holds no line ends.
#pragma once

#include "base/writer.h"

#define PAGE_WIDTH_LEAST 40U
#define PAGE_WIDTH_MOST 100U // longer lines are hard to read
#define PAGE_LABEL 11U       // columns of a label with the space after it; a longer one moves its first line

struct page {
    struct writer *writer;
    unsigned width;
    bool color;
};

enum page_style {
    STYLE_PLAIN,
    STYLE_BOLD,
    STYLE_ALARM,   // known, strong
    STYLE_CAUTION, // weak
    STYLE_QUIET,   // context
};

// Clamps the width; 0 is 80.
struct page page_over(struct writer *writer, unsigned width, bool color);
void page_blank(const struct page *page);
void page_heading(const struct page *page, const char *text);
// Our own short words in a style, without an end of line.
void page_styled(const struct page *page, enum page_style style, const char *text);
// Wraps at spaces; a word wider than the line behind a slash, or anywhere. The cursor stands in column `column`;
// further lines begin at `indent`. Over `most` lines (0: no limit) it is cut with "…". Ends the line.
void page_wrap(const struct page *page, unsigned column, unsigned indent, unsigned most, struct slice text);
void page_paragraph(const struct page *page, unsigned indent, unsigned most, struct slice text);
// "- text", hanging.
void page_item(const struct page *page, unsigned indent, struct slice text);
// "  label    text", hanging. A text of nothing writes nothing.
void page_field(const struct page *page, const char *label, unsigned most, struct slice text);
