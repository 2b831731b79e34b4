// SPDX-License-Identifier: Apache-2.0
// The host of a URL as a browser reads it (WHATWG URL, "host parsing"): percent-decoded, IDN in its ASCII form (UTS 46,
// non-transitional), lower-case, IPv4 in any of its spellings as four decimals, IPv6 as RFC 5952 has it, no final dot.
#pragma once

#include "base/attr.h"
#include "base/limits.h"
#include "base/slice.h"

enum host_kind {
    HOST_NAME,
    HOST_IPV4,
    HOST_IPV6,
};

struct host {
    enum host_kind kind;
    size_t size;
    uint8_t bytes[LIMIT_HOST_SIZE];
};

static inline struct slice host_slice(const struct host *host)
{
    return slice_of(host->bytes, host->size);
}

// `written` has no port; it may be defanged ("[.]", "(.)", "[dot]", "(dot)"). False, and *host undefined, where a
// browser would refuse it: empty, a forbidden byte, a number that is no address, more than LIMIT_HOST_SIZE bytes.
// What libidn2 refuses and a browser might take is kept, label by label, as bare punycode.
NODISCARD bool host_parse(struct slice written, struct host *host);

// The host in ASCII, at most LIMIT_HOST_SIZE bytes at `bytes`; *size is changed. False where it doesn't fit.
NODISCARD bool idn_to_ascii(uint8_t *bytes, size_t *size);
// Punycode (RFC 3492) of one label's UTF-8 with "xn--" before it; false where it is no UTF-8 or doesn't fit.
NODISCARD bool punycode_label(struct slice label, uint8_t *target, size_t room, size_t *ret_size);

enum ip4_result {
    IP4_NONE, // the last label is no number: a name
    IP4_OK,
    IP4_BAD, // ends in a number and is no address: a browser refuses it
};

// WHATWG's IPv4 parser: 1 to 4 numbers, decimal, octal (0…) or hexadecimal (0x…), the last one fills what is left.
enum ip4_result ip4_parse_loose(struct slice text, uint32_t *ret_address);
// Four decimal numbers without leading zeros.
NODISCARD bool ip4_parse(struct slice text, uint32_t *ret_address);
// Without brackets and zone.
NODISCARD bool ip6_parse(struct slice text, uint8_t ret_address[16]);
void ip4_format(uint32_t address, struct host *host);
// RFC 5952; an IPv4-mapped address becomes the IPv4 address that it means.
void ip6_format(const uint8_t address[16], struct host *host);
