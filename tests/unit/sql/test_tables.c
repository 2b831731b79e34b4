// SPDX-License-Identifier: Apache-2.0
// The table functions: lines, JSON lines, JSON documents, property lists, STIX patterns. None raises; what cannot be
// read is counted as lost.
#include "sql_test.h"

#include "mutation.h"

#define XML_HEAD "<?xml version=\"1.0\"?><plist version=\"1.0\">"

static void ask_over(struct slice input, const struct question *questions, size_t count)
{
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, input);
    ask_all(&world, questions, count);
}
#define ASK_OVER(input, ...) \
    ask_over((input), (const struct question[]){__VA_ARGS__}, ARRAY_SIZE(((const struct question[]){__VA_ARGS__})))

static void test_lines_are_numbered(UNUSED void **state)
{
    static const char sql[] = "SELECT n, line, at FROM lines()";
    ASK_OVER(SLICE("one\ntwo\r\n\nlast"), {sql, "1|'one'|0;2|'two'|4;3|''|9;4|'last'|10", 0});
    ASK_OVER(SLICE("one\n"), {sql, "1|'one'|0", 0});
    ASK_OVER(SLICE("\n"), {sql, "1|''|0", 0});
    ASK_OVER(SLICE_NONE, {sql, "", 0});
    ASK_OVER(SLICE("a\0b\rc\r\n"), {sql, "1|'a\\0b\rc'|0", 0});
    ASK_OVER(SLICE("\xff\xfe\n"), {"SELECT hex(line) FROM lines()", "'FFFE'", 0});
    ASK_OVER(SLICE("a\nb\n"),
             {"SELECT x.line, y.line FROM lines() AS x, lines() AS y", "'a'|'a';'a'|'b';'b'|'a';'b'|'b'", 0});
}

// The first line is `size` bytes, the second one is "next".
static void assert_long_line(size_t size, bool carriage, size_t kept, uint64_t lost)
{
    struct buffer text CLEANUP_BUFFER;
    struct world world CLEANUP_WORLD;
    char expected[160];
    buffer_init(&text, 16U << 20);
    buffer_put_text(&text, "first\n");
    uint8_t *room = buffer_extend(&text, size);
    assert_non_null(room);
    memset(room, 'x', size);
    buffer_put_text(&text, carriage ? "\r\nnext\n" : "\nnext\n");
    world_open(&world, NULL, buffer_slice(&text));
    (void)snprintf(expected, sizeof expected, "1|5|0|'f';2|%zu|6|'x';3|4|%zu|'n'", kept, size + 7 + carriage);
    assert_string_equal(answer(&world, "SELECT n, length(line), at, substr(line, 1, 1) FROM lines()"), expected);
    assert_int_equal(world.lost, lost);
    assert_int_equal(world.functions.lines_cut, lost);
}

static void test_a_long_line_is_cut_and_counted(UNUSED void **state)
{
    assert_long_line(65536, false, 65536, 0);
    assert_long_line(LIMIT_LINE_SIZE - 1, false, LIMIT_LINE_SIZE - 1, 0);
    assert_long_line(LIMIT_LINE_SIZE, false, LIMIT_LINE_SIZE, 0);
    assert_long_line(LIMIT_LINE_SIZE, true, LIMIT_LINE_SIZE, 0);
    assert_long_line(LIMIT_LINE_SIZE + 1, false, LIMIT_LINE_SIZE, 1);
    assert_long_line(LIMIT_LINE_SIZE + 1, true, LIMIT_LINE_SIZE, 1);
    assert_long_line(LIMIT_LINE_SIZE + 100000, false, LIMIT_LINE_SIZE, 1);
    assert_long_line(LIMIT_LINE_SIZE * 5, true, LIMIT_LINE_SIZE, 1);
}

