// SPDX-License-Identifier: Apache-2.0
// bridle_check(): an examination from end to end.
#include "examine/examination.h"

#include "evidence/pack.h"
#include "examine/public.h"
#include "sql/device_path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define MODEL_BUDGET (2ULL << 30) // bytes of what is kept of findings and inputs

static void examination_release(struct examination *examination)
{
    examination->crew = crew_free(examination->crew);
    examination->ahead = hash_ahead_free(examination->ahead);
    examination->store = store_free(examination->store);
    examination->unlock = unlock_free(examination->unlock);
    if (examination->index_fd >= 0)
        index_close(&examination->index);
    close_fd(&examination->index_fd);
    close_fd(&examination->walk_fd);
    list_set_release(&examination->lists);
    if (examination->evidence.arena)
        evidence_close(&examination->evidence);
    free(examination->places);
    free(examination->inputs);
    free(examination->findings);
    free(examination->founds);
    examination->found_arena = arena_free(examination->found_arena);
    free(examination->notes);
    free(examination->wanted);
    free(examination->stored);
    free(examination->installed);
    free(examination->rules_skipped);
    free(examination->rules_skipped_by);
    loaded_release(&examination->loaded);
}

// "a,b" into marks; an unknown name is an error.
static enum error_code names_mark(struct examination *examination, const char *names, bool value, struct error *error)
{
    struct slice rest = slice_text(names);
    struct slice name;
    while (slice_split(&rest, ',', &name)) {
        const struct artefact *artefact = definitions_artefact(&examination->loaded.definitions, slice_trim(name));
        if (!artefact)
            return error_set(error, ERROR_USAGE, "check", ERROR_NO_OFFSET, "there is no artefact named \"%s\"",
                             ERROR_QUOTE(name));
        examination->wanted[artefact->number] = value;
    }
    return ERROR_NONE;
}

static enum error_code examination_wanted(struct examination *examination, struct error *error)
{
    const struct bridle_check *check = examination->check;
    size_t count = examination->loaded.definitions.artefact_count;
    examination->wanted = calloc(count + 1, sizeof *examination->wanted);
    examination->stored = calloc(count + 1, sizeof *examination->stored);
    size_t rules = examination->loaded.definitions.rule_count + 1;
    examination->rules_skipped = calloc(rules, sizeof *examination->rules_skipped);
    examination->rules_skipped_by = calloc(rules, sizeof *examination->rules_skipped_by);
    examination->installed = calloc(examination->loaded.definitions.store_count + 1U, sizeof *examination->installed);
    if (!examination->wanted || !examination->stored || !examination->rules_skipped || !examination->rules_skipped_by ||
        !examination->installed)
        return error_set(error, ERROR_MEMORY, "check", ERROR_NO_OFFSET, "no memory");
    for (size_t i = 0; i < count; i++)
        examination->wanted[i] = !check->only;
    enum error_code code = check->only ? names_mark(examination, check->only, true, error) : ERROR_NONE;
    return code || !check->skip ? code : names_mark(examination, check->skip, false, error);
}

static enum error_code examination_load(struct examination *examination, struct error *error)
{
    enum error_code code = loaded_new(&examination->check->definitions, &examination->loaded, error);
    code = code ? code : examination_wanted(examination, error);
    return code ? code : loaded_places(&examination->loaded, examination->wanted, error);
}

static enum error_code examination_crew(struct examination *examination, struct error *error)
{
    const struct bridle_check *check = examination->check;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct crew_options options = {
        .jobs = check->jobs ? check->jobs : (unsigned)(processors > 0 ? processors : 1),
        .no_cage = check->no_cage,
        .require_cage = check->require_cage,
    };
    options.jobs = options.jobs > LIMIT_WORKERS ? LIMIT_WORKERS : options.jobs;
    examination->work = (struct work_context){&examination->loaded.definitions, examination->loaded.backup_places};
    return crew_new(&options, work, &examination->work, &examination->crew, error);
}

