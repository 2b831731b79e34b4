// SPDX-License-Identifier: Apache-2.0
// Opening an encrypted backup with what the user gave: a worker parses the key bag, this process derives the key.
#include "examine/examination.h"

#include "examine/hex.h"
#include "examine/public.h"
#include "report/language.h"

#include <stdio.h>
#include <sys/prctl.h>

#define LONG_SECONDS 60.0 // a derivation that takes longer is announced
#define ATTEMPTS_MOST 8U

struct keybag_reading {
    struct keybag keybag;
    uint8_t manifest_key[UNLOCK_FILE_KEY_SIZE];
    bool has_manifest_key, has_keybag;
    struct error error;
};

static bool keybag_frame(void *context, UNUSED uint32_t number, uint32_t type, struct slice payload)
{
    struct keybag_reading *reading = context;
    if (type == FRAME_KEYBAG && !reading->has_keybag)
        return reading->has_keybag =
                   frame_get_keybag(payload, &reading->keybag, reading->manifest_key, &reading->has_manifest_key);
    if (type != FRAME_ERROR)
        return false;
    struct cursor cursor = cursor_over(payload);
    enum error_code code = (enum error_code)cursor_u32le(&cursor);
    struct slice message = cursor_slice(&cursor);
    error_set(&reading->error, code ? code : ERROR_FORMAT, "keybag", ERROR_NO_OFFSET, "%s", ERROR_QUOTE(message));
    return cursor_ok(&cursor);
}

static void keybag_ended(UNUSED void *context, UNUSED uint32_t number, UNUSED const struct worker_result *result)
{
}

// Never in this process: a key bag is the evidence's.
static enum error_code keybag_read(struct examination *examination, struct keybag_reading *reading, struct error *error)
{
    struct crew_handler handler = {reading, keybag_frame, keybag_ended};
    int fd CLEANUP_CLOSE = -1;
    struct task task = {.job = JOB_KEYBAG, .fd_count = 1};
    error_clear(&reading->error);
    enum error_code code = evidence_open_file(&examination->evidence, SLICE("Manifest.plist"), &fd, error);
    if (code == ERROR_ABSENT) {
        error_clear(error);
        return error_set(error, code, "keybag", ERROR_NO_OFFSET,
                         "Manifest.plist, where the keys of a backup stand, is missing");
    }
    if (code)
        return code;
    task.fds[0] = fd;
    code = crew_start(examination->crew, &task, error);
    while (!code && crew_running(examination->crew) > 0)
        code = crew_wait(examination->crew, &handler, 1000, error);
    if (!code && reading->error.code == ERROR_USAGE)
        code = error_set(error, ERROR_USAGE, "keybag", ERROR_NO_OFFSET, "%s", reading->error.message);
    if (!code && reading->error.code)
        code = error_set(error, reading->error.code, "keybag", ERROR_NO_OFFSET,
                         "this backup is encrypted and cannot be opened: %s", reading->error.message);
    if (!code && !reading->has_keybag)
        code = error_set(error, ERROR_KILLED, "keybag", ERROR_NO_OFFSET,
                         "the key bag could not be read: its reader ended early");
    return code;
}

// Before it runs, and never over something that takes no time worth a word.
static void derivation_announce(const struct examination *examination, const struct unlock *unlock)
{
    char text[200];
    double seconds = unlock_estimate(unlock);
    if (seconds < LONG_SECONDS || !examination->check->say)
        return;
    (void)snprintf(text, sizeof text,
                   _("deriving the key takes about %.0f minutes here: that is what the backup asks for"),
                   seconds / 60 < 1 ? 1 : seconds / 60);
    examination->check->say(examination->check->say_context, text);
}

static bool key_parse(const char *hex, uint8_t ret_key[UNLOCK_KEY_SIZE])
{
    struct slice text = slice_trim(slice_text(hex));
    bool good = text.size == (size_t)UNLOCK_KEY_SIZE * 2;
    for (size_t i = 0; good && i < UNLOCK_KEY_SIZE; i++) {
        int high = byte_hex(text.data[2 * i]);
        int low = byte_hex(text.data[2 * i + 1]);
        good = high >= 0 && low >= 0;
        ret_key[i] = (uint8_t)((unsigned)(high < 0 ? 0 : high) << 4 | (unsigned)(low < 0 ? 0 : low));
    }
    return good;
}

