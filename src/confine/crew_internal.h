// SPDX-License-Identifier: Apache-2.0
// What the two halves of the crew share: starting (crew.c) and listening (listen.c).
#pragma once

#include "confine/crew.h"
#include "confine/message.h"

// Why the parent ended a worker.
enum ending {
    ENDING_NONE,
    ENDING_TIMEOUT,
    ENDING_PROTOCOL,
};

// A worker as the parent sees it. Its place is free again when its pipe has ended and its status is known: the kernel
// tells of both in any order.
struct member {
    bool active;
    bool status_known;
    bool uncut; // its last frame was whole
    enum ending ending;
    uint32_t number;
    int pipe;         // -1 once it has ended
    int status;       // as of waitpid()
    int64_t deadline; // ms, of clock_now()
    struct frame_reader reader;
};

struct crew {
    int socket; // to the zygote; -1 once that died
    pid_t zygote;
    unsigned jobs;
    unsigned turns; // workers that share a processor when all are at work
    unsigned running;
    struct cage cage;
    struct member members[LIMIT_WORKERS];
};

// Milliseconds since some moment; not the time of day, and not counting sleep.
int64_t clock_now(void);
// Starts a worker for a task, or (REQUEST_PROBE) one that reports its cage.
NODISCARD enum error_code crew_launch(struct crew *crew, enum request_kind kind, const struct task *task,
                                      struct error *error);
// The zygote is gone: all that run are lost.
void crew_lose(struct crew *crew);
void member_close(struct member *member);
