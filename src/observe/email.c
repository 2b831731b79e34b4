// SPDX-License-Identifier: Apache-2.0
// E-mail addresses, compared without case and with the domain in its ASCII form.
#include "observe/normalise.h"

#define LOCAL_SIZE 128U // bytes: RFC 5321 allows 64, real systems a little more

static bool local_fits(struct slice local)
{
    if (local.size == 0 || local.size > LOCAL_SIZE)
        return false;
    for (size_t i = 0; i < local.size; i++)
        if (local.data[i] <= ' ' || local.data[i] == 0x7f || memchr("<>()[],;:@\\", local.data[i], 11))
            return false;
    return true;
}

struct slice email_bare(struct slice text)
{
    size_t close = slice_find_last_byte(text, '>');
    size_t open = slice_find_last_byte(slice_part(text, 0, close), '<');
    if (close != SIZE_MAX && open != SIZE_MAX)
        text = slice_part(text, open + 1, close - open - 1);
    text = slice_trim(text);
    if (slice_equal_fold(slice_part(text, 0, 7), SLICE("mailto:")))
        text = slice_from(text, 7);
    return slice_part(text, 0, slice_find_byte(text, '?'));
}

// "name[at]host", "name[@]host", "name(at)host".
static bool at_split(struct slice text, struct slice *ret_local, struct slice *ret_domain)
{
    static const struct slice defanged[] = {SLICE_INIT("[at]"), SLICE_INIT("[@]"), SLICE_INIT("(at)"),
                                            SLICE_INIT("(@)")};
    bool bracket = slice_find_byte(text, '[') != SIZE_MAX || slice_find_byte(text, '(') != SIZE_MAX;
    for (size_t i = 0; bracket && i < ARRAY_SIZE(defanged); i++) {
        size_t at = slice_find(text, defanged[i]);
        if (at == SIZE_MAX)
            continue;
        *ret_local = slice_part(text, 0, at);
        *ret_domain = slice_from(text, at + defanged[i].size);
        return true;
    }
    size_t at = slice_find_last_byte(text, '@');
    if (at == SIZE_MAX)
        return false;
    *ret_local = slice_part(text, 0, at);
    *ret_domain = slice_from(text, at + 1);
    return true;
}

bool email_normalise(struct scratch *scratch, struct slice text, struct slice *ret_value)
{
    UNCLEARED struct host host;
    struct slice local;
    struct slice domain;
    if (!at_split(email_bare(text), &local, &domain) || !local_fits(local) ||
        !domain_normalise(scratch, domain, &host) || host.kind != HOST_NAME)
        return scratch_refuse(scratch, "not an e-mail address");
    uint8_t *value = scratch_alloc(scratch, local.size + 1 + host.size);
    if (!value)
        return false;
    for (size_t i = 0; i < local.size; i++)
        value[i] = byte_lower(local.data[i]);
    value[local.size] = '@';
    memcpy(value + local.size + 1, host.bytes, host.size);
    *ret_value = slice_of(value, local.size + 1 + host.size);
    return true;
}
