// SPDX-License-Identifier: Apache-2.0
// Our own words to a descriptor, without stdio. Results do not come this way: the library writes them itself.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct out {
    int fd;
    bool failed;
    size_t used;
    char text[2048];
};

void out_init(struct out *out, int fd);
void out_put(struct out *out, const char *text, size_t size);
void out_text(struct out *out, const char *text);
void out_format(struct out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
void out_spaces(struct out *out, unsigned count);
// False, and said on standard error, where not all of it could be written.
bool out_flush(struct out *out);

// "bridle: …" and a line's end to standard error, at once.
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
// What an errno says, in the language of the messages.
const char *system_words(int number);
// What the user typed, in quotes, fit for a terminal; cut where it is long. QUOTE's buffer lives as long as its block.
const char *quote(const char *text, char *buffer, size_t size);
#define QUOTE(text) quote((text), (char[160]){0}, 160)
// Bytes of a C string of ours or of the command line.
size_t text_size(const char *text);
bool text_is(const char *text, const char *other); // NULL is nothing
