// SPDX-License-Identifier: Apache-2.0
#include "report/custody.h"

#include "base/attr.h"
#include "base/buffer.h"
#include "report/language.h"

// In the order of the report.
static const struct {
    const char *field;
    const char *label;
    bool device;
} fields[] = {
    {"report", N_("report number and version"), false},
    {"supplements", N_("supplements"), false},
    {"requested-by", N_("requested by"), false},
    {"contact", N_("contact"), false},
    {"consent-by", N_("consent given by"), false},
    {"consent-date", N_("consent given on"), false},
    {"consent-scope", N_("consent covers"), false},
    {"consent-sharing", N_("may be shared with"), false},
    {"item", N_("item"), false},
    {"condition", N_("condition"), false},
    {"serial", N_("serial number"), true},
    {"imei", N_("IMEI"), true},
    {"acquired-by", N_("acquired by"), false},
    {"acquired-with", N_("acquired with"), false},
    {"acquired-from", N_("acquired from"), false},
    {"acquired-to", N_("acquired until"), false},
    {"acquired-how", N_("method of acquisition"), false},
    {"acquired-where", N_("place of acquisition"), false},
    {"received-by", N_("received by"), false},
    {"received", N_("received"), false},
    {"received-how", N_("received how"), false},
    {"hash", N_("hash as received"), false},
    {"held", N_("held by, from, to, why, seal"), false},
    {"storage", N_("storage and encryption"), false},
    {"examiner", N_("examiner"), false},
    {"reviewer", N_("reviewer"), false},
    {"examined", N_("dates of examination"), false},
    {"deviations", N_("deviations from the usual procedure"), false},
    {"attachment", N_("attachment and its hash"), false},
    {"retention", N_("kept until"), false},
    {"signature", N_("signature"), false},
};

struct parsing {
    struct arena *arena;
    struct custody_line *lines;
    size_t count;
    struct buffer value; // of the last line, which may go on
    unsigned line;
    struct error *error;
};

static enum error_code parse_error(const struct parsing *parsing, const char *what)
{
    return error_set(parsing->error, ERROR_USAGE, "custody", ERROR_NO_OFFSET, "line %u: %s", parsing->line, what);
}

static enum error_code parse_memory(const struct parsing *parsing)
{
    return error_set(parsing->error, ERROR_MEMORY, "custody", ERROR_NO_OFFSET, "no memory");
}

// The value that was read is whole.
static enum error_code value_end(struct parsing *parsing)
{
    if (parsing->count == 0)
        return ERROR_NONE;
    if (parsing->value.failed)
        return parse_error(parsing, N_("longer than 64 kB"));
    struct slice *value = &parsing->lines[parsing->count - 1].value;
    return arena_copy(parsing->arena, buffer_slice(&parsing->value), value) ? ERROR_NONE : parse_memory(parsing);
}

static enum error_code parse_more(struct parsing *parsing, struct slice line)
{
    if (parsing->count == 0)
        return parse_error(parsing, N_("a line that goes on from nothing"));
    buffer_put_byte(&parsing->value, ' ');
    buffer_put(&parsing->value, slice_trim(line));
    return parsing->value.failed ? parse_error(parsing, N_("longer than 64 kB")) : ERROR_NONE;
}

static enum error_code parse_line(struct parsing *parsing, struct slice line)
{
    if (slice_trim(line).size == 0 || line.data[0] == '#')
        return ERROR_NONE;
    if (line.data[0] == ' ' || line.data[0] == '\t')
        return parse_more(parsing, line);
    size_t colon = slice_find_byte(line, ':');
    struct slice field = colon == SIZE_MAX ? SLICE_NONE : slice_trim(slice_part(line, 0, colon));
    if (field.size == 0)
        return parse_error(parsing, N_("not of the form \"field: value\""));
    if (parsing->count == CUSTODY_LINES_MOST)
        return parse_error(parsing, N_("too many lines"));
    enum error_code code = value_end(parsing);
    if (code)
        return code;
    struct custody_line *entry = &parsing->lines[parsing->count++];
    *entry = (struct custody_line){0};
    buffer_clear(&parsing->value);
    buffer_put(&parsing->value, slice_trim(slice_from(line, colon + 1)));
    if (parsing->value.failed)
        return parse_error(parsing, N_("longer than 64 kB"));
    return arena_copy(parsing->arena, field, &entry->field) ? ERROR_NONE : parse_memory(parsing);
}

// Known fields first, each sort together.
static enum error_code custody_sort(struct parsing *parsing, struct custody *ret_custody)
{
    struct custody_line *sorted = arena_alloc(parsing->arena, parsing->count + 1, sizeof *sorted);
    size_t count = 0;
    if (!sorted)
        return parse_memory(parsing);
    for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
        for (size_t j = 0; j < parsing->count; j++) {
            struct custody_line *line = &parsing->lines[j];
            if (!slice_equal_fold(line->field, slice_text(fields[i].field)))
                continue;
            line->label = fields[i].label;
            line->device = fields[i].device;
            sorted[count++] = *line;
        }
    for (size_t j = 0; j < parsing->count; j++)
        if (!parsing->lines[j].label)
            sorted[count++] = parsing->lines[j];
    *ret_custody = (struct custody){sorted, count};
    return ERROR_NONE;
}

enum error_code custody_parse(struct slice text, struct arena *arena, struct custody *ret_custody, struct error *error)
{
    struct parsing parsing = {.arena = arena, .error = error};
    struct slice line;
    buffer_init(&parsing.value, 65536);
    parsing.lines = arena_alloc(arena, CUSTODY_LINES_MOST, sizeof *parsing.lines);
    enum error_code code = parsing.lines ? ERROR_NONE : parse_memory(&parsing);
    if (slice_starts(text, SLICE("\xef\xbb\xbf")))
        text = slice_from(text, 3);
    while (!code && slice_split(&text, '\n', &line)) {
        parsing.line++;
        code = parse_line(&parsing, slice_ends(line, SLICE("\r")) ? slice_part(line, 0, line.size - 1) : line);
    }
    code = code ? code : value_end(&parsing);
    buffer_release(&parsing.value);
    return code ? code : custody_sort(&parsing, ret_custody);
}
