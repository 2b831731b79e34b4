// SPDX-License-Identifier: Apache-2.0
// Inflating: gzip files of one member or several (RFC 1952), and deflated ranges of a file (RFC 1951), as a stream.
#pragma once

#include "format/stream.h"

struct inflate;

// A gzip file from `offset` to the source's end (borrowed); zeros behind the last member are padding, anything else
// there is ERROR_FORMAT behind its bytes, as a wrong check sum is, and an end too early. NULL without memory.
struct inflate *inflate_gzip_new(const struct source *source, uint64_t offset);
// A deflated range. A stream that ends before `size` bytes is whole; inflate_taken() says how many it took.
struct inflate *inflate_raw_new(const struct source *source, uint64_t offset, uint64_t size);
// The range as it stands.
struct inflate *inflate_stored_new(const struct source *source, uint64_t offset, uint64_t size);
struct inflate *inflate_free(struct inflate *inflate);
void inflate_freep(struct inflate **inflate);
#define CLEANUP_INFLATE CLEANUP(inflate_freep)
struct stream *inflate_stream(struct inflate *inflate);
// Bytes of the source that were used, once the stream has ended.
uint64_t inflate_taken(const struct inflate *inflate);
