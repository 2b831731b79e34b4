// SPDX-License-Identifier: Apache-2.0
#include "confine/landlock.h"

#include "base/attr.h"

#include <stdint.h>
#include <sys/syscall.h>

// Own names: the header of the oldest system that this is built on ends before ABI 4.
#define CREATE_RULESET_VERSION 1U
#define RIGHTS_FS_ABI_1 ((UINT64_C(1) << 13) - 1) // execute, read, write, list, remove, make
#define RIGHT_FS_REFER (UINT64_C(1) << 13)        // ABI 2
#define RIGHT_FS_TRUNCATE (UINT64_C(1) << 14)     // ABI 3
#define RIGHT_FS_IOCTL_DEVICE (UINT64_C(1) << 15) // ABI 5
#define RIGHTS_NET_TCP UINT64_C(3)                // ABI 4: bind, connect
#define SCOPES UINT64_C(3)                        // ABI 6: abstract sockets, signals

struct ruleset {
    uint64_t handled_fs;
    uint64_t handled_net;
    uint64_t scoped;
};

static struct ruleset ruleset_of_abi(int abi)
{
    struct ruleset ruleset = {.handled_fs = RIGHTS_FS_ABI_1};
    if (abi >= 2)
        ruleset.handled_fs |= RIGHT_FS_REFER;
    if (abi >= 3)
        ruleset.handled_fs |= RIGHT_FS_TRUNCATE;
    if (abi >= 4)
        ruleset.handled_net = RIGHTS_NET_TCP;
    if (abi >= 5)
        ruleset.handled_fs |= RIGHT_FS_IOCTL_DEVICE;
    if (abi >= 6)
        ruleset.scoped = SCOPES;
    return ruleset;
}

int landlock_lock(void)
{
    int abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);
    if (abi < 1)
        return 0;
    // An older kernel takes a longer structure as long as what it does not know is zero.
    struct ruleset ruleset = ruleset_of_abi(abi);
    CLEANUP_CLOSE int fd = (int)syscall(SYS_landlock_create_ruleset, &ruleset, sizeof ruleset, 0);
    if (fd < 0)
        return 0;
    return syscall(SYS_landlock_restrict_self, fd, 0) == 0 ? abi : 0;
}
