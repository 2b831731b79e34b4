// SPDX-License-Identifier: Apache-2.0
// bridle check: examine an acquisition.
#include "cli/commands.h"
#include "cli/quantity.h"
#include "cli/language.h"
#include "cli/out.h"
#include "cli/password.h"
#include "cli/progress.h"
#include "cli/target.h"

#include <signal.h>
#include <unistd.h>

static const struct option options[] = {
    {"indicators", 'i', OPTION_LIST, OPTION_FIELD(lists), "LIST",
     "a list of indicators (STIX 2, or one value a line); repeatable; without: the lists that come with bridle"},
    {"output", 'o', OPTION_TEXT, OPTION_FIELD(output), "CASE",
     "keep the case in this file (name it NAME.bridle); without, nothing is written to disk but --report's file"},
    {"report", 0, OPTION_TEXT, OPTION_FIELD(report), "FILE.html",
     "write a report to read, print and pass on; opened by nobody, readable by you alone"},
    {"format", 0, OPTION_TEXT, OPTION_FIELD(format), "FORMAT", "text (as here, the default) or jsonl (for programs)"},
    {"events", 0, OPTION_FLAG, OPTION_FIELD(events), NULL, "with -o and jsonl: a line for every dated record too"},
    {"force", 0, OPTION_FLAG, OPTION_FIELD(force), NULL, "overwrite CASE and the report"},
    OPTION_PASSWORD_FILE,
    OPTION_PASSWORD_FD,
    OPTION_KEY_FILE,
    {"only", 0, OPTION_TEXT, OPTION_FIELD(only), "NAME[,NAME]", "read these artefacts alone"},
    {"skip", 0, OPTION_TEXT, OPTION_FIELD(skip), "NAME[,NAME]", "leave these artefacts out"},
    OPTION_ARTEFACTS_DIR,
    OPTION_RULES_DIR,
    OPTION_LISTS_DIR,
    OPTION_ADVICE,
    {"case-name", 0, OPTION_TEXT, OPTION_FIELD(case_name), "NAME", "what the case is called (not the person's name)"},
    {"examiner", 0, OPTION_TEXT, OPTION_FIELD(examiner), "TEXT", "who examines; kept in the case"},
    {"consent", 0, OPTION_TEXT, OPTION_FIELD(consent), "TEXT",
     "who agreed to this, when, to what; kept in the case and printed at its beginning"},
    {"keep-content", 0, OPTION_FLAG, OPTION_FIELD(keep_content), NULL,
     "keep personal content that matched nothing too (needs --consent and --examiner)"},
    {"no-fingerprints", 0, OPTION_FLAG, OPTION_FIELD(no_fingerprints), NULL,
     "keep no fingerprints of personal values, so that new lists cannot be looked up in the case"},
    {"timezone", 0, OPTION_TEXT, OPTION_FIELD(timezone), "NAME",
     "the phone's time zone, for sources that know local time alone and do not say which"},
    {"no-recover", 0, OPTION_FLAG, OPTION_FIELD(no_recover), NULL, "look for no deleted records (not built yet)"},
    {"jobs", 0, OPTION_TEXT, OPTION_FIELD(jobs), "N", "workers at once; without: one a processor"},
    {"limit", 0, OPTION_TEXT, OPTION_FIELD(limit), "LIMITS",
     "memory=SIZE,time=DURATION of one worker, as in memory=512M,time=10m"},
    {"require-cage", 0, OPTION_FLAG, OPTION_FIELD(require_cage), NULL, "stop where workers cannot be caged"},
    {"no-cage", 0, OPTION_FLAG, OPTION_FIELD(no_cage), NULL, "read without a cage (said in the report)"},
    {"exit-zero", 0, OPTION_FLAG, OPTION_FIELD(exit_zero), NULL, "end with 0 in place of 1, 3 and 4"},
};

static bool settings_agree(const struct arguments *arguments)
{
    const char *wrong = NULL;
    bool named = arguments->consent && *arguments->consent && arguments->examiner && *arguments->examiner;
    if (arguments->keep_content && !named)
        wrong = _("--keep-content needs --consent TEXT and --examiner TEXT");
    else if (arguments->require_cage && arguments->no_cage)
        wrong = _("--require-cage and --no-cage exclude each other");
    else if (arguments->events && !(arguments->output && text_is(arguments->format, "jsonl")))
        wrong = _("--events needs -o CASE and --format jsonl");
    else if (text_is(arguments->report, "-"))
        wrong = _("--report needs a file: standard output carries the result");
    else if (arguments->report && text_is(arguments->report, arguments->output))
        wrong = _("the case (-o) and the report (--report) need a file each");
    if (wrong)
        say("check: %s", wrong);
    return !wrong;
}

static bool numbers_read(const struct arguments *arguments, struct bridle_check *check)
{
    uint64_t jobs = 0;
    if (arguments->jobs && !number_parse(arguments->jobs, 1024, &jobs)) {
        say(_("--jobs: %s is not a number from 1 to 1024"), QUOTE(arguments->jobs));
        return false;
    }
    check->jobs = (unsigned)jobs;
    return !arguments->limit || limit_parse(arguments->limit, &check->limit_memory, &check->limit_seconds);
}

static struct bridle_check check_of(const struct arguments *arguments)
{
    struct bridle_check check = BRIDLE_CHECK_INIT;
    check.definitions = definitions_of(arguments);
    check.acquisition = arguments->operands.items[0];
    check.lists = arguments->lists.items;
    check.list_count = arguments->lists.count;
    check.case_path = arguments->output;
    check.records = arguments->report && !arguments->output;
    check.only = arguments->only;
    check.skip = arguments->skip;
    check.case_name = arguments->case_name;
    check.examiner = arguments->examiner;
    check.consent = arguments->consent;
    check.timezone = arguments->timezone;
    check.keep_content = arguments->keep_content;
    check.no_fingerprints = arguments->no_fingerprints;
    check.force = arguments->force;
    check.require_cage = arguments->require_cage;
    check.no_cage = arguments->no_cage;
    return check;
}

