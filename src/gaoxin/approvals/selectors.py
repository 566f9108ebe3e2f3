"""Reading cases: their ledger, requirements, opinions, commitments, and lists for those who may see them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.timezone import localtime

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals import permissions
from gaoxin.approvals.models import (
    Case,
    ClockEvent,
    Commitment,
    Correction,
    Decision,
    HoldingReport,
    Opinion,
    Rating,
    Requirement,
    Upload,
)
from gaoxin.approvals.rules.cases.acts import ISSUED
from gaoxin.approvals.rules.cases.holding import Report
from gaoxin.approvals.rules.cases.review import Given
from gaoxin.approvals.rules.clock.ledger import Entry, Kind
from gaoxin.approvals.rules.materials import burden
from gaoxin.core.errors import NotFound
from gaoxin.runtime.prepared import Read

_ENTRY = ("kind", "at", "article", "note", "limit_text", "effective")
_CASE = {"zone": "<zone>", "case_id": uuid.UUID(int=1)}
_LEDGER = Read(
    lambda zone, case_id: ClockEvent.objects.filter(zone=zone, case_id=case_id).order_by("seq").values_list(*_ENTRY), **_CASE
)
_OPINIONS = Read(
    lambda zone, case_id: Opinion.objects.filter(zone=zone, case_id=case_id)
    .order_by("id")
    .values_list("step", "officer", "agrees"),
    **_CASE,
)
_UPLOADS = Read(
    lambda zone, case_id: Upload.objects.filter(zone=zone, case_id=case_id)
    .order_by("at", "id")
    .values_list("material", "sha256", "name"),
    **_CASE,
)


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as others may read it. Times aware, in UTC as stored."""

    id: uuid.UUID
    number: str
    item_code: str
    item_version_id: uuid.UUID
    phase: str
    applicant_id: uuid.UUID
    applicant: str
    project_code: str
    state: str
    channel: str
    visits: int
    commits: bool
    facts: dict[str, Any]
    sources: dict[str, Any]
    created_at: dt.datetime
    submitted_at: dt.datetime | None
    accepted_at: dt.datetime | None
    decided_at: dt.datetime | None
    due_at: dt.datetime | None


def case(*, zone: str, reference: str | uuid.UUID, by: Actor) -> CaseView:
    """The case of that number or key. Raises NotFound, also where the actor may not see it."""
    try:
        found = Q(id=uuid.UUID(str(reference)))
    except ValueError:
        found = Q(number=str(reference))
    row = Case.objects.select_related("applicant").filter(found, zone=zone).first()
    if row is None or not permissions.may_see(by, row.zone, row.applicant_id, row.item_code):
        raise NotFound(f"没有可办理的办件 no such case: {reference}", why="编号不存在，或者不属于您", do="核对编号")
    return _view(row)


def cases(*, zone: str, by: Actor, state: str = "", limit: int = 200) -> list[CaseView]:
    """The newest cases the actor may see; none of another zone."""
    if by.zone != zone:
        return []
    rows = Case.objects.select_related("applicant").filter(zone=zone)
    if state:
        rows = rows.filter(state=state)
    if not permissions.is_officer(by):
        rows = rows.filter(_of_mandates(by))
    return [_view(row) for row in rows.order_by("-id")[:limit]]


def _of_mandates(by: Actor) -> Q:
    """The cases of the parties the actor may act for, of the one item where the mandate names it."""
    found = Q(pk__in=[])
    for party, item in by.mandates():
        found |= Q(applicant_id=uuid.UUID(party), item_code=item) if item else Q(applicant_id=uuid.UUID(party))
    return found


def count_by(*, zone: str, field: str, year: int | None = None) -> dict[str, int]:
    """How many cases by `state`, `channel` or `item_code`, of those submitted in that year."""
    rows = Case.objects.filter(zone=zone)
    if year is not None:
        rows = rows.filter(submitted_at__year=year)
    found: dict[str, int] = {}
    for value in rows.values_list(field, flat=True):
        found[value] = found.get(value, 0) + 1
    return found


def fully_online(*, zone: str, year: int) -> tuple[int, int]:
    """(cases decided in that year without a single visit, all cases decided in that year)."""
    visits = list(Case.objects.filter(zone=zone, decided_at__year=year).values_list("channel", "visits"))
    return sum(channel == "online" and count == 0 for channel, count in visits), len(visits)


def ledger_of(zone: str, case_id: uuid.UUID) -> tuple[Entry, ...]:
    """The clock ledger, oldest entry first, in the zone's time."""
    return tuple(
        Entry(Kind(kind), localtime(at), article, note, limit, effective and localtime(effective))
        for kind, at, article, note, limit, effective in _LEDGER(zone=zone, case_id=case_id)
    )


def requirements_of(zone: str, case_id: uuid.UUID) -> tuple[burden.Requirement, ...]:
    """How each document of the case is met."""
    rows = Requirement.objects.filter(zone=zone, case_id=case_id).order_by("id")
    return tuple(burden.Requirement(r.material, r.way, r.why, r.article, r.ref) for r in rows)


def uploads_of(zone: str, case_id: uuid.UUID) -> dict[str, burden.Available]:
    """The newest file of each material."""
    rows = _UPLOADS(zone=zone, case_id=case_id)
    return {material: burden.Available(f"upload:{sha256}", name) for material, sha256, name in rows}


def opinions_of(zone: str, case_id: uuid.UUID) -> tuple[Given, ...]:
    """Every opinion given, in order."""
    return tuple(Given(*row) for row in _OPINIONS(zone=zone, case_id=case_id))


def corrections_of(zone: str, case_id: uuid.UUID) -> list[Correction]:
    """Every line of the one-time notice, in order."""
    return list(Correction.objects.filter(zone=zone, case_id=case_id).order_by("id"))


def commitments_of(zone: str, case_id: uuid.UUID) -> list[Commitment]:
    return list(Commitment.objects.filter(zone=zone, case_id=case_id).order_by("id"))


def reports_of(zone: str, case_id: uuid.UUID) -> tuple[tuple[Report, dt.datetime], ...]:
    """The holder's reports since the permit was issued."""
    rows = HoldingReport.objects.filter(zone=zone, case_id=case_id).order_by("seq").values_list("kind", "at")
    return tuple((Report(kind), localtime(at)) for kind, at in rows)


def ratings_of(zone: str, case_id: uuid.UUID) -> list[Rating]:
    return list(Rating.objects.filter(zone=zone, case_id=case_id).order_by("id"))


def decision_of(zone: str, case_id: uuid.UUID) -> Decision | None:
    return Decision.objects.filter(zone=zone, case_id=case_id).first()


def granted_phases(*, zone: str, item_code: str, applicant_id: uuid.UUID, project_code: str) -> frozenset[str]:
    """Phases of the item that are permitted for the same works and still stand."""
    rows = Case.objects.filter(
        zone=zone, item_code=item_code, applicant_id=applicant_id, project_code=project_code, state__in=ISSUED,
        decision__licence__status="valid",
    )  # fmt: skip
    return frozenset(rows.exclude(phase="").values_list("phase", flat=True))


def _view(row: Case) -> CaseView:
    return CaseView(
        row.id, row.number, row.item_code, row.item_version_id, row.phase, row.applicant_id, row.applicant.name,
        row.project_code, row.state, row.channel, row.visits, row.commits, row.facts, row.sources, row.created_at,
        row.submitted_at, row.accepted_at, row.decided_at, row.due_at,
    )  # fmt: skip
