// SPDX-License-Identifier: Apache-2.0
// Workers at the inputs, their frames into findings and the case. What a worker says is checked: numbers of its own
// task, claims that the index confirms.
#include "examine/examination.h"

#include "examine/hex.h"
#include "sql/device_path.h"

#include <stdlib.h>
#include <time.h>

struct gathering {
    struct examination *examination;
    size_t first, end;                // the inputs that can start
    bool listed;                      // no list of files is waited for
    struct fingerprint *fingerprints; // room for one frame
};

#define FINGERPRINTS_A_FRAME 65536U

static struct plan_row *row_of(struct examination *examination, uint32_t number, uint32_t artefact, uint32_t *ret_row)
{
    if (number >= examination->input_count)
        return NULL;
    struct plan_input *input = &examination->inputs[number];
    for (uint32_t i = 0; i < input->row_count; i++) {
        if (input->rows[i].artefact->number == artefact) {
            *ret_row = i;
            return &input->rows[i];
        }
    }
    return NULL;
}

static bool frame_hash(struct examination *examination, uint32_t number, struct slice payload)
{
    struct plan_input *input = &examination->inputs[number];
    uint64_t size;
    struct slice digest;
    struct slice hex;
    if (input->rows[0].result.sha256.size || !frame_get_hash(payload, &size, &digest) ||
        !arena_hex(examination->arena, digest, &hex))
        return false;
    for (size_t i = 0; !input->walk && i < input->row_count; i++) {
        input->rows[i].result.sha256 = hex;
        input->rows[i].result.size = size;
        input->rows[i].result.has_size = true;
    }
    return true;
}

// Without -o the case is only there for its rules: over its limit they are not evaluated, and the rest goes on.
static bool store_give_up(struct examination *examination)
{
    error_clear(&examination->error);
    examination->store = store_free(examination->store);
    case_rules_skipped(examination, "what it reads is more than --limit memory");
    return true;
}

static bool frame_record(struct examination *examination, uint32_t number, struct slice payload)
{
    UNCLEARED struct cell cells[LIMIT_COLUMNS];
    uint32_t artefact;
    uint32_t at;
    uint64_t record;
    size_t count;
    if (!frame_get_record(payload, &artefact, &record, cells, &count))
        return false;
    struct plan_row *row = row_of(examination, number, artefact, &at);
    if (!row || row->has_outcome || count != row->artefact->column_count || row->records++ >= LIMIT_RECORDS)
        return false;
    if (record && row->found == record)
        found_keep(examination, number, at, &(struct found_claim){record, row->found_grade, false}, cells, count);
    if (!examination->store || !examination->stored[artefact] || examination->error.code)
        return true;
    // A case that cannot be written ends the examination, not the worker.
    if (store_record(examination->store, row->artefact, row->number, record, cells, count, &examination->error) &&
        examination->store_for_rules)
        return store_give_up(examination);
    return true;
}

static bool frame_finding(struct examination *examination, uint32_t number, struct slice payload)
{
    struct run_finding claim;
    uint32_t at;
    if (!frame_get_finding(payload, &claim))
        return false;
    struct plan_row *row = row_of(examination, number, claim.artefact, &at);
    if (!row || row->has_outcome)
        return false;
    // Its record comes behind all that is found in it.
    if (row->found != claim.record || row->found_grade < claim.grade)
        row->found_grade = claim.grade;
    row->found = claim.record;
    if (claim.rule != FINDING_NO_RULE &&
        (claim.rule >= examination->loaded.definitions.rule_count ||
         !slice_equal(examination->loaded.definitions.rules[claim.rule].on, row->artefact->name)))
        return false;
    return finding_add(examination, number, at, &claim);
}

static bool frame_entry(struct examination *examination, uint32_t number, struct slice payload)
{
    struct run_entry entry;
    uint8_t file[44];
    struct buffer device CLEANUP_BUFFER = {0};
    const struct plan_input *input = &examination->inputs[number];
    if (!frame_get_entry(payload, &entry) || !input->listing || input->listed || entry.path.size > LIMIT_PATH_SIZE ||
        entry.artefact >= examination->loaded.definitions.artefact_count)
        return false;
    // A backup keeps a file under its id, in a folder of the id's first two digits. Anything else leads nowhere.
    bool is_id = entry.file_id.size == 40;
    for (size_t i = 0; is_id && i < entry.file_id.size; i++)
        is_id = byte_hex(entry.file_id.data[i]) >= 0;
    size_t folder = examination->evidence.is_old ? 0 : 3;
    if (is_id) {
        memcpy(file, entry.file_id.data, 2);
        file[2] = '/';
        memcpy(file + folder, entry.file_id.data, 40);
    }
    size_t slash = slice_find_byte(entry.path, '/');
    buffer_init(&device, LIMIT_PATH_SIZE * 2U);
    bool mapped =
        slash != SIZE_MAX && device_path(slice_part(entry.path, 0, slash), slice_from(entry.path, slash + 1), &device);
    return plan_file(examination, entry.artefact, entry.part, slice_of(file, is_id ? folder + 40 : 0), entry.path,
                     mapped ? buffer_slice(&device) : SLICE_NONE, entry.key, &examination->error) == ERROR_NONE;
}

