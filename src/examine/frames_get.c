// SPDX-License-Identifier: Apache-2.0
// The parent's side of the frames: nothing in them is trusted.
#include "examine/job.h"

#include "evidence/unlock.h"

static bool get_cell(struct cursor *cursor, struct cell *ret_cell)
{
    struct cell cell = {.type = CELL_NULL};
    uint8_t type = cursor_u8(cursor);
    switch (type) {
    case CELL_NULL:
        break;
    case CELL_INTEGER:
        cell.integer = (int64_t)cursor_u64le(cursor);
        break;
    case CELL_REAL:
        cell.real = cursor_f64(cursor);
        break;
    case CELL_TEXT:
    case CELL_BLOB:
        cell.bytes = cursor_slice(cursor);
        break;
    default:
        return false;
    }
    cell.type = (enum cell_type)type;
    *ret_cell = cell;
    return cursor_ok(cursor);
}

bool frame_get_cells(struct cursor *cursor, struct cell *cells, size_t room, size_t *ret_count)
{
    uint32_t count = cursor_u32le(cursor);
    if (!cursor_ok(cursor) || count > room)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!get_cell(cursor, &cells[i]))
            return false;
    *ret_count = count;
    return true;
}

static bool get_end(const struct cursor *cursor)
{
    return cursor_ok(cursor) && cursor_left(cursor) == 0;
}

bool frame_get_hash(struct slice payload, uint64_t *ret_size, struct slice *ret_digest)
{
    struct cursor cursor = cursor_over(payload);
    *ret_size = cursor_u64le(&cursor);
    *ret_digest = cursor_slice(&cursor);
    return get_end(&cursor) && ret_digest->size == 32;
}

bool frame_get_record(struct slice payload, uint32_t *ret_artefact, uint64_t *ret_record,
                      struct cell cells[LIMIT_COLUMNS], size_t *ret_count)
{
    struct cursor cursor = cursor_over(payload);
    *ret_artefact = cursor_u32le(&cursor);
    *ret_record = cursor_u64le(&cursor);
    return frame_get_cells(&cursor, cells, LIMIT_COLUMNS, ret_count) && get_end(&cursor) &&
           *ret_record <= LIMIT_RECORDS;
}

// A counted text, "null" where it is empty.
static struct slice get_text(struct cursor *cursor)
{
    struct slice text = cursor_slice(cursor);
    return text.size ? text : SLICE_NONE;
}

static bool get_optional(struct cursor *cursor, uint64_t *ret_value)
{
    bool set = cursor_u8(cursor) != 0;
    *ret_value = cursor_u64le(cursor);
    return set;
}

static const char *get_own(struct slice own)
{
    static const char *const known[] = {"schema-replaced", "nul-in-text"};
    for (size_t i = 0; i < ARRAY_SIZE(known); i++)
        if (slice_equal(own, slice_text(known[i])))
            return known[i];
    return NULL;
}

bool frame_get_finding(struct slice payload, struct run_finding *ret_finding)
{
    struct cursor cursor = cursor_over(payload);
    struct run_finding finding = {0};
    uint64_t number;
    finding.artefact = cursor_u32le(&cursor);
    finding.rule = cursor_u32le(&cursor);
    finding.entry = cursor_u32le(&cursor);
    finding.own = get_own(cursor_slice(&cursor));
    uint32_t grade = cursor_u32le(&cursor);
    uint32_t means = cursor_u32le(&cursor);
    finding.record = cursor_u64le(&cursor);
    finding.column = get_text(&cursor);
    finding.has_kind = get_optional(&cursor, &number);
    bool kind_known = !finding.has_kind || number < OBSERVABLE_KINDS;
    finding.kind = kind_known ? (enum observable_kind)number : OBSERVABLE_URL;
    finding.value = get_text(&cursor);
    finding.matched = get_text(&cursor);
    finding.truncated = cursor_u8(&cursor) != 0;
    finding.doubtful = cursor_u8(&cursor) != 0;
    finding.has_time = get_optional(&cursor, &number);
    finding.time = (int64_t)number;
    finding.time_column = get_text(&cursor);
    finding.process = get_text(&cursor);
    finding.app = get_text(&cursor);
    finding.path = get_text(&cursor);
    finding.url = get_text(&cursor);
    if (!get_end(&cursor) || !kind_known || grade > GRADE_KNOWN || means > MEANS_UNREADABLE)
        return false;
    finding.grade = (enum grade)grade;
    finding.means = (enum means)means;
    *ret_finding = finding;
    return true;
}

bool frame_get_entry(struct slice payload, struct run_entry *ret_entry)
{
    struct cursor cursor = cursor_over(payload);
    ret_entry->file_id = cursor_slice(&cursor);
    ret_entry->path = cursor_slice(&cursor);
    ret_entry->key = cursor_slice(&cursor);
    ret_entry->artefact = cursor_u32le(&cursor);
    uint32_t part = cursor_u32le(&cursor);
    ret_entry->part = part == PLACE_WAL ? PLACE_WAL : part == PLACE_JOURNAL ? PLACE_JOURNAL : PLACE_MAIN;
    return get_end(&cursor) && part <= PLACE_JOURNAL;
}

bool frame_get_fact(struct slice payload, struct slice *ret_name, struct cell *ret_cell)
{
    struct cursor cursor = cursor_over(payload);
    size_t count = 0;
    *ret_name = cursor_slice(&cursor);
    return frame_get_cells(&cursor, ret_cell, 1, &count) && count == 1 && get_end(&cursor);
}

