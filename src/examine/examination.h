// SPDX-License-Identifier: Apache-2.0
// One examination: what is to be read, the workers at it, and what they gave.
#pragma once

#include "bridle.h"
#include "case/model.h"
#include "case/store.h"
#include "case/verdict.h"
#include "evidence/evidence.h"
#include "evidence/pack.h"
#include "evidence/unlock.h"
#include "examine/ahead.h"
#include "examine/lists.h"
#include "examine/load.h"
#include "examine/work.h"

enum plan_state {
    PLAN_PENDING,
    PLAN_LISTED, // has given its entries; to be read once those are settled
    PLAN_RUNNING,
    PLAN_DONE,
};

// One artefact of one input: a row of `input`.
struct plan_row {
    const struct artefact *artefact;
    struct case_input result;
    uint32_t number; // in the case
    bool has_outcome;
    bool restarted;
    uint64_t records; // frames so far
    size_t findings;  // that stand for it
    uint64_t findings_left_out;
    uint64_t found;         // the last record that it had a finding of, 0: none
    enum grade found_grade; // of these the strongest
    size_t founds;          // records that are kept for the report
};

// One file for one worker.
struct plan_input {
    uint32_t next_place;                   // the next input whose place has the same hash; UINT32_MAX: none
    struct slice file;                     // in the acquisition
    struct slice wal, journal;             // the same; empty where there are none
    uint8_t keys[3][UNLOCK_FILE_KEY_SIZE]; // wrapped: of file, wal, journal
    bool has_key[3];
    bool bad_key[3];          // there is one, and it makes no sense
    struct slice place;       // domain/path, or the device path; for the order and for patterns
    struct slice device_path; // data NULL where the phone never had it under that name
    uint64_t size;
    enum plan_state state;
    unsigned tries;
    unsigned by_name;        // parts (1 << place_part) that were found by their name, before the list was read
    unsigned in_list;        // of these, parts that the list names too
    bool unlisted;           // there, but not in the backup's list of files
    bool again;              // the list gives it another log than its name: to be read again with that
    bool hurt_log;           // its write-ahead log or journal is listed, but could not be opened
    bool cut;                // encrypted, and its length is no multiple of a block
    size_t kept;             // bytes that its worker made the parent keep
    uint64_t records, bytes; // so far, for progress
    bool listed;             // it has
    bool listing;            // its rows list the acquisition's files
    bool walk;               // the names of a plain folder, as this program wrote them down
    bool hashed_elsewhere;   // another input reads the same file, and hashes it
    struct plan_row *rows;
    size_t row_count;
    struct error error; // of the job as a whole
};

#define PLACE_SLOTS 65536U
#define SPREAD_SIZE (64U << 20)         // bytes of a database from which on each artefact has a worker of its own
#define LIMIT_INPUTS_A_PLACE 16U        // files that a list gives for one and the same place
#define LIMIT_KEPT_AN_INPUT (96U << 20) // bytes of findings and texts of one input

struct finding_at {
    uint32_t input, row; // plan input and its row; UINT32_MAX: none (case rules)
    struct case_finding finding;
};

// A record that a finding rests on.
struct found_at {
    uint32_t input, row; // plan input and its row
    uint32_t artefact;
    uint64_t number;
    struct case_record record;
};

// Facts by name, the first input that gave one.
struct fact {
    struct slice value;
    bool is_number;
    int64_t number;
    uint32_t input;
};

enum fact_name {
    FACT_DEVICE_MODEL,
    FACT_OS_VERSION,
    FACT_OS_BUILD,
    FACT_ACQUIRED,
    FACT_ENCRYPTED,
    FACT_SNAPSHOT_STATE,
    FACT_SET_UP,
    FACT_TIME_ZONE,
    FACTS,
};

