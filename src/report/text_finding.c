// SPDX-License-Identifier: Apache-2.0
// A finding in words: what was seen, where, when, what it means, what else explains it, what to do.
#include "report/text.h"

#include "report/advice.h"
#include "report/escape.h"
#include "report/language.h"
#include "report/message.h"
#include "report/report.h"
#include "report/words.h"

#define FIELD_LIMIT (4U << 20)
#define FIELD_PIECE 4096U // bytes that fill any one line, however many marks its letters carry

struct block {
    const struct page *page;
    const struct advice_set *advice;
    const struct case_finding *finding;
    struct buffer text;
    bool full;
};

static void block_field(struct block *block, const char *label, unsigned most)
{
    page_field(block->page, label, block->full ? 0 : most, buffer_slice(&block->text));
    buffer_clear(&block->text);
}

// Enough of a text for the lines that will be shown.
static struct slice block_piece(const struct block *block, struct slice text, size_t lines)
{
    return block->full ? text : slice_part(text, 0, FIELD_PIECE * lines);
}

static void block_head(struct block *block, bool again)
{
    static const struct {
        const char *word;
        enum page_style style;
    } grades[] = {
        [GRADE_CONTEXT] = {N_("CONTEXT"), STYLE_QUIET},
        [GRADE_WEAK] = {N_("WEAK"), STYLE_CAUTION},
        [GRADE_STRONG] = {N_("STRONG"), STYLE_ALARM},
        [GRADE_KNOWN] = {N_("KNOWN"), STYLE_ALARM},
    };
    const struct case_finding *finding = block->finding;
    const char *word = _(grades[finding->grade].word);
    struct slice title = finding->title.size ? finding->title : finding->rule;
    page_styled(block->page, grades[finding->grade].style, word);
    writer_put_text(block->page->writer, "  ");
    text_told(&block->text, title);
    if (again) {
        buffer_put_byte(&block->text, ' ');
        buffer_put_text(&block->text, _("(again)"));
    }
    unsigned column = (unsigned)text_columns(slice_text(word)) + 2;
    page_wrap(block->page, column, 2, block->full ? 0 : 3, buffer_slice(&block->text));
    buffer_clear(&block->text);
}

// What may not be read too late: that somebody with access to the phone may notice.
static void block_safety(struct block *block)
{
    const struct advice *advice = advice_of(block->advice, block->finding);
    if (!advice || !slice_equal(advice->key, SLICE("stalkerware")))
        return;
    prose_put(&block->text, advice->brief);
    page_paragraph(block->page, 2, 0, buffer_slice(&block->text));
    buffer_clear(&block->text);
}

static void block_message(struct block *block)
{
    unsigned most = block->full ? 0 : 6;
    if (!block->finding->message.size || slice_equal(block->finding->message, block->finding->title))
        return;
    message_put(&block->text, block->finding, block_piece(block, block->finding->message, 6));
    page_paragraph(block->page, 2, most, buffer_slice(&block->text));
    buffer_clear(&block->text);
}

static void block_seen(struct block *block)
{
    const struct case_finding *finding = block->finding;
    if (!finding->value.size)
        return;
    if (value_is_ours(finding))
        text_told(&block->text, finding->value);
    else
        value_put(&block->text, finding->kind, block_piece(block, finding->value, 1));
    block_field(block, _("seen"), 1);
}

static void block_listed(struct block *block)
{
    const struct case_finding *finding = block->finding;
    struct buffer *text = &block->text;
    struct buffer malware CLEANUP_BUFFER;
    struct buffer list CLEANUP_BUFFER;
    buffer_init(&malware, FIELD_LIMIT);
    buffer_init(&list, FIELD_LIMIT);
    if (!finding->has_indicator)
        return;
    if (!slice_equal(finding->indicator_value, finding->value)) {
        value_put(text, finding->indicator_kind, block_piece(block, finding->indicator_value, 1));
        buffer_put_text(text, ", ");
    }
    terminal_put(&malware, finding->indicator_malware.size ? finding->indicator_malware
                                                           : words_of_observable(finding->indicator_kind));
    terminal_put(&list, finding->indicator_list);
    const struct slice pieces[] = {buffer_slice(&malware), buffer_slice(&list)};
    language_fill(text, _("listed as %s in %s"), pieces, ARRAY_SIZE(pieces));
    buffer_clear(&list);
    for (size_t i = 0; i < finding->indicator_also_count; i++) {
        buffer_put_text(&list, i ? ", " : "");
        terminal_put(&list, finding->indicator_also[i]);
    }
    const struct slice also = buffer_slice(&list);
    if (also.size)
        language_fill(text, _("; also in %s"), &also, 1);
    block_field(block, _("listed"), 4);
}

// ", record 12"; nothing for nothing.
static void block_named(struct buffer *text, const char *format, struct slice name)
{
    struct buffer shown CLEANUP_BUFFER;
    buffer_init(&shown, FIELD_LIMIT);
    terminal_put(&shown, name);
    const struct slice piece = buffer_slice(&shown);
    if (name.size)
        language_fill(text, format, &piece, 1);
}

