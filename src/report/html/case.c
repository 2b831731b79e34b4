// SPDX-License-Identifier: Apache-2.0
// The case: what was examined, by whom, who held it, the state of the device, the lists, how it was made and verified.
#include "report/html/html.h"

#include "report/text.h"
#include "report/words.h"

static bool shows_device(const struct html *html)
{
    return html->options->show & BRIDLE_SHOW_DEVICE;
}

static void put_not_shown(struct html *html)
{
    html_words(html, _("(not shown; --show device shows it)"));
}

static void put_custody(struct html *html)
{
    if (html->custody->count == 0) {
        html_paragraph(html, _("No custody was recorded for this report (bridle report --custody FILE)."));
        return;
    }
    html_raw(html, "<h3>");
    html_words(html, _("Custody, as the helper wrote it down"));
    html_raw(html, "</h3>\n<dl>\n");
    for (size_t i = 0; i < html->custody->count && i < HTML_ROWS_MOST; i++) {
        const struct custody_line *line = &html->custody->lines[i];
        html_raw(html, "<dt>");
        if (line->label)
            html_words(html, _(line->label));
        else
            html_hostile(html, line->field);
        html_raw(html, "</dt><dd>");
        if (line->device && !shows_device(html))
            put_not_shown(html);
        else
            html_helper(html, line->value);
        html_row_end(html);
    }
    html_raw(html, "</dl>\n");
}

void html_case(struct html *html)
{
    const struct case_facts *facts = &html->model->facts;
    const char *kind = words_of_kind(facts->kind);
    html_section(html, "case", _("The case and its custody"));
    html_raw(html, "<dl>\n");
    html_row_hostile(html, _("case"), facts->name);
    html_row(html, _("acquisition"));
    html_words(html, kind ? kind : "");
    html_raw(html, shows_device(html) ? ", " : " ");
    if (shows_device(html))
        html_hostile(html, facts->acquisition);
    else
        put_not_shown(html);
    html_row_end(html);
    html_row(html, _("acquired"));
    html_time(html, facts->acquired, SLICE("utc"));
    html_row_end(html);
    html_row(html, _("examined"));
    html_time(html, facts->examined, SLICE("utc"));
    html_row_end(html);
    html_row(html, _("consent"));
    if (facts->consent.size)
        html_hostile(html, facts->consent);
    else
        html_words(html, _("Nobody has recorded that this person agreed."));
    html_row_end(html);
    html_row_hostile(html, _("examiner"), facts->examiner);
    html_row(html, _("SHA-256 of the evidence"));
    html_raw(html, "<code>");
    html_hostile(html, facts->evidence_sha256);
    html_raw(html, "</code>");
    html_row_end(html);
    html_raw(html, "</dl>\n");
    put_custody(html);
    html_paragraph(html, _("Hashes show that nothing was changed since they were taken; they say nothing about "
                           "where the "
                           "evidence came from or whether what it says is true. This report is not signed."));
    html_section_end(html);
}

// By how much the phone's clock and this page's times differ.
static void put_zone(struct html *html)
{
    struct buffer text CLEANUP_BUFFER = {0};
    const struct slice zone = html->model->facts.time_zone;
    if (zone.size == 0)
        return;
    buffer_init(&text, 1024);
    language_fill(&text, _("%s from UTC when it was copied; the times on this page are UTC"), &zone, 1);
    html_row(html, _("its clock"));
    html_hostile(html, buffer_slice(&text));
    html_row_end(html);
}

