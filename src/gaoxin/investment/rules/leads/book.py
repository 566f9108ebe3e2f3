"""What `catalogue/investment` says: modes, stages, conditions, reclaim days, duplicates, promises, the entry board's terms."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

from gaoxin.core.errors import Invalid


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Phrase(_Part, frozen=True):
    """The same in both languages."""

    zh: str
    en: str


class Mode(_Part, frozen=True):
    """How a lead was found. channel: beside the five modes, such as ambassadors."""

    code: str
    name: Phrase
    hint: Phrase
    channel: bool = False


class Stage(_Part, frozen=True):
    """exit: conditions to leave it forwards. idle_days: back to the pool after so long without a sign; 0 for never.

    final: nothing follows. aside: not on the way, such as lost.
    """

    code: str
    name: Phrase
    exit: tuple[str, ...] = ()
    idle_days: int = 0
    final: bool = False
    aside: bool = False


class Condition(_Part, frozen=True):
    """do: the next thing to do where it does not hold."""

    code: str
    name: Phrase
    do: Phrase


class Duplicates(_Part, frozen=True):
    """Scores of 0 to 100. sure: one and the same. likely: worth a look. most: how many are shown."""

    sure: int
    likely: int
    most: int
    sound_percent: int
    other_code_percent: int
    suffixes: tuple[str, ...]
    regions: tuple[str, ...]


class PromiseKind(_Part, frozen=True):
    """kind: an amount to reach, or a date to keep."""

    code: str
    kind: Literal["amount", "date"]
    unit: str
    name: Phrase


class Term(_Part, frozen=True):
    """One term of the board's score. of: which input; per: by what it is divided (mu of land, output, or a grade looked up).

    floor gives 0 points, full gives 100; better: which way. veto: fewer points than this fail the whole, whatever the sum.
    """

    code: str
    of: str
    per: Literal["mu", "output", "grade"]
    unit: str
    weight: int
    floor: Decimal
    full: Decimal
    better: Literal["more", "less"]
    name: Phrase
    veto: int = 0


class Board(_Part, frozen=True, rename={"passing": "pass"}):
    """passing: the score from which a project may enter."""

    version: str
    passing: Decimal
    source: str
    confidence: str
    square_metres_per_mu: Decimal
    terms: tuple[Term, ...]
    grades: dict[str, int]


class Leads(_Part, frozen=True):
    """The file about leads."""

    source: str
    confidence: str
    modes: tuple[Mode, ...]
    stages: tuple[Stage, ...]
    conditions: tuple[Condition, ...]
    duplicates: Duplicates
    promises: tuple[PromiseKind, ...]


class Book(_Part, frozen=True):
    """Both files, checked."""

    leads: Leads
    board: Board

    @property
    def way(self) -> tuple[Stage, ...]:
        """The stages on the way, first to last."""
        return tuple(stage for stage in self.leads.stages if not stage.aside)

    def order(self, code: str) -> int:
        """The place of a stage on the way, from 1; 0 for one aside."""
        return next((at for at, stage in enumerate(self.way, start=1) if stage.code == code), 0)

    def stage(self, code: str) -> Stage:
        """Raises Invalid for an unknown one."""
        return _named(self.leads.stages, code, "阶段 stage")

    def mode(self, code: str) -> Mode:
        """Raises Invalid for an unknown one."""
        return _named(self.leads.modes, code, "招商模式 mode")

    def condition(self, code: str) -> Condition:
        return _named(self.leads.conditions, code, "条件 condition")

    def promise(self, code: str) -> PromiseKind:
        """Raises Invalid for an unknown one."""
        return _named(self.leads.promises, code, "承诺 promise")


def read_book(folder: Path) -> Book:
    """The files under `folder` (catalogue/investment). Raises Invalid naming the file and what is wrong in it."""
    book = Book(_read(folder / "leads.yaml", Leads), _read(folder / "entry.yaml", Board))
    _check_leads(book)
    _check_board(book.board)
    return book


def _read(path: Path, kind: type[Any]) -> Any:
    try:
        return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), kind, strict=False)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(f"investment/{path.name}: {error}", do="按文件修改 correct the file") from error


def _check_leads(book: Book) -> None:
    known = {condition.code for condition in book.leads.conditions}
    strange = [code for stage in book.leads.stages for code in stage.exit if code not in known]
    if strange or len({stage.code for stage in book.leads.stages}) != len(book.leads.stages):
        raise Invalid(
            f"investment/leads.yaml: 条件未定义或者阶段重复 unknown conditions or a stage twice: {strange}",
            do="按文件修改 correct the file",
        )
    if not book.way or not book.way[-1].final:
        raise Invalid("investment/leads.yaml: 最后一个阶段应为终点 the last stage must be final", do="按文件修改")


def _check_board(board: Board) -> None:
    total = sum(term.weight for term in board.terms)
    if total != 100:
        raise Invalid(
            f"investment/entry.yaml: 权重合计 {total}，应为 100 the weights must sum to 100", do="修改权重 correct them"
        )
    flat = [term.code for term in board.terms if term.floor == term.full]
    if flat:
        raise Invalid(f"investment/entry.yaml: 下限等于满分线 floor equals full: {flat}", do="修改 correct them")


def _named(parts: tuple[Any, ...], code: str, what: str) -> Any:
    found = next((part for part in parts if part.code == code), None)
    if found is None:
        known = "、".join(f"{part.code} {part.name.zh}" for part in parts)
        raise Invalid(f"未知的{what}: {code!r}", do=f"可选 choose: {known}")
    return found
