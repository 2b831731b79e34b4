// SPDX-License-Identifier: Apache-2.0
#include "observe/url.h"

struct scheme {
    struct slice written;
    struct slice name;
    enum url_class class;
    unsigned port;
};

// Special schemes and their ports: WHATWG URL, "special scheme". hxxp is how reports write http.
static const struct scheme schemes[] = {
    {SLICE_INIT("http"), SLICE_INIT("http"), URL_WEB, 80},
    {SLICE_INIT("https"), SLICE_INIT("https"), URL_WEB, 443},
    {SLICE_INIT("hxxp"), SLICE_INIT("http"), URL_WEB, 80},
    {SLICE_INIT("hxxps"), SLICE_INIT("https"), URL_WEB, 443},
    {SLICE_INIT("ws"), SLICE_INIT("ws"), URL_WEB, 80},
    {SLICE_INIT("wss"), SLICE_INIT("wss"), URL_WEB, 443},
    {SLICE_INIT("ftp"), SLICE_INIT("ftp"), URL_WEB, 21},
    {SLICE_INIT("mailto"), SLICE_INIT("mailto"), URL_MAIL, 0},
    {SLICE_INIT("tel"), SLICE_INIT("tel"), URL_PHONE, 0},
    {SLICE_INIT("telprompt"), SLICE_INIT("tel"), URL_PHONE, 0},
    {SLICE_INIT("sms"), SLICE_INIT("sms"), URL_PHONE, 0},
    {SLICE_INIT("smsto"), SLICE_INIT("sms"), URL_PHONE, 0},
    {SLICE_INIT("file"), SLICE_INIT("file"), URL_FILE, 0},
    {SLICE_INIT("view-source"), SLICE_INIT("view-source"), URL_NESTED, 0},
    {SLICE_INIT("blob"), SLICE_INIT("blob"), URL_NESTED, 0},
    {SLICE_INIT("feed"), SLICE_INIT("feed"), URL_NESTED, 0},
    {SLICE_INIT("javascript"), SLICE_INIT("javascript"), URL_INERT, 0},
    {SLICE_INIT("data"), SLICE_INIT("data"), URL_INERT, 0},
    {SLICE_INIT("about"), SLICE_INIT("about"), URL_INERT, 0},
};

static bool byte_is_slash(uint8_t byte)
{
    return byte == '/' || byte == '\\';
}

// Behind the scheme: ':', or defanged "[:]", or "[://]". SIZE_MAX where none of them stands there.
static size_t colon_size(struct slice text)
{
    if (slice_starts(text, SLICE("[:]")))
        return 3;
    if (slice_starts(text, SLICE("[://]")))
        return 5;
    return slice_starts(text, SLICE(":")) ? 1 : SIZE_MAX;
}

static size_t scheme_size(struct slice text)
{
    size_t size = 0;
    while (size < text.size && (byte_is_alpha(text.data[size]) || byte_is_digit(text.data[size]) ||
                                (text.data[size] < 0x80 && memchr("+-.", text.data[size], 3))))
        size++;
    return size > 0 && byte_is_alpha(text.data[0]) ? size : 0;
}

// "evil.example:8443/x" has a port and no scheme.
static bool scheme_is_host(struct slice scheme, struct slice rest)
{
    return slice_find_byte(scheme, '.') != SIZE_MAX && rest.size > 0 && byte_is_digit(rest.data[0]);
}

static void scheme_read(struct slice text, struct url *url)
{
    size_t size = scheme_size(text);
    struct slice scheme = slice_part(text, 0, size);
    size_t colon = size > 0 ? colon_size(slice_from(text, size)) : SIZE_MAX;
    url->rest = text;
    if (colon == SIZE_MAX || scheme_is_host(scheme, slice_from(text, size + colon)))
        return;
    url->rest = slice_from(text, size + colon);
    url->scheme = scheme;
    url->class = URL_OTHER;
    for (size_t i = 0; i < ARRAY_SIZE(schemes); i++) {
        if (!slice_equal_fold(scheme, schemes[i].written))
            continue;
        url->scheme = schemes[i].name;
        url->class = schemes[i].class;
        url->port = schemes[i].port;
        return;
    }
}

static size_t slashes_size(struct slice text)
{
    size_t size = 0;
    while (size < text.size && byte_is_slash(text.data[size]))
        size++;
    return size;
}

// The last '@' of the authority ends the userinfo; a port is digits, or nothing, behind the last ':' outside brackets.
static void authority_read(struct slice authority, struct url *url)
{
    size_t at = slice_find_last_byte(authority, '@');
    struct slice host = at == SIZE_MAX ? authority : slice_from(authority, at + 1);
    size_t colon = slice_find_last_byte(host, ':');
    size_t bracket = slice_find_last_byte(host, ']');
    if (colon != SIZE_MAX && (bracket == SIZE_MAX || bracket < colon)) {
        url->port_written = slice_from(host, colon + 1);
        host = slice_part(host, 0, colon);
    }
    url->host = host;
    url->has_authority = true;
}

struct url url_split(struct slice text, bool browser)
{
    struct url url = {.class = URL_NONE, .port = 80}; // taken as http
    scheme_read(text, &url);
    size_t slashes = slashes_size(url.rest);
    bool web = url.class == URL_WEB || url.class == URL_NONE;
    if (!web && (url.class != URL_OTHER || !slice_starts(url.rest, SLICE("//"))))
        return url;
    struct slice behind = slice_from(url.rest, web ? slashes : 2);
    size_t end = 0;
    while (end < behind.size && behind.data[end] != '/' && behind.data[end] != '?' && behind.data[end] != '#' &&
           !(browser && web && behind.data[end] == '\\'))
        end++;
    authority_read(slice_part(behind, 0, end), &url);
    url.tail = slice_from(behind, end);
    return url;
}

bool url_clean(struct scratch *scratch, struct slice text, struct slice *ret_clean)
{
    size_t start = 0;
    size_t end = text.size;
    while (start < end && text.data[start] <= ' ')
        start++;
    while (end > start && text.data[end - 1] <= ' ')
        end--;
    text = slice_part(text, start, end - start);
    bool dirty = false;
    for (size_t i = 0; i < text.size; i++)
        dirty |= text.data[i] == '\t' || text.data[i] == '\r' || text.data[i] == '\n';
    *ret_clean = text;
    if (!dirty)
        return true;
    uint8_t *clean = scratch_alloc(scratch, text.size);
    size_t size = 0;
    if (!clean)
        return false;
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] != '\t' && text.data[i] != '\r' && text.data[i] != '\n')
            clean[size++] = text.data[i];
    *ret_clean = slice_of(clean, size);
    return true;
}
