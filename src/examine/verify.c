// SPDX-License-Identifier: Apache-2.0
// bridle_verify(): is this still the evidence that the case was made from?
#include "examine/public.h"

#include "base/cipher.h"
#include "base/hash.h"
#include "examine/hex.h"
#include "report/language.h"
#include "report/page.h"

#include <inttypes.h>
#include <stdlib.h>

struct verifying {
    const struct case_model *model;
    struct examination examination; // its evidence, arena and evidence_sha256
    struct writer writer;
    uint64_t same, changed, gone, uncovered;
    uint64_t locked; // files whose content cannot be compared without the password
};

static void say_file(struct verifying *verifying, const char *what, struct slice input)
{
    writer_put_text(&verifying->writer, what);
    escape_terminal(&verifying->writer, input);
    writer_put_text(&verifying->writer, "\n");
}

static void hash_wipe(struct cipher *cipher)
{
    cipher_wipe(cipher);
}

// What the case hashed is the content: of an encrypted file, decrypted.
static bool content_same(const struct verifying *verifying, const struct case_input *input, int fd)
{
    struct cipher cipher CLEANUP(hash_wipe) = {0};
    struct source source;
    uint8_t key[UNLOCK_KEY_SIZE];
    uint8_t digest[HASH_SIZE];
    uint64_t size;
    struct slice hex;
    bool keyed = examination_file_key(&verifying->examination, input->input, key);
    enum error_code code = source_of_fd(fd, &source, NULL);
    struct source stored = source;
    if (!code && keyed)
        code = cipher_open(&stored, key, &cipher, &source, NULL);
    explicit_bzero(key, sizeof key);
    code = code ? code : hash_source(&source, digest, &size, NULL);
    return !code && arena_hex(verifying->examination.arena, slice_of(digest, sizeof digest), &hex) &&
           slice_equal_fold(hex, input->sha256);
}

// The property lists in a backup's root are in clear, and so was its older list of files.
static bool input_is_locked(struct slice file)
{
    return !slice_ends(file, SLICE(".plist")) && !slice_equal(file, SLICE("Manifest.mbdb"));
}

