// SPDX-License-Identifier: Apache-2.0
// The first page, for the person whose phone it is: plain words, one page.
#include "report/html/html.h"

#include "report/escape.h"
#include "report/words.h"

#define CONSENT_MOST 600U // bytes of it that leave room for the rest of the page
#define STEPS_MOST 5U
#define LOOKED_AT_MOST 12U
#define NOT_HERE_MOST 5U

static void put_whose(struct html *html)
{
    const struct case_facts *facts = &html->model->facts;
    html_raw(html, "<div class=\"whose\">\n<p>");
    html_words(html, _("This report is for the person who uses this phone."));
    html_raw(html, " <strong>");
    if (facts->consent.size)
        html_sentence(html, _("Consent, as recorded: “%s”."), text_bytes(facts->consent, CONSENT_MOST));
    else
        html_words(html, _("Nobody has recorded that this person agreed."));
    if (facts->consent.size > CONSENT_MOST)
        html_words(html, _(" It goes on in the second part."));
    html_raw(html, "</strong></p>\n<p>");
    html_words(html, _("If this is not your phone, stop: examining an adult's phone without their agreement is "
                       "a crime in "
                       "many countries and can put them in danger. If this is your phone and somebody examined "
                       "it without "
                       "asking you, you can get help, from a device that person has never touched: see “Whom to call” "
                       "below."));
    html_raw(html, "</p>\n");
    if (facts->keep_content) {
        html_raw(html, "<p><strong>");
        html_words(html, _("Contents were kept: the case file beside this report holds messages, names and "
                           "numbers of this "
                           "phone, as was asked for. Whoever has that file can read them."));
        html_raw(html, "</strong></p>\n");
    }
    html_raw(html, "</div>\n");
}

static void put_answer(struct html *html)
{
    const struct case_facts *facts = &html->model->facts;
    html_raw(html, "<p class=\"answer ");
    html_raw(html, verdict_name(facts->verdict));
    html_raw(html, "\">");
    html_prose(html, facts->sentence);
    html_raw(html, "</p>\n<h3>");
    html_words(html, _("What that means, and what it does not"));
    html_raw(html, "</h3>\n");
    html_paragraph(html, words_of_verdict(facts->verdict));
}

static void put_item(struct html *html, struct slice text)
{
    html_raw(html, "<li>");
    html_helper(html, text);
    html_raw(html, "</li>\n");
}

// At most five things, the weightiest advice first.
static void put_todo(struct html *html, const struct advices *advices)
{
    unsigned count = 0;
    html_raw(html, "<h3>");
    html_words(html, _("What to do now"));
    html_raw(html, "</h3>\n<ol>\n");
    for (size_t i = 0; i < advices->count; i++)
        for (size_t j = 0; j < advices->items[i]->todo_count && count < STEPS_MOST; j++, count++)
            put_item(html, advices->items[i]->todo[j]);
    html_raw(html, "</ol>\n");
    count = 0;
    for (size_t i = 0; i < advices->count; i++)
        for (size_t j = 0; j < advices->items[i]->todo_not_count && count < STEPS_MOST; j++, count++) {
            if (count == 0) {
                html_raw(html, "<h3>");
                html_words(html, _("What not to do"));
                html_raw(html, "</h3>\n<ul>\n");
            }
            put_item(html, advices->items[i]->todo_not[j]);
        }
    html_raw(html, count ? "</ul>\n" : "");
}

static void put_whom(struct html *html, const struct advices *advices)
{
    const struct advice *help = NULL;
    html_raw(html, "<h3 id=\"whom\">");
    html_words(html, _("Whom to call"));
    html_raw(html, "</h3>\n<ul>\n");
    while ((help = advice_help_next(html->options->advice, advices->danger, help)))
        put_item(html, help->brief);
    html_raw(html, "</ul>\n");
}

// A list that is opened by its first item: one without any would be an empty one to a screen reader.
static void item_begin(struct html *html, unsigned *count)
{
    html_raw(html, (*count)++ ? "<li>" : "<ul>\n<li>");
}

