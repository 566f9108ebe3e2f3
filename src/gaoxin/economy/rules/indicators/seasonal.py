"""Seasonal adjustment by X-13ARIMA-SEATS with the moving Spring Festival: what the program is told, and what it answers.

Running it is for the caller (selectors/seasonal.py). January and February of a Chinese series differ from year to year by the festival's
date; the regressor holds how much of its days a month has. A quarter always has all of them, so there it is left out.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from gaoxin.core.errors import Invalid

LEAST_YEARS = 3  # X-11's moving averages need as many whole years
MODEL_YEARS = (
    5  # below, ARIMA models cannot be told apart: moving averages alone, and no effect of the festival is estimated
)
MOST = 780  # observations; the program's own limit
HORIZON = 12  # the regressor must reach over the forecasts
GOOD = 1.0  # X-11's own bound on Q: from there on the season is not stable enough to be taken out
Point = tuple[int, int]  # year, and month or quarter from 1


@dataclass(frozen=True, slots=True)
class Festival:
    """dates: year -> first day. The effect lies on `days` days from `before` days ahead of it."""

    dates: Mapping[int, dt.date]
    before: int
    days: int

    def share(self, year: int, month: int) -> float:
        """The part of the festival's days in that month. Raises Invalid for a year whose date is not known."""
        if year not in self.dates:
            raise Invalid(
                f"没有 {year} 年春节日期 the date of Spring Festival {year} is not known",
                do="补充 catalogue/indicators/spring-festival.yaml add it there",
            )
        first = self.dates[year] - dt.timedelta(self.before)
        return sum((first + dt.timedelta(day)).month == month for day in range(self.days)) / self.days

    def regressor(self, start: Point, count: int) -> list[float]:
        """Months from `start`: their shares, less each month's average over the known years, so that no seasonal part is left in it."""
        years = sorted(self.dates)
        mean = {month: sum(self.share(year, month) for year in years) / len(years) for month in range(1, 13)}
        return [self.share(*point) - mean[point[1]] for point in points(start, count, 12)]


def read_festival(root: Path) -> Festival:
    """Reads `root/indicators/spring-festival.yaml`. Raises Invalid for a mistake."""
    try:
        told = yaml.safe_load((root / "indicators" / "spring-festival.yaml").read_bytes())
        dates = cast("list[dt.date]", told["dates"])
        return Festival({day.year: day for day in dates}, int(told["window"]["before"]), int(told["window"]["days"]))
    except (OSError, KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError) as error:
        raise Invalid(f"spring-festival.yaml: {error}", do="按文件修改 correct the file") from error


@dataclass(frozen=True, slots=True)
class Effect:
    """A regression effect: `spring_festival`, or an outlier the program found (AO, LS with its date)."""

    name: str
    estimate: float
    error: float

    @property
    def t(self) -> float:
        return self.estimate / self.error if self.error else math.nan


@dataclass(frozen=True, slots=True)
class Adjusted:
    """model: empty where the series was too short for one. seasonal: factors around 1 where `multiplicative`, else amounts around 0.
    quality: X-11's Q, None if not told."""

    start: Point
    period: int
    original: tuple[float, ...]
    adjusted: tuple[float, ...]
    trend: tuple[float, ...]
    seasonal: tuple[float, ...]
    multiplicative: bool
    model: str
    quality: float | None
    effects: tuple[Effect, ...]

    @property
    def stable(self) -> bool:
        """Whether the program calls its own result acceptable."""
        return self.quality is not None and self.quality < GOOD

    @property
    def festival(self) -> Effect | None:
        return next((one for one in self.effects if one.name == "spring_festival"), None)


