"""The inbox: what enterprises asked, across offices, with the time that is left."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, NotFound
from gaoxin.projects.models import Inquiry, InquiryEntry, StewardVisit
from gaoxin.projects.rules.stewards import answering
from gaoxin.projects.rules.stewards.access import OFFICES, reads_all, speaks_for
from gaoxin.projects.rules.stewards.answering import Summary, Times
from gaoxin.projects.selectors.stewards.serving import parties_of
from gaoxin.projects.selectors.stewards.settings import book, calendar

PAGE = 50


@dataclass(frozen=True, slots=True)
class InquiryView:
    """A question as a list shows it. standing: as in rules; left: office minutes to the first answer, negative when late."""

    id: uuid.UUID
    party_id: uuid.UUID
    party: str
    subject: str
    office: str
    asked_at: dt.datetime
    due_at: dt.datetime
    first_answer_at: dt.datetime | None
    closed_at: dt.datetime | None
    stars: int | None
    version: int
    standing: str
    left: int


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry of its course."""

    number: int
    kind: str
    who: str
    at: dt.datetime
    text: str
    office: str


def reach(zone: str, by: Actor) -> Q:
    """Questions in the actor's reach: all; of enterprises they serve; handed to their office; of enterprises they speak for."""
    if by.zone != zone:
        return Q(pk__in=[])
    if reads_all(by):
        return Q(zone=zone)
    found = Q(party_id__in=parties_of(zone, by))
    if by.roles & OFFICES and by.department:
        found |= Q(office__in=book().offices_of(by.department)) & ~Q(office="service")
    if whole := [uuid.UUID(party) for party, item in by.mandates() if not item]:
        found |= Q(party_id__in=whole)
    return Q(zone=zone) & found


def inbox(
    *, zone: str, by: Actor, now: dt.datetime, which: str = "open", party_id: uuid.UUID | None = None, after: str = ""
) -> tuple[list[InquiryView], str]:
    """(questions, cursor of the page after or empty). which: open (unanswered first, by due time), closed (newest first), all."""
    rows = Inquiry.objects.select_related("party").filter(reach(zone, by))
    if party_id:
        rows = rows.filter(party_id=party_id)
    if which == "open":
        rows = rows.filter(closed_at=None).order_by("due_at", "id")
        rows = rows.filter(_past(after, up=True)) if after else rows
    else:
        rows = rows.filter(closed_at__isnull=False) if which == "closed" else rows
        rows = rows.order_by("-due_at", "-id")
        rows = rows.filter(_past(after, up=False)) if after else rows
    found = list(rows[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return [_view(row, now) for row in found[:PAGE]], f"{last.due_at.isoformat()}|{last.id}" if last else ""


def one(*, zone: str, inquiry_id: uuid.UUID, by: Actor, now: dt.datetime) -> tuple[InquiryView, list[EntryView]]:
    """The question with its course. Raises NotFound, also out of the actor's reach."""
    row = Inquiry.objects.select_related("party").filter(reach(zone, by), id=inquiry_id).first()
    if row is None:
        raise missing()
    entries = InquiryEntry.objects.select_related("by").filter(zone=zone, inquiry=row).order_by("number")
    return _view(row, now), [EntryView(e.number, e.kind, e.by.name, e.at, e.text, e.office) for e in entries]


def missing() -> NotFound:
    return NotFound(
        "没有这条咨询 no such question", why="编号不存在，或者不由您办理 it does not exist, or is not yours",
        do="从收件箱进入 start from the inbox",
    )  # fmt: skip


def speaks(by: Actor, zone: str, party_id: uuid.UUID) -> bool:
    """Whether the actor speaks for the whole enterprise."""
    return speaks_for(by, zone, party_id)


def summary(*, zone: str, by: Actor, now: dt.datetime, year: int) -> Summary:
    """First answers of the year in the actor's reach."""
    rows = Inquiry.objects.filter(reach(zone, by), asked_at__year=year)
    found = [Times(*row) for row in rows.values_list("asked_at", "due_at", "first_answer_at", "closed_at")]
    return answering.summed(found, now, calendar())


def saturday(*, zone: str, by: Actor, year: int) -> tuple[int, int]:
    """(answers and visits on days open for service only, all of them) of the year in the actor's reach."""
    entries = InquiryEntry.objects.filter(zone=zone, kind="answered", at__year=year)
    moments = list(entries.filter(inquiry__in=Inquiry.objects.filter(reach(zone, by))).values_list("at", flat=True))
    visits = StewardVisit.objects.filter(zone=zone, day__year=year, party_id__in=parties_of(zone, by))
    noon = dt.time(12, tzinfo=calendar().tz)
    moments += [dt.datetime.combine(day, noon) for day in visits.values_list("day", flat=True)]
    return answering.saturday_share(moments, calendar())


def ratings(*, zone: str, by: Actor, year: int) -> dict[int, int]:
    """Stars -> how many of the year."""
    rows = Inquiry.objects.filter(reach(zone, by), rated_at__year=year).values_list("stars", flat=True)
    found = dict.fromkeys(range(5, 0, -1), 0)
    for stars in rows:
        found[stars or 0] += 1
    return found


def why(view: InquiryView) -> Any:
    """How the due time was found."""
    return answering.why_due(view.asked_at, book().service, calendar())


def _view(row: Inquiry, now: dt.datetime) -> InquiryView:
    times = Times(row.asked_at, row.due_at, row.first_answer_at, row.closed_at)
    days = calendar()
    left = days.working_minutes(now, row.due_at) if now <= row.due_at else -days.working_minutes(row.due_at, now)
    return InquiryView(
        row.id, row.party_id, row.party.name, row.subject, row.office, row.asked_at, row.due_at, row.first_answer_at,
        row.closed_at, row.stars, row.version, answering.standing(times, now, book().service, days), left,
    )  # fmt: skip


def _past(after: str, *, up: bool) -> Q:
    moment, _, pk = after.partition("|")
    try:
        due, key = dt.datetime.fromisoformat(moment), uuid.UUID(pk)
    except ValueError:
        raise Invalid("页码无效 not a page of this list", do="从第一页开始 start from the first page") from None
    if up:
        return Q(due_at__gt=due) | Q(due_at=due, id__gt=key)
    return Q(due_at__lt=due) | Q(due_at=due, id__lt=key)
