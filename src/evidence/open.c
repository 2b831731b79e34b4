// SPDX-License-Identifier: Apache-2.0
// What kind of acquisition a path is.
#include "evidence/evidence.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "evidence/folder.h"
#include "evidence/pack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
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

// A folder that may be an acquisition: one of the disk, or one of an archive.
struct look {
    int folder;
    const struct pack *pack; // NULL: of the disk
    struct slice path;       // of the folder in the archive
    struct slice name;       // its own
    struct arena *arena;
};

const char *evidence_kind_name(enum evidence_kind kind)
{
    static const char *const names[] = {[EVIDENCE_IOS_BACKUP] = "ios-backup",
                                        [EVIDENCE_IOS_FILESYSTEM] = "ios-filesystem",
                                        [EVIDENCE_SYSDIAGNOSE] = "sysdiagnose"};
    return names[kind];
}

static struct slice path_in(const struct look *look, const char *name, struct buffer *room)
{
    buffer_init(room, LIMIT_PATH_SIZE * 4U);
    buffer_put(room, look->path);
    buffer_put_text(room, look->path.size ? "/" : "");
    buffer_put_text(room, name);
    return buffer_slice(room);
}

static bool has_file(const struct look *look, const char *name)
{
    struct stat status;
    struct buffer path CLEANUP_BUFFER = {0};
    if (!look->pack)
        return fstatat(look->folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode);
    const struct pack_member *member = pack_find(look->pack, path_in(look, name, &path));
    return member && member->entry == ENTRY_FILE;
}

