// SPDX-License-Identifier: Apache-2.0
// url_part(url, 'scheme'|'host'|'port'|'path'), is_ip(text): a URL as a browser reads it.
#include "observe/host.h"
#include "observe/url.h"
#include "sql/functions.h"
#include "sql/functions_private.h"

static void url_port(sqlite3_context *context, const struct url *url)
{
    uint64_t port = url->port;
    if (url->port_written.size && !slice_decimal(url->port_written, &port))
        return;
    if (port && port <= 65535)
        sqlite3_result_int64(context, (int64_t)port);
}

static void url_host(sqlite3_context *context, const struct url *url)
{
    UNCLEARED struct host host;
    if (url->host.size && host_parse(url->host, &host))
        result_text(context, host_slice(&host));
}

static void url_path(sqlite3_context *context, struct slice tail)
{
    result_text(context, slice_part(tail, 0, slice_find_byte(tail, '?')));
}

void function_url_part(sqlite3_context *context, UNUSED int count, sqlite3_value **values)
{
    struct slice part = value_bytes(values[1]);
    if (sqlite3_value_type(values[0]) == SQLITE_NULL)
        return;
    struct url url = url_split(slice_trim(value_bytes(values[0])), true);
    if (url.class == URL_NONE)
        return;
    if (slice_equal(part, SLICE("scheme")))
        result_text(context, url.scheme);
    else if (slice_equal(part, SLICE("host")))
        url_host(context, &url);
    else if (slice_equal(part, SLICE("port")))
        url_port(context, &url);
    else if (slice_equal(part, SLICE("path")))
        url_path(context, slice_part(url.tail, 0, slice_find_byte(url.tail, '#')));
}

void function_is_ip(sqlite3_context *context, UNUSED int count, sqlite3_value **values)
{
    uint32_t four;
    uint8_t six[16];
    struct slice text = value_bytes(values[0]);
    if (sqlite3_value_type(values[0]) == SQLITE_NULL)
        return;
    if (slice_starts(text, SLICE("[")) && slice_ends(text, SLICE("]")))
        text = slice_part(text, 1, text.size - 2);
    sqlite3_result_int(context, ip4_parse(text, &four) || ip6_parse(text, six));
}