void html_device(struct html *html)
{
    const struct case_facts *facts = &html->model->facts;
    html_section(html, "device", _("The device"));
    html_raw(html, "<dl>\n");
    html_row_hostile(html, _("model"), facts->device_model);
    html_row(html, _("system"));
    html_hostile(html, facts->os);
    html_raw(html, " ");
    html_hostile(html, facts->os_version);
    if (facts->os_build.size) {
        html_raw(html, " (");
        html_hostile(html, facts->os_build);
        html_raw(html, ")");
    }
    html_row_end(html);
    html_row(html, _("set up or restored"));
    if (facts->set_up.set)
        html_time(html, facts->set_up, SLICE("utc"));
    else
        html_words(html, _("not known"));
    html_row_end(html);
    put_zone(html);
    html_raw(html, "</dl>\n");
    bool any = false;
    for (size_t i = 0; i < html->model->finding_count; i++) {
        const struct case_finding *finding = &html->model->findings[i];
        if (finding->means != MEANS_CONFIGURED)
            continue;
        html_raw(html, any ? "" : "<ul>\n");
        any = true;
        html_raw(html, "<li>");
        html_prose(html, finding->title);
        html_raw(html, "</li>\n");
    }
    html_raw(html, any ? "</ul>\n" : "");
    if (!any)
        html_paragraph(html, _("No setting worth telling stands in what was read (Lockdown Mode, profiles, device "
                               "management); what was not read may hold one."));
    html_section_end(html);
}

static void put_list(struct html *html, const struct case_list *list)
{
    html_raw(html, "<tr><th scope=\"row\">");
    html_hostile(html, list->name);
    html_raw(html, "</th><td>");
    html_hostile(html, list->date);
    html_raw(html, "</td><td class=\"number\">");
    html_number(html, list->indicators);
    html_raw(html, "</td><td class=\"number\">");
    html_number(html, list->applicable);
    html_raw(html, "</td><td><code class=\"hash\">");
    html_hostile(html, list->sha256);
    html_raw(html, "</code>");
    if (list->error.size) {
        html_raw(html, "<br>");
        html_prose(html, list->error);
    }
    html_raw(html, "</td></tr>\n");
}

void html_lists(struct html *html)
{
    const struct case_model *model = html->model;
    const char *const headers[] = {_("list"), _("date"), _("indicators"), _("that this acquisition can show"),
                                   _("SHA-256")};
    html_section(html, "lists", _("Lists of indicators"));
    if (model->list_count == 0)
        html_paragraph(html, _("None: only bridle's own rules were applied."));
    else
        html_table(html, _("Lists of indicators that were looked up"), headers, ARRAY_SIZE(headers));
    for (size_t i = 0; i < model->list_count && i < HTML_ROWS_MOST; i++)
        put_list(html, &model->lists[i]);
    if (model->list_count)
        html_table_end(html);
    struct slice date;
    uint64_t days;
    if (lists_age(model, &date, &days)) {
        html_raw(html, "<p>");
        html_sentence(html,
                      _("The newest indicator in these lists is of %s: what was published since could not "
                        "be looked "
                        "up."),
                      date);
        html_raw(html, "</p>\n");
    }
    html_section_end(html);
}

void html_limits(struct html *html)
{
    html_section(html, "limits", _("What this cannot tell"));
    html_raw(html, "<ul>\n");
    const char *const limits[] = {
        _("The results relate only to what was read, over the dates given."),
        _("Published lists are late, and know no spyware that nobody has described. Spyware without a published "
          "trace is "
          "not found."),
        _("A phone that somebody else controls can hide what is on it, and records can be removed."),
        _("A match is a serious sign, not proof, and says nothing about who is behind it; names of products are "
          "the labels "
          "of the published lists. Only expert review can confirm it."),
        _("Times and dates are what the phone's clock said, in UTC unless told otherwise, to the second here and "
          "exactly in the "
          "case; a clock can be wrong, and can be set."),
        _("What the phone had before it was set up or restored may stand in it as if it had happened there."),
    };
    for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
        html_raw(html, "<li>");
        html_words(html, limits[i]);
        html_raw(html, "</li>\n");
    }
    html_raw(html, "</ul>\n");
    html_section_end(html);
}

static void put_cage(struct html *html)
{
    const struct case_facts *facts = &html->model->facts;
    html_row(html, _("protection"));
    if (facts->cage_off || (facts->landlock_abi <= 0 && !facts->seccomp))
        html_words(html, _("NONE: the workers read without a cage"));
    else if (facts->seccomp && facts->landlock_abi > 0)
        html_words(html, _("workers caged by seccomp and Landlock"));
    else
        html_words(html, facts->seccomp ? _("workers caged by seccomp") : _("workers caged by Landlock"));
    html_row_end(html);
}

