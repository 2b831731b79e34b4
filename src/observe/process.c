// SPDX-License-Identifier: Apache-2.0
// Names of processes, case-sensitive. The kernel keeps 16 bytes of a name (MAXCOMLEN, XNU sys/param.h): one of exactly
// that size may be cut.
#include "observe/normalise.h"

#define NAME_KEPT 16U

bool process_normalise(struct scratch *scratch, struct slice text, struct slice *ret_value)
{
    struct slice name = slice_starts(text, SLICE("/")) ? path_basename(text) : text;
    if (name.size == 0 || name.size > LIMIT_PATH_SIZE)
        return scratch_refuse(scratch, "not a process' name");
    *ret_value = name;
    return true;
}

static void name_give(struct observer *observer, struct slice name, struct slice written, bool bare)
{
    struct observable observable = {
        .kind = OBSERVABLE_PROCESS, .written = written, .truncated = bare && name.size == NAME_KEPT};
    if (process_normalise(&observer->scratch, name, &observable.value) && observer_has_room(observer))
        observer_give(observer, &observable);
}

void process_observe(struct observer *observer, struct slice value, bool with_path)
{
    struct observable path = {.kind = OBSERVABLE_PATH, .written = value};
    size_t slash = slice_find_byte(value, '/');
    if (value.size > LIMIT_PATH_SIZE) {
        observer->left_out++;
        return;
    }
    name_give(observer, path_basename(value), value, slash == SIZE_MAX);
    if (slash == 0) {
        if (with_path && path_normalise(&observer->scratch, value, &path.value) && observer_has_room(observer))
            observer_give(observer, &path);
    } else if (slash != SIZE_MAX) {
        // Accounting of data writes "process/what it worked for".
        name_give(observer, slice_part(value, 0, slash), value, true);
    }
}