static void put_covered(struct html *html, const struct html_covered *covered, unsigned *count)
{
    item_begin(html, count);
    html_prose(html, covered->title.size ? covered->title : covered->artefact);
    html_words(html, language_in("punctuation", ": "));
    html_date(html, covered->first);
    html_raw(html, " – ");
    html_date(html, covered->last);
    html_raw(html, "</li>\n");
}

static bool covered_shows(const struct html_covered *covered)
{
    return covered->records && covered->first.set && covered->last.set && !covered->about_acquisition;
}

// What people expect and this kind of backup never holds: NULL, or what to say of it. Of what an encrypted backup could
// hold and this one doesn't, or of what could not be looked for, nothing is said here.
static const char *covered_never(const struct html *html, const struct html_covered *covered)
{
    const struct case_model *model = html->model;
    const struct artefact *artefact =
        html->options->definitions ? definitions_artefact(html->options->definitions, covered->artefact) : NULL;
    bool backup = slice_equal(model->facts.kind, SLICE("ios-backup"));
    if (covered->files > 0 || !backup || !artefact || !artefact->encrypted_only)
        return NULL;
    for (size_t i = 0; i < model->input_count; i++)
        if (slice_equal(model->inputs[i].artefact, covered->artefact) &&
            model->inputs[i].reason == REASON_NOT_IN_THIS_KIND)
            return _("not in a backup of this kind; an encrypted one has it");
    return NULL;
}

static void put_never(struct html *html, const struct html_covered *covered, unsigned *count)
{
    const char *words = covered_never(html, covered);
    if (!words)
        return;
    item_begin(html, count);
    html_prose(html, covered->title);
    html_words(html, language_in("punctuation", ": "));
    html_words(html, words);
    html_raw(html, "</li>\n");
}

// Apps whose messages are not here.
static void put_told(struct html *html, unsigned *count)
{
    const struct case_model *model = html->model;
    unsigned most = *count + NOT_HERE_MOST;
    for (size_t i = 0; i < model->input_count && *count < most; i++) {
        if (!html_told(&model->inputs[i]))
            continue;
        item_begin(html, count);
        html_prose(html, model->inputs[i].error);
        html_raw(html, "</li>\n");
    }
}

static void put_looked_at(struct html *html)
{
    size_t count = 0;
    unsigned items = 0;
    struct html_covered *covered = html_covered_new(html, &count);
    html_raw(html, "<h3>");
    html_words(html, _("What was looked at, and over which dates"));
    html_raw(html, "</h3>\n");
    for (size_t i = 0; i < count && items < LOOKED_AT_MOST; i++)
        if (covered_shows(&covered[i]))
            put_covered(html, &covered[i], &items);
    if (items == 0)
        html_paragraph(html, _("Nothing in this copy of the phone bears a date that could be read."));
    for (size_t i = 0; i < count && items < LOOKED_AT_MOST + NOT_HERE_MOST; i++)
        put_never(html, &covered[i], &items);
    put_told(html, &items);
    html_raw(html, items ? "</ul>\n<p>" : "<p>");
    html_words(html, _("All of it, with what could not be read and what this kind of copy never holds, stands "
                       "in the second part: "));
    html_raw(html, "<a href=\"#read\">");
    html_words(html, _("What was read, and what was not"));
    html_raw(html, "</a>.</p>\n");
    free(covered);
}

void html_person(struct html *html)
{
    struct advices advices = advices_of(html->options->advice, html->model);
    html_raw(html, "<section class=\"person\" aria-labelledby=\"answer\">\n");
    put_whose(html);
    html_raw(html, "<h2 id=\"answer\">");
    html_words(html, _("The answer in one sentence"));
    html_raw(html, "</h2>\n");
    put_answer(html);
    put_todo(html, &advices);
    put_whom(html, &advices);
    put_looked_at(html);
    html_section_end(html);
}
