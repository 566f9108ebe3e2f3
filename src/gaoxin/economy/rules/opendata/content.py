"""A dataset as it is frozen: dimensions with their codes, and observations with unit, basis, source and number of records.

Its text is canonical: the same content has the same bytes, so that a vintage can be compared, cited and cached.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from gaoxin.core.errors import Invalid
from gaoxin.economy.rules.reports.book import Phrase

FORMAT = "gaoxin-dataset/1"
NOT_IN_AN_ID = re.compile(r"[^A-Z0-9]+")


class Code(msgspec.Struct, frozen=True):
    """id: as SDMX allows one. key: as the platform names it. definition: what it is, in words of both languages."""

    id: str
    key: str
    name: Phrase
    definition: str = ""


class Dimension(msgspec.Struct, frozen=True):
    """What tells observations apart, beside the period."""

    id: str
    name: Phrase
    codes: tuple[Code, ...]


class Observation(msgspec.Struct, frozen=True, omit_defaults=True):
    """period: YYYY or YYYY-MM. at: a code of each dimension. value: decimal digits exactly as published. bound: `>` for a lower bound.
    records: how many it was computed from. basis: empty where the definition of its last code says it."""

    period: str
    at: tuple[str, ...]
    value: str
    unit: str
    source: str
    records: int
    basis: str = ""
    bound: str = ""


class Content(msgspec.Struct, frozen=True):
    """Everything of a vintage but its number and its time."""

    dataset: str
    zone: str
    dimensions: tuple[Dimension, ...]
    observations: tuple[Observation, ...]
    format: str = FORMAT

    def series(self, at: Sequence[str]) -> list[Observation]:
        """Observations of one code of each dimension, in order of time."""
        return [one for one in self.observations if one.at == tuple(at)]

    def basis(self, one: Observation) -> str:
        """Its own, or what the last code's definition says."""
        codes = self.dimensions[-1].codes
        return one.basis or next(code.definition for code in codes if code.id == one.at[-1])

    def name(self, one: Observation, language: str) -> str:
        """Its codes in words."""
        return " · ".join(
            getattr(code.name, language)
            for dimension, at in zip(self.dimensions, one.at, strict=True)
            for code in dimension.codes
            if code.id == at
        )

    def periods(self) -> list[str]:
        return sorted({one.period for one in self.observations})


def identifier(key: str) -> str:
    """The id of a key: `iva.3plus1.growth` is IVA_3PLUS1_GROWTH. SDMX allows no dots."""
    return NOT_IN_AN_ID.sub("_", key.upper()).strip("_")


def frozen(content: Content) -> bytes:
    """Canonical JSON. Raises Invalid where two codes or two observations would be one."""
    for dimension in content.dimensions:
        _each_once(dimension.id, [code.id for code in dimension.codes])
    _each_once(content.dataset, [(one.period, *one.at) for one in content.observations])
    return msgspec.json.encode(content, order="sorted")


def thawed(data: bytes | str) -> Content:
    """The content of its canonical JSON."""
    return msgspec.json.decode(data, type=Content)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def changes(old: Content | None, new: Content) -> dict[str, int]:
    """How many observations came, changed, went."""
    before = {(one.period, one.at): one.value for one in old.observations} if old else {}
    after = {(one.period, one.at): one.value for one in new.observations}
    return {
        "new": len(after.keys() - before.keys()),
        "changed": sum(1 for key in after.keys() & before.keys() if after[key] != before[key]),
        "gone": len(before.keys() - after.keys()),
    }


def _each_once(where: str, keys: Iterable[Any]) -> None:
    seen: set[Any] = set()
    for key in keys:
        if key in seen:
            raise Invalid(f"{where}: 重复 twice: {key}", do="核对数据集的定义 check how the dataset is defined")
        seen.add(key)
