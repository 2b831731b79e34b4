// SPDX-License-Identifier: Apache-2.0
// What identifies the evidence, and the key of the fingerprints that comes from it.
#include "examine/examination.h"

#include "base/hash.h"
#include "examine/hex.h"

#include <nettle/hkdf.h>
#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <fcntl.h>
#include <stdio.h>

static enum error_code fd_sha256(int fd, uint8_t ret_digest[HASH_SIZE], struct error *error)
{
    struct source source;
    uint64_t size;
    enum error_code code = source_of_fd(fd, &source, error);
    return code ? code : hash_source(&source, ret_digest, &size, error);
}

enum error_code file_sha256(int fd, struct arena *arena, struct slice *ret_hex, struct error *error)
{
    uint8_t digest[HASH_SIZE];
    enum error_code code = fd_sha256(fd, digest, error);
    if (!code && !arena_hex(arena, slice_of(digest, sizeof digest), ret_hex))
        code = error_set(error, ERROR_MEMORY, "examine", ERROR_NO_OFFSET, "no memory to hash a file");
    return code;
}

static void walk_hash(void *context, enum evidence_entry entry, struct slice path, uint64_t size)
{
    if (entry != ENTRY_FILE)
        return;
    char text[32];
    int length = snprintf(text, sizeof text, "\t%llu\n", (unsigned long long)size);
    sha256_update(context, path.size, path.data);
    sha256_update(context, (size_t)length, (const uint8_t *)text);
}

static enum error_code folder_hash(struct examination *examination, struct error *error)
{
    struct sha256_ctx hash;
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct evidence_walk walk;
    sha256_init(&hash);
    enum error_code code = evidence_walk(&examination->evidence, walk_hash, &hash, &walk, error);
    sha256_digest(&hash, sizeof digest, digest);
    if (!code && !arena_hex(examination->arena, slice_of(digest, sizeof digest), &examination->evidence_sha256))
        code = error_set(error, ERROR_MEMORY, "examine", ERROR_NO_OFFSET, "no memory to hash the acquisition");
    return code;
}

struct slice evidence_list(const struct evidence *evidence)
{
    return evidence->is_old ? SLICE("Manifest.mbdb") : SLICE("Manifest.db");
}

// The file whose bytes identify the acquisition: an archive itself, a backup's list of files. Other folders have none.
static enum error_code identity_open(const struct evidence *evidence, int *ret_fd)
{
    if (evidence->archive >= 0) {
        *ret_fd = fcntl(evidence->archive, F_DUPFD_CLOEXEC, 0);
        return *ret_fd < 0 ? ERROR_IO : ERROR_NONE;
    }
    if (evidence->kind != EVIDENCE_IOS_BACKUP)
        return ERROR_ABSENT;
    return evidence_open_file(evidence, evidence_list(evidence), ret_fd, NULL);
}

void evidence_hash_begin(struct examination *examination)
{
    int fd CLEANUP_CLOSE = -1;
    if (!examination->evidence_sha256.size && !identity_open(&examination->evidence, &fd))
        examination->ahead = hash_ahead_new(&fd);
}

// An archive as it stands; a backup's Manifest.db (before iOS 10: Manifest.mbdb); of a plain folder, its sorted lines
// "path TAB size".
enum error_code evidence_hash(struct examination *examination, struct error *error)
{
    struct error unread;
    int fd CLEANUP_CLOSE = -1;
    uint8_t digest[HASH_SIZE];
    enum error_code code;
    if (examination->evidence.kind != EVIDENCE_IOS_BACKUP && examination->evidence.archive < 0)
        return folder_hash(examination, error);
    error_clear(&unread);
    if (examination->ahead)
        code = hash_ahead_take(&examination->ahead, digest, &unread);
    else if (!(code = identity_open(&examination->evidence, &fd)))
        code = fd_sha256(fd, digest, &unread);
    // One that cannot be read is told of by its own worker.
    if (!code && !arena_hex(examination->arena, slice_of(digest, sizeof digest), &examination->evidence_sha256))
        return error_set(error, ERROR_MEMORY, "examine", ERROR_NO_OFFSET, "no memory to hash the acquisition");
    return ERROR_NONE;
}

enum error_code examination_key_need(struct examination *examination, struct error *error)
{
    if (examination->has_key)
        return ERROR_NONE;
    enum error_code code = examination->evidence_sha256.size ? ERROR_NONE : evidence_hash(examination, error);
    if (code)
        return code;
    fingerprint_key_derive(examination->evidence_sha256, examination->key);
    examination->has_key = true;
    return ERROR_NONE;
}

void fingerprint_key_derive(struct slice evidence_sha256, uint8_t ret_key[FINGERPRINT_KEY_SIZE])
{
    static const char salt[] = "bridle case 1";
    static const char info[] = "fingerprints";
    struct hmac_sha256_ctx hmac;
    uint8_t pseudorandom[SHA256_DIGEST_SIZE];
    hmac_sha256_set_key(&hmac, sizeof salt - 1, (const uint8_t *)salt);
    hkdf_extract(&hmac, (nettle_hash_update_func *)hmac_sha256_update, (nettle_hash_digest_func *)hmac_sha256_digest,
                 sizeof pseudorandom, evidence_sha256.size, evidence_sha256.data, pseudorandom);
    hmac_sha256_set_key(&hmac, sizeof pseudorandom, pseudorandom);
    hkdf_expand(&hmac, (nettle_hash_update_func *)hmac_sha256_update, (nettle_hash_digest_func *)hmac_sha256_digest,
                sizeof pseudorandom, sizeof info - 1, (const uint8_t *)info, FINGERPRINT_KEY_SIZE, ret_key);
}
