// SPDX-License-Identifier: Apache-2.0
// A plain folder, walked without recursion: one open folder a level.
#include "base/limits.h"
#include "evidence/evidence.h"
#include "evidence/folder.h"
#include "evidence/pack.h"

#include <fcntl.h>
#include <sys/stat.h>

struct level {
    int folder;
    struct arena *arena; // of its names
    struct folder_names names;
    size_t next;
    size_t path_size; // of the path up to this folder
};

struct walking {
    struct level levels[LIMIT_WALK_DEPTH];
    size_t depth; // levels in use
    struct buffer path;
    uint64_t seen;
    struct evidence_walk counts;
    evidence_file *function;
    void *context;
};

static void level_leave(struct walking *walking)
{
    struct level *level = &walking->levels[--walking->depth];
    close_fd(&level->folder);
    level->arena = arena_free(level->arena);
    walking->path.size = level->path_size;
}

static void level_enter(struct walking *walking, int folder, size_t path_size)
{
    if (walking->depth == LIMIT_WALK_DEPTH) {
        close_fd(&folder);
        walking->counts.folders_unread++;
        walking->path.size = path_size;
        return;
    }
    struct level *level = &walking->levels[walking->depth];
    *level = (struct level){.folder = folder, .arena = arena_new(512U << 20), .path_size = path_size};
    walking->depth++;
    if (!level->arena || folder_read(folder, level->arena, LIMIT_WALK_ENTRIES, &level->names, NULL)) {
        walking->counts.folders_unread++;
        level->names.count = 0;
    }
}

static void walk_folder(struct walking *walking, int parent, const char *name, size_t path_size)
{
    int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (folder >= 0) {
        level_enter(walking, folder, path_size);
        return;
    }
    walking->counts.folders_unread++;
    walking->path.size = path_size;
}

static void walk_name(struct walking *walking, struct level *level)
{
    struct slice name = level->names.items[level->next++];
    size_t path_size = walking->path.size;
    struct stat status;
    walking->seen++;
    if (path_size)
        buffer_put_byte(&walking->path, '/');
    buffer_put(&walking->path, name);
    if (walking->path.failed || fstatat(level->folder, (const char *)name.data, &status, AT_SYMLINK_NOFOLLOW) < 0) {
        walking->path.failed = false;
        walking->counts.names_left_out++;
    } else if (S_ISDIR(status.st_mode)) {
        walking->function(walking->context, ENTRY_FOLDER, buffer_slice(&walking->path), 0);
        walk_folder(walking, level->folder, (const char *)name.data, path_size);
        return;
    } else if (S_ISREG(status.st_mode)) {
        walking->counts.files++;
        walking->function(walking->context, ENTRY_FILE, buffer_slice(&walking->path), (uint64_t)status.st_size);
    } else {
        walking->counts.names_left_out++;
        walking->function(walking->context, ENTRY_OTHER, buffer_slice(&walking->path), 0);
    }
    walking->path.size = path_size;
}

// The same of an archive: its names are sorted as they would be walked.
struct evidence_walk evidence_pack_walk(const struct evidence_pack *pack, evidence_file *function, void *context)
{
    struct evidence_walk counts = {0};
    for (size_t i = 0; i < pack_count(pack->pack); i++) {
        const struct pack_member *member = pack_at(pack->pack, i);
        struct slice path = member->path;
        if (pack->below.size) {
            bool inside = slice_starts(path, pack->below) && path.size > pack->below.size + 1 &&
                          path.data[pack->below.size] == '/';
            if (!inside)
                continue;
            path = slice_from(path, pack->below.size + 1);
        }
        counts.files += member->entry == ENTRY_FILE;
        counts.names_left_out += member->entry == ENTRY_OTHER;
        function(context, member->entry, path, member->size);
    }
    return counts;
}

enum error_code evidence_walk(const struct evidence *evidence, evidence_file *function, void *context,
                              struct evidence_walk *ret_walk, struct error *error)
{
    struct walking walking = {.function = function, .context = context};
    if (evidence->archive >= 0) {
        *ret_walk = evidence_pack_walk(&evidence->packs[0], function, context);
        return ERROR_NONE;
    }
    int root = openat(evidence->root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root < 0)
        return error_system(error, "evidence", "cannot list the folder");
    buffer_init(&walking.path, LIMIT_PATH_SIZE * 4U);
    level_enter(&walking, root, 0);
    while (walking.depth) {
        struct level *level = &walking.levels[walking.depth - 1];
        if (level->next < level->names.count && walking.seen < LIMIT_WALK_ENTRIES)
            walk_name(&walking, level);
        else
            level_leave(&walking);
    }
    walking.counts.names_left_out += walking.seen >= LIMIT_WALK_ENTRIES;
    buffer_release(&walking.path);
    *ret_walk = walking.counts;
    return ERROR_NONE;
}
