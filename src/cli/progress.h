// SPDX-License-Identifier: Apache-2.0
// One line on the terminal that says how far it is; written over, and wiped at the end.
#pragma once

#include "bridle.h"

struct progress {
    bool on;
    bool drawn;
    int64_t last; // ms of a steady clock
};

// On a terminal, unless it is not wanted.
void progress_init(struct progress *progress, bool wanted);
// For struct bridle_check; context is a struct progress.
void progress_draw(void *context, const struct bridle_progress *now);
void progress_wipe(struct progress *progress);
