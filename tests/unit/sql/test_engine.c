// SPDX-License-Identifier: Apache-2.0
// The engine from a database to records, findings and outcomes: what leaves a worker, and what does not.
#include "engine_test.h"

#define HEAD(name) "-- artefact: " name "\n-- title: T\n-- from: a\n-- shows: s\n-- platform: ios\n"
#define RULE(name, on, grade, more) \
    "-- rule: " name "\n-- on: " on "\n-- title: T\n-- grade: " grade "\n-- means: warned\n-- benign: b\n" more
#define MESSAGES           \
    HEAD("m")              \
    "-- means: received\n" \
    "SELECT t AS \"sent:time\", p AS \"peer:phone|email\", x AS \"text:text\", s AS \"service\" FROM message"
#define TABLE "CREATE TABLE message(t, p, x, s);"

static const uint8_t key[FINGERPRINT_KEY_SIZE] = "a key of thirty-two bytes, as is";

static void test_records_are_numbered_by_the_engine(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, HEAD("x") "SELECT a AS \"row\", b AS \"b\" FROM t ORDER BY rowid");
    examined_script(&examined,
                    "CREATE TABLE t(a, b); INSERT INTO t VALUES (7, 'x'), (7, NULL), (NULL, 1.5), ('t', x'00');");
    examined_run(&examined);
    assert_came(&examined.records, "0.1:7|'x'\n0.2:7|-\n0.3:-|1.5r\n0.4:'t'|x1\n");
    assert_came(&examined.outcomes, "0 read variant=current records=4\n");
    assert_came(&examined.findings, "");
}

static void test_without_a_case_there_are_no_records(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined.options.records = false;
    examined_artefact(&examined, HEAD("x") "SELECT a AS \"a\" FROM t");
    examined_script(&examined, "CREATE TABLE t(a); INSERT INTO t VALUES (1);");
    examined_run(&examined);
    assert_came(&examined.records, "");
    assert_came(&examined.outcomes, "0 read variant=current records=1\n");
}

static void test_an_indicator_is_found_and_its_cell_stays_closed(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, MESSAGES);
    examined_indicator(&examined, OBSERVABLE_DOMAIN, "evil.example", 0);
    examined_script(&examined,
                    TABLE "INSERT INTO message VALUES"
                          " (1700000000000000, '+491701234567', 'secret words http://a.evil.example/x more', 'SMS'),"
                          " (1700000000000001, NULL, 'harmless', 'SMS');");
    examined_run(&examined);
    // The link stands in the finding; the words around it nowhere.
    assert_came(&examined.findings, "1 known received column=text kind=domain value=http://a.evil.example/x "
                                    "matched=a.evil.example time=1700000000000000@sent\n");
    assert_came(&examined.records, "0.1:1700000000000000|-|-|'SMS'\n0.2:1700000000000001|-|-|'SMS'\n");
    assert_came(&examined.outcomes, "0 read variant=current records=2 times=1700000000000000-1700000000000001\n");
}

static void test_a_cell_that_is_the_indicator_opens(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, MESSAGES);
    examined_indicator(&examined, OBSERVABLE_EMAIL, "bad@evil.example", 0);
    examined_script(&examined, TABLE "INSERT INTO message VALUES (NULL, ' Bad@Evil.Example ', 'words', 'SMS'), "
                                     "(NULL, 'other@good.example', 'words', 'SMS');");
    examined_run(&examined);
    assert_has(&examined.findings, "1 known received column=peer kind=email value=Bad@Evil.Example");
    assert_came(&examined.records, "0.1:-|' Bad@Evil.Example '|-|'SMS'\n0.2:-|-|-|'SMS'\n");
}

static void test_private_cells_are_fingerprints_where_there_is_a_key(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined.options.fingerprint_key = key;
    examined_artefact(&examined, MESSAGES);
    examined_script(&examined, TABLE "INSERT INTO message VALUES (5, '+491701234567', 'words', 'SMS'), "
                                     "(6, '+491701234567', NULL, 'SMS');");
    examined_run(&examined);
    assert_has(&examined.records, "0.1:5|'fp:");
    assert_has_not(&examined.records, "+49");
    assert_has_not(&examined.records, "words");
    struct slice rest = buffer_slice(&examined.records);
    struct slice first;
    struct slice second;
    assert_true(slice_line(&rest, &first) && slice_line(&rest, &second));
    assert_memory_equal(first.data + 7, second.data + 7, 19); // the same number, the same stand-in
    assert_true(slice_ends(second, SLICE("|-|'SMS'")));
    assert_int_equal(examined.fingerprints, 1);
    assert_int_equal(examined.fingerprint_items[0].kind, OBSERVABLE_PHONE);
    assert_int_equal(examined.fingerprint_items[0].count, 2);
    assert_int_equal(examined.fingerprint_items[0].record, 1);
    assert_int_equal(examined.fingerprint_items[0].first, 5);
    assert_int_equal(examined.fingerprint_items[0].last, 6);
}

