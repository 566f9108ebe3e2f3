"""Pages of administrators: each of the three sees what is theirs to look after, and none the contents of a case."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.kinds import ADMINISTRATORS, Access, only

SYSTEM, SECURITY, AUDIT = only(Role.SYSTEM_ADMIN), only(Role.SECURITY_ADMIN), only(Role.AUDIT_ADMIN)

MANAGE: dict[str, Access] = {
    "manage:home": ADMINISTRATORS,
    "manage:catalogue": ADMINISTRATORS,
    "manage:item": ADMINISTRATORS,
    "manage:item-file": ADMINISTRATORS,
    "manage:publish": SYSTEM,
    "manage:calendars": ADMINISTRATORS,
    "manage:calendar-import": SYSTEM,
    "manage:people": SECURITY,
    "manage:switch-off": SECURITY,
    "manage:switch-on": SECURITY,
    "manage:mandates": SECURITY,
    "manage:audit": AUDIT,
    "manage:audit-check": AUDIT,
    "manage:jobs": SYSTEM,
}
