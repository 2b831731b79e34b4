// SPDX-License-Identifier: Apache-2.0
// JSON lines: bridle.case/1, bridle.input/1, bridle.finding/1 and, where asked for, bridle.event/1. The order of the
// keys and of the lines is part of the contract; no key is ever left out.
#include "report/report.h"

#define CASE_NAME_HASH 12U // hex digits of the evidence's hash that name a case without a name

struct json {
    struct writer *writer;
    bool first; // in the object at hand
};

static void json_open(struct json *json)
{
    writer_put_text(json->writer, "{");
    json->first = true;
}

static void json_close(struct json *json)
{
    writer_put_text(json->writer, "}");
    json->first = false;
}

static void json_key(struct json *json, const char *key)
{
    writer_put_text(json->writer, json->first ? "\"" : ",\"");
    writer_put_text(json->writer, key);
    writer_put_text(json->writer, "\":");
    json->first = false;
}

static void json_null(struct json *json)
{
    writer_put_text(json->writer, "null");
}

static void json_value(struct json *json, struct slice value)
{
    if (value.data)
        escape_json(json->writer, value);
    else
        json_null(json);
}

static void json_text(struct json *json, const char *key, struct slice value)
{
    json_key(json, key);
    json_value(json, value);
}

// Our own token, or NULL.
static void json_token(struct json *json, const char *key, const char *token)
{
    json_text(json, key, slice_text(token));
}

static void json_count(struct json *json, const char *key, uint64_t value)
{
    json_key(json, key);
    writer_format(json->writer, "%" PRIu64, value);
}

static void json_integer(struct json *json, const char *key, bool set, int64_t value)
{
    json_key(json, key);
    if (set)
        writer_format(json->writer, "%" PRId64, value);
    else
        json_null(json);
}

static void json_bool(struct json *json, const char *key, bool value)
{
    json_key(json, key);
    writer_put_text(json->writer, value ? "true" : "false");
}

static void json_time(struct json *json, const char *key, struct optional_time time)
{
    char text[TIME_TEXT_SIZE];
    if (time.set)
        time_format(time.microseconds, text);
    json_token(json, key, time.set ? text : NULL);
}

static void json_end_line(struct json *json)
{
    json_close(json);
    writer_put_text(json->writer, "\n");
}

static void put_list(struct json *json, const struct case_list *list)
{
    json_open(json);
    json_text(json, "name", list->name);
    json_text(json, "date", list->date);
    json_text(json, "sha256", list->sha256);
    json_count(json, "indicators", list->indicators);
    json_count(json, "applicable", list->applicable);
    json_close(json);
}

static void put_lists(struct json *json, const struct case_model *model)
{
    json_key(json, "lists");
    writer_put_text(json->writer, "[");
    for (size_t i = 0; i < model->list_count; i++) {
        if (i)
            writer_put_text(json->writer, ",");
        put_list(json, &model->lists[i]);
    }
    writer_put_text(json->writer, "]");
}

static void put_cage(struct json *json, const struct case_facts *facts)
{
    json_key(json, "cage");
    json_open(json);
    json_integer(json, "landlock", true, facts->landlock_abi);
    json_bool(json, "seccomp", facts->seccomp);
    json_close(json);
}

static void put_case(struct json *json, const struct case_model *model)
{
    const struct case_facts *facts = &model->facts;
    struct slice name = facts->name.data ? facts->name : slice_part(facts->evidence_sha256, 0, CASE_NAME_HASH);
    json_open(json);
    json_token(json, "schema", "bridle.case/1");
    json_text(json, "case", name);
    json_token(json, "verdict", verdict_name(facts->verdict));
    json_text(json, "sentence", facts->sentence);
    json_text(json, "acquisition", facts->acquisition);
    json_text(json, "kind", facts->kind);
    json_text(json, "device_model", facts->device_model);
    json_text(json, "os", facts->os);
    json_text(json, "os_version", facts->os_version);
    json_text(json, "os_build", facts->os_build);
    json_time(json, "acquired", facts->acquired);
    json_time(json, "set_up", facts->set_up);
    json_time(json, "examined", facts->examined);
    json_text(json, "evidence_sha256", facts->evidence_sha256);
    put_lists(json, model);
    json_text(json, "tool_version", facts->tool_version);
    put_cage(json, facts);
    json_text(json, "consent", facts->consent);
    json_text(json, "examiner", facts->examiner);
    json_end_line(json);
}

