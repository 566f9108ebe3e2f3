"""Reading cases: their ledger, requirements, opinions, commitments, and lists for those who may see them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localtime

from gaoxin.accounts import selectors as account_log
from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.accounts.selectors import OfficerView
from gaoxin.approvals import permissions
from gaoxin.approvals.models import (
    Case,
    CaseAssignment,
    ClockEvent,
    Commitment,
    Correction,
    Decision,
    HoldingReport,
    Opinion,
    Rating,
    Requirement,
    StartRequest,
    Upload,
)
from gaoxin.approvals.rules.cases.acts import ISSUED, OPEN, State
from gaoxin.approvals.rules.cases.holding import Report
from gaoxin.approvals.rules.cases.review import Given
from gaoxin.approvals.rules.clock.ledger import Entry, Kind
from gaoxin.approvals.rules.materials import burden
from gaoxin.core.errors import NotFound
from gaoxin.runtime.prepared import Read

_ENTRY = ("kind", "at", "article", "note", "limit_text", "effective")
_CASE = {"zone": "<zone>", "case_id": uuid.UUID(int=1)}
_LEDGER = Read(
    lambda zone, case_id: ClockEvent.objects.filter(zone=zone, case_id=case_id).order_by("seq").values_list(*_ENTRY),
    **_CASE,
)
_OPINIONS = Read(
    lambda zone, case_id: (
        Opinion.objects.filter(zone=zone, case_id=case_id).order_by("id").values_list("step", "officer", "agrees")
    ),
    **_CASE,
)
_UPLOADS = Read(
    lambda zone, case_id: (
        Upload.objects.filter(zone=zone, case_id=case_id).order_by("at", "id").values_list("material", "sha256", "name")
    ),
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
        raise NotFound("没有可办理的办件 no such case", why="编号不存在，或者不属于您", do="核对编号")
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


def page(
    *, zone: str, by: Actor, limit: int, cursor: uuid.UUID | None = None, state: str | None = None, item: str = "",
    due_before: dt.datetime | None = None,
) -> tuple[list[CaseView], uuid.UUID | None]:  # fmt: skip
    """(cases the actor may see, newest first; cursor of the page after, None at the end).

    By key-set: the cursor is the key of the last case seen, so that cases opened meanwhile move no page.
    """
    rows = Case.objects.select_related("applicant").filter(zone=zone)
    if by.zone != zone:
        rows = rows.none()
    if not permissions.is_officer(by):
        rows = rows.filter(_of_mandates(by))
    if cursor:
        rows = rows.filter(id__lt=cursor)
    if state:
        rows = rows.filter(state=state)
    if item:
        rows = rows.filter(item_code=item)
    if due_before:
        rows = rows.filter(due_at__lt=due_before.astimezone(dt.UTC))
    found = list(rows.order_by("-id")[: limit + 1])
    shown = [_view(row) for row in found[:limit]]
    return shown, shown[-1].id if len(found) > limit else None


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


def start_requests_of(zone: str, case_id: uuid.UUID) -> list[StartRequest]:
    """What the holder asked about starting later, in order, with what became of it."""
    return list(StartRequest.objects.filter(zone=zone, case_id=case_id).order_by("asked_at", "id"))


def waiting_since(zone: str, case_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dt.datetime]:
    """Cases on which a request to start later waits for its decision, with the moment it was made."""
    rows = StartRequest.objects.filter(zone=zone, case_id__in=list(case_ids), decided_at=None)
    return {pk: localtime(asked) for pk, asked in rows.values_list("case_id", "asked_at")}


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


@dataclass(frozen=True, slots=True)
class LicenceView:
    """A licence as its holder sees it, with the case it came from."""

    id: uuid.UUID
    title: str
    number: str
    status: str
    status_reason: str
    sealed: bool
    valid_from: dt.date
    valid_until: dt.date | None
    case_id: uuid.UUID
    case_number: str
    item_code: str
    item_version_id: uuid.UUID


def own_cases(*, zone: str, by: Actor, applicant_id: uuid.UUID, limit: int = 50, before: str = "") -> list[CaseView]:
    """The newest cases of one party, as far as the actor's mandates reach. before: number of the last one shown."""
    rows = Case.objects.select_related("applicant").filter(_own(zone, by, applicant_id))
    if before and (last := rows.filter(number=before).values_list("id", flat=True).first()):
        rows = rows.filter(id__lt=last)
    return [_view(row) for row in rows.order_by("-id")[:limit]]


def own_licences(*, zone: str, by: Actor, applicant_id: uuid.UUID, limit: int = 200) -> list[LicenceView]:
    """What was issued to one party in the actor's reach, newest first."""
    rows = Decision.objects.filter(
        case__in=Case.objects.filter(_own(zone, by, applicant_id)), zone=zone, licence__isnull=False
    )
    return [_licence_view(row) for row in _with_licences(rows).order_by("-at", "-id")[:limit]]


