// SPDX-License-Identifier: Apache-2.0
// Options by table: the same rows serve the parser and --help. They may stand anywhere, `--` ends them.
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum option_kind {
    OPTION_FLAG,  // bool
    OPTION_COUNT, // unsigned: how often it was given
    OPTION_TEXT,  // const char *; given twice is an error
    OPTION_LIST,  // struct texts: repeated
};

struct option {
    const char *name; // without the dashes
    char letter;      // 0: none
    enum option_kind kind;
    size_t offset;        // in struct arguments
    const char *argument; // what --help calls the value; NULL for flags
    const char *help;
};

struct texts {
    const char **items; // of the command line, borrowed
    size_t count;
};

// Everything that any command takes.
struct arguments {
    struct texts operands;
    bool help;
    bool version;
    bool quiet;
    unsigned verbose;
    const char *color;
    bool no_progress;
    const char *language; // as it was settled, not as it was asked for

    struct texts lists;
    const char *output;
    const char *report;
    const char *format;
    const char *password_file;
    const char *password_fd;
    const char *key_file;
    const char *only;
    const char *skip;
    const char *artefacts_dir;
    const char *rules_dir;
    const char *lists_dir;
    const char *advice;
    bool keep_content;
    bool no_recover;
    const char *jobs;
    bool require_cage;
    bool no_cage;
    const char *limit;
    const char *case_name;
    const char *examiner;
    const char *consent;
    const char *timezone;
    bool events;
    bool no_fingerprints;
    bool force;
    bool exit_zero;
    const char *show;
    const char *custody;
    const char *sql;
    bool no_pager;
};

#define OPTION_FIELD(field) offsetof(struct arguments, field)

struct option_table {
    const struct option *rows;
    size_t count;
};

// The options that every command takes.
extern const struct option_table options_everywhere;

// The position of the first word that is no option and no option's value: the command. Any command's options may stand
// before it; `count` where there is no such word, or an option before it that no command has.
size_t options_find_command(const char *const *words, size_t count);
// The value of --language, wherever it stands; NULL without. It is looked for before anything can be said.
const char *options_find_language(const char *const *words, size_t count);
// Parses all words but the one at `skip`. False: a message on standard error has said why. The arrays of *ret_arguments
// are to be freed with arguments_release() either way.
bool options_parse(const char *command, const struct option_table *own, const char *const *words, size_t count,
                   size_t skip, struct arguments *ret_arguments);
void arguments_release(struct arguments *arguments);
