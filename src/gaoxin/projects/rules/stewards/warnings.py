"""Early warning: signals of trouble with their evidence; weak ones add up to a level, and the reader sees why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gaoxin.projects.rules.stewards.book import Level, Signal, Warnings


@dataclass(frozen=True, slots=True)
class Declared:
    """What an officer noted: stopped work, a dispute. ended: it is over."""

    code: str
    day: dt.date
    words: str
    source: str
    ended: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one enterprise. power: first of the month -> kWh. ratings: (day, stars). reported: last sign of life that it
    gave by itself; served_since: when its service began, for one that never reported."""

    served_since: dt.date
    reported: dt.date | None = None
    power: Mapping[dt.date, int] | None = None
    ratings: Sequence[tuple[dt.date, int]] = ()
    declared: Sequence[Declared] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A signal that stands. day: since when. evidence: in words, with the record it is taken from."""

    signal: Signal
    day: dt.date
    evidence: str
    source: str


@dataclass(frozen=True, slots=True)
class Warned:
    """points: the sum over signals of different kinds. level: None below the lowest."""

    found: tuple[Found, ...]
    points: int
    level: Level | None

    @property
    def reasons(self) -> str:
        """How the points come about."""
        told = " + ".join(f"{one.signal.name.zh} {one.signal.points}" for one in self.found)
        return f"{told} = {self.points}" if self.found else ""


def judge(known: Known, today: dt.date, rules: Warnings) -> Warned:
    """The signals that stand on that day. Of several power signals only the strongest counts: it is one fact."""
    found: list[Found] = []
    for signal in rules.signals:
        if signal.kind == "silence":
            found += _silence(signal, known, today)
        elif signal.kind == "rating":
            found += _rating(signal, known, today, rules)
        elif signal.kind == "declared":
            found += _declared(signal, known, today)
    falling = [one for signal in rules.signals if signal.kind == "power" for one in _power(signal, known, today)]
    found += sorted(falling, key=lambda one: -one.signal.points)[:1]
    points = sum(one.signal.points for one in found)
    level = next((level for level in rules.levels if points >= level.at_least), None)
    return Warned(tuple(sorted(found, key=lambda one: (-one.signal.points, one.signal.code))), points, level)


def _silence(signal: Signal, known: Known, today: dt.date) -> list[Found]:
    last = known.reported or known.served_since
    days = (today - last).days
    if days <= signal.after:
        return []
    told = f"最近一次填报 {last}" if known.reported else f"自 {last} 起服务，从未填报"
    words = f"{told}，已 {days} 天（阈值 {signal.after} 天）{days} days without a report"
    return [Found(signal, last + dt.timedelta(signal.after), words, "企业填报 reports of the enterprise")]


def _rating(signal: Signal, known: Known, today: dt.date, rules: Warnings) -> list[Found]:
    since = today - dt.timedelta(rules.window_days)
    bad = [(day, stars) for day, stars in known.ratings if since <= day <= today and stars <= rules.rating_at_most]
    if not bad:
        return []
    day, stars = max(bad)
    words = (
        f"{day} 评 {stars} 分，{rules.window_days} 天内共 {len(bad)} 次 rated {stars}, {len(bad)} times in that time"
    )
    return [Found(signal, day, words, "企业评价 ratings")]


def _declared(signal: Signal, known: Known, today: dt.date) -> list[Found]:
    """One a code, the newest that stands: the same trouble told twice is one trouble."""
    standing = [
        one for one in known.declared
        if one.code == signal.code and one.day <= today and (one.ended is None or one.ended > today)
    ]  # fmt: skip
    if not standing:
        return []
    last = max(standing, key=lambda one: one.day)
    more = f"（共 {len(standing)} 条 records）" if len(standing) > 1 else ""
    return [Found(signal, last.day, f"{last.day} {last.words}{more}", last.source)]


def _power(signal: Signal, known: Known, today: dt.date) -> list[Found]:
    """The last whole month against the same month a year ago, or the mean of up to six months before it."""
    months = {month: kwh for month, kwh in (known.power or {}).items() if _after(month) <= today}
    if len(months) < 2:
        return []
    last = max(months)
    year_ago = months.get(dt.date(last.year - 1, last.month, 1))
    earlier = [months[month] for month in sorted(months)[:-1][-6:]]
    base = year_ago if year_ago is not None else sum(earlier) // len(earlier)
    if base <= 0:
        return []
    fall = (base - months[last]) * 10_000 // base
    if fall < signal.fall:
        return []
    against = (
        "上年同月 the same month a year ago" if year_ago is not None else "此前各月平均 the mean of the months before"
    )
    words = (
        f"{last:%Y-%m} 用电 {months[last]:,} 千瓦时，{against} {base:,}，下降 {fall / 100:.1f}%"
        f"（阈值 {signal.fall / 100:.0f}%）"
    )
    return [Found(signal, _after(last), words, "用电读数 power readings")]


def _after(month: dt.date) -> dt.date:
    return (month.replace(day=28) + dt.timedelta(4)).replace(day=1)
