// SPDX-License-Identifier: Apache-2.0
#include "evidence/folder.h"

#include "base/limits.h"
#include "evidence/evidence.h"
#include "evidence/pack.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

static int name_order(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

static void folder_closep(DIR **folder)
{
    if (*folder)
        (void)closedir(*folder);
}

static enum error_code folder_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, "evidence", ERROR_NO_OFFSET, "no memory for a folder's names");
}

enum error_code folder_read(int folder, struct arena *arena, size_t limit, struct folder_names *ret_names,
                            struct error *error)
{
    struct folder_names names = {0};
    size_t room = 0;
    int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream CLEANUP(folder_closep) = again >= 0 ? fdopendir(again) : NULL;
    if (!stream) {
        close_fd(&again);
        return error_system(error, "evidence", "cannot list a folder");
    }
    struct slice *items CLEANUP_FREE = NULL;
    const struct dirent *entry;
    while ((entry = readdir(stream)) != NULL) {
        struct slice name = slice_text(entry->d_name);
        if (slice_equal(name, SLICE(".")) || slice_equal(name, SLICE("..")))
            continue;
        if (names.count == limit) {
            names.left_out++;
            continue;
        }
        if (names.count == room) {
            room = room ? room * 2 : 64;
            struct slice *grown = realloc(items, room * sizeof *items);
            if (!grown)
                return folder_memory(error);
            items = grown;
        }
        char *copy = arena_text(arena, name);
        if (!copy)
            return folder_memory(error);
        items[names.count++] = slice_of(copy, name.size);
    }
    if (names.count)
        qsort(items, names.count, sizeof *items, name_order);
    names.items = arena_alloc(arena, names.count, sizeof *items);
    if (!names.items)
        return folder_memory(error);
    if (names.count)
        memcpy(names.items, items, names.count * sizeof *items);
    *ret_names = names;
    return ERROR_NONE;
}

static bool component_allowed(struct slice component)
{
    return component.size > 0 && component.size <= 255 && !slice_equal(component, SLICE(".")) &&
           !slice_equal(component, SLICE("..")) && slice_find_byte(component, 0) == SIZE_MAX;
}

static enum error_code open_regular(int folder, const char *name, int *ret_fd, struct error *error)
{
    struct stat status;
    int fd CLEANUP_CLOSE = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        enum error_code code = errno == ENOENT ? ERROR_ABSENT : ERROR_IO;
        if (errno == ELOOP)
            return error_set(error, ERROR_IO, "evidence", ERROR_NO_OFFSET, "a link, which is not followed");
        error_system(error, "evidence", "cannot open");
        return code;
    }
    if (fstat(fd, &status) < 0)
        return error_system(error, "evidence", "cannot look at");
    if (!S_ISREG(status.st_mode))
        return error_set(error, ERROR_IO, "evidence", ERROR_NO_OFFSET, "not a regular file");
    *ret_fd = take_fd(&fd);
    return ERROR_NONE;
}

