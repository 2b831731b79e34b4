// SPDX-License-Identifier: Apache-2.0
#include "format/inflate.h"

#include <isa-l/igzip_lib.h>
#include <stdlib.h>

#define COMPONENT "inflate"
#define INPUT_SIZE (256U << 10)
#define OUTPUT_SIZE (256U << 10)
#define WINDOW (32U << 10) // how far back a match may lie
#define MATCH_MOST 258U

enum inflate_form { FORM_GZIP, FORM_RAW, FORM_STORED };

struct inflate {
    struct stream stream; // first
    enum inflate_form form;
    const struct source *source;
    uint64_t offset; // of the next bytes to read
    uint64_t end;
    bool began; // a member, and it is not at its end
    bool ended;
    bool failed;
    struct error error;
    size_t at, size;   // what stands in `output` and was not given yet
    struct slice rest; // behind it, in ISA-L's own buffer, once something failed
    // ISA-L copies a match before it sees that it lies before the beginning: a window's size before each of its two
    // buffers is ours.
    uint8_t input[INPUT_SIZE];
    struct inflate_state state;
    uint8_t before[WINDOW];
    uint8_t output[OUTPUT_SIZE];
};
_Static_assert(offsetof(struct inflate, state) >= WINDOW, "a match may lie before its beginning");

static enum error_code stored_read(struct stream *stream, uint8_t *buffer, size_t size, size_t *ret_size,
                                   struct error *error)
{
    struct inflate *inflate = (struct inflate *)stream;
    uint64_t left = inflate->end - inflate->offset;
    size_t wanted = size < left ? size : (size_t)left;
    enum error_code code = source_read(inflate->source, inflate->offset, buffer, wanted, ret_size, error);
    if (code) {
        *ret_size = 0;
        return code;
    }
    inflate->offset += *ret_size;
    if (*ret_size < wanted)
        return error_set(error, ERROR_FORMAT, COMPONENT, inflate->offset, "the file ends within");
    return ERROR_NONE;
}

static enum error_code input_fill(struct inflate *inflate, struct error *error)
{
    size_t got = 0;
    uint64_t left = inflate->end - inflate->offset;
    size_t wanted = left < INPUT_SIZE ? (size_t)left : INPUT_SIZE;
    enum error_code code = source_read(inflate->source, inflate->offset, inflate->input, wanted, &got, error);
    inflate->offset += got;
    // A file that shrank meanwhile ends where it ends now.
    inflate->end = got < wanted ? inflate->offset : inflate->end;
    inflate->state.next_in = inflate->input;
    inflate->state.avail_in = (uint32_t)got;
    return code;
}

static void member_begin(struct inflate *inflate)
{
    isal_inflate_reset(&inflate->state);
    inflate->state.crc_flag = inflate->form == FORM_GZIP ? ISAL_GZIP : ISAL_DEFLATE;
    inflate->began = true;
}

// Behind a member: another one, padding, or something that is neither.
static enum error_code member_next(struct inflate *inflate, struct error *error)
{
    struct inflate_state *state = &inflate->state;
    if (inflate->form == FORM_RAW) {
        inflate->ended = true;
        return ERROR_NONE;
    }
    for (;;) {
        while (state->avail_in && *state->next_in == 0) {
            state->next_in++;
            state->avail_in--;
        }
        if (state->avail_in)
            break;
        enum error_code code = input_fill(inflate, error);
        inflate->ended = !code && state->avail_in == 0;
        if (code || inflate->ended)
            return code;
    }
    if (*state->next_in != 0x1f)
        return error_set(error, ERROR_FORMAT, COMPONENT, inflate->offset - state->avail_in,
                         "something else follows the packed data");
    member_begin(inflate);
    return ERROR_NONE;
}

static const char *what_is_wrong(int code)
{
    switch (code) {
    case ISAL_INCORRECT_CHECKSUM:
        return N_("the check sum is wrong: its content was changed or damaged");
    case ISAL_INVALID_WRAPPER:
        return N_("not a gzip header");
    case ISAL_UNSUPPORTED_METHOD:
        return N_("packed with a method that is not read");
    default:
        return N_("the packed data is damaged");
    }
}

// What was decoded before the fault, and stands in ISA-L's own buffer. Of a match that lies before the beginning up to
// 258 bytes were made up.
static void rest_keep(struct inflate *inflate, bool made_up)
{
    struct inflate_state *state = &inflate->state;
    size_t waiting = (size_t)(state->tmp_out_valid - state->tmp_out_processed);
    size_t lost = made_up ? MATCH_MOST : 0;
    inflate->rest = slice_of(state->tmp_out_buffer + state->tmp_out_processed, waiting > lost ? waiting - lost : 0);
    lost = waiting > lost ? 0 : lost - waiting;
    size_t given = OUTPUT_SIZE - state->avail_out;
    state->avail_out += (uint32_t)(given < lost ? given : lost);
}

