// SPDX-License-Identifier: Apache-2.0
// A worker's claim becomes a finding: checked again, named, and told in a sentence.
#include "examine/examination.h"

#include "examine/hex.h"
#include "match/match.h"

#include <nettle/sha2.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void hash_part(struct sha256_ctx *hash, struct slice part, bool last)
{
    if (part.size)
        sha256_update(hash, part.size, part.data);
    if (!last)
        sha256_update(hash, 1, (const uint8_t *)"");
}

// interface of `id`: SHA-256 over rule or kind and indicator, artefact, device_path, record, column, value.
static bool finding_identify(struct examination *examination, struct case_finding *finding)
{
    struct sha256_ctx hash;
    uint8_t digest[16];
    sha256_init(&hash);
    if (finding->has_indicator) {
        hash_part(&hash, finding->indicator_kind, false);
        hash_part(&hash, finding->indicator_value, false);
    } else {
        hash_part(&hash, finding->rule, false);
    }
    const struct slice parts[] = {finding->artefact, finding->device_path, finding->record, finding->column,
                                  finding->value};
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
        hash_part(&hash, parts[i], i + 1 == ARRAY_SIZE(parts));
    sha256_digest(&hash, sizeof digest, digest);
    return arena_hex(examination->arena, slice_of(digest, sizeof digest), &finding->id);
}

static bool keep(struct examination *examination, struct slice *text)
{
    return text->size == 0 || arena_copy(examination->arena, *text, text);
}

static bool keep_format(struct examination *examination, struct slice *ret_text, const char *format, ...)
    PRINTF_LIKE(3, 4);

static bool keep_format(struct examination *examination, struct slice *ret_text, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    size_t length = size < 0 ? 0 : (size_t)size < sizeof text ? (size_t)size : sizeof text - 1;
    return arena_copy(examination->arena, slice_of(text, length), ret_text);
}

static bool finding_push(struct examination *examination, uint32_t input, uint32_t row,
                         const struct case_finding *finding)
{
    if (examination->finding_count >= LIMIT_FINDINGS) {
        examination->findings_left_out++;
        return true;
    }
    if (examination->finding_count == examination->finding_room) {
        size_t room = examination->finding_room ? examination->finding_room * 2 : 64;
        struct finding_at *grown = realloc(examination->findings, room * sizeof *grown);
        if (!grown)
            return false;
        examination->findings = grown;
        examination->finding_room = room;
    }
    examination->findings[examination->finding_count++] = (struct finding_at){input, row, *finding};
    if (input != UINT32_MAX)
        examination->inputs[input].rows[row].findings++;
    return true;
}

static struct slice list_name(const struct examination *examination, uint32_t list)
{
    return list < examination->lists.count ? examination->lists.lists[list].name : SLICE_NONE;
}

// The same indicator in further lists.
static bool finding_also(struct examination *examination, struct case_finding *finding, uint32_t entry,
                         const struct indicator *indicator)
{
    struct indicator other;
    size_t count = 0;
    uint32_t next = index_find(&examination->index, indicator->kind, indicator->value);
    finding->indicator_also = arena_alloc(examination->arena, examination->lists.count + 1, sizeof(struct slice));
    if (!finding->indicator_also)
        return false;
    for (; next != INDEX_NONE && count < examination->lists.count; next = index_find_next(&examination->index, next)) {
        if (next == entry || !index_entry(&examination->index, next, &other) || other.list == indicator->list)
            continue;
        bool known = false;
        for (size_t i = 0; i < count; i++)
            known = known || slice_equal(finding->indicator_also[i], list_name(examination, other.list));
        if (!known)
            finding->indicator_also[count++] = list_name(examination, other.list);
    }
    finding->indicator_also_count = count;
    return true;
}

