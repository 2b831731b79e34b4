// SPDX-License-Identifier: Apache-2.0
#include "evidence/pack.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "match/hash.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#define COMPONENT "archive"
#define FOLDERS_NEAR_MOST 1000U

// Numbers by the hash of a name: open addressing, never full.
struct names {
    uint32_t *slots; // number + 1
    size_t size;     // a power of two
    size_t used;
};

struct pack {
    struct arena *arena;
    struct pack_member *members;
    size_t count, room;
    struct slice *folders;
    size_t folder_count, folder_room;
    struct slice *near; // folders at most two levels down
    size_t near_count;
    struct names member_names, folder_names;
    uint64_t kept;
    uint64_t seed; // nobody who packs an archive knows it
};

struct pack *pack_new(void)
{
    struct pack *pack = calloc(1, sizeof *pack);
    if (pack)
        pack->arena = arena_new(LIMIT_PACK_NAMES);
    if (pack && getrandom(&pack->seed, sizeof pack->seed, 0) != sizeof pack->seed)
        pack->seed = (uint64_t)(uintptr_t)pack;
    if (pack && pack->arena)
        return pack;
    return pack_free(pack);
}

struct pack *pack_free(struct pack *pack)
{
    for (size_t i = 0; pack && i < pack->count; i++)
        close_fd(&pack->members[i].fd);
    if (pack) {
        pack->arena = arena_free(pack->arena);
        free(pack->members);
        free(pack->folders);
        free(pack->near);
        free(pack->member_names.slots);
        free(pack->folder_names.slots);
    }
    free(pack);
    return NULL;
}

static struct slice name_at(const struct pack *pack, const struct names *names, uint32_t number)
{
    return names == &pack->member_names ? pack->members[number].path : pack->folders[number];
}

static size_t name_slot(const struct pack *pack, const struct names *names, struct slice name)
{
    size_t at = (size_t)hash128_of(pack->seed, name).low & (names->size - 1);
    while (names->slots[at] && !slice_equal(name_at(pack, names, names->slots[at] - 1), name))
        at = (at + 1) & (names->size - 1);
    return at;
}

static bool names_grow(struct pack *pack, struct names *names)
{
    if (names->used * 2 < names->size)
        return true;
    struct names grown = {.size = names->size ? names->size * 2 : 1024, .used = names->used};
    struct names old = *names;
    grown.slots = calloc(grown.size, sizeof *grown.slots);
    if (!grown.slots)
        return false;
    *names = grown;
    for (size_t i = 0; i < old.size; i++)
        if (old.slots[i])
            names->slots[name_slot(pack, names, name_at(pack, names, old.slots[i] - 1))] = old.slots[i];
    free(old.slots);
    return true;
}

static size_t slashes(struct slice path)
{
    size_t count = 0;
    for (size_t i = 0; i < path.size; i++)
        count += path.data[i] == '/';
    return count;
}

static bool folder_near(struct pack *pack, struct slice path)
{
    if (slashes(path) > 1 || pack->near_count == FOLDERS_NEAR_MOST)
        return true;
    struct slice *near = reallocarray(pack->near, pack->near_count + 1, sizeof *near);
    if (!near)
        return false;
    pack->near = near;
    pack->near[pack->near_count++] = path;
    return true;
}

// Every folder above a path; those above one that is known are known too.
static bool folders_add(struct pack *pack, struct slice path)
{
    for (size_t slash = slice_find_last_byte(path, '/'); slash != SIZE_MAX && path.size;
         slash = slice_find_last_byte(path, '/')) {
        path = slice_part(path, 0, slash);
        if (!names_grow(pack, &pack->folder_names))
            return false;
        size_t slot = name_slot(pack, &pack->folder_names, path);
        if (pack->folder_names.slots[slot])
            return true;
        if (pack->folder_count == pack->folder_room) {
            size_t room = pack->folder_room ? pack->folder_room * 2 : 256;
            struct slice *folders = reallocarray(pack->folders, room, sizeof *folders);
            if (!folders)
                return false;
            pack->folders = folders;
            pack->folder_room = room;
        }
        pack->folders[pack->folder_count++] = path;
        pack->folder_names.slots[slot] = (uint32_t)pack->folder_count;
        pack->folder_names.used++;
        if (!folder_near(pack, path))
            return false;
    }
    return true;
}

static enum error_code pack_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, COMPONENT, ERROR_NO_OFFSET, "no memory for the archive's names");
}

