// SPDX-License-Identifier: Apache-2.0
// From what the workers gave to a result: artefacts without input, damage as findings, case rules, order, verdict,
// case.
#include "examine/examination.h"

#include "match/match.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <time.h>

static enum error_code finish_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, "examine", ERROR_NO_OFFSET, "no memory for the result");
}

static bool artefact_has_input(const struct examination *examination, const struct artefact *artefact)
{
    for (size_t i = 0; i < examination->input_count; i++)
        for (size_t j = 0; j < examination->inputs[i].row_count; j++)
            if (examination->inputs[i].rows[j].artefact == artefact)
                return true;
    return false;
}

static bool artefact_in_kind(const struct examination *examination, const struct artefact *artefact)
{
    bool backup = examination->evidence.kind == EVIDENCE_IOS_BACKUP;
    for (size_t i = 0; i < artefact->from.count; i++) {
        struct slice from = artefact->from.items[i];
        bool walk = slice_equal(from, SLICE(PLAN_WALK));
        bool sysdiagnose = slice_starts(from, SLICE(EVIDENCE_SYSDIAGNOSE_DOMAIN));
        if (sysdiagnose != (examination->evidence.kind == EVIDENCE_SYSDIAGNOSE))
            continue;
        if (sysdiagnose || slice_find_byte(from, '/') != SIZE_MAX || walk != backup)
            return true;
    }
    return false;
}

static bool artefact_needs_encryption(const struct examination *examination, const struct artefact *artefact)
{
    const struct fact *encrypted = &examination->facts[FACT_ENCRYPTED];
    return artefact->encrypted_only && examination->evidence.kind == EVIDENCE_IOS_BACKUP &&
           !(encrypted->is_number && encrypted->number);
}

// Where every place of an artefact lies in an app's own folder, its absence means that the app isn't there.
static bool artefact_of_app(const struct artefact *artefact)
{
    for (size_t i = 0; i < artefact->from.count; i++)
        if (!slice_starts(artefact->from.items[i], SLICE("AppDomain")))
            return false;
    return true;
}

static struct case_input absent_input(const struct examination *examination, const struct artefact *artefact)
{
    struct case_input input = {.artefact = artefact->name, .outcome = OUTCOME_ABSENT};
    if (!examination->wanted[artefact->number]) {
        input.outcome = OUTCOME_SKIPPED;
        input.reason = REASON_ASKED;
    } else if (!artefact_in_kind(examination, artefact) || artefact_needs_encryption(examination, artefact) ||
               artefact->listing.size) {
        input.reason = REASON_NOT_IN_THIS_KIND;
    } else if (examination->listing_hurt && !artefact->any_kind && artefact->listing.size == 0) {
        input.outcome = OUTCOME_DAMAGED;
        input.error = SLICE(N_("the backup's list of files is damaged: whether this file was in it is not known"));
    } else {
        input.reason = artefact_of_app(artefact) ? REASON_APP_NOT_INSTALLED : REASON_NOT_COLLECTED;
    }
    return input;
}

static int input_order(const void *a, const void *b)
{
    const struct case_input *first = a;
    const struct case_input *second = b;
    int order = slice_compare(first->input, second->input);
    order = order ? order : slice_compare(first->artefact, second->artefact);
    return order ? order : slice_compare(first->error, second->error);
}

static enum error_code finish_inputs(struct examination *examination, struct error *error)
{
    const struct definitions *definitions = &examination->loaded.definitions;
    size_t room = definitions->artefact_count + definitions->store_count;
    size_t count = 0;
    for (size_t i = 0; i < examination->input_count; i++)
        room += examination->inputs[i].row_count;
    struct case_input *inputs = arena_alloc(examination->arena, room, sizeof *inputs);
    if (!inputs)
        return finish_memory(error);
    for (size_t i = 0; i < examination->input_count; i++)
        for (size_t j = 0; j < examination->inputs[i].row_count; j++)
            inputs[count++] = examination->inputs[i].rows[j].result;
    for (size_t i = 0; i < definitions->artefact_count; i++)
        if (!artefact_has_input(examination, &definitions->artefacts[i]))
            inputs[count++] = absent_input(examination, &definitions->artefacts[i]);
    if (!stores_tell(examination, inputs, &count))
        return finish_memory(error);
    if (count)
        qsort(inputs, count, sizeof *inputs, input_order);
    examination->model.inputs = inputs;
    examination->model.input_count = count;
    return ERROR_NONE;
}

