// SPDX-License-Identifier: Apache-2.0
// Composed English texts, told in French by the catalog that was built; and a catalog of the test's own.
#include "report/language.h"

#include "base/attr.h"
#include "report/language_template.h"
#include "report/text.h"

#include <fcntl.h>
#include <libintl.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define NNBSP "\xe2\x80\xaf"
#define NBSP "\xc2\xa0"
#define APOSTROPHE "\xe2\x80\x99"

static void language_use(const char *code, const char *folder)
{
    assert_non_null(setlocale(LC_MESSAGES, "C.UTF-8"));
    assert_int_equal(setenv("LANGUAGE", code, 1), 0);
    assert_non_null(bindtextdomain(LANGUAGE_DOMAIN, folder));
    assert_non_null(bind_textdomain_codeset(LANGUAGE_DOMAIN, "UTF-8"));
}

static void assert_told(const char *english, const char *wanted)
{
    struct buffer told CLEANUP_BUFFER;
    buffer_init(&told, 1U << 20);
    language_put(&told, slice_text(english));
    assert_false(told.failed);
    assert_string_equal(buffer_text(&told), wanted);
}

static void test_english_is_what_it_was(void **state)
{
    (void)state;
    assert_string_equal(language_code(), "en");
    assert_string_equal(language_direction(), "ltr");
    assert_told("after record 3: no such table: x; y.", "after record 3: no such table: x; y.");
    assert_string_equal(language_plural("%s row", "%s rows", 1), "%s row");
    assert_string_equal(language_plural("%s row", "%s rows", 0), "%s rows");
}

static void test_whole_texts_and_templates(void **state)
{
    (void)state;
    language_use("fr", BRIDLE_BUILD_ROOT "/po");
    assert_string_equal(language_code(), "fr");
    assert_string_equal(language_direction(), "ltr");
    assert_told("not a typedstream", "pas un typedstream");
    assert_told("after record 12: database disk image is malformed",
                "apr\xc3\xa8s l" APOSTROPHE "enregistrement 12" NBSP ": l" APOSTROPHE "image de la base de donn\xc3\xa9"
                "es est ab\xc3\xaem\xc3\xa9"
                "e");
    assert_told("cannot open: Permission denied", "ouverture impossible" NBSP ": acc\xc3\xa8s refus\xc3\xa9");
    assert_told("The domain a.example, published as an indicator of X; Y, stands in: Messages (SMS and iMessage).",
                "Le domaine a.example, publi\xc3\xa9 comme indicateur (X; Y), figure dans" NBSP
                ": Messages (SMS et iMessage).");
}

static void test_clauses_and_plurals(void **state)
{
    (void)state;
    assert_told("Nothing found in what was read; 1 input was read only in part; 2 folders could not be opened.",
                "Rien de trouv\xc3\xa9 dans ce qui a \xc3\xa9t\xc3\xa9 lu" NNBSP
                "; 1 \xc3\xa9l\xc3\xa9ment n" APOSTROPHE "a \xc3\xa9t\xc3\xa9 lu qu" APOSTROPHE "en partie" NNBSP
                "; 2 r\xc3\xa9pertoires n" APOSTROPHE "ont pas pu \xc3\xaatre ouverts.");
    assert_told("Traces found: 1 known or strong trace in what was read, and 2 signs of an attempt; 1 input is locked.",
                "Traces trouv\xc3\xa9"
                "es" NBSP ": 1 trace connue ou forte dans ce qui a \xc3\xa9t\xc3\xa9 lu, et 2 indices d" APOSTROPHE
                "une tentative" NNBSP "; 1 \xc3\xa9l\xc3\xa9ment est verrouill\xc3\xa9.");
    assert_told("a.csv: line 3: no value", "a.csv" NBSP ": ligne 3" NBSP ": pas de valeur");
}

// What nothing of ours fits stays, byte for byte; a name is not taken for a word of ours.
static void test_what_is_not_ours(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "Somebody tried to reach it; perhaps",
        "a to b",
        "read it to me: now",
        "%s",
        "%n%n%n",
        "%1$s",
        "; ; ; ",
        ": ",
        ".",
        "100% of them",
        "damaged goods",
    };
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        assert_told(texts[i], texts[i]);
    assert_told("", "");
    assert_told("no key read", "pas de cl\xc3\xa9 read");
    assert_told("no key %s%s%n", "pas de cl\xc3\xa9 %s%s%n");
    assert_told("after record x: y", "after record x: y");
    struct buffer told CLEANUP_BUFFER;
    buffer_init(&told, 1024);
    language_put(&told, slice_of("read\0in part", 12));
    assert_int_equal(told.size, 12);
}

