// SPDX-License-Identifier: Apache-2.0
#include "evidence/unlock.h"

#include <nettle/hmac.h>
#include <nettle/memxor.h>
#include <nettle/nettle-meta.h>
#include <nettle/nist-keywrap.h>
#include <sys/mman.h>
#include <time.h>

#define COMPONENT "unlock"
#define WRAPPED_BY_PASSWORD 2U
#define ROUNDS_MOST UINT64_C(0x80000000)
#define PROBE_ROUNDS 20000U
#define ROUNDS_A_LOOK 65536U // milliseconds, between looks at whether to stop

// The vector that every wrapped key here has: RFC 3394, section 2.2.3.1.
static const uint8_t wrap_vector[8] = {0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6};

struct unlock {
    struct keybag keybag;
    uint8_t derived[UNLOCK_KEY_SIZE];
    struct class_key {
        bool open;
        uint8_t key[UNLOCK_KEY_SIZE];
    } classes[KEYBAG_CLASSES_MOST];
};

enum error_code unlock_new(const struct keybag *keybag, struct unlock **ret_unlock, struct error *error)
{
    if (keybag->rounds > ROUNDS_MOST || keybag->first_rounds > ROUNDS_MOST)
        return error_set(error, ERROR_LIMIT, COMPONENT, ERROR_NO_OFFSET,
                         "the key bag asks for more than %llu rounds: no backup does", (unsigned long long)ROUNDS_MOST);
    struct unlock *unlock = mmap(NULL, sizeof *unlock, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (unlock == MAP_FAILED)
        return error_set(error, ERROR_MEMORY, COMPONENT, ERROR_NO_OFFSET, "no memory for keys");
    if (madvise(unlock, sizeof *unlock, MADV_WIPEONFORK) != 0) {
        (void)munmap(unlock, sizeof *unlock);
        return error_system(error, COMPONENT, "cannot keep keys from other processes");
    }
    // Both are refused on some systems, and are not what the promise is about.
    (void)madvise(unlock, sizeof *unlock, MADV_DONTDUMP);
    (void)mlock(unlock, sizeof *unlock);
    unlock->keybag = *keybag;
    *ret_unlock = unlock;
    return ERROR_NONE;
}

struct unlock *unlock_free(struct unlock *unlock)
{
    if (unlock) {
        explicit_bzero(unlock, sizeof *unlock);
        (void)munmap(unlock, sizeof *unlock);
    }
    return NULL;
}

static double seconds_now(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

// PBKDF2 (RFC 8018, section 5.2) over nettle's HMAC: its own runs to the end, which may be minutes away.
struct derivation {
    const struct nettle_mac *mac;
    void *state; // holds the password's key
    struct slice salt;
    uint64_t rounds;
    const volatile int *stop;
};

// One block of the key; false where it was stopped.
static bool derive_block(const struct derivation *derivation, uint32_t number, uint8_t *ret_block)
{
    const struct nettle_mac *mac = derivation->mac;
    uint8_t last[SHA256_DIGEST_SIZE];
    const uint8_t counter[4] = {(uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8),
                                (uint8_t)number};
    mac->update(derivation->state, derivation->salt.size, derivation->salt.data);
    mac->update(derivation->state, sizeof counter, counter);
    mac->digest(derivation->state, mac->digest_size, last);
    memcpy(ret_block, last, mac->digest_size);
    bool stopped = false;
    for (uint64_t round = 1; !stopped && round < derivation->rounds; round++) {
        mac->update(derivation->state, mac->digest_size, last);
        mac->digest(derivation->state, mac->digest_size, last);
        memxor(ret_block, last, mac->digest_size);
        stopped = round % ROUNDS_A_LOOK == 0 && derivation->stop && *derivation->stop;
    }
    explicit_bzero(last, sizeof last);
    return !stopped;
}

static bool derive(const struct derivation *derivation, uint8_t ret_key[UNLOCK_KEY_SIZE])
{
    uint8_t blocks[2 * SHA256_DIGEST_SIZE];
    size_t size = derivation->mac->digest_size;
    bool good = true;
    for (uint32_t i = 0; good && i * size < UNLOCK_KEY_SIZE; i++)
        good = derive_block(derivation, i + 1, blocks + i * size);
    memcpy(ret_key, blocks, UNLOCK_KEY_SIZE);
    explicit_bzero(blocks, sizeof blocks);
    return good;
}

static bool derive_sha256(struct slice password, struct slice salt, uint64_t rounds, const volatile int *stop,
                          uint8_t ret_key[UNLOCK_KEY_SIZE])
{
    struct hmac_sha256_ctx state;
    struct derivation derivation = {&nettle_hmac_sha256, &state, salt, rounds, stop};
    hmac_sha256_set_key(&state, password.size, password.data);
    bool good = derive(&derivation, ret_key);
    explicit_bzero(&state, sizeof state);
    return good;
}

static bool derive_sha1(struct slice password, struct slice salt, uint64_t rounds, const volatile int *stop,
                        uint8_t ret_key[UNLOCK_KEY_SIZE])
{
    struct hmac_sha1_ctx state;
    struct derivation derivation = {&nettle_hmac_sha1, &state, salt, rounds, stop};
    hmac_sha1_set_key(&state, password.size, password.data);
    bool good = derive(&derivation, ret_key);
    explicit_bzero(&state, sizeof state);
    return good;
}

double unlock_estimate(const struct unlock *unlock)
{
    static const uint8_t nothing[UNLOCK_KEY_SIZE] = {0};
    struct slice text = slice_of(nothing, sizeof nothing);
    uint8_t key[UNLOCK_KEY_SIZE];
    double began = seconds_now();
    (void)derive_sha256(text, text, PROBE_ROUNDS, NULL, key);
    double first = seconds_now();
    (void)derive_sha1(text, text, PROBE_ROUNDS, NULL, key);
    double second = seconds_now();
    return ((first - began) * (double)unlock->keybag.first_rounds + (second - first) * (double)unlock->keybag.rounds) /
           PROBE_ROUNDS;
}

static bool key_unwrap(const uint8_t with[UNLOCK_KEY_SIZE], const uint8_t wrapped[KEYBAG_WRAPPED_SIZE],
                       uint8_t ret_key[UNLOCK_KEY_SIZE])
{
    struct aes256_ctx context;
    aes256_set_decrypt_key(&context, with);
    bool good = aes256_keyunwrap(&context, wrap_vector, UNLOCK_KEY_SIZE, ret_key, wrapped) == 1;
    explicit_bzero(&context, sizeof context);
    return good;
}

enum unlock_answer unlock_key(struct unlock *unlock, const uint8_t key[UNLOCK_KEY_SIZE])
{
    unsigned open = 0;
    memcpy(unlock->derived, key, UNLOCK_KEY_SIZE);
    for (uint32_t i = 0; i < unlock->keybag.class_count; i++) {
        const struct keybag_class *class = &unlock->keybag.classes[i];
        bool ours = class->has_key && (class->wrap & WRAPPED_BY_PASSWORD);
        unlock->classes[i].open = ours && key_unwrap(unlock->derived, class->key, unlock->classes[i].key);
        open += unlock->classes[i].open;
    }
    return open ? UNLOCK_OPEN : UNLOCK_WRONG;
}

enum error_code unlock_password(struct unlock *unlock, const uint8_t *password, size_t size, const volatile int *stop,
                                enum unlock_answer *ret_answer, struct error *error)
{
    const struct keybag *bag = &unlock->keybag;
    struct slice secret = slice_of(password, size);
    uint8_t first[UNLOCK_KEY_SIZE];
    uint8_t key[UNLOCK_KEY_SIZE];
    bool good = true;
    if (size == 0)
        return error_set(error, ERROR_USAGE, COMPONENT, ERROR_NO_OFFSET, "the password is empty");
    if (bag->first_rounds) {
        good = derive_sha256(secret, slice_of(bag->first_salt, bag->first_salt_size), bag->first_rounds, stop, first);
        secret = slice_of(first, sizeof first);
    }
    good = good && derive_sha1(secret, slice_of(bag->salt, bag->salt_size), bag->rounds, stop, key);
    if (good)
        *ret_answer = unlock_key(unlock, key);
    explicit_bzero(first, sizeof first);
    explicit_bzero(key, sizeof key);
    return good ? ERROR_NONE : error_set(error, ERROR_KILLED, COMPONENT, ERROR_NO_OFFSET, "stopped; nothing was read");
}

void unlock_derived(const struct unlock *unlock, uint8_t ret_key[UNLOCK_KEY_SIZE])
{
    memcpy(ret_key, unlock->derived, UNLOCK_KEY_SIZE);
}

unsigned unlock_damaged(const struct unlock *unlock)
{
    unsigned damaged = 0;
    for (uint32_t i = 0; i < unlock->keybag.class_count; i++) {
        const struct keybag_class *class = &unlock->keybag.classes[i];
        damaged += class->has_key && (class->wrap & WRAPPED_BY_PASSWORD) && !unlock->classes[i].open;
    }
    return damaged;
}

enum error_code unlock_file(const struct unlock *unlock, const uint8_t blob[UNLOCK_FILE_KEY_SIZE],
                            uint8_t ret_key[UNLOCK_KEY_SIZE], struct error *error)
{
    uint32_t number = (uint32_t)blob[0] | (uint32_t)blob[1] << 8 | (uint32_t)blob[2] << 16 | (uint32_t)blob[3] << 24;
    for (uint32_t i = 0; i < unlock->keybag.class_count; i++) {
        if (unlock->keybag.classes[i].number != number || !unlock->classes[i].open)
            continue;
        if (key_unwrap(unlock->classes[i].key, blob + 4, ret_key))
            return ERROR_NONE;
        return error_set(error, ERROR_FORMAT, COMPONENT, ERROR_NO_OFFSET,
                         "its own key is damaged: it does not open with the key of class %u", number);
    }
    return error_set(error, ERROR_LOCKED, COMPONENT, ERROR_NO_OFFSET,
                     "encrypted with a key of class %u, which is not in this backup (the phone alone has it)", number);
}
