// SPDX-License-Identifier: Apache-2.0
#include "observe/normalise.h"

bool scratch_refuse(struct scratch *scratch, const char *reason)
{
    scratch->reason = reason;
    return false;
}

uint8_t *scratch_alloc(struct scratch *scratch, size_t size)
{
    uint8_t *bytes = arena_alloc(scratch->arena, size, 1);
    if (!bytes)
        scratch->exhausted = true;
    return bytes;
}

bool scratch_copy(struct scratch *scratch, struct slice slice, struct slice *ret_copy)
{
    bool copied = arena_copy(scratch->arena, slice, ret_copy);
    scratch->exhausted = scratch->exhausted || !copied;
    return copied;
}

bool scratch_lower(struct scratch *scratch, struct slice slice, struct slice *ret_lower)
{
    bool upper = false;
    for (size_t i = 0; i < slice.size; i++)
        upper |= slice.data[i] >= 'A' && slice.data[i] <= 'Z';
    if (!upper) {
        *ret_lower = slice;
        return true;
    }
    uint8_t *lower = scratch_alloc(scratch, slice.size);
    if (!lower)
        return false;
    for (size_t i = 0; i < slice.size; i++)
        lower[i] = byte_lower(slice.data[i]);
    *ret_lower = slice_of(lower, slice.size);
    return true;
}

bool scratch_percent(struct scratch *scratch, struct slice slice, struct slice *ret_decoded)
{
    if (slice_find_byte(slice, '%') == SIZE_MAX) {
        *ret_decoded = slice;
        return true;
    }
    uint8_t *decoded = scratch_alloc(scratch, slice.size);
    size_t size = 0;
    if (!decoded)
        return false;
    for (size_t i = 0; i < slice.size; i++) {
        uint8_t byte = slice.data[i];
        if (byte == '%' && slice.size - i > 2) {
            int high = byte_hex(slice.data[i + 1]);
            int low = byte_hex(slice.data[i + 2]);
            if (high >= 0 && low >= 0) {
                byte = (uint8_t)(high << 4 | low);
                i += 2;
            }
        }
        decoded[size++] = byte;
    }
    *ret_decoded = slice_of(decoded, size);
    return true;
}

bool observer_has_room(struct observer *observer)
{
    if (observer->given < LIMIT_TEXT_OBSERVABLES)
        return true;
    observer->left_out++;
    return false;
}

void observer_give(struct observer *observer, const struct observable *observable)
{
    observer->given++;
    observer->function(observer->context, observable);
}

void observer_give_host(struct observer *observer, const struct host *host, struct slice written, bool doubtful)
{
    struct observable observable = {
        .kind = host->kind == HOST_NAME ? OBSERVABLE_DOMAIN : OBSERVABLE_IP, .written = written, .doubtful = doubtful};
    // A name of one label is no indicator's.
    if (host->kind == HOST_NAME && slice_find_byte(host_slice(host), '.') == SIZE_MAX)
        return;
    if (observer_has_room(observer) && scratch_copy(&observer->scratch, host_slice(host), &observable.value))
        observer_give(observer, &observable);
}
