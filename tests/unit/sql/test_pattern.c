// SPDX-License-Identifier: Apache-2.0
// Regular expressions over evidence: matches(), capture(), parts(). Bytes as they are, a budget for each, and what is
// no regular expression is said without a word of it.
#include "sql_test.h"

#include "mutation.h"
#include "sql/pattern.h"

static void test_matches_is_yes_or_no(UNUSED void **state)
{
    static const struct question questions[] = {
        {"SELECT matches('a horse', 'h.rse')", "1", 0},
        {"SELECT matches('a horse', '^h')", "0", 0},
        {"SELECT matches('a horse', '^a\\s\\w+$')", "1", 0},
        {"SELECT matches('', '^$')", "1", 0},
        {"SELECT matches(x'00ff', '\\xff$')", "1", 0},
        {"SELECT matches(CAST(x'61006f' AS TEXT), 'o$')", "1", 0}, // behind a NUL
        {"SELECT matches('\xc3\xa9', '^..$')", "1", 0},            // bytes
        {"SELECT matches('A', '(?i)a')", "1", 0},
        {"SELECT matches('a' || char(10) || 'b', 'a.b')", "0", 0},
        {"SELECT matches('it''s', 'it''s')", "1", 0},
        {"SELECT matches(NULL, 'a')", "NULL", 0},
        {"SELECT matches(5, '5')", "NULL", 0},
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    ASK_ALL(&world, questions);
    assert_null(pattern_fault(&world.functions));
}

static void test_capture_gives_a_group(UNUSED void **state)
{
    static const struct question questions[] = {
        {"SELECT capture('pid 71 (horsed)', 'pid (\\d+) \\((\\w+)\\)')", "'71'", 0},
        {"SELECT capture('pid 71 (horsed)', 'pid (\\d+) \\((\\w+)\\)', 2)", "'horsed'", 0},
        {"SELECT capture('pid 71 (horsed)', 'pid (\\d+)', 0)", "'pid 71'", 0},
        {"SELECT capture('pid 71', 'pid (\\d+)', 2)", "NULL", 0},
        {"SELECT capture('pid 71', 'pid (\\d+)', -1)", "NULL", 0},
        {"SELECT capture('pid 71', 'pid (\\d+)', 17)", "NULL", 0},
        {"SELECT capture('pid 71', 'pid (\\d+)', 4294967297)", "NULL", 0},
        {"SELECT capture('pid 71', 'pid (\\d+)', NULL)", "NULL", 0},
        {"SELECT capture('pid 71', 'pid (\\d+)', 'one')", "NULL", 0},
        {"SELECT capture('pid', 'pid')", "NULL", 0},
        {"SELECT capture('pid', 'pid( \\d+)?')", "NULL", 0}, // took no part
        {"SELECT capture('pid', 'pid(\\d*)')", "''", 0},     // took nothing
        {"SELECT capture('no', 'pid (\\d+)')", "NULL", 0},
        {"SELECT capture(NULL, 'a')", "NULL", 0},
        {"SELECT capture(CAST(x'6100ff62' AS TEXT), 'a(.*)b') = CAST(x'00ff' AS TEXT)", "1", 0},
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    ASK_ALL(&world, questions);
    assert_string_equal(answer(&world, "SELECT capture('a')"), "!wrong number of arguments to function capture()");
}

static void test_parts_are_one_row_or_none(UNUSED void **state)
{
    static const struct question questions[] = {
        {"SELECT p1, p2, p3, p4 FROM parts('71 horsed 0', '^(\\d+) (\\w+)( x)? (\\d)')", "'71'|'horsed'|NULL|'0'", 0},
        {"SELECT p1 FROM parts('none', '^(\\d+)')", "", 0},
        {"SELECT count(*), max(p1 IS NULL) FROM parts('plain', 'plain')", "1|1", 0},
        {"SELECT p15, p16 FROM parts('abcdefghijklmnopq', '(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)')",
         "'o'|'p'", 0},
        {"SELECT p1 FROM parts(NULL, '(a)')", "", 0},
        {"SELECT p1 FROM parts(7, '(7)')", "", 0},
        {"SELECT column1, p1 FROM (VALUES ('a1'), ('b'), (NULL), ('a2')) LEFT JOIN parts(column1, 'a(.)')",
         "'a1'|'1';'b'|NULL;NULL|NULL;'a2'|'2'", 0},
        {"SELECT a.p1, b.p1 FROM parts('x=1', '(.)=') AS a, parts('x=1', '=(.)') AS b", "'x'|'1'", 0},
        {"SELECT p1 FROM parts('a')", "", 1},
        {"SELECT p1 FROM parts()", "", 1},
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    ASK_ALL(&world, questions);
    assert_null(pattern_fault(&world.functions));
}

// What is none is lost, said once, and never by its own words: they may come from the evidence.
static void assert_fault(struct world *world, const char *sql, const char *fault)
{
    pattern_forget_fault(&world->functions);
    (void)answer(world, sql);
    assert_false(world->failed);
    assert_true(world->lost > 0);
    const char *said = pattern_fault(&world->functions);
    if (!said || strcmp(said, fault) != 0)
        fail_msg("%s: \"%s\", not \"%s\"", sql, said ? said : "", fault);
}

static void test_what_is_no_pattern_is_said(UNUSED void **state)
{
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE("b\n"));
    assert_null(pattern_fault(&world.functions));
    for (int i = 0; i < 2; i++) { // the second time it is known already
        assert_fault(&world, "SELECT matches('a', '(secret')", "missing closing parenthesis");
        assert_fault(&world, "SELECT capture('a', '[a')", "missing terminating ] for character class");
        assert_fault(&world, "SELECT p1 FROM parts('a', '*')", "quantifier does not follow a repeatable item");
        assert_fault(&world, "SELECT n FROM blocks('a', '(')", "missing closing parenthesis");
        assert_fault(&world, "SELECT matches('a', '')", "it is empty");
        assert_fault(&world, "SELECT matches('a', NULL)", "it is empty");
        assert_fault(&world, "SELECT matches('a', printf('%.*c', 16385, 'a'))", "it is too long");
    }
    // The first is told.
    pattern_forget_fault(&world.functions);
    (void)answer(&world, "SELECT matches('a', '('), matches('a', '[')");
    assert_string_equal(pattern_fault(&world.functions), "missing closing parenthesis");
    (void)answer(&world, "SELECT matches('a', '['), matches('a', 'a')");
    assert_string_equal(pattern_fault(&world.functions), "missing closing parenthesis");
}

static void test_a_pattern_of_its_largest_size_works(UNUSED void **state)
{
    static const struct question questions[] = {
        {"SELECT matches(printf('%.*c', 16384, 'a'), printf('%.*c', 16384, 'a'))", "1", 0},
    };
    struct world world CLEANUP_WORLD;
    char message[PATTERN_MESSAGE_SIZE];
    world_open(&world, NULL, SLICE_NONE);
    ASK_ALL(&world, questions);
    assert_true(pattern_check(SLICE("a+"), message));
    assert_false(pattern_check(SLICE("((a{1000}){1000}){1000}"), message));
    assert_string_equal(message, "regular expression is too large");
    assert_false(pattern_check(SLICE("(?<a>.)(?<a>.)"), message));
    assert_false(pattern_check(SLICE("\\"), message));
}

// More patterns than are kept, each asked again after all the others.
static void test_many_patterns_take_turns(UNUSED void **state)
{
    static const struct question questions[] = {
        {"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i+1 FROM n WHERE i<299) "
         "SELECT sum(matches('x' || (i % 150) || 'y', '^x' || (i % 150) || 'y$')), "
         "sum(matches('x', '^x' || (i % 150) || 'y$')) FROM n",
         "300|0", 0},
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    ASK_ALL(&world, questions);
}

// One that goes round for ever ends within its budget, and is counted as lost.
static void test_a_catastrophe_ends(UNUSED void **state)
{
    static const struct question questions[] = {
        {"SELECT matches(printf('%.*c!', 40, 'a'), '^(a+)+$')", "0", 1},
        {"SELECT matches(printf('%.*c!', 20, 'a'), '^(a+)+$')", "0", 1}, // two million steps
        {"SELECT matches(printf('%.*c!', 16, 'a'), '^(a+)+$')", "0", 0},
        {"SELECT capture(printf('%.*c!', 40, 'a'), '^(a|aa)+$')", "NULL", 1},
        {"SELECT count(*) FROM parts(printf('%.*c!', 40, 'a'), '^(a+)*\\d')", "0", 1},
        {"SELECT matches(printf('%.*c', 200000, 'a'), '^(?:a|b)*$')", "0", 1}, // memory
        {"SELECT matches(printf('%.*c', 1000000, 'a'), '(?R)?a')", "0", 1},    // into itself
        {"SELECT matches('aaa', '(?:(?=(a))a)+$')", "1", 0},
        {"SELECT matches('a', '(*LIMIT_MATCH=1)(a)(a)?')", "0", 1},
        {"SELECT matches(x'ff61', '(*UTF)a')", "0", 1}, // its own wish: no UTF-8, no match
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    ASK_ALL(&world, questions);
    assert_null(pattern_fault(&world.functions));
}

static void attempt(struct slice bytes, UNUSED void *context)
{
    static const char *const queries[] = {
        "SELECT matches('aaa bbb 123', (SELECT json FROM (SELECT group_concat(line, '') AS json FROM lines())))",
        "SELECT capture(line, '^(\\w+)[ =]+(\\S*)', 2), matches(line, '(\\d+|[a-z])+$') FROM lines()",
        "SELECT p1, p2, p3 FROM lines() AS l LEFT JOIN parts(l.line, '^(.)(.*?)(x|$)')",
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, bytes);
    for (size_t i = 0; i < ARRAY_SIZE(queries); i++) {
        const char *got = answer(&world, queries[i]);
        if (world.failed)
            fail_msg("%s raised: %s", queries[i], got);
    }
}

static void test_mutated_texts_and_patterns_come_back(UNUSED void **state)
{
    mutation_truncate(SLICE("(?<n>a+)[b-d]{2,3}\\d(?=x|$)"), attempt, NULL);
    mutation_replace(SLICE("(a)[^b]+\\d{1,2}$"), attempt, NULL);
    mutation_truncate(SLICE("key = value\r\nx=1\n"), attempt, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_matches_is_yes_or_no),
        cmocka_unit_test(test_capture_gives_a_group),
        cmocka_unit_test(test_parts_are_one_row_or_none),
        cmocka_unit_test(test_what_is_no_pattern_is_said),
        cmocka_unit_test(test_a_pattern_of_its_largest_size_works),
        cmocka_unit_test(test_many_patterns_take_turns),
        cmocka_unit_test(test_a_catastrophe_ends),
        cmocka_unit_test(test_mutated_texts_and_patterns_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
