// SPDX-License-Identifier: Apache-2.0
// System calls from inside the cage, one test each: what answers "no such system call", what is fatal, what works. Raw
// calls, so that no C library stands between.
#include "crew_trial.h"

#include "confine/cage.h"

#include <errno.h>
#include <linux/futex.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>

// Arguments known only in the worker.
#define SCRATCH (-1001L) // 4 KiB that may be written
#define GIVEN (-1002L)   // the given descriptor, of a writable memory file of one page
#define PARENT (-1003L)  // the parent's process id
#define PAGE (-1004L)    // a page of private memory
#define OWN (-1005L)     // the worker's process id
#define PATH(text) ((long)(text))

struct attempt {
    const char *name;
    long number;
    long arguments[6];
    int signal; // that ends the worker; 0: the call fails with ENOSYS
};

#define CAUGHT .signal = SIGSYS

static const struct attempt attempts[] = {
    // names of files
    {"openat", SYS_openat, {AT_FDCWD, PATH("/etc/passwd"), O_RDONLY}, 0},
    {"openat of its own memory", SYS_openat, {AT_FDCWD, PATH("/proc/self/mem"), O_RDWR}, 0},
    {"openat with O_PATH", SYS_openat, {AT_FDCWD, PATH("/"), O_PATH}, 0},
    {"openat of a nameless file", SYS_openat, {AT_FDCWD, PATH("/tmp"), O_TMPFILE | O_RDWR, 0600}, 0},
    {"openat2", SYS_openat2, {AT_FDCWD, PATH("/etc/passwd"), SCRATCH, 24}, 0},
    {"newfstatat", SYS_newfstatat, {AT_FDCWD, PATH("/etc/passwd"), SCRATCH, 0}, 0},
    {"newfstatat of a descriptor", SYS_newfstatat, {GIVEN, PATH(""), SCRATCH, AT_EMPTY_PATH}, 0},
    {"statx", SYS_statx, {AT_FDCWD, PATH("/etc/passwd"), 0, STATX_BASIC_STATS, SCRATCH}, 0},
    {"statfs", SYS_statfs, {PATH("/"), SCRATCH}, 0},
    {"faccessat", SYS_faccessat, {AT_FDCWD, PATH("/etc/passwd"), R_OK}, 0},
    {"faccessat2", SYS_faccessat2, {AT_FDCWD, PATH("/etc/passwd"), R_OK, 0}, 0},
    {"readlinkat", SYS_readlinkat, {AT_FDCWD, PATH("/proc/self/exe"), SCRATCH, 4096}, 0},
    {"fchmodat", SYS_fchmodat, {AT_FDCWD, PATH("/tmp"), 01777}, 0},
    {"fchmod", SYS_fchmod, {GIVEN, 0600}, 0},
    {"fchownat", SYS_fchownat, {AT_FDCWD, PATH("/tmp"), -1, -1, 0}, 0},
    {"fchown", SYS_fchown, {GIVEN, -1, -1}, 0},
    {"utimensat", SYS_utimensat, {AT_FDCWD, PATH("/tmp"), 0, 0}, 0},
    {"utimensat of a descriptor", SYS_utimensat, {GIVEN, 0, 0, 0}, 0},
    {"unlinkat", SYS_unlinkat, {AT_FDCWD, PATH("/tmp/bridle-no-such-file"), 0}, 0},
    {"mkdirat", SYS_mkdirat, {AT_FDCWD, PATH("/tmp/bridle-never-made"), 0700}, 0},
    {"mknodat", SYS_mknodat, {AT_FDCWD, PATH("/tmp/bridle-never-made"), S_IFIFO | 0600, 0}, 0},
    {"symlinkat", SYS_symlinkat, {PATH("/"), AT_FDCWD, PATH("/tmp/bridle-never-made")}, 0},
    {"linkat", SYS_linkat, {GIVEN, PATH(""), AT_FDCWD, PATH("/tmp/bridle-never-made"), AT_EMPTY_PATH}, 0},
    {"renameat2", SYS_renameat2, {AT_FDCWD, PATH("/tmp/a"), AT_FDCWD, PATH("/tmp/b"), 0}, 0},
    {"truncate", SYS_truncate, {PATH("/tmp/bridle-no-such-file"), 0}, 0},
    {"chdir", SYS_chdir, {PATH("/")}, 0},
    {"chroot", SYS_chroot, {PATH("/")}, 0},
    {"getcwd", SYS_getcwd, {SCRATCH, 4096}, 0},
    {"getxattr", SYS_getxattr, {PATH("/"), PATH("user.a"), SCRATCH, 64}, 0},
    {"setxattr", SYS_setxattr, {PATH("/tmp"), PATH("user.a"), PATH("x"), 1, 0}, 0},
    {"name_to_handle_at", SYS_name_to_handle_at, {AT_FDCWD, PATH("/"), SCRATCH, SCRATCH, 0}, 0},
    {"inotify_init1", SYS_inotify_init1, {0}, 0},
    {"mount", SYS_mount, {0, PATH("/"), 0, 0, 0}, 0},
#ifdef SYS_open // the older names of the same, where the machine has them
    {"open", SYS_open, {PATH("/etc/passwd"), O_RDONLY}, 0},
    {"creat", SYS_creat, {PATH("/tmp/bridle-never-made"), 0600}, 0},
    {"stat", SYS_stat, {PATH("/etc/passwd"), SCRATCH}, 0},
    {"lstat", SYS_lstat, {PATH("/etc/passwd"), SCRATCH}, 0},
    {"access", SYS_access, {PATH("/etc/passwd"), R_OK}, 0},
    {"readlink", SYS_readlink, {PATH("/proc/self/exe"), SCRATCH, 4096}, 0},
    {"chmod", SYS_chmod, {PATH("/tmp"), 01777}, 0},
    {"chown", SYS_chown, {PATH("/tmp"), -1, -1}, 0},
    {"utime", SYS_utime, {PATH("/tmp"), 0}, 0},
    {"utimes", SYS_utimes, {PATH("/tmp"), 0}, 0},
    {"unlink", SYS_unlink, {PATH("/tmp/bridle-no-such-file")}, 0},
    {"fork", SYS_fork, {0}, 0},
    {"vfork", SYS_vfork, {0}, 0},
    {"pipe", SYS_pipe, {SCRATCH}, 0},
    {"dup2", SYS_dup2, {GIVEN, 9}, 0},
#endif
    // what was given, beyond reading it and sending frames
    {"ftruncate", SYS_ftruncate, {GIVEN, 1L << 40}, 0},
    {"fallocate", SYS_fallocate, {GIVEN, 0, 0, 1L << 20}, 0},
    {"pwrite64", SYS_pwrite64, {GIVEN, PATH("x"), 1, 0}, 0},
    {"fcntl", SYS_fcntl, {GIVEN, F_GETFL}, 0},
    {"ioctl", SYS_ioctl, {GIVEN, FIONREAD, SCRATCH}, 0},
    {"dup", SYS_dup, {GIVEN}, 0},
    {"getdents64", SYS_getdents64, {GIVEN, SCRATCH, 4096}, 0},
    {"memfd_create", SYS_memfd_create, {PATH("more"), 0}, 0},
    {"pipe2", SYS_pipe2, {SCRATCH, 0}, 0},
    // processes, privileges, the kernel's larger surfaces
    {"clone", SYS_clone, {SIGCHLD}, 0},
    {"clone3", SYS_clone3, {SCRATCH, 88}, 0},
    {"tgkill of the parent", SYS_tgkill, {PARENT, PARENT, 0}, 0},
    {"getppid", SYS_getppid, {0}, 0},
    {"rt_sigaction", SYS_rt_sigaction, {SIGXCPU, 0, SCRATCH, 8}, 0},
    {"prctl", SYS_prctl, {3 /* PR_GET_DUMPABLE */}, 0},
    {"prlimit64", SYS_prlimit64, {0, 9 /* RLIMIT_AS */, 0, SCRATCH}, 0},
    {"prlimit64 of the parent", SYS_prlimit64, {PARENT, 0, 0, SCRATCH}, 0},
    {"setuid", SYS_setuid, {0}, 0},
    {"capset", SYS_capset, {SCRATCH, SCRATCH}, 0},
    {"unshare", SYS_unshare, {CLONE_NEWUSER}, 0},
    {"setns", SYS_setns, {GIVEN, 0}, 0},
    {"seccomp", SYS_seccomp, {2, 0, SCRATCH}, 0},
    {"personality", SYS_personality, {0xffffffff}, 0},
    {"userfaultfd", SYS_userfaultfd, {0}, 0},
    {"perf_event_open", SYS_perf_event_open, {SCRATCH, 0, -1, -1, 0}, 0},
    {"keyctl", SYS_keyctl, {0}, 0},
    {"shmget", SYS_shmget, {0, 4096, 0600}, 0},
    {"memory of the parent with process_madvise", SYS_process_madvise, {GIVEN, SCRATCH, 0, 0, 0}, 0},
    {"pidfd_open", SYS_pidfd_open, {PARENT, 0}, 0},
    {"nanosleep", SYS_nanosleep, {SCRATCH, 0}, 0},
    {"a call that no kernel has", 4095, {0}, 0},
    // fatal
    {"socket", SYS_socket, {AF_INET, SOCK_STREAM, 0}, CAUGHT},
    {"socket to the kernel", SYS_socket, {AF_NETLINK, SOCK_RAW, 0}, CAUGHT},
    {"socketpair", SYS_socketpair, {AF_UNIX, SOCK_STREAM, 0, SCRATCH}, CAUGHT},
    {"connect", SYS_connect, {GIVEN, SCRATCH, 16}, CAUGHT},
    {"bind", SYS_bind, {GIVEN, SCRATCH, 16}, CAUGHT},
    {"listen", SYS_listen, {GIVEN, 1}, CAUGHT},
    {"accept4", SYS_accept4, {GIVEN, 0, 0, 0}, CAUGHT},
    {"sendto", SYS_sendto, {GIVEN, SCRATCH, 1, 0, 0, 0}, CAUGHT},
    {"sendmsg", SYS_sendmsg, {GIVEN, SCRATCH, 0}, CAUGHT},
    {"execve", SYS_execve, {PATH("/bin/true"), 0, 0}, CAUGHT},
    {"execveat", SYS_execveat, {GIVEN, PATH(""), 0, 0, AT_EMPTY_PATH}, CAUGHT},
    {"ptrace", SYS_ptrace, {PTRACE_TRACEME, 0, 0, 0}, CAUGHT},
    {"ptrace of the parent", SYS_ptrace, {PTRACE_SEIZE, PARENT, 0, 0}, CAUGHT},
    {"process_vm_readv", SYS_process_vm_readv, {PARENT, SCRATCH, 1, SCRATCH, 1, 0}, CAUGHT},
    {"process_vm_writev", SYS_process_vm_writev, {PARENT, SCRATCH, 1, SCRATCH, 1, 0}, CAUGHT},
    {"pidfd_getfd", SYS_pidfd_getfd, {GIVEN, 0, 0}, CAUGHT},
    {"pidfd_send_signal", SYS_pidfd_send_signal, {GIVEN, 0, 0, 0}, CAUGHT},
    {"kill of the parent", SYS_kill, {PARENT, 0}, CAUGHT},
    {"kill of all", SYS_kill, {-1, 0}, CAUGHT},
    {"tkill", SYS_tkill, {PARENT, 0}, CAUGHT},
    {"rt_sigqueueinfo", SYS_rt_sigqueueinfo, {PARENT, 0, SCRATCH}, CAUGHT},
    {"bpf", SYS_bpf, {0, SCRATCH, 64}, CAUGHT},
    {"io_uring_setup", SYS_io_uring_setup, {8, SCRATCH}, CAUGHT},
    {"io_uring_enter", SYS_io_uring_enter, {GIVEN, 0, 0, 0, 0, 0}, CAUGHT},
    {"io_uring_register", SYS_io_uring_register, {GIVEN, 0, 0, 0}, CAUGHT},
    {"mmap to execute", SYS_mmap, {0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0}, CAUGHT},
    {"mmap of the given file to execute", SYS_mmap, {0, 4096, PROT_EXEC, MAP_PRIVATE, GIVEN, 0}, CAUGHT},
    {"mprotect to execute", SYS_mprotect, {PAGE, 4096, PROT_READ | PROT_EXEC}, CAUGHT},
    {"pkey_mprotect to execute", SYS_pkey_mprotect, {PAGE, 4096, PROT_READ | PROT_EXEC, -1}, CAUGHT},
#ifdef __x86_64__
    {"a call of the x32 kind", 0x40000000L | SYS_getpid, {0}, CAUGHT},
#endif
};