static void put_input(struct json *json, const struct case_input *input)
{
    json_open(json);
    json_token(json, "schema", "bridle.input/1");
    json_text(json, "input", input->input);
    json_text(json, "device_path", input->device_path);
    json_text(json, "artefact", input->artefact);
    json_text(json, "variant", input->variant);
    json_token(json, "outcome", outcome_name(input->outcome));
    json_token(json, "reason", reason_name(input->reason));
    json_count(json, "records", input->records);
    json_count(json, "recovered", input->recovered);
    json_count(json, "lost", input->lost);
    json_token(json, "lost_unit", lost_unit_name(input->lost_unit));
    json_time(json, "first", input->first);
    json_time(json, "last", input->last);
    json_key(json, "size");
    if (input->has_size)
        writer_format(json->writer, "%" PRIu64, input->size);
    else
        json_null(json);
    json_text(json, "sha256", input->sha256);
    json_text(json, "error", input->error);
    json_end_line(json);
}

static void put_indicator(struct json *json, const struct case_finding *finding)
{
    json_key(json, "indicator");
    if (!finding->has_indicator) {
        json_null(json);
        return;
    }
    json_open(json);
    json_text(json, "value", finding->indicator_value);
    json_text(json, "kind", finding->indicator_kind);
    json_text(json, "id", finding->indicator_id);
    json_text(json, "malware", finding->indicator_malware);
    json_text(json, "list", finding->indicator_list);
    json_key(json, "also");
    writer_put_text(json->writer, "[");
    for (size_t i = 0; i < finding->indicator_also_count; i++) {
        if (i)
            writer_put_text(json->writer, ",");
        json_value(json, finding->indicator_also[i]);
    }
    writer_put_text(json->writer, "]");
    json_close(json);
}

static void put_finding_times(struct json *json, const struct case_finding *finding)
{
    json_time(json, "datetime", finding->time);
    json_integer(json, "timestamp", finding->time.set, finding->time.microseconds);
    json_text(json, "timestamp_desc", finding->timestamp_desc);
    json_text(json, "time_origin", finding->time_origin);
    json_time(json, "first_seen", finding->first_seen);
    json_time(json, "last_seen", finding->last_seen);
}

static void put_finding(struct json *json, const struct case_finding *finding)
{
    json_open(json);
    json_token(json, "schema", "bridle.finding/1");
    json_text(json, "id", finding->id);
    json_token(json, "grade", grade_name(finding->grade));
    json_token(json, "means", means_name(finding->means));
    json_text(json, "rule", finding->rule);
    json_text(json, "title", finding->title);
    json_text(json, "message", finding->message);
    json_text(json, "benign", finding->benign);
    json_text(json, "advice", finding->advice);
    json_text(json, "artefact", finding->artefact);
    json_text(json, "input", finding->input);
    json_text(json, "device_path", finding->device_path);
    json_text(json, "record", finding->record);
    json_text(json, "column", finding->column);
    json_text(json, "kind", finding->kind);
    json_text(json, "value", finding->value);
    put_indicator(json, finding);
    put_finding_times(json, finding);
    json_bool(json, "recovered", finding->recovered);
    json_text(json, "process", finding->process);
    json_integer(json, "pid", finding->has_pid, finding->pid);
    json_text(json, "app", finding->app);
    json_text(json, "path", finding->path);
    json_text(json, "domain", finding->domain);
    json_text(json, "url", finding->url);
    json_text(json, "sha256", finding->sha256);
    json_text(json, "tag", finding->tag);
    json_end_line(json);
}

static void put_event(struct json *json, const struct case_event *event)
{
    struct optional_time time = {.set = true, .microseconds = event->microseconds};
    json_open(json);
    json_token(json, "schema", "bridle.event/1");
    json_time(json, "datetime", time);
    json_integer(json, "timestamp", true, event->microseconds);
    json_text(json, "timestamp_desc", event->timestamp_desc);
    json_text(json, "message", event->message);
    json_text(json, "artefact", event->artefact);
    json_text(json, "input", event->input);
    json_text(json, "record", event->record);
    json_text(json, "time_origin", event->time_origin);
    json_end_line(json);
}

void report_jsonl(const struct case_model *model, const struct report_options *options, struct writer *writer)
{
    struct json json = {.writer = writer};
    put_case(&json, model);
    for (size_t i = 0; i < model->input_count; i++)
        put_input(&json, &model->inputs[i]);
    for (size_t i = 0; i < model->finding_count; i++)
        put_finding(&json, &model->findings[i]);
    for (size_t i = 0; options->events && i < model->event_count; i++)
        put_event(&json, &model->events[i]);
}
