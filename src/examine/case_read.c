// SPDX-License-Identifier: Apache-2.0
// bridle_case_read(): a case's rows back into a model. What does not fit is refused: somebody else may have made it.
#include "examine/case_file.h"

#include "examine/record.h"

#include <stdio.h>
#include <stdlib.h>

#define MODEL_BUDGET (2ULL << 30)

enum case_query {
    QUERY_META,
    QUERY_LIST,
    QUERY_NOTE,
    QUERY_INPUT,
    QUERY_FINDING,
    QUERY_EVENT,
    QUERY_COVERAGE = CASE_ROWS_COVERAGE,
};

struct case_rows {
    struct case_model model;
    uint64_t schema;
    size_t list_room, input_room, finding_room, event_room, note_room;
    // Grown by realloc, moved into the model's arena at the end.
    struct case_list *lists;
    struct case_input *inputs;
    struct case_finding *findings;
    struct case_event *events;
    struct slice *notes;
    struct case_record *records;
    size_t record_room;
    const struct definitions *definitions;
    // Inputs by their number, once the first row of coverage comes.
    struct numbered {
        uint32_t number;
        size_t input;
    } * numbered;
    size_t numbered_count;
};

#define ROWS_MAX (256U << 20) // bytes of one kind of row

// One more element at the end of an array; NULL over the limit.
static void *rows_add(void **array, size_t *count, size_t *room, size_t size)
{
    if (*count == *room) {
        size_t larger = *room ? *room * 2 : 64;
        void *grown = larger <= ROWS_MAX / size ? realloc(*array, larger * size) : NULL;
        if (!grown)
            return NULL;
        *array = grown;
        *room = larger;
    }
    void *element = (uint8_t *)*array + (*count)++ * size;
    memset(element, 0, size);
    return element;
}

// Reads one cell after the other; text is copied into the model.
struct row_reader {
    struct case_rows *rows;
    const struct cell *cells;
    size_t next;
    bool failed;
};

static const struct cell *read_cell(struct row_reader *reader)
{
    return &reader->cells[reader->next++];
}

static struct slice read_text(struct row_reader *reader)
{
    const struct cell *cell = read_cell(reader);
    struct slice copy = SLICE_NONE;
    if (cell->type != CELL_TEXT && cell->type != CELL_BLOB)
        return SLICE_NONE;
    if (cell->bytes.size == 0)
        return slice_of("", 0);
    if (!arena_copy(reader->rows->model.arena, cell->bytes, &copy))
        reader->failed = true;
    return copy;
}

static uint64_t read_number(struct row_reader *reader)
{
    const struct cell *cell = read_cell(reader);
    return cell->type == CELL_INTEGER && cell->integer > 0 ? (uint64_t)cell->integer : 0;
}

static struct optional_time read_time(struct row_reader *reader)
{
    const struct cell *cell = read_cell(reader);
    return (struct optional_time){cell->type == CELL_INTEGER, cell->type == CELL_INTEGER ? cell->integer : 0};
}

// A word of a fixed set; anything else makes the case unreadable. NULL is allowed where the set has a "none".
static void read_word(struct row_reader *reader, bool null_allowed, bool (*parse)(struct slice, unsigned *),
                      unsigned *ret_word)
{
    const struct cell *cell = read_cell(reader);
    if (cell->type == CELL_NULL && null_allowed)
        return;
    if (cell->type != CELL_TEXT || !parse(cell->bytes, ret_word))
        reader->failed = true;
}

static bool word_grade(struct slice token, unsigned *ret_word)
{
    enum grade word = 0;
    bool known = grade_parse(token, &word);
    *ret_word = (unsigned)word;
    return known;
}

static bool word_means(struct slice token, unsigned *ret_word)
{
    enum means word = 0;
    bool known = means_parse(token, &word);
    *ret_word = (unsigned)word;
    return known;
}

static bool word_outcome(struct slice token, unsigned *ret_word)
{
    enum outcome word = 0;
    bool known = outcome_parse(token, &word);
    *ret_word = (unsigned)word;
    return known;
}

