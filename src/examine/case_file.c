// SPDX-License-Identifier: Apache-2.0
#include "examine/case_file.h"

#include <fcntl.h>
#include <sys/stat.h>

struct case_running {
    const struct case_job *job;
    bool done;
    struct worker_result result;
    struct error error;
};

static bool case_frame(void *context, UNUSED uint32_t number, uint32_t type, struct slice payload)
{
    struct case_running *running = context;
    struct cursor cursor = cursor_over(payload);
    struct cell cells[LIMIT_COLUMNS];
    size_t count;
    if (type == FRAME_ERROR) {
        (void)cursor_u32le(&cursor);
        struct slice message = cursor_slice(&cursor);
        error_set(&running->error, ERROR_FORMAT, "case", ERROR_NO_OFFSET, "%s", ERROR_QUOTE(message));
        return true;
    }
    uint32_t query = cursor_u32le(&cursor);
    if (!frame_get_cells(&cursor, cells, LIMIT_COLUMNS, &count) || cursor_left(&cursor))
        return false;
    if (type == FRAME_NAMES)
        return running->job->names ? running->job->names(running->job->context, cells, count) : true;
    return type == FRAME_ROW && running->job->row(running->job->context, query, cells, count);
}

static void case_ended(void *context, UNUSED uint32_t number, const struct worker_result *result)
{
    struct case_running *running = context;
    running->done = true;
    running->result = *result;
}

static enum error_code case_open_file(const char *path, int *ret_fd, struct error *error)
{
    struct stat status;
    int fd CLEANUP_CLOSE = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &status) < 0)
        return error_system(error, "case", "cannot open the case");
    if (!S_ISREG(status.st_mode))
        return error_set(error, ERROR_USAGE, "case", ERROR_NO_OFFSET, "a case is a file");
    *ret_fd = take_fd(&fd);
    return ERROR_NONE;
}

static enum error_code case_run(struct case_running *running, struct crew *crew, const struct task *task,
                                struct error *error)
{
    struct crew_handler handler = {running, case_frame, case_ended};
    enum error_code code = crew_start(crew, task, error);
    while (!code && !running->done)
        code = crew_wait(crew, &handler, -1, error);
    if (!code && running->error.code)
        return error_set(error, ERROR_FORMAT, "case", ERROR_NO_OFFSET, "%s", running->error.message);
    if (!code && running->result.end != WORKER_DONE)
        return error_set(error, ERROR_KILLED, "case", ERROR_NO_OFFSET,
                         "not a case that can be read: its reader ended early, or its rows make no sense");
    return code;
}

enum error_code case_file_run(const char *path, const struct definitions *definitions, const struct case_job *job,
                              struct error *error)
{
    int fd CLEANUP_CLOSE = -1;
    struct crew *crew CLEANUP(crew_freep) = NULL;
    struct crew_options options = {.jobs = 1};
    struct work_context context = {.definitions = definitions};
    struct case_running running = {.job = job};
    struct task task = {.job = job->job, .fd_count = 1};
    error_clear(&running.error);
    task.arguments[0] = job->flags;
    enum error_code code = case_open_file(path, &fd, error);
    if (!code && job->note.size > sizeof task.note)
        code = error_set(error, ERROR_LIMIT, "case", ERROR_NO_OFFSET, "the query is longer than %zu bytes",
                         sizeof task.note);
    if (!code) {
        task.fds[0] = fd;
        task.note_size = (uint32_t)job->note.size;
        if (job->note.size)
            memcpy(task.note, job->note.data, job->note.size);
    }
    code = code ? code : crew_new(&options, work, &context, &crew, error);
    code = code ? code : case_run(&running, crew, &task, error);
    error_path(error, slice_text(path));
    return code;
}
