// SPDX-License-Identifier: Apache-2.0
#include "cli/help.h"

#include "cli/out.h"

#include <string.h>
#include <unistd.h>

#define WIDTH 80U
#define OPTION_COLUMN 28U

// Wraps our own ASCII text at spaces; the cursor stands in `column`.
static void wrap(struct out *out, unsigned column, unsigned indent, const char *text)
{
    bool fresh = true;
    while (*text) {
        size_t size = strcspn(text, " ");
        if (!fresh && column + 1 + size > WIDTH) {
            out_text(out, "\n");
            out_spaces(out, indent);
            column = indent;
            fresh = true;
        }
        if (!fresh) {
            out_text(out, " ");
            column++;
        }
        out_put(out, text, size);
        column += (unsigned)size;
        fresh = false;
        text += size;
        while (*text == ' ')
            text++;
    }
    out_text(out, "\n");
}

static void put_option(struct out *out, const struct option *option)
{
    unsigned column = 6;
    if (option->letter)
        out_format(out, "  -%c, ", option->letter);
    else
        out_spaces(out, column);
    out_format(out, "--%s%s%s", option->name, option->argument ? " " : "", option->argument ? option->argument : "");
    column +=
        2 + (unsigned)text_size(option->name) + (option->argument ? 1 + (unsigned)text_size(option->argument) : 0);
    if (column + 2 > OPTION_COLUMN) {
        out_text(out, "\n");
        column = 0;
    }
    out_spaces(out, OPTION_COLUMN - column);
    wrap(out, OPTION_COLUMN, OPTION_COLUMN, option->help);
}

static void put_options(struct out *out, const char *heading, const struct option_table *table)
{
    if (table->count == 0)
        return;
    out_format(out, "\n%s:\n", heading);
    for (size_t i = 0; i < table->count; i++)
        put_option(out, &table->rows[i]);
}

// Lines of ours, indented.
static void put_lines(struct out *out, const char *heading, const char *before, const char *lines)
{
    out_format(out, "\n%s:\n", heading);
    while (*lines) {
        size_t size = strcspn(lines, "\n");
        out_text(out, before);
        out_put(out, lines, size);
        out_text(out, "\n");
        lines += size + (lines[size] == '\n');
    }
}

static void put_usage(struct out *out, const struct command *command)
{
    const char *lines = command->usage;
    const char *before = "usage: ";
    do {
        size_t size = strcspn(lines, "\n");
        out_format(out, "%sbridle %s%s", before, command->name, size ? " " : "");
        out_put(out, lines, size);
        out_text(out, "\n");
        lines += size + (lines[size] == '\n');
        before = "       ";
    } while (*lines);
}

int help_command(const struct command *command)
{
    struct out out;
    out_init(&out, STDOUT_FILENO);
    put_usage(&out, command);
    out_text(&out, "\n");
    wrap(&out, 0, 0, command->text);
    put_options(&out, "Options", &command->options);
    put_options(&out, "Options of every command", &options_everywhere);
    put_lines(&out, "Exit status", "  ",
              command->statuses ? command->statuses : "0  it ran\n2  it could not run (the message says why)");
    put_lines(&out, "Example", "  ", command->example);
    return out_flush(&out) ? 0 : BRIDLE_FAILED;
}

static void put_summary(struct out *out, const struct command *command)
{
    size_t size = text_size(command->name);
    out_format(out, "  %s", command->name);
    out_spaces(out, size < 12 ? (unsigned)(12 - size) : 1);
    out_text(out, command->summary);
    out_text(out, "\n");
}

int help_overview(int fd)
{
    struct out out;
    out_init(&out, fd);
    out_text(&out, "usage: bridle COMMAND [OPTION...]\n\n");
    wrap(&out, 0, 0,
         "bridle looks for traces of mercenary spyware and stalkerware in what was acquired from a phone with its "
         "owner's "
         "consent: a backup, a sysdiagnose, a copy of its files. It changes nothing there, sends nothing anywhere, and "
         "says what it "
         "could not read.");
    out_text(&out, "\nCommands:\n");
    for (size_t i = 0; i < command_count; i++)
        if (commands[i]->run)
            put_summary(&out, commands[i]);
    out_text(&out, "\nNot built yet:\n");
    for (size_t i = 0; i < command_count; i++)
        if (!commands[i]->run)
            put_summary(&out, commands[i]);
    put_options(&out, "Options of every command", &options_everywhere);
    put_lines(&out, "Example", "  ", "bridle check ~/backups/00008030-001A2B3C4D5E6F70");
    out_text(&out, "\nbridle COMMAND --help says more about each.\n");
    return out_flush(&out) ? 0 : BRIDLE_FAILED;
}
