"""Which roles see the cockpit, open tasks, may be given one, and find the rows behind a card."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Actor, Role

READERS = frozenset({Role.LEADER, Role.HEAD, Role.AUDITOR, Role.STATISTICIAN})
OPENERS = frozenset({Role.LEADER, Role.HEAD})
OWNERS = frozenset(
    {
        Role.LEADER, Role.HEAD, Role.SUPERVISOR, Role.STEWARD, Role.PROMOTER, Role.ENGINEER, Role.STATISTICIAN, Role.LAND_OFFICER,
    }
)  # fmt: skip
SEE_ALL = frozenset({Role.LEADER, Role.HEAD, Role.AUDITOR})  # of tasks; everybody else: those they were given or gave
# Which roles find the rows behind a card; the pages ask again (config/access), a test holds both together.
DRILLS: dict[str, frozenset[Role]] = {
    "card:year": frozenset({Role.HEAD, Role.LEADER, Role.STATISTICIAN, Role.AUDITOR}),
    "projects:investment": frozenset({Role.HEAD, Role.LEADER, Role.STATISTICIAN, Role.AUDITOR}),
    "projects:list": frozenset({Role.HEAD, Role.LEADER, Role.STATISTICIAN, Role.AUDITOR}),
    "projects:blocks": frozenset({Role.HEAD, Role.LEADER, Role.STATISTICIAN, Role.AUDITOR}),
    "projects:file": frozenset({Role.HEAD, Role.LEADER, Role.STATISTICIAN, Role.AUDITOR}),
    "leads:funnel": frozenset({Role.HEAD, Role.LEADER, Role.STATISTICIAN, Role.AUDITOR}),
    "progress:list": frozenset({Role.HEAD, Role.LEADER, Role.STATISTICIAN, Role.AUDITOR}),
    "portal:figures": READERS,
    "desk:supervision": frozenset({Role.HEAD, Role.AUDITOR}),
    "chains:gaps": frozenset({Role.HEAD, Role.LEADER, Role.STATISTICIAN, Role.AUDITOR}),
    "land:ledgers": frozenset({Role.HEAD, Role.LEADER, Role.STATISTICIAN, Role.AUDITOR}),
    "land:parcel": frozenset({Role.HEAD, Role.LEADER, Role.STATISTICIAN, Role.AUDITOR}),
    "harmony:home": frozenset({Role.HEAD, Role.AUDITOR}),
    "talent:home": frozenset({Role.HEAD, Role.LEADER, Role.STATISTICIAN, Role.AUDITOR}),
    "labour:home": frozenset({Role.HEAD, Role.LEADER, Role.AUDITOR}),
    "cockpit:follow-ups": READERS,
    "cockpit:follow-up": READERS,
}


def may_drill(by: Actor, route: str) -> bool:
    """Whether the reader finds rows there."""
    return bool(by.roles & DRILLS.get(route, frozenset()))
