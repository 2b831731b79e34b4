// SPDX-License-Identifier: Apache-2.0
// Checked arithmetic on lengths and counts: false, and nothing written, where the result does not fit.
#pragma once

#include <stdbool.h>

#define checked_add(a, b, ret)                                            \
    ({                                                                    \
        __typeof__(*(ret)) checked_result;                                \
        bool checked_ok = !__builtin_add_overflow(a, b, &checked_result); \
        if (checked_ok)                                                   \
            *(ret) = checked_result;                                      \
        checked_ok;                                                       \
    })
#define checked_sub(a, b, ret)                                            \
    ({                                                                    \
        __typeof__(*(ret)) checked_result;                                \
        bool checked_ok = !__builtin_sub_overflow(a, b, &checked_result); \
        if (checked_ok)                                                   \
            *(ret) = checked_result;                                      \
        checked_ok;                                                       \
    })
#define checked_mul(a, b, ret)                                            \
    ({                                                                    \
        __typeof__(*(ret)) checked_result;                                \
        bool checked_ok = !__builtin_mul_overflow(a, b, &checked_result); \
        if (checked_ok)                                                   \
            *(ret) = checked_result;                                      \
        checked_ok;                                                       \
    })