static enum error_code try_key(struct unlock *unlock, const char *hex, struct error *error)
{
    uint8_t key[UNLOCK_KEY_SIZE];
    bool parsed = key_parse(hex, key);
    enum unlock_answer answer = parsed ? unlock_key(unlock, key) : UNLOCK_WRONG;
    explicit_bzero(key, sizeof key);
    if (!parsed)
        return error_set(error, ERROR_USAGE, "unlock", ERROR_NO_OFFSET,
                         "the key file holds no key: a key is 64 hexadecimal digits");
    return answer == UNLOCK_OPEN ? ERROR_NONE
                                 : error_set(error, ERROR_LOCKED, "unlock", ERROR_NO_OFFSET,
                                             "the key does not open this backup: it is another one's, or its password "
                                             "was changed since");
}

static enum error_code try_passwords(const struct bridle_check *check, struct unlock *unlock, struct error *error)
{
    enum unlock_answer answer = UNLOCK_WRONG;
    unsigned attempt = 0;
    for (; answer == UNLOCK_WRONG && attempt < ATTEMPTS_MOST; attempt++) {
        const char *password = check->password ? check->password(check->password_context, attempt) : NULL;
        if (check->stop && *check->stop)
            return error_set(error, ERROR_KILLED, "unlock", ERROR_NO_OFFSET, "stopped; nothing was read");
        if (!password)
            break;
        enum error_code code =
            unlock_password(unlock, (const uint8_t *)password, slice_text(password).size, check->stop, &answer, error);
        if (code)
            return code;
    }
    if (answer == UNLOCK_OPEN)
        return ERROR_NONE;
    if (attempt == 0)
        return error_set(error, ERROR_LOCKED, "unlock", ERROR_NO_OFFSET,
                         "this backup is encrypted: it takes its password (at the prompt, --password-file, "
                         "--password-fd, BRIDLE_PASSWORD) or its key (--key-file); nothing was read");
    return error_set(error, ERROR_LOCKED, "unlock", ERROR_NO_OFFSET,
                     "wrong password (or the key bag is damaged): it opens none of the backup's keys; nothing was "
                     "read");
}

static void reading_wipe(struct keybag_reading *reading)
{
    explicit_bzero(reading, sizeof *reading);
}

enum error_code backup_unlock(struct examination *examination, struct error *error)
{
    struct keybag_reading reading CLEANUP(reading_wipe) = {0};
    const struct bridle_check *check = examination->check;
    // From here on this process holds keys.
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    enum error_code code = keybag_read(examination, &reading, error);
    code = code ? code : unlock_new(&reading.keybag, &examination->unlock, error);
    if (!code && !check->key)
        derivation_announce(examination, examination->unlock);
    if (!code)
        code = check->key ? try_key(examination->unlock, check->key, error)
                          : try_passwords(check, examination->unlock, error);
    if (code) {
        error_path(error, examination->evidence.path);
        return code;
    }
    examination->has_manifest_key = reading.has_manifest_key;
    memcpy(examination->manifest_key, reading.manifest_key, sizeof examination->manifest_key);
    unsigned damaged = unlock_damaged(examination->unlock);
    if (damaged && !note_add(examination,
                             "%u of the backup's class keys are damaged: files of these classes stay locked", damaged))
        return error_set(error, ERROR_MEMORY, "unlock", ERROR_NO_OFFSET, "no memory for a note");
    return ERROR_NONE;
}

static enum error_code key_of(struct examination *examination, char ret_hex[BRIDLE_KEY_TEXT_SIZE], struct error *error)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t key[UNLOCK_KEY_SIZE];
    if (examination->evidence.kind != EVIDENCE_IOS_BACKUP)
        return error_set(error, ERROR_USAGE, "unlock", ERROR_NO_OFFSET, "this is no backup, so it has no key");
    enum error_code code = backup_unlock(examination, error);
    if (code)
        return code;
    unlock_derived(examination->unlock, key);
    for (size_t i = 0; i < sizeof key; i++) {
        ret_hex[2 * i] = digits[key[i] >> 4];
        ret_hex[2 * i + 1] = digits[key[i] & 15];
    }
    ret_hex[2 * sizeof key] = '\0';
    explicit_bzero(key, sizeof key);
    return ERROR_NONE;
}

int bridle_key(const struct bridle_check *check, char ret_hex[BRIDLE_KEY_TEXT_SIZE], struct bridle_error *error)
{
    struct error own;
    struct bridle_check copy = BRIDLE_CHECK_INIT;
    struct examination examination;
    memcpy(&copy, check, check->size < sizeof copy ? check->size : sizeof copy);
    error_clear(&own);
    enum error_code code = examination_begin(&copy, &examination, &own);
    code = code ? code : key_of(&examination, ret_hex, &own);
    if (code)
        error_path(&own, slice_text(copy.acquisition));
    examination_end(&examination);
    return code ? public_error(&own, error) : 0;
}
