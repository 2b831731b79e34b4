// SPDX-License-Identifier: Apache-2.0
// Apps that are on the phone, and whether what they keep is here: a messenger whose messages nobody looked at is said
// in words, or the reader takes silence for a result.
#include "examine/examination.h"

#include "report/language.h"

void store_app_take(struct examination *examination, struct slice bundle)
{
    const struct definitions *definitions = &examination->loaded.definitions;
    for (size_t i = 0; i < definitions->artefact_count; i++) {
        const struct artefact *artefact = &definitions->artefacts[i];
        for (size_t j = 0; j < artefact->store_count; j++)
            if (slice_equal_fold(artefact->stores[j].bundle, bundle))
                examination->installed[artefact->stores[j].number] = true;
    }
}

// `format` has two holes: the app's name and what it keeps.
static bool store_sentence(struct examination *examination, const struct definition_store *store, const char *format,
                           struct slice *ret_sentence)
{
    struct buffer text CLEANUP_BUFFER;
    const struct slice pieces[] = {store->name, store->what};
    buffer_init(&text, LIMIT_PATH_SIZE);
    language_fill(&text, format, pieces, ARRAY_SIZE(pieces));
    return !text.failed && arena_copy(examination->arena, buffer_slice(&text), ret_sentence);
}

static const char *store_missing(const struct examination *examination)
{
    return examination->evidence.kind == EVIDENCE_IOS_BACKUP
               ? N_("%s is installed; its %s are not in this backup")
               : N_("%s is installed; its %s are not in this acquisition");
}

// The store that its own artefact reads: the line is there, and must not say that the app isn't.
static bool store_of_artefact(struct examination *examination, const struct artefact *artefact,
                              const struct definition_store *store, struct case_input *inputs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct case_input *input = &inputs[i];
        if (!slice_equal(input->artefact, artefact->name) || input->outcome != OUTCOME_ABSENT)
            continue;
        if (input->reason == REASON_APP_NOT_INSTALLED)
            input->reason = REASON_NOT_COLLECTED;
        return store_sentence(examination, store, store_missing(examination), &input->error);
    }
    return true;
}

static bool list_has(struct slice list, struct slice words)
{
    while (list.size) {
        size_t end = slice_find(list, SLICE(", "));
        if (slice_equal(slice_part(list, 0, end), words))
            return true;
        list = slice_from(list, end == SIZE_MAX ? list.size : end + 2);
    }
    return false;
}

// "the messages of the app WhatsApp, …": what is there and not read, for the verdict's sentence. Each is said once, and
// not more of them than a sentence can hold.
static bool unread_say(struct examination *examination, struct slice words)
{
    struct slice *names = &examination->verdict.no_decoder;
    struct buffer text CLEANUP_BUFFER = {0};
    bool full = names->size + words.size > LIMIT_UNDECODED_NAMES;
    words = full ? SLICE(N_("and others")) : words;
    if (list_has(*names, words) || list_has(*names, SLICE("and others")))
        return true;
    buffer_init(&text, LIMIT_UNDECODED_NAMES + 64U);
    buffer_put(&text, *names);
    buffer_put_text(&text, names->size ? ", " : "");
    buffer_put(&text, words);
    return !text.failed && arena_copy(examination->arena, buffer_slice(&text), names);
}

static bool store_unread(struct examination *examination, const struct definition_store *store)
{
    const struct slice pieces[] = {store->what, store->name};
    struct buffer text CLEANUP_BUFFER;
    buffer_init(&text, LIMIT_PATH_SIZE);
    language_fill(&text, N_("the %s of the app %s"), pieces, ARRAY_SIZE(pieces));
    return !text.failed && unread_say(examination, buffer_slice(&text));
}

// What an artefact only knows the place of.
static bool undecoded_tell(struct examination *examination, const struct artefact *artefact)
{
    bool there = false;
    for (size_t i = 0; i < examination->input_count; i++)
        for (size_t j = 0; j < examination->inputs[i].row_count; j++)
            there = there || examination->inputs[i].rows[j].artefact == artefact;
    return !there || unread_say(examination, artefact->undecoded);
}

// A store that no artefact reads. Where it would lie in a plain folder is not known: an app's folder is a number there.
static bool store_elsewhere(struct examination *examination, const struct artefact *artefact,
                            const struct definition_store *store, struct case_input *inputs, size_t *count)
{
    struct case_input input = {.artefact = artefact->name, .outcome = OUTCOME_ABSENT, .reason = REASON_NOT_COLLECTED};
    const char *format = store_missing(examination);
    if (examination->evidence.kind != EVIDENCE_IOS_BACKUP)
        return true;
    if (store->never) {
        input.reason = REASON_NOT_IN_THIS_KIND;
        format = N_("%s is installed; its %s are not in this backup, nor in any other: the app keeps them out");
    } else if (backup_file_there(examination, store->place)) {
        input.outcome = OUTCOME_SKIPPED;
        input.reason = REASON_NO_DECODER;
        format = N_("%s is installed; its %s are in this backup, and bridle cannot read them yet");
        if (!store_unread(examination, store))
            return false;
    }
    if (!store_sentence(examination, store, format, &input.error))
        return false;
    inputs[(*count)++] = input;
    return true;
}

bool stores_tell(struct examination *examination, struct case_input *inputs, size_t *count)
{
    const struct definitions *definitions = &examination->loaded.definitions;
    for (size_t i = 0; i < definitions->artefact_count; i++) {
        const struct artefact *artefact = &definitions->artefacts[i];
        if (artefact->undecoded.size && examination->wanted[i] && !undecoded_tell(examination, artefact))
            return false;
        for (size_t j = 0; examination->wanted[i] && j < artefact->store_count; j++) {
            const struct definition_store *store = &artefact->stores[j];
            if (!examination->installed[store->number])
                continue;
            if (!(store->place.size ? store_elsewhere(examination, artefact, store, inputs, count)
                                    : store_of_artefact(examination, artefact, store, inputs, *count)))
                return false;
        }
    }
    return true;
}