// Damage is never silence.
static enum error_code finish_damage(struct examination *examination, struct error *error)
{
    for (uint32_t i = 0; i < examination->input_count; i++) {
        for (uint32_t j = 0; j < examination->inputs[i].row_count; j++) {
            struct case_input *input = &examination->inputs[i].rows[j].result;
            bool crowded = examination->listing_crowded && examination->inputs[i].rows[j].artefact->listing.size > 0;
            if (crowded && input->outcome == OUTCOME_READ) {
                input->outcome = OUTCOME_PARTIAL;
                input->error = SLICE(N_("it names more files, or one place more often, than is read"));
            }
            bool hurt = input->outcome == OUTCOME_PARTIAL || input->outcome == OUTCOME_DAMAGED ||
                        input->outcome == OUTCOME_KILLED;
            bool lists = examination->inputs[i].rows[j].artefact->listing.size > 0;
            if (lists && (hurt || input->outcome == OUTCOME_NOT_UNDERSTOOD || input->outcome == OUTCOME_LOCKED))
                examination->listing_hurt = true;
            if (examination->wanted[examination->inputs[i].rows[j].artefact->number])
                examination->findings_left_out += examination->inputs[i].rows[j].findings_left_out;
            if (hurt &&
                !finding_add_own(examination, i, j, "unreadable", GRADE_CONTEXT, MEANS_UNREADABLE, input->error))
                return finish_memory(error);
        }
    }
    return ERROR_NONE;
}

static int time_order(struct optional_time a, struct optional_time b)
{
    if (a.set != b.set)
        return a.set ? -1 : 1;
    return a.microseconds < b.microseconds ? -1 : a.microseconds > b.microseconds;
}

// Records are numbers in text: by length, then by digits.
static int record_order(struct slice a, struct slice b)
{
    if (a.size != b.size)
        return a.size < b.size ? -1 : 1;
    return slice_compare(a, b);
}

static int finding_order(const void *a, const void *b)
{
    const struct case_finding *first = a;
    const struct case_finding *second = b;
    if (first->grade != second->grade)
        return first->grade > second->grade ? -1 : 1;
    int order = time_order(first->time, second->time);
    order = order ? order : slice_compare(first->input, second->input);
    order = order ? order : record_order(first->record, second->record);
    order = order ? order : slice_compare(first->rule, second->rule);
    order = order ? order : slice_compare(first->column, second->column);
    return order ? order : slice_compare(first->id, second->id);
}

// What is older than the set-up cannot have happened on this phone since then.
static bool finding_before_set_up(struct examination *examination, struct case_finding *finding)
{
    static const char words[] =
        N_("It is older than this phone's set-up: it may have come with a restore from an earlier phone.");
    const struct fact *set_up = &examination->facts[FACT_SET_UP];
    // By the phone's own clock it may have been up to 12 hours later, west of Greenwich.
    int64_t later = slice_equal(finding->time_origin, SLICE("utc")) ? 0 : INT64_C(43200000000);
    if (!set_up->is_number || set_up->number <= 0 || !finding->time.set ||
        finding->time.microseconds >= set_up->number - later)
        return true;
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, LIMIT_SQL_LENGTH);
    buffer_put(&text, finding->benign);
    if (finding->benign.size)
        buffer_put_text(&text, slice_ends(finding->benign, SLICE(".")) ? " " : ". ");
    buffer_put_text(&text, words);
    return !text.failed && arena_copy(examination->arena, buffer_slice(&text), &finding->benign);
}

