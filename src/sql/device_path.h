// SPDX-License-Identifier: Apache-2.0
// The domain map: where a backup's domain and relative path stood on the phone.
// Source: Apple's Domains.plist as documented at theapplewiki.com/wiki/ITunes_Backup (domains and their root paths),
// and the container folders of iOS 8 and later (Containers/Data/Application, Shared/AppGroup, Data/PluginKitPlugin).
#pragma once

#include "base/arena.h"
#include "base/buffer.h"

// Appends the device path; false (and nothing appended) for a domain that the map does not hold. Of an app's container
// the folder's name on the phone is a UUID that a backup does not tell: the app's identifier stands in its place.
bool device_path(struct slice domain, struct slice path, struct buffer *ret_path);
// The pattern of device paths that a `from` of an artefact means ("HomeDomain/Library/…", "AppDomain-x/…",
// "/private/…"); an app's container becomes a `*`. False for the name of a file in the acquisition's root.
bool device_pattern(struct slice from, struct buffer *ret_pattern);