struct allowed {
    const char *name;
    long number;
    long arguments[6];
};

static const struct allowed allowed[] = {
    {"read", SYS_read, {GIVEN, SCRATCH, 16}},
    {"pread64", SYS_pread64, {GIVEN, SCRATCH, 16, 0}},
    {"lseek", SYS_lseek, {GIVEN, 0, SEEK_END}},
    {"fstat", SYS_fstat, {GIVEN, SCRATCH}},
    {"brk", SYS_brk, {0}},
    {"mmap", SYS_mmap, {0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0}},
    {"mmap of the given file", SYS_mmap, {0, 4096, PROT_READ, MAP_SHARED, GIVEN, 0}},
    {"mremap", SYS_mremap, {PAGE, 4096, 8192, MREMAP_MAYMOVE}},
    {"mprotect", SYS_mprotect, {PAGE, 4096, PROT_READ}},
    {"madvise", SYS_madvise, {PAGE, 4096, MADV_DONTNEED}},
    {"munmap", SYS_munmap, {PAGE, 4096}},
    {"futex", SYS_futex, {PAGE, FUTEX_WAKE_PRIVATE, 1}},
    {"getrandom", SYS_getrandom, {SCRATCH, 16, 0}},
    {"clock_gettime", SYS_clock_gettime, {0, SCRATCH}},
    {"getpid", SYS_getpid, {0}},
    {"gettid", SYS_gettid, {0}},
    {"rt_sigprocmask", SYS_rt_sigprocmask, {SIG_BLOCK, 0, SCRATCH, 8}},
    {"tgkill of itself", SYS_tgkill, {OWN, OWN, 0}},
    {"close", SYS_close, {GIVEN}},
};

