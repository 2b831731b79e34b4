// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands.h"

// The overview: what bridle is, its commands. To standard output, or error; gives an exit status.
int help_overview(int fd);
// One command: usage, options, exit statuses, an example.
int help_command(const struct command *command);
