// SPDX-License-Identifier: Apache-2.0
#include "format/yaml.h"

#include "base/limits.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <yaml.h>

#define COMPONENT "yaml"
#define KEYS_SIZE 65536U // bytes of a path: longer keys are cut

struct yaml_level {
    bool mapping;
    bool value_next;  // of a mapping: its key was read
    int64_t count;    // of a list: entries begun
    size_t path_size; // of the path above this level
    size_t key_at;    // of the key at hand, in the path
};

struct yaml {
    struct buffer text; // valid UTF-8 without control characters, or UTF-16 as it came
    size_t from;        // where the parser at work began
    uint64_t line_from; // lines before it
    yaml_parser_t parser;
    bool parsing;
    yaml_event_t event;
    bool has_event;
    struct yaml_level levels[LIMIT_YAML_DEPTH];
    size_t depth;
    uint64_t passed; // levels over LIMIT_YAML_DEPTH that are open
    int64_t items;   // entries of the outermost list before the parser at work
    struct buffer path;
    uint64_t events;
    uint64_t line; // of the last good event, from 0 within `from`
    unsigned restarts;
};

// libyaml ends at the first byte that is no YAML: such a byte costs its value alone.
static void text_clean(struct buffer *buffer, struct slice text)
{
    size_t at = 0;
    while (at < text.size) {
        size_t start = at;
        uint32_t point = utf8_next(text, &at);
        bool control = (point < 0x20 && point != '\t' && point != '\n' && point != '\r') || point == 0x7f ||
                       (point >= 0x80 && point < 0xa0 && point != 0x85) || point == 0xfffe || point == 0xffff ||
                       (point == 0xfeff && start > 0);
        if (point == UTF8_INVALID || control)
            utf8_put(buffer, 0xfffd);
        else
            buffer_put(buffer, slice_part(text, start, at - start));
    }
}

static bool parser_start(struct yaml *yaml)
{
    struct slice rest = slice_from(buffer_slice(&yaml->text), yaml->from);
    if (!yaml_parser_initialize(&yaml->parser))
        return false;
    yaml->parsing = true;
    // libyaml asserts that there is a text, be it empty.
    yaml_parser_set_input_string(&yaml->parser, rest.size ? rest.data : (const uint8_t *)"", rest.size);
    yaml->depth = 0;
    yaml->passed = 0;
    yaml->line = 0;
    buffer_clear(&yaml->path);
    return true;
}

static void parser_end(struct yaml *yaml)
{
    if (yaml->has_event)
        yaml_event_delete(&yaml->event);
    if (yaml->parsing)
        yaml_parser_delete(&yaml->parser);
    yaml->has_event = yaml->parsing = false;
}

enum error_code yaml_new(struct slice text, struct yaml **ret_yaml, struct error *error)
{
    if (text.size > LIMIT_YAML_SIZE)
        return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET, "%zu bytes, of at most %u", text.size,
                         LIMIT_YAML_SIZE);
    struct yaml *yaml = calloc(1, sizeof *yaml);
    if (!yaml)
        return error_set(error, ERROR_MEMORY, COMPONENT, ERROR_NO_OFFSET, "no memory");
    buffer_init(&yaml->text, (size_t)LIMIT_YAML_SIZE * 3);
    buffer_init(&yaml->path, KEYS_SIZE);
    if (slice_starts(text, SLICE("\xff\xfe")) || slice_starts(text, SLICE("\xfe\xff")))
        buffer_put(&yaml->text, text);
    else
        text_clean(&yaml->text, text);
    if (yaml->text.failed || !parser_start(yaml)) {
        (void)yaml_free(yaml);
        return error_set(error, ERROR_MEMORY, COMPONENT, ERROR_NO_OFFSET, "no memory");
    }
    *ret_yaml = yaml;
    return ERROR_NONE;
}

struct yaml *yaml_free(struct yaml *yaml)
{
    if (yaml) {
        parser_end(yaml);
        buffer_release(&yaml->text);
        buffer_release(&yaml->path);
        free(yaml);
    }
    return NULL;
}

// Begins anew with the next "- " at the left margin behind the last line that was understood.
static bool parser_restart(struct yaml *yaml)
{
    struct slice all = buffer_slice(&yaml->text);
    struct slice rest = slice_from(all, yaml->from);
    struct slice line;
    uint64_t number = 0;
    int64_t items = yaml->items + (yaml->depth && !yaml->levels[0].mapping ? yaml->levels[0].count : 0);
    uint64_t last = yaml->line;
    parser_end(yaml);
    if (yaml->restarts++ >= LIMIT_YAML_RESTARTS)
        return false;
    size_t at = yaml->from;
    while (slice_line(&rest, &line)) {
        if (number++ > last && slice_starts(line, SLICE("- "))) {
            yaml->from = at;
            yaml->line_from += number - 1;
            yaml->items = items;
            return parser_start(yaml);
        }
        at = rest.data ? (size_t)(rest.data - all.data) : all.size;
    }
    return false;
}

static struct yaml_level *level_at_hand(struct yaml *yaml)
{
    return yaml->depth ? &yaml->levels[yaml->depth - 1] : NULL;
}

// A node begins where a value is due: what stands in a list is counted.
static void node_begin(struct yaml *yaml)
{
    struct yaml_level *level = level_at_hand(yaml);
    if (level && !level->mapping)
        level->count++;
    // A key that is no text has no name, and what stands behind it none of the key before.
    if (level && level->mapping && !level->value_next)
        yaml->path.size = level->key_at = level->path_size;
}

static void node_end(struct yaml *yaml)
{
    struct yaml_level *level = level_at_hand(yaml);
    if (level && level->mapping)
        level->value_next = !level->value_next;
}

