// SPDX-License-Identifier: Apache-2.0
// The one error type: what went wrong, who says so, in which file, at which offset. A plain struct without pointers, so
// that it can cross a process border. The first to write wins; outer layers fill only what is still empty.
#pragma once

#include "base/attr.h"
#include "base/message.h"
#include "base/slice.h"

#include <inttypes.h>

enum error_code {
    ERROR_NONE = 0,
    ERROR_FORMAT,      // the bytes are not what their format says
    ERROR_LIMIT,       // a budget of base/limits.h is used up
    ERROR_IO,          // the system refused; `system` has its errno
    ERROR_MEMORY,      // no memory
    ERROR_USAGE,       // the caller, or the user, asked for something that cannot be
    ERROR_ABSENT,      // the thing asked for is not there
    ERROR_UNSUPPORTED, // known, but not read by this build
    ERROR_LOCKED,      // encrypted, and the key is not at hand
    ERROR_KILLED,      // a worker died or was ended
};

#define ERROR_NO_OFFSET UINT64_MAX

struct error {
    enum error_code code;
    int system;         // errno, 0 where none
    uint64_t offset;    // bytes into the file, ERROR_NO_OFFSET where there is none
    char component[16]; // "bplist", "sqlite", …
    char path[512];     // as given, NUL-terminated; hostile: print it through escape_*
    char message[256];  // lower case, cause first; hostile parts are escaped already
};

// Writes the error where it is still ERROR_NONE, and gives `code`, so that a caller can `return error_set(…)`. `error`
// may be NULL. Only our own text and numbers go into the format; hostile text through error_quote().
enum error_code error_set(struct error *error, enum error_code code, const char *component, uint64_t offset,
                          const char *format, ...) PRINTF_LIKE(5, 6);
// The same for a failed system call: "what: strerror", with errno kept in `system`.
enum error_code error_system(struct error *error, const char *component, const char *what);
// Fills the path where none is set yet.
void error_path(struct error *error, struct slice path);
void error_clear(struct error *error);
// Text from the evidence made fit for a message: printable ASCII kept, the rest as \xNN, cut to `size` with "…" .
const char *error_quote(struct slice text, char *buffer, size_t size);
#define ERROR_QUOTE(text) error_quote((text), (char[128]){0}, 128)
// The name of a file or folder, as its owner wrote it: what a terminal may show is kept, letters of every script too;
// the rest as \xNN of its bytes, cut to `size` (above 8) with "...".
const char *error_name(struct slice text, char *buffer, size_t size);
// The token of a code in machine output: "format", "limit", …
const char *error_code_name(enum error_code code);
// "FILE: at OFFSET: message", the path escaped; written to buffer, always NUL-terminated.
void error_format(const struct error *error, char *buffer, size_t size);
