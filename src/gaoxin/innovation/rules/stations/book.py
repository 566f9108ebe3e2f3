"""What `catalogue/stations` says: kinds of stations, levels, days of warning, limits."""

from __future__ import annotations

from pathlib import Path

import msgspec
import yaml

from gaoxin.core.errors import Invalid
from gaoxin.core.limits import parse_limit
from gaoxin.core.references import LegalReference
from gaoxin.innovation.rules.readiness.book import Phrase
from gaoxin.innovation.rules.transfer.book import Warning, chosen


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Kind(_Part, frozen=True):
    """people: what those in it are called in the data; named: in words."""

    code: str
    name: Phrase
    people: str
    named: Phrase
    basis: LegalReference | None = None


class Level(_Part, frozen=True):
    code: str
    name: Phrase


class Stay(_Part, frozen=True):
    """After so many months in a station somebody of this kind is asked about."""

    people: str
    months: int
    basis: LegalReference


class Tasks(_Part, frozen=True):
    yellow: str


class Limits(_Part, frozen=True):
    grant_k: int
    people: int


class StationBook(_Part, frozen=True):
    """The file, checked."""

    source: str
    kinds: tuple[Kind, ...]
    levels: tuple[Level, ...]
    warnings: Warning
    stay: Stay
    tasks: Tasks
    limits: Limits
    pilot_basis: LegalReference

    def kind(self, code: str) -> Kind:
        """Raises Invalid with the codes there are."""
        return chosen(self.kinds, code, "站点类别 kind of station")

    def level(self, code: str) -> Level:
        return chosen(self.levels, code, "级别 level")


def read_book(catalogue: Path) -> StationBook:
    """`catalogue/stations/stations.yaml`. Raises Invalid naming what is wrong in it."""
    path = catalogue / "stations" / "stations.yaml"
    try:
        book = msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), StationBook)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(f"stations/{path.name}: {error}", do="按文件修改 correct the file") from error
    for text in (book.warnings.soon, book.warnings.urgent, book.tasks.yellow):
        parse_limit(text)
    if book.stay.people not in {one.people for one in book.kinds}:
        raise Invalid(f"stations.yaml: stay.people: {book.stay.people} 未定义 unknown")
    return book
