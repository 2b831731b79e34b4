// SPDX-License-Identifier: Apache-2.0
// The page as a whole. It carries no script and asks for nothing from anywhere: its own policy forbids it, and names
// the one style sheet by its hash.
#include "report/html/html.h"

#include "report/escape.h"

#include <nettle/base64.h>
#include <nettle/sha2.h>

#define SCRATCH_MOST (4U << 20)
#define NAME_MOST 120U // bytes of the case's name at the head of the page

static void put_policy(struct html *html)
{
    struct sha256_ctx hash;
    uint8_t digest[SHA256_DIGEST_SIZE];
    char text[BASE64_ENCODE_RAW_LENGTH(SHA256_DIGEST_SIZE) + 1] = "";
    struct slice style = slice_text(html_style());
    sha256_init(&hash);
    sha256_update(&hash, style.size, style.data);
    sha256_digest(&hash, sizeof digest, digest);
    base64_encode_raw(text, sizeof digest, digest);
    writer_format(html->writer,
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                  "style-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n",
                  text);
}

static void put_head(struct html *html)
{
    writer_format(html->writer, "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
                  language_code(), language_direction());
    put_policy(html);
    html_raw(html, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" "
                   "content=\"no-referrer\">\n"
                   "<meta name=\"robots\" content=\"noindex\">\n<title>");
    html_words(html, _("Report on a phone"));
    html_raw(html, "</title>\n<style>");
    html_raw(html, html_style());
    html_raw(html, "</style>\n</head>\n<body>\n");
}

static void put_contents(struct html *html)
{
    static const struct {
        const char *id;
        const char *title;
    } parts[] = {
        {"case", N_("The case and its custody")},
        {"findings", N_("What was found")},
        {"read", N_("What was read, and what was not")},
        {"limits", N_("What this cannot tell")},
        {"time", N_("The findings in time")},
        {"device", N_("The device")},
        {"lists", N_("Lists of indicators")},
        {"tool", N_("How it was made, and how to verify it")},
        {"advice", N_("For the helper: what else to think of")},
        {"words", N_("Words")},
    };
    html_raw(html, "<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">");
    html_words(html, _("Second part, for the helper"));
    html_raw(html, "</h2>\n<ol>\n");
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
        writer_format(html->writer, "<li><a href=\"#%s\">", parts[i].id);
        html_words(html, _(parts[i].title));
        html_raw(html, "</a></li>\n");
    }
    html_raw(html, "</ol>\n</nav>\n");
}

static void put_body(struct html *html)
{
    html_raw(html, "<header>\n<h1>");
    html_words(html, _("Report on a phone"));
    html_raw(html, "</h1>\n<p class=\"quiet\">");
    html_sentence(html, _("case %s"), text_bytes(html->model->facts.name, NAME_MOST));
    html_raw(html, ", ");
    html_date(html, html->model->facts.examined);
    html_raw(html, "</p>\n</header>\n<main>\n");
    html_person(html);
    put_contents(html);
    html_case(html);
    html_findings(html);
    html_coverage(html);
    html_limits(html);
    html_timeline(html);
    html_device(html);
    html_lists(html);
    html_tool(html);
    html_advice(html);
    html_glossary(html);
    html_raw(html, "</main>\n<footer>\n<p>");
    html_words(html, _("Made by bridle on the helper's computer. Nothing was sent anywhere. Keep this file as "
                       "you would "
                       "keep the phone."));
    html_raw(html, "</p>\n</footer>\n</body>\n</html>\n");
}

void report_html(const struct case_model *model, const struct report_options *options, struct writer *writer)
{
    static const struct custody none = {0};
    struct cast *cast = cast_new(model);
    struct html html = {
        .writer = writer,
        .model = model,
        .options = options,
        .custody = options->custody ? options->custody : &none,
        .cast = cast,
    };
    buffer_init(&html.text, SCRATCH_MOST);
    put_head(&html);
    put_body(&html);
    buffer_release(&html.text);
    (void)cast_free(cast);
}
