// SPDX-License-Identifier: Apache-2.0
// A backup keeps a file under the SHA-1 of "domain-path". So what an artefact asks for by a whole name is found without
// the backup's list of files: it need not wait until that is read, and is found too where the list leaves it out (a row
// taken away, its flags changed, the list damaged). The key of an encrypted file stands in the list alone: such a file
// waits for it, and without it its being there is what can be said.
#include "examine/examination.h"

#include "sql/device_path.h"

#include <nettle/sha1.h>
#include <stdio.h>

static void file_of(const struct evidence *evidence, struct slice domain, struct slice path, const char *suffix,
                    char file[44])
{
    struct sha1_ctx hash;
    uint8_t digest[SHA1_DIGEST_SIZE];
    sha1_init(&hash);
    sha1_update(&hash, domain.size, domain.data);
    sha1_update(&hash, 1, (const uint8_t *)"-");
    sha1_update(&hash, path.size, path.data);
    sha1_update(&hash, slice_text(suffix).size, (const uint8_t *)suffix);
    sha1_digest(&hash, sizeof digest, digest);
    size_t folder = evidence->is_old ? 0 : 3;
    (void)snprintf(file, 4, "%02x/", digest[0]);
    for (size_t i = 0; i < sizeof digest; i++)
        (void)snprintf(file + folder + 2 * i, 3, "%02x", digest[i]);
}

bool backup_file_there(const struct examination *examination, struct slice place)
{
    char file[44] = "";
    uint64_t size;
    size_t slash = slice_find_byte(place, '/');
    if (slash == SIZE_MAX)
        return false;
    file_of(&examination->evidence, slice_part(place, 0, slash), slice_from(place, slash + 1), "", file);
    return evidence_file_size(&examination->evidence, slice_text(file), &size, NULL) == ERROR_NONE;
}

struct name_parts {
    struct examination *examination;
    struct slice file, place, device_path;
    enum error_code code;
    struct error *error;
};

static void name_wanted(void *context, unsigned artefact, enum place_part part)
{
    struct name_parts *name = context;
    if (!name->code)
        name->code = plan_file(name->examination, artefact, part, name->file, name->place, name->device_path,
                               SLICE_NONE, name->error);
}

// Every artefact that wants this place reads it, also one that asks by a pattern: so the list adds nothing to it later.
static enum error_code name_part(struct examination *examination, struct slice from, enum place_part part,
                                 struct error *error)
{
    static const char *const suffixes[] = {[PLACE_MAIN] = "", [PLACE_WAL] = "-wal", [PLACE_JOURNAL] = "-journal"};
    char file[44] = "";
    struct buffer place CLEANUP_BUFFER;
    struct buffer device CLEANUP_BUFFER;
    uint64_t size;
    size_t slash = slice_find_byte(from, '/');
    buffer_init(&place, LIMIT_PATH_SIZE);
    buffer_init(&device, LIMIT_PATH_SIZE * 2U);
    file_of(&examination->evidence, slice_part(from, 0, slash), slice_from(from, slash + 1), suffixes[part], file);
    struct slice name = slice_text(file);
    if (evidence_file_size(&examination->evidence, name, &size, NULL))
        return ERROR_NONE;
    buffer_put(&place, from);
    buffer_put_text(&place, suffixes[part]);
    bool mapped = device_path(slice_part(from, 0, slash), slice_from(from, slash + 1), &device);
    if (mapped)
        buffer_put_text(&device, suffixes[part]);
    struct name_parts parts = {.examination = examination,
                               .file = name,
                               .place = buffer_slice(&place),
                               .device_path = mapped ? buffer_slice(&device) : SLICE_NONE,
                               .error = error};
    place_set_match(examination->loaded.backup_places, parts.place, name_wanted, &parts);
    return parts.code;
}

enum error_code plan_by_name(struct examination *examination, struct error *error)
{
    const struct definitions *definitions = &examination->loaded.definitions;
    size_t first = examination->input_count;
    enum error_code code = ERROR_NONE;
    for (uint32_t i = 0; !code && i < definitions->artefact_count; i++) {
        const struct artefact *artefact = &definitions->artefacts[i];
        for (size_t j = 0; !code && examination->wanted[i] && j < artefact->from.count; j++) {
            struct slice from = artefact->from.items[j];
            size_t slash = slice_find_byte(from, '/');
            bool plain = slash != SIZE_MAX && slash > 0 && slice_find_byte(from, '*') == SIZE_MAX &&
                         slice_find_byte(from, '?') == SIZE_MAX;
            if (!plain)
                continue;
            size_t before = examination->input_count;
            code = name_part(examination, from, PLACE_MAIN, error);
            // A log without its database is nothing.
            bool there = examination->input_count > before;
            code = code || !there ? code : name_part(examination, from, PLACE_WAL, error);
            code = code || !there ? code : name_part(examination, from, PLACE_JOURNAL, error);
        }
    }
    for (size_t i = first; i < examination->input_count; i++) {
        struct plan_input *input = &examination->inputs[i];
        input->by_name = (input->file.size ? 1U << PLACE_MAIN : 0) | (input->wal.size ? 1U << PLACE_WAL : 0) |
                         (input->journal.size ? 1U << PLACE_JOURNAL : 0);
    }
    return code;
}

// Of an encrypted backup: what the list doesn't name has no key.
static void part_close(struct examination *examination, uint32_t number)
{
    struct plan_input *input = &examination->inputs[number];
    bool main_gone = input->state == PLAN_PENDING && (input->by_name & ~input->in_list & (1U << PLACE_MAIN));
    if (input->by_name & ~input->in_list & (1U << PLACE_WAL))
        input->wal = SLICE_NONE;
    if (input->by_name & ~input->in_list & (1U << PLACE_JOURNAL))
        input->journal = SLICE_NONE;
    input->state = main_gone ? PLAN_DONE : input->state;
    for (uint32_t i = 0; main_gone && i < input->row_count; i++)
        row_end_hurt(examination, number, i, OUTCOME_DAMAGED,
                     "in the backup, but its key stands in the list of files, which does not name it or could not be "
                     "read: the list was changed or damaged");
}

void plan_unlisted(struct examination *examination)
{
    for (uint32_t i = 0; i < examination->input_count; i++) {
        struct plan_input *input = &examination->inputs[i];
        input->unlisted = (input->by_name & ~input->in_list) != 0;
        if (examination->unlock && input->unlisted)
            part_close(examination, i);
    }
}
