// SPDX-License-Identifier: Apache-2.0
// Reading artefact, rule and list files from our own folders and from the user's.
#pragma once

#include "bridle.h"
#include "base/buffer.h"
#include "evidence/evidence.h"
#include "report/advice.h"
#include "sql/definition.h"
#include "sql/place.h"

// What stands in `from` for the names of a plain folder's files, and of a sysdiagnose's. A file of that name is none.
#define PLAN_WALK "(files)"
#define PLAN_NAMES EVIDENCE_SYSDIAGNOSE_DOMAIN "(files)"

struct loaded {
    struct definitions definitions;
    struct place_set *backup_places; // patterns of domain/path
    struct place_set *device_places; // patterns of device paths
    const char **published;          // paths of the lists that come with bridle, by name; in the definitions' arena
    size_t published_count;
    struct advice_set advice; // in the language asked for, English where that has nothing
};

// ERROR_USAGE with file and line for the first file that is wrong; ERROR_ABSENT where our own folders cannot be found.
NODISCARD enum error_code loaded_new(const struct bridle_definitions *options, struct loaded *ret_loaded,
                                     struct error *error);
// A text file of ours or the user's, whole.
NODISCARD enum error_code text_file_read(const char *path, struct buffer *text, struct error *error);
void loaded_release(struct loaded *loaded);
// Patterns of the artefacts for which `wanted` is true (NULL: all).
NODISCARD enum error_code loaded_places(struct loaded *loaded, const bool *wanted, struct error *error);