struct examination {
    const struct bridle_check *check;
    struct loaded loaded;
    bool *wanted; // by artefact number: --only, --skip
    struct work_context work;
    struct crew *crew;
    struct evidence evidence;
    struct arena *arena; // of the whole examination, and of the model that is given out
    struct list_set lists;
    int index_fd; // -1: no indicators
    struct index index;
    struct store *store;  // NULL: no case is kept
    bool store_for_rules; // in memory, for case rules alone
    bool *stored;         // by artefact number: its records are kept
    bool keyed;           // private cells are fingerprints, by the key below once it is needed
    bool has_key;
    uint8_t key[FINGERPRINT_KEY_SIZE];
    struct plan_input *inputs;
    size_t input_count, input_room;
    uint32_t *places; // inputs by the hash of their place, chained by next_place; PLACE_SLOTS of them
    uint32_t next_number;
    struct finding_at *findings;
    size_t finding_count, finding_room;
    uint64_t findings_left_out; // over LIMIT_FINDINGS
    bool found;                 // the records that findings rest on are kept, without a case
    struct found_at *founds;
    size_t founds_count, founds_room;
    struct arena *found_arena; // of the records; the result's in the end
    struct fact facts[FACTS];
    bool *installed; // by store number: the app that has it is on the phone
    struct slice evidence_sha256;
    struct hash_ahead *ahead;    // NULL: it is not being hashed
    struct slice *rules_skipped; // by rule number: why; data NULL: it was not
    uint32_t *rules_skipped_by;  // the input that said so, the first in order
    struct slice *notes;
    size_t note_count, note_room;
    struct verdict_context verdict;
    struct pack_budget pack_budget;
    bool encrypted;        // the backup is
    bool list_only;        // nothing but the list of files is read
    struct unlock *unlock; // NULL: not encrypted
    uint8_t manifest_key[UNLOCK_FILE_KEY_SIZE];
    bool has_manifest_key; // since iOS 10.2 the list of files is encrypted too
    uint64_t bytes_total;  // of all inputs planned so far
    int64_t started;       // µs, monotonic
    struct error error;    // that ends the examination (a case that cannot be written)
    struct case_model model;
    int walk_fd;          // JSON lines of a plain folder's files; -1: none
    bool listing_crowded; // it names more files, or one place more often, than is read
    bool listing_hurt;    // the list of files could not be read to its end
};

// plan.c
NODISCARD enum error_code plan_root_files(struct examination *examination, bool any_kind, struct error *error);
// An entry of a listing, or a file of the walk, that an artefact wants; `key` is the file's own, wrapped, or empty.
NODISCARD enum error_code plan_file(struct examination *examination, uint32_t artefact, enum place_part part,
                                    struct slice file, struct slice place, struct slice device_path, struct slice key,
                                    struct error *error);
NODISCARD enum error_code plan_walk(struct examination *examination, struct error *error);
// walk.c: writes them down.
NODISCARD enum error_code walk_write(struct examination *examination, struct error *error);
// by_name.c: files of a backup that stand under the id that their name has, before any list names them.
NODISCARD enum error_code plan_by_name(struct examination *examination, struct error *error);
// Marks those that the list, now read, doesn't name.
void plan_unlisted(struct examination *examination);
// Sorts what came since `first` by place, gives numbers, looks which files are there.
NODISCARD enum error_code plan_settle(struct examination *examination, size_t first, struct error *error);

// Whether the user has asked for the end.
static inline bool examination_stopped(const struct examination *examination)
{
    return examination->check->stop && *examination->check->stop;
}

// gather.c: workers at all pending inputs from `first` on, the list of files first, then the largest. What the list
// names is settled when it is read, while other workers go on.
NODISCARD enum error_code gather(struct examination *examination, size_t first, struct error *error);
// A row that ends hurt, in our own words.
void row_end_hurt(struct examination *examination, uint32_t number, uint32_t at, enum outcome outcome,
                  const char *message);
// start.c: a worker at this input; one that cannot be opened ends at once, and is no error.
NODISCARD enum error_code input_start(struct examination *examination, uint32_t number, struct error *error);
// finish.c: all rules over the case, for one reason.
void case_rules_skipped(struct examination *examination, const char *why);
// finding.c
NODISCARD bool finding_add(struct examination *examination, uint32_t input, uint32_t row,
                           const struct run_finding *finding);
// One of our own about an input: `rule` is its token.
NODISCARD bool finding_add_own(struct examination *examination, uint32_t input, uint32_t row, const char *rule,
                               enum grade grade, enum means means, struct slice value);
void findings_forget(struct examination *examination, uint32_t input, uint32_t row);
// found.c: the records that findings rest on, where the result is for a report and there is no case.
struct found_claim {
    uint64_t record;
    enum grade grade; // the strongest of its findings
    bool again;       // it may have been kept before
};
void found_begin(struct examination *examination);
// The cells are the artefact's columns. Over the limits the record is not kept.
void found_keep(struct examination *examination, uint32_t input, uint32_t row, const struct found_claim *claim,
                const struct cell *cells, size_t count);
