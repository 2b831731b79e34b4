// SPDX-License-Identifier: Apache-2.0
// Absolute paths, resolved by their text alone; /var, /etc and /tmp as the links that they are on iOS (/tmp leads to
// /private/var/tmp there, not to /private/tmp as on a Mac).
#include "observe/normalise.h"

#define PRIVATE SLICE("/private")
#define PRIVATE_VAR SLICE("/private/var")
_Static_assert(sizeof "/private/var" - 1 == PATH_RESOLVED_BEFORE, "what may stand before a path");

bool path_is_absolute(struct slice text)
{
    return slice_starts(text, SLICE("/")) || slice_equal_fold(slice_part(text, 0, 5), SLICE("file:"));
}

// The path of a file: URL, its host left out.
static bool path_of_url(struct scratch *scratch, struct slice text, struct slice *ret_path)
{
    struct slice rest = slice_from(text, 5);
    if (slice_starts(rest, SLICE("//"))) {
        rest = slice_from(rest, 2);
        rest = slice_from(rest, slice_find_byte(rest, '/'));
    }
    size_t end = 0;
    while (end < rest.size && rest.data[end] != '?' && rest.data[end] != '#')
        end++;
    return scratch_percent(scratch, slice_part(rest, 0, end), ret_path);
}

// Writes "/a/b" from components; gives its size, 0 for the root.
static size_t path_resolve(struct slice text, uint8_t *target)
{
    size_t size = 0;
    struct slice part;
    while (slice_split(&text, '/', &part)) {
        if (part.size == 0 || slice_equal(part, SLICE(".")))
            continue;
        if (slice_equal(part, SLICE(".."))) {
            while (size > 0 && target[--size] != '/')
                continue;
            continue;
        }
        target[size++] = '/';
        memcpy(target + size, part.data, part.size);
        size += part.size;
    }
    return size;
}

static bool path_below(struct slice path, struct slice folder)
{
    return slice_starts(path, folder) && (path.size == folder.size || path.data[folder.size] == '/');
}

struct slice path_resolved(struct slice text, uint8_t *target)
{
    uint8_t *resolved = target + PRIVATE_VAR.size;
    if (!slice_starts(text, SLICE("/")))
        return SLICE_NONE;
    struct slice path = slice_of(resolved, path_resolve(text, resolved));
    struct slice before = SLICE_NONE;
    // As a Mac would resolve it, and whoever wrote a list there.
    if (path_below(path, SLICE("/private/tmp"))) {
        resolved += PRIVATE.size;
        path = slice_from(path, PRIVATE.size);
    }
    if (path_below(path, SLICE("/var")) || path_below(path, SLICE("/etc")))
        before = PRIVATE;
    else if (path_below(path, SLICE("/tmp")))
        before = PRIVATE_VAR;
    if (before.size)
        memcpy(resolved - before.size, before.data, before.size);
    return slice_of(resolved - before.size, before.size + path.size);
}

bool path_normalise(struct scratch *scratch, struct slice text, struct slice *ret_value)
{
    if (text.size > LIMIT_PATH_SIZE)
        return scratch_refuse(scratch, "longer than a path can be");
    if (!path_is_absolute(text))
        return scratch_refuse(scratch, "a relative path");
    if (!slice_starts(text, SLICE("/")) && !path_of_url(scratch, text, &text))
        return false;
    uint8_t *target = scratch_alloc(scratch, PATH_RESOLVED_BEFORE + text.size + 1);
    if (!target)
        return false;
    struct slice path = path_resolved(text, target);
    if (path.size == 0)
        return scratch_refuse(scratch, "the root, below which every path stands");
    *ret_value = path;
    return true;
}

struct slice path_basename(struct slice path)
{
    while (slice_ends(path, SLICE("/")))
        path.size--;
    return slice_from(path, slice_find_last_byte(path, '/') + 1);
}

bool file_normalise(struct scratch *scratch, struct slice text, struct slice *ret_value)
{
    struct slice name = path_basename(text);
    if (name.size == 0 || name.size > LIMIT_PATH_SIZE || slice_equal(name, SLICE(".")) ||
        slice_equal(name, SLICE("..")))
        return scratch_refuse(scratch, "not a file's name");
    *ret_value = name;
    return true;
}

void path_observe(struct observer *observer, struct slice value)
{
    path_observe_written(observer, value, value);
}

void path_observe_written(struct observer *observer, struct slice value, struct slice written)
{
    struct observable observable = {.kind = OBSERVABLE_PATH, .written = written};
    struct slice path = value;
    if (value.size > LIMIT_PATH_SIZE) {
        observer->left_out++;
        return;
    }
    if (path_normalise(&observer->scratch, value, &path)) {
        observable.value = path;
        if (observer_has_room(observer))
            observer_give(observer, &observable);
    } else if (path_is_absolute(value)) {
        return;
    }
    observable.kind = OBSERVABLE_FILE;
    if (file_normalise(&observer->scratch, path, &observable.value) && observer_has_room(observer))
        observer_give(observer, &observable);
}

bool path_parent(struct slice path, struct slice *ret_parent)
{
    size_t slash = slice_find_last_byte(path, '/');
    if (slash == SIZE_MAX || slash == 0)
        return false;
    *ret_parent = slice_part(path, 0, slash);
    return true;
}
