// SPDX-License-Identifier: Apache-2.0
// What people read, in their language, from gettext's catalogs (po/). Programs' output is never translated, so what a
// case keeps is English, and is translated where it is shown: whole, or piece by piece by the templates that it was
// made from ("after record %s: %s").
#pragma once

#include "base/buffer.h"

#define _(text) language_text(text)
#define N_(text) text // to be translated where it is used

// The translation of a text of ours; the text itself where there is none.
const char *language_text(const char *english);
// `one` or `many`, as the language counts.
const char *language_plural(const char *one, const char *many, uint64_t count);
// A text that was composed elsewhere (a finding's title and message, an error, the verdict's sentence, a note). What
// no template fits stays as it is.
void language_put(struct buffer *text, struct slice english);
// "en", "fr", …: of the messages of this process.
const char *language_code(void);
// "ltr" or "rtl".
const char *language_direction(void);
