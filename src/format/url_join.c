// SPDX-License-Identifier: Apache-2.0
#include "format/url_join.h"

// Bytes of "scheme:", 0 without one.
static size_t scheme_size(struct slice url)
{
    for (size_t i = 0; i < url.size; i++) {
        uint8_t byte = url.data[i];
        if (byte == ':')
            return i > 0 ? i + 1 : 0;
        bool inner = byte_is_digit(byte) || byte == '+' || byte == '-' || byte == '.';
        if (!byte_is_alpha(byte) && (i == 0 || !inner))
            return 0;
    }
    return 0;
}

// Bytes before the path: scheme and "//authority".
static size_t authority_end(struct slice url)
{
    size_t at = scheme_size(url);
    if (!slice_starts(slice_from(url, at), SLICE("//")))
        return at;
    for (at += 2; at < url.size; at++)
        if (memchr("/?#", url.data[at], 3))
            return at;
    return url.size;
}

// Bytes before a query or a fragment.
static size_t path_end(struct slice url, bool query_too)
{
    for (size_t at = 0; at < url.size; at++)
        if (url.data[at] == '#' || (query_too && url.data[at] == '?'))
            return at;
    return url.size;
}

// How much of the base stays in front of the relative part.
static size_t base_kept(struct slice base, struct slice relative)
{
    if (relative.size == 0 || relative.data[0] == '#')
        return path_end(base, false);
    if (slice_starts(relative, SLICE("//")))
        return scheme_size(base);
    if (relative.data[0] == '/')
        return authority_end(base);
    size_t path = path_end(base, true);
    if (relative.data[0] == '?')
        return path;
    size_t authority = authority_end(base);
    size_t slash = slice_find_last_byte(slice_part(base, authority, path - authority), '/');
    return slash == SIZE_MAX ? authority : authority + slash + 1;
}

bool url_join(struct slice base, struct slice relative, struct arena *arena, struct slice *ret_url)
{
    if (scheme_size(relative) > 0 || base.size == 0) {
        *ret_url = relative;
        return true;
    }
    size_t kept = base_kept(base, relative);
    bool bare = kept == authority_end(base) && kept > scheme_size(base) && relative.size > 0 &&
                !memchr("/?#", relative.data[0], 3);
    uint8_t *url = arena_alloc(arena, kept + (bare ? 1U : 0U) + relative.size, 1);
    if (!url)
        return false;
    memcpy(url, base.data, kept);
    if (bare)
        url[kept++] = '/';
    if (relative.size)
        memcpy(url + kept, relative.data, relative.size);
    *ret_url = slice_of(url, kept + relative.size);
    return true;
}
