// SPDX-License-Identifier: Apache-2.0
// bridle_verify(): is this still the evidence that the case was made from?
#include "examine/public.h"

#include "report/language.h"

#include <inttypes.h>

struct verifying {
    const struct case_model *model;
    struct examination examination; // its evidence, arena and evidence_sha256
    struct writer writer;
    uint64_t same, changed, gone, uncovered;
};

static void say_file(struct verifying *verifying, const char *what, struct slice input)
{
    writer_put_text(&verifying->writer, what);
    escape_terminal(&verifying->writer, input);
    writer_put_text(&verifying->writer, "\n");
}

static void verify_input(struct verifying *verifying, const struct case_input *input)
{
    int fd CLEANUP_CLOSE = -1;
    struct slice hex;
    if (input->sha256.size == 0)
        return;
    if (evidence_open_file(&verifying->examination.evidence, input->input, &fd, NULL)) {
        verifying->gone++;
        say_file(verifying, _("gone:    "), input->input);
    } else if (file_sha256(fd, verifying->examination.arena, &hex, NULL) || !slice_equal_fold(hex, input->sha256)) {
        verifying->changed++;
        say_file(verifying, _("changed: "), input->input);
    } else {
        verifying->same++;
    }
}

static void count_file(void *context, enum evidence_entry entry, UNUSED struct slice path, UNUSED uint64_t size)
{
    *(uint64_t *)context += entry == ENTRY_FILE;
}

static enum error_code verify_all(struct verifying *verifying, struct error *error)
{
    struct examination *examination = &verifying->examination;
    const struct case_model *model = verifying->model;
    struct evidence_walk walk;
    uint64_t files = 0;
    struct slice last = SLICE_NONE;
    enum error_code code = evidence_hash(examination, error);
    code = code ? code : evidence_walk(&examination->evidence, count_file, &files, &walk, error);
    if (code)
        return code;
    if (!slice_equal_fold(examination->evidence_sha256, model->facts.evidence_sha256)) {
        verifying->changed++;
        writer_put_text(&verifying->writer, _("changed: the acquisition as a whole (evidence_sha256)"));
        writer_put_text(&verifying->writer, "\n");
    }
    // Inputs are sorted by path: one that several artefacts read is looked at once.
    for (size_t i = 0; i < model->input_count; i++) {
        if (!slice_equal(last, model->inputs[i].input))
            verify_input(verifying, &model->inputs[i]);
        last = model->inputs[i].input;
    }
    uint64_t covered = verifying->same + verifying->changed + verifying->gone;
    verifying->uncovered = files > covered ? files - covered : 0;
    return ERROR_NONE;
}

static void verify_sum(struct verifying *verifying)
{
    bool good = verifying->changed == 0 && verifying->gone == 0;
    writer_put_text(&verifying->writer,
                    good ? _("This is the evidence that the case was made from:")
                         : _("This is not, or not any more, the evidence that the case was made from:"));
    writer_put_text(&verifying->writer, " ");
    writer_format(&verifying->writer, language_plural("%lu file the same", "%lu files the same", verifying->same),
                  verifying->same);
    writer_put_text(&verifying->writer, ", ");
    writer_format(&verifying->writer, language_plural("%lu changed", "%lu changed", verifying->changed),
                  verifying->changed);
    writer_put_text(&verifying->writer, ", ");
    writer_format(&verifying->writer, language_plural("%lu gone", "%lu gone", verifying->gone), verifying->gone);
    writer_put_text(&verifying->writer, language_in("punctuation", "; "));
    writer_format(&verifying->writer,
                  language_plural("%lu file of the acquisition is not covered by the case.",
                                  "%lu files of the acquisition are not covered by the case.", verifying->uncovered),
                  verifying->uncovered);
    writer_put_text(&verifying->writer, "\n");
}

static enum error_code verify(const char *acquisition, struct verifying *verifying, struct error *error)
{
    struct examination *examination = &verifying->examination;
    examination->arena = arena_new(64U << 20);
    if (!examination->arena)
        return error_set(error, ERROR_MEMORY, "verify", ERROR_NO_OFFSET, "no memory");
    enum error_code code = evidence_open(acquisition, &examination->evidence, error);
    if (code)
        return code;
    if (!slice_equal(slice_text(evidence_kind_name(examination->evidence.kind)), verifying->model->facts.kind))
        code = error_set(error, ERROR_USAGE, "verify", ERROR_NO_OFFSET,
                         "another kind of acquisition than the case was made from");
    code = code ? code : verify_all(verifying, error);
    evidence_close(&examination->evidence);
    return code;
}

int bridle_verify(const char *case_path, const char *acquisition, const struct bridle_definitions *definitions,
                  const struct bridle_output *output, struct bridle_error *error)
{
    struct error own;
    struct bridle_result *result = NULL;
    struct verifying verifying = {.model = NULL};
    if (bridle_case_read(case_path, definitions, 0, &result, error) == BRIDLE_FAILED)
        return BRIDLE_FAILED;
    error_clear(&own);
    verifying.model = &result->model;
    writer_init(&verifying.writer, output->fd);
    enum error_code code = verify(acquisition, &verifying, &own);
    if (!code) {
        verify_sum(&verifying);
        code = writer_flush(&verifying.writer, &own);
    }
    writer_release(&verifying.writer);
    (void)arena_free(verifying.examination.arena);
    bridle_result_free(result);
    if (code)
        return public_error(&own, error);
    return verifying.changed || verifying.gone ? 1 : 0;
}