static enum error_code finish_findings(struct examination *examination, struct error *error)
{
    struct case_finding *findings = arena_alloc(examination->arena, examination->finding_count, sizeof *findings);
    if (!findings)
        return finish_memory(error);
    for (size_t i = 0; i < examination->finding_count; i++) {
        findings[i] = examination->findings[i].finding;
        if (!finding_before_set_up(examination, &findings[i]))
            return finish_memory(error);
    }
    if (examination->finding_count)
        qsort(findings, examination->finding_count, sizeof *findings, finding_order);
    examination->model.findings = findings;
    examination->model.finding_count = examination->finding_count;
    examination->model.findings_left_out = examination->findings_left_out;
    return ERROR_NONE;
}

struct rule_gathering {
    struct examination *examination;
    bool done;
    struct worker_result result;
    struct error error;
};

// A case rule's finding names its input by the number that the case has.
static bool case_place(const struct examination *examination, uint64_t number, uint32_t artefact, uint32_t *ret_input,
                       uint32_t *ret_row)
{
    for (uint32_t i = 0; i < examination->input_count; i++) {
        for (uint32_t j = 0; j < examination->inputs[i].row_count; j++) {
            const struct plan_row *row = &examination->inputs[i].rows[j];
            if (row->number == number && row->artefact->number == artefact) {
                *ret_input = i;
                *ret_row = j;
                return true;
            }
        }
    }
    return false;
}

// A record that such a finding rests on: the input's number, its own, then the artefact's columns.
static bool rules_record(struct examination *examination, struct slice payload)
{
    UNCLEARED struct cell cells[LIMIT_COLUMNS];
    struct cursor cursor = cursor_over(payload);
    uint32_t number = cursor_u32le(&cursor) - CASE_ROWS_FOUND;
    size_t count;
    uint32_t input;
    uint32_t row;
    if (!frame_get_cells(&cursor, cells, LIMIT_COLUMNS, &count) || cursor_left(&cursor) ||
        number >= examination->loaded.definitions.artefact_count || count < 2 || cells[0].type != CELL_INTEGER ||
        cells[1].type != CELL_INTEGER || cells[1].integer <= 0 ||
        count - 2 > examination->loaded.definitions.artefacts[number].column_count)
        return false;
    const struct found_claim claim = {(uint64_t)cells[1].integer, GRADE_KNOWN, true};
    if (case_place(examination, (uint64_t)cells[0].integer, number, &input, &row))
        found_keep(examination, input, row, &claim, cells + 2, count - 2);
    return true;
}

static bool rules_frame(void *context, UNUSED uint32_t number, uint32_t type, struct slice payload)
{
    struct rule_gathering *own = context;
    struct examination *examination = own->examination;
    struct run_finding claim;
    uint32_t input = UINT32_MAX;
    uint32_t row = UINT32_MAX;
    uint32_t rule;
    struct slice why;
    if (type == FRAME_FINDING) {
        if (!frame_get_finding(payload, &claim) || claim.rule >= examination->loaded.definitions.rule_count ||
            examination->loaded.definitions.rules[claim.rule].on.size)
            return false;
        // Without an artefact's name the finding stands at the first that the rule reads.
        if (claim.artefact == UINT32_MAX) {
            const struct definition_texts *reads = &examination->loaded.definitions.rules[claim.rule].reads;
            const struct artefact *artefact = NULL;
            for (size_t i = 0; !artefact && i < reads->count; i++)
                artefact = definitions_artefact(&examination->loaded.definitions, reads->items[i]);
            if (!artefact)
                return false;
            claim.artefact = artefact->number;
        }
        uint64_t place;
        if (slice_decimal(claim.matched, &place))
            (void)case_place(examination, place, claim.artefact, &input, &row);
        // A private cell's stand-in is no value; without a case it would be NULL.
        if (claim.value.size == FINGERPRINT_TEXT_SIZE && slice_starts(claim.value, SLICE("fp:")))
            claim.value = SLICE_NONE;
        return finding_add(examination, input, row, &claim);
    }
    if (type == FRAME_ROW)
        return rules_record(examination, payload);
    if (type == FRAME_RULE_SKIPPED && frame_get_rule_skipped(payload, &rule, &why) &&
        rule < examination->loaded.definitions.rule_count) {
        return arena_copy(examination->arena, slice_part(why, 0, 200), &examination->rules_skipped[rule]);
    }
    if (type == FRAME_ERROR) {
        struct cursor cursor = cursor_over(payload);
        (void)cursor_u32le(&cursor);
        error_set(&own->error, ERROR_FORMAT, "case", ERROR_NO_OFFSET, "%s", ERROR_QUOTE(cursor_slice(&cursor)));
        return true;
    }
    return false;
}

