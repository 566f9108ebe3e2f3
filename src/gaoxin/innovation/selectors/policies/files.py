"""Firms from files, matched both ways: what each gets, and who gets each. Nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from gaoxin.core.errors import Invalid, NotFound
from gaoxin.innovation.rules.policies.book import Book, Policy
from gaoxin.innovation.rules.policies.engine import Verdict, evaluate_firm
from gaoxin.innovation.rules.policies.firms import Firm, read_firm
from gaoxin.innovation.rules.policies.needing import WhatIf, what_if
from gaoxin.innovation.rules.policies.reading import read_policy

MOST_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Matched:
    """One firm on one day: verdicts by policy; near: what it would take, of those whose conditions fail."""

    firm: Firm
    day: dt.date
    verdicts: dict[str, Verdict]
    near: dict[str, WhatIf]

    @property
    def yuan(self) -> int:
        """All that is paid to it; benefits in the tax return are not among them."""
        return sum(one.yuan for one in self.verdicts.values() if one.policy.way == "paid")


def read_firms(path: Path, book: Book) -> list[tuple[Firm, dt.date | None]]:
    """One firm, or a list of firms under `firms`. Raises NotFound, Invalid."""
    try:
        told: Any = yaml.safe_load(_text(path))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Invalid(f"{path.name}: 不是 YAML no YAML: {error}", do="每行写 键: 值 write KEY: VALUE lines") from error
    rows = (
        cast("list[Any]", told["firms"]) if isinstance(told, dict) and isinstance(told.get("firms"), list) else [told]
    )
    return [
        read_firm(row, book, source=f"{path.name}" + (f"[{n}]" if len(rows) > 1 else "")) for n, row in enumerate(rows)
    ]


def read_draft(path: Path) -> Policy:
    """A policy before it is decreed, as a file of `catalogue/policies` is written. Raises NotFound, Invalid."""
    try:
        return read_policy(_text(path), path.name)
    except UnicodeDecodeError as error:
        raise Invalid(f"{path.name}: 不是 UTF-8 文字 no UTF-8 text", do="另存为 UTF-8 save it as UTF-8") from error


def _text(path: Path) -> str:
    """Raises NotFound, Invalid for too large a file, UnicodeDecodeError."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise NotFound(f"文件打不开 the file cannot be opened: {path}", do="核对路径 check the path") from error
    if len(data) > MOST_BYTES:
        raise Invalid(f"{path.name}: 文件超过 over {MOST_BYTES:,} bytes", do="分成几个文件 split it")
    return data.decode("utf-8-sig")


def matched(firms: Sequence[tuple[Firm, dt.date | None]], book: Book, day: dt.date) -> list[Matched]:
    """Each on the day of its own file, else on `day`."""
    found: list[Matched] = []
    for firm, own in firms:
        on = own or day
        verdicts = evaluate_firm(book, firm, on)
        near = {
            code: one for code, verdict in verdicts.items() if (one := what_if(book, firm, verdict, on)) is not None
        }
        found.append(Matched(firm, on, verdicts, near))
    return found
