// SPDX-License-Identifier: Apache-2.0
// An index built from text (a line an indicator: a letter for the kind, the value) and asked by the same lines; its
// image, changed as the last bytes say, asked again; and the bytes themselves as an image.
#include "fuzz.h"

#include "match/match.h"

static void match_ignore(void *context, const struct observable *observable, const struct match *match)
{
    size_t *matches = context;
    (void)observable;
    *matches += match->matched.size;
}

static void index_ask(const struct index *index, enum observable_kind kind, struct slice value)
{
    size_t matches = 0;
    struct indicator indicator;
    struct observable observable = {.kind = kind, .value = value, .written = value, .truncated = true};
    for (unsigned platform = PLATFORM_ANY; platform <= PLATFORM_ANDROID; platform++)
        match_observable(index, (enum platform)platform, &observable, match_ignore, &matches);
    for (uint32_t i = 0; index_entry(index, i, &indicator); i++) {
        (void)match_confirm(index, PLATFORM_ANY, i, kind, value, false);
        (void)match_confirm(index, PLATFORM_ANY, i, kind, value, true);
    }
}

static void lines_ask(const struct index *index, struct slice text)
{
    struct slice line;
    for (int i = 0; i < 64 && slice_line(&text, &line); i++)
        if (line.size > 1)
            index_ask(index, (enum observable_kind)(line.data[0] % OBSERVABLE_KINDS), slice_from(line, 1));
}

static void lines_add(struct index_builder *builder, struct slice text)
{
    struct slice line;
    for (uint32_t i = 0; i < 64 && slice_line(&text, &line); i++) {
        if (line.size < 2)
            continue;
        struct indicator indicator = {.kind = (enum observable_kind)(line.data[0] % OBSERVABLE_KINDS),
                                      .platform = (enum platform)(line.data[0] / 16 % 3),
                                      .list = line.data[line.size - 1] % 4U,
                                      .value = slice_from(line, 1),
                                      .written = line};
        if (index_builder_add(builder, &indicator, NULL) != ERROR_NONE)
            return;
    }
}

// Bytes changed by pairs of offset (two bytes) and value from the end of the input.
static void image_damage(uint8_t *image, size_t size, struct slice changes)
{
    for (size_t i = 0; i + 3 <= changes.size && i < 24; i += 3)
        image[((size_t)changes.data[i] << 8 | changes.data[i + 1]) % size] = changes.data[i + 2];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice text = slice_of(data, size);
    struct index index;
    int fd = -1;
    if (index_of_image(text, &index, NULL) == ERROR_NONE)
        lines_ask(&index, text);
    struct index_builder *builder = index_builder_new();
    if (!builder)
        return 0;
    lines_add(builder, text);
    if (index_build(builder, &fd, NULL) == ERROR_NONE && index_open(fd, &index, NULL) == ERROR_NONE) {
        lines_ask(&index, text);
        uint8_t *copy = malloc(index.image.size);
        if (copy) {
            struct index damaged;
            memcpy(copy, index.image.data, index.image.size);
            image_damage(copy, index.image.size, slice_from(text, size > 24 ? size - 24 : 0));
            if (index_of_image(slice_of(copy, index.image.size), &damaged, NULL) == ERROR_NONE)
                lines_ask(&damaged, text);
            free(copy);
        }
        index_close(&index);
    }
    close_fd(&fd);
    (void)index_builder_free(builder);
    return 0;
}
