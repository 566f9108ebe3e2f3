"""Whose case is it? Applicants and agents see the cases of parties they may act for; officers those of their zone."""

from __future__ import annotations

import uuid

from gaoxin.accounts.rules.roles import Actor, Role

ONLINE = "online"
HANDS = frozenset({Role.CLERK, Role.REVIEWER, Role.SUPERVISOR, Role.HEAD, Role.SEAL_KEEPER})  # may have a case in hand
OFFICERS = frozenset(
    {Role.CLERK, Role.REVIEWER, Role.SUPERVISOR, Role.HEAD, Role.SEAL_KEEPER, Role.STEWARD, Role.AUDITOR, Role.SYSTEM}
)


def may_see(actor: Actor, zone: str, applicant_id: uuid.UUID, item_code: str) -> bool:
    """Whether the actor may know that this case exists."""
    return actor.zone == zone and (actor.may_act_for(applicant_id, item_code) or is_officer(actor))


def may_write(
    actor: Actor, zone: str, applicant_id: uuid.UUID, item_code: str, *, channel: str, draft: bool = True
) -> bool:
    """Whether the actor may open, fill and hand in this for the party: with its mandate, or as the clerk to whom it came.

    A draft that is kept online is the party's alone: a clerk neither opens one nor touches it.
    """
    came = actor.has(Role.CLERK) and not (draft and channel == ONLINE)
    return actor.zone == zone and (actor.may_act_for(applicant_id, item_code) or came)


def is_officer(actor: Actor) -> bool:
    """Whether the actor holds an office of its zone."""
    return any(actor.has(role) for role in OFFICERS)
