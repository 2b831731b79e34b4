// SPDX-License-Identifier: Apache-2.0
// The write-ahead log: which of its frames are committed and whole (sqlite.org/fileformat2.html, section 4). Only what
// stands before the last valid commit frame counts, and the last image of a page.
#include "sql/layer/layer_private.h"

#include "base/limits.h"

#define WAL_HEADER 32U
#define WAL_FRAME 24U
#define WAL_MAGIC 0x377f0682U  // + 1: the checksums are over big-endian words
#define WAL_GENERATIONS 65536U // how far back a left-over frame's first salt may lie; it goes up by one a generation

struct wal {
    const struct source *source;
    uint32_t page_size;
    bool big_endian;
    uint32_t salts[2];
    uint32_t sums[2];
    uint8_t *frame; // WAL_FRAME + page_size bytes
};

enum wal_frame_state {
    WAL_FRAME_VALID,
    WAL_FRAME_EMPTY, // never written
    WAL_FRAME_STALE, // of an older generation: written into the database before the log began anew
    WAL_FRAME_BAD,
};

static void wal_sum(struct wal *wal, const uint8_t *bytes, size_t size)
{
    uint32_t first = wal->sums[0];
    uint32_t second = wal->sums[1];
    for (size_t i = 0; i + 8 <= size; i += 8) {
        uint32_t a = bytes_u32be(bytes + i);
        uint32_t b = bytes_u32be(bytes + i + 4);
        first += (wal->big_endian ? a : __builtin_bswap32(a)) + second;
        second += (wal->big_endian ? b : __builtin_bswap32(b)) + first;
    }
    wal->sums[0] = first;
    wal->sums[1] = second;
}

static bool wal_sum_is(const struct wal *wal, const uint8_t *bytes)
{
    return wal->sums[0] == bytes_u32be(bytes) && wal->sums[1] == bytes_u32be(bytes + 4);
}

static bool wal_header_read(struct wal *wal)
{
    uint8_t header[WAL_HEADER];
    size_t size = 0;
    if (source_read(wal->source, 0, header, sizeof header, &size, NULL) || size < sizeof header)
        return false;
    uint32_t magic = bytes_u32be(header);
    wal->page_size = bytes_u32be(header + 8);
    if ((magic & ~1U) != WAL_MAGIC || !page_size_valid(wal->page_size))
        return false;
    wal->big_endian = magic & 1;
    wal->salts[0] = bytes_u32be(header + 16);
    wal->salts[1] = bytes_u32be(header + 20);
    wal_sum(wal, header, 24);
    return wal_sum_is(wal, header + 24);
}

static uint64_t wal_frame_offset(const struct wal *wal, uint64_t index)
{
    return WAL_HEADER + index * (WAL_FRAME + (uint64_t)wal->page_size);
}

static uint64_t wal_frame_count(const struct wal *wal)
{
    return (wal->source->size - WAL_HEADER) / (WAL_FRAME + (uint64_t)wal->page_size);
}

// The frame's place in the log by its header alone.
static enum wal_frame_state wal_frame_place(const struct wal *wal, const uint8_t *header)
{
    static const uint8_t nothing[WAL_FRAME];
    uint32_t salt = bytes_u32be(header + 8);
    if (salt == wal->salts[0] && bytes_u32be(header + 12) == wal->salts[1])
        return bytes_u32be(header) ? WAL_FRAME_VALID : WAL_FRAME_BAD;
    if (memcmp(header, nothing, WAL_FRAME) == 0)
        return WAL_FRAME_EMPTY;
    uint32_t back = wal->salts[0] - salt;
    return back > 0 && back <= WAL_GENERATIONS ? WAL_FRAME_STALE : WAL_FRAME_BAD;
}

static enum wal_frame_state wal_frame_read(struct wal *wal, uint64_t index)
{
    size_t whole = WAL_FRAME + (size_t)wal->page_size;
    size_t size = 0;
    if (source_read(wal->source, wal_frame_offset(wal, index), wal->frame, whole, &size, NULL) || size < whole)
        return WAL_FRAME_BAD;
    enum wal_frame_state state = wal_frame_place(wal, wal->frame);
    if (state != WAL_FRAME_VALID)
        return state;
    wal_sum(wal, wal->frame, 8);
    wal_sum(wal, wal->frame + WAL_FRAME, wal->page_size);
    return wal_sum_is(wal, wal->frame + 16) ? WAL_FRAME_VALID : WAL_FRAME_BAD;
}

// The frames up to and with the last valid commit.
static uint64_t wal_committed(struct wal *wal, uint32_t *ret_page_count)
{
    uint64_t committed = 0;
    uint64_t count = wal_frame_count(wal);
    for (uint64_t i = 0; i < count && wal_frame_read(wal, i) == WAL_FRAME_VALID; i++) {
        uint32_t pages = bytes_u32be(wal->frame + 4);
        if (pages == 0)
            continue;
        committed = i + 1;
        *ret_page_count = pages;
    }
    return committed;
}

static bool wal_header_at(const struct wal *wal, uint64_t index, uint8_t *header)
{
    size_t size = 0;
    return !source_read(wal->source, wal_frame_offset(wal, index), header, WAL_FRAME, &size, NULL) && size == WAL_FRAME;
}

static uint64_t wal_map(struct layer *layer, const struct wal *wal, uint64_t committed)
{
    uint8_t header[WAL_FRAME];
    for (uint64_t i = 0; i < committed; i++) {
        uint32_t number = wal_header_at(wal, i, header) ? bytes_u32be(header) : 0;
        if (number == 0 || !page_map_put(&layer->wal, number, wal_frame_offset(wal, i) + WAL_FRAME, true))
            return i;
    }
    return committed;
}

static void wal_rest_count(struct layer *layer, const struct wal *wal, uint64_t from)
{
    uint8_t header[WAL_FRAME];
    uint64_t count = wal_frame_count(wal);
    for (uint64_t i = from; i < count; i++) {
        enum wal_frame_state state = wal_header_at(wal, i, header) ? wal_frame_place(wal, header) : WAL_FRAME_BAD;
        if (state == WAL_FRAME_STALE)
            layer->report.wal_frames_stale++;
        else if (state != WAL_FRAME_EMPTY)
            layer->report.wal_frames_lost++;
    }
    if (wal_frame_offset(wal, count) < wal->source->size)
        layer->report.wal_frames_lost++;
}

void wal_load(struct layer *layer)
{
    struct wal wal = {.source = &layer->files.wal};
    if (wal.source->size == 0)
        return;
    layer->report.wal_foreign = true;
    if (!wal_header_read(&wal) || (layer->page_size != 0 && layer->page_size != wal.page_size))
        return;
    CLEANUP_FREE uint8_t *frame = malloc(WAL_FRAME + (size_t)wal.page_size);
    if (!frame)
        return;
    wal.frame = frame;
    uint64_t committed = wal_committed(&wal, &layer->wal_count);
    uint64_t mapped = wal_map(layer, &wal, committed);
    wal_rest_count(layer, &wal, mapped);
    layer->report.wal_frames = mapped;
    // A log that began anew and holds no commit yet belongs here all the same.
    layer->report.wal_foreign = mapped == 0 && layer->report.wal_frames_lost > 0;
    if (mapped > 0)
        layer->page_size = wal.page_size;
    else
        layer->wal_count = 0;
}
