// SPDX-License-Identifier: Apache-2.0
#include "output.h"

#include "base/utf8.h"
#include "model.h"
#include "base/character.h"
#include "report/escape.h"

static struct arena *arena;
static struct advice_set advice;

static int advice_read(void **state)
{
    (void)state;
    arena = arena_new(1U << 20);
    return !arena || advice_parse(SLICE("[received-link]\nbrief: Do not open the link; keep the message.\n"
                                        "do: Keep each message.\n"
                                        "[vendor-warning]\nbrief: Take it seriously.\ndo: Ask for help.\n"
                                        "[stalkerware]\nbrief: Someone with access may notice that you looked. "
                                        "Do not remove it yet.\ndo: Your safety first.\n"
                                        "[help others]\ntext: Everybody else.\n"
                                        "[help danger]\ntext: Danger from a partner.\n"),
                                  arena, &advice, NULL);
}

static int advice_release(void **state)
{
    (void)state;
    arena = arena_free(arena);
    return 0;
}

static const char *write_text(struct output *output, const struct case_model *model, struct report_options options)
{
    *output = output_begin();
    options.advice = &advice;
    report_text(model, &options, &output->writer);
    return output_end(output);
}

static void assert_lines(const char *text, size_t width)
{
    struct slice rest = slice_text(text);
    struct slice line;
    while (slice_line(&rest, &line)) {
        assert_true(text_columns(line) <= width);
        for (size_t i = 0; i < line.size;)
            assert_true(character_visible(utf8_next(line, &i)));
    }
}

static size_t position(const char *text, const char *part)
{
    const char *found = strstr(text, part);
    if (!found)
        print_error("# not there: %s\n", part);
    assert_non_null(found);
    return (size_t)(found - text);
}

static void test_quiet_is_the_sentence(void **state)
{
    (void)state;
    struct model_store store;
    struct output output CLEANUP_OUTPUT;
    model_make(&store);
    assert_string_equal(write_text(&output, &store.model, (struct report_options){.width = 80, .verbosity = -1}),
                        "Traces found: one known trace.\n");
}

static void test_order_of_sections(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "Traces found: one known trace.\n",
        "This report is for the person who uses this phone. Nobody has recorded",
        "\nWhat was found (2)\n",
        "STRONG  Apple warned the owner\n",
        "KNOWN  A link to a listed domain",
        "\nWhat was not read\n",
        "\nWhat was examined\n",
        "\nWhat was read (dates in UTC)\n",
        "\nLists of indicators used\n",
        "\nWhat to do next\n",
        "\nWhom to call\n",
        "\nHow it was made\n",
    };
    struct model_store store;
    struct output output CLEANUP_OUTPUT;
    model_make(&store);
    const char *text = write_text(&output, &store.model, (struct report_options){.width = 80});
    assert_int_equal(position(text, parts[0]), 0);
    for (size_t i = 1; i < ARRAY_SIZE(parts); i++)
        assert_true(position(text, parts[i - 1]) < position(text, parts[i]));
    assert_lines(text, 80);
}

static void test_a_finding(void **state)
{
    (void)state;
    struct model_store store;
    struct output output = output_begin();
    model_make(&store);
    report_finding(&store.findings[0], &(struct report_options){.width = 80, .advice = &advice}, &output.writer);
    assert_output(&output, "KNOWN  A link to a listed domain was sent to this phone\n"
                           "  seen       hxxps://bad[.]example[.]com/a?b=c\n"
                           "  listed     bad[.]example[.]com, listed as Pegasus in a.stix2; also in b.txt,\n"
                           "             c, d.txt\n"
                           "  where      ios_sms, record 5, column text (recovered from deleted data)\n"
                           "             /private/var/mobile/Library/SMS/sms.db\n"
                           "  when       2024-03-05 10:20:30 UTC (sent)\n"
                           "  means      It was sent to this phone. Whether it was opened does not show\n"
                           "             here. It is a serious sign, not proof; only expert review can\n"
                           "             confirm it.\n"
                           "  to do      Do not open the link; keep the message.\n"
                           "  kind       link\n"
                           "  indicator  indicator--1\n"
                           "  input      3d/3d0d\n"
                           "  domain     bad[.]example[.]com\n"
                           "  url        hxxps://bad[.]example[.]com/a?b=c\n"
                           "  id         00112233445566778899aabbccddeeff\n"
                           "  process id -7\n");
}