// Where an examiner finds it again: artefact, record and column, and the file as the phone names it.
static void block_where(struct block *block)
{
    const struct case_finding *finding = block->finding;
    struct buffer *text = &block->text;
    terminal_put(text, finding->artefact);
    block_named(text, _(", record %s"), block_piece(block, finding->record, 1));
    block_named(text, _(", column %s"), finding->column);
    if (finding->recovered) {
        buffer_put_byte(text, ' ');
        buffer_put_text(text, _("(recovered from deleted data)"));
    }
    block_field(block, _("where"), 2);
    struct slice file = finding->device_path.size ? finding->device_path : finding->input;
    terminal_put(text, block_piece(block, file, 2));
    block_field(block, "", 2);
}

static void block_when(struct block *block)
{
    const struct case_finding *finding = block->finding;
    struct buffer *text = &block->text;
    text_time(text, finding->time, finding->time_origin);
    if (finding->time.set && finding->timestamp_desc.size) {
        struct buffer moment CLEANUP_BUFFER;
        buffer_init(&moment, FIELD_LIMIT);
        language_moment(&moment, finding->timestamp_desc);
        buffer_put_text(text, " (");
        terminal_put(text, buffer_slice(&moment));
        buffer_put_text(text, ")");
    }
    block_field(block, _("when"), 2);
    bool range = finding->first_seen.set && finding->last_seen.set &&
                 finding->first_seen.microseconds != finding->last_seen.microseconds;
    if (range) {
        text_period(text, finding->first_seen, finding->last_seen, finding->time_origin);
        block_field(block, _("seen from"), 2);
    }
}

static void block_meaning(struct block *block)
{
    const struct case_finding *finding = block->finding;
    const char *weight = words_of_grade(finding->grade);
    buffer_put_text(&block->text, words_of_means(finding->means, finding->grade));
    if (weight) {
        buffer_put_text(&block->text, " ");
        buffer_put_text(&block->text, weight);
    }
    block_field(block, _("means"), 0);
    text_told(&block->text, block_piece(block, finding->benign, 8));
    block_field(block, _("or else"), 12);
    const struct advice *advice = advice_of(block->advice, finding);
    if (!advice)
        return;
    prose_put(&block->text, advice->brief);
    block_field(block, _("to do"), 0);
}

// What only an examiner looks for: every further thing that is known.
static void block_details(struct block *block)
{
    const struct case_finding *finding = block->finding;
    const struct {
        const char *label;
        const char *kind;
        struct slice value;
    } details[] = {
        {N_("rule"), "", finding->rule},
        {N_("kind"), "", words_of_observable(finding->kind)},
        {N_("indicator"), "", finding->indicator_id},
        {N_("input"), "", finding->input},
        {N_("process"), "", finding->process},
        {N_("app"), "", finding->app},
        {N_("path"), "", finding->path},
        {N_("domain"), "domain", finding->domain},
        {N_("url"), "url", finding->url},
        {"SHA-256", "", finding->sha256},
        {N_("tag"), "", finding->tag},
        {N_("id"), "", finding->id},
    };
    for (size_t i = 0; i < ARRAY_SIZE(details); i++) {
        value_put(&block->text, slice_text(details[i].kind), details[i].value);
        block_field(block, _(details[i].label), 0);
    }
    if (finding->has_pid) {
        buffer_format(&block->text, "%" PRId64, finding->pid);
        block_field(block, _("process id"), 0);
    }
}

bool text_findings_alike(const struct case_finding *a, const struct case_finding *b)
{
    return a->grade == b->grade && a->means == b->means && slice_equal(a->rule, b->rule) &&
           slice_equal(a->indicator_value, b->indicator_value) && slice_equal(a->title, b->title) &&
           slice_equal(a->benign, b->benign) && slice_equal(a->advice, b->advice);
}

void text_finding(const struct page *page, const struct advice_set *advice, const struct case_finding *finding,
                  bool again, bool full)
{
    struct block block = {.page = page, .advice = advice, .finding = finding, .full = full};
    again = again && !full;
    buffer_init(&block.text, FIELD_LIMIT);
    block_head(&block, again);
    if (!again)
        block_safety(&block);
    block_message(&block);
    block_seen(&block);
    if (!again)
        block_listed(&block);
    block_where(&block);
    block_when(&block);
    if (!again)
        block_meaning(&block);
    if (full) {
        block_details(&block);
    } else {
        terminal_put(&block.text, slice_part(finding->id, 0, 12));
        block_field(&block, _("id"), 1);
    }
    buffer_release(&block.text);
}

void report_finding(const struct case_finding *finding, const struct report_options *options, struct writer *writer)
{
    struct page page = page_over(writer, options->width, options->color);
    text_finding(&page, options->advice, finding, false, true);
}
