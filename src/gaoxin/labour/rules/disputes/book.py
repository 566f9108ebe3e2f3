"""What `catalogue/labour/tribunal.yaml` says, checked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

from gaoxin.approvals.rules.items.model import Basis, Bound
from gaoxin.core.errors import Invalid
from gaoxin.core.limits import parse_limit


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A piece of the file; an unknown key is an error."""


class Phrase(Part, frozen=True):
    """The same in both languages."""

    zh: str
    en: str


class Periods(Part, frozen=True):
    """Every period of the procedure with its article. posted, announced: until service by these modes takes effect."""

    claim: Bound
    accept: Bound
    serve: Bound
    answer: Bound
    forward: Bound
    tribunal: Bound
    notice: Bound
    postpone: Bound
    award: Bound
    extension: Bound
    sue: Bound
    sue_final: Bound
    annul: Bound
    posted: Bound
    announced: Bound
    challenge: Bound
    counter: Bound


class Articles(Part, frozen=True):
    """Articles of rules that set no period."""

    interruption: str
    suspension: str
    arrears: str
    mediation: str
    panel: str
    conflict: str
    default: str
    closed: str
    late: str
    anew: str
    counting: str
    collective: str
    free: str


class DisputeKind(Part, frozen=True):
    """final: how an award of this kind can be final. arrears: pay, whose period does not run while employed."""

    code: str
    name: Phrase
    final: Literal["amount", "standards", "none"]
    arrears: bool
    basis: Basis


class Final(Part, frozen=True):
    """months: of the minimum wage, the most that one item may be."""

    months: int
    basis: Basis


class Rate(Part, frozen=True):
    """yuan a month from that day on."""

    since: dt.date
    yuan: int


class MinimumWage(Part, frozen=True):
    source: str
    confidence: str
    rates: tuple[Rate, ...]


class AverageWage(Part, frozen=True):
    """yuan a year, of the province, the year before."""

    source: str
    confidence: str
    yuan: int


class Panels(Part, frozen=True):
    """members of a panel; simple_members where the case is handled simply."""

    members: int
    simple_members: int
    average_wage: AverageWage
    basis: Basis
    collective_basis: Basis


class Span(Part, frozen=True, rename={"least": "from", "most": "to"}):
    least: int
    most: int


class Collective(Part, frozen=True):
    """workers: from how many a dispute is collective. representatives: how many they choose."""

    workers: int
    representatives: Span
    basis: Basis


class Relation(Part, frozen=True):
    """A tie that keeps an arbitrator out of a case, and its article."""

    code: str
    name: Phrase
    article: str


class Refusal(Part, frozen=True):
    """A ground not to accept a claim. instead: where and how the claimant goes on."""

    code: str
    name: Phrase
    instead: Phrase
    basis: Basis


class Mode(Part, frozen=True):
    """A way of service. effect: when it counts as served: signed for, arrived, or some time after it was posted or announced."""

    code: str
    name: Phrase
    effect: Literal["signed", "arrived", "posted", "announced"]
    basis: Basis


class Challenging(Part, frozen=True):
    """basis: of asking that an arbitrator withdraw. decided: by whom."""

    basis: Basis
    decided: Basis


class Changing(Part, frozen=True):
    """basis: of adding or changing claims. anew: of counting from there."""

    basis: Basis
    anew: Basis


class Countering(Part, frozen=True):
    """final: whether an item of the employer can be a final award."""

    basis: Basis
    final: bool
    final_basis: Basis


class Signatures(Part, frozen=True):
    """papers: titles. basis: of signing. opinions: of the majority and of who differs."""

    papers: tuple[str, ...]
    basis: Basis
    opinions: Basis


class Named(Part, frozen=True):
    code: str
    name: Phrase


class Unable(Part, frozen=True):
    """grounds: why an arbitrator cannot go on. basis: of another in the place, and of deciding anew. again: of whether what was done
    before somebody who now sits is done once more."""

    grounds: tuple[Named, ...]
    basis: Basis
    again: Basis


class EvidenceRules(Part, frozen=True):
    """kinds: by content. most_mb: of one file. most_files: of one side."""

    kinds: tuple[str, ...]
    most_mb: int
    most_files: int
    basis: Basis


class Book(Part, frozen=True):
    """The whole file. tribunal: as it signs. number: with {year} and {serial}. most_characters: of what anybody writes."""

    source: str
    tribunal: str
    number: str
    limits: Periods
    extensions: int
    articles: Articles
    challenge: Challenging
    change: Changing
    counter: Countering
    evidence: EvidenceRules
    archive: Basis
    signatures: Signatures
    unable: Unable
    kinds: tuple[DisputeKind, ...]
    final: Final
    minimum_wage: MinimumWage
    panel: Panels
    collective: Collective
    relations: tuple[Relation, ...]
    refusals: tuple[Refusal, ...]
    modes: tuple[Mode, ...]
    slot_minutes: int
    rooms: tuple[Named, ...]
    most_characters: int


def read_book(catalogue: Path) -> Book:
    """The file under `catalogue`. Raises Invalid naming it and what is wrong in it."""
    book: Book = read(catalogue / "labour" / "tribunal.yaml", Book)
    for name in book.limits.__struct_fields__:
        parse_limit(getattr(book.limits, name).limit)
    days = [rate.since for rate in book.minimum_wage.rates]
    if not days or days != sorted(set(days)):
        raise Invalid("labour/tribunal.yaml: 最低工资按日期递增 rates go from old to new", do="按文件修改 correct it")
    return book


def read(path: Path, kind: type[Any]) -> Any:
    """One file as that structure. Raises Invalid."""
    try:
        return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), kind, strict=False)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(f"{path.parent.name}/{path.name}: {error}", do="按文件修改 correct the file") from error


def pick(parts: tuple[Any, ...], code: str, what: str) -> Any:
    """The part with that code. Raises Invalid with what may be chosen."""
    found = next((part for part in parts if part.code == code), None)
    if found is None:
        known = "、".join(f"{part.code} {part.name.zh}" for part in parts)
        raise Invalid(f"没有这个{what} no such one: {code!r}", do=f"可选 choose: {known}")
    return found


def cited(basis: Basis) -> str:
    """The articles of a basis as one text, as errors and audit rows cite them."""
    return "；".join(f"{one.act} {one.article}".strip() for one in basis)