static void test_a_long_last_line_is_cut_too(UNUSED void **state)
{
    struct buffer text CLEANUP_BUFFER;
    struct world world CLEANUP_WORLD;
    buffer_init(&text, 16U << 20);
    uint8_t *room = buffer_extend(&text, 3U << 20);
    assert_non_null(room);
    memset(room, 'x', 3U << 20);
    world_open(&world, NULL, buffer_slice(&text));
    assert_string_equal(answer(&world, "SELECT n, length(line) FROM lines()"), "1|1048576");
    assert_int_equal(world.lost, 1);
}

static void test_json_lines_give_what_is_json(UNUSED void **state)
{
    ASK_OVER(SLICE("{\"a\":1}\n\n  \nnot json\n[2]\r\n{\"a\":\n\"x\"\0\n{\"a\":3}"),
             {"SELECT n, json, at FROM json_lines()",
              "1|'{\"a\":1}'|0;2|NULL|12;3|'[2]'|21;4|NULL|26;5|NULL|32;6|'{\"a\":3}'|37", 3},
             {"SELECT json_extract(json, '$.a') FROM json_lines() WHERE json IS NOT NULL", "1;NULL;3", 3});
    ASK_OVER(SLICE_NONE, {"SELECT * FROM json_lines()", "", 0});
}

static void test_json_rows_give_the_document(UNUSED void **state)
{
    static const char sql[] = "SELECT n, json FROM json_rows()";
    ASK_OVER(SLICE("{\"a\":[1,2]}"), {sql, "1|'{\"a\":[1,2]}'", 0},
             {"SELECT e.value FROM json_rows() AS d, json_each(d.json, '$.a') AS e", "1;2", 0});
    ASK_OVER(SLICE("\xef\xbb\xbf[1]"), {sql, "1|'[1]'", 0});
    ASK_OVER(SLICE("[1"), {sql, "", 1});
    ASK_OVER(SLICE("[1]\0[2]"), {sql, "", 1});
    ASK_OVER(SLICE("\xef\xbb\xbf"), {sql, "", 1});
    ASK_OVER(SLICE_NONE, {sql, "", 1});
}

static void test_plist_rows_walk_containers(UNUSED void **state)
{
    static const char dict[] = XML_HEAD "<dict><key>a</key><integer>1</integer><key>list</key><array><string>x</string>"
                                        "<dict><key>in</key><true/></dict></array><key>e</key><array/></dict></plist>";
    ASK_OVER(slice_text(dict),
             {"SELECT key, n, type, value FROM plist_rows()",
              "'a'|0|'integer'|1;'list'|1|'array'|NULL;'e'|2|'array'|NULL", 0},
             {"SELECT key, n, type, value FROM plist_rows('list')", "NULL|0|'string'|'x';NULL|1|'dictionary'|NULL", 0},
             {"SELECT key, value FROM plist_rows('list', 1)", "'in'|1", 0},
             {"SELECT key, value FROM plist_rows('list', '1')", "'in'|1", 0}, {"SELECT * FROM plist_rows('e')", "", 0},
             {"SELECT * FROM plist_rows('a')", "", 0}, {"SELECT * FROM plist_rows('none', 'of', 'these')", "", 0},
             {"SELECT * FROM plist_rows(NULL)", "", 0},
             {"SELECT type, value, pl(node, 'a'), node FROM plist()", "'dictionary'|NULL|1|NULL", 0});
}

static void test_plist_rows_nest_by_their_nodes(UNUSED void **state)
{
    static const char list[] = XML_HEAD
        "<array><dict><key>n</key><string>one</string><key>l</key><array><integer>1</integer><integer>2</integer>"
        "</array></dict><dict><key>n</key><string>two</string><key>l</key><array><integer>3</integer></array>"
        "</dict></array></plist>";
    ASK_OVER(
        slice_text(list),
        {"SELECT pl(o.node, 'n'), i.value FROM plist_rows() AS o, plist_rows(o.node, 'l') AS i",
         "'one'|1;'one'|2;'two'|3", 0},
        {"SELECT pl(o.node, 'l', 0), (SELECT count(*) FROM plist_rows(o.node)) FROM plist_rows() AS o", "1|2;3|2", 0},
        {"SELECT i.value FROM plist() AS p, plist_rows(p.node, 1, 'l') AS i", "3", 0});
}

