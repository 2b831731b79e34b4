// SPDX-License-Identifier: Apache-2.0
// What the files of this folder share: one normaliser and one observer a kind. A normaliser turns a value into the form
// that is compared; it gives false with scratch->reason (our own words) where the value is no such thing, or with
// scratch->exhausted where the arena ran out. An observer hands what a value of the evidence holds to the caller.
#pragma once

#include "observe/host.h"
#include "observe/observe.h"

struct scratch {
    struct arena *arena;
    const char *reason; // why the value was refused
    bool exhausted;     // no memory: the value may be one all the same
};

// Notes the reason and gives false.
NODISCARD bool scratch_refuse(struct scratch *scratch, const char *reason);
NODISCARD uint8_t *scratch_alloc(struct scratch *scratch, size_t size);
NODISCARD bool scratch_copy(struct scratch *scratch, struct slice slice, struct slice *ret_copy);
// ASCII letters lowered; borrows where there is nothing to lower.
NODISCARD bool scratch_lower(struct scratch *scratch, struct slice slice, struct slice *ret_lower);
// %XX decoded; borrows where there is no '%'. A '%' that leads nothing stays.
NODISCARD bool scratch_percent(struct scratch *scratch, struct slice slice, struct slice *ret_decoded);

struct observer {
    struct scratch scratch;
    observe_function *function;
    void *context;
    size_t given;
    size_t left_out;
};

// False, and counted as left out, where LIMIT_TEXT_OBSERVABLES are given already: ask before work is done for one.
NODISCARD bool observer_has_room(struct observer *observer);
void observer_give(struct observer *observer, const struct observable *observable);
void observer_give_host(struct observer *observer, const struct host *host, struct slice written, bool doubtful);

// Each normaliser takes a value without white space at its ends.
NODISCARD bool email_normalise(struct scratch *scratch, struct slice text, struct slice *ret_value);
NODISCARD bool phone_normalise(struct scratch *scratch, struct slice text, struct slice *ret_value);
NODISCARD bool path_normalise(struct scratch *scratch, struct slice text, struct slice *ret_value);
NODISCARD bool file_normalise(struct scratch *scratch, struct slice text, struct slice *ret_value);
NODISCARD bool process_normalise(struct scratch *scratch, struct slice text, struct slice *ret_value);
NODISCARD bool app_normalise(struct scratch *scratch, struct slice text, struct slice *ret_value);
NODISCARD bool hash_normalise(struct scratch *scratch, struct slice text, struct slice *ret_value);
NODISCARD bool certificate_normalise(struct scratch *scratch, struct slice text, struct slice *ret_value);
NODISCARD bool profile_normalise(struct scratch *scratch, struct slice text, struct slice *ret_value);
NODISCARD bool property_normalise(struct scratch *scratch, struct slice text, struct slice *ret_value);
// A host name of two labels or more, or an IP address (host->kind says which); no port, no scheme.
NODISCARD bool domain_normalise(struct scratch *scratch, struct slice text, struct host *host);
// Four decimal numbers, or an IPv6 address with or without brackets and zone; no port.
NODISCARD bool ip_normalise(struct scratch *scratch, struct slice text, struct host *host);

// The same with or without a port.
NODISCARD bool ip_normalise_port(struct scratch *scratch, struct slice text, struct host *host);

void url_observe(struct observer *observer, struct slice value);
void domain_observe(struct observer *observer, struct slice value);
void ip_observe(struct observer *observer, struct slice value);
void path_observe(struct observer *observer, struct slice value);
// `value` as it is read, `written` as it stood in the evidence.
void path_observe_written(struct observer *observer, struct slice value, struct slice written);
void process_observe(struct observer *observer, struct slice value, bool with_path);
void text_observe(struct observer *observer, struct slice text);

// Whether a value is plainly of a kind, asked where an alias has several.
bool path_is_absolute(struct slice text);       // "/…" or "file:…"
bool domain_top_plausible(struct slice domain); // the last label looks like a top-level domain
struct slice path_basename(struct slice path);  // behind the last '/', trailing ones left out; may be empty
struct slice email_bare(struct slice text);     // without "mailto:", "?…", a display name and angle brackets

// host:port taken apart at a ':' followed by digits alone; false where there is none.
bool port_split(struct slice text, struct slice *ret_host, struct slice *ret_port);
