"""Vintages as a reader may see them at a moment: nothing of one before its release time, nothing of one that was called off."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NoReturn

from django.db.models import Exists, Max, OuterRef, QuerySet

from gaoxin.core.errors import NotFound
from gaoxin.core.figures import Figure
from gaoxin.economy.models import Release, ReleaseCancelled
from gaoxin.economy.rendering.datasets import FORMATS, Vintage
from gaoxin.economy.rules.opendata.book import Dataset
from gaoxin.economy.rules.opendata.content import digest, thawed
from gaoxin.economy.selectors import published
from gaoxin.economy.selectors.opendata.settings import catalogue

FIGURES = "figures"


@dataclass(frozen=True, slots=True)
class Listed:
    """A vintage in a list. released: whether its time has come."""

    dataset: Dataset
    vintage: int
    release_at: dt.datetime
    compiled_at: dt.datetime
    note: str
    released: bool


@dataclass(frozen=True, slots=True)
class File:
    """data: always the same of one vintage. etag: of its bytes."""

    data: bytes
    kind: str
    etag: str


def released(zone: str, at: dt.datetime) -> QuerySet[Release]:
    """Rows whose time has come."""
    return standing(zone).filter(release_at__lte=at)


def standing(zone: str) -> QuerySet[Release]:
    """All that were not called off, those under embargo too: for publishers and for the calendar."""
    off = ReleaseCancelled.objects.filter(zone=zone, release=OuterRef("pk"))
    return Release.objects.filter(~Exists(off), zone=zone)


def calendar(*, zone: str, at: dt.datetime) -> list[Listed]:
    """What was released and what will be, newest first: of the latter nothing but name and time."""
    rows = standing(zone).order_by("-release_at", "dataset", "-vintage").defer("content")[:200]
    known = {one.code: one for one in catalogue().datasets}
    return [
        Listed(
            known[row.dataset], row.vintage, row.release_at, row.compiled_at,
            row.note if row.release_at <= at else "", row.release_at <= at,
        )
        for row in rows
        if row.dataset in known
    ]  # fmt: skip


def latest(*, zone: str, code: str, at: dt.datetime) -> int | None:
    """The newest vintage that everybody may see."""
    return released(zone, at).filter(dataset=code).aggregate(newest=Max("vintage"))["newest"]


def vintage(*, zone: str, code: str, number: int, at: dt.datetime) -> Vintage:
    """Raises NotFound, as for none, for one that is not released yet or was called off."""
    catalogue().dataset(code)
    row = released(zone, at).filter(dataset=code, vintage=number).values_list("id", flat=True).first()
    if row is None:
        return _missing(code, number)
    return _vintage(str(row))


def file(*, zone: str, code: str, number: int, name: str, at: dt.datetime) -> File:
    """A file of `rendering.datasets.FORMATS`. Raises NotFound for a vintage that is not to be seen, or an unknown name."""
    if name not in FORMATS:
        raise NotFound(f"没有这种格式 no such format: {name}", why=f"可用 known: {', '.join(FORMATS)}")
    catalogue().dataset(code)
    row = released(zone, at).filter(dataset=code, vintage=number).values_list("id", flat=True).first()
    if row is None:
        return _missing(code, number)
    return _file(str(row), name)


def figures_by_vintage(*, zone: str, year: int, at: dt.datetime) -> list[tuple[Listed, dict[str, Decimal]]]:
    """The year's figures in each released vintage, oldest first: key -> value as it was published then."""
    told = catalogue().dataset(FIGURES)
    found: list[tuple[Listed, dict[str, Decimal]]] = []
    for row in released(zone, at).filter(dataset=FIGURES).order_by("vintage"):
        content = _vintage(str(row.id)).content
        keys = {code.id: code.key for code in content.dimensions[0].codes}
        values = {keys[one.at[0]]: Decimal(one.value) for one in content.observations if one.period == str(year)}
        listed = Listed(told, row.vintage, row.release_at, row.compiled_at, row.note, True)
        found.append((listed, values))
    return found


def withheld(*, zone: str, year: int, at: dt.datetime) -> dict[str, dt.datetime]:
    """Figures of the year under embargo at that moment: key -> when they are released. Those that were released before with the
    same value are not."""
    row = standing(zone).filter(dataset=FIGURES, release_at__gt=at).order_by("release_at").first()
    if row is None:
        return {}
    content = _vintage(str(row.id)).content
    keys = {code.id: code.key for code in content.dimensions[0].codes}
    coming = {keys[one.at[0]]: Decimal(one.value) for one in content.observations if one.period == str(year)}
    before = figures_by_vintage(zone=zone, year=year, at=at)
    known = before[-1][1] if before else {}
    return {key: row.release_at for key, value in coming.items() if known.get(key) != value}


def _missing(code: str, number: int) -> NoReturn:
    raise NotFound(
        f"没有 {code} 的第 {number} 版 no such vintage", why="没有公布 it is not published",
        do="从数据集页面选择已公布的版本 choose one that is released",
    )  # fmt: skip


def public_figures(*, zone: str, year: int, at: dt.datetime) -> tuple[list[Figure], dict[str, dt.datetime]]:
    """What everybody may read of a year now, and what is withheld until when."""
    hidden = withheld(zone=zone, year=year, at=at)
    return [one for one in published.figures(zone=zone, year=year) if one.key not in hidden], hidden


# Rows are never changed, so what was made of one stays true.
@lru_cache(maxsize=16)
def _vintage(pk: str) -> Vintage:
    row = Release.objects.get(pk=pk)
    return Vintage(
        thawed(row.content), catalogue().dataset(row.dataset), catalogue(), row.vintage, row.compiled_at, row.release_at,
        row.note, f"/data/{row.dataset}/v{row.vintage}/",
    )  # fmt: skip


@lru_cache(maxsize=24)
def _file(pk: str, name: str) -> File:
    make, kind = FORMATS[name]
    data = make(_vintage(pk))
    return File(data, kind, digest(data)[:32])
