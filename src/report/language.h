// SPDX-License-Identifier: Apache-2.0
// What people read, in their language, from gettext's catalogs (po/). The program that uses the library chooses the
// language as gettext's users do (setlocale, bindtextdomain of "bridle"); here nothing is chosen, only looked up.
// Programs' output is never translated, so what a case keeps is English, and is translated where it is shown: whole, or
// piece by piece by the templates that it was made from ("after record %s: %s").
#pragma once

#include "base/buffer.h"
#include "base/message.h"

#define LANGUAGE_DOMAIN "bridle"

#define _(text) language_text(text)
// What one language needs to say otherwise in different places, or what is no text: the context tells translators.
#define language_in(context, english) language_context(context "\004" english, english)

// The translation of a text of ours; the text itself where there is none.
const char *language_text(const char *english) __attribute__((format_arg(1)));
// `one` or `many`, as the language counts.
const char *language_plural(const char *one, const char *many, uint64_t count)
    __attribute__((format_arg(1), format_arg(2)));
const char *language_context(const char *key, const char *english);
// A text that was composed elsewhere (a finding's title and message, an error, the verdict's sentence, a note). What
// no template fits stays as it is. The work is bounded by the text's length, whoever wrote it.
void language_put(struct buffer *text, struct slice english);
// What a time column of an artefact ("last_used") says of its time: "last used", in the reader's language. What is no
// name of a column stays as it is, and may be hostile.
void language_moment(struct buffer *text, struct slice column);
// A translated text with its %s (%1$s, %2$s … in another order) filled in. The pieces are fit for where they go.
void language_fill(struct buffer *text, const char *format, const struct slice *pieces, size_t count);
// "en", "fr", …: of the messages of this process.
const char *language_code(void);
// "ltr" or "rtl".
const char *language_direction(void);
