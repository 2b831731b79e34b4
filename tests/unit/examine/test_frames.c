// SPDX-License-Identifier: Apache-2.0
// Every frame put and got back; what is cut, changed or too long is refused or harmless.
#include "frames_test.h"

#include "mutation.h"

static void assert_slice(struct slice got, const char *expected)
{
    if (!slice_equal(got, slice_text(expected)))
        fail_msg("\"%.*s\" is not \"%s\"", SLICE_PRINTF(got), expected);
}

static const struct cell every_cell[] = {
    {.type = CELL_NULL},
    {.type = CELL_INTEGER, .integer = INT64_MIN},
    {.type = CELL_REAL, .real = -0.5},
    {.type = CELL_TEXT, .bytes = SLICE_INIT("a\0b")},
    {.type = CELL_BLOB, .bytes = SLICE_INIT("\xff\x00")},
    {.type = CELL_TEXT, .bytes = {NULL, 0}},
};

static void put_record(struct line *line)
{
    line->emitter.record(line->emitter.context, 7, 12345, every_cell, ARRAY_SIZE(every_cell));
}

static bool get_record(struct slice payload)
{
    struct cell cells[LIMIT_COLUMNS];
    uint32_t artefact;
    uint64_t record;
    size_t count;
    return frame_get_record(payload, &artefact, &record, cells, &count);
}

static void test_record(UNUSED void **state)
{
    struct line line CLEANUP_LINE;
    struct cell cells[LIMIT_COLUMNS];
    uint32_t artefact = 0;
    uint64_t record = 0;
    size_t count = 0;
    line_open(&line);
    put_record(&line);
    assert_true(frame_get_record(payload_of(&line, FRAME_RECORD), &artefact, &record, cells, &count));
    assert_int_equal(artefact, 7);
    assert_int_equal(record, 12345);
    assert_int_equal(count, ARRAY_SIZE(every_cell));
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(cells[i].type, every_cell[i].type);
        assert_int_equal(cells[i].integer, every_cell[i].integer);
        assert_memory_equal(&cells[i].real, &every_cell[i].real, sizeof(double));
        assert_true(slice_equal(cells[i].bytes, every_cell[i].bytes));
    }
}

static void test_record_over_its_limits(UNUSED void **state)
{
    struct cell cells[LIMIT_COLUMNS + 1];
    struct line line CLEANUP_LINE;
    struct line late CLEANUP_LINE;
    memset(cells, 0, sizeof cells);
    line_open(&line);
    line.emitter.record(line.emitter.context, 0, 1, cells, LIMIT_COLUMNS + 1);
    assert_false(get_record(payload_of(&line, FRAME_RECORD)));
    line_open(&late);
    late.emitter.record(late.emitter.context, 0, LIMIT_RECORDS + 1, cells, 1);
    assert_false(get_record(payload_of(&late, FRAME_RECORD)));
}

static const struct run_finding whole_finding = {
    .artefact = 3,
    .rule = FINDING_NO_RULE,
    .entry = 99,
    .grade = GRADE_KNOWN,
    .means = MEANS_RECEIVED,
    .record = 17,
    .column = SLICE_INIT("text"),
    .has_kind = true,
    .kind = OBSERVABLE_PROPERTY,
    .value = SLICE_INIT("as\0written"),
    .matched = SLICE_INIT("normal"),
    .truncated = true,
    .doubtful = true,
    .has_time = true,
    .time = -5,
    .time_column = SLICE_INIT("sent"),
    .process = SLICE_INIT("p"),
    .app = SLICE_INIT("a"),
    .path = SLICE_INIT("f"),
    .url = SLICE_INIT("u"),
};

static void put_finding(struct line *line)
{
    line->emitter.finding(line->emitter.context, &whole_finding);
}

static bool get_finding(struct slice payload)
{
    struct run_finding finding;
    return frame_get_finding(payload, &finding);
}

