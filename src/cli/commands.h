// SPDX-License-Identifier: Apache-2.0
// The commands, a row each.
#pragma once

#include "bridle.h"
#include "cli/options.h"
#include "cli/secret.h"

struct command;

struct invocation {
    const struct command *command;
    const struct arguments *arguments;
    const struct secret *secret;
};

struct command {
    const char *name;
    const char *summary;  // one line
    const char *usage;    // lines of it, without "bridle NAME"
    const char *text;     // what it does, a paragraph
    const char *statuses; // exit statuses, lines; NULL: 0, and 2 where it could not run
    const char *example;  // lines
    struct option_table options;
    int (*run)(const struct invocation *invocation); // NULL: not built yet
};

#define COMMAND_OPTIONS(table)                      \
    {                                               \
        (table), sizeof(table) / sizeof((table)[0]) \
    }

extern const struct command *const commands[];
extern const size_t command_count;
const struct command *command_find(const char *name);

extern const struct command command_check;
extern const struct command command_report;
extern const struct command command_show;
extern const struct command command_verify;
extern const struct command command_artefacts;
extern const struct command command_rules;
extern const struct command command_indicators;
extern const struct command command_version;
extern const struct command command_help;
extern const struct command command_key;

// A user's own folders, in the tables of several commands.
#define OPTION_ARTEFACTS_DIR                                             \
    {                                                                    \
        "artefacts", 0, OPTION_TEXT, OPTION_FIELD(artefacts_dir), "DIR", \
            "artefacts of your own, beside those that come with bridle"  \
    }
#define OPTION_RULES_DIR                                            \
    {                                                               \
        "rules", 0, OPTION_TEXT, OPTION_FIELD(rules_dir), "DIR",    \
            "rules of your own, beside those that come with bridle" \
    }
#define OPTION_LISTS_DIR                                                                 \
    {                                                                                    \
        "lists", 0, OPTION_TEXT, OPTION_FIELD(lists_dir), "DIR",                         \
            "readers of indicator lists of your own, beside those that come with bridle" \
    }
#define OPTION_ADVICE                                                         \
    {                                                                         \
        "advice", 0, OPTION_TEXT, OPTION_FIELD(advice), "FILE",               \
            "what to do and whom to call, in place of what comes with bridle" \
    }
#define OPTION_PASSWORD_FILE                                                                         \
    {                                                                                                \
        "password-file", 0, OPTION_TEXT, OPTION_FIELD(password_file), "FILE",                        \
            "the password is its first line; further lines are for further locks inside (8 at most)" \
    }
#define OPTION_PASSWORD_FD                                                                                \
    {                                                                                                     \
        "password-fd", 0, OPTION_TEXT, OPTION_FIELD(password_fd), "N", "the same from an open descriptor" \
    }
#define OPTION_KEY_FILE                                              \
    {                                                                \
        "key-file", 0, OPTION_TEXT, OPTION_FIELD(key_file), "FILE",  \
            "the derived key, 64 hex digits, in place of a password" \
    }

// Shared by the commands: each says on standard error what is wrong, and gives false or 2.
bool operands_check(const struct invocation *invocation, size_t least, size_t most);
int not_built_yet(const char *what);
int unknown_command(const char *name);
int failed(const struct bridle_error *error);
struct bridle_definitions definitions_of(const struct arguments *arguments);
// Output to `fd` in a format; `color` resolved.
struct bridle_output output_of(const struct arguments *arguments, int fd, enum bridle_format format);
// --show into enum bridle_show_what, joined by |; 0 without it.
bool show_parse(const struct arguments *arguments, unsigned *ret_show);
// The format that --format names, text without one. `offered` is a list as in "text, jsonl"; false, and said, with
// *ret_status set, for another.
bool format_parse(const struct invocation *invocation, const char *offered, enum bridle_format *ret_format,
                  int *ret_status);
