// SPDX-License-Identifier: Apache-2.0
// The language of what is said: chosen once, before anything is said.
#pragma once

#include <stdbool.h>

#include <libintl.h>

// The translation of a text of ours. NP_() as in the library's own sources: two arguments of dngettext().
#define _(text) dgettext("bridle", text)
#define N_(text) text

#define LANGUAGE_CODE 16

struct language {
    char code[LANGUAGE_CODE]; // "en", "fr", …
};

// `asked` is --language's value, or NULL: then the environment says, as with every gettext program, and English is what
// remains. False, and said with the languages that there are, for one that was asked for and is not there.
bool language_start(const char *asked, struct language *ret_language);