static void test_finding(UNUSED void **state)
{
    struct line line CLEANUP_LINE;
    struct run_finding got;
    line_open(&line);
    put_finding(&line);
    assert_true(frame_get_finding(payload_of(&line, FRAME_FINDING), &got));
    assert_int_equal(got.artefact, 3);
    assert_int_equal(got.rule, FINDING_NO_RULE);
    assert_int_equal(got.entry, 99);
    assert_null(got.own);
    assert_int_equal(got.grade, GRADE_KNOWN);
    assert_int_equal(got.means, MEANS_RECEIVED);
    assert_int_equal(got.record, 17);
    assert_true(got.has_kind && got.truncated && got.doubtful && got.has_time);
    assert_int_equal(got.kind, OBSERVABLE_PROPERTY);
    assert_int_equal(got.time, -5);
    assert_slice(got.column, "text");
    assert_true(slice_equal(got.value, whole_finding.value));
    assert_slice(got.matched, "normal");
    assert_slice(got.time_column, "sent");
    assert_slice(got.process, "p");
    assert_slice(got.app, "a");
    assert_slice(got.path, "f");
    assert_slice(got.url, "u");
}

static void test_finding_of_the_engines_own(UNUSED void **state)
{
    static const struct {
        const char *own;
        bool known;
    } rows[] = {
        {"schema-replaced", true}, {"nul-in-text", true}, {"unreadable", false}, {"worker-died", false}, {"x", false}};
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct line line CLEANUP_LINE;
        struct run_finding finding = {.own = rows[i].own};
        struct run_finding got;
        line_open(&line);
        line.emitter.finding(line.emitter.context, &finding);
        assert_true(frame_get_finding(payload_of(&line, FRAME_FINDING), &got));
        assert_int_equal(got.own != NULL, rows[i].known);
        assert_false(got.has_kind || got.has_time || got.truncated || got.doubtful);
        assert_null(got.value.data); // empty is null
    }
}

static void assert_finding_refused(const struct run_finding *finding)
{
    struct line line CLEANUP_LINE;
    line_open(&line);
    line.emitter.finding(line.emitter.context, finding);
    assert_false(get_finding(payload_of(&line, FRAME_FINDING)));
}

static void test_finding_with_words_that_do_not_exist(UNUSED void **state)
{
    struct run_finding finding = whole_finding;
    finding.grade = (enum grade)(GRADE_KNOWN + 1);
    assert_finding_refused(&finding);
    finding = whole_finding;
    finding.means = (enum means)(MEANS_UNREADABLE + 1);
    assert_finding_refused(&finding);
    finding = whole_finding;
    finding.kind = OBSERVABLE_KINDS;
    assert_finding_refused(&finding);
}

static void put_entry(struct line *line)
{
    struct run_entry entry = {SLICE("0123"), SLICE("HomeDomain/a"), SLICE("a wrapped\0key"), 5, PLACE_JOURNAL};
    line->emitter.entry(line->emitter.context, &entry);
}

static bool get_entry(struct slice payload)
{
    struct run_entry entry;
    return frame_get_entry(payload, &entry);
}

static void test_entry(UNUSED void **state)
{
    struct line line CLEANUP_LINE;
    struct line bad CLEANUP_LINE;
    struct run_entry got;
    line_open(&line);
    put_entry(&line);
    assert_true(frame_get_entry(payload_of(&line, FRAME_ENTRY), &got));
    assert_slice(got.file_id, "0123");
    assert_slice(got.path, "HomeDomain/a");
    assert_true(slice_equal(got.key, SLICE("a wrapped\0key")));
    assert_int_equal(got.artefact, 5);
    assert_int_equal(got.part, PLACE_JOURNAL);
    line_open(&bad);
    struct run_entry entry = {SLICE("0"), SLICE("p"), SLICE_NONE, 5, (enum place_part)3};
    bad.emitter.entry(bad.emitter.context, &entry);
    assert_false(get_entry(payload_of(&bad, FRAME_ENTRY)));
}

static void put_fact(struct line *line)
{
    line->emitter.fact(line->emitter.context, SLICE("os_version"), &every_cell[3]);
}

static bool get_fact(struct slice payload)
{
    struct slice name;
    struct cell cell;
    return frame_get_fact(payload, &name, &cell);
}