// `name` may be two components, where neither is a link.
static bool has_folder(const struct look *look, const char *name)
{
    struct stat status;
    struct buffer path CLEANUP_BUFFER = {0};
    char first[64];
    const char *slash = strchr(name, '/');
    if (look->pack)
        return pack_has_folder(look->pack, path_in(look, name, &path));
    if (!slash)
        return fstatat(look->folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);
    (void)snprintf(first, sizeof first, "%.*s", (int)(slash - name), name);
    int folder CLEANUP_CLOSE = openat(look->folder, first, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return folder >= 0 && fstatat(folder, slash + 1, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);
}

// A log archive by itself, as `log collect` leaves it.
static bool is_logarchive(const struct look *look)
{
    unsigned marks = has_folder(look, "Persist") + 0U + has_folder(look, "Special") + has_folder(look, "timesync") +
                     has_folder(look, "dsc") + has_file(look, "logdata.LiveData.tracev3");
    return marks >= 2 || (marks >= 1 && slice_ends(look->name, SLICE(".logarchive")));
}

// Some of what every sysdiagnose has: not all of it, since people send what they have unpacked in part.
static bool is_sysdiagnose(const struct look *look)
{
    unsigned marks = has_file(look, "sysdiagnose.log") + 0U + has_folder(look, "system_logs.logarchive") +
                     has_folder(look, "crashes_and_spins") + has_file(look, "ps.txt") + has_file(look, "taskinfo.txt") +
                     has_file(look, "remotectl_dumpstate.txt") + has_file(look, "spindump-nosymbols.txt") +
                     has_folder(look, "summaries");
    return marks >= 2 || (marks >= 1 && slice_starts(look->name, SLICE("sysdiagnose_")));
}

// A report; not what macOS writes beside each file of a disk that cannot keep its attributes ("._name").
static bool has_report(const struct look *look)
{
    struct folder_names names;
    if (look->pack)
        return pack_folder_has(look->pack, look->path, SLICE(".ips"));
    if (folder_read(look->folder, look->arena, 1000, &names, NULL))
        return false;
    for (size_t i = 0; i < names.count; i++)
        if (slice_ends(names.items[i], SLICE(".ips")) && !evidence_is_apple_double(names.items[i]) &&
            has_file(look, (const char *)names.items[i].data))
            return true;
    return false;
}

static bool is_backup(const struct look *look)
{
    bool plists = has_file(look, "Manifest.plist") && (has_file(look, "Info.plist") || has_file(look, "Status.plist"));
    return has_file(look, "Manifest.db") || has_file(look, "Manifest.mbdb") || plists;
}

// What a folder is; false where it is none of ours.
static bool folder_kind(const struct look *look, struct candidate *found)
{
    found->within = "";
    found->kind = EVIDENCE_IOS_BACKUP;
    if (is_backup(look))
        return true;
    found->kind = EVIDENCE_IOS_FILESYSTEM;
    if (has_folder(look, "private/var"))
        return true;
    found->kind = EVIDENCE_SYSDIAGNOSE;
    if (is_sysdiagnose(look))
        return true;
    found->within = "system_logs.logarchive/";
    if (is_logarchive(look))
        return true;
    // Crash reports as a computer fetches them from a phone: side by side, with a folder of diagnostic logs.
    found->within = "crashes_and_spins/";
    return has_folder(look, "DiagnosticLogs/sysdiagnose") || has_report(look);
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
    struct look look = {.folder = folder, .name = base_name(below.size ? below : search->path), .arena = search->arena};
    if (folder_kind(&look, &found)) {
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

static bool found_above(const struct search *search, struct slice path)
{
    for (size_t i = 0; i < search->count; i++) {
        struct slice below = search->found[i].below;
        if (slice_starts(path, below) && path.size > below.size && path.data[below.size] == '/')
            return true;
    }
    return false;
}

// The same of an archive: its root, or the folders at most two levels down.
static void search_pack(struct search *search, const struct pack *pack)
{
    struct candidate found = {0};
    struct look look = {.folder = -1, .pack = pack, .name = base_name(search->path), .arena = search->arena};
    if (folder_kind(&look, &found)) {
        search_add(search, SLICE_NONE, found);
        return;
    }
    for (size_t i = 0; i < pack_folder_count(pack); i++) {
        look.path = pack_folder(pack, i);
        look.name = base_name(look.path);
        if (!found_above(search, look.path) && folder_kind(&look, &found))
            search_add(search, look.path, found);
    }
}

// As many as there is room for, each long enough to tell apart what iTunes names by 40 digits.
static enum error_code open_several(const struct search *search, const struct pack *pack, struct error *error)
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
    if (pack)
        return error_set(error, ERROR_USAGE, "evidence", ERROR_NO_OFFSET,
                         "several acquisitions lie in this archive (%s): unpack it, and name one of them", names);
    return error_set(error, ERROR_USAGE, "evidence", ERROR_NO_OFFSET,
                     "several acquisitions lie side by side here (%s): name one of them", names);
}

struct known_file {
    struct slice end;
    const char *what;
    bool packs; // other files, and nothing else
};

static const struct known_file *file_known(struct slice path)
{
    static const struct known_file known[] = {
        {SLICE_INIT(".ufdr"), N_("a Cellebrite report"), false},
        {SLICE_INIT(".dar"), N_("a DAR archive"), true},
        {SLICE_INIT(".7z"), N_("a 7z archive"), true},
        {SLICE_INIT(".rar"), N_("a RAR archive"), true},
        {SLICE_INIT(".xz"), N_("a file packed with xz"), true},
        {SLICE_INIT(".txz"), N_("a file packed with xz"), true},
        {SLICE_INIT(".bz2"), N_("a file packed with bzip2"), true},
        {SLICE_INIT(".tbz2"), N_("a file packed with bzip2"), true},
        {SLICE_INIT(".zst"), N_("a file packed with zstd"), true},
        {SLICE_INIT(".lz4"), N_("a file packed with lz4"), true},
        {SLICE_INIT(".e01"), N_("an EnCase image"), false},
        {SLICE_INIT(".ab"), N_("an adb backup"), false},
        {SLICE_INIT(".age"), N_("an age-encrypted file"), false},
        {SLICE_INIT(".dmg"), N_("a disk image"), false},
    };
    for (size_t i = 0; i < ARRAY_SIZE(known); i++)
        if (path.size >= known[i].end.size &&
            slice_equal_fold(slice_from(path, path.size - known[i].end.size), known[i].end))
            return &known[i];
    return NULL;
}

static enum error_code open_file_error(struct slice path, struct error *error)
{
    const struct known_file *known = file_known(path);
    if (known && known->packs)
        return error_set(error, ERROR_UNSUPPORTED, "evidence", ERROR_NO_OFFSET,
                         "%s is not read; unpack it first, and give the folder", known->what);
    if (known)
        return error_set(
            error, ERROR_UNSUPPORTED, "evidence", ERROR_NO_OFFSET,
            "%s is not read yet; unpack it and give the folder, if it holds an iOS backup or a file system",
            known->what);
    return error_set(error, ERROR_USAGE, "evidence", ERROR_NO_OFFSET,
                     "not an acquisition that bridle knows: give the folder of an iOS backup, of a sysdiagnose, or one "
                     "that holds private/var, or an archive (tar, tar.gz, zip) of one");
}

static enum error_code path_found(struct evidence *evidence, struct slice path, struct slice below, struct error *error)
{
    struct buffer whole CLEANUP_BUFFER;
    buffer_init(&whole, LIMIT_PATH_SIZE * 8U);
    buffer_put(&whole, path);
    if (below.size) {
        if (!slice_ends(path, SLICE("/")))
            buffer_put_byte(&whole, '/');
        buffer_put(&whole, below);
    }
    if (whole.failed || !arena_copy(evidence->arena, buffer_slice(&whole), &evidence->path))
        return error_set(error, ERROR_MEMORY, "evidence", ERROR_NO_OFFSET, "no memory for the acquisition's path");
    return ERROR_NONE;
}

static void evidence_marks(struct evidence *evidence, const struct look *look)
{
    evidence->snapshot_folder = has_folder(look, "Snapshot");
    evidence->has_manifest = has_file(look, "Manifest.db");
    evidence->is_old = !evidence->has_manifest && has_file(look, "Manifest.mbdb");
}

static enum error_code evidence_found(int folder, const struct search *search, struct evidence *evidence,
                                      struct slice path, struct error *error)
{
    const struct candidate *found = &search->found[0];
    const char *below = arena_text(evidence->arena, found->below);
    enum error_code code = path_found(evidence, path, found->below, error);
    if (code || !below)
        return code ? code : error_set(error, ERROR_MEMORY, "evidence", ERROR_NO_OFFSET, "no memory for a path");
    evidence->kind = found->kind;
    evidence->within = found->within;
    evidence->root = openat(folder, found->below.size ? below : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (evidence->root < 0)
        return error_system(error, "evidence", "cannot open the folder");
    struct look look = {.folder = evidence->root};
    evidence_marks(evidence, &look);
    return ERROR_NONE;
}

// By its first bytes: gzip, zip, or a tar header's mark, which the oldest have not. What is in it, its reader in the
// cage says.
static bool file_is_packed(int fd, struct slice path)
{
    uint8_t bytes[512] = {0};
    ssize_t got = pread(fd, bytes, sizeof bytes, 0);
    return (got >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b) || (got >= 4 && memcmp(bytes, "PK\3\4", 4) == 0) ||
           (got >= 4 && memcmp(bytes, "PK\5\6", 4) == 0) || (got >= 262 && memcmp(bytes + 257, "ustar", 5) == 0) ||
           (got == sizeof bytes && slice_ends(path, SLICE(".tar")));
}

static enum error_code evidence_file_open(const char *path, struct evidence *evidence, struct error *error)
{
    struct stat status;
    int fd CLEANUP_CLOSE = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &status) < 0)
        return error_system(error, "evidence", "cannot open");
    // What is known by its name is more than the archive that it is too.
    bool packed = S_ISREG(status.st_mode) && !file_known(slice_text(path)) && file_is_packed(fd, slice_text(path));
    if (!packed)
        return open_file_error(slice_text(path), error);
    evidence->archive = take_fd(&fd);
    return path_found(evidence, slice_text(path), SLICE_NONE, error);
}

static enum error_code evidence_search(const char *path, struct evidence *evidence, struct error *error)
{
    struct search search = {.arena = evidence->arena, .path = slice_text(path)};
    int folder CLEANUP_CLOSE = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0 && errno == ENOTDIR)
        return evidence_file_open(path, evidence, error);
    if (folder < 0) {
        enum error_code code = errno == ENOENT ? ERROR_ABSENT : ERROR_IO;
        error_system(error, "evidence", "cannot open");
        return code;
    }
    search_folder(&search, folder, SLICE_NONE, 2);
    if (search.count > 1)
        return open_several(&search, NULL, error);
    if (search.count == 0)
        return open_file_error(SLICE_NONE, error);
    return evidence_found(folder, &search, evidence, slice_text(path), error);
}