static void test_plist_rows_take_a_value(UNUSED void **state)
{
    static const char sql[] = "SELECT key, value FROM plist_rows("
                              "'" XML_HEAD "<dict><key>k</key><string>v</string></dict></plist>')";
    ASK_OVER(SLICE("not a list"), {sql, "'k'|'v'", 0}, {"SELECT * FROM plist_rows(x'00')", "", 1},
             {"SELECT * FROM plist_rows(x'')", "", 0}, {"SELECT * FROM plist_rows('<plist>')", "", 1},
             {"SELECT * FROM plist_rows()", "", 1}, {"SELECT * FROM plist()", "", 1},
             {"SELECT * FROM plist_rows(5)", "", 1});
}

// What goes round in circles, or is shared a million times over, ends within its budget.
static void test_a_bomb_ends(UNUSED void **state)
{
    struct buffer list CLEANUP_BUFFER;
    struct world world CLEANUP_WORLD;
    buffer_init(&list, 65536);
    buffer_put_text(&list, XML_HEAD);
    for (int i = 0; i < 2000; i++)
        buffer_put_text(&list, "<array>");
    for (int i = 0; i < 2000; i++)
        buffer_put_text(&list, "</array>");
    buffer_put_text(&list, "</plist>");
    world_open(&world, NULL, buffer_slice(&list));
    assert_string_equal(answer(&world, "SELECT 1 FROM plist_rows()"), "");
    assert_int_equal(world.lost, 1);
}

static void test_stix_patterns_come_apart(UNUSED void **state)
{
    ASK_OVER(SLICE_NONE,
             {"SELECT * FROM stix_pattern('[domain-name:value = ''a.example'' OR ipv4-addr:value IN (''192.0.2.1'', "
              "''192.0.2.2'')]')",
              "'domain-name:value'|'='|0|0|'a.example'|NULL;'ipv4-addr:value'|'IN'|0|0|'192.0.2.1'|NULL;"
              "'ipv4-addr:value'|'IN'|0|0|'192.0.2.2'|NULL",
              0},
             {"SELECT path, conjunct, negated, operator FROM stix_pattern('[a:b = ''x'' AND c:d NOT LIKE ''y'']')",
              "'a:b'|1|0|'=';'c:d'|1|1|'LIKE'", 0},
             {"SELECT path, error IS NULL FROM stix_pattern('[broken')", "NULL|0", 0},
             {"SELECT error IS NULL FROM stix_pattern('')", "0", 0}, {"SELECT * FROM stix_pattern(NULL)", "", 0},
             {"SELECT * FROM stix_pattern()", "", 0},
             {"SELECT p.value FROM (SELECT '[a:b = ''1'']' AS t UNION ALL SELECT '[a:b = ''2'']') AS s, "
              "stix_pattern(s.t) AS p",
              "'1';'2'", 0});
}

static void test_without_an_input_there_are_no_rows(UNUSED void **state)
{
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE("one line"));
    world.functions.input = NULL;
    assert_string_equal(answer(&world, "SELECT * FROM lines()"), "");
    assert_string_equal(answer(&world, "SELECT * FROM json_lines()"), "");
    assert_string_equal(answer(&world, "SELECT * FROM json_rows()"), "");
    assert_string_equal(answer(&world, "SELECT * FROM plist()"), "");
}

static enum error_code read_nothing(UNUSED const struct source *source, UNUSED uint64_t offset, UNUSED void *buffer,
                                    UNUSED size_t size, UNUSED size_t *ret_size, struct error *error)
{
    return error_set(error, ERROR_IO, "test", 0, "cannot read");
}

static void test_an_input_that_cannot_be_read_is_lost(UNUSED void **state)
{
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE("one line"));
    world.input.read = read_nothing;
    assert_string_equal(answer(&world, "SELECT * FROM lines()"), "");
    assert_int_equal(world.lost, 1);
    assert_string_equal(answer(&world, "SELECT * FROM json_rows()"), "");
    assert_true(world.lost > 0);
    world.input.size = LIMIT_DOCUMENT_SIZE + 1ULL;
    world.functions.document_failed = false;
    assert_string_equal(answer(&world, "SELECT * FROM plist()"), "");
    assert_true(world.lost > 0);
}

