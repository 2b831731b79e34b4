// SPDX-License-Identifier: Apache-2.0
#include "observe/url.h"

#include <stdio.h>

#define NESTED_DEPTH 4 // view-source:blob:…

static uint8_t *bytes_put(uint8_t *target, struct slice bytes)
{
    if (bytes.size > 0)
        memcpy(target, bytes.data, bytes.size);
    return target + bytes.size;
}

// ":8443", or nothing for the scheme's own port, an empty one, or what is no port at all.
static struct slice port_build(const struct url *url, char text[8])
{
    uint64_t port = 0;
    if (!slice_decimal(url->port_written, &port) || port > 65535 || port == url->port)
        return SLICE_NONE;
    int size = snprintf(text, 8, ":%u", (unsigned)port);
    return slice_of(text, (size_t)size);
}

static bool port_valid(const struct url *url)
{
    uint64_t port = 0;
    return url->port_written.size == 0 || (slice_decimal(url->port_written, &port) && port <= 65535);
}

bool url_build(struct scratch *scratch, const struct url *url, const struct host *host, bool browser,
               struct slice *ret_value)
{
    char port_text[8] = "";
    struct slice scheme = url->class == URL_NONE ? SLICE("http") : url->scheme;
    struct slice port = port_build(url, port_text);
    struct slice path = slice_part(url->tail, 0, slice_find_byte(url->tail, '#'));
    size_t query = slice_find_byte(path, '?');
    // "://" and a '/' where the path is empty; brackets round an IPv6 address.
    uint8_t *value = scratch_alloc(scratch, scheme.size + 3 + host->size + 2 + port.size + 1 + path.size);
    if (!value)
        return false;
    uint8_t *end = bytes_put(value, scheme);
    end = bytes_put(end, SLICE("://"));
    end = bytes_put(end, host->kind == HOST_IPV6 ? SLICE("[") : SLICE_NONE);
    end = bytes_put(end, host_slice(host));
    end = bytes_put(end, host->kind == HOST_IPV6 ? SLICE("]") : SLICE_NONE);
    end = bytes_put(end, port);
    if (path.size == 0 || (path.data[0] != '/' && path.data[0] != '\\'))
        end = bytes_put(end, SLICE("/"));
    for (size_t i = 0; i < path.size; i++)
        *end++ = browser && path.data[i] == '\\' && i < query ? '/' : path.data[i];
    *ret_value = slice_of(value, (size_t)(end - value));
    return true;
}

bool url_build_other(struct scratch *scratch, const struct url *url, struct slice *ret_value)
{
    struct slice rest = slice_part(url->rest, 0, slice_find_byte(url->rest, '#'));
    uint8_t *value = scratch_alloc(scratch, url->scheme.size + 1 + rest.size);
    if (!value)
        return false;
    for (size_t i = 0; i < url->scheme.size; i++)
        value[i] = byte_lower(url->scheme.data[i]);
    uint8_t *end = bytes_put(value + url->scheme.size, SLICE(":"));
    end = bytes_put(end, rest);
    *ret_value = slice_of(value, (size_t)(end - value));
    return true;
}

static void url_give(struct observer *observer, struct slice value, struct slice written, bool doubtful)
{
    struct observable observable = {.kind = OBSERVABLE_URL, .value = value, .written = written, .doubtful = doubtful};
    if (observer_has_room(observer))
        observer_give(observer, &observable);
}

// One reading of a URL with an authority; gives false where the host is none.
static bool reading_observe(struct observer *observer, const struct url *url, struct slice written, bool browser,
                            bool doubtful, struct host *host)
{
    struct slice value;
    if (!host_parse(url->host, host))
        return false;
    doubtful = doubtful || !port_valid(url);
    bool whole = !url->cut && (url->class != URL_NONE || url->tail.size > 0);
    if (whole && url_build(&observer->scratch, url, host, browser, &value))
        url_give(observer, value, written, doubtful);
    observer_give_host(observer, host, written, doubtful);
    return true;
}

// The browser's reading, then the other where a backslash makes them differ in the host.
static void web_observe(struct observer *observer, const struct url *url, struct slice value, struct slice written,
                        bool doubtful)
{
    struct host first = {.size = 0};
    struct host second;
    bool read = reading_observe(observer, url, written, true, doubtful, &first);
    struct url other = url_split(value, false);
    other.cut = url->cut;
    if (slice_equal(other.host, url->host) || !host_parse(other.host, &second))
        return;
    if (!read || !slice_equal(host_slice(&first), host_slice(&second)))
        (void)reading_observe(observer, &other, written, false, true, &second);
}

// An app's own scheme: the whole, and its host where that is plainly one ("intent://host.example/…").
static void other_observe(struct observer *observer, const struct url *url, struct slice written, bool doubtful)
{
    UNCLEARED struct host host;
    struct slice value;
    if (url->rest.size == 0)
        return;
    if (!url->cut && url_build_other(&observer->scratch, url, &value))
        url_give(observer, value, written, doubtful);
    if (url->has_authority && domain_normalise(&observer->scratch, url->host, &host))
        observer_give_host(observer, &host, written, doubtful);
}

static void opaque_observe(struct observer *observer, enum observable_kind kind, struct slice rest,
                           struct slice written, bool doubtful)
{
    struct observable observable = {.kind = kind, .written = written, .doubtful = doubtful};
    struct slice decoded;
    if (!scratch_percent(&observer->scratch, slice_part(rest, 0, slice_find_byte(rest, '?')), &decoded))
        return;
    decoded = slice_trim(decoded);
    bool fits = kind == OBSERVABLE_EMAIL ? email_normalise(&observer->scratch, decoded, &observable.value)
                                         : phone_normalise(&observer->scratch, decoded, &observable.value);
    if (fits && observer_has_room(observer))
        observer_give(observer, &observable);
}

void bare_observe(struct observer *observer, struct slice value, struct slice written, bool doubtful)
{
    struct url url = url_split(value, true);
    UNCLEARED struct host host;
    bool path = slice_starts(value, SLICE("/")) && !slice_starts(value, SLICE("//"));
    if (url.class == URL_NONE && !path && domain_normalise(&observer->scratch, url.host, &host))
        web_observe(observer, &url, value, written, doubtful);
}

void url_observe_written(struct observer *observer, struct slice value, struct slice written, bool doubtful)
{
    if (!url_clean(&observer->scratch, value, &value))
        return;
    bool cut = value.size > LIMIT_URL_SIZE;
    if (cut) {
        observer->left_out++;
        value.size = LIMIT_URL_SIZE;
    }
    struct url url = url_split(value, true);
    for (int depth = 0; url.class == URL_NESTED && depth < NESTED_DEPTH; depth++) {
        value = url.rest;
        url = url_split(value, true);
    }
    url.cut = cut;
    switch (url.class) {
    case URL_WEB:
        web_observe(observer, &url, value, written, doubtful);
        break;
    case URL_NONE:
        if (!cut)
            bare_observe(observer, value, written, doubtful);
        break;
    case URL_MAIL:
        opaque_observe(observer, OBSERVABLE_EMAIL, url.rest, written, doubtful);
        break;
    case URL_PHONE:
        opaque_observe(observer, OBSERVABLE_PHONE, url.rest, written, doubtful);
        break;
    case URL_FILE:
        path_observe_written(observer, value, written);
        break;
    case URL_OTHER:
        other_observe(observer, &url, written, doubtful);
        break;
    case URL_NESTED:
    case URL_INERT:
        break;
    }
}

void url_observe(struct observer *observer, struct slice value)
{
    url_observe_written(observer, value, value, false);
}
