// SPDX-License-Identifier: Apache-2.0
#include "sql/row.h"

#include "base/real.h"
#include "base/times.h"

#include <stdlib.h>

#define TIME_IN_RANGE_LAST INT64_C(7258118400000000) // 2200-01-01, as base/times.c

static size_t column_of_kind(const struct artefact *artefact, uint32_t kinds)
{
    for (size_t i = 0; i < artefact->column_count; i++)
        if (artefact->columns[i].kinds & kinds)
            return i;
    return SIZE_MAX;
}

void row_begin(struct row *row, const struct engine_options *options, const struct emitter *emitter,
               const struct query *query, struct fingerprints *fingerprints, struct arena *arena)
{
    const struct artefact *artefact = query->artefact;
    *row = (struct row){.options = options,
                        .emitter = emitter,
                        .query = query,
                        .fingerprints = fingerprints,
                        .noted = options->found_only ? NULL : fingerprints,
                        .arena = arena,
                        .first = INT64_MAX,
                        .last = INT64_MIN};
    row->time_column = column_of_kind(artefact, KIND_TIME);
    row->listing_columns[0] = artefact_column(artefact, SLICE("file_id"));
    row->listing_columns[1] = artefact_column(artefact, SLICE("domain"));
    row->listing_columns[2] = artefact_column(artefact, SLICE("listed"));
    row->key_column = column_of_kind(artefact, KIND_SECRET);
}

// The connection has no mutex (connection_open), so its values may be asked directly: each sqlite3_column_…() would
// look the column up again.
static struct cell cell_of_statement(sqlite3_stmt *statement, int column)
{
    struct cell cell = {.type = CELL_NULL};
    sqlite3_value *value = sqlite3_column_value(statement, column);
    const void *bytes;
    switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
        cell.type = CELL_INTEGER;
        cell.integer = sqlite3_value_int64(value);
        break;
    case SQLITE_FLOAT:
        cell.type = CELL_REAL;
        cell.real = sqlite3_value_double(value);
        break;
    case SQLITE_TEXT:
        cell.type = CELL_TEXT;
        bytes = sqlite3_value_text(value);
        cell.bytes = bytes ? slice_of(bytes, (size_t)sqlite3_value_bytes(value)) : SLICE_NONE;
        break;
    case SQLITE_BLOB:
        cell.type = CELL_BLOB;
        bytes = sqlite3_value_blob(value);
        cell.bytes = bytes ? slice_of(bytes, (size_t)sqlite3_value_bytes(value)) : SLICE_NONE;
        break;
    default:
        break;
    }
    return cell;
}

// A cell as text: numbers in decimal, in the row's arena.
static struct slice cell_text(struct row *row, const struct cell *cell)
{
    struct slice copy = SLICE_NONE;
    if (cell->type == CELL_TEXT || cell->type == CELL_BLOB)
        return cell->bytes;
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, 64);
    if (cell->type == CELL_INTEGER)
        buffer_format(&text, "%" PRId64, cell->integer);
    else if (cell->type == CELL_REAL)
        real_put(&text, cell->real);
    if (!arena_copy(row->arena, buffer_slice(&text), &copy))
        copy = SLICE_NONE;
    return copy;
}

static void row_read(struct row *row, sqlite3_stmt *statement)
{
    const struct query *query = row->query;
    for (size_t i = 0; i < query->artefact->column_count; i++) {
        row->cells[i] = (struct cell){.type = CELL_NULL};
        row->open[i] = false;
    }
    for (size_t i = 0; i < query->column_count; i++)
        row->cells[query->columns[i]] = cell_of_statement(statement, (int)i);
    if (query->means_column >= 0) {
        struct cell means = cell_of_statement(statement, query->means_column);
        if (!means_parse(means.bytes, &row->means))
            row->means = MEANS_PRESENT;
    }
    row->hit_count = 0;
    row->found = false;
    row->records++;
}

static bool cell_time(const struct cell *cell, int64_t *ret_time)
{
    if (cell->type != CELL_INTEGER || cell->integer < 0 || cell->integer >= TIME_IN_RANGE_LAST)
        return false;
    *ret_time = cell->integer;
    return true;
}

static void row_times(struct row *row)
{
    const struct artefact *artefact = row->query->artefact;
    int64_t time;
    for (size_t i = row->time_column; i < artefact->column_count; i++) {
        if (!(artefact->columns[i].kinds & KIND_TIME) || !cell_time(&row->cells[i], &time))
            continue;
        row->has_times = true;
        days_add(&row->days, time);
        row->first = time < row->first ? time : row->first;
        row->last = time > row->last ? time : row->last;
    }
}