static bool frame_fingerprints(struct gathering *gathering, uint32_t number, struct slice payload)
{
    struct examination *examination = gathering->examination;
    uint32_t artefact;
    uint32_t at;
    size_t count;
    if (!frame_get_fingerprints(payload, &artefact, gathering->fingerprints, FINGERPRINTS_A_FRAME, &count))
        return false;
    const struct plan_row *row = row_of(examination, number, artefact, &at);
    if (!row || row->has_outcome || !examination->has_key)
        return false;
    if (examination->store && examination->stored[artefact] && !examination->error.code)
        (void)(store_fingerprints(examination->store, row->artefact, row->number, gathering->fingerprints, count,
                                  &examination->error) == ERROR_NONE);
    return true;
}

static bool row_forget(struct examination *examination, uint32_t number, uint32_t at)
{
    struct plan_row *row = &examination->inputs[number].rows[at];
    row->has_outcome = false;
    row->records = row->findings_left_out = row->found = 0;
    findings_forget(examination, number, at);
    if (row->founds)
        found_forget(examination, number, at);
    if (examination->store && !examination->error.code)
        (void)(store_forget(examination->store, row->artefact, row->number, &examination->error) == ERROR_NONE);
    return true;
}

static bool frame_restart(struct examination *examination, uint32_t number, struct slice payload)
{
    uint32_t artefact;
    uint32_t at;
    struct plan_row *row = frame_get_u32(payload, &artefact) ? row_of(examination, number, artefact, &at) : NULL;
    if (!row || row->restarted || row->has_outcome)
        return false;
    row->restarted = true;
    return row_forget(examination, number, at);
}

// The first input in order says why, whichever worker was faster.
static bool frame_rule_skipped(struct examination *examination, uint32_t number, struct slice payload)
{
    uint32_t rule;
    struct slice why;
    if (!frame_get_rule_skipped(payload, &rule, &why) || rule >= examination->loaded.definitions.rule_count)
        return false;
    if (examination->rules_skipped[rule].data && examination->rules_skipped_by[rule] <= number)
        return true;
    examination->rules_skipped_by[rule] = number;
    return arena_copy(examination->arena, slice_part(why, 0, 200), &examination->rules_skipped[rule]);
}

static bool frame_outcome(struct examination *examination, uint32_t number, struct slice payload)
{
    struct run_outcome outcome;
    struct time_span spans[SPANS_MOST];
    uint32_t at;
    if (!frame_get_outcome(payload, &outcome, spans))
        return false;
    struct plan_row *row = row_of(examination, number, outcome.artefact, &at);
    if (!row || row->has_outcome)
        return false;
    row->has_outcome = true;
    row->result.outcome = outcome.outcome;
    row->result.records = outcome.records;
    row->result.lost = outcome.lost;
    row->result.lost_unit = outcome.lost_unit;
    row->result.first = (struct optional_time){outcome.has_times, outcome.first};
    row->result.last = (struct optional_time){outcome.has_times, outcome.last};
    row->findings_left_out = outcome.findings_left_out;
    row->result.spans = arena_alloc(examination->arena, outcome.span_count + 1, sizeof *spans);
    if (!row->result.spans)
        return false;
    memcpy(row->result.spans, spans, outcome.span_count * sizeof *spans);
    row->result.span_count = outcome.span_count;
    return (outcome.error.size == 0 || arena_copy(examination->arena, outcome.error, &row->result.error)) &&
           (outcome.variant.size == 0 || arena_copy(examination->arena, outcome.variant, &row->result.variant));
}

static bool frame_error(struct examination *examination, uint32_t number, struct slice payload)
{
    struct cursor cursor = cursor_over(payload);
    enum error_code code = (enum error_code)cursor_u32le(&cursor);
    struct slice message = cursor_slice(&cursor);
    error_clear(&examination->inputs[number].error);
    error_set(&examination->inputs[number].error, code ? code : ERROR_FORMAT, "worker", ERROR_NO_OFFSET, "%s",
              ERROR_QUOTE(message));
    return cursor_ok(&cursor);
}