static void attempt(struct slice bytes, UNUSED void *context)
{
    static const char *const queries[] = {
        "SELECT count(line), sum(length(line)), max(at) FROM lines()",
        "SELECT count(json), max(at) FROM json_lines()",
        "SELECT e.key, e.value FROM json_rows() AS d, json_each(d.json) AS e",
        "SELECT o.key, o.value, i.key, i.value FROM plist_rows() AS o LEFT JOIN plist_rows(o.node) AS i",
        "SELECT p.* FROM lines() AS l, stix_pattern(l.line) AS p",
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, bytes);
    for (size_t i = 0; i < ARRAY_SIZE(queries); i++) {
        const char *got = answer(&world, queries[i]);
        if (world.failed)
            fail_msg("%s raised: %s", queries[i], got);
    }
}

static void test_mutated_inputs_come_back(UNUSED void **state)
{
    mutation_truncate(SLICE("{\"a\":1,\"b\":[2]}\r\n[a:b = 'c']\n"), attempt, NULL);
    mutation_replace(SLICE("{\"a\":[1]}\n"), attempt, NULL);
    mutation_truncate(SLICE("<plist><array><dict><key>k</key><real>1</real></dict></array></plist>"), attempt, NULL);
}

static void test_csv_rows_give_cells_by_number(UNUSED void **state)
{
    static const char sql[] = "SELECT n, line, c0, c1, c2, error FROM csv_rows()";
    ASK_OVER(SLICE("a,b\n\"c\nd\",e\n"), {sql, "1|1|'a'|'b'|NULL|NULL;2|2|'c\nd'|'e'|NULL|NULL", 0});
    ASK_OVER(SLICE("a,b\nc\nd,e"), {sql,
                                    "1|1|'a'|'b'|NULL|NULL;2|2|NULL|NULL|NULL|'fewer fields than the first line has';"
                                    "3|3|'d'|'e'|NULL|NULL",
                                    1});
    ASK_OVER(SLICE("a;b\tc"), {"SELECT c0, c1 FROM csv_rows(';')", "'a'|'b\tc'", 0},
             {"SELECT c0, c1 FROM csv_rows(char(9))", "'a;b'|'c'", 0},
             {"SELECT c0, c15 FROM csv_rows()", "'a;b\tc'|NULL", 0}, {"SELECT c0 FROM csv_rows('ab')", "", 1},
             {"SELECT c0 FROM csv_rows(NULL)", "", 1});
    ASK_OVER(SLICE("a\nb\n"),
             {"SELECT x.c0, y.c0 FROM csv_rows() AS x, csv_rows() AS y", "'a'|'a';'a'|'b';'b'|'a';'b'|'b'", 0});
}

static void test_yaml_rows_give_scalars_by_their_keys(UNUSED void **state)
{
    static const char sql[] = "SELECT n, line, item, path, key, at, value, error FROM yaml_rows()";
    ASK_OVER(
        SLICE("- name: A\n  c2: {ips: [~, x]}\n"),
        {sql, "1|1|0|'name'|'name'|NULL|'A'|NULL;2|2|0|'c2.ips'|'ips'|0|NULL|NULL;3|2|0|'c2.ips'|'ips'|1|'x'|NULL", 0});
    ASK_OVER(SLICE("a: *x\n"), {sql, "1|1|NULL|'a'|'a'|NULL|NULL|'an alias, and aliases are not followed'", 1});
    ASK_OVER(SLICE("a: b"), {"SELECT x.value, y.value FROM yaml_rows() AS x, yaml_rows() AS y", "'b'|'b'", 0});
    ASK_OVER(SLICE_NONE, {sql, "", 0});
}