static enum error_code examination_lists(struct examination *examination, struct error *error)
{
    const struct bridle_check *check = examination->check;
    const struct loaded *loaded = &examination->loaded;
    enum error_code code =
        list_set_read(examination->crew, &loaded->definitions, check->list_count ? check->lists : loaded->published,
                      check->list_count ? check->list_count : loaded->published_count, examination->arena, NULL, NULL,
                      &examination->lists, error);
    if (code || index_builder_count(examination->lists.builder) == 0)
        return code;
    code = index_build(examination->lists.builder, &examination->index_fd, error);
    if (!code && index_open(examination->index_fd, &examination->index, error)) {
        close_fd(&examination->index_fd);
        code = ERROR_FORMAT;
    }
    examination->lists.builder = index_builder_free(examination->lists.builder);
    return code;
}

static enum error_code timezone_known(const char *name, struct error *error)
{
    char path[256];
    struct stat status;
    bool plain = name[0] && name[0] != '/' && !strstr(name, "..");
    int size = snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
    if (plain && size > 0 && (size_t)size < sizeof path &&
        ((stat(path, &status) == 0 && S_ISREG(status.st_mode)) || strcmp(name, "UTC") == 0))
        return ERROR_NONE;
    return error_set(error, ERROR_USAGE, "check", ERROR_NO_OFFSET, "there is no time zone named \"%s\"",
                     ERROR_QUOTE(slice_text(name)));
}

// With -o every wanted artefact has its table; without it only what a case rule reads, in memory within --limit memory.
static enum error_code examination_store(struct examination *examination, struct error *error)
{
    const struct bridle_check *check = examination->check;
    const struct definitions *definitions = &examination->loaded.definitions;
    uint64_t limit = check->limit_memory ? check->limit_memory : LIMIT_WORKER_MEMORY / 2;
    limit /= 3; // it is there three times while it is handed over
    bool any = false;
    for (size_t i = 0; i < definitions->artefact_count; i++)
        examination->stored[i] = check->case_path && examination->wanted[i];
    for (size_t i = 0; i < definitions->rule_count; i++) {
        const struct rule *rule = &definitions->rules[i];
        for (size_t j = 0; rule->on.size == 0 && j < rule->reads.count; j++) {
            const struct artefact *artefact = definitions_artefact(definitions, rule->reads.items[j]);
            if (artefact)
                examination->stored[artefact->number] = examination->wanted[artefact->number];
            any = true;
        }
    }
    if (!check->case_path && !any)
        return ERROR_NONE;
    enum error_code inside =
        check->case_path ? path_outside(check->case_path, check->acquisition, "case", error) : ERROR_NONE;
    if (inside)
        return inside;
    struct store_options options = {
        .path = check->case_path, .force = check->force, .size_limit = check->case_path ? 0 : limit};
    examination->store_for_rules = !check->case_path;
    enum error_code code = store_new(&options, &examination->store, error);
    for (size_t i = 0; !code && i < definitions->artefact_count; i++)
        if (examination->stored[i])
            code = store_artefact(examination->store, &definitions->artefacts[i], error);
    return code;
}

// What identifies the whole acquisition, this process has hashed itself.
static enum error_code examination_hash(struct examination *examination, struct error *error)
{
    // Also for case rules without a case: private cells look the same to them with and without one.
    examination->keyed = (examination->store || examination->found) && !examination->check->no_fingerprints;
    return evidence_hash(examination, error);
}

// Artefacts that were not asked for are read where the acquisition needs them, and say nothing.
static void examination_unasked(struct examination *examination, size_t first)
{
    for (uint32_t i = (uint32_t)first; i < examination->input_count; i++) {
        for (uint32_t j = 0; j < examination->inputs[i].row_count; j++) {
            struct plan_row *row = &examination->inputs[i].rows[j];
            if (examination->wanted[row->artefact->number])
                continue;
            findings_forget(examination, i, j);
            if (row->result.outcome == OUTCOME_READ) {
                row->result.outcome = OUTCOME_SKIPPED;
                row->result.reason = REASON_ASKED;
                row->result.records = 0;
                row->result.span_count = 0;
                row->result.first = row->result.last = (struct optional_time){0};
            }
        }
    }
}

static enum error_code gather_planned(struct examination *examination, size_t first, struct error *error)
{
    enum error_code code = plan_settle(examination, first, error);
    code = code ? code : gather(examination, first, error);
    examination_unasked(examination, first);
    return code;
}

