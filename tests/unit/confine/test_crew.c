// SPDX-License-Identifier: Apache-2.0
// The crew in ordinary work: descriptors, frames and ends of many workers. What the cage denies is tests/hostile's.
#include "crew_trial.h"

#include "confine/cage.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

enum job {
    JOB_NOTHING,
    JOB_ECHO,        // arguments and note
    JOB_EXIT,        // status arguments[0]
    JOB_RAISE,       // signal arguments[0]
    JOB_NUMBERS,     // frames 0 to arguments[0] - 1
    JOB_DESCRIPTORS, // what each given descriptor holds
    JOB_CONTEXT,
    JOB_WAIT, // says its process id, then waits for something that never comes
    JOB_SPIN,
    JOB_BYTES,      // a finished frame, then arguments[0] loose bytes
    JOB_CLOSE_PIPE, // and wait
};

static _Noreturn void wait_forever(int pipe)
{
    // Reading an empty pipe needs no system call beyond those that every worker has.
    uint8_t byte = 0;
    while (read(pipe, &byte, 1) != 0)
        continue;
    _exit(9);
}

static void say_descriptors(const struct task *task, struct wire *wire)
{
    for (uint32_t i = 0; i < task->fd_count; i++) {
        uint8_t byte = 0;
        if (pread(task->fds[i], &byte, 1, 0) != 1)
            byte = 0xff;
        trial_say(wire, (uint64_t)task->fds[i] << 8 | byte);
    }
}

static int job_end(const struct task *task, struct wire *wire)
{
    if (task->job == JOB_RAISE)
        (void)raise((int)task->arguments[0]);
    if (task->job == JOB_WAIT || task->job == JOB_CLOSE_PIPE) {
        trial_say(wire, (uint64_t)getpid());
        (void)wire_flush(wire);
        if (task->job == JOB_CLOSE_PIPE)
            (void)close(wire->fd);
        wait_forever(task->fds[0]);
    }
    for (volatile uint64_t i = 0; task->job == JOB_SPIN; i = i + 1)
        continue;
    return task->job == JOB_EXIT ? (int)task->arguments[0] : 0;
}

static int job_run(void *context, const struct task *task, struct wire *wire)
{
    if (task->job == JOB_ECHO) {
        trial_say(wire, task->arguments[0]);
        trial_say(wire, task->arguments[5]);
        trial_say(wire, task->number);
        wire_begin(wire, 0x10000 + task->note_size);
        wire_slice(wire, slice_of(task->note, task->note_size));
        wire_end(wire);
    }
    for (uint64_t i = 0; task->job == JOB_NUMBERS && i < task->arguments[0]; i++)
        trial_say(wire, i);
    if (task->job == JOB_DESCRIPTORS)
        say_descriptors(task, wire);
    if (task->job == JOB_CONTEXT)
        trial_say(wire, *(const uint64_t *)context);
    if (task->job == JOB_BYTES) {
        static const uint8_t zeros[64] = {0};
        trial_say(wire, 1);
        (void)wire_flush(wire);
        (void)!write(wire->fd, zeros, task->arguments[0]);
    }
    return job_end(task, wire);
}

static struct crew *crew_of(unsigned jobs)
{
    return trial_crew(&(struct crew_options){.jobs = jobs}, job_run, NULL);
}

// A pipe that nobody writes to, for workers that shall wait.
struct silence {
    int ends[2];
};

static struct silence silence_new(void)
{
    struct silence silence;
    assert_int_equal(pipe2(silence.ends, O_CLOEXEC), 0);
    return silence;
}

static void silence_end(const struct silence *silence)
{
    (void)close(silence->ends[0]);
    (void)close(silence->ends[1]);
}

