// SPDX-License-Identifier: Apache-2.0
// Collects indicators and lays the image out (match/image.h).
#include "match/index.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "match/image.h"

#include <fcntl.h>
#include <sys/mman.h>

#define COMPONENT "index"
#define PROBES_A_NODE 64U // on average, while building: a list whose values collide on purpose is refused

struct index_builder {
    struct image_entry *entries; // text offsets into `text`
    size_t count;
    size_t capacity;
    size_t prefixes;
    struct buffer text;
    struct image_text malware; // the last one, which most entries repeat
};

struct index_builder *index_builder_new(void)
{
    struct index_builder *builder = calloc(1, sizeof *builder);
    if (builder)
        buffer_init(&builder->text, LIMIT_INDEX_SIZE);
    return builder;
}

struct index_builder *index_builder_free(struct index_builder *builder)
{
    if (builder) {
        buffer_release(&builder->text);
        free(builder->entries);
        free(builder);
    }
    return NULL;
}

void index_builder_freep(struct index_builder **builder)
{
    *builder = index_builder_free(*builder);
}

size_t index_builder_count(const struct index_builder *builder)
{
    return builder->count;
}

static bool entries_reserve(struct index_builder *builder)
{
    if (builder->count < builder->capacity)
        return true;
    size_t capacity = builder->capacity ? builder->capacity * 2 : 1024;
    struct image_entry *entries = reallocarray(builder->entries, capacity, sizeof *entries);
    if (!entries)
        return false;
    builder->entries = entries;
    builder->capacity = capacity;
    return true;
}

static struct slice builder_text(const struct index_builder *builder, struct image_text text)
{
    return slice_part(buffer_slice(&builder->text), text.offset, text.size);
}

// Shares what stands at `same` already where it is equal.
static struct image_text text_put(struct index_builder *builder, struct slice text, struct image_text same)
{
    if (text.size == 0)
        return (struct image_text){0, 0};
    if (slice_equal(builder_text(builder, same), text))
        return same;
    struct image_text put = {(uint32_t)builder->text.size, (uint32_t)text.size};
    buffer_put(&builder->text, text);
    return put;
}

enum error_code index_builder_add(struct index_builder *builder, const struct indicator *indicator, struct error *error)
{
    struct image_text none = {0, 0};
    if ((unsigned)indicator->kind >= OBSERVABLE_KINDS || (unsigned)indicator->platform > PLATFORM_ANDROID ||
        indicator->value.size == 0)
        return error_set(error, ERROR_USAGE, COMPONENT, ERROR_NO_OFFSET, "an indicator without kind or value");
    if (builder->count >= LIMIT_INDICATORS)
        return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET, "more than %u indicators", LIMIT_INDICATORS);
    const struct slice texts[] = {indicator->value, indicator->written, indicator->id, indicator->malware,
                                  indicator->reason};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        if (texts[i].size > LIMIT_INDICATOR_SIZE)
            return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET, "a value of %zu bytes, of at most %u",
                             texts[i].size, LIMIT_INDICATOR_SIZE);
    if (!entries_reserve(builder))
        return error_set(error, ERROR_MEMORY, COMPONENT, ERROR_NO_OFFSET, "no memory for the indicators");
    struct image_entry *entry = &builder->entries[builder->count];
    *entry = (struct image_entry){.kind = indicator->kind,
                                  .platform = indicator->platform,
                                  .flags = indicator->flags,
                                  .list = indicator->list,
                                  .next = INDEX_NONE};
    entry->value = text_put(builder, indicator->value, none);
    entry->written = text_put(builder, indicator->written, entry->value);
    entry->id = text_put(builder, indicator->id, none);
    entry->malware = text_put(builder, indicator->malware, builder->malware);
    entry->reason = text_put(builder, indicator->reason, none);
    if (builder->text.failed)
        return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET, "the indicators' text is over %u bytes",
                         LIMIT_INDEX_SIZE);
    builder->malware = entry->malware;
    builder->prefixes += indicator->kind == OBSERVABLE_PROCESS && indicator->value.size > PREFIX_SIZE;
    builder->count++;
    return ERROR_NONE;
}

// The parts of an image that is being written.
struct layout {
    struct image_entry *entries;
    struct image_prefix *prefixes;
    struct image_slot *slots;
    uint32_t *tails; // the last node of each slot's chain
    uint32_t count;
    uint32_t slot_count;
    struct slice text;
    uint64_t probes_left;
};

static struct slice layout_value(const struct layout *layout, uint32_t entry, size_t most)
{
    struct image_text text = layout->entries[entry].value;
    return slice_part(layout->text, text.offset, text.size < most ? text.size : most);
}

// The slot of these bytes, or the empty one where they belong; UINT32_MAX where too many probes were needed.
static uint32_t slot_find(struct layout *layout, unsigned kind, struct slice value, uint64_t hash)
{
    uint32_t at = (uint32_t)hash & (layout->slot_count - 1);
    while (layout->probes_left > 0) {
        struct image_slot slot = layout->slots[at];
        layout->probes_left--;
        if (slot.node == IMAGE_NODE_NONE)
            return at;
        bool prefix = slot.node >= layout->count;
        uint32_t entry = prefix ? layout->prefixes[slot.node - layout->count].entry : slot.node;
        unsigned slot_kind = prefix ? KIND_PREFIX : layout->entries[entry].kind;
        if (slot.tag == (uint32_t)(hash >> 32) && slot_kind == kind &&
            slice_equal(layout_value(layout, entry, prefix ? PREFIX_SIZE : SIZE_MAX), value))
            return at;
        at = (at + 1) & (layout->slot_count - 1);
    }
    return UINT32_MAX;
}

