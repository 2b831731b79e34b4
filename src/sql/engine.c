// SPDX-License-Identifier: Apache-2.0
#include "sql/engine.h"

#include "sql/layer/recover.h"
#include "sql/pattern.h"
#include "sql/row.h"
#include "sql/scan.h"

#include <stdio.h>
#include <stdlib.h>

#define PROGRESS_RECORDS 8192U
#define RESUMES_MAX 400U  // rows that end the statement: each costs a scan up to it
#define UNREAD_SHARE 100U // one line in so many may be new
#define VAIN_MAX 40U      // resumes in a row that gave nothing new

struct engine {
    const struct engine_options *options;
    const struct engine_input *input;
    struct layer_files files; // the input's, counted
    uint64_t bytes;           // read of the main file
    const struct emitter *emitter;
    struct function_context functions;
    struct fingerprints *fingerprints;
    struct arena *arena; // of one row
    struct layer *layer; // of a database
    struct connection *connection;
    struct error connection_error; // why there is none
    bool recovering;
    const char *shapes[LIMIT_RECOVER_SHAPES]; // tables that the artefacts declare
    size_t shape_count;
    struct recover_report recovered;
};

struct artefact_run {
    struct engine *engine;
    const struct artefact *artefact;
    struct run_outcome outcome;
    bool damaged;     // to be tried again over what can be recovered
    bool replaced;    // a table is none here: what stands behind it is tried
    uint64_t resumed; // how often a row ended the statement
    uint64_t passed;  // rows passed over for it: an upper bound of those lost
    uint64_t vain, rows_before;
    char message[256];
    struct row *row;
};

static void engine_rule_skipped(void *context, const struct rule *rule, struct slice why)
{
    const struct artefact_run *run = context;
    if (run->engine->emitter->rule_skipped)
        run->engine->emitter->rule_skipped(run->engine->emitter->context, rule->number, why);
}

static void run_say(struct artefact_run *run, enum outcome outcome, const char *what)
{
    run->outcome.outcome = outcome;
    if (what != run->message)
        (void)snprintf(run->message, sizeof run->message, "%s", what);
    run->outcome.error = slice_text(run->message);
}

static void run_step_error(struct artefact_run *run, int code)
{
    struct connection *connection = run->engine->connection;
    char quoted[160];
    (void)snprintf(run->message, sizeof run->message, N_("after record %" PRIu64 ": %s"), run->row->records,
                   connection->over_steps
                       ? N_("the budget of steps is used up")
                       : error_quote(slice_text(sqlite3_errmsg(connection->database)), quoted, sizeof quoted));
    run_say(run, OUTCOME_PARTIAL, run->message);
    enum connection_error kind = connection_error_kind(connection, code);
    run->damaged = kind == CONNECTION_DAMAGED && !run->engine->recovering;
    if (kind == CONNECTION_LIMIT)
        run->outcome.outcome = OUTCOME_KILLED;
}

// A value that ends the statement (malformed JSON, abs() of the smallest integer, …) costs its row and no other: the
// query goes on behind it.
static bool run_resume(struct artefact_run *run, struct query *query, int code)
{
    switch (code & 0xff) {
    case SQLITE_ERROR:
    case SQLITE_TOOBIG:
    case SQLITE_NOMEM:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
        break;
    default:
        return false;
    }
    if (run->engine->connection->over_steps || run->resumed++ >= RESUMES_MAX)
        return false;
    // Where nothing new comes, the rows that end the statement stand together: pass over more of them each time.
    run->vain = run->row->rows == run->rows_before ? run->vain + 1 : 0;
    run->rows_before = run->row->rows;
    uint64_t step = run->vain < 16 ? 1 : UINT64_C(1) << (run->vain - 15);
    if (run->vain > VAIN_MAX)
        return false;
    run->passed += step;
    run->outcome.lost += step;
    (void)sqlite3_reset(query->statement);
    run->engine->functions.lost = 0;
    return sqlite3_bind_int64(query->statement, 1, (int64_t)(run->row->rows + run->passed)) == SQLITE_OK;
}

