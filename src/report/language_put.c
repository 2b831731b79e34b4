// SPDX-License-Identifier: Apache-2.0
// A composed English text is known again by what it was composed from, and composed anew in the reader's language. What
// stands in it may be hostile: each step looks at each byte once for each template, and the steps are counted.
#include "report/language.h"

#include "report/language_template.h"

#include <libintl.h>

#define TEXT_MOST 16384U // nothing of ours is longer
#define HOLES_MOST 8U
#define DEPTH_MOST 6U
#define TAILS_MOST 6U      // colons behind which a text of ours is looked for
#define SEARCHES_MOST 256U // through all templates, for one text

struct telling {
    unsigned depth;    // of texts within texts, what is left
    unsigned searches; // what is left
};

struct match {
    const struct language_template *template;
    const char *form; // of the two, the one that fits
    struct slice pieces[HOLES_MOST];
    bool numbers[HOLES_MOST];
    size_t count;
};

bool template_hole_find(struct slice format, struct template_hole *ret_hole)
{
    size_t at = slice_find_byte(format, '%');
    size_t i = at + 1;
    if (at == SIZE_MAX)
        return false;
    *ret_hole = (struct template_hole){.at = at};
    unsigned number = 0;
    for (; i < format.size && !memchr("diouxXcsp%", format.data[i], 10); i++) {
        uint8_t byte = format.data[i];
        if (byte == '$')
            ret_hole->position = number;
        number = byte >= '0' && byte <= '9' && number < 100 ? number * 10 + (unsigned)(byte - '0') : 0;
    }
    if (i == format.size)
        return false;
    ret_hole->size = i + 1 - at;
    ret_hole->percent = format.data[i] == '%';
    ret_hole->number = memchr("diouxX", format.data[i], 6) != NULL;
    return true;
}

static bool is_number(struct slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if (byte_hex(text.data[i]) < 0 && text.data[i] != '-')
            return false;
    return text.size > 0 && text.size <= 20;
}

// The text up to where what follows the hole begins: at the text's end for the last, else the next place.
static bool match_piece(struct slice *text, struct slice literal, bool last, struct slice *ret_piece)
{
    size_t end = last ? text->size - literal.size : literal.size ? slice_find(*text, literal) : 0;
    if (end == SIZE_MAX || literal.size > text->size)
        return false;
    if (last && !slice_ends(*text, literal))
        return false;
    *ret_piece = slice_part(*text, 0, end);
    *text = slice_from(*text, end + literal.size);
    return true;
}

static bool match_form(const char *form, struct slice text, struct match *match)
{
    struct slice rest = slice_text(form);
    struct template_hole hole;
    struct template_hole next;
    bool more = template_hole_find(rest, &hole);
    match->form = form;
    match->count = 0;
    if (!more || !slice_starts(text, slice_part(rest, 0, hole.at)))
        return false;
    text = slice_from(text, hole.at);
    while (more) {
        rest = slice_from(rest, hole.at + hole.size);
        more = template_hole_find(rest, &next);
        struct slice literal = more ? slice_part(rest, 0, next.at) : rest;
        struct slice piece;
        if (hole.percent || match->count == HOLES_MOST || !match_piece(&text, literal, !more, &piece))
            return false;
        if (hole.number && !is_number(piece))
            return false;
        match->numbers[match->count] = hole.number;
        match->pieces[match->count++] = piece;
        hole = next;
    }
    return true;
}

// A text's longest template.
static bool match_find(struct slice text, struct match *match)
{
    for (size_t i = 0; i < language_template_count; i++) {
        match->template = &language_templates[i];
        if (match_form(match->template->text, text, match) ||
            (match->template->many && match_form(match->template->many, text, match)))
            return true;
    }
    return false;
}

static const char *exact(struct slice text)
{
    char copy[2048];
    if (text.size == 0 || text.size >= sizeof copy || slice_find_byte(text, '\0') != SIZE_MAX)
        return NULL;
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    const char *found = dgettext(LANGUAGE_DOMAIN, copy);
    return found == copy ? NULL : found;
}

static bool put_known(struct telling *telling, struct buffer *out, struct slice text);

static bool put_whole(struct telling *telling, struct buffer *out, struct slice text);

// "a, b": texts of ours alone, in a list.
static bool put_list(struct telling *telling, struct buffer *out, struct slice list)
{
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, out->limit);
    if (slice_find(list, SLICE(", ")) == SIZE_MAX)
        return false;
    while (list.size) {
        size_t end = slice_find(list, SLICE(", "));
        buffer_put_text(&text, text.size ? ", " : "");
        if (!put_whole(telling, &text, slice_part(list, 0, end)))
            return false;
        list = slice_from(list, end == SIZE_MAX ? list.size : end + 2);
    }
    buffer_put(out, buffer_slice(&text));
    return true;
}

