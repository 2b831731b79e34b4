// SPDX-License-Identifier: Apache-2.0
// The command line: finds the command, reads the options by its table, runs it. The locale stays "C", whatever the
// environment says, but for messages (language.h): no number or date depends on it.
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/language.h"
#include "cli/out.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

// A descriptor 0, 1 or 2 that was closed would be given to the next file opened. What takes its place refuses what the
// descriptor is for, so that a result is never lost in silence.
static bool descriptors_hold(void)
{
    static const int modes[] = {O_WRONLY, O_RDONLY, O_RDWR};
    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) != fd)
            return false;
    return true;
}

static bool everywhere_check(const struct arguments *arguments)
{
    const char *color = arguments->color;
    if (color && !text_is(color, "auto") && !text_is(color, "always") && !text_is(color, "never")) {
        say(_("--color: %s is neither auto, always nor never"), QUOTE(color));
        return false;
    }
    return true;
}

static int run(const struct command *command, const struct arguments *arguments, const struct secret *secret)
{
    static const struct invocation none = {0};
    struct invocation invocation = {.command = command, .arguments = arguments, .secret = secret};
    if (!everywhere_check(arguments))
        return BRIDLE_FAILED;
    if (arguments->version)
        return command_version.run(&none);
    if (arguments->help)
        return command ? help_command(command) : help_overview(STDOUT_FILENO);
    if (command)
        return command->run(&invocation);
    say(_("there is no command"));
    (void)help_overview(STDERR_FILENO);
    return BRIDLE_FAILED;
}

static int dispatch(const char *const *words, size_t count, const struct language *language,
                    const struct secret *secret)
{
    struct arguments arguments;
    size_t at = options_find_command(words, count);
    const struct command *command = at < count ? command_find(words[at]) : NULL;
    if (at < count && !command)
        return unknown_command(words[at]);
    if (command && !command->run)
        return not_built_yet(command->name);
    int status = BRIDLE_FAILED;
    if (options_parse(command ? command->name : NULL, command ? &command->options : NULL, words, count, at,
                      &arguments)) {
        arguments.language = language->code;
        status = run(command, &arguments, secret);
    }
    arguments_release(&arguments);
    return status;
}

int main(int argc, char **argv)
{
    struct secret secret;
    struct language language;
    const char *const *words = (const char *const *)argv + 1;
    size_t count = argc > 1 ? (size_t)argc - 1 : 0;
    if (!descriptors_hold() || signal(SIGPIPE, SIG_IGN) == SIG_ERR || signal(SIGXFSZ, SIG_IGN) == SIG_ERR ||
        !language_start(options_find_language(words, count), &language) || !secret_take(&secret))
        return BRIDLE_FAILED;
    int status = dispatch(words, count, &language, &secret);
    secret_release(&secret);
    return status;
}
