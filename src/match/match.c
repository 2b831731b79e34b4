// SPDX-License-Identifier: Apache-2.0
#include "match/match.h"

#include "match/image.h"

// Whether an entry may be given to one who asks for `platform`.
static bool indicator_applies(const struct indicator *indicator, enum platform platform)
{
    if (indicator->flags & INDICATOR_UNUSED)
        return false;
    return platform == PLATFORM_ANY || indicator->platform == PLATFORM_ANY || indicator->platform == platform;
}

struct search {
    enum observable_kind kind; // that is looked for
    bool doubtful;
    const struct index *index;
    enum platform platform;
    const struct observable *observable;
    match_function *function;
    void *context;
};

static bool entry_report(const struct search *search, uint32_t entry, bool truncated)
{
    struct indicator indicator;
    if (!index_entry(search->index, entry, &indicator) || !indicator_applies(&indicator, search->platform))
        return false;
    struct match match = {
        .entry = entry, .matched = indicator.value, .truncated = truncated, .doubtful = search->doubtful};
    search->function(search->context, search->observable, &match);
    return true;
}

// All entries of exactly this value; false where none of them applies.
static bool value_report(const struct search *search, struct slice value)
{
    bool reported = false;
    uint32_t entry = index_find(search->index, search->kind, value);
    for (; entry != INDEX_NONE; entry = index_find_next(search->index, entry))
        reported |= entry_report(search, entry, false);
    return reported;
}

static void prefix_report(const struct search *search, struct slice value)
{
    uint32_t prefix = index_prefix_find(search->index, value);
    for (; prefix != INDEX_NONE; prefix = index_prefix_next(search->index, prefix))
        (void)entry_report(search, index_prefix_entry(search->index, prefix), true);
}

// The next wider value that an indicator of this kind would also mean.
static bool value_widen(enum observable_kind kind, struct slice *value)
{
    if (kind == OBSERVABLE_DOMAIN)
        return domain_parent(*value, value);
    return kind == OBSERVABLE_PATH && path_parent(*value, value);
}

// The value itself, or the nearest wider one that is listed.
static bool value_search(const struct search *search, struct slice value)
{
    do {
        if (value_report(search, value))
            return true;
    } while (value_widen(search->kind, &value));
    return false;
}

// A number with its country and the same digits without the '+' are mostly, not surely, the same: a weaker match.
static void phone_search(struct search *search, struct slice value)
{
    uint8_t other[40];
    search->doubtful = true;
    if (slice_starts(value, SLICE("+"))) {
        (void)value_report(search, slice_from(value, 1));
    } else if (value.size > 6 && value.size < sizeof other) {
        other[0] = '+';
        memcpy(other + 1, value.data, value.size);
        (void)value_report(search, slice_of(other, value.size + 1));
    }
}

void match_observable(const struct index *index, enum platform platform, const struct observable *observable,
                      match_function *function, void *context)
{
    struct search search = {.kind = observable->kind,
                            .doubtful = observable->doubtful,
                            .index = index,
                            .platform = platform,
                            .observable = observable,
                            .function = function,
                            .context = context};
    struct slice value = observable->value;
    if (value_search(&search, value))
        return;
    if (observable->kind == OBSERVABLE_PROCESS && observable->truncated && value.size == PREFIX_SIZE) {
        prefix_report(&search, value);
    } else if (observable->kind == OBSERVABLE_EMAIL) {
        // The domain that an address belongs to.
        search.kind = OBSERVABLE_DOMAIN;
        (void)value_search(&search, slice_from(value, slice_find_last_byte(value, '@') + 1));
    } else if (observable->kind == OBSERVABLE_PHONE) {
        phone_search(&search, value);
    }
}

static struct slice phone_digits(struct slice number)
{
    return slice_from(number, slice_starts(number, SLICE("+")));
}

static bool value_below(struct slice value, struct slice entry, enum observable_kind kind)
{
    if (slice_equal(value, entry))
        return true;
    if (kind == OBSERVABLE_PHONE)
        return slice_equal(phone_digits(value), phone_digits(entry));
    if (entry.size == 0 || value.size <= entry.size)
        return false;
    size_t border = value.size - entry.size - 1;
    if (kind == OBSERVABLE_DOMAIN)
        return slice_ends(value, entry) && (value.data[border] == '.' || value.data[border] == '@');
    return kind == OBSERVABLE_PATH && slice_starts(value, entry) && value.data[entry.size] == '/';
}

bool match_confirm(const struct index *index, enum platform platform, uint32_t entry, enum observable_kind kind,
                   struct slice value, bool truncated)
{
    struct indicator indicator;
    if (!index_entry(index, entry, &indicator) || !indicator_applies(&indicator, platform))
        return false;
    bool of_address = kind == OBSERVABLE_EMAIL && indicator.kind == OBSERVABLE_DOMAIN;
    if (indicator.kind != kind && !of_address)
        return false;
    if (truncated)
        return kind == OBSERVABLE_PROCESS && value.size == PREFIX_SIZE && indicator.value.size > PREFIX_SIZE &&
               slice_starts(indicator.value, value);
    return value_below(value, indicator.value, indicator.kind);
}