static void test_arguments_and_note_arrive(void **state)
{
    (void)state;
    CLEANUP(crew_freep) struct crew *crew = crew_of(1);
    struct task task = {.job = JOB_ECHO, .number = 77, .arguments = {UINT64_MAX, 0, 0, 0, 0, 42}};
    task.note_size = sizeof task.note;
    struct trial trial = trial_run(crew, &task);
    assert_int_equal(trial.result.end, WORKER_DONE);
    assert_int_equal(trial.frames, 4);
    assert_true(trial.values[0] == UINT64_MAX);
    assert_int_equal(trial.values[1], 42);
    assert_int_equal(trial.values[2], 77);
    assert_int_equal(trial.last_type, 0x10000 + sizeof task.note);
    assert_int_equal(trial.bytes, 3 * 8 + 4 + sizeof task.note);
}

static void test_context_is_as_it_was(void **state)
{
    (void)state;
    uint64_t context = 5;
    CLEANUP(crew_freep) struct crew *crew = trial_crew(&(struct crew_options){.jobs = 1}, job_run, &context);
    context = 6;
    assert_int_equal(trial_run(crew, &(struct task){.job = JOB_CONTEXT}).values[0], 5);
}

static void test_descriptors_are_renumbered(void **state)
{
    (void)state;
    CLEANUP(crew_freep) struct crew *crew = crew_of(1);
    struct task task = {.job = JOB_DESCRIPTORS, .fd_count = LIMIT_WORKER_FDS};
    for (uint32_t i = 0; i < LIMIT_WORKER_FDS; i++) {
        uint8_t byte = (uint8_t)(0x40 + i);
        task.fds[LIMIT_WORKER_FDS - 1 - i] = memfd_create("given", MFD_CLOEXEC);
        assert_int_equal(write(task.fds[LIMIT_WORKER_FDS - 1 - i], &byte, 1), 1);
    }
    for (unsigned round = 0; round < 3; round++) {
        struct trial trial = trial_run(crew, &task);
        assert_int_equal(trial.result.end, WORKER_DONE);
        assert_int_equal(trial.frames, LIMIT_WORKER_FDS);
        for (uint32_t i = 0; i < LIMIT_WORKER_FDS; i++)
            assert_int_equal(trial.values[i], (4 + i) << 8 | (0x40 + LIMIT_WORKER_FDS - 1 - i));
    }
    for (uint32_t i = 0; i < LIMIT_WORKER_FDS; i++)
        assert_int_equal(close(task.fds[i]), 0);
}

static void test_ends_are_told_apart(void **state)
{
    (void)state;
    CLEANUP(crew_freep) struct crew *crew = crew_of(2);
    struct trial trial = trial_run(crew, &(struct task){.job = JOB_NOTHING});
    assert_int_equal(trial.result.end, WORKER_DONE);
    assert_int_equal(trial.result.status, 0);
    trial = trial_run(crew, &(struct task){.job = JOB_EXIT, .arguments = {127}});
    assert_int_equal(trial.result.end, WORKER_FAILED);
    assert_int_equal(trial.result.status, 127);
    trial = trial_run(crew, &(struct task){.job = JOB_RAISE, .arguments = {SIGABRT}});
    assert_int_equal(trial.result.end, WORKER_SIGNAL);
    assert_int_equal(trial.result.status, SIGABRT);
}

// Loose bytes at the end of the pipe: half a header, a header without its payload.
static void test_unfinished_frame_is_seen(void **state)
{
    (void)state;
    CLEANUP(crew_freep) struct crew *crew = crew_of(1);
    for (uint64_t size = 1; size < WIRE_HEADER_SIZE; size++) {
        struct trial trial = trial_run(crew, &(struct task){.job = JOB_BYTES, .arguments = {size}});
        assert_int_equal(trial.result.end, WORKER_PROTOCOL);
        assert_int_equal(trial.frames, 1);
    }
    struct trial trial = trial_run(crew, &(struct task){.job = JOB_BYTES, .arguments = {WIRE_HEADER_SIZE}});
    assert_int_equal(trial.result.end, WORKER_DONE); // an empty frame of type 0
    assert_int_equal(trial.frames, 2);
}

