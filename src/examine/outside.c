// SPDX-License-Identifier: Apache-2.0
// Nothing is ever written into an acquisition, nor over it: that would change the evidence.
#include "examine/examination.h"
#include "examine/public.h"

#include <stdio.h>
#include <stdlib.h>

static void free_text(char **text)
{
    free(*text);
}

// The folder that `path` lies in.
static char *folder_of(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    size_t size = slash ? (size_t)(slash - path) : 0;
    (void)snprintf(folder, sizeof folder, "%.*s%s", (int)size, path, slash ? (size ? "" : "/") : ".");
    return realpath(folder, NULL);
}

enum error_code path_outside(const char *path, const char *acquisition, const char *what, struct error *error)
{
    char *inner CLEANUP(free_text) = folder_of(path);
    char *outer CLEANUP(free_text) = realpath(acquisition, NULL);
    char *itself CLEANUP(free_text) = realpath(path, NULL);
    struct slice in = slice_text(inner);
    struct slice out = slice_text(outer);
    bool below =
        inner && outer && slice_starts(in, out) && (in.size == out.size || out.size == 1 || in.data[out.size] == '/');
    if (!below && !(itself && outer && slice_equal(slice_text(itself), out)))
        return ERROR_NONE;
    (void)error_set(error, ERROR_USAGE, what, ERROR_NO_OFFSET,
                    "a file of ours inside the acquisition would change the evidence: choose another folder");
    error_path(error, slice_text(path));
    return ERROR_USAGE;
}

int bridle_outside(const char *path, const char *acquisition, struct bridle_error *error)
{
    struct error own;
    error_clear(&own);
    return path_outside(path, acquisition, "report", &own) ? public_error(&own, error) : 0;
}
