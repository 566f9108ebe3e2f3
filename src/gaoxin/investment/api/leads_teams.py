"""Endpoints of 招商队伍 teams: the head changes one, or closes it."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from ninja import Router, Schema
from pydantic import Field, StringConstraints

from gaoxin.investment.api.leads import Code, Key, Line
from gaoxin.investment.services.leads import changing_teams
from gaoxin.runtime.api import Request, answers

router = Router(tags=["招商线索 leads"])
Node = Annotated[str, StringConstraints(max_length=64)]


class TeamWanted(Schema):
    """All of it, in place of what stands there. capacity: open leads that one member can carry. nodes: `CHAIN/NODE`."""

    name: Annotated[str, StringConstraints(max_length=100)]
    mode: Code = Field(examples=["door"])
    territory: Line = ""
    capacity: int = Field(ge=1, lt=1000)
    nodes: list[Node] = Field(default_factory=list, max_length=100, examples=[["electronics/pcb"]])


class TeamClosing(Schema):
    """to: the team that takes over what has not landed; null for the pool."""

    reason: Line
    to: uuid.UUID | None = None


class TeamChanged(Schema):
    id: uuid.UUID
    code: str
    name: str
    mode: str
    territory: str
    capacity: int
    nodes: list[str]


class TeamClosed(Schema):
    """leads: how many went on."""

    leads: int


@router.post(
    "/leads/teams/{uuid:team}", response=answers(TeamChanged), url_name="lead-team", operation_id="lead-team",
    summary="更改队伍 change a team",
)  # fmt: skip
def amend(request: Request, team: uuid.UUID, body: TeamWanted, key: Key) -> Any:
    """For the head: name, mode, territory, capacity and chain nodes of an open team."""
    return changing_teams.amend_team(
        zone=request.zone, team=team, by=request.actor, at=request.at, key=key, **body.dict()
    )


@router.post(
    "/leads/teams/{uuid:team}/close", response=answers(TeamClosed), url_name="lead-team-close",
    operation_id="lead-team-close", summary="撤销队伍 close a team",
)  # fmt: skip
def close(request: Request, team: uuid.UUID, body: TeamClosing, key: Key) -> Any:
    """For the head: its people leave it today, its leads that have not landed go to another team or to the pool."""
    told = body.dict()
    return {
        "leads": changing_teams.close_team(
            zone=request.zone, team=team, by=request.actor, at=request.at, key=key, **told
        )
    }
