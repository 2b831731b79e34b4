// SPDX-License-Identifier: Apache-2.0
// What is to be read.
#include "examine/examination.h"

#include "match/hash.h"

#include <errno.h>
#include <stdlib.h>

static enum error_code plan_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, "examine", ERROR_NO_OFFSET, "no memory for the plan");
}

static struct plan_input *plan_new(struct examination *examination)
{
    if (examination->input_count == LIMIT_INPUTS)
        return NULL;
    if (examination->input_count == examination->input_room) {
        size_t room = examination->input_room ? examination->input_room * 2 : 64;
        struct plan_input *grown = realloc(examination->inputs, room * sizeof *grown);
        if (!grown)
            return NULL;
        examination->inputs = grown;
        examination->input_room = room;
    }
    struct plan_input *input = &examination->inputs[examination->input_count++];
    *input = (struct plan_input){.state = PLAN_PENDING};
    error_clear(&input->error);
    return input;
}

static bool input_reads(const struct plan_input *input, const struct artefact *artefact)
{
    for (size_t i = 0; i < input->row_count; i++)
        if (input->rows[i].artefact == artefact)
            return true;
    return false;
}

static bool plan_row_add(struct examination *examination, struct plan_input *input, const struct artefact *artefact)
{
    if (input_reads(input, artefact))
        return true;
    struct plan_row *rows = arena_alloc(examination->arena, input->row_count + 1, sizeof *rows);
    if (!rows)
        return false;
    if (input->row_count)
        memcpy(rows, input->rows, input->row_count * sizeof *rows);
    rows[input->row_count] = (struct plan_row){.artefact = artefact};
    input->rows = rows;
    input->row_count++;
    input->listing = input->listing || artefact->listing.size > 0;
    return true;
}

static struct slice plan_base(struct slice place, enum place_part part)
{
    size_t suffix = part == PLACE_WAL ? sizeof "-wal" - 1 : part == PLACE_JOURNAL ? sizeof "-journal" - 1 : 0;
    return slice_part(place, 0, place.size - suffix);
}

static uint32_t *place_slot(const struct examination *examination, struct slice place)
{
    return &examination->places[hash128_of(0, place).low % PLACE_SLOTS];
}

// Rebuilt after sorting.
static void places_link(struct examination *examination)
{
    memset(examination->places, 0xff, PLACE_SLOTS * sizeof *examination->places);
    for (uint32_t i = 0; i < examination->input_count; i++) {
        uint32_t *slot = place_slot(examination, examination->inputs[i].place);
        examination->inputs[i].next_place = *slot;
        *slot = i;
    }
}

// The input that this file belongs to: the same file for another artefact, or the database that it is the log of.
static struct plan_input *plan_find(struct examination *examination, const struct artefact *artefact,
                                    struct slice place, struct slice file, enum place_part part)
{
    struct slice base = plan_base(place, part);
    for (uint32_t i = *place_slot(examination, base); i != UINT32_MAX; i = examination->inputs[i].next_place) {
        struct plan_input *input = &examination->inputs[i];
        // What was read already is read again for an artefact that comes later.
        if (!slice_equal(input->place, base) ||
            (input->by_name ? !input_reads(input, artefact) : input->state == PLAN_DONE))
            continue;
        if (part != PLACE_MAIN || input->file.size == 0 || slice_equal(input->file, file))
            return input;
    }
    return NULL;
}

// The same place again and again is a list made to wear its reader out: a few are read, the rest makes it damaged.
static bool place_crowded(const struct examination *examination, struct slice place)
{
    size_t count = 0;
    for (uint32_t i = *place_slot(examination, place); i != UINT32_MAX; i = examination->inputs[i].next_place) {
        count += slice_equal(examination->inputs[i].place, place);
        if (count >= LIMIT_INPUTS_A_PLACE)
            return true;
    }
    return false;
}

