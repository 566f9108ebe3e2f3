"""Which roles read and act in talent. Whose post, school or vote it is, the permissions ask."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Role

OFFICERS = frozenset({Role.TALENT_OFFICER, Role.SYSTEM})
READS_ALL = frozenset({Role.TALENT_OFFICER, Role.HEAD, Role.LEADER, Role.AUDITOR, Role.STATISTICIAN, Role.SYSTEM})
FIRMS = frozenset({Role.APPLICANT, Role.AGENT, Role.SYSTEM})
SCHOOLS = frozenset({Role.SCHOOL, Role.SYSTEM})
