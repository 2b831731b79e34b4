// SPDX-License-Identifier: Apache-2.0
// One input handed to a worker: its descriptors, what it is told, what it need not do.
#include "examine/examination.h"

#include "base/cipher.h"

#include <sys/stat.h>

// The keys of the files that go to one worker, and of no other.
struct input_keys {
    bool has[3];
    uint8_t keys[3][UNLOCK_KEY_SIZE];
};

static void input_keys_wipe(struct input_keys *keys)
{
    explicit_bzero(keys, sizeof *keys);
}

static enum error_code input_note(struct examination *examination, const struct plan_input *input,
                                  const struct input_keys *keys, struct task *task, struct error *error)
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
    for (size_t i = 0; i < ARRAY_SIZE(keys->has); i++)
        if (keys->has[i])
            buffer_put(&note, slice_of(keys->keys[i], UNLOCK_KEY_SIZE));
    for (size_t i = 0; i < input->row_count; i++)
        buffer_put_u32le(&note, input->rows[i].artefact->number);
    enum error_code code = ERROR_NONE;
    if (note.failed)
        code = error_set(error, ERROR_LIMIT, "examine", ERROR_NO_OFFSET, "too many artefacts read one file");
    task->note_size = code ? 0 : (uint32_t)note.size;
    if (task->note_size)
        memcpy(task->note, note.data, note.size);
    if (note.data)
        explicit_bzero(note.data, note.capacity);
    return code;
}

struct input_fds {
    int fds[3];
};

static void input_fds_close(struct input_fds *fds)
{
    for (size_t i = 0; i < ARRAY_SIZE(fds->fds); i++)
        close_fd(&fds->fds[i]);
}

// The key of one of an input's files; of the list of files it stands in the Manifest.plist.
static enum error_code input_key(const struct examination *examination, const struct plan_input *input, size_t part,
                                 struct input_keys *keys, struct error *error)
{
    bool list = input->listing && examination->has_manifest_key && part == 0 &&
                slice_equal(input->place, evidence_list(&examination->evidence));
    if (examination->unlock && input->bad_key[part])
        return error_set(error, ERROR_FORMAT, "unlock", ERROR_NO_OFFSET,
                         "its entry in the list of files is damaged, and its own key with it");
    if (!examination->unlock || (!list && !input->has_key[part]))
        return ERROR_NONE;
    enum error_code code =
        unlock_file(examination->unlock, list ? examination->manifest_key : input->keys[part], keys->keys[part], error);
    keys->has[part] = !code;
    return code;
}

static enum error_code input_open(const struct examination *examination, struct plan_input *input,
                                  struct input_fds *fds, struct input_keys *keys, struct task *task,
                                  struct error *error)
{
    const struct slice files[] = {input->file, input->wal, input->journal};
    static const uint64_t flags[] = {0, JOB_WAL, JOB_JOURNAL};
    static const uint64_t key_flags[] = {JOB_KEY_MAIN, JOB_KEY_WAL, JOB_KEY_JOURNAL};
    if (input->walk)
        task->fds[task->fd_count++] = examination->walk_fd;
    for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
        if (files[i].size == 0)
            continue;
        enum error_code code = evidence_open_file(&examination->evidence, files[i], &fds->fds[i], i ? NULL : error);
        code = code ? code : input_key(examination, input, i, keys, i ? NULL : error);
        if (code && i == 0)
            return code;
        if (code) {
            input->hurt_log = true;
            continue;
        }
        struct stat status;
        if (keys->has[i] && fstat(fds->fds[i], &status) == 0 && status.st_size % (off_t)CIPHER_BLOCK)
            input->cut = true;
        task->fds[task->fd_count++] = fds->fds[i];
        task->arguments[0] |= flags[i] | (keys->has[i] ? key_flags[i] : 0U);
    }
    if (input->listing && keys->has[0])
        task->arguments[0] |= JOB_KEY_MAYBE;
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
    bool whole = slice_equal(input->place, evidence_list(&examination->evidence)) && input->listing &&
                 examination->evidence_sha256.size && input->size != UINT64_MAX && !examination->unlock;
    for (size_t i = 0; whole && i < input->row_count; i++)
        input->rows[i].result.sha256 = examination->evidence_sha256;
    return input->hashed_elsewhere || input->rows[0].result.sha256.size > 0;
}

enum error_code input_start(struct examination *examination, uint32_t number, struct error *error)
{
    struct plan_input *input = &examination->inputs[number];
    const struct artefact *artefact = input->rows[0].artefact;
    struct input_fds fds CLEANUP(input_fds_close) = {{-1, -1, -1}};
    struct input_keys keys CLEANUP(input_keys_wipe) = {0};
    struct error own;
    struct task task = {.job = JOB_INPUT,
                        .number = number,
                        .memory = examination->check->limit_memory,
                        .seconds = examination->check->limit_seconds};
    bool stores = input_stores(examination, input);
    task.arguments[0] =
        (stores || examination->found ? JOB_RECORDS : 0U) | (examination->found && !stores ? JOB_FOUND : 0U) |
        (examination->check->keep_content ? JOB_KEEP_CONTENT : 0U) | (artefact->document ? 0U : JOB_DATABASE);
    if (input->listing && !input->listed)
        task.arguments[0] = (task.arguments[0] & ~(uint64_t)JOB_RECORDS) | JOB_LISTING;
    if (input_hashed(examination, input))
        task.arguments[0] |= JOB_NO_HASH;
    task.arguments[1] = slice_equal(artefact->platform, SLICE("android")) ? PLATFORM_ANDROID : PLATFORM_IOS;
    error_clear(&own);
    input->tries++;
    input->state = PLAN_RUNNING;
    if (input_open(examination, input, &fds, &keys, &task, &own)) {
        input->state = PLAN_DONE;
        for (uint32_t i = 0; i < input->row_count; i++)
            row_end_hurt(examination, number, i, own.code == ERROR_LOCKED ? OUTCOME_LOCKED : OUTCOME_DAMAGED,
                         own.message);
        return ERROR_NONE;
    }
    enum error_code code = input_note(examination, input, &keys, &task, error);
    code = code ? code : crew_start(examination->crew, &task, error);
    explicit_bzero(task.note, sizeof task.note);
    return code;
}