static bool word_reason(struct slice token, unsigned *ret_word)
{
    enum reason word = 0;
    bool known = reason_parse(token, &word);
    *ret_word = (unsigned)word;
    return known;
}

static bool word_lost_unit(struct slice token, unsigned *ret_word)
{
    enum lost_unit word = 0;
    bool known = lost_unit_parse(token, &word);
    *ret_word = (unsigned)word;
    return known;
}

static bool word_verdict(struct slice token, unsigned *ret_word)
{
    enum verdict word = 0;
    bool known = verdict_parse(token, &word);
    *ret_word = (unsigned)word;
    return known;
}

static bool take_list(struct case_rows *rows, struct row_reader *reader)
{
    struct case_list *list = rows_add((void **)&rows->lists, &rows->model.list_count, &rows->list_room, sizeof *list);
    if (!list)
        return false;
    list->name = read_text(reader);
    list->date = read_text(reader);
    list->sha256 = read_text(reader);
    list->indicators = read_number(reader);
    list->applicable = read_number(reader);
    list->not_matched = read_number(reader);
    list->error = read_text(reader);
    return true;
}

static bool take_note(struct case_rows *rows, struct row_reader *reader)
{
    struct slice *note = rows_add((void **)&rows->notes, &rows->model.note_count, &rows->note_room, sizeof *note);
    if (note)
        *note = read_text(reader);
    return note != NULL;
}

static bool take_input(struct case_rows *rows, struct row_reader *reader)
{
    unsigned outcome = 0;
    unsigned reason = REASON_NONE;
    unsigned unit = LOST_NONE;
    struct case_input *input =
        rows_add((void **)&rows->inputs, &rows->model.input_count, &rows->input_room, sizeof *input);
    if (!input)
        return false;
    input->input = read_text(reader);
    input->device_path = read_text(reader);
    input->artefact = read_text(reader);
    input->variant = read_text(reader);
    read_word(reader, false, word_outcome, &outcome);
    read_word(reader, true, word_reason, &reason);
    input->records = read_number(reader);
    input->recovered = read_number(reader);
    input->lost = read_number(reader);
    read_word(reader, true, word_lost_unit, &unit);
    input->first = read_time(reader);
    input->last = read_time(reader);
    input->has_size = reader->cells[reader->next].type == CELL_INTEGER;
    input->size = read_number(reader);
    input->sha256 = read_text(reader);
    input->error = read_text(reader);
    input->number = (uint32_t)read_number(reader);
    input->outcome = (enum outcome)outcome;
    input->reason = (enum reason)reason;
    input->lost_unit = (enum lost_unit)unit;
    return true;
}

static bool split_also(struct case_rows *rows, struct case_finding *finding, struct slice joined)
{
    size_t count = 0;
    for (size_t i = 0; i < joined.size; i++)
        count += joined.data[i] == '\n';
    finding->indicator_also = arena_alloc(rows->model.arena, count + 1, sizeof(struct slice));
    if (!finding->indicator_also)
        return false;
    struct slice line;
    while (finding->indicator_also_count < count && slice_line(&joined, &line))
        finding->indicator_also[finding->indicator_also_count++] = line;
    return true;
}

static void take_finding_words(struct row_reader *reader, struct case_finding *finding)
{
    unsigned grade = 0;
    unsigned means = 0;
    finding->id = read_text(reader);
    read_word(reader, false, word_grade, &grade);
    read_word(reader, false, word_means, &means);
    finding->grade = (enum grade)grade;
    finding->means = (enum means)means;
    struct slice *texts[] = {&finding->rule,   &finding->title,    &finding->message, &finding->benign,
                             &finding->advice, &finding->artefact, &finding->input,   &finding->device_path,
                             &finding->record, &finding->column,   &finding->kind,    &finding->value};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        *texts[i] = read_text(reader);
}

