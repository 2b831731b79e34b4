// SPDX-License-Identifier: Apache-2.0
// The engine over small inputs, with an emitter that writes down as text what comes.
#pragma once

#include "sql_test.h"

#include "sql/engine.h"

struct examined {
    struct buffer script; // of the database
    struct definitions definitions;
    struct index_builder *builder;
    struct index index;
    struct engine_options options;
    struct engine_input input;
    struct arena *arena;
    // What came:
    struct buffer records, findings, entries, facts, skipped, outcomes;
    unsigned restarts;
    uint64_t fingerprints; // items
    struct fingerprint fingerprint_items[64];
};

static inline void put_cell(struct buffer *text, const struct cell *cell)
{
    switch (cell->type) {
    case CELL_INTEGER:
        buffer_format(text, "%" PRId64, cell->integer);
        break;
    case CELL_REAL:
        buffer_format(text, "%gr", cell->real);
        break;
    case CELL_TEXT:
        buffer_put_byte(text, '\'');
        buffer_put(text, cell->bytes);
        buffer_put_byte(text, '\'');
        break;
    case CELL_BLOB:
        buffer_format(text, "x%zu", cell->bytes.size);
        break;
    case CELL_NULL:
    default:
        buffer_put_text(text, "-");
        break;
    }
}

static inline void take_record(void *context, uint32_t artefact, uint64_t record, const struct cell *cells,
                               size_t count)
{
    struct examined *examined = context;
    buffer_format(&examined->records, "%u.%" PRIu64 ":", artefact, record);
    for (size_t i = 0; i < count; i++) {
        buffer_put_text(&examined->records, i ? "|" : "");
        put_cell(&examined->records, &cells[i]);
    }
    buffer_put_text(&examined->records, "\n");
}

static inline void put_named(struct buffer *text, const char *name, struct slice value)
{
    if (value.size) {
        buffer_format(text, " %s=", name);
        buffer_put(text, value);
    }
}

// "1 known received column=text kind=domain value=… matched=… time=5@sent\n"
static inline void take_finding(void *context, const struct run_finding *finding)
{
    struct examined *examined = context;
    struct buffer *text = &examined->findings;
    buffer_format(text, "%" PRIu64 " %s %s", finding->record, grade_name(finding->grade), means_name(finding->means));
    if (finding->own)
        buffer_format(text, " %s", finding->own);
    if (finding->rule != FINDING_NO_RULE)
        put_named(text, "rule", examined->definitions.rules[finding->rule].name);
    put_named(text, "column", finding->column);
    if (finding->has_kind)
        buffer_format(text, " kind=%s", observable_kind_name(finding->kind));
    put_named(text, "value", finding->value);
    put_named(text, "matched", finding->matched);
    buffer_put_text(text, finding->truncated ? " truncated" : "");
    buffer_put_text(text, finding->doubtful ? " doubtful" : "");
    if (finding->has_time)
        buffer_format(text, " time=%" PRId64 "@%.*s", finding->time, SLICE_PRINTF(finding->time_column));
    put_named(text, "process", finding->process);
    put_named(text, "app", finding->app);
    put_named(text, "path", finding->path);
    put_named(text, "url", finding->url);
    buffer_put_text(text, "\n");
}

static inline void take_entry(void *context, const struct run_entry *entry)
{
    struct examined *examined = context;
    buffer_format(&examined->entries, "%u%s %.*s %.*s\n", entry->artefact,
                  entry->part == PLACE_WAL       ? "w"
                  : entry->part == PLACE_JOURNAL ? "j"
                                                 : "",
                  SLICE_PRINTF(entry->file_id), SLICE_PRINTF(entry->path));
}

static inline void take_fact(void *context, struct slice name, const struct cell *cell)
{
    struct examined *examined = context;
    buffer_format(&examined->facts, "%.*s=", SLICE_PRINTF(name));
    put_cell(&examined->facts, cell);
    buffer_put_text(&examined->facts, "\n");
}

static inline void take_fingerprints(void *context, UNUSED uint32_t artefact, const struct fingerprint *items,
                                     size_t count)
{
    struct examined *examined = context;
    for (size_t i = 0; i < count; i++)
        if (examined->fingerprints + i < ARRAY_SIZE(examined->fingerprint_items))
            examined->fingerprint_items[examined->fingerprints + i] = items[i];
    examined->fingerprints += count;
}

static inline void take_skipped(void *context, uint32_t rule, struct slice why)
{
    struct examined *examined = context;
    buffer_format(&examined->skipped, "%.*s: %.*s\n", SLICE_PRINTF(examined->definitions.rules[rule].name),
                  SLICE_PRINTF(why));
}

// What came is void.
static inline void take_restart(void *context, UNUSED uint32_t artefact)
{
    struct examined *examined = context;
    examined->restarts++;
    examined->fingerprints = 0;
    buffer_clear(&examined->records);
    buffer_clear(&examined->findings);
}

