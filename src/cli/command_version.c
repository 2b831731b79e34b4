// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/out.h"

#include <unistd.h>

static int version_run(const struct invocation *invocation)
{
    struct out out;
    // Without arguments where it answers --version.
    if (invocation->arguments && !operands_check(invocation, 0, 0))
        return BRIDLE_FAILED;
    out_init(&out, STDOUT_FILENO);
    out_format(&out, "bridle %s\n", bridle_version());
    return out_flush(&out) ? 0 : BRIDLE_FAILED;
}

const struct command command_version = {
    .name = "version",
    .summary = "print the version",
    .usage = "",
    .text = "Prints the version.",
    .example = "bridle version",
    .run = version_run,
};
