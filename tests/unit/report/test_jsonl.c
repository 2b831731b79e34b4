// SPDX-License-Identifier: Apache-2.0
// Byte for byte: the keys, their order and the order of the lines are what other programs count on.
#include "output.h"

#include "model.h"

static const char case_line[] =
    "{\"schema\":\"bridle.case/1\",\"case\":\"0123456789ab\",\"verdict\":\"traces-found\",\"sentence\":\"Traces found: "
    "one "
    "known trace.\",\"acquisition\":\"backup\",\"kind\":\"ios-backup\",\"device_model\":\"iPhone12,1\",\"os\":\"iOS\","
    "\"os_version\":\"16.6\",\"os_build\":\"20G75\",\"acquired\":\"2024-03-06T14:07:10.000005Z\",\"set_up\":null,"
    "\"examined\":\"2024-03-07T17:53:50.000005Z\",\"evidence_sha256\":\"0123456789abcdef0123\",\"lists\":[{\"name\":"
    "\"a.stix2\",\"date\":\"2021-07-18\",\"sha256\":\"ab\",\"indicators\":1549,\"applicable\":8},{\"name\":\"b.txt\","
    "\"date\":null,\"sha256\":null,\"indicators\":0,\"applicable\":0}],\"tool_version\":\"0.1.0\",\"cage\":{"
    "\"landlock\":2,"
    "\"seccomp\":true},\"consent\":null,\"examiner\":null}\n";

static const char input_lines[] =
    "{\"schema\":\"bridle.input/1\",\"input\":null,\"device_path\":null,\"artefact\":\"ios_setup\",\"variant\":null,"
    "\"outcome\":\"absent\",\"reason\":\"not-in-this-kind\",\"records\":0,\"recovered\":0,\"lost\":0,\"lost_unit\":"
    "null,"
    "\"first\":null,\"last\":null,\"size\":null,\"sha256\":null,\"error\":null}\n"
    "{\"schema\":\"bridle.input/1\",\"input\":\"3d/3d0d\",\"device_path\":\"/private/var/mobile/Library/SMS/sms.db\","
    "\"artefact\":\"ios_sms\",\"variant\":\"iOS 16\",\"outcome\":\"partial\",\"reason\":null,\"records\":1234,"
    "\"recovered\":2,\"lost\":3,\"lost_unit\":\"page\",\"first\":\"2020-09-13T12:26:40.000005Z\",\"last\":"
    "\"2023-11-14T22:13:20.000005Z\",\"size\":4096,\"sha256\":\"00ff\",\"error\":\"page 7 is damaged\"}\n"
    "{\"schema\":\"bridle.input/"
    "1\",\"input\":\"x\\u001b[2J\",\"device_path\":null,\"artefact\":\"ios_logs\",\"variant\":"
    "null,\"outcome\":\"skipped\",\"reason\":\"no-decoder\",\"records\":0,\"recovered\":0,\"lost\":0,\"lost_unit\":"
    "null,"
    "\"first\":null,\"last\":null,\"size\":null,\"sha256\":null,\"error\":null}\n";