// What is done of all inputs together: whole for one that ended, as far as it was read for one at work.
static void progress_sum(const struct examination *examination, struct bridle_progress *progress)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < examination->input_count; i++) {
        const struct plan_input *input = &examination->inputs[i];
        uint64_t size = input->size == UINT64_MAX ? 0 : input->size;
        bytes += input->state == PLAN_DONE || input->bytes > size ? size : input->bytes;
        progress->records += input->records;
    }
    if (examination->bytes_total)
        progress->share = (double)bytes / (double)examination->bytes_total;
}

static void progress_tell(struct examination *examination, uint32_t number)
{
    const struct bridle_check *check = examination->check;
    char name[160];
    struct timespec now;
    if (!check->progress)
        return;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    double elapsed = ((double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3 - (double)examination->started) / 1e6;
    struct bridle_progress progress = {.input = error_quote(examination->inputs[number].place, name, sizeof name),
                                       .seconds_left = -1};
    progress_sum(examination, &progress);
    if (progress.share > 0.02)
        progress.seconds_left = elapsed * (1 - progress.share) / progress.share;
    check->progress(check->progress_context, &progress);
}

static bool frame_progress(struct examination *examination, uint32_t number, struct slice payload)
{
    struct plan_input *input = &examination->inputs[number];
    if (!frame_get_progress(payload, &input->records, &input->bytes))
        return false;
    progress_tell(examination, number);
    return true;
}

// A fact may come from a column that says so, of an artefact of this very input.
static bool input_has_fact(const struct plan_input *input, struct slice name)
{
    for (size_t i = 0; i < input->row_count; i++) {
        const struct artefact *artefact = input->rows[i].artefact;
        size_t column = artefact_column(artefact, name);
        if (column != SIZE_MAX && (artefact->columns[column].kinds & KIND_FACT))
            return true;
    }
    return false;
}

static bool frame_take(struct gathering *gathering, uint32_t number, uint32_t type, struct slice payload)
{
    struct examination *examination = gathering->examination;
    struct cell cell;
    struct slice name;
    switch ((enum frame)type) {
    case FRAME_HASH:
        return frame_hash(examination, number, payload);
    case FRAME_RECORD:
        return frame_record(examination, number, payload);
    case FRAME_FINDING:
        return frame_finding(examination, number, payload);
    case FRAME_ENTRY:
        return frame_entry(examination, number, payload);
    case FRAME_FACT:
        if (!frame_get_fact(payload, &name, &cell) || !input_has_fact(&examination->inputs[number], name))
            return false;
        fact_take(examination, number, name, &cell);
        return true;
    case FRAME_FINGERPRINTS:
        return frame_fingerprints(gathering, number, payload);
    case FRAME_RULE_SKIPPED:
        return frame_rule_skipped(examination, number, payload);
    case FRAME_RESTART:
        return frame_restart(examination, number, payload);
    case FRAME_OUTCOME:
        return frame_outcome(examination, number, payload);
    case FRAME_PROGRESS:
        return frame_progress(examination, number, payload);
    case FRAME_ERROR:
        return frame_error(examination, number, payload);
    case FRAME_INDICATOR:
    case FRAME_NAMES:
    case FRAME_ROW:
    case FRAME_KEYBAG:
    case FRAME_MEMBER:
    case FRAME_CONTENT:
    case FRAME_MEMBER_END:
    case FRAME_ARCHIVE:
    default:
        return false;
    }
}

static bool gather_frame(void *context, uint32_t number, uint32_t type, struct slice payload)
{
    struct gathering *gathering = context;
    struct examination *examination = gathering->examination;
    if (number >= examination->input_count)
        return false;
    size_t before = arena_used(examination->arena);
    bool good = frame_take(gathering, number, type, payload);
    examination->inputs[number].kept += arena_used(examination->arena) - before;
    return good && examination->inputs[number].kept <= LIMIT_KEPT_AN_INPUT;
}

static const char *end_words(const struct worker_result *result)
{
    switch (result->end) {
    case WORKER_TIMEOUT:
        return N_("its reader was ended: the time for one input was used up");
    case WORKER_OVER_TIME:
        return N_("its reader was ended: the processor time for one input was used up");
    case WORKER_PROTOCOL:
        return N_("its reader was ended: it sent what makes no sense");
    case WORKER_SIGNAL:
        return N_("its reader died of a signal, twice");
    case WORKER_DONE:
    case WORKER_FAILED:
    default:
        return N_("its reader ended early");
    }
}

void row_end_hurt(struct examination *examination, uint32_t number, uint32_t at, enum outcome outcome,
                  const char *message)
{
    struct plan_row *row = &examination->inputs[number].rows[at];
    row->has_outcome = true;
    row->result.outcome = outcome;
    if (!arena_copy(examination->arena, slice_text(message), &row->result.error))
        row->result.error = SLICE(N_("no memory for what went wrong"));
}

// From the beginning, as if it had never been read.
static void input_reset(struct examination *examination, uint32_t number)
{
    struct plan_input *input = &examination->inputs[number];
    for (uint32_t i = 0; i < input->row_count; i++) {
        (void)row_forget(examination, number, i);
        input->rows[i].restarted = false;
        input->rows[i].result.sha256 = SLICE_NONE;
    }
    error_clear(&input->error);
    input->again = input->hurt_log = false;
    input->kept = 0;
    input->state = PLAN_PENDING;
}

// A worker that died of a signal (or ran amok) once is tried once more.
static bool input_again(struct examination *examination, uint32_t number, const struct worker_result *result)
{
    struct plan_input *input = &examination->inputs[number];
    if ((result->end != WORKER_SIGNAL && result->end != WORKER_PROTOCOL && result->end != WORKER_FAILED) ||
        input->tries >= 2 || examination->error.code)
        return false;
    input_reset(examination, number);
    return true;
}

// What a listing could not read makes the absence of a file unknown; the rows themselves are read later.
static void input_listed(struct examination *examination, uint32_t number)
{
    struct plan_input *input = &examination->inputs[number];
    input->state = PLAN_LISTED;
    input->listed = true;
    input->tries = 0;
    input->bytes = 0;
    for (uint32_t i = 0; i < input->row_count; i++) {
        bool whole = input->rows[i].has_outcome && input->rows[i].result.outcome == OUTCOME_READ;
        if (input->rows[i].artefact->listing.size && !whole)
            examination->listing_hurt = true;
        (void)row_forget(examination, number, i);
        input->rows[i].restarted = false;
    }
}

static void gather_ended(void *context, uint32_t number, const struct worker_result *result)
{
    struct gathering *gathering = context;
    struct examination *examination = gathering->examination;
    if (number >= examination->input_count || input_again(examination, number, result))
        return;
    struct plan_input *input = &examination->inputs[number];
    if (input->listing && !input->listed && result->end == WORKER_DONE && !input->error.code) {
        input_listed(examination, number);
        return;
    }
    if (input->again) {
        input->tries = 0;
        input_reset(examination, number);
        return;
    }
    input->state = PLAN_DONE;
    for (uint32_t i = 0; i < input->row_count; i++) {
        if (input->rows[i].has_outcome && result->end == WORKER_DONE)
            continue;
        if (result->end == WORKER_DONE)
            row_end_hurt(examination, number, i, OUTCOME_DAMAGED,
                         input->error.code ? input->error.message : "its reader said nothing");
        else if (!input->rows[i].has_outcome)
            row_end_hurt(examination, number, i, OUTCOME_KILLED, end_words(result));
        if ((result->end == WORKER_SIGNAL || result->end == WORKER_PROTOCOL) &&
            !finding_add_own(examination, number, i, "worker-died", GRADE_WEAK, MEANS_UNREADABLE, SLICE_NONE))
            error_set(&examination->error, ERROR_MEMORY, "examine", ERROR_NO_OFFSET, "no memory for a finding");
    }
    progress_tell(examination, number);
}

// The list of files, since others wait for it; then the largest, so that it does not stand alone at the end.
static uint32_t gather_next(const struct gathering *gathering)
{
    const struct examination *examination = gathering->examination;
    uint32_t best = UINT32_MAX;
    for (size_t i = gathering->first; i < gathering->end; i++) {
        const struct plan_input *input = &examination->inputs[i];
        // The key of an encrypted file comes with the list, and what is packed is unpacked once it is read.
        bool packed = examination->evidence.archive >= 0;
        bool waits = (examination->unlock || packed) && input->by_name && !gathering->listed;
        if (input->state != PLAN_PENDING || waits || (examination->list_only && !input->listing))
            continue;
        if (input->listing && !input->listed)
            return (uint32_t)i;
        if (best == UINT32_MAX || input->size > examination->inputs[best].size)
            best = (uint32_t)i;
    }
    return best;
}

static bool gather_lists(const struct gathering *gathering)
{
    for (size_t i = gathering->first; i < gathering->end; i++) {
        const struct plan_input *input = &gathering->examination->inputs[i];
        if (input->listing && !input->listed && input->state != PLAN_DONE)
            return true;
    }
    return false;
}

// The list is read, or can't be: what it named can start, and its own records are read like any other input's.
static enum error_code gather_listed(struct gathering *gathering, struct error *error)
{
    struct examination *examination = gathering->examination;
    size_t before = gathering->end;
    if (examination->list_only) {
        gathering->listed = true;
        for (size_t i = gathering->first; i < examination->input_count; i++)
            examination->inputs[i].state = PLAN_DONE;
        return ERROR_NONE;
    }
    plan_unlisted(examination);
    for (size_t i = gathering->first; i < before; i++) {
        struct plan_input *input = &examination->inputs[i];
        if (input->state == PLAN_LISTED)
            input->state = PLAN_PENDING;
        if (input->state == PLAN_DONE && input->again) {
            input->tries = 0;
            input_reset(examination, (uint32_t)i);
        }
    }
    gathering->listed = true;
    enum error_code code = plan_settle(examination, before, error);
    gathering->end = examination->input_count;
    return code;
}

static void input_hash_take(const struct examination *examination, struct plan_input *input)
{
    for (size_t i = 0; i < examination->input_count; i++) {
        const struct plan_input *other = &examination->inputs[i];
        // One that was not read has none to give.
        if (other->hashed_elsewhere || !slice_equal(other->file, input->file) || !other->rows[0].result.sha256.size)
            continue;
        for (size_t j = 0; j < input->row_count; j++) {
            input->rows[j].result.sha256 = other->rows[0].result.sha256;
            input->rows[j].result.size = other->rows[0].result.size;
        }
    }
}

// What an archive kept from an input, or from its log.
static const char *input_unpacked_hurt(const struct examination *examination, const struct plan_input *input)
{
    const struct slice files[] = {input->file, input->wal, input->journal};
    const char *hurt = NULL;
    for (size_t i = 0; !hurt && i < ARRAY_SIZE(files); i++)
        hurt = files[i].size ? evidence_file_hurt(&examination->evidence, files[i]) : NULL;
    return hurt;
}

// What is known only when all have ended.
static void gather_settle(const struct gathering *gathering)
{
    struct examination *examination = gathering->examination;
    for (size_t i = gathering->first; i < gathering->end; i++) {
        struct plan_input *input = &examination->inputs[i];
        if (input->hashed_elsewhere)
            input_hash_take(examination, input);
        const char *why =
            input->unlisted   ? N_("in the backup, but not in its list of files: the list was changed or damaged")
            : input->hurt_log ? N_("its write-ahead log or journal is listed, but could not be opened")
            : input_unpacked_hurt(examination, input) ? input_unpacked_hurt(examination, input)
            : input->cut ? N_("encrypted, and its length is no multiple of 16: what stands behind its last whole "
                              "block is lost")
                         : NULL;
        for (uint32_t j = 0; why && j < input->row_count; j++)
            if (input->rows[j].result.outcome == OUTCOME_READ)
                row_end_hurt(examination, (uint32_t)i, j, OUTCOME_PARTIAL, why);
    }
}

static enum error_code gather_step(struct gathering *gathering, const struct crew_handler *handler, bool *ret_more,
                                   struct error *error)
{
    struct examination *examination = gathering->examination;
    if (!gathering->listed && !gather_lists(gathering)) {
        enum error_code code = gather_listed(gathering, error);
        code = code ? code : pack_fetch(examination, handler, error);
        if (code)
            return code;
    }
    uint32_t next = gather_next(gathering);
    *ret_more = next != UINT32_MAX || crew_running(examination->crew) > 0;
    if (!*ret_more)
        return ERROR_NONE;
    if (next != UINT32_MAX && !crew_full(examination->crew))
        return input_start(examination, next, error);
    return crew_wait(examination->crew, handler, 1000, error);
}

enum error_code gather(struct examination *examination, size_t first, struct error *error)
{
    struct gathering gathering = {.examination = examination,
                                  .first = first,
                                  .end = examination->input_count,
                                  .fingerprints = calloc(FINGERPRINTS_A_FRAME, sizeof(struct fingerprint))};
    struct crew_handler handler = {&gathering, gather_frame, gather_ended};
    enum error_code code =
        gathering.fingerprints ? ERROR_NONE : error_set(error, ERROR_MEMORY, "examine", ERROR_NO_OFFSET, "no memory");
    bool more = true;
    while (!code && more) {
        code = gather_step(&gathering, &handler, &more, error);
        if (!code && examination_stopped(examination))
            code = error_set(error, ERROR_KILLED, "examine", ERROR_NO_OFFSET, "stopped; nothing was kept");
        if (examination->error.code) {
            *error = examination->error;
            code = examination->error.code;
        }
    }
    gather_settle(&gathering);
    free(gathering.fingerprints);
    return code;
}
