// SPDX-License-Identifier: Apache-2.0
// Links with and without a scheme in running text.
#include "observe/text.h"

#include "base/utf8.h"
#include "observe/url.h"

#define SCHEME_SIZE 32U    // bytes looked at before a ':'
#define ADDRESS_REACH 256U // bytes behind an '@'
#define LABEL_REACH 256U   // bytes of one label looked at: 63 characters of four

static bool byte_is_slash(uint8_t byte)
{
    return byte == '/' || byte == '\\';
}

static bool byte_in_scheme(uint8_t byte)
{
    return byte_is_alpha(byte) || byte_is_digit(byte) || byte == '+' || byte == '-' || byte == '.';
}

// Scripts that are written without blanks between words: a link may stand right beside other words.
static bool code_point_glues(uint32_t code_point)
{
    return code_point != UTF8_INVALID && code_point >= 0xe00 && !(code_point >= 0x1e00 && code_point <= 0x1fff);
}

static size_t glue_first(struct slice name)
{
    for (size_t position = 0; position < name.size;) {
        size_t start = position;
        if (code_point_glues(utf8_next(name, &position)))
            return start;
    }
    return SIZE_MAX;
}

// Behind the last such letter of the first label, 0 where it has none.
static size_t glue_last(struct slice name)
{
    size_t last = 0;
    for (size_t position = 0; position < name.size && name.data[position] != '.';)
        if (code_point_glues(utf8_next(name, &position)))
            last = position;
    return last;
}

static bool name_plausible(struct reader *reader, struct slice name)
{
    UNCLEARED struct host host;
    return domain_normalise(&reader->observer->scratch, name, &host) && host.kind == HOST_NAME &&
           domain_top_plausible(host_slice(&host));
}

// Where the scheme of "…scheme:" begins, SIZE_MAX where none stands there. A word written right before "http" is cut
// off.
static size_t scheme_start(const struct reader *reader, size_t colon)
{
    static const struct slice webs[] = {SLICE_INIT("https"), SLICE_INIT("hxxps"), SLICE_INIT("http"),
                                        SLICE_INIT("hxxp")};
    struct slice text = reader->text;
    size_t start = colon;
    while (start > reader->floor && colon - start < SCHEME_SIZE && byte_in_scheme(text.data[start - 1]))
        start--;
    for (size_t i = 0; i < ARRAY_SIZE(webs); i++) {
        size_t size = webs[i].size;
        if (colon - start >= size && slice_equal_fold(slice_part(text, colon - size, size), webs[i]))
            return colon - size;
    }
    while (start < colon && !byte_is_alpha(text.data[start]))
        start++;
    return colon - start >= 2 ? start : SIZE_MAX;
}

// What must follow the ':' so that running text means a link: "//", for the web one slash of either kind, for mail and
// telephone anything.
static bool scheme_followed(struct slice link)
{
    struct url url = url_split(link, true);
    if (url.rest.size == 0)
        return false;
    bool one = byte_is_slash(url.rest.data[0]);
    bool two = one && url.rest.size > 1 && byte_is_slash(url.rest.data[1]);
    bool defanged = slice_find(slice_part(link, 0, SCHEME_SIZE + 5), SLICE("[://]")) != SIZE_MAX;
    switch (url.class) {
    case URL_WEB:
        return one || defanged;
    case URL_MAIL:
    case URL_PHONE:
        return true;
    case URL_OTHER:
    case URL_FILE:
        return two || defanged;
    case URL_NESTED:
        return url_split(url.rest, true).class == URL_WEB;
    case URL_NONE:
    case URL_INERT:
        break;
    }
    return false;
}

// "http://a.example然后": the browser's reading of the whole was given; a person's ends before the other script.
static void link_observe_cut(struct reader *reader, struct slice link)
{
    struct url url = url_split(link, true);
    size_t glue = url.has_authority ? glue_first(url.host) : SIZE_MAX;
    if (glue == SIZE_MAX || !name_plausible(reader, slice_part(url.host, 0, glue)))
        return;
    size_t size = (size_t)(url.host.data + glue - link.data);
    url_observe_written(reader->observer, slice_part(link, 0, size), link, true);
}

