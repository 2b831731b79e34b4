// SPDX-License-Identifier: Apache-2.0
// What a worker in the wrong hands does beyond single system calls, and how it ends: one test a promise.
#include "crew_trial.h"

#include "confine/cage.h"
#include "confine/crew_internal.h"

#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>

enum job {
    JOB_ALLOCATE,   // until there is no more; says how much it was
    JOB_SPIN,       // without end
    JOB_SPIN_DEAF,  // the same, with the signal of the CPU limit blocked
    JOB_TALK,       // frames without end
    JOB_WAIT,       // says its process id, then waits for ever
    JOB_LEAVE_PIPE, // closes it, then waits for ever
    JOB_GOOD,       // 1000 frames
    JOB_CLAIM,      // a frame of arguments[0] bytes, then waits
    JOB_UNFINISHED, // a frame of 100 bytes, of which 50 come
    JOB_GARBAGE,    // a MiB of ones, then waits
    JOB_SEGV,
    JOB_ABORT,
    JOB_DIVIDE,
    JOB_RECURSE,
    JOB_FOREIGN, // a system call of the other architecture
    JOB_GROW,    // writes to the given memory file
    JOB_OPEN,    // says whether "/" can be opened
};

static void wait_forever(void)
{
    uint32_t word = 0;
    for (;;)
        (void)syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
}

static int allocate(struct wire *wire)
{
    uint64_t size = 0;
    for (uint8_t *block = malloc(1 << 20); block; block = malloc(1 << 20)) {
        memset(block, 1, 1 << 20);
        size += 1 << 20;
    }
    trial_say(wire, size);
    return 0;
}

static int spin(bool deaf)
{
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGXCPU);
    if (deaf)
        (void)sigprocmask(SIG_BLOCK, &set, NULL);
    for (volatile uint64_t i = 0; i < UINT64_MAX; i = i + 1)
        continue;
    return 0;
}

static int talk(struct wire *wire)
{
    for (uint64_t i = 0; !wire->broken; i++)
        trial_say(wire, i);
    return 1;
}

// A header, and as many bytes after it as `sent` says.
static void header_send(int fd, uint64_t size, size_t sent)
{
    uint8_t bytes[128] = {1};
    for (unsigned i = 0; i < 8; i++)
        bytes[4 + i] = (uint8_t)(size >> (8 * i));
    (void)!write(fd, bytes, WIRE_HEADER_SIZE + sent);
}

static int send_badly(const struct task *task, struct wire *wire)
{
    static const uint8_t ones[4096] = {[0 ... 4095] = 0xff};
    if (task->job == JOB_UNFINISHED) {
        header_send(wire->fd, 100, 50);
        return 0;
    }
    if (task->job == JOB_CLAIM)
        header_send(wire->fd, task->arguments[0], 0);
    for (unsigned i = 0; task->job == JOB_GARBAGE && i < 256; i++)
        if (write(wire->fd, ones, sizeof ones) < 0)
            break;
    wait_forever();
    return 0;
}

static uint64_t recurse(volatile uint64_t depth)
{
    volatile uint8_t frame[4096] = {0};
    frame[depth % sizeof frame] = 1;
    return depth == UINT64_MAX ? 0 : recurse(depth + 1) + frame[0];
}

static int die(const struct task *task, struct wire *wire)
{
    volatile int zero = 0;
    trial_say(wire, 1);
    (void)wire_flush(wire);
    if (task->job == JOB_ABORT)
        abort();
    if (task->job == JOB_DIVIDE)
        return (int)task->arguments[0] / zero;
    if (task->job == JOB_RECURSE)
        return (int)recurse(task->arguments[0]);
#ifdef __x86_64__
    if (task->job == JOB_FOREIGN) {
        long number = 20; // getpid of the 32-bit machine
        __asm__ volatile("int $0x80" : "+a"(number) : : "memory");
        return 0;
    }
#endif
    *(volatile int *)(uintptr_t)task->arguments[0] = 1;
    return 0;
}

static int stay(const struct task *task, struct wire *wire)
{
    trial_say(wire, (uint64_t)getpid());
    (void)wire_flush(wire);
    if (task->job == JOB_LEAVE_PIPE)
        (void)close(wire->fd);
    wait_forever();
    return 0;
}