static enum error_code examine_locked(struct examination *examination, struct error *error)
{
    const struct fact *encrypted = &examination->facts[FACT_ENCRYPTED];
    if (!encrypted->is_number || encrypted->number == 0)
        return ERROR_NONE;
    examination->encrypted = true;
    return backup_unlock(examination, error);
}

// Without Manifest.plist nobody knows whether the backup is encrypted; if it is, its keys stood there.
static void list_unread_explain(struct examination *examination)
{
    for (uint32_t i = 0; i < examination->input_count && !examination->facts[FACT_ENCRYPTED].is_number; i++) {
        const struct plan_input *input = &examination->inputs[i];
        for (uint32_t j = 0; input->listing && j < input->row_count; j++)
            if (input->rows[j].result.outcome == OUTCOME_DAMAGED && input->rows[j].result.reason == REASON_NONE)
                row_end_hurt(examination, i, j, OUTCOME_DAMAGED,
                             "no list of files can be read in it; if the backup is encrypted, the keys stood in "
                             "Manifest.plist, which is missing or damaged");
    }
}

static enum error_code examine_backup(struct examination *examination, struct error *error)
{
    enum error_code code = plan_root_files(examination, true, error);
    code = code ? code : gather_planned(examination, 0, error);
    code = code ? code : examine_locked(examination, error);
    if (code)
        return code;
    size_t first = examination->input_count;
    code = plan_root_files(examination, false, error);
    code = code ? code : plan_by_name(examination, error);
    code = code ? code : gather_planned(examination, first, error);
    list_unread_explain(examination);
    return code;
}

enum error_code examination_keys(struct examination *examination, struct error *error)
{
    const struct bridle_check *check = examination->check;
    const struct fact *encrypted = &examination->facts[FACT_ENCRYPTED];
    if (examination->evidence.kind != EVIDENCE_IOS_BACKUP)
        return ERROR_NONE;
    enum error_code code = plan_root_files(examination, true, error);
    code = code ? code : gather_planned(examination, 0, error);
    examination->encrypted = encrypted->is_number && encrypted->number != 0;
    if (code || !examination->encrypted || (!check->password && !check->key))
        return code;
    size_t first = examination->input_count;
    examination->list_only = true;
    code = backup_unlock(examination, error);
    code = code ? code : plan_root_files(examination, false, error);
    return code ? code : gather_planned(examination, first, error);
}

bool examination_file_key(const struct examination *examination, struct slice file, uint8_t ret_key[UNLOCK_KEY_SIZE])
{
    const uint8_t *blob = NULL;
    if (examination->has_manifest_key && slice_equal(file, SLICE("Manifest.db")))
        blob = examination->manifest_key;
    for (size_t i = 0; !blob && i < examination->input_count; i++) {
        const struct plan_input *input = &examination->inputs[i];
        if (input->has_key[PLACE_MAIN] && slice_equal(input->file, file))
            blob = input->keys[PLACE_MAIN];
    }
    return examination->unlock && blob && unlock_file(examination->unlock, blob, ret_key, NULL) == ERROR_NONE;
}

struct folder_walk {
    struct examination *examination;
    struct slice path;
    struct slice place;
    struct slice device_path;
    enum error_code code;
    uint64_t links;
    const struct evidence_pack *nested; // whose files come; NULL: the acquisition's own
};

static void folder_wanted(void *context, unsigned artefact, enum place_part part)
{
    struct folder_walk *walk = context;
    if (!walk->code)
        walk->code = plan_file(walk->examination, artefact, part, walk->path, walk->place, walk->device_path,
                               SLICE_NONE, &walk->examination->error);
}