enum error_code plan_file(struct examination *examination, uint32_t artefact, enum place_part part, struct slice file,
                          struct slice place, struct slice device_path, struct slice key, struct error *error)
{
    struct slice copy;
    if (!examination->places) {
        examination->places = malloc(PLACE_SLOTS * sizeof *examination->places);
        if (!examination->places)
            return plan_memory(error);
        places_link(examination);
    }
    const struct artefact *wants = &examination->loaded.definitions.artefacts[artefact];
    struct plan_input *input = plan_find(examination, wants, place, file, part);
    if (!input && (place_crowded(examination, plan_base(place, part)) || examination->input_count == LIMIT_INPUTS)) {
        examination->listing_crowded = true;
        return ERROR_NONE;
    }
    if (!input) {
        input = plan_new(examination);
        if (!input || !arena_copy(examination->arena, plan_base(place, part), &input->place))
            return plan_memory(error);
        uint32_t *slot = place_slot(examination, input->place);
        input->next_place = *slot;
        *slot = (uint32_t)(examination->input_count - 1);
        if (device_path.data && !arena_copy(examination->arena, plan_base(device_path, part), &input->device_path))
            return plan_memory(error);
    }
    struct slice *kept = part == PLACE_WAL ? &input->wal : part == PLACE_JOURNAL ? &input->journal : &input->file;
    if (!plan_row_add(examination, input, wants))
        return plan_memory(error);
    input->in_list |= input->by_name ? 1U << part : 0;
    input->has_key[part] = key.size == UNLOCK_FILE_KEY_SIZE;
    input->bad_key[part] = key.size && !input->has_key[part];
    if (input->has_key[part])
        memcpy(input->keys[part], key.data, UNLOCK_FILE_KEY_SIZE);
    if (slice_equal(*kept, file) && kept->data)
        return ERROR_NONE;
    if (!arena_copy(examination->arena, file, &copy))
        return plan_memory(error);
    *kept = copy;
    input->again = input->by_name && input->state != PLAN_PENDING;
    return ERROR_NONE;
}

// A database's log and journal beside it.
static enum error_code plan_root_beside(struct examination *examination, uint32_t artefact, struct slice from,
                                        struct error *error)
{
    static const char *const suffixes[] = {[PLACE_WAL] = "-wal", [PLACE_JOURNAL] = "-journal"};
    enum error_code code = ERROR_NONE;
    for (enum place_part part = PLACE_WAL; !code && part <= PLACE_JOURNAL; part++) {
        int fd CLEANUP_CLOSE = -1;
        struct buffer name CLEANUP_BUFFER;
        buffer_init(&name, LIMIT_PATH_SIZE);
        buffer_put(&name, from);
        buffer_put_text(&name, suffixes[part]);
        struct slice path = buffer_slice(&name);
        if (!name.failed && evidence_open_file(&examination->evidence, path, &fd, NULL) != ERROR_ABSENT)
            code = plan_file(examination, artefact, part, path, path, SLICE_NONE, SLICE_NONE, error);
    }
    return code;
}

// Files in the acquisition's own root, of artefacts whose `from` is a bare name.
enum error_code plan_root_files(struct examination *examination, bool any_kind, struct error *error)
{
    const struct definitions *definitions = &examination->loaded.definitions;
    enum error_code code = ERROR_NONE;
    for (uint32_t i = 0; !code && i < definitions->artefact_count; i++) {
        const struct artefact *artefact = &definitions->artefacts[i];
        // What was not asked for is read only where the acquisition itself needs it.
        bool needed = artefact->any_kind || artefact->listing.size;
        if (artefact->any_kind != any_kind || (!needed && !examination->wanted[i]))
            continue;
        for (size_t j = 0; !code && j < artefact->from.count; j++) {
            struct slice from = artefact->from.items[j];
            int fd CLEANUP_CLOSE = -1;
            if (slice_find_byte(from, '/') != SIZE_MAX || slice_equal(from, SLICE(PLAN_WALK)))
                continue;
            enum error_code there = evidence_open_file(&examination->evidence, from, &fd, NULL);
            // A backup without its list of files is damaged; it has one of two sorts.
            bool due =
                artefact->listing.size && slice_equal(from, SLICE("Manifest.db")) && !examination->evidence.is_old;
            if (there != ERROR_ABSENT || due)
                code = plan_file(examination, i, PLACE_MAIN, from, from, SLICE_NONE, SLICE_NONE, error);
            if (there == ERROR_NONE && !artefact->document)
                code = code ? code : plan_root_beside(examination, i, from, error);
        }
    }
    return code;
}

