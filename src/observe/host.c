// SPDX-License-Identifier: Apache-2.0
#include "observe/host.h"

// Ways of writing a dot that keep a reader from clicking.
static const struct slice defanged_dots[] = {
    SLICE_INIT("[.]"), SLICE_INIT("(.)"), SLICE_INIT("{.}"), SLICE_INIT("[dot]"), SLICE_INIT("(dot)"),
};

static size_t defanged_at(struct slice text, size_t at)
{
    if (text.data[at] != '[' && text.data[at] != '(' && text.data[at] != '{')
        return 0;
    for (size_t i = 0; i < ARRAY_SIZE(defanged_dots); i++)
        if (slice_equal_fold(slice_part(text, at, defanged_dots[i].size), defanged_dots[i]))
            return defanged_dots[i].size;
    return 0;
}

// Dots restored, tab and line ends left out, %XX decoded.
static bool host_decode(struct slice written, struct host *host)
{
    size_t size = 0;
    for (size_t i = 0; i < written.size;) {
        uint8_t byte = written.data[i];
        size_t step = defanged_at(written, i);
        if (step > 0) {
            byte = '.';
        } else {
            step = 1;
            if (byte == '%' && written.size - i > 2) {
                int high = byte_hex(written.data[i + 1]);
                int low = byte_hex(written.data[i + 2]);
                if (high >= 0 && low >= 0) {
                    byte = (uint8_t)(high << 4 | low);
                    step = 3;
                }
            }
        }
        bool dropped = step == 1 && (byte == '\t' || byte == '\n' || byte == '\r');
        i += step;
        if (dropped)
            continue;
        if (size == LIMIT_HOST_SIZE)
            return false;
        host->bytes[size++] = byte;
    }
    host->size = size;
    return size > 0;
}

// WHATWG's forbidden domain code points (among ASCII).
static bool host_byte_forbidden(uint8_t byte)
{
    return byte <= ' ' || byte == 0x7f || (byte < 0x80 && memchr("#/:<>?@[\\]^|%", byte, 13) != NULL);
}

static bool host_finish_name(struct host *host)
{
    bool ascii = true;
    for (size_t i = 0; i < host->size; i++)
        ascii = ascii && host->bytes[i] < 0x80;
    if (!ascii && !idn_to_ascii(host->bytes, &host->size))
        return false;
    for (size_t i = 0; i < host->size; i++) {
        host->bytes[i] = byte_lower(host->bytes[i]);
        if (host_byte_forbidden(host->bytes[i]))
            return false;
    }
    if (host->size > 0 && host->bytes[host->size - 1] == '.')
        host->size--;
    host->kind = HOST_NAME;
    return host->size > 0;
}

bool host_parse(struct slice written, struct host *host)
{
    if (written.size > 1 && written.data[0] == '[' && written.data[written.size - 1] == ']' &&
        defanged_at(written, 0) == 0) {
        struct slice inner = slice_part(written, 1, written.size - 2);
        uint8_t address[16];
        if (!ip6_parse(slice_part(inner, 0, slice_find_byte(inner, '%')), address))
            return false;
        ip6_format(address, host);
        return true;
    }
    if (!host_decode(written, host) || !host_finish_name(host))
        return false;
    uint32_t address = 0;
    enum ip4_result result = ip4_parse_loose(host_slice(host), &address);
    if (result == IP4_OK)
        ip4_format(address, host);
    return result != IP4_BAD;
}