static int job_run(UNUSED void *context, const struct task *task, struct wire *wire)
{
    switch (task->job) {
    case JOB_ALLOCATE:
        return allocate(wire);
    case JOB_SPIN:
    case JOB_SPIN_DEAF:
        return spin(task->job == JOB_SPIN_DEAF);
    case JOB_TALK:
        return talk(wire);
    case JOB_WAIT:
    case JOB_LEAVE_PIPE:
        return stay(task, wire);
    case JOB_GOOD:
        for (uint64_t i = 0; i < 1000; i++)
            trial_say(wire, i);
        return 0;
    case JOB_CLAIM:
    case JOB_UNFINISHED:
    case JOB_GARBAGE:
        return send_badly(task, wire);
    case JOB_GROW:
        trial_say(wire, 1);
        (void)wire_flush(wire);
        return write(task->fds[0], "x", 1) == 1 ? 0 : 1;
    case JOB_OPEN:
        trial_say(wire, open("/", O_RDONLY | O_CLOEXEC) >= 0);
        return 0;
    default:
        return die(task, wire);
    }
}

static struct crew *crew_of(unsigned jobs)
{
    if (CAGE_SANITIZED)
        skip();
    return trial_crew(&(struct crew_options){.jobs = jobs}, job_run, NULL);
}

static struct trial run(const struct task *task)
{
    struct crew *crew = crew_of(1);
    struct trial trial = trial_run(crew, task);
    assert_null(crew_free(crew));
    return trial;
}

static void test_cage_is_complete_here(void **state)
{
    (void)state;
    CLEANUP(crew_freep) struct crew *crew = crew_of(1);
    struct cage cage = crew_cage(crew);
    assert_true(cage.seccomp);
    assert_false(cage.off);
    CLEANUP(crew_freep) struct crew *required = NULL;
    struct error error = {0};
    const struct crew_options options = {.jobs = 1, .require_cage = true};
    enum error_code code = crew_new(&options, job_run, NULL, &required, &error);
    // Where the kernel has no Landlock, asking for all of it has to fail.
    assert_int_equal(code, cage.landlock_abi > 0 ? ERROR_NONE : ERROR_UNSUPPORTED);
}

// Another cage than the one found at the start, and said in the report: nothing is run in it.
static void test_worker_in_another_cage_does_nothing(void **state)
{
    (void)state;
    struct crew *crew = crew_of(1);
    crew->cage.landlock_abi++;
    struct trial trial = trial_run(crew, &(struct task){.job = JOB_GOOD});
    assert_int_equal(trial.result.end, WORKER_FAILED);
    assert_int_equal(trial.result.status, WORKER_STATUS_UNCAGED);
    assert_int_equal(trial.frames, 0);
    assert_null(crew_free(crew));
}

// A loop without end, allowed a second of CPU time. `crew` is one of many jobs, which have more wall time: this machine
// may be busy.
static struct trial spin_once(struct crew *crew)
{
    return trial_run(crew, &(struct task){.job = JOB_SPIN, .seconds = 1});
}

static void test_without_a_cage_limits_stay(void **state)
{
    (void)state;
    if (CAGE_SANITIZED)
        skip();
    CLEANUP(crew_freep)
    struct crew *crew = trial_crew(&(struct crew_options){.jobs = LIMIT_WORKERS, .no_cage = true}, job_run, NULL);
    assert_true(crew_cage(crew).off);
    assert_int_equal(trial_run(crew, &(struct task){.job = JOB_OPEN}).values[0], 1);
    struct trial trial = spin_once(crew);
    assert_int_equal(trial.result.end, WORKER_OVER_TIME);
    trial = trial_run(crew, &(struct task){.job = JOB_ALLOCATE, .memory = 64 << 20});
    assert_in_range(trial.values[0], 1 << 20, 64 << 20);
}

static void test_allocating_without_end_stops_at_the_limit(void **state)
{
    (void)state;
    struct trial trial = run(&(struct task){.job = JOB_ALLOCATE, .memory = 256 << 20});
    assert_int_equal(trial.result.end, WORKER_DONE);
    assert_in_range(trial.values[0], 128 << 20, 256 << 20);
}

static void test_memory_has_a_limit_unasked(void **state)
{
    (void)state;
    struct trial trial = run(&(struct task){.job = JOB_ALLOCATE});
    assert_int_equal(trial.result.end, WORKER_DONE);
    assert_in_range(trial.values[0], LIMIT_WORKER_MEMORY / 2, LIMIT_WORKER_MEMORY);
}

