// SPDX-License-Identifier: Apache-2.0
// The escapers of report.h into a buffer, and what people's eyes need besides: defanged addresses, columns counted.
#pragma once

#include "base/buffer.h"

// As escape_terminal().
void terminal_put(struct buffer *buffer, struct slice text);
// The same, and links in it cannot be followed by a click or a glance: http becomes hxxp and the dots of a link's host
// become [.].
void prose_put(struct buffer *buffer, struct slice text);
// A value of a kind of observable ("url", "domain", "ip", …; null: text) as prose: a domain's and an address's own dots
// too. A fingerprint (fp: and 16 hex digits), which stands for a private value, becomes "(not kept)".
void value_put(struct buffer *buffer, struct slice kind, struct slice value);
// Columns that text made fit for the terminal takes.
size_t text_columns(struct slice text);
// The longest start that takes `columns` at most, whole code points.
struct slice text_start(struct slice text, size_t columns);
// The longest start of `most` bytes at most that cuts no code point in two.
struct slice text_bytes(struct slice text, size_t most);
