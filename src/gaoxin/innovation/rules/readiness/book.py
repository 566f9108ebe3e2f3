"""What `catalogue/readiness` says: the facts that a firm declares, and for each title its conditions, points and validity."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

from gaoxin.core.errors import Invalid

YES, GRADES = 100, {"A": 101, "B": 102, "C": 103, "D": 104, "E": 105}
LARGEST = 10**13  # 元; more is a slip of the unit, and products of two would not be exact


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Phrase(_Part, frozen=True):
    """The same in both languages."""

    zh: str
    en: str


class Choice(_Part, frozen=True):
    code: str
    name: Phrase


class Fact(_Part, frozen=True):
    """One thing that a firm declares. effort: see the file. parts: keys that are summed where the fact itself is not told. judged: an
    expert's opinion, which a firm need not have. lasts: `year` where a value holds for its own and the next year only. kept, before: facts
    of benefits that are the same value, of a year and of the one before. caution: what to mind."""

    code: str
    kind: Literal["flag", "count", "money", "years", "day", "choice", "mark"]
    name: Phrase
    aliases: tuple[str, ...] = ()
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    parts: tuple[str, ...] = ()
    most: int = 0
    effort: int = 10
    judged: bool = False
    lasts: Literal["", "year"] = ""
    kept: str = ""
    before: str = ""
    caution: Phrase | None = None
    caution_article: str = ""


class FactsFile(_Part, frozen=True):
    article: str
    facts: tuple[Fact, ...]
    labels: tuple[str, ...]


class Band(_Part, frozen=True):
    """bp: hundredths of a percent that a ratio needs, for firms whose `by` is at most `up_to`."""

    bp: int
    up_to: int | None = None


class Condition(_Part, frozen=True):
    """One condition of the law. kind: how it is looked at. waived: a direct way stands in for it."""

    code: str
    kind: Literal["yes", "no", "days", "choice", "ratio", "most", "score", "above"]
    name: Phrase
    article: str
    fact: str = ""
    facts: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    at_least: int = 0
    at_most: int = 0
    none: str = ""
    part: str = ""
    whole: str = ""
    by: str = ""
    bands: tuple[Band, ...] = ()
    of: str = ""
    waived: bool = False


class Row(_Part, frozen=True):
    """The first row that holds gives the points: lowest and highest. bp: of a ratio or a growth. at_least: of a count."""

    points: tuple[int, int]
    fact: str = ""
    at_least: int = 0
    bp: int = 0


class Part(_Part, frozen=True):
    """A line of the table of points."""

    code: str
    kind: Literal["mark", "counts", "average", "growth", "ratio"]
    name: Phrase
    most: int
    fact: str = ""
    needs: tuple[str, ...] = ()
    marks: dict[str, tuple[int, int]] = {}
    rows: tuple[Row, ...] = ()
    years: int = 1
    above_zero: tuple[int, int] = (0, 0)
    part: str = ""
    whole: str = ""
    take: Literal["sum", "latest"] = "sum"


class Group(_Part, frozen=True):
    """pick: the parts are added, or the best of them counts. most: no more points than that."""

    code: str
    name: Phrase
    most: int
    parts: tuple[Part, ...]
    pick: Literal["all", "best"] = "all"


class Direct(_Part, frozen=True):
    """Any of these facts stands in for the waived conditions."""

    any: tuple[str, ...]
    article: str
    confidence: str


class Validity(_Part, frozen=True):
    """fact: the day from which the title runs, for so many years; the yearly report is due on that day of the next year."""

    fact: str
    years: int
    article: str
    report_month: int
    report_day: int
    report_article: str
    confidence: str


class Check(_Part, frozen=True):
    """One title."""

    code: str
    name: Phrase
    source: str
    confidence: str
    note: str
    conditions: tuple[Condition, ...]
    groups: tuple[Group, ...]
    direct: Direct | None = None
    validity: Validity | None = None

    @property
    def lines(self) -> tuple[Part, ...]:
        """All lines of the table of points."""
        return tuple(part for group in self.groups for part in group.parts)

    @property
    def threshold(self) -> int:
        return next(one.at_least for one in self.conditions if one.kind == "score")

    def used(self) -> tuple[str, ...]:
        """Codes of all facts that this check asks, in the order of its conditions and points."""
        found: dict[str, None] = {}
        for one in self.conditions:
            for code in (one.fact, *one.facts, one.since, one.until, one.part, one.whole, one.by):
                found.setdefault(code)
        for line in self.lines:
            for code in asked(line):
                found.setdefault(code)
        for code in (*(self.direct.any if self.direct else ()), self.validity.fact if self.validity else ""):
            found.setdefault(code)
        return tuple(code for code in found if code)

    def needed(self) -> tuple[str, ...]:
        """Of these, what a firm has to tell before it can be judged: not the day of application, a direct way, or a title it has."""
        also = {one.until for one in self.conditions} | {self.validity.fact if self.validity else ""}
        also |= set(self.direct.any) if self.direct else set()
        inside = {code for line in self.lines for code in asked(line)}
        inside |= {
            code for one in self.conditions for code in (one.fact, *one.facts, one.since, one.part, one.whole, one.by)
        }
        return tuple(code for code in self.used() if code in inside or code not in also)


class Book(_Part, frozen=True):
    """All facts by code, and the checks by code."""

    article: str
    facts: dict[str, Fact]
    labels: tuple[str, ...]
    checks: dict[str, Check]

    def check(self, code: str) -> Check:
        """Raises Invalid with the known ones."""
        if code not in self.checks:
            raise Invalid(f"没有这种评价 no such check: {code[:40]!r}", do=f"可选 choose: {'、'.join(self.checks)}")
        return self.checks[code]


def read_book(catalogue: Path) -> Book:
    """The files under `catalogue/readiness`. Raises Invalid naming the file and what is wrong in it."""
    folder = catalogue / "readiness"
    told: FactsFile = _read(folder / "facts.yaml", FactsFile)
    facts = {fact.code: fact for fact in told.facts}
    checks: dict[str, Check] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name == "facts.yaml":
            continue
        check: Check = _read(path, Check)
        if unknown := [code for code in check.used() if code not in facts]:
            raise Invalid(
                f"readiness/{path.name}: 未知的事实 unknown facts: {unknown}", do="按文件修改 correct the file"
            )
        checks[check.code] = check
    return Book(told.article, facts, told.labels, checks)


def asked(part: Part) -> tuple[str, ...]:
    """Codes of the facts that a line of the table needs."""
    found = (part.fact, *part.needs, *(row.fact for row in part.rows), part.part, part.whole)
    return tuple(dict.fromkeys(code for code in found if code))


def lookup(part: Part, fact: Fact) -> dict[int, tuple[int, int]]:
    """Value of a marked fact -> points. A number of points is itself; yes and grades are ranges, as experts judge."""
    if fact.kind == "flag":
        return {1: part.marks["yes"], 0: part.marks["no"]}
    found = {points: (points, points) for points in range(part.most + 1)}
    return found | {
        YES if mark == "yes" else GRADES[mark]: points for mark, points in part.marks.items() if mark != "no"
    }


def _read(path: Path, kind: type[Any]) -> Any:
    try:
        return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), kind, strict=False)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(f"{path.parent.name}/{path.name}: {error}", do="按文件修改 correct the file") from error