// The time that a finding of this row has: of the column given, else of the first column that has one.
static bool row_time(const struct row *row, size_t column, int64_t *ret_time, size_t *ret_column)
{
    const struct artefact *artefact = row->query->artefact;
    if (column != SIZE_MAX && cell_time(&row->cells[column], ret_time)) {
        *ret_column = column;
        return true;
    }
    for (size_t i = row->time_column; i < artefact->column_count; i++) {
        if ((artefact->columns[i].kinds & KIND_TIME) && cell_time(&row->cells[i], ret_time)) {
            *ret_column = i;
            return true;
        }
    }
    return false;
}

static bool entry_is_weak(const struct row *row, uint32_t entry)
{
    struct indicator indicator;
    return index_entry(row->options->index, entry, &indicator) && (indicator.flags & INDICATOR_WEAK);
}

static void row_match(void *context, const struct observable *observable, const struct match *match)
{
    struct row *row = context;
    const struct cell *cell = &row->cells[row->observed_column];
    for (size_t i = 0; i < row->hit_count; i++) {
        if (row->hits[i].column != row->observed_column || !slice_equal(row->hits[i].matched, match->matched) ||
            !slice_equal(row->hits[i].value, observable->written))
            continue;
        // Of one value in several lists the first that is not weak counts.
        if (entry_is_weak(row, row->hits[i].entry) && !entry_is_weak(row, match->entry))
            row->hits[i].entry = match->entry;
        return;
    }
    if (row->hit_count == ROW_HITS_MAX) {
        row->findings_left_out++;
        return;
    }
    row->hits[row->hit_count++] = (struct row_hit){
        .column = row->observed_column,
        .entry = match->entry,
        .value = observable->written,
        .observed = observable->value,
        .matched = match->matched,
        .truncated = match->truncated,
        .doubtful = match->doubtful,
        .whole = slice_trim(cell->bytes).size == slice_trim(observable->written).size,
    };
}

static void row_fingerprints_out(struct row *row)
{
    size_t count;
    const struct fingerprint *items = fingerprints_batch(row->noted, &count);
    if (count && row->emitter->fingerprints)
        row->emitter->fingerprints(row->emitter->context, row->query->artefact->number, items, count);
}

static void row_fingerprint(struct row *row, enum observable_kind kind, struct slice value)
{
    int64_t time = 0;
    size_t column;
    bool has_time = row_time(row, SIZE_MAX, &time, &column);
    if (fingerprints_note(row->noted, kind, value, row->records, has_time, time))
        return;
    row_fingerprints_out(row);
    (void)fingerprints_note(row->noted, kind, value, row->records, has_time, time);
}

static void row_observable(void *context, const struct observable *observable)
{
    struct row *row = context;
    if (row->options->index)
        match_observable(row->options->index, row->options->platform, observable, row_match, row);
    if (!row->noted)
        return;
    struct slice value = observable->value;
    bool more = true;
    while (more) {
        row_fingerprint(row, observable->kind, value);
        more = (observable->kind == OBSERVABLE_DOMAIN && domain_parent(value, &value)) ||
               (observable->kind == OBSERVABLE_PATH && path_parent(value, &value));
    }
}

static void row_observe(struct row *row)
{
    const struct artefact *artefact = row->query->artefact;
    if (!row->noted && !row->options->index)
        return;
    for (size_t i = 0; i < artefact->column_count; i++) {
        uint32_t kinds = artefact->columns[i].kinds & (KIND_MATCHED | KIND_TEXT | KIND_VISIT);
        if (!kinds || row->cells[i].type == CELL_NULL || row->cells[i].type == CELL_REAL)
            continue;
        row->observed_column = i;
        size_t left_out = observe_value(kinds, cell_text(row, &row->cells[i]), row->arena, row_observable, row);
        row->findings_left_out += left_out != 0;
    }
}

static struct slice row_plain(const struct row *row, enum observable_kind kind)
{
    const struct artefact *artefact = row->query->artefact;
    for (size_t i = 0; i < artefact->column_count; i++) {
        bool may = !artefact->columns[i].is_private || row->open[i];
        if ((artefact->columns[i].kinds & KIND_BIT(kind)) && may && row->cells[i].type == CELL_TEXT)
            return row->cells[i].bytes;
    }
    return SLICE_NONE;
}

static struct slice row_cut(struct row *row, struct slice value)
{
    row->cut += value.size > LIMIT_CELL_OUT;
    return slice_part(value, 0, LIMIT_CELL_OUT);
}