bool frame_get_fingerprints(struct slice payload, uint32_t *ret_artefact, struct fingerprint *items, size_t room,
                            size_t *ret_count)
{
    struct cursor cursor = cursor_over(payload);
    *ret_artefact = cursor_u32le(&cursor);
    uint32_t count = cursor_u32le(&cursor);
    if (!cursor_ok(&cursor) || count > room)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct slice hash = cursor_slice(&cursor);
        uint32_t kind = cursor_u32le(&cursor);
        if (hash.size != FINGERPRINT_SIZE || kind >= OBSERVABLE_KINDS)
            return false;
        memcpy(items[i].hash, hash.data, FINGERPRINT_SIZE);
        items[i].kind = (enum observable_kind)kind;
        items[i].record = cursor_u64le(&cursor);
        items[i].count = cursor_u64le(&cursor);
        items[i].first = (int64_t)cursor_u64le(&cursor);
        items[i].last = (int64_t)cursor_u64le(&cursor);
    }
    *ret_count = count;
    return get_end(&cursor);
}

bool frame_get_rule_skipped(struct slice payload, uint32_t *ret_rule, struct slice *ret_why)
{
    struct cursor cursor = cursor_over(payload);
    *ret_rule = cursor_u32le(&cursor);
    *ret_why = cursor_slice(&cursor);
    return get_end(&cursor);
}

bool frame_get_u32(struct slice payload, uint32_t *ret_value)
{
    struct cursor cursor = cursor_over(payload);
    *ret_value = cursor_u32le(&cursor);
    return get_end(&cursor);
}

bool frame_get_progress(struct slice payload, uint64_t *ret_records, uint64_t *ret_bytes)
{
    struct cursor cursor = cursor_over(payload);
    *ret_records = cursor_u64le(&cursor);
    *ret_bytes = cursor_u64le(&cursor);
    return get_end(&cursor);
}

// In order, none within another, and all within what days_spans() gives.
static bool get_spans(struct cursor *cursor, struct run_outcome *outcome, struct time_span spans[SPANS_MOST])
{
    uint32_t count = cursor_u32le(cursor);
    int64_t before = INT64_MIN;
    if (!cursor_ok(cursor) || count > SPANS_MOST)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        spans[i].first = (int64_t)cursor_u64le(cursor);
        spans[i].last = (int64_t)cursor_u64le(cursor);
        if (spans[i].first <= before || !days_span_counted(spans[i]))
            return false;
        before = spans[i].last;
    }
    outcome->spans = spans;
    outcome->span_count = count;
    return true;
}

bool frame_get_outcome(struct slice payload, struct run_outcome *ret_outcome, struct time_span spans[SPANS_MOST])
{
    struct cursor cursor = cursor_over(payload);
    struct run_outcome outcome = {0};
    uint64_t number;
    outcome.artefact = cursor_u32le(&cursor);
    uint32_t word = cursor_u32le(&cursor);
    outcome.variant = get_text(&cursor);
    outcome.records = cursor_u64le(&cursor);
    outcome.lost = cursor_u64le(&cursor);
    uint32_t unit = cursor_u32le(&cursor);
    outcome.has_times = get_optional(&cursor, &number);
    outcome.first = (int64_t)number;
    (void)get_optional(&cursor, &number);
    outcome.last = (int64_t)number;
    outcome.findings_left_out = cursor_u64le(&cursor);
    outcome.error = get_text(&cursor);
    if (!get_spans(&cursor, &outcome, spans) || !get_end(&cursor) || word > OUTCOME_SKIPPED || unit > LOST_BYTE)
        return false;
    outcome.outcome = (enum outcome)word;
    outcome.lost_unit = (enum lost_unit)unit;
    *ret_outcome = outcome;
    return true;
}

static bool get_salt(struct cursor *cursor, uint8_t *salt, uint32_t *ret_size)
{
    struct slice bytes = cursor_slice(cursor);
    if (bytes.size > KEYBAG_SALT_MOST)
        return false;
    if (bytes.size)
        memcpy(salt, bytes.data, bytes.size);
    *ret_size = (uint32_t)bytes.size;
    return true;
}

bool frame_get_keybag(struct slice payload, struct keybag *ret_keybag, uint8_t *ret_manifest_key, bool *ret_has_key)
{
    struct cursor cursor = cursor_over(payload);
    struct keybag bag = {0};
    bag.type = cursor_u32le(&cursor);
    bool good = get_salt(&cursor, bag.salt, &bag.salt_size);
    bag.rounds = cursor_u64le(&cursor);
    good = good && get_salt(&cursor, bag.first_salt, &bag.first_salt_size);
    bag.first_rounds = cursor_u64le(&cursor);
    bag.class_count = cursor_u32le(&cursor);
    good = good && cursor_ok(&cursor) && bag.class_count <= KEYBAG_CLASSES_MOST;
    for (uint32_t i = 0; good && i < bag.class_count; i++) {
        struct keybag_class *class = &bag.classes[i];
        class->number = cursor_u32le(&cursor);
        class->wrap = cursor_u32le(&cursor);
        struct slice key = cursor_slice(&cursor);
        class->has_key = key.size == KEYBAG_WRAPPED_SIZE;
        good = class->has_key || key.size == 0;
        if (good && class->has_key)
            memcpy(class->key, key.data, KEYBAG_WRAPPED_SIZE);
    }
    struct slice key = cursor_slice(&cursor);
    if (!good || !get_end(&cursor) || bag.salt_size == 0 || bag.rounds == 0)
        return false;
    *ret_has_key = key.size == UNLOCK_FILE_KEY_SIZE;
    if (*ret_has_key)
        memcpy(ret_manifest_key, key.data, UNLOCK_FILE_KEY_SIZE);
    *ret_keybag = bag;
    return true;
}
