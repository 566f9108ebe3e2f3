"""What `catalogue/talent` says: rules of safety, occupations, weights of matching, the assumptions of the forecast."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeVar

import msgspec
import yaml

from gaoxin.core.errors import Invalid, NotFound
from gaoxin.talent.rules import entry

Confidence = Literal["high", "medium", "low"]
Who = Literal["all", "first-year", "under-16", "minor", "female"]
FLAGS = ("agency", "rest_days", "night")
COUNTS = (
    "cohort_seats", "year", "grade", "furthest_km", "workers", "base_seats", "post_seats", "same_workers", "daily_minutes",
    "weekly_minutes", "pay_percent", "course_seats", "hours",
)  # fmt: skip
AMOUNTS = ("daily_minutes", "weekly_minutes", "pay_percent")


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Words(_Part, frozen=True):
    """The same in both languages."""

    zh: str
    en: str


class Coded(_Part, frozen=True):
    """A code with its words."""

    code: str
    name: Words


class Over(_Part, frozen=True):
    field: Literal["daily_minutes", "weekly_minutes"]
    most: int


class Under(_Part, frozen=True):
    field: Literal["pay_percent"]
    least: int


class Condition(_Part, frozen=True):
    """Exactly one of: any of these hazards; a flag that is set; an amount over or under a limit; something that is not there."""

    hazards: tuple[str, ...] = ()
    flag: Literal["", "agency", "rest_days", "night"] = ""
    over: Over | None = None
    under: Under | None = None
    unless: Literal["", "inspected"] = ""


class Rule(_Part, frozen=True):
    """A kind of student and a kind of post that do not go together. filed: filing with the superior lifts it.

    note: what is not certain of it.
    """

    code: str
    who: Who
    post: Literal["any"] | Condition
    effect: Literal["bar", "warn"]
    filed: bool
    says: Words
    act: str
    article: str
    confidence: Confidence
    note: str = ""


class Share(_Part, frozen=True):
    """percent of those who work there, rounded down."""

    percent: int
    act: str
    article: str
    confidence: Confidence
    says: Words
    note: str = ""


class Shares(_Part, frozen=True):
    """post: of the same kind of post. unit: of the whole unit."""

    post: Share
    unit: Share


class Safety(_Part, frozen=True):
    """`safety.yaml`."""

    acts: Mapping[str, Words]
    hazards: tuple[Coded, ...]
    rules: tuple[Rule, ...]
    shares: Shares

    def cite(self, rule: Rule | Share) -> str:
        """Act and article, in Chinese as audit rows and errors cite it."""
        return f"{self.acts[rule.act].zh} {rule.article}"


class Occupation(_Part, frozen=True):
    """confidence: of the code. majors: whose students may practise there."""

    code: str
    confidence: Confidence
    name: Words
    majors: tuple[str, ...]


class Occupations(_Part, frozen=True):
    """`occupations.yaml`."""

    source: str
    majors: tuple[Coded, ...]
    occupations: tuple[Occupation, ...]

    def one(self, code: str) -> Occupation:
        """Raises NotFound."""
        for row in self.occupations:
            if row.code == code:
                return row
        raise NotFound(
            f"没有这个职业 no such occupation: {code[:20] or '—'}", why="按职业分类大典的编码 by its code in the classification",
            do="从清单里选 choose one of the list", article="职业分类大典（2022）",
        )  # fmt: skip

    def coded(self, told: str) -> str:
        """The code of an occupation told by its code or by its official name. Raises NotFound."""
        return (
            next((row.code for row in self.occupations if told in (row.name.zh, row.name.en)), None)
            or self.one(told).code
        )

    def check_major(self, code: str) -> str:
        """The code. Raises NotFound."""
        if code in {row.code for row in self.majors}:
            return code
        raise NotFound(f"没有这个专业大类 no such major: {code[:20] or '—'}", do="从清单里选 choose one of the list")


class Count(_Part, frozen=True):
    least: int
    most: int
    name: Words


class Entry(_Part, frozen=True):
    """`entry.yaml`: limits of counts that are typed. Data rules, no law."""

    judgement: Literal[True]
    source: str
    counts: Mapping[str, Count]

    def check(self, code: str, value: int, of: str = "") -> int:
        """The value. of: whose it is, before the name of the field. Raises Invalid, which cites this file and says that it is no law."""
        asked = self.counts[code]
        field = f"{of}{asked.name.zh} {asked.name.en}"
        return entry.whole(
            field, value, asked.least, asked.most, f"catalogue/talent/entry.yaml {code}（{self.source}）"
        )


class Weights(_Part, frozen=True):
    km: int
    unwished: int
    wish: int
    related: int
    other: int


class Forecast(_Part, frozen=True):
    """Assumptions, marked as such wherever they are shown. spread: chain -> occupation -> percent."""

    assumption: Literal[True]
    source: str
    posts_per_100m: int
    months_after_completion: int
    spread: Mapping[str, Mapping[str, int]]


class Matching(_Part, frozen=True):
    """`matching.yaml`."""

    judgement: bool
    weights: Weights
    longest_km: int
    forecast: Forecast


class Book(_Part, frozen=True):
    """All of it."""

    safety: Safety
    occupations: Occupations
    matching: Matching
    entry: Entry


_T = TypeVar("_T")


def read_book(root: Path) -> Book:
    """Reads `root/talent/*.yaml`. Raises Invalid for a mistake, a code twice, or a code that nothing defines."""
    folder = root / "talent"
    safety = _read(folder / "safety.yaml", Safety)
    known = _read(folder / "occupations.yaml", Occupations)
    matching = _read(folder / "matching.yaml", Matching)
    _check_safety(safety)
    codes, majors = {row.code for row in known.occupations}, {row.code for row in known.majors}
    wrong = [row.code for row in known.occupations if not set(row.majors) <= majors or not row.majors]
    wrong += [chain for chain, shares in matching.forecast.spread.items() if sum(shares.values()) != 100]
    wrong += [code for shares in matching.forecast.spread.values() for code in shares if code not in codes]
    if len(codes) != len(known.occupations) or "other" not in matching.forecast.spread or wrong:
        raise Invalid(
            f"catalogue/talent: {', '.join(sorted(set(wrong))) or 'codes'}: 重复、未定义或者合计不是 100 wrong"
        )
    typed = _read(folder / "entry.yaml", Entry)
    if lacking := sorted({*COUNTS} - {*typed.counts}):
        raise Invalid(f"entry.yaml: 缺少 lacks {', '.join(lacking)}")
    return Book(safety, known, matching, typed)


def _check_safety(safety: Safety) -> None:
    codes, hazards = [rule.code for rule in safety.rules], {row.code for row in safety.hazards}
    wrong = [code for code in codes if codes.count(code) > 1]
    for rule in safety.rules:
        if rule.act not in safety.acts:
            wrong.append(rule.code)
        if isinstance(rule.post, Condition):
            asked = [rule.post.hazards, rule.post.flag, rule.post.over, rule.post.under, rule.post.unless]
            if sum(1 for one in asked if one) != 1 or not set(rule.post.hazards) <= hazards:
                wrong.append(rule.code)
    if wrong:
        raise Invalid(f"safety.yaml: {', '.join(sorted(set(wrong)))}: 条件不成立 the condition cannot be")


def _read(path: Path, kind: type[_T]) -> _T:
    try:
        return msgspec.convert(yaml.safe_load(path.read_bytes()), kind)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(f"{path.name}: {error}", do="按文件修改 correct the file") from error
