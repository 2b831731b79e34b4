// SPDX-License-Identifier: Apache-2.0
// A relative URL made whole, as NSURL keeps base and relative part apart. Facts: RFC 3986, section 5.2, without the
// removal of dot segments (whoever compares URLs does that for all of them).
#pragma once

#include "base/arena.h"

// Borrows `relative` where it is whole already, else builds in the arena; false over the arena's budget.
NODISCARD bool url_join(struct slice base, struct slice relative, struct arena *arena, struct slice *ret_url);