// Each grade has its own room, so that many weak findings leave no strong one out.
static void row_finding(struct row *row, struct run_finding *finding, size_t time_column)
{
    size_t column;
    if (row->findings[finding->grade] >= LIMIT_FINDINGS_AN_INPUT) {
        row->findings_left_out++;
        return;
    }
    row->findings[finding->grade]++;
    row->found = true;
    finding->value = row_cut(row, finding->value);
    finding->matched = row_cut(row, finding->matched);
    finding->artefact = row->query->artefact->number;
    finding->record = row->records;
    finding->has_time = row_time(row, time_column, &finding->time, &column);
    if (finding->has_time)
        finding->time_column = row->query->artefact->columns[column].name;
    finding->process = row_cut(row, row_plain(row, OBSERVABLE_PROCESS));
    finding->app = row_cut(row, row_plain(row, OBSERVABLE_APP));
    finding->path = row_cut(row, row_plain(row, OBSERVABLE_PATH));
    finding->url = row_cut(row, row_plain(row, OBSERVABLE_URL));
    row->emitter->finding(row->emitter->context, finding);
}

static void row_hits(struct row *row)
{
    for (size_t i = 0; i < row->hit_count; i++)
        row->open[row->hits[i].column] = row->open[row->hits[i].column] || row->hits[i].whole;
    for (size_t i = 0; i < row->hit_count; i++) {
        const struct row_hit *hit = &row->hits[i];
        struct indicator indicator;
        if (!index_entry(row->options->index, hit->entry, &indicator))
            continue;
        bool weak = hit->truncated || hit->doubtful || (indicator.flags & INDICATOR_WEAK);
        struct run_finding finding = {
            .rule = FINDING_NO_RULE,
            .entry = hit->entry,
            .grade = weak ? GRADE_WEAK : GRADE_KNOWN,
            .means = row->means,
            .column = row->query->artefact->columns[hit->column].name,
            .has_kind = true,
            .kind = indicator.kind,
            .value = hit->value,
            .matched = hit->observed,
            .truncated = hit->truncated,
            .doubtful = hit->doubtful,
        };
        row_finding(row, &finding, SIZE_MAX);
    }
}

// 0 or NULL: no; a grade's name: that grade, never above the rule's own; another number: the rule's.
static bool rule_says(const struct rule *rule, sqlite3_stmt *statement, int column, enum grade *ret_grade)
{
    int type = sqlite3_column_type(statement, column);
    enum grade grade = rule->grade;
    if (type == SQLITE_NULL || type == SQLITE_BLOB)
        return false;
    if (type == SQLITE_TEXT) {
        struct cell cell = cell_of_statement(statement, column);
        if (!grade_parse(cell.bytes, &grade))
            return false;
    } else if (!(sqlite3_column_double(statement, column) < 0 || sqlite3_column_double(statement, column) > 0)) {
        return false;
    }
    *ret_grade = grade < rule->grade ? grade : rule->grade;
    return true;
}

static void row_rule(struct row *row, const struct rule *rule, enum grade grade)
{
    const struct artefact *artefact = row->query->artefact;
    size_t value = rule->value.size ? artefact_column(artefact, rule->value) : SIZE_MAX;
    size_t time = rule->time.size ? artefact_column(artefact, rule->time) : SIZE_MAX;
    struct run_finding finding = {.rule = rule->number, .entry = INDEX_NONE, .grade = grade, .means = rule->means};
    if (value != SIZE_MAX) {
        // Kept content stands in the record; findings go into every report.
        bool secret = artefact->columns[value].kinds & KIND_SECRET;
        bool may = !secret && (!artefact->columns[value].is_private || grade >= GRADE_WEAK);
        finding.column = artefact->columns[value].name;
        finding.value = may ? cell_text(row, &row->cells[value]) : SLICE_NONE;
        row->open[value] = row->open[value] || grade >= GRADE_WEAK;
    }
    row_finding(row, &finding, time);
}

static void row_rules(struct row *row, sqlite3_stmt *statement)
{
    for (size_t i = 0; i < row->query->rule_count; i++) {
        enum grade grade;
        if (rule_says(row->query->rules[i].rule, statement, row->query->rules[i].column, &grade))
            row_rule(row, row->query->rules[i].rule, grade);
    }
}

// A NUL in a text hides what follows it from programs that stop there: said once a column.
static void row_nul(struct row *row)
{
    const struct artefact *artefact = row->query->artefact;
    for (size_t i = 0; i < artefact->column_count; i++) {
        const struct cell *cell = &row->cells[i];
        if (cell->type != CELL_TEXT || slice_find_byte(cell->bytes, 0) == SIZE_MAX || (row->nul_seen & 1ULL << i))
            continue;
        row->nul_seen |= 1ULL << i;
        struct run_finding finding = {
            .rule = FINDING_NO_RULE,
            .entry = INDEX_NONE,
            .own = "nul-in-text",
            .grade = GRADE_CONTEXT,
            .means = MEANS_TAMPERED,
            .column = artefact->columns[i].name,
        };
        row_finding(row, &finding, SIZE_MAX);
    }
}

