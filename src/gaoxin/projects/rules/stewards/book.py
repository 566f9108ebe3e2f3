"""What `catalogue/service` and `catalogue/cultivation` say: promises, loads, offices, obstacles, signals, levels, rungs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

from gaoxin.core.errors import Invalid
from gaoxin.core.limits import parse_limit


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Phrase(_Part, frozen=True):
    """The same in both languages."""

    zh: str
    en: str


class Named(_Part, frozen=True):
    """A code with its name."""

    code: str
    name: Phrase


class Office(_Part, frozen=True):
    """departments: of accounts that answer for this office."""

    code: str
    name: Phrase
    departments: tuple[str, ...]


class Load(_Part, frozen=True):
    """Points of an enterprise, and of what is open with it; capacity of one steward; tolerance: points that may differ."""

    enterprise: int
    inquiry: int
    signal: int
    capacity: int
    tolerance: int


class Returning(_Part, frozen=True):
    """holiday: after which days are counted, as the calendar names it. days: of a round, proposed."""

    holiday: str
    days: int


class Service(_Part, frozen=True):
    """first_answer, closing: limits on the working calendar. soon_minutes: office minutes before the end that count as soon."""

    source: str
    confidence: str
    first_answer: str
    closing: str
    soon_minutes: int
    most_characters: int
    caseload: Load
    returning: Returning
    offices: tuple[Office, ...]
    obstacles: tuple[Named, ...]


class Signal(_Part, frozen=True):
    """kind: how it is found. after: days. fall: of power used, in hundredths of a percent."""

    code: str
    kind: Literal["silence", "power", "declared", "rating"]
    points: int
    name: Phrase
    after: int = 0
    fall: int = 0


class Level(_Part, frozen=True, rename={"at_least": "from"}):
    """at_least: points from which it holds."""

    code: str
    at_least: int
    name: Phrase


class Warnings(_Part, frozen=True):
    """window_days: how far back a rating counts. stale_days: how long after a month its power reading still tells of now. jump: a
    month's power that is so many hundredths of a percent above or below the month before is told as implausible at import."""

    source: str
    confidence: str
    window_days: int
    stale_days: int
    jump: int
    signals: tuple[Signal, ...]
    rating_at_most: int
    levels: tuple[Level, ...]


class Rung(_Part, frozen=True):
    """from_k: thousand yuan of a year's output."""

    code: str
    from_k: int
    name: Phrase


class Never(_Part, frozen=True):
    """A source that may not be used, and the article."""

    code: str
    name: Phrase
    article: str
    confidence: str
    note: str


class Ladder(_Part, frozen=True):
    """slots: how many of each kind. target_k: thousand yuan."""

    source: str
    confidence: str
    target_k: int
    slots: dict[str, int]
    kinds: tuple[Named, ...]
    rungs: tuple[Rung, ...]
    sources: tuple[Named, ...]
    never: Never


class Book(_Part, frozen=True):
    """The three files, checked."""

    service: Service
    warnings: Warnings
    ladder: Ladder

    def office(self, code: str) -> Office:
        """Raises Invalid for an unknown one."""
        return pick(self.service.offices, code, "科室 office")

    def offices_of(self, department: str) -> tuple[str, ...]:
        """Codes of the offices that accounts of this department answer for."""
        return tuple(office.code for office in self.service.offices if department in office.departments)


def read_book(catalogue: Path) -> Book:
    """The files under `catalogue`. Raises Invalid naming the file and what is wrong in it."""
    book = Book(
        _read(catalogue / "service" / "stewards.yaml", Service),
        _read(catalogue / "service" / "warnings.yaml", Warnings),
        _read(catalogue / "cultivation" / "ladder.yaml", Ladder),
    )
    parse_limit(book.service.first_answer)
    parse_limit(book.service.closing)
    steps = [level.at_least for level in book.warnings.levels]
    if steps != sorted(set(steps), reverse=True):
        raise Invalid(f"service/warnings.yaml: 等级应由高到低 levels go from high to low: {steps}", do="按文件修改")
    rungs = [rung.from_k for rung in book.ladder.rungs]
    if rungs != sorted(set(rungs)) or not rungs or rungs[0] != 0:
        raise Invalid(f"cultivation/ladder.yaml: 梯级应由 0 递增 rungs rise from 0: {rungs}", do="按文件修改")
    return book


def pick(parts: tuple[Any, ...], code: str, what: str) -> Any:
    """The part with that code. Raises Invalid with what may be chosen."""
    found = next((part for part in parts if part.code == code), None)
    if found is None:
        known = "、".join(f"{part.code} {part.name.zh}" for part in parts)
        raise Invalid(f"没有这个{what} no such one: {code!r}", do=f"可选 choose: {known}")
    return found


def _read(path: Path, kind: type[Any]) -> Any:
    try:
        return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), kind, strict=False)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(f"{path.parent.name}/{path.name}: {error}", do="按文件修改 correct the file") from error
