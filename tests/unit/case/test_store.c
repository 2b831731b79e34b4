// SPDX-License-Identifier: Apache-2.0
// Writing a case: what it holds, and what is left in the folder when something stands in its way.
#include "case/store.h"

#include "base/limits.h"
#include "base/source.h"
#include "sql/layer/layer.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define ARTEFACT(name, more) "-- artefact: " name "\n-- title: T\n-- from: a\n-- shows: s\n" more

struct ground {
    char folder[64];
    char path[128]; // of the case
    struct definitions definitions;
    struct store *store;
    struct error error;
};

static void ground_close(struct ground *ground)
{
    char path[400];
    ground->store = store_free(ground->store);
    free(ground->definitions.artefacts);
    ground->definitions.arena = arena_free(ground->definitions.arena);
    DIR *folder = opendir(ground->folder);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        (void)snprintf(path, sizeof path, "%s/%s", ground->folder, entry->d_name);
        if (entry->d_name[0] != '.')
            (void)remove(path);
    }
    (void)closedir(folder);
    (void)rmdir(ground->folder);
}
#define CLEANUP_GROUND CLEANUP(ground_close)

static void parse(struct ground *ground, const char *text)
{
    assert_int_equal(definition_parse_artefact(&ground->definitions, SLICE("t.sql"), slice_text(text), &ground->error),
                     ERROR_NONE);
}

static void ground_open(struct ground *ground)
{
    *ground = (struct ground){.definitions = {.arena = arena_new(16U << 20)}};
    (void)snprintf(ground->folder, sizeof ground->folder, "%s/bridle-case-XXXXXX", P_tmpdir);
    assert_non_null(mkdtemp(ground->folder));
    (void)snprintf(ground->path, sizeof ground->path, "%s/a.bridle", ground->folder);
    parse(ground, ARTEFACT("first", "-- event: sent \"it's } at {nothing} {direction} {\"\n-- event: read \"read\"\n"
                                    "SELECT 1 AS \"sent:time\", 2 AS \"read:time\", 3 AS \"direction\", 4 AS \"row\""));
    parse(ground, ARTEFACT("second", "SELECT 1 AS \"a\""));
    assert_int_equal(definitions_finish(&ground->definitions, &ground->error), ERROR_NONE);
}

static enum error_code begin(struct ground *ground, bool force)
{
    struct store_options options = {.path = ground->path, .force = force};
    error_clear(&ground->error);
    return store_new(&options, &ground->store, &ground->error);
}

static void begin_well(struct ground *ground)
{
    assert_int_equal(begin(ground, false), ERROR_NONE);
}

static void finish_well(struct ground *ground)
{
    if (store_finish(ground->store, &ground->error) != ERROR_NONE)
        fail_msg("%s", ground->error.message);
    ground->store = store_free(ground->store);
}

// How many names stand in the folder.
static unsigned names_in(const struct ground *ground)
{
    unsigned count = 0;
    DIR *folder = opendir(ground->folder);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    (void)closedir(folder);
    return count;
}

static void write_file(const struct ground *ground, const char *text)
{
    FILE *file = fopen(ground->path, "we");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void assert_file(const struct ground *ground, const char *text)
{
    char got[100] = "";
    FILE *file = fopen(ground->path, "re");
    assert_non_null(file);
    assert_true(fread(got, 1, sizeof got - 1, file) > 0);
    (void)fclose(file);
    assert_string_equal(got, text);
}

static void put_value(struct buffer *text, sqlite3_stmt *statement, int column)
{
    const uint8_t *bytes = sqlite3_column_blob(statement, column);
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
        buffer_put_text(text, "-");
        break;
    case SQLITE_TEXT:
        buffer_format(text, "'%s'", (const char *)sqlite3_column_text(statement, column));
        break;
    case SQLITE_BLOB:
        buffer_put_text(text, "x");
        for (int i = 0; i < sqlite3_column_bytes(statement, column); i++)
            buffer_format(text, "%02x", bytes[i]);
        break;
    default:
        buffer_put_text(text, (const char *)sqlite3_column_text(statement, column));
        break;
    }
}

