// SPDX-License-Identifier: Apache-2.0
#include "examine/work.h"

#include "base/cipher.h"
#include "base/hash.h"
#include "format/plist.h"
#include "sql/engine.h"
#include "sql/list.h"

#include <sqlite3.h>

#define MANIFEST_MOST (16U << 20) // bytes of a Manifest.plist

static enum error_code work_hash(const struct source *source, struct wire *wire, struct error *error)
{
    uint8_t digest[HASH_SIZE];
    uint64_t size;
    enum error_code code = hash_source(source, digest, &size, error);
    if (!code)
        frame_put_hash(wire, size, digest);
    return code;
}

struct work_note {
    const uint8_t *key;
    const uint8_t *file_keys[3]; // NULL: stored in clear
    uint32_t artefacts[512];
    size_t count;
};

static bool work_note_read(const struct work_context *context, const struct task *task, struct work_note *ret_note)
{
    struct work_note note = {0};
    struct cursor cursor = cursor_over(slice_of(task->note, task->note_size));
    if (task->arguments[0] & JOB_FINGERPRINTS)
        note.key = cursor_bytes(&cursor, FINGERPRINT_KEY_SIZE).data;
    static const uint64_t key_flags[] = {JOB_KEY_MAIN, JOB_KEY_WAL, JOB_KEY_JOURNAL};
    for (size_t i = 0; i < ARRAY_SIZE(key_flags); i++)
        if (task->arguments[0] & key_flags[i])
            note.file_keys[i] = cursor_bytes(&cursor, CIPHER_KEY_SIZE).data;
    while (cursor_left(&cursor) && note.count < ARRAY_SIZE(note.artefacts)) {
        uint32_t number = cursor_u32le(&cursor);
        if (!cursor_ok(&cursor) || number >= context->definitions->artefact_count)
            return false;
        note.artefacts[note.count++] = number;
    }
    *ret_note = note;
    return cursor_ok(&cursor);
}

static enum error_code work_sources(const struct task *task, struct layer_files *ret_files, int *ret_index,
                                    struct error *error)
{
    struct source none = source_of_memory(SLICE_NONE);
    struct layer_files files = {none, none, none};
    uint64_t flags = task->arguments[0];
    uint32_t next = 0;
    uint32_t wanted = 1U + !!(flags & JOB_WAL) + !!(flags & JOB_JOURNAL) + !!(flags & JOB_INDEX);
    if (task->fd_count != wanted)
        return error_set(error, ERROR_USAGE, "worker", ERROR_NO_OFFSET, "not the descriptors that the job needs");
    enum error_code code = source_of_fd(task->fds[next++], &files.main, error);
    if (!code && (flags & JOB_WAL))
        code = source_of_fd(task->fds[next++], &files.wal, error);
    if (!code && (flags & JOB_JOURNAL))
        code = source_of_fd(task->fds[next++], &files.journal, error);
    *ret_index = flags & JOB_INDEX ? task->fds[next] : -1;
    *ret_files = files;
    return code;
}

static bool is_database(const struct source *source)
{
    uint8_t magic[16];
    size_t got = 0;
    return source_read(source, 0, magic, sizeof magic, &got, NULL) == ERROR_NONE && got == sizeof magic &&
           memcmp(magic, "SQLite format 3", sizeof magic) == 0;
}

// Sources that decrypt, in place of those that are encrypted.
static enum error_code work_decrypt(const struct task *task, const struct work_note *note, struct layer_files *files,
                                    struct cipher ciphers[3], struct error *error)
{
    struct source *sources[] = {&files->main, &files->wal, &files->journal};
    enum error_code code = ERROR_NONE;
    for (size_t i = 0; !code && i < ARRAY_SIZE(sources); i++) {
        struct source stored = *sources[i];
        bool already = i == 0 && (task->arguments[0] & JOB_KEY_MAYBE) && is_database(&stored);
        if (note->file_keys[i] && !already)
            code = cipher_open(&stored, note->file_keys[i], &ciphers[i], sources[i], error);
    }
    return code;
}

static void ciphers_wipe(struct cipher (*ciphers)[3])
{
    for (size_t i = 0; i < ARRAY_SIZE(*ciphers); i++)
        cipher_wipe(&(*ciphers)[i]);
}

static enum error_code work_input(const struct work_context *context, const struct task *task, struct wire *wire,
                                  struct error *error)
{
    struct emitter emitter = frames_emitter(wire);
    struct engine_input input = {.is_database = (task->arguments[0] & JOB_DATABASE) != 0};
    struct work_note note;
    struct cipher ciphers[3] CLEANUP(ciphers_wipe) = {0};
    struct index index;
    int index_fd = -1;
    if (!work_note_read(context, task, &note))
        return error_set(error, ERROR_USAGE, "worker", ERROR_NO_OFFSET, "a job that makes no sense");
    enum error_code code = work_sources(task, &input.files, &index_fd, error);
    code = code ? code : work_decrypt(task, &note, &input.files, ciphers, error);
    if (!code && !(task->arguments[0] & JOB_NO_HASH))
        code = work_hash(&input.files.main, wire, error);
    if (!code && index_fd >= 0)
        code = index_open(index_fd, &index, error);
    if (code)
        return code;
    struct engine_options options = {
        .definitions = context->definitions,
        .index = index_fd >= 0 && index.count ? &index : NULL,
        .places = task->arguments[0] & JOB_LISTING ? context->places : NULL,
        .platform = (enum platform)task->arguments[1],
        .records = (task->arguments[0] & JOB_RECORDS) != 0,
        .found_only = (task->arguments[0] & JOB_FOUND) != 0,
        .keep_content = (task->arguments[0] & JOB_KEEP_CONTENT) != 0,
        .fingerprint_key = note.key,
        .listing = (task->arguments[0] & JOB_LISTING) != 0,
    };
    code = engine_run(&options, &input, note.artefacts, note.count, &emitter, error);
    if (index_fd >= 0)
        index_close(&index);
    return code;
}