enum error_code plan_walk(struct examination *examination, struct error *error)
{
    const struct definitions *definitions = &examination->loaded.definitions;
    bool sysdiagnose = examination->evidence.kind == EVIDENCE_SYSDIAGNOSE;
    struct slice names = sysdiagnose ? SLICE(PLAN_NAMES) : SLICE(PLAN_WALK);
    enum error_code code = ERROR_NONE;
    for (uint32_t i = 0; !code && i < definitions->artefact_count; i++)
        for (size_t j = 0; !code && j < definitions->artefacts[i].from.count; j++)
            if (slice_equal(definitions->artefacts[i].from.items[j], names) && examination->wanted[i])
                code = plan_file(examination, i, PLACE_MAIN, SLICE_NONE, names, SLICE_NONE, SLICE_NONE, error);
    for (size_t i = 0; i < examination->input_count; i++)
        examination->inputs[i].walk =
            slice_equal(examination->inputs[i].place, names) && examination->inputs[i].file.size == 0;
    return code;
}

static int input_order(const void *a, const void *b)
{
    const struct plan_input *first = a;
    const struct plan_input *second = b;
    int order = slice_compare(first->place, second->place);
    return order ? order : slice_compare(first->file, second->file);
}

static int row_order(const void *a, const void *b)
{
    return slice_compare(((const struct plan_row *)a)->artefact->name, ((const struct plan_row *)b)->artefact->name);
}

static void plan_row_fill(struct examination *examination, const struct plan_input *input, struct plan_row *row)
{
    row->number = ++examination->next_number;
    row->result.number = row->number;
    row->result.input = input->walk ? SLICE_NONE : input->file.size ? input->file : input->place;
    row->result.device_path = input->device_path;
    row->result.artefact = row->artefact->name;
    // A file in a backup's root that is not its list of files was written by the computer that made the backup.
    bool root = !input->listing && !input->walk && slice_find_byte(input->place, '/') == SIZE_MAX;
    row->result.about_acquisition = row->artefact->any_kind || root;
    row->result.has_size = input->size != UINT64_MAX && !input->walk;
    row->result.size = input->size == UINT64_MAX ? 0 : input->size;
}

// A row that ends before any worker saw it.
static void plan_close(struct plan_input *input, enum outcome outcome, enum reason reason, struct slice error)
{
    input->state = PLAN_DONE;
    for (size_t i = 0; i < input->row_count; i++) {
        input->rows[i].result.outcome = outcome;
        input->rows[i].result.reason = reason;
        input->rows[i].result.error = error;
        input->rows[i].has_outcome = true;
    }
}

static size_t undecoded_count(const struct plan_input *input)
{
    size_t count = 0;
    for (size_t i = 0; i < input->row_count; i++)
        count += input->rows[i].artefact->undecoded.size > 0;
    return count;
}

// Rows that are only named are an input of their own beside those that a worker reads.
static enum error_code plan_name_only(struct examination *examination, size_t number, struct error *error)
{
    const struct plan_input whole = examination->inputs[number];
    size_t count = undecoded_count(&whole);
    if (count == 0 || count == whole.row_count || whole.state != PLAN_PENDING)
        return ERROR_NONE;
    struct plan_row *rows = arena_alloc(examination->arena, whole.row_count, sizeof *rows);
    struct plan_input *named = rows ? plan_new(examination) : NULL;
    if (!named)
        return plan_memory(error);
    size_t at[2] = {0, count}; // of the next that is only named, and of the next that is read
    for (size_t i = 0; i < whole.row_count; i++)
        rows[at[whole.rows[i].artefact->undecoded.size == 0]++] = whole.rows[i];
    *named = whole;
    named->rows = rows;
    named->row_count = count;
    named->hashed_elsewhere = true;
    plan_close(named, OUTCOME_SKIPPED, REASON_NO_DECODER, SLICE_NONE);
    examination->inputs[number].rows = rows + count;
    examination->inputs[number].row_count = whole.row_count - count;
    return ERROR_NONE;
}

