// SPDX-License-Identifier: Apache-2.0
// Sentences for the reader that belong to no input.
#include "examine/examination.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define NOTES_MAX 1000U

bool note_add(struct examination *examination, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (size < 0 || examination->note_count >= NOTES_MAX)
        return true;
    if (examination->note_count == examination->note_room) {
        size_t room = examination->note_room ? examination->note_room * 2 : 16;
        struct slice *grown = realloc(examination->notes, room * sizeof *grown);
        if (!grown)
            return false;
        examination->notes = grown;
        examination->note_room = room;
    }
    struct slice note = slice_of(text, (size_t)size < sizeof text ? (size_t)size : sizeof text - 1);
    return arena_copy(examination->arena, note, &examination->notes[examination->note_count++]);
}
