"""What posts will be there, by occupation and year, and what will be missing.

Demand is posts that firms declared, and for projects without any the catalogue's ratio, always marked as an assumption. Supply is the
seats of the programmes that end in the year, counted for the one occupation that a programme names first. Gap is demand less supply.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from gaoxin.talent.rules.book import Forecast

Basis = Literal["declared", "assumed"]


@dataclass(frozen=True, slots=True)
class Coming:
    """A project that will need people. produces_on: None where nobody has said. planned_k: planned investment, 千元.

    chain: of its node. jobs: promised, None where nothing was. declared: occupation -> posts, empty where none were declared.
    """

    project: str
    produces_on: dt.date | None
    planned_k: int
    chain: str
    jobs: int | None
    declared: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Need:
    """Posts of one occupation in one year, from one project or firm."""

    year: int
    occupation: str
    posts: int
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True)
class Gap:
    """declared, assumed: demand by basis. seats: supply. missing: demand less supply, negative where more are trained than needed."""

    occupation: str
    year: int
    declared: int
    assumed: int
    seats: int

    @property
    def demand(self) -> int:
        return self.declared + self.assumed

    @property
    def missing(self) -> int:
        return self.demand - self.seats


def needs(coming: Iterable[Coming], rules: Forecast) -> tuple[list[Need], list[str]]:
    """The needs, and the projects that say no day of production, of which nothing is forecast."""
    found: list[Need] = []
    undated: list[str] = []
    for one in coming:
        if one.produces_on is None:
            undated.append(one.project)
            continue
        year = one.produces_on.year
        if one.declared:
            found += [Need(year, code, posts, "declared", one.project) for code, posts in one.declared.items() if posts]
            continue
        whole = one.jobs if one.jobs is not None else one.planned_k * rules.posts_per_100m // 100_000
        spread = rules.spread.get(one.chain, rules.spread["other"])
        found += [Need(year, code, posts, "assumed", one.project) for code, posts in _divided(whole, spread) if posts]
    return found, undated


def gaps(needed: Iterable[Need], supply: Mapping[tuple[str, int], int], years: Iterable[int]) -> list[Gap]:
    """supply: (occupation, year) -> seats. The largest gap first, then by code."""
    wanted = set(years)
    sums: dict[tuple[str, int], dict[Basis, int]] = {}
    for need in needed:
        by_basis = sums.setdefault((need.occupation, need.year), {"declared": 0, "assumed": 0})
        by_basis[need.basis] += need.posts
    places = {place for place in (*sums, *supply) if place[1] in wanted}
    found = [
        Gap(code, year, (told := sums.get((code, year), {})).get("declared", 0), told.get("assumed", 0),
            supply.get((code, year), 0))
        for code, year in places
    ]  # fmt: skip
    return sorted(found, key=lambda gap: (-gap.missing, gap.occupation, gap.year))


def _divided(whole: int, spread: Mapping[str, int]) -> list[tuple[str, int]]:
    """Whole posts by percent, the largest remainders rounded up, so that the parts sum to the whole."""
    parts = {code: divmod(whole * percent, 100) for code, percent in spread.items()}
    short = whole - sum(floor for floor, _ in parts.values())
    first = sorted(parts, key=lambda code: (-parts[code][1], code))[:short]
    return [(code, floor + (code in first)) for code, (floor, _) in parts.items()]
