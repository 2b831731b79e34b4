// SPDX-License-Identifier: Apache-2.0
#include "format/csv.h"

#include "base/limits.h"
#include "base/message.h"

// What one record is read with; committed to the reader only where it is one.
struct csv_reading {
    struct csv *csv;
    size_t at;
    uint64_t line;
    size_t ends[CSV_CELLS]; // in csv->cell
    bool copied[CSV_CELLS]; // the cell lies in csv->cell, else in the text
    const char *error;
};

void csv_open(struct csv *csv, struct slice text, uint8_t separator)
{
    *csv = (struct csv){.text = text, .separator = separator, .line = 1};
    if (slice_starts(text, SLICE("\xef\xbb\xbf")))
        csv->at = 3;
    buffer_init(&csv->cell, LIMIT_CSV_RECORD);
}

void csv_close(struct csv *csv)
{
    buffer_release(&csv->cell);
}

static bool at_end_of_cell(const struct csv_reading *reading)
{
    const struct csv *csv = reading->csv;
    if (reading->at >= csv->text.size)
        return true;
    uint8_t byte = csv->text.data[reading->at];
    if (byte == '\r')
        return reading->at + 1 >= csv->text.size || csv->text.data[reading->at + 1] == '\n';
    return byte == csv->separator || byte == '\n';
}

static struct slice cell_plain(struct csv_reading *reading)
{
    size_t start = reading->at;
    while (!at_end_of_cell(reading))
        reading->at++;
    return slice_part(reading->csv->text, start, reading->at - start);
}

// A cell in quotes goes into the buffer, since doubled quotes become single ones.
static void cell_quoted(struct csv_reading *reading, size_t limit)
{
    const struct csv *csv = reading->csv;
    struct buffer *cell = &reading->csv->cell;
    reading->at++;
    for (;;) {
        if (reading->at >= limit) {
            reading->error =
                limit < csv->text.size ? N_("longer than a record can be") : N_("a quote that nothing ends");
            return;
        }
        uint8_t byte = csv->text.data[reading->at++];
        if (byte == '"') {
            if (reading->at >= csv->text.size || csv->text.data[reading->at] != '"')
                break;
            reading->at++;
        }
        reading->line += byte == '\n';
        buffer_put_byte(cell, byte);
    }
    if (!at_end_of_cell(reading))
        reading->error = N_("something stands behind the closing quote");
}

static void cells_read(struct csv_reading *reading, struct csv_record *record)
{
    struct csv *csv = reading->csv;
    size_t left = csv->text.size - csv->at;
    size_t limit = csv->at + (left < LIMIT_CSV_RECORD ? left : LIMIT_CSV_RECORD);
    for (;;) {
        size_t number = record->count < CSV_CELLS ? record->count : CSV_CELLS - 1;
        bool kept = record->count++ < CSV_CELLS;
        bool quoted = reading->at < csv->text.size && csv->text.data[reading->at] == '"';
        size_t before = csv->cell.size;
        struct slice plain = SLICE_NONE;
        if (quoted)
            cell_quoted(reading, limit);
        else
            plain = cell_plain(reading);
        if (kept) {
            record->cells[number] = plain;
            reading->copied[number] = quoted;
            reading->ends[number] = csv->cell.size;
        } else {
            csv->cell.size = before;
        }
        if (reading->error || reading->at >= csv->text.size || csv->text.data[reading->at] != csv->separator)
            return;
        reading->at++;
    }
}

// The buffer's memory moves while it grows: slices are made when it is whole.
static void cells_settle(struct csv_reading *reading, struct csv_record *record)
{
    size_t start = 0;
    for (size_t i = 0; i < record->count && i < CSV_CELLS; i++) {
        if (reading->copied[i])
            record->cells[i] = slice_part(buffer_slice(&reading->csv->cell), start, reading->ends[i] - start);
        start = reading->ends[i];
    }
}

static void line_skip(struct csv *csv)
{
    struct slice rest = slice_from(csv->text, csv->at);
    size_t end = slice_find_byte(rest, '\n');
    csv->at += end == SIZE_MAX ? rest.size : end + 1;
    csv->line++;
}

static bool empty_line(const struct csv *csv)
{
    struct slice rest = slice_from(csv->text, csv->at);
    return slice_starts(rest, SLICE("\n")) || slice_starts(rest, SLICE("\r\n"));
}

static void record_blank(struct csv_record *record, const char *error)
{
    *record = (struct csv_record){.line = record->line, .error = error};
}

// The reader goes on with the next line: a quote that nothing ends would else hide all that follows.
static void record_refuse(struct csv *csv, const struct csv_reading *reading, struct csv_record *record)
{
    csv->waste += reading->at - csv->at;
    record_blank(record, reading->error);
    line_skip(csv);
    if (csv->waste > LIMIT_CSV_WASTE) {
        record->error = N_("too much of this file is broken; what follows was not read");
        csv->at = csv->text.size;
    }
}

bool csv_next(struct csv *csv, struct csv_record *ret_record)
{
    while (csv->at < csv->text.size && empty_line(csv))
        line_skip(csv);
    if (csv->at >= csv->text.size)
        return false;
    struct csv_reading reading = {.csv = csv, .at = csv->at, .line = csv->line};
    *ret_record = (struct csv_record){.line = csv->line};
    buffer_clear(&csv->cell);
    cells_read(&reading, ret_record);
    if (!reading.error && csv->cell.failed)
        reading.error = N_("longer than a record can be");
    if (reading.error) {
        record_refuse(csv, &reading, ret_record);
        return true;
    }
    csv->at = reading.at;
    csv->line = reading.line;
    line_skip(csv);
    if (csv->fields && ret_record->count != csv->fields) {
        record_blank(ret_record, ret_record->count < csv->fields ? N_("fewer fields than the first line has")
                                                                 : N_("more fields than the first line has"));
        return true;
    }
    cells_settle(&reading, ret_record);
    csv->fields = ret_record->count;
    return true;
}
