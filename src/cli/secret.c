// SPDX-License-Identifier: Apache-2.0
#include "cli/secret.h"

#include "cli/language.h"
#include "cli/out.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const char variable[] = "BRIDLE_PASSWORD=";

// The value in an entry of the environment, or NULL for another variable.
static char *value_of(char *entry)
{
    return strncmp(entry, variable, sizeof variable - 1) == 0 ? entry + sizeof variable - 1 : NULL;
}

static bool secret_keep(struct secret *secret, const char *value)
{
    size_t size = text_size(value);
    void *room = mmap(NULL, size + 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED)
        return false;
    if (madvise(room, size + 1, MADV_WIPEONFORK) != 0) {
        (void)munmap(room, size + 1);
        return false;
    }
    // Both are refused on some systems, and are not what the promise is about.
    (void)madvise(room, size + 1, MADV_DONTDUMP);
    (void)mlock(room, size + 1);
    memcpy(room, value, size);
    *secret = (struct secret){.text = room, .size = size + 1};
    return true;
}

bool secret_take(struct secret *ret_secret)
{
    bool kept = true;
    *ret_secret = (struct secret){0};
    for (char **entry = environ; entry && *entry; entry++) {
        char *value = value_of(*entry);
        if (!value)
            continue;
        if (kept && !ret_secret->text && !secret_keep(ret_secret, value)) {
            say(_("cannot keep BRIDLE_PASSWORD from other processes: %s"), system_words(errno));
            kept = false;
        }
        explicit_bzero(value, text_size(value));
    }
    (void)unsetenv("BRIDLE_PASSWORD");
    return kept;
}

void secret_release(struct secret *secret)
{
    if (secret->text) {
        explicit_bzero(secret->text, secret->size);
        (void)munmap(secret->text, secret->size);
    }
    *secret = (struct secret){0};
}
