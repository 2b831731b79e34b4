// SPDX-License-Identifier: Apache-2.0
#include "report/language.h"

const char *language_text(const char *english)
{
    return english;
}

const char *language_plural(const char *one, const char *many, uint64_t count)
{
    return count == 1 ? one : many;
}

void language_put(struct buffer *text, struct slice english)
{
    buffer_put(text, english);
}

const char *language_code(void)
{
    return "en";
}

const char *language_direction(void)
{
    return "ltr";
}