static long argument_value(long value, const struct task *task, void *scratch, void *page)
{
    switch (value) {
    case SCRATCH:
        return (long)scratch;
    case GIVEN:
        return task->fds[0];
    case PARENT:
        return (long)task->arguments[0];
    case PAGE:
        return (long)page;
    case OWN:
        return getpid();
    default:
        return value;
    }
}

// In the worker: says what the call came to, 0 or errno.
static int call_make(long number, const long *given, const struct task *task, struct wire *wire)
{
    uint64_t scratch[512] = {0};
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    long a[6];
    for (size_t i = 0; i < ARRAY_SIZE(a); i++)
        a[i] = argument_value(given[i], task, scratch, page);
    trial_say(wire, 0);
    (void)wire_flush(wire);
    long result = syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
    trial_say(wire, result < 0 ? (uint64_t)errno : 0);
    return 0;
}

static int attempt_run(UNUSED void *context, const struct task *task, struct wire *wire)
{
    return call_make(attempts[task->job].number, attempts[task->job].arguments, task, wire);
}

static int allowed_run(UNUSED void *context, const struct task *task, struct wire *wire)
{
    return call_make(allowed[task->job].number, allowed[task->job].arguments, task, wire);
}

static struct trial call_try(worker_function *function, size_t index)
{
    if (CAGE_SANITIZED)
        skip();
    struct crew *crew = trial_crew(&(struct crew_options){.jobs = 1}, function, NULL);
    CLEANUP_CLOSE int fd = memfd_create("given", MFD_CLOEXEC);
    assert_int_equal(ftruncate(fd, 4096), 0);
    struct task task = {.job = (uint32_t)index, .arguments = {(uint64_t)getpid()}, .fd_count = 1, .fds = {fd}};
    struct trial trial = trial_run(crew, &task);
    assert_int_equal(lseek(fd, 0, SEEK_END), 4096);
    assert_null(crew_free(crew));
    return trial;
}

