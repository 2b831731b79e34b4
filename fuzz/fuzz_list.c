// SPDX-License-Identifier: Apache-2.0
// A file as a list of indicators, by a format of lines and by one of JSON with patterns: each row is used, kept or
// broken, and what is used can be put into an index.
#include "fuzz.h"

#include "sql/list.h"

#define HEAD "-- list: fuzz\n-- title: T\n-- from: *\n"

static const char lines[] =
    HEAD "SELECT substr(line, 1, instr(line, ' ') - 1) AS kind, substr(line, instr(line, ' ') + 1) AS value, n AS id,\n"
         " CASE n WHEN 2 THEN 'weak' WHEN 3 THEN 'none' END AS grade, iif(n = 2, 'ios', NULL) AS platform FROM lines()";
static const char patterns[] =
    HEAD "SELECT iif(p.path = 'domain-name:value', 'domain', 'url') AS kind, p.value AS value,\n"
         " json_extract(e.value, '$.id') AS id, iif(p.error IS NULL, 'used', 'error') AS state, p.error AS note\n"
         " FROM json_rows() AS d, json_each(d.json) AS e, stix_pattern(iif(e.type = 'object', json_extract(e.value, "
         "'$.pattern'), e.value)) AS p";

static void take(void *context, const struct list_row *row)
{
    struct index_builder *builder = context;
    if (row->state > LIST_BROKEN)
        abort();
    if (row->state != LIST_USED)
        return;
    if (row->indicator.value.size == 0 || row->indicator.kind >= OBSERVABLE_KINDS)
        abort();
    if (index_builder_add(builder, &row->indicator, NULL) == ERROR_FORMAT)
        abort();
}

static void read_as(const char *format, struct slice bytes)
{
    struct definitions definitions = {.arena = arena_new(1U << 20)};
    struct source source = source_of_memory(bytes);
    struct index_builder *builder CLEANUP(index_builder_freep) = index_builder_new();
    struct error error;
    error_clear(&error);
    if (!definitions.arena || !builder ||
        definition_parse_list(&definitions, SLICE("fuzz"), slice_text(format), &error) != ERROR_NONE)
        abort();
    if (list_read(&definitions.lists[0], &source, SLICE("fuzz.txt"), take, builder, &error) && !error.code)
        abort();
    free(definitions.lists);
    (void)arena_free(definitions.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_as(size && (data[0] == '[' || data[0] == '{') ? patterns : lines, slice_of(data, size));
    return 0;
}
