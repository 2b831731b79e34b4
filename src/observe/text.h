// SPDX-License-Identifier: Apache-2.0
// Parts of the search in running text.
#pragma once

#include "observe/normalise.h"

// A text on its way: what stands before `floor` belongs to something found already.
struct reader {
    struct observer *observer;
    struct slice text;
    size_t floor;
};

// Each looks at the trigger byte at `at` and gives where to go on: beyond what it used up, or at + 1.
size_t link_read(struct reader *reader, size_t at);  // ':' behind a scheme, "[:]", "[://]"
size_t name_read(struct reader *reader, size_t at);  // '.' inside a host name or an address
size_t email_read(struct reader *reader, size_t at); // '@'
size_t phone_read(struct reader *reader, size_t at); // '+'
size_t ip6_read(struct reader *reader, size_t at);   // ':' of an IPv6 address; at where it is none

// Letters and digits of any script, '-', '_': what a label can be made of. *position moves over one character.
bool joins_forward(struct slice text, size_t position, size_t *ret_next);
bool joins_backward(struct slice text, size_t floor, size_t position, size_t *ret_before);
// Size of "." or of a defanged dot at `at`, 0 where there is none.
size_t dot_size(struct slice text, size_t at);
// Before anything is worked out: whether a name ends in two letters, in another script, in "xn--…", or in a digit.
bool name_shaped(struct slice name);
// Where a link that begins at `start` ends: at white space, a quote, a bracket; without the punctuation that follows
// it.
size_t link_end(struct slice text, size_t start);
// The end of name.name.name from `start`, beyond its last label.
size_t name_end(struct slice text, size_t start);
