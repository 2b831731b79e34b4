// SPDX-License-Identifier: Apache-2.0
#include "confine/crew.h"

#include "confine/cage.h"
#include "confine/crew_internal.h"
#include "confine/worker.h"
#include "confine/zygote.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#define PIPE_SIZE (1 << 20)        // bytes: the most that an ordinary user may ask for
#define PROBE_SECONDS 10U          // a probe takes under a millisecond
#define FAREWELL_MILLISECONDS 2000 // for the zygote to end its workers; after that it is ended itself

int64_t clock_now(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct cage crew_cage(const struct crew *crew)
{
    return crew->cage;
}

unsigned crew_running(const struct crew *crew)
{
    return crew->running;
}

bool crew_full(const struct crew *crew)
{
    return crew->running >= crew->jobs;
}

void member_close(struct member *member)
{
    close_fd(&member->pipe);
}

void crew_lose(struct crew *crew)
{
    close_fd(&crew->socket);
    for (size_t slot = 0; slot < LIMIT_WORKERS; slot++) {
        struct member *member = &crew->members[slot];
        if (!member->active || member->status_known)
            continue;
        member->status_known = true;
        member->status = W_EXITCODE(WORKER_STATUS_LOST, 0);
    }
}

static bool pipe_open(int *ret_reading, int *ret_writing)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    // Only our end must not block. A smaller pipe than asked for is slower, nothing else.
    (void)fcntl(ends[0], F_SETPIPE_SZ, PIPE_SIZE);
    if (fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) {
        (void)close(ends[0]);
        (void)close(ends[1]);
        return false;
    }
    *ret_reading = ends[0];
    *ret_writing = ends[1];
    return true;
}

static struct member *member_free_place(struct crew *crew)
{
    struct member *member = crew->members;
    while (member->active)
        member++;
    return member;
}

static unsigned turns_of(unsigned jobs)
{
    cpu_set_t set;
    int processors = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    unsigned turns = processors > 0 ? jobs / (unsigned)processors : jobs;
    return turns > 0 ? turns : 1;
}

static void member_begin(const struct crew *crew, struct member *member, const struct task *task, int pipe)
{
    int64_t seconds = task->seconds ? task->seconds : LIMIT_WORKER_SECONDS;
    *member = (struct member){.active = true, .number = task->number, .pipe = pipe};
    // A worker waits for its turn, for the disk and for us, none of which is its own doing: what a run finds must not
    // depend on how many of them there are.
    member->deadline = clock_now() + seconds * 2 * crew->turns * 1000;
    frame_reader_init(&member->reader);
}

enum error_code crew_launch(struct crew *crew, enum request_kind kind, const struct task *task, struct error *error)
{
    if (crew->socket < 0)
        return error_set(error, ERROR_KILLED, "crew", ERROR_NO_OFFSET, "the process that starts workers has died");
    CLEANUP_CLOSE int reading = -1;
    CLEANUP_CLOSE int writing = -1;
    if (!pipe_open(&reading, &writing))
        return error_system(error, "crew", "cannot make a pipe");
    struct member *member = member_free_place(crew);
    struct request request = {.kind = kind, .slot = (uint32_t)(member - crew->members), .cage = crew->cage};
    request.task = *task;
    int fds[MESSAGE_FDS] = {writing};
    for (uint32_t i = 0; i < task->fd_count; i++)
        fds[1 + i] = task->fds[i];
    if (!message_send(crew->socket, slice_of(&request, request_size(&request)), fds, 1 + (size_t)task->fd_count)) {
        bool dead = errno == EPIPE || errno == ECONNRESET;
        enum error_code code = error_system(error, "crew", "cannot start a worker");
        explicit_bzero(&request, sizeof request);
        if (dead)
            crew_lose(crew);
        return code;
    }
    // A note may hold a key.
    explicit_bzero(&request, sizeof request);
    member_begin(crew, member, task, take_fd(&reading));
    crew->running++;
    return ERROR_NONE;
}

enum error_code crew_start(struct crew *crew, const struct task *task, struct error *error)
{
    if (crew_full(crew))
        return error_set(error, ERROR_USAGE, "crew", ERROR_NO_OFFSET, "all %u workers are at work", crew->jobs);
    if (task->fd_count > LIMIT_WORKER_FDS || task->note_size > sizeof task->note)
        return error_set(error, ERROR_USAGE, "crew", ERROR_NO_OFFSET, "a task of %u descriptors and a note of %u bytes",
                         task->fd_count, task->note_size);
    return crew_launch(crew, REQUEST_START, task, error);
}

static enum error_code zygote_fork(struct crew *crew, bool no_cage, worker_function *function, void *context,
                                   struct error *error)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return error_system(error, "crew", "cannot make a socket");
    // No handler of the caller may run in the zygote before it has taken them away.
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)sigprocmask(SIG_SETMASK, &all, &before);
    pid_t parent = getpid();
    pid_t zygote = fork();
    if (zygote == 0)
        zygote_run(ends[1], parent, no_cage, function, context);
    int reason = errno;
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    (void)close(ends[1]);
    if (zygote < 0) {
        (void)close(ends[0]);
        errno = reason;
        return error_system(error, "crew", "cannot fork");
    }
    crew->zygote = zygote;
    crew->socket = ends[0];
    return ERROR_NONE;
}