// Puts a node behind the others of its value; `entry` is what it stands for.
static bool node_put(struct layout *layout, uint32_t node, uint32_t entry)
{
    bool prefix = node >= layout->count;
    unsigned kind = prefix ? KIND_PREFIX : layout->entries[entry].kind;
    struct slice value = layout_value(layout, entry, prefix ? PREFIX_SIZE : SIZE_MAX);
    uint64_t hash = image_hash(kind, value);
    uint32_t at = slot_find(layout, kind, value, hash);
    if (at == UINT32_MAX)
        return false;
    if (layout->slots[at].node == IMAGE_NODE_NONE)
        layout->slots[at] = (struct image_slot){(uint32_t)(hash >> 32), node};
    else if (prefix)
        layout->prefixes[layout->tails[at] - layout->count].next = node - layout->count;
    else
        layout->entries[layout->tails[at]].next = node;
    layout->tails[at] = node;
    return true;
}

static int entry_order(const void *a, const void *b)
{
    const struct image_entry *left = a;
    const struct image_entry *right = b;
    if (left->list != right->list)
        return left->list < right->list ? -1 : 1;
    // As they were added, kept in `next` until the chains are made.
    return left->next < right->next ? -1 : left->next > right->next;
}

static bool layout_fill(struct layout *layout)
{
    uint32_t prefix = 0;
    for (uint32_t i = 0; i < layout->count; i++)
        layout->entries[i].next = i;
    qsort(layout->entries, layout->count, sizeof *layout->entries, entry_order);
    for (uint32_t i = 0; i < layout->count; i++)
        layout->entries[i].next = INDEX_NONE;
    for (uint32_t i = 0; i < layout->slot_count; i++)
        layout->slots[i].node = IMAGE_NODE_NONE;
    for (uint32_t i = 0; i < layout->count; i++) {
        if (!node_put(layout, i, i))
            return false;
        if (layout->entries[i].kind != OBSERVABLE_PROCESS || layout->entries[i].value.size <= PREFIX_SIZE)
            continue;
        layout->prefixes[prefix] = (struct image_prefix){i, INDEX_NONE};
        if (!node_put(layout, layout->count + prefix, i))
            return false;
        prefix++;
    }
    return true;
}

static uint32_t slots_for(size_t nodes)
{
    uint32_t slots = 16;
    while (slots < 2 * nodes)
        slots *= 2;
    return slots;
}

// All parts are multiples of four bytes, so that each lies where its type wants it.
static enum error_code image_write(const struct index_builder *builder, uint8_t *image, struct error *error)
{
    struct image_header header = {.count = (uint32_t)builder->count,
                                  .prefixes = (uint32_t)builder->prefixes,
                                  .slots = slots_for(builder->count + builder->prefixes),
                                  .text_size = (uint32_t)builder->text.size};
    memcpy(header.magic, IMAGE_MAGIC, sizeof header.magic);
    memcpy(image, &header, sizeof header);
    CLEANUP_FREE uint32_t *tails = calloc(header.slots, sizeof *tails);
    if (!tails)
        return error_set(error, ERROR_MEMORY, COMPONENT, ERROR_NO_OFFSET, "no memory for the index");
    struct layout layout = {.tails = tails, .count = header.count, .slot_count = header.slots};
    size_t at = sizeof header;
    layout.entries = (void *)(image + at);
    at += header.count * sizeof *layout.entries;
    layout.prefixes = (void *)(image + at);
    at += header.prefixes * sizeof *layout.prefixes;
    layout.slots = (void *)(image + at);
    at += header.slots * sizeof *layout.slots;
    if (header.count > 0)
        memcpy(layout.entries, builder->entries, header.count * sizeof *layout.entries);
    if (header.text_size > 0)
        memcpy(image + at, builder->text.data, header.text_size);
    layout.text = slice_of(image + at, header.text_size);
    layout.probes_left = ((uint64_t)header.count + header.prefixes + 64) * PROBES_A_NODE;
    if (!layout_fill(&layout))
        return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET, "the indicators' values collide on purpose");
    return ERROR_NONE;
}

static enum error_code image_map(const struct index_builder *builder, int fd, size_t size, struct error *error)
{
    if (ftruncate(fd, (off_t)size) != 0)
        return error_system(error, COMPONENT, "memory for the index");
    uint8_t *image = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (image == MAP_FAILED)
        return error_system(error, COMPONENT, "mapping the index");
    enum error_code code = image_write(builder, image, error);
    if (munmap(image, size) != 0 && code == ERROR_NONE)
        code = error_system(error, COMPONENT, "mapping the index");
    return code;
}

enum error_code index_build(const struct index_builder *builder, int *ret_fd, struct error *error)
{
    size_t size = sizeof(struct image_header) + builder->count * sizeof(struct image_entry) +
                  builder->prefixes * sizeof(struct image_prefix) +
                  slots_for(builder->count + builder->prefixes) * sizeof(struct image_slot) + builder->text.size;
    if (size > LIMIT_INDEX_SIZE)
        return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET, "an index of %zu bytes, of at most %u", size,
                         LIMIT_INDEX_SIZE);
    CLEANUP_CLOSE int fd = memfd_create("bridle-index", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        return error_system(error, COMPONENT, "memory for the index");
    enum error_code code = image_map(builder, fd, size, error);
    if (code != ERROR_NONE)
        return code;
    if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
        return error_system(error, COMPONENT, "sealing the index");
    *ret_fd = take_fd(&fd);
    return ERROR_NONE;
}
