"""Reads `catalogue/reforms/*.yaml`: from when, for which items, under which act, with which parameters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import msgspec
import yaml

from gaoxin.approvals.rules.items.model import Basis, Code, Struct, Text
from gaoxin.core.errors import GaoxinError, Invalid, NotFound

EVERY_ITEM = "*"


class ImpossibleReform(GaoxinError):
    """A reform, or a combination of reforms, that this item cannot take. The reason and the article say why."""


class Reform(Struct, frozen=True, rename={"valid_from": "from", "valid_to": "to"}):
    """One reform as decreed. items: item code, or `*` for every item -> parameters of the transform."""

    code: Code
    name: Text
    text: Text
    valid_from: dt.date
    acts: Annotated[Basis, msgspec.Meta(min_length=1)]
    items: dict[str, dict[str, Any]]
    valid_to: dt.date | None = None
    requires: tuple[Code, ...] = ()
    excludes: tuple[Code, ...] = ()

    @property
    def article(self) -> str:
        return "；".join(str(reference) for reference in self.acts)

    def parameters(self, item: str) -> dict[str, Any] | None:
        """Parameters for that item; None where the reform does not cover it."""
        return self.items.get(item, self.items.get(EVERY_ITEM))

    def in_force(self, on: dt.date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Reforms:
    """Every reform in the catalogue, by code."""

    by_code: Mapping[str, Reform]

    def get(self, code: str) -> Reform:
        """The reform of that code. Raises NotFound naming those that exist."""
        found = self.by_code.get(code)
        if found is None:
            raise NotFound(
                f"没有改革措施 no reform {code!r}", do=f"可选 choose from: {', '.join(sorted(self.by_code))}"
            )
        return found


def load_reforms(folder: Path) -> Reforms:
    """All reforms under `folder`. Raises Invalid naming the file and element of the first mistake."""
    found: dict[str, Reform] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            reform = msgspec.convert(data, Reform)
        except (yaml.YAMLError, msgspec.ValidationError) as error:
            raise Invalid(f"{path.name}: {error}", do="按文件修改 correct the file") from error
        if reform.code != path.stem:
            raise Invalid(f"{path.name}: code {reform.code!r} 与文件名不一致 differs from the file name")
        found[reform.code] = reform
    return Reforms(found)
