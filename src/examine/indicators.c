// SPDX-License-Identifier: Apache-2.0
// bridle_indicators(): what lists hold, and what of them can never match.
#include "examine/public.h"

#include "sql/list.h"

#include <inttypes.h>

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
    put_field(indicating, report->id, ": ");
    writer_put_text(&indicating->writer, what);
    // What is wrong mostly names the value itself.
    bool named = report->value.size == 0 || slice_find(why, report->value) != SIZE_MAX;
    if (!named)
        put_field(indicating, report->value, why.size ? ": " : "");
    put_field(indicating, why, "\n");
}

static void lint_row(struct indicating *indicating, const struct list_report *report)
{
    if (report->state == LIST_KEPT)
        lint_line(indicating, report, "kept, not yet matched: ", report->note);
    else if (report->state == LIST_BROKEN)
        lint_line(indicating, report, "cannot be used: ", report->note);
    else if (report->other_kind)
        lint_line(indicating, report, "is plainly another kind, and matched as that: ",
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
        put_field(indicating, set->lists[i].error, "\n");
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
    code = code ? code : list_set_read(crew, &indicating->loaded.definitions, indicating->paths, count, arena,
                                       indicators_row, indicating, &set, error);
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
    enum error_code code = ERROR_NONE;
    if (list_count == 0)
        code = error_set(&own, ERROR_USAGE, "indicators", ERROR_NO_OFFSET,
                         "name a list: no lists come with bridle yet");
    code = code ? code : loaded_new(definitions, &indicating.loaded, &own);
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
