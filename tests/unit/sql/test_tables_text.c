// SPDX-License-Identifier: Apache-2.0
// Tables over texts: lines(text) and blocks(), with their numbers and offsets, what is too long, and what is damaged.
#include "sql_test.h"

#include "mutation.h"

static void ask_over(struct slice input, const struct question *questions, size_t count)
{
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, input);
    ask_all(&world, questions, count);
}
#define ASK_OVER(input, ...) \
    ask_over((input), (const struct question[]){__VA_ARGS__}, ARRAY_SIZE(((const struct question[]){__VA_ARGS__})))

static void test_lines_of_a_text(UNUSED void **state)
{
    ASK_OVER(SLICE("not this\n"),
             {"SELECT n, line, at FROM lines('one' || char(10) || char(10) || 'two' || char(13,10) || 'three')",
              "1|'one'|0;2|''|4;3|'two'|5;4|'three'|10", 0},
             {"SELECT n, line FROM lines('')", "", 0}, {"SELECT n, line FROM lines(NULL)", "", 0},
             {"SELECT n, line FROM lines(5)", "", 0}, {"SELECT n, line FROM lines(x'610a62')", "1|'a';2|'b'", 0},
             {"SELECT line FROM lines(CAST(x'61000a62ff' AS TEXT)) WHERE n = 1", "'a\\0'", 0},
             {"SELECT column1, n, line FROM (VALUES ('a' || char(10) || 'b'), (NULL), ('c')) LEFT JOIN lines(column1)",
              "'a\nb'|1|'a';'a\nb'|2|'b';NULL|NULL|NULL;'c'|1|'c'", 0},
             {"SELECT length(line) FROM lines(printf('%.*c', 1048576, 'a'))", "1048576", 0},
             {"SELECT length(line) FROM lines(printf('%.*c', 1048577, 'a') || char(10) || 'b')", "1048576;1", 1});
}

// A line of a text is none of the input's: the share of those that were not understood goes by the input's alone.
static void test_lines_are_counted_once(UNUSED void **state)
{
    static const char *const queries[] = {
        "SELECT count(*) FROM lines()",
        "SELECT count(*) FROM lines() AS a, lines() AS b",
        "SELECT (SELECT max(n) FROM lines()), l.n FROM lines() AS l",
        "SELECT count(*) FROM blocks('^b') AS b, lines(b.body) AS l",
        "SELECT count(*) FROM blocks(NULL) UNION ALL SELECT count(*) FROM lines()",
        "SELECT count(*) FROM json_lines()",
    };
    for (size_t i = 0; i < ARRAY_SIZE(queries); i++) {
        struct world world CLEANUP_WORLD;
        world_open(&world, NULL, SLICE("a\n\nb\n  \r\nc\nd"));
        (void)answer(&world, queries[i]);
        if (world.functions.lines_seen != 4)
            fail_msg("%s: %" PRIu64 " lines", queries[i], world.functions.lines_seen);
    }
}

#define ALL "SELECT n, line, at, head, body, foot FROM "

static void test_blocks_by_their_beginnings(UNUSED void **state)
{
    ASK_OVER(SLICE("intro\n== one\na\r\nb\n\n== two\n== three\nc"),
             {ALL "blocks('^== ')",
              "1|1|0|NULL|'intro\n'|NULL;2|2|6|'== one'|'a\nb\n\n'|NULL;3|6|19|'== two'|''|NULL;"
              "4|7|26|'== three'|'c\n'|NULL",
              0});
    ASK_OVER(SLICE("\n \n== one\na\n"), {ALL "blocks('^==')", "1|3|3|'== one'|'a\n'|NULL", 0});
    ASK_OVER(SLICE("a\nb\n"), {ALL "blocks('^==')", "1|1|0|NULL|'a\nb\n'|NULL", 0},
             {ALL "blocks(NULL)", "1|1|0|NULL|'a\nb\n'|NULL", 0}, {ALL "blocks()", "1|1|0|NULL|'a\nb\n'|NULL", 0},
             {ALL "blocks(NULL, NULL)", "1|1|0|NULL|'a\nb\n'|NULL", 0});
    ASK_OVER(SLICE("==\n"), {ALL "blocks('^==')", "1|1|0|'=='|''|NULL", 0});
    ASK_OVER(SLICE("\n\n\n"), {ALL "blocks('^==')", "", 0});
    ASK_OVER(SLICE_NONE, {ALL "blocks('^==')", "", 0});
}

static void test_blocks_by_their_ends(UNUSED void **state)
{
    ASK_OVER(SLICE("a\nend\n\nb\nend\nend\nrest\n"),
             {ALL "blocks(NULL, '^end$')",
              "1|1|0|NULL|'a\n'|'end';2|3|6|NULL|'\nb\n'|'end';3|6|13|NULL|''|'end';4|7|17|NULL|'rest\n'|NULL", 0});
    ASK_OVER(SLICE("{\nx\n}\nbetween\n{\ny\n{\n}\n"),
             {ALL "blocks('^\\{$', '^\\}$')",
              "1|1|0|'{'|'x\n'|'}';2|4|6|NULL|'between\n'|NULL;3|5|14|'{'|'y\n'|NULL;4|7|18|'{'|''|'}'", 0});
    // A line that fits both begins.
    ASK_OVER(SLICE("x\nx\n"), {ALL "blocks('x', 'x')", "1|1|0|'x'|''|NULL;2|2|2|'x'|''|NULL", 0});
}

