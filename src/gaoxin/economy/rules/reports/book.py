"""What `catalogue/indicators` says of questionnaires, scopes, industries of the zone and value-added rates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec
import yaml

from gaoxin.core.errors import Invalid, NotFound

Kind = Literal["month", "ytd", "stock"]
T = TypeVar("T")


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Phrase(_Part, frozen=True):
    """The same in both languages."""

    zh: str
    en: str


class Combined(_Part, frozen=True):
    """Months filed together, as the last of them."""

    months: tuple[int, ...]
    why: str


class DueDay(_Part, frozen=True):
    """By when: `time` of `day` in the month `months_after` the period."""

    day: int
    time: str
    months_after: int
    source: str
    confidence: str


class Item(_Part, frozen=True):
    """One line of a questionnaire. unit: 千元, 人, 万千瓦时. kinds: this month, year to date, or a stock at the end."""

    code: str
    name: Phrase
    unit: str
    kinds: tuple[Kind, ...]
    sign: Literal["nonnegative", "any"]


class Form(_Part, frozen=True):
    """A monthly questionnaire and who must file it."""

    code: str
    name: Phrase
    scope: str
    due: DueDay
    items: tuple[Item, ...]

    def keys(self) -> tuple[str, ...]:
        """Keys of `Filing.values`, with the bases of flows."""
        return tuple(
            key
            for item in self.items
            for kind in item.kinds
            for key in (
                (f"{item.code}.{kind}",) if kind == "stock" else (f"{item.code}.{kind}", f"{item.code}.{kind}.base")
            )
        )


class Threshold(_Part, frozen=True):
    """thousand: in 千元."""

    item: str
    thousand: int
    of: str


class Entry(_Part, frozen=True):
    """yearly: months in which units enter for the year; monthly: which may enter in any month."""

    yearly: tuple[int, ...]
    monthly: str


class Scope(_Part, frozen=True):
    """Who is counted. industry: sections of GB/T 4754."""

    code: str
    name: Phrase
    industry: tuple[str, ...]
    threshold: Threshold
    entry: Entry
    source: str
    confidence: str


class Group(_Part, frozen=True):
    """An industry of the zone: every class that begins with one of `industries`; the longest beginning decides."""

    code: str
    name: Phrase
    industries: tuple[str, ...]
    confidence: str


class Union(_Part, frozen=True):
    """Groups counted together."""

    code: str
    name: Phrase
    groups: tuple[str, ...]


class Rate(_Part, frozen=True):
    """since: YYYY-MM. industry: the beginning of a GB/T 4754 code; empty for all. per_mille: an integer."""

    since: str
    industry: str
    per_mille: int


@dataclass(frozen=True, slots=True)
class Book:
    """The three files. Raises NotFound for a code that none of them has."""

    combined: Combined
    forms: Mapping[str, Form]
    scopes: Mapping[str, Scope]
    groups: Mapping[str, Group]
    unions: Mapping[str, Union]
    rates: tuple[Rate, ...]
    prices: tuple[Rate, ...]

    def form(self, code: str) -> Form:
        return _known(self.forms, code, "报表 questionnaire")

    def scope(self, code: str) -> Scope:
        return _known(self.scopes, code, "口径范围 scope")

    def group_of(self, industry: str) -> str:
        """The group's code for a GB/T 4754 class, empty where none holds it."""
        held = [(len(head), g.code) for g in self.groups.values() for head in g.industries if industry.startswith(head)]
        return max(held)[1] if held else ""

    def value_added_rate(self, industry: str, period: int) -> int:
        """Per mille of gross output in that month (YYYYMM)."""
        return _in_force(self.rates, industry, period)

    def price_index(self, industry: str, period: int) -> int:
        """Producer prices against the same month of the year before, per mille."""
        return _in_force(self.prices, industry, period)

    def last_of(self, period: int) -> int:
        """The month under which this month is filed: February for January."""
        year, month = divmod(period, 100)
        return year * 100 + self.combined.months[-1] if month in self.combined.months else period

    def due(self, form: str, period: int, tz: dt.tzinfo) -> dt.datetime:
        """By when on the zone's clock."""
        due = self.form(form).due
        year, month = divmod(self.last_of(period), 100)
        year, month = year + (month - 1 + due.months_after) // 12, (month - 1 + due.months_after) % 12 + 1
        return dt.datetime.combine(dt.date(year, month, due.day), dt.time.fromisoformat(due.time), tz)


def read_book(root: Path) -> Book:
    """Reads `root/indicators`. Raises Invalid naming the file and element of a mistake."""
    told = {name: _read(root / "indicators" / f"{name}.yaml") for name in ("questionnaires", "scopes", "value-added")}
    try:
        forms = msgspec.convert(told["questionnaires"]["forms"], tuple[Form, ...])
        scopes = msgspec.convert(told["scopes"]["scopes"], tuple[Scope, ...])
        groups = msgspec.convert(told["scopes"]["groups"], tuple[Group, ...])
        unions = msgspec.convert(told["scopes"]["unions"], tuple[Union, ...])
        return Book(
            msgspec.convert(told["questionnaires"]["combined"], Combined),
            {form.code: form for form in forms}, {scope.code: scope for scope in scopes},
            {group.code: group for group in groups}, {union.code: union for union in unions},
            msgspec.convert(told["value-added"]["rates"], tuple[Rate, ...]),
            msgspec.convert(told["value-added"]["prices"], tuple[Rate, ...]),
        )  # fmt: skip
    except (KeyError, msgspec.ValidationError) as error:
        raise Invalid(f"catalogue/indicators: {error}", do="按文件修改 correct the file") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return yaml.safe_load(path.read_bytes())
    except (OSError, yaml.YAMLError) as error:
        raise Invalid(f"{path.name}: {error}", do="按文件修改 correct the file") from error


def _known(found: Mapping[str, T], code: str, what: str) -> T:
    if code not in found:
        raise NotFound(f"没有这个{what}: {code}", why=f"可用 known: {', '.join(found)}")
    return found[code]


def _in_force(rates: tuple[Rate, ...], industry: str, period: int) -> int:
    month = f"{period // 100}-{period % 100:02}"
    held = [
        (len(r.industry), r.since, r.per_mille) for r in rates if industry.startswith(r.industry) and r.since <= month
    ]
    if not held:
        raise NotFound(
            f"没有 {industry} 在 {month} 的比率 no rate", do="补充 catalogue/indicators/value-added.yaml add it"
        )
    return max(held)[2]
