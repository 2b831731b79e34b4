// SPDX-License-Identifier: Apache-2.0
// The worker's side of the frames.
#include "examine/job.h"

static void put_cell(struct wire *wire, const struct cell *cell)
{
    wire_u8(wire, (uint8_t)cell->type);
    if (cell->type == CELL_INTEGER)
        wire_u64(wire, (uint64_t)cell->integer);
    else if (cell->type == CELL_REAL)
        wire_f64(wire, cell->real);
    else if (cell->type == CELL_TEXT || cell->type == CELL_BLOB)
        wire_slice(wire, cell->bytes);
}

void frame_put_cells(struct wire *wire, const struct cell *cells, size_t count)
{
    wire_u32(wire, (uint32_t)count);
    for (size_t i = 0; i < count; i++)
        put_cell(wire, &cells[i]);
}

static void emit_record(void *context, uint32_t artefact, uint64_t record, const struct cell *cells, size_t count)
{
    struct wire *wire = context;
    wire_begin(wire, FRAME_RECORD);
    wire_u32(wire, artefact);
    wire_u64(wire, record);
    frame_put_cells(wire, cells, count);
    wire_end(wire);
}

static void put_optional_u64(struct wire *wire, bool set, uint64_t value)
{
    wire_u8(wire, set);
    wire_u64(wire, set ? value : 0);
}

static void emit_finding(void *context, const struct run_finding *finding)
{
    struct wire *wire = context;
    wire_begin(wire, FRAME_FINDING);
    wire_u32(wire, finding->artefact);
    wire_u32(wire, finding->rule);
    wire_u32(wire, finding->entry);
    wire_slice(wire, slice_text(finding->own));
    wire_u32(wire, finding->grade);
    wire_u32(wire, finding->means);
    wire_u64(wire, finding->record);
    wire_slice(wire, finding->column);
    put_optional_u64(wire, finding->has_kind, finding->kind);
    wire_slice(wire, finding->value);
    wire_slice(wire, finding->matched);
    wire_u8(wire, finding->truncated);
    wire_u8(wire, finding->doubtful);
    put_optional_u64(wire, finding->has_time, (uint64_t)finding->time);
    wire_slice(wire, finding->time_column);
    wire_slice(wire, finding->process);
    wire_slice(wire, finding->app);
    wire_slice(wire, finding->path);
    wire_slice(wire, finding->url);
    wire_end(wire);
    // What weighs most must not wait in a buffer that dies with its worker.
    if (finding->grade >= GRADE_STRONG)
        (void)wire_flush(wire);
}

static void emit_entry(void *context, const struct run_entry *entry)
{
    struct wire *wire = context;
    wire_begin(wire, FRAME_ENTRY);
    wire_slice(wire, entry->file_id);
    wire_slice(wire, entry->path);
    wire_slice(wire, entry->key);
    wire_u32(wire, entry->artefact);
    wire_u32(wire, entry->part);
    wire_end(wire);
}

static void emit_fact(void *context, struct slice name, const struct cell *cell)
{
    struct wire *wire = context;
    wire_begin(wire, FRAME_FACT);
    wire_slice(wire, name);
    frame_put_cells(wire, cell, 1);
    wire_end(wire);
}

static void emit_fingerprints(void *context, uint32_t artefact, const struct fingerprint *items, size_t count)
{
    struct wire *wire = context;
    wire_begin(wire, FRAME_FINGERPRINTS);
    wire_u32(wire, artefact);
    wire_u32(wire, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        wire_slice(wire, slice_of(items[i].hash, FINGERPRINT_SIZE));
        wire_u32(wire, items[i].kind);
        wire_u64(wire, items[i].record);
        wire_u64(wire, items[i].count);
        wire_u64(wire, (uint64_t)items[i].first);
        wire_u64(wire, (uint64_t)items[i].last);
    }
    wire_end(wire);
}

static void emit_rule_skipped(void *context, uint32_t rule, struct slice why)
{
    struct wire *wire = context;
    wire_begin(wire, FRAME_RULE_SKIPPED);
    wire_u32(wire, rule);
    wire_slice(wire, why);
    wire_end(wire);
}

static void emit_restart(void *context, uint32_t artefact)
{
    struct wire *wire = context;
    wire_begin(wire, FRAME_RESTART);
    wire_u32(wire, artefact);
    wire_end(wire);
}

static void emit_outcome(void *context, const struct run_outcome *outcome)
{
    struct wire *wire = context;
    wire_begin(wire, FRAME_OUTCOME);
    wire_u32(wire, outcome->artefact);
    wire_u32(wire, outcome->outcome);
    wire_slice(wire, outcome->variant);
    wire_u64(wire, outcome->records);
    wire_u64(wire, outcome->lost);
    wire_u32(wire, outcome->lost_unit);
    put_optional_u64(wire, outcome->has_times, (uint64_t)outcome->first);
    put_optional_u64(wire, outcome->has_times, (uint64_t)outcome->last);
    wire_u64(wire, outcome->findings_left_out);
    wire_slice(wire, outcome->error);
    wire_u32(wire, (uint32_t)outcome->span_count);
    for (size_t i = 0; i < outcome->span_count; i++) {
        wire_u64(wire, (uint64_t)outcome->spans[i].first);
        wire_u64(wire, (uint64_t)outcome->spans[i].last);
    }
    wire_end(wire);
    (void)wire_flush(wire);
}

static void emit_progress(void *context, uint64_t records, uint64_t bytes)
{
    struct wire *wire = context;
    wire_begin(wire, FRAME_PROGRESS);
    wire_u64(wire, records);
    wire_u64(wire, bytes);
    wire_end(wire);
    (void)wire_flush(wire);
}

struct emitter frames_emitter(struct wire *wire)
{
    return (struct emitter){
        .context = wire,
        .record = emit_record,
        .finding = emit_finding,
        .entry = emit_entry,
        .fact = emit_fact,
        .fingerprints = emit_fingerprints,
        .rule_skipped = emit_rule_skipped,
        .restart = emit_restart,
        .outcome = emit_outcome,
        .progress = emit_progress,
    };
}

void frame_put_hash(struct wire *wire, uint64_t size, const uint8_t digest[32])
{
    wire_begin(wire, FRAME_HASH);
    wire_u64(wire, size);
    wire_slice(wire, slice_of(digest, 32));
    wire_end(wire);
    (void)wire_flush(wire);
}

void frame_put_error(struct wire *wire, const struct error *error)
{
    wire_begin(wire, FRAME_ERROR);
    wire_u32(wire, error->code);
    wire_slice(wire, slice_text(error->message));
    wire_end(wire);
}

void frame_put_keybag(struct wire *wire, const struct keybag *keybag, struct slice manifest_key)
{
    wire_begin(wire, FRAME_KEYBAG);
    wire_u32(wire, keybag->type);
    wire_slice(wire, slice_of(keybag->salt, keybag->salt_size));
    wire_u64(wire, keybag->rounds);
    wire_slice(wire, slice_of(keybag->first_salt, keybag->first_salt_size));
    wire_u64(wire, keybag->first_rounds);
    wire_u32(wire, keybag->class_count);
    for (uint32_t i = 0; i < keybag->class_count; i++) {
        const struct keybag_class *class = &keybag->classes[i];
        wire_u32(wire, class->number);
        wire_u32(wire, class->wrap);
        wire_slice(wire, slice_of(class->key, class->has_key ? sizeof class->key : 0));
    }
    wire_slice(wire, manifest_key);
    wire_end(wire);
}