static void put_duration(struct html *html)
{
    const struct case_facts *facts = &html->model->facts;
    int64_t passed = 0;
    if (!facts->examined.set || !facts->ended.set ||
        __builtin_sub_overflow(facts->ended.microseconds, facts->examined.microseconds, &passed) || passed < 0)
        return;
    html_row(html, _("duration"));
    html_number(html, (uint64_t)passed / 1000000 + 1);
    html_raw(html, " s");
    html_row_end(html);
}

void html_tool(struct html *html)
{
    const struct case_facts *facts = &html->model->facts;
    html_section(html, "tool", _("How it was made, and how to verify it"));
    html_raw(html, "<dl>\n");
    html_row(html, _("tool"));
    html_raw(html, "bridle ");
    html_hostile(html, facts->tool_version);
    html_row_end(html);
    html_row_hostile(html, _("system"), facts->system);
    put_duration(html);
    put_cage(html);
    html_row(html, _("options"));
    if (facts->options.size)
        html_hostile(html, facts->options);
    else
        html_words(html, _("none that shape the result"));
    html_row_end(html);
    html_row_words(html, _("personal content"),
                   facts->keep_content ? _("kept in the case, as asked; not shown here unless asked for")
                                       : _("not kept, unless a finding rests on that very value"));
    html_row_hostile(html, _("date of the advice"), html->options->advice->date);
    html_raw(html, "</dl>\n<p>");
    html_words(html, _("To verify: examine the same acquisition again with the same lists, whose hashes stand "
                       "above, and "
                       "compare the numbers of the findings; or, where the case was kept:"));
    html_raw(html, "</p>\n<pre>bridle verify CASE ACQUISITION\nbridle check ACQUISITION -i LIST</pre>\n");
    html_section_end(html);
}

void html_advice(struct html *html)
{
    static const struct slice keys[] = {SLICE_INIT("sources"), SLICE_INIT("border"), SLICE_INIT("afterwards")};
    html_section(html, "advice", _("For the helper: what else to think of"));
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        const struct advice *advice = advice_find(html->options->advice, keys[i]);
        if (!advice)
            continue;
        html_raw(html, "<h3>");
        html_helper(html, advice->brief);
        html_raw(html, "</h3>\n<ul>\n");
        for (size_t j = 0; j < advice->todo_count; j++) {
            html_raw(html, "<li>");
            html_helper(html, advice->todo[j]);
            html_raw(html, "</li>\n");
        }
        html_raw(html, "</ul>\n");
    }
    html_section_end(html);
}

void html_glossary(struct html *html)
{
    static const struct {
        const char *word;
        const char *meaning;
    } words[] = {
        {N_("acquisition"), N_("a copy of a phone's data, made with its owner: a backup, a bug report")},
        {N_("artefact"), N_("one sort of record that a phone keeps, such as its messages or its list of apps")},
        {N_("indicator"), N_("something that researchers published as a trace of a certain spyware: an address, "
                             "a name")},
        {N_("finding"), N_("a record that an indicator or a rule points at")},
        {N_("rule"), N_("a question that bridle asks of the records without any indicator")},
        {N_("spyware, mercenary"), N_("programs that companies sell to governments to get into phones unseen")},
        {N_("stalkerware"), N_("programs that somebody close installs to watch another person")},
        {N_("SHA-256"), N_("a long number that changes when anything in a file changes")},
        {N_("UTC"), N_("the time of the zero meridian, the same everywhere")},
        {N_("sysdiagnose, bug report"), N_("a collection of logs that an iPhone or an Android phone makes of itself")},
    };
    html_section(html, "words", _("Words"));
    html_raw(html, "<dl>\n");
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        html_row_words(html, _(words[i].word), _(words[i].meaning));
    html_raw(html, "</dl>\n");
    html_section_end(html);
}
