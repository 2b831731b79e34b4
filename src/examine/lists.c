// SPDX-License-Identifier: Apache-2.0
#include "examine/lists.h"

#include "examine/hex.h"
#include "sql/list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define LIST_ERRORS_SHOWN 3U

struct list_reading {
    struct list_set *set;
    const struct index *quality; // what is known of published indicators; NULL while it is read itself
    struct arena *arena;
    list_report_function *function;
    void *context;
    uint32_t list;
    const struct list_format *format;
    int fd;
    uint64_t broken;
    uint8_t kept[128]; // the id of the last object that is kept and not matched
    size_t kept_size;
    char errors[400]; // the first few
    struct error error;
    bool started, done;
    struct worker_result result;
};

// All that are read at once; a frame's number says which one it belongs to.
struct list_readings {
    struct list_reading *all;
    size_t count;
};

static const char *path_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool indicator_get(struct slice payload, struct list_report *ret_report, struct slice *ret_date)
{
    struct cursor cursor = cursor_over(payload);
    struct list_report report = {0};
    report.state = cursor_u32le(&cursor);
    uint32_t kind = cursor_u32le(&cursor);
    uint32_t platform = cursor_u32le(&cursor);
    report.indicator.flags = cursor_u32le(&cursor);
    report.other_kind = cursor_u8(&cursor) != 0;
    report.indicator.value = cursor_slice(&cursor);
    report.indicator.malware = cursor_slice(&cursor);
    report.indicator.reason = cursor_slice(&cursor);
    report.kind = cursor_slice(&cursor);
    report.value = cursor_slice(&cursor);
    report.id = cursor_slice(&cursor);
    *ret_date = cursor_slice(&cursor);
    report.note = cursor_slice(&cursor);
    if (!cursor_ok(&cursor) || cursor_left(&cursor) || kind >= OBSERVABLE_KINDS || platform > PLATFORM_ANDROID ||
        report.state > LIST_BROKEN)
        return false;
    report.indicator.kind = (enum observable_kind)kind;
    report.indicator.platform = (enum platform)platform;
    report.indicator.written = report.value;
    report.indicator.id = report.id;
    *ret_report = report;
    return true;
}

static void reading_broken(struct list_reading *reading, const struct list_report *report)
{
    size_t used = slice_text(reading->errors).size;
    char id[80];
    char note[120];
    if (reading->broken++ < LIST_ERRORS_SHOWN)
        (void)snprintf(reading->errors + used, sizeof reading->errors - used, "%s%s: %s", used ? "; " : "",
                       error_quote(report->id, id, sizeof id), error_quote(report->note, note, sizeof note));
}

// An indicator without a platform gets the one that is known, and one that collides with ordinary names is lowered.
static void quality_apply(const struct index *quality, struct list_report *report)
{
    struct indicator *indicator = &report->indicator;
    struct indicator known;
    uint32_t entry = index_find(quality, indicator->kind, indicator->value);
    for (; entry != INDEX_NONE; entry = index_find_next(quality, entry)) {
        if (!index_entry(quality, entry, &known))
            return;
        if (indicator->platform == PLATFORM_ANY)
            indicator->platform = known.platform;
        uint32_t lower = known.flags & (INDICATOR_WEAK | INDICATOR_UNUSED);
        if (lower == 0 || (known.platform != PLATFORM_ANY && known.platform != indicator->platform))
            continue;
        indicator->flags |= lower;
        indicator->reason = known.reason;
        report->lowered = true;
    }
}

static bool reading_indicator(struct list_reading *reading, struct slice payload)
{
    struct list_report report;
    struct slice date;
    struct case_list *list = &reading->set->lists[reading->list];
    if (!indicator_get(payload, &report, &date))
        return false;
    report.list = report.indicator.list = reading->list;
    if (report.state == LIST_USED && reading->quality)
        quality_apply(reading->quality, &report);
    if (report.state == LIST_USED) {
        if (index_builder_add(reading->set->builder, &report.indicator, &reading->error))
            return false;
        list->indicators++;
        reading->set->by_kind[reading->list * OBSERVABLE_KINDS + report.indicator.kind]++;
    } else if (report.state == LIST_KEPT) {
        // An object of several comparisons is one indicator.
        list->not_matched +=
            !slice_equal(report.id, slice_of(reading->kept, reading->kept_size)) || report.id.size == 0;
        reading->kept_size = report.id.size < sizeof reading->kept ? report.id.size : sizeof reading->kept;
        if (reading->kept_size)
            memcpy(reading->kept, report.id.data, reading->kept_size);
    } else {
        reading_broken(reading, &report);
    }
    if (date.size == 10 && slice_compare(date, list->date) > 0 && !arena_copy(reading->arena, date, &list->date))
        return false;
    if (reading->function)
        reading->function(reading->context, &report);
    return true;
}

