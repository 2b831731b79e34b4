// SPDX-License-Identifier: Apache-2.0
// The list of free pages (section 1.5): what stands in them was deleted, and no leaf of theirs is an orphan. Trees are
// walked without asking it, so that a wrong list hides nothing.
#include "sql/layer/recover_private.h"

static bool trunk_read(struct recover *recover, uint32_t number)
{
    const struct geometry *geometry = &recover->geometry;
    uint8_t *page = recover->reader.spill;
    return number <= geometry->pages_there &&
           layer_page_load(geometry->layer, number, geometry->page_size, page) == geometry->page_size &&
           bytes_u32be(page + 4) <= geometry->usable / 4 - 2;
}

static void trunk_mark(struct recover *recover)
{
    const uint8_t *page = recover->reader.spill;
    uint32_t count = bytes_u32be(page + 4);
    for (uint32_t i = 0; i < count; i++)
        (void)page_set_add(&recover->free, bytes_u32be(page + 8 + 4 * (size_t)i));
}

static bool free_list_walk(struct recover *recover)
{
    uint32_t trunk = recover->geometry.free_first;
    while (trunk != 0) {
        if (!trunk_read(recover, trunk) || !page_set_add(&recover->free, trunk))
            return false;
        trunk_mark(recover);
        trunk = bytes_u32be(recover->reader.spill);
    }
    return true;
}

// A trunk page names pages of the file alone, at least one; no overflow page or b-tree page does.
static bool trunk_plausible(const struct recover *recover)
{
    const uint8_t *page = recover->reader.spill;
    uint32_t most = recover->geometry.page_count;
    uint32_t count = bytes_u32be(page + 4);
    if (count == 0 || bytes_u32be(page) > most)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t number = bytes_u32be(page + 8 + 4 * (size_t)i);
        if (number < 2 || number > most)
            return false;
    }
    return true;
}

void recover_free_pages(struct recover *recover)
{
    if (free_list_walk(recover) && recover->geometry.header_valid)
        return;
    for (uint32_t number = 2; number <= recover->geometry.pages_there; number++)
        if (trunk_read(recover, number) && trunk_plausible(recover))
            trunk_mark(recover);
}
