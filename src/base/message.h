// SPDX-License-Identifier: Apache-2.0
// Texts for people, marked where they are written: tools/messages collects what stands in these, and in the arguments
// that it knows (error_set()'s format, …), for the translators. What is composed here stays English: a case keeps it,
// and report/ translates what it shows.
#pragma once

#include <inttypes.h>

#define N_(text) text
#define NP_(one, many) one, many // the same for one thing and for several, as two arguments or fields

// `one` or `many`, as English counts.
__attribute__((format_arg(1), format_arg(2))) static inline const char *message_plural(const char *one,
                                                                                       const char *many, uint64_t count)
{
    return count == 1 ? one : many;
}
