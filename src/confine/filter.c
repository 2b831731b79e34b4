// SPDX-License-Identifier: Apache-2.0
#include "confine/filter.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>

// Stands for the worker's own process id until it is known; far above any id that Linux gives out (2^22).
#define OWN_PROCESS 0x7badbed1U

// Everything not named here or below answers "no such system call": what a newer libc tries first then falls back
// instead of dying. Among it are open, stat, readlink, access, chmod, utimes, clone, fcntl, ioctl, dup, ftruncate and
// pwrite.
static const int calls_allowed[] = {
    SCMP_SYS(read),           SCMP_SYS(pread64), SCMP_SYS(write),      SCMP_SYS(lseek),
    SCMP_SYS(close),          SCMP_SYS(fstat),   SCMP_SYS(brk),        SCMP_SYS(munmap),
    SCMP_SYS(mremap),         SCMP_SYS(madvise), SCMP_SYS(futex),      SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime),  SCMP_SYS(getpid),  SCMP_SYS(gettid),     SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(exit),    SCMP_SYS(exit_group),
};

// No decoder has a reason to try these: whoever does has taken it over, and is ended at once and seen.
static const int calls_fatal[] = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(socket),
    SCMP_SYS(socketpair),
    SCMP_SYS(connect),
    SCMP_SYS(bind),
    SCMP_SYS(listen),
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    SCMP_SYS(sendto),
    SCMP_SYS(sendmsg),
    SCMP_SYS(sendmmsg),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(pidfd_send_signal),
    SCMP_SYS(kill),
    SCMP_SYS(tkill),
    SCMP_SYS(rt_sigqueueinfo),
    SCMP_SYS(rt_tgsigqueueinfo),
    SCMP_SYS(bpf),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
};

static const int calls_mapping[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};

static void context_release(scmp_filter_ctx *context)
{
    if (*context)
        seccomp_release(*context);
}

// Memory may be mapped and its protection changed, but never so that it can be executed (the third argument of both).
static bool rules_add_mapping(scmp_filter_ctx context)
{
    struct scmp_arg_cmp plain = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    struct scmp_arg_cmp executable = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC);
    bool good = true;
    for (size_t i = 0; i < ARRAY_SIZE(calls_mapping); i++) {
        good = good && seccomp_rule_add(context, SCMP_ACT_ALLOW, calls_mapping[i], 1, plain) == 0;
        good = good && seccomp_rule_add(context, SCMP_ACT_KILL_PROCESS, calls_mapping[i], 1, executable) == 0;
    }
    return good && seccomp_rule_add(context, SCMP_ACT_KILL_PROCESS, SCMP_SYS(pkey_mprotect), 1, executable) == 0;
}

static bool rules_add(scmp_filter_ctx context)
{
    // libseccomp answers the x32 calls of an x86-64 kernel as those of a foreign architecture.
    bool good = seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0;
    for (size_t i = 0; i < ARRAY_SIZE(calls_allowed); i++)
        good = good && seccomp_rule_add(context, SCMP_ACT_ALLOW, calls_allowed[i], 0) == 0;
    for (size_t i = 0; i < ARRAY_SIZE(calls_fatal); i++)
        good = good && seccomp_rule_add(context, SCMP_ACT_KILL_PROCESS, calls_fatal[i], 0) == 0;
    // abort() signals its own process; without this it would look like a forbidden call.
    // The kernel looks at the lower half of the argument alone.
    struct scmp_arg_cmp own = {.arg = 0, .op = SCMP_CMP_MASKED_EQ, .datum_a = UINT32_MAX, .datum_b = OWN_PROCESS};
    good = good && seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, own) == 0;
    return good && rules_add_mapping(context);
}

// The program that libseccomp would load, as bytes: loading it ourselves saves making it anew for each worker.
static bool filter_export(scmp_filter_ctx context, struct filter *ret_filter)
{
    CLEANUP_CLOSE int fd = memfd_create("filter", MFD_CLOEXEC);
    if (fd < 0 || seccomp_export_bpf(context, fd) != 0)
        return false;
    off_t size = lseek(fd, 0, SEEK_END);
    if (size <= 0 || (size_t)size % sizeof(struct sock_filter) != 0)
        return false;
    CLEANUP_FREE struct sock_filter *code = malloc((size_t)size);
    if (!code || pread(fd, code, (size_t)size, 0) != size)
        return false;
    *ret_filter = (struct filter){.code = TAKE_PTR(code), .count = (size_t)size / sizeof(struct sock_filter)};
    return true;
}

static bool instruction_names_own_process(const struct sock_filter *instruction)
{
    return instruction->code == (BPF_JMP | BPF_JEQ | BPF_K) && instruction->k == OWN_PROCESS;
}

bool filter_build(struct filter *ret_filter)
{
    CLEANUP(context_release) scmp_filter_ctx context = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    if (!context || !rules_add(context))
        return false;
    struct filter filter;
    if (!filter_export(context, &filter))
        return false;
    size_t places = 0;
    for (size_t i = 0; i < filter.count; i++)
        places += instruction_names_own_process(&filter.code[i]);
    if (places != 1) {
        filter_release(&filter);
        return false;
    }
    *ret_filter = filter;
    return true;
}

void filter_release(struct filter *filter)
{
    free(filter->code);
    *filter = (struct filter){0};
}

bool filter_load(struct filter *filter)
{
    if (filter->count == 0)
        return false;
    for (size_t i = 0; i < filter->count; i++)
        if (instruction_names_own_process(&filter->code[i]))
            filter->code[i].k = (uint32_t)getpid();
    struct sock_fprog program = {.len = (unsigned short)filter->count, .filter = filter->code};
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}