static void test_records_of_findings_alone(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined.options.fingerprint_key = key;
    examined.options.found_only = true;
    examined_artefact(&examined, MESSAGES);
    examined_rule(&examined, RULE("weak_one", "m", "weak", "-- value: text\ncontains(text, 'warning')"));
    examined_script(&examined, TABLE "INSERT INTO message VALUES (1, NULL, 'else', 'A'), "
                                     "(2, '+491701234567', 'a warning', 'B'), (3, NULL, 'else', 'C');");
    examined_run(&examined);
    assert_has(&examined.records, "0.2:2|'fp:");
    assert_has(&examined.records, "|'a warning'|'B'\n");
    assert_has_not(&examined.records, "0.1:");
    assert_has_not(&examined.records, "0.3:");
    assert_int_equal(examined.fingerprints, 0);
    assert_came(&examined.outcomes, "0 read variant=current records=3 times=1-3\n");
}

static void test_parents_of_domains_and_paths_have_fingerprints(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined.options.fingerprint_key = key;
    examined_artefact(&examined, HEAD("x") "SELECT d AS \"d:domain\", p AS \"p:path\" FROM t");
    examined_script(&examined, "CREATE TABLE t(d, p); INSERT INTO t VALUES ('a.b.example', '/x/y/z');");
    examined_run(&examined);
    unsigned kinds[OBSERVABLE_KINDS] = {0};
    for (size_t i = 0; i < examined.fingerprints; i++)
        kinds[examined.fingerprint_items[i].kind]++;
    assert_int_equal(kinds[OBSERVABLE_DOMAIN], 2); // a.b.example, b.example
    assert_int_equal(kinds[OBSERVABLE_PATH], 3);   // /x/y/z, /x/y, /x
    assert_int_equal(kinds[OBSERVABLE_FILE], 1);   // z
}

static void test_keep_content_keeps_all(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined.options.keep_content = true;
    examined.options.fingerprint_key = key;
    examined_artefact(&examined, MESSAGES);
    examined_script(&examined, TABLE "INSERT INTO message VALUES (5, '+491701234567', 'words', 'SMS');");
    examined_run(&examined);
    assert_came(&examined.records, "0.1:5|'+491701234567'|'words'|'SMS'\n");
}

static void test_weak_indicators_give_weak_findings(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, HEAD("x") "SELECT p AS \"p:process\" FROM t");
    examined_indicator(&examined, OBSERVABLE_PROCESS, "weakone", INDICATOR_WEAK);
    examined_indicator(&examined, OBSERVABLE_PROCESS, "unused", INDICATOR_UNUSED);
    examined_indicator(&examined, OBSERVABLE_PROCESS, "a.process.name.that.is.long", 0);
    examined_script(&examined,
                    "CREATE TABLE t(p); INSERT INTO t VALUES ('weakone'), ('unused'), ('a.process.name.t');");
    examined_run(&examined);
    assert_came(&examined.findings,
                "1 weak present column=p kind=process value=weakone matched=weakone process=weakone\n"
                "3 weak present column=p kind=process value=a.process.name.t matched=a.process.name.t truncated "
                "process=a.process.name.t\n");
}

static void test_a_rules_answer_is_its_grade(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, HEAD("x") "SELECT n AS \"n\", g AS \"g\" FROM t");
    examined_rule(&examined, RULE("r", "x", "strong", "-- value: n\ng"));
    examined_script(&examined,
                    "CREATE TABLE t(n, g); INSERT INTO t VALUES (1, 1), (2, 0), (3, NULL), (4, 'weak'), "
                    "(5, 'known'), (6, 'context'), (7, 'nonsense'), (8, x'01'), (9, 2.5), (10, ''), (11, -1);");
    examined_run(&examined);
    assert_came(&examined.findings, "1 strong warned rule=r column=n value=1\n"
                                    "4 weak warned rule=r column=n value=4\n"
                                    "5 strong warned rule=r column=n value=5\n"
                                    "6 context warned rule=r column=n value=6\n"
                                    "9 strong warned rule=r column=n value=9\n"
                                    "11 strong warned rule=r column=n value=11\n");
}