static void assert_answer(sqlite3 *database, const char *sql, const char *expected)
{
    sqlite3_stmt *statement = NULL;
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, 1U << 20);
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(database));
    while (sqlite3_step(statement) == SQLITE_ROW) {
        buffer_put_text(&text, text.size ? ";" : "");
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            buffer_put_text(&text, i ? "|" : "");
            put_value(&text, statement, i);
        }
    }
    (void)sqlite3_finalize(statement);
    if (strcmp(buffer_text(&text), expected) != 0)
        fail_msg("%s gives %s, not %s", sql, buffer_text(&text), expected);
}

static void assert_asked(const char *path, const char *sql, const char *expected)
{
    sqlite3 *database = NULL;
    assert_int_equal(sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_answer(database, sql, expected);
    (void)sqlite3_close(database);
}

static const struct artefact *artefact(const struct ground *ground, const char *name)
{
    return definitions_artefact(&ground->definitions, slice_text(name));
}

static void put_record(struct ground *ground, const char *name, uint32_t input, uint64_t record, int64_t sent)
{
    const struct artefact *of = artefact(ground, name);
    struct cell cells[4] = {{.type = CELL_INTEGER, .integer = sent},
                            {.type = CELL_NULL},
                            {.type = CELL_TEXT, .bytes = SLICE("sent")},
                            {.type = CELL_REAL, .real = 1.5}};
    assert_int_equal(store_artefact(ground->store, of, &ground->error), ERROR_NONE);
    assert_int_equal(store_record(ground->store, of, input, record, cells, of->column_count, &ground->error),
                     ERROR_NONE);
}

static void test_a_finished_case_stands_alone(UNUSED void **state)
{
    struct stat status;
    struct ground ground CLEANUP_GROUND;
    mode_t before = umask(0);
    ground_open(&ground);
    begin_well(&ground);
    assert_int_equal(access(ground.path, F_OK), -1); // not before it is whole
    put_record(&ground, "first", 1, 1, 5);
    finish_well(&ground);
    (void)umask(before);
    assert_int_equal(names_in(&ground), 1);
    assert_int_equal(stat(ground.path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_asked(ground.path, "PRAGMA integrity_check", "'ok'");
    assert_asked(ground.path, "PRAGMA application_id", "1651663980");
    assert_asked(ground.path, "PRAGMA journal_mode", "'delete'");
}

static void test_an_unfinished_case_leaves_nothing(UNUSED void **state)
{
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground);
    begin_well(&ground);
    put_record(&ground, "first", 1, 1, 5);
    ground.store = store_free(ground.store);
    assert_int_equal(names_in(&ground), 0);
}

static void test_a_file_that_exists_is_not_overwritten(UNUSED void **state)
{
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground);
    write_file(&ground, "mine");
    assert_int_equal(begin(&ground, false), ERROR_USAGE);
    assert_string_equal(ground.error.message, "the file exists (--force replaces it)");
    assert_string_equal(ground.error.path, ground.path);
    assert_file(&ground, "mine");
    assert_int_equal(names_in(&ground), 1);
}

static void test_a_dangling_link_counts_as_a_file(UNUSED void **state)
{
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground);
    assert_int_equal(symlink("/nowhere/at/all", ground.path), 0);
    assert_int_equal(begin(&ground, false), ERROR_USAGE);
    assert_int_equal(begin(&ground, true), ERROR_NONE);
    finish_well(&ground);
    struct stat status;
    assert_int_equal(lstat(ground.path, &status), 0);
    assert_true(S_ISREG(status.st_mode)); // the link itself was replaced
}

static void test_force_replaces_when_whole(UNUSED void **state)
{
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground);
    write_file(&ground, "old");
    assert_int_equal(begin(&ground, true), ERROR_NONE);
    assert_file(&ground, "old");
    ground.store = store_free(ground.store);
    assert_file(&ground, "old");
    assert_int_equal(begin(&ground, true), ERROR_NONE);
    finish_well(&ground);
    assert_asked(ground.path, "SELECT count(*) FROM finding", "0");
    assert_int_equal(names_in(&ground), 1);
}

