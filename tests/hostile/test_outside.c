// SPDX-License-Identifier: Apache-2.0
// What of the outside is within a worker's reach, and what becomes of it when its parent is gone.
#include "crew_trial.h"

#include "confine/cage.h"
#include "confine/landlock.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <linux/futex.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum job {
    JOB_WAIT,        // says its process id, then waits for ever
    JOB_DESCRIPTORS, // says how many are open beyond its own
    JOB_STANDARD,    // says in how many of its standard streams there is something
    JOB_DUMPABLE,    // says whether it is (without a cage: the call is denied in it)
};

static int look_around(const struct task *task, struct wire *wire)
{
    uint64_t count = 0;
    for (int fd = 4 + (int)task->fd_count; task->job == JOB_DESCRIPTORS && fd < 100000; fd++)
        count += lseek(fd, 0, SEEK_CUR) >= 0 || errno != EBADF;
    for (int fd = 0; task->job == JOB_STANDARD && fd < 3; fd++) {
        uint8_t byte = 0;
        count += read(fd, &byte, 1) != 0; // neither a byte nor an error
    }
    if (task->job == JOB_DUMPABLE)
        count = (uint64_t)prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
    trial_say(wire, count);
    return 0;
}

static int job_run(UNUSED void *context, const struct task *task, struct wire *wire)
{
    uint32_t word = 0;
    if (task->job != JOB_WAIT)
        return look_around(task, wire);
    trial_say(wire, (uint64_t)getpid());
    (void)wire_flush(wire);
    while (!wire->broken)
        (void)syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
    return 0;
}

static struct crew *crew_of(unsigned jobs)
{
    if (CAGE_SANITIZED)
        skip();
    return trial_crew(&(struct crew_options){.jobs = jobs}, job_run, NULL);
}

static void test_secret_descriptors_stay_outside(void **state)
{
    (void)state;
    // Inherited across everything, as those of a careless caller are.
    CLEANUP_CLOSE int before = memfd_create("secret", 0);
    CLEANUP_CLOSE int far = fcntl(before, F_DUPFD, 900);
    assert_true(far >= 900);
    CLEANUP(crew_freep) struct crew *crew = crew_of(2);
    CLEANUP_CLOSE int after = memfd_create("secret", 0);
    struct trial trial = trial_run(crew, &(struct task){.job = JOB_DESCRIPTORS, .fd_count = 2, .fds = {before, after}});
    assert_int_equal(trial.result.end, WORKER_DONE);
    assert_int_equal(trial.values[0], 0);
    trial = trial_run(crew, &(struct task){.job = JOB_DESCRIPTORS});
    assert_int_equal(trial.values[0], 0);
    assert_int_equal(trial_run(crew, &(struct task){.job = JOB_STANDARD}).values[0], 0);
}

static unsigned processes_own_descriptors(pid_t process)
{
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%d/fd", (int)process);
    DIR *folder = opendir(path);
    if (!folder)
        return 0; // not ours to look at
    unsigned count = 0;
    for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
        count += entry->d_name[0] != '.';
    (void)closedir(folder);
    return count;
}

static void test_zygote_holds_nothing_of_the_parent(void **state)
{
    (void)state;
    CLEANUP_CLOSE int secret = memfd_create("secret", 0);
    CLEANUP(crew_freep) struct crew *crew = crew_of(2);
    struct trial trial = {0};
    const struct crew_handler handler = {.context = &trial, .frame = trial_frame, .ended = trial_ended};
    struct error error = {0};
    assert_int_equal(crew_start(crew, &(struct task){.job = JOB_WAIT, .fd_count = 1, .fds = {secret}}, &error), 0);
    while (trial.frames == 0)
        assert_int_equal(crew_wait(crew, &handler, -1, &error), ERROR_NONE);
    // Three to nowhere, the socket, the descriptor that tells of ended workers. It lets go of what it handed on right
    // after the fork, which the worker may outrun.
    pid_t zygote = trial_parent_of((pid_t)trial.values[0]);
    uint64_t begin = trial_clock();
    while (processes_own_descriptors(zygote) > 5 && trial_clock() - begin < 5000)
        (void)usleep(1000);
    assert_in_range(processes_own_descriptors(zygote), 0, 5);
}

// A parent of its own, with a crew and a worker that waits, and says both process ids; then it is killed.
static void parent_live(int fd)
{
    struct trial trial = {0};
    const struct crew_handler handler = {.context = &trial, .frame = trial_frame, .ended = trial_ended};
    struct error error = {0};
    struct crew *crew = NULL;
    const struct crew_options options = {.jobs = 1};
    if (crew_new(&options, job_run, NULL, &crew, &error) || crew_start(crew, &(struct task){.job = JOB_WAIT}, &error))
        _exit(1);
    while (trial.frames == 0)
        if (crew_wait(crew, &handler, -1, &error))
            _exit(1);
    uint64_t worker = trial.values[0];
    if (write(fd, &worker, sizeof worker) != sizeof worker)
        _exit(1);
    for (;;)
        (void)pause();
}

