"""Pages of talent: the zone's supply and demand, one's own posts or programmes, the consortium."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.kinds import Access

# `talent.rules.access` asks the same.
_READS = frozenset({Role.TALENT_OFFICER, Role.HEAD, Role.LEADER, Role.AUDITOR, Role.STATISTICIAN})
_SIDES = frozenset({Role.APPLICANT, Role.AGENT, Role.SCHOOL})

TALENT: dict[str, Access] = {
    "talent:home": Access(_READS),
    "talent:run": Access(_READS),
    "talent:councils": Access(_READS | _SIDES, own=True),
    "talent:council": Access(_READS | _SIDES, own=True, given=_SIDES),
    "mytalent:home": Access(_SIDES, own=True),
}
