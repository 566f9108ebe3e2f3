"""A series as bars: whole units of a drawing 640 wide and 200 high, so that a page needs no script to show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from gaoxin.economy.rules.opendata.content import Observation

WIDTH, HEIGHT, FOOT, HEAD = 640, 200, 24, 22
NAMED = 12  # more bars than these are not all labelled


@dataclass(frozen=True, slots=True)
class Bar:
    """x, y, width, height of the bar; middle: where its labels stand; named: whether it has them."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    above: int
    period: str
    value: str
    named: bool


def bars(series: Sequence[Observation]) -> list[Bar]:
    """One for each observation; the zero line is where `zero` says. Empty for none."""
    if not series:
        return []
    values = [Decimal(one.value) for one in series]
    top, bottom = max(*values, Decimal(0)), min(*values, Decimal(0))
    reach = (top - bottom) or Decimal(1)
    step = WIDTH // len(series)
    every = -(-len(series) // NAMED)
    found: list[Bar] = []
    for place, (one, value) in enumerate(zip(series, values, strict=True)):
        up = _y(max(value, Decimal(0)), top, reach)
        down = _y(min(value, Decimal(0)), top, reach)
        wide = max(2, step * 7 // 10)
        x = place * step + (step - wide) // 2
        named = (len(series) - 1 - place) % every == 0
        found.append(
            Bar(x, up, wide, max(1, down - up), place * step + step // 2, up - 5, one.period, one.value, named)
        )
    return found


def zero(series: Sequence[Observation]) -> int:
    """Where the line of nothing lies."""
    values = [Decimal(one.value) for one in series] or [Decimal(0)]
    top, bottom = max(*values, Decimal(0)), min(*values, Decimal(0))
    return _y(Decimal(0), top, (top - bottom) or Decimal(1))


def _y(value: Decimal, top: Decimal, reach: Decimal) -> int:
    return HEAD + int((top - value) / reach * (HEIGHT - HEAD - FOOT))