static void test_fact(UNUSED void **state)
{
    struct line line CLEANUP_LINE;
    struct slice name;
    struct cell cell;
    line_open(&line);
    put_fact(&line);
    assert_true(frame_get_fact(payload_of(&line, FRAME_FACT), &name, &cell));
    assert_slice(name, "os_version");
    assert_true(slice_equal(cell.bytes, every_cell[3].bytes));
}

static const struct fingerprint two_fingerprints[] = {
    {{1, 2, 3}, OBSERVABLE_DOMAIN, 4, 5, 6, 7},
    {{255}, OBSERVABLE_PROPERTY, UINT64_MAX, 1, INT64_MAX, INT64_MIN},
};

static void put_fingerprints(struct line *line)
{
    line->emitter.fingerprints(line->emitter.context, 9, two_fingerprints, 2);
}

static bool get_fingerprints(struct slice payload)
{
    struct fingerprint items[2];
    uint32_t artefact;
    size_t count;
    return frame_get_fingerprints(payload, &artefact, items, ARRAY_SIZE(items), &count);
}

static void test_fingerprints(UNUSED void **state)
{
    struct line line CLEANUP_LINE;
    struct fingerprint items[2];
    uint32_t artefact = 0;
    size_t count = 0;
    line_open(&line);
    put_fingerprints(&line);
    struct slice payload = payload_of(&line, FRAME_FINGERPRINTS);
    assert_true(frame_get_fingerprints(payload, &artefact, items, 2, &count));
    assert_int_equal(artefact, 9);
    assert_int_equal(count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_memory_equal(items[i].hash, two_fingerprints[i].hash, FINGERPRINT_SIZE);
        assert_int_equal(items[i].kind, two_fingerprints[i].kind);
        assert_int_equal(items[i].record, two_fingerprints[i].record);
        assert_int_equal(items[i].count, two_fingerprints[i].count);
        assert_int_equal(items[i].first, two_fingerprints[i].first);
        assert_int_equal(items[i].last, two_fingerprints[i].last);
    }
    assert_false(frame_get_fingerprints(payload, &artefact, items, 1, &count)); // more than there is room for
}

static void test_fingerprint_of_no_kind(UNUSED void **state)
{
    struct line line CLEANUP_LINE;
    struct fingerprint item = {.kind = OBSERVABLE_KINDS};
    line_open(&line);
    line.emitter.fingerprints(line.emitter.context, 0, &item, 1);
    assert_false(get_fingerprints(payload_of(&line, FRAME_FINGERPRINTS)));
}

static void put_skipped(struct line *line)
{
    line->emitter.rule_skipped(line->emitter.context, 4, SLICE("why"));
}

static bool get_skipped(struct slice payload)
{
    uint32_t rule;
    struct slice why;
    return frame_get_rule_skipped(payload, &rule, &why);
}

static void put_restart(struct line *line)
{
    line->emitter.restart(line->emitter.context, 6);
}

static bool get_u32(struct slice payload)
{
    uint32_t value;
    return frame_get_u32(payload, &value);
}

static void put_progress(struct line *line)
{
    // Progress goes out at once, and there is nobody here: built by hand, as the emitter builds it.
    wire_begin(&line->wire, FRAME_PROGRESS);
    wire_u64(&line->wire, 8192);
    wire_u64(&line->wire, 1 << 20);
    wire_end(&line->wire);
}

static bool get_progress(struct slice payload)
{
    uint64_t records;
    uint64_t bytes;
    return frame_get_progress(payload, &records, &bytes);
}

static void test_small_frames(UNUSED void **state)
{
    struct line skipped CLEANUP_LINE;
    struct line restart CLEANUP_LINE;
    struct line progress CLEANUP_LINE;
    uint32_t number = 0;
    uint64_t records = 0;
    uint64_t bytes = 0;
    struct slice why;
    line_open(&skipped);
    put_skipped(&skipped);
    assert_true(frame_get_rule_skipped(payload_of(&skipped, FRAME_RULE_SKIPPED), &number, &why));
    assert_int_equal(number, 4);
    assert_slice(why, "why");
    line_open(&restart);
    put_restart(&restart);
    assert_true(frame_get_u32(payload_of(&restart, FRAME_RESTART), &number));
    assert_int_equal(number, 6);
    line_open(&progress);
    put_progress(&progress);
    assert_true(frame_get_progress(payload_of(&progress, FRAME_PROGRESS), &records, &bytes));
    assert_int_equal(records, 8192);
    assert_int_equal(bytes, 1 << 20);
}

