// SPDX-License-Identifier: Apache-2.0
// bridle report: a case written out; it never needs the acquisition.
#include "cli/commands.h"
#include "cli/language.h"
#include "cli/out.h"
#include "cli/target.h"

static const struct option options[] = {
    {"format", 0, OPTION_TEXT, OPTION_FIELD(format), "FORMAT",
     "text (the default), html (one file, to read and print), jsonl (for programs) or csv (findings, for "
     "spreadsheets)"},
    {"output", 'o', OPTION_TEXT, OPTION_FIELD(output), "FILE", "write to this file, which only its owner may read"},
    {"force", 0, OPTION_FLAG, OPTION_FIELD(force), NULL, "overwrite FILE"},
    {"events", 0, OPTION_FLAG, OPTION_FIELD(events), NULL, "with jsonl: a line for every dated record too"},
    {"show", 0, OPTION_TEXT, OPTION_FIELD(show), "WHAT",
     "with html: names, numbers, texts, device, all, joined by commas: what the case holds of them is shown; without, "
     "\"person 1\", \"number 2\" stand there"},
    {"custody", 0, OPTION_TEXT, OPTION_FIELD(custody), "FILE",
     "with html: who held the evidence when, lines of \"field: value\" (docs/report.md)"},
    OPTION_ARTEFACTS_DIR,
    OPTION_RULES_DIR,
    OPTION_ADVICE,
};

static int report_write(const struct arguments *arguments, enum bridle_format format, unsigned show)
{
    struct bridle_error error = {""};
    struct bridle_result *result = NULL;
    struct bridle_definitions definitions = definitions_of(arguments);
    struct target target;
    unsigned what =
        (arguments->events ? BRIDLE_CASE_EVENTS : 0U) | (format == BRIDLE_FORMAT_HTML ? BRIDLE_CASE_RECORDS : 0U);
    int status = bridle_case_read(arguments->operands.items[0], &definitions, what, &result, &error);
    if (status == BRIDLE_FAILED)
        return failed(&error);
    if (!target_open(&target, arguments->output, arguments->force)) {
        bridle_result_free(result);
        return BRIDLE_FAILED;
    }
    struct bridle_output output = output_of(arguments, target.fd, format);
    output.show = show;
    output.custody = arguments->custody;
    status = bridle_result_write(result, &output, &error);
    bridle_result_free(result);
    bool kept = target_close(&target, status != BRIDLE_FAILED);
    if (status == BRIDLE_FAILED)
        return failed(&error);
    return kept ? 0 : BRIDLE_FAILED;
}

static int report_run(const struct invocation *invocation)
{
    const struct arguments *arguments = invocation->arguments;
    enum bridle_format format;
    int status = 0;
    if (!operands_check(invocation, 1, 1))
        return BRIDLE_FAILED;
    unsigned show = 0;
    if (!format_parse(invocation, "text, html, jsonl, csv", &format, &status))
        return status;
    if (!show_parse(arguments, &show))
        return BRIDLE_FAILED;
    if (format != BRIDLE_FORMAT_HTML && (arguments->show || arguments->custody)) {
        say(_("report: %s needs --format html"), arguments->show ? "--show" : "--custody");
        return BRIDLE_FAILED;
    }
    if (arguments->events && format != BRIDLE_FORMAT_JSONL) {
        say(_("report: --events needs --format jsonl"));
        return BRIDLE_FAILED;
    }
    return report_write(arguments, format, show);
}

const struct command command_report = {
    .name = "report",
    .summary = "write a case out: text, html, jsonl, csv",
    .usage = "CASE [--format text|jsonl|csv] [-o FILE]\n"
             "CASE --format html [--show WHAT] [--custody FILE] [-o FILE]",
    .text =
        "Writes out what a case (check -o) holds, for people or for other programs. The acquisition is not needed. The "
        "case is read in a caged worker: somebody else may have made it.",
    .example = "bridle report march.bridle --format html --custody march.txt -o march.html\n"
               "bridle report march.bridle --format csv -o findings.csv",
    .options = COMMAND_OPTIONS(options),
    .run = report_run,
};
