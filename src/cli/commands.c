// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"

#include "cli/language.h"
#include "cli/out.h"
#include "cli/suggest.h"
#include "cli/terminal.h"

#include <string.h>
#include <unistd.h>

// Kept free for what comes later; each answers that it is not built yet.
static const struct command command_hunt = {.name = "hunt", .summary = "new indicators in old cases"};
static const struct command command_compare = {.name = "compare", .summary = "what changed between two cases"};
static const struct command command_share = {.name = "share", .summary = "a case without personal data"};

const struct command *const commands[] = {
    &command_check,     &command_report,  &command_show,       &command_verify,  &command_key,
    &command_artefacts, &command_rules,   &command_indicators, &command_version, &command_help,
    &command_hunt,      &command_compare, &command_share,
};
const size_t command_count = sizeof commands / sizeof commands[0];

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < command_count; i++)
        if (text_is(commands[i]->name, name))
            return commands[i];
    return NULL;
}

int unknown_command(const char *name)
{
    struct suggestion suggestion;
    suggestion_init(&suggestion, name, text_size(name));
    for (size_t i = 0; i < command_count; i++)
        suggestion_try(&suggestion, commands[i]->name);
    const char *close = suggestion_best(&suggestion);
    if (close)
        say(_("unknown command %s; did you mean %s? See: bridle --help"), QUOTE(name), close);
    else if (access(name, F_OK) == 0)
        say(_("a command comes first; to examine %s: bridle check ACQUISITION"), QUOTE(name));
    else
        say(_("unknown command %s. See: bridle --help"), QUOTE(name));
    return BRIDLE_FAILED;
}

bool operands_check(const struct invocation *invocation, size_t least, size_t most)
{
    const struct texts *operands = &invocation->arguments->operands;
    const char *name = invocation->command->name;
    if (operands->count > most)
        say(_("%s: %s is one too many. See: bridle %s --help"), name, QUOTE(operands->items[most]), name);
    else if (operands->count < least)
        say(_("%s: something is missing. See: bridle %s --help"), name, name);
    return operands->count >= least && operands->count <= most;
}

int not_built_yet(const char *what)
{
    say(_("%s: not built yet"), what);
    return BRIDLE_FAILED;
}

int failed(const struct bridle_error *error)
{
    say("%s", error->text);
    return BRIDLE_FAILED;
}

struct bridle_definitions definitions_of(const struct arguments *arguments)
{
    struct bridle_definitions definitions = BRIDLE_DEFINITIONS_INIT;
    definitions.artefacts_dir = arguments->artefacts_dir;
    definitions.rules_dir = arguments->rules_dir;
    definitions.lists_dir = arguments->lists_dir;
    definitions.advice = arguments->advice;
    definitions.language = arguments->language;
    return definitions;
}

struct bridle_output output_of(const struct arguments *arguments, int fd, enum bridle_format format)
{
    struct bridle_output output = BRIDLE_OUTPUT_INIT;
    output.fd = fd;
    output.format = format;
    output.color = terminal_color(fd, arguments->color);
    output.width = terminal_width(fd);
    output.verbosity = arguments->quiet ? -1 : (int)arguments->verbose;
    output.events = arguments->events;
    return output;
}

bool show_parse(const struct arguments *arguments, unsigned *ret_show)
{
    static const struct {
        const char *name;
        unsigned what;
    } words[] = {
        {"names", BRIDLE_SHOW_NAMES},   {"numbers", BRIDLE_SHOW_NUMBERS}, {"texts", BRIDLE_SHOW_TEXTS},
        {"device", BRIDLE_SHOW_DEVICE}, {"all", BRIDLE_SHOW_ALL},
    };
    const char *at = arguments->show;
    unsigned show = 0;
    while (at) {
        size_t size = strcspn(at, ",");
        unsigned what = 0;
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
            if (text_size(words[i].name) == size && strncmp(words[i].name, at, size) == 0)
                what = words[i].what;
        if (!what) {
            say(_("--show: %s is none of names, numbers, texts, device, all"), QUOTE(at));
            return false;
        }
        show |= what;
        at = at[size] ? at + size + 1 : NULL;
    }
    *ret_show = show;
    return true;
}

// Whether `name` is one of the names in "a, b, c".
static bool offered_has(const char *offered, const char *name)
{
    size_t size = text_size(name);
    for (const char *at = offered; at; at = strchr(at, ','), at = at ? at + 2 : NULL)
        if (strncmp(at, name, size) == 0 && (at[size] == ',' || at[size] == '\0'))
            return size > 0;
    return false;
}

bool format_parse(const struct invocation *invocation, const char *offered, enum bridle_format *ret_format,
                  int *ret_status)
{
    static const char later[] = "timesketch, stix, misp, iris, ecs, case, bodyfile, mvt, pdf";
    static const struct {
        const char *name;
        enum bridle_format format;
    } formats[] = {
        {"text", BRIDLE_FORMAT_TEXT},
        {"jsonl", BRIDLE_FORMAT_JSONL},
        {"csv", BRIDLE_FORMAT_CSV},
        {"html", BRIDLE_FORMAT_HTML},
    };
    const char *name = invocation->arguments->format ? invocation->arguments->format : "text";
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (offered_has(offered, name) && text_is(formats[i].name, name)) {
            *ret_format = formats[i].format;
            return true;
        }
    }
    *ret_status = BRIDLE_FAILED;
    if (offered_has(later, name))
        say(_("--format %s: not built yet"), name);
    else
        say(_("%s: unknown format %s; known: %s"), invocation->command->name, QUOTE(name), offered);
    return false;
}
