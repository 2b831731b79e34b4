// SPDX-License-Identifier: Apache-2.0
// One input handed to a worker: its descriptors, what it is told, what it need not do.
#include "examine/examination.h"

static enum error_code input_note(struct examination *examination, const struct plan_input *input, struct task *task,
                                  struct error *error)
{
    struct buffer note CLEANUP_BUFFER;
    buffer_init(&note, sizeof task->note);
    if (examination->keyed && (task->arguments[0] & JOB_RECORDS)) {
        enum error_code code = examination_key_need(examination, error);
        if (code)
            return code;
        buffer_put(&note, slice_of(examination->key, sizeof examination->key));
        task->arguments[0] |= JOB_FINGERPRINTS;
    }
    for (size_t i = 0; i < input->row_count; i++)
        buffer_put_u32le(&note, input->rows[i].artefact->number);
    if (note.failed)
        return error_set(error, ERROR_LIMIT, "examine", ERROR_NO_OFFSET, "too many artefacts read one file");
    task->note_size = (uint32_t)note.size;
    if (note.size)
        memcpy(task->note, note.data, note.size);
    return ERROR_NONE;
}

struct input_fds {
    int fds[3];
};

static void input_fds_close(struct input_fds *fds)
{
    for (size_t i = 0; i < ARRAY_SIZE(fds->fds); i++)
        close_fd(&fds->fds[i]);
}

static enum error_code input_open(const struct examination *examination, struct plan_input *input,
                                  struct input_fds *fds, struct task *task, struct error *error)
{
    const struct slice files[] = {input->file, input->wal, input->journal};
    static const uint64_t flags[] = {0, JOB_WAL, JOB_JOURNAL};
    if (input->walk)
        task->fds[task->fd_count++] = examination->walk_fd;
    for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
        if (files[i].size == 0)
            continue;
        enum error_code code = evidence_open_file(&examination->evidence, files[i], &fds->fds[i], i ? NULL : error);
        if (code && i == 0)
            return code;
        if (code) {
            input->hurt_log = true;
            continue;
        }
        task->fds[task->fd_count++] = fds->fds[i];
        task->arguments[0] |= flags[i];
    }
    if (examination->index_fd >= 0) {
        task->fds[task->fd_count++] = examination->index_fd;
        task->arguments[0] |= JOB_INDEX;
    }
    return ERROR_NONE;
}

static bool input_stores(const struct examination *examination, const struct plan_input *input)
{
    for (size_t i = 0; examination->store && i < input->row_count; i++)
        if (examination->stored[input->rows[i].artefact->number])
            return true;
    return false;
}

// The list of files is what the whole backup was hashed by, and it is read twice.
static bool input_hashed(const struct examination *examination, struct plan_input *input)
{
    bool whole = input->listing && examination->evidence_sha256.size && input->size != UINT64_MAX;
    for (size_t i = 0; whole && i < input->row_count; i++)
        input->rows[i].result.sha256 = examination->evidence_sha256;
    return input->hashed_elsewhere || input->rows[0].result.sha256.size > 0;
}

enum error_code input_start(struct examination *examination, uint32_t number, struct error *error)
{
    struct plan_input *input = &examination->inputs[number];
    const struct artefact *artefact = input->rows[0].artefact;
    struct input_fds fds CLEANUP(input_fds_close) = {{-1, -1, -1}};
    struct error own;
    struct task task = {.job = JOB_INPUT,
                        .number = number,
                        .memory = examination->check->limit_memory,
                        .seconds = examination->check->limit_seconds};
    task.arguments[0] = (input_stores(examination, input) ? JOB_RECORDS : 0U) |
                        (examination->check->keep_content ? JOB_KEEP_CONTENT : 0U) |
                        (artefact->document ? 0U : JOB_DATABASE);
    if (input->listing && !input->listed)
        task.arguments[0] = (task.arguments[0] & ~(uint64_t)JOB_RECORDS) | JOB_LISTING;
    if (input_hashed(examination, input))
        task.arguments[0] |= JOB_NO_HASH;
    task.arguments[1] = slice_equal(artefact->platform, SLICE("android")) ? PLATFORM_ANDROID : PLATFORM_IOS;
    error_clear(&own);
    enum error_code code = input_note(examination, input, &task, error);
    if (code)
        return code;
    input->tries++;
    input->state = PLAN_RUNNING;
    if (input_open(examination, input, &fds, &task, &own)) {
        input->state = PLAN_DONE;
        for (uint32_t i = 0; i < input->row_count; i++)
            row_end_hurt(examination, number, i, OUTCOME_DAMAGED, own.message);
        return ERROR_NONE;
    }
    return crew_start(examination->crew, &task, error);
}
