// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/help.h"

#include <unistd.h>

static int help_run(const struct invocation *invocation)
{
    const struct texts *operands = &invocation->arguments->operands;
    if (!operands_check(invocation, 0, 1))
        return BRIDLE_FAILED;
    if (operands->count == 0)
        return help_overview(STDOUT_FILENO);
    const struct command *command = command_find(operands->items[0]);
    if (command && command->run)
        return help_command(command);
    if (command)
        return not_built_yet(command->name);
    return unknown_command(operands->items[0]);
}

const struct command command_help = {
    .name = "help",
    .summary = "say what bridle does, or what a command does",
    .usage = "[COMMAND]",
    .text = "Without a command, what bridle is and which commands it has.",
    .example = "bridle help check",
    .run = help_run,
};