// Steps until the statement ends, for whatever reason.
static int run_steps(struct artefact_run *run, struct query *query)
{
    struct engine *engine = run->engine;
    int code;
    while ((code = sqlite3_step(query->statement)) == SQLITE_ROW) {
        uint64_t lost = engine->functions.lost;
        row_take(run->row, query->statement);
        run->outcome.lost += lost != 0;
        engine->functions.lost = 0;
        if (run->row->rows % PROGRESS_RECORDS == 0 && engine->emitter->progress)
            engine->emitter->progress(engine->emitter->context, run->row->records, engine->bytes);
        if (run->row->rows >= LIMIT_RECORDS) {
            run_say(run, OUTCOME_PARTIAL, "more records than the limit");
            return SQLITE_DONE;
        }
    }
    run->outcome.lost += code == SQLITE_DONE && engine->functions.lost != 0;
    engine->functions.lost = 0;
    return code;
}

static void run_rows(struct artefact_run *run, struct query *query)
{
    int code;
    do {
        code = run_steps(run, query);
    } while (code != SQLITE_DONE && run_resume(run, query, code));
    if (code != SQLITE_DONE)
        run_step_error(run, code);
    row_end(run->row);
}

static void run_replaced(struct artefact_run *run)
{
    struct run_finding finding = {
        .artefact = run->artefact->number,
        .rule = FINDING_NO_RULE,
        .entry = INDEX_NONE,
        .own = "schema-replaced",
        .grade = GRADE_WEAK,
        .means = MEANS_TAMPERED,
        .value = slice_text(run->message),
    };
    run->engine->emitter->finding(run->engine->emitter->context, &finding);
}

// The first of these names, a line each, that the artefact's queries use.
static struct slice artefact_names_one(const struct artefact *artefact, struct slice names)
{
    struct slice name;
    while (slice_line(&names, &name))
        for (size_t i = 0; name.size && i < artefact->variant_count; i++)
            if (scan_has_word(artefact->variants[i].sql, name))
                return name;
    return SLICE_NONE;
}

// A table of the evidence stands where a function of ours should: an older variant that needs none may still fit.
static void run_shadowed(struct artefact_run *run)
{
    struct slice name = artefact_names_one(run->artefact, run->engine->connection->shadowed);
    if (name.size == 0)
        return;
    (void)snprintf(run->message, sizeof run->message, N_("a table is named like a function of bridle: %s"),
                   ERROR_QUOTE(name));
    run_replaced(run);
}

static void run_unknown(struct artefact_run *run)
{
    char hash[65];
    struct slice view = artefact_names_one(run->artefact, run->engine->connection->views);
    if (view.size) {
        (void)snprintf(run->message, sizeof run->message, N_("%s is no table here"), ERROR_QUOTE(view));
        run_say(run, OUTCOME_NOT_UNDERSTOOD, run->message);
        run_replaced(run);
        run->replaced = true;
        return;
    }
    if (run->engine->recovering) {
        run_say(run, OUTCOME_DAMAGED, "the database is damaged, and no variant fits what is left of its schema");
        return;
    }
    run_shadowed(run);
    connection_schema_hash(run->engine->connection, hash);
    (void)snprintf(run->message, sizeof run->message, N_("no variant fits this schema (schema sha256 %s)"), hash);
    run_say(run, OUTCOME_NOT_UNDERSTOOD, run->message);
}

static void run_query(struct artefact_run *run)
{
    struct engine *engine = run->engine;
    struct query query = {.artefact = run->artefact};
    enum query_state state =
        query_prepare(&query, engine->connection, engine->options->definitions, run->artefact,
                      engine->options->rules_off, engine_rule_skipped, run, engine->options->listing, run->message);
    switch (state) {
    case QUERY_READY:
        run->outcome.variant = query.variant->name;
        run_shadowed(run);
        row_begin(run->row, engine->options, engine->emitter, &query, engine->fingerprints, engine->arena);
        run_rows(run, &query);
        break;
    case QUERY_REPLACED:
        run_say(run, OUTCOME_NOT_UNDERSTOOD, run->message);
        run_replaced(run);
        run->replaced = true;
        break;
    case QUERY_DAMAGED:
        run_say(run, OUTCOME_DAMAGED, run->message);
        run->damaged = !engine->recovering;
        break;
    case QUERY_UNKNOWN:
        run_unknown(run);
        break;
    case QUERY_LIMIT:
        run_say(run, OUTCOME_KILLED, run->message);
        break;
    case QUERY_BROKEN:
    default:
        run_say(run, OUTCOME_NOT_UNDERSTOOD, run->message);
        break;
    }
    query_release(&query);
}