// A Manifest.mbdb of one file, D-a of class 3, with this key as it stands there.
#define MBDB_BEFORE_KEY \
    "mbdb\5\0"          \
    "\0\1D"             \
    "\0\1a"             \
    "\xff\xff"          \
    "\xff\xff"
#define MBDB_AFTER_KEY  \
    "\x81\xa4"          \
    "\0\0\0\0\0\0\0\7"  \
    "\0\0\1\xf5"        \
    "\0\0\1\xf5"        \
    "\0\0\0\1"          \
    "\0\0\0\2"          \
    "\0\0\0\3"          \
    "\0\0\0\0\0\0\0\14" \
    "\3"                \
    "\0"
#define MBDB(key) SLICE(MBDB_BEFORE_KEY key MBDB_AFTER_KEY)
#define WRAPPED "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk" // 40 bytes

static void test_mbdb_rows_are_its_records(UNUSED void **state)
{
    ASK_OVER(MBDB("\xff\xff"),
             {"SELECT n, file_id, domain, path, flags, mode, size, modified, accessed, changed, protection_class, key "
              "FROM mbdb_rows()",
              "1|'90f0c115f46891768603e77c0c64354d1e0a4f18'|'D'|'a'|1|33188|12|1|2|3|3|NULL", 0});
    ASK_OVER(SLICE("mbdb\5\0\0\1"), {"SELECT n FROM mbdb_rows()", "", 1});
    ASK_OVER(SLICE_NONE, {"SELECT n FROM mbdb_rows()", "", 1});
}

static void ask_key(struct slice input, bool listing, const char *expected, uint64_t lost)
{
    struct world world CLEANUP_WORLD;
    const struct question question = {"SELECT key FROM mbdb_rows()", expected, lost};
    world_open(&world, NULL, input);
    world.functions.listing = listing;
    ask_all(&world, &question, 1);
}

// A blob of one byte: there is a key, and it cannot be read.
static void test_mbdb_keys_are_for_the_listing(UNUSED void **state)
{
    static const char hex[] = "x'03000000"
                              "6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b"
                              "6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b'";
    ask_key(MBDB("\0\54\3\0\0\0" WRAPPED), false, "NULL", 0);
    ask_key(MBDB("\0\54\3\0\0\0" WRAPPED), true, hex, 0);
    ask_key(MBDB("\0\54\xff\xff\0\1" WRAPPED), true, hex, 0); // the class is the record's
    ask_key(MBDB("\xff\xff"), true, "NULL", 0);
    ask_key(MBDB("\0\0"), true, "x'00'", 0);
    ask_key(MBDB("\0\1k"), true, "x'00'", 1);
    ask_key(MBDB("\0\53\3\0\0" WRAPPED), true, "x'00'", 1);
    ask_key(MBDB("\0\55\3\0\0\0\0" WRAPPED), true, "x'00'", 1);
    ask_key(MBDB("\0\53\3\0\0" WRAPPED), false, "NULL", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_are_numbered),
        cmocka_unit_test(test_a_long_line_is_cut_and_counted),
        cmocka_unit_test(test_a_long_last_line_is_cut_too),
        cmocka_unit_test(test_json_lines_give_what_is_json),
        cmocka_unit_test(test_json_rows_give_the_document),
        cmocka_unit_test(test_plist_rows_walk_containers),
        cmocka_unit_test(test_plist_rows_nest_by_their_nodes),
        cmocka_unit_test(test_plist_rows_take_a_value),
        cmocka_unit_test(test_a_bomb_ends),
        cmocka_unit_test(test_stix_patterns_come_apart),
        cmocka_unit_test(test_csv_rows_give_cells_by_number),
        cmocka_unit_test(test_yaml_rows_give_scalars_by_their_keys),
        cmocka_unit_test(test_mbdb_rows_are_its_records),
        cmocka_unit_test(test_mbdb_keys_are_for_the_listing),
        cmocka_unit_test(test_without_an_input_there_are_no_rows),
        cmocka_unit_test(test_an_input_that_cannot_be_read_is_lost),
        cmocka_unit_test(test_mutated_inputs_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