static const struct time_span covered[] = {{0, 4}, {5, 9}};

static void put_outcome(struct line *line)
{
    struct run_outcome outcome = {.artefact = 2,
                                  .outcome = OUTCOME_PARTIAL,
                                  .variant = SLICE("v"),
                                  .records = 10,
                                  .lost = 3,
                                  .lost_unit = LOST_PAGE,
                                  .has_times = true,
                                  .first = -1,
                                  .last = 9,
                                  .findings_left_out = 4,
                                  .error = SLICE("e"),
                                  .spans = covered,
                                  .span_count = ARRAY_SIZE(covered)};
    line->emitter.outcome(line->emitter.context, &outcome);
}

static bool get_outcome(struct slice payload)
{
    struct run_outcome outcome;
    struct time_span spans[SPANS_MOST];
    return frame_get_outcome(payload, &outcome, spans);
}

static void test_outcome(UNUSED void **state)
{
    struct line line CLEANUP_LINE;
    struct run_outcome got;
    struct time_span spans[SPANS_MOST];
    line_open(&line);
    put_outcome(&line);
    assert_true(frame_get_outcome(payload_of(&line, FRAME_OUTCOME), &got, spans));
    assert_int_equal(got.span_count, 2);
    assert_int_equal(got.spans[1].first, 5);
    assert_int_equal(got.spans[1].last, 9);
    assert_int_equal(got.artefact, 2);
    assert_int_equal(got.outcome, OUTCOME_PARTIAL);
    assert_slice(got.variant, "v");
    assert_int_equal(got.records, 10);
    assert_int_equal(got.lost, 3);
    assert_int_equal(got.lost_unit, LOST_PAGE);
    assert_true(got.has_times);
    assert_int_equal(got.first, -1);
    assert_int_equal(got.last, 9);
    assert_int_equal(got.findings_left_out, 4);
    assert_slice(got.error, "e");
}

static void test_outcome_with_words_that_do_not_exist(UNUSED void **state)
{
    for (unsigned i = 0; i < 2; i++) {
        struct line line CLEANUP_LINE;
        struct run_outcome outcome = {.outcome = i ? OUTCOME_READ : (enum outcome)(OUTCOME_SKIPPED + 1),
                                      .lost_unit = i ? (enum lost_unit)(LOST_BYTE + 1) : LOST_NONE};
        line_open(&line);
        line.emitter.outcome(line.emitter.context, &outcome);
        assert_false(get_outcome(payload_of(&line, FRAME_OUTCOME)));
    }
}

static void test_outcome_with_spans_out_of_order(UNUSED void **state)
{
    static const struct time_span wrong[][2] = {
        {{0, 4}, {4, 9}}, {{5, 9}, {0, 4}}, {{4, 0}, {5, 9}}, {{INT64_MIN + 1, 4}, {5, 9}}, {{0, 4}, {5, INT64_MAX}},
    };
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        struct line line CLEANUP_LINE;
        struct run_outcome outcome = {.outcome = OUTCOME_READ, .spans = wrong[i], .span_count = 2};
        line_open(&line);
        line.emitter.outcome(line.emitter.context, &outcome);
        assert_false(get_outcome(payload_of(&line, FRAME_OUTCOME)));
    }
}

static void put_hash(struct line *line)
{
    static const uint8_t digest[32] = {1, 2, 3};
    wire_begin(&line->wire, FRAME_HASH);
    wire_u64(&line->wire, 77);
    wire_slice(&line->wire, slice_of(digest, sizeof digest));
    wire_end(&line->wire);
}

static bool get_hash(struct slice payload)
{
    uint64_t size;
    struct slice digest;
    return frame_get_hash(payload, &size, &digest);
}