struct family {
    pid_t parent;
    pid_t zygote;
    pid_t worker;
};

static struct family family_new(void (*prepare)(void))
{
    int ends[2];
    struct family family = {0};
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    family.parent = fork();
    if (family.parent == 0) {
        prepare();
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); // also when a test ends early
        parent_live(ends[1]);
    }
    (void)close(ends[1]);
    uint64_t worker = 0;
    assert_int_equal(read(ends[0], &worker, sizeof worker), sizeof worker);
    (void)close(ends[0]);
    family.worker = (pid_t)worker;
    family.zygote = trial_parent_of(family.worker);
    return family;
}

static void prepare_nothing(void)
{
}

static void check_killed(pid_t process)
{
    int status = 0;
    assert_int_equal(waitpid(process, &status, 0), process);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGKILL);
}

static void test_workers_die_with_their_parent(void **state)
{
    (void)state;
    if (CAGE_SANITIZED)
        skip();
    // Orphans become this process's children, so that their end can be waited for.
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
    struct family family = family_new(prepare_nothing);
    assert_int_equal(trial_parent_of(family.zygote), family.parent);
    assert_int_equal(kill(family.parent, SIGKILL), 0);
    (void)alarm(10); // rather than waiting for ever on one that lives on
    check_killed(family.parent);
    // The zygote sees the end of its socket or is killed with its parent, whichever comes first; so it may or may not
    // have reaped the worker.
    assert_int_equal(waitpid(family.zygote, NULL, 0), family.zygote);
    if (waitpid(family.worker, NULL, 0) < 0)
        assert_int_equal(errno, ECHILD);
    (void)alarm(0);
    assert_int_equal(kill(family.worker, 0), -1);
    assert_int_equal(errno, ESRCH);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

#define NOBODY 65534

// An ordinary user, whose processes are his own as far as they may be looked into.
static void prepare_ordinary_user(void)
{
    if (geteuid() == 0 && (setresgid(NOBODY, NOBODY, NOBODY) != 0 || setresuid(NOBODY, NOBODY, NOBODY) != 0))
        _exit(1);
    (void)prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static uid_t memory_owner(pid_t process)
{
    char path[64];
    struct stat found;
    (void)snprintf(path, sizeof path, "/proc/%d/mem", (int)process);
    assert_int_equal(stat(path, &found), 0);
    return found.st_uid;
}

static void test_workers_are_not_dumpable(void **state)
{
    (void)state;
    if (CAGE_SANITIZED)
        skip();
    struct family family = family_new(prepare_ordinary_user);
    assert_int_not_equal(memory_owner(family.parent), 0);
    assert_int_equal(memory_owner(family.zygote), 0);
    assert_int_equal(memory_owner(family.worker), 0);
    assert_int_equal(kill(family.parent, SIGKILL), 0);
    check_killed(family.parent);
    CLEANUP(crew_freep)
    struct crew *crew = trial_crew(&(struct crew_options){.jobs = 1, .no_cage = true}, job_run, NULL);
    assert_int_equal(trial_run(crew, &(struct task){.job = JOB_DUMPABLE}).values[0], 0);
}

// Bits of what Landlock let through, as the exit status of a process that has nothing else.
static int landlock_leaks(void)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return 64;
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int abi = landlock_lock();
    int leaks = abi < 1 ? 32 : 0;
    leaks |= open("/", O_RDONLY | O_CLOEXEC) >= 0 || errno != EACCES ? 1 : 0;
    leaks |= open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0 || errno != EACCES ? 2 : 0;
    leaks |= mkdir("/tmp/bridle-never-made", 0700) == 0 || errno != EACCES ? 4 : 0;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int connected = connect(connection, (const struct sockaddr *)&address, sizeof address);
    leaks |= abi >= 4 && (connected == 0 || errno != EACCES) ? 8 : 0;
    leaks |= abi >= 6 && (kill(getppid(), 0) == 0 || errno != EPERM) ? 16 : 0;
    return leaks;
}

static void test_landlock_alone_denies(void **state)
{
    (void)state;
    CLEANUP(crew_freep) struct crew *crew = crew_of(1);
    if (crew_cage(crew).landlock_abi == 0)
        skip();
    pid_t process = fork();
    if (process == 0)
        _exit(landlock_leaks());
    int status = 0;
    assert_int_equal(waitpid(process, &status, 0), process);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_secret_descriptors_stay_outside),
        cmocka_unit_test(test_zygote_holds_nothing_of_the_parent),
        cmocka_unit_test(test_workers_die_with_their_parent),
        cmocka_unit_test(test_workers_are_not_dumpable),
        cmocka_unit_test(test_landlock_alone_denies),
    };
    return cmocka_run_group_tests_name("the cage and the outside", tests, NULL, NULL);
}