static const char *benign_of(const struct run_finding *claim, const struct indicator *indicator)
{
    if (claim->truncated)
        return N_("The name in the evidence is cut at 16 characters: another program's name may begin the same way.");
    if (claim->doubtful && indicator->kind == OBSERVABLE_PHONE)
        return N_("The number stands once with its country code and once without a +: it may be another country's.");
    if (claim->doubtful)
        return N_("The address can be read in two ways; the one that matches is not the one a browser takes.");
    if (indicator->flags & INDICATOR_WEAK)
        return N_("The list itself, or its known collisions, make this a weak indicator.");
    if (claim->means == MEANS_VISITED || claim->means == MEANS_RECEIVED)
        return N_("Reports and news pages name the same addresses; somebody may have sent or opened one of those.");
    return N_("An indicator can be shared with harmless software or have changed hands since it was published.");
}

static const char *advice_key_of(enum means means)
{
    if (means == MEANS_RECEIVED || means == MEANS_VISITED)
        return "received-link";
    return means == MEANS_WARNED ? "vendor-warning" : "known-trace";
}

// A sentence a kind, since most languages say "the" in more ways than one.
static const char *stands_in(enum observable_kind kind)
{
    static const char *const texts[OBSERVABLE_KINDS] = {
        [OBSERVABLE_URL] = N_("The url %s, published as an indicator of %s, stands in: %s."),
        [OBSERVABLE_DOMAIN] = N_("The domain %s, published as an indicator of %s, stands in: %s."),
        [OBSERVABLE_IP] = N_("The ip %s, published as an indicator of %s, stands in: %s."),
        [OBSERVABLE_EMAIL] = N_("The email %s, published as an indicator of %s, stands in: %s."),
        [OBSERVABLE_PHONE] = N_("The phone %s, published as an indicator of %s, stands in: %s."),
        [OBSERVABLE_PATH] = N_("The path %s, published as an indicator of %s, stands in: %s."),
        [OBSERVABLE_FILE] = N_("The file %s, published as an indicator of %s, stands in: %s."),
        [OBSERVABLE_PROCESS] = N_("The process %s, published as an indicator of %s, stands in: %s."),
        [OBSERVABLE_APP] = N_("The app %s, published as an indicator of %s, stands in: %s."),
        [OBSERVABLE_HASH] = N_("The hash %s, published as an indicator of %s, stands in: %s."),
        [OBSERVABLE_CERTIFICATE] = N_("The certificate %s, published as an indicator of %s, stands in: %s."),
        [OBSERVABLE_PROFILE] = N_("The profile %s, published as an indicator of %s, stands in: %s."),
        [OBSERVABLE_PROPERTY] = N_("The property %s, published as an indicator of %s, stands in: %s."),
    };
    return (unsigned)kind < OBSERVABLE_KINDS ? texts[kind] : "";
}

static bool finding_tell(struct examination *examination, struct case_finding *finding, enum observable_kind kind,
                         const char *value, const char *malware, struct slice title)
{
    struct buffer text CLEANUP_BUFFER;
    struct slice rest = slice_text(stands_in(kind));
    const struct slice pieces[] = {slice_text(value), slice_text(malware), title};
    buffer_init(&text, 65536);
    for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
        size_t at = slice_find(rest, SLICE("%s"));
        buffer_put(&text, slice_part(rest, 0, at));
        buffer_put(&text, pieces[i]);
        rest = slice_from(rest, at + 2);
    }
    buffer_put(&text, rest);
    return !text.failed && arena_copy(examination->arena, buffer_slice(&text), &finding->message) &&
           keep_format(examination, &finding->title, N_("A published indicator of %s"), malware);
}