static void rules_ended(void *context, UNUSED uint32_t number, const struct worker_result *result)
{
    struct rule_gathering *own = context;
    own->done = true;
    own->result = *result;
}

static size_t case_rule_count(const struct examination *examination)
{
    size_t count = 0;
    for (size_t i = 0; i < examination->loaded.definitions.rule_count; i++)
        count += examination->loaded.definitions.rules[i].on.size == 0;
    return count;
}

void case_rules_skipped(struct examination *examination, const char *why)
{
    for (size_t i = 0; i < examination->loaded.definitions.rule_count; i++)
        if (examination->loaded.definitions.rules[i].on.size == 0)
            examination->rules_skipped[i] = slice_text(why);
}

// The rules that were not evaluated, in their order.
static enum error_code finish_skipped(struct examination *examination, struct error *error)
{
    for (size_t i = 0; i < examination->loaded.definitions.rule_count; i++) {
        struct slice why = examination->rules_skipped[i];
        char name[80];
        if (!why.data)
            continue;
        examination->verdict.rules_skipped++;
        if (!note_add(examination, "rule %s was not evaluated: %s",
                      error_quote(examination->loaded.definitions.rules[i].name, name, sizeof name), ERROR_QUOTE(why)))
            return finish_memory(error);
    }
    return ERROR_NONE;
}

static enum error_code finish_case_rules(struct examination *examination, struct error *error)
{
    struct rule_gathering own = {.examination = examination};
    struct crew_handler handler = {&own, rules_frame, rules_ended};
    int fd CLEANUP_CLOSE = -1;
    struct task task = {.job = JOB_CASE_RULES,
                        .fd_count = 1,
                        .memory = examination->check->limit_memory,
                        .seconds = examination->check->limit_seconds};
    size_t count = case_rule_count(examination);
    task.arguments[0] = examination->found ? JOB_FOUND : 0U;
    error_clear(&own.error);
    if (count == 0 || !examination->store)
        return ERROR_NONE;
    enum error_code code = ERROR_NONE;
    for (size_t i = 0; !code && i < examination->finding_count; i++)
        code = store_finding(examination->store, &examination->findings[i].finding, error);
    code = code ? code : store_checkpoint(examination->store, &fd, error);
    task.fds[0] = fd;
    code = code ? code : crew_start(examination->crew, &task, error);
    while (!code && !own.done && !examination_stopped(examination))
        code = crew_wait(examination->crew, &handler, 1000, error);
    if (!code && !own.done)
        return error_set(error, ERROR_KILLED, "examine", ERROR_NO_OFFSET, "stopped; nothing was kept");
    if (code && examination->store_for_rules) {
        error_clear(error);
        case_rules_skipped(examination, "what it reads is more than --limit memory");
        return ERROR_NONE;
    }
    if (!code && own.error.code)
        case_rules_skipped(examination, "the case could not be read for it");
    else if (!code && own.result.end != WORKER_DONE)
        case_rules_skipped(examination, "its worker ended early");
    return code ? code : store_forget_findings(examination->store, error);
}

static struct slice fact_text(const struct fact *fact)
{
    return fact->value.size ? fact->value : SLICE_NONE;
}

static struct optional_time fact_time(const struct fact *fact)
{
    return (struct optional_time){fact->is_number && fact->number > 0, fact->number};
}

// The caller's own texts do not outlive the call.
static struct slice option_text(struct examination *examination, const char *text)
{
    struct slice copy = SLICE_NONE;
    return text && text[0] && arena_copy(examination->arena, slice_text(text), &copy) ? copy : SLICE_NONE;
}

