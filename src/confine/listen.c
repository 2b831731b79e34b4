// SPDX-License-Identifier: Apache-2.0
// The parent's listening half: one poll over the zygote's socket and all pipes.
#include "confine/crew_internal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

// For a worker that was ended, or left its pipe to somebody else, to be gone for good.
#define GRACE_MILLISECONDS 2000

static void worker_kill(struct crew *crew, const struct member *member)
{
    struct request request = {.kind = REQUEST_KILL, .slot = (uint32_t)(member - crew->members)};
    if (crew->socket >= 0 && !message_send(crew->socket, slice_of(&request, request_size(&request)), NULL, 0))
        crew_lose(crew);
}

static void member_refuse(struct crew *crew, struct member *member)
{
    member_close(member);
    member->ending = ENDING_PROTOCOL;
    if (!member->status_known)
        worker_kill(crew, member);
}

// Reads once and hands on what is whole.
static void member_listen(struct crew *crew, struct member *member, const struct crew_handler *handler)
{
    bool end = false;
    struct error error = {0};
    if (frame_reader_fill(&member->reader, member->pipe, &end, &error) != ERROR_NONE) {
        member_refuse(crew, member);
        return;
    }
    uint32_t type = 0;
    struct slice payload = SLICE_NONE;
    while (frame_reader_next(&member->reader, &type, &payload, &error))
        if (!handler->frame(handler->context, member->number, type, payload)) {
            member_refuse(crew, member);
            return;
        }
    if (error.code != ERROR_NONE) {
        member_refuse(crew, member);
        return;
    }
    if (!end)
        return;
    member->uncut = member->reader.taken == member->reader.buffer.size;
    member_close(member);
}

// False when there is nothing more to read for now.
static bool report_take(struct crew *crew)
{
    struct pollfd polled = {.fd = crew->socket, .events = POLLIN};
    if (crew->socket < 0 || poll(&polled, 1, 0) <= 0)
        return false;
    struct report report = {0};
    int fds[MESSAGE_FDS];
    size_t size = 0;
    size_t count = 0;
    bool good = message_receive(crew->socket, &report, sizeof report, &size, fds, &count);
    if (!good || size != sizeof report || count != 0 || report.slot >= LIMIT_WORKERS) {
        crew_lose(crew);
        return false;
    }
    struct member *member = &crew->members[report.slot];
    if (member->active) {
        member->status_known = true;
        member->status = report.status;
    }
    return true;
}

static struct worker_result member_result(const struct member *member)
{
    if (member->ending == ENDING_PROTOCOL)
        return (struct worker_result){WORKER_PROTOCOL, WIFSIGNALED(member->status) ? WTERMSIG(member->status)
                                                                                   : WEXITSTATUS(member->status)};
    if (WIFSIGNALED(member->status)) {
        int number = WTERMSIG(member->status);
        if (member->ending == ENDING_TIMEOUT && number == SIGKILL)
            return (struct worker_result){WORKER_TIMEOUT, number};
        return (struct worker_result){number == SIGXCPU ? WORKER_OVER_TIME : WORKER_SIGNAL, number};
    }
    int status = WEXITSTATUS(member->status);
    if (status != 0)
        return (struct worker_result){WORKER_FAILED, status};
    return (struct worker_result){member->uncut ? WORKER_DONE : WORKER_PROTOCOL, 0};
}

static void member_finish(struct crew *crew, struct member *member, const struct crew_handler *handler)
{
    struct worker_result result = member_result(member);
    frame_reader_release(&member->reader);
    member->active = false;
    crew->running--;
    handler->ended(handler->context, member->number, &result);
}

static void member_check_time(struct crew *crew, struct member *member, int64_t now)
{
    if (now < member->deadline)
        return;
    member->deadline = now + GRACE_MILLISECONDS;
    if (member->status_known) {
        // Gone itself, but something still holds the pipe. What it said is in.
        member->uncut = member->reader.taken == member->reader.buffer.size;
        member_close(member);
        return;
    }
    if (member->ending == ENDING_NONE)
        member->ending = ENDING_TIMEOUT;
    worker_kill(crew, member);
}

// Milliseconds until something has to be done, `milliseconds` at most (-1: no such bound).
static int wait_time(const struct crew *crew, int milliseconds)
{
    int64_t nearest = INT64_MAX;
    for (size_t slot = 0; slot < LIMIT_WORKERS; slot++)
        if (crew->members[slot].active && crew->members[slot].deadline < nearest)
            nearest = crew->members[slot].deadline;
    int64_t left = nearest - clock_now();
    if (left < 0)
        left = 0;
    if (milliseconds >= 0 && milliseconds < left)
        left = milliseconds;
    return left < INT32_MAX ? (int)left : INT32_MAX;
}

enum error_code crew_wait(struct crew *crew, const struct crew_handler *handler, int milliseconds, struct error *error)
{
    if (crew->running == 0)
        return ERROR_NONE;
    struct pollfd polled[1 + LIMIT_WORKERS];
    polled[0] = (struct pollfd){.fd = crew->socket, .events = POLLIN};
    for (size_t slot = 0; slot < LIMIT_WORKERS; slot++) {
        const struct member *member = &crew->members[slot];
        polled[1 + slot] = (struct pollfd){.fd = member->active ? member->pipe : -1, .events = POLLIN};
    }
    int ready = poll(polled, ARRAY_SIZE(polled), wait_time(crew, milliseconds));
    if (ready < 0 && errno != EINTR)
        return error_system(error, "crew", "cannot wait");
    for (size_t slot = 0; ready > 0 && slot < LIMIT_WORKERS; slot++)
        if (polled[1 + slot].revents)
            member_listen(crew, &crew->members[slot], handler);
    while (report_take(crew))
        continue;
    int64_t now = clock_now();
    for (size_t slot = 0; slot < LIMIT_WORKERS; slot++) {
        struct member *member = &crew->members[slot];
        if (member->active)
            member_check_time(crew, member, now);
        if (member->active && member->pipe < 0 && member->status_known)
            member_finish(crew, member, handler);
    }
    return ERROR_NONE;
}
