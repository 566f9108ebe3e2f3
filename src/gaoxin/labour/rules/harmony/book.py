"""What `catalogue/labour/harmony-*.yaml` say, checked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Literal

from gaoxin.approvals.rules.items.model import Basis, Bound
from gaoxin.core.errors import Invalid
from gaoxin.core.limits import parse_limit
from gaoxin.labour.rules.disputes.book import Named, Part, Phrase, read


class WageSignal(Part, frozen=True, rename={"code_there": "from"}):
    """least: workers, of claims. code_there: the stewards' code. words: that are listened for. group: one fact told twice counts once."""

    code: str
    kind: Literal["claims", "steward", "heard", "fact"]
    points: int
    group: str
    name: Phrase
    basis: Basis
    least: int = 1
    code_there: str = ""
    words: tuple[str, ...] = ()


class WageLevel(Part, frozen=True, rename={"at_least": "from"}):
    code: str
    at_least: int
    name: Phrase


class Wages(Part, frozen=True):
    """never: the article that keeps survey data out."""

    source: str
    confidence: str
    basis: Basis
    window_days: int
    never: str
    signals: tuple[WageSignal, ...]
    levels: tuple[WageLevel, ...]
    closings: tuple[Named, ...]
    most_characters: int

    @property
    def facts(self) -> tuple[WageSignal, ...]:
        """Signals that an officer notes."""
        return tuple(one for one in self.signals if one.kind == "fact")


class Desk(Part, frozen=True):
    """minutes: of one booking. counters: served at once. weekdays: of workdays, ISO."""

    code: str
    name: Phrase
    minutes: int
    counters: int
    weekdays: tuple[int, ...]
    saturday: bool
    adviser: bool
    basis: Basis
    purposes: tuple[Named, ...]


class Booking(Part, frozen=True):
    """Minutes and days as the file explains them."""

    ahead_days: int
    notice_minutes: int
    cancel_minutes: int
    open_most: int
    missed_most: int
    missed_days: int
    barred_days: int
    most_characters: int


class Staffing(Part, frozen=True):
    """As the file explains them. cover: per mille of days."""

    weeks: int
    least_days: int
    cover: int
    ahead_days: int


class Matter(Part, frozen=True):
    code: str
    means: Literal["needed", "free", "none"]
    name: Phrase
    basis: Basis


class Unchecked(Part, frozen=True):
    """Whose means are not checked; matters: only for these, empty for all."""

    code: str
    matters: tuple[str, ...]
    name: Phrase
    basis: Basis


class Urgent(Part, frozen=True):
    days: int
    basis: Basis


class Aid(Part, frozen=True):
    """decides: by when the legal aid body does. declared, standard, advice: articles."""

    source: str
    decides: Bound
    urgent_days: Urgent
    declared: Basis
    standard: Basis
    advice: Basis
    matters: tuple[Matter, ...]
    unchecked: tuple[Unchecked, ...]


class Desks(Part, frozen=True):
    source: str
    confidence: str
    conflict: Basis
    desks: tuple[Desk, ...]
    booking: Booking
    staffing: Staffing
    aid: Aid


class Question(Part, frozen=True):
    """must: a no cannot be made up for. idle: it may not apply."""

    code: str
    points: int
    must: bool
    idle: bool
    text: Phrase
    evidence: Phrase
    basis: Basis


class Check(Part, frozen=True):
    """passes: per mille of the points of the questions that apply."""

    source: str
    confidence: str
    passes: int
    questions: tuple[Question, ...]
    areas: tuple[Named, ...]
    levels: tuple[Named, ...]
    most_characters: int


class HarmonyBook(Part, frozen=True):
    wages: Wages
    desks: Desks
    check: Check


def read_harmony(catalogue: Path) -> HarmonyBook:
    """The three files under `catalogue`. Raises Invalid naming what is wrong."""
    folder = catalogue / "labour"
    book = HarmonyBook(
        read(folder / "harmony-wages.yaml", Wages),
        read(folder / "harmony-desks.yaml", Desks),
        read(folder / "harmony-check.yaml", Check),
    )
    wages, desks, check = book.wages, book.desks, book.check
    parse_limit(desks.aid.decides.limit)
    for name, parts in (
        ("signals", wages.signals), ("levels", wages.levels), ("closings", wages.closings), ("desks", desks.desks),
        ("matters", desks.aid.matters), ("unchecked", desks.aid.unchecked), ("questions", check.questions), ("areas", check.areas),
    ):  # fmt: skip
        _check_codes(name, parts)
    if [one.at_least for one in wages.levels] != sorted((one.at_least for one in wages.levels), reverse=True):
        raise Invalid("harmony-wages.yaml: 等级从高到低 levels go from high to low", do="按文件修改 correct it")
    known = {one.code for one in desks.aid.matters}
    strange = sorted({code for one in desks.aid.unchecked for code in one.matters} - known)
    if strange:
        raise Invalid(f"harmony-desks.yaml: 没有这些事项 no such matters: {strange}", do="按文件修改 correct it")
    wrong = [one.code for one in desks.desks if one.minutes <= 0 or 60 % one.minutes or one.counters <= 0]
    plan = desks.staffing
    if not (0 < plan.cover <= 1000 and plan.weeks > 0 and plan.least_days > 0 and plan.ahead_days > 0):
        raise Invalid("harmony-desks.yaml: staffing: 数值不正确 not possible", do="按文件修改 correct it")
    if wrong or not 0 < check.passes <= 1000:
        raise Invalid(f"harmony: 时长、窗口数或者分数线不正确 not possible: {wrong}", do="按文件修改 correct it")
    return book


def _check_codes(name: str, parts: tuple[Any, ...]) -> None:
    twice = [code for code, count in Counter(part.code for part in parts).items() if count > 1]
    if twice or not parts:
        raise Invalid(f"harmony: {name}: 为空或者重复 empty or twice: {twice}", do="按文件修改 correct it")
