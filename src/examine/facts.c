// SPDX-License-Identifier: Apache-2.0
// Facts about the phone and the acquisition, as artefacts' columns of the kind `fact` give them.
#include "examine/examination.h"

static const char *const fact_names[FACTS] = {
    [FACT_DEVICE_MODEL] = "device_model",
    [FACT_OS_VERSION] = "os_version",
    [FACT_OS_BUILD] = "os_build",
    [FACT_ACQUIRED] = "acquired",
    [FACT_ENCRYPTED] = "encrypted",
    [FACT_SNAPSHOT_STATE] = "snapshot_state",
    [FACT_SET_UP] = "set_up",
    [FACT_TIME_ZONE] = "time_zone",
};

// The first input in order wins, whichever worker was faster.
void fact_take(struct examination *examination, uint32_t input, struct slice name, const struct cell *cell)
{
    if (slice_equal(name, SLICE("bundle")) && cell->type == CELL_TEXT)
        store_app_take(examination, cell->bytes);
    for (size_t i = 0; i < FACTS; i++) {
        struct fact *fact = &examination->facts[i];
        bool known = fact->value.size || fact->is_number;
        if (!slice_equal(name, slice_text(fact_names[i])) || (known && fact->input <= input && i != FACT_SET_UP))
            continue;
        // Several files know of a set-up, and some of them are written again later: the earliest time counts.
        if (known && i == FACT_SET_UP && (cell->type != CELL_INTEGER || cell->integer >= fact->number))
            continue;
        struct fact taken = {.input = input};
        if (cell->type == CELL_INTEGER) {
            taken.is_number = true;
            taken.number = cell->integer;
        } else if (cell->type != CELL_TEXT || cell->bytes.size == 0 || cell->bytes.size > 256 ||
                   !arena_copy(examination->arena, cell->bytes, &taken.value)) {
            return;
        }
        *fact = taken;
    }
}