// A folder stands among the folders, with its name as if something lay in it.
static enum error_code pack_add_folder(struct pack *pack, struct slice path, struct error *error)
{
    struct buffer inside CLEANUP_BUFFER;
    struct slice copy;
    buffer_init(&inside, LIMIT_PATH_SIZE * 4U);
    buffer_put(&inside, path);
    buffer_put_byte(&inside, '/');
    if (inside.failed || !arena_copy(pack->arena, buffer_slice(&inside), &copy) || !folders_add(pack, copy))
        return pack_memory(error);
    return ERROR_NONE;
}

enum error_code pack_add(struct pack *pack, struct slice path, enum evidence_entry entry, uint64_t size,
                         struct pack_member **ret_member, struct error *error)
{
    struct pack_member member = {.entry = entry, .size = size, .fd = -1};
    *ret_member = NULL;
    if (pack->count == LIMIT_ARCHIVE_ENTRIES)
        return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET, "more than %u entries", LIMIT_ARCHIVE_ENTRIES);
    if (entry == ENTRY_FOLDER && pack_has_folder(pack, path))
        return ERROR_NONE;
    if (!names_grow(pack, &pack->member_names))
        return pack_memory(error);
    size_t slot = name_slot(pack, &pack->member_names, path);
    if (pack->member_names.slots[slot])
        return ERROR_NONE;
    if (pack->count == pack->room) {
        size_t room = pack->room ? pack->room * 2 : 256;
        struct pack_member *members = reallocarray(pack->members, room, sizeof *members);
        if (!members)
            return pack_memory(error);
        pack->members = members;
        pack->room = room;
    }
    if (!arena_copy(pack->arena, path, &member.path))
        return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET, "the archive's names take more than %u bytes",
                         LIMIT_PACK_NAMES);
    pack->members[pack->count++] = member;
    pack->member_names.slots[slot] = (uint32_t)pack->count;
    pack->member_names.used++;
    if (!folders_add(pack, member.path))
        return pack_memory(error);
    *ret_member = &pack->members[pack->count - 1];
    return entry == ENTRY_FOLDER ? pack_add_folder(pack, path, error) : ERROR_NONE;
}

struct pack_member *pack_find(const struct pack *pack, struct slice path)
{
    if (pack->member_names.size == 0)
        return NULL;
    uint32_t number = pack->member_names.slots[name_slot(pack, &pack->member_names, path)];
    return number ? &pack->members[number - 1] : NULL;
}

bool pack_has_folder(const struct pack *pack, struct slice path)
{
    return path.size == 0 ||
           (pack->folder_names.size && pack->folder_names.slots[name_slot(pack, &pack->folder_names, path)]);
}

enum error_code pack_content_begin(UNUSED struct pack *pack, struct pack_member *member, struct error *error)
{
    member->fd = memfd_create("bridle-member", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    return member->fd < 0 ? error_system(error, COMPONENT, "cannot get memory for a member") : ERROR_NONE;
}

enum error_code pack_content_add(struct pack *pack, struct pack_member *member, struct slice bytes, struct error *error)
{
    if (pack->kept + bytes.size > LIMIT_PACK_KEPT)
        return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET,
                         "what is wanted of the archive is over %llu bytes", (unsigned long long)LIMIT_PACK_KEPT);
    while (bytes.size) {
        ssize_t done = write(member->fd, bytes.data, bytes.size);
        if (done < 0)
            return error_system(error, COMPONENT, "cannot keep a member in memory");
        bytes = slice_from(bytes, (size_t)done);
        pack->kept += (uint64_t)done;
    }
    return ERROR_NONE;
}

enum error_code pack_content_end(UNUSED struct pack *pack, struct pack_member *member, bool cut, struct error *error)
{
    member->cut = cut;
    if (fcntl(member->fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) < 0)
        return error_system(error, COMPONENT, "cannot seal a member");
    return ERROR_NONE;
}

static int member_order(const void *a, const void *b)
{
    return slice_compare(((const struct pack_member *)a)->path, ((const struct pack_member *)b)->path);
}

static int slice_order(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

void pack_sort(struct pack *pack)
{
    if (pack->count)
        qsort(pack->members, pack->count, sizeof *pack->members, member_order);
    if (pack->near_count)
        qsort(pack->near, pack->near_count, sizeof *pack->near, slice_order);
    memset(pack->member_names.slots, 0, pack->member_names.size * sizeof *pack->member_names.slots);
    for (uint32_t i = 0; i < pack->count; i++)
        pack->member_names.slots[name_slot(pack, &pack->member_names, pack->members[i].path)] = i + 1;
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

size_t pack_folder_count(const struct pack *pack)
{
    return pack->near_count;
}

struct slice pack_folder(const struct pack *pack, size_t number)
{
    return pack->near[number];
}
