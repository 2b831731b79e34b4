// SPDX-License-Identifier: Apache-2.0
// Streams end, give no more than was asked, take no more than there is, and read the same in any pieces.
#include "fuzz.h"

#include "base/attr.h"
#include "base/buffer.h"
#include "format/inflate.h"

#include <stdlib.h>

#define MOST (4U << 20) // bytes that one attempt unpacks

static enum error_code all(struct inflate *inflate, size_t piece, struct buffer *out)
{
    struct stream *stream = inflate_stream(inflate);
    enum error_code code = ERROR_NONE;
    size_t got = piece;
    while (!code && got == piece && out->size + piece <= MOST) {
        uint8_t *room = buffer_extend(out, piece);
        if (!room)
            abort();
        code = stream->read(stream, room, piece, &got, NULL);
        if (got > piece)
            abort();
        out->size -= piece - got;
    }
    return code;
}

static void same_in_pieces(const struct source *source, struct inflate *(*open)(const struct source *source))
{
    static const size_t pieces[] = {1U << 16, 300};
    struct buffer first CLEANUP_BUFFER;
    struct buffer second CLEANUP_BUFFER;
    struct buffer *outs[] = {&first, &second};
    enum error_code codes[2];
    buffer_init(&first, 2 * MOST);
    buffer_init(&second, 2 * MOST);
    for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
        struct inflate *inflate CLEANUP_INFLATE = open(source);
        if (!inflate)
            abort();
        codes[i] = all(inflate, pieces[i], outs[i]);
        if (inflate_taken(inflate) > source->size)
            abort();
    }
    size_t size = first.size < second.size ? first.size : second.size;
    if (size && memcmp(first.data, second.data, size) != 0)
        abort();
    if (first.size < MOST / 2 && (codes[0] != codes[1] || first.size != second.size))
        abort();
}

static struct inflate *gzip(const struct source *source)
{
    return inflate_gzip_new(source, 0);
}

static struct inflate *raw(const struct source *source)
{
    return inflate_raw_new(source, 0, UINT64_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct source source = source_of_memory(slice_of(data, size));
    same_in_pieces(&source, gzip);
    same_in_pieces(&source, raw);
    return 0;
}