static void test_frames_keep_their_order(void **state)
{
    (void)state;
    CLEANUP(crew_freep) struct crew *crew = crew_of(1);
    struct trial trial = trial_run(crew, &(struct task){.job = JOB_NUMBERS, .arguments = {300000}});
    assert_int_equal(trial.result.end, WORKER_DONE);
    assert_int_equal(trial.frames, 300000);
    assert_int_equal(trial.bytes, 300000 * 8);
    for (uint64_t i = 0; i < TRIAL_VALUES; i++)
        assert_int_equal(trial.values[i], i);
}

struct many {
    uint64_t next[LIMIT_WORKERS];
    unsigned ended[LIMIT_WORKERS];
    unsigned wrong;
};

static bool many_frame(void *context, uint32_t number, uint32_t type, struct slice payload)
{
    struct many *many = context;
    struct cursor cursor = cursor_over(payload);
    if (type != 1 || cursor_u64le(&cursor) != many->next[number] || many->ended[number])
        many->wrong++;
    many->next[number]++;
    return true;
}

static void many_ended(void *context, uint32_t number, const struct worker_result *result)
{
    struct many *many = context;
    many->ended[number]++;
    many->wrong += result->end != WORKER_DONE;
}

static void test_64_workers_at_once(void **state)
{
    (void)state;
    CLEANUP(crew_freep) struct crew *crew = crew_of(LIMIT_WORKERS);
    struct many many = {0};
    const struct crew_handler handler = {.context = &many, .frame = many_frame, .ended = many_ended};
    struct error error = {0};
    for (uint32_t i = 0; i < LIMIT_WORKERS; i++) {
        assert_false(crew_full(crew));
        struct task task = {.job = JOB_NUMBERS, .number = i, .arguments = {20000 + i}, .note_size = sizeof task.note};
        assert_int_equal(crew_start(crew, &task, &error), ERROR_NONE);
    }
    assert_true(crew_full(crew));
    assert_int_equal(crew_running(crew), LIMIT_WORKERS);
    assert_int_equal(crew_start(crew, &(struct task){0}, &error), ERROR_USAGE);
    while (crew_running(crew) > 0)
        assert_int_equal(crew_wait(crew, &handler, 1000, &error), ERROR_NONE);
    assert_int_equal(many.wrong, 0);
    for (uint32_t i = 0; i < LIMIT_WORKERS; i++) {
        assert_int_equal(many.next[i], 20000 + i);
        assert_int_equal(many.ended[i], 1);
    }
}

static unsigned descriptors_open(void)
{
    DIR *folder = opendir("/proc/self/fd");
    assert_non_null(folder);
    unsigned count = 0;
    while (readdir(folder))
        count++;
    (void)closedir(folder);
    return count;
}

