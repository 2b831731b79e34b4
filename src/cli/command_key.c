// SPDX-License-Identifier: Apache-2.0
// bridle key: the derived key of an encrypted backup, for --key-file.
#include "cli/commands.h"
#include "cli/language.h"
#include "cli/out.h"
#include "cli/password.h"
#include "cli/target.h"

#include <string.h>
#include <unistd.h>

static const struct option options[] = {
    {"output", 'o', OPTION_TEXT, OPTION_FIELD(output), "FILE", "write it to this file, which only its owner may read"},
    {"force", 0, OPTION_FLAG, OPTION_FIELD(force), NULL, "overwrite FILE"},
    OPTION_PASSWORD_FILE,
    OPTION_PASSWORD_FD,
};

// Before the derivation, which can take long.
static bool target_possible(const struct arguments *arguments)
{
    struct target target;
    return target_open(&target, arguments->output, arguments->force) && target_close(&target, false);
}

static int key_put(const struct arguments *arguments, const char *key)
{
    struct target target;
    if (!target_open(&target, arguments->output, arguments->force))
        return BRIDLE_FAILED;
    struct out out;
    out_init(&out, target.fd);
    out_text(&out, key);
    out_text(&out, "\n");
    bool written = out_flush(&out);
    explicit_bzero(&out, sizeof out);
    return target_close(&target, written) && written ? 0 : BRIDLE_FAILED;
}

static int key_run(const struct invocation *invocation)
{
    const struct arguments *arguments = invocation->arguments;
    struct bridle_check check = BRIDLE_CHECK_INIT;
    struct bridle_error error = {""};
    struct passwords passwords = {0};
    char key[BRIDLE_KEY_TEXT_SIZE] = "";
    if (!operands_check(invocation, 1, 1) || !target_possible(arguments))
        return BRIDLE_FAILED;
    bool screen = (!arguments->output || text_is(arguments->output, "-")) && isatty(STDOUT_FILENO);
    if (screen && !terminal_ask(_("bridle: this key opens the whole backup, as its password does. Show it on this "
                                  "screen? [y/N] ")))
        return BRIDLE_FAILED;
    check.definitions = definitions_of(arguments);
    check.acquisition = arguments->operands.items[0];
    check.password = passwords_give;
    check.password_context = &passwords;
    check.say = password_say;
    bool read = passwords_read(arguments, invocation->secret, &passwords);
    int status = read ? bridle_key(&check, key, &error) : BRIDLE_FAILED;
    passwords_release(&passwords);
    if (status == BRIDLE_FAILED)
        return read ? failed(&error) : BRIDLE_FAILED;
    status = key_put(arguments, key);
    explicit_bzero(key, sizeof key);
    return status;
}

const struct command command_key = {
    .name = "key",
    .summary = "the derived key of an encrypted backup, for --key-file",
    .usage = "ACQUISITION [-o FILE] [--password-file FILE]",
    .text = "Derives the key from the backup's password, once, so that later runs need neither the password nor the "
            "seconds that the derivation takes. The key opens the whole backup, as the password does, as long as the "
            "backup's password is not changed: keep it as you would keep that.",
    .example = "bridle key -o march.key ~/backups/00008030-001A2B3C4D5E6F70",
    .options = COMMAND_OPTIONS(options),
    .run = key_run,
};