static void test_a_file_that_comes_in_between_is_kept(UNUSED void **state)
{
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground);
    begin_well(&ground);
    write_file(&ground, "somebody else's");
    assert_int_equal(store_finish(ground.store, &ground.error), ERROR_IO);
    assert_non_null(strstr(ground.error.message, "cannot put the case in place"));
    ground.store = store_free(ground.store);
    assert_file(&ground, "somebody else's");
    assert_int_equal(names_in(&ground), 1);
}

static void test_a_case_that_cannot_be_made(UNUSED void **state)
{
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground);
    (void)snprintf(ground.path, sizeof ground.path, "%s/missing/a.bridle", ground.folder);
    assert_int_equal(begin(&ground, false), ERROR_IO);
    assert_null(ground.store);
    (void)snprintf(ground.path, sizeof ground.path, "%s", ground.folder);
    assert_int_equal(begin(&ground, false), ERROR_USAGE);
    assert_int_equal(begin(&ground, true), ERROR_NONE);
    assert_int_equal(store_finish(ground.store, &ground.error), ERROR_IO);
    ground.store = store_free(ground.store);
    assert_int_equal(names_in(&ground), 0);
}

// A full disk: nothing of the case stays.
static void test_a_full_disk(UNUSED void **state)
{
    struct rlimit before;
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground);
    begin_well(&ground);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    struct rlimit small = {65536, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    const struct artefact *of = artefact(&ground, "second");
    static const uint8_t large[300000];
    struct cell cell = {.type = CELL_BLOB, .bytes = {large, sizeof large}};
    enum error_code code = store_artefact(ground.store, of, &ground.error);
    for (uint64_t i = 1; !code && i < 100; i++)
        code = store_record(ground.store, of, 1, i, &cell, 1, &ground.error);
    code = code ? code : store_finish(ground.store, &ground.error);
    (void)setrlimit(RLIMIT_FSIZE, &before);
    (void)signal(SIGXFSZ, handler);
    assert_int_equal(code, ERROR_IO);
    assert_non_null(strstr(ground.error.message, "cannot write the case"));
    ground.store = store_free(ground.store);
    assert_int_equal(names_in(&ground), 0);
}

static void test_a_limit_of_size_holds(UNUSED void **state)
{
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground);
    struct store_options options = {.path = NULL, .size_limit = 200000};
    assert_int_equal(store_new(&options, &ground.store, &ground.error), ERROR_NONE);
    const struct artefact *of = artefact(&ground, "second");
    static const uint8_t large[10000];
    struct cell cell = {.type = CELL_BLOB, .bytes = {large, sizeof large}};
    assert_int_equal(store_artefact(ground.store, of, &ground.error), ERROR_NONE);
    enum error_code code = ERROR_NONE;
    for (uint64_t i = 1; !code && i < 1000; i++)
        code = store_record(ground.store, of, 1, i, &cell, 1, &ground.error);
    assert_int_equal(code, ERROR_IO);
}

static void test_records_keep_their_types(UNUSED void **state)
{
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground);
    begin_well(&ground);
    const struct artefact *of = artefact(&ground, "second");
    const struct cell cells[] = {
        {.type = CELL_NULL},
        {.type = CELL_INTEGER, .integer = INT64_MIN},
        {.type = CELL_REAL, .real = 0.5},
        {.type = CELL_TEXT, .bytes = SLICE_INIT("it's")},
        {.type = CELL_TEXT, .bytes = {NULL, 0}},
        {.type = CELL_BLOB, .bytes = SLICE_INIT("\x01\x00\xff")},
        {.type = CELL_BLOB, .bytes = {NULL, 0}},
        {.type = CELL_TEXT, .bytes = SLICE_INIT("a\0b")},
    };
    assert_int_equal(store_artefact(ground.store, of, &ground.error), ERROR_NONE);
    assert_int_equal(store_artefact(ground.store, of, &ground.error), ERROR_NONE); // again: nothing
    for (size_t i = 0; i < ARRAY_SIZE(cells); i++)
        assert_int_equal(store_record(ground.store, of, 7, i + 1, &cells[i], 1, &ground.error), ERROR_NONE);
    finish_well(&ground);
    assert_asked(ground.path, "SELECT input, record, a FROM second WHERE record < 8 ORDER BY record",
                 "7|1|-;7|2|-9223372036854775808;7|3|0.5;7|4|'it's';7|5|'';7|6|x0100ff;7|7|x");
    assert_asked(ground.path, "SELECT typeof(a), hex(a) FROM second WHERE record = 8", "'text'|'610062'");
}