// A file of a sysdiagnose goes by its place there; `file` is its path in the acquisition.
static void sysdiagnose_plan(struct folder_walk *walk, enum evidence_entry entry, const char *within, struct slice path,
                             struct slice file)
{
    const struct place_set *places = walk->examination->loaded.backup_places;
    struct buffer place CLEANUP_BUFFER;
    struct buffer device CLEANUP_BUFFER;
    buffer_init(&place, LIMIT_PATH_SIZE);
    buffer_init(&device, LIMIT_PATH_SIZE * 2U);
    buffer_put_text(&place, EVIDENCE_SYSDIAGNOSE_DOMAIN);
    buffer_put_text(&place, within);
    buffer_put(&place, path);
    if (place.failed || entry == ENTRY_FOLDER || evidence_is_apple_double(path))
        return;
    walk->path = file;
    walk->place = buffer_slice(&place);
    struct slice below = slice_from(walk->place, sizeof EVIDENCE_SYSDIAGNOSE_DOMAIN - 1);
    bool known = device_path(SLICE("sysdiagnose"), below, &device);
    walk->device_path = known ? buffer_slice(&device) : SLICE_NONE;
    place_set_match(places, walk->place, folder_wanted, walk);
    // As below: a link where a folder should be.
    if (entry == ENTRY_OTHER && place_set_leads(places, walk->place))
        walk->links++;
}

static void sysdiagnose_file(void *context, enum evidence_entry entry, struct slice path, UNUSED uint64_t size)
{
    struct folder_walk *walk = context;
    struct buffer whole CLEANUP_BUFFER;
    buffer_init(&whole, LIMIT_PATH_SIZE * 8U);
    if (walk->nested)
        buffer_put(&whole, walk->nested->name);
    buffer_put(&whole, path);
    if (!whole.failed)
        sysdiagnose_plan(walk, entry, walk->nested ? "" : walk->examination->evidence.within, path,
                         buffer_slice(&whole));
}

static void folder_file(void *context, enum evidence_entry entry, struct slice path, UNUSED uint64_t size)
{
    struct folder_walk *walk = context;
    uint8_t device[LIMIT_PATH_SIZE];
    if (path.size + 1 > sizeof device || entry == ENTRY_FOLDER || evidence_is_apple_double(path))
        return;
    device[0] = '/';
    memcpy(device + 1, path.data, path.size);
    walk->path = path;
    walk->place = walk->device_path = slice_of(device, path.size + 1);
    place_set_match(walk->examination->loaded.device_places, walk->device_path, folder_wanted, walk);
    // A link where a folder should be: what is wanted may lie behind it, and it is not followed.
    if (entry == ENTRY_OTHER && place_set_leads(walk->examination->loaded.device_places, walk->device_path))
        walk->links++;
}

static enum error_code examine_folder(struct examination *examination, struct error *error)
{
    struct folder_walk walk = {.examination = examination};
    struct evidence_walk counts = {0};
    evidence_file *function = examination->evidence.kind == EVIDENCE_SYSDIAGNOSE ? sysdiagnose_file : folder_file;
    enum error_code code = nested_open(examination, error);
    code = code ? code : evidence_walk(&examination->evidence, function, &walk, &counts, error);
    for (size_t i = 0; !code && i < examination->evidence.pack_count; i++) {
        walk.nested = &examination->evidence.packs[i];
        if (walk.nested->name.size)
            (void)evidence_pack_walk(walk.nested, sysdiagnose_file, &walk);
    }
    if (!code && walk.code) {
        *error = examination->error;
        code = walk.code;
    }
    examination->verdict.folders_unread = counts.folders_unread + walk.links;
    code = code ? code : plan_walk(examination, error);
    code = code ? code : walk_write(examination, error);
    return code ? code : gather_planned(examination, 0, error);
}

// An archive is known for what it is once its names are read.
static enum error_code examination_unpack(struct examination *examination, struct error *error)
{
    struct evidence *evidence = &examination->evidence;
    struct pack *pack = NULL;
    struct error damage;
    if (evidence->archive < 0)
        return ERROR_NONE;
    enum error_code code = pack_read(examination, evidence->archive, evidence->path, &pack, &damage, error);
    if (code)
        return code;
    code = evidence_unpacked(evidence, pack, error);
    if (code && evidence->pack_count == 0)
        pack = pack_free(pack);
    if (code == ERROR_ABSENT && damage.code) {
        error_clear(error);
        (void)error_set(error, ERROR_USAGE, "archive", ERROR_NO_OFFSET,
                        "what could be read of the archive is no acquisition that bridle knows; it was not read to its "
                        "end: %s",
                        damage.message);
    }
    error_path(error, evidence->path);
    return code;
}