static bool reading_frame(void *context, uint32_t number, uint32_t type, struct slice payload)
{
    const struct list_readings *readings = context;
    struct list_reading *reading = &readings->all[number];
    struct case_list *list = &reading->set->lists[reading->list];
    struct slice digest;
    uint64_t size;
    if (type == FRAME_INDICATOR)
        return reading_indicator(reading, payload);
    if (type == FRAME_HASH)
        return frame_get_hash(payload, &size, &digest) && arena_hex(reading->arena, digest, &list->sha256);
    if (type == FRAME_ERROR) {
        struct cursor cursor = cursor_over(payload);
        (void)cursor_u32le(&cursor);
        (void)error_set(&reading->error, ERROR_FORMAT, "list", ERROR_NO_OFFSET, "%s",
                        ERROR_QUOTE(cursor_slice(&cursor)));
        return true;
    }
    return false;
}

static void reading_ended(void *context, uint32_t number, const struct worker_result *result)
{
    const struct list_readings *readings = context;
    struct list_reading *reading = &readings->all[number];
    reading->done = true;
    reading->result = *result;
}

static enum error_code reading_verdict(struct list_reading *reading, struct error *error)
{
    struct case_list *list = &reading->set->lists[reading->list];
    if (reading->result.end != WORKER_DONE)
        (void)error_set(&reading->error, ERROR_KILLED, "list", ERROR_NO_OFFSET, "its reader died");
    if (reading->error.code && list->indicators == 0)
        return error_set(error, ERROR_USAGE, "list", ERROR_NO_OFFSET, "%s", reading->error.message);
    if (list->indicators == 0 && reading->broken)
        return error_set(error, ERROR_USAGE, "list", ERROR_NO_OFFSET, "nothing of this list can be used: %s",
                         reading->errors);
    if (list->indicators == 0)
        return error_set(error, ERROR_USAGE, "list", ERROR_NO_OFFSET, "nothing of this list can be used");
    char text[600] = "";
    if (reading->error.code)
        (void)snprintf(text, sizeof text, N_("read in part: %s"), reading->error.message);
    else if (reading->broken)
        (void)snprintf(text, sizeof text, N_("%llu of its objects cannot be used: %s"),
                       (unsigned long long)reading->broken, reading->errors);
    if (text[0] && !arena_copy(reading->arena, slice_text(text), &list->error))
        return error_set(error, ERROR_MEMORY, "list", ERROR_NO_OFFSET, "no memory for a list");
    return ERROR_NONE;
}

static enum error_code list_open(const char *path, int *ret_fd, struct error *error)
{
    struct stat status;
    int fd CLEANUP_CLOSE = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &status) < 0)
        return error_system(error, "list", "cannot open the list");
    if (!S_ISREG(status.st_mode))
        return error_set(error, ERROR_USAGE, "list", ERROR_NO_OFFSET, "a list is a file");
    *ret_fd = take_fd(&fd);
    return ERROR_NONE;
}

static enum error_code reading_start(struct list_reading *reading, uint32_t number, struct crew *crew,
                                     struct error *error)
{
    struct slice name = reading->set->lists[reading->list].name;
    struct task task = {.job = JOB_LIST, .number = number, .fd_count = 1};
    task.arguments[0] = reading->format->number;
    task.fds[0] = reading->fd;
    task.note_size = (uint32_t)(name.size < sizeof task.note ? name.size : sizeof task.note);
    memcpy(task.note, name.data, task.note_size);
    reading->started = true;
    return crew_start(crew, &task, error);
}

// Starts as many as the crew takes, or one where somebody looks at the rows as they come; the index sorts by list.
static enum error_code readings_start(struct list_readings *readings, struct crew *crew, struct error *error)
{
    enum error_code code = ERROR_NONE;
    for (size_t i = 0; !code && i < readings->count && !crew_full(crew); i++) {
        struct list_reading *reading = &readings->all[i];
        if (reading->function && crew_running(crew))
            break;
        if (!reading->started)
            code = reading_start(reading, (uint32_t)i, crew, error);
    }
    return code;
}

// The error is that of the first list that has one, in the order given.
static enum error_code readings_run(struct list_readings *readings, struct crew *crew, const char *const *paths,
                                    struct error *error)
{
    struct crew_handler handler = {readings, reading_frame, reading_ended};
    enum error_code code = readings_start(readings, crew, error);
    while (!code && crew_running(crew)) {
        code = crew_wait(crew, &handler, -1, error);
        code = code ? code : readings_start(readings, crew, error);
    }
    for (size_t i = 0; !code && i < readings->count; i++) {
        code = reading_verdict(&readings->all[i], error);
        if (code && paths)
            error_path(error, slice_text(paths[i]));
    }
    return code;
}

