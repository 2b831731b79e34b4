-- SPDX-License-Identifier: Apache-2.0
-- rule: ios_safari_redirect
-- on: ios_safari_history
-- title: An unencrypted page led within a second to a bare address or an odd port
-- grade: weak
-- means: visited
-- value: redirected_to
-- time: visited
-- source: https://www.amnesty.org/en/latest/research/2019/10/morocco-human-rights-defenders-targeted-with-nso-groups-spyware/ (network injection: http redirected at once to a domain with a high port)
-- source: https://www.amnesty.org/en/latest/research/2021/07/forensic-methodology-report-how-to-catch-nso-groups-pegasus/ (section 1.1: the redirect as Safari's history keeps it)
-- benign: Captive portals of hotels and trains, routers' own pages, and home servers redirect like this too.
-- advice: review
-- fired: 0 of 17
url_part(url, 'scheme') = 'http'
AND redirected_after BETWEEN 0 AND 999999
AND url_part(url, 'host') IS NOT url_part(redirected_to, 'host')
AND (is_ip(url_part(redirected_to, 'host')) = 1
     OR coalesce(url_part(redirected_to, 'port'), 443) NOT IN (80, 443, 8080, 8443))