enum error_code evidence_open(const char *path, struct evidence *ret_evidence, struct error *error)
{
    struct evidence evidence = {.root = -1, .archive = -1, .within = "", .arena = arena_new(8U << 20)};
    enum error_code code = evidence.arena ? evidence_search(path, &evidence, error)
                                          : error_set(error, ERROR_MEMORY, "evidence", ERROR_NO_OFFSET, "no memory");
    error_path(error, slice_text(path));
    if (code)
        evidence_close(&evidence);
    else
        *ret_evidence = evidence;
    return code;
}

static enum error_code pack_take(struct evidence *evidence, struct slice name, struct pack *pack, struct slice below,
                                 struct error *error)
{
    struct evidence_pack *packs = reallocarray(evidence->packs, evidence->pack_count + 1, sizeof *packs);
    struct evidence_pack own = {.pack = pack};
    if (packs)
        evidence->packs = packs;
    if (!packs || !arena_copy(evidence->arena, name, &own.name) || !arena_copy(evidence->arena, below, &own.below))
        return error_set(error, ERROR_MEMORY, "evidence", ERROR_NO_OFFSET, "no memory for an archive");
    evidence->packs[evidence->pack_count++] = own;
    return ERROR_NONE;
}

enum error_code evidence_unpacked(struct evidence *evidence, struct pack *pack, struct error *error)
{
    struct search search = {.arena = evidence->arena, .path = evidence->path};
    search_pack(&search, pack);
    if (search.count > 1)
        return open_several(&search, pack, error);
    if (search.count == 0)
        return error_set(error, ERROR_ABSENT, "evidence", ERROR_NO_OFFSET,
                         "the archive holds no acquisition that bridle knows: no iOS backup, no sysdiagnose, and no "
                         "folder with private/var");
    struct look look = {.folder = -1, .pack = pack, .path = search.found[0].below};
    evidence->kind = search.found[0].kind;
    evidence->within = search.found[0].within;
    evidence_marks(evidence, &look);
    return pack_take(evidence, SLICE_NONE, pack, search.found[0].below, error);
}

