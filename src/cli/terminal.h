// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdbool.h>

// Whether to colour what goes to `fd`: `when` is "always", "never", or "auto" (also NULL), which asks NO_COLOR
// (no-color.org: set and not empty) and TERM.
bool terminal_color(int fd, const char *when);
// Columns, or 0 where `fd` is no terminal.
unsigned terminal_width(int fd);
// A terminal on which a line can be written over.
bool terminal_is_smart(int fd);
