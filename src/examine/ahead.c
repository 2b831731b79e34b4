// SPDX-License-Identifier: Apache-2.0
// A backup's list of files is hashed while the lists of indicators are read: the case's name and the fingerprints' key
// come from that hash, and no worker can start without it.
#include "examine/ahead.h"

#include "base/source.h"
#include "examine/examination.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

struct hash_ahead {
    pthread_t thread;
    atomic_bool stop;
    struct source file;
    int fd;
    uint8_t digest[HASH_SIZE];
    enum error_code code;
    struct error error;
};

static enum error_code ahead_read(const struct source *source, uint64_t offset, void *buffer, size_t size,
                                  size_t *ret_size, struct error *error)
{
    const struct hash_ahead *ahead = source->context;
    if (!atomic_load(&ahead->stop))
        return source_read(&ahead->file, offset, buffer, size, ret_size, error);
    *ret_size = 0;
    return ERROR_NONE;
}

static void *ahead_run(void *context)
{
    struct hash_ahead *ahead = context;
    uint64_t size;
    ahead->code = source_of_fd(ahead->fd, &ahead->file, &ahead->error);
    struct source source = {.size = ahead->file.size, .read = ahead_read, .fd = -1, .context = ahead};
    ahead->code = ahead->code ? ahead->code : hash_source(&source, ahead->digest, &size, &ahead->error);
    return NULL;
}

// Signals stay with the thread that waits for the workers.
static bool ahead_start(struct hash_ahead *ahead)
{
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create(&ahead->thread, NULL, ahead_run, ahead) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

static struct hash_ahead *ahead_release(struct hash_ahead *ahead)
{
    close_fd(&ahead->fd);
    free(ahead);
    return NULL;
}

struct hash_ahead *hash_ahead_new(int *fd)
{
    struct hash_ahead *ahead = calloc(1, sizeof *ahead);
    if (!ahead)
        return NULL;
    ahead->fd = take_fd(fd);
    error_clear(&ahead->error);
    return ahead_start(ahead) ? ahead : ahead_release(ahead);
}

enum error_code hash_ahead_take(struct hash_ahead **ahead, uint8_t ret_digest[HASH_SIZE], struct error *error)
{
    struct hash_ahead *own = *ahead;
    (void)pthread_join(own->thread, NULL);
    enum error_code code = own->code;
    if (code)
        *error = own->error;
    else
        memcpy(ret_digest, own->digest, HASH_SIZE);
    *ahead = ahead_release(own);
    return code;
}

struct hash_ahead *hash_ahead_free(struct hash_ahead *ahead)
{
    if (!ahead)
        return NULL;
    atomic_store(&ahead->stop, true);
    (void)pthread_join(ahead->thread, NULL);
    return ahead_release(ahead);
}