static enum error_code examination_open(struct examination *examination, struct error *error)
{
    enum error_code code = examination_load(examination, error);
    code = code ? code : evidence_open(examination->check->acquisition, &examination->evidence, error);
    return code ? code : examination_crew(examination, error);
}

static void examination_init(const struct bridle_check *check, struct examination *ret_examination)
{
    *ret_examination = (struct examination){.check = check,
                                            .index_fd = -1,
                                            .walk_fd = -1,
                                            .pack_budget = {LIMIT_PACK_KEPT, LIMIT_PACK_MEMBERS, INT32_MAX},
                                            .arena = arena_new(MODEL_BUDGET),
                                            .evidence = {.root = -1, .archive = -1}};
    error_clear(&ret_examination->error);
}

enum error_code examination_begin(const struct bridle_check *check, struct examination *ret_examination,
                                  struct error *error)
{
    examination_init(check, ret_examination);
    if (!ret_examination->arena || !check->acquisition)
        return error_set(error, ERROR_USAGE, "check", ERROR_NO_OFFSET, "there is no acquisition to open");
    enum error_code code = examination_open(ret_examination, error);
    return code ? code : examination_unpack(ret_examination, error);
}

void examination_end(struct examination *examination)
{
    examination_release(examination);
    examination->arena = arena_free(examination->arena);
}

static enum error_code examination_run(struct examination *examination, struct error *error)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    examination->started = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    examination->model.facts.examined =
        (struct optional_time){true, (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000};
    enum error_code code = examination_open(examination, error);
    if (!code)
        evidence_hash_begin(examination);
    code = code ? code : examination_lists(examination, error);
    code = code ? code : examination_unpack(examination, error);
    code = code ? code : examination_store(examination, error);
    found_begin(examination);
    code = code ? code : examination_hash(examination, error);
    if (code)
        return code;
    code = examination->evidence.kind == EVIDENCE_IOS_BACKUP ? examine_backup(examination, error)
                                                             : examine_folder(examination, error);
    if (code)
        error_path(error, examination->evidence.path);
    return code ? code : examination_finish(examination, error);
}

// What the result's slices borrow from goes along with it.
static void result_detach(struct bridle_result *result, struct examination *examination)
{
    result->loaded = examination->loaded;
    examination->loaded = (struct loaded){0};
    result->evidence = TAKE_PTR(examination->evidence.arena);
    evidence_close(&examination->evidence);
    result->found = TAKE_PTR(examination->found_arena);
    result->notes = TAKE_PTR(examination->notes);
}

int bridle_check(const struct bridle_check *check, struct bridle_result **ret_result, struct bridle_error *error)
{
    struct error own;
    struct bridle_check copy = BRIDLE_CHECK_INIT;
    struct examination examination;
    memcpy(&copy, check, check->size < sizeof copy ? check->size : sizeof copy);
    examination_init(&copy, &examination);
    error_clear(&own);
    enum error_code code = ERROR_NONE;
    if (!examination.arena || !check->acquisition)
        code = error_set(&own, ERROR_USAGE, "check", ERROR_NO_OFFSET, "there is no acquisition to check");
    if (!code && copy.keep_content && (!copy.consent || !copy.examiner))
        code = error_set(
            &own, ERROR_USAGE, "check", ERROR_NO_OFFSET,
            "--keep-content needs --consent and --examiner: contents are kept only with the owner's agreement");
    if (!code && copy.timezone)
        code = timezone_known(copy.timezone, &own);
    code = code ? code : examination_run(&examination, &own);
    struct bridle_result *result = code ? NULL : result_new(&examination.model);
    if (!code && !result)
        code = error_set(&own, ERROR_MEMORY, "check", ERROR_NO_OFFSET, "no memory for the result");
    else if (result)
        examination.arena = NULL; // the result owns it now
    int status = code ? public_error(&own, error) : result->model.facts.status;
    if (result) {
        result_detach(result, &examination);
        *ret_result = result;
    }
    examination_end(&examination);
    return status;
}
