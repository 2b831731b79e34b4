// SPDX-License-Identifier: Apache-2.0
// The map of a log's or journal's page images: open addressing, three quarters full at most.
#include "sql/layer/layer_private.h"

#include "base/limits.h"

static size_t page_map_slot(const struct page_map *map, uint32_t number)
{
    uint32_t hash = number;
    hash = (hash ^ hash >> 16) * 0x85ebca6bU;
    hash = (hash ^ hash >> 13) * 0xc2b2ae35U;
    size_t slot = (hash ^ hash >> 16) & (map->capacity - 1);
    while (map->numbers[slot] != 0 && map->numbers[slot] != number)
        slot = (slot + 1) & (map->capacity - 1);
    return slot;
}

void page_map_release(struct page_map *map)
{
    free(map->numbers);
    free(map->offsets);
    *map = (struct page_map){0};
}

static bool page_map_grow(struct page_map *map)
{
    size_t capacity = map->capacity ? map->capacity * 2 : 64;
    struct page_map larger = {
        .numbers = calloc(capacity, sizeof *larger.numbers),
        .offsets = calloc(capacity, sizeof *larger.offsets),
        .capacity = capacity,
        .count = map->count,
    };
    if (!larger.numbers || !larger.offsets) {
        page_map_release(&larger);
        return false;
    }
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->numbers[i] == 0)
            continue;
        size_t slot = page_map_slot(&larger, map->numbers[i]);
        larger.numbers[slot] = map->numbers[i];
        larger.offsets[slot] = map->offsets[i];
    }
    page_map_release(map);
    *map = larger;
    return true;
}

bool page_map_put(struct page_map *map, uint32_t number, uint64_t offset, bool replace)
{
    if (map->count >= map->capacity / 4 * 3 && !page_map_grow(map))
        return false;
    size_t slot = page_map_slot(map, number);
    if (map->numbers[slot] == number) {
        if (replace)
            map->offsets[slot] = offset;
        return true;
    }
    if (map->count >= LIMIT_JOURNAL_PAGES)
        return false;
    map->numbers[slot] = number;
    map->offsets[slot] = offset;
    map->count++;
    return true;
}

bool page_map_find(const struct page_map *map, uint32_t number, uint64_t *ret_offset)
{
    if (map->count == 0)
        return false;
    size_t slot = page_map_slot(map, number);
    if (map->numbers[slot] != number)
        return false;
    *ret_offset = map->offsets[slot];
    return true;
}

uint64_t page_map_within(const struct page_map *map, uint32_t first, uint32_t last)
{
    uint64_t count = 0;
    for (size_t i = 0; i < map->capacity; i++)
        if (map->numbers[i] != 0 && map->numbers[i] >= first && map->numbers[i] <= last)
            count++;
    return count;
}
