// SPDX-License-Identifier: Apache-2.0
// URLs taken apart as a browser does (WHATWG URL), with the defanged spellings of reports, and the second reading that
// RFC 3986 readers have where a backslash stands in the authority.
#pragma once

#include "observe/normalise.h"

enum url_class {
    URL_NONE,   // no scheme
    URL_WEB,    // http, https, ws, wss, ftp: '\' is '/', the authority follows any number of slashes
    URL_MAIL,   // mailto:
    URL_PHONE,  // tel:, sms:, …
    URL_FILE,   // file:
    URL_NESTED, // view-source:, blob:, feed:: another URL follows
    URL_INERT,  // javascript:, data:, about:: leads nowhere
    URL_OTHER,  // an app's own
};

struct url {
    enum url_class class;
    struct slice scheme; // lower-case, refanged; of URL_OTHER as written
    unsigned port;       // the scheme's default
    struct slice rest;   // behind the ':'
    // Of URL_WEB, and of URL_OTHER with "//":
    struct slice host; // as written, without userinfo and port
    struct slice port_written;
    struct slice tail; // path, query, fragment as written
    bool has_authority;
    bool cut; // over LIMIT_URL_SIZE: the host can be read, the whole cannot be compared
};

// Reads the scheme and, for URL_WEB and URL_OTHER, the authority. `browser` false gives the other reading: a backslash
// ends no authority. Always gives something: URL_NONE where there is no scheme.
struct url url_split(struct slice text, bool browser);
// Without tab, CR, LF, and without blanks and control characters at both ends; borrows where there are none.
NODISCARD bool url_clean(struct scratch *scratch, struct slice text, struct slice *ret_clean);
// The normal form: scheme://host[:port]/path?query, no userinfo, no fragment. `host` was parsed from url->host.
NODISCARD bool url_build(struct scratch *scratch, const struct url *url, const struct host *host, bool browser,
                         struct slice *ret_value);
// Of URL_OTHER: the scheme in lower case, no fragment.
NODISCARD bool url_build_other(struct scratch *scratch, const struct url *url, struct slice *ret_value);
// A url of evidence, `value` as it is read, `written` as it stood.
void url_observe_written(struct observer *observer, struct slice value, struct slice written, bool doubtful);
// The same for text without a scheme that begins with a host: the DOMAIN or IP, and a URL where there is a path.
void bare_observe(struct observer *observer, struct slice value, struct slice written, bool doubtful);
