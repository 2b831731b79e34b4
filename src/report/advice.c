// SPDX-License-Identifier: Apache-2.0
#include "report/advice.h"

#include "base/attr.h"
#include "base/buffer.h"

#define LINES_MOST 16U // of one sort in one section
#define SECTIONS_MOST 256U

struct parsing {
    struct arena *arena;
    struct advice_set *set;
    struct advice *section; // NULL before the first
    bool own_help;          // the text has help lines: those from before are gone
    struct slice *value;    // that a further line adds to
    unsigned line;
    struct error *error;
};

static enum error_code parse_error(const struct parsing *parsing, const char *what)
{
    return error_set(parsing->error, ERROR_USAGE, "advice", ERROR_NO_OFFSET, "line %u: %s", parsing->line, what);
}

static enum error_code parse_memory(const struct parsing *parsing)
{
    return error_set(parsing->error, ERROR_MEMORY, "advice", ERROR_NO_OFFSET, "no memory");
}

const struct advice *advice_find(const struct advice_set *set, struct slice key)
{
    for (size_t i = 0; i < set->count; i++)
        if (!set->entries[i].help && slice_equal(set->entries[i].key, key))
            return &set->entries[i];
    return NULL;
}

static void help_forget(struct advice_set *set)
{
    size_t kept = 0;
    for (size_t i = 0; i < set->count; i++)
        if (!set->entries[i].help)
            set->entries[kept++] = set->entries[i];
    set->count = kept;
}

static enum error_code parse_section(struct parsing *parsing, struct slice line)
{
    struct advice_set *set = parsing->set;
    struct slice key = slice_trim(slice_part(line, 1, line.size - 2));
    bool help = slice_starts(key, SLICE("help "));
    if (!slice_ends(line, SLICE("]")) || key.size == 0)
        return parse_error(parsing, N_("a section is \"[key]\" or \"[help key]\""));
    if (help && !parsing->own_help)
        help_forget(set);
    parsing->own_help = parsing->own_help || help;
    key = help ? slice_trim(slice_from(key, sizeof "help " - 1)) : key;
    parsing->section = NULL;
    for (size_t i = 0; i < set->count; i++)
        if (set->entries[i].help == help && slice_equal(set->entries[i].key, key))
            parsing->section = &set->entries[i];
    if (!parsing->section && set->count == SECTIONS_MOST)
        return parse_error(parsing, N_("too many sections"));
    if (!parsing->section)
        parsing->section = &set->entries[set->count++];
    *parsing->section = (struct advice){.help = help};
    parsing->value = NULL;
    bool room = arena_copy(parsing->arena, key, &parsing->section->key);
    parsing->section->todo = arena_alloc(parsing->arena, LINES_MOST, sizeof(struct slice));
    parsing->section->todo_not = arena_alloc(parsing->arena, LINES_MOST, sizeof(struct slice));
    return room && parsing->section->todo && parsing->section->todo_not ? ERROR_NONE : parse_memory(parsing);
}

static struct slice *parse_target(const struct parsing *parsing, struct slice key)
{
    struct advice *section = parsing->section;
    if (!section)
        return slice_equal(key, SLICE("date")) ? &parsing->set->date : NULL;
    if (slice_equal(key, section->help ? SLICE("text") : SLICE("brief")))
        return &section->brief;
    if (slice_equal(key, SLICE("do")) && !section->help && section->todo_count < LINES_MOST)
        return &section->todo[section->todo_count++];
    if (slice_equal(key, SLICE("not")) && !section->help && section->todo_not_count < LINES_MOST)
        return &section->todo_not[section->todo_not_count++];
    return NULL;
}

static enum error_code parse_more(const struct parsing *parsing, struct slice line)
{
    struct buffer joined CLEANUP_BUFFER = {0};
    if (!parsing->value)
        return parse_error(parsing, N_("a line that goes on from nothing"));
    buffer_init(&joined, 8192);
    buffer_put(&joined, *parsing->value);
    buffer_put_byte(&joined, ' ');
    buffer_put(&joined, slice_trim(line));
    if (joined.failed)
        return parse_error(parsing, N_("longer than 8 kB"));
    return arena_copy(parsing->arena, buffer_slice(&joined), parsing->value) ? ERROR_NONE : parse_memory(parsing);
}

static enum error_code parse_line(struct parsing *parsing, struct slice line)
{
    if (slice_trim(line).size == 0 || line.data[0] == '#')
        return ERROR_NONE;
    if (line.data[0] == ' ' || line.data[0] == '\t')
        return parse_more(parsing, line);
    if (line.data[0] == '[')
        return parse_section(parsing, slice_trim(line));
    size_t colon = slice_find_byte(line, ':');
    if (colon == SIZE_MAX)
        return parse_error(parsing, N_("neither \"key: value\" nor a section"));
    parsing->value = parse_target(parsing, slice_part(line, 0, colon));
    if (!parsing->value)
        return parse_error(parsing, N_("an unknown key here, or one too many (brief, do, not; text under [help …])"));
    struct slice value = slice_trim(slice_from(line, colon + 1));
    return arena_copy(parsing->arena, value, parsing->value) ? ERROR_NONE : parse_memory(parsing);
}