// Words of ours have a space between them; one word alone is as likely a name from the evidence.
static void put_piece(struct telling *telling, struct buffer *out, struct slice piece)
{
    if (slice_find_byte(piece, ' ') == SIZE_MAX || (!put_list(telling, out, piece) && !put_known(telling, out, piece)))
        buffer_put(out, piece);
}

static uint64_t counted(const struct match *match)
{
    for (size_t i = 0; i < match->count; i++) {
        uint64_t value = 0;
        for (size_t k = 0; match->numbers[i] && k < match->pieces[i].size; k++)
            value = value * 10 + (unsigned)(match->pieces[i].data[k] - '0') % 10U;
        if (match->numbers[i])
            return value;
    }
    return 2;
}

static void put_match(struct telling *telling, struct buffer *out, const struct match *match)
{
    const struct language_template *template = match->template;
    const char *form = template->many ? dngettext(LANGUAGE_DOMAIN, template->text, template->many, counted(match))
                                      : dgettext(LANGUAGE_DOMAIN, template->text);
    struct slice pieces[HOLES_MOST];
    struct buffer room[HOLES_MOST];
    for (size_t i = 0; i < match->count; i++) {
        buffer_init(&room[i], out->limit);
        if (match->numbers[i])
            buffer_put(&room[i], match->pieces[i]);
        else
            put_piece(telling, &room[i], match->pieces[i]);
        pieces[i] = buffer_slice(&room[i]);
    }
    language_fill(out, form, pieces, match->count);
    for (size_t i = 0; i < match->count; i++)
        buffer_release(&room[i]);
}

static bool put_exact(struct buffer *out, struct slice text)
{
    const char *found = exact(text);
    if (found)
        buffer_put_text(out, found);
    return found != NULL;
}

static bool put_template(struct telling *telling, struct buffer *out, struct slice text)
{
    struct match match;
    if (telling->depth == 0 || telling->searches == 0)
        return false;
    telling->searches--;
    if (!match_find(text, &match))
        return false;
    telling->depth--;
    put_match(telling, out, &match);
    telling->depth++;
    return true;
}

static bool put_whole(struct telling *telling, struct buffer *out, struct slice text)
{
    return put_exact(out, text) || put_template(telling, out, text);
}

// "FILE: what is wrong": a name, then a text of ours.
static bool put_tail(struct telling *telling, struct buffer *out, struct slice text)
{
    size_t from = 0;
    for (size_t i = 0; i < TAILS_MOST; i++) {
        size_t colon = slice_find(slice_from(text, from), SLICE(": "));
        struct buffer tail CLEANUP_BUFFER;
        buffer_init(&tail, out->limit);
        if (colon == SIZE_MAX)
            return false;
        from += colon + 2;
        if (!put_whole(telling, &tail, slice_from(text, from)))
            continue;
        buffer_put(out, slice_part(text, 0, from - 2));
        // Between what is named and what is said about it.
        buffer_put_text(out, language_in("punctuation", ": "));
        buffer_put(out, buffer_slice(&tail));
        return true;
    }
    return false;
}

// "a; b": each by itself. How many of them are ours; all of them in *ret_count.
static size_t put_clauses(struct telling *telling, struct buffer *out, struct slice text, size_t *ret_count)
{
    size_t at;
    size_t known = 0;
    *ret_count = 0;
    for (bool more = true; more; ++*ret_count) {
        at = slice_find(text, SLICE("; "));
        more = at != SIZE_MAX;
        struct slice clause = more ? slice_part(text, 0, at) : text;
        if (put_whole(telling, out, clause) || put_tail(telling, out, clause))
            known++;
        else
            buffer_put(out, clause);
        if (more) {
            // Between two clauses of a sentence.
            buffer_put_text(out, language_in("punctuation", "; "));
            text = slice_from(text, at + 2);
        }
    }
    return known;
}

// As one, where it is one of ours; else clause by clause. What consists of clauses of ours alone is not one text that
// ends in a name with semicolons.
static bool put_known(struct telling *telling, struct buffer *out, struct slice text)
{
    struct buffer clauses CLEANUP_BUFFER;
    size_t count;
    buffer_init(&clauses, out->limit);
    bool several = slice_find(text, SLICE("; ")) != SIZE_MAX;
    if (put_exact(out, text) || (!several && put_template(telling, out, text)))
        return true;
    bool ends = slice_ends(text, SLICE("."));
    struct slice bare = ends ? slice_part(text, 0, text.size - 1) : text;
    size_t known = put_clauses(telling, &clauses, bare, &count);
    if (several && known < count && put_template(telling, out, text))
        return true;
    if (known == 0)
        return false;
    buffer_put(out, buffer_slice(&clauses));
    if (ends)
        buffer_put_byte(out, '.');
    return true;
}

void language_put(struct buffer *text, struct slice english)
{
    struct telling telling = {DEPTH_MOST, SEARCHES_MOST};
    bool ours = english.size > 0 && english.size <= TEXT_MOST && strcmp(language_code(), "en") != 0;
    if (!ours || !put_known(&telling, text, english))
        buffer_put(text, english);
}
