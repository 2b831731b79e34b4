// SPDX-License-Identifier: Apache-2.0
// A pager between a long result and the terminal: BRIDLE_PAGER, else PAGER, else less. What it shows comes in by its
// standard input alone; nothing of a case stands on its command line or in its environment.
#pragma once

#include <stdbool.h>
#include <sys/types.h>

struct pager {
    pid_t process; // 0: none
    int fd;
};

// The descriptor to write to: a pager's, or `fd` itself where that is no terminal that can be written over, where none
// is `wanted`, or where there is none. An interrupt now waits for the reader before it ends the program.
int pager_start(struct pager *pager, int fd, bool wanted);
// Waits until the reader has seen enough. True: that was before all was written, so that what could not be written any
// more is no error.
bool pager_end(struct pager *pager);
