// SPDX-License-Identifier: Apache-2.0
// Archives: read by a worker, kept as evidence/pack.h has them. What is wanted comes in the first reading, since the
// places of a sysdiagnose's files are known; of a backup that is packed the list of files comes first, and the files
// that it names in a second one.
#include "examine/examination.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define PACK_NUMBER UINT32_MAX     // of its worker, among those of inputs
#define DESCRIPTORS_OTHERS 256U    // left for everything else
#define SECOND_OF_PACK (16U << 20) // bytes of an archive that give its reader a second more

struct pack_reading {
    struct examination *examination;
    const struct crew_handler *others; // whose frames may come meanwhile; NULL: nobody's
    struct pack *pack;
    bool second;
    struct pack_member *member; // whose content comes
    uint64_t refused, disagreeing, locked, readable;
    bool done;
    struct worker_result result;
    struct error error;
};

// Each member that is kept is a descriptor.
static void descriptors_allow(struct examination *examination)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    if (limit.rlim_cur < limit.rlim_max) {
        rlim_t before = limit.rlim_cur;
        limit.rlim_cur = limit.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
            limit.rlim_cur = before;
    }
    rlim_t most = limit.rlim_cur > 2 * DESCRIPTORS_OTHERS ? limit.rlim_cur - DESCRIPTORS_OTHERS : limit.rlim_cur / 2;
    examination->pack_budget.descriptor = most < INT32_MAX ? (int)most : INT32_MAX;
}

static void content_begin(struct pack_reading *reading, struct pack_member *member)
{
    if (pack_content_begin(reading->pack, member, &reading->error))
        pack_content_drop(reading->pack, member);
    else
        reading->member = member;
}

static bool frame_member(struct pack_reading *reading, struct slice payload)
{
    struct cursor cursor = cursor_over(payload);
    struct pack_member *member = NULL;
    uint32_t entry = cursor_u32le(&cursor);
    uint64_t size = cursor_u64le(&cursor);
    bool wanted = cursor_u8(&cursor) != 0;
    uint8_t hurt = cursor_u8(&cursor);
    struct slice path = cursor_slice(&cursor);
    if (!cursor_ok(&cursor) || cursor_left(&cursor) || entry > ENTRY_OTHER || hurt >= PACK_HURTS || path.size == 0 ||
        path.size > LIMIT_PATH_SIZE || reading->member || (wanted && hurt))
        return false;
    if (reading->second)
        member = pack_find(reading->pack, path);
    else if (pack_add(reading->pack, path, (enum evidence_entry)entry, size, &member, &reading->error))
        return true; // told at the end; the rest is not named
    if (!member || member->entry != ENTRY_FILE || member->fd >= 0 || member->hurt)
        return true;
    member->hurt = (enum pack_hurt)hurt;
    if (wanted)
        content_begin(reading, member);
    return true;
}

// What cannot be kept is not there for its artefact, which says so; the first reason is told.
static bool frame_content(struct pack_reading *reading, struct slice payload)
{
    struct cursor cursor = cursor_over(payload);
    struct slice bytes = cursor_slice(&cursor);
    if (!cursor_ok(&cursor) || cursor_left(&cursor))
        return false;
    if (reading->member && pack_content_add(reading->pack, reading->member, bytes, &reading->error)) {
        pack_content_drop(reading->pack, reading->member);
        reading->member = NULL;
    }
    return true;
}

static void member_end(struct pack_reading *reading, enum pack_hurt hurt)
{
    if (reading->member && pack_content_end(reading->pack, reading->member, hurt, &reading->error))
        pack_content_drop(reading->pack, reading->member);
    reading->member = NULL;
}

static bool frame_archive(struct pack_reading *reading, struct slice payload)
{
    struct cursor cursor = cursor_over(payload);
    reading->refused = cursor_u64le(&cursor);
    reading->disagreeing = cursor_u64le(&cursor);
    reading->locked = cursor_u64le(&cursor);
    reading->readable = cursor_u64le(&cursor);
    return cursor_ok(&cursor) && cursor_left(&cursor) == 0;
}

