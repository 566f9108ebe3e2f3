"""A row of the permission table, and the rows that most routes have."""

from __future__ import annotations

from dataclasses import dataclass, field

from gaoxin.accounts.rules.roles import ADMINS, Role

APPLICANTS = frozenset({Role.APPLICANT, Role.AGENT})
OFFICERS = frozenset(
    {Role.CLERK, Role.REVIEWER, Role.SUPERVISOR, Role.HEAD, Role.SEAL_KEEPER, Role.STEWARD, Role.AUDITOR}
)


@dataclass(frozen=True, slots=True)
class Access:
    """roles: who may use the route; empty for everyone signed in. public: without signing in. own: what it shows belongs to
    somebody, so that the service or selector behind it asks whose it is. given: those of the roles that find here only what was
    given to them; anything else is not found for them, in the same words as for nothing."""

    roles: frozenset[Role] = field(default_factory=frozenset[Role])
    public: bool = False
    own: bool = False
    given: frozenset[Role] = field(default_factory=frozenset[Role])


PARTICIPANTS = APPLICANTS | OFFICERS
PUBLIC = Access(public=True)
SIGNED_IN = Access()
ENTERPRISE = Access(APPLICANTS, own=True)
DESK = Access(OFFICERS)
CASE = Access(OFFICERS, own=True)
ADMINISTRATORS = Access(ADMINS)


def only(*roles: Role, own: bool = False) -> Access:
    """A row for exactly these roles."""
    return Access(frozenset(roles), own=own)
