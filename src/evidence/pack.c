// SPDX-License-Identifier: Apache-2.0
#include "evidence/pack.h"

#include "base/limits.h"
#include "match/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#define COMPONENT "archive"
#define FOLDERS_NEAR_MOST 10000U

struct pack {
    struct arena *arena;
    struct pack_budget *budget;
    struct pack_member *members;
    size_t count, room;
    uint32_t *slots;    // number + 1 of a member by the hash of its name: open addressing, never full
    size_t slot_count;  // a power of two
    struct slice *near; // folders at most two levels down
    size_t near_count;
    uint64_t kept, twice;
    size_t kept_members;
    bool damaged;
    uint64_t seed; // nobody who packs an archive knows it
};

struct pack *pack_new(struct pack_budget *budget)
{
    struct pack *pack = calloc(1, sizeof *pack);
    if (!pack)
        return NULL;
    pack->budget = budget;
    pack->arena = arena_new(LIMIT_PACK_NAMES);
    if (getrandom(&pack->seed, sizeof pack->seed, 0) != sizeof pack->seed)
        pack->seed = (uint64_t)(uintptr_t)pack;
    return pack->arena ? pack : pack_free(pack);
}

struct pack *pack_free(struct pack *pack)
{
    if (!pack)
        return NULL;
    for (size_t i = 0; i < pack->count; i++)
        close_fd(&pack->members[i].fd);
    pack->budget->bytes += pack->kept;
    pack->budget->members += pack->kept_members;
    pack->arena = arena_free(pack->arena);
    free(pack->members);
    free(pack->near);
    free(pack->slots);
    free(pack);
    return NULL;
}

static size_t name_slot(const struct pack *pack, struct slice name)
{
    size_t at = (size_t)hash128_of(pack->seed, name).low & (pack->slot_count - 1);
    while (pack->slots[at] && !slice_equal(pack->members[pack->slots[at] - 1].path, name))
        at = (at + 1) & (pack->slot_count - 1);
    return at;
}

static void names_link(struct pack *pack)
{
    if (pack->slot_count)
        memset(pack->slots, 0, pack->slot_count * sizeof *pack->slots);
    for (uint32_t i = 0; i < pack->count; i++)
        pack->slots[name_slot(pack, pack->members[i].path)] = i + 1;
}

static bool names_grow(struct pack *pack)
{
    if (pack->count * 2 < pack->slot_count)
        return true;
    size_t count = pack->slot_count ? pack->slot_count * 2 : 1024;
    uint32_t *slots = reallocarray(pack->slots, count, sizeof *slots);
    if (!slots)
        return false;
    pack->slots = slots;
    pack->slot_count = count;
    names_link(pack);
    return true;
}

static bool members_grow(struct pack *pack)
{
    if (pack->count < pack->room)
        return true;
    size_t room = pack->room ? pack->room * 2 : 256;
    struct pack_member *members = reallocarray(pack->members, room, sizeof *members);
    if (!members)
        return false;
    pack->members = members;
    pack->room = room;
    return true;
}

// `member` has a name that is not there yet, in the arena.
static enum error_code member_new(struct pack *pack, struct pack_member member, struct error *error)
{
    if (pack->count == LIMIT_ARCHIVE_ENTRIES)
        return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET, "more than %u entries", LIMIT_ARCHIVE_ENTRIES);
    if (!names_grow(pack) || !members_grow(pack))
        return error_set(error, ERROR_MEMORY, COMPONENT, ERROR_NO_OFFSET, "no memory for the archive's names");
    pack->members[pack->count++] = member;
    pack->slots[name_slot(pack, member.path)] = (uint32_t)pack->count;
    return ERROR_NONE;
}

// Every folder above a path; those above one that is there are there too.
static enum error_code folders_add(struct pack *pack, struct slice path, struct error *error)
{
    enum error_code code = ERROR_NONE;
    for (size_t slash = slice_find_last_byte(path, '/'); !code && slash != SIZE_MAX;
         slash = slice_find_last_byte(path, '/')) {
        path = slice_part(path, 0, slash);
        struct pack_member *folder = pack_find(pack, path);
        if (folder) {
            folder->holds = true;
            return ERROR_NONE;
        }
        code =
            member_new(pack, (struct pack_member){.path = path, .entry = ENTRY_FOLDER, .holds = true, .fd = -1}, error);
    }
    return code;
}

enum error_code pack_add(struct pack *pack, struct slice path, enum evidence_entry entry, uint64_t size,
                         struct pack_member **ret_member, struct error *error)
{
    struct pack_member member = {.entry = entry, .size = entry == ENTRY_FILE ? size : 0, .fd = -1};
    struct pack_member *there = pack_find(pack, path);
    *ret_member = NULL;
    if (there) {
        bool folders = there->entry == ENTRY_FOLDER && entry == ENTRY_FOLDER;
        there->twice = there->twice || !folders;
        pack->twice += !folders;
        return ERROR_NONE;
    }
    if (!arena_copy(pack->arena, path, &member.path))
        return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET, "the archive's names take more than %u bytes",
                         LIMIT_PACK_NAMES);
    enum error_code code = folders_add(pack, member.path, error);
    code = code ? code : member_new(pack, member, error);
    if (!code)
        *ret_member = &pack->members[pack->count - 1];
    return code;
}

struct pack_member *pack_find(const struct pack *pack, struct slice path)
{
    uint32_t number = pack->slot_count ? pack->slots[name_slot(pack, path)] : 0;
    return number ? &pack->members[number - 1] : NULL;
}

