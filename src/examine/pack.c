// SPDX-License-Identifier: Apache-2.0
// Archives: read by a worker, kept as evidence/pack.h has them. What is wanted comes in the first reading, since the
// places of a sysdiagnose's files are known; of a backup that is packed the list of files comes first, and the files
// that it names in a second one.
#include "examine/examination.h"

#include "evidence/pack.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#define PACK_NUMBER UINT32_MAX // of its worker, among those of inputs

struct pack_reading {
    struct examination *examination;
    const struct crew_handler *others; // whose frames may come meanwhile; NULL: nobody's
    struct pack *pack;
    bool second;
    struct pack_member *member; // whose content comes
    uint64_t refused, disagreeing;
    bool done;
    struct worker_result result;
    struct error error;
};

// Each member that is kept is a descriptor.
static void descriptors_allow(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

// What cannot be kept is not there for its artefact, which says so; the first reason is told.
static void member_drop(struct pack_reading *reading)
{
    close_fd(&reading->member->fd);
    reading->member->cut = true;
    reading->member = NULL;
}

static bool frame_member(struct pack_reading *reading, struct slice payload)
{
    struct cursor cursor = cursor_over(payload);
    uint32_t entry = cursor_u32le(&cursor);
    uint64_t size = cursor_u64le(&cursor);
    bool wanted = cursor_u8(&cursor) != 0;
    struct slice path = cursor_slice(&cursor);
    if (!cursor_ok(&cursor) || cursor_left(&cursor) || entry > ENTRY_OTHER || path.size == 0 || reading->member)
        return false;
    struct pack_member *member = NULL;
    if (reading->second)
        member = pack_find(reading->pack, path);
    else if (pack_add(reading->pack, path, (enum evidence_entry)entry, size, &member, &reading->error))
        return reading->error.code == ERROR_LIMIT;
    if (!wanted || !member || member->fd >= 0 || member->entry != ENTRY_FILE)
        return true;
    reading->member = member;
    if (pack_content_begin(reading->pack, member, &reading->error))
        member_drop(reading);
    return true;
}

static bool frame_content(struct pack_reading *reading, struct slice payload)
{
    struct cursor cursor = cursor_over(payload);
    struct slice bytes = cursor_slice(&cursor);
    if (!cursor_ok(&cursor) || cursor_left(&cursor))
        return false;
    if (reading->member && pack_content_add(reading->pack, reading->member, bytes, &reading->error))
        member_drop(reading);
    return true;
}

static void member_end(struct pack_reading *reading, bool cut)
{
    if (reading->member && pack_content_end(reading->pack, reading->member, cut, &reading->error))
        member_drop(reading);
    reading->member = NULL;
}

static bool pack_frame(void *context, uint32_t number, uint32_t type, struct slice payload)
{
    struct pack_reading *reading = context;
    struct cursor cursor = cursor_over(payload);
    if (number != PACK_NUMBER)
        return reading->others && reading->others->frame(reading->others->context, number, type, payload);
    switch (type) {
    case FRAME_MEMBER:
        return frame_member(reading, payload);
    case FRAME_CONTENT:
        return frame_content(reading, payload);
    case FRAME_MEMBER_END:
        member_end(reading, cursor_u8(&cursor) != 0);
        return cursor_ok(&cursor);
    case FRAME_ARCHIVE:
        reading->refused = cursor_u64le(&cursor);
        reading->disagreeing = cursor_u64le(&cursor);
        return cursor_ok(&cursor);
    case FRAME_ERROR:
        (void)cursor_u32le(&cursor);
        (void)error_set(&reading->error, ERROR_FORMAT, "archive", ERROR_NO_OFFSET, "%s",
                        ERROR_QUOTE(cursor_slice(&cursor)));
        return true;
    default:
        return false;
    }
}

static void pack_ended(void *context, uint32_t number, const struct worker_result *result)
{
    struct pack_reading *reading = context;
    if (number != PACK_NUMBER) {
        if (reading->others)
            reading->others->ended(reading->others->context, number, result);
        return;
    }
    member_end(reading, true);
    reading->done = true;
    reading->result = *result;
}

static enum error_code pack_run(struct pack_reading *reading, int fd, int list, struct error *error)
{
    struct examination *examination = reading->examination;
    struct crew_handler handler = {reading, pack_frame, pack_ended};
    struct task task = {.job = JOB_PACK,
                        .number = PACK_NUMBER,
                        .memory = examination->check->limit_memory,
                        .seconds = examination->check->limit_seconds,
                        .fds = {fd, list},
                        .fd_count = list >= 0 ? 2 : 1};
    enum error_code code = ERROR_NONE;
    error_clear(&reading->error);
    descriptors_allow();
    while (!code && crew_full(examination->crew))
        code = crew_wait(examination->crew, &handler, 1000, error);
    code = code ? code : crew_start(examination->crew, &task, error);
    while (!code && !reading->done && !examination_stopped(examination))
        code = crew_wait(examination->crew, &handler, 1000, error);
    if (!code && !reading->done)
        return error_set(error, ERROR_KILLED, "examine", ERROR_NO_OFFSET, "stopped; nothing was kept");
    if (!code && reading->result.end != WORKER_DONE)
        (void)error_set(&reading->error, ERROR_KILLED, "archive", ERROR_NO_OFFSET,
                        "its reader was ended before its end");
    return code;
}

// What was lost of an archive stands in the verdict's sentence, and why among the notes.
static enum error_code pack_tell(struct pack_reading *reading, struct slice name, struct error *error)
{
    struct examination *examination = reading->examination;
    char quoted[160];
    bool good = true;
    (void)error_name(name, quoted, sizeof quoted);
    if (reading->error.code) {
        examination->verdict.archives_damaged++;
        good = note_add(examination, "the archive %s could not be read to its end: %s", quoted, reading->error.message);
    }
    if (good && reading->refused)
        good = note_add(examination, "%llu names in the archive %s lead out of it, or are none: passed over",
                        (unsigned long long)reading->refused, quoted);
    if (good && reading->disagreeing)
        good = note_add(examination, "%llu entries of the archive %s have two headers that tell different things",
                        (unsigned long long)reading->disagreeing, quoted);
    examination->verdict.archives_damaged += reading->disagreeing && !reading->error.code;
    return good ? ERROR_NONE : error_set(error, ERROR_MEMORY, "examine", ERROR_NO_OFFSET, "no memory for a note");
}

enum error_code pack_read(struct examination *examination, int fd, struct slice name, struct pack **ret_pack,
                          struct error *error)
{
    struct pack_reading reading = {.examination = examination, .pack = pack_new()};
    if (!reading.pack)
        return error_set(error, ERROR_MEMORY, "examine", ERROR_NO_OFFSET, "no memory for an archive");
    enum error_code code = pack_run(&reading, fd, -1, error);
    if (!code && pack_count(reading.pack) == 0) {
        code = error_set(error, ERROR_USAGE, "archive", ERROR_NO_OFFSET, "nothing could be read of the archive: %s",
                         reading.error.code ? reading.error.message : "it is empty");
        error_path(error, name);
    }
    code = code ? code : pack_tell(&reading, name, error);
    if (code) {
        reading.pack = pack_free(reading.pack);
        return code;
    }
    pack_sort(reading.pack);
    *ret_pack = reading.pack;
    return ERROR_NONE;
}

static bool is_fetched(const struct examination *examination, struct slice file)
{
    int fd CLEANUP_CLOSE = -1;
    return file.size == 0 || evidence_open_file(&examination->evidence, file, &fd, NULL) != ERROR_UNSUPPORTED;
}

// The paths, in the archive, of the files that inputs are to be read from and that were not kept yet.
static bool wanted_list(const struct examination *examination, struct buffer *list)
{
    struct slice below = examination->evidence.packs[0].below;
    for (size_t i = 0; i < examination->input_count; i++) {
        const struct plan_input *input = &examination->inputs[i];
        const struct slice files[] = {input->file, input->wal, input->journal};
        for (size_t j = 0; input->state == PLAN_PENDING && !input->walk && j < ARRAY_SIZE(files); j++) {
            if (is_fetched(examination, files[j]))
                continue;
            buffer_put(list, below);
            buffer_put_text(list, below.size ? "/" : "");
            buffer_put(list, files[j]);
            buffer_put_byte(list, '\n');
        }
    }
    return !list->failed;
}

enum error_code pack_fetch(struct examination *examination, const struct crew_handler *others, struct error *error)
{
    struct buffer list CLEANUP_BUFFER;
    int fd CLEANUP_CLOSE = -1;
    if (examination->evidence.archive < 0)
        return ERROR_NONE;
    buffer_init(&list, LIMIT_PACK_LIST);
    if (!wanted_list(examination, &list))
        return error_set(error, ERROR_LIMIT, "examine", ERROR_NO_OFFSET, "too many files are wanted of the archive");
    if (list.size == 0)
        return ERROR_NONE;
    fd = memfd_create("bridle-wanted", MFD_CLOEXEC);
    if (fd < 0 || write(fd, list.data, list.size) != (ssize_t)list.size)
        return error_system(error, "examine", "cannot get memory for the names of files");
    struct pack_reading reading = {
        .examination = examination, .others = others, .pack = examination->evidence.packs[0].pack, .second = true};
    return pack_run(&reading, examination->evidence.archive, fd, error);
}
