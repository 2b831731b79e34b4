// SPDX-License-Identifier: Apache-2.0
// Acquisitions in a folder of their own, made from a list of paths.
#pragma once

#include "base/attr.h"
#include "base/limits.h"
#include "evidence/evidence.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct ground {
    char path[64];
    struct evidence evidence;
    bool open;
    struct error error;
};

static inline const char *ground_path(const struct ground *ground, const char *name, char path[4096])
{
    (void)snprintf(path, 4096, "%s/%s", ground->path, name);
    return path;
}

// A name that ends with '/' is a folder; folders on the way are made too.
static inline void ground_add(const struct ground *ground, const char *name)
{
    char path[4096];
    (void)ground_path(ground, name, path);
    for (char *slash = strchr(path + strlen(ground->path) + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(path, 0700);
        *slash = '/';
    }
    if (path[strlen(path) - 1] == '/')
        return;
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_true(write(fd, name, strlen(name)) == (ssize_t)strlen(name));
    (void)close(fd);
}

static inline void ground_open(struct ground *ground, const char *const *names)
{
    *ground = (struct ground){.evidence = {.root = -1}};
    (void)snprintf(ground->path, sizeof ground->path, "%s/bridle-evidence-XXXXXX", P_tmpdir);
    assert_non_null(mkdtemp(ground->path));
    for (; names && *names; names++)
        ground_add(ground, *names);
}

// evidence_open() on a folder below; empty: the ground itself.
static inline enum error_code ground_look(struct ground *ground, const char *name)
{
    char path[4096];
    error_clear(&ground->error);
    if (ground->open)
        evidence_close(&ground->evidence);
    enum error_code code =
        evidence_open(*name ? ground_path(ground, name, path) : ground->path, &ground->evidence, &ground->error);
    ground->open = code == ERROR_NONE;
    return code;
}

static inline int remove_one(const char *path, UNUSED const struct stat *status, UNUSED int type,
                             UNUSED struct FTW *ftw)
{
    (void)remove(path);
    return 0;
}

static inline void ground_close(struct ground *ground)
{
    if (ground->open)
        evidence_close(&ground->evidence);
    (void)nftw(ground->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
#define CLEANUP_GROUND CLEANUP(ground_close)
#define NAMES(...)        \
    (const char *const[]) \
    {                     \
        __VA_ARGS__, NULL \
    }
