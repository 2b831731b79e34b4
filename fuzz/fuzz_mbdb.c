// SPDX-License-Identifier: Apache-2.0
// Every string of a record lies within the input, and the records end.
#include "fuzz.h"

#include "format/mbdb.h"

#include <stdlib.h>

static void within(struct slice text, const uint8_t *data, size_t size)
{
    if (text.size > size || (text.size && (text.data < data || text.data + text.size > data + size)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mbdb mbdb;
    struct mbdb_record record;
    size_t count = 0;
    if (!mbdb_open(&mbdb, slice_of(data, size)))
        return 0;
    while (mbdb_next(&mbdb, &record)) {
        within(record.domain, data, size);
        within(record.path, data, size);
        within(record.key, data, size);
        if (++count > size)
            abort();
    }
    return 0;
}
