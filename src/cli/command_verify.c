// SPDX-License-Identifier: Apache-2.0
// bridle verify: is this still the evidence that the case was made from?
#include "cli/commands.h"
#include "cli/password.h"

#include <unistd.h>

static const struct option options[] = {
    OPTION_PASSWORD_FILE,
    OPTION_PASSWORD_FD,
    OPTION_KEY_FILE,
};

static int verify_run(const struct invocation *invocation)
{
    const struct arguments *arguments = invocation->arguments;
    struct bridle_error error = {""};
    if (!operands_check(invocation, 2, 2))
        return BRIDLE_FAILED;
    struct bridle_check check = BRIDLE_CHECK_INIT;
    struct passwords passwords = {0};
    bool read = passwords_read(arguments, invocation->secret, &passwords);
    check.definitions = definitions_of(arguments);
    check.acquisition = arguments->operands.items[1];
    check.key = passwords.key;
    // Nobody is asked: without a password the whole is compared, and that is said.
    passwords.prompt = false;
    check.password = passwords.count ? passwords_give : NULL;
    check.password_context = &passwords;
    check.say = password_say;
    struct bridle_output output = output_of(arguments, STDOUT_FILENO, BRIDLE_FORMAT_TEXT);
    int status = read ? bridle_verify(arguments->operands.items[0], &check, &output, &error) : BRIDLE_FAILED;
    passwords_release(&passwords);
    return status == BRIDLE_FAILED && read ? failed(&error) : status;
}

const struct command command_verify = {
    .name = "verify",
    .summary = "is this still the evidence that a case was made from?",
    .usage = "CASE ACQUISITION",
    .text =
        "Compares the hash of the whole evidence and of every input that was read with those in the case, and says how "
        "many files that does not cover. Equal hashes show that nothing changed since the case was made, not where it "
        "came from.",
    .statuses = "0  it is the same\n1  something differs (what, is written out)\n2  it could not run",
    .example = "bridle verify march.bridle ~/backups/00008030-001A2B3C4D5E6F70",
    .options = COMMAND_OPTIONS(options),
    .run = verify_run,
};
