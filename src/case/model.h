// SPDX-License-Identifier: Apache-2.0
// What an examination found, as the case keeps it and the sinks write it. All slices live in the model's arena and may
// hold any bytes: each sink escapes for itself. An empty slice with data NULL is "null".
#pragma once

#include "base/arena.h"
#include "base/times.h"
#include "base/words.h"

struct optional_time {
    bool set;
    int64_t microseconds;
};

struct case_list {
    struct slice name;
    struct slice date; // ISO date or null
    struct slice sha256;
    uint64_t indicators;
    uint64_t applicable;  // that this acquisition's artefacts can show at all
    uint64_t not_matched; // kept, of a pattern that is not looked up yet
    struct slice error;   // what of it could not be used, null
};

struct case_facts {
    struct slice name;
    enum verdict verdict;
    struct slice sentence;
    struct slice acquisition;
    struct slice kind;
    struct slice device_model, os, os_version, os_build;
    struct slice time_zone; // of the phone's clock when it was copied, "+0100"; empty: not known
    struct optional_time acquired, set_up, examined, ended; // examined: when the check began
    struct slice evidence_sha256;
    struct slice tool_version, system; // system: kernel, its release and the processor's kind
    int landlock_abi;
    bool seccomp;
    bool cage_off;
    struct slice consent, examiner;
    struct slice options; // of the command line that shaped the result; empty where it was the usual one
    bool keep_content;
    int status; // exit status
};

struct case_input {
    struct slice input; // path in the acquisition, null for an artefact that has none
    struct slice device_path;
    struct slice artefact;
    struct slice variant;
    enum outcome outcome;
    enum reason reason;
    uint64_t records, recovered, lost;
    enum lost_unit lost_unit;
    struct optional_time first, last;
    bool has_size;
    uint64_t size;
    struct slice sha256;
    struct slice error;
    struct time_span *spans; // of time that its records cover, apart by more than a week; none: not known
    size_t span_count;
    uint32_t number;        // in the case; 0: an artefact without input
    bool about_acquisition; // its records tell of the acquisition, nothing of what happened on the phone
};

struct case_finding {
    struct slice id;
    enum grade grade;
    enum means means;
    struct slice rule;
    struct slice title, message, benign, advice;
    struct slice artefact, input, device_path, record, column;
    struct slice kind, value;
    bool has_indicator;
    struct slice indicator_value, indicator_kind, indicator_id, indicator_malware, indicator_list;
    struct slice *indicator_also;
    size_t indicator_also_count;
    struct optional_time time;
    struct slice timestamp_desc;
    struct slice time_origin; // "utc", "device-local", "unknown"; null without a time
    struct optional_time first_seen, last_seen;
    bool recovered;
    struct slice process;
    bool has_pid;
    int64_t pid;
    struct slice app, path, domain, url, sha256;
    struct slice tag;
};

// What a private column holds, for a name in its place.
enum case_sort {
    CASE_PLAIN,
    CASE_PERSON, // a number, an address or a name
    CASE_NUMBER,
    CASE_ADDRESS,
    CASE_TEXT,
    CASE_PAGE,
    CASE_FILE,
    CASE_VALUE,
};

struct case_cell {
    struct slice column, kind; // kind: "url", "domain", …; null: none
    struct slice value;        // as text; null: none
    enum case_sort sort;
};

// The record that a finding rests on, as the case holds it.
struct case_record {
    struct slice artefact, input, record; // as in the finding
    struct case_cell *cells;
    size_t cell_count;
};

struct case_event {
    int64_t microseconds;
    struct slice timestamp_desc, time_origin, message, artefact, input, record;
};

struct case_model {
    struct arena *arena;
    struct case_facts facts;
    struct case_list *lists;
    size_t list_count;
    struct case_input *inputs; // by path, artefact
    size_t input_count;
    struct case_finding *findings; // by grade (known first), time, input, record, rule, column, id
    size_t finding_count;
    uint64_t findings_left_out; // over a budget
    struct case_event *events;  // by time, artefact, record, column; only where asked for
    size_t event_count;
    struct case_record *records; // of the findings; only where a case was read for a report
    size_t record_count;
    struct slice *notes; // sentences for the reader: rules not evaluated, lists used in part, …
    size_t note_count;
};
