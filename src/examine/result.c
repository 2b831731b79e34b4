// SPDX-License-Identifier: Apache-2.0
// Results, and what the public functions share.
#include "examine/public.h"

#include "report/custody.h"
#include "report/language.h"

#include <stdio.h>
#include <stdlib.h>

const char *bridle_version(void)
{
    return BRIDLE_VERSION;
}

const char *bridle_name(const char *text, char *buffer, size_t size)
{
    return error_name(slice_text(text), buffer, size);
}

int public_error(const struct error *own, struct bridle_error *error)
{
    struct buffer text CLEANUP_BUFFER;
    char path[1024] = "";
    char message[320];
    struct error rest = *own;
    buffer_init(&text, 65536);
    // The path is not ours to translate.
    rest.path[0] = '\0';
    error_format(&rest, message, sizeof message);
    language_put(&text, slice_text(message));
    if (error && own->path[0])
        (void)snprintf(error->text, sizeof error->text, "%s%s%.*s",
                       error_name(slice_text(own->path), path, sizeof path), language_in("punctuation", ": "),
                       SLICE_PRINTF(buffer_slice(&text)));
    else if (error)
        (void)snprintf(error->text, sizeof error->text, "%.*s", SLICE_PRINTF(buffer_slice(&text)));
    return BRIDLE_FAILED;
}

struct bridle_result *result_new(const struct case_model *model)
{
    char *sentence = arena_text(model->arena, model->facts.sentence);
    struct bridle_result *result = calloc(1, sizeof *result);
    if (!result || !sentence) {
        free(result);
        return NULL;
    }
    result->model = *model;
    result->sentence = sentence;
    return result;
}

void bridle_result_free(struct bridle_result *result)
{
    if (!result)
        return;
    (void)arena_free(result->model.arena);
    (void)arena_free(result->evidence);
    (void)arena_free(result->found);
    free(result->notes);
    loaded_release(&result->loaded);
    free(result);
}

int bridle_result_status(const struct bridle_result *result)
{
    return result->model.facts.status;
}

const char *bridle_result_sentence(const struct bridle_result *result)
{
    return result->sentence;
}

struct report_options public_report_options(const struct bridle_output *output)
{
    return (struct report_options){
        .color = output->color,
        .width = output->width ? output->width : 80,
        .verbosity = output->verbosity,
        .events = output->events,
        .show = output->show,
    };
}

// The helper's own file.
static enum error_code custody_read(const char *path, struct arena *arena, struct custody *ret_custody,
                                    struct error *error)
{
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, 1U << 20);
    enum error_code code = text_file_read(path, &text, error);
    code = code ? code : custody_parse(buffer_slice(&text), arena, ret_custody, error);
    error_path(error, slice_text(path));
    return code;
}

int bridle_result_write(const struct bridle_result *result, const struct bridle_output *output,
                        struct bridle_error *error)
{
    struct report_options options = public_report_options(output);
    options.advice = &result->loaded.advice;
    options.definitions = &result->loaded.definitions;
    struct writer writer CLEANUP_WRITER;
    struct error own;
    error_clear(&own);
    writer_init(&writer, output->fd);
    struct arena *arena CLEANUP_ARENA = arena_new(8U << 20);
    struct custody custody = {0};
    enum error_code code = arena ? ERROR_NONE : error_set(&own, ERROR_MEMORY, "report", ERROR_NO_OFFSET, "no memory");
    if (!code && output->custody)
        code = custody_read(output->custody, arena, &custody, &own);
    if (code)
        return public_error(&own, error);
    options.custody = &custody;
    switch (output->format) {
    case BRIDLE_FORMAT_TEXT:
        report_text(&result->model, &options, &writer);
        break;
    case BRIDLE_FORMAT_JSONL:
        report_jsonl(&result->model, &options, &writer);
        break;
    case BRIDLE_FORMAT_CSV:
        report_csv(&result->model, &options, &writer);
        break;
    case BRIDLE_FORMAT_HTML:
        report_html(&result->model, &options, &writer);
        break;
    default:
        code = error_set(&own, ERROR_UNSUPPORTED, "report", ERROR_NO_OFFSET, "this format is not built yet");
        break;
    }
    code = code ? code : writer_flush(&writer, &own);
    return code ? public_error(&own, error) : 0;
}
