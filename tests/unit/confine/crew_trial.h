// SPDX-License-Identifier: Apache-2.0
// For tests of workers: runs tasks to their end and keeps what came back.
#pragma once

#include "confine/crew.h"

#include <fcntl.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

#define TRIAL_VALUES 8U

// What one worker sent and how it ended.
struct trial {
    unsigned frames;
    unsigned ended; // times; must become 1
    struct worker_result result;
    uint32_t number;
    uint32_t last_type;
    uint64_t bytes;                // of payloads
    uint64_t values[TRIAL_VALUES]; // the u64 at the start of each frame, the first ones
};

static inline bool trial_frame(void *context, uint32_t number, uint32_t type, struct slice payload)
{
    struct trial *trial = context;
    struct cursor cursor = cursor_over(payload);
    if (trial->frames < TRIAL_VALUES)
        trial->values[trial->frames] = cursor_u64le(&cursor);
    trial->frames++;
    trial->number = number;
    trial->last_type = type;
    trial->bytes += payload.size;
    return true;
}

static inline void trial_ended(void *context, uint32_t number, const struct worker_result *result)
{
    struct trial *trial = context;
    trial->number = number;
    trial->result = *result;
    trial->ended++;
}

static inline struct crew *trial_crew(const struct crew_options *options, worker_function *function, void *context)
{
    struct crew *crew = NULL;
    struct error error = {0};
    enum error_code code = crew_new(options, function, context, &crew, &error);
    if (code != ERROR_NONE)
        print_message("crew_new: %s\n", error.message);
    assert_int_equal(code, ERROR_NONE);
    return crew;
}

static inline void trial_finish(struct crew *crew, struct trial *trial)
{
    const struct crew_handler handler = {.context = trial, .frame = trial_frame, .ended = trial_ended};
    struct error error = {0};
    while (crew_running(crew) > 0)
        assert_int_equal(crew_wait(crew, &handler, -1, &error), ERROR_NONE);
}

static inline struct trial trial_run(struct crew *crew, const struct task *task)
{
    struct trial trial = {0};
    struct error error = {0};
    assert_int_equal(crew_start(crew, task, &error), ERROR_NONE);
    trial_finish(crew, &trial);
    assert_int_equal(trial.ended, 1);
    assert_int_equal(trial.number, task->number);
    return trial;
}

// In a worker: one frame with one number.
static inline void trial_say(struct wire *wire, uint64_t value)
{
    wire_begin(wire, 1);
    wire_u64(wire, value);
    wire_end(wire);
}

static inline uint64_t trial_clock(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

// As /proc tells it.
static inline pid_t trial_parent_of(pid_t process)
{
    char path[64];
    char text[512] = "";
    (void)snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
    CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0 && read(fd, text, sizeof text - 1) > 0);
    struct slice rest = slice_text(text);
    rest = slice_from(rest, slice_find_last_byte(rest, ')') + 4); // ") S 123 …"
    struct slice part = SLICE_NONE;
    uint64_t parent = 0;
    assert_true(slice_split(&rest, ' ', &part) && slice_decimal(part, &parent));
    return (pid_t)parent;
}
