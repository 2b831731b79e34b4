// SPDX-License-Identifier: Apache-2.0
// A backup keeps a file under the SHA-1 of "domain-path". So a file that its list leaves out (a row taken away, its
// flags changed, the list damaged) can still be found by the name that an artefact asks for.
#include "examine/examination.h"

#include "sql/device_path.h"

#include <nettle/sha1.h>
#include <stdio.h>

static void file_of(struct slice domain, struct slice path, const char *suffix, char file[44])
{
    struct sha1_ctx hash;
    uint8_t digest[SHA1_DIGEST_SIZE];
    sha1_init(&hash);
    sha1_update(&hash, domain.size, domain.data);
    sha1_update(&hash, 1, (const uint8_t *)"-");
    sha1_update(&hash, path.size, path.data);
    sha1_update(&hash, slice_text(suffix).size, (const uint8_t *)suffix);
    sha1_digest(&hash, sizeof digest, digest);
    (void)snprintf(file, 4, "%02x/", digest[0]);
    for (size_t i = 0; i < sizeof digest; i++)
        (void)snprintf(file + 3 + 2 * i, 3, "%02x", digest[i]);
}

bool backup_file_there(const struct examination *examination, struct slice place)
{
    char file[44] = "";
    int fd CLEANUP_CLOSE = -1;
    size_t slash = slice_find_byte(place, '/');
    if (slash == SIZE_MAX)
        return false;
    file_of(slice_part(place, 0, slash), slice_from(place, slash + 1), "", file);
    return evidence_open_file(&examination->evidence, slice_text(file), &fd, NULL) == ERROR_NONE;
}

static bool file_planned(const struct examination *examination, struct slice file)
{
    for (size_t i = 0; i < examination->input_count; i++) {
        const struct plan_input *input = &examination->inputs[i];
        if (slice_equal(input->file, file) || slice_equal(input->wal, file) || slice_equal(input->journal, file))
            return true;
    }
    return false;
}

static enum error_code unlisted_part(struct examination *examination, uint32_t artefact, struct slice from,
                                     enum place_part part, struct error *error)
{
    static const char *const suffixes[] = {[PLACE_MAIN] = "", [PLACE_WAL] = "-wal", [PLACE_JOURNAL] = "-journal"};
    char file[44] = "";
    struct buffer place CLEANUP_BUFFER;
    struct buffer device CLEANUP_BUFFER;
    int fd CLEANUP_CLOSE = -1;
    size_t slash = slice_find_byte(from, '/');
    buffer_init(&place, LIMIT_PATH_SIZE);
    buffer_init(&device, LIMIT_PATH_SIZE * 2U);
    file_of(slice_part(from, 0, slash), slice_from(from, slash + 1), suffixes[part], file);
    struct slice name = slice_text(file);
    if (file_planned(examination, name) || evidence_open_file(&examination->evidence, name, &fd, NULL))
        return ERROR_NONE;
    buffer_put(&place, from);
    buffer_put_text(&place, suffixes[part]);
    bool mapped = device_path(slice_part(from, 0, slash), slice_from(from, slash + 1), &device);
    if (mapped)
        buffer_put_text(&device, suffixes[part]);
    enum error_code code = plan_file(examination, artefact, part, name, buffer_slice(&place),
                                     mapped ? buffer_slice(&device) : SLICE_NONE, error);
    for (size_t i = 0; !code && i < examination->input_count; i++)
        if (slice_equal(examination->inputs[i].place, from))
            examination->inputs[i].unlisted = true;
    return code;
}

enum error_code plan_unlisted(struct examination *examination, struct error *error)
{
    const struct definitions *definitions = &examination->loaded.definitions;
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
            code = unlisted_part(examination, i, from, PLACE_MAIN, error);
            // A log alone, without its database in the list or beside it, is nothing.
            code = code ? code : unlisted_part(examination, i, from, PLACE_WAL, error);
            code = code ? code : unlisted_part(examination, i, from, PLACE_JOURNAL, error);
        }
    }
    return code;
}
