"""Limits as text: `20wd` working days, `0.5wd`, `4wh` office hours, `15d` natural days, `3mo`, `1y`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal, cast

from gaoxin.core.errors import Invalid

Unit = Literal["wd", "wh", "d", "mo", "y"]
_SHAPE = re.compile(r"(\d{1,5}(?:\.\d{1,2})?)(wd|wh|d|mo|y)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount of one unit. Only working days and office hours may be fractions."""

    amount: Decimal
    unit: Unit

    def __str__(self) -> str:
        return f"{self.amount.normalize():f}{self.unit}"

    @property
    def whole(self) -> bool:
        return self.amount == self.amount.to_integral_value()


@lru_cache(maxsize=1024)
def parse_limit(text: str) -> Limit:
    """The limit that `text` writes. Raises Invalid for any other text."""
    found = _SHAPE.fullmatch(text)
    if found is None:
        raise _unreadable(text, "应为数字加单位 a number and a unit: 20wd, 0.5wd, 4wh, 15d, 3mo, 1y")
    limit = Limit(Decimal(found[1]), cast("Unit", found[2]))
    if not limit.whole and limit.unit not in ("wd", "wh"):
        raise _unreadable(text, "只有工作日和工作小时可以是小数 only wd and wh may be fractions")
    return limit


WORDS: dict[str, str] = {"wd": "个工作日", "wh": "个办公小时", "d": "日", "mo": "个月", "y": "年"}


def in_words(text: str) -> str:
    """The limit as a notice says it: `10wd` is 10个工作日."""
    limit = parse_limit(text)
    return f"{limit.amount.normalize():f}{WORDS[limit.unit]}"


def _unreadable(text: str, why: str) -> Invalid:
    return Invalid(f"时限无法读取 unreadable limit {text!r}", why=why, do="改写为如 20wd write it like 20wd")
