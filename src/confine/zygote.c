// SPDX-License-Identifier: Apache-2.0
#include "confine/zygote.h"

#include "confine/cage.h"
#include "confine/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

// Where descriptors wait while the low numbers are dealt out anew.
#define DESCRIPTOR_PARKED 32

bool process_follow(pid_t parent)
{
    // The second question is for a parent that died before the first was heard.
    return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && getppid() == parent;
}

bool descriptors_arrange(const int *fds, size_t count)
{
    int parked[1 + LIMIT_WORKER_FDS];
    if (count > ARRAY_SIZE(parked))
        return false;
    for (size_t i = 0; i < count; i++) {
        parked[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, DESCRIPTOR_PARKED);
        if (parked[i] < 0)
            return false;
    }
    for (size_t i = 0; i < count; i++)
        if (dup2(parked[i], DESCRIPTOR_FIRST + (int)i) < 0)
            return false;
    return close_range(DESCRIPTOR_FIRST + (unsigned)count, ~0U, 0) == 0;
}

// What a library prints in a worker must not land in whatever has number 1 or 2.
static bool standard_streams_close(void)
{
    CLEANUP_CLOSE int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    CLEANUP_CLOSE int parked = nowhere < 0 ? -1 : fcntl(nowhere, F_DUPFD_CLOEXEC, DESCRIPTOR_PARKED);
    if (parked < 0)
        return false;
    // A sanitizer's report has to be seen.
    int last = CAGE_SANITIZED ? STDOUT_FILENO : STDERR_FILENO;
    for (int fd = STDIN_FILENO; fd <= last; fd++)
        if (dup2(parked, fd) < 0)
            return false;
    if (nowhere <= STDERR_FILENO)
        (void)take_fd(&nowhere);
    return true;
}

// None of the parent's handlers may run here. The signals of keyboard and terminal are for the parent to act on: it
// ends its workers, or lets them end.
static bool zygote_signals_reset(void)
{
    for (int number = 1; number < NSIG; number++)
        (void)signal(number, SIG_DFL); // fails for KILL, STOP and the C library's own: as it should
    static const int ignored[] = {SIGINT, SIGQUIT, SIGHUP, SIGTERM, SIGPIPE};
    for (size_t i = 0; i < ARRAY_SIZE(ignored); i++)
        (void)signal(ignored[i], SIG_IGN);
    sigset_t child;
    return sigemptyset(&child) == 0 && sigaddset(&child, SIGCHLD) == 0 && sigprocmask(SIG_SETMASK, &child, NULL) == 0;
}

static bool zygote_prepare(struct zygote *zygote, pid_t parent)
{
    // Under the flag that is taken away here, all readable memory would be executable, whatever the filter says.
    int persona = personality(0xffffffff);
    if (persona >= 0 && (persona & READ_IMPLIES_EXEC))
        (void)personality((unsigned)persona & ~(unsigned)READ_IMPLIES_EXEC);
    if (!process_follow(parent) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return false;
    if (!zygote_signals_reset() || !descriptors_arrange(&zygote->socket, 1) || !standard_streams_close())
        return false;
    zygote->socket = DESCRIPTOR_FIRST;
    sigset_t child;
    (void)sigemptyset(&child);
    (void)sigaddset(&child, SIGCHLD);
    zygote->children = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    // Without a filter the probe finds none, and the parent decides what that means.
    if (!zygote->no_cage && !filter_build(&zygote->filter))
        zygote->filter = (struct filter){0};
    return zygote->children >= 0;
}

static bool report_send(const struct zygote *zygote, size_t slot, int status)
{
    struct report report = {.slot = (uint32_t)slot, .status = status};
    return message_send(zygote->socket, slice_of(&report, sizeof report), NULL, 0);
}

static bool worker_start(struct zygote *zygote, const struct request *request, const int *fds, size_t count)
{
    pid_t worker = fork();
    if (worker == 0)
        worker_run(zygote, request, fds, count);
    if (worker < 0)
        return report_send(zygote, request->slot, W_EXITCODE(WORKER_STATUS_SETUP, 0));
    zygote->workers[request->slot] = worker;
    return true;
}

// False when the parent is gone.
static bool request_serve(struct zygote *zygote)
{
    struct request request = {0};
    int fds[MESSAGE_FDS];
    size_t size = 0;
    size_t count = 0;
    if (!message_receive(zygote->socket, &request, sizeof request, &size, fds, &count) || size == 0)
        return false;
    bool good = true;
    bool whole = size >= offsetof(struct request, task.note) && request.slot < LIMIT_WORKERS;
    if (whole && request.kind == REQUEST_KILL && zygote->workers[request.slot] > 0)
        (void)kill(zygote->workers[request.slot], SIGKILL); // not yet reaped, so the number is still its own
    else if (whole && request.kind != REQUEST_KILL && count > 0)
        good = worker_start(zygote, &request, fds, count);
    for (size_t i = 0; i < count; i++)
        (void)close(fds[i]);
    // A note may hold a key, and the next worker is a copy of this process.
    explicit_bzero(&request, sizeof request);
    return good;
}

static bool workers_reap(struct zygote *zygote)
{
    struct signalfd_siginfo drained;
    while (read(zygote->children, &drained, sizeof drained) > 0)
        continue;
    int status = 0;
    for (pid_t ended = waitpid(-1, &status, WNOHANG); ended > 0; ended = waitpid(-1, &status, WNOHANG))
        for (size_t slot = 0; slot < LIMIT_WORKERS; slot++)
            if (zygote->workers[slot] == ended) {
                zygote->workers[slot] = 0;
                if (!report_send(zygote, slot, status))
                    return false;
            }
    return true;
}

static void workers_end(struct zygote *zygote)
{
    for (size_t slot = 0; slot < LIMIT_WORKERS; slot++)
        if (zygote->workers[slot] > 0)
            (void)kill(zygote->workers[slot], SIGKILL);
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
        continue;
}

void zygote_run(int socket, pid_t parent, bool no_cage, worker_function *function, void *context)
{
    struct zygote zygote = {.socket = socket,
                            .self = getpid(),
                            .no_cage = no_cage || CAGE_SANITIZED,
                            .function = function,
                            .context = context};
    bool good = zygote_prepare(&zygote, parent);
    while (good) {
        struct pollfd polled[] = {{.fd = zygote.socket, .events = POLLIN}, {.fd = zygote.children, .events = POLLIN}};
        if (poll(polled, ARRAY_SIZE(polled), -1) < 0) {
            good = errno == EINTR;
            continue;
        }
        if (polled[1].revents)
            good = workers_reap(&zygote);
        if (good && polled[0].revents)
            good = request_serve(&zygote);
    }
    workers_end(&zygote);
    _exit(0);
}