// Texts made to be looked at again and again, each in well under a second.
static void test_hostile_lengths(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "; ",
        "a; ",
        ": ",
        "after record 1: ",
        " was due, not \"",
        "x: a; ",
        " is no ",
        "at 1: ",
        "line 1: ",
        "a",
        "%s",
        " named \"",
        "Traces found: ",
        " in what was read, and ",
        "cannot open: ",
        "\"",
        "; 1 records were read from the pages of the table behind it",
    };
    static const size_t sizes[] = {2000, 16384, 16385, 100000};
    char *text = calloc(100001, 1);
    assert_non_null(text);
    for (size_t i = 0; i < ARRAY_SIZE(pieces); i++)
        for (size_t k = 0; k < ARRAY_SIZE(sizes); k++) {
            struct buffer told CLEANUP_BUFFER;
            size_t size = strlen(pieces[i]);
            for (size_t at = 0; at < sizes[k]; at++)
                text[at] = pieces[i][at % size];
            buffer_init(&told, 1U << 24);
            clock_t before = clock();
            language_put(&told, slice_of(text, sizes[k]));
            assert_true(clock() - before < CLOCKS_PER_SEC);
            assert_false(told.failed);
            assert_true(told.size >= sizes[k] / 4);
            if (sizes[k] > 16384)
                assert_memory_equal(told.data, text, sizes[k]);
        }
    free(text);
}

static void assert_filled(const char *format, const char *wanted)
{
    static const struct slice pieces[] = {SLICE_INIT("one"), SLICE_INIT("two")};
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, 1024);
    language_fill(&text, format, pieces, ARRAY_SIZE(pieces));
    assert_string_equal(buffer_text(&text), wanted);
}

static void test_filling(void **state)
{
    (void)state;
    assert_filled("a %s b %s c", "a one b two c");
    assert_filled("%2$s and %1$s", "two and one");
    assert_filled("100%% of %s", "100% of one");
    assert_filled("%s %s %s|%9$s|%0$s", "one two ||");
    assert_filled("%lu %.*s", "one two");
    assert_filled("%", "%");
    assert_filled("", "");
}

static void test_numbers(void **state)
{
    (void)state;
    char text[TEXT_NUMBER];
    language_use("fr", BRIDLE_BUILD_ROOT "/po");
    struct slice number = text_number(1234567, text);
    assert_true(slice_equal(number, SLICE("1" NNBSP "234" NNBSP "567")));
    assert_true(slice_equal(text_number(UINT64_MAX, text),
                            SLICE("18" NNBSP "446" NNBSP "744" NNBSP "073" NNBSP "709" NNBSP "551" NNBSP "615")));
    assert_true(slice_equal(text_number(999, text), SLICE("999")));
}

static void put_u32(FILE *file, size_t value)
{
    uint32_t word = (uint32_t)value;
    assert_int_equal(fwrite(&word, sizeof word, 1, file), 1);
}

// A catalog as msgfmt writes it: its texts sorted, then their translations.
static void catalog_write(const char *path, const char *const (*texts)[2], size_t count)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    size_t at = 28 + count * 16;
    static const size_t head[] = {0x950412de, 0};
    put_u32(file, head[0]);
    put_u32(file, head[1]);
    put_u32(file, count);
    put_u32(file, 28);
    put_u32(file, 28 + count * 8);
    put_u32(file, 0);
    put_u32(file, at);
    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < count; i++) {
            put_u32(file, strlen(texts[i][side]));
            put_u32(file, at);
            at += strlen(texts[i][side]) + 1;
        }
    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < count; i++)
            assert_int_equal(fwrite(texts[i][side], strlen(texts[i][side]) + 1, 1, file), 1);
    assert_int_equal(fclose(file), 0);
}

static void test_right_to_left(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        {"", "Content-Type: text/plain; charset=UTF-8\n"},
        {"code of this language\004en", "qrt"},
        {"direction of this language\004ltr", "rtl"},
        {"rule %s was not evaluated: %s", "%2$s <- %1$s"},
    };
    char folder[] = "/tmp/bridle-language-XXXXXX";
    char path[128];
    assert_non_null(mkdtemp(folder));
    static const char *const below[] = {"/qrt", "/qrt/LC_MESSAGES"};
    for (size_t i = 0; i < ARRAY_SIZE(below); i++) {
        (void)snprintf(path, sizeof path, "%s%s", folder, below[i]);
        assert_int_equal(mkdir(path, 0700), 0);
    }
    (void)snprintf(path, sizeof path, "%s/qrt/LC_MESSAGES/bridle.mo", folder);
    catalog_write(path, texts, ARRAY_SIZE(texts));
    language_use("qrt", folder);
    assert_string_equal(language_code(), "qrt");
    assert_string_equal(language_direction(), "rtl");
    assert_told("rule a was not evaluated: b", "b <- a");
    assert_int_equal(unlink(path), 0);
    for (size_t i = ARRAY_SIZE(below); i-- > 0;) {
        (void)snprintf(path, sizeof path, "%s%s", folder, below[i]);
        assert_int_equal(rmdir(path), 0);
    }
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_english_is_what_it_was),
        cmocka_unit_test(test_whole_texts_and_templates),
        cmocka_unit_test(test_clauses_and_plurals),
        cmocka_unit_test(test_what_is_not_ours),
        cmocka_unit_test(test_hostile_lengths),
        cmocka_unit_test(test_filling),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_right_to_left),
    };
    (void)unsetenv("LANGUAGE");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