// What shaped the result, as the command line has it: no path and no password.
static struct slice options_of(const struct examination *examination)
{
    const struct bridle_check *check = examination->check;
    const struct {
        bool given;
        const char *name, *value;
    } options[] = {
        {check->only, "--only", check->only},
        {check->skip, "--skip", check->skip},
        {check->definitions.artefacts_dir, "--artefacts", NULL},
        {check->definitions.rules_dir, "--rules", NULL},
        {check->definitions.lists_dir, "--lists", NULL},
        {check->keep_content, "--keep-content", NULL},
        {check->no_fingerprints, "--no-fingerprints", NULL},
        {check->timezone, "--timezone", check->timezone},
        {check->no_cage, "--no-cage", NULL},
        {check->require_cage, "--require-cage", NULL},
        {check->limit_memory || check->limit_seconds, "--limit", NULL},
    };
    struct buffer text CLEANUP_BUFFER;
    struct slice copy = SLICE_NONE;
    buffer_init(&text, 65536);
    for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
        if (!options[i].given)
            continue;
        buffer_put_text(&text, text.size ? " " : "");
        buffer_put_text(&text, options[i].name);
        buffer_put_text(&text, options[i].value ? " " : "");
        buffer_put_text(&text, options[i].value ? options[i].value : "");
    }
    return text.size && arena_copy(examination->arena, buffer_slice(&text), &copy) ? copy : SLICE_NONE;
}

// What it ran on; never the machine's name.
static struct slice system_of(struct examination *examination)
{
    struct utsname names;
    struct buffer text CLEANUP_BUFFER;
    struct slice copy = SLICE_NONE;
    buffer_init(&text, 4096);
    if (uname(&names) != 0)
        return SLICE_NONE;
    buffer_format(&text, "%s %s %s", names.sysname, names.release, names.machine);
    return arena_copy(examination->arena, buffer_slice(&text), &copy) ? copy : SLICE_NONE;
}

// By the clock that nobody sets meanwhile.
static struct optional_time ended_at(const struct examination *examination)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t passed = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000 - examination->started;
    struct optional_time began = examination->model.facts.examined;
    return (struct optional_time){began.set, began.microseconds + passed};
}

static void finish_facts(struct examination *examination)
{
    struct case_facts *facts = &examination->model.facts;
    const struct bridle_check *check = examination->check;
    struct cage cage = crew_cage(examination->crew);
    facts->acquisition = examination->evidence.path;
    facts->kind = slice_text(evidence_kind_name(examination->evidence.kind));
    facts->device_model = fact_text(&examination->facts[FACT_DEVICE_MODEL]);
    facts->os = SLICE("iOS");
    facts->os_version = fact_text(&examination->facts[FACT_OS_VERSION]);
    facts->os_build = fact_text(&examination->facts[FACT_OS_BUILD]);
    facts->acquired = fact_time(&examination->facts[FACT_ACQUIRED]);
    facts->time_zone = fact_text(&examination->facts[FACT_TIME_ZONE]);
    facts->set_up = fact_time(&examination->facts[FACT_SET_UP]);
    facts->evidence_sha256 = examination->evidence_sha256;
    facts->tool_version = slice_text(bridle_version());
    facts->system = system_of(examination);
    facts->ended = ended_at(examination);
    facts->landlock_abi = cage.landlock_abi;
    facts->seccomp = cage.seccomp;
    facts->cage_off = cage.off;
    facts->consent = option_text(examination, check->consent);
    facts->examiner = option_text(examination, check->examiner);
    facts->keep_content = check->keep_content;
    facts->options = options_of(examination);
    facts->name = option_text(examination, check->case_name);
    if (facts->name.size == 0)
        facts->name = facts->evidence_sha256.size ? slice_part(facts->evidence_sha256, 0, 12) : SLICE("unnamed");
}