static void test_thousand_workers_leave_nothing(void **state)
{
    (void)state;
    unsigned before = descriptors_open();
    struct crew *crew = crew_of(3);
    struct trial trial = {0};
    const struct crew_handler handler = {.context = &trial, .frame = trial_frame, .ended = trial_ended};
    struct error error = {0};
    for (uint32_t i = 0; i < 1000; i++) {
        while (crew_full(crew))
            assert_int_equal(crew_wait(crew, &handler, -1, &error), ERROR_NONE);
        assert_int_equal(crew_start(crew, &(struct task){.job = JOB_NUMBERS, .arguments = {1}}, &error), ERROR_NONE);
    }
    trial_finish(crew, &trial);
    assert_int_equal(trial.ended, 1000);
    assert_int_equal(trial.frames, 1000);
    assert_null(crew_free(crew));
    assert_int_equal(descriptors_open(), before);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void test_waiting_for_nobody_returns(void **state)
{
    (void)state;
    CLEANUP(crew_freep) struct crew *crew = crew_of(1);
    struct error error = {0};
    const struct crew_handler handler = {0};
    assert_int_equal(crew_wait(crew, &handler, -1, &error), ERROR_NONE);
}

static void test_wall_time_ends_a_waiting_worker(void **state)
{
    (void)state;
    CLEANUP(crew_freep) struct crew *crew = crew_of(2);
    struct silence silence = silence_new();
    static const uint32_t jobs[] = {JOB_WAIT, JOB_CLOSE_PIPE};
    for (size_t i = 0; i < ARRAY_SIZE(jobs); i++) {
        uint64_t begin = trial_clock();
        struct task task = {.job = jobs[i], .seconds = 1, .fd_count = 1, .fds = {silence.ends[0]}};
        struct trial trial = trial_run(crew, &task);
        assert_int_equal(trial.result.end, WORKER_TIMEOUT);
        assert_int_equal(trial.frames, 1);
        assert_in_range(trial_clock() - begin, 1000, 20000);
    }
    silence_end(&silence);
}

static bool refuse_frame(UNUSED void *context, UNUSED uint32_t number, UNUSED uint32_t type,
                         UNUSED struct slice payload)
{
    return false;
}

static void test_refused_frame_ends_its_worker(void **state)
{
    (void)state;
    CLEANUP(crew_freep) struct crew *crew = crew_of(1);
    struct silence silence = silence_new();
    struct trial trial = {0};
    const struct crew_handler handler = {.context = &trial, .frame = refuse_frame, .ended = trial_ended};
    struct error error = {0};
    struct task task = {.job = JOB_WAIT, .fd_count = 1, .fds = {silence.ends[0]}};
    assert_int_equal(crew_start(crew, &task, &error), ERROR_NONE);
    while (crew_running(crew) > 0)
        assert_int_equal(crew_wait(crew, &handler, -1, &error), ERROR_NONE);
    assert_int_equal(trial.ended, 1);
    assert_int_equal(trial.result.end, WORKER_PROTOCOL);
    silence_end(&silence);
}

static void test_free_ends_running_workers(void **state)
{
    (void)state;
    // Whatever is left behind would become this process's own child.
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
    struct crew *crew = crew_of(8);
    struct silence silence = silence_new();
    struct trial trial = {0};
    const struct crew_handler handler = {.context = &trial, .frame = trial_frame, .ended = trial_ended};
    struct error error = {0};
    for (uint32_t i = 0; i < 8; i++) {
        struct task task = {.job = i % 2 ? JOB_SPIN : JOB_WAIT, .fd_count = 1, .fds = {silence.ends[0]}};
        assert_int_equal(crew_start(crew, &task, &error), ERROR_NONE);
    }
    while (trial.frames < 4)
        assert_int_equal(crew_wait(crew, &handler, -1, &error), ERROR_NONE);
    uint64_t begin = trial_clock();
    assert_null(crew_free(crew));
    assert_in_range(trial_clock() - begin, 0, 1900); // of its own accord, not for being waited for too long
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(kill((pid_t)trial.values[i], 0), -1);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    silence_end(&silence);
}

static void test_death_of_the_zygote_is_survived(void **state)
{
    (void)state;
    struct crew *crew = crew_of(4);
    struct silence silence = silence_new();
    struct trial trial = {0};
    const struct crew_handler handler = {.context = &trial, .frame = trial_frame, .ended = trial_ended};
    struct error error = {0};
    for (uint32_t i = 0; i < 3; i++) {
        struct task task = {.job = JOB_WAIT, .seconds = 20, .fd_count = 1, .fds = {silence.ends[0]}};
        assert_int_equal(crew_start(crew, &task, &error), ERROR_NONE);
    }
    while (trial.frames < 3)
        assert_int_equal(crew_wait(crew, &handler, -1, &error), ERROR_NONE);
    assert_int_equal(kill(trial_parent_of((pid_t)trial.values[0]), SIGKILL), 0);
    uint64_t begin = trial_clock();
    trial_finish(crew, &trial);
    assert_in_range(trial_clock() - begin, 0, 20000);
    assert_int_equal(trial.ended, 3);
    assert_int_equal(trial.result.end, WORKER_FAILED);
    assert_int_equal(crew_start(crew, &(struct task){0}, &error), ERROR_KILLED);
    assert_null(crew_free(crew));
    silence_end(&silence);
}

static void interrupted(UNUSED int number)
{
}

static void test_interruption_returns_and_does_no_harm(void **state)
{
    (void)state;
    struct sigaction action = {.sa_handler = interrupted};
    assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
    CLEANUP(crew_freep) struct crew *crew = crew_of(1);
    struct silence silence = silence_new();
    struct trial trial = {0};
    const struct crew_handler handler = {.context = &trial, .frame = trial_frame, .ended = trial_ended};
    struct error error = {0};
    struct task task = {.job = JOB_WAIT, .fd_count = 1, .fds = {silence.ends[0]}};
    assert_int_equal(crew_start(crew, &task, &error), ERROR_NONE);
    while (trial.frames == 0)
        assert_int_equal(crew_wait(crew, &handler, -1, &error), ERROR_NONE);
    uint64_t begin = trial_clock();
    (void)alarm(1);
    assert_int_equal(crew_wait(crew, &handler, -1, &error), ERROR_NONE);
    assert_in_range(trial_clock() - begin, 500, 5000);
    assert_int_equal(crew_running(crew), 1);
    silence_end(&silence);
}

static void test_impossible_requests_are_refused(void **state)
{
    (void)state;
    struct crew *crew = NULL;
    struct error error = {0};
    static const struct crew_options wrong[] = {
        {.jobs = 0}, {.jobs = LIMIT_WORKERS + 1}, {.jobs = 1, .no_cage = true, .require_cage = true}};
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        assert_int_equal(crew_new(&wrong[i], job_run, NULL, &crew, &error), ERROR_USAGE);
        assert_null(crew);
    }
    crew = crew_of(1);
    assert_int_equal(crew_start(crew, &(struct task){.fd_count = LIMIT_WORKER_FDS + 1}, &error), ERROR_USAGE);
    assert_int_equal(crew_start(crew, &(struct task){.note_size = sizeof((struct task *)NULL)->note + 1}, &error),
                     ERROR_USAGE);
    assert_int_equal(crew_start(crew, &(struct task){.fd_count = 1, .fds = {-1}}, &error), ERROR_IO);
    assert_int_equal(trial_run(crew, &(struct task){0}).result.end, WORKER_DONE);
    assert_null(crew_free(crew));
    assert_null(crew_free(NULL));
}