static void work_list_row(void *context, const struct list_row *row)
{
    struct wire *wire = context;
    wire_begin(wire, FRAME_INDICATOR);
    wire_u32(wire, row->state);
    wire_u32(wire, row->indicator.kind);
    wire_u32(wire, row->indicator.platform);
    wire_u32(wire, row->indicator.flags);
    wire_u8(wire, row->other_kind);
    wire_slice(wire, row->indicator.value);
    wire_slice(wire, row->indicator.malware);
    wire_slice(wire, row->indicator.reason);
    wire_slice(wire, row->kind);
    wire_slice(wire, row->value);
    wire_slice(wire, row->id);
    wire_slice(wire, row->date);
    wire_slice(wire, row->note);
    wire_end(wire);
}

static enum error_code work_list(const struct work_context *context, const struct task *task, struct wire *wire,
                                 struct error *error)
{
    struct source source;
    if (task->arguments[0] >= context->definitions->list_count || task->fd_count != 1)
        return error_set(error, ERROR_USAGE, "worker", ERROR_NO_OFFSET, "a job that makes no sense");
    enum error_code code = source_of_fd(task->fds[0], &source, error);
    code = code ? code : work_hash(&source, wire, error);
    if (code)
        return code;
    return list_read(&context->definitions->lists[task->arguments[0]], &source, slice_of(task->note, task->note_size),
                     work_list_row, wire, error);
}

// The key bag and the wrapped key of the list of files, out of a backup's Manifest.plist.
static enum error_code work_keybag(const struct task *task, struct wire *wire, struct error *error)
{
    struct source source;
    struct keybag keybag;
    struct plist *plist = NULL;
    struct plist_value root;
    struct plist_value bag;
    struct plist_value key = {0};
    struct arena *arena CLEANUP_ARENA = arena_new(MANIFEST_MOST * 4U);
    if (!arena || task->fd_count != 1)
        return error_set(error, ERROR_USAGE, "worker", ERROR_NO_OFFSET, "a job that makes no sense");
    enum error_code code = source_of_fd(task->fds[0], &source, error);
    size_t size = source.size < MANIFEST_MOST ? (size_t)source.size : MANIFEST_MOST;
    uint8_t *bytes = code ? NULL : arena_alloc(arena, size + 1, 1);
    code = code ? code : source_read(&source, 0, bytes, size, &size, error);
    code = code ? code : plist_open(slice_of(bytes, size), arena, &plist, error);
    code = code ? code : plist_root(plist, &root, error);
    if (code == ERROR_FORMAT) {
        error_clear(error);
        code = error_set(error, ERROR_USAGE, "keybag", ERROR_NO_OFFSET,
                         "Manifest.plist, where the keys of a backup stand, is empty or damaged");
    }
    if (!code && plist_get(plist, &root, SLICE("IsEncrypted"), &key, NULL) == ERROR_NONE && key.type == PLIST_BOOLEAN &&
        !key.integer)
        code =
            error_set(error, ERROR_USAGE, "keybag", ERROR_NO_OFFSET, "this backup is not encrypted, so it has no key");
    if (!code && (plist_get(plist, &root, SLICE("BackupKeyBag"), &bag, NULL) || bag.type != PLIST_DATA))
        code = error_set(error, ERROR_FORMAT, "keybag", ERROR_NO_OFFSET, "Manifest.plist holds no key bag");
    code = code ? code : keybag_parse(bag.bytes, &keybag, error);
    if (code)
        return code;
    bool has_key = plist_get(plist, &root, SLICE("ManifestKey"), &key, NULL) == ERROR_NONE && key.type == PLIST_DATA;
    frame_put_keybag(wire, &keybag, has_key ? key.bytes : SLICE_NONE);
    return ERROR_NONE;
}

static enum error_code work_job(const struct work_context *context, const struct task *task, struct wire *wire,
                                struct error *error)
{
    switch ((enum job)task->job) {
    case JOB_INPUT:
        return work_input(context, task, wire, error);
    case JOB_LIST:
        return work_list(context, task, wire, error);
    case JOB_KEYBAG:
        return work_keybag(task, wire, error);
    case JOB_CASE_READ:
        return work_case_read(context, task, wire, error);
    case JOB_CASE_RULES:
        return work_case_rules(context, task, wire, error);
    case JOB_CASE_SQL:
        return work_case_sql(context, task, wire, error);
    default:
        return error_set(error, ERROR_USAGE, "worker", ERROR_NO_OFFSET, "an unknown job");
    }
}

int work(void *context, const struct task *task, struct wire *wire)
{
    struct error error;
    error_clear(&error);
    // One thread: no lock around each allocation. Where SQLite runs already, it stays as it is.
    (void)sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    enum error_code code = work_job(context, task, wire, &error);
    if (code)
        frame_put_error(wire, &error);
    return 0;
}
