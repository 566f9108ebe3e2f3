"""Who brought a lead, in basis points that sum to 100 %; and what promotion cost per landed project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gaoxin.core.errors import Invalid

WHOLE = 10_000


def check_shares(shares: Mapping[str, int]) -> None:
    """Raises Invalid unless every share is above zero and all together are exactly the whole."""
    total = sum(shares.values())
    if not shares or any(share <= 0 for share in shares.values()) or total != WHOLE:
        raise Invalid(
            f"引荐份额合计 {total / 100:g}%，应为 100% credit shares must sum to 100 %",
            why="一个项目的功劳只能算一次 a project's credit is counted once", do="调整份额 adjust the shares",
        )  # fmt: skip


def equal_shares(holders: Sequence[str]) -> dict[str, int]:
    """The whole in equal parts, the remainder to the first. Nothing for nobody."""
    distinct = list(dict.fromkeys(holders))
    if not distinct:
        return {}
    each, left = divmod(WHOLE, len(distinct))
    return {holder: each + (left if at == 0 else 0) for at, holder in enumerate(distinct)}


def merged_shares(kept: Mapping[str, int], gone: Mapping[str, int]) -> dict[str, int]:
    """Shares of two leads that were one: half of each side's, so that nobody loses all and nothing counts twice."""
    if not kept or not gone:
        return dict(kept or gone)
    both: dict[str, int] = {}
    for side in (kept, gone):
        for holder, share in side.items():
            both[holder] = both.get(holder, 0) + share // 2
    first = next(iter(both))
    both[first] += WHOLE - sum(both.values())
    return both


@dataclass(frozen=True, slots=True)
class ModeCost:
    """One mode in a period. cost_fen: spent on it. each_fen: per landed project, None where none landed."""

    mode: str
    leads: int
    landed: int
    cost_fen: int
    each_fen: int | None


def cost_by_mode(
    modes: Sequence[str], leads: Mapping[str, int], landed: Mapping[str, int], spent_fen: Mapping[str, int]
) -> list[ModeCost]:
    """Every mode with its leads, landed projects, cost and cost per landed project (rounded to the fen)."""
    return [
        ModeCost(
            mode, leads.get(mode, 0), landed.get(mode, 0), spent_fen.get(mode, 0),
            round(spent_fen.get(mode, 0) / landed[mode]) if landed.get(mode) else None,
        )
        for mode in modes
    ]  # fmt: skip
