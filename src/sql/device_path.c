// SPDX-License-Identifier: Apache-2.0
#include "sql/device_path.h"

struct domain_root {
    struct slice domain; // ends with '-' where an identifier follows
    struct slice root;
};

// Of a sysdiagnose, what is a copy of a file of the phone. Sources: the paths are those of the same files in iOS file
// systems, https://github.com/EC-DIGIT-CSIRC/sysdiagnose (docs) names the copies.
static const struct domain_root sysdiagnose_roots[] = {
    {SLICE_INIT("crashes_and_spins/"), SLICE_INIT("/private/var/mobile/Library/Logs/CrashReporter/")},
    {SLICE_INIT("system_logs.logarchive/Extra/"), SLICE_INIT("/private/var/db/diagnostics/")},
    {SLICE_INIT("system_logs.logarchive/"), SLICE_INIT("/private/var/db/diagnostics/")},
    {SLICE_INIT("logs/Accessibility/"), SLICE_INIT("/private/var/mobile/Library/TCC/")},
    {SLICE_INIT("logs/MobileInstallation/"), SLICE_INIT("/private/var/installd/Library/Logs/MobileInstallation/")},
};

static bool sysdiagnose_path(struct slice path, struct buffer *ret_path)
{
    for (size_t i = 0; i < ARRAY_SIZE(sysdiagnose_roots); i++) {
        if (!slice_starts(path, sysdiagnose_roots[i].domain))
            continue;
        buffer_put(ret_path, sysdiagnose_roots[i].root);
        buffer_put(ret_path, slice_from(path, sysdiagnose_roots[i].domain.size));
        return !ret_path->failed;
    }
    return false;
}

static const struct domain_root domain_roots[] = {
    {SLICE_INIT("HomeDomain"), SLICE_INIT("/private/var/mobile/")},
    {SLICE_INIT("RootDomain"), SLICE_INIT("/private/var/root/")},
    {SLICE_INIT("WirelessDomain"), SLICE_INIT("/private/var/wireless/")},
    {SLICE_INIT("MediaDomain"), SLICE_INIT("/private/var/mobile/")},
    {SLICE_INIT("CameraRollDomain"), SLICE_INIT("/private/var/mobile/")},
    {SLICE_INIT("TonesDomain"), SLICE_INIT("/private/var/mobile/")},
    {SLICE_INIT("BooksDomain"), SLICE_INIT("/private/var/mobile/Media/Books/")},
    {SLICE_INIT("HealthDomain"), SLICE_INIT("/private/var/mobile/Library/")},
    {SLICE_INIT("HomeKitDomain"), SLICE_INIT("/private/var/mobile/")},
    {SLICE_INIT("KeyboardDomain"), SLICE_INIT("/private/var/mobile/")},
    {SLICE_INIT("KeychainDomain"), SLICE_INIT("/private/var/Keychains/")},
    {SLICE_INIT("ManagedPreferencesDomain"), SLICE_INIT("/private/var/Managed Preferences/")},
    {SLICE_INIT("SystemPreferencesDomain"), SLICE_INIT("/private/var/preferences/")},
    {SLICE_INIT("InstallDomain"), SLICE_INIT("/private/var/installd/")},
    {SLICE_INIT("DatabaseDomain"), SLICE_INIT("/private/var/db/")},
    {SLICE_INIT("MobileDeviceDomain"), SLICE_INIT("/private/var/MobileDevice/")},
    {SLICE_INIT("NetworkDomain"), SLICE_INIT("/private/var/networkd/")},
    {SLICE_INIT("ProtectedDomain"), SLICE_INIT("/private/var/protected/")},
    {SLICE_INIT("AppDomain-"), SLICE_INIT("/private/var/mobile/Containers/Data/Application/")},
    {SLICE_INIT("AppDomainGroup-"), SLICE_INIT("/private/var/mobile/Containers/Shared/AppGroup/")},
    {SLICE_INIT("AppDomainPlugin-"), SLICE_INIT("/private/var/mobile/Containers/Data/PluginKitPlugin/")},
    {SLICE_INIT("SysContainerDomain-"), SLICE_INIT("/private/var/containers/Data/System/")},
    {SLICE_INIT("SysSharedContainerDomain-"), SLICE_INIT("/private/var/containers/Shared/SystemGroup/")},
};

static const struct domain_root *domain_find(struct slice domain)
{
    for (size_t i = 0; i < ARRAY_SIZE(domain_roots); i++) {
        struct slice known = domain_roots[i].domain;
        bool family = slice_ends(known, SLICE("-"));
        if (family ? slice_starts(domain, known) && domain.size > known.size : slice_equal(domain, known))
            return &domain_roots[i];
    }
    return NULL;
}

bool device_path(struct slice domain, struct slice path, struct buffer *ret_path)
{
    if (slice_equal(domain, SLICE("sysdiagnose")))
        return sysdiagnose_path(path, ret_path);
    const struct domain_root *root = domain_find(domain);
    if (!root)
        return false;
    buffer_put(ret_path, root->root);
    struct slice identifier = slice_from(domain, root->domain.size);
    buffer_put(ret_path, identifier);
    if (identifier.size)
        buffer_put_byte(ret_path, '/');
    buffer_put(ret_path, path);
    // A domain's own folder has no path of its own.
    if (path.size == 0)
        ret_path->size--;
    return !ret_path->failed;
}

bool device_pattern(struct slice from, struct buffer *ret_pattern)
{
    size_t slash = slice_find_byte(from, '/');
    if (slash == SIZE_MAX)
        return false;
    if (slash == 0) {
        buffer_put(ret_pattern, from);
        return !ret_pattern->failed;
    }
    struct slice domain = slice_part(from, 0, slash);
    const struct domain_root *root = domain_find(domain);
    if (!root)
        return false;
    buffer_put(ret_pattern, root->root);
    if (domain.size > root->domain.size)
        buffer_put_text(ret_pattern, "*/");
    buffer_put(ret_pattern, slice_from(from, slash + 1));
    return !ret_pattern->failed;
}