static void test_a_rule_opens_the_cell_that_it_rests_on(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, MESSAGES);
    examined_rule(&examined, RULE("weak_one", "m", "weak", "-- value: text\n-- time: sent\ncontains(text, 'warning')"));
    examined_rule(&examined, RULE("context_one", "m", "context", "-- value: text\ncontains(text, 'quiet')"));
    examined_rule(&examined, RULE("no_value", "m", "strong", "contains(text, 'bare')"));
    examined_script(&examined, TABLE "INSERT INTO message VALUES (1, '+491701234567', 'a warning', 'A'), "
                                     "(2, NULL, 'quiet', 'B'), (3, NULL, 'bare', 'C'), (4, NULL, 'else', 'D');");
    examined_run(&examined);
    assert_came(&examined.findings, "1 weak warned rule=weak_one column=text value=a warning time=1@sent\n"
                                    "2 context warned rule=context_one column=text time=2@sent\n"
                                    "3 strong warned rule=no_value time=3@sent\n");
    assert_came(&examined.records, "0.1:1|-|'a warning'|'A'\n0.2:2|-|-|'B'\n0.3:3|-|-|'C'\n0.4:4|-|-|'D'\n");
}

static void test_rules_that_do_not_fit_are_told_and_the_rest_runs(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined,
                      HEAD("x") "SELECT b AS \"n\", a AS \"newer\" FROM t;\n-- variant: old\nSELECT a AS \"n\" FROM t");
    examined_rule(&examined, RULE("needs_newer", "x", "weak", "newer = 1"));
    examined_rule(&examined, RULE("works", "x", "weak", "n = 1"));
    examined_script(&examined, "CREATE TABLE t(a); INSERT INTO t VALUES (1);");
    examined_run(&examined);
    assert_came(&examined.skipped, "needs_newer: no such column: newer\n");
    assert_came(&examined.findings, "1 weak warned rule=works\n");
    assert_came(&examined.outcomes, "0 read variant=old records=1\n");
    assert_came(&examined.records, "0.1:1|-\n");
}

static void test_rules_off_do_not_run(UNUSED void **state)
{
    static const bool off[] = {true, false};
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined.options.rules_off = off;
    examined_artefact(&examined, HEAD("x") "SELECT a AS \"n\" FROM t");
    examined_rule(&examined, RULE("r1", "x", "weak", "n"));
    examined_rule(&examined, RULE("r2", "x", "weak", "n"));
    examined_script(&examined, "CREATE TABLE t(a); INSERT INTO t VALUES (1);");
    examined_run(&examined);
    assert_came(&examined.findings, "1 weak warned rule=r2\n");
}

static void test_a_nul_in_a_text_is_told_once_a_column_and_hides_nothing(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, MESSAGES);
    examined_indicator(&examined, OBSERVABLE_DOMAIN, "evil.example", 0);
    examined_script(&examined,
                    TABLE "INSERT INTO message(x, s) VALUES ('plain', 'S'), "
                          "(CAST(x'6100' || 'http://evil.example' AS TEXT), 'S'), (CAST(x'0062' AS TEXT), 'S'), "
                          "(x'00', CAST(x'00' AS TEXT));");
    examined_run(&examined);
    assert_came(&examined.findings,
                "2 known received column=text kind=domain value=http://evil.example matched=evil.example\n"
                "2 context tampered nul-in-text column=text\n"
                "4 context tampered nul-in-text column=service\n");
}

static void test_a_blob_in_a_text_column_is_text(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, MESSAGES);
    examined_indicator(&examined, OBSERVABLE_DOMAIN, "evil.example", 0);
    examined_script(&examined, TABLE "INSERT INTO message(x) VALUES (CAST('see http://evil.example/' AS BLOB));");
    examined_run(&examined);
    assert_has(&examined.findings, "1 known received column=text kind=domain");
}

