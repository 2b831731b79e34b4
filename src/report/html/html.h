// SPDX-License-Identifier: Apache-2.0
// What the parts of the HTML report share. Everything that the evidence, a case or a list says goes through
// html_hostile(), html_prose() or html_value(): shown as it would be on a terminal (controls, bidi and zero-width
// characters as \u{…}), then escaped for HTML. The rest is our own words.
#pragma once

#include "base/writer.h"
#include "case/model.h"
#include "report/cast.h"
#include "report/custody.h"
#include "report/language.h"
#include "report/report.h"
#include "sql/definition.h"

#define HTML_ROWS_MOST 500U   // of any table; the case holds the rest
#define HTML_VALUE_MOST 2000U // bytes of one value of the evidence

struct html {
    struct writer *writer;
    const struct case_model *model;
    const struct report_options *options;
    const struct custody *custody; // empty where none was given
    const struct cast *cast;
    struct buffer text; // scratch of the functions below
};

// Our own markup, as it stands.
void html_raw(struct html *html, const char *markup);
// Our own words, translated already; escaped.
void html_words(struct html *html, const char *words);
// A sentence of ours with one thing of somebody else's in place of its "%s" ("%1$s").
void html_sentence(struct html *html, const char *sentence, struct slice thing);
void html_number(struct html *html, uint64_t number);
// No link in it can be followed.
void html_hostile(struct html *html, struct slice text);
// The helper's own words (advice, custody): links stay as they are, for people to type.
void html_helper(struct html *html, struct slice text);
// Composed English text of ours, which may quote the evidence: translated, defanged.
void html_prose(struct html *html, struct slice text);
// A finding's sentence.
void html_message(struct html *html, const struct case_finding *finding);
void html_value(struct html *html, struct slice kind, struct slice value);
void html_time(struct html *html, struct optional_time time, struct slice origin);
// Without markup, for a picture.
void html_time_plain(struct html *html, struct optional_time time, struct slice origin);
void html_date(struct html *html, struct optional_time time);

// <h2 id=…>, closing the section before; `id` is an anchor of ours.
void html_section(struct html *html, const char *id, const char *title);
void html_section_end(struct html *html);
// <dt>…</dt><dd> …; ended by html_row_end().
void html_row(struct html *html, const char *label);
void html_row_end(struct html *html);
// A whole row; nothing where the text is empty.
void html_row_hostile(struct html *html, const char *label, struct slice text);
void html_row_words(struct html *html, const char *label, const char *words);
// <p>words</p>
void html_paragraph(struct html *html, const char *words);
// A table in a frame that can be scrolled by itself; `headers` are translated words.
void html_table(struct html *html, const char *caption, const char *const *headers, size_t count);
void html_table_end(struct html *html);

// The parts, in the order of the page.
void html_person(struct html *html);   // the first page
void html_case(struct html *html);     // case and custody
void html_findings(struct html *html); // what was found
void html_coverage(struct html *html); // what was read, what was not
void html_limits(struct html *html);   // what this cannot tell
void html_timeline(struct html *html);
void html_device(struct html *html);
void html_lists(struct html *html);
void html_tool(struct html *html); // how it was made, how to verify it
void html_advice(struct html *html);
void html_glossary(struct html *html);
const char *html_style(void);

// All inputs of one artefact together.
struct html_covered {
    struct slice artefact, title;
    uint64_t records;
    size_t files;     // read, in whole or in part
    unsigned reasons; // a bit (1 << enum reason) for each that an input gives
    bool about_acquisition;
    struct optional_time first, last;
};
// By artefact; to be freed. NULL where there is nothing or no memory.
struct html_covered *html_covered_new(const struct html *html, size_t *ret_count);
// What is said of an input that is not there in a sentence of its own ("WhatsApp is installed; its messages …").
bool html_told(const struct case_input *input);
// A warning by the phone's maker itself.
bool html_is_warning(const struct case_finding *finding);