static void test_looping_without_end_is_over_time(void **state)
{
    (void)state;
    CLEANUP(crew_freep) struct crew *crew = crew_of(LIMIT_WORKERS);
    struct trial trial = spin_once(crew);
    assert_int_equal(trial.result.end, WORKER_OVER_TIME);
    assert_int_equal(trial.result.status, SIGXCPU);
}

static void test_looping_deaf_to_signals_ends_too(void **state)
{
    (void)state;
    struct trial trial = run(&(struct task){.job = JOB_SPIN_DEAF, .seconds = 1});
    // The kernel's last word and ours fall in the same second.
    assert_true(trial.result.end == WORKER_SIGNAL || trial.result.end == WORKER_TIMEOUT);
    assert_int_equal(trial.result.status, SIGKILL);
}

static void test_waiting_without_end_is_ended(void **state)
{
    (void)state;
    struct trial trial = run(&(struct task){.job = JOB_WAIT, .seconds = 1});
    assert_int_equal(trial.result.end, WORKER_TIMEOUT);
    assert_int_equal(trial.frames, 1);
}

static void test_closing_the_pipe_and_staying_is_ended(void **state)
{
    (void)state;
    struct trial trial = run(&(struct task){.job = JOB_LEAVE_PIPE, .seconds = 1});
    assert_int_equal(trial.result.end, WORKER_TIMEOUT);
    assert_int_equal(trial.frames, 1);
}

static void test_talking_without_end_costs_no_memory(void **state)
{
    (void)state;
    struct rusage before;
    struct rusage after;
    assert_int_equal(getrusage(RUSAGE_SELF, &before), 0);
    struct trial trial = run(&(struct task){.job = JOB_TALK, .seconds = 1});
    assert_int_equal(getrusage(RUSAGE_SELF, &after), 0);
    assert_true(trial.result.end == WORKER_OVER_TIME || trial.result.end == WORKER_TIMEOUT);
    assert_true(trial.frames > 100000);
    assert_true(after.ru_maxrss - before.ru_maxrss < 8 << 10); // KiB
}

struct company {
    struct trial bad;
    struct trial good;
};

static bool company_frame(void *context, uint32_t number, uint32_t type, struct slice payload)
{
    struct company *company = context;
    return trial_frame(number == 1 ? &company->bad : &company->good, number, type, payload);
}

static void company_ended(void *context, uint32_t number, const struct worker_result *result)
{
    struct company *company = context;
    trial_ended(number == 1 ? &company->bad : &company->good, number, result);
}

// The misbehaving worker together with five good ones, which must lose nothing.
static struct trial run_in_company(struct task task)
{
    struct crew *crew = crew_of(6);
    struct company company = {0};
    const struct crew_handler handler = {.context = &company, .frame = company_frame, .ended = company_ended};
    struct error error = {0};
    task.number = 1;
    for (unsigned i = 0; i < 6; i++) {
        const struct task good = {.job = JOB_GOOD, .number = 2};
        assert_int_equal(crew_start(crew, i == 2 ? &task : &good, &error), ERROR_NONE);
    }
    while (crew_running(crew) > 0)
        assert_int_equal(crew_wait(crew, &handler, -1, &error), ERROR_NONE);
    assert_null(crew_free(crew));
    assert_int_equal(company.good.frames, 5000);
    assert_int_equal(company.good.ended, 5);
    assert_int_equal(company.good.result.end, WORKER_DONE);
    assert_int_equal(company.bad.ended, 1);
    return company.bad;
}

static void test_frame_of_2_to_the_40_is_refused(void **state)
{
    (void)state;
    uint64_t begin = trial_clock();
    struct trial trial = run_in_company((struct task){.job = JOB_CLAIM, .arguments = {UINT64_C(1) << 40}});
    assert_int_equal(trial.result.end, WORKER_PROTOCOL);
    assert_int_equal(trial.frames, 0);
    assert_in_range(trial_clock() - begin, 0, 20000);
}

static void test_frame_one_over_the_limit_is_refused(void **state)
{
    (void)state;
    struct trial trial = run_in_company((struct task){.job = JOB_CLAIM, .arguments = {LIMIT_FRAME_SIZE + 1}});
    assert_int_equal(trial.result.end, WORKER_PROTOCOL);
}

static void test_frame_that_never_comes_is_waited_for(void **state)
{
    (void)state;
    struct trial trial = run_in_company((struct task){.job = JOB_CLAIM, .arguments = {100}, .seconds = 1});
    assert_int_equal(trial.result.end, WORKER_TIMEOUT);
    assert_int_equal(trial.frames, 0);
}

