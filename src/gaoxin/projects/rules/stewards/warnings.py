"""Early warning: signals of trouble with their evidence; weak ones add up to a level, and the reader sees why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gaoxin.projects.rules.stewards.book import Level, Phrase, Signal, Warnings


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
    """A signal that stands. day: since when. evidence: the rule with its numbers, and the record it is taken from."""

    signal: Signal
    day: dt.date
    evidence: Phrase
    source: Phrase


@dataclass(frozen=True, slots=True)
class Warned:
    """points: the sum over signals of different kinds. level: None below the lowest."""

    found: tuple[Found, ...]
    points: int
    level: Level | None

    @property
    def codes(self) -> list[str]:
        """The signals that stand, by code."""
        return sorted(one.signal.code for one in self.found)

    @property
    def reasons(self) -> Phrase:
        """How the points come about."""
        if not self.found:
            return Phrase("", "")
        zh = " + ".join(f"{one.signal.name.zh} {one.signal.points}" for one in self.found)
        en = " + ".join(f"{one.signal.name.en} {one.signal.points}" for one in self.found)
        return Phrase(f"{zh} = {self.points}", f"{en} = {self.points}")


def counted_to(today: dt.date, last_month: dt.date | None, round_ended: dt.date | None) -> dt.date:
    """Up to when the silence of one enterprise is counted: the end of the last period on file, never later than today.

    A period that nobody's records have reached yet says nothing about one enterprise. last_month: the newest month of power readings;
    round_ended: the last day of the newest round of the return to work. Today where the zone keeps neither.
    """
    ends = [_after(last_month)] if last_month else []
    if round_ended:
        ends.append(round_ended)
    return min([today, max(ends)]) if ends else today


def judge(known: Known, today: dt.date, rules: Warnings, as_of: dt.date | None = None) -> Warned:
    """The signals that stand on that day. Of several power signals only the strongest counts: it is one fact.

    as_of: up to when silence and ratings are counted (`counted_to`); what an officer noted stands until it is over, today.
    """
    until = as_of or today
    found: list[Found] = []
    for signal in rules.signals:
        if signal.kind == "silence":
            found += _silence(signal, known, until)
        elif signal.kind == "rating":
            found += _rating(signal, known, until, rules)
        elif signal.kind == "declared":
            found += _declared(signal, known, today)
    falling = [one for signal in rules.signals if signal.kind == "power" for one in _power(signal, known, until, rules)]
    found += sorted(falling, key=lambda one: -one.signal.points)[:1]
    points = sum(one.signal.points for one in found)
    level = next((level for level in rules.levels if points >= level.at_least), None)
    return Warned(tuple(sorted(found, key=lambda one: (-one.signal.points, one.signal.code))), points, level)


def _silence(signal: Signal, known: Known, until: dt.date) -> list[Found]:
    last = known.reported or known.served_since
    days = (until - last).days
    if days <= signal.after:
        return []
    zh = f"最近一次填报或来话 {last}" if known.reported else f"自 {last} 起服务，从未填报"
    en = f"last heard of on {last}" if known.reported else f"served since {last}, never reported"
    words = Phrase(
        f"{zh}，到 {until} 已 {days} 天（规则：超过 {signal.after} 天）",
        f"{en}: {days} days to {until} (rule: more than {signal.after} days)",
    )
    return [Found(signal, last + dt.timedelta(signal.after), words, Phrase("企业填报", "reports of the enterprise"))]


def _rating(signal: Signal, known: Known, until: dt.date, rules: Warnings) -> list[Found]:
    since = until - dt.timedelta(rules.window_days)
    bad = [(day, stars) for day, stars in known.ratings if since <= day and stars <= rules.rating_at_most]
    if not bad:
        return []
    day, stars = max(bad)
    words = Phrase(
        f"{day} 评 {stars} 分，{since} 以来共 {len(bad)} 次（规则：{rules.window_days} 天内有 {rules.rating_at_most} 分及以下）",
        f"rated {stars} on {day}, {len(bad)} times since {since} (rule: {rules.rating_at_most} or less in {rules.window_days} days)",
    )
    return [Found(signal, day, words, Phrase("企业评价", "ratings"))]


def _declared(signal: Signal, known: Known, today: dt.date) -> list[Found]:
    """One a code, the newest that stands: the same trouble told twice is one trouble."""
    standing = [
        one for one in known.declared
        if one.code == signal.code and one.day <= today and (one.ended is None or one.ended > today)
    ]  # fmt: skip
    if not standing:
        return []
    last, many = max(standing, key=lambda one: one.day), len(standing)
    more = Phrase(f"，共 {many} 条", f", {many} records") if many > 1 else Phrase("", "")
    words = Phrase(
        f"{last.day} {last.words}（规则：登记后未解除{more.zh}）",
        f"{last.day} {last.words} (rule: noted and not over{more.en})",
    )
    return [Found(signal, last.day, words, Phrase(last.source, last.source))]


def _power(signal: Signal, known: Known, until: dt.date, rules: Warnings) -> list[Found]:
    """The last whole month against the same month a year ago, or the mean of up to six months before it; a month that ended longer
    ago than the book's `stale_days` says nothing of now."""
    months = {month: kwh for month, kwh in (known.power or {}).items() if _after(month) <= until}
    if len(months) < 2:
        return []
    last = max(months)
    year_ago = months.get(dt.date(last.year - 1, last.month, 1))
    earlier = [months[month] for month in sorted(months)[:-1][-6:]]
    base = year_ago if year_ago is not None else sum(earlier) // len(earlier)
    if base <= 0 or (until - _after(last)).days > rules.stale_days:
        return []
    fall = (base - months[last]) * 10_000 // base
    if fall < signal.fall:
        return []
    against = (
        Phrase("上年同月", "the same month a year ago")
        if year_ago is not None
        else Phrase("此前各月平均", "the mean before")
    )
    words = Phrase(
        f"{last:%Y-%m} 用电 {months[last]:,} 千瓦时，{against.zh} {base:,}，下降 {fall / 100:.1f}%"
        f"（规则：下降 {signal.fall / 100:.0f}% 及以上）",
        f"{last:%Y-%m}: {months[last]:,} kWh, {against.en} {base:,}: down {fall / 100:.1f}% (rule: {signal.fall / 100:.0f}% or more)",
    )
    return [Found(signal, _after(last), words, Phrase("用电读数", "power readings"))]


def _after(month: dt.date) -> dt.date:
    return (month.replace(day=28) + dt.timedelta(4)).replace(day=1)
