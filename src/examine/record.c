// SPDX-License-Identifier: Apache-2.0
#include "examine/record.h"

#include "base/buffer.h"
#include "base/real.h"
#include "base/times.h"
#include "report/escape.h"

#include <inttypes.h>

static enum case_sort sort_of(const struct definition_column *column)
{
    static const struct {
        uint32_t kinds;
        enum case_sort sort;
    } sorts[] = {
        {KIND_TEXT, CASE_TEXT},
        {KIND_BIT(OBSERVABLE_URL) | KIND_VISIT, CASE_PAGE},
        {KIND_BIT(OBSERVABLE_PATH) | KIND_BIT(OBSERVABLE_FILE), CASE_FILE},
        {KIND_PERSON, CASE_PERSON},
    };
    bool phone = column->kinds & KIND_BIT(OBSERVABLE_PHONE);
    bool email = column->kinds & KIND_BIT(OBSERVABLE_EMAIL);
    if (!column->is_private)
        return CASE_PLAIN;
    if (phone || email)
        return phone && email ? CASE_PERSON : phone ? CASE_NUMBER : CASE_ADDRESS;
    for (size_t i = 0; i < ARRAY_SIZE(sorts); i++)
        if (column->kinds & sorts[i].kinds)
            return sorts[i].sort;
    return CASE_VALUE;
}

static struct slice found_text(struct arena *arena, const struct definition_column *column, const struct cell *cell)
{
    struct buffer text CLEANUP_BUFFER;
    struct slice copy = SLICE_NONE;
    char time[TIME_TEXT_SIZE];
    buffer_init(&text, 1U << 16);
    if (cell->type == CELL_INTEGER && (column->kinds & KIND_TIME)) {
        // Exactly, and for people: "2024-03-05 10:20:30.123456 UTC".
        time_format(cell->integer, time);
        struct slice whole = slice_text(time);
        buffer_put(&text, slice_part(whole, 0, 10));
        buffer_put_byte(&text, ' ');
        buffer_put(&text, slice_part(whole, 11, whole.size - 12));
        buffer_put_text(&text, " UTC");
    } else if (cell->type == CELL_INTEGER) {
        buffer_format(&text, "%" PRId64, cell->integer);
    } else if (cell->type == CELL_REAL) {
        real_put(&text, cell->real);
    } else if (cell->type != CELL_NULL) {
        buffer_put(&text, cell->bytes);
    }
    return text.size && arena_copy(arena, buffer_slice(&text), &copy) ? copy : SLICE_NONE;
}

bool record_of_cells(struct arena *arena, const struct artefact *artefact, const struct cell *cells, size_t count,
                     struct case_record *ret_record)
{
    ret_record->artefact = artefact->name;
    ret_record->cells = arena_alloc(arena, count + 1, sizeof *ret_record->cells);
    for (size_t i = 0; ret_record->cells && i < count && i < artefact->column_count; i++) {
        const struct definition_column *column = &artefact->columns[i];
        // No case has it: there is nothing to show under its name.
        if (column->kinds & KIND_SECRET)
            continue;
        struct case_cell *cell = &ret_record->cells[ret_record->cell_count++];
        cell->column = column->name;
        cell->sort = sort_of(column);
        for (unsigned kind = 0; kind < OBSERVABLE_KINDS; kind++)
            if ((column->kinds & KIND_MATCHED) == KIND_BIT(kind))
                cell->kind = slice_text(observable_kind_name((enum observable_kind)kind));
        cell->value = found_text(arena, column, &cells[i]);
    }
    return ret_record->cells != NULL;
}