// False where it is deeper than is read.
static bool level_push(struct yaml *yaml, bool mapping)
{
    if (yaml->passed)
        return yaml->passed++ > 0;
    node_begin(yaml);
    if (yaml->depth == LIMIT_YAML_DEPTH) {
        yaml->passed = 1;
        return false;
    }
    yaml->levels[yaml->depth++] =
        (struct yaml_level){.mapping = mapping, .path_size = yaml->path.size, .key_at = yaml->path.size};
    return true;
}

static void level_pop(struct yaml *yaml)
{
    if (yaml->passed) {
        if (--yaml->passed == 0)
            node_end(yaml);
        return;
    }
    struct yaml_level *level = level_at_hand(yaml);
    if (!level)
        return;
    yaml->path.size = level->path_size;
    yaml->depth--;
    node_end(yaml);
}

static void key_take(struct yaml *yaml, struct slice key)
{
    struct yaml_level *level = level_at_hand(yaml);
    yaml->path.size = level->path_size;
    yaml->path.failed = false;
    if (level->path_size)
        buffer_put_byte(&yaml->path, '.');
    level->key_at = yaml->path.size;
    size_t room = KEYS_SIZE - yaml->path.size;
    buffer_put(&yaml->path, slice_part(key, 0, room < 1024 ? room : 1024));
    level->value_next = true;
}

static void place_fill(struct yaml *yaml, struct yaml_scalar *scalar)
{
    const struct yaml_level *level = level_at_hand(yaml);
    scalar->line = yaml->line_from + yaml->line + 1;
    scalar->item = yaml->depth && !yaml->levels[0].mapping ? yaml->items + yaml->levels[0].count - 1 : -1;
    scalar->at = level && !level->mapping ? level->count - 1 : -1;
    scalar->path = buffer_slice(&yaml->path);
    for (size_t i = yaml->depth; i > 0 && scalar->key.size == 0; i--)
        if (yaml->levels[i - 1].mapping)
            scalar->key = slice_from(scalar->path, yaml->levels[i - 1].key_at);
}

static bool scalar_is_null(const yaml_event_t *event, struct slice value)
{
    return event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
           (value.size == 0 || slice_equal(value, SLICE("~")) || slice_equal_fold(value, SLICE("null")));
}

// True where the event gives something to the caller.
static bool event_scalar(struct yaml *yaml, struct yaml_scalar *scalar)
{
    struct slice value = slice_of(yaml->event.data.scalar.value, yaml->event.data.scalar.length);
    struct yaml_level *level = level_at_hand(yaml);
    if (yaml->passed)
        return false;
    if (level && level->mapping && !level->value_next) {
        key_take(yaml, value);
        return false;
    }
    node_begin(yaml);
    place_fill(yaml, scalar);
    scalar->value = value;
    scalar->null = scalar_is_null(&yaml->event, value);
    node_end(yaml);
    return true;
}

static bool event_refused(struct yaml *yaml, struct yaml_scalar *scalar, const char *error)
{
    place_fill(yaml, scalar);
    scalar->error = error;
    return true;
}

static bool event_alias(struct yaml *yaml, struct yaml_scalar *scalar)
{
    if (yaml->passed)
        return false;
    node_begin(yaml);
    (void)event_refused(yaml, scalar, "an alias, and aliases are not followed");
    node_end(yaml);
    return true;
}

static bool event_take(struct yaml *yaml, struct yaml_scalar *scalar)
{
    switch (yaml->event.type) {
    case YAML_SCALAR_EVENT:
        return event_scalar(yaml, scalar);
    case YAML_ALIAS_EVENT:
        return event_alias(yaml, scalar);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return !level_push(yaml, yaml->event.type == YAML_MAPPING_START_EVENT) &&
               event_refused(yaml, scalar, "nested deeper than is read");
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        level_pop(yaml);
        return false;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    }
    return false;
}

// ERROR_FORMAT: it does not parse; ERROR_ABSENT: the end.
static enum error_code event_next(struct yaml *yaml)
{
    if (yaml->has_event)
        yaml_event_delete(&yaml->event);
    yaml->has_event = false;
    if (yaml->events++ >= LIMIT_YAML_EVENTS)
        return ERROR_LIMIT;
    if (!yaml_parser_parse(&yaml->parser, &yaml->event))
        return ERROR_FORMAT;
    yaml->has_event = true;
    yaml->line = yaml->event.start_mark.line;
    return yaml->event.type == YAML_STREAM_END_EVENT ? ERROR_ABSENT : ERROR_NONE;
}

static bool broken_give(struct yaml *yaml, struct yaml_scalar *scalar, const char *error, bool again)
{
    place_fill(yaml, scalar);
    scalar->error = error;
    // What is borrowed from the path would change with a new parser.
    scalar->path = scalar->key = SLICE_NONE;
    if (!again || !parser_restart(yaml))
        parser_end(yaml);
    return true;
}

bool yaml_next(struct yaml *yaml, struct yaml_scalar *ret_scalar)
{
    *ret_scalar = (struct yaml_scalar){.item = -1, .at = -1};
    while (yaml->parsing) {
        enum error_code code = event_next(yaml);
        if (code == ERROR_LIMIT)
            return broken_give(yaml, ret_scalar, N_("too long; what follows was not read"), false);
        if (code == ERROR_FORMAT)
            return broken_give(yaml, ret_scalar, N_("not YAML from here on, up to the next entry of the list"), true);
        if (code == ERROR_ABSENT)
            parser_end(yaml);
        else if (event_take(yaml, ret_scalar))
            return true;
    }
    return false;
}