// A mistake in the artefact that only its run shows, since the regular expression is put together there.
static void run_patterns(struct artefact_run *run)
{
    const char *fault = pattern_fault(&run->engine->functions);
    enum outcome outcome = run->outcome.outcome;
    if (!fault || (outcome != OUTCOME_READ && outcome != OUTCOME_PARTIAL))
        return;
    (void)snprintf(run->message, sizeof run->message, N_("a regular expression of the artefact is none: %s"), fault);
    run_say(run, run->row->records ? OUTCOME_PARTIAL : OUTCOME_NOT_UNDERSTOOD, run->message);
}

// Logs change with every system, so a few lines that are new are counted, and the input is read all the same. Where it
// is not read by lines, the share is that of the rows.
static void run_unread(struct artefact_run *run)
{
    const struct row *row = run->row;
    uint64_t lines = run->engine->functions.lines_seen;
    uint64_t seen = lines == 0 ? row->rows : lines > row->unread ? lines : row->unread;
    if (row->unread == 0)
        return;
    if (run->outcome.lost == 0)
        run->outcome.lost_unit = LOST_LINE;
    run->outcome.lost += row->unread;
    if (run->outcome.outcome != OUTCOME_READ || row->unread <= seen / UNREAD_SHARE)
        return;
    (void)snprintf(run->message, sizeof run->message, N_("%" PRIu64 " of %" PRIu64 " lines were not understood"),
                   row->unread, seen);
    run_say(run, row->records ? OUTCOME_PARTIAL : OUTCOME_NOT_UNDERSTOOD, run->message);
}

static void run_finish(struct artefact_run *run)
{
    const struct row *row = run->row;
    struct run_outcome *outcome = &run->outcome;
    struct time_span spans[SPANS_MOST];
    outcome->spans = spans;
    outcome->span_count = row->has_times ? days_spans(&row->days, row->first, row->last, spans) : 0;
    outcome->records = row->records;
    outcome->has_times = row->has_times;
    outcome->first = row->first;
    outcome->last = row->last;
    outcome->findings_left_out = row->findings_left_out;
    outcome->lost += row->cut;
    run_patterns(run);
    run_unread(run);
    if (outcome->outcome == OUTCOME_READ && (outcome->lost > row->unread || row->findings_left_out)) {
        bool kept = outcome->records || run->engine->input->is_database;
        outcome->outcome = kept ? OUTCOME_PARTIAL : OUTCOME_DAMAGED;
        if (outcome->error.size == 0)
            outcome->error = outcome->lost ? SLICE(N_("some values could not be decoded"))
                                           : SLICE(N_("more findings than the limit"));
    }
    if (outcome->lost && outcome->lost_unit == LOST_NONE)
        outcome->lost_unit = LOST_ROW;
    run->engine->emitter->outcome(run->engine->emitter->context, outcome);
    outcome->spans = NULL;
}

// Over what the undamaged pages hold.
static enum error_code engine_recover(struct engine *engine, const struct slice *views, size_t view_count)
{
    sqlite3 *database = NULL;
    engine->functions.lost = 0;
    error_clear(&engine->connection_error);
    const struct recover_wish wish = {engine->shapes, engine->shape_count, views, view_count};
    enum error_code code =
        recover_connect(engine->layer, &wish, &database, &engine->recovered, &engine->connection_error);
    if (code)
        return code;
    return connection_new(database, &engine->functions, true, &engine->connection, &engine->connection_error);
}

// Names that the artefact's queries take for tables and that are none in this schema.
static size_t run_views(const struct artefact_run *run, struct slice *names, size_t room)
{
    struct slice rest = run->engine->connection->views;
    struct slice view;
    size_t count = 0;
    while (slice_line(&rest, &view) && count < room)
        for (size_t i = 0; view.size && i < run->artefact->variant_count; i++)
            if (scan_has_word(run->artefact->variants[i].sql, view)) {
                names[count++] = view;
                break;
            }
    return count;
}

// A view, a virtual table or computed columns stand where a table should: its rows are read from the pages of the real
// one, beside the connection that refused. Rows so read are kept, and the input says where they come from.
static void run_behind(struct artefact_run *run)
{
    struct engine *engine = run->engine;
    struct connection *refused = engine->connection;
    struct slice views[CONNECTION_TABLES];
    char why[128];
    size_t view_count = run_views(run, views, ARRAY_SIZE(views));
    (void)snprintf(why, sizeof why, "%.127s", run->message);
    engine->connection = NULL;
    run->outcome = (struct run_outcome){.artefact = run->artefact->number, .outcome = OUTCOME_READ};
    if (engine_recover(engine, views, view_count) == ERROR_NONE)
        run_query(run);
    engine->connection = connection_free(engine->connection);
    engine->connection = refused;
    engine->functions.lost = 0;
    run->damaged = false;
    if (run->row->records == 0) {
        run->outcome = (struct run_outcome){.artefact = run->artefact->number};
        run_say(run, OUTCOME_NOT_UNDERSTOOD, why);
        return;
    }
    if (run->outcome.outcome == OUTCOME_KILLED)
        return;
    (void)snprintf(run->message, sizeof run->message,
                   N_("%s; %" PRIu64 " records were read from the pages of the table behind it"), why,
                   run->row->records);
    run_say(run, OUTCOME_PARTIAL, run->message);
}

