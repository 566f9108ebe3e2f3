"""Early warning of unpaid wages: weak signals, each a term with its evidence and its article; a sum is never alone.

Nothing that a firm told the statistician is among them (统计法 28): there is no place for it in `Heard`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gaoxin.core.errors import Invalid
from gaoxin.labour.rules.disputes.book import Phrase, cited
from gaoxin.labour.rules.harmony.book import WageLevel, Wages, WageSignal


@dataclass(frozen=True, slots=True)
class Claimed:
    """Pay claims of the window: how many files and workers, the newest day. Never whose."""

    files: int
    workers: int
    day: dt.date


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody noted. code: of a signal. ended: it is over."""

    code: str
    day: dt.date
    words: Phrase
    source: Phrase
    ended: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """All that may be known of one firm here. steward: by the stewards' code. heard: (day, text)."""

    claimed: Claimed | None = None
    steward: Sequence[Told] = ()
    heard: Sequence[tuple[dt.date, str]] = ()
    facts: Sequence[Told] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One addend. counts: false where a stronger one of its group counts."""

    code: str
    name: Phrase
    points: int
    counts: bool
    day: dt.date
    evidence: Phrase
    source: Phrase
    article: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """points: the sum of the terms that count. level: None below the lowest."""

    terms: tuple[Term, ...] = field(default_factory=tuple)
    points: int = 0
    level: WageLevel | None = None

    @property
    def reasons(self) -> Phrase:
        """How the points come about."""
        counted = [one for one in self.terms if one.counts]
        if not counted:
            return Phrase("没有信号", "no signal")
        if len(counted) == 1:
            return Phrase(f"{counted[0].name.zh} {self.points}", f"{counted[0].name.en} {self.points}")
        zh = " + ".join(f"{one.name.zh} {one.points}" for one in counted)
        en = " + ".join(f"{one.name.en} {one.points}" for one in counted)
        return Phrase(f"{zh} = {self.points}", f"{en} = {self.points}")


def weigh(known: Known, today: dt.date, rules: Wages) -> Weighed:
    """The terms that stand on that day, the strongest first; of one group only the strongest counts."""
    since = today - dt.timedelta(rules.window_days)
    found = [(signal, one) for signal in rules.signals if (one := _found(signal, known, since, today)) is not None]
    found.sort(key=lambda pair: (-pair[0].points, pair[0].code))
    taken: set[str] = set()
    terms: list[Term] = []
    for signal, (day, evidence, source) in found:
        terms.append(
            Term(signal.code, signal.name, signal.points, signal.group not in taken, day, evidence, source, cited(signal.basis))
        )  # fmt: skip
        taken.add(signal.group)
    total = sum(one.points for one in terms if one.counts)
    ranked = sorted(terms, key=lambda one: (not one.counts, -one.points, one.code))
    return Weighed(tuple(ranked), total, level_of(total, rules))


def points(codes: Iterable[str], table: Mapping[str, tuple[str, int]]) -> int:
    """What `weigh` comes to where signals of these codes stand. table: of `worth`."""
    best: dict[str, int] = {}
    for code in codes:
        group, told = table[code]
        if told > best.get(group, 0):
            best[group] = told
    return sum(best.values())


def worth(rules: Wages) -> dict[str, tuple[str, int]]:
    """code -> (group, points)."""
    return {one.code: (one.group, one.points) for one in rules.signals}


def level_of(points_: int, rules: Wages) -> WageLevel | None:
    return next((one for one in rules.levels if points_ >= one.at_least), None)


def kept(weighed: Weighed) -> list[dict[str, object]]:
    """The terms as a warning keeps them: what stood when it was opened can be read afterwards."""
    return [
        {
            "code": one.code, "name": both(one.name), "points": one.points, "counts": one.counts, "day": str(one.day),
            "evidence": both(one.evidence), "source": both(one.source), "article": one.article,
        }
        for one in weighed.terms
    ]  # fmt: skip


def both(phrase: Phrase) -> dict[str, str]:
    return {"zh": phrase.zh, "en": phrase.en}


def check_fact(code: str, day: dt.date, today: dt.date, rules: Wages) -> WageSignal:
    """The signal that a noted fact is. Raises Invalid for one that is not noted by hand, or a day to come or outside the window."""
    signal = next((one for one in rules.facts if one.code == code), None)
    if signal is None:
        known = "、".join(f"{one.code} {one.name.zh}" for one in rules.facts)
        raise Invalid(f"不能登记这种信号 not a fact to note: {code[:40]!r}", why="统计调查资料不得用于此 survey data never serve here",
                      do=f"可选 choose: {known}", article=rules.never)  # fmt: skip
    if not today - dt.timedelta(rules.window_days) <= day <= today:
        raise Invalid(
            f"日期应在最近 {rules.window_days} 天内 the day lies within so many days: {day}", do="核对日期 check the day",
            article=cited(signal.basis),
        )  # fmt: skip
    return signal


_Found = tuple[dt.date, Phrase, Phrase]


def _found(signal: WageSignal, known: Known, since: dt.date, today: dt.date) -> _Found | None:
    if signal.kind == "claims":
        return _claims(signal, known.claimed, since)
    if signal.kind == "steward":
        return _newest((one for one in known.steward if one.code == signal.code_there), today)
    if signal.kind == "fact":
        return _newest((one for one in known.facts if one.code == signal.code), today)
    return _heard(signal, known.heard, since, today)


def _claims(signal: WageSignal, claimed: Claimed | None, since: dt.date) -> _Found | None:
    if claimed is None or claimed.day < since or claimed.workers < signal.least:
        return None
    words = Phrase(
        f"{since} 以来 {claimed.files} 件、{claimed.workers} 人（规则：{signal.least} 人以上）",
        f"{claimed.files} claims of {claimed.workers} workers since {since} (rule: {signal.least} or more)",
    )
    return claimed.day, words, Phrase("仲裁庭收案数，不含案卷", "the tribunal's count, not its files")


def _newest(told: Iterable[Told], today: dt.date) -> _Found | None:
    """What was noted stands until it is over, however long ago."""
    standing = [one for one in told if one.day <= today and (one.ended is None or one.ended > today)]
    if not standing:
        return None
    last = max(standing, key=lambda one: one.day)
    return last.day, last.words, last.source


def _heard(signal: WageSignal, heard: Sequence[tuple[dt.date, str]], since: dt.date, today: dt.date) -> _Found | None:
    found = [
        (day, word) for day, text in heard if since <= day <= today for word in signal.words if word in text
    ]  # the words alone: what a firm told its steward in confidence stays with the steward
    if not found:
        return None
    day, word = max(found)
    words = Phrase(f"{day} 提到“{word}”，共 {len(found)} 次", f"“{word}” on {day}, {len(found)} times")
    return day, words, Phrase("专员的咨询和走访记录", "the stewards' questions and visits")


def by_rank(found: Mapping[str, int], rules: Wages, level: str = "") -> list[str]:
    """Keys with a level, or with that level, the worst first; ties by key. found: key -> points."""
    low = min(one.at_least for one in rules.levels)
    risen = [key for key, told in found.items() if told >= low]
    if level:
        risen = [key for key in risen if (at := level_of(found[key], rules)) is not None and at.code == level]
    return sorted(risen, key=lambda key: (-found[key], key))