static bool finding_indicator(struct examination *examination, struct case_finding *finding,
                              const struct run_finding *claim, const struct artefact *artefact)
{
    struct indicator indicator;
    if (examination->index_fd < 0 || !index_entry(&examination->index, claim->entry, &indicator))
        return false;
    finding->has_indicator = true;
    finding->indicator_value = indicator.written;
    finding->indicator_kind = slice_text(observable_kind_name(indicator.kind));
    finding->indicator_id = indicator.id;
    finding->indicator_malware = indicator.malware;
    finding->indicator_list = list_name(examination, indicator.list);
    finding->kind = finding->indicator_kind;
    bool weak = claim->truncated || claim->doubtful || (indicator.flags & INDICATOR_WEAK);
    finding->grade = weak ? GRADE_WEAK : GRADE_KNOWN;
    bool lowered = (indicator.flags & INDICATOR_WEAK) && indicator.reason.size;
    bool plain = !claim->truncated && !claim->doubtful;
    finding->benign = lowered && plain ? indicator.reason : slice_text(benign_of(claim, &indicator));
    bool stalkerware = indicator.flags & INDICATOR_STALKERWARE;
    finding->advice = slice_text(weak ? "review" : stalkerware ? "stalkerware" : advice_key_of(claim->means));
    if (indicator.kind == OBSERVABLE_DOMAIN)
        finding->domain = indicator.written;
    if (indicator.kind == OBSERVABLE_URL || indicator.kind == OBSERVABLE_DOMAIN || indicator.kind == OBSERVABLE_IP)
        finding->url = slice_find(claim->value, SLICE("://")) != SIZE_MAX ? claim->value : finding->url;
    if (indicator.kind == OBSERVABLE_PROCESS)
        finding->process = claim->value;
    if (indicator.kind == OBSERVABLE_APP)
        finding->app = claim->value;
    if (indicator.kind == OBSERVABLE_PATH || indicator.kind == OBSERVABLE_FILE)
        finding->path = claim->value;
    char malware[120];
    char value[200];
    (void)error_quote(indicator.malware.size ? indicator.malware : SLICE(N_("a published list")), malware,
                      sizeof malware);
    (void)error_quote(indicator.written, value, sizeof value);
    return keep(examination, &finding->indicator_value) && keep(examination, &finding->indicator_id) &&
           keep(examination, &finding->indicator_malware) && keep(examination, &finding->benign) &&
           keep(examination, &finding->domain) && keep(examination, &finding->url) &&
           keep(examination, &finding->process) && keep(examination, &finding->app) &&
           keep(examination, &finding->path) && finding_also(examination, finding, claim->entry, &indicator) &&
           finding_tell(examination, finding, indicator.kind, value, malware, artefact->title);
}

static void finding_rule(struct case_finding *finding, const struct rule *rule)
{
    finding->rule = rule->name;
    finding->title = rule->title;
    finding->message = rule->message.size ? rule->message : rule->title;
    finding->benign = rule->benign;
    finding->advice = rule->advice;
}

struct own_finding {
    const char *token;
    const char *rule;
    const char *title;
    const char *benign;
    const char *advice;
};

static const struct own_finding own_findings[] = {
    {"schema-replaced", "schema_replaced", N_("Something else stands where this database should have a table"),
     N_("A tool that rewrote or repaired the database can leave views behind."), "review"},
    {"nul-in-text", "nul_in_text", N_("A text holds a NUL, which hides what follows it from many programs"),
     N_("Some apps write texts with a NUL by mistake."), "review"},
    {"unreadable", "unreadable", N_("This could not be read to its end"),
     N_("Storage errors, interrupted copies and low disks damage files on ordinary phones."), "damaged"},
    {"worker-died", "worker_died", N_("Reading this ended its reader twice"),
     N_("A defect in bridle is as likely as a file made to attack its readers: send it to the developers if you may."),
     "damaged"},
};

static bool finding_own(struct case_finding *finding, const char *token)
{
    for (size_t i = 0; i < ARRAY_SIZE(own_findings); i++) {
        const struct own_finding *own = &own_findings[i];
        if (strcmp(own->token, token) != 0)
            continue;
        finding->rule = slice_text(own->rule);
        finding->title = slice_text(own->title);
        finding->message = finding->title;
        finding->benign = slice_text(own->benign);
        finding->advice = slice_text(own->advice);
        return true;
    }
    return false;
}

