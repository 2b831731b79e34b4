// SPDX-License-Identifier: Apache-2.0
// Text into markup.
#include "report/html/html.h"

#include "report/escape.h"
#include "report/language_template.h"
#include "report/message.h"
#include "report/text.h"

void html_raw(struct html *html, const char *markup)
{
    writer_put_text(html->writer, markup);
}

static void put_escaped(struct html *html, struct slice text)
{
    size_t from = 0;
    for (size_t i = 0; i < text.size; i++) {
        const char *entity = NULL;
        switch (text.data[i]) {
        case '&':
            entity = "&amp;";
            break;
        case '<':
            entity = "&lt;";
            break;
        case '>':
            entity = "&gt;";
            break;
        case '"':
            entity = "&quot;";
            break;
        case '\'':
            entity = "&#39;";
            break;
        default:
            continue;
        }
        writer_put(html->writer, slice_part(text, from, i - from));
        writer_put_text(html->writer, entity);
        from = i + 1;
    }
    writer_put(html->writer, slice_from(text, from));
}

static void put_scratch(struct html *html)
{
    put_escaped(html, buffer_slice(&html->text));
    buffer_clear(&html->text);
}

void html_words(struct html *html, const char *words)
{
    put_escaped(html, slice_text(words));
}

void html_sentence(struct html *html, const char *sentence, struct slice thing)
{
    struct slice text = slice_text(sentence);
    struct template_hole hole;
    if (!template_hole_find(text, &hole)) {
        put_escaped(html, text);
        return;
    }
    put_escaped(html, slice_part(text, 0, hole.at));
    html_hostile(html, thing);
    put_escaped(html, slice_from(text, hole.at + hole.size));
}

void html_number(struct html *html, uint64_t number)
{
    text_count(&html->text, number);
    put_scratch(html);
}

// What is cut off is said; the case has it whole.
static void put_cut(struct html *html, struct slice text)
{
    if (text.size <= HTML_VALUE_MOST)
        return;
    struct buffer number CLEANUP_BUFFER;
    buffer_init(&number, 64);
    text_count(&number, text.size);
    html_raw(html, "<span class=\"cut\">… ");
    html_sentence(html, _("(cut: %s bytes in all)"), buffer_slice(&number));
    html_raw(html, "</span>");
}

static struct slice piece_of(struct slice text)
{
    return text.size > HTML_VALUE_MOST ? text_bytes(text, HTML_VALUE_MOST) : text;
}

void html_hostile(struct html *html, struct slice text)
{
    prose_put(&html->text, piece_of(text));
    put_scratch(html);
    put_cut(html, text);
}

void html_helper(struct html *html, struct slice text)
{
    terminal_put(&html->text, piece_of(text));
    put_scratch(html);
    put_cut(html, text);
}

void html_prose(struct html *html, struct slice text)
{
    struct buffer translated CLEANUP_BUFFER;
    buffer_init(&translated, 1U << 20);
    language_put(&translated, piece_of(text));
    prose_put(&html->text, buffer_slice(&translated));
    put_scratch(html);
    put_cut(html, text);
}

void html_message(struct html *html, const struct case_finding *finding)
{
    message_put(&html->text, finding, piece_of(finding->message));
    put_scratch(html);
    put_cut(html, finding->message);
}

void html_value(struct html *html, struct slice kind, struct slice value)
{
    value_put(&html->text, kind, piece_of(value));
    put_scratch(html);
    put_cut(html, value);
}

void html_time(struct html *html, struct optional_time time, struct slice origin)
{
    if (!time.set)
        return;
    html_raw(html, "<time>");
    text_time(&html->text, time, origin);
    put_scratch(html);
    html_raw(html, "</time>");
}

void html_time_plain(struct html *html, struct optional_time time, struct slice origin)
{
    text_time(&html->text, time, origin);
    put_scratch(html);
}

void html_date(struct html *html, struct optional_time time)
{
    if (!time.set)
        return;
    html_raw(html, "<time>");
    text_date(&html->text, time);
    put_scratch(html);
    html_raw(html, "</time>");
}

void html_section(struct html *html, const char *id, const char *title)
{
    html_raw(html, "<section aria-labelledby=\"");
    html_raw(html, id);
    html_raw(html, "\">\n<h2 id=\"");
    html_raw(html, id);
    html_raw(html, "\">");
    html_words(html, title);
    html_raw(html, "</h2>\n");
}

void html_section_end(struct html *html)
{
    html_raw(html, "</section>\n");
}

void html_row(struct html *html, const char *label)
{
    html_raw(html, "<dt>");
    html_words(html, label);
    html_raw(html, "</dt><dd>");
}

void html_row_end(struct html *html)
{
    html_raw(html, "</dd>\n");
}

void html_row_hostile(struct html *html, const char *label, struct slice text)
{
    if (text.size == 0)
        return;
    html_row(html, label);
    html_hostile(html, text);
    html_row_end(html);
}

void html_row_words(struct html *html, const char *label, const char *words)
{
    html_row(html, label);
    html_words(html, words);
    html_row_end(html);
}

void html_paragraph(struct html *html, const char *words)
{
    html_raw(html, "<p>");
    html_words(html, words);
    html_raw(html, "</p>\n");
}

void html_table(struct html *html, const char *caption, const char *const *headers, size_t count)
{
    html_raw(html, "<div class=\"frame\" role=\"group\" tabindex=\"0\" aria-label=\"");
    html_words(html, caption);
    html_raw(html, "\"><table><caption>");
    html_words(html, caption);
    html_raw(html, "</caption>\n<thead><tr>");
    for (size_t i = 0; i < count; i++) {
        html_raw(html, "<th scope=\"col\">");
        html_words(html, headers[i]);
        html_raw(html, "</th>");
    }
    html_raw(html, "</tr></thead>\n<tbody>\n");
}

void html_table_end(struct html *html)
{
    html_raw(html, "</tbody></table></div>\n");
}
