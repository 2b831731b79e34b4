// SPDX-License-Identifier: Apache-2.0
// Which kinds a value is taken for, and the hand-over to each kind's own file.
#include "observe/normalise.h"

#include "observe/url.h"

static const struct slice kind_names[OBSERVABLE_KINDS] = {
    [OBSERVABLE_URL] = SLICE_INIT("url"),
    [OBSERVABLE_DOMAIN] = SLICE_INIT("domain"),
    [OBSERVABLE_IP] = SLICE_INIT("ip"),
    [OBSERVABLE_EMAIL] = SLICE_INIT("email"),
    [OBSERVABLE_PHONE] = SLICE_INIT("phone"),
    [OBSERVABLE_PATH] = SLICE_INIT("path"),
    [OBSERVABLE_FILE] = SLICE_INIT("file"),
    [OBSERVABLE_PROCESS] = SLICE_INIT("process"),
    [OBSERVABLE_APP] = SLICE_INIT("app"),
    [OBSERVABLE_HASH] = SLICE_INIT("hash"),
    [OBSERVABLE_CERTIFICATE] = SLICE_INIT("certificate"),
    [OBSERVABLE_PROFILE] = SLICE_INIT("profile"),
    [OBSERVABLE_PROPERTY] = SLICE_INIT("property"),
};

struct kind_word {
    struct slice word;
    uint32_t bits;
};

static const struct kind_word kind_words[] = {
    {SLICE_INIT("text"), KIND_TEXT},       {SLICE_INIT("time"), KIND_TIME},   {SLICE_INIT("person"), KIND_PERSON},
    {SLICE_INIT("place"), KIND_PLACE},     {SLICE_INIT("wifi"), KIND_WIFI},   {SLICE_INIT("fact"), KIND_FACT},
    {SLICE_INIT("private"), KIND_PRIVATE}, {SLICE_INIT("visit"), KIND_VISIT}, {SLICE_INIT("secret"), KIND_SECRET},
    {SLICE_INIT("unread"), KIND_UNREAD},   {SLICE_INIT("local"), KIND_LOCAL},
};

uint32_t kind_parse(struct slice word)
{
    enum observable_kind kind;
    if (observable_kind_parse(word, &kind))
        return KIND_BIT(kind);
    for (size_t i = 0; i < ARRAY_SIZE(kind_words); i++)
        if (slice_equal(kind_words[i].word, word))
            return kind_words[i].bits;
    return 0;
}

const char *observable_kind_name(enum observable_kind kind)
{
    return (unsigned)kind < OBSERVABLE_KINDS ? (const char *)kind_names[kind].data : "unknown";
}

bool observable_kind_parse(struct slice word, enum observable_kind *ret_kind)
{
    for (unsigned i = 0; i < OBSERVABLE_KINDS; i++) {
        if (slice_equal(kind_names[i], word)) {
            *ret_kind = (enum observable_kind)i;
            return true;
        }
    }
    return false;
}

typedef bool normalise_function(struct scratch *scratch, struct slice text, struct slice *ret_value);

// The kinds whose value is given whole; the others take it apart in their own observers.
static normalise_function *const normalisers[OBSERVABLE_KINDS] = {
    [OBSERVABLE_EMAIL] = email_normalise,     [OBSERVABLE_PHONE] = phone_normalise,
    [OBSERVABLE_FILE] = file_normalise,       [OBSERVABLE_APP] = app_normalise,
    [OBSERVABLE_HASH] = hash_normalise,       [OBSERVABLE_CERTIFICATE] = certificate_normalise,
    [OBSERVABLE_PROFILE] = profile_normalise, [OBSERVABLE_PROPERTY] = property_normalise,
};

static void whole_observe(struct observer *observer, enum observable_kind kind, struct slice value)
{
    struct observable observable = {.kind = kind, .written = value};
    if (normalisers[kind](&observer->scratch, value, &observable.value) && observer_has_room(observer))
        observer_give(observer, &observable);
}

static void kinds_observe(struct observer *observer, uint32_t kinds, struct slice value)
{
    if (kinds & KIND_BIT(OBSERVABLE_URL))
        url_observe(observer, value);
    if (kinds & KIND_BIT(OBSERVABLE_DOMAIN))
        domain_observe(observer, value);
    if (kinds & KIND_BIT(OBSERVABLE_IP))
        ip_observe(observer, value);
    if (kinds & KIND_BIT(OBSERVABLE_PATH))
        path_observe(observer, value);
    if (kinds & KIND_BIT(OBSERVABLE_PROCESS))
        process_observe(observer, value, !(kinds & KIND_BIT(OBSERVABLE_PATH)));
    // A path gives its file's name already.
    if (kinds & KIND_BIT(OBSERVABLE_PATH))
        kinds &= ~KIND_BIT(OBSERVABLE_FILE);
    for (unsigned i = 0; i < OBSERVABLE_KINDS; i++)
        if (normalisers[i] && kinds & KIND_BIT(i))
            whole_observe(observer, (enum observable_kind)i, value);
}

