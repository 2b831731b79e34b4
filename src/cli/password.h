// SPDX-License-Identifier: Apache-2.0
// Passwords and keys from where the user said: a file, a descriptor, BRIDLE_PASSWORD, else a prompt without echo. Never
// from an argument.
#pragma once

#include "cli/commands.h"

#define PASSWORDS_MOST 8U

struct passwords {
    struct secret room; // what the lines stand in
    const char *items[PASSWORDS_MOST];
    size_t count;
    bool prompt;         // nothing was given: ask, where there is a terminal
    struct secret asked; // the answer
    const char *key;     // of --key-file
};

// False, and said, where a file cannot be read or two sources exclude each other. passwords_release() either way.
bool passwords_read(const struct arguments *arguments, const struct secret *environment,
                    struct passwords *ret_passwords);
void passwords_release(struct passwords *passwords);
// bridle_check's password callback; `context` is a struct passwords.
const char *passwords_give(void *context, unsigned attempt);
// bridle_check's say callback.
void password_say(void *context, const char *text);
// A question on the terminal; false for anything but yes, and where there is none to ask.
bool terminal_ask(const char *question);
