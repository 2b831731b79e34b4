// SPDX-License-Identifier: Apache-2.0
// Indicators in the form that observe_value() gives to the same thing in evidence, and the reason where a value could
// never match.
#include "observe/normalise.h"

#include "observe/url.h"

#define COMPONENT "indicator"

// What a normaliser of an indicator gives: the kind may become another one.
struct normal {
    enum observable_kind kind;
    struct slice value;
};

static bool host_take(struct scratch *scratch, const struct host *host, struct normal *normal)
{
    normal->kind = host->kind == HOST_NAME ? OBSERVABLE_DOMAIN : OBSERVABLE_IP;
    return scratch_copy(scratch, host_slice(host), &normal->value);
}

// "x.example/" and "http://x.example" mean the host; what has a path, a query or a port means less than all of it.
static bool domain_of_url(struct scratch *scratch, const struct url *url, struct normal *normal)
{
    UNCLEARED struct host host;
    if (url->tail.size > 1 || (url->tail.size == 1 && url->tail.data[0] != '/'))
        return scratch_refuse(scratch, "a url, not a domain");
    if (url->port_written.size > 0)
        return scratch_refuse(scratch, "a domain with a port, and a domain matches every port");
    return domain_normalise(scratch, url->host, &host) && host_take(scratch, &host, normal);
}

static bool domain_take(struct scratch *scratch, struct slice text, struct normal *normal)
{
    UNCLEARED struct host host;
    if (ip_normalise(scratch, text, &host))
        return host_take(scratch, &host, normal);
    if (slice_find_byte(text, '@') != SIZE_MAX)
        return scratch_refuse(scratch, "an e-mail address or a login, not a domain");
    struct url url = url_split(text, true);
    if (url.class == URL_WEB || url.class == URL_NONE)
        return domain_of_url(scratch, &url, normal);
    return scratch_refuse(scratch, "a url, not a domain");
}

static bool ip_take(struct scratch *scratch, struct slice text, struct normal *normal)
{
    UNCLEARED struct host host;
    struct slice bare;
    struct slice port;
    if (ip_normalise(scratch, text, &host))
        return host_take(scratch, &host, normal);
    if (port_split(text, &bare, &port) && ip_normalise(scratch, bare, &host))
        return scratch_refuse(scratch, "an address with a port, and an address matches every port");
    if (ip_normalise(scratch, slice_part(text, 0, slice_find_byte(text, '/')), &host))
        return scratch_refuse(scratch, "a network, not an address");
    return scratch_refuse(scratch, "not an ip address");
}

// A bare host given as a url is a domain: as a url it would only match that very page.
static bool url_take(struct scratch *scratch, struct slice text, struct normal *normal)
{
    UNCLEARED struct host host;
    if (!url_clean(scratch, text, &text))
        return false;
    if (text.size > LIMIT_URL_SIZE)
        return scratch_refuse(scratch, "longer than a url can be");
    struct url url = url_split(text, true);
    if (url.class == URL_OTHER)
        return url.rest.size > 0 ? url_build_other(scratch, &url, &normal->value)
                                 : scratch_refuse(scratch, "not a url");
    if (url.class == URL_NONE && slice_find_byte(text, '@') != SIZE_MAX)
        return scratch_refuse(scratch, "not a url");
    if (url.class == URL_NONE && url.tail.size <= 1)
        return domain_of_url(scratch, &url, normal);
    if (url.class != URL_WEB && (url.class != URL_NONE || path_is_absolute(text)))
        return scratch_refuse(scratch, "not a url that leads to a host");
    if (!host_parse(url.host, &host) || (url.class == URL_NONE && !domain_normalise(scratch, url.host, &host)))
        return scratch_refuse(scratch, "a url without a host that a browser would take");
    return url_build(scratch, &url, &host, true, &normal->value);
}

static bool file_take(struct scratch *scratch, struct slice text, struct normal *normal)
{
    if (path_is_absolute(text)) {
        normal->kind = OBSERVABLE_PATH;
        return path_normalise(scratch, text, &normal->value);
    }
    if (slice_find_byte(text, '/') != SIZE_MAX)
        return scratch_refuse(scratch, "a relative path");
    return file_normalise(scratch, text, &normal->value);
}

// A list's process with folders stands for the file that ran.
static bool process_take(struct scratch *scratch, struct slice text, struct normal *normal)
{
    if (slice_starts(text, SLICE("/"))) {
        normal->kind = OBSERVABLE_PATH;
        return path_normalise(scratch, text, &normal->value);
    }
    if (slice_find_byte(text, '/') != SIZE_MAX)
        return scratch_refuse(scratch, "a relative path");
    return process_normalise(scratch, text, &normal->value);
}

static bool indicator_normalise(struct scratch *scratch, struct slice text, struct normal *normal)
{
    switch (normal->kind) {
    case OBSERVABLE_URL:
        return url_take(scratch, text, normal);
    case OBSERVABLE_DOMAIN:
        return domain_take(scratch, text, normal);
    case OBSERVABLE_IP:
        return ip_take(scratch, text, normal);
    case OBSERVABLE_EMAIL:
        return email_normalise(scratch, text, &normal->value);
    case OBSERVABLE_PHONE:
        return phone_normalise(scratch, text, &normal->value);
    case OBSERVABLE_PATH:
        return path_normalise(scratch, text, &normal->value);
    case OBSERVABLE_FILE:
        return file_take(scratch, text, normal);
    case OBSERVABLE_PROCESS:
        return process_take(scratch, text, normal);
    case OBSERVABLE_APP:
        return app_normalise(scratch, text, &normal->value);
    case OBSERVABLE_HASH:
        return hash_normalise(scratch, text, &normal->value);
    case OBSERVABLE_CERTIFICATE:
        return certificate_normalise(scratch, text, &normal->value);
    case OBSERVABLE_PROFILE:
        return profile_normalise(scratch, text, &normal->value);
    case OBSERVABLE_PROPERTY:
        return property_normalise(scratch, text, &normal->value);
    case OBSERVABLE_KINDS:
        break;
    }
    return scratch_refuse(scratch, "of an unknown kind");
}

enum error_code observe_indicator(enum observable_kind kind, struct slice value, struct arena *arena,
                                  enum observable_kind *ret_kind, struct slice *ret_value, struct error *error)
{
    struct scratch scratch = {.arena = arena, .reason = N_("no value")};
    struct normal normal = {.kind = kind};
    struct slice text = slice_trim(value);
    if (text.size > LIMIT_INDICATOR_SIZE)
        return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET, "a value of %zu bytes, of at most %u",
                         text.size, LIMIT_INDICATOR_SIZE);
    if (text.size == 0 || !indicator_normalise(&scratch, text, &normal)) {
        if (scratch.exhausted)
            return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET, "no memory left for a value");
        return error_set(error, ERROR_FORMAT, COMPONENT, ERROR_NO_OFFSET, "%s: %s", scratch.reason, ERROR_QUOTE(text));
    }
    *ret_kind = normal.kind;
    *ret_value = normal.value;
    return ERROR_NONE;
}
