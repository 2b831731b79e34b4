// SPDX-License-Identifier: Apache-2.0
#include "cli/target.h"

#include "cli/language.h"
#include "cli/out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

bool target_open(struct target *target, const char *path, bool force)
{
    *target = (struct target){.fd = STDOUT_FILENO, .force = force};
    if (!path || text_is(path, "-"))
        return true;
    target->path = path;
    if (!target_free(target))
        return false;
    int size = snprintf(target->temporary, sizeof target->temporary, "%s.XXXXXX", path);
    if (size < 0 || (size_t)size >= sizeof target->temporary)
        return target_refuse(target, _("the name is too long"));
    target->fd = mkostemp(target->temporary, O_CLOEXEC); // mode 0600
    return target->fd >= 0 || target_refuse(target, system_words(errno));
}

static bool target_name(const struct target *target)
{
    if (target->force)
        return rename(target->temporary, target->path) == 0;
    if (renameat2(AT_FDCWD, target->temporary, AT_FDCWD, target->path, RENAME_NOREPLACE) == 0)
        return true;
    // Some file systems don't have that; what came there meanwhile is still refused.
    return errno == EINVAL && target_free(target) && rename(target->temporary, target->path) == 0;
}

bool target_close(struct target *target, bool keep)
{
    if (!target->path)
        return true;
    bool good = keep && fsync(target->fd) == 0;
    good = close(target->fd) == 0 && good;
    good = good && target_name(target);
    int number = errno;
    if (!good)
        (void)unlink(target->temporary);
    if (keep && !good)
        return target_refuse(target, system_words(number));
    return true;
}
