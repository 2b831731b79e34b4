// SPDX-License-Identifier: Apache-2.0
// What a code point does on a terminal: how many columns it takes, and whether it may be shown as it is. By tables of
// our own, so that no locale decides (Unicode 15: DerivedGeneralCategory, EastAsianWidth).
#pragma once

#include "base/slice.h"

// False for what moves the cursor, turns the writing direction, or cannot be seen: controls, format characters, line
// separators, fillers, private use, noncharacters. ZWNJ and ZWJ are true: Persian, Indic scripts and emoji need them.
bool character_visible(uint32_t code_point);
// 0 (combining), 1 or 2 (East Asian wide, emoji).
unsigned character_width(uint32_t code_point);
