"""What a supervisor watches: limits at risk, the load of each officer, the share online and on Saturdays, documents saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals import permissions
from gaoxin.approvals.models import Case, CaseAssignment
from gaoxin.approvals.rules.cases.acts import OPEN, State
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.tallying import tally
from gaoxin.approvals.services.worklists import Due, bounds
from gaoxin.trust.selectors import unsealed

SAVED = ("held", "fetched", "promised")


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, with both numbers; `percent` is None where there is no whole."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.part / self.whole) if self.whole else None


@dataclass(frozen=True, slots=True)
class Load:
    """What one officer has in hand."""

    officer: str
    name: str
    department: str
    held: int
    late: int


@dataclass(frozen=True, slots=True)
class Supervision:
    """The figures of one view. Shares are of one year, up to `at`."""

    year: int
    risks: Mapping[str, int]
    items: tuple[Mapping[str, Any], ...]
    unassigned: int
    loads: tuple[Load, ...]
    online: Share
    saturday: Share
    documents: Share
    ways: Mapping[str, int]
    outcomes: Mapping[str, int]
    unsealed: int


def supervision(*, zone: str, by: Actor, at: dt.datetime, year: int) -> Supervision | None:
    """The figures; None for those who hold no office in the zone. A fixed number of queries."""
    if by.zone != zone or not permissions.is_officer(by):
        return None
    begin, end = _year(year)
    opened = Case.objects.filter(zone=zone, state__in=OPEN)
    parts = _near(at)
    counted, saturdays = tally(zone=zone, begin=begin, end=end)
    online, ways = counted["decided"], counted["way"]
    hands = CaseAssignment.objects.filter(zone=zone, until=None)
    held = hands.filter(case__zone=zone, case__state__in={*OPEN, State.GRANTED})
    names = {code: rulebook.catalogue().items[code][-1].name.zh for code in rulebook.catalogue().codes()}
    by_item = (
        opened.values("item_code")
        .annotate(**parts, whole=Count("id"))
        .order_by("-late", "-today", "-soon", "item_code")
    )
    return Supervision(
        year=year,
        risks=opened.aggregate(**parts, none=Count("id", Q(due_at=None)), whole=Count("id")),
        items=tuple({**row, "name": names.get(row["item_code"], row["item_code"])} for row in by_item[:20]),
        unassigned=opened.exclude(id__in=hands.values("case_id")).count(),
        loads=_loads(held, at),
        online=Share(online.get("online", 0), sum(online.values())),
        saturday=Share(saturdays, sum(counted["received"].values())),
        documents=Share(sum(ways.get(way, 0) for way in SAVED), sum(ways.values())),
        ways=ways,
        outcomes=counted["outcome"],
        unsealed=unsealed(zone=zone),
    )


def _near(at: dt.datetime) -> dict[str, Count]:
    today, soon = bounds(at)
    return {
        Due.LATE.value: Count("id", Q(due_at__lt=at)),
        Due.TODAY.value: Count("id", Q(due_at__gte=at, due_at__lt=today)),
        Due.SOON.value: Count("id", Q(due_at__gte=max(today, at), due_at__lt=soon)),
        Due.FINE.value: Count("id", Q(due_at__gte=soon)),
    }


def _loads(held: Any, at: dt.datetime) -> tuple[Load, ...]:
    found = (
        held.values("officer", "name", "department")
        .annotate(held=Count("case_id", distinct=True), late=Count("case_id", Q(case__due_at__lt=at), distinct=True))
        .order_by("-late", "-held", "name")
    )
    return tuple(Load(**row) for row in found)


def _year(year: int) -> tuple[dt.datetime, dt.datetime]:
    """The first moment of the year and of the next, in the zone's time."""
    zone = rulebook.calendar().tz
    return tuple(dt.datetime.combine(dt.date(y, 1, 1), dt.time(), zone) for y in (year, year + 1))  # type: ignore[return-value]
