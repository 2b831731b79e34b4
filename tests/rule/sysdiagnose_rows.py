# SPDX-License-Identifier: Apache-2.0
"""Sysdiagnoses of the rows that the fixtures of rules in rules/sysdiagnose hold.

A row: `made` (what fixtures/sysdiagnose.py is asked for, a method with its arguments each), `value` or `time` by which its
finding is known, `also` (further rules that rightly fire on it).
"""

from fixtures import sysdiagnose


def phone_made(rows):
    phone = sysdiagnose.Phone()
    for row in rows:
        for method, *arguments in row["made"]:
            getattr(phone, method)(*arguments)
    return phone


MAKERS = {artefact: (phone_made, "time") for artefact in (
    "sysdiagnose_ps", "sysdiagnose_spindump_images", "sysdiagnose_shutdown", "sysdiagnose_reboots", "sysdiagnose_lockdownd",
    "sysdiagnose_logd", "sysdiagnose_log_files", "sysdiagnose_crash_summary")}
