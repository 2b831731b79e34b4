// SPDX-License-Identifier: Apache-2.0
// Domain names: those of evidence may carry a port, a leading dot (cookies) or be an address.
#include "observe/normalise.h"

#define LABEL_SIZE 63U // bytes, RFC 1035, 2.3.4
#define NAME_SIZE 253U

static bool label_fits(struct slice label)
{
    if (label.size == 0 || label.size > LABEL_SIZE)
        return false;
    for (size_t i = 0; i < label.size; i++) {
        uint8_t byte = label.data[i];
        if (!byte_is_alpha(byte) && !byte_is_digit(byte) && byte != '-' && byte != '_' && byte < 0x80)
            return false;
    }
    return true;
}

bool domain_normalise(struct scratch *scratch, struct slice text, struct host *host)
{
    if (slice_starts(text, SLICE("*.")))
        text = slice_from(text, 2);
    else if (slice_starts(text, SLICE(".")))
        text = slice_from(text, 1);
    if (!host_parse(text, host))
        return scratch_refuse(scratch, "not a host name");
    if (host->kind != HOST_NAME)
        return true;
    struct slice rest = host_slice(host);
    struct slice label;
    if (rest.size > NAME_SIZE)
        return scratch_refuse(scratch, "longer than a host name can be");
    if (slice_find_byte(rest, '.') == SIZE_MAX)
        return scratch_refuse(scratch, "a name without a dot");
    while (slice_split(&rest, '.', &label))
        if (!label_fits(label))
            return scratch_refuse(scratch, "not a host name");
    return true;
}

bool domain_top_plausible(struct slice domain)
{
    struct slice top = slice_from(domain, slice_find_last_byte(domain, '.') + 1);
    if (slice_starts(top, SLICE("xn--")))
        return top.size > 4;
    for (size_t i = 0; i < top.size; i++)
        if (!byte_is_alpha(top.data[i]))
            return false;
    return top.size >= 2;
}

bool port_split(struct slice text, struct slice *ret_host, struct slice *ret_port)
{
    size_t colon = slice_find_last_byte(text, ':');
    struct slice port = colon == SIZE_MAX ? SLICE_NONE : slice_from(text, colon + 1);
    if (colon == SIZE_MAX || port.size == 0 || port.size > 5)
        return false;
    for (size_t i = 0; i < port.size; i++)
        if (!byte_is_digit(port.data[i]))
            return false;
    *ret_host = slice_part(text, 0, colon);
    *ret_port = port;
    return true;
}

void domain_observe(struct observer *observer, struct slice value)
{
    UNCLEARED struct host host;
    struct slice bare = value;
    struct slice port;
    if (slice_find_byte(value, '/') != SIZE_MAX) {
        url_observe(observer, value);
        return;
    }
    if (ip_normalise(&observer->scratch, value, &host)) {
        observer_give_host(observer, &host, value, false);
        return;
    }
    (void)port_split(value, &bare, &port);
    if (domain_normalise(&observer->scratch, bare, &host))
        observer_give_host(observer, &host, value, false);
}

bool domain_parent(struct slice domain, struct slice *ret_parent)
{
    size_t dot = slice_find_byte(domain, '.');
    struct slice parent = dot == SIZE_MAX ? SLICE_NONE : slice_from(domain, dot + 1);
    if (slice_find_byte(parent, '.') == SIZE_MAX)
        return false;
    *ret_parent = parent;
    return true;
}
