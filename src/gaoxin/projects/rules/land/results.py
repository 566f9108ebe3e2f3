"""亩均: what an agreement promised for each 亩 and what came of it; and when the law would call a parcel idle."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from gaoxin.core.due import natural_end
from gaoxin.core.limits import parse_limit
from gaoxin.core.mu import per_mu
from gaoxin.projects.rules.land.book import IdleLaw, cited

Verdict = Literal["met", "short", "not-due", "unknown", "none"]
MEASURES = ("output", "tax", "energy")
UNITS = {"output": "千元/亩", "tax": "千元/亩", "energy": "千克标准煤/亩"}


@dataclass(frozen=True, slots=True)
class Promise:
    """For each 亩 and year: output and tax at least (thousand 元), energy at most (kg of standard coal). None: not promised."""

    output: int | None
    tax: int | None
    energy: int | None
    from_year: int


@dataclass(frozen=True, slots=True)
class Result:
    """What one year brought in all: thousand 元 and kg of standard coal. None: not known yet."""

    year: int
    output: int | None
    tax: int | None
    energy: int | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure of one year. share_bp: result to promise in basis points, None where either is missing."""

    year: int
    measure: str
    promised: int | None
    actual: int | None
    share_bp: int | None
    verdict: Verdict

    @property
    def unit(self) -> str:
        return UNITS[self.measure]


def compare(promise: Promise, result: Result, area_m2: int) -> tuple[Compared, ...]:
    """Promise against result, measure by measure. Less energy is better; before the agreed year nothing is owed."""
    found: list[Compared] = []
    for measure in MEASURES:
        promised: int | None = getattr(promise, measure)
        total: int | None = getattr(result, measure)
        actual = None if total is None else per_mu(total, area_m2)
        share = None if not promised or actual is None else (actual * 10_000 + promised // 2) // promised
        found.append(
            Compared(result.year, measure, promised, actual, share, _verdict(promise, result, measure, actual))
        )
    return tuple(found)


def _verdict(promise: Promise, result: Result, measure: str, actual: int | None) -> Verdict:
    promised: int | None = getattr(promise, measure)
    if promised is None:
        return "none"
    if result.year < promise.from_year:
        return "not-due"
    if actual is None:
        return "unknown"
    return "met" if (actual <= promised if measure == "energy" else actual >= promised) else "short"


@dataclass(frozen=True, slots=True)
class Works:
    """How building stands. Shares in basis points; None where nobody has reported."""

    start_by: dt.date | None
    started_on: dt.date | None = None
    stopped_on: dt.date | None = None
    built_bp: int | None = None
    invested_bp: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """code: idle, nearing, or fine. The platform points at it; whether land is idle is found by the authority (办法 5-7)."""

    code: Literal["idle", "nearing", "fine"]
    why: str = ""
    english: str = ""
    since: dt.date | None = None
    fee_bp: int = 0
    recoverable: bool = False
    article: str = ""


def standing(works: Works, law: IdleLaw, today: dt.date) -> Standing:
    """What the dates alone say. Delay that government caused is not in them, and is dealt with otherwise."""
    article = "；".join(cited(reference) for reference in law.basis)
    if works.started_on is None:
        if works.start_by is None or today <= works.start_by:
            return Standing("fine")
        since = natural_end(works.start_by, parse_limit(law.late))
        why, english = f"约定 {works.start_by} 动工，尚未动工", f"to begin by {works.start_by}, and not begun"
        if today < since:
            return Standing("nearing", why, english, since, article=article)
        fee = law.fee_share_bp if today >= natural_end(works.start_by, parse_limit(law.fee_after)) else 0
        lost = today >= natural_end(works.start_by, parse_limit(law.recover_after))
        return Standing("idle", why, english, since, fee, lost, article)
    if works.stopped_on is None:
        return Standing("fine")
    little = [
        text for share, below, text in (
            (works.built_bp, law.built_below_bp, ("动工面积不足", "too little is built")),
            (works.invested_bp, law.invested_below_bp, ("投资额不足", "too little is invested")),
        ) if share is not None and share < below
    ]  # fmt: skip
    if not little:
        return Standing("fine")
    since = natural_end(works.stopped_on, parse_limit(law.stopped))
    why = f"{works.stopped_on} 起中止，{'、'.join(zh for zh, _ in little)}"
    english = f"stopped since {works.stopped_on}: {', '.join(en for _, en in little)}"
    return Standing("idle" if today >= since else "nearing", why, english, since, article=article)