static void put_fingerprint(struct ground *ground, const char *name, uint32_t input, uint8_t byte)
{
    struct fingerprint item = {
        .hash = {byte}, .kind = OBSERVABLE_DOMAIN, .record = 3, .count = 2, .first = INT64_MAX, .last = INT64_MIN};
    struct fingerprint items[] = {item, item};
    items[1].hash[0]++;
    items[1].first = 10;
    items[1].last = 20;
    assert_int_equal(store_fingerprints(ground->store, artefact(ground, name), input, items, 2, &ground->error),
                     ERROR_NONE);
}

static void test_fingerprints_are_kept(UNUSED void **state)
{
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground);
    begin_well(&ground);
    put_fingerprint(&ground, "first", 4, 0x10);
    finish_well(&ground);
    assert_asked(ground.path,
                 "SELECT kind, substr(hex(hash), 1, 4), length(hash), artefact, input, record, count, first, "
                 "last FROM fingerprint ORDER BY hash",
                 "'domain'|'1000'|16|'first'|4|3|2|-|-;'domain'|'1100'|16|'first'|4|3|2|10|20");
}

static void test_what_an_artefact_gave_for_an_input_is_forgotten(UNUSED void **state)
{
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground);
    begin_well(&ground);
    for (uint32_t input = 1; input <= 2; input++) {
        put_record(&ground, "first", input, 1, 5);
        put_record(&ground, "second", input, 1, 5);
        put_fingerprint(&ground, "first", input, 0x20);
        put_fingerprint(&ground, "second", input, 0x30);
    }
    assert_int_equal(store_forget(ground.store, artefact(&ground, "first"), 1, &ground.error), ERROR_NONE);
    put_record(&ground, "first", 1, 9, 6);
    finish_well(&ground);
    assert_asked(ground.path, "SELECT input, record FROM first ORDER BY 1, 2", "1|9;2|1");
    assert_asked(ground.path, "SELECT input, record FROM second ORDER BY 1, 2", "1|1;2|1");
    assert_asked(ground.path, "SELECT artefact, input, count(*) FROM fingerprint GROUP BY 1, 2 ORDER BY 1, 2",
                 "'first'|2|2;'second'|1|2;'second'|2|2");
}

// An artefact whose records are not kept (no table) can be forgotten too.
static void test_an_artefact_without_a_table_is_forgotten(UNUSED void **state)
{
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground);
    begin_well(&ground);
    assert_int_equal(store_forget(ground.store, artefact(&ground, "first"), 1, &ground.error), ERROR_NONE);
    struct cell cell = {.type = CELL_NULL};
    assert_int_equal(store_record(ground.store, artefact(&ground, "second"), 1, 1, &cell, 1, &ground.error),
                     ERROR_NONE);
    finish_well(&ground);
}

