// SPDX-License-Identifier: Apache-2.0
#include "cli/target.h"

#include "cli/language.h"
#include "cli/out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPEN_PATH 32 // "/proc/self/fd/N"

static bool target_refuse(const struct target *target, const char *why)
{
    say("%s: %s", QUOTE(target->path), why);
    return false;
}

static bool target_free(const struct target *target)
{
    struct stat status;
    if (lstat(target->path, &status) != 0)
        return true;
    if (!S_ISREG(status.st_mode))
        return target_refuse(target, _("it is there already and is no regular file"));
    return target->force || target_refuse(target, _("it is there already (--force overwrites it)"));
}

// Gives an open file a name; one that is taken is refused.
static bool target_link(const struct target *target, const char *name)
{
    char text[OPEN_PATH];
    (void)snprintf(text, sizeof text, "/proc/self/fd/%d", target->fd);
    return linkat(AT_FDCWD, text, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0;
}

// A file without a name in the target's folder: whatever ends this process, nothing of it stays. Not every file system
// has them, and without /proc none could be named later.
static bool target_open_nameless(struct target *target)
{
    char folder[sizeof target->temporary] = ".";
    char text[OPEN_PATH];
    const char *slash = strrchr(target->path, '/');
    size_t size = slash ? (size_t)(slash - target->path) + 1 : 0;
    if (size >= sizeof folder)
        return false;
    if (size) {
        memcpy(folder, target->path, size);
        folder[size] = '\0';
    }
    target->fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (target->fd < 0)
        return false;
    (void)snprintf(text, sizeof text, "/proc/self/fd/%d", target->fd);
    target->nameless = access(text, F_OK) == 0;
    if (!target->nameless)
        (void)close(target->fd);
    return target->nameless;
}

static bool target_open_named(struct target *target)
{
    target->fd = open(target->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    return target->fd >= 0;
}

bool target_open(struct target *target, const char *path, bool force)
{
    uint64_t number = 0;
    *target = (struct target){.fd = STDOUT_FILENO, .force = force};
    if (!path || text_is(path, "-"))
        return true;
    target->path = path;
    if (!target_free(target))
        return false;
    if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
        return target_refuse(target, system_words(errno));
    int size =
        snprintf(target->temporary, sizeof target->temporary, "%s.%016llx.part", path, (unsigned long long)number);
    if (size < 0 || (size_t)size >= sizeof target->temporary)
        return target_refuse(target, _("the name is too long"));
    return target_open_nameless(target) || target_open_named(target) || target_refuse(target, system_words(errno));
}

// From the temporary name to its own.
static bool target_rename(const struct target *target)
{
    if (target->force)
        return rename(target->temporary, target->path) == 0;
    if (renameat2(AT_FDCWD, target->temporary, AT_FDCWD, target->path, RENAME_NOREPLACE) == 0)
        return true;
    // A file system without RENAME_NOREPLACE: link() refuses an existing name too.
    if (errno != EINVAL || link(target->temporary, target->path) < 0)
        return false;
    (void)unlink(target->temporary);
    return true;
}

static bool target_name(struct target *target)
{
    if (target->nameless) {
        if (target_link(target, target->path))
            return true;
        // What is there can only be replaced by a file that has a name, for this one moment.
        if (errno != EEXIST || !target->force || !target_link(target, target->temporary))
            return false;
        target->nameless = false;
    }
    return target_rename(target);
}

bool target_close(struct target *target, bool keep)
{
    if (!target->path)
        return true;
    bool good = keep && fsync(target->fd) == 0 && target_name(target);
    int number = errno;
    (void)close(target->fd);
    if (!good && !target->nameless)
        (void)unlink(target->temporary);
    if (keep && !good)
        return target_refuse(target, number == EEXIST ? _("it is there already (--force overwrites it)")
                                                      : system_words(number));
    return true;
}
