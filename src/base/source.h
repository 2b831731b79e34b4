// SPDX-License-Identifier: Apache-2.0
// Where bytes come from: a size and a read at an offset. Decoders below the cage know nothing else of a file.
#pragma once

#include "base/error.h"

struct source {
    uint64_t size; // bytes, as seen when it was opened
    // Reads up to `size` bytes at `offset`; *ret_size is less than asked only at the end. Thread-free, stateless.
    enum error_code (*read)(const struct source *source, uint64_t offset, void *buffer, size_t size, size_t *ret_size,
                            struct error *error);
    uint64_t *counter;   // bytes read are added here, for progress; NULL: nobody counts
    int fd;              // of source_of_fd(); borrowed
    struct slice bytes;  // of source_of_memory(); borrowed
    const void *context; // of a source that stands on another (base/cipher.h); borrowed
};

// A regular file's descriptor, borrowed. A file that grows later ends where it ended now; one that shrinks reads short.
NODISCARD enum error_code source_of_fd(int fd, struct source *ret_source, struct error *error);
struct source source_of_memory(struct slice bytes);
NODISCARD enum error_code source_read(const struct source *source, uint64_t offset, void *buffer, size_t size,
                                      size_t *ret_size, struct error *error);