static void test_times_cover_what_is_in_range(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, HEAD("x") "SELECT n AS \"n\", a AS \"a:time\", b AS \"b:time\" FROM t");
    examined_rule(&examined, RULE("r", "x", "weak", "-- time: b\nn"));
    examined_script(&examined,
                    "CREATE TABLE t(n, a, b); INSERT INTO t VALUES (1, 300, 200), (1, NULL, 900), (1, 400, NULL), "
                    "(1, -5, NULL), (1, 9000000000000000000, NULL), (1, 'x', 1.5);");
    examined_run(&examined);
    assert_came(&examined.outcomes, "0 read variant=current records=6 times=200-900\n");
    assert_came(&examined.findings, "1 weak warned rule=r time=200@b\n2 weak warned rule=r time=900@b\n"
                                    "3 weak warned rule=r time=400@a\n4 weak warned rule=r\n5 weak warned rule=r\n"
                                    "6 weak warned rule=r\n");
}

static void test_findings_have_a_limit_that_is_said(UNUSED void **state)
{
    char expected[160];
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined.options.records = false;
    examined_artefact(&examined, HEAD("x") "SELECT i AS \"n\" FROM t");
    examined_rule(&examined, RULE("r", "x", "weak", "1"));
    examined_script(&examined,
                    "CREATE TABLE t(i); WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < "
                    "10025) INSERT INTO t SELECT i FROM c;");
    examined_run(&examined);
    (void)snprintf(expected, sizeof expected,
                   "0 partial variant=current records=10025 left=25 error=more findings than the limit\n");
    assert_came(&examined.outcomes, expected);
    size_t lines = 0;
    for (size_t i = 0; i < examined.findings.size; i++)
        lines += examined.findings.data[i] == '\n';
    assert_int_equal(lines, LIMIT_FINDINGS_AN_INPUT);
}

static void test_many_weak_findings_leave_no_strong_one_out(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined.options.records = false;
    examined_artefact(&examined, HEAD("x") "SELECT i AS \"n\" FROM t");
    examined_rule(&examined, RULE("r", "x", "strong", "iif(n < 10025, 'weak', 1)"));
    examined_script(&examined,
                    "CREATE TABLE t(i); WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < "
                    "10025) INSERT INTO t SELECT i FROM c;");
    examined_run(&examined);
    assert_has(&examined.findings, "\n10025 strong warned rule=r\n");
    assert_has(&examined.outcomes, " left=24 ");
}

static void test_facts_are_given(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, HEAD("x") "SELECT pl(node, 'v') AS \"os_version:fact\", pl(node, 'n') AS \"n:fact\", "
                                           "pl(node, 'none') AS \"none:fact\" FROM plist()");
    examined_document(
        &examined,
        SLICE("<plist><dict><key>v</key><string>17.0</string><key>n</key><integer>5</integer></dict></plist>"));
    examined_run(&examined);
    assert_came(&examined.facts, "os_version='17.0'\nn=5\n");
    assert_came(&examined.outcomes, "0 read variant=current records=1\n");
}

static void test_a_listing_gives_the_entries_that_are_wanted(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    struct place_set *places CLEANUP(place_set_freep) = place_set_new();
    examined_open(&examined);
    assert_int_equal(place_set_add(places, 3, SLICE("HomeDomain/a/*.db"), NULL), ERROR_NONE);
    assert_int_equal(place_set_add(places, 5, SLICE("/private/var/mobile/b"), NULL), ERROR_NONE);
    examined.options.places = places;
    examined.options.listing = true;
    examined_artefact(&examined,
                      HEAD("x") "-- lists: ios-backup\nSELECT f AS \"file_id\", d AS \"domain\", p AS \"listed\", "
                                "g AS \"flags\", device_path(d, p) AS \"device_path:path\" FROM files");
    examined_script(&examined,
                    "CREATE TABLE files(f, d, p, g); INSERT INTO files VALUES ('01', 'HomeDomain', 'a/x.db', 1), "
                    "('02', 'HomeDomain', 'a/x.db-wal', 1), ('03', 'HomeDomain', 'a', 2), "
                    "('04', 'HomeDomain', 'a/y.db', 4), ('05', 'HomeDomain', 'a/z.db', NULL), "
                    "('06', 'HomeDomain', 'b', 1), ('07', 'OtherDomain', 'a/x.db', 1), "
                    "(NULL, 'HomeDomain', 'a/w.db', 1), ('09', NULL, 'a/x.db', 1), ('10', 5, 6, 1);");
    examined_run(&examined);
    assert_came(&examined.entries, "3 01 HomeDomain/a/x.db\n3w 02 HomeDomain/a/x.db-wal\n3 05 HomeDomain/a/z.db\n"
                                   "5 06 HomeDomain/b\n3  HomeDomain/a/w.db\n");
    assert_has(&examined.outcomes, "0 read variant=current records=10");
    assert_came(&examined.records, ""); // they come beside it, in a pass of their own
}