static const char finding_lines[] =
    "{\"schema\":\"bridle.finding/1\",\"id\":\"00112233445566778899aabbccddeeff\",\"grade\":\"known\",\"means\":"
    "\"received\",\"rule\":null,\"title\":\"A link to a listed domain was sent to this phone\",\"message\":null,"
    "\"benign\":null,\"advice\":null,\"artefact\":\"ios_sms\",\"input\":\"3d/3d0d\",\"device_path\":"
    "\"/private/var/mobile/Library/SMS/sms.db\",\"record\":\"5\",\"column\":\"text\",\"kind\":\"url\",\"value\":"
    "\"https://bad.example.com/a?b=c\",\"indicator\":{\"value\":\"bad.example.com\",\"kind\":\"domain\",\"id\":"
    "\"indicator--1\",\"malware\":\"Pegasus\",\"list\":\"a.stix2\",\"also\":[\"b.txt\",\"c, d.txt\"]},\"datetime\":"
    "\"2024-03-05T10:20:30.000005Z\",\"timestamp\":1709634030000005,\"timestamp_desc\":\"sent\",\"time_origin\":"
    "\"utc\","
    "\"first_seen\":null,\"last_seen\":null,\"recovered\":true,\"process\":null,\"pid\":-7,\"app\":null,\"path\":null,"
    "\"domain\":\"bad.example.com\",\"url\":\"https://bad.example.com/a?b=c\",\"sha256\":null,\"tag\":null}\n"
    "{\"schema\":\"bridle.finding/1\",\"id\":\"ffeeddccbbaa99887766554433221100\",\"grade\":\"strong\",\"means\":"
    "\"warned\",\"rule\":\"ios_sms_apple_warning\",\"title\":\"Apple warned the owner\",\"message\":\"=seen "
    "\xef\xbf\xbd\\u202e in \\\"text\\\"\",\"benign\":\"\",\"advice\":\"vendor-warning\",\"artefact\":\"ios_sms\","
    "\"input\":null,\"device_path\":null,\"record\":null,\"column\":null,\"kind\":null,\"value\":\"fp:"
    "0123456789abcdef\","
    "\"indicator\":null,\"datetime\":null,\"timestamp\":null,\"timestamp_desc\":null,\"time_origin\":null,"
    "\"first_seen\":\"1970-01-01T00:00:01.000005Z\",\"last_seen\":\"1970-01-01T00:00:02.000005Z\",\"recovered\":false,"
    "\"process\":null,\"pid\":null,\"app\":null,\"path\":null,\"domain\":null,\"url\":null,\"sha256\":null,\"tag\":"
    "null}\n";

static const char event_lines[] =
    "{\"schema\":\"bridle.event/1\",\"datetime\":\"2024-03-05T10:20:30.000000Z\",\"timestamp\":1709634030000000,"
    "\"timestamp_desc\":\"sent\",\"message\":\"SMS received\",\"artefact\":\"ios_sms\",\"input\":\"3d/3d0d\","
    "\"record\":\"5\",\"time_origin\":\"utc\"}\n";

static void write_model(const struct case_model *model, bool events, const char *expected)
{
    const struct report_options options = {.events = events};
    struct output output = output_begin();
    report_jsonl(model, &options, &output.writer);
    assert_output(&output, expected);
}

static void test_every_key(void **state)
{
    (void)state;
    struct model_store store;
    struct buffer expected CLEANUP_BUFFER;
    buffer_init(&expected, 1U << 20);
    model_make(&store);
    buffer_put_text(&expected, case_line);
    buffer_put_text(&expected, input_lines);
    buffer_put_text(&expected, finding_lines);
    write_model(&store.model, false, buffer_text(&expected));
    buffer_put_text(&expected, event_lines);
    write_model(&store.model, true, buffer_text(&expected));
}

static void test_case_without_anything(void **state)
{
    (void)state;
    struct case_model model = {.facts = {.name = SLICE("March"), .consent = SLICE("hers"), .examiner = SLICE("me")}};
    write_model(
        &model, true,
        "{\"schema\":\"bridle.case/1\",\"case\":\"March\",\"verdict\":\"nothing-found-in-what-was-read\","
        "\"sentence\":null,\"acquisition\":null,\"kind\":null,\"device_model\":null,\"os\":null,\"os_version\":null,"
        "\"os_build\":null,\"acquired\":null,\"set_up\":null,\"examined\":null,\"evidence_sha256\":null,"
        "\"lists\":[],\"tool_version\":null,\"cage\":{\"landlock\":0,\"seccomp\":false},\"consent\":\"hers\","
        "\"examiner\":\"me\"}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_key),
        cmocka_unit_test(test_case_without_anything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
