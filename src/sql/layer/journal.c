// SPDX-License-Identifier: Apache-2.0
// A hot rollback journal played back into a page map (sqlite.org/fileformat2.html, section 3): every spill of the cache
// begins a segment at the next sector border, the first image of a page is the one from before the transaction.
#include "sql/layer/layer_private.h"

#include "base/limits.h"

#define JOURNAL_HEADER 28U
#define JOURNAL_TO_THE_END UINT32_MAX
#define LOCK_OFFSET UINT64_C(0x40000000) // the page that holds this byte of the database is never written

struct journal {
    const struct source *source;
    uint64_t position;
    uint64_t records; // of the segment at hand
    bool counted;     // its header says how many
    uint32_t nonce;
    uint32_t page_count;
    uint32_t sector_size;
    uint32_t page_size;
    uint8_t *record; // page_size + 8 bytes
};

enum journal_step {
    JOURNAL_GOES_ON,
    JOURNAL_ENDS,
    JOURNAL_TORN,
};

static const uint8_t journal_magic[8] = {0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};

static bool journal_read(const struct journal *journal, uint64_t offset, uint8_t *bytes, size_t size)
{
    size_t done = 0;
    return !source_read(journal->source, offset, bytes, size, &done, NULL) && done == size;
}

static bool sector_size_valid(uint32_t size)
{
    return size >= 32 && size <= 65536 && (size & (size - 1)) == 0;
}

// Page and sector size stand in the first header and hold for all.
static bool journal_first(struct journal *journal, const uint8_t *header, uint32_t page_size)
{
    journal->page_count = bytes_u32be(header + 16);
    journal->sector_size = bytes_u32be(header + 20);
    uint32_t told = bytes_u32be(header + 24);
    journal->page_size = told ? told : page_size;
    return sector_size_valid(journal->sector_size) && page_size_valid(journal->page_size);
}

static bool journal_header_read(struct journal *journal, uint32_t page_size)
{
    uint8_t header[JOURNAL_HEADER];
    if (!journal_read(journal, journal->position, header, sizeof header))
        return false;
    if (memcmp(header, journal_magic, sizeof journal_magic) != 0)
        return false; // zeroed: committed already, or never synced
    if (journal->position == 0 && !journal_first(journal, header, page_size))
        return false;
    uint32_t records = bytes_u32be(header + 8);
    journal->nonce = bytes_u32be(header + 12);
    journal->position += journal->sector_size;
    if (journal->position > journal->source->size)
        return false;
    journal->counted = records != 0 && records != JOURNAL_TO_THE_END;
    uint64_t left = journal->source->size - journal->position;
    journal->records = journal->counted ? records : left / (journal->page_size + UINT64_C(8));
    return true;
}

static uint32_t journal_sum(const struct journal *journal)
{
    uint32_t sum = journal->nonce;
    for (size_t i = journal->page_size; i > 200;) {
        i -= 200;
        sum += journal->record[4 + i];
    }
    return sum;
}

static enum journal_step journal_record(struct layer *layer, struct journal *journal)
{
    size_t size = (size_t)journal->page_size + 8;
    if (!journal_read(journal, journal->position, journal->record, size))
        return JOURNAL_TORN;
    uint32_t number = bytes_u32be(journal->record);
    // The lock page's number begins the name of a journal over several databases.
    if (number == 0 || number == LOCK_OFFSET / journal->page_size + 1)
        return journal->counted ? JOURNAL_TORN : JOURNAL_ENDS;
    if (journal_sum(journal) != bytes_u32be(journal->record + 4 + journal->page_size))
        return JOURNAL_TORN;
    if (number <= journal->page_count) {
        if (!page_map_put(&layer->journal, number, journal->position + 4, false))
            return JOURNAL_TORN;
        layer->report.journal_pages++;
    }
    journal->position += size;
    return JOURNAL_GOES_ON;
}

static enum journal_step journal_segment(struct layer *layer, struct journal *journal)
{
    layer->report.journal_segments++;
    enum journal_step step = JOURNAL_GOES_ON;
    for (uint64_t i = 0; i < journal->records && step == JOURNAL_GOES_ON; i++)
        step = journal_record(layer, journal);
    uint64_t sector = journal->sector_size;
    journal->position = (journal->position + sector - 1) / sector * sector;
    return step;
}

void journal_load(struct layer *layer)
{
    struct journal journal = {.source = &layer->files.journal};
    if (!journal_header_read(&journal, layer->page_size))
        return;
    CLEANUP_FREE uint8_t *record = malloc((size_t)journal.page_size + 8);
    if (!record)
        return;
    journal.record = record;
    enum journal_step step;
    do {
        step = journal_segment(layer, &journal);
    } while (step == JOURNAL_GOES_ON && journal_header_read(&journal, journal.page_size));
    layer->report.journal_torn = step == JOURNAL_TORN;
    // Whatever a transaction changes, it changes page 1 too: a journal without one valid image undoes nothing.
    if (layer->report.journal_pages > 0) {
        layer->page_size = journal.page_size;
        layer->journal_count = journal.page_count;
    }
}
