// SPDX-License-Identifier: Apache-2.0
#include "output.h"

#include "model.h"

static const char header[] =
    "schema,id,grade,means,rule,title,message,benign,advice,artefact,input,device_path,record,column,kind,value,"
    "indicator_value,indicator_kind,indicator_id,indicator_malware,indicator_list,indicator_also,datetime,timestamp,"
    "timestamp_desc,time_origin,first_seen,last_seen,recovered,process,pid,app,path,domain,url,sha256,tag\n";

static const char rows[] =
    "bridle.finding/1,00112233445566778899aabbccddeeff,known,received,,A link to a listed domain was sent to this "
    "phone,,,,"
    "ios_sms,3d/3d0d,/private/var/mobile/Library/SMS/sms.db,5,text,url,https://bad.example.com/"
    "a?b=c,bad.example.com,domain,"
    "indicator--1,Pegasus,a.stix2,\"b.txt; c, "
    "d.txt\",2024-03-05T10:20:30.000005Z,1709634030000005,sent,utc,,,true,,-7,,,"
    "bad.example.com,https://bad.example.com/a?b=c,,\n"
    "bridle.finding/1,ffeeddccbbaa99887766554433221100,strong,warned,ios_sms_apple_warning,Apple warned the owner,"
    "\"'=seen \\xff\\u{202e} in \"\"text\"\"\",,vendor-warning,ios_sms,,,,,,fp:0123456789abcdef,,,,,,,,,,,"
    "1970-01-01T00:00:01.000005Z,1970-01-01T00:00:02.000005Z,false,,,,,,,,\n";

static void write_model(const struct case_model *model, const char *first, const char *second)
{
    const struct report_options options = {0};
    struct buffer expected CLEANUP_BUFFER;
    buffer_init(&expected, 1U << 20);
    buffer_put_text(&expected, first);
    buffer_put_text(&expected, second);
    struct output output = output_begin();
    report_csv(model, &options, &output.writer);
    assert_output(&output, buffer_text(&expected));
}

static void test_rows(void **state)
{
    (void)state;
    struct model_store store;
    model_make(&store);
    write_model(&store.model, header, rows);
}

static void test_no_findings(void **state)
{
    (void)state;
    struct case_model model = {.finding_count = 0};
    write_model(&model, header, "");
}

static size_t commas(const char *line)
{
    size_t count = 0;
    bool quoted = false;
    for (; *line && (quoted || *line != '\n'); line++) {
        quoted = quoted != (*line == '"');
        count += !quoted && *line == ',';
    }
    return count;
}

static void test_each_row_has_as_many_columns(void **state)
{
    (void)state;
    assert_int_equal(commas(header), 36);
    assert_int_equal(commas(rows), 36);
    assert_int_equal(commas(strchr(rows, '\n') + 1), 36);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_no_findings),
        cmocka_unit_test(test_each_row_has_as_many_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
