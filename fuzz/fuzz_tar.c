// SPDX-License-Identifier: Apache-2.0
// Entries end, none gives more than it says, and offsets go on; once as it stands, and once with the headers' sums made
// right, so that what lies behind them is reached.
#include "fuzz.h"

#include "base/attr.h"
#include "base/limits.h"
#include "format/inflate.h"
#include "format/tar.h"

#include <stdio.h>
#include <stdlib.h>

#define BLOCK 512U

static void entry_read(struct tar *tar, const struct tar_entry *entry)
{
    struct slice bytes;
    uint64_t size = 0;
    if (entry->path.size > LIMIT_TAR_NAME || entry->sort > TAR_SPARSE)
        abort();
    while (tar_read(tar, &bytes, NULL) == ERROR_NONE && bytes.size)
        size += bytes.size;
    if (size > entry->size)
        abort();
}

static void attempt(struct slice bytes)
{
    struct source source = source_of_memory(bytes);
    struct inflate *inflate CLEANUP_INFLATE = inflate_stored_new(&source, 0, UINT64_MAX);
    struct tar *tar CLEANUP_TAR = inflate ? tar_new(inflate_stream(inflate)) : NULL;
    struct tar_entry entry;
    size_t count = 0;
    uint64_t before = 0;
    if (!tar)
        abort();
    while (tar_next(tar, &entry, NULL) == ERROR_NONE) {
        if (tar_offset(tar) <= before || tar_offset(tar) > bytes.size || ++count > bytes.size / BLOCK)
            abort();
        before = tar_offset(tar);
        // Every second one is passed over.
        if (count % 2)
            entry_read(tar, &entry);
    }
    (void)(tar_finish(tar, UINT64_MAX, NULL) == ERROR_NONE);
    if (tar_offset(tar) > bytes.size)
        abort();
}

static void sum_make(uint8_t *header)
{
    char text[32];
    unsigned sum = 0;
    memset(header + 148, ' ', 8);
    for (size_t i = 0; i < BLOCK; i++)
        sum += header[i];
    (void)snprintf(text, sizeof text, "%06o", sum);
    memcpy(header + 148, text, 6);
    header[154] = 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *summed CLEANUP_FREE = malloc(size + 1);
    attempt(slice_of(data, size));
    if (!summed)
        abort();
    if (size)
        memcpy(summed, data, size);
    for (size_t at = 0; at + BLOCK <= size; at += BLOCK)
        if (memcmp(summed + at + 257, "usta", 4) == 0)
            sum_make(summed + at);
    attempt(slice_of(summed, size));
    return 0;
}
