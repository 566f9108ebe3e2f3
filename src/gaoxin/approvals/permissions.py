"""Whose case is it? Applicants and agents see the cases of parties they may act for; officers those of their zone."""

from __future__ import annotations

import uuid

from gaoxin.accounts.rules.roles import Actor, Role

OFFICERS = frozenset(
    {Role.CLERK, Role.REVIEWER, Role.SUPERVISOR, Role.HEAD, Role.SEAL_KEEPER, Role.STEWARD, Role.AUDITOR, Role.SYSTEM}
)


def may_see(actor: Actor, zone: str, applicant_id: uuid.UUID) -> bool:
    """Whether the actor may know that this case exists."""
    if actor.zone != zone:
        return False
    return str(applicant_id) in actor.parties or any(actor.has(role) for role in OFFICERS)