static void test_inputs_findings_lists_and_notes(UNUSED void **state)
{
    struct slice also[] = {SLICE_INIT("other"), SLICE_INIT("third")};
    struct case_input input = {.input = SLICE("ab/abcd"),
                               .artefact = SLICE("first"),
                               .outcome = OUTCOME_PARTIAL,
                               .reason = REASON_NONE,
                               .records = 5,
                               .lost = 2,
                               .lost_unit = LOST_PAGE,
                               .first = {true, 10},
                               .has_size = true,
                               .size = 99,
                               .sha256 = SLICE("00ff")};
    struct case_finding finding = {.id = SLICE("id1"),
                                   .grade = GRADE_KNOWN,
                                   .means = MEANS_RECEIVED,
                                   .title = SLICE("T"),
                                   .artefact = SLICE("first"),
                                   .record = SLICE("3"),
                                   .kind = SLICE("domain"),
                                   .value = SLICE("a\0b"),
                                   .has_indicator = true,
                                   .indicator_value = SLICE("evil.example"),
                                   .indicator_kind = SLICE("domain"),
                                   .indicator_also = also,
                                   .indicator_also_count = 2,
                                   .time = {true, 77},
                                   .has_pid = true,
                                   .pid = 12};
    struct case_list list = {.name = SLICE("l.stix2"), .indicators = 7, .applicable = 6, .not_matched = 1};
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground);
    begin_well(&ground);
    assert_int_equal(store_input(ground.store, 4, &input, &ground.error), ERROR_NONE);
    input = (struct case_input){.artefact = SLICE("second"), .outcome = OUTCOME_ABSENT, .reason = REASON_NOT_COLLECTED};
    assert_int_equal(store_input(ground.store, 0, &input, &ground.error), ERROR_NONE);
    assert_int_equal(store_finding(ground.store, &finding, &ground.error), ERROR_NONE);
    assert_int_equal(store_forget_findings(ground.store, &ground.error), ERROR_NONE);
    finding.id = SLICE("id2");
    assert_int_equal(store_finding(ground.store, &finding, &ground.error), ERROR_NONE);
    assert_int_equal(store_list(ground.store, &list, &ground.error), ERROR_NONE);
    assert_int_equal(store_note(ground.store, SLICE("a note"), &ground.error), ERROR_NONE);
    assert_int_equal(store_meta(ground.store, "key", SLICE("one"), &ground.error), ERROR_NONE);
    assert_int_equal(store_meta(ground.store, "key", SLICE("two"), &ground.error), ERROR_NONE);
    finish_well(&ground);
    assert_asked(
        ground.path,
        "SELECT number, input, artefact, outcome, reason, records, lost, lost_unit, first, last, size, "
        "sha256 FROM input ORDER BY artefact",
        "4|'ab/"
        "abcd'|'first'|'partial'|-|5|2|'page'|10|-|99|'00ff';-|-|'second'|'absent'|'not-collected'|0|0|-|-|-|-|-");
    assert_asked(ground.path,
                 "SELECT id, grade, means, rule, record, value, indicator, also, timestamp, pid, recovered, path "
                 "FROM finding",
                 "'id2'|'known'|'received'|-|'3'|x610062|'evil.example'|'other\nthird\n'|77|12|0|-");
    assert_asked(ground.path, "SELECT name, date, indicators, applicable, not_matched FROM list", "'l.stix2'|-|7|6|1");
    assert_asked(ground.path, "SELECT text FROM note", "'a note'");
    assert_asked(ground.path, "SELECT value FROM meta WHERE key = 'key'", "'two'");
}

static void test_facts_become_meta(UNUSED void **state)
{
    struct case_facts facts = {.name = SLICE("n"),
                               .verdict = VERDICT_ATTEMPT,
                               .sentence = SLICE("S."),
                               .acquired = {true, 5},
                               .landlock_abi = 3,
                               .seccomp = true,
                               .status = 1};
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground);
    begin_well(&ground);
    assert_int_equal(store_facts(ground.store, &facts, &ground.error), ERROR_NONE);
    finish_well(&ground);
    assert_asked(
        ground.path,
        "SELECT key, value FROM meta WHERE key IN ('schema', 'case', 'verdict', 'acquired', 'set_up', "
        "'status', 'cage_landlock', 'cage_seccomp', 'cage_off', 'consent') ORDER BY key",
        "'acquired'|'5';'cage_landlock'|'3';'cage_off'|'0';'cage_seccomp'|'1';'case'|'n';'consent'|-;'schema'|'1';"
        "'set_up'|-;'status'|'1';'verdict'|'signs-of-an-attempt'");
}