static void test_attempt(void **state)
{
    const struct attempt *attempt = *state;
    struct trial trial = call_try(attempt_run, (size_t)(attempt - attempts));
    if (attempt->signal) {
        assert_int_equal(trial.frames, 1);
        assert_int_equal(trial.result.end, WORKER_SIGNAL);
        assert_int_equal(trial.result.status, attempt->signal);
        return;
    }
    assert_int_equal(trial.frames, 2);
    assert_int_equal(trial.values[1], ENOSYS);
    assert_int_equal(trial.result.end, WORKER_DONE);
}

static void test_allowed(void **state)
{
    const struct allowed *call = *state;
    struct trial trial = call_try(allowed_run, (size_t)(call - allowed));
    assert_int_equal(trial.frames, 2);
    assert_int_equal(trial.values[1], 0);
    assert_int_equal(trial.result.end, WORKER_DONE);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_SIZE(attempts) + ARRAY_SIZE(allowed)];
    char names[ARRAY_SIZE(tests)][80];
    for (size_t i = 0; i < ARRAY_SIZE(tests); i++) {
        bool works = i >= ARRAY_SIZE(attempts);
        const struct attempt *attempt = &attempts[works ? 0 : i];
        const struct allowed *call = &allowed[works ? i - ARRAY_SIZE(attempts) : 0];
        (void)snprintf(names[i], sizeof names[i], "%s %s", works ? call->name : attempt->name,
                       works             ? "works"
                       : attempt->signal ? "is fatal"
                                         : "fails");
        tests[i] = (struct CMUnitTest){.name = names[i],
                                       .test_func = works ? test_allowed : test_attempt,
                                       .initial_state = (void *)(uintptr_t)(works ? (const void *)call : attempt)};
    }
    return cmocka_run_group_tests_name("system calls in the cage", tests, NULL, NULL);
}
