// SPDX-License-Identifier: Apache-2.0
// bridle_artefacts(), bridle_rules(): what there is, and one of them whole.
#include "examine/public.h"

#include "report/language.h"
#include "report/words.h"

#include <fcntl.h>

struct describing {
    struct loaded loaded;
    struct report_options options;
    struct writer writer;
};

static struct cell text_cell(struct slice text)
{
    return (struct cell){.type = text.size ? CELL_TEXT : CELL_NULL, .bytes = text};
}

static void list_artefacts(struct describing *describing)
{
    struct buffer title CLEANUP_BUFFER;
    const struct slice names[] = {slice_text(_("artefact")), slice_text(_("title"))};
    struct report_table *table = report_table_new(&describing->options, &describing->writer, names, ARRAY_SIZE(names));
    buffer_init(&title, LIMIT_DEFINITION_SIZE);
    for (size_t i = 0; table && i < describing->loaded.definitions.artefact_count; i++) {
        const struct artefact *artefact = &describing->loaded.definitions.artefacts[i];
        language_put(&title, artefact->title);
        const struct cell cells[] = {text_cell(artefact->name), text_cell(buffer_slice(&title))};
        report_table_row(table, cells);
        buffer_clear(&title);
    }
    (void)report_table_free(table);
}

static void list_rules(struct describing *describing)
{
    struct buffer title CLEANUP_BUFFER;
    const struct slice names[] = {slice_text(_("rule")), slice_text(_("grade")), slice_text(_("title"))};
    struct report_table *table = report_table_new(&describing->options, &describing->writer, names, ARRAY_SIZE(names));
    buffer_init(&title, LIMIT_DEFINITION_SIZE);
    for (size_t i = 0; table && i < describing->loaded.definitions.rule_count; i++) {
        const struct rule *rule = &describing->loaded.definitions.rules[i];
        language_put(&title, rule->title);
        const struct cell cells[] = {text_cell(rule->name), text_cell(slice_text(words_of_grade_name(rule->grade))),
                                     text_cell(buffer_slice(&title))};
        report_table_row(table, cells);
        buffer_clear(&title);
    }
    (void)report_table_free(table);
}

// The file itself: its header says all that there is to say.
static enum error_code show_file(struct describing *describing, struct slice file, struct error *error)
{
    char path[4096];
    uint8_t piece[4096];
    ssize_t got;
    if (file.size >= sizeof path)
        return error_set(error, ERROR_IO, "definition", ERROR_NO_OFFSET, "the path is too long");
    memcpy(path, file.data, file.size);
    path[file.size] = '\0';
    int fd CLEANUP_CLOSE = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_system(error, "definition", "cannot open");
    while ((got = read(fd, piece, sizeof piece)) > 0) {
        struct slice rest = slice_of(piece, (size_t)got);
        for (size_t end; (end = slice_find_byte(rest, '\n')) != SIZE_MAX; rest = slice_from(rest, end + 1)) {
            escape_terminal(&describing->writer, slice_part(rest, 0, end));
            writer_put_text(&describing->writer, "\n");
        }
        escape_terminal(&describing->writer, rest);
    }
    return got < 0 ? error_system(error, "definition", "cannot read") : ERROR_NONE;
}

static enum error_code describe(struct describing *describing, const char *name, bool rules, struct error *error)
{
    const struct definitions *definitions = &describing->loaded.definitions;
    if (!name) {
        (rules ? list_rules : list_artefacts)(describing);
        return ERROR_NONE;
    }
    const struct artefact *artefact = rules ? NULL : definitions_artefact(definitions, slice_text(name));
    const struct rule *rule = rules ? definitions_rule(definitions, slice_text(name)) : NULL;
    if (!artefact && !rule)
        return error_set(error, ERROR_USAGE, "definition", ERROR_NO_OFFSET,
                         rules ? "there is no rule named \"%s\"" : "there is no artefact named \"%s\"",
                         ERROR_QUOTE(slice_text(name)));
    return show_file(describing, artefact ? artefact->file : rule->file, error);
}

static int describe_public(const char *name, bool rules, const struct bridle_definitions *definitions,
                           const struct bridle_output *output, struct bridle_error *error)
{
    struct error own;
    struct describing describing = {.options = public_report_options(output)};
    error_clear(&own);
    writer_init(&describing.writer, output->fd);
    enum error_code code = loaded_new(definitions, &describing.loaded, &own);
    code = code ? code : describe(&describing, name, rules, &own);
    code = code ? code : writer_flush(&describing.writer, &own);
    writer_release(&describing.writer);
    loaded_release(&describing.loaded);
    return code ? public_error(&own, error) : 0;
}

int bridle_artefacts(const char *name, const struct bridle_definitions *definitions, const struct bridle_output *output,
                     struct bridle_error *error)
{
    return describe_public(name, false, definitions, output, error);
}

int bridle_rules(const char *name, const struct bridle_definitions *definitions, const struct bridle_output *output,
                 struct bridle_error *error)
{
    return describe_public(name, true, definitions, output, error);
}
