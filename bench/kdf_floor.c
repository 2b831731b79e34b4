// SPDX-License-Identifier: Apache-2.0
// The floor of a key derivation: PBKDF2 with HMAC-SHA256 is a chain, each round two compressions of 32 sha256rnds2 that
// each wait for the one before, so no program on this processor is done sooner than so many of them, one after the
// other. Prints the best of five in seconds of processor time, or "not measured" where the processor lacks them.
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

#define ROUNDS 10000000U // what a phone asks for
#define A_ROUND 64U      // two compressions

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

// CPUID, leaf 7, EBX bit 29: SHA.
static int has_instructions(void)
{
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    return __builtin_cpu_supports("sse4.1") && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1);
}

int main(void)
{
    double best = 1e9;
    if (!has_instructions()) {
        puts("not measured");
        return 0;
    }
    for (unsigned i = 0; i < 5; i++) {
        double taken = chain(ROUNDS);
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
