"""A level's quarters without their season, in words, as rows and as a file; and where Spring Festival falls."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import HttpResponse

from gaoxin.core.errors import Invalid
from gaoxin.economy.rules.indicators.definitions import Indicator
from gaoxin.economy.rules.indicators.formulas import published
from gaoxin.economy.rules.indicators.seasonal import Adjusted, points
from gaoxin.economy.selectors import seasonal, standing
from gaoxin.economy.selectors.settings import definitions
from gaoxin.economy.web.indicators import words


@dataclass(frozen=True, slots=True)
class Quarter:
    """step: of the adjusted on the quarter before; year: as filed on the same quarter of the year before. In percent with sign,
    None where there is none."""

    code: str
    title: str
    original: str
    factor: str
    adjusted: str
    step: str | None
    year: str | None
    trend: str


def context(held: standing.Space, one: Indicator, node: str, *, asked: bool) -> dict[str, Any]:
    """For the page: the holidays of the years on file, and, when asked for, the adjusted quarters or why there are none."""
    festival = seasonal.festival()
    found = {
        "asked": asked, "program": seasonal.program() is not None, "window": festival,
        "holidays": list(_holidays({ym // 100 for ym in held.months})),
    }  # fmt: skip
    if not asked:
        return found
    try:
        told = adjusted(held, one, node)
    except Invalid as error:
        return found | {"seasonal_problem": error}
    return found | {
        "seasonal": told, "seasonal_chart": words.seasonal_chart(told, one.unit), "quarters": quarters(told)[::-1],
    }  # fmt: skip


def adjusted(held: standing.Space, one: Indicator, node: str) -> Adjusted:
    """Raises Invalid where there is no series, too short a one, or no program."""
    found = standing.quarters(held, one.code, node)
    if found is None:
        raise Invalid("比率和期末数不做季节调整 ratios and stocks are not adjusted")
    return seasonal.adjusted(*found, 4)


def quarters(told: Adjusted) -> list[Quarter]:
    """In the order of time."""
    places = points(told.start, len(told.original), told.period)
    per = told.period
    return [
        Quarter(
            f"{point[0]}-Q{point[1]}", words.quarter(*point), f"{told.original[at]:,.2f}", f"{told.seasonal[at]:,.3f}",
            f"{told.adjusted[at]:,.2f}", _rate(told.adjusted[at], told.adjusted[at - 1]) if at else None,
            _rate(told.original[at], told.original[at - per]) if at >= per else None, f"{told.trend[at]:,.2f}",
        )
        for at, point in enumerate(places)
    ]  # fmt: skip


def download(told: Adjusted, one: Indicator, node: str) -> HttpResponse:
    """The series as CSV, numbers unrounded."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("period", f"original_{one.unit}", "seasonal", "adjusted", "trend"))
    each = zip(quarters(told), told.original, told.seasonal, told.adjusted, told.trend, strict=True)
    writer.writerows((row.code, *(f"{value:.10g}" for value in values)) for row, *values in each)
    answer = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{one.code}-{node}-seasonal.csv"'
    return answer


def _rate(now: float, before: float) -> str | None:
    """None on a base that is not positive: growth over a loss says nothing."""
    if before <= 0:
        return None
    rate = published(Fraction(now) / Fraction(before) - 1, definitions().growth.digits)
    return None if rate is None else f"{rate:+}"


def _holidays(years: Iterable[int]) -> Iterable[tuple[int, dt.date, int, int, int]]:
    """Year, first day, and what January, February and March have of the window, in percent; a year without known date is left out."""
    told = seasonal.festival()
    for year in sorted(years):
        if year in told.dates:
            yield year, told.dates[year], *(round(100 * told.share(year, month)) for month in (1, 2, 3))
