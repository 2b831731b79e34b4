// SPDX-License-Identifier: Apache-2.0
// Archives in an acquisition: a computer that fetches a phone's crash reports gets its sysdiagnoses with them, packed.
#include "examine/examination.h"

#define NESTED_MOST 16U

struct nested {
    struct examination *examination;
    struct slice names[NESTED_MOST];
    size_t count;
    uint64_t left_out;
};

static void nested_name(void *context, enum evidence_entry entry, struct slice path, UNUSED uint64_t size)
{
    struct nested *nested = context;
    if (entry != ENTRY_FILE || !evidence_is_nested(path))
        return;
    if (nested->count < NESTED_MOST && arena_copy(nested->examination->arena, path, &nested->names[nested->count]))
        nested->count++;
    else
        nested->left_out++;
}

static enum error_code nested_read(struct examination *examination, struct slice path, struct error *error)
{
    struct pack *pack = NULL;
    struct error damage;
    int fd CLEANUP_CLOSE = -1;
    enum error_code code = evidence_open_file(&examination->evidence, path, &fd, error);
    code = code ? code : pack_read(examination, fd, path, &pack, &damage, error);
    if (code)
        return code;
    code = evidence_nested(&examination->evidence, path, pack, error);
    // That it is cut was told already.
    examination->verdict.archives_damaged -= code && pack_damaged(pack);
    if (code)
        pack = pack_free(pack);
    return code;
}

static enum error_code nested_note(bool good, struct error *error)
{
    return good ? ERROR_NONE : error_set(error, ERROR_MEMORY, "examine", ERROR_NO_OFFSET, "no memory for a note");
}

static enum error_code nested_one(struct examination *examination, struct slice path, struct error *error)
{
    struct error own;
    char name[160];
    error_clear(&own);
    enum error_code code = nested_read(examination, path, &own);
    if (!code || code == ERROR_MEMORY || examination_stopped(examination)) {
        if (code)
            *error = own;
        return code;
    }
    examination->verdict.archives_damaged++;
    return nested_note(
        note_add(examination, "the archive %s could not be read: %s", error_name(path, name, sizeof name), own.message),
        error);
}

enum error_code nested_open(struct examination *examination, struct error *error)
{
    struct nested nested = {.examination = examination};
    struct evidence_walk counts;
    if (examination->evidence.kind != EVIDENCE_SYSDIAGNOSE)
        return ERROR_NONE;
    enum error_code code = evidence_walk(&examination->evidence, nested_name, &nested, &counts, error);
    code = code ? code : pack_fetch_files(examination, nested.names, nested.count, error);
    for (size_t i = 0; !code && i < nested.count; i++)
        code = nested_one(examination, nested.names[i], error);
    if (code || nested.left_out == 0)
        return code;
    examination->verdict.archives_damaged += nested.left_out;
    return nested_note(
        note_add(examination,
                 message_plural("%llu further packed sysdiagnose was not read: no more than %u are",
                                "%llu further packed sysdiagnoses were not read: no more than %u are", nested.left_out),
                 (unsigned long long)nested.left_out, NESTED_MOST),
        error);
}
