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
    const char *within;
};

struct search {
    struct arena *arena;
    struct slice path; // as given
    struct candidate found[CANDIDATES_MAX];
    size_t count;
    bool unfinished; // more names than a look takes
};

const char *evidence_kind_name(enum evidence_kind kind)
{
    static const char *const names[] = {[EVIDENCE_IOS_BACKUP] = "ios-backup",
                                        [EVIDENCE_IOS_FILESYSTEM] = "ios-filesystem",
                                        [EVIDENCE_SYSDIAGNOSE] = "sysdiagnose"};
    return names[kind];
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

// A log archive by itself, as `log collect` leaves it.
static bool is_logarchive(int folder, struct slice name)
{
    unsigned marks = has_folder(folder, "Persist") + 0U + has_folder(folder, "Special") +
                     has_folder(folder, "timesync") + has_folder(folder, "dsc") +
                     has_file(folder, "logdata.LiveData.tracev3");
    return marks >= 2 || (marks >= 1 && slice_ends(name, SLICE(".logarchive")));
}

// Some of what every sysdiagnose has: not all of it, since people send what they have unpacked in part.
static bool is_sysdiagnose(int folder, struct slice name)
{
    unsigned marks = has_file(folder, "sysdiagnose.log") + 0U + has_folder(folder, "system_logs.logarchive") +
                     has_folder(folder, "crashes_and_spins") + has_file(folder, "ps.txt") +
                     has_file(folder, "taskinfo.txt") + has_file(folder, "remotectl_dumpstate.txt") +
                     has_file(folder, "spindump-nosymbols.txt") + has_folder(folder, "summaries");
    return marks >= 2 || (marks >= 1 && slice_starts(name, SLICE("sysdiagnose_")));
}

// Crash reports as a computer fetches them from a phone: reports side by side, and a folder of diagnostic logs.
static bool is_crash_pull(int folder, struct arena *arena)
{
    struct folder_names names;
    int logs CLEANUP_CLOSE = openat(folder, "DiagnosticLogs", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (logs >= 0 && has_folder(logs, "sysdiagnose"))
        return true;
    if (folder_read(folder, arena, 1000, &names, NULL))
        return false;
    for (size_t i = 0; i < names.count; i++)
        if (slice_ends(names.items[i], SLICE(".ips")) && has_file(folder, (const char *)names.items[i].data))
            return true;
    return false;
}

// `name` is the folder's own, `found` gets kind and place.
static bool folder_kind(int folder, struct slice name, struct arena *arena, struct candidate *found)
{
    found->within = "";
    bool plists =
        has_file(folder, "Manifest.plist") && (has_file(folder, "Info.plist") || has_file(folder, "Status.plist"));
    if (has_file(folder, "Manifest.db") || has_file(folder, "Manifest.mbdb") || plists) {
        found->kind = EVIDENCE_IOS_BACKUP;
        return true;
    }
    int private CLEANUP_CLOSE = openat(folder, "private", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (private >= 0 && has_folder(private, "var")) {
        found->kind = EVIDENCE_IOS_FILESYSTEM;
        return true;
    }
    found->kind = EVIDENCE_SYSDIAGNOSE;
    if (is_sysdiagnose(folder, name))
        return true;
    found->within = "system_logs.logarchive/";
    if (is_logarchive(folder, name))
        return true;
    found->within = "crashes_and_spins/";
    return is_crash_pull(folder, arena);
}

static struct slice base_name(struct slice path)
{
    while (slice_ends(path, SLICE("/")))
        path.size--;
    size_t slash = slice_find_last_byte(path, '/');
    return slash == SIZE_MAX ? path : slice_from(path, slash + 1);
}

static void search_add(struct search *search, struct slice below, struct candidate found)
{
    if (search->count < CANDIDATES_MAX && arena_copy(search->arena, below, &found.below))
        search->found[search->count++] = found;
}

// A backup's own folders are 00 … ff: no use to look into those.
static void search_folder(struct search *search, int folder, struct slice below, unsigned levels)
{
    struct candidate found = {0};
    struct folder_names names;
    if (folder_kind(folder, base_name(below.size ? below : search->path), search->arena, &found)) {
        search_add(search, below, found);
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
    return error_set(error, ERROR_USAGE, "evidence", ERROR_NO_OFFSET,
                     "not an acquisition that bridle knows: give the folder of an iOS backup, of a sysdiagnose, or one "
                     "that holds private/var");
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
    evidence->within = found->within;
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
    struct search search = {.arena = evidence->arena, .path = slice_text(path)};
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