// "0 read variant=current records=3 lost=1row first=1 last=2 left=0 error=…\n"
static inline void take_outcome(void *context, const struct run_outcome *outcome)
{
    struct examined *examined = context;
    struct buffer *text = &examined->outcomes;
    buffer_format(text, "%u %s", outcome->artefact, outcome_name(outcome->outcome));
    put_named(text, "variant", outcome->variant);
    buffer_format(text, " records=%" PRIu64, outcome->records);
    if (outcome->lost)
        buffer_format(text, " lost=%" PRIu64 "%s", outcome->lost, lost_unit_name(outcome->lost_unit));
    if (outcome->has_times)
        buffer_format(text, " times=%" PRId64 "-%" PRId64, outcome->first, outcome->last);
    if (outcome->findings_left_out)
        buffer_format(text, " left=%" PRIu64, outcome->findings_left_out);
    put_named(text, "error", outcome->error);
    buffer_put_text(text, "\n");
}

static inline void examined_open(struct examined *examined)
{
    memset(examined, 0, sizeof *examined);
    struct buffer *texts[] = {&examined->records, &examined->findings, &examined->entries,
                              &examined->facts,   &examined->skipped,  &examined->outcomes};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        buffer_init(texts[i], 64U << 20);
    examined->arena = arena_new(16U << 20);
    examined->builder = index_builder_new();
    definitions_open(&examined->definitions);
    examined->options =
        (struct engine_options){.definitions = &examined->definitions, .platform = PLATFORM_IOS, .records = true};
    examined->input.files = files_of(SLICE_NONE, SLICE_NONE, SLICE_NONE);
}

static inline void examined_close(struct examined *examined)
{
    struct buffer *texts[] = {&examined->records, &examined->findings, &examined->entries, &examined->facts,
                              &examined->skipped, &examined->outcomes, &examined->script};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        buffer_release(texts[i]);
    if (examined->options.index)
        index_close(&examined->index);
    examined->builder = index_builder_free(examined->builder);
    examined->arena = arena_free(examined->arena);
    definitions_close(&examined->definitions);
}
#define CLEANUP_EXAMINED CLEANUP(examined_close)

static inline void examined_indicator(struct examined *examined, enum observable_kind kind, const char *value,
                                      uint32_t flags)
{
    struct indicator indicator = {.kind = kind, .written = slice_text(value), .flags = flags};
    struct error error = {0};
    assert_int_equal(
        observe_indicator(kind, slice_text(value), examined->arena, &indicator.kind, &indicator.value, &error),
        ERROR_NONE);
    assert_int_equal(index_builder_add(examined->builder, &indicator, NULL), ERROR_NONE);
}

static inline void examined_artefact(struct examined *examined, const char *text)
{
    parse_well(definition_parse_artefact, &examined->definitions, text);
}

static inline void examined_rule(struct examined *examined, const char *text)
{
    parse_well(definition_parse_rule, &examined->definitions, text);
}

static inline void examined_database(struct examined *examined, struct slice bytes)
{
    examined->input = (struct engine_input){files_of(bytes, SLICE_NONE, SLICE_NONE), true, NULL};
}

static inline void examined_script(struct examined *examined, const char *sql)
{
    examined->script = database_make(sql);
    examined_database(examined, buffer_slice(&examined->script));
}

static inline void examined_document(struct examined *examined, struct slice bytes)
{
    examined->input = (struct engine_input){files_of(bytes, SLICE_NONE, SLICE_NONE), false, NULL};
}

// All artefacts over the input.
static inline void examined_run(struct examined *examined)
{
    uint32_t numbers[8];
    int fd = -1;
    struct error error = {0};
    const struct emitter emitter = {examined,          take_record,  take_finding, take_entry,   take_fact,
                                    take_fingerprints, take_skipped, take_restart, take_outcome, NULL};
    definitions_settle(&examined->definitions);
    size_t count = examined->definitions.artefact_count;
    assert_true(count <= ARRAY_SIZE(numbers));
    for (uint32_t i = 0; i < count; i++)
        numbers[i] = i;
    if (index_builder_count(examined->builder)) {
        assert_int_equal(index_build(examined->builder, &fd, &error), ERROR_NONE);
        assert_int_equal(index_open(fd, &examined->index, &error), ERROR_NONE);
        (void)close(fd);
        examined->options.index = &examined->index;
    }
    assert_int_equal(engine_run(&examined->options, &examined->input, numbers, count, &emitter, &error), ERROR_NONE);
}

static inline void assert_came(struct buffer *text, const char *expected)
{
    assert_string_equal(buffer_text(text), expected);
}

static inline void assert_has(struct buffer *text, const char *part)
{
    if (!strstr(buffer_text(text), part))
        fail_msg("no \"%s\" in: %s", part, buffer_text(text));
}

static inline void assert_has_not(struct buffer *text, const char *part)
{
    if (strstr(buffer_text(text), part))
        fail_msg("\"%s\" in: %s", part, buffer_text(text));
}
