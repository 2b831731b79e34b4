// SPDX-License-Identifier: Apache-2.0
// bridle_show(): a case on the terminal.
#include "examine/case_file.h"

#include <stdio.h>
#include <stdlib.h>

struct showing {
    struct report_options options;
    struct writer writer;
    struct report_table *table;
    size_t columns;
    uint64_t rows;
    bool memory;
};

static bool show_names(void *context, const struct cell *cells, size_t count)
{
    struct showing *showing = context;
    struct slice names[LIMIT_COLUMNS];
    for (size_t i = 0; i < count; i++)
        names[i] = cells[i].bytes;
    showing->columns = count;
    showing->table = report_table_new(&showing->options, &showing->writer, names, count);
    showing->memory = !showing->table;
    return showing->table != NULL;
}

static bool show_row(void *context, UNUSED uint32_t query, const struct cell *cells, size_t count)
{
    struct showing *showing = context;
    if (!showing->table || count != showing->columns)
        return false;
    report_table_row(showing->table, cells);
    showing->rows++;
    return !showing->writer.failed; // nobody reads on: no need to ask the case for more
}

static enum error_code show_sql(const char *case_path, struct slice sql, const struct definitions *definitions,
                                struct showing *showing, struct error *error)
{
    struct case_job job = {.job = JOB_CASE_SQL, .note = sql, .context = showing, .row = show_row, .names = show_names};
    enum error_code code = case_file_run(case_path, definitions, &job, error);
    showing->table = report_table_free(showing->table);
    return code;
}

// The tables with their rows counted: one SELECT made of the schema's own names would be the case's words, so the
// names are those of the contract and of the artefacts that are known here.
static void overview_sql(const struct definitions *definitions, const bool *there, struct buffer *sql)
{
    static const char *const fixed[] = {"meta", "list", "note", "input", "finding", "fingerprint"};
    buffer_put_text(sql, "SELECT column1 AS \"table\", column2 AS rows FROM (VALUES ");
    for (size_t i = 0; i < ARRAY_SIZE(fixed); i++)
        buffer_format(sql, "%s('%s',(SELECT count(*) FROM \"%s\"))", i ? "," : "", fixed[i], fixed[i]);
    for (size_t i = 0; i < definitions->artefact_count; i++)
        if (there[i])
            buffer_format(sql, ",('%.*s',(SELECT count(*) FROM \"%.*s\"))",
                          SLICE_PRINTF(definitions->artefacts[i].name), SLICE_PRINTF(definitions->artefacts[i].name));
    buffer_put_text(sql, ")");
}

struct tables {
    const struct definitions *definitions;
    bool *there;
};

static bool tables_row(void *context, UNUSED uint32_t query, const struct cell *cells, size_t count)
{
    const struct tables *tables = context;
    const struct artefact *artefact = count == 1 ? definitions_artefact(tables->definitions, cells[0].bytes) : NULL;
    if (artefact)
        tables->there[artefact->number] = true;
    return count == 1;
}

static enum error_code show_overview(const char *case_path, const struct definitions *definitions,
                                     struct showing *showing, struct error *error)
{
    struct buffer sql CLEANUP_BUFFER;
    bool *there CLEANUP_FREE = calloc(definitions->artefact_count + 1, sizeof *there);
    struct tables tables = {definitions, there};
    struct case_job job = {.job = JOB_CASE_SQL,
                           .context = &tables,
                           .row = tables_row,
                           .note = SLICE("SELECT name FROM sqlite_schema WHERE type = 'table'")};
    buffer_init(&sql, 65536);
    if (!there)
        return error_set(error, ERROR_MEMORY, "show", ERROR_NO_OFFSET, "no memory");
    enum error_code code = case_file_run(case_path, definitions, &job, error);
    overview_sql(definitions, there, &sql);
    return code ? code : show_sql(case_path, buffer_slice(&sql), definitions, showing, error);
}

static bool is_table(struct slice what, const struct definitions *definitions)
{
    static const char *const fixed[] = {"meta", "list", "note", "input", "finding", "fingerprint"};
    for (size_t i = 0; i < ARRAY_SIZE(fixed); i++)
        if (slice_equal(what, slice_text(fixed[i])))
            return true;
    // Views over all artefacts' tables.
    if (slice_equal(what, SLICE("event")) || slice_equal(what, SLICE("process")))
        return true;
    return definitions_artefact(definitions, what) != NULL;
}

static enum error_code show_finding(const char *case_path, struct slice what, const struct bridle_definitions *options,
                                    struct showing *showing, struct error *error)
{
    struct bridle_result *result = NULL;
    struct bridle_error public = {""};
    size_t found = 0;
    struct report_options how = showing->options;
    if (bridle_case_read(case_path, options, 0, &result, &public) == BRIDLE_FAILED)
        return error_set(error, ERROR_FORMAT, "show", ERROR_NO_OFFSET, "%s", public.text);
    how.advice = &result->loaded.advice;
    for (size_t i = 0; i < result->model.finding_count; i++) {
        if (!slice_starts(result->model.findings[i].id, what))
            continue;
        report_finding(&result->model.findings[i], &how, &showing->writer);
        found++;
    }
    bridle_result_free(result);
    if (found == 0)
        return error_set(error, ERROR_USAGE, "show", ERROR_NO_OFFSET, "the case has no table or finding \"%s\"",
                         ERROR_QUOTE(what));
    return ERROR_NONE;
}

static enum error_code show(const char *case_path, const char *what, const char *sql,
                            const struct bridle_definitions *options, const struct definitions *definitions,
                            struct showing *showing, struct error *error)
{
    char text[128];
    if (sql)
        return show_sql(case_path, slice_text(sql), definitions, showing, error);
    if (!what)
        return show_overview(case_path, definitions, showing, error);
    if (!is_table(slice_text(what), definitions))
        return show_finding(case_path, slice_text(what), options, showing, error);
    int size = snprintf(text, sizeof text, "SELECT * FROM \"%s\"", what);
    return show_sql(case_path, slice_of(text, (size_t)size), definitions, showing, error);
}

int bridle_show(const char *case_path, const char *what, const char *sql, const struct bridle_definitions *definitions,
                const struct bridle_output *output, struct bridle_error *error)
{
    struct error own;
    struct loaded loaded = {0};
    struct showing showing = {.options = public_report_options(output)};
    error_clear(&own);
    // On a terminal a row should stay in sight; what goes elsewhere is kept whole.
    showing.options.cut = output->width > 0 && output->verbosity <= 0;
    writer_init(&showing.writer, output->fd);
    enum error_code code = loaded_new(definitions, &loaded, &own);
    code = code ? code : show(case_path, what, sql, definitions, &loaded.definitions, &showing, &own);
    if (showing.writer.failed)
        error_clear(&own); // what ended early for it is not the reason
    if (!code || showing.writer.failed)
        code = writer_flush(&showing.writer, &own);
    writer_release(&showing.writer);
    loaded_release(&loaded);
    return code ? public_error(&own, error) : 0;
}
