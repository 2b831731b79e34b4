// SPDX-License-Identifier: Apache-2.0
// A finding's sentence for people: translated, fit for the terminal, and no address in it that could be followed.
#pragma once

#include "base/buffer.h"
#include "case/model.h"

void message_put(struct buffer *text, const struct case_finding *finding, struct slice message);
