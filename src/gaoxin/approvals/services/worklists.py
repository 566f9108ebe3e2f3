"""Worklists of officers: what is due first, by role and scope. Reads only; each page costs a fixed number of queries."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localtime

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.approvals import permissions
from gaoxin.approvals.models import (
    Case,
    CaseAssignment,
    ClockEvent,
    Commitment,
    Opinion,
    ProjectName,
    Rating,
    StartRequest,
    WindowReply,
)
from gaoxin.approvals.rules.cases.acts import ALL_BUT_DRAFT, COMMITTED, ISSUED, OPEN, State
from gaoxin.approvals.rules.cases.ratings import BAD
from gaoxin.approvals.rules.cases.review import Given, missing, review_steps
from gaoxin.approvals.rules.clock.ledger import Entry, Kind, exclusions
from gaoxin.approvals.rules.items.model import Item
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.definitions import item_of
from gaoxin.core.calendar import CalendarMissing
from gaoxin.core.errors import Invalid
from gaoxin.parties import selectors as parties
from gaoxin.runtime.named import beginning, named

PAGE = 50
COUNTED = 999  # cases of a pile that are counted; of a larger one it is said that there are more
NAMED = 500  # parties of a search that are named one by one; where more fit, names are looked at beside the cases
EXPORTED_AT_ONCE = 500
SOON_WORKDAYS = 2  # how far ahead a list warns; a matter of display, no limit of law
SCOPES = ("mine", "department", "zone")


class Due(StrEnum):
    """How near a date is, in the words of a worklist."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    FINE = "fine"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Queue:
    """A pile of work: the roles whose work it is, the states of its cases, and the matter that waits beside the case."""

    roles: frozenset[Role]
    states: frozenset[State]
    matter: str = ""
    by_due: bool = True