static void test_protection_is_said(void **state)
{
    (void)state;
    CLEANUP(crew_freep) struct crew *crew = crew_of(1);
    struct cage cage = crew_cage(crew);
    assert_int_equal(cage.off, CAGE_SANITIZED);
    assert_int_equal(cage.seccomp, !CAGE_SANITIZED);
    CLEANUP(crew_freep)
    struct crew *open = trial_crew(&(struct crew_options){.jobs = 1, .no_cage = true}, job_run, NULL);
    cage = crew_cage(open);
    assert_true(cage.off && !cage.seccomp && cage.landlock_abi == 0);
    assert_int_equal(trial_run(open, &(struct task){.job = JOB_NUMBERS, .arguments = {3}}).frames, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arguments_and_note_arrive),
        cmocka_unit_test(test_context_is_as_it_was),
        cmocka_unit_test(test_descriptors_are_renumbered),
        cmocka_unit_test(test_ends_are_told_apart),
        cmocka_unit_test(test_unfinished_frame_is_seen),
        cmocka_unit_test(test_frames_keep_their_order),
        cmocka_unit_test(test_64_workers_at_once),
        cmocka_unit_test(test_thousand_workers_leave_nothing),
        cmocka_unit_test(test_waiting_for_nobody_returns),
        cmocka_unit_test(test_wall_time_ends_a_waiting_worker),
        cmocka_unit_test(test_refused_frame_ends_its_worker),
        cmocka_unit_test(test_free_ends_running_workers),
        cmocka_unit_test(test_death_of_the_zygote_is_survived),
        cmocka_unit_test(test_interruption_returns_and_does_no_harm),
        cmocka_unit_test(test_impossible_requests_are_refused),
        cmocka_unit_test(test_protection_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