static void row_record(struct row *row)
{
    const struct artefact *artefact = row->query->artefact;
    UNCLEARED struct cell cells[LIMIT_COLUMNS];
    UNCLEARED char texts[LIMIT_COLUMNS][FINGERPRINT_TEXT_SIZE];
    if (!row->options->records || !row->emitter->record || (row->options->found_only && !row->found))
        return;
    for (size_t i = 0; i < artefact->column_count; i++) {
        cells[i] = row->cells[i];
        if (artefact->columns[i].kinds & KIND_SECRET) {
            cells[i] = (struct cell){.type = CELL_NULL};
            continue;
        }
        bool closed = artefact->columns[i].is_private && !row->open[i] && !row->options->keep_content;
        if (!closed)
            cells[i].bytes = row_cut(row, cells[i].bytes);
        if (!closed || cells[i].type == CELL_NULL)
            continue;
        cells[i] = (struct cell){.type = CELL_NULL};
        if (!row->fingerprints)
            continue;
        fingerprints_text(row->fingerprints, cell_text(row, &row->cells[i]), texts[i]);
        cells[i] = (struct cell){.type = CELL_TEXT, .bytes = slice_of(texts[i], FINGERPRINT_TEXT_SIZE)};
    }
    row->emitter->record(row->emitter->context, artefact->number, row->records, cells, artefact->column_count);
}

struct entry_context {
    const struct row *row;
    struct slice file_id;
    struct slice path;
    struct slice key;
};

static void row_entry(void *context, unsigned artefact, enum place_part part)
{
    const struct entry_context *own = context;
    struct run_entry entry = {own->file_id, own->path, own->key, artefact, part};
    own->row->emitter->entry(own->row->emitter->context, &entry);
}

static void row_listing(struct row *row)
{
    const size_t *at = row->listing_columns;
    if (row->query->artefact->listing.size == 0 || !row->options->places || at[0] == SIZE_MAX || at[1] == SIZE_MAX ||
        at[2] == SIZE_MAX)
        return;
    // Folders (2) and links (4) are listed too; a file is 1, and what says nothing is looked at.
    size_t flags = artefact_column(row->query->artefact, SLICE("flags"));
    if (flags != SIZE_MAX && row->cells[flags].type == CELL_INTEGER && row->cells[flags].integer != 1)
        return;
    struct slice domain = row->cells[at[1]].bytes;
    struct slice path = row->cells[at[2]].bytes;
    UNCLEARED uint8_t joined[LIMIT_PATH_SIZE];
    if (domain.size + path.size + 1 > sizeof joined || domain.size == 0 || path.size == 0)
        return;
    memcpy(joined, domain.data, domain.size);
    joined[domain.size] = '/';
    memcpy(joined + domain.size + 1, path.data, path.size);
    struct entry_context context = {row, row->cells[at[0]].bytes, slice_of(joined, domain.size + path.size + 1),
                                    row->key_column == SIZE_MAX ? SLICE_NONE : row->cells[row->key_column].bytes};
    place_set_match(row->options->places, context.path, row_entry, &context);
    // A pattern may also say where the file stood on the phone.
    size_t device = artefact_column(row->query->artefact, SLICE("device_path"));
    if (device != SIZE_MAX && row->cells[device].bytes.size)
        place_set_match(row->options->places, row->cells[device].bytes, row_entry, &context);
}

static void row_facts(const struct row *row)
{
    const struct artefact *artefact = row->query->artefact;
    for (size_t i = 0; i < artefact->column_count; i++)
        if ((artefact->columns[i].kinds & KIND_FACT) && row->cells[i].type != CELL_NULL && row->emitter->fact)
            row->emitter->fact(row->emitter->context, artefact->columns[i].name, &row->cells[i]);
}

void row_take(struct row *row, sqlite3_stmt *statement)
{
    row_read(row, statement);
    if (row->options->listing) {
        row_listing(row);
        return;
    }
    row_times(row);
    row_observe(row);
    row_hits(row);
    row_rules(row, statement);
    row_nul(row);
    row_facts(row);
    row_record(row);
    arena_reset(row->arena);
}

void row_end(struct row *row)
{
    if (row->noted)
        row_fingerprints_out(row);
}
