// SPDX-License-Identifier: Apache-2.0
// What lists are written in: YAML where the input begins with 'y', else comma-separated values, with a tab where it
// begins with 't'. Every value is looked at; the number of rows is bounded by the bytes.
#include "fuzz.h"

#include "base/attr.h"
#include "format/csv.h"
#include "format/yaml.h"

static volatile uint8_t sink;

static void touch(struct slice bytes)
{
    for (size_t i = 0; i < bytes.size; i++)
        sink ^= bytes.data[i];
}

static void yaml_read(struct slice text)
{
    struct yaml *yaml = NULL;
    struct yaml_scalar scalar;
    if (yaml_new(text, &yaml, NULL))
        return;
    for (size_t rows = 0; yaml_next(yaml, &scalar); rows++) {
        touch(scalar.path);
        touch(scalar.key);
        touch(scalar.value);
        if (rows > 8 * text.size + 128 || (scalar.error && scalar.value.size))
            abort();
    }
    (void)yaml_free(yaml);
}

static void csv_read(struct slice text, uint8_t separator)
{
    struct csv csv;
    struct csv_record record;
    csv_open(&csv, text, separator);
    for (size_t rows = 0; csv_next(&csv, &record); rows++) {
        for (size_t i = 0; i < record.count && i < CSV_CELLS; i++)
            touch(record.cells[i]);
        if (rows > text.size || (record.error && record.count))
            abort();
    }
    csv_close(&csv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice text = slice_of(data, size);
    if (slice_starts(text, SLICE("y")))
        yaml_read(slice_from(text, 1));
    else
        csv_read(slice_from(text, 1), slice_starts(text, SLICE("t")) ? '\t' : ',');
    return 0;
}
