// SPDX-License-Identifier: Apache-2.0
// A payload as each frame that a worker can send: whatever it holds, it is refused or within its limits. The first byte
// is the frame's type.
#include "fuzz.h"

#include "evidence/unlock.h"
#include "examine/job.h"

static volatile uint8_t sink;

static void touch(struct slice text)
{
    for (size_t i = 0; i < text.size; i++)
        sink ^= text.data[i];
}

static void read_record(struct slice payload)
{
    struct cell cells[LIMIT_COLUMNS];
    uint32_t artefact;
    uint64_t record;
    size_t count;
    if (!frame_get_record(payload, &artefact, &record, cells, &count))
        return;
    if (count > LIMIT_COLUMNS || record > LIMIT_RECORDS)
        abort();
    for (size_t i = 0; i < count; i++)
        touch(cells[i].bytes);
}

static void read_finding(struct slice payload)
{
    struct run_finding finding;
    if (!frame_get_finding(payload, &finding))
        return;
    if (finding.grade > GRADE_KNOWN || finding.means > MEANS_UNREADABLE ||
        (finding.has_kind && finding.kind >= OBSERVABLE_KINDS))
        abort();
    const struct slice texts[] = {finding.column,  finding.value, finding.matched, finding.time_column,
                                  finding.process, finding.app,   finding.path,    finding.url};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        touch(texts[i]);
}

static void read_fingerprints(struct slice payload)
{
    struct fingerprint items[64];
    uint32_t artefact;
    size_t count;
    if (frame_get_fingerprints(payload, &artefact, items, ARRAY_SIZE(items), &count) && count > ARRAY_SIZE(items))
        abort();
}

static void read_outcome(struct slice payload)
{
    struct run_outcome outcome;
    struct time_span spans[SPANS_MOST];
    if (!frame_get_outcome(payload, &outcome, spans))
        return;
    if (outcome.span_count > SPANS_MOST || outcome.outcome > OUTCOME_SKIPPED || outcome.lost_unit > LOST_BYTE)
        abort();
    touch(outcome.variant);
    touch(outcome.error);
}

static void read_keybag(struct slice payload)
{
    struct keybag bag;
    uint8_t key[UNLOCK_FILE_KEY_SIZE];
    bool has_key;
    if (!frame_get_keybag(payload, &bag, key, &has_key))
        return;
    if (bag.class_count > KEYBAG_CLASSES_MOST || bag.salt_size == 0 || bag.salt_size > KEYBAG_SALT_MOST ||
        bag.first_salt_size > KEYBAG_SALT_MOST || bag.rounds == 0)
        abort();
}

static void read_rest(enum frame type, struct slice payload)
{
    struct run_entry entry;
    struct cell cell;
    struct slice text = SLICE_NONE;
    uint64_t number;
    uint64_t other;
    uint32_t small;
    bool good = false;
    if (type == FRAME_HASH)
        good = frame_get_hash(payload, &number, &text);
    else if (type == FRAME_FACT)
        good = frame_get_fact(payload, &text, &cell);
    else if (type == FRAME_RULE_SKIPPED)
        good = frame_get_rule_skipped(payload, &small, &text);
    else if (type == FRAME_RESTART)
        good = frame_get_u32(payload, &small);
    else if (type == FRAME_PROGRESS)
        good = frame_get_progress(payload, &number, &other);
    else if (type == FRAME_ENTRY && frame_get_entry(payload, &entry)) {
        touch(entry.path);
        touch(entry.key);
    }
    if (good)
        touch(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice payload = slice_from(slice_of(data, size), 1);
    if (size == 0)
        return 0;
    switch (data[0]) {
    case FRAME_RECORD:
        read_record(payload);
        break;
    case FRAME_FINDING:
        read_finding(payload);
        break;
    case FRAME_FINGERPRINTS:
        read_fingerprints(payload);
        break;
    case FRAME_OUTCOME:
        read_outcome(payload);
        break;
    case FRAME_KEYBAG:
        read_keybag(payload);
        break;
    default:
        read_rest((enum frame)data[0], payload);
        break;
    }
    return 0;
}