static void test_blocks_begin_anew_for_each_row(UNUSED void **state)
{
    ASK_OVER(SLICE("intro\n==\na\n"),
             {"SELECT r.column1, b.n, b.line, b.at FROM (VALUES (1), (2)) AS r, blocks('^==') AS b",
              "1|1|1|0;1|2|2|6;2|1|1|0;2|2|2|6", 0},
             {"SELECT b.n, l.n, l.line FROM blocks('^==') AS b LEFT JOIN lines(b.body) AS l", "1|1|'intro';2|1|'a'", 0},
             {"SELECT r.column1, b.n, b.head FROM (VALUES ('^=='), ('^a')) AS r, blocks(r.column1) AS b",
              "'^=='|1|NULL;'^=='|2|'==';'^a'|1|NULL;'^a'|2|'a'", 0});
}

static void test_blocks_take_any_bytes(UNUSED void **state)
{
    ASK_OVER(SLICE("\xff\xfe==\n\0a\0\nb\rc\n"),
             {"SELECT n, hex(head), hex(body) FROM blocks('==$')", "1|'FFFE3D3D'|'0061000A620D630A'", 0});
}

static void put_many(struct buffer *text, char byte, size_t size)
{
    uint8_t *room = buffer_extend(text, size);
    assert_non_null(room);
    memset(room, byte, size);
}

// A body that is too long is cut at a line, and what follows it is whole.
static void test_a_block_that_is_too_long_is_cut(UNUSED void **state)
{
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, 64U << 20);
    buffer_put_text(&text, "== one\n");
    for (int i = 0; i < 40; i++) {
        put_many(&text, 'x', (500U << 10) - 1);
        buffer_put_byte(&text, '\n');
    }
    buffer_put_text(&text, "short\n== two\na\n");
    ASK_OVER(buffer_slice(&text), {"SELECT n, line, at, head, length(body), substr(body, -3) FROM blocks('^==')",
                                   "1|1|0|'== one'|16384000|'xx\n';2|43|20480013|'== two'|2|'a\n'", 1});
}

static void test_a_line_of_a_block_that_is_too_long_is_cut(UNUSED void **state)
{
    struct buffer text CLEANUP_BUFFER;
    struct world world CLEANUP_WORLD;
    buffer_init(&text, 256U << 20);
    buffer_put_text(&text, "== one\n");
    put_many(&text, 'x', 100U << 20);
    buffer_put_text(&text, "\r\nb\n== two\n");
    put_many(&text, 'y', 3U << 20);
    world_open(&world, NULL, buffer_slice(&text));
    assert_string_equal(answer(&world, "SELECT n, line, at, head, length(body) FROM blocks('^==')"),
                        "1|1|0|'== one'|1048579;2|4|104857611|'== two'|1048577");
    assert_int_equal(world.functions.lines_cut, 2);
    assert_int_equal(world.lost, 2);
}

static enum error_code read_nothing(UNUSED const struct source *source, UNUSED uint64_t offset, UNUSED void *buffer,
                                    UNUSED size_t size, UNUSED size_t *ret_size, struct error *error)
{
    return error_set(error, ERROR_IO, "test", 0, "cannot read");
}

static void test_what_cannot_be_read_is_lost(UNUSED void **state)
{
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE("== one\n"));
    world.input.read = read_nothing;
    assert_string_equal(answer(&world, ALL "blocks('^==')"), "");
    assert_int_equal(world.lost, 1);
    world.functions.input = NULL;
    assert_string_equal(answer(&world, ALL "blocks('^==')"), "");
}

static void attempt(struct slice bytes, UNUSED void *context)
{
    static const char *const queries[] = {
        "SELECT sum(n), sum(line), max(at), sum(length(head)), sum(length(body)), sum(length(foot)) FROM blocks('^=')",
        "SELECT b.n, l.line FROM blocks('^=', '^e') AS b LEFT JOIN lines(b.body) AS l",
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, bytes);
    for (size_t i = 0; i < ARRAY_SIZE(queries); i++) {
        const char *got = answer(&world, queries[i]);
        if (world.failed)
            fail_msg("%s raised: %s", queries[i], got);
        assert_int_equal(world.lost, 0);
    }
}

static void test_mutated_texts_come_back(UNUSED void **state)
{
    mutation_all(SLICE("a\r\n=1\nb\n\nend\n=2\nc"), attempt, NULL);
}

// Nothing of the input stands in no block: heads, bodies and feet are its lines.
static void whole(struct slice bytes, UNUSED void *context)
{
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, bytes);
    const char *got = answer(
        &world, "SELECT (SELECT ifnull(sum(matches(line, '\\S')), 0) FROM lines()) = (SELECT ifnull(sum((head IS NOT "
                "NULL) + (SELECT count(*) FROM lines(b.body) AS l WHERE matches(l.line, '\\S')) + (foot IS NOT NULL)), "
                "0) FROM blocks('^=', '^e') AS b)");
    assert_string_equal(got, "1");
}

static void test_blocks_leave_nothing_out(UNUSED void **state)
{
    mutation_truncate(SLICE("a\r\n=1\nb\n\nend\nx\n=2\n=3\nc\nend\nend\n"), whole, NULL);
    mutation_replace(SLICE("a\n=1\nb\nend\n=2\nc"), whole, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_of_a_text),
        cmocka_unit_test(test_lines_are_counted_once),
        cmocka_unit_test(test_blocks_by_their_beginnings),
        cmocka_unit_test(test_blocks_by_their_ends),
        cmocka_unit_test(test_blocks_begin_anew_for_each_row),
        cmocka_unit_test(test_blocks_take_any_bytes),
        cmocka_unit_test(test_a_block_that_is_too_long_is_cut),
        cmocka_unit_test(test_a_line_of_a_block_that_is_too_long_is_cut),
        cmocka_unit_test(test_what_cannot_be_read_is_lost),
        cmocka_unit_test(test_mutated_texts_come_back),
        cmocka_unit_test(test_blocks_leave_nothing_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
