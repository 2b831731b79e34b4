// SPDX-License-Identifier: Apache-2.0
// A small model with one of everything, hostile where the evidence could be.
#pragma once

#include "case/model.h"

struct model_store {
    struct case_model model;
    struct case_list lists[2];
    struct case_input inputs[3];
    struct case_finding findings[2];
    struct case_event events[1];
    struct slice also[2];
    struct slice notes[1];
};

static inline struct optional_time model_time(int64_t seconds)
{
    return (struct optional_time){.set = true, .microseconds = seconds * 1000000 + 5};
}

static inline void model_inputs(struct model_store *store)
{
    store->inputs[0] = (struct case_input){
        .artefact = SLICE("ios_setup"),
        .outcome = OUTCOME_ABSENT,
        .reason = REASON_NOT_IN_THIS_KIND,
    };
    store->inputs[1] = (struct case_input){
        .input = SLICE("3d/3d0d"),
        .device_path = SLICE("/private/var/mobile/Library/SMS/sms.db"),
        .artefact = SLICE("ios_sms"),
        .variant = SLICE("iOS 16"),
        .outcome = OUTCOME_PARTIAL,
        .records = 1234,
        .recovered = 2,
        .lost = 3,
        .lost_unit = LOST_PAGE,
        .first = model_time(1600000000),
        .last = model_time(1700000000),
        .has_size = true,
        .size = 4096,
        .sha256 = SLICE("00ff"),
        .error = SLICE("page 7 is damaged"),
    };
    store->inputs[2] = (struct case_input){
        .input = SLICE("x\033[2J"),
        .artefact = SLICE("ios_logs"),
        .outcome = OUTCOME_SKIPPED,
        .reason = REASON_NO_DECODER,
    };
}

static inline void model_findings(struct model_store *store)
{
    store->also[0] = SLICE("b.txt");
    store->also[1] = SLICE("c, d.txt");
    store->findings[0] = (struct case_finding){
        .id = SLICE("00112233445566778899aabbccddeeff"),
        .grade = GRADE_KNOWN,
        .means = MEANS_RECEIVED,
        .title = SLICE("A link to a listed domain was sent to this phone"),
        .artefact = SLICE("ios_sms"),
        .input = SLICE("3d/3d0d"),
        .device_path = SLICE("/private/var/mobile/Library/SMS/sms.db"),
        .record = SLICE("5"),
        .column = SLICE("text"),
        .kind = SLICE("url"),
        .value = SLICE("https://bad.example.com/a?b=c"),
        .has_indicator = true,
        .indicator_value = SLICE("bad.example.com"),
        .indicator_kind = SLICE("domain"),
        .indicator_id = SLICE("indicator--1"),
        .indicator_malware = SLICE("Pegasus"),
        .indicator_list = SLICE("a.stix2"),
        .indicator_also = store->also,
        .indicator_also_count = 2,
        .time = model_time(1709634030),
        .timestamp_desc = SLICE("sent"),
        .time_origin = SLICE("utc"),
        .recovered = true,
        .has_pid = true,
        .pid = -7,
        .domain = SLICE("bad.example.com"),
        .url = SLICE("https://bad.example.com/a?b=c"),
    };
    store->findings[1] = (struct case_finding){
        .id = SLICE("ffeeddccbbaa99887766554433221100"),
        .grade = GRADE_STRONG,
        .means = MEANS_WARNED,
        .rule = SLICE("ios_sms_apple_warning"),
        .title = SLICE("Apple warned the owner"),
        .message = SLICE("=seen \xff\xe2\x80\xae in \"text\""),
        .benign = SLICE(""),
        .advice = SLICE("vendor-warning"),
        .artefact = SLICE("ios_sms"),
        .value = SLICE("fp:0123456789abcdef"),
        .first_seen = model_time(1),
        .last_seen = model_time(2),
    };
}

static inline void model_make(struct model_store *store)
{
    *store = (struct model_store){0};
    model_inputs(store);
    model_findings(store);
    store->lists[0] = (struct case_list){
        .name = SLICE("a.stix2"),
        .date = SLICE("2021-07-18"),
        .sha256 = SLICE("ab"),
        .indicators = 1549,
        .applicable = 8,
        .not_matched = 1,
    };
    store->lists[1] = (struct case_list){.name = SLICE("b.txt")};
    store->events[0] = (struct case_event){
        .microseconds = 1709634030000000,
        .timestamp_desc = SLICE("sent"),
        .time_origin = SLICE("utc"),
        .message = SLICE("SMS received"),
        .artefact = SLICE("ios_sms"),
        .input = SLICE("3d/3d0d"),
        .record = SLICE("5"),
    };
    store->notes[0] = SLICE("rule \"x\" was not evaluated");
    store->model = (struct case_model){
        .facts =
            {
                .verdict = VERDICT_TRACES,
                .sentence = SLICE("Traces found: one known trace."),
                .acquisition = SLICE("backup"),
                .kind = SLICE("ios-backup"),
                .device_model = SLICE("iPhone12,1"),
                .os = SLICE("iOS"),
                .os_version = SLICE("16.6"),
                .os_build = SLICE("20G75"),
                .acquired = model_time(1709734030),
                .examined = model_time(1709834030),
                .evidence_sha256 = SLICE("0123456789abcdef0123"),
                .tool_version = SLICE("0.1.0"),
                .landlock_abi = 2,
                .seccomp = true,
                .status = 1,
            },
        .lists = store->lists,
        .list_count = ARRAY_SIZE(store->lists),
        .inputs = store->inputs,
        .input_count = ARRAY_SIZE(store->inputs),
        .findings = store->findings,
        .finding_count = ARRAY_SIZE(store->findings),
        .events = store->events,
        .event_count = ARRAY_SIZE(store->events),
        .notes = store->notes,
        .note_count = ARRAY_SIZE(store->notes),
    };
}
