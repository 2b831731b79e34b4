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

bool secret_room(size_t size, struct secret *ret_secret)
{
    void *room = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED)
        return false;
    if (madvise(room, size, MADV_WIPEONFORK) != 0) {
        int number = errno;
        (void)munmap(room, size);
        errno = number;
        return false;
    }
    // Both are refused on some systems, and are not what the promise is about.
    (void)madvise(room, size, MADV_DONTDUMP);
    (void)mlock(room, size);
    *ret_secret = (struct secret){.text = room, .size = size};
    return true;
}

static bool secret_keep(struct secret *secret, const char *value)
{
    size_t size = text_size(value);
    if (!secret_room(size + 1, secret))
        return false;
    memcpy(secret->text, value, size);
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
