// SPDX-License-Identifier: Apache-2.0
// Addresses in prose, written so that no terminal, mail program or hasty hand follows them; machine output has them
// exact.
#include "report/escape.h"

#include "report/language.h"

// "http" or "https" in any case, standing before "://" at `at`; how many bytes long, 0 for another scheme.
static size_t scheme_size(struct slice text, size_t at)
{
    if (at >= 5 && slice_equal_fold(slice_part(text, at - 5, 5), SLICE("https")))
        return 5;
    if (at >= 4 && slice_equal_fold(slice_part(text, at - 4, 4), SLICE("http")))
        return 4;
    return 0;
}

// The end of a link's host: where its path, query, fragment or the word ends, or another link begins.
static size_t host_end(struct slice text, size_t at)
{
    size_t next = slice_find(slice_from(text, at), SLICE("://"));
    size_t most = next == SIZE_MAX ? text.size : at + next - scheme_size(slice_from(text, at), next);
    while (at < most && text.data[at] > ' ' && !memchr("/?#\\\"'<>()", text.data[at], 10))
        at++;
    return at;
}

static void host_put(struct buffer *buffer, struct slice host)
{
    struct slice part;
    bool first = true;
    while (slice_split(&host, '.', &part)) {
        if (!first)
            buffer_put_text(buffer, "[.]");
        terminal_put(buffer, part);
        first = false;
    }
}

void prose_put(struct buffer *buffer, struct slice text)
{
    size_t at;
    while ((at = slice_find(text, SLICE("://"))) != SIZE_MAX) {
        size_t scheme = scheme_size(text, at);
        size_t end = host_end(text, at + 3);
        terminal_put(buffer, slice_part(text, 0, at - scheme));
        if (scheme)
            buffer_put_text(buffer, scheme == 5 ? "hxxps" : "hxxp");
        buffer_put_text(buffer, "://");
        host_put(buffer, slice_part(text, at + 3, end - at - 3));
        text = slice_from(text, end);
    }
    terminal_put(buffer, text);
}

static bool value_is_fingerprint(struct slice value)
{
    if (value.size != 19 || !slice_starts(value, SLICE("fp:")))
        return false;
    for (size_t i = 3; i < value.size; i++)
        if (byte_hex(value.data[i]) < 0)
            return false;
    return true;
}

void value_put(struct buffer *buffer, struct slice kind, struct slice value)
{
    bool whole = slice_find(value, SLICE("://")) != SIZE_MAX;
    bool address = !whole && (slice_equal(kind, SLICE("domain")) || slice_equal(kind, SLICE("ip")));
    bool link = slice_equal(kind, SLICE("url"));
    if (value_is_fingerprint(value)) {
        buffer_put_text(buffer, _("(not kept)"));
    } else if (address) {
        host_put(buffer, value);
    } else if (link && !whole) {
        size_t end = host_end(value, 0);
        host_put(buffer, slice_part(value, 0, end));
        terminal_put(buffer, slice_from(value, end));
    } else {
        prose_put(buffer, value);
    }
}
