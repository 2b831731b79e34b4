// SPDX-License-Identifier: Apache-2.0
// The domain map: where a backup's files stood on the phone, and which device paths a `from` means.
#include "sql_test.h"

#include "sql/device_path.h"

struct row {
    const char *domain;
    const char *path;
    const char *device; // NULL: the map does not hold it
};

static void test_domains_have_their_place(UNUSED void **state)
{
    static const struct row rows[] = {
        {"HomeDomain", "Library/SMS/sms.db", "/private/var/mobile/Library/SMS/sms.db"},
        {"RootDomain", "Library/x", "/private/var/root/Library/x"},
        {"WirelessDomain", "Library/Databases/DataUsage.sqlite",
         "/private/var/wireless/Library/Databases/DataUsage.sqlite"},
        {"MediaDomain", "Library/SMS/Attachments/a", "/private/var/mobile/Library/SMS/Attachments/a"},
        {"CameraRollDomain", "Media/DCIM/1.JPG", "/private/var/mobile/Media/DCIM/1.JPG"},
        {"SystemPreferencesDomain", "x.plist", "/private/var/preferences/x.plist"},
        {"DatabaseDomain", "x", "/private/var/db/x"},
        {"AppDomain-com.example.app", "Documents/x",
         "/private/var/mobile/Containers/Data/Application/com.example.app/Documents/x"},
        {"AppDomainGroup-group.example", "x", "/private/var/mobile/Containers/Shared/AppGroup/group.example/x"},
        {"AppDomainPlugin-com.example.p", "x", "/private/var/mobile/Containers/Data/PluginKitPlugin/com.example.p/x"},
        {"SysContainerDomain-com.example.s", "x", "/private/var/containers/Data/System/com.example.s/x"},
        {"SysSharedContainerDomain-systemgroup.x", "x", "/private/var/containers/Shared/SystemGroup/systemgroup.x/x"},
        {"HomeDomain", "", "/private/var/mobile"},
        {"AppDomain-com.example.app", "", "/private/var/mobile/Containers/Data/Application/com.example.app"},
        {"AppDomain-", "x", NULL},
        {"AppDomain", "x", NULL},
        {"HomeDomain-x", "x", NULL},
        {"homedomain", "x", NULL},
        {"", "x", NULL},
        {"NoSuchDomain", "x", NULL},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct buffer path CLEANUP_BUFFER;
        buffer_init(&path, 4096);
        bool mapped = device_path(slice_text(rows[i].domain), slice_text(rows[i].path), &path);
        assert_int_equal(mapped, rows[i].device != NULL);
        if (!slice_equal(buffer_slice(&path), slice_text(rows[i].device)))
            fail_msg("%s %s: %.*s", rows[i].domain, rows[i].path, SLICE_PRINTF(buffer_slice(&path)));
    }
}

static void test_a_path_that_does_not_fit_is_none(UNUSED void **state)
{
    struct buffer path CLEANUP_BUFFER;
    buffer_init(&path, 30);
    assert_false(device_path(SLICE("HomeDomain"), SLICE("a/path/longer/than/thirty/bytes"), &path));
}

static void test_a_from_means_a_pattern_of_device_paths(UNUSED void **state)
{
    static const struct {
        const char *from;
        const char *pattern; // NULL: none
    } rows[] = {
        {"HomeDomain/Library/SMS/sms.db", "/private/var/mobile/Library/SMS/sms.db"},
        {"AppDomain-com.apple.mobilesafari/Library/*/x",
         "/private/var/mobile/Containers/Data/Application/*/Library/*/x"},
        {"AppDomain-*/x", "/private/var/mobile/Containers/Data/Application/*/x"},
        {"/private/var/db/x", "/private/var/db/x"},
        {"Manifest.db", NULL},
        {"(files)", NULL},
        {"NoSuchDomain/x", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct buffer pattern CLEANUP_BUFFER;
        buffer_init(&pattern, 4096);
        assert_int_equal(device_pattern(slice_text(rows[i].from), &pattern), rows[i].pattern != NULL);
        if (rows[i].pattern && !slice_equal(buffer_slice(&pattern), slice_text(rows[i].pattern)))
            fail_msg("%s: %.*s", rows[i].from, SLICE_PRINTF(buffer_slice(&pattern)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_domains_have_their_place),
        cmocka_unit_test(test_a_path_that_does_not_fit_is_none),
        cmocka_unit_test(test_a_from_means_a_pattern_of_device_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