bool pack_has_folder(const struct pack *pack, struct slice path)
{
    const struct pack_member *member = path.size ? pack_find(pack, path) : NULL;
    return path.size == 0 || (member && (member->entry == ENTRY_FOLDER || member->holds));
}

enum error_code pack_content_begin(struct pack *pack, struct pack_member *member, struct error *error)
{
    int fd = pack->budget->members ? memfd_create("bridle-member", MFD_CLOEXEC | MFD_ALLOW_SEALING) : -1;
    if (pack->budget->members && fd < 0)
        return error_system(error, COMPONENT, "cannot get memory for a member");
    if (fd < 0 || fd >= pack->budget->descriptor) {
        close_fd(&fd);
        return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET,
                         "more files are wanted of it than may be open at once");
    }
    member->fd = fd;
    member->kept = 0;
    pack->budget->members--;
    pack->kept_members++;
    return ERROR_NONE;
}

enum error_code pack_content_add(struct pack *pack, struct pack_member *member, struct slice bytes, struct error *error)
{
    if (bytes.size > pack->budget->bytes)
        return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET,
                         "what is wanted of it takes more than %llu bytes", LIMIT_PACK_KEPT);
    while (bytes.size) {
        ssize_t done = write(member->fd, bytes.data, bytes.size);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return error_system(error, COMPONENT, "cannot keep a member in memory");
        bytes = slice_from(bytes, (size_t)done);
        member->kept += (uint64_t)done;
        pack->kept += (uint64_t)done;
        pack->budget->bytes -= (uint64_t)done;
    }
    return ERROR_NONE;
}

enum error_code pack_content_end(UNUSED struct pack *pack, struct pack_member *member, enum pack_hurt hurt,
                                 struct error *error)
{
    member->hurt = hurt;
    member->size = hurt ? member->size : member->kept;
    if (fcntl(member->fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) < 0)
        return error_system(error, COMPONENT, "cannot seal a member");
    return ERROR_NONE;
}

void pack_content_drop(struct pack *pack, struct pack_member *member)
{
    member->hurt = PACK_NO_ROOM;
    if (member->fd < 0)
        return;
    close_fd(&member->fd);
    pack->kept -= member->kept;
    pack->budget->bytes += member->kept;
    pack->budget->members++;
    pack->kept_members--;
}

// A slash before every other byte: so a folder's own members follow it.
static int walk_order(const void *a, const void *b)
{
    struct slice first = ((const struct pack_member *)a)->path;
    struct slice second = ((const struct pack_member *)b)->path;
    size_t common = first.size < second.size ? first.size : second.size;
    size_t at = 0;
    while (at < common && first.data[at] == second.data[at])
        at++;
    if (at == common)
        return first.size < second.size ? -1 : first.size > second.size;
    int one = first.data[at] == '/' ? 0 : first.data[at];
    int other = second.data[at] == '/' ? 0 : second.data[at];
    return one < other ? -1 : one > other;
}

static size_t slashes(struct slice path)
{
    size_t count = 0;
    for (size_t i = 0; i < path.size; i++)
        count += path.data[i] == '/';
    return count;
}

static bool is_near(const struct pack_member *member)
{
    return (member->entry == ENTRY_FOLDER || member->holds) && slashes(member->path) < 2;
}

void pack_sort(struct pack *pack)
{
    size_t near = 0;
    if (pack->count)
        qsort(pack->members, pack->count, sizeof *pack->members, walk_order);
    names_link(pack);
    for (size_t i = 0; i < pack->count && near < FOLDERS_NEAR_MOST; i++)
        near += is_near(&pack->members[i]);
    free(pack->near);
    pack->near = calloc(near + 1, sizeof *pack->near);
    pack->near_count = 0;
    for (size_t i = 0; pack->near && pack->near_count < near; i++)
        if (is_near(&pack->members[i]))
            pack->near[pack->near_count++] = pack->members[i].path;
}

bool pack_folder_has(const struct pack *pack, struct slice folder, struct slice ending)
{
    const struct pack_member *member = folder.size ? pack_find(pack, folder) : NULL;
    size_t at = member ? (size_t)(member - pack->members) + 1 : 0;
    for (; at < pack->count; at++) {
        struct slice path = pack->members[at].path;
        if (folder.size && (!slice_starts(path, folder) || path.size <= folder.size || path.data[folder.size] != '/'))
            return false;
        struct slice name = folder.size ? slice_from(path, folder.size + 1) : path;
        if (pack->members[at].entry == ENTRY_FILE && slice_ends(name, ending) && !slice_starts(name, SLICE("._")) &&
            slice_find_byte(name, '/') == SIZE_MAX)
            return true;
    }
    return false;
}

size_t pack_count(const struct pack *pack)
{
    return pack->count;
}

struct pack_member *pack_at(const struct pack *pack, size_t number)
{
    return &pack->members[number];
}

uint64_t pack_kept(const struct pack *pack)
{
    return pack->kept;
}

uint64_t pack_twice(const struct pack *pack)
{
    return pack->twice;
}

void pack_set_damaged(struct pack *pack)
{
    pack->damaged = true;
}

bool pack_damaged(const struct pack *pack)
{
    return pack->damaged;
}

size_t pack_folder_count(const struct pack *pack)
{
    return pack->near_count;
}

struct slice pack_folder(const struct pack *pack, size_t number)
{
    return pack->near[number];
}