static bool fits(struct scratch *scratch, enum observable_kind kind, struct slice value)
{
    struct slice unused;
    return normalisers[kind](scratch, value, &unused);
}

// A name with a dot and letters at its end that is no phone number or address.
static bool value_is_domain(struct scratch *scratch, struct slice value)
{
    UNCLEARED struct host host;
    return domain_normalise(scratch, value, &host) && host.kind == HOST_NAME && domain_top_plausible(host_slice(&host));
}

#define KINDS_WEB (KIND_BIT(OBSERVABLE_URL) | KIND_BIT(OBSERVABLE_DOMAIN) | KIND_BIT(OBSERVABLE_IP))
#define KINDS_ON_DISK (KIND_BIT(OBSERVABLE_PATH) | KIND_BIT(OBSERVABLE_PROCESS) | KIND_BIT(OBSERVABLE_FILE))
#define KINDS_HASH (KIND_BIT(OBSERVABLE_HASH) | KIND_BIT(OBSERVABLE_CERTIFICATE))

// Of several kinds the one that the value plainly is; where it is plainly none of them, those that take any name.
static uint32_t kinds_decide(struct scratch *scratch, uint32_t kinds, struct slice value)
{
    UNCLEARED struct host host;
    struct slice bare = value;
    struct slice port;
    bool colon = slice_find_byte(value, ':') != SIZE_MAX;
    enum url_class class = colon ? url_split(value, true).class : URL_NONE;
    bool scheme =
        class != URL_NONE && class != URL_FILE && (class != URL_OTHER || slice_find(value, SLICE("://")) != SIZE_MAX);
    if (path_is_absolute(value) && kinds & KINDS_ON_DISK)
        return kinds & KINDS_ON_DISK;
    if (class == URL_MAIL && kinds & KIND_BIT(OBSERVABLE_EMAIL))
        return KIND_BIT(OBSERVABLE_EMAIL);
    if (class == URL_PHONE && kinds & KIND_BIT(OBSERVABLE_PHONE))
        return KIND_BIT(OBSERVABLE_PHONE);
    if (scheme && kinds & KIND_BIT(OBSERVABLE_URL))
        return KIND_BIT(OBSERVABLE_URL);
    if (kinds & KIND_BIT(OBSERVABLE_EMAIL) && fits(scratch, OBSERVABLE_EMAIL, value))
        return KIND_BIT(OBSERVABLE_EMAIL);
    if (kinds & KIND_BIT(OBSERVABLE_IP) && ip_normalise_port(scratch, value, &host))
        return KIND_BIT(OBSERVABLE_IP);
    if (kinds & KINDS_HASH && fits(scratch, OBSERVABLE_CERTIFICATE, value))
        return kinds & KINDS_HASH;
    if (kinds & KIND_BIT(OBSERVABLE_PHONE) && fits(scratch, OBSERVABLE_PHONE, value))
        return KIND_BIT(OBSERVABLE_PHONE);
    (void)port_split(value, &bare, &port);
    // A name with dots may be a domain, an app, a process: where one of the others stands beside it, all are taken.
    uint32_t names = kinds & ~(KINDS_WEB | KINDS_HASH | KIND_BIT(OBSERVABLE_EMAIL) | KIND_BIT(OBSERVABLE_PHONE));
    if (kinds & KINDS_WEB && value_is_domain(scratch, bare))
        return (kinds & KIND_BIT(OBSERVABLE_DOMAIN) ? KIND_BIT(OBSERVABLE_DOMAIN) : kinds & KINDS_WEB) | names;
    if (kinds & KINDS_WEB && slice_find_byte(value, '/') != SIZE_MAX)
        return (kinds & KIND_BIT(OBSERVABLE_URL) ? KIND_BIT(OBSERVABLE_URL) : kinds & KINDS_WEB) | names;
    return names;
}

static bool several(uint32_t kinds)
{
    return (kinds & (kinds - 1)) != 0;
}

size_t observe_value(uint32_t kinds, struct slice value, struct arena *arena, observe_function *function, void *context)
{
    struct observer observer = {.scratch = {.arena = arena}, .function = function, .context = context};
    if (kinds & KIND_VISIT)
        kinds |= KIND_BIT(OBSERVABLE_URL);
    bool text = (kinds & KIND_TEXT) != 0;
    kinds &= KIND_MATCHED;
    if (text) {
        kinds &= ~(KINDS_WEB | KIND_BIT(OBSERVABLE_EMAIL) | KIND_BIT(OBSERVABLE_PHONE));
        text_observe(&observer, value);
    }
    value = slice_trim(value);
    if (value.size > 0 && several(kinds))
        kinds = kinds_decide(&observer.scratch, kinds, value);
    if (value.size > 0)
        kinds_observe(&observer, kinds, value);
    return observer.scratch.exhausted ? SIZE_MAX : observer.left_out;
}
