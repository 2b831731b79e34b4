// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include "cli/commands.h"
#include "cli/language.h"
#include "cli/out.h"
#include "cli/suggest.h"

#include <stdlib.h>
#include <string.h>

static const struct option everywhere[] = {
    {"help", 'h', OPTION_FLAG, OPTION_FIELD(help), NULL, "say what the command does and which options it takes"},
    {"version", 0, OPTION_FLAG, OPTION_FIELD(version), NULL, "print the version"},
    {"quiet", 'q', OPTION_FLAG, OPTION_FIELD(quiet), NULL, "the verdict's sentence alone; no progress"},
    {"verbose", 'v', OPTION_COUNT, OPTION_FIELD(verbose), NULL, "all findings and inputs; twice: every detail of each"},
    {"color", 0, OPTION_TEXT, OPTION_FIELD(color), "WHEN",
     "auto, always or never; auto: on a terminal, unless NO_COLOR is set or TERM is dumb"},
    {"no-progress", 0, OPTION_FLAG, OPTION_FIELD(no_progress), NULL, "no progress line on the terminal"},
    {"language", 0, OPTION_TEXT, OPTION_FIELD(language), "CODE",
     "the language of what is said: en, fr; without: the environment's (LANGUAGE, LC_ALL, LANG)"},
};

const struct option_table options_everywhere = {everywhere, sizeof everywhere / sizeof everywhere[0]};

// One word of the command line taken apart.
struct word {
    const char *name; // of an option, without dashes; NULL for an operand
    size_t name_size;
    const char *value; // after "=" or behind the letter; NULL
    bool letter;
};

struct parser {
    const char *command; // NULL before one is known
    const struct option_table *tables[2];
    const char *const *words;
    size_t count;
    size_t at;
    struct arguments *arguments;
};

static struct word word_split(const char *text)
{
    struct word word = {0};
    if (text[0] != '-' || text[1] == '\0')
        return word;
    word.letter = text[1] != '-';
    word.name = text + (word.letter ? 1 : 2);
    const char *equals = word.letter ? NULL : strchr(word.name, '=');
    word.name_size = word.letter ? 1 : equals ? (size_t)(equals - word.name) : text_size(word.name);
    word.value = equals ? equals + 1 : NULL;
    if (word.letter && word.name[1])
        word.value = word.name + 1;
    return word;
}

static const struct option *table_find(const struct option_table *table, const struct word *word)
{
    for (size_t i = 0; table && i < table->count; i++) {
        const struct option *option = &table->rows[i];
        bool same = word->letter ? option->letter == word->name[0]
                                 : text_size(option->name) == word->name_size &&
                                       memcmp(option->name, word->name, word->name_size) == 0;
        if (same)
            return option;
    }
    return NULL;
}

static bool option_takes_value(const struct option *option)
{
    return option->kind == OPTION_TEXT || option->kind == OPTION_LIST;
}

// Of whatever command; what one calls it, no other calls otherwise. NULL where none has it.
static const struct option *option_anywhere(const struct word *word)
{
    const struct option *option = table_find(&options_everywhere, word);
    for (size_t i = 0; !option && i < command_count; i++)
        option = table_find(&commands[i]->options, word);
    return option;
}

size_t options_find_command(const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct word word = word_split(words[i]);
        if (text_is(words[i], "--"))
            return i + 1 < count ? i + 1 : count;
        if (!word.name)
            return i;
        const struct option *option = option_anywhere(&word);
        if (!option)
            return count;
        if (option_takes_value(option) && !word.value)
            i++;
    }
    return count;
}

const char *options_find_language(const char *const *words, size_t count)
{
    for (size_t i = 0; i < count && !text_is(words[i], "--"); i++) {
        struct word word = word_split(words[i]);
        const struct option *option = word.name ? option_anywhere(&word) : NULL;
        if (!option || !option_takes_value(option))
            continue;
        const char *value = word.value ? word.value : i + 1 < count ? words[++i] : NULL;
        if (text_is(option->name, "language"))
            return value;
    }
    return NULL;
}

static void suggest_options(struct suggestion *suggestion, const struct option_table *table)
{
    for (size_t i = 0; table && i < table->count; i++)
        suggestion_try(suggestion, table->rows[i].name);
}