_ANYONE = permissions.OFFICERS
QUEUES: dict[str, Queue] = {
    "intake": Queue(frozenset({Role.CLERK}), frozenset({State.SUBMITTED, State.CORRECTING})),
    "deliver": Queue(frozenset({Role.CLERK}), frozenset({State.GRANTED})),
    "review": Queue(frozenset({Role.REVIEWER, Role.HEAD}), frozenset({State.ACCEPTED})),
    "decide": Queue(frozenset({Role.SUPERVISOR, Role.HEAD}), frozenset({State.RECOMMENDED})),
    "window": Queue(frozenset({Role.SUPERVISOR}), ALL_BUT_DRAFT, "window"),
    "ratings": Queue(frozenset({Role.SUPERVISOR}), ALL_BUT_DRAFT, "ratings"),
    "extensions": Queue(frozenset({Role.SUPERVISOR}), ISSUED, "extensions"),
    "commitments": Queue(frozenset({Role.REVIEWER, Role.SUPERVISOR}), COMMITTED, "commitments"),
    "open": Queue(_ANYONE, OPEN),
    "all": Queue(_ANYONE, ALL_BUT_DRAFT, by_due=False),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for; every field is in the page's address. after: the cursor of the row before."""

    queue: str = ""
    scope: str = "zone"
    item: str = ""
    state: str = ""
    due: str = ""
    text: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One case of a list. move: what is to be done next and on which steps; `mine` where it is the reader's."""

    id: uuid.UUID
    number: str
    item: Item
    applicant: str
    project_code: str
    state: str
    channel: str
    submitted_at: dt.datetime | None
    due_at: dt.datetime | None
    due: Due
    entries: tuple[Entry, ...]
    move: str
    steps: tuple[str, ...]
    mine: bool
    hands: tuple[str, ...]
    cursor: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `next` is the cursor of the following one, '' on the last."""

    rows: tuple[Row, ...]
    next: str


def queues_of(by: Actor) -> tuple[str, ...]:
    """The piles of this actor's roles, the most pressing first; the first is what the list opens with."""
    return tuple(name for name, queue in QUEUES.items() if by.roles & queue.roles)


def worklist(*, zone: str, by: Actor, wanted: Wanted, at: dt.datetime, size: int = PAGE) -> Page:
    """One page of the list. Raises Invalid for a queue, scope or due word that does not exist."""
    rows = _found(zone, by, wanted, at)
    if wanted.after:
        rows = rows.filter(_beyond(wanted))
    keys = list(rows.values_list("id", "next_due")[: size + 1])  # an index holds them: no row is read that is not shown
    shown = Case.objects.filter(zone=zone, id__in=[pk for pk, _ in keys[:size]]).values(*_VALUES)
    values = {value["id"]: value for value in shown}
    made = _rows(zone, by, wanted, at, [{**values[pk], "next_due": due} for pk, due in keys[:size] if pk in values])
    return Page(made, made[-1].cursor if len(keys) > size and made else "")


def every_row(*, zone: str, by: Actor, wanted: Wanted, at: dt.datetime) -> Iterator[Row]:
    """Every row of the list in its order, read page by page: what an export writes."""
    wanted = replace(wanted, after="")
    while True:
        page = worklist(zone=zone, by=by, wanted=wanted, at=at, size=EXPORTED_AT_ONCE)
        yield from page.rows
        if not page.next:
            return
        wanted = replace(wanted, after=page.next)


def counts(*, zone: str, by: Actor, wanted: Wanted, at: dt.datetime) -> dict[str, int]:
    """How many cases lie in each of the actor's piles, in the chosen scope; `COUNTED` + 1 stands for any larger number. The
    archive is not counted."""
    return {
        name: _found(zone, by, Wanted(queue=name, scope=wanted.scope), at).order_by()[: COUNTED + 1].count()
        for name in queues_of(by)
        if QUEUES[name].by_due
    }


def item_choices(zone: str) -> tuple[tuple[str, str], ...]:
    """Items of the catalogue by code and name, for the filter."""
    known = rulebook.catalogue()
    return tuple((code, known.items[code][-1].name.zh) for code in known.codes())


def due_word(due: dt.datetime | None, at: dt.datetime) -> Due:
    """How near the date is."""
    if due is None:
        return Due.NONE
    today, soon = bounds(at)
    if due < at:
        return Due.LATE
    return Due.TODAY if due < today else Due.SOON if due < soon else Due.FINE


_VALUES = (
    "id", "number", "item_version_id", "applicant__name", "project_code", "state", "channel", "submitted_at",
    "facts", "decision__licence__sealed_at",
)  # fmt: skip


def _found(zone: str, by: Actor, wanted: Wanted, at: dt.datetime) -> QuerySet[Case]:
    """The cases of the list in its order, before paging; none for those who hold no office here."""
    queue = QUEUES.get(wanted.queue)
    if queue is None or wanted.scope not in SCOPES or (wanted.due and wanted.due not in set(Due)):
        raise Invalid("没有这个清单 no such list", do="从工作台重新进入 start from the worklist")
    rows = Case.objects.filter(zone=zone, state__in=queue.states)
    if by.zone != zone or not permissions.is_officer(by) or not by.roles & queue.roles:
        rows = rows.none()
    rows = _scoped(_of_matter(rows, zone, queue.matter), zone, by, wanted.scope)
    if wanted.item:
        rows = rows.filter(item_code=wanted.item)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.due:
        rows = rows.filter(_due_is(Due(wanted.due), at))
    if wanted.text.strip():
        rows = rows.filter(_matches(zone, wanted.text.strip()))
    order = (F("next_due").asc(nulls_last=True), "id") if queue.by_due else ("-id",)
    return rows.order_by(*order)


def _of_matter(rows: QuerySet[Case], zone: str, matter: str) -> QuerySet[Case]:
    """With `next_due`: of the case itself, or of the oldest matter that waits beside it."""
    waiting: dict[str, tuple[Any, str]] = {
        "window": (WindowReply.objects.filter(zone=zone, answered_at=None), "due_at"),
        "ratings": (Rating.objects.filter(zone=zone, grade__in=BAD, answered_at=None), "mend_due_at"),
        "extensions": (StartRequest.objects.filter(zone=zone, decided_at=None), "due_at"),
        "commitments": (Commitment.objects.filter(zone=zone, closed_at=None, revoked_at=None), "due_at"),
    }
    if not matter:
        return rows.annotate(next_due=F("due_at"))
    found, column = waiting[matter]
    first = found.filter(case_id=OuterRef("pk")).order_by(F(column).asc(nulls_last=True)).values(column)[:1]
    return rows.filter(id__in=found.values("case_id")).annotate(next_due=Subquery(first))


def _scoped(rows: QuerySet[Case], zone: str, by: Actor, scope: str) -> QuerySet[Case]:
    if scope == "zone":
        return rows
    held = CaseAssignment.objects.filter(zone=zone, case_id=OuterRef("pk"), until=None)
    held = held.filter(officer=by.id) if scope == "mine" else held.filter(department=by.department)
    return rows.filter(Exists(held))


def _due_is(due: Due, at: dt.datetime) -> Q:
    today, soon = bounds(at)
    return {
        Due.LATE: Q(next_due__lt=at),
        Due.TODAY: Q(next_due__gte=at, next_due__lt=today),
        Due.SOON: Q(next_due__gte=max(today, at), next_due__lt=soon),
        Due.FINE: Q(next_due__gte=soon),
        Due.NONE: Q(next_due=None),
    }[due]


def bounds(at: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """(the end of today, the end of the days a list warns of)."""
    calendar = rulebook.calendar()
    day = calendar.local(at).date()
    try:
        last = calendar.nth_workday(calendar.workdays_through(day) + SOON_WORKDAYS)
    except CalendarMissing:
        last = day + dt.timedelta(days=SOON_WORKDAYS)
    ends = [dt.datetime.combine(d + dt.timedelta(days=1), dt.time(), calendar.tz) for d in (day, last)]
    return ends[0], ends[1]


def _matches(zone: str, text: str) -> Q:
    """A number or its beginning; a part of the applicant's or the project's name, in characters or as pinyin."""
    found = beginning("number", text.upper()) if text.isascii() else Q(pk__in=[])
    projects = list(ProjectName.objects.filter(named(text), zone=zone).values_list("id", flat=True)[: NAMED + 1])
    applicants = parties.fitting(zone=zone, text=text, limit=NAMED + 1)
    if applicants:
        found |= (
            _one_by_one("applicant", Q(parties.fits(text), zone=zone))
            if len(applicants) > NAMED
            else Q(applicant_id__in=applicants)
        )
    if projects:
        found |= (
            _one_by_one("called", Q(named(text), zone=zone)) if len(projects) > NAMED else Q(called_id__in=projects)
        )
    return found


def _one_by_one(relation: str, fits: Q) -> Q:
    """Cases whose relation fits, asked case by case in the list's order, so that a page is full long before all are seen.

    A database may turn the question round and gather the cases of everything that fits; beside an alternative it does not.
    """
    model: Any = Case._meta.get_field(relation).related_model
    return Q(Exists(model.objects.filter(fits, pk=OuterRef(f"{relation}_id")))) | Q(state="")


def _beyond(wanted: Wanted) -> Q:
    """Rows after the cursor: `ID`, or `DUE|ID` where the list is ordered by due date."""
    due, _, key = wanted.after.rpartition("|")
    try:
        pk = uuid.UUID(key)
        moment = dt.datetime.fromisoformat(due) if due and due != "-" else None
    except ValueError:
        raise Invalid("分页标记无效 not a cursor", do="从第一页开始 start from the first page") from None
    if not QUEUES[wanted.queue].by_due:
        return Q(id__lt=pk)
    if moment is None:
        return Q(next_due=None, id__gt=pk)
    return Q(next_due__gt=moment) | Q(next_due=moment, id__gt=pk) | Q(next_due=None)


def _rows(
    zone: str, by: Actor, wanted: Wanted, at: dt.datetime, values: Sequence[Mapping[str, Any]]
) -> tuple[Row, ...]:
    keys = [value["id"] for value in values]
    ledgers: dict[uuid.UUID, list[Entry]] = {key: [] for key in keys}
    fields = ("case_id", "kind", "at", "article", "note", "limit_text", "effective")
    for key, kind, when, article, note, limit, effective in (
        ClockEvent.objects.filter(zone=zone, case_id__in=keys).order_by("case_id", "seq").values_list(*fields)
    ):
        ledgers[key].append(
            Entry(Kind(kind), localtime(when), article, note, limit, effective and localtime(effective))
        )
    given: dict[uuid.UUID, list[Given]] = {key: [] for key in keys}
    for key, *told in Opinion.objects.filter(zone=zone, case_id__in=keys).values_list(
        "case_id", "step", "officer", "agrees"
    ):
        given[key].append(Given(*told))
    hands: dict[uuid.UUID, list[str]] = {key: [] for key in keys}
    held = CaseAssignment.objects.filter(zone=zone, case_id__in=keys, until=None).order_by("id")
    for key, name in held.values_list("case_id", "name"):
        hands[key].append(name)
    return tuple(
        _row(by, wanted, at, value, tuple(ledgers[value["id"]]), given[value["id"]], tuple(hands[value["id"]]))
        for value in values
    )


def _row(
    by: Actor, wanted: Wanted, at: dt.datetime, value: Mapping[str, Any], entries: tuple[Entry, ...],
    given: Sequence[Given], hands: tuple[str, ...],
) -> Row:  # fmt: skip
    item = item_of(value["item_version_id"])
    move, steps, mine = _move(by, wanted, value, item, entries, given)
    due = value["next_due"]
    key = f"{due.isoformat() if due else '-'}|{value['id']}" if QUEUES[wanted.queue].by_due else str(value["id"])
    return Row(
        value["id"], value["number"], item, value["applicant__name"], value["project_code"], value["state"],
        value["channel"], value["submitted_at"], due, due_word(due, at), entries, move, steps, mine, hands, key,
    )  # fmt: skip


_NEXT: dict[str, tuple[str, frozenset[Role]]] = {
    State.SUBMITTED: ("check", frozenset({Role.CLERK})),
    State.CORRECTING: ("wait-applicant", frozenset()),
    State.RECOMMENDED: ("decide", frozenset({Role.SUPERVISOR})),
    State.GRANTED: ("seal", frozenset({Role.SEAL_KEEPER})),
}
_MATTERS = {
    "window": "answer-window",
    "ratings": "answer-rating",
    "commitments": "verify",
    "extensions": "decide-extension",
}


def _move(
    by: Actor, wanted: Wanted, value: Mapping[str, Any], item: Item, entries: Sequence[Entry], given: Sequence[Given]
) -> tuple[str, tuple[str, ...], bool]:
    """What is to be done next, on which steps, and whether it is the reader's."""
    if matter := _MATTERS.get(QUEUES[wanted.queue].matter):
        return matter, (), True
    state = value["state"]
    if state == State.GRANTED and value["decision__licence__sealed_at"]:
        return "deliver", (), by.has(Role.CLERK)
    if state != State.ACCEPTED:
        move, roles = _NEXT.get(state, ("", frozenset[Role]()))
        return move, (), bool(by.roles & roles)
    if exclusions(entries)[1]:
        return "resume", (), by.has(Role.REVIEWER)
    received = localtime(value["submitted_at"]).date().isoformat() if value["submitted_at"] else ""
    return next_in_review(item, {**value["facts"], "received_on": received}, given, by)


def next_in_review(
    item: Item, facts: Mapping[str, object], given: Sequence[Given], by: Actor
) -> tuple[str, tuple[str, ...], bool]:
    """In review: the steps open for this reviewer, or the recommendation, or others' opinions that are waited for."""
    left = dict(missing(item, facts, given))
    if not left:
        return "recommend", (), by.has(Role.REVIEWER)
    steps = [step for step in review_steps(item, facts) if step.code in left]
    first = min(step.order for step in steps)
    mine = {spoken.step for spoken in given if spoken.officer == by.id}
    open_now = [step for step in steps if step.order == first and step.code not in mine]
    if by.has(Role.REVIEWER) and open_now:
        return "opinion", tuple(step.code for step in open_now), True
    return "wait-officers", tuple(step.code for step in steps if step.order == first), False
