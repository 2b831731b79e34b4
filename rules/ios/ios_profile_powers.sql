-- SPDX-License-Identifier: Apache-2.0
-- rule: ios_profile_powers
-- on: ios_profiles
-- title: A configuration profile can read the phone's traffic or hide its notifications
-- message: A configuration profile trusts a root certificate of its own, sends all traffic through a proxy or an always-on VPN, or hides notifications.
-- grade: weak
-- means: configured
-- value: identifier
-- time: installed
-- source: https://github.com/apple/device-management (com.apple.security.root, com.apple.proxy.http.global, VPNType AlwaysOn, com.apple.notificationsettings)
-- source: https://docs.mvt.re/en/latest/ios/records/ (configuration_profiles: notification settings)
-- benign: Employers and schools manage phones like this, ad blockers and debugging tools add root certificates; a certificate that belongs to a Wi-Fi of the same profile (eduroam) is not counted.
-- advice: review
-- fired: 0 of 17
payload IS NULL
AND (root_certificates > 0 OR global_proxies > 0 OR always_on_vpns > 0 OR hidden_notifications > 0)