static void run_recovered(struct artefact_run *run)
{
    const struct recover_report *report = &run->engine->recovered;
    uint64_t lost = report->pages_lost;
    if (run->outcome.outcome != OUTCOME_READ && run->outcome.outcome != OUTCOME_PARTIAL)
        return;
    run->outcome.outcome = run->row->records ? OUTCOME_PARTIAL : OUTCOME_DAMAGED;
    run->outcome.lost = lost ? lost : report->cells_lost;
    run->outcome.lost_unit = lost ? LOST_PAGE : LOST_ROW;
    if (run->outcome.lost == 0)
        run->outcome.lost_unit = LOST_NONE;
    char what[128];
    if (lost)
        (void)snprintf(
            what, sizeof what,
            N_("the database is damaged: %" PRIu64 " of its pages could not be read (%" PRIu64 " records kept)"), lost,
            run->row->records);
    else
        (void)snprintf(what, sizeof what, N_("the database is damaged (%" PRIu64 " records kept)"), run->row->records);
    (void)snprintf(run->message, sizeof run->message, "%s%s%s%s%s", what, report->schema_guessed ? "; " : "",
                   report->schema_guessed ? N_("its schema was found by shape") : "", report->header_wrong ? "; " : "",
                   report->header_wrong ? N_("its header tells a wrong page size or text encoding") : "");
    run->outcome.error = slice_text(run->message);
}

static void run_hurt(struct artefact_run *run, uint64_t lost, enum lost_unit unit, const char *what)
{
    run->outcome.lost += lost;
    run->outcome.lost_unit = unit;
    run_say(run, OUTCOME_PARTIAL, what);
}

// What the file layer lost stays lost, whether or not this query came upon it: a file shorter than its own header says,
// a log or journal that is damaged or of another file.
static void run_layer(struct artefact_run *run)
{
    const struct layer_report *report = run->engine->layer ? layer_report(run->engine->layer) : NULL;
    if (run->engine->input->hurt && run->outcome.outcome == OUTCOME_READ)
        run_hurt(run, 0, LOST_NONE, run->engine->input->hurt);
    if (run->engine->input->hurt && run->row->records == 0 && run->outcome.outcome == OUTCOME_PARTIAL)
        run->outcome.outcome = OUTCOME_DAMAGED;
    if (!report || run->outcome.outcome != OUTCOME_READ)
        return;
    if (report->size_mismatch)
        run_hurt(run, report->bytes_missing, LOST_BYTE, "the file is shorter than its header says");
    else if (report->wal_foreign)
        run_hurt(run, run->engine->files.wal.size, LOST_BYTE,
                 "its write-ahead log cannot be read, or is of another file");
    else if (report->wal_frames_lost)
        run_hurt(run, report->wal_frames_lost, LOST_PAGE,
                 "its write-ahead log is damaged, or ends within a transaction");
    else if (report->journal_torn)
        run_hurt(run, 0, LOST_NONE, "its rollback journal is damaged");
}

static void row_forget(struct row *row)
{
    row->records = row->rows = row->unread = row->findings_left_out = row->cut = 0;
    row->has_times = false;
}

static void engine_artefact(struct engine *engine, const struct artefact *artefact, struct row *row)
{
    struct artefact_run run = {.engine = engine,
                               .artefact = artefact,
                               .row = row,
                               .outcome = {.artefact = artefact->number, .outcome = OUTCOME_READ}};
    row_forget(row);
    engine->functions.lines_seen = engine->functions.lines_to = 0;
    pattern_forget_fault(&engine->functions);
    if (engine->connection)
        run_query(&run);
    if (run.replaced && engine->layer && !engine->recovering)
        run_behind(&run);
    if ((!engine->connection || run.damaged) && engine->layer && !engine->recovering) {
        engine->emitter->restart(engine->emitter->context, artefact->number);
        run.outcome = (struct run_outcome){.artefact = artefact->number, .outcome = OUTCOME_READ};
        row_forget(row);
        engine->connection = connection_free(engine->connection);
        engine->recovering = true;
        if (engine_recover(engine, NULL, 0) == ERROR_NONE)
            run_query(&run);
    }
    if (!engine->connection)
        run_say(&run, OUTCOME_DAMAGED, engine->connection_error.message);
    else if (engine->recovering && engine->layer)
        run_recovered(&run);
    else
        run_layer(&run);
    run_finish(&run);
}

