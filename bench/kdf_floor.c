// SPDX-License-Identifier: Apache-2.0
// The floor of a key derivation: PBKDF2 with HMAC-SHA256 is a chain, each round two compressions of 32 sha256rnds2 that
// each wait for the one before, so no program on this processor is done sooner than so many of them, one after the
// other. usage: kdf_floor ROUNDS. Prints the best of five in seconds of processor
// time, or "not measured" where the processor lacks them.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#if defined(__x86_64__)
#include <immintrin.h>

#define A_ROUND 64U // two compressions

static double now(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

__attribute__((target("sha,sse4.1"))) static double chain(uint64_t rounds)
{
    __m128i first = _mm_set_epi32(1, 2, 3, 4);
    __m128i second = _mm_set_epi32(5, 6, 7, 8);
    const __m128i message = _mm_set_epi32(9, 10, 11, 12);
    double began = now();
    for (uint64_t i = 0; i < rounds; i++) {
        for (unsigned j = 0; j < A_ROUND; j += 2) {
            first = _mm_sha256rnds2_epu32(first, second, message);
            second = _mm_sha256rnds2_epu32(second, first, message);
        }
        // What the loop gives is used: the compiler leaves nothing out.
        __asm__ volatile("" : "+x"(first), "+x"(second));
    }
    return now() - began;
}

int main(int argc, char **argv)
{
    double best = 1e9;
    uint64_t rounds = argc > 1 ? strtoull(argv[1], NULL, 10) : 10000000;
    if (!__builtin_cpu_supports("sse4.1") || system("grep -qw sha_ni /proc/cpuinfo") != 0) {
        puts("not measured");
        return 0;
    }
    for (unsigned i = 0; i < 5; i++) {
        double taken = chain(rounds);
        best = taken < best ? taken : best;
    }
    printf("%.6f\n", best);
    return 0;
}
#else
int main(void)
{
    puts("not measured");
    return 0;
}
#endif