// Indicators of which this acquisition could have shown something: a kind that some column that was read holds.
static void finish_lists(struct examination *examination)
{
    uint32_t kinds = 0;
    for (size_t i = 0; i < examination->input_count; i++) {
        for (size_t j = 0; j < examination->inputs[i].row_count; j++) {
            const struct plan_row *row = &examination->inputs[i].rows[j];
            for (size_t k = 0; row->result.records && k < row->artefact->column_count; k++)
                kinds |= row->artefact->columns[k].kinds;
        }
    }
    uint32_t in_text = KIND_BIT(OBSERVABLE_URL) | KIND_BIT(OBSERVABLE_DOMAIN) | KIND_BIT(OBSERVABLE_IP) |
                       KIND_BIT(OBSERVABLE_EMAIL) | KIND_BIT(OBSERVABLE_PHONE);
    kinds |= kinds & KIND_TEXT ? in_text : 0U;
    kinds |= kinds & KIND_BIT(OBSERVABLE_URL) ? KIND_BIT(OBSERVABLE_DOMAIN) | KIND_BIT(OBSERVABLE_IP) : 0U;
    kinds |= kinds & KIND_BIT(OBSERVABLE_PATH) ? KIND_BIT(OBSERVABLE_FILE) : 0U;
    for (size_t i = 0; i < examination->lists.count; i++)
        for (unsigned kind = 0; kind < OBSERVABLE_KINDS; kind++)
            if (kinds & KIND_BIT(kind))
                examination->lists.lists[i].applicable += examination->lists.by_kind[i * OBSERVABLE_KINDS + kind];
    examination->model.lists = examination->lists.lists;
    examination->model.list_count = examination->lists.count;
}

static void finish_verdict_context(struct examination *examination)
{
    const struct definitions *definitions = &examination->loaded.definitions;
    struct verdict_context *verdict = &examination->verdict;
    const struct fact *state = &examination->facts[FACT_SNAPSHOT_STATE];
    uint64_t newest = 0;
    uint64_t major;
    verdict->unfinished =
        examination->evidence.snapshot_folder || (state->value.size && !slice_equal(state->value, SLICE("finished")));
    verdict->no_list = examination->lists.count == 0;
    for (size_t i = 0; i < examination->lists.count; i++) {
        verdict->lists_in_part = verdict->lists_in_part || examination->lists.lists[i].error.size;
        verdict->not_matched += examination->lists.lists[i].not_matched;
    }
    for (size_t i = 0; i < definitions->artefact_count; i++)
        newest = definitions->artefacts[i].until > newest ? definitions->artefacts[i].until : newest;
    struct slice version = examination->facts[FACT_OS_VERSION].value;
    verdict->newer_system =
        newest && slice_decimal(slice_part(version, 0, slice_find_byte(version, '.')), &major) && major > newest;
}

static enum error_code finish_case(struct examination *examination, struct error *error)
{
    struct case_model *model = &examination->model;
    struct store *store = examination->store;
    enum error_code code = store_facts(store, &model->facts, error);
    for (size_t i = 0; !code && i < model->list_count; i++)
        code = store_list(store, &model->lists[i], error);
    for (size_t i = 0; !code && i < model->note_count; i++)
        code = store_note(store, model->notes[i], error);
    for (size_t i = 0; !code && i < model->input_count; i++)
        code = store_input(store, model->inputs[i].number, &model->inputs[i], error);
    for (size_t i = 0; !code && i < model->finding_count; i++)
        code = store_finding(store, &model->findings[i], error);
    code = code ? code : store_views(store, &examination->loaded.definitions, error);
    return code ? code : store_finish(store, error);
}

enum error_code examination_finish(struct examination *examination, struct error *error)
{
    enum error_code code = finish_damage(examination, error);
    code = code ? code : finish_case_rules(examination, error);
    code = code ? code : finish_skipped(examination, error);
    code = code ? code : finish_inputs(examination, error);
    code = code ? code : finish_findings(examination, error);
    if (code)
        return code;
    found_finish(examination);
    finish_facts(examination);
    finish_lists(examination);
    finish_verdict_context(examination);
    examination->model.arena = examination->arena;
    examination->model.notes = examination->notes;
    examination->model.note_count = examination->note_count;
    if (examination->findings_left_out && !note_add(examination, "%llu further findings were left out, over a limit",
                                                    (unsigned long long)examination->findings_left_out))
        return finish_memory(error);
    examination->model.notes = examination->notes;
    examination->model.note_count = examination->note_count;
    if (!verdict_reach(&examination->model, &examination->verdict))
        return finish_memory(error);
    return examination->store && !examination->store_for_rules ? finish_case(examination, error) : ERROR_NONE;
}