static enum error_code engine_connect(struct engine *engine)
{
    sqlite3 *database = NULL;
    enum error_code code;
    if (engine->input->is_database) {
        code = layer_new(&engine->files, &engine->layer, &engine->connection_error);
        if (!code && layer_page_count(engine->layer) == 0)
            code = error_set(&engine->connection_error, ERROR_FORMAT, "sqlite", 0, "the file holds no database");
        code = code ? code : layer_connect(engine->layer, &database, &engine->connection_error);
    } else {
        code = sqlite3_open(":memory:", &database) == SQLITE_OK
                   ? ERROR_NONE
                   : error_set(&engine->connection_error, ERROR_MEMORY, "sqlite", ERROR_NO_OFFSET, "no memory");
    }
    if (code)
        return code;
    code = connection_new(database, &engine->functions, !engine->input->is_database, &engine->connection,
                          &engine->connection_error);
    // SQLite loads what is left of some damaged schemas without a word.
    if (!code && engine->layer && !recover_schema_whole(engine->layer)) {
        engine->connection = connection_free(engine->connection);
        code = error_set(&engine->connection_error, ERROR_FORMAT, "sqlite", ERROR_NO_OFFSET, "the schema is damaged");
    }
    return code;
}

// The tables that the artefacts of this input declare.
static void engine_shapes(struct engine *engine, const uint32_t *artefacts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct definition_texts *tables = &engine->options->definitions->artefacts[artefacts[i]].tables;
        for (size_t k = 0; k < tables->count && engine->shape_count < LIMIT_RECOVER_SHAPES; k++)
            engine->shapes[engine->shape_count++] = (const char *)tables->items[k].data;
    }
}

static enum error_code engine_set_up(struct engine *engine, struct error *error)
{
    engine->files = engine->input->files;
    engine->files.main.counter = &engine->bytes;
    // A database is no document: a value that is none must not make lines() or plist_rows() read all of it.
    const struct source *document = engine->input->is_database ? NULL : &engine->files.main;
    enum error_code code = function_context_init(&engine->functions, document, error);
    engine->functions.listing = engine->options->listing;
    if (engine->options->fingerprint_key)
        engine->fingerprints = fingerprints_new(engine->options->fingerprint_key);
    engine->arena = arena_new(LIMIT_ROW_SCRATCH);
    if (!code && (!engine->arena || (engine->options->fingerprint_key && !engine->fingerprints)))
        code = error_set(error, ERROR_MEMORY, "engine", ERROR_NO_OFFSET, "no memory for the engine");
    return code;
}

static void engine_release(struct engine *engine)
{
    engine->connection = connection_free(engine->connection);
    engine->layer = layer_free(engine->layer);
    engine->fingerprints = fingerprints_free(engine->fingerprints);
    engine->arena = arena_free(engine->arena);
    function_context_release(&engine->functions);
}

enum error_code engine_run(const struct engine_options *options, const struct engine_input *input,
                           const uint32_t *artefacts, size_t count, const struct emitter *emitter, struct error *error)
{
    struct engine engine = {.options = options, .input = input, .emitter = emitter};
    struct row *row CLEANUP_FREE = calloc(1, sizeof *row);
    error_clear(&engine.connection_error);
    enum error_code code = engine_set_up(&engine, error);
    if (!row && !code)
        code = error_set(error, ERROR_MEMORY, "engine", ERROR_NO_OFFSET, "no memory for a row");
    engine_shapes(&engine, artefacts, count);
    if (!code)
        (void)(engine_connect(&engine) == ERROR_NONE);
    for (size_t i = 0; !code && i < count; i++) {
        const struct artefact *artefact = &options->definitions->artefacts[artefacts[i]];
        if (!options->listing || artefact->listing.size)
            engine_artefact(&engine, artefact, row);
    }
    engine_release(&engine);
    return code;
}
