// SPDX-License-Identifier: Apache-2.0
// Where a report goes: standard output, or a file that appears under its name only when it is whole.
#pragma once

#include <stdbool.h>

struct target {
    int fd;
    const char *path; // NULL: standard output
    bool force;       // an existing file may be replaced
    bool nameless;    // the file has no name yet: should this process be killed, nothing stays
    char temporary[4096];
};

// `path` NULL or "-": standard output. False, and said, where the file cannot be made, or exists and may not be
// replaced.
bool target_open(struct target *target, const char *path, bool force);
// Gives the file its name, or with `keep` false leaves nothing behind. False, and said, where that failed.
bool target_close(struct target *target, bool keep);
