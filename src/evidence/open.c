// SPDX-License-Identifier: Apache-2.0
// What kind of acquisition a path is.
#include "evidence/evidence.h"

#include "base/buffer.h"
#include "evidence/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#define CANDIDATES_MAX 16U

struct candidate {
    struct slice below; // path below the given folder; empty: itself
    enum evidence_kind kind;
};

struct search {
    struct arena *arena;
    struct candidate found[CANDIDATES_MAX];
    size_t count;
    bool unfinished; // more names than a look takes
};

const char *evidence_kind_name(enum evidence_kind kind)
{
    return kind == EVIDENCE_IOS_BACKUP ? "ios-backup" : "ios-filesystem";
}

static bool has_file(int folder, const char *name)
{
    struct stat status;
    return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode);
}

static bool has_folder(int folder, const char *name)
{
    struct stat status;
    return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);
}

static bool folder_kind(int folder, enum evidence_kind *ret_kind)
{
    bool plists =
        has_file(folder, "Manifest.plist") && (has_file(folder, "Info.plist") || has_file(folder, "Status.plist"));
    if (has_file(folder, "Manifest.db") || has_file(folder, "Manifest.mbdb") || plists) {
        *ret_kind = EVIDENCE_IOS_BACKUP;
        return true;
    }
    int private CLEANUP_CLOSE = openat(folder, "private", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (private >= 0 && has_folder(private, "var")) {
        *ret_kind = EVIDENCE_IOS_FILESYSTEM;
        return true;
    }
    return false;
}

static void search_add(struct search *search, struct slice below, enum evidence_kind kind)
{
    struct slice copy;
    if (search->count < CANDIDATES_MAX && arena_copy(search->arena, below, &copy))
        search->found[search->count++] = (struct candidate){copy, kind};
}

// A backup's own folders are 00 … ff: no use to look into those.
static void search_folder(struct search *search, int folder, struct slice below, unsigned levels)
{
    enum evidence_kind kind;
    struct folder_names names;
    if (folder_kind(folder, &kind)) {
        search_add(search, below, kind);
        return;
    }
    if (levels == 0 || folder_read(folder, search->arena, 1000, &names, NULL))
        return;
    search->unfinished = search->unfinished || names.left_out;
    for (size_t i = 0; i < names.count; i++) {
        char path[1024];
        const char *name = (const char *)names.items[i].data;
        int next CLEANUP_CLOSE = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
        int size = snprintf(path, sizeof path, "%.*s%s%s", SLICE_PRINTF(below), below.size ? "/" : "", name);
        if (next >= 0 && size > 0 && (size_t)size < sizeof path)
            search_folder(search, next, slice_of(path, (size_t)size), levels - 1);
    }
}

// As many as there is room for, each long enough to tell apart what iTunes names by 40 digits.
static enum error_code open_several(const struct search *search, struct error *error)
{
    char names[180] = "";
    size_t used = 0;
    for (size_t i = 0; i < search->count; i++) {
        char name[64];
        (void)error_name(search->found[i].below, name, sizeof name);
        bool room = used + slice_text(name).size + sizeof ", , ..." < sizeof names;
        int size = snprintf(names + used, sizeof names - used, "%s%s", i ? ", " : "", room ? name : "...");
        used += size > 0 ? (size_t)size : 0;
        if (!room)
            break;
    }
    return error_set(error, ERROR_USAGE, "evidence", ERROR_NO_OFFSET,
                     "several acquisitions lie side by side here (%s): name one of them", names);
}

struct known_file {
    struct slice end;
    const char *what;
};

static enum error_code open_file_error(struct slice path, struct error *error)
{
    static const struct known_file known[] = {
        {SLICE_INIT(".ufdr"), N_("a Cellebrite report")},
        {SLICE_INIT(".dar"), N_("a DAR archive")},
        {SLICE_INIT(".e01"), N_("an EnCase image")},
        {SLICE_INIT(".ab"), N_("an adb backup")},
        {SLICE_INIT(".tar.gz"), N_("a packed archive (a sysdiagnose?)")},
        {SLICE_INIT(".tgz"), N_("a packed archive")},
        {SLICE_INIT(".tar"), N_("an archive")},
        {SLICE_INIT(".zip"), N_("a zip archive (a bug report?)")},
        {SLICE_INIT(".age"), N_("an age-encrypted file")},
        {SLICE_INIT(".dmg"), N_("a disk image")},
    };
    for (size_t i = 0; i < ARRAY_SIZE(known); i++)
        if (path.size >= known[i].end.size &&
            slice_equal_fold(slice_from(path, path.size - known[i].end.size), known[i].end))
            return error_set(
                error, ERROR_UNSUPPORTED, "evidence", ERROR_NO_OFFSET,
                "%s is not read yet; unpack it and give the folder, if it holds an iOS backup or a file system",
                known[i].what);
    return error_set(
        error, ERROR_USAGE, "evidence", ERROR_NO_OFFSET,
        "not an acquisition that bridle knows: give the folder of an iOS backup, or one that holds private/var");
}

static enum error_code evidence_found(int folder, const struct search *search, struct evidence *evidence,
                                      struct slice path, struct error *error)
{
    const struct candidate *found = &search->found[0];
    struct buffer whole CLEANUP_BUFFER;
    buffer_init(&whole, 8192);
    buffer_put(&whole, path);
    if (found->below.size) {
        if (!slice_ends(path, SLICE("/")))
            buffer_put_byte(&whole, '/');
        buffer_put(&whole, found->below);
    }
    const char *below = arena_text(evidence->arena, found->below);
    if (!below || whole.failed || !arena_copy(evidence->arena, buffer_slice(&whole), &evidence->path))
        return error_set(error, ERROR_MEMORY, "evidence", ERROR_NO_OFFSET, "no memory for the acquisition's path");
    evidence->kind = found->kind;
    evidence->root = openat(folder, found->below.size ? below : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (evidence->root < 0)
        return error_system(error, "evidence", "cannot open the folder");
    evidence->snapshot_folder = has_folder(evidence->root, "Snapshot");
    evidence->has_manifest = has_file(evidence->root, "Manifest.db");
    evidence->is_old = !evidence->has_manifest && has_file(evidence->root, "Manifest.mbdb");
    return ERROR_NONE;
}

static enum error_code evidence_search(const char *path, struct evidence *evidence, struct error *error)
{
    struct search search = {.arena = evidence->arena};
    int folder CLEANUP_CLOSE = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0 && errno == ENOTDIR)
        return open_file_error(slice_text(path), error);
    if (folder < 0) {
        enum error_code code = errno == ENOENT ? ERROR_ABSENT : ERROR_IO;
        error_system(error, "evidence", "cannot open");
        return code;
    }
    search_folder(&search, folder, SLICE_NONE, 2);
    if (search.count > 1)
        return open_several(&search, error);
    if (search.count == 0)
        return open_file_error(SLICE_NONE, error);
    return evidence_found(folder, &search, evidence, slice_text(path), error);
}

enum error_code evidence_open(const char *path, struct evidence *ret_evidence, struct error *error)
{
    struct evidence evidence = {.root = -1, .arena = arena_new(8U << 20)};
    enum error_code code = evidence.arena ? evidence_search(path, &evidence, error)
                                          : error_set(error, ERROR_MEMORY, "evidence", ERROR_NO_OFFSET, "no memory");
    error_path(error, slice_text(path));
    if (code)
        evidence_close(&evidence);
    else
        *ret_evidence = evidence;
    return code;
}

void evidence_close(struct evidence *evidence)
{
    close_fd(&evidence->root);
    evidence->arena = arena_free(evidence->arena);
}
