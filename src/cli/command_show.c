// SPDX-License-Identifier: Apache-2.0
// bridle show: a look into a case.
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/pager.h"

#include <unistd.h>

static const struct option options[] = {
    {"sql", 0, OPTION_TEXT, OPTION_FIELD(sql), "SELECT", "ask the case a query of your own, which can change nothing"},
    {"no-pager", 0, OPTION_FLAG, OPTION_FIELD(no_pager), NULL,
     "write to the terminal itself; without: through BRIDLE_PAGER, PAGER or less, where the output is a terminal"},
    OPTION_ARTEFACTS_DIR,
};

static int show_run(const struct invocation *invocation)
{
    const struct arguments *arguments = invocation->arguments;
    const struct texts *operands = &arguments->operands;
    struct bridle_error error = {""};
    if (!operands_check(invocation, 1, arguments->sql ? 1 : 2))
        return BRIDLE_FAILED;
    struct bridle_definitions definitions = definitions_of(arguments);
    struct bridle_output output = output_of(arguments, STDOUT_FILENO, BRIDLE_FORMAT_TEXT);
    const char *what = operands->count > 1 ? operands->items[1] : NULL;
    struct pager pager;
    output.fd = pager_start(&pager, output.fd, !arguments->no_pager);
    int status = bridle_show(operands->items[0], what, arguments->sql, &definitions, &output, &error);
    if (pager_end(&pager))
        return 0;
    return status == BRIDLE_FAILED ? failed(&error) : status;
}

const struct command command_show = {
    .name = "show",
    .summary = "look into a case: its tables, a finding, a query",
    .usage = "CASE [TABLE|FINDING]\nCASE --sql 'SELECT ...'",
    .text =
        "Without more, what tables the case holds and how much stands in each. With a table's name, its rows; with the "
        "id of a finding, or its beginning, everything that is known of it. On a terminal wide values end in an "
        "ellipsis; -v shows them whole.",
    .example = "bridle show march.bridle ios_sms\n"
               "bridle show march.bridle --sql 'SELECT title FROM finding'",
    .options = COMMAND_OPTIONS(options),
    .run = show_run,
};
