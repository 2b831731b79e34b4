// SPDX-License-Identifier: Apache-2.0
#include "confine/cage.h"

#include "confine/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

// Both the limit and its ceiling; a ceiling that is lower already stays.
static bool limit_set(__rlimit_resource_t resource, uint64_t soft, uint64_t hard)
{
    struct rlimit now;
    if (getrlimit(resource, &now) != 0)
        return false;
    struct rlimit next = {.rlim_cur = soft < now.rlim_max ? soft : now.rlim_max,
                          .rlim_max = hard < now.rlim_max ? hard : now.rlim_max};
    return setrlimit(resource, &next) == 0;
}

bool cage_limit(const struct task *task)
{
    uint64_t memory = task->memory ? task->memory : LIMIT_WORKER_MEMORY;
    uint64_t seconds = task->seconds ? task->seconds : LIMIT_WORKER_SECONDS;
    // A core dump would be a copy of the evidence on disk. The limit does not hold for one that goes to a program;
    // that it may not be dumped does.
    bool good = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && limit_set(RLIMIT_CORE, 0, 0);
    // The second second is for the one who blocks the signal of the first.
    good = good && limit_set(RLIMIT_CPU, seconds, seconds + 1);
    if (CAGE_SANITIZED)
        return good;
    good = good && limit_set(RLIMIT_AS, memory, memory) && limit_set(RLIMIT_STACK, CAGE_STACK_SIZE, CAGE_STACK_SIZE);
    good = good && limit_set(RLIMIT_FSIZE, 0, 0) && limit_set(RLIMIT_NPROC, 0, 0);
    return good && limit_set(RLIMIT_NOFILE, CAGE_DESCRIPTORS, CAGE_DESCRIPTORS);
}

static bool landlock_denies(void)
{
    CLEANUP_CLOSE int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 && errno == EACCES;
}

static bool filter_denies(void)
{
    return syscall(SYS_getppid) < 0 && errno == ENOSYS;
}

struct cage cage_lock(struct filter *filter, bool off)
{
    struct cage cage = {.off = off};
    if (off || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return cage;
    int abi = landlock_lock();
    if (abi > 0 && landlock_denies())
        cage.landlock_abi = abi;
    cage.seccomp = filter_load(filter) && filter_denies();
    return cage;
}
