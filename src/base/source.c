// SPDX-License-Identifier: Apache-2.0
#include "base/source.h"

#include <errno.h>

static enum error_code source_read_fd(const struct source *source, uint64_t offset, void *buffer, size_t size,
                                      size_t *ret_size, struct error *error)
{
    size_t done = 0;
    while (done < size) {
        ssize_t count = pread(source->fd, (uint8_t *)buffer + done, size - done, (off_t)(offset + done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return error_system(error, "source", "cannot read");
        if (count == 0)
            break;
        done += (size_t)count;
    }
    *ret_size = done;
    return ERROR_NONE;
}

static enum error_code source_read_memory(const struct source *source, uint64_t offset, void *buffer, size_t size,
                                          size_t *ret_size, UNUSED struct error *error)
{
    struct slice part = slice_part(source->bytes, (size_t)offset, size);
    if (part.size)
        memcpy(buffer, part.data, part.size);
    *ret_size = part.size;
    return ERROR_NONE;
}

enum error_code source_of_fd(int fd, struct source *ret_source, struct error *error)
{
    // lseek() rather than fstat(): it is the one that a worker's filter lets through.
    off_t size = lseek(fd, 0, SEEK_END);
    if (size < 0)
        return error_system(error, "source", "cannot tell the size");
    *ret_source = (struct source){.size = (uint64_t)size, .read = source_read_fd, .fd = fd};
    return ERROR_NONE;
}

struct source source_of_memory(struct slice bytes)
{
    return (struct source){.size = bytes.size, .read = source_read_memory, .fd = -1, .bytes = bytes};
}

enum error_code source_read(const struct source *source, uint64_t offset, void *buffer, size_t size, size_t *ret_size,
                            struct error *error)
{
    if (offset >= source->size) {
        *ret_size = 0;
        return ERROR_NONE;
    }
    uint64_t left = source->size - offset;
    size_t wanted = size < left ? size : (size_t)left;
    if (source->counter)
        *source->counter += wanted;
    return source->read(source, offset, buffer, wanted, ret_size, error);
}