static enum error_code inflate_some(struct inflate *inflate, struct error *error)
{
    struct inflate_state *state = &inflate->state;
    if (state->block_state == ISAL_BLOCK_FINISH && inflate->began) {
        inflate->began = false;
        return member_next(inflate, error);
    }
    if (state->avail_in == 0) {
        enum error_code code = input_fill(inflate, error);
        if (code)
            return code;
    }
    uint32_t in = state->avail_in;
    uint32_t room = state->avail_out;
    int code = isal_inflate(state);
    if (code != ISAL_DECOMP_OK && code != ISAL_END_INPUT) {
        rest_keep(inflate, code == ISAL_INVALID_LOOKBACK);
        return error_set(error, ERROR_FORMAT, COMPONENT, inflate->offset - state->avail_in, "%s", what_is_wrong(code));
    }
    bool stuck = state->avail_in == in && state->avail_out == room && state->block_state != ISAL_BLOCK_FINISH;
    if (stuck && inflate->offset >= inflate->end)
        return error_set(error, ERROR_FORMAT, COMPONENT, inflate->offset, "the file ends within the packed data");
    if (stuck && in)
        return error_set(error, ERROR_FORMAT, COMPONENT, inflate->offset - in, "the packed data is damaged");
    return ERROR_NONE;
}

static void output_fill(struct inflate *inflate)
{
    struct inflate_state *state = &inflate->state;
    state->next_out = inflate->output;
    state->avail_out = OUTPUT_SIZE;
    while (state->avail_out && !inflate->ended && !inflate->failed)
        inflate->failed = inflate_some(inflate, &inflate->error) != ERROR_NONE;
    inflate->at = 0;
    inflate->size = OUTPUT_SIZE - state->avail_out;
}

static enum error_code packed_read(struct stream *stream, uint8_t *buffer, size_t size, size_t *ret_size,
                                   struct error *error)
{
    struct inflate *inflate = (struct inflate *)stream;
    size_t done = 0;
    while (done < size) {
        if (inflate->at == inflate->size && !inflate->ended && !inflate->failed)
            output_fill(inflate);
        struct slice there = slice_of(inflate->output + inflate->at, inflate->size - inflate->at);
        bool own = there.size > 0;
        there = slice_part(own ? there : inflate->rest, 0, size - done);
        if (there.size == 0)
            break;
        memcpy(buffer + done, there.data, there.size);
        done += there.size;
        inflate->at += own ? there.size : 0;
        inflate->rest = own ? inflate->rest : slice_from(inflate->rest, there.size);
    }
    *ret_size = done;
    if (!inflate->failed || done == size)
        return ERROR_NONE;
    if (error)
        *error = inflate->error;
    return inflate->error.code;
}

static struct inflate *inflate_new(const struct source *source, enum inflate_form form, uint64_t offset, uint64_t size)
{
    struct inflate *inflate = malloc(sizeof *inflate);
    if (!inflate)
        return NULL;
    uint64_t end = source->size;
    if (offset <= end && size < end - offset)
        end = offset + size;
    inflate->stream.read = form == FORM_STORED ? stored_read : packed_read;
    inflate->form = form;
    inflate->source = source;
    inflate->offset = offset < end ? offset : end;
    inflate->end = end;
    inflate->ended = inflate->failed = false;
    inflate->at = inflate->size = 0;
    inflate->rest = SLICE_NONE;
    error_clear(&inflate->error);
    isal_inflate_init(&inflate->state);
    inflate->state.avail_in = 0;
    inflate->state.next_in = inflate->input;
    member_begin(inflate);
    return inflate;
}

struct inflate *inflate_gzip_new(const struct source *source, uint64_t offset)
{
    return inflate_new(source, FORM_GZIP, offset, UINT64_MAX);
}

struct inflate *inflate_raw_new(const struct source *source, uint64_t offset, uint64_t size)
{
    return inflate_new(source, FORM_RAW, offset, size);
}

struct inflate *inflate_stored_new(const struct source *source, uint64_t offset, uint64_t size)
{
    return inflate_new(source, FORM_STORED, offset, size);
}

struct inflate *inflate_free(struct inflate *inflate)
{
    free(inflate);
    return NULL;
}

void inflate_freep(struct inflate **inflate)
{
    *inflate = inflate_free(*inflate);
}

struct stream *inflate_stream(struct inflate *inflate)
{
    return &inflate->stream;
}

uint64_t inflate_taken(const struct inflate *inflate)
{
    // What ISA-L has taken into its bit buffer and not used goes back.
    uint32_t held =
        inflate->form == FORM_STORED ? 0 : inflate->state.avail_in + (uint32_t)inflate->state.read_in_length / 8;
    return inflate->offset - held;
}