size_t link_read(struct reader *reader, size_t at)
{
    size_t start = scheme_start(reader, at);
    if (start == SIZE_MAX)
        return at + 1;
    // Most colons are followed by something else: see that before the end is looked for.
    if (!scheme_followed(slice_part(reader->text, start, at - start + 8)))
        return at + 1;
    size_t end = link_end(reader->text, start);
    struct slice link = slice_part(reader->text, start, end - start);
    if (end <= at || !scheme_followed(link))
        return at + 1;
    reader->floor = end;
    if (observer_has_room(reader->observer)) {
        url_observe_written(reader->observer, link, link, false);
        link_observe_cut(reader, link);
    }
    return end;
}

static bool address_follows(struct slice text)
{
    return slice_find_byte(slice_part(text, 0, name_end(text, 0)), '.') != SIZE_MAX;
}

// "name.name+tag@…": the name belongs to an address. Gives the position of its '@', or SIZE_MAX.
static size_t email_ahead(struct slice text, size_t at)
{
    for (size_t i = at; i < text.size && i - at < 64; i++) {
        uint8_t byte = text.data[i];
        if (byte == '@')
            return address_follows(slice_part(text, i + 1, ADDRESS_REACH)) ? i : SIZE_MAX;
        if (!byte_is_alpha(byte) && !byte_is_digit(byte) && (byte <= ' ' || !memchr("+-_.%='", byte, 7)))
            return SIZE_MAX;
    }
    return SIZE_MAX;
}

// Whether a port, a path or a query follows the name.
static bool name_goes_on(struct slice text, size_t end)
{
    if (end >= text.size)
        return false;
    if (text.data[end] == ':')
        return end + 1 < text.size && byte_is_digit(text.data[end + 1]);
    return text.data[end] == '/' || text.data[end] == '?' || text.data[end] == '#' || text.data[end] == '\\';
}

static bool name_fits(struct reader *reader, struct slice name)
{
    UNCLEARED struct host host;
    uint8_t last = name.data[name.size - 1];
    // Numbers, versions and dates: an address has four parts.
    if (byte_is_digit(last) && slice_find(name, SLICE("xn--")) == SIZE_MAX)
        return domain_normalise(&reader->observer->scratch, name, &host) && host.kind == HOST_IPV4 &&
               slice_equal(host_slice(&host), name);
    return name_plausible(reader, name);
}

static void name_observe_cut(struct reader *reader, struct slice link, size_t name_size)
{
    size_t start = glue_last(slice_part(link, 0, name_size));
    size_t glue = glue_first(slice_part(link, start, name_size - start));
    struct slice cut = slice_part(link, start, glue == SIZE_MAX ? SIZE_MAX : glue);
    size_t size = glue == SIZE_MAX ? name_size - start : glue;
    if ((start > 0 || glue != SIZE_MAX) && name_plausible(reader, slice_part(cut, 0, size)))
        bare_observe(reader->observer, cut, link, true);
}

// Whether a name that begins at `start` is a part of a path ("a/b.c") and no host ("//b.c").
static bool name_in_path(const struct reader *reader, size_t start)
{
    if (start <= reader->floor || !byte_is_slash(reader->text.data[start - 1]))
        return false;
    return start < 2 || !byte_is_slash(reader->text.data[start - 2]);
}

size_t name_read(struct reader *reader, size_t at)
{
    struct slice text = reader->text;
    size_t start = at;
    size_t before;
    while (at - start < LABEL_REACH && joins_backward(text, reader->floor, start, &before))
        start = before;
    size_t end = name_end(text, start);
    if (start == at || end <= at || at - start >= LABEL_REACH)
        return end > at ? end : at + 1;
    size_t email = email_ahead(text, end);
    if (email != SIZE_MAX)
        return email;
    if (slice_starts(slice_from(text, end), SLICE("://")))
        return end;
    struct slice name = slice_part(text, start, end - start);
    if (name_in_path(reader, start) || !name_shaped(name) || !observer_has_room(reader->observer) ||
        !name_fits(reader, name))
        return end;
    if (name_goes_on(text, end))
        end = link_end(text, start);
    struct slice link = slice_part(text, start, end - start);
    reader->floor = end;
    bare_observe(reader->observer, link, link, false);
    name_observe_cut(reader, link, name.size < link.size ? name.size : link.size);
    return end;
}
