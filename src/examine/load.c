// SPDX-License-Identifier: Apache-2.0
#include "examine/load.h"

#include "evidence/folder.h"
#include "sql/device_path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define DEFINITION_DEPTH 4U

typedef enum error_code parse_function(struct definitions *definitions, struct slice file, struct slice text,
                                       struct error *error);

struct loading {
    struct definitions *definitions;
    parse_function *parse;
    struct error *error;
};

static enum error_code read_file(int folder, const char *name, const char *path, struct buffer *text,
                                 struct error *error)
{
    int fd CLEANUP_CLOSE = openat(folder, name, O_RDONLY | O_CLOEXEC);
    enum error_code code = ERROR_NONE;
    if (fd < 0)
        code = error_system(error, "definition", "cannot open");
    for (;;) {
        uint8_t *room = code ? NULL : buffer_extend(text, 65536);
        ssize_t got = room ? read(fd, room, 65536) : -1;
        if (!code && !room)
            code = error_set(error, ERROR_LIMIT, "definition", ERROR_NO_OFFSET, "the file is too large");
        if (!code && got < 0)
            code = error_system(error, "definition", "cannot read");
        if (code)
            break;
        text->size -= 65536U - (size_t)got;
        if (got == 0)
            break;
    }
    error_path(error, slice_text(path));
    return code;
}

enum error_code text_file_read(const char *path, struct buffer *text, struct error *error)
{
    return read_file(AT_FDCWD, path, path, text, error);
}

static enum error_code load_file(const struct loading *loading, int folder, const char *name, const char *path)
{
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, LIMIT_DEFINITION_SIZE + 65536U * 2U);
    enum error_code code = read_file(folder, name, path, &text, loading->error);
    return code ? code : loading->parse(loading->definitions, slice_text(path), buffer_slice(&text), loading->error);
}

static enum error_code load_folder(const struct loading *loading, const char *path, unsigned depth)
{
    struct folder_names names;
    struct arena *arena CLEANUP_ARENA = arena_new(4U << 20);
    int folder CLEANUP_CLOSE = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum error_code code = ERROR_NONE;
    if (folder < 0) {
        code = error_system(loading->error, "definition", "cannot open the folder");
        error_path(loading->error, slice_text(path));
        return code;
    }
    if (!arena)
        return error_set(loading->error, ERROR_MEMORY, "definition", ERROR_NO_OFFSET, "no memory for definitions");
    code = folder_read(folder, arena, LIMIT_DEFINITIONS * 4U, &names, loading->error);
    for (size_t i = 0; !code && i < names.count; i++) {
        struct stat status;
        char below[4096];
        const char *name = (const char *)names.items[i].data;
        int size = snprintf(below, sizeof below, "%s/%s", path, name);
        if (size < 0 || (size_t)size >= sizeof below || fstatat(folder, name, &status, 0) < 0 || name[0] == '.')
            continue;
        if (S_ISDIR(status.st_mode) && depth > 0)
            code = load_folder(loading, below, depth - 1);
        else if (S_ISREG(status.st_mode) && slice_ends(names.items[i], SLICE(".sql")))
            code = load_file(loading, folder, name, below);
    }
    return code;
}

// Beside the program (build/bridle: one folder up; or in its own folder), else where it was installed.
static enum error_code data_dir(const struct bridle_definitions *options, char *path, size_t size, struct error *error)
{
    char program[3072] = "";
    char tried[4096];
    struct stat status;
    static const char *const beside[] = {"", "/.."};
    if (options->data_dir) {
        (void)snprintf(path, size, "%s", options->data_dir);
        return ERROR_NONE;
    }
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    char *slash = length > 0 ? memrchr(program, '/', (size_t)length) : NULL;
    for (size_t i = 0; slash && i < ARRAY_SIZE(beside); i++) {
        *slash = '\0';
        (void)snprintf(path, size, "%s%s", program, beside[i]);
        (void)snprintf(tried, sizeof tried, "%s/artefacts/ios", path);
        if (stat(tried, &status) == 0 && S_ISDIR(status.st_mode))
            return ERROR_NONE;
    }
    (void)snprintf(path, size, "%s", BRIDLE_DATA_DIR);
    (void)snprintf(tried, sizeof tried, "%s/artefacts", path);
    if (stat(tried, &status) == 0)
        return ERROR_NONE;
    return error_set(error, ERROR_ABSENT, "definition", ERROR_NO_OFFSET,
                     "cannot find bridle's artefacts: neither beside the program nor at %s", BRIDLE_DATA_DIR);
}

static enum error_code load_kind(struct loaded *loaded, const char *base, const char *name, const char *own,
                                 parse_function *parse, struct error *error)
{
    char path[4096];
    struct loading loading = {&loaded->definitions, parse, error};
    (void)snprintf(path, sizeof path, "%s/%s", base, name);
    enum error_code code = load_folder(&loading, path, DEFINITION_DEPTH);
    return code || !own ? code : load_folder(&loading, own, DEFINITION_DEPTH);
}

