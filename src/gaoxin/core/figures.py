"""A published figure: never a number alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """key: stable name, such as `projects.new`. value: exact, rounded as published; None where there is no record to count.

    unit: 个, 人, %, 百分点, 亿元 … basis: what is counted, at what moment, and how it is rounded. source: the selector that computed it.
    rows: how many records it was computed from. bound: `>` where the value is only a lower bound. name: Chinese and English.
    """

    key: str
    value: int | Decimal | None
    unit: str
    basis: str
    source: str
    rows: int
    bound: str = ""
    name: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON: decimals as numbers with the digits they are published with."""
        told = asdict(self)
        return told | {"value": float(self.value) if isinstance(self.value, Decimal) else self.value}