// With a case, the case is read again: the report shows the records that findings rest on.
static int report_write(const struct arguments *arguments, const struct bridle_result *result, int fd)
{
    struct bridle_error error = {""};
    struct bridle_result *whole = NULL;
    struct bridle_output output = output_of(arguments, fd, BRIDLE_FORMAT_HTML);
    struct bridle_definitions definitions = definitions_of(arguments);
    int status = 0;
    if (arguments->output)
        status = bridle_case_read(arguments->output, &definitions, BRIDLE_CASE_RECORDS, &whole, &error);
    if (status != BRIDLE_FAILED)
        status = bridle_result_write(whole ? whole : result, &output, &error);
    bridle_result_free(whole);
    return status == BRIDLE_FAILED ? failed(&error) : 0;
}

// With --events the case is read again, which alone knows them.
static int result_write(const struct arguments *arguments, const struct bridle_result *result,
                        enum bridle_format format)
{
    struct bridle_error error = {""};
    struct bridle_result *whole = NULL;
    struct bridle_output output = output_of(arguments, STDOUT_FILENO, format);
    struct bridle_definitions definitions = definitions_of(arguments);
    int status = 0;
    if (arguments->events)
        status = bridle_case_read(arguments->output, &definitions, BRIDLE_CASE_EVENTS, &whole, &error);
    if (status != BRIDLE_FAILED)
        status = bridle_result_write(whole ? whole : result, &output, &error);
    bridle_result_free(whole);
    return status == BRIDLE_FAILED ? failed(&error) : 0;
}

static volatile int stop;

static void stop_handler(int number)
{
    stop = number;
}

// Ctrl-C ends the examination in order: the half case is taken away.
static void stop_on_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = stop_handler};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        (void)sigaction(numbers[i], &action, NULL);
}

static int check_examine(const struct arguments *arguments, struct bridle_check *check, enum bridle_format format)
{
    struct bridle_error error = {""};
    struct bridle_result *result = NULL;
    struct progress progress;
    progress_init(&progress, !arguments->no_progress && !arguments->quiet);
    check->progress = progress_draw;
    check->progress_context = &progress;
    check->stop = &stop;
    stop_on_signals();
    struct target target;
    if (arguments->report && bridle_outside(arguments->report, check->acquisition, &error))
        return failed(&error);
    // Before the examination: a report that cannot be written is said at once.
    if (!target_open(&target, arguments->report, arguments->force))
        return BRIDLE_FAILED;
    int status = bridle_check(check, &result, &error);
    progress_wipe(&progress);
    int written = status == BRIDLE_FAILED ? failed(&error) : result_write(arguments, result, format);
    if (written == 0 && arguments->report)
        written = report_write(arguments, result, target.fd);
    bridle_result_free(result);
    bool kept = target_close(&target, written == 0);
    if (written != 0 || !kept)
        return BRIDLE_FAILED;
    if (arguments->output && !arguments->quiet)
        say(_("the case is kept in %s"), QUOTE(arguments->output));
    if (arguments->report && !arguments->quiet)
        say(_("the report is in %s; whoever reads it reads about this phone"), QUOTE(arguments->report));
    return arguments->exit_zero ? 0 : status;
}

static int check_run(const struct invocation *invocation)
{
    const struct arguments *arguments = invocation->arguments;
    enum bridle_format format;
    int status = 0;
    if (!operands_check(invocation, 1, 1))
        return BRIDLE_FAILED;
    if (arguments->no_recover)
        return not_built_yet("--no-recover");
    if (!format_parse(invocation, "text, jsonl", &format, &status))
        return status;
    struct bridle_check check = check_of(arguments);
    struct passwords passwords = {0};
    if (!settings_agree(arguments) || !numbers_read(arguments, &check))
        return BRIDLE_FAILED;
    check.password = passwords_give;
    check.password_context = &passwords;
    check.say = password_say;
    bool read = passwords_read(arguments, invocation->secret, &passwords);
    check.key = passwords.key;
    status = read ? check_examine(arguments, &check, format) : BRIDLE_FAILED;
    passwords_release(&passwords);
    return status;
}

const struct command command_check = {
    .name = "check",
    .summary = "examine an acquisition",
    .usage = "ACQUISITION [-i LIST]... [-o CASE] [OPTION...]",
    .text =
        "Takes an iOS backup, a sysdiagnose or a folder that holds private/var, as a folder or packed (tar, tar.gz, "
        "zip), finds out which it is, reads it in caged workers, and says which traces it holds, how strong each is, "
        "what it means, and what could not be read. Nothing in the "
        "acquisition is changed, and nothing is sent anywhere. Only examine your own phone, or one whose owner agreed.",
    .statuses = "0  nothing found in what was read, and everything was read to its end\n"
                "1  traces found, or signs of an attempt\n"
                "2  it could not run (the message says why)\n"
                "3  worth a review: weak findings alone\n"
                "4  nothing found, and something was not read; or nothing could be read",
    .example = "bridle check ~/backups/00008030-001A2B3C4D5E6F70\n"
               "bridle check -i pegasus.stix2 -o march.bridle --consent 'hers, 3 March' BACKUP",
    .options = COMMAND_OPTIONS(options),
    .run = check_run,
};
