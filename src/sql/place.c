// SPDX-License-Identifier: Apache-2.0
#include "sql/place.h"

#include <stdlib.h>

struct place {
    uint8_t *text;
    struct slice pattern;
    struct slice tail; // its last bytes without a star: a quick no
    unsigned artefact;
};

struct place_set {
    struct place *places; // by artefact
    size_t count;
};

struct place_set *place_set_new(void)
{
    return calloc(1, sizeof(struct place_set));
}

struct place_set *place_set_free(struct place_set *set)
{
    for (size_t i = 0; set && i < set->count; i++)
        free(set->places[i].text);
    if (set)
        free(set->places);
    free(set);
    return NULL;
}

void place_set_freep(struct place_set **set)
{
    *set = place_set_free(*set);
}

enum error_code place_set_add(struct place_set *set, unsigned artefact, struct slice pattern, struct error *error)
{
    struct place *places = realloc(set->places, (set->count + 1) * sizeof *places);
    uint8_t *text = malloc(pattern.size + 1);
    if (places)
        set->places = places;
    if (!places || !text) {
        free(text);
        return error_set(error, ERROR_MEMORY, "place", ERROR_NO_OFFSET, "no memory for patterns");
    }
    if (pattern.size)
        memcpy(text, pattern.data, pattern.size);
    struct place place = {.text = text, .pattern = slice_of(text, pattern.size), .artefact = artefact};
    size_t plain = pattern.size;
    while (plain > 0 && text[plain - 1] != '*' && text[plain - 1] != '?')
        plain--;
    place.tail = slice_from(place.pattern, plain);
    set->places[set->count++] = place;
    return ERROR_NONE;
}

// One star at a time is remembered: a later star makes an earlier one's further tries needless within a component, and
// across components the text before must have matched already.
bool place_matches(struct slice pattern, struct slice path)
{
    size_t at = 0;
    size_t star = SIZE_MAX;
    size_t resume = 0;
    size_t i = 0;
    while (i < path.size) {
        if (at < pattern.size && pattern.data[at] == '*') {
            star = at++;
            resume = i;
        } else if (at < pattern.size &&
                   (pattern.data[at] == path.data[i] || (pattern.data[at] == '?' && path.data[i] != '/'))) {
            at++;
            i++;
        } else if (star != SIZE_MAX && path.data[resume] != '/') {
            at = star + 1;
            i = ++resume;
        } else {
            return false;
        }
    }
    while (at < pattern.size && pattern.data[at] == '*')
        at++;
    return at == pattern.size;
}

static struct slice without_suffix(struct slice path, enum place_part *ret_part)
{
    static const struct slice suffixes[] = {[PLACE_WAL] = SLICE_INIT("-wal"), [PLACE_JOURNAL] = SLICE_INIT("-journal")};
    *ret_part = PLACE_MAIN;
    for (enum place_part part = PLACE_WAL; part <= PLACE_JOURNAL; part++) {
        if (slice_ends(path, suffixes[part])) {
            *ret_part = part;
            return slice_part(path, 0, path.size - suffixes[part].size);
        }
    }
    return path;
}

void place_set_match(const struct place_set *set, struct slice path, place_function *function, void *context)
{
    enum place_part part;
    struct slice base = without_suffix(path, &part);
    unsigned last = UINT32_MAX;
    for (size_t i = 0; i < set->count; i++) {
        const struct place *place = &set->places[i];
        if (place->artefact == last)
            continue;
        bool wanted = slice_ends(path, place->tail) && place_matches(place->pattern, path);
        bool beside =
            !wanted && part != PLACE_MAIN && slice_ends(base, place->tail) && place_matches(place->pattern, base);
        if (!wanted && !beside)
            continue;
        last = place->artefact;
        function(context, place->artefact, wanted ? PLACE_MAIN : part);
    }
}

static size_t slashes(struct slice path)
{
    size_t count = 0;
    for (size_t i = 0; i < path.size; i++)
        count += path.data[i] == '/';
    return count;
}

bool place_set_leads(const struct place_set *set, struct slice path)
{
    size_t depth = slashes(path);
    for (size_t i = 0; i < set->count; i++) {
        struct slice pattern = set->places[i].pattern;
        size_t end = 0;
        for (size_t seen = 0; end < pattern.size; end++) {
            seen += pattern.data[end] == '/';
            if (seen > depth)
                break;
        }
        if (end < pattern.size && place_matches(slice_part(pattern, 0, end), path))
            return true;
    }
    return false;
}
