"""What `catalogue/patents` says: columns, words, terms and fees."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import yaml

from gaoxin.core.errors import Invalid
from gaoxin.core.limits import parse_limit
from gaoxin.innovation.rules.readiness.book import Phrase


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Kind(_Part, frozen=True):
    """words: as exports write it. term: of protection, from the day of application."""

    code: str
    name: Phrase
    words: tuple[str, ...]
    term: str
    article: str


class Status(_Part, frozen=True):
    code: str
    name: Phrase
    words: tuple[str, ...]


class DesignBefore(_Part, frozen=True):
    day: dt.date
    term: str
    article: str
    confidence: str


class Fee(_Part, frozen=True, rename={"since": "from"}):
    """From that year of the patent on."""

    since: int
    yuan: int


class Fees(_Part, frozen=True):
    article: str
    confidence: str
    grace: str
    invention: tuple[Fee, ...]
    utility: tuple[Fee, ...]
    design: tuple[Fee, ...]

    def of(self, kind: str) -> tuple[Fee, ...]:
        return {"invention": self.invention, "utility": self.utility, "design": self.design}[kind]


class Limits(_Part, frozen=True):
    bytes: int
    rows: int
    cell: int
    depth: int
    owners: int


class PatentBook(_Part, frozen=True):
    """The file, checked."""

    source: str
    confidence: str
    note: str
    columns: dict[str, tuple[str, ...]]
    needed: tuple[str, ...]
    digits: dict[str, str]
    kinds: tuple[Kind, ...]
    design_before: DesignBefore
    statuses: tuple[Status, ...]
    fees: Fees
    limits: Limits

    def kind(self, code: str) -> Kind:
        return next(one for one in self.kinds if one.code == code)


def read_book(catalogue: Path) -> PatentBook:
    """`catalogue/patents/patents.yaml`. Raises Invalid naming what is wrong in it."""
    path = catalogue / "patents" / "patents.yaml"
    try:
        book = msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), PatentBook, strict=False)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(f"patents/{path.name}: {error}", do="按文件修改 correct the file") from error
    for term in (*(kind.term for kind in book.kinds), book.design_before.term, book.fees.grace):
        parse_limit(term)
    return book