static enum error_code folder_open_file(const struct evidence *evidence, struct slice path, int *ret_fd,
                                        struct error *error)
{
    int folder CLEANUP_CLOSE = -1;
    struct slice rest = path;
    struct slice component;
    char name[256] = "";
    while (slice_split(&rest, '/', &component)) {
        if (!component_allowed(component))
            return error_set(error, ERROR_USAGE, "evidence", ERROR_NO_OFFSET, "a path that may lead out: \"%s\"",
                             ERROR_QUOTE(path));
        memcpy(name, component.data, component.size);
        name[component.size] = '\0';
        if (rest.data == NULL)
            break;
        int next = openat(folder >= 0 ? folder : evidence->root, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (next < 0) {
            enum error_code code = errno == ENOENT ? ERROR_ABSENT : ERROR_IO;
            error_system(error, "evidence", "cannot open the folder");
            return code;
        }
        close_fd(&folder);
        folder = next;
    }
    return open_regular(folder >= 0 ? folder : evidence->root, name, ret_fd, error);
}

// The longest name first.
const struct evidence_pack *evidence_pack_of(const struct evidence *evidence, struct slice path, struct slice *ret_rest)
{
    const struct evidence_pack *found = NULL;
    for (size_t i = 0; i < evidence->pack_count; i++) {
        const struct evidence_pack *pack = &evidence->packs[i];
        if (slice_starts(path, pack->name) && (!found || pack->name.size > found->name.size))
            found = pack;
    }
    if (found)
        *ret_rest = slice_from(path, found->name.size);
    return found;
}

static const struct pack_member *member_of(const struct evidence_pack *pack, struct slice path)
{
    struct buffer whole CLEANUP_BUFFER = {0};
    if (pack->below.size == 0)
        return pack_find(pack->pack, path);
    buffer_init(&whole, LIMIT_PATH_SIZE * 8U);
    buffer_put(&whole, pack->below);
    buffer_put_byte(&whole, '/');
    buffer_put(&whole, path);
    return whole.failed ? NULL : pack_find(pack->pack, buffer_slice(&whole));
}

// What hurts a member, in words.
static const char *member_hurt(const struct pack_member *member)
{
    static const char *const words[PACK_HURTS] = {
        [PACK_CUT] = N_("the archive is cut, or damaged, within it"),
        [PACK_LOCKED] = N_("it is encrypted in the archive: unpack that with its password"),
        [PACK_METHOD] = N_("the archive packs it in a way that is not read: unpack it, and give the folder"),
        [PACK_SPARSE] = N_("the archive has it in pieces, as a file with holes: unpack it, and give the folder"),
        [PACK_HARD_LINK] = N_("the archive has it as a second name of another file: unpack it, and give the folder"),
        [PACK_LARGE] = N_("it is too large to be read out of an archive: unpack it, and give the folder"),
        [PACK_NO_ROOM] = N_("there was no room to unpack it: unpack the archive, and give the folder"),
    };
    if (!words[member->hurt] && member->twice)
        return N_("it stands more than once in the archive; the first was read");
    return words[member->hurt];
}

static enum error_code member_open(const struct pack_member *member, int *ret_fd, struct error *error)
{
    if (!member)
        return error_set(error, ERROR_ABSENT, "evidence", ERROR_NO_OFFSET, "not in the archive");
    if (member->entry != ENTRY_FILE)
        return error_set(error, ERROR_IO, "evidence", ERROR_NO_OFFSET, "not a regular file");
    if (member->fd < 0 && member->hurt)
        return error_set(error, member->hurt == PACK_LOCKED ? ERROR_LOCKED : ERROR_IO, "evidence", ERROR_NO_OFFSET,
                         "%s", member_hurt(member));
    if (member->fd < 0)
        return error_set(error, ERROR_UNSUPPORTED, "evidence", ERROR_NO_OFFSET,
                         "it is in the archive, and could not be unpacked");
    int fd = fcntl(member->fd, F_DUPFD_CLOEXEC, 0);
    if (fd < 0)
        return error_system(error, "evidence", "cannot open");
    *ret_fd = fd;
    return ERROR_NONE;
}

enum error_code evidence_open_file(const struct evidence *evidence, struct slice path, int *ret_fd, struct error *error)
{
    struct slice rest;
    const struct evidence_pack *pack = evidence_pack_of(evidence, path, &rest);
    return pack ? member_open(member_of(pack, rest), ret_fd, error) : folder_open_file(evidence, path, ret_fd, error);
}

enum error_code evidence_file_size(const struct evidence *evidence, struct slice path, uint64_t *ret_size,
                                   struct error *error)
{
    struct slice rest;
    struct stat status;
    int fd CLEANUP_CLOSE = -1;
    const struct evidence_pack *pack = evidence_pack_of(evidence, path, &rest);
    const struct pack_member *member = pack ? member_of(pack, rest) : NULL;
    enum error_code code = ERROR_NONE;
    if (member && member->entry == ENTRY_FILE) {
        *ret_size = member->size;
        return ERROR_NONE;
    }
    code = evidence_open_file(evidence, path, &fd, error);
    if (!code && fstat(fd, &status) < 0)
        return error_system(error, "evidence", "cannot look at");
    if (!code)
        *ret_size = (uint64_t)status.st_size;
    return code;
}

const char *evidence_file_hurt(const struct evidence *evidence, struct slice path)
{
    struct slice rest;
    const struct evidence_pack *pack = evidence_pack_of(evidence, path, &rest);
    const struct pack_member *member = pack ? member_of(pack, rest) : NULL;
    return member ? member_hurt(member) : NULL;
}