static bool finding_fill(struct examination *examination, struct case_finding *finding, const struct artefact *artefact,
                         const struct run_finding *claim)
{
    char record[24];
    finding->means = claim->means;
    finding->column = claim->column;
    finding->value = claim->value;
    finding->process = claim->process;
    finding->app = claim->app;
    finding->path = claim->path;
    finding->url = claim->url;
    if (claim->has_kind)
        finding->kind = slice_text(observable_kind_name(claim->kind));
    if (claim->has_time) {
        finding->time = (struct optional_time){true, claim->time};
        finding->first_seen = finding->last_seen = finding->time;
        finding->timestamp_desc = claim->time_column;
        size_t column = artefact_column(artefact, claim->time_column);
        bool local = column != SIZE_MAX && artefact->columns[column].kinds & KIND_LOCAL;
        finding->time_origin = local ? SLICE("device-local") : SLICE("utc");
    }
    int size = snprintf(record, sizeof record, "%llu", (unsigned long long)claim->record);
    if (claim->record && !arena_copy(examination->arena, slice_of(record, (size_t)size), &finding->record))
        return false;
    struct slice *texts[] = {&finding->column,  &finding->value, &finding->timestamp_desc,
                             &finding->process, &finding->app,   &finding->path,
                             &finding->url};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        if (!keep(examination, texts[i]))
            return false;
    return true;
}

// Where the artefact's `means` is a word, a worker has no say in it.
static bool claim_means_fit(const struct artefact *artefact, enum means means)
{
    enum means word;
    struct slice text = artefact->means;
    return text.size < 2 || !means_parse(slice_part(text, 1, text.size - 2), &word) || word == means;
}

bool finding_add(struct examination *examination, uint32_t input, uint32_t row, const struct run_finding *claim)
{
    const struct definitions *definitions = &examination->loaded.definitions;
    struct case_finding finding = {.grade = claim->grade};
    if (claim->artefact >= definitions->artefact_count)
        return false;
    const struct artefact *artefact = &definitions->artefacts[claim->artefact];
    finding.artefact = artefact->name;
    if (input != UINT32_MAX) {
        finding.input = examination->inputs[input].rows[row].result.input;
        finding.device_path = examination->inputs[input].rows[row].result.device_path;
    }
    if (!finding_fill(examination, &finding, artefact, claim))
        return false;
    if (claim->rule != FINDING_NO_RULE) {
        if (claim->rule >= definitions->rule_count)
            return false;
        finding_rule(&finding, &definitions->rules[claim->rule]);
        if (finding.grade > definitions->rules[claim->rule].grade ||
            finding.means != definitions->rules[claim->rule].means)
            return false;
    } else if (claim->entry != INDEX_NONE) {
        // The second look at a claimed hit: a worker may have been taken over by what it read.
        enum platform platform = slice_equal(artefact->platform, SLICE("android")) ? PLATFORM_ANDROID : PLATFORM_IOS;
        if (!claim->has_kind || examination->index_fd < 0 || !claim_means_fit(artefact, claim->means) ||
            !match_confirm(&examination->index, platform, claim->entry, claim->kind, claim->matched,
                           claim->truncated) ||
            !finding_indicator(examination, &finding, claim, artefact))
            return false;
    } else if (!claim->own || claim->grade > GRADE_WEAK || !finding_own(&finding, claim->own)) {
        return false;
    }
    return finding_identify(examination, &finding) && finding_push(examination, input, row, &finding);
}

bool finding_add_own(struct examination *examination, uint32_t input, uint32_t row, const char *token, enum grade grade,
                     enum means means, struct slice value)
{
    const struct plan_row *at = &examination->inputs[input].rows[row];
    struct run_finding claim = {
        .artefact = at->artefact->number,
        .rule = FINDING_NO_RULE,
        .entry = INDEX_NONE,
        .own = token,
        .grade = grade,
        .means = means,
        .value = value,
    };
    return finding_add(examination, input, row, &claim);
}

void findings_forget(struct examination *examination, uint32_t input, uint32_t row)
{
    struct plan_row *of = &examination->inputs[input].rows[row];
    size_t kept = 0;
    // Mostly: a file that is begun anew had none. Many of them must not cost all findings each.
    if (of->findings == 0)
        return;
    of->findings = 0;
    for (size_t i = 0; i < examination->finding_count; i++) {
        const struct finding_at *at = &examination->findings[i];
        if (at->input != input || at->row != row)
            examination->findings[kept++] = *at;
    }
    examination->finding_count = kept;
}
