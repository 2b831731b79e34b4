// SPDX-License-Identifier: Apache-2.0
// Findings for a spreadsheet: RFC 4180 with line feeds, one header line, a row a finding, columns named and ordered as
// the keys of bridle.finding/1, the indicator's own as indicator_*. Guarded against formulas; control characters stand
// as \xNN: JSON lines are the exact form.
#include "report/report.h"

#include "base/buffer.h"

static const char header[] =
    "schema,id,grade,means,rule,title,message,benign,advice,artefact,input,device_path,record,column,kind,value,"
    "indicator_value,indicator_kind,indicator_id,indicator_malware,indicator_list,indicator_also,datetime,timestamp,"
    "timestamp_desc,time_origin,first_seen,last_seen,recovered,process,pid,app,path,domain,url,sha256,tag\n";

static void csv_text(struct writer *writer, struct slice text)
{
    writer_put_text(writer, ",");
    escape_csv(writer, text);
}

static void csv_integer(struct writer *writer, bool set, int64_t value)
{
    writer_put_text(writer, ",");
    if (set)
        writer_format(writer, "%" PRId64, value);
}

static void csv_time(struct writer *writer, struct optional_time time)
{
    char text[TIME_TEXT_SIZE];
    if (time.set)
        time_format(time.microseconds, text);
    csv_text(writer, slice_text(time.set ? text : NULL));
}

static void csv_also(struct writer *writer, const struct case_finding *finding)
{
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, 1U << 20);
    for (size_t i = 0; i < finding->indicator_also_count; i++) {
        if (i)
            buffer_put_text(&text, "; ");
        buffer_put(&text, finding->indicator_also[i]);
    }
    csv_text(writer, buffer_slice(&text));
}

static void csv_indicator(struct writer *writer, const struct case_finding *finding)
{
    csv_text(writer, finding->indicator_value);
    csv_text(writer, finding->indicator_kind);
    csv_text(writer, finding->indicator_id);
    csv_text(writer, finding->indicator_malware);
    csv_text(writer, finding->indicator_list);
    csv_also(writer, finding);
}

static void csv_what(struct writer *writer, const struct case_finding *finding)
{
    const struct slice texts[] = {
        finding->id,
        slice_text(grade_name(finding->grade)),
        slice_text(means_name(finding->means)),
        finding->rule,
        finding->title,
        finding->message,
        finding->benign,
        finding->advice,
        finding->artefact,
        finding->input,
        finding->device_path,
        finding->record,
        finding->column,
        finding->kind,
        finding->value,
    };
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        csv_text(writer, texts[i]);
}

static void csv_finding(struct writer *writer, const struct case_finding *finding)
{
    writer_put_text(writer, "bridle.finding/1");
    csv_what(writer, finding);
    csv_indicator(writer, finding);
    csv_time(writer, finding->time);
    csv_integer(writer, finding->time.set, finding->time.microseconds);
    csv_text(writer, finding->timestamp_desc);
    csv_text(writer, finding->time_origin);
    csv_time(writer, finding->first_seen);
    csv_time(writer, finding->last_seen);
    csv_text(writer, slice_text(finding->recovered ? "true" : "false"));
    csv_text(writer, finding->process);
    csv_integer(writer, finding->has_pid, finding->pid);
    const struct slice rest[] = {finding->app, finding->path,   finding->domain,
                                 finding->url, finding->sha256, finding->tag};
    for (size_t i = 0; i < ARRAY_SIZE(rest); i++)
        csv_text(writer, rest[i]);
    writer_put_text(writer, "\n");
}

void report_csv(const struct case_model *model, const struct report_options *options, struct writer *writer)
{
    (void)options;
    writer_put_text(writer, header);
    for (size_t i = 0; i < model->finding_count; i++)
        csv_finding(writer, &model->findings[i]);
}
