"""What an enterprise sees of its own projects: stages with their sources, and what happened; nothing of the officers' own work."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from gaoxin.accounts.rules.roles import Actor
from gaoxin.parties import selectors as parties
from gaoxin.projects.models import ProductionNotice, Project
from gaoxin.projects.rules.projects.stages import ORDER, Event, Leg, legs, reached
from gaoxin.projects.selectors import projects
from gaoxin.projects.selectors.timeline import timeline

SHOWN = frozenset({"land", "approvals", "progress", "noted", "enterprise", "care", "visits"})
MOST = 30


@dataclass(frozen=True, slots=True)
class Step:
    """A stage and the event that makes it; None while it has not come."""

    kind: str
    event: Event | None

    @property
    def on(self) -> dt.date | None:
        return self.event.on if self.event else None

    @property
    def module(self) -> str:
        return self.event.module if self.event else ""


@dataclass(frozen=True, slots=True)
class OwnProject:
    """may_declare: production may be declared: it has no day yet and no notice waits."""

    project: Project
    enterprise: str
    steps: tuple[Step, ...]
    legs: tuple[Leg, ...]
    events: tuple[Event, ...]
    notices: tuple[ProductionNotice, ...]
    may_declare: bool


def own_projects(*, zone: str, by: Actor, today: dt.date) -> list[OwnProject]:
    """Of every enterprise for which the reader speaks as a whole; a mandate for one item opens none."""
    found: list[OwnProject] = []
    for party, item in by.mandates() if by.zone == zone else ():
        if item:
            continue
        key = uuid.UUID(party)
        rows = projects.of_party(zone, key)[:MOST]
        name = parties.party_name(zone=zone, party_id=key) if rows else ""
        found += [_told(row, name, today) for row in rows]
    return found


def _told(project: Project, enterprise: str, today: dt.date) -> OwnProject:
    every = timeline(project)
    events = [e for e in every if e.module in SHOWN or e.kind == "signed" or (e.module == "projects" and not e.kind)]
    days, notices = reached(events, today), projects.notices_of(project)
    steps: list[Step] = []
    for kind in ORDER:
        first = next((e for e in events if e.kind == kind and e.on == days.get(kind)), None)
        steps.append(Step(kind, first))
    settled = any(row.confirmed or row.answered_at is None for row in notices)
    return OwnProject(
        project, enterprise, tuple(steps), tuple(legs(events, today)), tuple(events), tuple(notices),
        not settled and "producing" not in days,
    )  # fmt: skip
