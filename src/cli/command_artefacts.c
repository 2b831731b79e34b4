// SPDX-License-Identifier: Apache-2.0
// bridle artefacts, bridle rules: what bridle reads, and what it finds suspicious.
#include "cli/commands.h"
#include "cli/language.h"
#include "cli/out.h"

#include <unistd.h>

typedef int (*definitions_command)(const char *name, const struct bridle_definitions *definitions,
                                   const struct bridle_output *output, struct bridle_error *error);

static const struct option artefacts_options[] = {OPTION_ARTEFACTS_DIR};
static const struct option rules_options[] = {OPTION_ARTEFACTS_DIR, OPTION_RULES_DIR};

// "list" without a name, "show" with one; nothing at all lists.
static bool list_or_show(const struct invocation *invocation, const char **ret_name)
{
    const struct texts *operands = &invocation->arguments->operands;
    const char *command = invocation->command->name;
    const char *verb = operands->count ? operands->items[0] : "list";
    bool show = text_is(verb, "show");
    if (!show && !text_is(verb, "list"))
        say(_("%s: %s is neither list nor show. See: bridle %s --help"), command, QUOTE(verb), command);
    else if (operands_check(invocation, show ? 2 : 0, show ? 2 : 1)) {
        *ret_name = show ? operands->items[1] : NULL;
        return true;
    }
    return false;
}

static int definitions_run(const struct invocation *invocation, definitions_command library)
{
    const struct arguments *arguments = invocation->arguments;
    struct bridle_error error = {""};
    const char *name;
    if (!list_or_show(invocation, &name))
        return BRIDLE_FAILED;
    struct bridle_definitions definitions = definitions_of(arguments);
    struct bridle_output output = output_of(arguments, STDOUT_FILENO, BRIDLE_FORMAT_TEXT);
    int status = library(name, &definitions, &output, &error);
    return status == BRIDLE_FAILED ? failed(&error) : status;
}

static int artefacts_run(const struct invocation *invocation)
{
    return definitions_run(invocation, bridle_artefacts);
}

static int rules_run(const struct invocation *invocation)
{
    return definitions_run(invocation, bridle_rules);
}

const struct command command_artefacts = {
    .name = "artefacts",
    .summary = "what bridle reads: list them, show one",
    .usage = "list\nshow NAME",
    .text = "An artefact is a file of a phone with the query that turns it into rows. list names all of them; show "
            "prints one: "
            "where it lies, what it can show, who documented it, its columns.",
    .example = "bridle artefacts show ios_sms",
    .options = COMMAND_OPTIONS(artefacts_options),
    .run = artefacts_run,
};

const struct command command_rules = {
    .name = "rules",
    .summary = "what bridle finds suspicious without a list",
    .usage = "list\nshow NAME",
    .text = "A rule says which rows of an artefact are suspicious without any indicator. list names all of them; show "
            "prints "
            "one: its grade, what it means, its sources, what else explains it.",
    .example = "bridle rules list",
    .options = COMMAND_OPTIONS(rules_options),
    .run = rules_run,
};