static bool pack_frame(void *context, uint32_t number, uint32_t type, struct slice payload)
{
    struct pack_reading *reading = context;
    struct cursor cursor = cursor_over(payload);
    uint32_t code;
    uint8_t hurt;
    if (number != PACK_NUMBER)
        return reading->others && reading->others->frame(reading->others->context, number, type, payload);
    switch (type) {
    case FRAME_MEMBER:
        return frame_member(reading, payload);
    case FRAME_CONTENT:
        return frame_content(reading, payload);
    case FRAME_MEMBER_END:
        hurt = cursor_u8(&cursor);
        if (!cursor_ok(&cursor) || cursor_left(&cursor) || hurt >= PACK_HURTS)
            return false;
        member_end(reading, (enum pack_hurt)hurt);
        return true;
    case FRAME_ARCHIVE:
        return frame_archive(reading, payload);
    case FRAME_ERROR:
        code = cursor_u32le(&cursor);
        (void)error_set(&reading->error, code ? (enum error_code)code : ERROR_FORMAT, "archive", ERROR_NO_OFFSET, "%s",
                        ERROR_QUOTE(cursor_slice(&cursor)));
        return cursor_ok(&cursor);
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
    member_end(reading, PACK_CUT);
    reading->done = true;
    reading->result = *result;
}

// A large archive may take longer than one input.
static uint32_t seconds_of(const struct examination *examination, int fd)
{
    struct stat status;
    uint64_t more = fstat(fd, &status) == 0 ? (uint64_t)status.st_size / SECOND_OF_PACK : 0;
    uint64_t seconds = examination->check->limit_seconds ? examination->check->limit_seconds : LIMIT_WORKER_SECONDS;
    return seconds + more < INT32_MAX / 4 ? (uint32_t)(seconds + more) : INT32_MAX / 4;
}

static enum error_code pack_run(struct pack_reading *reading, int fd, int list, struct error *error)
{
    struct examination *examination = reading->examination;
    struct crew_handler handler = {reading, pack_frame, pack_ended};
    struct task task = {.job = JOB_PACK,
                        .number = PACK_NUMBER,
                        .memory = examination->check->limit_memory,
                        .seconds = seconds_of(examination, fd),
                        .fds = {fd, list},
                        .fd_count = list >= 0 ? 2 : 1};
    enum error_code code = ERROR_NONE;
    error_clear(&reading->error);
    descriptors_allow(examination);
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

// What was lost of an archive stands in the verdict's sentence, once, and why among the notes.
static enum error_code pack_tell(struct pack_reading *reading, struct slice name, struct error *error)
{
    struct examination *examination = reading->examination;
    char quoted[160];
    bool good = true;
    bool damaged = reading->error.code || reading->refused || reading->disagreeing;
    if (pack_damaged(reading->pack))
        return ERROR_NONE;
    if (damaged)
        pack_set_damaged(reading->pack);
    examination->verdict.archives_damaged += damaged;
    (void)error_name(name, quoted, sizeof quoted);
    if (reading->error.code)
        good = note_add(examination, "the archive %s could not be read to its end: %s", quoted, reading->error.message);
    if (good && reading->refused)
        good = note_add(examination,
                        message_plural("%llu name in the archive %s leads out of it, or is none: passed over",
                                       "%llu names in the archive %s lead out of it, or are none: passed over",
                                       reading->refused),
                        (unsigned long long)reading->refused, quoted);
    if (good && reading->disagreeing)
        good = note_add(examination,
                        message_plural("%llu entry of the archive %s has two headers that tell different things",
                                       "%llu entries of the archive %s have two headers that tell different things",
                                       reading->disagreeing),
                        (unsigned long long)reading->disagreeing, quoted);
    if (good && !reading->second && pack_twice(reading->pack))
        good =
            note_add(examination,
                     message_plural("%llu entry of the archive %s has a name that stood there before: passed over",
                                    "%llu entries of the archive %s have a name that stood there before: passed over",
                                    pack_twice(reading->pack)),
                     (unsigned long long)pack_twice(reading->pack), quoted);
    return good ? ERROR_NONE : error_set(error, ERROR_MEMORY, "examine", ERROR_NO_OFFSET, "no memory for a note");
}

static enum error_code pack_useless(const struct pack_reading *reading, struct error *error)
{
    if (reading->locked && !reading->readable)
        return error_set(error, ERROR_LOCKED, "archive", ERROR_NO_OFFSET,
                         "the archive is encrypted: unpack it with its password, and give the folder");
    if (pack_count(reading->pack))
        return ERROR_NONE;
    return error_set(error, ERROR_USAGE, "archive", ERROR_NO_OFFSET, "nothing could be read of the archive: %s",
                     reading->error.code ? reading->error.message : N_("it is empty"));
}

enum error_code pack_read(struct examination *examination, int fd, struct slice name, struct pack **ret_pack,
                          struct error *ret_damage, struct error *error)
{
    struct pack_reading reading = {.examination = examination, .pack = pack_new(&examination->pack_budget)};
    if (!reading.pack)
        return error_set(error, ERROR_MEMORY, "examine", ERROR_NO_OFFSET, "no memory for an archive");
    enum error_code code = pack_run(&reading, fd, -1, error);
    code = code ? code : pack_useless(&reading, error);
    code = code ? code : pack_tell(&reading, name, error);
    if (code) {
        error_path(error, name);
        reading.pack = pack_free(reading.pack);
        return code;
    }
    pack_sort(reading.pack);
    *ret_pack = reading.pack;
    *ret_damage = reading.error;
    return ERROR_NONE;
}

// The paths, in one archive, of those files that lie in it and were not asked for yet, each ended by NUL.
static void wanted_list(const struct examination *examination, const struct evidence_pack *pack,
                        const struct slice *files, size_t count, struct buffer *list)
{
    for (size_t i = 0; i < count; i++) {
        struct slice rest;
        int fd CLEANUP_CLOSE = -1;
        if (files[i].size == 0 || evidence_pack_of(&examination->evidence, files[i], &rest) != pack ||
            evidence_open_file(&examination->evidence, files[i], &fd, NULL) != ERROR_UNSUPPORTED)
            continue;
        buffer_put(list, pack->below);
        buffer_put_text(list, pack->below.size ? "/" : "");
        buffer_put(list, rest);
        buffer_put_byte(list, 0);
    }
}

static enum error_code pack_open(const struct examination *examination, const struct evidence_pack *pack, int *ret_fd,
                                 struct error *error)
{
    if (pack->name.size)
        return evidence_open_file(&examination->evidence, slice_part(pack->name, 0, pack->name.size - 2), ret_fd,
                                  error);
    *ret_fd = fcntl(examination->evidence.archive, F_DUPFD_CLOEXEC, 0);
    return *ret_fd < 0 ? error_system(error, "examine", "cannot open the archive") : ERROR_NONE;
}

static enum error_code fetch_of_pack(struct examination *examination, const struct evidence_pack *pack,
                                     const struct buffer *list, const struct crew_handler *others, struct error *error)
{
    int fd CLEANUP_CLOSE = -1;
    int list_fd CLEANUP_CLOSE = -1;
    struct pack_reading reading = {.examination = examination, .others = others, .pack = pack->pack, .second = true};
    if (list->size == 0)
        return ERROR_NONE;
    if (list->failed)
        return error_set(error, ERROR_LIMIT, "examine", ERROR_NO_OFFSET, "too many files are wanted of the archive");
    list_fd = memfd_create("bridle-wanted", MFD_CLOEXEC);
    if (list_fd < 0 || write(list_fd, list->data, list->size) != (ssize_t)list->size)
        return error_system(error, "examine", "cannot get memory for the names of files");
    enum error_code code = pack_open(examination, pack, &fd, error);
    code = code ? code : pack_run(&reading, fd, list_fd, error);
    struct slice name = pack->name.size ? slice_part(pack->name, 0, pack->name.size - 2) : examination->evidence.path;
    return code ? code : pack_tell(&reading, name, error);
}

static enum error_code fetch(struct examination *examination, const struct slice *files, size_t count,
                             const struct crew_handler *others, struct error *error)
{
    enum error_code code = ERROR_NONE;
    for (size_t i = 0; !code && i < examination->evidence.pack_count; i++) {
        struct buffer list CLEANUP_BUFFER;
        buffer_init(&list, LIMIT_PACK_LIST);
        wanted_list(examination, &examination->evidence.packs[i], files, count, &list);
        code = fetch_of_pack(examination, &examination->evidence.packs[i], &list, others, error);
    }
    return code;
}

enum error_code pack_fetch_files(struct examination *examination, const struct slice *files, size_t count,
                                 struct error *error)
{
    return fetch(examination, files, count, NULL, error);
}

enum error_code pack_fetch(struct examination *examination, const struct crew_handler *others, struct error *error)
{
    size_t count = 0;
    if (examination->evidence.pack_count == 0)
        return ERROR_NONE;
    struct slice *files CLEANUP_FREE = calloc(examination->input_count * 3 + 1, sizeof *files);
    if (!files)
        return error_set(error, ERROR_MEMORY, "examine", ERROR_NO_OFFSET, "no memory for the names of files");
    for (size_t i = 0; i < examination->input_count; i++) {
        const struct plan_input *input = &examination->inputs[i];
        if (input->state != PLAN_PENDING || input->walk)
            continue;
        files[count++] = input->file;
        files[count++] = input->wal;
        files[count++] = input->journal;
    }
    return fetch(examination, files, count, others, error);
}
