"""What `catalogue/transfer` says: fields, maturity, weights and steps of scoring, kinds of deals, days of warning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Protocol, TypeVar

import msgspec
import yaml

from gaoxin.core.errors import Invalid
from gaoxin.core.limits import parse_limit
from gaoxin.core.references import LegalReference
from gaoxin.innovation.rules.readiness.book import Phrase
from gaoxin.innovation.rules.readiness.weighing import years_after

Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
DEMAND_TERMS = ("field", "text", "maturity", "price", "patents")
RESULT_TERMS = ("field", "text", "price", "days", "ties")


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


class Kind(_Part, frozen=True):
    """whole: takes the whole result, so that nobody else can have it. basis: where the law names it."""

    code: str
    name: Phrase
    whole: bool = False
    basis: LegalReference | None = None


class Field(_Part, frozen=True):
    """A field of technology; related ones suit it less."""

    code: str
    name: Phrase
    related: tuple[str, ...] = ()


class DemandWeights(_Part, frozen=True):
    field: Percent
    text: Percent
    maturity: Percent
    price: Percent
    patents: Percent


class ResultWeights(_Part, frozen=True):
    field: Percent
    text: Percent
    price: Percent
    days: Percent
    ties: Percent


class Scoring(_Part, frozen=True):
    """Each term is 0 to 100, each side's weights add up to 100. patents, days: (from so many, term)."""

    related: Percent
    pieces: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    sound: Percent
    maturity_step: Percent
    price_open: Percent
    price_within: Percent
    patents: tuple[tuple[int, Percent], ...]
    days: tuple[tuple[int, Percent], ...]
    ties: Percent
    floor: Percent
    least_text: Percent
    demand: DemandWeights
    result: ResultWeights


class Limits(_Part, frozen=True):
    """What may be entered; open: of demands or results at once."""

    budget_k: int
    seats: int
    text: int
    open: int


class Filing(_Part, frozen=True):
    within: str
    soon: str
    basis: LegalReference


class Assignment(_Part, frozen=True):
    """deals: kinds that hand over the patent itself. basis: written, and effective with its entry. stake: what is put in for shares is
    made over. shared: what all its owners agree to."""

    deals: tuple[str, ...]
    basis: LegalReference
    stake: LegalReference
    shared: LegalReference

    def basis_of(self, kind: str) -> str:
        """What the entry of such a deal rests on."""
        return f"{self.basis}、{self.stake}" if kind == "stake" else str(self.basis)


class Warning(_Part, frozen=True):
    soon: str
    urgent: str


class TransferBook(_Part, frozen=True):
    """The file, checked."""

    source: str
    field_basis: LegalReference
    fields: tuple[Field, ...]
    maturity_basis: LegalReference
    maturity: tuple[Phrase, ...]
    scoring: Scoring
    shown: int
    suggested: int
    limits: Limits
    deals: tuple[Kind, ...]
    licences: tuple[Kind, ...]
    filing: Filing
    assignment: Assignment
    agreements: Warning
    result_kinds: tuple[Kind, ...]

    def field(self, code: str) -> Field:
        """Raises Invalid with the codes there are."""
        return chosen(self.fields, code, "技术领域 field")

    def place(self, code: str) -> int:
        """The field's index."""
        return next(n for n, one in enumerate(self.fields) if one.code == code)

    def deal(self, code: str) -> Kind:
        return chosen(self.deals, code, "成交方式 kind of deal")

    def licence(self, code: str) -> Kind:
        return chosen(self.licences, code, "许可方式 kind of licence")

    def result_kind(self, code: str) -> Kind:
        return chosen(self.result_kinds, code, "成果类别 kind of result")


_C = TypeVar("_C", bound=_Coded)


def chosen(known: Sequence[_C], code: str, what: str) -> _C:
    """The one of that code. Raises Invalid with the codes there are."""
    for one in known:
        if one.code == code:
            return one
    raise Invalid(
        f"{what}不正确 no such: {code[:20] or '—'}", do=f"可选 choose: {'、'.join(one.code for one in known)}"
    )


def read_book(catalogue: Path) -> TransferBook:
    """`catalogue/transfer/transfer.yaml`. Raises Invalid naming what is wrong in it."""
    path = catalogue / "transfer" / "transfer.yaml"
    try:
        book = msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), TransferBook)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(f"transfer/{path.name}: {error}", do="按文件修改 correct the file") from error
    codes = {one.code for one in book.fields}
    for one in book.fields:
        for other in one.related:
            if other not in codes or one.code not in book.field(other).related:
                raise Invalid(
                    f"transfer.yaml: fields.{one.code}: {other} 未定义或者不对等 unknown, or not related back"
                )
    for side, terms in (("demand", DEMAND_TERMS), ("result", RESULT_TERMS)):
        weights = getattr(book.scoring, side)
        if sum(getattr(weights, term) for term in terms) != 100:
            raise Invalid(f"transfer.yaml: scoring.{side}: 权重合计不是 100 the weights are not 100 together")
    for name in ("patents", "days"):
        steps = [start for start, _ in getattr(book.scoring, name)]
        if steps != sorted(set(steps)):
            raise Invalid(f"transfer.yaml: scoring.{name}: 各档须由低到高 steps rise")
    for code in book.assignment.deals:
        book.deal(code)
    for text in (book.filing.within, book.filing.soon, book.agreements.soon, book.agreements.urgent):
        parse_limit(text)
    return book


def days_of(text: str) -> int:
    """`30d` as a number of days."""
    return int(parse_limit(text).amount)


def months_after(day: dt.date, text: str) -> dt.date:
    """The day so many months later (`3mo`); the last of the month where it has no such day."""
    whole = day.year * 12 + day.month - 1 + int(parse_limit(text).amount)
    first = day.replace(year=whole // 12, month=whole % 12 + 1, day=1)
    if day.day == 1:
        return first
    following = first.replace(year=first.year + (first.month == 12), month=first.month % 12 + 1)
    return min(first + dt.timedelta(days=day.day - 1), following - dt.timedelta(days=1))


__all__ = [
    "DEMAND_TERMS",
    "RESULT_TERMS",
    "TransferBook",
    "chosen",
    "days_of",
    "months_after",
    "read_book",
    "years_after",
]