struct probe {
    bool heard;
    struct cage cage;
    struct worker_result result;
};

static bool probe_frame(void *context, UNUSED uint32_t number, uint32_t type, struct slice payload)
{
    struct probe *probe = context;
    struct cursor cursor = cursor_over(payload);
    probe->cage.landlock_abi = (int)cursor_u32le(&cursor);
    probe->cage.seccomp = cursor_u8(&cursor) != 0;
    probe->heard = type == PROBE_FRAME && cursor_ok(&cursor);
    return probe->heard;
}

static void probe_ended(void *context, UNUSED uint32_t number, const struct worker_result *result)
{
    struct probe *probe = context;
    probe->result = *result;
}

static enum error_code crew_probe(struct crew *crew, bool no_cage, struct error *error)
{
    struct probe probe = {.cage.off = no_cage || CAGE_SANITIZED};
    const struct task task = {.seconds = PROBE_SECONDS};
    const struct crew_handler handler = {.context = &probe, .frame = probe_frame, .ended = probe_ended};
    enum error_code code = crew_launch(crew, REQUEST_PROBE, &task, error);
    while (code == ERROR_NONE && crew_running(crew) > 0)
        code = crew_wait(crew, &handler, -1, error);
    if (code != ERROR_NONE)
        return code;
    if (probe.result.end != WORKER_DONE || !probe.heard)
        return error_set(error, ERROR_KILLED, "crew", ERROR_NO_OFFSET,
                         "a trial worker did not start (end %d, status %d)", (int)probe.result.end,
                         probe.result.status);
    crew->cage = probe.cage;
    return ERROR_NONE;
}

static enum error_code crew_check_options(const struct crew_options *options, struct error *error)
{
    if (options->jobs < 1 || options->jobs > LIMIT_WORKERS)
        return error_set(error, ERROR_USAGE, "crew", ERROR_NO_OFFSET, "%u jobs (1 to %u)", options->jobs,
                         LIMIT_WORKERS);
    if (options->require_cage && options->no_cage)
        return error_set(error, ERROR_USAGE, "crew", ERROR_NO_OFFSET, "a cage is asked for and forbidden at once");
    if (options->require_cage && CAGE_SANITIZED)
        return error_set(error, ERROR_UNSUPPORTED, "crew", ERROR_NO_OFFSET,
                         "this build, made to find errors, has no cage");
    return ERROR_NONE;
}

enum error_code crew_new(const struct crew_options *options, worker_function *function, void *context,
                         struct crew **ret_crew, struct error *error)
{
    enum error_code code = crew_check_options(options, error);
    if (code != ERROR_NONE)
        return code;
    CLEANUP(crew_freep) struct crew *crew = calloc(1, sizeof *crew);
    if (!crew)
        return error_set(error, ERROR_MEMORY, "crew", ERROR_NO_OFFSET, "no memory");
    crew->socket = -1;
    crew->jobs = options->jobs;
    crew->turns = turns_of(options->jobs);
    code = zygote_fork(crew, options->no_cage, function, context, error);
    if (code == ERROR_NONE)
        code = crew_probe(crew, options->no_cage, error);
    if (code != ERROR_NONE)
        return code;
    struct cage cage = crew->cage;
    if (options->require_cage && (cage.landlock_abi == 0 || !cage.seccomp))
        return error_set(error, ERROR_UNSUPPORTED, "crew", ERROR_NO_OFFSET, "this system has no %s",
                         cage.landlock_abi == 0 ? "Landlock" : N_("system-call filter"));
    *ret_crew = TAKE_PTR(crew);
    return ERROR_NONE;
}

// The zygote ends its workers and itself when its socket does. One that cannot is ended, and its workers with it.
static void zygote_end(pid_t zygote)
{
    CLEANUP_CLOSE int handle = (int)syscall(SYS_pidfd_open, zygote, 0);
    struct pollfd polled = {.fd = handle, .events = POLLIN};
    int64_t deadline = clock_now() + FAREWELL_MILLISECONDS;
    int ready = 0;
    do
        ready = handle < 0 ? 0 : poll(&polled, 1, (int)(deadline - clock_now()));
    while (ready < 0 && errno == EINTR && clock_now() < deadline);
    if (ready <= 0)
        (void)kill(zygote, SIGKILL);
    while (waitpid(zygote, NULL, 0) < 0 && errno == EINTR)
        continue;
}

struct crew *crew_free(struct crew *crew)
{
    if (!crew)
        return NULL;
    // A fork of ours may hold the socket too; closing alone would not be seen at the other end.
    if (crew->socket >= 0)
        (void)shutdown(crew->socket, SHUT_RDWR);
    close_fd(&crew->socket);
    for (size_t slot = 0; slot < LIMIT_WORKERS; slot++)
        if (crew->members[slot].active) {
            member_close(&crew->members[slot]);
            frame_reader_release(&crew->members[slot].reader);
        }
    if (crew->zygote > 0)
        zygote_end(crew->zygote);
    free(crew);
    return NULL;
}

void crew_freep(struct crew **crew)
{
    *crew = crew_free(*crew);
}
