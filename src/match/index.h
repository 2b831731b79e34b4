// SPDX-License-Identifier: Apache-2.0
// The indicators in one exact-match index: built once, sealed in memory, mapped read-only into every worker. One hash,
// one probe. The image is checked once when it is opened; nothing in it is a pointer.
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "observe/observe.h"

enum platform {
    PLATFORM_ANY,
    PLATFORM_IOS,
    PLATFORM_ANDROID,
};

// Flags of an indicator.
#define INDICATOR_WEAK 1U        // its list or lists/quality.sql says: a match is weak; `reason` says why
#define INDICATOR_UNUSED 2U      // grade `none`: kept and counted, never matched
#define INDICATOR_STALKERWARE 4U // its list says: of stalkerware, not of spyware that states buy

struct indicator {
    enum observable_kind kind;
    enum platform platform;
    uint32_t flags;
    uint32_t list;        // number of the list it came from
    struct slice value;   // normalised (observe_indicator)
    struct slice written; // as its list has it
    struct slice id;      // STIX id or empty
    struct slice malware; // the malware's name or empty
    struct slice reason;  // of INDICATOR_WEAK, INDICATOR_UNUSED
};

struct index_builder;

struct index_builder *index_builder_new(void); // NULL without memory
struct index_builder *index_builder_free(struct index_builder *builder);
void index_builder_freep(struct index_builder **builder);
// Copies what it is given. The same kind and value from several lists stay several entries, found by one probe in the
// order of their lists. ERROR_LIMIT over LIMIT_INDICATORS.
NODISCARD enum error_code index_builder_add(struct index_builder *builder, const struct indicator *indicator,
                                            struct error *error);
size_t index_builder_count(const struct index_builder *builder);
// Writes the image into a new sealed memfd (no write, no shrink, no grow). The builder may be freed afterwards.
NODISCARD enum error_code index_build(const struct index_builder *builder, int *ret_fd, struct error *error);

struct index {
    struct slice image; // the mapping
    // The rest is found and checked by index_open().
    uint32_t count;
    uint32_t prefixes; // references to process names by their first 16 bytes
    uint32_t slots;    // a power of two
    size_t entries_at;
    size_t prefixes_at;
    size_t slots_at;
    size_t text_at;
    size_t text_size;
    bool mapped; // by index_open(): index_close() unmaps it
};

// Maps a sealed memfd (or takes a slice, fd -1) and checks every offset once. ERROR_FORMAT where anything is off.
NODISCARD enum error_code index_open(int fd, struct index *ret_index, struct error *error);
NODISCARD enum error_code index_of_image(struct slice image, struct index *ret_index, struct error *error);
void index_close(struct index *index);
// Entry `number` (0 to count - 1), slices into the image.
bool index_entry(const struct index *index, uint32_t number, struct indicator *ret_indicator);

#define INDEX_NONE UINT32_MAX
// The first entry of exactly this kind and (normalised) value, and the next one of the same; INDEX_NONE at the end.
uint32_t index_find(const struct index *index, enum observable_kind kind, struct slice value);
uint32_t index_find_next(const struct index *index, uint32_t entry);
