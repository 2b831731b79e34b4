// SPDX-License-Identifier: Apache-2.0
#include "report/message.h"

#include "report/escape.h"
#include "report/language.h"

// An indicator's own address stands in the sentence without a scheme, so that nothing else tells that it is one.
void message_put(struct buffer *text, const struct case_finding *finding, struct slice message)
{
    struct buffer translated CLEANUP_BUFFER;
    struct slice value = finding->indicator_value;
    bool address = slice_equal(finding->indicator_kind, SLICE("domain")) ||
                   slice_equal(finding->indicator_kind, SLICE("ip")) ||
                   slice_equal(finding->indicator_kind, SLICE("url"));
    buffer_init(&translated, 1U << 20);
    language_put(&translated, message);
    struct slice rest = buffer_slice(&translated);
    size_t at;
    while (address && value.size && (at = slice_find(rest, value)) != SIZE_MAX) {
        prose_put(text, slice_part(rest, 0, at));
        value_put(text, finding->indicator_kind, value);
        rest = slice_from(rest, at + value.size);
    }
    prose_put(text, rest);
}