enum error_code advice_parse(struct slice text, struct arena *arena, struct advice_set *ret_set, struct error *error)
{
    struct parsing parsing = {.arena = arena, .set = ret_set, .error = error};
    struct slice line;
    enum error_code code = ERROR_NONE;
    if (!ret_set->entries)
        ret_set->entries = arena_alloc(arena, SECTIONS_MOST, sizeof *ret_set->entries);
    if (!ret_set->entries)
        return parse_memory(&parsing);
    while (!code && slice_split(&text, '\n', &line)) {
        parsing.line++;
        code = parse_line(&parsing, slice_ends(line, SLICE("\r")) ? slice_part(line, 0, line.size - 1) : line);
    }
    return code;
}

static const char *advice_key(enum means means, enum grade grade)
{
    if (means == MEANS_UNREADABLE)
        return "damaged";
    if (grade == GRADE_CONTEXT)
        return NULL;
    if (grade == GRADE_WEAK)
        return "review";
    switch (means) {
    case MEANS_WARNED:
        return "vendor-warning";
    case MEANS_RECEIVED:
        return "received-link";
    case MEANS_VISITED:
        return "visited-link";
    case MEANS_SELECTED:
        return "selected";
    case MEANS_TAMPERED:
        return "tampered";
    case MEANS_CONTACTED:
    case MEANS_PRESENT:
    case MEANS_EXECUTED:
    case MEANS_CONFIGURED:
    case MEANS_UNREADABLE:
        break;
    }
    return "known-trace";
}

const struct advice *advice_of(const struct advice_set *set, const struct case_finding *finding)
{
    const struct advice *advice = advice_find(set, finding->advice);
    if (advice)
        return advice;
    return advice_find(set, slice_text(advice_key(finding->means, finding->grade)));
}

const struct advice *advice_of_verdict(const struct advice_set *set, enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_TRACES:
        return advice_find(set, SLICE("known-trace"));
    case VERDICT_REVIEW:
        return advice_find(set, SLICE("review"));
    case VERDICT_COULD_NOT_BE_READ:
        return advice_find(set, SLICE("not-read"));
    case VERDICT_NOTHING_FOUND:
        return advice_find(set, SLICE("none-found"));
    case VERDICT_ATTEMPT:
        break;
    }
    return NULL;
}

// The first ADVICES_MOST of those that stand in the order of weight.
static void advices_add(struct advices *advices, const struct advice *advice)
{
    if (!advice || advices->count == ADVICES_MOST)
        return;
    for (size_t i = 0; i < advices->count; i++)
        if (advices->items[i] == advice)
            return;
    advices->items[advices->count++] = advice;
}

static const struct advice *advice_asked(const struct advice_set *set, const struct case_model *model, struct slice key)
{
    const struct advice *advice = advice_find(set, key);
    for (size_t i = 0; advice && i < model->finding_count; i++)
        if (advice_of(set, &model->findings[i]) == advice)
            return advice;
    return advice && advice_of_verdict(set, model->facts.verdict) == advice ? advice : NULL;
}

struct advices advices_of(const struct advice_set *set, const struct case_model *model)
{
    static const struct slice first[] = {SLICE_INIT("stalkerware"), SLICE_INIT("vendor-warning"),
                                         SLICE_INIT("known-trace")};
    struct advices sorted = {0};
    bool lost = model->facts.verdict == VERDICT_NOTHING_FOUND && model->facts.status != 0;
    for (size_t i = 0; i < ARRAY_SIZE(first); i++)
        advices_add(&sorted, advice_asked(set, model, first[i]));
    for (size_t i = 0; i < model->finding_count; i++)
        advices_add(&sorted, advice_of(set, &model->findings[i]));
    advices_add(&sorted, advice_of_verdict(set, model->facts.verdict));
    if (lost)
        advices_add(&sorted, advice_find(set, SLICE("damaged")));
    sorted.danger = sorted.count && slice_equal(sorted.items[0]->key, SLICE("stalkerware"));
    return sorted;
}

static bool is_danger(const struct advice *advice)
{
    return slice_equal(advice->key, SLICE("danger"));
}

const struct advice *advice_help_next(const struct advice_set *set, bool danger, const struct advice *help)
{
    bool begun = !help || (danger && is_danger(help));
    if (!help && danger)
        for (size_t i = 0; i < set->count; i++)
            if (set->entries[i].help && is_danger(&set->entries[i]))
                return &set->entries[i];
    for (size_t i = 0; i < set->count; i++) {
        const struct advice *entry = &set->entries[i];
        if (entry == help)
            begun = true;
        else if (begun && entry->help && !(danger && is_danger(entry)))
            return entry;
    }
    return NULL;
}