static bool take_finding(struct case_rows *rows, struct row_reader *reader)
{
    struct case_finding *finding =
        rows_add((void **)&rows->findings, &rows->model.finding_count, &rows->finding_room, sizeof *finding);
    if (!finding)
        return false;
    take_finding_words(reader, finding);
    finding->indicator_value = read_text(reader);
    finding->has_indicator = finding->indicator_value.data != NULL;
    finding->indicator_kind = read_text(reader);
    finding->indicator_id = read_text(reader);
    finding->indicator_malware = read_text(reader);
    finding->indicator_list = read_text(reader);
    if (!split_also(rows, finding, read_text(reader)))
        return false;
    finding->time = read_time(reader);
    finding->timestamp_desc = read_text(reader);
    finding->time_origin = read_text(reader);
    finding->first_seen = read_time(reader);
    finding->last_seen = read_time(reader);
    finding->recovered = read_number(reader) != 0;
    finding->process = read_text(reader);
    finding->has_pid = reader->cells[reader->next].type == CELL_INTEGER;
    finding->pid = (int64_t)read_number(reader);
    struct slice *texts[] = {&finding->app, &finding->path,   &finding->domain,
                             &finding->url, &finding->sha256, &finding->tag};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        *texts[i] = read_text(reader);
    return true;
}

static bool take_event(struct case_rows *rows, struct row_reader *reader)
{
    struct case_event *event =
        rows_add((void **)&rows->events, &rows->model.event_count, &rows->event_room, sizeof *event);
    if (!event)
        return false;
    event->microseconds = read_time(reader).microseconds;
    event->timestamp_desc = read_text(reader);
    event->time_origin = read_text(reader);
    event->message = read_text(reader);
    event->artefact = read_text(reader);
    event->input = read_text(reader);
    char text[24];
    int size = snprintf(text, sizeof text, "%llu", (unsigned long long)read_number(reader));
    return arena_copy(rows->model.arena, slice_of(text, (size_t)size), &event->record);
}

static int64_t meta_number(struct slice value)
{
    uint64_t number = 0;
    bool negative = slice_starts(value, SLICE("-"));
    if (!slice_decimal(slice_from(value, negative), &number) || number > INT64_MAX)
        return 0;
    return negative ? -(int64_t)number : (int64_t)number;
}

static void meta_time(struct slice value, struct optional_time *ret_time)
{
    *ret_time = (struct optional_time){value.data != NULL, meta_number(value)};
}

static void meta_texts(struct case_facts *facts, struct slice key, struct slice value)
{
    const struct {
        const char *key;
        struct slice *text;
    } texts[] = {
        {"case", &facts->name},
        {"sentence", &facts->sentence},
        {"acquisition", &facts->acquisition},
        {"kind", &facts->kind},
        {"device_model", &facts->device_model},
        {"os", &facts->os},
        {"os_version", &facts->os_version},
        {"os_build", &facts->os_build},
        {"time_zone", &facts->time_zone},
        {"evidence_sha256", &facts->evidence_sha256},
        {"tool_version", &facts->tool_version},
        {"system", &facts->system},
        {"consent", &facts->consent},
        {"examiner", &facts->examiner},
        {"options", &facts->options},
    };
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        if (slice_equal(key, slice_text(texts[i].key)))
            *texts[i].text = value;
}