static void test_what_was_not_read(void **state)
{
    (void)state;
    struct model_store store;
    struct output output CLEANUP_OUTPUT;
    model_make(&store);
    store.inputs[2].outcome = OUTCOME_ABSENT;
    store.inputs[2].reason = REASON_LISTED_BUT_MISSING;
    const char *text = write_text(&output, &store.model, (struct report_options){.width = 80});
    position(text, "- /private/var/mobile/Library/SMS/sms.db (ios_sms): read in part, 1,234 records\n"
                   "  read, 3 pages lost; page 7 is damaged\n"
                   "- x\\x1b[2J (ios_logs): listed, but the file is missing\n"
                   "- rule \"x\" was not evaluated\n");
    position(text, "What was read (dates in UTC)\n"
                   "- ios_sms: 1,234 records, 2020-09-13 to 2023-11-14\n"
                   "- not in this kind of acquisition: ios_setup\n");
    position(text, "- a.stix2 of 2021-07-18: 1,549 indicators, 8 of them of a kind");
}

// A private value that was not kept is no value to show, and hostile text moves nothing.
static void test_hostile_and_private(void **state)
{
    (void)state;
    struct model_store store;
    struct output output CLEANUP_OUTPUT;
    model_make(&store);
    const char *text = write_text(&output, &store.model, (struct report_options){.width = 80});
    position(text, "  seen       (not kept)\n");
    position(text, "  =seen \\xff\\u{202e} in \"text\"\n");
    assert_null(strstr(text, "fp:"));
    assert_null(strstr(text, "https://bad"));
}

static void test_many_findings(void **state)
{
    (void)state;
    struct model_store store;
    model_make(&store);
    struct case_finding *findings = calloc(120, sizeof *findings);
    assert_non_null(findings);
    for (size_t i = 0; i < 120; i++)
        findings[i] = store.findings[0];
    store.model.findings = findings;
    store.model.finding_count = 120;
    store.model.findings_left_out = 5000;
    struct output output CLEANUP_OUTPUT;
    const char *text = write_text(&output, &store.model, (struct report_options){.width = 80});
    position(text, "What was found (5,120)\n");
    position(text, "70 more are not shown here: -v shows all of them");
    position(text, "5,000 further findings were counted and not kept");
    position(text, "KNOWN  A link to a listed domain was sent to this phone (again)\n");
    struct output all CLEANUP_OUTPUT;
    assert_null(strstr(write_text(&all, &store.model, (struct report_options){.width = 80, .verbosity = 1}),
                       "more are not shown"));
    free(findings);
}

static void test_long_values_take_one_line(void **state)
{
    (void)state;
    struct model_store store;
    char value[2000];
    memset(value, 'x', sizeof value);
    model_make(&store);
    store.findings[0].value = slice_of(value, sizeof value);
    struct output output CLEANUP_OUTPUT;
    const char *text = write_text(&output, &store.model, (struct report_options){.width = 80});
    assert_null(strstr(text, "\n             xxxx"));
    position(text, "xxxx\xe2\x80\xa6\n");
    assert_lines(text, 80);
}

static void test_color_only_where_asked(void **state)
{
    (void)state;
    struct model_store store;
    model_make(&store);
    struct output plain CLEANUP_OUTPUT;
    struct output colored CLEANUP_OUTPUT;
    assert_null(strchr(write_text(&plain, &store.model, (struct report_options){.width = 80}), '\033'));
    position(write_text(&colored, &store.model, (struct report_options){.width = 80, .color = true}),
             "\033[1;31mKNOWN\033[0m  A link");
}

static void test_stalkerware_comes_first(void **state)
{
    (void)state;
    struct model_store store;
    model_make(&store);
    store.findings[0].advice = SLICE("stalkerware");
    struct output output CLEANUP_OUTPUT;
    const char *text = write_text(&output, &store.model, (struct report_options){.width = 80});
    position(text, "phone\n  Someone with access may notice that you looked. Do not remove it yet.\n");
    position(text, "What to do next\n- Your safety first");
    position(text, "Whom to call\n- Danger from a partner");
}

// At every width, whatever is in it: no line is wider, and it ends.
static void test_widths(void **state)
{
    (void)state;
    struct model_store store;
    model_make(&store);
    store.inputs[1].device_path = SLICE("\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87/\xe4\xb8\xad\xe6\x96\x87/"
                                        "0123456789012345678901234567890123456789012345678901234567890123456789");
    for (unsigned width = 0; width < 130; width++) {
        struct output output CLEANUP_OUTPUT;
        const char *text = write_text(&output, &store.model, (struct report_options){.width = width});
        size_t most = width == 0 ? 80 : width < 40 ? 40 : width > 100 ? 100 : width;
        assert_lines(text, most);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quiet_is_the_sentence),
        cmocka_unit_test(test_order_of_sections),
        cmocka_unit_test(test_a_finding),
        cmocka_unit_test(test_what_was_not_read),
        cmocka_unit_test(test_hostile_and_private),
        cmocka_unit_test(test_many_findings),
        cmocka_unit_test(test_long_values_take_one_line),
        cmocka_unit_test(test_color_only_where_asked),
        cmocka_unit_test(test_stalkerware_comes_first),
        cmocka_unit_test(test_widths),
    };
    return cmocka_run_group_tests(tests, advice_read, advice_release);
}
