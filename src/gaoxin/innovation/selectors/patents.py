"""Reading patents: lists, one with its owners and fees, counts of years."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Q
from django.db.models.functions import ExtractYear

from gaoxin.innovation.models import Patent, PatentOwner, PatentTransfer
from gaoxin.innovation.rules.patents import fees, yearly
from gaoxin.innovation.rules.patents.book import PatentBook, read_book
from gaoxin.innovation.rules.patents.rows import Owner

PAGE, SOON_DAYS = 50, 90
LATE = ("due", "grace", "overdue")


@dataclass(frozen=True, slots=True)
class PatentView:
    """owners: (name, share in hundredths of a percent or None, key of the enterprise or None). due: the next annual fee."""

    number: str
    kind: str
    title: str
    applied_on: dt.date
    granted_on: dt.date | None
    status: str
    expires_on: dt.date
    owners: tuple[tuple[str, int | None, uuid.UUID | None], ...]
    due: fees.Due | None


@dataclass(frozen=True, slots=True)
class FeesDue:
    """rows: the soonest first. counts: of all, by standing. next: where the following rows begin, empty at the end."""

    rows: list[PatentView]
    counts: dict[str, int]
    next: str


def book() -> PatentBook:
    """catalogue/patents, read once."""
    return _book(settings.CATALOGUE)


@lru_cache(maxsize=4)
def _book(root: Path) -> PatentBook:
    return read_book(root)


def page(
    *, zone: str, today: dt.date, kind: str = "", status: str = "", text: str = "", year: int | None = None,
    party_id: uuid.UUID | None = None, after: str = "", most: int = PAGE,
) -> tuple[list[PatentView], bool]:  # fmt: skip
    """Newest applications first, below the number `after`. The second says whether there are more."""
    rows = Patent.objects.filter(zone=zone)
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(status=status) if status else rows
    rows = rows.filter(granted_on__year=year) if year else rows
    rows = rows.filter(owners__party_id=party_id) if party_id else rows
    if text:
        plain = text.upper().removeprefix("ZL").removeprefix("CN").replace(".", "")
        rows = rows.filter(
            Q(title__icontains=text) | Q(number__startswith=plain) | Q(owners__name__icontains=text)
        ).distinct()
    rows = rows.filter(number__lt=after) if after else rows
    found = list(rows.order_by("-number").prefetch_related("owners")[: most + 1])
    return [_view(row, today) for row in found[:most]], len(found) > most


def one(*, zone: str, number: str, today: dt.date) -> PatentView | None:
    row = Patent.objects.filter(zone=zone, number=number).prefetch_related("owners").first()
    return _view(row, today) if row else None


def owners_of(*, zone: str, numbers: Collection[str]) -> dict[str, tuple[Owner, ...]]:
    """number -> owners in their order, of those that are registered."""
    found: dict[str, list[Owner]] = {}
    wanted = sorted(set(numbers))
    for start in range(0, len(wanted), 500):
        rows = PatentOwner.objects.filter(zone=zone, patent__number__in=wanted[start : start + 500]).order_by("place")
        for number, name, share in rows.values_list("patent__number", "name", "share_bp"):
            found.setdefault(number, []).append(Owner(name, share))
    return {number: tuple(owners) for number, owners in found.items()}


def counts(*, zone: str, years: Collection[int]) -> dict[tuple[int, str], int]:
    """(year of the grant, kind) -> patents granted in it. A patent of several owners is one patent."""
    rows = Patent.objects.filter(zone=zone, granted_on__year__in=list(years))
    found = rows.annotate(year=ExtractYear("granted_on")).values_list("year", "kind").annotate(n=Count("id"))
    return {(year, kind): n for year, kind, n in found.order_by()}


def years_beside(*, zone: str, year: int) -> tuple[yearly.Year, dict[str, yearly.Year]]:
    """The year beside the one before: all, and by kind."""
    found = counts(zone=zone, years=(year, year - 1))
    kinds = tuple(kind.code for kind in book().kinds)
    by_kind = yearly.by_kind(found, year, kinds)
    return yearly.compare(sum(y.granted for y in by_kind.values()), sum(y.base for y in by_kind.values())), by_kind


def held_by(*, zone: str, party_id: uuid.UUID) -> dict[str, int]:
    """Patents in force by kind, of one enterprise: for its readiness check."""
    rows = Patent.objects.filter(zone=zone, status="granted", owners__party_id=party_id).order_by()
    return dict(rows.values_list("kind").annotate(n=Count("id", distinct=True)))


def fees_due(*, zone: str, today: dt.date, standing: str = "", after: str = "", most: int = PAGE) -> FeesDue:
    """Those whose next annual fee is due soon, or late (`standing` chooses one of LATE), behind the place `after` that an answer gave.

    What was never told paid is not among them.
    """
    rows = Patent.objects.filter(zone=zone, status="granted", fees_year__gt=0).prefetch_related("owners")
    due = [
        (f"{view.due.on.isoformat()}:{view.number}", view.due.standing, view)
        for view in (_view(row, today) for row in rows.order_by("number"))
        if view.due and view.due.standing in LATE
    ]
    counts = {code: sum(1 for _place, one, _row in due if one == code) for code in LATE}
    left = sorted((one for one in due if one[1] == (standing or one[1]) and one[0] > after), key=lambda one: one[0])
    return FeesDue([view for _place, _code, view in left[:most]], counts, left[most - 1][0] if len(left) > most else "")


def _view(row: Patent, today: dt.date) -> PatentView:
    owners = tuple(
        (one.name, one.share_bp, one.party_id) for one in sorted(row.owners.all(), key=lambda one: one.place)
    )
    due = fees.next_fee(
        kind=row.kind, applied_on=row.applied_on, granted_on=row.granted_on if row.status == "granted" else None,
        paid_through=row.fees_year, today=today, soon_days=SOON_DAYS, book=book(),
    )  # fmt: skip
    return PatentView(
        row.number, row.kind, row.title, row.applied_on, row.granted_on, row.status,
        fees.expires_on(row.kind, row.applied_on, book()), owners, due,
    )  # fmt: skip


def transfers_of(*, zone: str, number: str) -> list[PatentTransfer]:
    """Oldest first."""
    return list(PatentTransfer.objects.filter(zone=zone, patent__number=number).order_by("on", "at"))