static bool take_meta(struct case_rows *rows, struct row_reader *reader)
{
    struct case_facts *facts = &rows->model.facts;
    struct slice key = read_text(reader);
    struct slice value = read_text(reader);
    unsigned verdict = 0;
    meta_texts(facts, key, value);
    if (slice_equal(key, SLICE("schema")))
        rows->schema = (uint64_t)meta_number(value);
    else if (slice_equal(key, SLICE("acquired")))
        meta_time(value, &facts->acquired);
    else if (slice_equal(key, SLICE("set_up")))
        meta_time(value, &facts->set_up);
    else if (slice_equal(key, SLICE("examined")))
        meta_time(value, &facts->examined);
    else if (slice_equal(key, SLICE("ended")))
        meta_time(value, &facts->ended);
    else if (slice_equal(key, SLICE("status")))
        facts->status = (int)meta_number(value);
    else if (slice_equal(key, SLICE("cage_landlock")))
        facts->landlock_abi = (int)(meta_number(value) & 0xff);
    else if (slice_equal(key, SLICE("cage_seccomp")))
        facts->seccomp = meta_number(value) != 0;
    else if (slice_equal(key, SLICE("cage_off")))
        facts->cage_off = meta_number(value) != 0;
    else if (slice_equal(key, SLICE("keep_content")))
        facts->keep_content = meta_number(value) != 0;
    else if (slice_equal(key, SLICE("verdict")) && !word_verdict(value, &verdict))
        return false;
    else if (slice_equal(key, SLICE("verdict")))
        facts->verdict = (enum verdict)verdict;
    return true;
}

static int numbered_order(const void *a, const void *b)
{
    const struct numbered *first = a;
    const struct numbered *second = b;
    return first->number < second->number ? -1 : first->number > second->number;
}

// A case may claim any number of inputs and of stretches: each stretch looks its input up, and passes none by.
static bool inputs_number(struct case_rows *rows)
{
    if (rows->numbered)
        return true;
    rows->numbered = calloc(rows->model.input_count + 1, sizeof *rows->numbered);
    for (size_t i = 0; rows->numbered && i < rows->model.input_count; i++)
        rows->numbered[rows->numbered_count++] = (struct numbered){rows->inputs[i].number, i};
    if (rows->numbered_count)
        qsort(rows->numbered, rows->numbered_count, sizeof *rows->numbered, numbered_order);
    return rows->numbered != NULL;
}

static bool take_coverage(struct case_rows *rows, struct row_reader *reader)
{
    struct numbered key = {.number = (uint32_t)read_number(reader)};
    struct optional_time first = read_time(reader);
    struct optional_time last = read_time(reader);
    if (!inputs_number(rows))
        return false;
    const struct numbered *found = key.number && first.set && last.set
                                       ? bsearch(&key, rows->numbered, rows->numbered_count, sizeof key, numbered_order)
                                       : NULL;
    if (!found)
        return true;
    struct case_input *input = &rows->inputs[found->input];
    if (!input->spans)
        input->spans = arena_alloc(rows->model.arena, SPANS_MOST, sizeof *input->spans);
    if (!input->spans)
        return false;
    // Others would overflow what is reckoned with them.
    struct time_span span = {first.microseconds, last.microseconds};
    bool after = input->span_count == 0 || span.first > input->spans[input->span_count - 1].last;
    if (input->span_count < SPANS_MOST && after && days_span_counted(span))
        input->spans[input->span_count++] = span;
    return true;
}

// Input, record, then the artefact's columns.
static bool take_found(struct case_rows *rows, uint32_t number, struct row_reader *reader, size_t count)
{
    struct case_record *record =
        rows_add((void **)&rows->records, &rows->model.record_count, &rows->record_room, sizeof *record);
    if (!record || number >= rows->definitions->artefact_count || count < 2)
        return false;
    record->input = read_text(reader);
    char text[24];
    int size = snprintf(text, sizeof text, "%llu", (unsigned long long)read_number(reader));
    return arena_copy(rows->model.arena, slice_of(text, (size_t)size), &record->record) &&
           record_of_cells(rows->model.arena, &rows->definitions->artefacts[number], reader->cells + 2, count - 2,
                           record);
}

