// SPDX-License-Identifier: Apache-2.0
// bridle_indicators(): what lists hold, and what of them can never match.
#include "examine/public.h"

#include "report/language.h"
#include "sql/list.h"

#include <inttypes.h>

#define NAME_SHORT 3U // bytes: a name with fewer matches what nobody meant

struct indicating {
    enum bridle_indicators_mode mode;
    const char *const *paths;
    struct loaded loaded;
    struct report_options options;
    struct writer writer;
    uint64_t said;
};

static void put_field(struct indicating *indicating, struct slice text, const char *end)
{
    escape_terminal(&indicating->writer, text);
    writer_put_text(&indicating->writer, end);
}

// What was composed in English, in the reader's language.
static void put_told(struct indicating *indicating, struct slice english, const char *end)
{
    struct buffer told CLEANUP_BUFFER;
    buffer_init(&told, english.size * 4 + 65536);
    language_put(&told, english);
    put_field(indicating, buffer_slice(&told), end);
}

static void list_line(struct indicating *indicating, const struct list_report *report)
{
    if (report->state != LIST_USED)
        return;
    put_field(indicating, slice_text(observable_kind_name(report->indicator.kind)), "\t");
    put_field(indicating, report->value, "\t");
    put_field(indicating, report->indicator.malware, "\t");
    put_field(indicating, slice_text(indicating->paths[report->list]), "\n");
}

static void lint_line(struct indicating *indicating, const struct list_report *report, const char *what,
                      struct slice why)
{
    indicating->said++;
    put_field(indicating, slice_text(indicating->paths[report->list]), ": ");
    put_told(indicating, report->id, ": ");
    writer_put_text(&indicating->writer, what);
    writer_put_text(&indicating->writer, language_in("punctuation", ": "));
    // What is wrong mostly names the value itself.
    bool named = report->value.size == 0 || slice_find(why, report->value) != SIZE_MAX;
    if (!named)
        put_field(indicating, report->value, why.size ? language_in("punctuation", ": ") : "");
    put_told(indicating, why, "\n");
}

// Folders that everything on a phone lies below.
static bool path_is_wide(struct slice path)
{
    static const struct slice wide[] = {
        SLICE_INIT("/private/var"),
        SLICE_INIT("/private/var/tmp"),
        SLICE_INIT("/private/var/mobile"),
        SLICE_INIT("/private/var/mobile/Library"),
        SLICE_INIT("/private/var/containers"),
        SLICE_INIT("/data/data"),
        SLICE_INIT("/data/app"),
        SLICE_INIT("/data/local"),
        SLICE_INIT("/data/local/tmp"),
        SLICE_INIT("/system/bin"),
        SLICE_INIT("/usr/libexec"),
        SLICE_INIT("/storage/emulated/0"),
    };
    for (size_t i = 0; i < ARRAY_SIZE(wide); i++)
        if (slice_equal(path, wide[i]))
            return true;
    return slice_find_last_byte(path, '/') == 0;
}

static void lint_width(struct indicating *indicating, const struct list_report *report)
{
    const struct indicator *indicator = &report->indicator;
    bool name = indicator->kind == OBSERVABLE_PROCESS || indicator->kind == OBSERVABLE_FILE ||
                indicator->kind == OBSERVABLE_APP || indicator->kind == OBSERVABLE_PROFILE;
    if (report->lowered)
        lint_line(indicating, report,
                  indicator->flags & INDICATOR_UNUSED ? _("matches too much, and is not looked up")
                                                      : _("matches too much, and counts as weak"),
                  indicator->reason);
    else if (indicator->kind == OBSERVABLE_PATH && path_is_wide(indicator->value))
        lint_line(indicating, report, _("matches too much"), SLICE(N_("everything below this folder")));
    else if (name && indicator->value.size < NAME_SHORT)
        lint_line(indicating, report, _("matches too much"), SLICE(N_("so short a name is used by many")));
}

static void lint_row(struct indicating *indicating, const struct list_report *report)
{
    if (report->state == LIST_USED)
        lint_width(indicating, report);
    if (report->state == LIST_KEPT)
        lint_line(indicating, report, _("kept, not yet matched"), report->note);
    else if (report->state == LIST_BROKEN)
        lint_line(indicating, report, _("cannot be used"), report->note);
    else if (report->other_kind)
        lint_line(indicating, report, _("is plainly another kind, and matched as that"),
                  slice_text(observable_kind_name(report->indicator.kind)));
}

static void indicators_row(void *context, const struct list_report *report)
{
    struct indicating *indicating = context;
    if (indicating->mode == BRIDLE_INDICATORS_LIST)
        list_line(indicating, report);
    else
        lint_row(indicating, report);
}

static void lint_lists(struct indicating *indicating, const struct list_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        if (set->lists[i].error.size == 0)
            continue;
        indicating->said++;
        put_field(indicating, slice_text(indicating->paths[i]), ": ");
        put_told(indicating, set->lists[i].error, "\n");
    }
}

static enum error_code indicators_read(struct indicating *indicating, size_t count, struct error *error)
{
    struct list_set set = {0};
    struct crew *crew CLEANUP(crew_freep) = NULL;
    struct arena *arena CLEANUP_ARENA = arena_new(256U << 20);
    struct crew_options options = {.jobs = 1};
    struct work_context context = {.definitions = &indicating->loaded.definitions};
    if (!arena)
        return error_set(error, ERROR_MEMORY, "indicators", ERROR_NO_OFFSET, "no memory");
    enum error_code code = crew_new(&options, work, &context, &crew, error);
    code = code ? code
                : list_set_read(crew, &indicating->loaded.definitions, indicating->paths, count, arena, indicators_row,
                                indicating, &set, error);
    if (!code && indicating->mode == BRIDLE_INDICATORS_LINT)
        lint_lists(indicating, &set);
    if (!code)
        list_set_release(&set);
    return code;
}

static void indicators_where(struct indicating *indicating, size_t count)
{
    for (size_t i = 0; i < count; i++)
        put_field(indicating, slice_text(indicating->paths[i]), "\n");
}

int bridle_indicators(enum bridle_indicators_mode mode, const char *const *lists, size_t list_count,
                      const struct bridle_definitions *definitions, const struct bridle_output *output,
                      struct bridle_error *error)
{
    struct error own;
    struct indicating indicating = {.mode = mode, .paths = lists, .options = public_report_options(output)};
    error_clear(&own);
    writer_init(&indicating.writer, output->fd);
    enum error_code code = loaded_new(definitions, &indicating.loaded, &own);
    if (!code && list_count == 0) {
        indicating.paths = indicating.loaded.published;
        list_count = indicating.loaded.published_count;
    }
    if (!code && list_count == 0)
        code = error_set(&own, ERROR_USAGE, "indicators", ERROR_NO_OFFSET,
                         "name a list: none has been installed with bridle");
    if (!code && mode == BRIDLE_INDICATORS_WHERE)
        indicators_where(&indicating, list_count);
    else if (!code)
        code = indicators_read(&indicating, list_count, &own);
    code = code ? code : writer_flush(&indicating.writer, &own);
    writer_release(&indicating.writer);
    loaded_release(&indicating.loaded);
    if (code)
        return public_error(&own, error);
    return mode == BRIDLE_INDICATORS_LINT && indicating.said ? 1 : 0;
}