void found_forget(struct examination *examination, uint32_t input, uint32_t row);
void found_finish(struct examination *examination);
// facts.c
void fact_take(struct examination *examination, uint32_t input, struct slice name, const struct cell *cell);
// stores.c: an app that is on the phone; its store's absence, among the inputs (`inputs` has room for all stores).
void store_app_take(struct examination *examination, struct slice bundle);
NODISCARD bool stores_tell(struct examination *examination, struct case_input *inputs, size_t *count);
// by_name.c: whether a backup has the file "domain/path", be it listed or not.
bool backup_file_there(const struct examination *examination, struct slice place);
// note.c
NODISCARD bool note_add(struct examination *examination, const char *format, ...) PRINTF_LIKE(2, 3);
// check.c: the acquisition found, definitions loaded, workers at hand; examination_end() either way.
NODISCARD enum error_code examination_begin(const struct bridle_check *check, struct examination *ret_examination,
                                            struct error *error);
// What verifying takes of an encrypted backup: whether it is one, and, where a password or key opens it, the files'
// keys.
NODISCARD enum error_code examination_keys(struct examination *examination, struct error *error);
// The key that a file of the backup is encrypted with; false for one in clear, and where it is not known.
bool examination_file_key(const struct examination *examination, struct slice file, uint8_t ret_key[UNLOCK_KEY_SIZE]);
void examination_end(struct examination *examination);
// locked.c: opens an encrypted backup with what the user gave. ERROR_LOCKED with a sentence where that is not it.
NODISCARD enum error_code backup_unlock(struct examination *examination, struct error *error);
// key.c: evidence_sha256 and the key of the fingerprints.
NODISCARD enum error_code examination_key_need(struct examination *examination, struct error *error);
// A backup's list of files, of the two sorts the one that it is identified by.
struct slice evidence_list(const struct evidence *evidence);
// Begins to hash a backup ahead of evidence_hash(), which then waits for it.
void evidence_hash_begin(struct examination *examination);
NODISCARD enum error_code evidence_hash(struct examination *examination, struct error *error);
void fingerprint_key_derive(struct slice evidence_sha256, uint8_t ret_key[FINGERPRINT_KEY_SIZE]);
NODISCARD enum error_code file_sha256(int fd, struct arena *arena, struct slice *ret_hex, struct error *error);
// outside.c: refuses a file of ours (`what`: "case", "report") in the acquisition, or over it.
NODISCARD enum error_code path_outside(const char *path, const char *acquisition, const char *what,
                                       struct error *error);
// pack.c: reads an archive (`name`: for messages) into a pack, and tells what was lost of it; *ret_damage is why it was
// not read to its end, ERROR_NONE where it was. ERROR_USAGE where nothing of it can be read, ERROR_LOCKED where all of
// it is encrypted.
NODISCARD enum error_code pack_read(struct examination *examination, int fd, struct slice name, struct pack **ret_pack,
                                    struct error *ret_damage, struct error *error);
// Unpacks what planned inputs still need; `others` takes the frames of the workers that run meanwhile.
NODISCARD enum error_code pack_fetch(struct examination *examination, const struct crew_handler *others,
                                     struct error *error);
// The same of these files of the acquisition, with no other worker running.
NODISCARD enum error_code pack_fetch_files(struct examination *examination, const struct slice *files, size_t count,
                                           struct error *error);
// nested.c: opens the sysdiagnoses that lie packed in a folder of crash reports, as the phone left them there: their
// files go by the archive's path, "!/", and their own. One that cannot be read is told of, and the rest goes on.
NODISCARD enum error_code nested_open(struct examination *examination, struct error *error);
// finish.c: case rules, order, verdict, the case.
NODISCARD enum error_code examination_finish(struct examination *examination, struct error *error);

// What the public header's struct bridle_result is.
struct bridle_result {
    struct case_model model; // owns its arena
    char *sentence;          // NUL-terminated, in the arena
    // What the model's slices borrow from.
    struct loaded loaded;
    struct arena *evidence;
    struct arena *found;
    struct slice *notes;
};