static void test_unfinished_frame_is_not_done(void **state)
{
    (void)state;
    struct trial trial = run_in_company((struct task){.job = JOB_UNFINISHED});
    assert_int_equal(trial.result.end, WORKER_PROTOCOL);
    assert_int_equal(trial.frames, 0);
}

static void test_garbage_is_refused(void **state)
{
    (void)state;
    struct trial trial = run_in_company((struct task){.job = JOB_GARBAGE});
    assert_int_equal(trial.result.end, WORKER_PROTOCOL);
    assert_int_equal(trial.frames, 0);
}

// What was sent before stays.
static void check_signal(struct task task, int number)
{
    struct trial trial = run_in_company(task);
    assert_int_equal(trial.result.end, WORKER_SIGNAL);
    assert_int_equal(trial.result.status, number);
    assert_int_equal(trial.frames, 1);
}

static void test_bad_pointer_is_a_signal(void **state)
{
    (void)state;
    check_signal((struct task){.job = JOB_SEGV, .arguments = {16}}, SIGSEGV);
}

static void test_abort_is_a_signal(void **state)
{
    (void)state;
    check_signal((struct task){.job = JOB_ABORT}, SIGABRT);
}

static void test_division_by_zero_is_a_signal(void **state)
{
    (void)state;
#ifdef __x86_64__
    check_signal((struct task){.job = JOB_DIVIDE, .arguments = {7}}, SIGFPE);
#else
    skip();
#endif
}

static void test_endless_recursion_is_a_signal(void **state)
{
    (void)state;
    check_signal((struct task){.job = JOB_RECURSE}, SIGSEGV);
}

static void test_call_of_another_architecture_is_fatal(void **state)
{
    (void)state;
#ifdef __x86_64__
    struct trial trial = run_in_company((struct task){.job = JOB_FOREIGN});
    assert_int_equal(trial.result.end, WORKER_SIGNAL);
    // A kernel without the other architecture answers the instruction itself as an error.
    assert_true(trial.result.status == SIGSYS || trial.result.status == SIGSEGV);
#else
    skip();
#endif
}

static void test_given_file_does_not_grow(void **state)
{
    (void)state;
    CLEANUP_CLOSE int fd = memfd_create("given", MFD_CLOEXEC);
    assert_int_equal(write(fd, "abc", 3), 3);
    for (off_t at = 0; at <= 3; at += 3) {
        assert_int_equal(lseek(fd, at, SEEK_SET), at);
        check_signal((struct task){.job = JOB_GROW, .fd_count = 1, .fds = {fd}}, SIGXFSZ);
    }
    char bytes[8];
    assert_int_equal(pread(fd, bytes, sizeof bytes, 0), 3);
    assert_memory_equal(bytes, "abc", 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cage_is_complete_here),
        cmocka_unit_test(test_worker_in_another_cage_does_nothing),
        cmocka_unit_test(test_without_a_cage_limits_stay),
        cmocka_unit_test(test_allocating_without_end_stops_at_the_limit),
        cmocka_unit_test(test_memory_has_a_limit_unasked),
        cmocka_unit_test(test_looping_without_end_is_over_time),
        cmocka_unit_test(test_looping_deaf_to_signals_ends_too),
        cmocka_unit_test(test_waiting_without_end_is_ended),
        cmocka_unit_test(test_closing_the_pipe_and_staying_is_ended),
        cmocka_unit_test(test_talking_without_end_costs_no_memory),
        cmocka_unit_test(test_frame_of_2_to_the_40_is_refused),
        cmocka_unit_test(test_frame_one_over_the_limit_is_refused),
        cmocka_unit_test(test_frame_that_never_comes_is_waited_for),
        cmocka_unit_test(test_unfinished_frame_is_not_done),
        cmocka_unit_test(test_garbage_is_refused),
        cmocka_unit_test(test_bad_pointer_is_a_signal),
        cmocka_unit_test(test_abort_is_a_signal),
        cmocka_unit_test(test_division_by_zero_is_a_signal),
        cmocka_unit_test(test_endless_recursion_is_a_signal),
        cmocka_unit_test(test_call_of_another_architecture_is_fatal),
        cmocka_unit_test(test_given_file_does_not_grow),
    };
    return cmocka_run_group_tests_name("the cage", tests, NULL, NULL);
}