// A hash of another length is none.
static void test_hash(UNUSED void **state)
{
    struct line line CLEANUP_LINE;
    struct line bad CLEANUP_LINE;
    uint64_t size = 0;
    struct slice digest;
    line_open(&line);
    put_hash(&line);
    assert_true(frame_get_hash(payload_of(&line, FRAME_HASH), &size, &digest));
    assert_int_equal(size, 77);
    assert_int_equal(digest.data[2], 3);
    line_open(&bad);
    wire_begin(&bad.wire, FRAME_HASH);
    wire_u64(&bad.wire, 77);
    wire_slice(&bad.wire, SLICE("thirty-one bytes, which is none"));
    wire_end(&bad.wire);
    assert_false(get_hash(payload_of(&bad, FRAME_HASH)));
}

struct form {
    enum frame type;
    void (*put)(struct line *line);
    bool (*get)(struct slice payload);
};

static const struct form forms[] = {
    {FRAME_HASH, put_hash, get_hash},
    {FRAME_RECORD, put_record, get_record},
    {FRAME_FINDING, put_finding, get_finding},
    {FRAME_ENTRY, put_entry, get_entry},
    {FRAME_FACT, put_fact, get_fact},
    {FRAME_FINGERPRINTS, put_fingerprints, get_fingerprints},
    {FRAME_RULE_SKIPPED, put_skipped, get_skipped},
    {FRAME_RESTART, put_restart, get_u32},
    {FRAME_OUTCOME, put_outcome, get_outcome},
    {FRAME_PROGRESS, put_progress, get_progress},
};

static void assert_refused(struct slice payload, void *context)
{
    const struct form *form = context;
    if (form->get(payload))
        fail_msg("frame %d of %zu bytes is taken", (int)form->type, payload.size);
}

// Cut at every byte, and with a byte too many: refused.
static void test_frames_of_another_length_are_refused(UNUSED void **state)
{
    for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
        struct form form = forms[i];
        struct line line CLEANUP_LINE;
        struct buffer longer CLEANUP_BUFFER;
        line_open(&line);
        form.put(&line);
        struct slice payload = payload_of(&line, form.type);
        assert_true(form.get(payload));
        mutation_truncate(payload, assert_refused, &form);
        buffer_init(&longer, 65536);
        buffer_put(&longer, payload);
        buffer_put_byte(&longer, 0);
        assert_refused(buffer_slice(&longer), &form);
    }
}

static void attempt(struct slice payload, void *context)
{
    const struct form *form = context;
    (void)form->get(payload);
}

static void test_mutated_frames_come_back(UNUSED void **state)
{
    for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
        struct form form = forms[i];
        struct line line CLEANUP_LINE;
        line_open(&line);
        form.put(&line);
        mutation_all(payload_of(&line, form.type), attempt, &form);
    }
}

static void test_a_cell_of_no_type_is_refused(UNUSED void **state)
{
    static const uint8_t bytes[] = {1, 0, 0, 0, CELL_BLOB + 1, 0, 0, 0, 0};
    struct cursor cursor = cursor_over(slice_of(bytes, sizeof bytes));
    struct cell cell;
    size_t count;
    assert_false(frame_get_cells(&cursor, &cell, 1, &count));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_record),
        cmocka_unit_test(test_record_over_its_limits),
        cmocka_unit_test(test_finding),
        cmocka_unit_test(test_finding_of_the_engines_own),
        cmocka_unit_test(test_finding_with_words_that_do_not_exist),
        cmocka_unit_test(test_entry),
        cmocka_unit_test(test_fact),
        cmocka_unit_test(test_fingerprints),
        cmocka_unit_test(test_fingerprint_of_no_kind),
        cmocka_unit_test(test_small_frames),
        cmocka_unit_test(test_outcome),
        cmocka_unit_test(test_outcome_with_words_that_do_not_exist),
        cmocka_unit_test(test_outcome_with_spans_out_of_order),
        cmocka_unit_test(test_hash),
        cmocka_unit_test(test_frames_of_another_length_are_refused),
        cmocka_unit_test(test_mutated_frames_come_back),
        cmocka_unit_test(test_a_cell_of_no_type_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
