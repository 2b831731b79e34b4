// SPDX-License-Identifier: Apache-2.0
// IP addresses: strict forms as evidence and lists write them, WHATWG's loose ones as a browser takes them in a URL.
#include "observe/normalise.h"

#include <arpa/inet.h>
#include <stdio.h>

// One number of WHATWG's IPv4 parser; false where a byte is no digit of its base. Capped at 2^33, which is refused.
static bool ip4_number(struct slice part, uint64_t *ret_value)
{
    unsigned base = 10;
    size_t at = 0;
    if (part.size > 1 && part.data[0] == '0') {
        bool hex = byte_lower(part.data[1]) == 'x';
        base = hex ? 16 : 8;
        at = hex ? 2 : 1;
    }
    uint64_t value = 0;
    for (; at < part.size; at++) {
        int digit = byte_hex(part.data[at]);
        if (digit < 0 || (unsigned)digit >= base)
            return false;
        value = value * base + (unsigned)digit;
        if (value > UINT64_C(1) << 33)
            value = UINT64_C(1) << 33;
    }
    *ret_value = value;
    return true;
}

static bool label_is_number(struct slice label)
{
    uint64_t value;
    bool digits = label.size > 0;
    for (size_t i = 0; i < label.size; i++)
        digits = digits && byte_is_digit(label.data[i]);
    bool hex = label.size >= 2 && label.data[0] == '0' && byte_lower(label.data[1]) == 'x';
    return digits || (hex && ip4_number(label, &value));
}

enum ip4_result ip4_parse_loose(struct slice text, uint32_t *ret_address)
{
    size_t dot = slice_find_last_byte(text, '.');
    if (!label_is_number(dot == SIZE_MAX ? text : slice_from(text, dot + 1)))
        return IP4_NONE;
    uint64_t numbers[4];
    size_t count = 0;
    struct slice rest = text;
    struct slice part;
    while (slice_split(&rest, '.', &part)) {
        if (count == 4 || part.size == 0 || !ip4_number(part, &numbers[count]))
            return IP4_BAD;
        count++;
    }
    uint64_t address = 0;
    for (size_t i = 0; i < count; i++) {
        bool last = i + 1 == count;
        if (numbers[i] >= (last ? UINT64_C(1) << (8 * (5 - count)) : 256))
            return IP4_BAD;
        address |= last ? numbers[i] : numbers[i] << (8 * (3 - i));
    }
    *ret_address = (uint32_t)address;
    return IP4_OK;
}

bool ip4_parse(struct slice text, uint32_t *ret_address)
{
    uint32_t address = 0;
    size_t count = 0;
    struct slice part;
    while (slice_split(&text, '.', &part)) {
        uint64_t number;
        bool zeros = part.size > 1 && part.data[0] == '0';
        if (count == 4 || part.size > 3 || zeros || !slice_decimal(part, &number) || number > 255)
            return false;
        address = address << 8 | (uint32_t)number;
        count++;
    }
    if (count == 4)
        *ret_address = address;
    return count == 4;
}

bool ip6_parse(struct slice text, uint8_t ret_address[16])
{
    char copy[INET6_ADDRSTRLEN + 1] = "";
    if (text.size < 2 || text.size > INET6_ADDRSTRLEN || slice_find_byte(text, 0) != SIZE_MAX)
        return false;
    memcpy(copy, text.data, text.size);
    return inet_pton(AF_INET6, copy, ret_address) == 1;
}

void ip4_format(uint32_t address, struct host *host)
{
    char text[INET_ADDRSTRLEN] = "";
    int size = snprintf(text, sizeof text, "%u.%u.%u.%u", address >> 24, address >> 16 & 255, address >> 8 & 255,
                        address & 255);
    host->kind = HOST_IPV4;
    host->size = (size_t)size;
    memcpy(host->bytes, text, host->size);
}

// RFC 5952, 4.2: the longest run of two zero groups or more, the first of equals.
static size_t zeros_longest(const uint8_t address[16], size_t *ret_length)
{
    size_t best = 8;
    size_t best_length = 1;
    size_t run = 0;
    for (size_t i = 0; i < 8; i++) {
        run = address[2 * i] == 0 && address[2 * i + 1] == 0 ? run + 1 : 0;
        if (run > best_length) {
            best = i + 1 - run;
            best_length = run;
        }
    }
    *ret_length = best_length;
    return best;
}

void ip6_format(const uint8_t address[16], struct host *host)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    if (memcmp(address, mapped, sizeof mapped) == 0) {
        ip4_format((uint32_t)address[12] << 24 | (uint32_t)address[13] << 16 | (uint32_t)address[14] << 8 | address[15],
                   host);
        return;
    }
    char text[INET6_ADDRSTRLEN] = "";
    size_t used = 0;
    size_t length;
    size_t zeros = zeros_longest(address, &length);
    for (size_t i = 0; i < 8; i++) {
        if (i == zeros) {
            memcpy(text + used, "::", 2);
            used += 2;
            i += length - 1;
            continue;
        }
        bool colon = used > 0 && text[used - 1] != ':';
        unsigned group = (unsigned)address[2 * i] << 8 | address[2 * i + 1];
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%x", colon ? ":" : "", group);
    }
    host->kind = HOST_IPV6;
    host->size = used;
    memcpy(host->bytes, text, used);
}

bool ip_normalise(struct scratch *scratch, struct slice text, struct host *host)
{
    uint32_t address;
    uint8_t address6[16];
    if (ip4_parse(text, &address)) {
        ip4_format(address, host);
        return true;
    }
    if (text.size > 2 && text.data[0] == '[' && text.data[text.size - 1] == ']')
        text = slice_part(text, 1, text.size - 2);
    if (!ip6_parse(slice_part(text, 0, slice_find_byte(text, '%')), address6))
        return scratch_refuse(scratch, "not an ip address");
    ip6_format(address6, host);
    return true;
}

bool ip_normalise_port(struct scratch *scratch, struct slice text, struct host *host)
{
    struct slice bare;
    struct slice port;
    if (ip_normalise(scratch, text, host))
        return true;
    // "::1" ends in ":1" too: a port follows brackets or an IPv4 address alone.
    return port_split(text, &bare, &port) && ip_normalise(scratch, bare, host) &&
           (host->kind == HOST_IPV4 || slice_starts(bare, SLICE("[")));
}

void ip_observe(struct observer *observer, struct slice value)
{
    UNCLEARED struct host host;
    if (ip_normalise_port(&observer->scratch, value, &host))
        observer_give_host(observer, &host, value, false);
}