static bool take_row(void *context, uint32_t query, const struct cell *cells, size_t count)
{
    static const size_t widths[] = {2, 7, 1, 16, 35, 7, 3};
    struct case_rows *rows = context;
    struct row_reader reader = {.rows = rows, .cells = cells};
    bool taken = false;
    if (query >= CASE_ROWS_FOUND)
        return take_found(rows, query - CASE_ROWS_FOUND, &reader, count);
    if (query >= ARRAY_SIZE(widths) || count != widths[query])
        return false;
    switch ((enum case_query)query) {
    case QUERY_META:
        taken = take_meta(rows, &reader);
        break;
    case QUERY_LIST:
        taken = take_list(rows, &reader);
        break;
    case QUERY_NOTE:
        taken = take_note(rows, &reader);
        break;
    case QUERY_INPUT:
        taken = take_input(rows, &reader);
        break;
    case QUERY_FINDING:
        taken = take_finding(rows, &reader);
        break;
    case QUERY_COVERAGE:
        taken = take_coverage(rows, &reader);
        break;
    case QUERY_EVENT:
    default:
        taken = take_event(rows, &reader);
        break;
    }
    int status = rows->model.facts.status;
    bool status_known = status == 0 || status == 1 || status == 3 || status == 4;
    return taken && !reader.failed && status_known;
}

static bool rows_move(struct case_rows *rows)
{
    struct case_model *model = &rows->model;
    struct {
        void *from;
        void **to;
        size_t count, size;
    } moves[] = {
        {rows->lists, (void **)&model->lists, model->list_count, sizeof *rows->lists},
        {rows->notes, (void **)&model->notes, model->note_count, sizeof *rows->notes},
        {rows->inputs, (void **)&model->inputs, model->input_count, sizeof *rows->inputs},
        {rows->findings, (void **)&model->findings, model->finding_count, sizeof *rows->findings},
        {rows->events, (void **)&model->events, model->event_count, sizeof *rows->events},
        {rows->records, (void **)&model->records, model->record_count, sizeof *rows->records},
    };
    for (size_t i = 0; i < ARRAY_SIZE(moves); i++) {
        *moves[i].to = arena_alloc(model->arena, moves[i].count, moves[i].size);
        if (!*moves[i].to)
            return false;
        if (moves[i].count)
            memcpy(*moves[i].to, moves[i].from, moves[i].count * moves[i].size);
    }
    return true;
}

static void rows_release(struct case_rows *rows)
{
    free(rows->lists);
    free(rows->notes);
    free(rows->inputs);
    free(rows->findings);
    free(rows->events);
    free(rows->records);
    free(rows->numbered);
    rows->model.arena = arena_free(rows->model.arena);
}

int bridle_case_read(const char *case_path, const struct bridle_definitions *definitions, unsigned what,
                     struct bridle_result **ret_result, struct bridle_error *error)
{
    struct loaded loaded = {0};
    struct error own;
    struct case_rows rows = {.model = {.arena = arena_new(MODEL_BUDGET)}};
    struct case_job job = {.job = JOB_CASE_READ,
                           .flags = (what & BRIDLE_CASE_EVENTS ? JOB_EVENTS : 0U) |
                                    (what & BRIDLE_CASE_RECORDS ? JOB_FOUND : 0U),
                           .context = &rows,
                           .row = take_row};
    error_clear(&own);
    enum error_code code = rows.model.arena ? loaded_new(definitions, &loaded, &own) : ERROR_MEMORY;
    rows.definitions = &loaded.definitions;
    code = code ? code : case_file_run(case_path, &loaded.definitions, &job, &own);
    if (!code && rows.schema != CASE_SCHEMA)
        code =
            error_set(&own, ERROR_FORMAT, "case", ERROR_NO_OFFSET, "not a case of bridle, or one of another version");
    struct bridle_result *result = !code && rows_move(&rows) ? result_new(&rows.model) : NULL;
    if (!code && !result)
        code = error_set(&own, ERROR_MEMORY, "case", ERROR_NO_OFFSET, "no memory for the case");
    if (result) {
        rows.model.arena = NULL;
        result->loaded = loaded;
        loaded = (struct loaded){0};
    }
    error_path(&own, slice_text(case_path));
    rows_release(&rows);
    loaded_release(&loaded);
    if (code)
        return public_error(&own, error);
    *ret_result = result;
    return result->model.facts.status;
}