static enum error_code plan_look(struct examination *examination, struct plan_input *input)
{
    struct error error;
    char text[700];
    struct slice copy = SLICE_NONE;
    error_clear(&error);
    input->size = UINT64_MAX;
    enum error_code code = ERROR_ABSENT;
    if (input->walk) {
        input->size = 0;
        code = ERROR_NONE;
    }
    if (input->file.size)
        code = evidence_file_size(&examination->evidence, input->file, &input->size, &error);
    if (code)
        input->size = UINT64_MAX;
    for (size_t i = 0; i < input->row_count; i++)
        plan_row_fill(examination, input, &input->rows[i]);
    if (!code && undecoded_count(input) == input->row_count) {
        plan_close(input, OUTCOME_SKIPPED, REASON_NO_DECODER, SLICE_NONE);
    } else if (code == ERROR_ABSENT) {
        plan_close(input, OUTCOME_DAMAGED, REASON_LISTED_BUT_MISSING, SLICE(N_("listed, but the file is not there")));
    } else if (code) {
        error_format(&error, text, sizeof text);
        if (!arena_copy(examination->arena, slice_text(text), &copy))
            return ERROR_MEMORY;
        plan_close(input, OUTCOME_DAMAGED, REASON_NONE, copy);
    }
    return ERROR_NONE;
}

// A large database that several artefacts read is read by a worker for each, so that one core is not left with all of
// it. The last one takes the file's hash.
static enum error_code plan_spread(struct examination *examination, size_t number, struct error *error)
{
    const struct plan_input whole = examination->inputs[number];
    bool spread = whole.state == PLAN_PENDING && whole.row_count > 1 && !whole.listing && !whole.walk &&
                  whole.size != UINT64_MAX && whole.size >= SPREAD_SIZE && !whole.rows[0].artefact->document &&
                  examination->input_count + whole.row_count <= LIMIT_INPUTS;
    for (size_t i = 0; spread && i + 1 < whole.row_count; i++) {
        struct plan_input *part = plan_new(examination);
        if (!part)
            return plan_memory(error);
        *part = whole;
        part->rows = &whole.rows[i];
        part->row_count = 1;
        part->hashed_elsewhere = true;
    }
    if (spread) {
        examination->inputs[number].rows = &whole.rows[whole.row_count - 1];
        examination->inputs[number].row_count = 1;
    }
    return ERROR_NONE;
}

enum error_code plan_settle(struct examination *examination, size_t first, struct error *error)
{
    struct plan_input *inputs = examination->inputs + first;
    size_t count = examination->input_count - first;
    if (count)
        qsort(inputs, count, sizeof *inputs, input_order);
    for (size_t i = 0; i < count; i++) {
        if (inputs[i].row_count)
            qsort(inputs[i].rows, inputs[i].row_count, sizeof *inputs[i].rows, row_order);
        if (plan_look(examination, &inputs[i]))
            return plan_memory(error);
    }
    enum error_code code = ERROR_NONE;
    for (size_t i = first; !code && i < first + count; i++)
        code = plan_name_only(examination, i, error);
    for (size_t i = first; !code && i < first + count; i++)
        code = plan_spread(examination, i, error);
    for (size_t i = first; i < examination->input_count; i++)
        examination->bytes_total += examination->inputs[i].size == UINT64_MAX ? 0 : examination->inputs[i].size;
    if (examination->places)
        places_link(examination);
    return code;
}