static void verify_input(struct verifying *verifying, const struct case_input *input)
{
    int fd CLEANUP_CLOSE = -1;
    if (input->sha256.size == 0)
        return;
    if (evidence_open_file(&verifying->examination.evidence, input->input, &fd, NULL)) {
        verifying->gone++;
        say_file(verifying, _("gone:    "), input->input);
    } else if (verifying->examination.encrypted && !verifying->examination.unlock && input_is_locked(input->input)) {
        verifying->locked++;
    } else if (!content_same(verifying, input, fd)) {
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

// Out of archives comes what the case has of them, and nothing else.
static enum error_code verify_unpack(struct verifying *verifying, struct error *error)
{
    struct examination *examination = &verifying->examination;
    const struct case_model *model = verifying->model;
    enum error_code code = nested_open(examination, error);
    if (code || examination->evidence.pack_count == 0)
        return code;
    struct slice *files CLEANUP_FREE = calloc(model->input_count + 1, sizeof *files);
    if (!files)
        return error_set(error, ERROR_MEMORY, "verify", ERROR_NO_OFFSET, "no memory for the names of files");
    for (size_t i = 0; i < model->input_count; i++)
        files[i] = model->inputs[i].sha256.size ? model->inputs[i].input : SLICE_NONE;
    return pack_fetch_files(examination, files, model->input_count, error);
}

static enum error_code verify_all(struct verifying *verifying, struct error *error)
{
    struct examination *examination = &verifying->examination;
    const struct case_model *model = verifying->model;
    struct evidence_walk walk;
    uint64_t files = 0;
    struct slice last = SLICE_NONE;
    enum error_code code = evidence_hash(examination, error);
    code = code ? code : verify_unpack(verifying, error);
    code = code ? code : evidence_walk(&examination->evidence, count_file, &files, &walk, error);
    if (code)
        return code;
    for (size_t i = 0; i < examination->evidence.pack_count; i++)
        if (examination->evidence.packs[i].name.size)
            (void)evidence_pack_walk(&examination->evidence.packs[i], count_file, &files);
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
    uint64_t covered = verifying->same + verifying->changed + verifying->gone + verifying->locked;
    verifying->uncovered = files > covered ? files - covered : 0;
    return ERROR_NONE;
}

// Our sentences fit the terminal; a file keeps its line, whatever its length.
static void sum_paragraph(struct verifying *verifying, unsigned width, struct buffer *text)
{
    struct page page = page_over(&verifying->writer, width, false);
    page_paragraph(&page, 0, 0, buffer_slice(text));
    buffer_clear(text);
}

static void verify_sum(struct verifying *verifying, unsigned width)
{
    struct buffer text CLEANUP_BUFFER;
    bool good = verifying->changed == 0 && verifying->gone == 0;
    buffer_init(&text, 65536);
    buffer_put_text(&text, good ? _("This is the evidence that the case was made from:")
                                : _("This is not, or not any more, the evidence that the case was made from:"));
    buffer_put_text(&text, " ");
    buffer_format(&text, language_plural("%lu file the same", "%lu files the same", verifying->same), verifying->same);
    buffer_put_text(&text, ", ");
    buffer_format(&text, language_plural("%lu changed", "%lu changed", verifying->changed), verifying->changed);
    buffer_put_text(&text, ", ");
    buffer_format(&text, language_plural("%lu gone", "%lu gone", verifying->gone), verifying->gone);
    buffer_put_text(&text, language_in("punctuation", "; "));
    buffer_format(&text,
                  language_plural("%lu file of the acquisition is not covered by the case.",
                                  "%lu files of the acquisition are not covered by the case.", verifying->uncovered),
                  verifying->uncovered);
    sum_paragraph(verifying, width, &text);
    if (verifying->locked) {
        buffer_format(&text,
                      language_plural("%lu encrypted file was not compared by itself: that takes the password or the "
                                      "key. What was compared is the backup's list of files as it stands there.",
                                      "%lu encrypted files were not compared one by one: that takes the password or "
                                      "the key. What was compared is the backup's list of files as it stands there.",
                                      verifying->locked),
                      verifying->locked);
        sum_paragraph(verifying, width, &text);
    }
}

static enum error_code verify(const struct bridle_check *check, struct verifying *verifying, struct error *error)
{
    struct examination *examination = &verifying->examination;
    enum error_code code = examination_begin(check, examination, error);
    if (code)
        return code;
    if (!slice_equal(slice_text(evidence_kind_name(examination->evidence.kind)), verifying->model->facts.kind))
        code = error_set(error, ERROR_USAGE, "verify", ERROR_NO_OFFSET,
                         "another kind of acquisition than the case was made from");
    code = code ? code : examination_keys(examination, error);
    return code ? code : verify_all(verifying, error);
}

int bridle_verify(const char *case_path, const struct bridle_check *check, const struct bridle_output *output,
                  struct bridle_error *error)
{
    struct error own;
    struct bridle_result *result = NULL;
    struct bridle_check copy = BRIDLE_CHECK_INIT;
    struct verifying verifying = {.model = NULL};
    memcpy(&copy, check, check->size < sizeof copy ? check->size : sizeof copy);
    if (bridle_case_read(case_path, &copy.definitions, 0, &result, error) == BRIDLE_FAILED)
        return BRIDLE_FAILED;
    error_clear(&own);
    verifying.model = &result->model;
    writer_init(&verifying.writer, output->fd);
    enum error_code code = verify(&copy, &verifying, &own);
    if (!code) {
        verify_sum(&verifying, output->width);
        code = writer_flush(&verifying.writer, &own);
    }
    writer_release(&verifying.writer);
    examination_end(&verifying.examination);
    bridle_result_free(result);
    if (code)
        return public_error(&own, error);
    return verifying.changed || verifying.gone ? 1 : 0;
}