def points(start: Point, count: int, period: int) -> list[Point]:
    """year and month (or quarter), one after another."""
    first = start[0] * period + start[1] - 1
    return [(at // period, at % period + 1) for at in range(first, first + count)]


def check(values: Sequence[float], period: int) -> None:
    """Raises Invalid where the program could say nothing of the series."""
    if period not in (4, 12):
        raise Invalid(f"只做月度或季度 monthly or quarterly only: {period}")
    if not LEAST_YEARS * period <= len(values) <= MOST:
        raise Invalid(
            f"有 {len(values)} 期，要 {LEAST_YEARS * period}—{MOST} 期 {len(values)} points, {LEAST_YEARS * period}–{MOST} are needed",
            why="季节因素要从整三年以上的数据估计 seasonal factors are estimated from three whole years or more",
        )  # fmt: skip
    if not all(math.isfinite(value) for value in values):
        raise Invalid("序列有缺口 the series has gaps", do="补齐或截去缺口前的部分 fill them or begin after the last")
    if min(values) == max(values):
        raise Invalid("序列没有变化 the series does not change")


def specification(values: Sequence[float], start: Point, period: int, festival: Festival | None) -> str:
    """The program's input. festival: None for series that it does not touch."""
    begin = f"start={start[0]}.{start[1] if period == 4 else f'{start[1]:02}'}"
    holiday, modelled = "", len(values) >= MODEL_YEARS * period
    if festival is not None and period == 12 and modelled:
        shares = festival.regressor(start, len(values) + HORIZON)
        holiday = f"regression{{user=(spring_festival) usertype=holiday {begin} data=(\n{_lines(f'{s:.8f}' for s in shares)}) }}\n"
    way = "log" if min(values) > 0 else "none"
    mode = "mult" if way == "log" else "add"
    model = ""
    if modelled:
        model = (
            f"{holiday}automdl{{}}\noutlier{{types=(ao ls)}}\nforecast{{maxlead={HORIZON}}}\nestimate{{save=(est)}}\n"
        )
    return (
        f'series{{title="series" {begin} period={period} decimals=5 data=(\n{_lines(f"{v:.10g}" for v in values)}) }}\n'
        f"transform{{function={way}}}\n{model}x11{{mode={mode} save=(d10 d11 d12)}}\n"
    )


def told(files: Mapping[str, str], values: Sequence[float], start: Point, period: int) -> Adjusted:
    """What it answered. files: endings (d10, d11, d12, udg; est of a model) -> text. Raises Invalid where one is missing or has
    another length."""
    try:
        series = {name: _series(files[name]) for name in ("d10", "d11", "d12")}
        diagnostics = dict(line.split(": ", 1) for line in files["udg"].splitlines() if ": " in line)
        effects = _effects(files.get("est", ""))
    except (KeyError, ValueError, IndexError) as error:
        raise Invalid(f"X-13 的结果读不出来 its result cannot be read: {error}") from error
    if any(len(one) != len(values) for one in series.values()):
        raise Invalid("X-13 的结果长度不符 its result has another length")
    quality = diagnostics.get("f3.q", "").strip()
    return Adjusted(
        start, period, tuple(values), series["d11"], series["d12"], series["d10"], min(values) > 0,
        diagnostics.get("arimamdl", diagnostics.get("automdl", "")).strip(), float(quality) if quality else None, effects,
    )  # fmt: skip


def complaint(page: str) -> str:
    """The last error of the program's page of messages."""
    text = " ".join(re.sub(r"<[^>]+>|&nbsp;", " ", page).split())
    return text.rpartition("ERROR:")[2].strip()[:300] if "ERROR:" in text else ""


def early_year(values: Mapping[Point, float]) -> dict[Point, float]:
    """Growth on the year before, in shares of one, with January and February taken together (under February): no festival falls between."""
    joined: dict[Point, float] = {}
    for (year, month), value in values.items():
        if month > 2:
            joined[year, month] = value
        elif (year, 3 - month) in values:
            joined[year, 2] = joined.get((year, 2), 0.0) + value
    return {
        (year, month): value / joined[year - 1, month] - 1
        for (year, month), value in sorted(joined.items())
        if joined.get((year - 1, month), 0.0) > 0
    }


def _lines(words: Any) -> str:
    return "\n".join(words)


def _series(text: str) -> tuple[float, ...]:
    """Two lines of heading, then date and value."""
    return tuple(float(line.split("\t")[1]) for line in text.splitlines()[2:] if line.strip())


def _effects(text: str) -> tuple[Effect, ...]:
    found: list[Effect] = []
    for line in text.partition("$arima")[0].splitlines():
        cells = line.split("\t")
        if len(cells) >= 4 and cells[0] not in ("group", "-----"):
            found.append(Effect(cells[1], float(cells[2]), float(cells[3])))
    return tuple(found)