// The lists that come with bridle: lists/published/*.tsv. A folder that is not there holds none.
static enum error_code load_published(struct loaded *loaded, const char *base, struct error *error)
{
    char path[4096];
    struct folder_names names;
    struct arena *arena = loaded->definitions.arena;
    (void)snprintf(path, sizeof path, "%s/lists/published", base);
    int folder CLEANUP_CLOSE = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return ERROR_NONE;
    enum error_code code = folder_read(folder, arena, LIMIT_DEFINITIONS, &names, error);
    loaded->published = code ? NULL : arena_alloc(arena, names.count + 1, sizeof *loaded->published);
    for (size_t i = 0; !code && loaded->published && i < names.count; i++) {
        char below[4096];
        if (!slice_ends(names.items[i], SLICE(".tsv")) || names.items[i].data[0] == '.')
            continue;
        int size = snprintf(below, sizeof below, "%s/%.*s", path, SLICE_PRINTF(names.items[i]));
        const char *copy = size < 0 ? NULL : arena_text(arena, slice_text(below));
        if (!copy)
            return error_set(error, ERROR_MEMORY, "definition", ERROR_NO_OFFSET, "no memory for lists");
        loaded->published[loaded->published_count++] = copy;
    }
    return code;
}

static enum error_code load_advice_file(struct loaded *loaded, const char *path, struct error *error)
{
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, LIMIT_DEFINITION_SIZE + 65536U * 2U);
    enum error_code code = text_file_read(path, &text, error);
    code = code ? code : advice_parse(buffer_slice(&text), loaded->definitions.arena, &loaded->advice, error);
    error_path(error, slice_text(path));
    return code;
}

// English first, so that nothing is missing; then the language asked for, then the user's own.
static enum error_code load_advice(struct loaded *loaded, const struct bridle_definitions *options, const char *base,
                                   struct error *error)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/advice/en.txt", base);
    enum error_code code = load_advice_file(loaded, path, error);
    if (!code && options->language && strcmp(options->language, "en") != 0) {
        int size = snprintf(path, sizeof path, "%s/advice/%s.txt", base, options->language);
        bool there = size > 0 && (size_t)size < sizeof path && access(path, F_OK) == 0;
        code = there ? load_advice_file(loaded, path, error) : ERROR_NONE;
    }
    return code || !options->advice ? code : load_advice_file(loaded, options->advice, error);
}

enum error_code loaded_new(const struct bridle_definitions *options, struct loaded *ret_loaded, struct error *error)
{
    char base[3600] = "";
    struct loaded loaded = {.definitions = {.arena = arena_new(64U << 20)}};
    enum error_code code = loaded.definitions.arena ? data_dir(options, base, sizeof base, error)
                                                    : error_set(error, ERROR_MEMORY, "definition", ERROR_NO_OFFSET,
                                                                "no memory for definitions");
    code =
        code ? code : load_kind(&loaded, base, "artefacts", options->artefacts_dir, definition_parse_artefact, error);
    code = code ? code : load_kind(&loaded, base, "rules", options->rules_dir, definition_parse_rule, error);
    code = code ? code : load_kind(&loaded, base, "lists", options->lists_dir, definition_parse_list, error);
    code = code ? code : load_published(&loaded, base, error);
    code = code ? code : load_advice(&loaded, options, base, error);
    code = code ? code : definitions_finish(&loaded.definitions, error);
    if (code)
        loaded_release(&loaded);
    else
        *ret_loaded = loaded;
    return code;
}

void loaded_release(struct loaded *loaded)
{
    free(loaded->definitions.artefacts);
    free(loaded->definitions.rules);
    free(loaded->definitions.lists);
    loaded->definitions.arena = arena_free(loaded->definitions.arena);
    loaded->backup_places = place_set_free(loaded->backup_places);
    loaded->device_places = place_set_free(loaded->device_places);
}

static enum error_code add_places(struct loaded *loaded, const struct artefact *artefact, struct error *error)
{
    enum error_code code = ERROR_NONE;
    for (size_t i = 0; !code && i < artefact->from.count; i++) {
        struct buffer pattern CLEANUP_BUFFER;
        struct slice from = artefact->from.items[i];
        if (slice_equal(from, SLICE(PLAN_WALK)) || slice_equal(from, SLICE(PLAN_NAMES)))
            continue;
        buffer_init(&pattern, LIMIT_PATH_SIZE);
        code = place_set_add(loaded->backup_places, artefact->number, from, error);
        if (!code && device_pattern(from, &pattern))
            code = place_set_add(loaded->device_places, artefact->number, buffer_slice(&pattern), error);
    }
    return code;
}

enum error_code loaded_places(struct loaded *loaded, const bool *wanted, struct error *error)
{
    loaded->backup_places = place_set_new();
    loaded->device_places = place_set_new();
    enum error_code code = ERROR_NONE;
    if (!loaded->backup_places || !loaded->device_places)
        return error_set(error, ERROR_MEMORY, "definition", ERROR_NO_OFFSET, "no memory for patterns");
    for (size_t i = 0; !code && i < loaded->definitions.artefact_count; i++)
        if (!wanted || wanted[i])
            code = add_places(loaded, &loaded->definitions.artefacts[i], error);
    return code;
}
