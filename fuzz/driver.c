// SPDX-License-Identifier: Apache-2.0
// driver [--write FOLDER] CORPUS…: runs the target over each file of the corpus folders, whole, cut at every byte, with
// each bit flipped and each byte replaced; of large files at steps, so that the test ends in seconds. Always in the
// same order. It exits with 0 when all came back, 1 where a folder has nothing to give. --write writes the decoded
// files instead.
#include "fuzz.h"

#include "base/attr.h"
#include "base/buffer.h"

#include <dirent.h>
#include <stdio.h>

#define STEPS 300U // places of one file that are changed: all of one that is not larger
#define LIMIT_CORPUS_FILE (16U << 20)

static bool read_whole(const char *path, struct buffer *bytes)
{
    FILE *file = fopen(path, "rb");
    uint8_t piece[4096];
    if (!file)
        return false;
    for (size_t size = sizeof piece; size == sizeof piece;) {
        size = fread(piece, 1, sizeof piece, file);
        buffer_put(bytes, slice_of(piece, size));
    }
    bool good = !ferror(file) && !bytes->failed;
    (void)fclose(file);
    return good;
}

// Hex digits with white space and comments between them; false at anything else and at half a byte.
static bool hex_decode(struct slice text, struct buffer *bytes)
{
    struct slice line;
    int high = -1;
    while (slice_line(&text, &line)) {
        for (size_t i = 0; i < line.size && line.data[i] != '#'; i++) {
            int digit = byte_hex(line.data[i]);
            if (byte_is_space(line.data[i]))
                continue;
            if (digit < 0)
                return false;
            if (high >= 0)
                buffer_put_byte(bytes, (uint8_t)(high << 4 | digit));
            high = high >= 0 ? -1 : digit;
        }
    }
    return high < 0;
}

static bool corpus_read(const char *path, struct buffer *bytes)
{
    CLEANUP_BUFFER struct buffer text;
    buffer_init(&text, LIMIT_CORPUS_FILE);
    if (!slice_ends(slice_text(path), SLICE(".hex")))
        return read_whole(path, bytes);
    return read_whole(path, &text) && hex_decode(buffer_slice(&text), bytes);
}

// A copy of its own size, so that AddressSanitizer sees what is read beyond it.
static void attempt(struct slice bytes, size_t size, size_t at, uint8_t byte)
{
    CLEANUP_FREE uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        abort();
    if (size)
        memcpy(copy, bytes.data, size);
    if (at < size)
        copy[at] = byte;
    (void)LLVMFuzzerTestOneInput(copy, size);
}

static void series(struct slice bytes)
{
    static const uint8_t replacements[] = {0x00, 0x01, 0x0f, 0x27, 0x3c, 0x5c, 0x7f, 0x80, 0xff};
    size_t step = bytes.size / STEPS + 1;
    attempt(bytes, bytes.size, SIZE_MAX, 0);
    for (size_t at = 0; at < bytes.size; at += step) {
        attempt(bytes, at, SIZE_MAX, 0);
        for (unsigned bit = 0; bit < 8; bit++)
            attempt(bytes, bytes.size, at, (uint8_t)(bytes.data[at] ^ (1U << bit)));
        for (size_t i = 0; i < sizeof replacements; i++)
            attempt(bytes, bytes.size, at, replacements[i]);
    }
}

static bool write_whole(const char *folder, const char *name, struct slice bytes)
{
    char path[1024];
    int size = snprintf(path, sizeof path, "%s/%s.bin", folder, name);
    FILE *file = size > 0 && (size_t)size < sizeof path ? fopen(path, "wb") : NULL;
    if (!file)
        return false;
    bool good = fwrite(bytes.data, 1, bytes.size, file) == bytes.size;
    return fclose(file) == 0 && good;
}

static int wanted(const struct dirent *entry)
{
    struct slice name = slice_text(entry->d_name);
    return slice_ends(name, SLICE(".hex")) || slice_ends(name, SLICE(".txt"));
}

static int bytewise(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool corpus_file(const char *folder, const char *name, const char *output)
{
    char path[1024];
    CLEANUP_BUFFER struct buffer bytes;
    buffer_init(&bytes, LIMIT_CORPUS_FILE);
    int size = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (size < 0 || (size_t)size >= sizeof path || !corpus_read(path, &bytes)) {
        (void)fprintf(stderr, "corpus: %s/%s: cannot be read, or is no hex\n", folder, name);
        return false;
    }
    if (output)
        return write_whole(output, name, buffer_slice(&bytes));
    series(buffer_slice(&bytes));
    return true;
}

static bool corpus_folder(const char *folder, const char *output)
{
    struct dirent **names = NULL;
    int count = scandir(folder, &names, wanted, bytewise);
    bool good = count > 0;
    for (int i = 0; i < count; i++) {
        good = corpus_file(folder, names[i]->d_name, output) && good;
        free(names[i]);
    }
    free(names);
    if (count <= 0)
        (void)fprintf(stderr, "corpus: %s: nothing there\n", folder);
    else
        (void)printf("%s: %d files\n", folder, count);
    return good;
}

int main(int argc, char **argv)
{
    const char *output = NULL;
    int first = 1;
    if (argc > 2 && strcmp(argv[1], "--write") == 0) {
        output = argv[2];
        first = 3;
    }
    bool good = first < argc;
    for (int i = first; i < argc; i++)
        good = corpus_folder(argv[i], output) && good;
    return good ? 0 : 1;
}
