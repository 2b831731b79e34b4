// SPDX-License-Identifier: Apache-2.0
#include "cli/pager.h"

#include "cli/out.h"
#include "cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const int endings[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
#define ENDING_COUNT (sizeof endings / sizeof endings[0])
static struct sigaction before[ENDING_COUNT];

// For the handler.
static volatile sig_atomic_t running;
static volatile int running_fd;

static void wait_for(pid_t process)
{
    while (waitpid(process, NULL, 0) < 0 && errno == EINTR)
        continue;
}

// A pager that outlived us would fight with the shell for the terminal.
static void ending_handler(int number)
{
    if (running) {
        (void)close(running_fd);
        wait_for((pid_t)running);
    }
    (void)raise(number); // by SA_RESETHAND it ends the program now
}

// What is ignored stays so.
static void endings_take(void)
{
    struct sigaction action = {.sa_handler = ending_handler, .sa_flags = (int)SA_RESETHAND};
    for (size_t i = 0; i < ENDING_COUNT; i++)
        if (sigaction(endings[i], NULL, &before[i]) == 0 && before[i].sa_handler != SIG_IGN)
            (void)sigaction(endings[i], &action, NULL);
}

static void endings_give_back(void)
{
    for (size_t i = 0; i < ENDING_COUNT; i++)
        (void)sigaction(endings[i], &before[i], NULL);
}

static bool is_in_path(const char *name, size_t size)
{
    char path[PATH_MAX];
    const char *folders = getenv("PATH");
    if (memchr(name, '/', size))
        return snprintf(path, sizeof path, "%.*s", (int)size, name) < PATH_MAX && access(path, X_OK) == 0;
    while (folders && *folders) {
        size_t length = strcspn(folders, ":");
        int written = snprintf(path, sizeof path, "%.*s/%.*s", (int)length, folders, (int)size, name);
        if (length && written < PATH_MAX && access(path, X_OK) == 0)
            return true;
        folders += length + (folders[length] == ':');
    }
    return false;
}

// A shell says too late that there is no such program: what was written by then is lost. A first word that is more than
// a name is the shell's to judge.
static bool is_there(const char *command)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+-";
    size_t size = strspn(command, plain);
    bool whole = command[size] == '\0' || command[size] == ' ';
    return whole ? is_in_path(command, size) : true;
}

// NULL: none is wished, or none is there. An empty one, and cat, mean none.
static const char *pager_command(void)
{
    const char *command = getenv("BRIDLE_PAGER");
    command = command ? command : getenv("PAGER");
    command = command ? command : "less";
    bool none = *command == '\0' || text_is(command, "cat");
    return !none && is_there(command) ? command : NULL;
}

// What less and lv are told unless the user has told them something: end at once where one page holds it all, obey
// colours alone, leave the text on the screen.
static bool habits_set(void)
{
    return setenv("LESS", "FRX", 0) == 0 && setenv("LV", "-c", 0) == 0;
}

// 0 where it can't be started.
static pid_t pager_spawn(const char *command, int input)
{
    static char shell[] = "sh";
    static char option[] = "-c";
    char *text = strdup(command);
    char *const arguments[] = {shell, option, text, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    pid_t process = 0;
    if (!text || posix_spawn_file_actions_init(&actions) != 0) {
        free(text);
        return 0;
    }
    if (posix_spawnattr_init(&attributes) == 0) {
        // Ignored here, and a pager expects to be ended by it.
        (void)sigemptyset(&defaults);
        (void)sigaddset(&defaults, SIGPIPE);
        (void)sigaddset(&defaults, SIGXFSZ);
        bool good = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO) == 0 &&
                    posix_spawnattr_setsigdefault(&attributes, &defaults) == 0 &&
                    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF) == 0;
        if (!good || posix_spawn(&process, "/bin/sh", &actions, &attributes, arguments, environ) != 0)
            process = 0;
        (void)posix_spawnattr_destroy(&attributes);
    }
    (void)posix_spawn_file_actions_destroy(&actions);
    free(text);
    return process;
}

int pager_start(struct pager *pager, int fd, bool wanted)
{
    int ends[2];
    *pager = (struct pager){.fd = fd};
    const char *command = wanted && terminal_is_smart(fd) ? pager_command() : NULL;
    if (!command || !habits_set() || pipe2(ends, O_CLOEXEC) != 0)
        return fd;
    pager->process = pager_spawn(command, ends[0]);
    (void)close(ends[0]);
    if (!pager->process) {
        (void)close(ends[1]);
        return fd;
    }
    pager->fd = ends[1];
    running_fd = pager->fd;
    running = pager->process;
    endings_take();
    return pager->fd;
}

bool pager_end(struct pager *pager)
{
    if (!pager->process)
        return false;
    // A pipe that nobody reads any more reports an error.
    struct pollfd polled = {.fd = pager->fd, .events = POLLOUT};
    bool left = poll(&polled, 1, 0) > 0 && (polled.revents & POLLERR);
    (void)close(pager->fd);
    running_fd = -1;
    wait_for(pager->process);
    running = 0;
    endings_give_back();
    pager->process = 0;
    return left;
}
