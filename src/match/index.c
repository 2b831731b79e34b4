// SPDX-License-Identifier: Apache-2.0
#include "match/index.h"

#include "base/limits.h"
#include "match/image.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>

#define COMPONENT "index"
#define SEALS (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW)

// Copies: an image in a slice may lie at any address.
static struct image_entry entry_at(const struct index *index, uint32_t number)
{
    struct image_entry entry;
    memcpy(&entry, index->image.data + index->entries_at + (size_t)number * sizeof entry, sizeof entry);
    return entry;
}

static struct image_prefix prefix_at(const struct index *index, uint32_t number)
{
    struct image_prefix prefix;
    memcpy(&prefix, index->image.data + index->prefixes_at + (size_t)number * sizeof prefix, sizeof prefix);
    return prefix;
}

static struct image_slot slot_at(const struct index *index, uint32_t number)
{
    struct image_slot slot;
    memcpy(&slot, index->image.data + index->slots_at + (size_t)number * sizeof slot, sizeof slot);
    return slot;
}

static struct slice text_at(const struct index *index, struct image_text text)
{
    return slice_part(slice_of(index->image.data + index->text_at, index->text_size), text.offset, text.size);
}

static bool text_inside(const struct index *index, struct image_text text)
{
    return text.offset <= index->text_size && text.size <= index->text_size - text.offset;
}

static bool header_read(struct slice image, struct index *index)
{
    struct image_header header;
    if (image.size < sizeof header || image.size > LIMIT_INDEX_SIZE)
        return false;
    memcpy(&header, image.data, sizeof header);
    if (memcmp(header.magic, IMAGE_MAGIC, sizeof header.magic) != 0 || header.count > LIMIT_INDICATORS ||
        header.prefixes > header.count)
        return false;
    uint32_t nodes = header.count + header.prefixes;
    if (header.slots <= nodes || (header.slots & (header.slots - 1)) != 0)
        return false;
    size_t size = sizeof header;
    *index = (struct index){.image = image,
                            .count = header.count,
                            .prefixes = header.prefixes,
                            .slots = header.slots,
                            .entries_at = size,
                            .text_size = header.text_size};
    size += header.count * sizeof(struct image_entry);
    index->prefixes_at = size;
    size += header.prefixes * sizeof(struct image_prefix);
    index->slots_at = size;
    size += header.slots * sizeof(struct image_slot);
    index->text_at = size;
    return size + header.text_size == image.size;
}

static bool entry_valid(const struct index *index, uint32_t number)
{
    struct image_entry entry = entry_at(index, number);
    const struct image_text texts[] = {entry.value, entry.written, entry.id, entry.malware, entry.reason};
    if (entry.kind >= OBSERVABLE_KINDS || entry.platform > PLATFORM_ANDROID)
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        if (!text_inside(index, texts[i]))
            return false;
    return entry.next == INDEX_NONE || (entry.next > number && entry.next < index->count);
}

// A chain holds equal entries alone; asked only when each entry is known to be valid.
static bool chain_valid(const struct index *index, uint32_t number)
{
    struct image_entry entry = entry_at(index, number);
    if (entry.next == INDEX_NONE)
        return true;
    struct image_entry next = entry_at(index, entry.next);
    return next.kind == entry.kind && slice_equal(text_at(index, next.value), text_at(index, entry.value));
}

static bool prefix_valid(const struct index *index, uint32_t number)
{
    struct image_prefix prefix = prefix_at(index, number);
    if (prefix.entry >= index->count)
        return false;
    struct image_entry entry = entry_at(index, prefix.entry);
    if (entry.kind != OBSERVABLE_PROCESS || entry.value.size <= PREFIX_SIZE)
        return false;
    return prefix.next == INDEX_NONE || (prefix.next > number && prefix.next < index->prefixes);
}

static bool image_valid(const struct index *index)
{
    uint32_t empty = 0;
    for (uint32_t i = 0; i < index->count; i++)
        if (!entry_valid(index, i))
            return false;
    for (uint32_t i = 0; i < index->count; i++)
        if (!chain_valid(index, i))
            return false;
    for (uint32_t i = 0; i < index->prefixes; i++)
        if (!prefix_valid(index, i))
            return false;
    for (uint32_t i = 0; i < index->slots; i++) {
        uint32_t node = slot_at(index, i).node;
        if (node != IMAGE_NODE_NONE && node >= index->count + index->prefixes)
            return false;
        empty += node == IMAGE_NODE_NONE;
    }
    // A probe ends at an empty slot.
    return empty > 0;
}