static void say_unknown(const struct parser *parser, const struct word *word)
{
    char name[64] = "--";
    size_t dashes = word->letter ? 1 : 2;
    struct suggestion suggestion;
    suggestion_init(&suggestion, word->name, word->name_size);
    if (!word->letter) {
        suggest_options(&suggestion, parser->tables[0]);
        suggest_options(&suggestion, parser->tables[1]);
    }
    for (size_t i = 0; !parser->command && !word->letter && i < command_count; i++)
        suggest_options(&suggestion, &commands[i]->options);
    size_t most = sizeof name - 1 - dashes;
    size_t size = word->name_size < most ? word->name_size : most;
    memcpy(name + dashes, word->name, size);
    name[dashes + size] = '\0';
    const char *close = suggestion_best(&suggestion);
    const char *command = parser->command ? parser->command : "";
    const char *space = parser->command ? " " : "";
    if (close)
        say(_("unknown option %s; did you mean --%s? See: bridle%s%s --help"), QUOTE(name), close, space, command);
    else
        say(_("unknown option %s. See: bridle%s%s --help"), QUOTE(name), space, command);
}

static void *option_target(struct arguments *arguments, const struct option *option)
{
    return (char *)arguments + option->offset;
}

static bool option_store(struct parser *parser, const struct option *option, const char *value)
{
    void *target = option_target(parser->arguments, option);
    switch (option->kind) {
    case OPTION_FLAG:
        *(bool *)target = true;
        return true;
    case OPTION_COUNT:
        *(unsigned *)target += 1;
        return true;
    case OPTION_LIST: {
        struct texts *texts = target;
        texts->items[texts->count++] = value;
        return true;
    }
    case OPTION_TEXT:
        break;
    }
    const char **text = target;
    if (*text) {
        say(_("option --%s is given twice"), option->name);
        return false;
    }
    *text = value;
    return true;
}

static bool option_value(struct parser *parser, const struct option *option, const char **value)
{
    if (*value)
        return true;
    if (parser->at + 1 < parser->count) {
        *value = parser->words[++parser->at];
        return true;
    }
    say(_("option --%s needs a value: --%s %s"), option->name, option->name, option->argument);
    return false;
}

static bool parse_option(struct parser *parser, struct word word)
{
    for (;;) {
        const struct option *option = table_find(parser->tables[0], &word);
        option = option ? option : table_find(parser->tables[1], &word);
        if (!option) {
            say_unknown(parser, &word);
            return false;
        }
        const char *value = word.value;
        if (option_takes_value(option))
            return option_value(parser, option, &value) && option_store(parser, option, value);
        if (value && !word.letter) {
            say(_("option --%s takes no value"), option->name);
            return false;
        }
        if (!option_store(parser, option, NULL))
            return false;
        if (!value)
            return true;
        // Further letters behind a flag's: -qv.
        word = (struct word){.name = value, .name_size = 1, .letter = true, .value = value[1] ? value + 1 : NULL};
    }
}

static bool arguments_room(struct arguments *arguments, size_t count)
{
    arguments->operands.items = calloc(count + 1, sizeof *arguments->operands.items);
    arguments->lists.items = calloc(count + 1, sizeof *arguments->lists.items);
    if (arguments->operands.items && arguments->lists.items)
        return true;
    say(_("not enough memory"));
    return false;
}

bool options_parse(const char *command, const struct option_table *own, const char *const *words, size_t count,
                   size_t skip, struct arguments *ret_arguments)
{
    struct parser parser = {
        .command = command,
        .tables = {&options_everywhere, own},
        .words = words,
        .count = count,
        .arguments = ret_arguments,
    };
    bool ended = false;
    *ret_arguments = (struct arguments){0};
    if (!arguments_room(ret_arguments, count))
        return false;
    for (; parser.at < count; parser.at++) {
        const char *text = words[parser.at];
        struct word word = word_split(text);
        if (parser.at == skip)
            continue;
        if (!ended && text_is(text, "--"))
            ended = true;
        else if (ended || !word.name)
            ret_arguments->operands.items[ret_arguments->operands.count++] = text;
        else if (!parse_option(&parser, word))
            return false;
    }
    return true;
}

void arguments_release(struct arguments *arguments)
{
    free(arguments->operands.items);
    free(arguments->lists.items);
    *arguments = (struct arguments){0};
}