def own_commitments(
    *, zone: str, by: Actor, applicant_id: uuid.UUID, limit: int | None = None
) -> list[tuple[CaseView, Commitment]]:
    """Promises of one party that are neither closed nor revoked, with their cases, the first due first, at most so many."""
    rows = Commitment.objects.select_related("case", "case__applicant").filter(
        case__in=Case.objects.filter(_own(zone, by, applicant_id)), zone=zone, closed_at=None, revoked_at=None
    )
    return [(_view(row.case), row) for row in rows.order_by("due_at", "id")[:limit]]


def drafts_at_window(*, zone: str, by: Actor, applicant_id: uuid.UUID | None = None, limit: int = 20) -> list[CaseView]:
    """The newest drafts that clerks opened for those who came or wrote, of one party or of all; none for other readers."""
    if by.zone != zone or not by.has(Role.CLERK):
        return []
    rows = Case.objects.select_related("applicant").filter(zone=zone, state=State.DRAFT)
    rows = rows.exclude(channel=permissions.ONLINE)
    if applicant_id:
        rows = rows.filter(applicant_id=applicant_id)
    return [_view(row) for row in rows.order_by("-id")[:limit]]


def licence_of(zone: str, case_id: uuid.UUID) -> LicenceView | None:
    """What the case issued; None where nothing was."""
    row = _with_licences(Decision.objects.filter(zone=zone, case_id=case_id)).first()
    return _licence_view(row) if row and row.licence_id else None


def ledgers_of(zone: str, case_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[Entry, ...]]:
    """The ledgers of several cases by one query, for the small bands of a list."""
    found: dict[uuid.UUID, list[Entry]] = {pk: [] for pk in case_ids}
    rows = ClockEvent.objects.filter(zone=zone, case_id__in=list(case_ids)).order_by("case_id", "seq")
    for pk, kind, at, article, note, limit, effective in rows.values_list("case_id", *_ENTRY):
        found[pk].append(Entry(Kind(kind), localtime(at), article, note, limit, effective and localtime(effective)))
    return {pk: tuple(entries) for pk, entries in found.items()}


def reports_by_case(
    zone: str, case_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, tuple[tuple[Report, dt.datetime], ...]]:
    """The holder's reports of several cases by one query."""
    found: dict[uuid.UUID, list[tuple[Report, dt.datetime]]] = {}
    rows = HoldingReport.objects.filter(zone=zone, case_id__in=list(case_ids)).order_by("case_id", "seq")
    for pk, kind, at in rows.values_list("case_id", "kind", "at"):
        found.setdefault(pk, []).append((Report(kind), localtime(at)))
    return {pk: tuple(reports) for pk, reports in found.items()}


def files_of(zone: str, case_id: uuid.UUID) -> list[Upload]:
    """Every file handed in, oldest first; the newest of a material counts."""
    return list(Upload.objects.filter(zone=zone, case_id=case_id).order_by("at", "id"))


def row_of(*, zone: str, case_id: uuid.UUID, by: Actor) -> Case:
    """The case itself, for services that reckon with it before anything is handed in. Raises NotFound as `case` does."""
    return Case.objects.select_related("applicant").get(zone=zone, id=case(zone=zone, reference=case_id, by=by).id)


@dataclass(frozen=True, slots=True)
class Hand:
    """An officer who could take a case, and how many open cases are in these hands already."""

    officer: OfficerView
    cases: int


def hands_for(*, zone: str, case_id: uuid.UUID, by: Actor, at: dt.datetime) -> list[Hand]:
    """Who can take the case: officers of the zone who have not the whole of it in hand, the reader's department first, in each
    department who has least to do first."""
    if by.zone != zone:
        return []
    open_ones = CaseAssignment.objects.filter(zone=zone, until=None)
    has = set(open_ones.filter(case_id=case_id, step="").values_list("officer", flat=True))
    found = account_log.officers(zone=zone, roles=permissions.HANDS, at=at)
    load = open_ones.filter(officer__in=[str(o.id) for o in found], case__state__in=OPEN | {State.GRANTED})
    counted = dict(
        load.order_by().values("officer").annotate(n=Count("case_id", distinct=True)).values_list("officer", "n")
    )
    hands = [Hand(officer, counted.get(str(officer.id), 0)) for officer in found if str(officer.id) not in has]
    return sorted(
        hands, key=lambda h: (h.officer.department != by.department, h.officer.department, h.cases, h.officer.name)
    )


def _own(zone: str, by: Actor, applicant_id: uuid.UUID) -> Q:
    return _of_mandates(by) & Q(zone=zone, applicant_id=applicant_id) if by.zone == zone else Q(pk__in=[])


def _with_licences(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    """Without forms and contents: a holder's list shows hundreds."""
    big = ("case__facts", "case__sources", "licence__content")
    return rows.select_related("case", "licence").defer(*big, "reasons", "remedies", "instead")


def _licence_view(row: Decision) -> LicenceView:
    licence, case_row = row.licence, row.case
    assert licence is not None
    return LicenceView(
        licence.id, licence.title, licence.number, licence.status, licence.status_reason, licence.sealed_at is not None,
        licence.valid_from, licence.valid_until, case_row.id, case_row.number, case_row.item_code,
        case_row.item_version_id,
    )  # fmt: skip