enum error_code index_of_image(struct slice image, struct index *ret_index, struct error *error)
{
    struct index index;
    if (!header_read(image, &index))
        return error_set(error, ERROR_FORMAT, COMPONENT, 0,
                         "no image of an index, or one of another size than it says");
    if (!image_valid(&index))
        return error_set(error, ERROR_FORMAT, COMPONENT, sizeof(struct image_header),
                         "an offset points out of the index");
    *ret_index = index;
    return ERROR_NONE;
}

enum error_code index_open(int fd, struct index *ret_index, struct error *error)
{
    struct index index;
    // A worker may not ask (its filter answers ENOSYS): there the parent, which sealed it, has asked before.
    int seals = fcntl(fd, F_GET_SEALS);
    if (seals < 0 && errno != ENOSYS)
        return error_system(error, COMPONENT, "seals of the index");
    if (seals >= 0 && (seals & SEALS) != SEALS)
        return error_set(error, ERROR_FORMAT, COMPONENT, ERROR_NO_OFFSET, "the index is not sealed");
    off_t size = lseek(fd, 0, SEEK_END);
    if (size <= 0 || (uint64_t)size > LIMIT_INDEX_SIZE)
        return error_set(error, ERROR_FORMAT, COMPONENT, ERROR_NO_OFFSET, "the index is empty or too large");
    void *memory = mmap(NULL, (size_t)size, PROT_READ, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED)
        return error_system(error, COMPONENT, "mapping the index");
    enum error_code code = index_of_image(slice_of(memory, (size_t)size), &index, error);
    if (code != ERROR_NONE) {
        (void)munmap(memory, (size_t)size);
        return code;
    }
    index.mapped = true;
    *ret_index = index;
    return ERROR_NONE;
}

void index_close(struct index *index)
{
    if (index->mapped)
        (void)munmap((void *)(uintptr_t)index->image.data, index->image.size);
    *index = (struct index){.count = 0};
}

bool index_entry(const struct index *index, uint32_t number, struct indicator *ret_indicator)
{
    if (number >= index->count)
        return false;
    struct image_entry entry = entry_at(index, number);
    *ret_indicator = (struct indicator){
        .kind = (enum observable_kind)entry.kind,
        .platform = (enum platform)entry.platform,
        .flags = entry.flags,
        .list = entry.list,
        .value = text_at(index, entry.value),
        .written = text_at(index, entry.written),
        .id = text_at(index, entry.id),
        .malware = text_at(index, entry.malware),
        .reason = text_at(index, entry.reason),
    };
    return true;
}

static bool node_is(const struct index *index, uint32_t node, unsigned kind, struct slice value)
{
    if (node >= index->count) {
        struct image_entry entry = entry_at(index, prefix_at(index, node - index->count).entry);
        return kind == KIND_PREFIX && slice_equal(slice_part(text_at(index, entry.value), 0, PREFIX_SIZE), value);
    }
    struct image_entry entry = entry_at(index, node);
    return entry.kind == kind && slice_equal(text_at(index, entry.value), value);
}

static uint32_t node_find(const struct index *index, unsigned kind, struct slice value)
{
    if (index->slots == 0)
        return IMAGE_NODE_NONE;
    uint64_t hash = image_hash(kind, value);
    uint32_t at = (uint32_t)hash & (index->slots - 1);
    for (uint32_t steps = 0; steps < index->slots; steps++) {
        struct image_slot slot = slot_at(index, at);
        if (slot.node == IMAGE_NODE_NONE)
            break;
        if (slot.tag == (uint32_t)(hash >> 32) && node_is(index, slot.node, kind, value))
            return slot.node;
        at = (at + 1) & (index->slots - 1);
    }
    return IMAGE_NODE_NONE;
}

uint32_t index_find(const struct index *index, enum observable_kind kind, struct slice value)
{
    return (unsigned)kind < OBSERVABLE_KINDS ? node_find(index, kind, value) : INDEX_NONE;
}

uint32_t index_find_next(const struct index *index, uint32_t entry)
{
    return entry < index->count ? entry_at(index, entry).next : INDEX_NONE;
}

uint32_t index_prefix_find(const struct index *index, struct slice value)
{
    uint32_t node = node_find(index, KIND_PREFIX, value);
    return node == IMAGE_NODE_NONE ? INDEX_NONE : node - index->count;
}

uint32_t index_prefix_next(const struct index *index, uint32_t prefix)
{
    return prefix < index->prefixes ? prefix_at(index, prefix).next : INDEX_NONE;
}

uint32_t index_prefix_entry(const struct index *index, uint32_t prefix)
{
    return prefix < index->prefixes ? prefix_at(index, prefix).entry : INDEX_NONE;
}