static enum error_code reading_open(struct list_reading *reading, const struct definitions *definitions,
                                    const char *path, struct error *error)
{
    struct slice *name = &reading->set->lists[reading->list].name;
    if (!arena_copy(reading->arena, slice_text(path_base(path)), name))
        return error_set(error, ERROR_MEMORY, "list", ERROR_NO_OFFSET, "no memory for lists");
    reading->format = list_format_of(definitions, *name);
    enum error_code code = list_open(path, &reading->fd, error);
    if (!code && !reading->format)
        code = error_set(error, ERROR_USAGE, "list", ERROR_NO_OFFSET,
                         "no list format is known for this name (*.stix2, *.csv …; docs/indicators.md has them)");
    error_path(error, slice_text(path));
    return code;
}

static enum error_code list_set_new(struct arena *arena, size_t count, struct list_set *ret_set, struct error *error)
{
    struct list_set set = {.lists = arena_alloc(arena, count, sizeof *set.lists),
                           .count = count,
                           .builder = index_builder_new(),
                           .by_kind = calloc(count + 1, OBSERVABLE_KINDS * sizeof *set.by_kind)};
    if (!set.lists || !set.builder || !set.by_kind) {
        list_set_release(&set);
        return error_set(error, ERROR_MEMORY, "list", ERROR_NO_OFFSET, "no memory for lists");
    }
    *ret_set = set;
    return ERROR_NONE;
}

static enum error_code quality_read_one(struct list_set *set, struct crew *crew, const struct list_format *format,
                                        struct arena *arena, struct error *error)
{
    int nothing CLEANUP_CLOSE = memfd_create("bridle-nothing", MFD_CLOEXEC);
    struct list_reading reading = {.set = set, .arena = arena, .format = format, .fd = nothing};
    struct list_readings readings = {&reading, 1};
    error_clear(&reading.error);
    set->lists[0].name = format->name;
    enum error_code code =
        nothing < 0 ? error_system(error, "list", "memory for a list") : readings_run(&readings, crew, NULL, error);
    if (!code && reading.broken)
        code = error_set(error, ERROR_USAGE, "list", ERROR_NO_OFFSET, "%s", reading.errors);
    error_path(error, format->file);
    return code;
}

// Files named quality* that read no list: their rows are what is known of published indicators.
static enum error_code quality_read(struct crew *crew, const struct definitions *definitions, struct arena *arena,
                                    struct index *ret_index, struct error *error)
{
    int fd CLEANUP_CLOSE = -1;
    struct list_set set;
    enum error_code code = list_set_new(arena, 1, &set, error);
    if (code)
        return code;
    for (size_t i = 0; !code && i < definitions->list_count; i++)
        if (definitions->lists[i].from.count == 0 && slice_starts(definitions->lists[i].name, SLICE("quality")))
            code = quality_read_one(&set, crew, &definitions->lists[i], arena, error);
    code = code ? code : index_build(set.builder, &fd, error);
    code = code ? code : index_open(fd, ret_index, error);
    list_set_release(&set);
    return code;
}

static void readings_close(struct list_readings *readings)
{
    for (size_t i = 0; i < readings->count; i++)
        close_fd(&readings->all[i].fd);
    free(readings->all);
}

enum error_code list_set_read(struct crew *crew, const struct definitions *definitions, const char *const *paths,
                              size_t count, struct arena *arena, list_report_function *function, void *context,
                              struct list_set *ret_set, struct error *error)
{
    struct list_set set;
    struct index quality = {0};
    struct list_readings readings CLEANUP(readings_close) = {calloc(count + 1, sizeof *readings.all), 0};
    enum error_code code = list_set_new(arena, count, &set, error);
    if (code)
        return code;
    if (!readings.all)
        code = error_set(error, ERROR_MEMORY, "list", ERROR_NO_OFFSET, "no memory for lists");
    for (uint32_t i = 0; !code && i < count; i++) {
        struct list_reading *reading = &readings.all[readings.count++];
        *reading = (struct list_reading){.set = &set,
                                         .quality = &quality,
                                         .arena = arena,
                                         .function = function,
                                         .context = context,
                                         .list = i,
                                         .fd = -1};
        error_clear(&reading->error);
        code = reading_open(reading, definitions, paths[i], error);
    }
    code = code || !count ? code : quality_read(crew, definitions, arena, &quality, error);
    code = code ? code : readings_run(&readings, crew, paths, error);
    index_close(&quality);
    if (code)
        list_set_release(&set);
    else
        *ret_set = set;
    return code;
}

void list_set_release(struct list_set *set)
{
    set->builder = index_builder_free(set->builder);
    free(set->by_kind);
    set->by_kind = NULL;
}
