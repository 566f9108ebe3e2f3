"""Pages and operations of 成绩单 report card."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.kinds import Access, only

_READ = only(Role.HEAD, Role.LEADER, Role.STATISTICIAN, Role.AUDITOR)

CARD: dict[str, Access] = {"card:home": _READ, "card:year": _READ}