static void test_a_listing_leaves_other_artefacts_alone(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    struct place_set *places CLEANUP(place_set_freep) = place_set_new();
    examined_open(&examined);
    examined.options.places = places;
    examined.options.listing = true;
    examined_artefact(&examined, HEAD("x") "SELECT f AS \"file_id\", f AS \"domain\", f AS \"listed\" FROM files");
    examined_script(&examined, "CREATE TABLE files(f); INSERT INTO files VALUES ('x');");
    examined_run(&examined);
    assert_came(&examined.outcomes, "");
    examined.options.listing = false;
    examined_run(&examined);
    assert_came(&examined.outcomes, "0 read variant=current records=1\n");
    assert_came(&examined.entries, "");
}

static void test_what_a_finding_is_about(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined,
                      HEAD("x") "SELECT p AS \"p:process\", a AS \"a:app\", f AS \"f:path\", u AS \"u:url\", "
                                "v AS \"v:visit url\" FROM t");
    examined_rule(&examined, RULE("r", "x", "weak", "1"));
    examined_script(&examined,
                    "CREATE TABLE t(p, a, f, u, v); INSERT INTO t VALUES ('proc', 'com.example', '/f', "
                    "'http://u.example/', 'http://v.example/'), (NULL, NULL, NULL, NULL, 'http://v.example/');");
    examined_run(&examined);
    // The url of a visit is private: no other finding carries it out.
    assert_came(&examined.findings, "1 weak warned rule=r process=proc app=com.example path=/f url=http://u.example/\n"
                                    "2 weak warned rule=r\n");
}

static void test_several_artefacts_over_one_input(UNUSED void **state)
{
    struct examined examined CLEANUP_EXAMINED;
    examined_open(&examined);
    examined_artefact(&examined, HEAD("a") "SELECT a AS \"t:time\" FROM t");
    examined_artefact(&examined, HEAD("b") "SELECT a AS \"a\" FROM missing");
    examined_artefact(&examined, HEAD("c") "SELECT a AS \"a\" FROM t LIMIT 1");
    examined_script(&examined, "CREATE TABLE t(a); INSERT INTO t VALUES (5), (6);");
    examined_run(&examined);
    assert_came(&examined.records, "0.1:5\n0.2:6\n2.1:5\n");
    assert_has(&examined.outcomes, "0 read variant=current records=2 times=5-6\n");
    assert_has(&examined.outcomes, "1 not-understood records=0 error=no variant fits this schema (schema sha256 ");
    assert_has(&examined.outcomes, "2 read variant=current records=1\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records_are_numbered_by_the_engine),
        cmocka_unit_test(test_without_a_case_there_are_no_records),
        cmocka_unit_test(test_an_indicator_is_found_and_its_cell_stays_closed),
        cmocka_unit_test(test_a_cell_that_is_the_indicator_opens),
        cmocka_unit_test(test_private_cells_are_fingerprints_where_there_is_a_key),
        cmocka_unit_test(test_records_of_findings_alone),
        cmocka_unit_test(test_parents_of_domains_and_paths_have_fingerprints),
        cmocka_unit_test(test_keep_content_keeps_all),
        cmocka_unit_test(test_weak_indicators_give_weak_findings),
        cmocka_unit_test(test_a_rules_answer_is_its_grade),
        cmocka_unit_test(test_a_rule_opens_the_cell_that_it_rests_on),
        cmocka_unit_test(test_rules_that_do_not_fit_are_told_and_the_rest_runs),
        cmocka_unit_test(test_rules_off_do_not_run),
        cmocka_unit_test(test_a_nul_in_a_text_is_told_once_a_column_and_hides_nothing),
        cmocka_unit_test(test_a_blob_in_a_text_column_is_text),
        cmocka_unit_test(test_times_cover_what_is_in_range),
        cmocka_unit_test(test_findings_have_a_limit_that_is_said),
        cmocka_unit_test(test_many_weak_findings_leave_no_strong_one_out),
        cmocka_unit_test(test_facts_are_given),
        cmocka_unit_test(test_a_listing_gives_the_entries_that_are_wanted),
        cmocka_unit_test(test_a_listing_leaves_other_artefacts_alone),
        cmocka_unit_test(test_what_a_finding_is_about),
        cmocka_unit_test(test_several_artefacts_over_one_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
