// SPDX-License-Identifier: Apache-2.0
// bridle indicators: what lists hold.
#include "cli/commands.h"
#include "cli/language.h"
#include "cli/out.h"

#include <unistd.h>

static const struct option options[] = {OPTION_LISTS_DIR};

static bool mode_parse(const char *verb, enum bridle_indicators_mode *ret_mode)
{
    static const struct {
        const char *name;
        enum bridle_indicators_mode mode;
    } modes[] = {
        {"list", BRIDLE_INDICATORS_LIST},
        {"lint", BRIDLE_INDICATORS_LINT},
        {"where", BRIDLE_INDICATORS_WHERE},
    };
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        if (text_is(modes[i].name, verb)) {
            *ret_mode = modes[i].mode;
            return true;
        }
    }
    return false;
}

static bool verb_is_later(const char *verb)
{
    return text_is(verb, "update") || text_is(verb, "add") || text_is(verb, "hash-phones");
}

static int indicators_run(const struct invocation *invocation)
{
    const struct arguments *arguments = invocation->arguments;
    const struct texts *operands = &arguments->operands;
    struct bridle_error error = {""};
    enum bridle_indicators_mode mode;
    if (!operands_check(invocation, 1, SIZE_MAX))
        return BRIDLE_FAILED;
    if (verb_is_later(operands->items[0]))
        return not_built_yet(QUOTE(operands->items[0]));
    if (!mode_parse(operands->items[0], &mode)) {
        say(_("indicators: %s is neither list, lint nor where. See: bridle indicators --help"),
            QUOTE(operands->items[0]));
        return BRIDLE_FAILED;
    }
    struct bridle_definitions definitions = definitions_of(arguments);
    struct bridle_output output = output_of(arguments, STDOUT_FILENO, BRIDLE_FORMAT_TEXT);
    int status = bridle_indicators(mode, operands->items + 1, operands->count - 1, &definitions, &output, &error);
    return status == BRIDLE_FAILED ? failed(&error) : status;
}

const struct command command_indicators = {
    .name = "indicators",
    .summary = "what lists of indicators hold, and what is wrong in them",
    .usage = "list [LIST...]\nlint [LIST...]\nwhere [LIST...]",
    .text =
        "list prints every indicator; lint what can never match, is of the wrong kind, or is kept and not yet matched; "
        "where the files that the lists come from. Without LIST: the lists that come with bridle.",
    .statuses = "0  it ran; lint: nothing to say\n1  lint: something to say\n2  it could not run",
    .example = "bridle indicators lint pegasus.stix2",
    .options = COMMAND_OPTIONS(options),
    .run = indicators_run,
};
