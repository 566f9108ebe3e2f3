"""The ledgers with their totals, the list of parcels by pages, one parcel whole, and what the dates say of idle land."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from gaoxin.core.errors import NotFound
from gaoxin.core.mu import mu_hundredths
from gaoxin.projects.models import Parcel, ParcelAgreement, ParcelResult, ParcelStatus
from gaoxin.projects.rules.land.book import Category
from gaoxin.projects.rules.land.changes import may_unmerge
from gaoxin.projects.rules.land.geometry import Problem
from gaoxin.projects.rules.land.results import Compared, Promise, Result, Standing, Works, compare, standing
from gaoxin.projects.selectors.land import book, past

PAGE = 50
SUSPECTS = 50


@dataclass(frozen=True, slots=True)
class Total:
    """A category and what is in it."""

    category: Category
    parcels: int
    area_m2: int

    @property
    def mu(self) -> str:
        return mu(self.area_m2)


def mu(area_m2: int) -> str:
    """Square metres in 亩, two digits."""
    return f"{mu_hundredths(area_m2) / 100:,.2f}"


def totals(*, zone: str, public: bool = False, on: dt.date | None = None) -> list[Total]:
    """Every category in the order of the book, those without parcels too. on: as the zone was at the end of that day."""
    rows: QuerySet[Any] = past.at(zone=zone, day=on) if on else Parcel.objects.filter(zone=zone, retired_on=None)
    if public:
        rows = rows.exclude(published_at=None)
    found = {
        code: (count, area)
        for code, count, area in rows.order_by().values("category").annotate(n=Count("id"), area=Sum("area_m2")).values_list(
            "category", "n", "area"
        )
    }  # fmt: skip
    return [Total(one, *found.get(one.code, (0, 0))) for one in book.categories().categories]


def held_by_parties(*, zone: str) -> dict[uuid.UUID, int]:
    """Enterprise -> square metres of its standing agreements, of parcels that are in use; only of agreements linked to an enterprise."""
    rows = ParcelAgreement.objects.filter(zone=zone, ended_on=None, parcel__retired_on=None).exclude(party=None)
    return dict(rows.order_by().values("party_id").annotate(area=Sum("area_m2")).values_list("party_id", "area"))


def page(
    *, zone: str, category: str = "", text: str = "", after: str = "", public: bool = False, limit: int = PAGE
) -> tuple[list[Parcel], str]:
    """Parcels by number, and the number after which the next page begins (empty: there is none)."""
    rows = _filtered(zone, category, text)
    if public:
        rows = rows.exclude(published_at=None)
    if after:
        rows = rows.filter(number__gt=after)
    found = list(rows.defer("geometry", "outline").order_by("number")[: limit + 1])
    return found[:limit], found[limit - 1].number if len(found) > limit else ""


def every(*, zone: str, category: str = "", text: str = "", shapes: bool = False) -> list[Parcel]:
    """All that the filter leaves, by number. shapes: with their geometry."""
    rows = _filtered(zone, category, text).defer("outline", *(() if shapes else ("geometry",)))
    return list(rows.order_by("number"))


def _filtered(zone: str, category: str, text: str) -> QuerySet[Parcel]:
    rows = Parcel.objects.filter(zone=zone, retired_on=None)
    if category:
        rows = rows.filter(category=category)
    if text := text.strip():
        rows = rows.filter(Q(number__istartswith=text) | Q(name__icontains=text) | Q(held_by__icontains=text))
    return rows


@dataclass(frozen=True, slots=True)
class AgreementView:
    """An agreement with what came of it, year by year, and what its dates say."""

    row: ParcelAgreement
    project_number: str
    project_name: str
    results: tuple[Result, ...]
    compared: tuple[Compared, ...]
    standing: Standing

    @property
    def stands(self) -> bool:
        return self.row.ended_on is None


@dataclass(frozen=True, slots=True)
class ParcelView:
    """A parcel whole. history: the newest entry of its ledger first. versions: the newest first. kept_merged: why a merger can no longer
    be taken back."""

    row: Parcel
    category: Category
    history: tuple[tuple[Category, ParcelStatus], ...]
    agreements: tuple[AgreementView, ...]
    versions: tuple[past.VersionView, ...]
    merged_from: tuple[str, ...] = ()
    kept_merged: Problem | None = None

    @property
    def present(self) -> AgreementView | None:
        return next((one for one in self.agreements if one.stands), None)


def parcel(*, zone: str, number: str, today: dt.date) -> ParcelView:
    """The parcel with that number. Raises NotFound."""
    row = Parcel.objects.filter(zone=zone, number=number).select_related("merged_into").first()
    if row is None:
        raise NotFound(f"没有这个地块 no such parcel: {number[:60]}", do="核对地块编号 check the number")
    categories = book.categories()
    history = [
        (categories.of(entry.category), entry)
        for entry in ParcelStatus.objects.filter(zone=zone, parcel=row).order_by("-serial")
    ]
    agreements = (
        ParcelAgreement.objects.filter(zone=zone, parcel=row).select_related("project").order_by("-signed_on", "-id")
    )
    views = tuple(_view(one, today) for one in agreements)
    parts = Parcel.objects.filter(zone=zone, merged_into=row).order_by("number").values_list("number", flat=True)
    numbers = sorted(one.row.number for one in views)
    kept = may_unmerge(number=number, agreements=numbers, version=row.version, entries=len(history)) if parts else None
    return ParcelView(
        row, categories.of(row.category), tuple(history), views, past.versions_of(row), tuple(parts), kept
    )


def suspects(*, zone: str, today: dt.date) -> list[tuple[ParcelAgreement, Standing]]:
    """Standing agreements whose dates say idle or nearing, the worst first; at most fifty. For the officer to look into."""
    late = Q(started_on=None, start_by__lt=today) | Q(stopped_on__isnull=False, completed_on=None)
    rows = (
        ParcelAgreement.objects.filter(late, zone=zone, ended_on=None).select_related("parcel").defer(
            "parcel__geometry", "parcel__outline"
        ).order_by("start_by", "id")[:SUSPECTS]
    )  # fmt: skip
    law = book.categories().idle
    told = [(row, standing(_works(row), law, today)) for row in rows]
    return sorted(((row, one) for row, one in told if one.code != "fine"), key=lambda pair: pair[1].code != "idle")


def _view(row: ParcelAgreement, today: dt.date) -> AgreementView:
    newest: dict[int, Result] = {}
    for found in ParcelResult.objects.filter(zone=row.zone, agreement=row).order_by("year", "serial"):
        newest[found.year] = Result(found.year, found.output_k, found.tax_k, found.energy_kgce, found.source)
    promise = Promise(row.output_k, row.tax_k, row.energy_kgce, row.from_year)
    results = tuple(newest[year] for year in sorted(newest, reverse=True))
    compared = tuple(one for result in results for one in compare(promise, result, row.area_m2))
    law = book.categories().idle
    project = row.project
    return AgreementView(
        row, project.number if project else "", project.name if project else "", results, compared,
        standing(_works(row), law, today) if row.ended_on is None else Standing("fine"),
    )  # fmt: skip


def _works(row: ParcelAgreement) -> Works:
    stopped = row.stopped_on if row.completed_on is None else None
    return Works(row.start_by, row.started_on, stopped, row.built_bp, row.invested_bp)


def agreement_number(*, zone: str, parcel: str, agreement_id: uuid.UUID) -> str:
    """The number of an agreement on that parcel. Raises NotFound."""
    rows = ParcelAgreement.objects.filter(zone=zone, id=agreement_id, parcel__number=parcel)
    found = rows.values_list("number", flat=True).first()
    if found is None:
        raise NotFound("没有这份用地协议 no such agreement", do="核对地块 check the parcel")
    return found