bool evidence_is_apple_double(struct slice path)
{
    return slice_starts(base_name(path), SLICE("._"));
}

bool evidence_is_nested(struct slice path)
{
    return slice_starts(base_name(path), SLICE("sysdiagnose_")) &&
           (slice_ends(path, SLICE(".tar.gz")) || slice_ends(path, SLICE(".tgz")));
}

enum error_code evidence_nested(struct evidence *evidence, struct slice path, struct pack *pack, struct error *error)
{
    struct search search = {.arena = evidence->arena, .path = path};
    struct buffer name CLEANUP_BUFFER = {0};
    search_pack(&search, pack);
    if (search.count != 1 || search.found[0].kind != EVIDENCE_SYSDIAGNOSE || search.found[0].within[0])
        return error_set(error, ERROR_FORMAT, "evidence", ERROR_NO_OFFSET, "no sysdiagnose is in it");
    buffer_init(&name, LIMIT_PATH_SIZE * 4U);
    buffer_put(&name, path);
    buffer_put_text(&name, "!/");
    return pack_take(evidence, buffer_slice(&name), pack, search.found[0].below, error);
}

void evidence_close(struct evidence *evidence)
{
    close_fd(&evidence->root);
    close_fd(&evidence->archive);
    for (size_t i = 0; i < evidence->pack_count; i++)
        evidence->packs[i].pack = pack_free(evidence->packs[i].pack);
    free(evidence->packs);
    evidence->packs = NULL;
    evidence->pack_count = 0;
    evidence->arena = arena_free(evidence->arena);
}