static void test_events_are_a_view(UNUSED void **state)
{
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground);
    begin_well(&ground);
    put_record(&ground, "first", 1, 1, 500);
    assert_int_equal(store_views(ground.store, &ground.definitions, &ground.error), ERROR_NONE);
    finish_well(&ground);
    assert_asked(ground.path, "SELECT timestamp, timestamp_desc, message, artefact, input, record FROM event",
                 "500|'sent'|'it's } at {nothing} sent {'|'first'|1|1");
}

static void test_events_without_tables(UNUSED void **state)
{
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground);
    begin_well(&ground);
    assert_int_equal(store_views(ground.store, &ground.definitions, &ground.error), ERROR_NONE);
    finish_well(&ground);
    assert_asked(ground.path, "SELECT * FROM event", "");
}

// As a worker reads it: by the descriptor, while the store is still open.
static void assert_checkpoint(struct ground *ground, const char *records)
{
    int fd = -1;
    struct layer_files files = {source_of_memory(SLICE_NONE), source_of_memory(SLICE_NONE),
                                source_of_memory(SLICE_NONE)};
    struct layer *layer = NULL;
    sqlite3 *database = NULL;
    assert_int_equal(store_checkpoint(ground->store, &fd, &ground->error), ERROR_NONE);
    assert_int_equal(source_of_fd(fd, &files.main, &ground->error), ERROR_NONE);
    assert_int_equal(layer_new(&files, &layer, &ground->error), ERROR_NONE);
    assert_int_equal(layer_connect(layer, &database, &ground->error), ERROR_NONE);
    assert_answer(database, "SELECT record FROM first", records);
    (void)sqlite3_close(database);
    layer = layer_free(layer);
}

static void test_a_checkpoint_can_be_read(UNUSED void **state)
{
    struct ground ground CLEANUP_GROUND;
    ground_open(&ground);
    begin_well(&ground);
    put_record(&ground, "first", 1, 1, 5);
    assert_checkpoint(&ground, "1");
    put_record(&ground, "first", 1, 2, 6);
    assert_checkpoint(&ground, "1;2");
    finish_well(&ground);
    assert_asked(ground.path, "SELECT record FROM first", "1;2");
    struct store_options options = {.path = NULL};
    assert_int_equal(store_new(&options, &ground.store, &ground.error), ERROR_NONE);
    put_record(&ground, "first", 1, 1, 5);
    assert_checkpoint(&ground, "1");
    put_record(&ground, "first", 1, 2, 6);
    assert_checkpoint(&ground, "1;2");
    assert_int_equal(names_in(&ground), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_finished_case_stands_alone),
        cmocka_unit_test(test_an_unfinished_case_leaves_nothing),
        cmocka_unit_test(test_a_file_that_exists_is_not_overwritten),
        cmocka_unit_test(test_a_dangling_link_counts_as_a_file),
        cmocka_unit_test(test_force_replaces_when_whole),
        cmocka_unit_test(test_a_file_that_comes_in_between_is_kept),
        cmocka_unit_test(test_a_case_that_cannot_be_made),
        cmocka_unit_test(test_a_full_disk),
        cmocka_unit_test(test_a_limit_of_size_holds),
        cmocka_unit_test(test_records_keep_their_types),
        cmocka_unit_test(test_fingerprints_are_kept),
        cmocka_unit_test(test_what_an_artefact_gave_for_an_input_is_forgotten),
        cmocka_unit_test(test_an_artefact_without_a_table_is_forgotten),
        cmocka_unit_test(test_inputs_findings_lists_and_notes),
        cmocka_unit_test(test_facts_become_meta),
        cmocka_unit_test(test_events_are_a_view),
        cmocka_unit_test(test_events_without_tables),
        cmocka_unit_test(test_a_checkpoint_can_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
